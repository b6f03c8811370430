"""Made-up records, so that a mechanism's scalar functions can be called as plain Python, one by one."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from lab import EVERYWHERE, scenario
from sincerity.compute.face import FIELDS
from sincerity.compute.fixed import OFFSET16, TOP15
from sincerity.engine.simulation import Simulation
from sincerity.types import ADULT


class Made(NamedTuple):
    """One adult's records, blank, under a packed policy. All are copies: change what the test is about."""

    me: Any
    cold: Any
    today: Any
    world: Any
    policy: Any
    tally: Any


@cache
def _packed(overrides: tuple[str, ...], name: str) -> Simulation:
    simulation = Simulation(scenario(name, *EVERYWHERE, *overrides, people=64, days=1), threads=1)
    simulation.close()
    return simulation


def made(*overrides: str, name: str = "article", stage: int = 1) -> Made:
    """An adult with a live tie in slot 0, one that is gone in slot 1, and none elsewhere.

    overrides: on top of the policy in force everywhere and known to everyone; stage: 0 for no policy, 1 for the first.
    """
    packed = _packed(overrides, name)
    records = packed.compiled.records
    blank = [np.zeros(1, kind) for kind in (records.person, records.cold, records.today)]
    arrays = (*blank, packed.world.copy(), packed.policies[stage : stage + 1].copy(), np.zeros(1, records.tally))
    found = Made(*(array.view(np.recarray)[0] for array in arrays))
    found.me.standing = ADULT
    found.me.ties[0], found.me.ties[1] = TOP15 // 2, -32768
    for stock in ("trust", "risk", "fear_authority", "fear_wronged", "tolerance_belief", "severity_belief", "surveillance_belief"):
        found.me[stock] = -OFFSET16
    found.today.back = 1
    return found


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
