"""Ties: what a wrong, a suspicion and a warning take; what is known of a listing; lapse, healing and waking."""

from __future__ import annotations

import numpy as np
import pytest

from mechanisms.made import GONE, LIVE, NONE, Made, at_month, made, shown
from sincerity.compute.face import HONEST, WRONGED, WRONGED_IN_SIGHT
from sincerity.compute.fixed import TOP15, strength_of
from sincerity.mechanisms import ties
from sincerity.mechanisms.ties import DORMANT

LOSSES = ("mind.ties.wrong_loss=0.5", "mind.ties.suspicion_loss=0.25", "mind.ties.break_below=0.1")
STRENGTH = 20_000
KNOWS = -0x8000


def somebody(*overrides: str, strength: int = STRENGTH, knows: bool = False) -> Made:
    one = made(*LOSSES, *overrides)
    one.me.ties[LIVE] = strength + (KNOWS if knows else 0)
    return one


def heard(*overrides: str, slot: int = LIVE, strength: int = STRENGTH, knows: bool = False, p: int = 3) -> Made:
    """Somebody who has heard the warning of the contact in this slot."""
    one = somebody(*overrides, strength=strength, knows=knows)
    one.today.heard = 1
    ties.meet(p, 5, slot, 0, *one)
    return one


def mean_after(attitude: float, *, strength: int = STRENGTH) -> float:
    """Mean strength after first hearing, over many people's luck."""
    return float(
        np.mean(
            [strength_of(int(heard(f"policy.ring_tone.attitude={attitude}", strength=strength, p=p).me.ties[LIVE])) for p in range(400)]
        )
    )


@pytest.mark.parametrize("attitude", [-0.3, -0.1, 0.0, 0.1, 1.0])
def test_the_first_warning_moves_the_tie_without_bias(attitude: float) -> None:
    """By a share of what it has left to lose, or to gain up to full strength."""
    room = STRENGTH if attitude < 0 else TOP15 - STRENGTH
    assert mean_after(attitude) == pytest.approx(STRENGTH + attitude * room, abs=0.15)


@pytest.mark.parametrize("attitude", [-0.3, 0.0, 0.3])
def test_it_is_known_from_then_on_and_felt_once(attitude: float) -> None:
    one = heard(f"policy.ring_tone.attitude={attitude}")
    after = int(one.me.ties[LIVE])
    assert after < 0 < strength_of(after)
    ties.meet(3, 6, LIVE, 0, *one)
    assert one.me.ties[LIVE] == after
    known = heard(f"policy.ring_tone.attitude={attitude}", knows=True)
    assert known.me.ties[LIVE] == STRENGTH + KNOWS


@pytest.mark.parametrize(("slot", "kept"), [(GONE, DORMANT), (NONE, 0)])
def test_where_no_tie_lives_nothing_is_known(slot: int, kept: int) -> None:
    one = heard("policy.ring_tone.attitude=-1.0", slot=slot)
    assert one.me.ties[slot] == kept
    assert one.tally.ties_lost == 0


def test_a_weak_tie_breaks_at_it() -> None:
    one = heard("policy.ring_tone.attitude=-0.5", strength=4_000)
    assert (one.me.ties[LIVE], one.tally.ties_lost, one.today.ties_lost) == (DORMANT, 1, 1)


def test_with_ties_off_it_is_known_and_not_felt() -> None:
    for attitude in (-1.0, 1.0):
        one = heard("mind.ties.active=false", f"policy.ring_tone.attitude={attitude}")
        assert one.me.ties[LIVE] == STRENGTH + KNOWS


def test_without_a_warning_nothing_is_learned() -> None:
    one = somebody("policy.ring_tone.attitude=-1.0")
    ties.meet(3, 5, LIVE, shown(listed=1, shamed=1, refused=1), *one)
    assert one.me.ties[LIVE] == STRENGTH


@pytest.mark.parametrize("knows", [False, True])
@pytest.mark.parametrize("kind", [WRONGED, WRONGED_IN_SIGHT])
def test_a_wrong_takes_its_share_and_what_is_known_stays(kind: int, knows: bool) -> None:
    one = somebody(knows=knows)
    ties.meet(3, 5, LIVE, shown(deal_slot=1, deal_kind=kind), *one)
    assert strength_of(int(one.me.ties[LIVE])) == pytest.approx(STRENGTH / 2, abs=1)
    assert (int(one.me.ties[LIVE]) < 0) == knows
    assert one.today.wronged == one.tally.wrongs == 1


