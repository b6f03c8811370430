"""The public list: who comes upon whose entry, what the reader knows from then on, and what it does to the tie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lab import scenario
from mechanisms.made import GONE, LIVE, NONE, Made, made, shown, word
from sincerity.compute.face import mask_of
from sincerity.compute.fixed import TOP15, strength_of
from sincerity.draw import LIST_READ
from sincerity.mechanisms import awareness, fear, public_list, ties
from sincerity.types import ADULT

ALWAYS = "policy.public_list.read_per_year=365"
PLAIN, LISTED = shown(adult=1), shown(adult=1, listed=1)
TIERS = [tier.name for tier in scenario().policy.tier]
HALF = TOP15 // 2
ABOUT = pytest.approx


def meeting(
    *overrides: str, face: int = LISTED, p: int = 3, day: int = 5, slot: int = LIVE, stage: int = 1, heard: int = 0, **me: Any
) -> Made:
    """Somebody meets a contact whose face of yesterday this is; fields of `me`."""
    one = made(ALWAYS, *overrides, stage=stage)
    for name, value in me.items():
        setattr(one.me, name, value)
    one.today.heard = heard
    public_list.meet(p, day, slot, face, *one)
    assert one.today.read == one.today.entries_read == one.tally.people_who_know
    return one


def test_the_entry_of_a_listed_contact_is_read() -> None:
    assert meeting().today.read == 1


@pytest.mark.parametrize("face", [0, PLAIN, shown(listed=1), shown(adult=1, tier=5, refused=1), shown(detained=1, listed=1)])
def test_nobody_elses_is(face: int) -> None:
    """Nor that of somebody whose face shows no adult, as it is with the detained."""
    assert meeting(face=face).today.read == 0


@pytest.mark.parametrize("slot", [GONE, NONE])
def test_not_over_a_tie_that_is_gone(slot: int) -> None:
    assert meeting(slot=slot).today.read == 0


def test_once_a_tie_knows_it_is_not_read_again() -> None:
    one = made(ALWAYS)
    one.me.ties[LIVE] = HALF - 0x8000
    public_list.meet(3, 5, LIVE, LISTED, *one)
    assert one.today.read == 0


def test_not_where_the_same_was_just_heard_on_a_call() -> None:
    assert meeting(heard=1).today.read == 0


def test_not_by_children() -> None:
    assert meeting(standing=0).today.read == 0


@pytest.mark.parametrize(
    "overrides",
    [
        ("policy.public_list.active=false",),
        ("policy.public_list.for=D", "policy.scoring.active=false"),
        ("policy.public_list.for=D", "policy.active=false"),
    ],
)
def test_off(overrides: tuple[str, ...]) -> None:
    one = meeting(*overrides, face=shown(adult=1, listed=1, tier=5))
    assert (one.today.read, one.policy.public_list_bar) == (0, -2)


def test_the_list_can_be_read_where_the_policy_has_not_come() -> None:
    """Whoever looks finds somebody listed; grades are known only to those who live under them."""
    assert meeting(stage=0).today.read == 1
    assert meeting("policy.active=false").today.read == 1
    assert meeting("policy.public_list.for=D", stage=0, face=shown(adult=1, tier=5)).today.read == 0


@pytest.mark.parametrize("bar", range(len(TIERS)))
def test_for_a_tier_and_all_below(bar: int) -> None:
    found = [int(meeting(f"policy.public_list.for={TIERS[bar]}", face=shown(adult=1, tier=t, listed=t & 1)).today.read) for t in range(6)]
    assert found == [int(t >= bar) for t in range(6)]


def test_such_contacts_are_met() -> None:
    def events(*overrides: str) -> int:
        off = ("ring_tone", "deadbeat_map", "public_list")
        return int(made(*(f"policy.{name}.active={str(name in overrides).lower()}" for name in off)).policy.events)

    assert events() & mask_of("listed") == 0
    assert events("public_list") == events() | mask_of("listed")
    of_tier = made("policy.public_list.for=C", "policy.ring_tone.active=false", "policy.deadbeat_map.active=false")
    assert int(of_tier.policy.events) == events() | mask_of("tier")


def test_a_year_of_chances() -> None:
    """Per contact and day 7.3 / 365, by the reader's own word of that slot."""
    found = [int(meeting("policy.public_list.read_per_year=7.3", p=p, day=day).today.read) for p in range(60) for day in range(60)]
    assert found == [int(word(made(), LIST_READ, p, day) < round(0.02 * 2**32)) for p in range(60) for day in range(60)]
    assert abs(np.mean(found) - 0.02) <= 4 * np.sqrt(0.02 * 0.98 / len(found))


