"""The page *deadbeat_map*."""

from __future__ import annotations

import math
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.network import CELL, DISTANT
from reference.now import Meeting, Now
from reference.numbers import CERTAIN, Ints, daily, exact, rounded, threshold
from reference.sanctions import NOBODY, bar_of, shows_barred


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whom the map shows, how far around, how often it is opened and tapped."""
    given = scenario.policy.deadbeat_map
    bar = bar_of(scenario.policy, given)
    if bar == NOBODY:
        return SimpleNamespace(bar=bar, reach=0, opens=0, tap=0, seen=0, loss=0, gain=0)
    opens, attitude = min(Fraction(1), daily(given.views_per_year)), exact(given.attitude)
    return SimpleNamespace(
        bar=bar,
        reach=math.floor((exact(given.radius_m) / scenario.society.cell_m) ** 2),
        opens=threshold(opens),
        tap=threshold(exact(given.tap_share)),
        seen=rounded(opens * exact(given.tap_share) * CERTAIN),
        loss=threshold(-attitude),
        gain=threshold(attitude),
    )


def every_other_bit(number: Ints) -> Ints:
    """The bits 0, 2, 4, … 30, moved together."""
    found: Ints = np.sum([((number >> 2 * i) & 1) << i for i in range(16)], axis=0)
    return found


def apart(cell: Ints, other: Ints) -> Ints:
    """How far two cells are from each other, squared."""
    east = every_other_bit(cell) - every_other_bit(other)
    north = every_other_bit(cell >> 1) - every_other_bit(other >> 1)
    found: Ints = east**2 + north**2
    return found


def _surroundings(now: Now) -> tuple[Ints, Ints]:
    """Of everybody's cell: the dots within its reach, and the adults, where the cell itself has a dot."""
    rule, cell = now.rules.deadbeat_map, now.id // CELL
    adults = now.shown["adult"] == 1
    on_it = adults & shows_barred(now.shown, rule.bar)
    n_cells = int(cell[-1]) + 1
    # All of a cell are of one region.
    region, reach = now.books.region[::CELL], np.asarray(rule.reach)[::CELL]
    adults_of, shown_of = (np.bincount(cell[who], minlength=n_cells) for who in (adults, on_it))
    cells = np.arange(n_cells)
    near = (region[:, None] == region) & (apart(cells[:, None], cells[None, :]) <= reach[:, None])
    dots, viewers = near @ shown_of, np.where(shown_of > 0, near @ adults_of, 0)
    return dots[cell], viewers[cell]


def look(now: Now) -> None:
    """Step 7, after ring_tone: who opens the map, who is on it."""
    today, rule = now.today, now.rules.deadbeat_map
    who = now.at_large & (rule.bar != NOBODY)
    opens = now.took("map: opened", now.draw("MAP_OPENED", who) < rule.opens)
    on_it = who & (now.shown["adult"] == 1) & shows_barred(now.shown, rule.bar)
    now.took("map: on it by the list", on_it & (rule.bar < 0))
    now.took("map: on it by the tier", on_it & (rule.bar >= 0))
    now.took("map: opened by somebody on it", opens & on_it)
    now.took("map: opened on the day of being set free", opens & (now.shown["adult"] == 0))
    today.map_opened[opens] = 1
    today.on_map[on_it] = 1
    now.counts.add("map_views", opens)
    now.counts.add("on_map", on_it)
    dots, viewers = _surroundings(now)
    today.map_dots = np.where(opens | on_it, dots, 0)
    today.map_viewers = np.where(opens | on_it, viewers, 0)


def tap(now: Now, meeting: Meeting) -> None:
    """Step 8, the third for each contact."""
    today, rule, slot = now.today, now.rules.deadbeat_map, meeting.slot
    today.tapped[:] = 0
    opened = meeting.who & (today.map_opened == 1) & (now.person.ties[:, slot] > 0)
    shown = opened & (meeting.face["adult"] == 1) & shows_barred(meeting.face, rule.bar)
    now.took("map: heard of or read of today already", shown & (today.heard + today.read != 0))
    shown &= today.heard + today.read == 0
    if now.network.slots[slot].layer == DISTANT:
        now.took("map: a distant contact's dot", shown)
        return
    near = shown.copy()
    near[shown] = apart(now.id[shown] // CELL, meeting.other[shown] // CELL) <= rule.reach[shown]
    now.took("map: too far away", shown & ~near)
    taps = now.took("map: a contact recognised", now.draw("MAP_TAP", near, slot) < rule.tap)
    now.took("map: a contact recognised for the tier", taps & (rule.bar >= 0))
    today.tapped[taps] = 1
    today.contacts_tapped += taps
    now.counts.add("map_recognised", taps)


def live(now: Now) -> None:
    """Step 17, after internet: dots tapped, and by how many one's own was."""
    today, rule = now.today, now.rules.deadbeat_map
    opened, on_it = today.map_opened == 1, today.on_map == 1
    taps = ((today.map_dots - today.on_map) * rule.tap + now.draw("MAP_TAPS", opened)) >> 32
    seen = ((today.map_viewers - 1) * rule.seen + now.draw("MAP_SEEN", on_it)) >> 32
    today.dots_tapped = np.where(opened, taps, 0)
    today.seen_by = np.where(on_it, seen, 0)
    now.took("map: dots tapped", today.dots_tapped > 0)
    now.took("map: seen by strangers", today.seen_by > 0)
    now.counts.add("map_taps", opened, taps)
    now.counts.add("strangers_who_know", on_it, seen)
