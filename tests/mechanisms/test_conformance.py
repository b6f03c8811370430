"""Every mechanism through one suite: off means no effect, on moves its own measures, luck stays everyone's own.

Those of other packages take part where they are installed: `pytest tests/mechanisms/test_conformance.py -k deposits`. Their own switch
is turned on; what else their measures need to move they name as `CONFORMANCE`, settings as for `--set`.
"""

from __future__ import annotations

import re
from types import ModuleType

import numpy as np
import pytest

from engine.recorder import OF_PEOPLE, owner_of, record
from lab import EVERYWHERE, PLUGGED, Outcome, live, scenario
from sincerity import draw
from sincerity.compute.fixed import ONE, factor
from sincerity.compute.launch import functions_of
from sincerity.engine.catalogue.mechanisms import switches_of
from sincerity.engine.compose import BUILT_IN, by_name, plugins, registry
from sincerity.mechanisms import behaviour
from sincerity.scenario.load import loads
from sincerity.society import market, online
from sincerity.society.contacts import LAYERS

MODULES = by_name()
NAMES = list(MODULES)
PLUGINS = {plugin.name: plugin for plugin in plugins()}

SWITCH = {
    "behaviour": "society.behaviours_active",
    "scoring": "policy.scoring.active",
    "listing": "policy.listing.active",
    "travel": "policy.travel.active",
    "ring_tone": "policy.ring_tone.active",
    "informants": "policy.informants.active",
    "association": "policy.association.active",
    "rollout": "policy.rollout.active",
    "revisions": "policy.revisions.active",
    "awareness": "mind.awareness.active",
    "deterrence": "mind.deterrence.active",
    "expression": "mind.expression.active",
    "fear": "mind.fear.active",
    "trust": "mind.trust.active",
    "ties": "mind.ties.active",
    "due_process": "policy.due_process.active",
    "hotels": "policy.hotels.active",
    "internet": "policy.internet.active",
    "public_list": "policy.public_list.active",
    "deadbeat_map": "policy.deadbeat_map.active",
    "detention": "policy.detention.active",
    "jobs": "policy.jobs.active",
    "loans": "policy.loans.active",
    "schools": "policy.schools.active",
    "economy": "society.economy.active",
    "demography": "society.aging.active",
    **{name: switches_of(name)[0] for name in PLUGINS},
}
"""The one key with which a mechanism is left out; `policy.speech.active` besides, the authority's half of *expression*."""
ON_MONEY = tuple(f"{SWITCH[name]}=false" for name in ("jobs", "loans", "schools", "due_process", "internet", "detention"))
"""Without the sanctions and rights that cost a job, a loan, a place or a fee: then money is the same under every policy."""
NEEDS_OFF = {"economy": ON_MONEY[:3]}
"""What stands on a mechanism and is left out with it."""
LIVELY = (
    "society.region_people=320",
    "start=2014-11-01",
    "policy.rollout.nationwide=2014-12-19",
    'policy.revision=[{on=2015-01-07,set={"surveillance.coverage"=0.6,"rule.littering.points"=-9}}]',
    "policy.association.pull_per_year=4",
    "policy.informants.base_low_per_year=0.5",
    "policy.informants.base_high_per_year=12.0",
    "policy.listing.by_score_below=960",
    "policy.listing.grace_days=5",
    "policy.ring_tone.public_share=0.5",
    "policy.ring_tone.attitude=-0.3",
    "society.behaviour.criticising_policy.per_year=12",
    "mind.awareness.press_per_year=8",
    "mind.awareness.forget_per_year=1",
    "mind.expression.silent_below=0.3",
    "mind.fear.high_above=0.05",
    "mind.ties.break_below=0.2",
    "society.debt.sued_after_days=0",
    "society.debt.paid_per_year=2",
    "society.behaviour.loan_default.per_year=2",
    "society.economy.bills_per_year=1.5",
    "society.economy.bill_months=12",
    "society.economy.separations_per_year=1",
    "society.economy.loans_per_1000=2",
    "society.economy.private_places=0.3",
    "society.economy.private_income_cny=100",
    "society.economy.private_wish=0.9",
    "policy.jobs.dismissed_per_month=0.5",
    "policy.jobs.employers_mind=true",
    "policy.listing.cases_per_1000=3",
    "policy.informants.checks_per_1000=3",
    "policy.due_process.notice_days=5",
    "policy.due_process.spares_unable=false",
    "policy.due_process.appeals_per_year=10",
    "policy.due_process.appeals_per_1000=3",
    "policy.due_process.delay_months=0",
    "policy.due_process.memory_days=400",
    "policy.due_process.cost_cny=1000",
    "society.stays.per_trip=0.8",
    "society.trips.per_year=20",
    "policy.hotels.goes_without=0.4",
    "policy.public_list.read_per_year=6",
    "policy.public_list.attitude=-0.3",
    "policy.deadbeat_map.views_per_year=12",
    "policy.deadbeat_map.tap_share=0.2",
    'policy.detention.predicts=["littering", "petty_theft"]',
    "policy.detention.detained_per_1000=3",
    "policy.detention.term_months=1",
    *PLUGGED,
)
"""Sixteen turns of a month, two of them a 1 January, in which everything happens that can."""
PEOPLE, DAYS = 2000, 480
SIZES = {"people": PEOPLE, "days": DAYS, "burn_in_days": 20}


