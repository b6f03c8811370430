"""Made-up records, so that a mechanism's scalar functions can be called as plain Python, one by one."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from lab import EVERYWHERE, scenario
from sincerity.compute.face import FIELDS
from sincerity.compute.fixed import OFFSET16, TOP15
from sincerity.compute.ration import N_KEYS
from sincerity.draw import draw
from sincerity.engine.day import DESKS
from sincerity.engine.simulation import Simulation
from sincerity.types import ADULT, NEVER


class Made(NamedTuple):
    """One adult's records, blank, under a packed policy. All are copies: change what the test is about."""

    me: Any
    cold: Any
    today: Any
    world: Any
    policy: Any
    tally: Any


class AtMonth(NamedTuple):
    """The same at the turn of a month or year, with the tables of the preset (not to be written) and the books of a region of 64."""

    me: Any
    cold: Any
    today: Any
    tables: Any
    ledger: Any
    world: Any
    policy: Any
    tally: Any


class Region(NamedTuple):
    """A region of 64 of them, each a household alone, and its books."""

    people: Any
    cold: Any
    tables: Any
    ledger: Any
    world: Any
    policy: Any
    tally: Any


@cache
def _packed(overrides: tuple[str, ...], name: str) -> Simulation:
    simulation = Simulation(scenario(name, *EVERYWHERE, *overrides, people=64, days=1), threads=1)
    simulation.close()
    return simulation


def made(*overrides: str, name: str = "article", stage: int = 1) -> Made:
    """A man of 40 in the country with a live tie in slot 0, one that is gone in slot 1, and none elsewhere.

    overrides: on top of the policy in force everywhere and known to everyone; stage: 0 for no policy, 1 for the first.
    """
    packed = _packed(overrides, name)
    records = packed.compiled.records
    blank = [np.zeros(1, kind) for kind in (records.person, records.cold, records.today)]
    arrays = (*blank, packed.world.copy(), packed.policies[stage : stage + 1].copy(), np.zeros(1, records.tally))
    found = Made(*(array.view(np.recarray)[0] for array in arrays))
    _begin(found.me, found.cold)
    found.today.back = 1
    return found


def _begin(me: Any, cold: Any) -> None:
    """An adult to begin with."""
    me.household, me.standing, cold.birth_year, cold.debt_day = ALONE, ADULT, -40, NEVER
    me.ties[0], me.ties[1] = TOP15 // 2, -32768
    for stock in ("trust", "risk", "fear_authority", "fear_wronged", "tolerance_belief", "severity_belief", "surveillance_belief"):
        me[stock] = -OFFSET16


ALONE = 1
"""`household` of who lives alone."""


def _books() -> tuple[Any, Any]:
    """The preset's tables, and blank books."""
    packed = _packed((), "article")
    tables, ledger = packed.tables.view(), np.zeros(1, packed.compiled.records.ledger)
    tables.flags.writeable = False
    ledger["residents"] = 64
    return tables.view(np.recarray)[0], ledger.view(np.recarray)[0]


def at_month(*overrides: str, name: str = "article", stage: int = 1) -> AtMonth:
    """As `made`, at the turn of a month."""
    me, cold, today, *rest = made(*overrides, name=name, stage=stage)
    return AtMonth(me, cold, today, *_books(), *rest)


def region(*overrides: str, name: str = "article", stage: int = 1) -> Region:
    """64 people as `made` makes them, with their books."""
    records = _packed(overrides, name).compiled.records
    people, cold = (np.zeros(64, kind).view(np.recarray) for kind in (records.person, records.cold))
    for me, mine in zip(people, cold, strict=True):
        _begin(me, mine)
    return Region(people, cold, *_books(), *made(*overrides, name=name, stage=stage)[3:])


def composed() -> Any:
    """The module of the composed day."""
    return _packed((), "article").compiled.module


def served(place: Region, desk: str, day: int = 0, marks: dict[int, int] | None = None) -> list[int]:
    """Whom a desk serves. marks: what was given to some before."""
    found, who, claims, counts, outcome = np.zeros((5, N_KEYS + 1), np.int64)
    for p, mark in (marks or {}).items():
        found[p] = mark
    before = found.copy()
    _, _, tables, ledger, world, policy, tally = place
    hand_out = getattr(composed(), f"desk_{desk}")
    hand_out(0, 64, day, *place[:2], tables, ledger, world, policy, found, who, claims, counts, outcome, tally)
    bit = 1 << [row.name for row in DESKS].index(desk)
    return [int(p) for p in np.flatnonzero((found & ~before & bit) != 0)]


def word(one: Any, purpose: int, p: int, day: int, sub: int = 0) -> int:
    """The word that a hook draws for `p`."""
    return draw(int(one.world.k0), int(one.world.k1), purpose, p, day, sub)


def shown(**fields: int) -> int:
    """A face with these fields."""
    face = 0
    for name, value in fields.items():
        assert 0 <= value < 1 << FIELDS[name].bits, name
        face |= value << FIELDS[name].shift
    return face


def words(n: int) -> list[int]:
    """Words spread evenly over their range: their mean is that of all words, as nearly as n allows."""
    return [((2 * i + 1) << 31) // n for i in range(n)]


LIVE, GONE, NONE = 0, 1, 2
"""Slots of `made`: a live tie, one that is gone, no pair."""
