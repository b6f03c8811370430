"""Listing: grounds that a revision ends, the court and its budget, the ways off the list."""

from __future__ import annotations

from typing import Any

import pytest

from mechanisms.made import AtMonth, Made, Region, at_month, made, region, served, word
from sincerity.compute.ration import CASES, PLACES
from sincerity.draw import CASES_LUCK
from sincerity.mechanisms import listing
from sincerity.types import BY_JUDGMENT, BY_SCORE, CERTAIN, CLEAN, HAS_LOAN, IN_DEBT, JUDGED, NEVER, NOTICED, NOTICED_NOW, UNWILLING

ALL = BY_SCORE | CLEAN | BY_JUDGMENT | JUDGED
HIGH = CERTAIN - 1


def revised(before: int, *overrides: str, stage: int = 1) -> Made:
    """Somebody listed on these grounds on the morning that brings this policy."""
    one = made(*overrides, stage=stage)
    one.me.listing = before
    listing.revise(3, 50, *one)
    return one


@pytest.mark.parametrize(
    ("overrides", "before", "after", "exits"),
    [
        ((), ALL, ALL, 0),
        ((), ALL | NOTICED, ALL | NOTICED, 0),
        (("policy.listing.by_score=false",), ALL, BY_JUDGMENT | JUDGED, 0),
        (("policy.listing.by_score=false",), BY_SCORE | CLEAN, 0, 1),
        (("policy.scoring.active=false",), BY_SCORE | CLEAN, 0, 1),
        (("policy.listing.by_judgment=false",), ALL | NOTICED, BY_SCORE | CLEAN, 0),
        (("policy.listing.by_judgment=false",), BY_JUDGMENT | JUDGED, 0, 1),
        (("policy.listing.by_judgment=false",), JUDGED, 0, 0),
        (("policy.listing.active=false",), ALL, 0, 1),
    ],
)
def test_a_ground_that_no_longer_lists_is_dropped(overrides: tuple[str, ...], before: int, after: int, exits: int) -> None:
    one = revised(before, *overrides)
    assert (one.me.listing, one.tally.exits, one.today.left) == (after, exits, exits)
    assert one.tally.entries == 0


def test_repeal_ends_every_listing() -> None:
    assert revised(ALL | NOTICED, stage=0).me.listing == 0


DAY, GRACE, SUED = 2000, 60, 90
COURT = (f"policy.listing.grace_days={GRACE}", f"society.debt.sued_after_days={SUED}")


def court(*overrides: str, open_for: tuple[int, ...], means: int = IN_DEBT, **me: Any) -> Region:
    """A region where the debts of some have been open for so many days; fields of `me`."""
    place = region(*COURT, *overrides)
    for p, days in enumerate(open_for):
        place.people[p].means, place.cold[p].debt_day = means, DAY - days
        for name, value in me.items():
            setattr(place.people[p], name, value)
    return place


def test_debts_are_heard_when_sued_for_and_past_their_grace() -> None:
    past = SUED + GRACE
    place = court(open_for=(past - 1, past, past + 1, 5, 1500))
    assert served(place, "cases", DAY) == [1, 2, 4]
    assert (place.tally.cases, place.tally.backlog_cases) == (3, 0)


@pytest.mark.parametrize("means", [IN_DEBT, IN_DEBT | UNWILLING, IN_DEBT | HAS_LOAN])
def test_each_is_judged_once(means: int) -> None:
    """For want and by choice alike; also of who is listed already on another ground."""
    for before, judged in ((0, [0]), (JUDGED, []), (BY_JUDGMENT | JUDGED, []), (BY_JUDGMENT, [0]), (ALL - JUDGED, [0])):
        assert served(court(open_for=(500,), means=means, listing=before), "cases", DAY) == judged
    assert served(court(open_for=(500,), means=0), "cases", DAY) == []


def test_where_no_judgment_lists_none_is_given() -> None:
    assert served(court("policy.listing.by_judgment=false", open_for=(500,)), "cases", DAY) == []


def test_the_longest_waiting_are_heard_first_and_by_luck_where_they_waited_alike() -> None:
    """One and a half a month among 64: half a case is carried over, who is not heard waits."""
    waits = (40, 310, 100, 220, 130, 340)
    place = court(f"policy.listing.cases_per_1000={1500 / 64}", open_for=tuple(SUED + GRACE + days for days in waits))
    order = [5, 1, 3, 4, 2, 0]
    heard: list[int] = []
    for n, waiting in ((1, 5), (2, 3), (1, 2), (2, 0)):
        found = served(place, "cases", DAY)
        assert found == sorted(order[len(heard) : len(heard) + n])
        heard += found
        place.people.listing[found] = JUDGED
        assert place.tally.backlog_cases == waiting
        place.tally.backlog_cases = 0
    assert place.tally.cases == 6
    alike = court(f"policy.listing.cases_per_1000={1500 / 64}", open_for=(SUED + GRACE + 3,) * 64)
    luck = [word(alike, CASES_LUCK, p, DAY) >> 26 for p in range(64)]
    alike.ledger.cases_budget = 20 * CERTAIN
    found = served(alike, "cases", DAY)
    assert 0 < len(found) <= 21
    assert min(luck[p] for p in found) > max(luck[p] for p in range(64) if p not in found)