def run(*overrides: str) -> Outcome:
    return live(scenario("article", *LIVELY, *overrides, **SIZES))


@pytest.fixture(scope="module")
def on() -> Outcome:
    return run()


@pytest.fixture(scope="module")
def off() -> dict[str, Outcome]:
    return Off()


class Off(dict[str, Outcome]):
    """Runs without one mechanism, or without the authority's half of *expression*; each is lived when it is first asked for."""

    def __missing__(self, name: str) -> Outcome:
        found = self[name] = run(*(("policy.speech.active=false",) if name == "speech" else without(name)))
        return found


def without(name: str) -> tuple[str, ...]:
    """The settings that leave a mechanism out."""
    return (f"{SWITCH[name]}=false", *NEEDS_OFF.get(name, ()))


def moved(on: Outcome, off: Outcome, *columns: str) -> list[str]:
    """The columns that differ."""
    return [name for name in columns if not np.array_equal(on.series[name], off.series[name])]


def counted(outcome: Outcome, name: str) -> set[str]:
    """The counted columns of a mechanism that are not zero throughout; one that runs over a dimension counts as one."""
    return {column.name for column in getattr(MODULES[name], "COLUMNS", ())} - outcome.silent()


@pytest.mark.parametrize("name", NAMES)
def test_every_mechanism_has_a_switch_and_its_parts(name: str) -> None:
    module = MODULES[name]
    assert module.__doc__ is not None
    assert module.__doc__.startswith(f"{name}: ")
    assert callable(module.pack)
    assert all(table.mechanism == name for table in module.PARAMS)
    assert set(module.PURPOSES) <= set(words_of(name))
    assert SWITCH[name] in switches_of(name)


def test_every_switch_is_a_key_of_the_scenario() -> None:
    paths = {table.path for table in registry()}
    for name, switch in SWITCH.items():
        assert switch == "society.behaviours_active" or switch.removesuffix(".active") in paths, name
    switches = {f"{table.path}.active" for table in registry() if table.switch}
    of_plugins = {key for name in PLUGINS for key in switches_of(name)}
    assert switches | {"society.behaviours_active"} == {*SWITCH.values(), "policy.speech.active"} | of_plugins


def test_no_two_mechanisms_share_a_purpose() -> None:
    owned = [purpose for module in BUILT_IN for purpose in module.PURPOSES]
    assert len(set(owned)) == len(owned)


