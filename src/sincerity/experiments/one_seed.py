"""One seed of a comparison: its policies in lockstep, its runs written, its part of every result."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sincerity.engine.lockstep import Lockstep, Plan, lives_that_differ
from sincerity.engine.simulation import Observer
from sincerity.experiments.comparison import run_folder
from sincerity.experiments.effects import Ended, Named, Value, compared, metrics_of, values_of
from sincerity.experiments.individual import PLACEBO, REDRAWN, SAME, Spread, spreads_of
from sincerity.experiments.placebo import HORIZONS, find_flip, flip
from sincerity.observe.detained import Detentions
from sincerity.scenario.schema import Scenario
from sincerity.store.rows import write_rows
from sincerity.store.run import Run

PARTS = "parts"


class Placebo(NamedTuple):
    """How far one wrong record goes. day: the morning on which it is there; days: how long after; lives_differ: of so many people.

    resident: whose record it is, who is counted with the others
    """

    scenario: str
    seed: int
    resident: int
    day: int
    days: int
    lives_differ: int
    people: int


KINDS: dict[str, Any] = {"seeds": Value, "individual": Spread, "placebo": Placebo}
"""Table of a comparison → the kind of its rows: each seed writes its part."""


class Seed(NamedTuple):
    """One seed to be lived: what a process is given. names: of the scenarios, in order."""

    path: Path
    seed: int
    names: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    commands: tuple[str, ...]
    redrawn: bool
    threads: int
    share: bool


def other_luck(seed: int) -> int:
    """The seed of the luck that is drawn anew: one that nobody counts up to."""
    return seed ^ (1 << 63)


def part(path: Path, table: str, seed: int) -> Path:
    """Where a seed's part of a table lies."""
    return path / PARTS / f"{table}-{seed}.parquet"


class _Orders(NamedTuple):
    """What a process hears and says. parent: whose end is a stop, too."""

    stop: Any
    told: Any
    parent: int

    def is_set(self) -> bool:
        return bool(self.stop.is_set()) or os.getppid() != self.parent


_orders: list[_Orders] = []


def enlist(stop: Any, told: Any, parent: int) -> None:
    """What a process does first: learn whom to hear and tell."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and says so
    _orders[:] = [_Orders(stop, told, parent)]


def live_seed(seed: Seed) -> int:
    """Live one seed under all its policies, write its runs and its parts of the results, and return the person-days lived."""
    plans = plans_of(seed)
    lockstep = Lockstep(plans, seed=seed.seed, threads=seed.threads, share=seed.share)
    noise = Noise(seed, lockstep)
    orders = _orders[0] if _orders else None
    lockstep.live(observe=_observer, look=noise.look, tell=orders.told.put if orders is not None else None, cancel=orders, force=True)
    rows: dict[str, list[Any]] = {"seeds": [], "individual": noise.spreads(), "placebo": noise.rows}
    metrics = {name: metric for scenario in seed.scenarios for name, metric in metrics_of(scenario).items()}
    reference = _ended(seed, seed.names[0])
    for name in seed.names[1:]:
        run = _ended(seed, name)
        rows["seeds"] += values_of(Named(name, seed.names[0], run, reference), metrics)
        rows["individual"] += _spreads(seed, name, SAME, reference, run)
    for name in seed.names if seed.redrawn else ():
        rows["individual"] += _spreads(seed, name, REDRAWN, reference, _ended(seed, name, redrawn=True))
    for table, kind in KINDS.items():
        write_rows(part(seed.path, table, seed.seed), kind, rows[table])
    return lockstep.person_days


def _observer() -> Observer:
    return Detentions()


def plans_of(seed: Seed) -> list[Plan]:
    """The runs of one seed: every policy; where they are wanted, every policy with other luck, and every placebo."""
    of = list(zip(seed.names, seed.scenarios, seed.commands, strict=True))
    plans = [Plan(scenario, run_folder(seed.path, name, seed.seed), _with_seed(command, seed.seed)) for name, scenario, command in of]
    if seed.redrawn:
        luck = other_luck(seed.seed)
        for name, scenario, command in of:
            again = f"{_with_seed(command, seed.seed)} --luck {luck}"
            plans.append(Plan(scenario, run_folder(seed.path, name, seed.seed, redrawn=True), again, luck=luck))
        plans += [Plan(scenario, like=number, interfere=flip) for number, scenario in enumerate(seed.scenarios) if number > 0]
    return plans


def _with_seed(command: str, seed: int) -> str:
    return f"{command} --seed {seed}"


class Noise:
    """Looks at the placebos of a lockstep: on the days of `HORIZONS` after the record, and at the end."""

    def __init__(self, seed: Seed, lockstep: Lockstep) -> None:
        self._seed = seed
        self._lockstep = lockstep
        # One whose policy begins on the last day, or never, has no day of its own.
        flipped = (i for i, member in enumerate(lockstep.members) if member.plan.interfere is not None)
        self._placebos = [i for i in flipped if lockstep.members[i].until < lockstep.members[i].simulation.n_days]
        self._flips: dict[int, Any] = {}
        self.rows: list[Placebo] = []

    def look(self, day: int) -> None:
        """Count the lives that differ, when all days before this one are lived."""
        last = self._lockstep.members[0].simulation.n_days
        for number in self._placebos:
            member = self._lockstep.members[number]
            like = member.plan.like or 0
            after = day - member.until
            if after == 0:
                self._flips[number] = find_flip(self._lockstep.standing(like, day))
            found = self._flips.get(number)
            if found is not None and (after in HORIZONS or (day == last and after > 0)):
                one, other = (self._lockstep.standing(i, day) for i in (like, number))
                name = self._seed.names[like]
                differ = lives_that_differ(one, other)
                self.rows.append(Placebo(name, self._seed.seed, found.resident, member.until, after, differ, one.n_people))

    def spreads(self) -> list[Spread]:
        """How the differences of lives with and without the record are distributed, at the end."""
        found: list[Spread] = []
        for number in self._placebos:
            if self._flips.get(number) is None:
                continue
            like = self._lockstep.members[number].plan.like or 0
            there, here = (self._lockstep.members[i].simulation.people_table() for i in (like, number))
            name = self._seed.names[like]
            found += spreads_of((name, name, self._seed.seed, PLACEBO), there, here, _ended(self._seed, name).metrics)
        return found


def _ended(seed: Seed, name: str, *, redrawn: bool = False) -> Ended:
    return Ended(Run(run_folder(seed.path, name, seed.seed, redrawn=redrawn)))


def _spreads(seed: Seed, name: str, luck: str, there: Ended, here: Ended) -> Iterator[Spread]:
    """How the differences of lives under a policy and the reference are distributed."""
    return spreads_of((name, seed.names[0], seed.seed, luck), there.people, here.people, compared(there, here))
