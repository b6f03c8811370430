"""The text of the composed day: a function per pass that calls every hook in order, and a loop over a region for each."""

from __future__ import annotations

from sincerity.draw import DAILY_WORDS
from sincerity.engine.day import BEGIN, COVER, DAY, INIT, MONTH, REVISE, Step
from sincerity.engine.records import Records
from sincerity.society import contacts
from sincerity.society.rings import Plan
from sincerity.types import ADULT, CELL_PEOPLE

ARGUMENTS = "p, day, me, cold, today, world, policy, tally"
MEET_ARGUMENTS = "p, day, slot, face, me, cold, today, world, policy, tally"


def _calls(steps: tuple[Step, ...], stages: tuple[str, ...], arguments: str, indent: int) -> list[str]:
    return [" " * indent + f"{s.mechanism}.{s.hook}({arguments})" for s in steps if s.stage in stages]


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


def write_source(records: Records, plan: Plan, mechanisms: tuple[str, ...], looks: tuple[str, ...]) -> str:
    """The text of the composed day. looks: fields of today that have every contact met."""
    assert records.today.names is not None
    n_slots = len(plan)
    clear = [f"    today.{name} = 0" for name in records.today.names if name not in (*DAILY_WORDS, "seen")]
    words = [f"    today.{name} = int(words[{k}, i])" for k, name in enumerate(DAILY_WORDS)]
    lines = [
        '"""A day of Sincerity Lab, composed from its mechanisms; written by sincerity.engine.compose, not by hand."""',
        "",
        "from sincerity.compute.face import SUMMED, deal_slot_of",
        "from sincerity.draw import draw_daily",
        "from sincerity.engine.face import face_of",
        f"from sincerity.mechanisms import {', '.join(sorted(mechanisms))}",
        "from sincerity.society import contacts",
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
        *[f"    {s.mechanism}.{s.hook}({MEET_ARGUMENTS})" for s in DAY if s.hook == "meet"],
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
        "def person(p, i, day, words, me, cold, today, region, rings, world, policy, faces, tally):",
        '    """One person\'s day; returns the face that others see tomorrow."""',
        "    clear(today)",
        "    today.shown = int(faces[p])",
        *words,
        "    household = int(me.household)",
        "    gather(p, household, today, region, rings, faces)",
        *_calls(DAY, ("act",), ARGUMENTS, 4),
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
        *[f"    {s.mechanism}.{s.hook}({ARGUMENTS})" for s in DAY if s.stage == "meet" and s.hook != "meet"],
        *_calls(DAY, ("judge", "live", "tally"), ARGUMENTS, 4),
        "    tally.people = int(tally.people) + 1",
        "    tally.adults = int(tally.adults) + (int(me.standing) & " + f"{ADULT})",
        "    return face_of(day, me, today, policy)",
        "",
        "",
        "def person_month(p, day, me, cold, today, region, rings, world, policy, tally):",
        '    """One person\'s turn of the month; ties that are gone may wake."""',
        "    clear(today)",
        *_calls(MONTH, ("month",), ARGUMENTS, 4),
        "    household = int(me.household)",
        f"    for slot in range({n_slots}):",
        "        if int(me.ties[slot]) == ties.DORMANT:",
        "            ties.wake(p, day, slot, contacts.contact_of(p, slot, household, region, rings, world), me, world)",
        "",
        "",
        *_ranges(),
    ]
    return "\n".join(lines) + "\n"


def _mornings(name: str, steps: tuple[Step, ...], meaning: str, head: str) -> list[str]:
    """The passes of a morning on which a region's policy changes: over a region, and for one person on copies."""
    return [
        f"def {name}_range(r, day, row, thread, people, cold, todays, {head}, tallies):",
        f'    """A region that {meaning}."""',
        "    region = regions[r]",
        "    policy = policies[int(region.policy)]",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        f"        person_{name}(p, day, people[p], cold[p], todays[thread], worlds[0], policy, tallies[row])",
        "",
        "",
        f"def one_{name}(p, r, day, people, cold, todays, {head}, tallies):",
        f'    """One person of a region that {meaning}, on copies."""',
        "    policy = policies[int(regions[r].policy)]",
        f"    person_{name}(p, day, people[0], cold[0], todays[0], worlds[0], policy, tallies[0])",
        "",
        "",
        f"def person_{name}(p, day, me, cold, today, world, policy, tally):",
        f'    """One person of a region that {meaning}."""',
        "    clear(today)",
        *_calls(steps, (name,), ARGUMENTS, 4),
        "",
        "",
    ]


