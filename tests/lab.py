"""Small simulations for tests: load, settle, live, look."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from sincerity.compute import launch
from sincerity.compute.fixed import threshold
from sincerity.engine.catalogue.mechanisms import switches_of
from sincerity.engine.compose import PASSES, installed, plugged, plugins, registry
from sincerity.engine.day import DAY, with_plugins
from sincerity.engine.simulation import Simulation
from sincerity.engine.tables import series_columns
from sincerity.mechanisms.detention import N_WEIGHTS
from sincerity.scenario.load import load
from sincerity.scenario.schema import Scenario
from sincerity.society import traits
from sincerity.types import Array, Columns

EVERYWHERE = ("policy.rollout.active=false", "mind.awareness.from=everyone")
"""The policy in force in every region from day 0, and every adult aware of it."""


PLUGGED = tuple(
    setting for plugin in plugins() for setting in (f"{switches_of(plugin.name)[0]}=true", *getattr(plugin.module, "CONFORMANCE", ()))
)
"""Settings under which the mechanisms of other packages, where any are installed, do what they can."""


def scenario(name: str = "article", *overrides: str, people: int = 2000, days: int = 200, burn_in_days: int = 30) -> Scenario:
    """A shipped scenario made small; further overrides as on the command line."""
    sizes = (f"society.people={people}", f"days={days}", f"burn_in_days={burn_in_days}")
    return load(name, registry(), (*sizes, *overrides))


def settled(
    wanted: Scenario, *, seed: int = 1, luck: int | None = None, threads: int = 1, device: str = "cpu", hasty: bool = False
) -> Simulation:
    """A simulation on the morning of its first day. hasty: with `hasten`."""
    simulation = Simulation(wanted, seed=seed, luck=luck, threads=threads, device=device)
    if hasty:
        hasten(simulation)
    simulation.settle()
    return simulation


def hasten(simulation: Simulation) -> None:
    """Raise what no key sets, the preset's chances of dying, moving, wishing for a loan and leaving school: a few people see them soon."""
    tables = simulation.tables
    for name, chance in {"death_cut": 0.1, "leave_cut": 0.25, "loan_wish_cut": 0.3}.items():
        tables[name] = np.maximum(tables[name], threshold(chance))
    enrolled_until_18 = tables["enrolment_cut"][:2]
    enrolled_until_18[:] = np.minimum(enrolled_until_18, threshold(0.5))


def foresee(simulation: Simulation) -> None:
    """Give it a risk model before there is a year to learn from: the more on file, the riskier."""
    simulation.model[:] = (1, -4096, *[1000] * (N_WEIGHTS - 1))
    simulation._take_up_model()


@cache
def _list_traits() -> Callable[..., Any]:
    return launch.compile_range(vars(traits)["list_traits"], cache=False)


def traits_of(people: Array, world: Array) -> Array:
    """Traits of all people by trait, 0…127, in the order of `traits.NAMES`; once a simulation has been composed."""
    found = np.zeros((len(people), len(traits.NAMES)), np.int64)
    _list_traits()(0, len(people), people, world, found)
    return found


COUNTED = frozenset(column.name for module in installed() for column in getattr(module, "COLUMNS", ()))
"""All that mechanisms count; a column that runs over a dimension counts as one."""
DAILY = frozenset(
    field.removeprefix("tally.") for step in with_plugins(DAY, plugged()) for field in step.writes.split() if field.startswith("tally.")
)
"""What is counted on any day, not only at the turn of a month or a year."""


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


def live(
    wanted: Scenario,
    *,
    seed: int = 1,
    luck: int | None = None,
    threads: int = 1,
    device: str = "cpu",
    hasty: bool = False,
    look: Callable[[Simulation], None] = lambda _: None,
) -> Outcome:
    """Live a scenario from first day to last, in memory. look: called each morning."""
    simulation = settled(wanted, seed=seed, luck=luck, threads=threads, device=device, hasty=hasty)
    blocks = []
    while simulation.day < simulation.n_days:
        if simulation.block_is_full:
            blocks.append(simulation.take_block())
        look(simulation)
        simulation.step()
    blocks.append(simulation.take_block())
    simulation.close()
    series = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return Outcome(series, simulation.people_table(), simulation)


def interpreted_step(simulation: Simulation, tallies: Array) -> None:
    """Live the next day in plain Python: `Simulation.step`, with the functions that the compiler got in place of what it made.

    Counts are added to `tallies`, one row a region; day 0 begins them anew.
    """
    interpret(simulation)
    simulation.tallies, simulation._block_start = tallies, max(0, simulation.day)
    simulation.step()


def interpret(simulation: Simulation) -> None:
    """From now on every pass is plain Python."""
    day = simulation.compiled
    simulation.compiled = day._replace(passes={name: _plain(getattr(day.module, name)) for name in PASSES})


class Rows:
    """Records read by attribute, as the compiler reads them; some ten times as quick as `np.recarray`."""

    def __init__(self, array: Array) -> None:
        assert array.dtype.names is not None
        self._columns = {name: array[name] for name in array.dtype.names}

    def __getitem__(self, at: int) -> Row:
        return Row(self._columns, at)

    def __setitem__(self, at: int, row: Row) -> None:
        of, place = object.__getattribute__(row, "_columns"), object.__getattribute__(row, "_at")
        for name, column in self._columns.items():
            column[at] = of[name][place]


class Row:
    """One of them."""

    __slots__ = ("_at", "_columns")

    def __init__(self, columns: Columns, at: int) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_at", at)

    def __getattr__(self, name: str) -> Any:
        return self._columns[name][self._at]

    def __setattr__(self, name: str, value: Any) -> None:
        self._columns[name][self._at] = value


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    def live(*arguments: Any) -> Any:
        return function(*(Rows(a) if isinstance(a, np.ndarray) and a.dtype.names else a for a in arguments))

    return live
