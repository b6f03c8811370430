"""Schools: whose child loses a private place, and who gets none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lab import scenario
from mechanisms.made import AtMonth, Region, at_month, composed, region, served, shown
from sincerity.mechanisms import economy, schools
from sincerity.society.livelihood import income_of
from sincerity.types import ADULT, BY_SCORE, PRIVATE, PUPIL, WELL_PAID

TIERS = [tier.name for tier in scenario().policy.tier]
GROWN, LISTED = shown(adult=1), shown(adult=1, listed=1)
CHILD = 21
"""In the second place of a household of four, 20…23."""


def turned(faces: dict[int, int], *overrides: str, stage: int = 1, school: int = PRIVATE | 1, **me: Any) -> AtMonth:
    """A pupil of 13 after the turn of a month, where others showed this yesterday; fields of `me`."""
    one = at_month(*overrides, stage=stage)
    one.me.household, one.me.standing, one.me.means, one.cold.school, one.cold.birth_year = 1 << 3 | 4, 0, PUPIL, school, -13
    one.ledger.places_taken = 1
    for name, value in me.items():
        setattr(one.me, name, value)
    seen = np.zeros(64, np.int64)
    for p, face in faces.items():
        seen[p] = face
    composed().look_at_kin(CHILD, int(one.me.household), one.today, seen)
    schools.month(CHILD, 31, *one)
    economy.month(CHILD, 31, *one)
    assert one.today.moved == one.tally.children_moved == 1 - one.ledger.places_taken
    assert (int(one.cold.school) & PRIVATE == 0) == (one.today.moved == 1 or school & PRIVATE == 0)
    return one


@pytest.mark.parametrize("adult", [20, 22, 23])
def test_a_child_of_the_listed_is_moved(adult: int) -> None:
    """Whichever adult of the household it is; what school was reached stays."""
    one = turned({20: GROWN, 23: GROWN, adult: LISTED})
    assert (one.today.moved, one.cold.school, one.me.means) == (1, 1, PUPIL)


@pytest.mark.parametrize(
    "faces", [{}, {20: GROWN, 23: GROWN}, {19: LISTED, 24: LISTED}, {20: shown(listed=1)}, {20: shown(adult=1, tier=5)}]
)
def test_not_where_nobody_at_home_is(faces: dict[int, int]) -> None:
    """Not for neighbours, nor for what a child's face would show, nor for a tier."""
    assert turned(faces).today.moved == 0


def test_not_where_there_is_no_place_to_lose() -> None:
    one = at_month()
    one.me.household, one.me.standing, one.me.means, one.cold.school, one.today.kin_listed = 1 << 3 | 4, 0, PUPIL, 1, 1
    schools.month(CHILD, 31, *one)
    assert one.today.moved == 0


def test_not_where_nobody_is_barred() -> None:
    assert turned({20: LISTED}, stage=0).today.moved == 0
    for off in (("policy.schools.active=false",), ("policy.schools.for=D", "policy.scoring.active=false")):
        assert turned({20: shown(adult=1, listed=1, tier=5)}, *off).today.moved == 0


@pytest.mark.parametrize("bar", [1, 2, 3, 4, 5])
def test_for_a_tier_and_all_below(bar: int) -> None:
    """The worst at home decides; of other households nobody."""
    for worst in range(6):
        faces = {20: shown(adult=1), 22: shown(adult=1, tier=worst), 24: shown(adult=1, tier=5)}
        assert turned(faces, f"policy.schools.for={TIERS[bar]}").today.moved == int(worst >= bar)


WISHED = ("society.economy.private_wish=1", "society.economy.private_income_cny=10")


def families(*overrides: str, age: int = 10) -> Region:
    """Sixteen families of four: two well-paid adults, the second and third a child; plenty of places."""
    place = region(*WISHED, *overrides)
    place.ledger.places = 64
    for p, (me, mine) in enumerate(zip(place.people, place.cold, strict=True)):
        me.household = (p % 4) << 3 | 4
        if p % 4 in (1, 2):
            me.standing, me.means, mine.birth_year, mine.school = 0, PUPIL, -age, 1
        else:
            me.means = WELL_PAID
    return place


def children(*of: int) -> list[int]:
    return [4 * family + place for family in of for place in (1, 2)]


def test_no_place_for_children_of_the_listed() -> None:
    place = families()
    place.people[8].listing = place.people[15].listing = BY_SCORE
    assert served(place, "places") == children(*[family for family in range(16) if family not in (2, 3)])
    assert place.tally.places_waiting == 4
    place = families("policy.schools.active=false")
    place.people[8].listing = BY_SCORE
    assert served(place, "places") == children(*range(16))


def test_no_place_for_children_of_a_tier() -> None:
    place = families("policy.schools.for=C")
    place.people[8].tier, place.people[12].tier, place.people[16].tier = 3, 4, 5
    assert served(place, "places") == children(*[family for family in range(16) if family not in (3, 4)])


def test_who_may_claim_a_place() -> None:
    """Pupils in compulsory school who have none."""
    place = families()
    place.people[1].means = 0
    place.cold[5].school = PRIVATE | 1
    place.people[9].standing = ADULT
    place.cold[13].birth_year = -16
    assert set(children(*range(16))) - set(served(place, "places")) == {1, 5, 9, 13}


def test_whose_income_is_enough_for_everybody_at_home() -> None:
    place = families()
    earned = [income_of(p, place.people[p], 40, 1, 0, place.tables) for p in range(64)]
    incomes = [earned[4 * family] + earned[4 * family + 3] for family in range(16)]
    a_head = sorted(incomes)[8] // 4
    able = [family for family in range(16) if incomes[family] >= 4 * a_head]
    assert 8 <= len(able) < 16
    assert served(families(f"society.economy.private_income_cny={10 * a_head}"), "places") == children(*able)


def test_wishes_and_places_bound_it() -> None:
    assert served(families("society.economy.private_wish=0"), "places") == []
    few = families()
    few.ledger.places, few.ledger.places_taken = 20, 15
    assert 0 < len(served(few, "places")) <= 5
    half = len(served(families("society.economy.private_wish=0.5"), "places"))
    assert abs(half - 16) <= 4 * np.sqrt(32) / 2
