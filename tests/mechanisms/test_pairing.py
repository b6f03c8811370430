"""Pairs of runs that differ in one thing: only what it reaches differs."""

from __future__ import annotations

import numpy as np
import pytest

from lab import Outcome, live, scenario
from sincerity.engine.compose import registry
from sincerity.mechanisms.rollout import NEVER_COVERED, first_days
from sincerity.scenario.load import loads
from sincerity.types import Array

DAYS = 120
SIZES = {"people": 2400, "days": DAYS, "burn_in_days": 20}
SOCIETY = (
    "start=2014-11-10",
    "society.debt.sued_after_days=0",
    "society.behaviour.loan_default.per_year=2",
    "society.economy.private_places=0.3",
    "society.economy.private_income_cny=100",
    "society.region_people=256",
    "society.network.distant=0",
    "society.behaviour.criticising_policy.per_year=12",
    "mind.awareness.press_per_year=8",
    "mind.trust.signal=0.3",
    "mind.trust.crowding=-0.3",
    "mind.ties.break_below=0.2",
)
"""Regions without friends in one another, where much is learned."""
LIVELY = (
    *SOCIETY,
    "policy.association.pull_per_year=4",
    "policy.return_per_year=20",
    "policy.informants.base_low_per_year=0.5",
    "policy.informants.base_high_per_year=12.0",
    "policy.listing.by_score_below=960",
    "policy.listing.grace_days=5",
    "policy.ring_tone.public_share=0.5",
    'policy.revision=[{on=2015-02-06,set={"surveillance.coverage"=0.6}}]',
)
BUDGETS = (
    "policy.listing.cases_per_1000=4",
    "policy.listing.wrong_judgments_per_year=1",
    "policy.informants.checks_per_1000=2",
    "policy.due_process.active=true",
    "policy.due_process.appeals_per_year=12",
    "policy.due_process.appeals_per_1000=8",
    "policy.due_process.finds_error=1",
    "policy.due_process.cost_cny=0",
    "policy.due_process.delay_months=0",
)
"""Courts, checks and hearings of which there is less than is asked for."""
CONFINED = (*LIVELY, "policy.regions=[1, 4, 7]", "policy.rollout.active=false")
ROLLED_OUT = (*LIVELY, "policy.regions=[1, 2, 4, 7]", "policy.rollout.nationwide=2015-01-09")
NEIGHBOURLY = tuple(key for key in CONFINED if "distant" not in key)
"""The same with friends elsewhere."""


@pytest.fixture(scope="module")
def none() -> Outcome:
    return live(scenario("none", *SOCIETY, **SIZES))


def differing(a: Outcome, b: Outcome, of: Array) -> list[str]:
    """The columns of `people`, and bytes of their records, in which these residents differ."""
    shared = [name for name in a.people if name in b.people]
    found = [name for name in shared if not np.array_equal(a.people[name][of], b.people[name][of])]
    for name in ("people", "cold"):
        mine, other = (getattr(run.simulation, name)[of].tobytes() for run in (a, b))
        found += [f"records of {name}"] if mine != other else []
    return found


def by_region(outcome: Outcome, column: str) -> Array:
    """A column by day and region."""
    return outcome.series[column].reshape(DAYS, -1)


@pytest.mark.parametrize("policy", [CONFINED, ROLLED_OUT], ids=["regions", "regions and roll-out"])
def test_a_policy_confined_to_regions_changes_nobody_outside(none: Outcome, policy: tuple[str, ...]) -> None:
    """With markets and budgets on, over three turns of a month and one of a year: neither people nor counts nor books."""
    wanted = scenario("article", *policy, *BUDGETS, **SIZES)
    run = live(wanted)
    first = np.array(first_days(wanted, len(run.simulation.layout), 1))
    outside = first[none.people["region"]] == NEVER_COVERED
    assert differing(run, none, outside) == []
    inside = differing(run, none, ~outside)
    assert {"score", "aware", "fear_authority", "trust", "ties_left", "listed", "reports_made", "records of people"} <= set(inside)
    assert {"job", "savings", "loan", "private_school"} <= set(inside)
    for column in ("displaced", "backlog_cases", "appeals_won", "backlog_appeals", "backlog_checks", "births"):
        assert run.total(column) > 0, column
    ledgers, others = (outcome.simulation.ledgers[first == NEVER_COVERED] for outcome in (run, none))
    assert ledgers.tobytes() == others.tobytes()
    for column in set(run.series) & set(none.series):
        assert np.array_equal(by_region(run, column)[:, first == NEVER_COVERED], by_region(none, column)[:, first == NEVER_COVERED]), column


def test_nothing_differs_in_a_region_before_its_day(none: Outcome) -> None:
    wanted = scenario("article", *ROLLED_OUT, **SIZES)
    run = live(wanted)
    first = np.array(first_days(wanted, len(run.simulation.layout), 1))
    before = np.arange(DAYS)[:, None] < first[None, :]
    assert len({*first.tolist()} - {0, NEVER_COVERED}) >= 2
    for column in set(run.series) & set(none.series):
        assert np.array_equal(by_region(run, column)[before], by_region(none, column)[before]), column
    assert not np.array_equal(by_region(run, "ties_lost")[~before], by_region(none, "ties_lost")[~before])


