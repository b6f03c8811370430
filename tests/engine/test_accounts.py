"""Accounts: money, people, jobs and places are conserved every month, whatever the scenario; nobody is what nobody can be."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab import Outcome, live, scenario, settled
from sincerity.compute.grounds import wrongly
from sincerity.engine.simulation import Simulation
from sincerity.scenario.load import shipped
from sincerity.scenario.schema import Scenario
from sincerity.types import (
    ADULT,
    BY_JUDGMENT,
    BY_SCORE,
    HAS_LOAN,
    IN_DEBT,
    JOB_BITS,
    JUDGED,
    LISTED,
    NEVER,
    PRIVATE,
    PUPIL,
    UNWILLING,
    WANTS_LOAN,
    Array,
)

EVERYWHERE = "policy.rollout.active=false"
CHANCES = {
    "society.economy.needs_share": (0.0, 1.0),
    "society.economy.seeker_needs_cny": (0.0, 5000.0),
    "society.economy.bills_per_year": (0.0, 12.0),
    "society.economy.bill_months": (0.0, 30.0),
    "society.economy.saving_share": (0.0, 1.0),
    "society.economy.separations_per_year": (0.0, 12.0),
    "society.economy.posts_per_worker": (0.3, 1.0),
    "society.economy.loans_per_1000": (0.0, 200.0),
    "society.economy.private_places": (0.0, 1.0),
    "society.economy.private_income_cny": (0.0, 3000.0),
    "society.economy.private_gain": (0.0, 1.0),
    "society.debt.paid_per_year": (0.0, 12.0),
    "society.behaviour.loan_default.per_year": (0.0, 20.0),
    "policy.listing.wrong_judgments_per_year": (0.0, 2.0),
    "policy.listing.cases_per_1000": (0.0, 20.0),
    "policy.informants.base_high_per_year": (0.05, 12.0),
    "policy.informants.checks_per_1000": (0.0, 20.0),
    "policy.jobs.dismissed_per_month": (0.0, 1.0),
}
"""What a random scenario draws: key and range."""
WHOLE = {"policy.listing.by_score_below": (600, 1000), "policy.listing.grace_days": (0, 90), "policy.listing.term_days": (0, 400)}
SWITCHES = ("society.aging", "policy.jobs.employers_mind", "mind.ties", "mind.deterrence")
BARRED = ("policy.jobs.for", "policy.loans.for", "policy.schools.for")


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Small societies over a year and a half, any of the numbers above."""
    name = draw(st.sampled_from(("article", "due-process")))

    def between(low: float, high: float) -> float:
        return low + (high - low) * draw(st.integers(0, 1000)) / 1000

    keys = [f"{key}={between(low, high)}" for key, (low, high) in CHANCES.items() if draw(st.booleans())]
    keys += [f"{key}={draw(st.integers(low, high))}" for key, (low, high) in WHOLE.items() if draw(st.booleans())]
    keys += [f"{key}={str(draw(st.booleans())).lower()}" for key in SWITCHES]
    keys += [f"{key}={draw(st.sampled_from(('listed', 'B', 'D')))}" for key in BARRED]
    if name == "due-process" and draw(st.booleans()):
        keys.append(f"policy.due_process.appeals_per_1000={between(0.0, 10.0)}")
    return scenario(name, EVERYWHERE, "society.region_people=300", *keys, people=700, days=430, burn_in_days=60)


def money(simulation: Simulation, of: Array) -> int:
    """All money of a region."""
    return int(simulation.cold["savings"][of].astype(np.int64).sum())


Filled = list[tuple[Array, int]]
"""Of each region, posts filled, of either kind, and places taken."""


def filled(simulation: Simulation) -> Filled:
    """As the books have it."""
    return [(ledger["filled"].copy(), int(ledger["places_taken"])) for ledger in simulation.ledgers]


def check_books(simulation: Simulation, whole: list[int], before: Filled) -> None:
    """Every region's books against its people; nobody is hired or taken in where nothing is open. before: at the last check."""
    for region in simulation.layout:
        of = np.arange(region.first, region.first + region.people)
        me, mine, ledger = simulation.people[of], simulation.cold[of], simulation.ledgers[region.number]
        jobs = me["means"] & JOB_BITS
        assert money(simulation, of) + int(ledger["bank"]) + int(ledger["market"]) + int(ledger["treasury"]) == whole[region.number]
        assert mine["savings"].min() >= 0
        assert [int((jobs == 1).sum()), int((jobs == 2).sum())] == ledger["filled"].tolist()
        posts, places = before[region.number]
        assert (ledger["filled"] <= np.maximum(ledger["posts"], posts)).all()
        callings = me["search"] & JOB_BITS
        assert [int((callings == 1).sum()), int((callings == 2).sum())] == ledger["callings"].tolist()
        assert int(((me["means"] & PUPIL != 0) & (me["standing"] & ADULT == 0)).sum()) == int(ledger["pupils"])
        private = (mine["school"] & PRIVATE) != 0
        assert int(private.sum()) == int(ledger["places_taken"]) <= max(int(ledger["places"]), places)
        assert (me["means"][private] & PUPIL != 0).all()
        owed = 10 * mine["loan_left"].astype(np.int64) * mine["instalment"]
        assert int(owed.sum()) == int(ledger["loans"])
        assert ((mine["loan_left"] > 0) == (me["means"] & HAS_LOAN != 0)).all()
        for name in ("lending_budget", "cases_budget", "checks_budget", "appeals_budget"):
            assert int(ledger[name]) >= 0