def test_what_the_court_does_not_use_is_carried_over_up_to_a_years() -> None:
    place = court(f"policy.listing.cases_per_1000={1500 / 64}", open_for=())
    for month in range(1, 20):
        assert served(place, "cases", DAY) == []
        assert int(place.ledger.cases_budget) / CERTAIN == pytest.approx(1.5 * min(month, 12), abs=1e-6)
    unlimited = court(open_for=(500,) * 64)
    assert len(served(unlimited, "cases", DAY)) == 64
    assert unlimited.ledger.cases_budget == 0


def after_rationing(before: int, gave: int = 0, *overrides: str, won: int = 0, day: int = DAY) -> AtMonth:
    one = at_month(*overrides)
    one.me.listing, one.me.means, one.cold.listed_day, one.today.served, one.today.appeal_won = before, IN_DEBT, NEVER, gave, won
    listing.serve(3, day, *one)
    return one


@pytest.mark.parametrize(
    ("before", "gave", "won", "after", "entries", "exits"),
    [
        (0, CASES, 0, BY_JUDGMENT | JUDGED, 1, 0),
        (NOTICED, CASES, 0, BY_JUDGMENT | JUDGED | NOTICED, 1, 0),
        (BY_SCORE, CASES, 0, BY_SCORE | BY_JUDGMENT | JUDGED, 0, 0),
        (0, PLACES, 0, 0, 0, 0),
        (ALL, 0, 1, CLEAN | JUDGED, 0, 1),
        (BY_JUDGMENT, 0, 1, 0, 0, 1),
        (JUDGED, 0, 1, JUDGED, 0, 0),
        (NOTICED_NOW, 0, 0, NOTICED, 0, 0),
        (BY_SCORE | NOTICED_NOW, 0, 1, NOTICED, 0, 1),
    ],
)
def test_a_judgment_lists_and_a_won_appeal_takes_off(before: int, gave: int, won: int, after: int, entries: int, exits: int) -> None:
    one = after_rationing(before, gave, won=won)
    assert one.me.listing == after
    assert (one.tally.entries, one.tally.exits, one.today.entered, one.today.left) == (entries, exits, entries, exits)
    assert one.cold.listed_day == (DAY if gave == CASES else NEVER)
    assert one.cold.times_listed == entries


@pytest.mark.parametrize(
    ("before", "after", "exits"),
    [(ALL | NOTICED, BY_SCORE | CLEAN, 0), (BY_JUDGMENT | JUDGED, 0, 1), (JUDGED, 0, 0), (BY_SCORE, BY_SCORE, 0)],
)
def test_who_pays_is_off_it(before: int, after: int, exits: int) -> None:
    one = at_month()
    one.me.listing, one.today.paid_debt = before, 1
    listing.month(3, DAY, *one)
    assert (one.me.listing, one.tally.exits) == (after, exits)
    one = at_month()
    one.me.listing = before
    listing.month(3, DAY, *one)
    assert one.me.listing == before


def lived(
    before: int, *overrides: str, day: int = DAY, listed_day: int = DAY - 729, means: int = IN_DEBT, luck: int = HIGH, **me: Any
) -> Made:
    """Somebody with the score of the start after a day; fields of `me`."""
    one = made(*overrides)
    one.me.score = one.me.clean_score = 1000
    one.me.listing, one.me.means, one.cold.listed_day, one.today.wrong_judgment_word = before, means, listed_day, luck
    for name, value in me.items():
        setattr(one.me, name, value)
    listing.judge(3, day, *one)
    return one


def test_a_judgment_ends_with_its_term_and_is_not_given_again() -> None:
    """Two years in the article."""
    assert lived(BY_JUDGMENT | JUDGED).me.listing == BY_JUDGMENT | JUDGED
    assert lived(BY_JUDGMENT | JUDGED, listed_day=DAY - 730).me.listing == JUDGED
    assert lived(BY_JUDGMENT | JUDGED, "policy.listing.term_days=0", listed_day=0).me.listing == BY_JUDGMENT | JUDGED


def test_no_debt_lists_by_itself_between_the_months() -> None:
    assert lived(0, "policy.listing.grace_days=0").me.listing == 0


def test_a_wrong_judgment_strikes_by_chance_who_owes_nothing() -> None:
    key = "policy.listing.wrong_judgments_per_year=36.5"
    cut = int(made(key).policy.wrong_judgment)
    assert cut / CERTAIN == pytest.approx(0.1, rel=1e-6)
    one = lived(0, key, means=HAS_LOAN, luck=cut - 1)
    assert (one.me.listing, one.today.misjudged, one.cold.listed_day, one.tally.entries) == (BY_JUDGMENT, 1, DAY, 1)
    for missed in ({"luck": cut}, {"means": IN_DEBT, "luck": 0}, {"standing": 0, "luck": 0}):
        assert lived(0, key, **{"means": HAS_LOAN, **missed}).me.listing == 0
