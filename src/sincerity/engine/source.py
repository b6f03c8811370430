"""The text of the composed day: a function per pass that calls every hook in order, and a loop over a region for each."""

from __future__ import annotations

from sincerity.draw import DAILY_WORDS
from sincerity.engine.day import DAY, with_plugins
from sincerity.engine.plugins import Plugin
from sincerity.engine.records import Records
from sincerity.engine.source_of_mornings import ARGUMENTS, calls, forget, months, years
from sincerity.engine.source_of_ranges import ranges
from sincerity.society import contacts, surroundings
from sincerity.society.rings import Plan
from sincerity.types import ADULT, CELL_PEOPLE

MEET_ARGUMENTS = "p, day, slot, face, me, cold, today, world, policy, tally"


def _gather(plan: Plan) -> list[str]:
    """The contacts' faces, each slot's by what its layer is; all are read before any is put down, so that none waits for another."""
    lines: list[str] = []
    layer_before = -1
    for slot, (layer, offset, _) in enumerate(plan):
        if layer != layer_before and layer in (contacts.NEIGHBOURS, contacts.WORKMATES, contacts.FRIENDS):
            reach = max(o for i, o, _ in plan if i == layer)
            lines.append(f"    start = contacts.ring_start(x, {layer}, region, rings)")
        layer_before = layer
        if layer == contacts.HOUSEHOLD:
            contact = f"contacts.household_contact(p, {offset}, household)"
        elif layer == contacts.DISTANT:
            first = next(i for i, row in enumerate(plan) if row[0] == contacts.DISTANT)
            contact = f"contacts.distant_contact(p, {slot - first}, region, rings)"
        else:
            contact = f"contacts.ring_contact(start, {reach + offset}, {layer}, region, rings)"
        lines.append(f"    face_{slot} = int(faces[{contact}])")
    return lines + [f"    today.seen[{slot}] = face_{slot}" for slot in range(len(plan))]


def _glance(plan: Plan) -> list[str]:
    """Two loops without a branch, which become vector code: over the household, whose size says which slot is whose, and the rings."""
    first_ring = sum(layer == contacts.HOUSEHOLD for layer, _, _ in plan)
    loops = ((0, first_ring, "(household & 7) - 2 - slot"), (first_ring, len(plan), "int(region.slot_back[slot])"))
    lines: list[str] = []
    for first, last, back in loops:
        if first < last:
            lines += [
                f"    for slot in range({first}, {last}):",
                "        tie = int(me.ties[slot])",
                "        face = int(today.seen[slot])",
                f"        met |= concerns(tie, face, 1 + {back}, events) << slot",
                "        near += face & live(tie)",
            ]
    return lines


