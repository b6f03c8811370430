"""The text of the mornings: a person's turn of the month and of the year, and a desk's month."""

from __future__ import annotations

from sincerity.engine.day import COVER, DESKS, INIT, MONTH, SERVE, YEAR, Desk, Step, with_plugins
from sincerity.engine.records import Records
from sincerity.society import contacts
from sincerity.society.rings import Plan
from sincerity.types import ADULT, JOB_BITS, PUPIL

DISPLACED_FROM = 16
"""Bits of a mark: what was given; from here up, what the cut alone gave."""
ARGUMENTS = "p, day, me, cold, today, world, policy, tally"
MONTH_ARGUMENTS = "p, day, me, mine, today, table, ledger, world, policy, tally"
DESK_ARGUMENTS = "first, end, day, people, cold, table, ledger, world, policy, marks, who, claims, counts, outcome, tally"


def calls(steps: tuple[Step, ...], stages: tuple[str, ...], arguments: str, indent: int) -> list[str]:
    """A line for each step of these stages: its hook is called."""
    return [" " * indent + f"{s.mechanism}.{s.hook}({arguments})" for s in steps if s.stage in stages]


def forget(records: Records) -> list[str]:
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


def months(plan: Plan, plugged: tuple[Step, ...]) -> list[str]:
    """The turn of a month: person by person, desk by desk, person by person, tie by tie. plugged: steps of plug-ins."""
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
        *calls(with_plugins(MONTH, plugged), ("month",), MONTH_ARGUMENTS, 4),
        "    if int(today.released) != 0:",
        "        faces[p] = let_go(int(faces[p]))",
        "",
        "",
        "def person_serve(p, day, mark, me, mine, today, table, ledger, world, policy, faces, tally):",
        '    """What one person was given."""',
        "    clear(today)",
        f"    today.served = mark & {(1 << len(DESKS)) - 1}",
        f"    today.displaced = mark >> {DISPLACED_FROM}",
        *calls(with_plugins(SERVE, plugged), ("serve",), MONTH_ARGUMENTS, 4),
        "    if int(today.taken) != 0:",
        "        faces[p] = taken_away(int(faces[p]))",
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


def years(plugged: tuple[Step, ...]) -> list[str]:
    """The yearly pass: who goes, who comes, who stays. plugged: steps of plug-ins."""
    year, init, cover = (with_plugins(table, plugged) for table in (YEAR, INIT, COVER))
    return [
        "def person_year(p, day, mark, first, marks, people, cold, today, table, ledger, world, policy, faces, tally):",
        '    """One person\'s yearly pass. mark: as demography decided."""',
        "    clear(today)",
        "    me = people[p]",
        "    mine = cold[p]",
        "    if mark == 0:",
        *calls(year, ("year",), MONTH_ARGUMENTS, 8),
        "        return",
        *calls(year, ("leave",), MONTH_ARGUMENTS, 4),
        "    household = int(me.household)",
        "    code = demography.newcomer(p, mark, first, marks, people, cold, table, ledger, world)",
        "    forget(me, mine)",
        "    demography.arrive(p, code, household, me, mine, table, ledger, world)",
        *calls(init, ("init",), "p, me, mine, world", 4),
        *calls(year, ("arrive",), MONTH_ARGUMENTS, 4),
        "    if int(policy.in_force) != 0:",
        *calls(cover, ("cover",), ARGUMENTS.replace("cold", "mine"), 8),
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
