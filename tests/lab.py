"""Small simulations for tests: load, settle, live, look."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from sincerity.compute import launch
from sincerity.engine.compose import BUILT_IN, registry
from sincerity.engine.simulation import Simulation
from sincerity.engine.tables import series_columns
from sincerity.scenario.load import load
from sincerity.scenario.schema import Scenario
from sincerity.society import traits
from sincerity.types import Array, Columns

EVERYWHERE = ("policy.rollout.active=false", "mind.awareness.from=everyone")
"""The policy in force in every region from day 0, and every adult aware of it."""


def scenario(name: str = "article", *overrides: str, people: int = 2000, days: int = 200, burn_in_days: int = 30) -> Scenario:
    """A shipped scenario made small; further overrides as on the command line."""
    sizes = (f"society.people={people}", f"days={days}", f"burn_in_days={burn_in_days}")
    return load(name, registry(), (*sizes, *overrides))


def settled(wanted: Scenario, *, seed: int = 1, threads: int = 1, device: str = "cpu") -> Simulation:
    """A simulation on the morning of its first day."""
    simulation = Simulation(wanted, seed=seed, threads=threads, device=device)
    simulation.settle()
    return simulation


@cache
def _list_traits() -> Callable[..., Any]:
    return launch.compile_range(vars(traits)["list_traits"], cache=False)


def traits_of(n_people: int, world: Array) -> Array:
    """Traits by person and trait, 0…127, in the order of `traits.NAMES`; once a simulation has been composed."""
    found = np.zeros((n_people, len(traits.NAMES)), np.int64)
    _list_traits()(0, n_people, world, found)
    return found


COUNTED = frozenset(column.name for module in BUILT_IN for column in getattr(module, "COLUMNS", ()))
"""All that mechanisms count; a column that runs over a dimension counts as one."""


@dataclass
class Outcome:
    """What a run left: the series by region and day, the people, the simulation itself."""

    series: Columns
    people: Columns
    simulation: Simulation

    def total(self, column: str) -> int:
        """Sum of a column over all days and regions."""
        return int(self.series[column].sum())

    def daily(self, column: str) -> Array:
        """A column summed over regions, by day."""
        return self.series[column].reshape(self.simulation.n_days, -1).sum(axis=1)

    def silent(self) -> set[str]:
        """What no mechanism ever counted."""
        columns = series_columns(self.simulation.scenario, self.simulation.dimensions.tiers)
        return set(COUNTED - {field for name, field, _ in columns if self.series[name].any()})

    def digest(self) -> str:
        """One hash of all that differs from zero, names included."""
        found = hashlib.sha256()
        for table in (self.series, self.people):
            for name in sorted(table):
                if np.any(table[name]):
                    found.update(name.encode() + np.ascontiguousarray(table[name], "<i8").tobytes())
        return found.hexdigest()


def live(wanted: Scenario, *, seed: int = 1, threads: int = 1, device: str = "cpu") -> Outcome:
    """Live a scenario from first day to last, in memory."""
    simulation = settled(wanted, seed=seed, threads=threads, device=device)
    blocks = []
    while simulation.day < simulation.n_days:
        if simulation.block_is_full:
            blocks.append(simulation.take_block())
        simulation.step()
    blocks.append(simulation.take_block())
    simulation.close()
    series = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return Outcome(series, simulation.people_table(), simulation)


def interpreted_step(simulation: Simulation, tallies: Array) -> None:
    """Live the next day in plain Python, with the same functions that the compiler got."""
    module, day = simulation.compiled.module, simulation.day
    people, cold, tallies = (a.view(np.recarray) for a in (simulation.people, simulation.cold, tallies))
    turn, policies = simulation.turn(), simulation.policies.view(np.recarray)
    world, regions = simulation.world.view(np.recarray), simulation.regions.view(np.recarray)
    todays, words = simulation.todays.view(np.recarray), simulation.words
    constants = (regions, simulation.rings, world, policies)
    before, after = simulation.faces, simulation.next_faces
    for r in range(len(regions)):
        if day == 0:
            module.begin_range(r, people, cold, regions, world, policies)
    for r in turn.covered:
        module.cover_range(r, day, r, 0, people, cold, todays, *constants, tallies)
    for r in turn.revised:
        module.revise_range(r, day, r, 0, people, cold, todays, *constants, tallies)
    for r in range(len(regions)):
        if simulation.date_of(day).day == 1:
            module.month_range(r, day, r, 0, people, cold, todays, *constants, tallies)
    for r in range(len(regions)):
        module.day_range(r, day, r, 0, words, people, cold, todays, *constants, before, after, tallies)
    simulation.faces, simulation.next_faces = after, before
    simulation.day = day + 1
