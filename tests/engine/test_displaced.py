"""Who was ever displaced: given a job, a loan or a place by the cut alone, because a sanction barred or put back others."""

from __future__ import annotations

import numpy as np

from lab import EVERYWHERE, Outcome, live, scenario
from sincerity.engine.simulation import Simulation
from sincerity.society.market import DISPLACED
from sincerity.types import Array

STRICT = (
    *EVERYWHERE,
    "start=2014-11-20",
    "society.region_people=1000",
    "policy.listing.by_score_below=990",
    "policy.jobs.dismissed_per_month=1",
    "policy.jobs.employers_mind=true",
    "society.economy.separations_per_year=3",
    "society.economy.posts_per_worker=0.9",
    "society.economy.private_places=0.5",
    "society.economy.private_income_cny=0",
    "society.economy.private_wish=1",
)
"""Many are barred, and much is handed out, in every region from day 0."""
REPEALED_BEFORE_THE_YEAR = "policy.revision=[{on=2014-12-15,set={active=false}}]"


def ever_displaced(simulation: Simulation) -> Array:
    return simulation.people["search"] & DISPLACED != 0


def test_whoever_is_counted_once_is_marked_once() -> None:
    """One first of a month: nobody can be displaced twice."""
    found = live(scenario("article", *STRICT, people=4000, days=30))
    assert found.total("displaced") > 20
    assert found.people["displaced"].sum() == found.total("displaced")
    assert set(found.people["displaced"].tolist()) == {0, 1}


def test_a_mark_stays_and_is_made_only_where_it_is_counted() -> None:
    marked: list[Array] = []
    found = live(
        scenario("article", *STRICT, "society.aging.active=false", people=4000, days=75), look=lambda s: marked.append(ever_displaced(s))
    )
    marks = [*marked[-75:], ever_displaced(found.simulation)]
    counted = found.daily("displaced")
    for day, (before, after) in enumerate(zip(marks[:-1], marks[1:], strict=True)):
        assert not (before & ~after).any()
        assert (after & ~before).sum() <= counted[day]
        assert (counted[day] > 0) == (after.sum() > before.sum()), day
    assert (counted > 0).sum() == 3
    assert 0 < found.people["displaced"].sum() < counted.sum(), "some were displaced more than once"


def test_who_comes_to_a_place_begins_without_it() -> None:
    """The policy ends before the year does: on 1 January nobody is displaced, and many are gone."""
    before: list[Array] = []
    wanted = scenario("article", *STRICT, REPEALED_BEFORE_THE_YEAR, people=4000, days=45)
    found = live(wanted, hasty=True, look=lambda s: before.append(ever_displaced(s)))
    marked, still = before[-1], found.people["displaced"] != 0
    came = found.people["arrived"] == found.simulation.year
    assert found.daily("displaced")[[day for day in range(45) if day != 11]].sum() == 0
    marked_in_december = before[-20]
    assert (marked_in_december & came).sum() > 5
    assert (marked_in_december & ~came).sum() > 5
    assert np.array_equal(still, marked_in_december & ~came)
    assert np.array_equal(marked, still)


def without_sanctions(found: Outcome) -> None:
    assert found.total("hired") > 100
    assert found.total("displaced") == 0
    assert not found.people["displaced"].any()


def test_nobody_is_displaced_where_there_is_no_policy() -> None:
    without_sanctions(live(scenario("none", *STRICT[1:3], *STRICT[6:], people=2000, days=75)))


def test_nobody_is_displaced_where_no_sanction_bars_anybody_from_a_desk() -> None:
    off = (f"policy.{name}.active=false" for name in ("jobs", "loans", "schools", "internet", "detention"))
    found = live(scenario("article", *STRICT, *off, people=2000, days=75))
    assert found.total("entries") > 100
    without_sanctions(found)
