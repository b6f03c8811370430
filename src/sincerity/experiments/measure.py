"""Whole runs in memory, and what is measured of them: sums by day, ratios with their denominators, intervals over seeds.

A life is one scenario lived with one seed, its series summed over regions. Nothing is written. Many lives are shared out
among processes, each with one thread: that gives the same bits and wastes less than many threads on few people.
"""

from __future__ import annotations

import importlib
import math
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sincerity.compute.fixed import DAYS_PER_YEAR, TOP16
from sincerity.engine.simulation import Observer, Simulation
from sincerity.errors import RunError
from sincerity.society.livelihood import ADULT_AGE

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.types import Array, Columns

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Life:
    """What a run left. series: every column by day, summed over regions; people: one row per resident at the end."""

    scenario: Scenario
    series: Columns
    people: Columns

    def between(self, first: int, last: int) -> Life:
        """The same with the days from `first` to `last`, exclusive, alone in the series."""
        return replace(self, series={name: column[first:last] for name, column in self.series.items()})

    def last_year(self) -> Life:
        """The same with the last 365 days alone in the series."""
        n_days = len(self.series["adults"])
        return self.between(max(0, n_days - DAYS_PER_YEAR), n_days)

    def total(self, *columns: str) -> float:
        """The sum of columns over the days; a column that the run does not have counts as 0."""
        return float(sum(self.series[name].sum() for name in columns if name in self.series))

    def mean(self, column: str, of: str = "adults") -> float:
        """The sum of a column over the days, for one day of each of those counted in `of`; 0 where there are none."""
        whole = self.total(of)
        return self.total(column) / whole if whole else 0.0

    def level(self, column: str, of: str = "adults") -> float:
        """The mean of a level whose sum is counted in 65,535ths."""
        return self.mean(column, of) / TOP16

    def per_year(self, *columns: str) -> float:
        """Events per adult and year."""
        return self.total(*columns) / self.total("adults") * DAYS_PER_YEAR

    def at_end(self, column: str) -> float:
        """A stock of the last day, per adult."""
        return float(self.series[column][-1] / self.series["adults"][-1])

    def of_adults(self, column: str) -> Array:
        """A column of `people`, adults alone."""
        return self.people[column][self.people["age"] >= ADULT_AGE]

    def beginning(self, prefix: str) -> list[str]:
        """The columns of the series whose names begin so."""
        return [name for name in self.series if name.startswith(prefix)]


def live(scenario: Scenario, seed: int) -> Life:
    """Live a scenario from first day to last with one thread."""
    simulation = Simulation(scenario, seed=seed, threads=1)
    simulation.settle()
    series = days_of(simulation, simulation.n_days)
    simulation.close()
    return Life(scenario, series, simulation.people_table())


def days_of(simulation: Simulation, until: int, observer: Observer | None = None) -> Columns:
    """Live on to the morning of day `until`; every column of the days counted since the last call, summed over regions."""
    blocks = []
    while simulation.day < until:
        if simulation.block_is_full:
            blocks.append(_by_day(simulation.take_block()))
        simulation.step(observer)
    blocks.append(_by_day(simulation.take_block()))
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _by_day(block: Columns) -> Columns:
    """Rows of day and region as rows of days."""
    n_days = len(np.unique(block["day"]))
    return {name: block[name].reshape(n_days, -1).sum(axis=1) for name in block if name not in {"day", "region"}}


class Task(NamedTuple):
    """A life to be lived and looked at. look: a function of a module, so that another process finds it."""

    scenario: Scenario
    seed: int
    look: Callable[[Life], Any]


def seen(task: Task) -> Any:
    """What a task's look sees in its life."""
    return task.look(live(task.scenario, task.seed))


class Crew:
    """Processes that live lives, started when the first are wanted and kept until the end of the `with`."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def see(self, tasks: Sequence[Task]) -> Iterator[Any]:
        """What each task's look sees, in the order of the tasks; with one process, in this one."""
        return self.each(seen, tasks, tasks[0].scenario) if tasks else iter(())

    def each(self, work: Callable[[Any], Any], items: Sequence[Any], scenario: Scenario) -> Iterator[Any]:
        """`work` of each item, in their order. work: a function of a module; scenario: one of those that it lives."""
        if self.processes <= 1 or not items:
            return map(work, items)
        if self._pool is None:
            compile_for(scenario)
            self._pool = ProcessPoolExecutor(self.processes, multiprocessing.get_context("spawn"), initializer=_deafen)
        return self._pool.map(work, items)


def _deafen() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C, and ends the crew


def compile_for(scenario: Scenario) -> None:
    """Compile what a scenario needs, once and not once a process."""
    live(_tiny(scenario), seed=0)


def _tiny(scenario: Scenario) -> Scenario:
    return scenario.with_(society__people=64, days=min(scenario.days, 32), burn_in_days=0, policy__revision=None)


def for_each_seed(life: Callable[[Any, int], Any], size: Any, processes: int) -> list[Any]:
    """`life(size, seed)` for the seeds 0…`size.seeds` - 1, shared out among processes. life: a function of a module."""
    found: list[Any] = []
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        for one in pool.map(life, [size] * size.seeds, range(size.seeds)):
            found.append(one)
            sys.stderr.write(f"\r{len(found)} of {size.seeds} seeds")
    sys.stderr.write("\n")
    return found


class Interval(NamedTuple):
    """A mean over seeds and its interval."""

    mean: float
    low: float
    high: float

    @property
    def sign(self) -> int:
        """1 or -1 where all of the interval lies above or below 0, else 0."""
        return int(self.low > 0) - int(self.high < 0)


def interval(values: Sequence[float]) -> Interval:
    """The mean of values, one a seed, with Student's interval at 95 %. At least two values."""
    sample = np.asarray(values, np.float64)
    mean = float(sample.mean())
    spread = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    half = float(analysis_part("scipy.stats").t.ppf((1 + CONFIDENCE) / 2, len(sample) - 1)) * spread
    return Interval(mean, mean - half, mean + half)


def analysis_part(module: str) -> Any:
    """A module of the libraries for analysis, loaded when it is wanted. RunError where the library is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        raise RunError(f"this needs {library}, which is not installed. Install it with: pip install 'sincerity-lab[analysis]'") from error
