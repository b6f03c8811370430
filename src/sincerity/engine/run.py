"""A run from the first day to the last: simulate, count, keep, and be able to go on after a stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sincerity.engine.compose import registry
from sincerity.engine.handover import HandOn, hand_on_to_twin
from sincerity.engine.simulation import Observer, Simulation, bytes_needed
from sincerity.errors import FolderError, Interrupted
from sincerity.scenario.emit import scenario_hash
from sincerity.scenario.load import load
from sincerity.store.folder import RunFolder
from sincerity.store.manifest import read_manifest
from sincerity.store.memory import require_memory
from sincerity.store.writer import RunWriter
from sincerity.types import Columns

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PROGRESS_SECONDS = 0.1
LABELS = {
    "sex": ("male", "female"),
    "group": ("A", "B"),
    "schooling": ("primary or less", "junior secondary", "senior secondary", "college"),
    "job": ("none", "ordinary", "well-paid"),
}
PEOPLE_BLOCK = 1 << 17


@dataclass(frozen=True)
class Progress:
    """How far a run is. day: days lived so far, negative in burn-in; person_days and seconds: of this sitting.

    part, parts: which run this is, of how many: 2 of 2 is a twin
    """

    day: int
    days: int
    burn_in_days: int
    person_days: int
    seconds: float
    scenario: str = ""
    part: int = 1
    parts: int = 1


@dataclass(frozen=True)
class Twin:
    """What is to be lived after a run by the same people, in the folder `twin` of the run's. command: what repeats it alone."""

    scenario: Scenario
    command: str = ""


class Cancel(Protocol):
    """Anything that can say that the user wants to stop: a `threading.Event`."""

    def is_set(self) -> bool:
        """Whether to stop after the current day."""


def run(
    scenario: Scenario,
    *,
    out: Path,
    seed: int = 1,
    luck: int | None = None,
    threads: int | None = None,
    device: str = "cpu",
    checkpoint_days: int = 365,
    watch: tuple[int, ...] = (),
    observer: Observer | None = None,
    force: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancel: Cancel | None = None,
    command: str = "",
    twin: Twin | None = None,
) -> Path:
    """Simulate a scenario into the folder `out` and return it.

    With a twin, its folder is made, and given the state on the morning of day 0; `engine.twin` lives it. luck: as in `Simulation`;
    a twin has the same.

    Raises
    ------
    SocietyError
        The society does not fit this machine; nothing was written.
    FolderError
        The folder holds a run, or cannot be written.
    Interrupted
        The user stopped it; `resume` goes on to the same bits.
    """
    require_memory(bytes_needed(scenario), people=scenario.society.people)
    began = time.monotonic()
    simulation = Simulation(scenario, seed=seed, luck=luck, threads=threads, device=device)
    try:
        about: dict[str, Any] = {
            "device": device,
            "threads": simulation.threads,
            "regions": len(simulation.layout),
            "luck": luck,
            "watch": watch,
            "began": began,
        }
        writer = RunWriter.open(
            Path(out),
            **folder_fields(scenario, seed),
            **about,
            against=twin.scenario.name if twin is not None else "",
            command=command,
            layout=simulation.layout_key,
            force=force,
        )
        with writer:
            if twin is not None:
                RunWriter.open(writer.folder.twin, **folder_fields(twin.scenario, seed), **about, command=twin.command, force=force).wait()
            timings = {"prepare": time.monotonic() - began}
            clock = _Clock(timings)
            clock.to("settle")
            simulation.settle()
            clock.to("")
            hand_on = hand_on_to_twin(scenario, writer.manifest, writer.folder)
            _live(simulation, writer, timings, checkpoint_days, observer, progress, cancel, hand_on)
    finally:
        simulation.close()
    return writer.folder.path