def test_with_friends_elsewhere_it_does_reach_out() -> None:
    """The test can fail: over distant friends a policy changes lives outside its regions."""
    society = tuple(key for key in SOCIETY if "distant" not in key)
    none, run = live(scenario("none", *society, **SIZES)), live(scenario("article", *NEIGHBOURLY, **SIZES))
    assert differing(run, none, ~np.isin(none.people["region"], [1, 4, 7])) != []


def test_a_policy_against_itself_differs_nowhere() -> None:
    wanted = scenario("article", *ROLLED_OUT, **SIZES)
    again = loads(wanted.to_toml(), registry())
    a, b = live(wanted), live(again, threads=2)
    assert differing(a, b, np.ones(len(a.people["id"]), bool)) == []
    assert a.digest() == b.digest()


SANCTIONS_ON_MONEY = ("jobs", "loans", "schools")
OUTRIGHT = ("policy.internet.posts_blocked=0", "policy.internet.openings_missed=0", "policy.detention.active=false")
"""Slow lines block no post and hide no opening; nobody is detained."""
MINDLESS = tuple(f"mind.{name}.active=false" for name in ("awareness", "deterrence", "expression", "fear", "trust", "ties"))


def test_without_minds_acts_are_the_same_under_every_policy() -> None:
    """But for what takes money and what holds people back by force, every table of the article on: temptation, taking and dealing are
    drawn apart from it, person by person.
    """
    policy = (*LIVELY, "policy.rollout.active=false", *MINDLESS, *OUTRIGHT, *(f"policy.{name}.active=false" for name in SANCTIONS_ON_MONEY))
    none, run = live(scenario("none", *SOCIETY, *MINDLESS, **SIZES)), live(scenario("article", *policy, **SIZES))
    same = [name for name in none.series if name.startswith(("acts_", "posts_"))]
    for column in (*same, "deals", "wrongs", "ties_lost", "trips"):
        assert np.array_equal(by_region(run, column), by_region(none, column)), column
    for column in ("truth_acts", "in_debt", "ties_left", "trust", "fear_authority", "aware", "risk", "crowded"):
        assert np.array_equal(run.people[column], none.people[column]), column
    assert not np.array_equal(run.people["score"], none.people["score"])
    assert run.total("reports") > 0


@pytest.mark.parametrize("name", ["deterrence", "expression", "ties"])
def test_a_single_mind_is_enough_to_move_them(name: str) -> None:
    """The test can fail: with one of the minds back, and everyone aware, acts or deals do differ."""
    minds = tuple(key for key in MINDLESS if name not in key and "awareness" not in key)
    aware = ("mind.awareness.from=everyone",)
    none = live(scenario("none", *SOCIETY, *minds, *aware, **SIZES))
    run = live(scenario("article", *LIVELY, "policy.rollout.active=false", *minds, *aware, **SIZES))
    columns = [column for column in none.series if column.startswith(("acts_", "posts_")) or column == "ties_lost"]
    assert any(not np.array_equal(run.series[column], none.series[column]) for column in columns)


TURN = 83
"""2015-02-01, the first turn of a month after anybody is listed."""
LATE = (
    *(key for key in CONFINED if "revision" not in key and "informants" not in key and "association" not in key),
    *("policy.informants.active=false", "policy.association.active=false", "mind.deterrence.sanction_weight=0"),
    *("policy.listing.by_score_below=0", "policy.listing.grace_days=20000", "policy.listing.wrong_judgments_per_year=0"),
    *(f"policy.rule.{row.id}.false_per_year=0" for row in scenario().society.behaviour),
    'policy.revision=[{on=2015-01-15,set={"listing.wrong_judgments_per_year"=3.0}}]',
)
"""In three regions nobody has a case before day 66; from then on many are listed with nothing due. How many sanctions there are weighs on
nobody's mind."""
REACHES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "jobs": ("jobs_lost", "well_paid", "job", ("dismissed_per_month=1", "employers_mind=true")),
    "loans": ("loans_refused", "loans_waiting", "loan", ()),
    "schools": ("children_moved", "private_pupils", "private_school", ()),
    "due_process": ("appeals", "exits", "listed", ("appeals_per_year=12", "delay_months=0", "cost_cny=0")),
}
"""What a mechanism counts, what else it moves, whose state, and settings with which it is seen to."""


def late(*names: str) -> Outcome:
    """The policy with these of them only, among people who wish for loans and come and go more often than the preset's."""
    off = [f"policy.{name}.active=false" for name in REACHES if name not in names]
    on = [f"policy.{name}.{key}" for name in names for key in ("active=true", *REACHES[name][3])]
    return live(scenario("article", *LATE, *on, *off, **SIZES), hasty=True)


@pytest.fixture(scope="module")
def bare() -> Outcome:
    return late()


@pytest.mark.parametrize("name", REACHES)
def test_it_differs_only_where_and_after_somebody_has_a_case(name: str, bare: Outcome) -> None:
    """Not a count before the first turn of a month after that, over two turns and a year; nobody outside the policy's regions ever."""
    run = late(name)
    first, also, state, _ = REACHES[name]
    assert (bare.daily("listed")[:66].any(), bare.daily("listed")[66:TURN].any()) == (False, True)
    for column in set(run.series) & set(bare.series):
        assert np.array_equal(run.daily(column)[:TURN], bare.daily(column)[:TURN]), column
    assert run.total(first) > 0 == bare.total(first)
    assert not np.array_equal(run.daily(also), bare.daily(also))
    assert not np.array_equal(run.people[state], bare.people[state])
    assert differing(run, bare, ~np.isin(run.people["region"], [1, 4, 7])) == []
