"""A run and its twin: the same people, with the same luck, under another policy.

The burn-in is lived once: it knows no policy. On the morning of day 0 the run leaves its state in the twin's folder, which lies in its
own, as a checkpoint; when the run is done the twin goes on from there, to the same bits as if it had been run alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sincerity.engine.run import Cancel, Progress, Twin, resume, run
from sincerity.errors import Interrupted, RunError
from sincerity.store.folder import RunFolder
from sincerity.store.manifest import read_manifest

if TYPE_CHECKING:
    from sincerity.engine.simulation import Observer
    from sincerity.scenario.schema import Scenario

Tell = Callable[[Progress], None]
MakeObserver = Callable[[], "Observer | None"]


def nobody() -> None:
    """Makes no observer."""


def run_pair(
    scenario: Scenario,
    twin: Twin,
    *,
    out: Path,
    threads: int | None = None,
    checkpoint_days: int = 365,
    observe: MakeObserver = nobody,
    progress: Tell | None = None,
    cancel: Cancel | None = None,
    **given: Any,
) -> Path:
    """Simulate a scenario into the folder `out`, then its twin into `out/twin`, and return `out`.

    observe: makes an observer, one for each of the two; for the rest see `engine.run.run`, also for what is raised
    """
    shared: dict[str, Any] = {"threads": threads, "checkpoint_days": checkpoint_days, "cancel": cancel}
    run(scenario, out=out, twin=twin, observer=observe(), progress=_part(progress, 1), **shared, **given)
    return _live_twin(out, observer=observe(), progress=_part(progress, 2), **shared)


def resume_pair(folder: Path, *, observe: MakeObserver = nobody, progress: Tell | None = None, **shared: Any) -> Path:
    """Go on with whatever of a run and its twin is not done, and return the run's folder; see `engine.run.resume`."""
    if read_manifest(RunFolder.open(folder).manifest).status != "done":
        resume(folder, observer=observe(), progress=_part(progress, 1) if waits(folder) else progress, **shared)
    if waits(folder):
        _live_twin(folder, observer=observe(), progress=_part(progress, 2), **shared)
    return folder


def waits(folder: Path) -> bool:
    """Whether the run in a folder has a twin that is not done."""
    place = RunFolder.open(folder)
    twin = RunFolder(place.twin)
    return bool(read_manifest(place.manifest).against) and twin.holds_run() and read_manifest(twin.manifest).status != "done"


def _live_twin(folder: Path, **given: Any) -> Path:
    with _told_of(folder):
        resume(RunFolder(folder).twin, **given)
    return folder


@contextmanager
def _told_of(folder: Path) -> Iterator[None]:
    """Errors of the twin name the folder of the pair as the one to go on with."""
    try:
        yield
    except (Interrupted, RunError) as error:
        text = str(error).replace(f"sincerity resume {RunFolder(folder).twin}", f"sincerity resume {folder}")
        raise type(error)(text) from error


def _part(progress: Tell | None, part: int) -> Tell | None:
    return None if progress is None else lambda reached: progress(replace(reached, part=part, parts=2))