@pytest.mark.parametrize("name", NAMES)
def test_only_its_own_purposes_are_named_in_its_code(name: str) -> None:
    modules = [MODULES[name], *(module for module in (market, online) if owner_of(module.__name__.rpartition(".")[2]) == name)]
    named = {word for module in modules for f in functions_of(module) for word in f.__code__.co_names if is_purpose(name, module, word)}
    words = {word for module in modules for f in functions_of(module) for word in f.__code__.co_names if word.endswith("_word")}
    named |= {purpose for purpose in draw.PURPOSES if f"{purpose.lower()}_word" in words}
    named -= {purpose for purpose in named if words_of(name)[purpose] >> 2 in OF_PEOPLE}
    assert named == {WITH_BLOCK.get(purpose, purpose) for purpose in MODULES[name].PURPOSES}


WITH_BLOCK = {"JOB_LOST": "BILL", "LOAN_WISH": "BILL", "NEW_LOAN_SIZE": "NEW_LOAN_KIND"}
"""Words drawn together with another one, which alone is named."""


def words_of(name: str) -> dict[str, int]:
    """The random words of the laboratory, and those of a mechanism of another package."""
    return {**draw.PURPOSES, **(PLUGINS[name].purposes if name in PLUGINS else {})}


def is_purpose(name: str, module: ModuleType, word: str) -> bool:
    """Whether a name in a module's code is a random word of that name, and no number of its own so called."""
    return word in words_of(name) and vars(module).get(word) == words_of(name)[word]


@pytest.mark.parametrize("name", NAMES)
def test_only_its_own_purposes_are_drawn(name: str) -> None:
    """As days were lived: the words asked for by its steps, and those of the day that they read."""
    drawn = record().drawn[name]
    assert drawn <= set(MODULES[name].PURPOSES)
    unseen = {"SURVEY"} if name == "trust" else {"ROLLOUT_PILOT", "ROLLOUT_DATE"} if name == "rollout" else set()
    assert drawn == set(MODULES[name].PURPOSES) - unseen


OPTIONAL = [table.path for table in registry() if table.absent == "off" and table.switch]


@pytest.mark.parametrize("path", OPTIONAL)
def test_off_equals_absent(path: str, off: dict[str, Outcome]) -> None:
    """A scenario without the table leaves the same bits as one whose table is switched off."""
    _, _, name = path.rpartition(".")
    whole = off[name].simulation.scenario.to_toml()
    text, n_tables = re.subn(rf"^\[{re.escape(path)}\]\n(?:(?!\[).*\n?)*", "", whole, flags=re.MULTILINE)
    assert n_tables == 1
    absent = loads(text, registry())
    assert getattr(absent.policy, name) is None
    assert absent != off[name].simulation.scenario
    assert live(absent).digest() == off[name].digest()


ALSO_OFF = {
    "mind.expression.tolerance_start",
    "mind.expression.severity_start",
    "mind.expression.surveillance_start",
    "mind.expression.wish_mean",
    *(f"mind.ties.rest_{layer}" for layer in LAYERS),
}
"""Settings that hold where their mechanism is off: beliefs that nothing moves, what is wished and then said, ties as they start."""


def moved_settings(name: str) -> list[str]:
    """Every number of the tables that a mechanism's switch rules, at the far end of its plausible range."""
    found = []
    for table in MODULES[name].PARAMS:
        for param in table.params if SWITCH[name].startswith(f"{table.path}.") else ():
            key = f"{table.path}.{param.name}"
            if param.kind in ("number", "chance", "integer") and param.plausible and key not in ALSO_OFF:
                low, high = param.plausible
                found.append(f"{key}={low if f'{key}={high:g}' in LIVELY else high}")
    return found


WITH_NUMBERS = [name for name in NAMES if moved_settings(name)]