@pytest.mark.parametrize("face", [shown(deal_slot=1, deal_kind=HONEST), shown(deal_slot=2, deal_kind=WRONGED_IN_SIGHT)])
def test_a_deal_that_was_honest_or_anothers_takes_nothing(face: int) -> None:
    one = somebody()
    ties.meet(3, 5, LIVE, face, *one)
    assert (one.me.ties[LIVE], one.tally.wrongs) == (STRENGTH, 0)


def test_a_warning_and_a_wrong_on_one_day_are_felt_one_after_the_other() -> None:
    one = somebody("policy.ring_tone.attitude=-0.5")
    one.today.heard = 1
    ties.meet(3, 5, LIVE, shown(deal_slot=1, deal_kind=WRONGED), *one)
    assert strength_of(int(one.me.ties[LIVE])) == pytest.approx(STRENGTH / 4, abs=2)


def test_a_suspicion_takes_its_share() -> None:
    one = somebody(knows=True)
    one.today.suspect_slot = LIVE + 1
    ties.suspect(3, 5, *one)
    assert strength_of(int(one.me.ties[LIVE])) == pytest.approx(0.75 * STRENGTH, abs=1)
    assert one.me.ties[LIVE] < 0


def test_healing_keeps_what_is_known_and_waking_forgets_it() -> None:
    one = at_month("mind.ties.heal_per_year=12", "mind.ties.wake_per_year=12", "mind.ties.lapse_per_year=0")
    one.me.ties[LIVE], one.me.ties[GONE] = STRENGTH + KNOWS, DORMANT
    rest = int(one.world.tie_rest[LIVE])
    ties.month(3, 5, *one)
    assert one.me.ties[LIVE] == rest + KNOWS
    ties.wake(3, 5, GONE, 9, one.me, one.world)
    assert one.me.ties[GONE] == one.world.tie_rest[GONE]


@pytest.mark.parametrize(
    ("before", "found", "after", "lost"),
    [
        (0, 1, None, 0),
        (0, 0, 0, 0),
        (STRENGTH, 1, STRENGTH, 0),
        (STRENGTH, 0, 0, 1),
        (STRENGTH + KNOWS, 0, 0, 1),
        (DORMANT, 1, DORMANT, 0),
        (DORMANT, 0, 0, 0),
    ],
)
def test_workmates_meet_and_lose_one_another(before: int, found: int, after: int | None, lost: int) -> None:
    """`found`: the network has a pair now; a new one starts at rest, one that is gone but for its slot is not lost again."""
    for overrides, counts in (((), lost), (("mind.ties.active=false",), 0)):
        one = somebody(*overrides)
        one.me.ties[LIVE] = before
        ties.regroup(LIVE, found, one.me, one.today, one.world, one.tally)
        assert one.me.ties[LIVE] == (one.world.tie_rest[LIVE] if after is None else after)
        assert one.tally.ties_lost == one.today.ties_lost == counts


def test_where_another_person_came_ties_start_anew() -> None:
    """In the household at rest, elsewhere alive in the long-run share; whatever there was before."""
    one = somebody("mind.ties.lapse_per_year=0.18", "mind.ties.wake_per_year=0.2")
    ring = int(one.world.first_ring_slot)
    share, n = int(one.world.tie_live) / 2**32, 1500
    alive = 0
    for p in range(n):
        one.me.ties[0] = one.me.ties[ring] = (DORMANT, STRENGTH + KNOWS, 0)[p % 3]
        ties.renew(p, 0, 4, 1, one.me, one.world)
        ties.renew(p, ring, 4, 1, one.me, one.world)
        assert one.me.ties[0] == one.world.tie_rest[0]
        assert one.me.ties[ring] in (DORMANT, one.world.tie_rest[ring])
        alive += int(one.me.ties[ring] > 0)
        ties.renew(p, ring, 4, 0, one.me, one.world)
        assert one.me.ties[ring] == 0
    assert abs(alive / n - share) <= 4 * np.sqrt(share * (1 - share) / n)
