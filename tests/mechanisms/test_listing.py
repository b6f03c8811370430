"""Listing: grounds that a revision ends, and what of them is kept."""

from __future__ import annotations

import pytest

from mechanisms.made import Made, made
from sincerity.mechanisms import listing
from sincerity.mechanisms.listing import CLEAN, JUDGED
from sincerity.types import BY_JUDGMENT, BY_SCORE

ALL = BY_SCORE | CLEAN | BY_JUDGMENT | JUDGED


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
        (("policy.listing.by_score=false",), ALL, BY_JUDGMENT | JUDGED, 0),
        (("policy.listing.by_score=false",), BY_SCORE | CLEAN, 0, 1),
        (("policy.scoring.active=false",), BY_SCORE | CLEAN, 0, 1),
        (("policy.listing.by_judgment=false",), ALL, BY_SCORE | CLEAN, 0),
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
    assert revised(ALL, stage=0).me.listing == 0
