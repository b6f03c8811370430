"""Composes the mechanisms into one readable file, the fused day, and compiles it.

The file `day_<hash>.py` holds one function per pass (`person`, `person_month`, …) that calls every hook in the order of
`DAY`, and one range function over regions for each. The hash covers the source of every module called and Numba's
version, so that the compiled code on disk is never older than what it was made from.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

from sincerity import draw, types
from sincerity.compute import face, fixed, launch
from sincerity.draw import DAILY_WORDS
from sincerity.engine import face as own_face
from sincerity.engine.day import BEGIN, DAY, INIT, MONTH, Step
from sincerity.engine.records import Dimensions, Records, merge
from sincerity.mechanisms import behaviour, deterrence, informants, listing, scoring, ties, travel
from sincerity.scenario.registry import Registry
from sincerity.society import contacts, households, people
from sincerity.types import CELL_PEOPLE

BUILT_IN: tuple[ModuleType, ...] = (behaviour, deterrence, scoring, listing, informants, travel, ties)
HELPERS: tuple[ModuleType, ...] = (draw, fixed, face, own_face, households, people, contacts)

ARGUMENTS = "p, day, me, cold, today, world, policy, tally"
MEET_ARGUMENTS = "p, day, slot, face, me, cold, today, world, policy, tally"


def registry() -> Registry:
    """Every table of settings that the society and the mechanisms declare."""
    return (contacts.HOMOPHILY, *(table for module in BUILT_IN for table in module.PARAMS))


class Day(NamedTuple):
    """A composed day: its record types, the module written, the passes compiled."""

    records: Records
    module: ModuleType
    path: Path
    passes: dict[str, Callable[..., Any]]


PASSES = (
    *("settle_range", "ties_range", "pairs_range", "init_range", "begin_range", "month_range", "day_range"),
    *("one_begin", "one_month", "one_day"),
)


@cache
def compose(dimensions: Dimensions, plan: tuple[tuple[int, int, int], ...]) -> Day:
    """Write, import and wrap the day for these dimensions and slots. Compiling waits for the first call."""
    records = merge(BUILT_IN, dimensions)
    source = write_source(records, plan)
    module, path = _import(source)
    passes = {name: launch.compile_range(getattr(module, name)) for name in PASSES}
    day = Day(records, module, path, passes)
    launch.enable(kernels(day))
    return day


def kernels(day: Day) -> list[FunctionType]:
    """Every plain function that the composed day may call."""
    return [f for module in (*HELPERS, *BUILT_IN, day.module) for f in launch.functions_of(module) if f.__name__ not in PASSES]


def _import(source: str) -> tuple[ModuleType, Path]:
    digest = hashlib.sha256(source.encode())
    for module in (types, *HELPERS, *BUILT_IN):
        digest.update(inspect.getsource(module).encode())
    for package in ("numba", "llvmlite", "numpy"):
        digest.update(metadata.version(package).encode())
    name = f"day_{digest.hexdigest()[:16]}"
    path = cache_folder() / f"{name}.py"
    if not path.exists() or path.read_text(encoding="utf-8") != source:
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(source)
        os.replace(temporary, path)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # compiled code on disk names the module it was made from
    spec.loader.exec_module(module)
    return module, path


def cache_folder() -> Path:
    """Where composed days and their compiled code are kept: `SINCERITY_CACHE`, else the user's cache folder."""
    base = os.environ.get("SINCERITY_CACHE") or os.environ.get("XDG_CACHE_HOME")
    folder = Path(base) if base else Path.home() / ".cache"
    folder = folder / "sincerity"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"sincerity-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _calls(steps: tuple[Step, ...], stages: tuple[str, ...], arguments: str, indent: int) -> list[str]:
    return [" " * indent + f"{s.mechanism}.{s.hook}({arguments})" for s in steps if s.stage in stages]


