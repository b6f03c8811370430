"""curfew: those it is for may be stopped in the street after dark.

A skeleton to copy, not a mechanism of the laboratory. Say here, in words, what the rule is, with its formulas and its source; then:

Left out: what a reader might expect and will not find.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import daily, threshold
from sincerity.draw import draw, plugin_purpose
from sincerity.scenario.registry import Param, Table
from sincerity.types import ADULT, LISTED, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

CURFEW = plugin_purpose("curfew", 0)
"""The random word it owns, as in a package of one's own, which imports all of the above from `sincerity.extend`, declares `STEPS`, and
says in `PURPOSES` what each word decides. A built-in takes the next free word in `draw.py`."""

PARAMS = (
    Table(
        "policy.curfew",
        "curfew",
        (
            Param(
                "stops_per_year",
                "number",
                2.0,
                "stops per listed adult and year",
                "Mean number of times that a listed adult is stopped in a year.",
                low=0.0,
                high=365.0,
                plausible=(0.0, 12.0),
                source="assumed",
            ),
        ),
        absent="off",
    ),
)
"""Settings. Schema, messages, docs and packing are made from these."""

POLICY = (Field("curfew_stop", "i8", "threshold of being stopped today, 0…2³²; 0 where there is no curfew"),)
"""What the settings become. An absent table must be neutral: all zero."""
COLD = (Field("times_stopped", "i2", "stops since day 0"),)
"""What a person keeps. Fields of `STATE` are hot: every byte there counts."""
TODAY = (Field("stopped", "i8", "1 if stopped today"),)
"""What the rest of the person's day may read. Cleared every day."""
COLUMNS = (Column("stops", "adults stopped in the street"),)
EVENTS = (Event("stopped", "stopped", "was stopped in the street"),)
PURPOSES = ("CURFEW",)


def live(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Perhaps be stopped."""
    if int(policy.curfew_stop) == 0 or int(me.standing) & ADULT == 0 or int(me.listing) & LISTED == 0:
        return
    if draw(int(world.k0), int(world.k1), CURFEW, p, day, 0) < int(policy.curfew_stop):
        today.stopped = 1
        tally.stops = int(tally.stops) + 1
        if int(cold.times_stopped) < 32767:
            cold.times_stopped = int(cold.times_stopped) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """The threshold of a day. A policy that is off leaves it 0."""
    curfew = scenario.table("policy.curfew")
    if curfew is None or not (scenario.policy.active and curfew.active):
        return
    policy["curfew_stop"] = threshold(min(Fraction(1), daily(curfew.stops_per_year)))
