"""The text of the composed day: a function per pass that calls every hook in order, and a loop over a region for each."""

from __future__ import annotations

from sincerity.draw import DAILY_WORDS
from sincerity.engine.day import BEGIN, COVER, DAY, DESKS, INIT, MONTH, REVISE, SERVE, YEAR, Desk, Step
from sincerity.engine.records import Records
from sincerity.society import contacts
from sincerity.society.rings import Plan
from sincerity.types import ADULT, CELL_PEOPLE, JOB_BITS, PUPIL

DISPLACED_FROM = 16
"""Bits of a mark: what was given; from here up, what the cut alone gave."""
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
        "from sincerity.compute.face import SUMMED, deal_slot_of, is_adult, is_listed, pupil_shown, tier_shown, unaddressed, works_shown",
        "from sincerity.compute.ration import ration",
        "from sincerity.draw import draw_daily",
        "from sincerity.engine.face import face_of",
        f"from sincerity.mechanisms import {', '.join(sorted(mechanisms))}",
        "from sincerity.society import contacts, livelihood, market",
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
        *_forget(records),
        *_months(plan),
        *_years(),
        *_ranges(),
    ]
    return "\n".join(lines) + "\n"


MONTH_ARGUMENTS = "p, day, me, mine, today, table, ledger, world, policy, tally"
DESK_ARGUMENTS = "first, end, day, people, cold, table, ledger, world, policy, marks, who, claims, counts, outcome, tally"
MORNING = "r, day, row, thread, watched, spare, people, cold, todays"
BOOKS = "ledgers, tables, faces, desk"
OWN = "todays[today_of(p, thread, watched, spare)]"


def _forget(records: Records) -> list[str]:
    """A record cleared for another person, and which record of today is whose."""
    lines = ["def forget(me, mine):", '    """Nothing is left of the person who was here."""']
    for name, record in (("me", records.person), ("mine", records.cold)):
        assert record.names is not None
        for field in record.names:
            shape = record[field].shape
            if shape:
                lines += [f"    for i in range({shape[0]}):", f"        {name}.{field}[i] = 0"]
            else:
                lines.append(f"    {name}.{field} = 0")
    return [
        *lines,
        "",
        "",
        "def today_of(p, thread, watched, spare):",
        '    """Which of `todays` is written: the thread\'s own, or that of a watched person, from `spare` on."""',
        "    low = 0",
        "    high = len(watched)",
        "    while low < high:",
        "        middle = (low + high) >> 1",
        "        if int(watched[middle]) < p:",
        "            low = middle + 1",
        "        else:",
        "            high = middle",
        "    return spare + low if low < len(watched) and int(watched[low]) == p else thread",
        "",
        "",
    ]


def _months(plan: Plan) -> list[str]:
    """The turn of a month: person by person, desk by desk, person by person, tie by tie."""
    workmates = [slot for slot, (layer, _, _) in enumerate(plan) if layer == contacts.WORKMATES]
    lines = [
        "def look_at_kin(p, household, today, faces):",
        '    """What the adults of a pupil\'s household showed yesterday."""',
        "    first = p - (household >> 3)",
        "    for q in range(first, first + (household & 7)):",
        "        face = int(faces[q])",
        "        if is_adult(face) != 0:",
        "            today.kin_listed = int(today.kin_listed) | is_listed(face)",
        "            today.kin_tier = max(int(today.kin_tier), tier_shown(face))",
        "",
        "",
        "def person_month(p, day, me, mine, today, table, ledger, world, policy, faces, tally):",
        '    """One person\'s turn of the month, before anything is handed out."""',
        "    clear(today)",
        f"    if int(me.means) & {PUPIL} != 0 and int(me.standing) & {ADULT} == 0:",
        "        look_at_kin(p, int(me.household), today, faces)",
        *_calls(MONTH, ("month",), MONTH_ARGUMENTS, 4),
        "",
        "",
        "def person_serve(p, day, mark, me, mine, today, table, ledger, world, policy, tally):",
        '    """What one person was given."""',
        "    clear(today)",
        f"    today.served = mark & {(1 << len(DESKS)) - 1}",
        f"    today.displaced = mark >> {DISPLACED_FROM}",
        *_calls(SERVE, ("serve",), MONTH_ARGUMENTS, 4),
        "",
        "",
    ]
    for number, desk in enumerate(DESKS):
        lines += _desk(number, desk)
    regroup = [
        f"    for slot in range({min(workmates, default=0)}, {max(workmates, default=-1) + 1}):",
        "        q = contacts.contact_of(p, slot, household, region, rings, world)",
        "        if q != p and (changed != 0 or has_changed(people[q], faces[q]) != 0):",
        "            found = contacts.has_pair(p, q, slot, s, region, rings, world, table, people, cold)",
        "            ties.regroup(slot, found, me, today, world, tally)",
    ]
    return [
        *lines,
        "def has_changed(me, face):",
        '    """1 for who began or left work or school since the face was shown."""',
        "    means = int(me.means)",
        f"    works = int(means & {JOB_BITS} != 0)",
        f"    return int(works != works_shown(int(face))) | int(int(means & {PUPIL} != 0) != pupil_shown(int(face)))",
        "",
        "",
        "def person_ties(p, day, me, today, region, rings, world, table, people, cold, faces, tally):",
        '    """One person\'s ties at the turn of a month: of workmates and classmates, and those that are gone and may wake."""',
        "    household = int(me.household)",
        "    changed = has_changed(me, faces[p])",
        "    s = contacts.sociability_of(p, me, world)",
        *(regroup if workmates else []),
        f"    for slot in range({len(plan)}):",
        "        if int(me.ties[slot]) == ties.DORMANT:",
        "            ties.wake(p, day, slot, contacts.contact_of(p, slot, household, region, rings, world), me, world)",
        "",
        "",
    ]