def resume(
    folder: Path,
    *,
    threads: int | None = None,
    checkpoint_days: int = 365,
    observer: Observer | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Cancel | None = None,
) -> Path:
    """Go on with a run that was stopped or killed, from its last checkpoint, to the same bits.

    Raises
    ------
    FolderError
        There is no such run, it is done, or its checkpoint is of another version.
    """
    began = time.monotonic()
    place = RunFolder.open(Path(folder))
    begun = read_manifest(place.manifest)
    scenario = load(place.scenario, registry())
    if scenario_hash(scenario) != begun.scenario_hash:
        raise FolderError(f"{place.scenario} is not the scenario that the run was begun with. Put it back, or run it anew elsewhere.")
    require_memory(bytes_needed(scenario), people=scenario.society.people)
    simulation = Simulation(scenario, seed=begun.seed, luck=begun.luck, threads=threads, device=begun.device)
    try:
        writer, checkpoint = RunWriter.reopen(Path(folder), threads=simulation.threads, layout=simulation.layout_key, began=began)
        with writer:
            timings: dict[str, float] = {}
            if checkpoint is None:
                simulation.settle()
            else:
                timings = dict(checkpoint.meta.timings)
                simulation.restore(checkpoint.meta.day, checkpoint.arrays)
            hand_on = hand_on_to_twin(scenario, begun, place)
            _live(simulation, writer, timings, checkpoint_days, observer, progress, cancel, hand_on)
    finally:
        simulation.close()
    return writer.folder.path


def folder_fields(scenario: Scenario, seed: int) -> dict[str, Any]:
    """What a run's folder is told of its scenario."""
    return {
        "scenario": scenario.name,
        "scenario_toml": scenario.to_toml(),
        "scenario_hash": scenario_hash(scenario),
        "seed": seed,
        "people": scenario.society.people,
        "start": scenario.start,
        "days": scenario.days,
        "burn_in_days": scenario.burn_in_days,
    }


def _live(
    simulation: Simulation,
    writer: RunWriter,
    timings: dict[str, float],
    checkpoint_days: int,
    observer: Observer | None,
    progress: Callable[[Progress], None] | None,
    cancel: Cancel | None,
    hand_on: HandOn | None = None,
) -> None:
    clock = _Clock(timings)
    first, told = simulation.day, 0.0
    began = time.monotonic()

    def tell() -> None:
        if progress is not None:
            lived = (simulation.day - first) * simulation.n_people
            of = simulation.scenario
            progress(Progress(simulation.day, simulation.n_days, of.burn_in_days, lived, time.monotonic() - began, of.name))

    def keep() -> None:
        clock.to("output")
        if simulation.day > 0:
            writer.append(simulation.take_block())

    def checkpoint() -> None:
        keep()
        writer.checkpoint(simulation.day, simulation.state(), timings=timings)

    tell()
    if observer is not None:
        observer.begin(simulation)
    while simulation.day < simulation.n_days:
        if simulation.block_is_full:
            keep()
        if simulation.day == 0 and hand_on is not None:
            clock.to("output")
            hand_on(simulation, writer, timings)
        clock.to("burn_in" if simulation.day < 0 else "days")
        simulation.step(observer)
        rows = observer.take() if observer is not None else None
        if rows is not None:
            clock.to("watch")
            writer.events(rows)
        for name, block in observer.tables().items() if observer is not None else ():
            clock.to("watch")
            writer.more(name, block)
        if time.monotonic() - told > PROGRESS_SECONDS:
            told = time.monotonic()
            tell()
        if cancel is not None and cancel.is_set() and simulation.day < simulation.n_days:
            checkpoint()
            writer.interrupt(simulation.day)
            at = f"day {simulation.day:,} of {simulation.n_days:,}"
            raise Interrupted(f"stopped at {at}. `sincerity resume {writer.folder.path}` goes on to the same result.")
        if checkpoint_days and simulation.day % checkpoint_days == 0 and 0 <= simulation.day < simulation.n_days:
            checkpoint()
    keep()
    clock.to("")
    tell()
    writer.finish(people_blocks(simulation), labels=LABELS, timings=timings)


def people_blocks(simulation: Simulation) -> Iterator[Columns]:
    """The table of people, in blocks of residents."""
    for first in range(0, simulation.n_people, PEOPLE_BLOCK):
        yield simulation.people_table(first, min(simulation.n_people, first + PEOPLE_BLOCK))


class _Clock:
    """Adds the seconds between calls to the step named before."""

    def __init__(self, timings: dict[str, float]) -> None:
        self._timings = timings
        self._step = ""
        self._since = time.monotonic()

    def to(self, step: str) -> None:
        now = time.monotonic()
        if self._step:
            self._timings[self._step] = self._timings.get(self._step, 0.0) + now - self._since
        self._step, self._since = step, now