def test_each_slot_has_its_own_word() -> None:
    one = made("policy.public_list.read_per_year=180")
    one.me.ties[:] = HALF
    found = []
    for slot in range(int(one.world.n_slots)):
        public_list.meet(3, 5, slot, LISTED, *one)
        found.append(int(one.today.read))
        assert found[-1] == int(word(one, LIST_READ, 3, 5, slot) < int(one.policy.list_read))
    assert 0 < sum(found) < len(found)
    assert one.today.entries_read == one.tally.people_who_know == sum(found)


def test_what_was_read_is_forgotten_at_the_next_contact() -> None:
    one = made(ALWAYS)
    for face, read in ((LISTED, 1), (PLAIN, 0), (LISTED, 1)):
        public_list.meet(3, 5, LIVE, face, *one)
        assert one.today.read == read
    assert one.today.entries_read == 2


def tie_after(attitude: float, *overrides: str, start: int = HALF, p: int = 3) -> tuple[int, Made]:
    """The tie as it is kept after the entry was read."""
    one = made(ALWAYS, f"policy.public_list.attitude={attitude}", *overrides)
    one.me.ties[LIVE] = start
    public_list.meet(p, 5, LIVE, LISTED, *one)
    ties.meet(p, 5, LIVE, LISTED, *one)
    return int(one.me.ties[LIVE]), one


@pytest.mark.parametrize(("attitude", "left"), [(-0.25, 0.75), (0.0, 1.0), (0.5, 1.5)])
def test_the_tie_knows_and_moves_by_the_attitude(attitude: float, left: float) -> None:
    """Down by a share of itself, up by a share of what is missing: half of the other half here. Unbiased, over many words."""
    found = [tie_after(attitude, p=p)[0] for p in range(400)]
    assert all(-0x8000 < tie < 0 for tie in found)
    wanted = left if attitude <= 0 else 1 + attitude
    assert np.mean([strength_of(tie) for tie in found]) == ABOUT(HALF * wanted, abs=1)


def test_only_once() -> None:
    tie, one = tie_after(-0.25)
    public_list.meet(3, 6, LIVE, LISTED, *one)
    ties.meet(3, 6, LIVE, LISTED, *one)
    assert (int(one.me.ties[LIVE]), one.tally.people_who_know) == (tie, 1)


def test_a_tie_may_break_by_it() -> None:
    tie, one = tie_after(-1.0)
    assert (tie, one.tally.ties_lost, one.today.ties_lost) == (ties.DORMANT, 1, 1)


def test_without_ties_it_knows_and_stays() -> None:
    assert tie_after(0.5, "mind.ties.active=false")[0] == HALF - 0x8000


def test_readers_fear_as_of_a_warning_heard_and_become_aware() -> None:
    for face, moved in ((LISTED, 1), (PLAIN, 0)):
        one = meeting("mind.fear.seen_sanction=0.1", face=face)
        fear.meet(3, 5, LIVE, face, *one)
        assert int(one.me.fear_authority) + 32768 == ABOUT(6553.5 * moved, abs=1)
        assert awareness.noticed(one.today) == moved


def test_where_no_policy_is_in_force_reading_makes_nobody_aware() -> None:
    one = meeting(stage=0)
    one.today.aware_learn_word = one.today.aware_forget_word = (1 << 32) - 1
    awareness.learn(3, 5, *one)
    assert (one.today.read, one.me.aware, int(one.me.standing)) == (1, 0, ADULT)
