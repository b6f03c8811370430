"""Loans: who is refused, and that the wish is given up."""

from __future__ import annotations

from typing import Any

import pytest

from lab import scenario
from mechanisms.made import AtMonth, at_month, region, served
from sincerity.mechanisms import economy, loans
from sincerity.types import BY_JUDGMENT, BY_SCORE, CERTAIN, CLEAN, HAS_LOAN, IN_DEBT, JUDGED, ORDINARY, WANTS_LOAN

TIERS = [tier.name for tier in scenario().policy.tier]
RICH = 1_000_000
NO_BILLS = "society.economy.bills_per_year=0"


def turned(*overrides: str, stage: int = 1, **me: Any) -> AtMonth:
    """Somebody listed who wishes for a loan, after the turn of a month; fields of `me`."""
    one = at_month(*overrides, stage=stage)
    for name, value in {"listing": BY_JUDGMENT, "means": ORDINARY | WANTS_LOAN, **me}.items():
        setattr(one.me, name, value)
    loans.month(3, 31, *one)
    assert one.today.loan_refused == one.tally.loans_refused
    return one


@pytest.mark.parametrize("listing", [0, BY_SCORE, BY_JUDGMENT, BY_SCORE | CLEAN, CLEAN, JUDGED])
@pytest.mark.parametrize("means", [0, ORDINARY, ORDINARY | HAS_LOAN, ORDINARY | IN_DEBT, WANTS_LOAN, ORDINARY | WANTS_LOAN])
def test_refused_only_who_wishes_and_is_barred(listing: int, means: int) -> None:
    refused = means & WANTS_LOAN != 0 and listing & (BY_SCORE | BY_JUDGMENT) != 0
    assert turned(listing=listing, means=means).today.loan_refused == refused


@pytest.mark.parametrize("bar", range(len(TIERS)))
def test_for_a_tier_and_all_below(bar: int) -> None:
    refused = [turned(f"policy.loans.for={TIERS[bar]}", listing=0, tier=tier).today.loan_refused for tier in range(len(TIERS))]
    assert refused == [int(tier >= bar) for tier in range(len(TIERS))]


@pytest.mark.parametrize("overrides", [("policy.loans.active=false",), ("policy.loans.for=D", "policy.scoring.active=false")])
def test_where_nobody_is_barred(overrides: tuple[str, ...]) -> None:
    assert turned(*overrides, tier=5).today.loan_refused == 0
    assert turned(stage=0).today.loan_refused == 0


@pytest.mark.parametrize("listing", [0, BY_SCORE])
def test_the_wish_is_given_up(listing: int) -> None:
    """However much one wishes for a loan each month."""
    one = turned(NO_BILLS, listing=listing)
    one.cold.savings, one.me.search, one.ledger.filled[0] = RICH, ORDINARY, 1
    economy.month(3, 31, *one)
    assert (int(one.me.means) & WANTS_LOAN != 0) == (listing == 0)


def test_who_wishes_in_spite_of_it_is_not_lent_to_and_refused_a_month_later() -> None:
    place = region()
    place.ledger.lending_budget = 64 * CERTAIN
    for p in range(6):
        place.people[p].means = (WANTS_LOAN, WANTS_LOAN, 0, HAS_LOAN, WANTS_LOAN | IN_DEBT, WANTS_LOAN)[p]
    place.people[1].listing = place.people[4].listing = BY_SCORE
    assert served(place, "lending") == [0, 5]
    assert place.tally.loans_waiting == 1
    assert turned(means=int(place.people[1].means)).today.loan_refused == 1


def test_what_is_not_lent_is_carried_over() -> None:
    """Sixteen a month among 64 residents; of those at the cut whose luck is the same, all wait."""
    place = region("society.economy.loans_per_1000=250")
    for month, waiting in ((1, 0), (2, 1), (3, 40), (4, 40)):
        before = int(place.ledger.lending_budget) / CERTAIN
        place.people.means[:] = 0
        place.people.means[:waiting] = WANTS_LOAN
        given = len(served(place, "lending", day=30 * month))
        assert given <= before + 16
        assert given == waiting or given >= before + 16 - 5
        assert int(place.ledger.lending_budget) == round((before + 16 - given) * CERTAIN)
