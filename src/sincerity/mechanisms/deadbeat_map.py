"""deadbeat_map: a map of one's surroundings that shows everybody barred nearby.

An adult under the policy opens the map by the chance `views_per_year` spread over the days. It shows a dot for everybody barred
who lives within `radius_m`, by cell counts of the evening before: cells are as far apart as their middles, and the map ends at the
region's edge. Each dot is tapped by the chance `tap_share`. A tap shows the invented dossier (name, case number, reason, masked ID
and address: `observe.dossier`).

*Acquaintances*: a contact's dot that is tapped tells of the listing, and moves the tie by `attitude`, where the tie is alive and did
not know. *Strangers*: nobody writes another's state, so how many saw an entry today is drawn where the person on the map lives: the
adults within the radius, less oneself, times both chances, rounded by chance. Views and taps are counted at the viewer. The two
counts agree in the mean, but for the few acquaintances who are counted among the strangers as well.

Source: the map of the Hebei High Court, 14 January 2019, 500 m around the user (thepaper.cn 2854219); name, ID number, part of the
address, reason and case number (technode, 23 January 2019). No counts of its use were found.

Left out: viewers from elsewhere; sharing; its one-tap report to the court; what being seen does to a person who does not know it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.bars import NOBODY, bar_of, events_of, shows_barred
from sincerity.compute.face import is_adult
from sincerity.compute.fields import STOCK, Column, Event, Field
from sincerity.compute.fixed import daily, loss_and_gain, rounded, threshold
from sincerity.draw import MAP_SEEN, MAP_TAP, MAP_TAPS, draw
from sincerity.scenario.registry import Param, Table, for_whom
from sincerity.society.surroundings import apart
from sincerity.types import ADULT, CELL_PEOPLE, CERTAIN, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.deadbeat_map",
        "deadbeat_map",
        (
            for_whom("Who is shown"),
            Param(
                "radius_m",
                "number",
                500.0,
                "metres",
                "How far around the viewer the map shows.",
                low=0.0,
                high=100_000.0,
                plausible=(200.0, 2000.0),
                source="the map of the Hebei High Court (thepaper.cn 2854219)",
            ),
            Param(
                "views_per_year",
                "number",
                1.0,
                "per adult and year",
                "How often an adult opens the map.",
                low=0.0,
                high=365.0,
                plausible=(0.05, 12.0),
            ),
            Param(
                "tap_share",
                "chance",
                0.05,
                "chance per dot",
                "Chance that a dot on an open map is tapped.",
                low=0.0,
                high=1.0,
                plausible=(0.005, 0.5),
            ),
            Param(
                "attitude",
                "number",
                -0.1,
                "share",
                "How a tie moves when a contact's dot is tapped: this share toward nothing (below 0) or full strength (above 0).",
                low=-1.0,
                high=1.0,
                plausible=(-0.5, 0.5),
            ),
            Param("shows_birth_year", "switch", True, "", "Whether the masked ID shows the year of birth."),
            Param("shows_cell", "switch", True, "", "Whether the masked address shows the cell."),
        ),
    ),
)

POLICY = (
    Field("map_bar", "i1", "the best tier on the map, -1 the listed, -2 nobody: there is no map"),
    Field("map_reach", "i8", "largest squared distance of two cells, in edges of a cell"),
    Field("map_opens", "i8", "threshold of opening the map today, 0…2³²"),
    Field("map_tap", "i8", "threshold of tapping a dot, 0…2³²"),
    Field("map_seen", "i8", "chance that one adult nearby opens the map and taps the dot, out of 2³²"),
    Field("map_loss", "i8", "share of the tie lost, out of 2³²"),
    Field("map_gain", "i8", "share gained of what is missing to full strength, out of 2³²"),
)
TODAY = (
    Field("map_opened", "i8", "1 if the map was opened today"),
    Field("on_map", "i8", "1 if the map shows this person today"),
    Field("tapped", "i8", "1 while meeting a contact whose dot was tapped today"),
    Field("contacts_tapped", "i8", "contacts' dots tapped today that told of the listing"),
    Field("dots_tapped", "i8", "dots tapped today"),
    Field("seen_by", "i8", "people nearby who read this person's entry today"),
)
COLUMNS = (
    Column("on_map", "adults shown on the map", counts=STOCK),
    Column("map_views", "times the map was opened"),
    Column("map_taps", "dots tapped"),
    Column("map_recognised", "taps on a contact's dot that told of the listing"),
    Column("strangers_who_know", "times somebody nearby read an entry"),
)
EVENTS = (
    Event("dots_tapped", "map_tapped", "opened the map and tapped this many dots"),
    Event("contacts_tapped", "contact_tapped", "tapped the dots of this many contacts, and knew"),
    Event("seen_by", "map_seen", "people nearby who read the entry"),
)
PURPOSES = ("MAP_OPENED", "MAP_TAP", "MAP_TAPS", "MAP_SEEN")


def act(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Open the map, or not; find out whether one stands on it."""
    bar = int(policy.map_bar)
    if bar == NOBODY or int(me.standing) & ADULT == 0:
        return
    if int(today.map_opened_word) < int(policy.map_opens):
        today.map_opened = 1
        tally.map_views = int(tally.map_views) + 1
    if is_adult(int(today.shown)) != 0 and shows_barred(bar, int(today.shown)) != 0:
        today.on_map = 1
        tally.on_map = int(tally.on_map) + 1


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Tap a contact's dot."""
    today.tapped = 0
    if int(today.map_opened) == 0 or int(me.ties[slot]) <= 0 or int(today.heard) + int(today.read) != 0:
        return
    if is_adult(face) == 0 or shows_barred(int(policy.map_bar), face) == 0 or slot >= int(world.first_distant_slot):
        return
    if apart(p // CELL_PEOPLE, int(today.other) // CELL_PEOPLE) > int(policy.map_reach):
        return
    if draw(int(world.k0), int(world.k1), MAP_TAP, p, day, slot) < int(policy.map_tap):
        today.tapped = 1
        today.contacts_tapped = int(today.contacts_tapped) + 1
        tally.map_recognised = int(tally.map_recognised) + 1


def live(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """How many dots were tapped, and by how many one's own was."""
    if int(today.map_opened) != 0:
        dots = int(today.map_dots) - int(today.on_map)
        taps = (dots * int(policy.map_tap) + draw(int(world.k0), int(world.k1), MAP_TAPS, p, day, 0)) >> 32
        today.dots_tapped = taps
        tally.map_taps = int(tally.map_taps) + taps
    if int(today.on_map) != 0:
        others = int(today.map_viewers) - 1
        seen = (others * int(policy.map_seen) + draw(int(world.k0), int(world.k1), MAP_SEEN, p, day, 0)) >> 32
        today.seen_by = seen
        tally.strangers_who_know = int(tally.strangers_who_know) + seen


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Whom the map shows, how far, and how often it is opened and tapped."""
    policy["map_bar"] = bar = bar_of(scenario, "deadbeat_map")
    if bar == NOBODY:
        return
    rules = scenario.policy.deadbeat_map
    reach = Fraction(rules.radius_m) / scenario.society.cell_m
    policy["map_reach"] = int(reach * reach)
    opens = min(Fraction(1), daily(rules.views_per_year))
    policy["map_opens"], policy["map_tap"] = threshold(opens), threshold(rules.tap_share)
    policy["map_seen"] = rounded(opens * Fraction(rules.tap_share) * CERTAIN)
    policy["map_loss"], policy["map_gain"] = loss_and_gain(rules.attitude)
    policy["events"] |= events_of(bar)
