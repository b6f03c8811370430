"""Every mechanism through one suite: off means no effect, on moves its own measures, luck stays everyone's own."""

from __future__ import annotations

import re
from types import FunctionType

import numpy as np
import pytest

from lab import Outcome, live, scenario
from sincerity import draw
from sincerity.compute.fixed import ONE, factor
from sincerity.compute.launch import functions_of
from sincerity.engine.compose import BUILT_IN, registry
from sincerity.mechanisms import behaviour
from sincerity.scenario.load import loads

NAMES = [module.__name__.rpartition(".")[2] for module in BUILT_IN]
MODULES = dict(zip(NAMES, BUILT_IN, strict=True))

SWITCH = {
    "behaviour": "society.behaviours_active",
    "deterrence": "mind.deterrence.active",
    "scoring": "policy.scoring.active",
    "listing": "policy.listing.active",
    "informants": "policy.informants.active",
    "travel": "policy.travel.active",
    "ties": "mind.ties.active",
}
LIVELY = (
    "policy.informants.base_low_per_year=0.5",
    "policy.informants.base_high_per_year=12.0",
    "policy.listing.by_score_below=960",
    "policy.listing.grace_days=5",
    "mind.ties.break_below=0.2",
)
PEOPLE, DAYS = 3000, 120


def run(*overrides: str, name: str = "article") -> Outcome:
    return live(scenario(name, *LIVELY, *overrides, people=PEOPLE, days=DAYS, burn_in_days=20))


@pytest.fixture(scope="module")
def on() -> Outcome:
    return run()


@pytest.fixture(scope="module")
def off() -> dict[str, Outcome]:
    return {name: run(f"{SWITCH[name]}=false") for name in NAMES}


def moved(on: Outcome, off: Outcome, *columns: str) -> list[str]:
    """The columns that differ."""
    return [name for name in columns if not np.array_equal(on.series[name], off.series[name])]


@pytest.mark.parametrize("name", NAMES)
def test_every_mechanism_has_a_switch_and_its_parts(name: str) -> None:
    module = MODULES[name]
    assert module.__doc__ is not None
    assert module.__doc__.startswith(f"{name}: ")
    assert callable(module.pack)
    assert all(table.mechanism == name for table in module.PARAMS)
    assert set(module.PURPOSES) <= set(draw.PURPOSES)


def test_no_two_mechanisms_share_a_purpose() -> None:
    owned = [purpose for module in BUILT_IN for purpose in module.PURPOSES]
    assert len(set(owned)) == len(owned)


@pytest.mark.parametrize("name", NAMES)
def test_only_its_own_purposes_are_named_in_its_code(name: str) -> None:
    module = MODULES[name]
    named = {word for f in functions_of(module) for word in _globals_of(f) if word in draw.PURPOSES}
    words = {word for f in functions_of(module) for word in f.__code__.co_names if word.endswith("_word")}
    named |= {purpose for purpose in draw.PURPOSES if f"{purpose.lower()}_word" in words}
    assert named == set(module.PURPOSES)


def _globals_of(function: FunctionType) -> tuple[str, ...]:
    return function.__code__.co_names


@pytest.mark.parametrize("name", ["listing", "informants", "travel"])
def test_off_equals_absent(name: str, off: dict[str, Outcome]) -> None:
    """A scenario without a sanction's table leaves the same bits as one whose table is switched off."""
    whole = off[name].simulation.scenario.to_toml()
    text, n_tables = re.subn(rf"^\[policy\.{name}\]\n(?:(?!\[).*\n?)*", "", whole, flags=re.MULTILINE)
    assert n_tables == 1
    without = loads(text, registry())
    assert getattr(without.policy, name) is None
    assert without != off[name].simulation.scenario
    assert live(without).digest() == off[name].digest()


def test_no_policy_means_none(off: dict[str, Outcome]) -> None:
    none = live(scenario("none", "mind.ties.break_below=0.2", people=PEOPLE, days=DAYS, burn_in_days=20))
    article = run("policy.active=false")
    keep = {name: column for name, column in article.people.items() if not name.startswith("days_")}
    for name, column in none.people.items():
        assert np.array_equal(column, keep.get(name, column)), name
    assert not any(none.series[name].any() for name in ("listed", "reports", "scored", "flights_refused", "trains_refused"))