def _ranges() -> list[str]:
    head = "regions, rings, worlds, policies"
    return [
        "def cell_day(first, n, day, words, people, cold, today, region, rings, world, policy, before, after, tally):",
        '    """The day of `n` people from `first` on, at most a cell: their words are drawn ahead, together."""',
        "    draw_daily(first, n, day, int(world.k0), int(world.k1), words)",
        "    for i in range(n):",
        "        p = first + i",
        "        after[p] = person(p, i, day, words, people[p], cold[p], today, region, rings, world, policy, before, tally)",
        "",
        "",
        f"def day_range(r, day, row, thread, words, people, cold, todays, {head}, before, after, tallies):",
        '    """A region\'s day: counts go to `tallies[row]`."""',
        "    region = regions[r]",
        "    policy = policies[int(region.policy)]",
        "    constants = region, rings, worlds[0], policy",
        "    end = int(region.first) + int(region.people)",
        f"    for first in range(int(region.first), end, {CELL_PEOPLE}):",
        f"        n = min({CELL_PEOPLE}, end - first)",
        "        cell_day(first, n, day, words[thread], people, cold, todays[thread], *constants, before, after, tallies[row])",
        "",
        "",
        f"def day_cell(c, day, cells, words, people, cold, todays, {head}, before, after, tallies):",
        '    """A cell\'s day as one thread of a grid; its counts go to `tallies[c]`."""',
        "    region = regions[int(cells[c])]",
        "    policy = policies[int(region.policy)]",
        f"    first = c * {CELL_PEOPLE}",
        f"    n = min({CELL_PEOPLE}, int(region.first) + int(region.people) - first)",
        "    cell_day(first, n, day, words[c], people, cold, todays[c], region, rings, worlds[0], policy, before, after, tallies[c])",
        "",
        "",
        f"def month_range(r, day, row, thread, people, cold, todays, {head}, tallies):",
        '    """A region\'s turn of the month."""',
        "    region = regions[r]",
        "    policy = policies[int(region.policy)]",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        "        person_month(p, day, people[p], cold[p], todays[thread], region, rings, worlds[0], policy, tallies[row])",
        "",
        "",
        "def settle_range(first_cell, last_cell, n, k0, k1, tables, people, cold):",
        '    """People and households of some cells."""',
        "    settle_cells(first_cell, last_cell, n, k0, k1, tables, people, cold)",
        "",
        "",
        "def pairs_range(r, people, regions, rings, worlds, out):",
        '    """The pairs of a region, for export."""',
        "    return contacts.list_pairs(r, people, regions, rings, worlds, out)",
        "",
        "",
        "def ties_range(r, people, cold, regions, rings, worlds):",
        '    """Which pairs of a region the network keeps."""',
        "    region = regions[r]",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        "        contacts.settle_ties(p, region, rings, worlds[0], people, cold)",
        "",
        "",
        "def init_range(r, people, cold, regions, worlds):",
        '    """A region before the burn-in."""',
        "    region = regions[r]",
        "    world = worlds[0]",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        "        me = people[p]",
        "        mine = cold[p]",
        *_calls(INIT, ("init",), "p, me, mine, world", 8),
        "",
        "",
        "def begin_range(r, people, cold, regions, worlds, policies):",
        '    """A region on the morning of day 0."""',
        "    region = regions[r]",
        "    world = worlds[0]",
        "    policy = policies[int(region.policy)]",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        "        me = people[p]",
        "        mine = cold[p]",
        *_calls(BEGIN, ("begin",), "p, me, mine, world, policy", 8),
        "",
        "",
        *_mornings("cover", COVER, "comes under a policy", head),
        *_mornings("revise", REVISE, "sees its policy change or end", head),
        f"def one_month(p, r, day, people, cold, todays, {head}, tallies):",
        '    """One person\'s turn of the month, on copies, for watched lives."""',
        "    region = regions[r]",
        "    policy = policies[int(region.policy)]",
        "    person_month(p, day, people[0], cold[0], todays[0], region, rings, worlds[0], policy, tallies[0])",
        "",
        "",
        "def one_begin(p, r, people, cold, regions, worlds, policies):",
        '    """One person\'s morning of day 0, on copies."""',
        "    policy = policies[int(regions[r].policy)]",
        "    me = people[0]",
        "    mine = cold[0]",
        *_calls(BEGIN, ("begin",), "p, me, mine, worlds[0], policy", 4),
        "",
        "",
        f"def one_day(p, r, day, words, people, cold, todays, {head}, before, tallies):",
        '    """One person\'s day on row `i` of copies, for watched lives: `todays[0]` keeps what happened."""',
        "    region = regions[r]",
        "    policy = policies[int(region.policy)]",
        "    draw_daily(p, 1, day, int(worlds[0].k0), int(worlds[0].k1), words)",
        "    return person(p, 0, day, words, people[0], cold[0], todays[0], region, rings, worlds[0], policy, before, tallies[0])",
    ]