def _desk(number: int, desk: Desk) -> list[str]:
    """One thing that is rationed: claims, the cut, marks."""
    return [
        f"def desk_{desk.name}({DESK_ARGUMENTS}):",
        f'    """Hand out: {desk.name}."""',
        f"    if int({desk.open}) == 0:",
        "        return",
        "    n = 0",
        "    for p in range(first, end):",
        f"        claim = {desk.module}.{desk.name}_claim(p, int(marks[p - first]), day, people, cold, table, ledger, world, policy)",
        "        if claim >= 0:",
        "            who[n] = p - first",
        "            claims[n] = claim",
        "            n += 1",
        f"    served = ration(n, claims, {desk.module}.{desk.name}_capacity(end - first, ledger, world, policy), counts, outcome)",
        f"    {desk.module}.{desk.name}_settle(served, n, end - first, ledger, world, policy, tally)",
        "    for i in range(n):",
        f"        mark = (int(outcome[i]) & 1) << {number} | (int(outcome[i]) >> 1) << {number + DISPLACED_FROM}",
        "        marks[who[i]] = int(marks[who[i]]) | mark",
        "",
        "",
    ]


def _years() -> list[str]:
    """The yearly pass: who goes, who comes, who stays."""
    return [
        "def person_year(p, day, mark, first, marks, people, cold, today, table, ledger, world, policy, faces, tally):",
        '    """One person\'s yearly pass. mark: as demography decided."""',
        "    clear(today)",
        "    me = people[p]",
        "    mine = cold[p]",
        "    if mark == 0:",
        *_calls(YEAR, ("year",), MONTH_ARGUMENTS, 8),
        "        return",
        *_calls(YEAR, ("leave",), MONTH_ARGUMENTS, 4),
        "    household = int(me.household)",
        "    code = demography.newcomer(p, mark, first, marks, people, cold, table, ledger, world)",
        "    forget(me, mine)",
        "    demography.arrive(p, code, household, me, mine, table, ledger, world)",
        *_calls(INIT, ("init",), "p, me, mine, world", 4),
        *_calls(YEAR, ("arrive",), MONTH_ARGUMENTS, 4),
        "    if int(policy.in_force) != 0:",
        *_calls(COVER, ("cover",), ARGUMENTS.replace("cold", "mine"), 8),
        "    demography.count_changes(mark, tally, today)",
        "    faces[p] = 0",
        "",
        "",
        "def person_bonds(p, year, me, region, rings, world, table, people, cold, faces):",
        '    """Ties of one person where another came at either end, and what yesterday\'s face said to who is gone."""',
        "    household = int(me.household)",
        "    s = contacts.sociability_of(p, me, world)",
        "    for slot in range(int(world.n_slots)):",
        "        q = contacts.contact_of(p, slot, household, region, rings, world)",
        "        if q != p and (int(me.arrived) == year or int(people[q].arrived) == year):",
        "            found = contacts.has_pair(p, q, slot, s, region, rings, world, table, people, cold)",
        "            ties.renew(p, slot, year, found, me, world)",
        "            faces[p] = unaddressed(int(faces[p]), slot + 1)",
        "",
        "",
    ]