def test_scoring_moves_its_measures(on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.total("score_sum") > 0
    assert on.total("records_false") > 0
    assert off["scoring"].total("scored") == 0
    assert off["scoring"].total("records_littering") == 0


def test_behaviour_off_leaves_no_act(on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.total("acts_littering") > 0
    assert not any(column.any() for name, column in off["behaviour"].series.items() if name.startswith("acts_"))
    assert off["behaviour"].total("wrongs") == 0


def test_listing_moves_its_measures_and_no_act_without_deterrence(on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.total("entries") > on.total("exits") > 0
    assert on.total("listed_wrongly") > 0
    assert off["listing"].total("listed") == 0
    assert off["listing"].total("flights_refused") == 0
    without = "mind.deterrence.active=false"
    assert moved(run(without), run(without, "policy.listing.active=false"), "acts_littering") == []


def test_travel_moves_its_own_measures_only(on: Outcome, off: dict[str, Outcome]) -> None:
    own = ("flights_refused", "trains_refused", "hours_lost", "trips_forgone", "onlookers")
    assert set(moved(on, off["travel"], *own)) == set(own)
    assert all(off["travel"].total(name) == 0 for name in own)
    assert moved(on, off["travel"], "trips") == []


def test_trips_are_the_same_under_every_policy(on: Outcome) -> None:
    assert moved(on, run("policy.active=false"), "trips") == []


def test_without_deterrence_acts_are_the_same_under_every_policy(off: dict[str, Outcome]) -> None:
    """The occasion and its taking are drawn apart from policy and state."""
    bare = run("policy.active=false")
    columns = [name for name in bare.series if name.startswith("acts_")]
    assert moved(off["deterrence"], bare, *columns) == []


@pytest.mark.parametrize(("deterrable", "incentive"), [(0.0, 0.0), (0.6, 0.0), (1.0, 0.0), (0.0, 1.0)])
def test_deterrence_takes_away_and_reward_adds_at_the_same_luck(on: Outcome, deterrable: float, incentive: float) -> None:
    """One person and one day, as the rule has it: m = ... (1 - deterrable D)(1 + incentive R). Of a society over years no sign is asked."""
    simulation = on.simulation
    world, tally = simulation.world.copy(), np.zeros(1, simulation.compiled.records.tally)
    world["act_deterrable"][0, 0], world["act_incentive"][0, 0] = factor(deterrable), factor(incentive)
    world["act_top"][0, 0] = ((ONE + abs(int(world["act_weight"][0, 0]))) * (ONE + factor(incentive))) >> 16

    def takers(deterred: int = 0, tempted: int = 0) -> set[tuple[int, int]]:
        """Who takes the first occasion of the catalogue, on which day."""
        found = set()
        for p in range(40):
            for day in range(30):
                me, cold = simulation.people[p : p + 1].copy(), simulation.cold[p : p + 1].copy()
                today = np.zeros(1, simulation.compiled.records.today)
                today["occasion"], today["deterred"], today["tempted"] = 1, deterred, tempted
                rows = [array.view(np.recarray)[0] for array in (me, cold, today, world, simulation.policy, tally)]
                behaviour.act(p, day, *rows)
                if today["act"][0]:
                    found.add((p, day))
        return found

    free = takers()
    assert (takers(deterred=ONE // 2) < free) if deterrable else (takers(deterred=ONE // 2) == free)
    assert (takers(tempted=ONE // 2) > free) if incentive else (takers(tempted=ONE // 2) == free)


def test_informants_move_their_measures(on: Outcome, off: dict[str, Outcome]) -> None:
    own = ("reports", "reports_false", "reports_caught", "informants", "suspected", "suspected_wrongly")
    for name in own:
        assert on.total(name) > 0, name
        assert off["informants"].total(name) == 0, name
    assert on.total("suspected_wrongly") < on.total("suspected")
    assert int(on.people["reports_made"].sum()) == on.total("reports")


def test_ties_off_means_that_none_changes(on: Outcome, off: dict[str, Outcome]) -> None:
    assert on.total("ties_lost") > 0
    assert off["ties"].total("ties_lost") == 0
    assert np.array_equal(off["ties"].people["ties_start"], off["ties"].people["ties_left"])


def test_more_surveillance_never_fewer_records_without_mind() -> None:
    """With deterrence off, seen iff draw < threshold: a record kept at lower coverage is kept at higher."""
    without = ("mind.deterrence.active=false", "policy.informants.active=false")
    runs = [run(f"policy.surveillance.coverage={coverage}", *without) for coverage in (0.2, 0.6, 1.0)]
    for low, high in zip(runs, runs[1:], strict=False):
        assert (low.people["records"] <= high.people["records"]).all()


def test_every_switch_is_a_key_of_the_scenario() -> None:
    paths = {table.path for table in registry()}
    for name, switch in SWITCH.items():
        assert switch == "society.behaviours_active" or switch.removesuffix(".active") in paths, name