def write_source(
    records: Records, plan: Plan, mechanisms: tuple[str, ...], looks: tuple[str, ...], plugins: tuple[Plugin, ...] = ()
) -> str:
    """The text of the composed day. mechanisms: the built-in ones; looks: fields of today that have every contact met."""
    steps = tuple(step for plugin in plugins for step in plugin.steps)
    day = with_plugins(DAY, steps)
    assert records.today.names is not None
    n_slots = len(plan)
    clear = [f"    today.{name} = 0" for name in records.today.names if name not in (*DAILY_WORDS, "seen")]
    words = [f"    today.{name} = int(words[{k}, i])" for k, name in enumerate(DAILY_WORDS)]
    lines = [
        '"""A day of Sincerity Lab, composed from its mechanisms; written by sincerity.engine.compose, not by hand."""',
        "",
        *[f"import {plugin.module.__name__} as {plugin.name}" for plugin in plugins],
        "from sincerity.compute.face import SUMMED, deal_slot_of, is_adult, is_detained, is_listed, let_go, pupil_shown",
        "from sincerity.compute.face import taken_away, tier_shown, unaddressed, works_shown",
        "from sincerity.compute.ration import ration",
        "from sincerity.draw import draw_daily, draw_daily_for_map",
        "from sincerity.engine.face import face_of",
        f"from sincerity.mechanisms import {', '.join(sorted(mechanisms))}",
        "from sincerity.society import contacts, livelihood, market, surroundings",
        "from sincerity.society.people import settle_cells",
        "",
        "",
        "def concerns(tie, face, back, events):",
        '    """1 where the network has a pair, its tie alive or gone, whose face shows an event or names this person in a deal."""',
        "    return int(tie != 0) & (int(face & events != 0) | int(deal_slot_of(face) == back))",
        "",
        "",
        "def live(tie):",
        '    """What is summed over contacts where the tie is alive; else nothing."""',
        "    return -int(tie & 0x7FFF != 0) & SUMMED",
        "",
        "",
        "def clear(today):",
        *clear,
        "",
        "",
        "def meet(p, day, slot, face, other, back, me, cold, today, world, policy, tally):",
        "    today.other = other",
        "    today.back = back",
        *[f"    {s.mechanism}.{s.hook}({MEET_ARGUMENTS})" for s in day if s.hook == "meet"],
        "",
        "",
        "def gather(p, household, today, region, rings, faces):",
        '    """What the contacts showed yesterday, slot by slot."""',
        "    x = p - int(region.first)",
        *_gather(plan),
        "",
        "",
        "def glance(household, me, today, region, events):",
        '    """The slots whose contacts concern this person, as bits, and the sum of faces: every slot is read, none is branched on."""',
        "    met = 0",
        "    near = 0",
        *_glance(plan),
        "    today.near = near",
        "    return met",
        "",
        "",
        "def look_at_map(p, today, cells):",
        '    """What the map shows around this person."""',
        f"    cell = p // {CELL_PEOPLE}",
        f"    today.map_dots = int(cells[cell, {surroundings.DOTS}])",
        f"    today.map_viewers = int(cells[cell, {surroundings.VIEWERS}])",
        "",
        "",
        "def act_alone(p, day, household, me, cold, today, region, rings, world, policy, faces, tally):",
        '    """What contacts showed, and what one does."""',
        "    gather(p, household, today, region, rings, faces)",
        *calls(day, ("act",), ARGUMENTS, 4),
        "",
        "",
        "def act_of(p, day, words, me, cold, today, region, rings, world, policy, faces, tally):",
        '    """1 + the behaviour that one would act today, if at large; 0 for none. All that is written must be copies."""',
        "    draw_daily(p, 1, day, int(world.k0), int(world.k1), words)",
        "    clear(today)",
        "    today.shown = let_go(int(faces[p]))",
        *[word.replace(", i])", ", 0])") for word in words],
        "    act_alone(p, day, int(me.household), me, cold, today, region, rings, world, policy, faces, tally)",
        "    return int(today.act)",
        "",
        "",
        "def among_others(p, day, me, cold, today, region, rings, world, policy, faces, cells, tally):",
        '    """What one does, and meets with, where one is free to."""',
        "    household = int(me.household)",
        "    act_alone(p, day, household, me, cold, today, region, rings, world, policy, faces, tally)",
        "    if int(today.map_opened) | int(today.on_map) != 0:",
        "        look_at_map(p, today, cells)",
        "    met = glance(household, me, today, region, int(policy.events) | -int(me.aware) & int(policy.events_aware))",
        f"    if {' | '.join(f'int(today.{field})' for field in looks)} != 0:",
        f"        met = {(1 << n_slots) - 1}",
        "    slot = 0",
        "    while met != 0:",
        "        if met & 1 != 0 and int(me.ties[slot]) != 0:",
        "            other = contacts.contact_of(p, slot, household, region, rings, world)",
        "            back = 1 + contacts.back_slot(slot, household, region, world)",
        "            meet(p, day, slot, int(today.seen[slot]), other, back, me, cold, today, world, policy, tally)",
        "        met >>= 1",
        "        slot += 1",
        *[f"    {s.mechanism}.{s.hook}({ARGUMENTS})" for s in day if s.stage == "meet" and s.hook != "meet"],
        "",
        "",
        "def person(p, i, day, words, me, cold, today, region, rings, world, policy, faces, cells, tally):",
        '    """One person\'s day; returns the face that others see tomorrow."""',
        "    clear(today)",
        "    today.shown = int(faces[p])",
        *words,
        "    if is_detained(int(today.shown)) == 0:",
        "        among_others(p, day, me, cold, today, region, rings, world, policy, faces, cells, tally)",
        *calls(day, ("judge", "live", "tally"), ARGUMENTS, 4),
        "    tally.people = int(tally.people) + 1",
        "    tally.adults = int(tally.adults) + (int(me.standing) & " + f"{ADULT})",
        "    return face_of(day, me, today, policy)",
        "",
        "",
        *forget(records),
        *months(plan, steps),
        *years(steps),
        *ranges(steps),
    ]
    return "\n".join(lines) + "\n"
