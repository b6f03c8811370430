"""Runs lived again in memory, for what they did not write down: to the same bits, and held to what they did.

A run is its scenario, its seed and its luck, so that any resident's life can be looked at afterwards. Several runs of the same people
go side by side, day by day; their burn-in, which knows no policy, is lived once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sincerity.engine.compose import registry
from sincerity.engine.handover import state_for
from sincerity.engine.run import LABELS, PROGRESS_SECONDS, Progress
from sincerity.engine.simulation import Observer, Simulation, bytes_needed
from sincerity.errors import FolderError, RunError, ScenarioError
from sincerity.scenario.emit import scenario_hash
from sincerity.scenario.load import load
from sincerity.store.memory import require_memory
from sincerity.store.mishap import check_version
from sincerity.store.parquet import name_literal
from sincerity.types import Columns

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.store.run import Run

Tell = Callable[[Progress], None]
Row = dict[str, int | str]
"""One resident's row of `people`, labels as texts."""


@dataclass
class Past:
    """A run to be lived again. run: what it must turn out to be, None for a policy that was never run; for the rest see `Simulation`.

    observer: looks at every day; evening: called after each day from day 0 on
    """

    scenario: Scenario
    seed: int
    luck: int | None = None
    run: Run | None = None
    observer: Observer = field(default_factory=Observer)
    evening: Callable[[Simulation], None] = lambda simulation: None


def past_of(run: Run) -> Past:
    """A run of a folder, to be lived again.

    Raises
    ------
    FolderError
        Another version lived it, or its scenario was changed since: what is lived now might be another life.
    """
    scenario = scenario_of(run)
    check_version(run.manifest, run.path)
    if scenario_hash(scenario) != run.manifest.scenario_hash:
        raise FolderError(f"{run.folder.scenario} is not the scenario that the run was made with. Put it back, or run it anew elsewhere.")
    return Past(scenario, run.manifest.seed, run.manifest.luck, run)


def scenario_of(run: Run) -> Scenario:
    """The scenario of a run's folder; FolderError where there is none."""
    if not run.folder.scenario.is_file():
        raise FolderError(f"{run.folder.scenario} is missing. Run the scenario again into another folder.")
    return load(run.folder.scenario, registry())


def require_resident(resident: int, people: int) -> None:
    """ScenarioError where there is no such resident."""
    if not 0 <= resident < people:
        raise ScenarioError(f"resident {resident} does not exist. Residents are numbered 0 to {people - 1}.")


def relive(
    pasts: Sequence[Past], resident: int, *, until: int | None = None, threads: int | None = None, progress: Tell | None = None
) -> list[Row]:
    """Live runs of the same people again, to the morning of day `until` (the end by default); the resident's row of `people` in each.

    Raises
    ------
    SocietyError
        They do not fit this machine together.
    RunError
        What was lived is not the run that is stored.
    """
    require_memory(sum(bytes_needed(past.scenario) for past in pasts), people=pasts[0].scenario.society.people)
    with ExitStack() as stack:
        lives = [_Again(past, threads) for past in pasts]
        for one in lives:
            stack.callback(one.simulation.close)
        end = lives[0].simulation.n_days if until is None else until
        _live(lives, end, _teller(lives, end, progress))
        return [one.finish(resident, end) for one in lives]


def _live(lives: Sequence[_Again], end: int, tell: Callable[[], None]) -> None:
    """Day by day; who can take up the first one's burn-in waits for day 0."""
    first = lives[0]
    waiting = [one for one in lives[1:] if _may_share(first.simulation, one.simulation)]
    awake = [one for one in lives if one not in waiting]
    for one in awake:
        one.simulation.settle()
    for one in lives:
        one.past.observer.begin(one.simulation)
    for day in range(first.simulation.day, end):
        if day == 0:
            for one in waiting:
                one.simulation.restore(0, state_for(first.simulation, one.past.scenario))
            awake = list(lives)
        for one in awake:
            one.step()
        tell()


def _may_share(one: Simulation, other: Simulation) -> bool:
    """Whether two runs of one society have a burn-in of the same bits, in records of the same form."""
    return (one.seed, one.day, one.dimensions, one.plan) == (other.seed, other.day, other.dimensions, other.plan)


def _teller(lives: Sequence[_Again], end: int, progress: Tell | None) -> Callable[[], None]:
    """What tells about ten times a second how far the lives are."""
    began, told = time.monotonic(), 0.0

    def tell() -> None:
        nonlocal told
        now = time.monotonic()
        if progress is not None and now - told > PROGRESS_SECONDS:
            told = now
            simulation, days = lives[0].simulation, sum(one.days for one in lives)
            scenario = simulation.scenario
            lived = days * simulation.n_people
            progress(Progress(simulation.day, end, scenario.burn_in_days, lived, now - began, scenario.name))

    return tell


class _Again:
    """A run as it is lived again, and the sums of its series."""

    def __init__(self, past: Past, threads: int | None) -> None:
        self.past = past
        self.simulation = Simulation(past.scenario, seed=past.seed, luck=past.luck, threads=threads)
        self.days = 0
        self._sums: dict[str, int] = {}

    def step(self) -> None:
        """Live a day, and look."""
        if self.simulation.block_is_full:
            self._add_up()
        self.simulation.step(self.past.observer)
        self.days += 1
        if self.simulation.day > 0:
            self.past.evening(self.simulation)

    def _add_up(self) -> None:
        for name, column in self.simulation.take_block().items():
            if name not in ("day", "region"):
                self._sums[name] = self._sums.get(name, 0) + int(column.sum())

    def finish(self, resident: int, end: int) -> Row:
        """The resident's row of `people` as it is now; RunError unless all is as the run stored it."""
        self._add_up()
        row = _labelled(self.simulation.people_table(resident, resident + 1))
        run = self.past.run
        if run is not None:
            self._hold_to(run, end)
            if end == self.simulation.n_days and row != row_of(run, resident):
                raise _another(run, f"resident {resident} ends otherwise")
        return row

    def _hold_to(self, run: Run, end: int) -> None:
        with reading(run.folder.series):
            stored = run.series.filter(f"region = -1 AND day < {end}")
            missing = sorted(set(self._sums) ^ (set(stored.columns) - {"day", "date", "region"}))
            if missing:
                raise _another(run, f"its series has other columns ({missing[0]})")
            names = list(self._sums)
            (sums,) = stored.aggregate(", ".join(f"CAST(sum({name_literal(name)}) AS BIGINT)" for name in names)).fetchall()
        for name, found in zip(names, sums, strict=True):
            if found != self._sums[name]:
                raise _another(run, f"its {name} add up to {found:,} and not to {self._sums[name]:,}")


def _another(run: Run, what: str) -> RunError:
    return RunError(
        f"the run in {run.path} cannot be lived again: {what}. Its files were changed, or it was made by another build of the engine. "
        "Run its scenario again, and ask that run."
    )


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """What DuckDB says of a table that cannot be read to its end, as an error of ours."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise FolderError(f"{path} is damaged and cannot be read. Run the scenario again into another folder.") from error


def row_of(run: Run, resident: int) -> Row:
    """A resident's row of a run's `people`."""
    with reading(run.folder.people):
        found = run.people.filter(f"id = {int(resident)}")
        rows = found.fetchall()
    if len(rows) != 1:
        raise FolderError(f"{run.folder.people} has no row of resident {resident}. It is damaged: run the scenario again.")
    return dict(zip(found.columns, rows[0], strict=True))


def _labelled(table: Columns) -> Row:
    return {name: LABELS[name][int(column[0])] if name in LABELS else int(column[0]) for name, column in table.items()}