def test_most_mechanisms_have_numbers_to_move() -> None:
    assert {*NAMES} - {*PLUGINS} - {*WITH_NUMBERS} == {"behaviour", "revisions", "loans", "schools", "demography"}


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_off_no_setting_moves_a_bit(name: str, on: Outcome, off: dict[str, Outcome]) -> None:
    settings = moved_settings(name)
    assert run(*without(name), *settings).digest() == off[name].digest()
    assert run(*settings).digest() != on.digest()


def test_without_scoring_no_point_moves_a_bit(off: dict[str, Outcome]) -> None:
    points = ("policy.rule.littering.points=-40", "policy.rule.littering.seen=0.9", "policy.rule.paying_on_time.points=5")
    assert run("policy.scoring.active=false", *points).digest() == off["scoring"].digest()


def test_revisions_off_equal_none_written(on: Outcome, off: dict[str, Outcome]) -> None:
    without = run("policy.revision=[]")
    assert without.simulation.scenario.policy.revision == ()
    assert without.digest() == off["revisions"].digest() != on.digest()


def test_no_policy_means_none() -> None:
    society = tuple(key for key in LIVELY if not key.startswith("policy."))
    none = live(scenario("none", *society, **SIZES))
    article = run("policy.active=false")
    assert set(article.people) == set(none.people)
    for name, column in none.people.items():
        assert np.array_equal(column, article.people[name]), name
    # Columns named after tiers are of the article alone.
    for name, column in article.series.items():
        assert np.array_equal(column, none.series.get(name, np.zeros_like(column))), name
    assert not any(none.series[name].any() for name in ("listed", "reports", "scored", "flights_refused", "aware", "covered"))


STAYS = {
    "behaviour": {"deals"},
    "travel": {"trips"},
    "hotels": {"stays"},
    "association": {"score_gap_sum", "score_gap_of"},
    "rollout": {"covered"},
    "expression": {"posts_wanted", "posts_made"},
    "ties": {"wrongs"},
    "economy": {"debts_opened", "debts_paid", "in_debt", "working", "well_paid", "lent_sum", "written_off_sum"},
}
"""What is counted of a mechanism's subject also where its own part is left out."""


@pytest.mark.parametrize("name", NAMES)
def test_on_every_measure_counts_and_off_none_does(name: str, on: Outcome, off: dict[str, Outcome]) -> None:
    own = {column.name for column in getattr(MODULES[name], "COLUMNS", ())}
    assert counted(on, name) == own
    assert counted(off[name], name) == STAYS.get(name, set())