def _mornings(name: str, steps: tuple[Step, ...], meaning: str) -> list[str]:
    """The pass of a morning on which a region's policy changes."""
    return [
        f"def {name}_range({MORNING}, regions, worlds, policies, tallies):",
        f'    """A region that {meaning}."""',
        "    region = regions[r]",
        "    policy = policies[int(region.policy)]",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        f"        person_{name}(p, day, people[p], cold[p], {OWN}, worlds[0], policy, tallies[row])",
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
        f"def month_range({MORNING}, regions, rings, worlds, policies, {BOOKS}, tallies):",
        '    """A region\'s turn of the month."""',
        "    region = regions[r]",
        "    ledger = ledgers[r]",
        "    policy = policies[int(region.policy)]",
        "    world = worlds[0]",
        "    table = tables[0]",
        "    tally = tallies[row]",
        "    first = int(region.first)",
        "    end = first + int(region.people)",
        "    marks = desk[thread, 0]",
        "    who = desk[thread, 1]",
        "    claims = desk[thread, 2]",
        "    counts = desk[thread, 3]",
        "    outcome = desk[thread, 4]",
        "    for p in range(first, end):",
        "        marks[p - first] = 0",
        f"        today = {OWN}",
        "        person_month(p, day, people[p], cold[p], today, table, ledger, world, policy, faces, tally)",
        *[f"    desk_{desk.name}({DESK_ARGUMENTS})" for desk in DESKS],
        "    for p in range(first, end):",
        "        today = todays[today_of(p, thread, watched, spare + len(watched))]",
        "        person_serve(p, day, int(marks[p - first]), people[p], cold[p], today, table, ledger, world, policy, tally)",
        "    for p in range(first, end):",
        "        today = todays[today_of(p, thread, watched, spare + 2 * len(watched))]",
        "        clear(today)",
        "        person_ties(p, day, people[p], today, region, rings, world, table, people, cold, faces, tally)",
        "",
        "",
        f"def year_range({MORNING}, regions, worlds, policies, {BOOKS}, tallies):",
        '    """A region\'s yearly pass: who goes and who comes, then everybody."""',
        "    region = regions[r]",
        "    ledger = ledgers[r]",
        "    policy = policies[int(region.policy)]",
        "    world = worlds[0]",
        "    table = tables[0]",
        "    first = int(region.first)",
        "    end = first + int(region.people)",
        "    marks = desk[thread, 0]",
        "    ledger.year = int(ledger.year) + 1",
        "    for i in range(len(ledger.census)):",
        "        ledger.census[i] = 0",
        "    economy.begin_count(ledger)",
        "    for p in range(first, end):",
        "        marks[p - first] = demography.census(p, day, people, cold, table, ledger, world)",
        "    for p in range(first, end):",
        "        mark = int(marks[p - first])",
        f"        today = {OWN}",
        "        person_year(p, day, mark, first, marks, people, cold, today, table, ledger, world, policy, faces, tallies[row])",
        "    economy.end_count(ledger, world)",
        "",
        "",
        "def bonds_range(r, people, cold, regions, rings, worlds, ledgers, tables, faces):",
        '    """A region\'s ties after the yearly pass of all regions."""',
        "    region = regions[r]",
        "    year = int(ledgers[r].year)",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        "        person_bonds(p, year, people[p], region, rings, worlds[0], tables[0], people, cold, faces)",
        "",
        "",
        "def settle_range(first_cell, last_cell, n, k0, k1, tables, people, cold):",
        '    """People and households of some cells."""',
        "    settle_cells(first_cell, last_cell, n, k0, k1, tables, people, cold)",
        "",
        "",
        "def incomes_range(first, last, year, k0, k1, tables, people, cold, out):",
        '    """Incomes, for the table of people."""',
        "    livelihood.list_incomes(first, last, year, k0, k1, tables, people, cold, out)",
        "",
        "",
        "def pairs_range(r, people, regions, rings, worlds, out):",
        '    """The pairs of a region, for export."""',
        "    return contacts.list_pairs(r, people, regions, rings, worlds, out)",
        "",
        "",
        "def ties_range(r, people, cold, regions, rings, worlds, tables):",
        '    """Which pairs of a region the network keeps."""',
        "    region = regions[r]",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        "        contacts.settle_ties(p, region, rings, worlds[0], tables[0], people, cold)",
        "",
        "",
        "def open_range(r, people, cold, regions, worlds, ledgers, tables):",
        '    """A region\'s books are opened."""',
        "    region = regions[r]",
        "    ledger = ledgers[r]",
        "    for p in range(int(region.first), int(region.first) + int(region.people)):",
        "        economy.open_account(p, people[p], cold[p], tables[0], ledger, worlds[0])",
        "    economy.end_count(ledger, worlds[0])",
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
        *_mornings("cover", COVER, "comes under a policy"),
        *_mornings("revise", REVISE, "sees its policy change or end"),
        f"def one_day(p, r, day, words, people, cold, todays, {head}, before, tallies):",
        '    """One person\'s day on row `i` of copies, for watched lives: `todays[0]` keeps what happened."""',
        "    region = regions[r]",
        "    policy = policies[int(region.policy)]",
        "    draw_daily(p, 1, day, int(worlds[0].k0), int(worlds[0].k1), words)",
        "    return person(p, 0, day, words, people[0], cold[0], todays[0], region, rings, worlds[0], policy, before, tallies[0])",
    ]
