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

from sincerity.compute.bars import NOBODY, bar_of, events_of, shows_barred
from sincerity.compute.face import is_adult
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import daily, loss_and_gain, threshold
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
    Field("ring_tone_bar", "i1", "the best tier whose own calls are warned of, -1 the listed, -2 nobody"),
    Field("warning_bar", "i1", "the best tier on whose phones a warning can be heard, -1 the listed, -2 nobody"),
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
    if int(policy.ring_tone_bar) != NOBODY and int(me.standing) & ADULT != 0:
        today.rings = shows_barred(int(policy.ring_tone_bar), int(today.shown))


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """The day's call between this person and the contact, if any: warned at one end, shamed at the other."""
    today.heard = 0
    if int(policy.warning_bar) == NOBODY or int(me.standing) & ADULT == 0 or is_adult(face) == 0:
        return
    rings = shows_barred(int(policy.warning_bar), face)
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
    policy["ring_tone_bar"] = bar_of(scenario, "ring_tone")
    # Whoever calls somebody listed hears the warning, also from a region that the policy has not reached.
    policy["warning_bar"] = bar = bar_of(scenario, "ring_tone", seen_from_outside=True)
    if bar != NOBODY:
        rules = scenario.policy.ring_tone
        policy["call_public"] = threshold(rules.public_share)
        policy["attitude_loss"], policy["attitude_gain"] = loss_and_gain(rules.attitude)
        policy["events"] |= events_of(bar)