def _glance(plan: tuple[tuple[int, int, int], ...]) -> list[str]:
    """One line per slot: the contact's face, kept where the tie is alive, with no branch."""
    lines: list[str] = []
    layer_before = -1
    for slot, (layer, offset, _) in enumerate(plan):
        if layer != layer_before and layer in (contacts.NEIGHBOURS, contacts.WORKMATES, contacts.FRIENDS):
            lines.append(f"    at = contacts.ring_position(x, {layer}, region, rings)")
        layer_before = layer
        if layer == contacts.HOUSEHOLD:
            contact = f"contacts.household_contact(p, {offset}, household)"
        elif layer == contacts.DISTANT:
            first = next(i for i, row in enumerate(plan) if row[0] == contacts.DISTANT)
            contact = f"contacts.distant_contact(p, {slot - first}, region, rings)"
        else:
            contact = f"contacts.ring_contact(at, {offset}, {layer}, region, rings)"
        lines.append(f"    seen |= int(faces[{contact}]) & paired(int(me.ties[{slot}]))")
    return lines


def write_source(records: Records, plan: tuple[tuple[int, int, int], ...]) -> str:
    """The text of the composed day."""
    assert records.today.names is not None
    names = sorted(m.__name__.rpartition(".")[2] for m in BUILT_IN)
    n_slots = len(plan)
    clear = [f"    today.{name} = 0" for name in records.today.names if name not in DAILY_WORDS]
    words = [f"    today.{name} = int(words[{k}, i])" for k, name in enumerate(DAILY_WORDS)]
    lines = [
        '"""A day of Sincerity Lab, composed from its mechanisms; written by sincerity.engine.compose, not by hand."""',
        "",
        "from sincerity.compute.face import EVENTS",
        "from sincerity.draw import draw_daily",
        "from sincerity.engine.face import face_of",
        f"from sincerity.mechanisms import {', '.join(names)}",
        "from sincerity.society import contacts",
        "from sincerity.society.people import settle_cells",
        "",
        "",
        "def paired(tie):",
        '    """All bits set where the network has a pair, its tie alive or gone; else none."""',
        "    return -int(tie != 0)",
        "",
        "",
        "def clear(today):",
        *clear,
        "",
        "",
        "def meet(p, day, slot, face, back, me, cold, today, world, policy, tally):",
        "    today.back = back",
        *[f"    {s.mechanism}.{s.hook}({MEET_ARGUMENTS})" for s in DAY if s.hook == "meet"],
        "",
        "",
        "def glance(p, me, region, rings, faces):",
        '    """Whether any contact shows an event: every slot is read, none is branched on."""',
        "    seen = 0",
        "    household = int(me.household)",
        "    x = p - int(region.first)",
        *_glance(plan),
        "    return seen & EVENTS",
        "",
        "",
        "def person(p, i, day, words, me, cold, today, region, rings, world, policy, faces, tally):",
        '    """One person\'s day; returns the face that others see tomorrow."""',
        "    clear(today)",
        *words,
        *_calls(DAY, ("act",), ARGUMENTS, 4),
        "    looks = int(today.looks)",
        "    if glance(p, me, region, rings, faces) != 0 or looks != 0:",
        "        household = int(me.household)",
        f"        for slot in range({n_slots}):",
        "            if int(me.ties[slot]) != 0:",
        "                face = int(faces[contacts.contact_of(p, slot, household, region, rings, world)])",
        "                if face & EVENTS != 0 or looks != 0:",
        "                    back = 1 + contacts.back_slot(slot, household, region, world)",
        "                    meet(p, day, slot, face, back, me, cold, today, world, policy, tally)",
        *[f"    {s.mechanism}.{s.hook}({ARGUMENTS})" for s in DAY if s.stage == "meet" and s.hook != "meet"],
        *_calls(DAY, ("judge", "live", "tally"), ARGUMENTS, 4),
        "    tally.people = int(tally.people) + 1",
        "    tally.adults = int(tally.adults) + (int(me.standing) & 1)",
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
