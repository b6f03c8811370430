"""public_list: profiles on a public blacklist, where acquaintances find them.

An adult comes upon the entry of a contact who is on it, where the tie is alive and does not know of it yet, by the chance
`read_per_year` spread over the days. The reader then knows, and the tie moves by the share `attitude` of what it has left to lose
(below 0) or to gain (above 0), as a warning heard on a call would move it (*ring_tone*).

Source: the Supreme People's Court publishes names and case numbers of judgment defaulters on a website; screens in public places
showed some (SCMP via marginalrevolution: 141 debtors in Guangzhou). How many acquaintances look is not known.

Left out: strangers who read it (*deadbeat_map* counts those of the surroundings); employers and banks (*jobs*, *loans*); where
grades are published, readers from regions that the policy has not reached; forgetting.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.bars import NOBODY, bar_of, events_of, shows_barred
from sincerity.compute.face import is_adult
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import daily, loss_and_gain, threshold
from sincerity.draw import LIST_READ, draw
from sincerity.scenario.registry import Param, Table, for_whom
from sincerity.types import ADULT, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.public_list",
        "public_list",
        (
            for_whom("Who is published"),
            Param(
                "read_per_year",
                "number",
                0.5,
                "per contact on the list and year",
                "Rate at which a contact comes upon the entry of somebody published.",
                low=0.0,
                high=365.0,
                plausible=(0.05, 5.0),
            ),
            Param(
                "attitude",
                "number",
                -0.1,
                "share",
                "How the reader's tie moves: this share toward nothing (below 0) or full strength (above 0).",
                low=-1.0,
                high=1.0,
                plausible=(-0.5, 0.5),
            ),
        ),
    ),
)

POLICY = (
    Field("public_list_bar", "i1", "the best tier published, -1 the listed, -2 nobody"),
    Field("list_read", "i8", "threshold of coming upon a contact's entry today, 0…2³²"),
    Field("list_loss", "i8", "share of the tie lost, out of 2³²"),
    Field("list_gain", "i8", "share gained of what is missing to full strength, out of 2³²"),
)
TODAY = (
    Field("read", "i8", "1 while meeting a contact whose entry was come upon today"),
    Field("entries_read", "i8", "entries of contacts read today"),
)
COLUMNS = (Column("people_who_know", "times an acquaintance came upon an entry, and knew"),)
EVENTS = (Event("entries_read", "entry_read", "came upon the entry of this many contacts"),)
PURPOSES = ("LIST_READ",)


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Come upon the contact's entry, or not."""
    today.read = 0
    bar = int(policy.public_list_bar)
    if bar == NOBODY or int(me.ties[slot]) <= 0 or int(today.heard) != 0:
        return
    if int(me.standing) & ADULT == 0 or is_adult(face) == 0 or shows_barred(bar, face) == 0:
        return
    if draw(int(world.k0), int(world.k1), LIST_READ, p, day, slot) < int(policy.list_read):
        today.read = 1
        today.entries_read = int(today.entries_read) + 1
        tally.people_who_know = int(tally.people_who_know) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Who is published, how often it is read, and what it does to a tie."""
    # Whoever looks finds somebody listed, also from a region that the policy has not reached.
    policy["public_list_bar"] = bar = bar_of(scenario, "public_list", seen_from_outside=True)
    if bar != NOBODY:
        rules = scenario.policy.public_list
        policy["list_read"] = threshold(min(Fraction(1), daily(rules.read_per_year)))
        policy["list_loss"], policy["list_gain"] = loss_and_gain(rules.attitude)
        policy["events"] |= events_of(bar)
