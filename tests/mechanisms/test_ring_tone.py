"""Ring tone: both ends agree about every call; who hears, who is shamed, and whose calls are warned of."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest

from lab import interpreted_step, scenario, settled
from mechanisms.made import Made, made, shown
from sincerity.mechanisms import ring_tone

OFTEN = ("society.calls.per_pair_per_year=73", "policy.ring_tone.public_share=1.0")
PLAIN, LISTED = shown(adult=1), shown(adult=1, listed=1)


def meeting(p: int, other: int, day: int, *overrides: str, own: int = PLAIN, face: int = LISTED, stage: int = 1, **me: Any) -> Made:
    """`p` meets `other`; `own` is the face that p showed yesterday; fields of `me`."""
    one = made(*OFTEN, *overrides, stage=stage)
    for name, value in me.items():
        setattr(one.me, name, value)
    one.today.shown, one.today.other = own, other
    ring_tone.act(p, day, *one)
    ring_tone.meet(p, day, 0, face, *one)
    return one


def test_both_ends_agree_about_every_call() -> None:
    """For all pairs of some people and some days: the caller hears iff the warning plays at the other end, taken in public here."""
    calls = 0
    pairs = list(combinations(range(12), 2))
    for day in range(30):
        for p, q in pairs:
            for caller, owner in ((p, q), (q, p)):
                heard = meeting(caller, owner, day).today
                played = meeting(owner, caller, day, own=LISTED, face=PLAIN).today
                assert heard.heard == heard.warned == played.shamed
                assert (heard.shamed, played.warned) == (0, 0)
                calls += int(heard.heard)
    days = len(pairs) * 30
    assert abs(calls - 0.2 * days) < 4 * np.sqrt(0.2 * 0.8 * days)


def test_calls_come_from_either_end_alike_and_at_most_one_a_day() -> None:
    """Where both are listed, one hears and the other is shamed."""
    first = []
    for day in range(400):
        low, high = (meeting(a, b, day, own=LISTED).today for a, b in ((4, 9), (9, 4)))
        assert (low.warned, low.shamed) == (high.shamed, high.warned)
        assert low.warned + low.shamed <= 1
        if low.warned + low.shamed:
            first.append(int(low.warned))
    assert len(first) > 40
    assert abs(np.mean(first) - 0.5) < 4 * 0.5 / np.sqrt(len(first))


def test_a_call_taken_in_private_shames_nobody() -> None:
    shares = {}
    for share in (0.0, 0.3, 1.0):
        key = f"policy.ring_tone.public_share={share}"
        found = [meeting(4, 9, day, key, own=LISTED, face=PLAIN) for day in range(1200)]
        shares[share] = sum(int(one.tally.shamed) for one in found)
        assert all(one.tally.shamed == one.today.shamed for one in found)
    assert shares[0.0] == 0
    assert abs(shares[0.3] - 0.3 * shares[1.0]) < 4 * np.sqrt(0.21 * shares[1.0])


def test_one_is_shamed_once_a_day_and_counted_once() -> None:
    one = made(*OFTEN, "society.calls.per_pair_per_year=365")
    one.today.shown = LISTED
    ring_tone.act(4, 5, *one)
    for other in range(5, 30):
        one.today.other = other
        ring_tone.meet(4, 5, 0, PLAIN, *one)
    assert one.today.shamed == one.tally.shamed == 1


def test_what_was_heard_is_forgotten_at_the_next_contact() -> None:
    one = made("society.calls.per_pair_per_year=365")
    heard = []
    for other in range(5, 25):
        one.today.other = other
        ring_tone.meet(4, 5, 0, LISTED if other % 2 else PLAIN, *one)
        heard.append(int(one.today.heard))
    assert sum(heard) == one.today.warned == one.tally.calls_warned > 2
    assert not any(heard[1::2])


@pytest.mark.parametrize(
    ("me", "face"),
    [({"standing": 0}, LISTED), ({}, shown(listed=1)), ({}, PLAIN), ({}, shown(adult=1, tier=5))],
)
def test_whom_no_call_concerns(me: dict[str, int], face: int) -> None:
    """Children do not call and are not called; nobody is warned of who is not under the sanction."""
    for day in range(60):
        one = meeting(4, 9, day, face=face, **me).today
        assert (one.heard, one.warned, one.shamed) == (0, 0, 0)


@pytest.mark.parametrize(("tier", "rings"), [(0, 0), (3, 0), (4, 1), (5, 1)])
def test_for_a_tier_and_all_below(tier: int, rings: int) -> None:
    """The article's fifth tier, C, of six."""
    one = made("policy.ring_tone.for=C")
    one.today.shown = shown(adult=1, tier=tier)
    ring_tone.act(4, 5, *one)
    assert one.today.rings == rings
    heard = [meeting(4, 9, day, "policy.ring_tone.for=C", face=shown(adult=1, tier=tier)).today.heard for day in range(60)]
    assert any(heard) == bool(rings)


def test_who_was_listed_yesterday_as_callers_see_it_looks_at_all() -> None:
    for listing, own, looks in ((0, LISTED, 1), (3, PLAIN, 0), (3, LISTED, 1)):
        one = made()
        one.me.listing, one.today.shown = listing, own
        ring_tone.act(4, 5, *one)
        assert one.today.rings == looks


@pytest.mark.parametrize("overrides", [("policy.ring_tone.active=false",), ("policy.ring_tone.for=C", "policy.scoring.active=false")])
def test_off(overrides: tuple[str, ...]) -> None:
    for day in range(60):
        one = meeting(4, 9, day, *overrides, own=LISTED).today
        assert (one.rings, one.heard, one.shamed) == (0, 0, 0)


def test_where_the_policy_has_not_come_one_hears_but_does_not_ring() -> None:
    heard = [meeting(4, 9, day, stage=0, own=LISTED).today for day in range(60)]
    assert any(one.heard for one in heard)
    assert not any(one.rings or one.shamed for one in heard)


LIVELY = (
    "society.region_people=64",
    "society.calls.per_pair_per_year=180",
    "policy.ring_tone.public_share=1.0",
    "policy.listing.by_score_below=998",
    "policy.listing.recovery_points=1",
    "policy.listing.wrong_judgments_per_year=20",
    "policy.listing.term_days=2",
    "policy.rollout.nationwide=2014-07-05",
    'policy.revision=[{on=2014-07-03,set={"listing.by_score"=false}}]',
)


def test_both_ends_agree_in_a_society_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Region by region under the policy, friends across the borders, people on and off the list, a ground that ends."""
    simulation = settled(scenario("article", *LIVELY, "start=2014-06-14", people=128, days=26, burn_in_days=2))
    heard: set[tuple[int, int, int]] = set()
    played: set[tuple[int, int, int]] = set()
    meet = ring_tone.meet

    def noting(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, *rest: Any) -> None:
        shamed, today.shamed = int(today.shamed), 0  # who has been shamed today is not asked again
        meet(p, day, slot, face, me, cold, today, *rest)
        if int(today.heard):
            heard.add((day, p, int(today.other)))
        if int(today.shamed):
            played.add((day, int(today.other), p))
        today.shamed = max(shamed, int(today.shamed))

    monkeypatch.setattr(ring_tone, "meet", noting)
    tallies = np.zeros_like(simulation.tallies[: len(simulation.layout)])
    for _ in range(28):
        interpreted_step(simulation, tallies)
    across = sum(p // 64 != q // 64 for _, p, q in heard)
    assert len(heard) > 200
    assert across >= 5
    assert heard == played
