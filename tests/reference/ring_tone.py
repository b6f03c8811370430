"""The page *ring_tone*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.face import ReadFace
from reference.now import Meeting, Now
from reference.numbers import CERTAIN, Mask, daily, exact, threshold
from reference.sanctions import tier_named

OFF = SimpleNamespace(heard=False, active=False, tier=-1, public=0, loss=0, gain=0)


def constants(scenario: Any) -> SimpleNamespace:
    """How often a pair calls."""
    return SimpleNamespace(call=threshold(min(Fraction(1), daily(scenario.society.calls.per_pair_per_year))))


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whose calls are warned of and what it does."""
    policy, given = scenario.policy, scenario.policy.ring_tone
    if given is None or not given.active:
        return OFF
    if given.for_ != "listed" and not (policy.active and policy.scoring.active):
        return OFF
    attitude = exact(given.attitude)
    return SimpleNamespace(
        heard=True,
        active=policy.active,
        tier=tier_named(policy, given.for_),
        public=threshold(exact(given.public_share)),
        loss=threshold(-attitude),
        gain=threshold(attitude),
    )


def under_the_sanction(now: Now, face: ReadFace) -> Mask:
    """Whether each of these faces shows somebody whose calls are warned of, by the rules of who looks."""
    tier = now.rules.ring_tone.tier
    found: Mask = np.where(tier == -1, face["listed"] == 1, face["tier"] >= tier)
    return found


def ring(now: Now) -> None:
    """Step 7: are one's own calls warned of?"""
    rings = now.at_large & now.rules.ring_tone.active & under_the_sanction(now, now.shown)
    now.today.rings = rings.astype(np.int64)


def call(now: Now, meeting: Meeting) -> None:
    """Step 8, the first for each contact."""
    today, rule = now.today, now.rules.ring_tone
    today.heard[:] = 0
    rings = today.rings == 1
    both = meeting.who & rule.heard & now.adult & (meeting.face["adult"] == 1)
    warns = both & under_the_sanction(now, meeting.face)
    asks = warns | (both & rings)
    talks = now.pair_draw("CALL", asks, meeting.other) < rule.call
    lower_calls = now.pair_draw("CALL_FROM", talks, meeting.other) >= CERTAIN // 2
    calls = talks & ((now.id < meeting.other) == lower_calls)
    hears = now.took("ring tone: heard", calls & warns)
    now.took("ring tone: heard over a tie that is gone", hears & ~meeting.live)
    now.took("ring tone: heard outside the policy", hears & ~rule.active)
    today.heard[hears] = 1
    today.warned += hears
    now.counts.add("calls_warned", hears)
    is_called = talks & ~calls & rings
    now.took("ring tone: shamed already", is_called & (today.shamed == 1))
    shamed = now.took("ring tone: shamed", now.pair_draw("CALL_PUBLIC", is_called & (today.shamed == 0), meeting.other) < rule.public)
    today.shamed[shamed] = 1
    now.counts.add("shamed", shamed)