@pytest.mark.parametrize("name", NAMES)
def test_on_differs_from_off(name: str, on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.digest() != off[name].digest()


def test_behaviour_off_leaves_no_act(on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.total("acts_littering") > 0
    assert not any(column.any() for name, column in off["behaviour"].series.items() if name.startswith("acts_"))
    assert off["behaviour"].total("wrongs") == 0


def test_scoring_moves_its_measures(on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.total("score_sum") > 0
    assert on.total("records_false") > 0
    assert off["scoring"].total("records_littering") == 0
    assert not off["scoring"].people["score"].any()


def test_listing_moves_its_measures_and_no_act_without_the_mind(on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.total("entries") > on.total("exits") > 0
    assert on.total("listed_wrongly") > 0
    assert off["listing"].total("flights_refused") == 0
    assert off["listing"].total("calls_warned") == 0
    # Where nothing is weighed against it, nobody learns of the system by it, and no tie goes by it, the list moves no act.
    mindless = ("mind.deterrence.active=false", "mind.ties.active=false", "mind.awareness.from=everyone", *ON_MONEY)
    columns = [name for name in on.series if name.startswith(("acts_", "posts_"))]
    assert moved(run(*mindless), run(*mindless, "policy.listing.active=false"), *columns) == []


def test_travel_moves_its_own_measures_only(on: Outcome, off: dict[str, Outcome]) -> None:
    own = ("flights_refused", "trains_refused", "hours_lost", "trips_forgone", "onlookers")
    assert set(moved(on, off["travel"], *own)) == set(own)
    # The detained make no trips, and who is detained hangs on all that is on record.
    free = f"{SWITCH['detention']}=false"
    assert moved(run(free), run(free, *without("travel")), "trips") == []


def test_trips_are_the_same_under_every_policy_that_costs_nobody_a_job() -> None:
    """They follow incomes, and the day's own luck."""
    jobs = [f"{SWITCH[name]}=false" for name in ("jobs", "internet", "detention")]
    base = run(*jobs)
    for switch in ("policy.active", *(SWITCH[name] for name in ("scoring", "listing", "travel", "loans", "due_process", "deterrence"))):
        assert moved(base, run(*jobs, f"{switch}=false"), "trips") == [], switch


def test_who_lives_and_dies_is_the_same_under_every_policy(on: Outcome, off: dict[str, Outcome]) -> None:
    for name, other in off.items():
        differs = moved(on, other, "deaths", "departures", "births", "arrivals", "adults")
        assert bool(differs) == (name == "demography"), name
        if name != "demography":
            assert all(np.array_equal(on.people[column], other.people[column]) for column in ("age", "sex", "arrived", "household"))


def test_money_is_the_same_under_every_policy_without_sanctions_on_it() -> None:
    """Without defaults by choice, that is, which awareness of the policy may move."""
    calm = (*ON_MONEY, "society.behaviour.loan_default.per_year=0")
    base, none = run(*calm), run(*calm, "policy.active=false")
    columns = [column.name for column in MODULES["economy"].COLUMNS]
    assert moved(base, none, *columns) == []
    assert moved(base, run("society.behaviour.loan_default.per_year=0"), *columns) != []


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("jobs", ["jobs_lost", "well_paid"]),
        ("loans", ["loans_refused"]),
        ("schools", ["children_moved", "private_pupils"]),
        ("due_process", ["notices", "appeals_won", "exits"]),
    ],
)
def test_a_sanction_moves_what_it_is_for(name: str, columns: list[str], on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.total(columns[0]) > 0 == off[name].total(columns[0])
    assert moved(on, off[name], *columns) == columns


def test_rationing_displaces_only_where_a_sanction_bars(on: Outcome) -> None:
    assert on.total("displaced") > 0 == run(*ON_MONEY).total("displaced")


@pytest.mark.parametrize(("deterrable", "incentive"), [(0.0, 0.0), (0.6, 0.0), (1.0, 0.0), (0.0, 1.0)])
def test_deterrence_takes_away_and_reward_adds_at_the_same_luck(on: Outcome, deterrable: float, incentive: float) -> None:
    """One person and one day, as the rule has it: m = ... (1 - deterrable D)(1 + incentive R). Of a society over years no sign is asked."""
    simulation = on.simulation
    world, tally = simulation.world.copy(), np.zeros(1, simulation.compiled.records.tally)
    world["act_deterrable"][0, 0], world["act_incentive"][0, 0] = factor(deterrable), factor(incentive)
    world["act_top"][0, 0] = ((ONE + abs(int(world["act_weight"][0, 0]))) * (ONE + factor(incentive))) >> 16
    policy = simulation.policies[1:2]

    def takers(deterred: int = 0, tempted: int = 0) -> set[tuple[int, int]]:
        """Who takes the first occasion of the catalogue, on which day."""
        found = set()
        for p in range(40):
            for day in range(30):
                me, cold = simulation.people[p : p + 1].copy(), simulation.cold[p : p + 1].copy()
                today = np.zeros(1, simulation.compiled.records.today)
                today["occasion"], today["deterred"], today["tempted"] = 1, deterred, tempted
                rows = [array.view(np.recarray)[0] for array in (me, cold, today, world, policy, tally)]
                behaviour.take(p, day, *rows)
                if today["wanted"][0]:
                    found.add((p, day))
        return found

    free = takers()
    assert len(free) > 20
    assert (takers(deterred=ONE // 2) < free) if deterrable else (takers(deterred=ONE // 2) == free)
    assert (takers(tempted=ONE // 2) > free) if incentive else (takers(tempted=ONE // 2) == free)


def test_informants_move_their_measures(on: Outcome) -> None:
    assert on.total("suspected_wrongly") < on.total("suspected")
    assert on.total("reports_false") < on.total("reports")
    constant = run(*without("demography"))
    assert int(constant.people["reports_made"].sum()) == constant.total("reports") > 0


def test_ties_off_means_that_none_changes() -> None:
    """Where nobody comes or goes, begins or leaves work or school."""
    constant = run(*without("ties"), *without("economy"), *without("demography"))
    assert np.array_equal(constant.people["ties_start"], constant.people["ties_left"])


def test_ring_tone_teaches_who_is_listed(on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.people["knows_listed"].any()
    untold = run(*(f"{SWITCH[name]}=false" for name in ("ring_tone", "public_list", "deadbeat_map")))
    assert not untold.people["knows_listed"].any()


def test_rollout_covers_region_by_region_and_without_it_all_are_at_once(on: Outcome, off: dict[str, Outcome]) -> None:
    by_day, at_once = on.daily("covered"), off["rollout"].daily("covered")
    assert set(at_once.tolist()) == {PEOPLE}
    assert (np.diff(by_day) >= 0).all()
    assert 0 < by_day[0] < by_day[-1] == PEOPLE
    assert len(set(by_day.tolist())) > 5


def test_nobody_is_aware_without_a_policy_or_awareness(off: dict[str, Outcome]) -> None:
    assert not off["awareness"].people["aware"].any()
    assert np.array_equal(off["awareness"].people["risk"], np.full(PEOPLE, off["awareness"].people["risk"][0]))


def test_expression_off_softens_nothing_and_believes_what_it_did(on: Outcome, off: dict[str, Outcome]) -> None:
    made, wanted, blocked = (off["expression"].total(f"posts_{name}") for name in ("made", "wanted", "blocked"))
    assert made == wanted - blocked
    assert sum(on.total(f"posts_{name}") for name in ("made", "withheld", "blocked")) == on.total("posts_wanted")
    for name in ("tolerance_belief", "severity_belief", "surveillance_belief"):
        assert len(set(off["expression"].people[name].tolist())) == 1
        assert len(set(on.people[name].tolist())) > 10


@pytest.mark.parametrize(("name", "columns"), [("fear", ("fear_authority", "fear_wronged", "sanctioned")), ("trust", ("trust", "crowded"))])
def test_a_stock_is_nothing_where_it_is_off(name: str, columns: tuple[str, ...], off: dict[str, Outcome]) -> None:
    for column in columns:
        assert not off[name].people[column].any(), column


def test_association_draws_scores_together(on: Outcome, off: dict[str, Outcome]) -> None:
    """Of the covered, on the last day: the mean distance to one's contacts' scores. Pulled at 4 a year for up to 120 days."""

    def gap(outcome: Outcome) -> float:
        return float(outcome.daily("score_gap_sum")[-1] / outcome.daily("score_gap_of")[-1])

    assert gap(on) < 0.8 * gap(off["association"])


MINDLESS = ("mind.deterrence.active=false", "mind.expression.active=false", "policy.informants.active=false")


def test_more_surveillance_never_fewer_records_without_mind() -> None:
    """With deterrence and expression off, seen iff draw < threshold: a record kept at lower coverage is kept at higher."""
    alike = (*EVERYWHERE, "policy.revisions=false", *MINDLESS, *ON_MONEY)
    runs = [run(*alike, f"policy.surveillance.coverage={coverage}") for coverage in (0.2, 0.6, 1.0)]
    for low, high in zip(runs, runs[1:], strict=False):
        assert (low.people["records"] <= high.people["records"]).all()
        assert low.total("records_criticising_policy") < high.total("records_criticising_policy")
