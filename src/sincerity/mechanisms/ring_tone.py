"""ring_tone: who calls one of the list hears a siren and a warning.

Between the two ends of a pair calls happen at `society.calls.per_pair_per_year`, at most one a day, from either end alike:
a draw that both ends share. When an adult calls a person under the sanction the warning plays: the caller now knows, and
the first time the caller's attitude moves, by the share `attitude` of what the tie has left to lose (below 0) or to gain
(above 0). With chance `public_share` the call is taken in public, and shames its owner in sight of contacts.

Left out: where grades are warned of, calls from regions that the policy has not reached; calls from strangers; calls not
made because of the warning; who is in the room.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import is_adult, is_listed, mask_of, tier_of_face
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import daily, threshold
from sincerity.draw import CALL, CALL_FROM, CALL_PUBLIC, pair_draw
from sincerity.scenario.registry import Param, Table, for_whom
from sincerity.types import ADULT, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.ring_tone",
        "ring_tone",
        (
            for_whom("Whose calls are warned of"),
            Param(
                "attitude",
                "number",
                -0.1,
                "share",
                "How the caller's tie moves on first hearing the warning: this share toward nothing (below 0) or full strength (above 0).",
                low=-1.0,
                high=1.0,
                plausible=(-0.5, 0.5),
            ),
            Param(
                "public_share",
                "chance",
                0.2,
                "chance",
                "Chance that a call with a warning is taken in public.",
                low=0.0,
                high=1.0,
                plausible=(0.0, 0.6),
            ),
        ),
    ),
    Table(
        "society.calls",
        "ring_tone",
        (
            Param(
                "per_pair_per_year",
                "number",
                24.0,
                "calls per pair and year",
                "Calls between the two ends of a pair, from either.",
                low=0.0,
                high=365.0,
                plausible=(6.0, 120.0),
            ),
        ),
        absent="default",
        switch=False,
    ),
)

WORLD = (Field("call", "i8", "threshold of a call between the ends of a pair today, 0…2³²"),)
POLICY = (
    Field("ring_tone_active", "i1", "1 where calls to residents are warned of"),
    Field("ring_tone_heard", "i1", "1 where a warning on the phone of somebody listed can be heard"),
    Field("ring_tone_tier", "i1", "the best tier under the sanction, or -1 where the listed are"),
    Field("call_public", "i8", "threshold of a call being taken in public, 0…2³²"),
    Field("attitude_loss", "i8", "share of the tie lost on first hearing the warning, out of 2³²"),
    Field("attitude_gain", "i8", "share gained of what is missing to full strength, out of 2³²"),
)
TODAY = (
    Field("rings", "i8", "1 if this person's own calls are warned of: all contacts are looked at"),
    Field("heard", "i8", "1 while meeting a contact whose warning was heard today"),
    Field("warned", "i8", "calls made today that were warned of"),
    Field("shamed", "i8", "1 if a warning played in public on a call to this person today"),
)
COLUMNS = (
    Column("calls_warned", "calls whose caller heard the warning"),
    Column("shamed", "persons on whose call the warning played in public"),
)
EVENTS = (
    Event("warned", "warned", "heard the warning on a call, this many times"),
    Event("shamed", "shamed", "the warning played in public on a call of one's own"),
)
PURPOSES = ("CALL", "CALL_FROM", "CALL_PUBLIC")
LOOKS = "rings"
"""The field of today that has every contact looked at."""


def act(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Who was under the sanction yesterday, as callers see it, looks at everyone who might call."""
    if int(policy.ring_tone_active) != 0 and int(me.standing) & ADULT != 0:
        today.rings = under(is_listed(int(today.shown)), tier_of_face(int(today.shown)), policy)


def under(listed: int, tier: int, policy: Any) -> int:
    """1 if somebody of this list and tier is under the sanction."""
    worst = int(policy.ring_tone_tier)
    return int(listed != 0) if worst < 0 else int(tier >= worst)


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """The day's call between this person and the contact, if any: warned at one end, shamed at the other."""
    today.heard = 0
    if int(policy.ring_tone_heard) == 0 or int(me.standing) & ADULT == 0 or is_adult(face) == 0:
        return
    rings = under(is_listed(face), tier_of_face(face), policy)
    if rings == 0 and int(today.rings) == 0:
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    other = int(today.other)
    if pair_draw(k0, k1, CALL, p, other, day) >= int(world.call):
        return
    from_low = pair_draw(k0, k1, CALL_FROM, p, other, day) >> 31
    if from_low == int(p < other):
        if rings != 0:
            today.heard = 1
            today.warned = int(today.warned) + 1
            tally.calls_warned = int(tally.calls_warned) + 1
    elif int(today.rings) != 0 and int(today.shamed) == 0:
        if pair_draw(k0, k1, CALL_PUBLIC, p, other, day) < int(policy.call_public):
            today.shamed = 1
            tally.shamed = int(tally.shamed) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Who is warned of, and what it does to a tie."""
    world["call"] = threshold(min(Fraction(1), daily(scenario.society.calls.per_pair_per_year)))
    rules = scenario.policy.ring_tone
    policy["ring_tone_tier"] = -1
    if rules is None or not rules.active:
        return
    of_tiers = rules.for_ != "listed"
    if of_tiers and not (scenario.policy.active and scenario.policy.scoring.active):
        return
    # Whoever calls somebody listed hears the warning, also from a region that the policy has not reached.
    policy["ring_tone_heard"] = 1
    policy["ring_tone_active"] = scenario.policy.active
    policy["ring_tone_tier"] = [tier.name for tier in scenario.policy.tier].index(rules.for_) if of_tiers else -1
    policy["call_public"] = threshold(rules.public_share)
    policy["attitude_loss"], policy["attitude_gain"] = threshold(max(0.0, -rules.attitude)), threshold(max(0.0, rules.attitude))
    policy["events"] |= mask_of("tier") if of_tiers else mask_of("listed")