def check_people(simulation: Simulation) -> None:
    """Nobody is listed without a ground, nobody a child and a debtor, dead and reporting."""
    me, mine = simulation.people, simulation.cold
    adult, means, listing = me["standing"] & ADULT != 0, me["means"], me["listing"]
    assert (adult == (simulation.year - mine["birth_year"].astype(int) >= 18)).all() or not simulation.scenario.society.aging.active
    assert not (means[~adult] & ~PUPIL).any()
    assert not mine["savings"][~adult].any()
    assert not (listing[~adult] & LISTED).any()
    assert not (me["last_report_day"][~adult] != NEVER).any()
    in_debt = means & IN_DEBT != 0
    assert (in_debt == (mine["debt_day"] != NEVER)).all()
    assert not (means & UNWILLING)[~in_debt].any()
    assert not ((means & PUPIL != 0) & (means & JOB_BITS != 0)).any()
    assert not ((means & WANTS_LOAN != 0) & (means & HAS_LOAN != 0)).any()
    judged = listing & BY_JUDGMENT != 0
    assert (mine["listed_day"][judged] != NEVER).all()
    assert in_debt[listing & JUDGED != 0].all()
    scored = (listing & BY_SCORE != 0) & ~judged
    below = me["score"] < int(simulation.policies["recovery_line"].max())
    assert below[scored].all()
    new = me["arrived"] == simulation.year
    if simulation.year and simulation.date_of(simulation.day).timetuple().tm_yday == 1:
        assert not mine["reports_made"][new].any()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(scenarios(), st.integers(0, 99))
def test_money_people_jobs_and_places_are_conserved_every_month(wanted: Scenario, seed: int) -> None:
    simulation = settled(wanted, seed=seed)
    whole = [money(simulation, np.arange(r.first, r.first + r.people)) for r in simulation.layout]
    before = filled(simulation)
    check_books(simulation, whole, before)
    while simulation.day < simulation.n_days:
        if simulation.block_is_full:
            simulation.take_block()
        turns = simulation.date_of(simulation.day).day == 1
        simulation.step()
        if turns:
            check_books(simulation, whole, before)
            before = filled(simulation)
            check_people(simulation)
    check_people(simulation)
    simulation.close()


def test_nobody_is_listed_without_a_ground() -> None:
    """Day by day: who enters the list has a debt judged that day, a wrong judgment, or a score below the line."""
    keys = ("policy.listing.grace_days=10", "policy.listing.wrong_judgments_per_year=0.5", "policy.listing.by_score_below=900")
    simulation = settled(scenario("article", EVERYWHERE, *keys, people=3000, days=200, burn_in_days=60))
    entered = wrong = 0
    while simulation.day < simulation.n_days:
        before = simulation.people["listing"].copy()
        simulation.step()
        me, mine = simulation.people, simulation.cold
        new = np.flatnonzero((before & LISTED == 0) & (me["listing"] & LISTED != 0))
        for p in new.tolist():
            by_score = bool(me["listing"][p] & BY_SCORE) and int(me["score"][p]) < 900
            by_judgment = bool(me["listing"][p] & BY_JUDGMENT) and int(mine["listed_day"][p]) == simulation.day - 1
            assert by_score or by_judgment
            wrong += wrongly(int(me["listing"][p]), int(me["means"][p]))
        entered += len(new)
    simulation.close()
    assert entered > 100
    assert 0 < wrong < entered


LONG = {"people": 1000, "days": 30 * 365 + 8, "burn_in_days": 200}
SAME = ("age", "sex", "group", "region", "household", "arrived", "x", "y")
MOVE_MONEY = ("article", "article-repealed", "credit-bureau", "documented", "due-process")
CHANGES = ("births", "deaths", "departures", "arrivals", "people", "adults")


@cache
def long_life(name: str) -> Outcome:
    """Thirty years in two regions."""
    return live(scenario(name, "society.region_people=500", **LONG))


@pytest.mark.parametrize("name", [name for name in shipped() if name != "none"])
def test_who_lives_is_born_and_dies_is_identical_under_every_policy_for_30_years(name: str) -> None:
    none, other = long_life("none"), long_life(name)
    assert none.total("births") > 100 < none.total("deaths")
    for column in SAME:
        assert np.array_equal(none.people[column], other.people[column]), column
    for column in CHANGES:
        assert np.array_equal(none.series[column], other.series[column]), column
    differs = not np.array_equal(none.series["savings_sum"], other.series["savings_sum"])
    assert differs or name not in MOVE_MONEY
