"""A run, alone or with its twin: checked, lived, gone on with."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sincerity.api.opened import Comparison, Run
from sincerity.api.scenarios import Source, check_options, command_text, file_of, for_both, load_scenario, load_twin, require_device
from sincerity.engine.run import Cancel, Progress, Twin
from sincerity.engine.run import run as _run
from sincerity.engine.simulation import bytes_needed
from sincerity.engine.twin import resume_pair, run_pair, waits
from sincerity.experiments.comparison import is_comparison
from sincerity.observe.detained import Detentions
from sincerity.observe.lives import Watch
from sincerity.observe.together import Together
from sincerity.scenario.schema import Scenario as _Scenario
from sincerity.store.folder import RunFolder, TemporaryFolder, default_folder
from sincerity.store.manifest import Manifest, read_manifest
from sincerity.store.memory import require_memory
from sincerity.store.mishap import resumable


@dataclass(frozen=True)
class Job:
    """A run that was checked and can begin. folder: where it will lie; command: what repeats it; twin: what follows it."""

    scenario: _Scenario
    folder: Path
    seed: int
    command: str
    luck: int | None = None
    threads: int | None = None
    device: str = "cpu"
    checkpoint_days: int = 365
    watch: tuple[int, ...] = ()
    force: bool = False
    twin: Twin | None = None

    def start(self, *, progress: Callable[[Progress], None] | None = None, cancel: Cancel | None = None) -> Path:
        """Simulate to the end, the twin too, and return the folder."""
        given: dict[str, Any] = {
            "out": self.folder,
            "seed": self.seed,
            "luck": self.luck,
            "threads": self.threads,
            "device": self.device,
            "checkpoint_days": self.checkpoint_days,
            "watch": self.watch,
            "force": self.force,
            "progress": progress,
            "cancel": cancel,
            "command": self.command,
        }
        if self.twin is None:
            return _run(self.scenario, observer=self._observer(), **given)
        return run_pair(self.scenario, self.twin, observe=self._observer, **given)

    def _observer(self) -> Together:
        return observer_of(self.watch, self.scenario.society.people)


def prepare(
    scenario: Source = "article",
    *,
    against: Source | None = None,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seed: int = 1,
    luck: int | None = None,
    options: Iterable[str] = (),
    out: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    device: str = "cpu",
    checkpoint_days: int = 365,
    watch: Iterable[int] = (),
    force: bool = False,
) -> Job:
    """Check all that can be checked before a run begins; without `out`, choose `runs/<scenario>-<time>`.

    See `run` for the parameters (`options` there is `set`) and for what is raised.
    """
    watched = tuple(watch)
    check_options(seed=seed, luck=luck, threads=threads, checkpoint_days=checkpoint_days)
    given = tuple(options)
    loaded = load_scenario(scenario, people=people, days=days, until=until, options=given)
    other = None if against is None else load_twin(against, loaded, people=people, options=given)
    require_device(device)
    if watched:
        Watch(watched, loaded.society.people)
    folder = default_folder(loaded.name) if out is None else Path(os.fspath(out))
    place = RunFolder(folder)
    place.refuse_taken(force=force)
    if other is not None:
        RunFolder(place.twin).refuse_taken(force=force)
    require_memory(max(bytes_needed(one) for one in (loaded, other) if one is not None), people=loaded.society.people)
    repeat = {"seed": seed, "luck": luck, "watch": ",".join(map(str, watched)) or None}
    twin = None
    if against is not None and other is not None:
        alone = {"people": people, "days": other.days, "set": tuple(filter(for_both, given))}
        twin = Twin(other, _repeats(against, place.twin, alone, repeat))
    whose = None if against is None else file_of(against, place.twin)
    changes = {"people": people, "days": days, "until": until, "set": given}
    command = _repeats(scenario, folder, changes, repeat, against=whose)
    return Job(loaded, folder, seed, command, luck, threads, device, checkpoint_days, watched, force, twin)


def _repeats(source: Source, folder: Path, changes: Mapping[str, object], repeat: Mapping[str, object], against: str | None = None) -> str:
    """The command that repeats a run; one of a loaded scenario is repeated from its folder's file, which has all changes."""
    made = {} if isinstance(source, _Scenario) else changes
    return command_text(file_of(source, folder), against=against, **made, **repeat)


def run(
    scenario: Source = "article",
    *,
    against: Source | None = None,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seed: int = 1,
    luck: int | None = None,
    set: Iterable[str] = (),  # noqa: A002
    out: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    device: str = "cpu",
    checkpoint_days: int = 365,
    watch: Iterable[int] = (),
    force: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancel: Cancel | None = None,
) -> Run:
    """Simulate a scenario on invented people and open the result.

    Parameters
    ----------
    scenario : a shipped name, a TOML file, or a loaded scenario
    against : another one of the same society: when the run is done the same people live under it, too, and the result is `.twin`
    people, days, until : the size and length of the run, in place of the scenario's; `until` is the last day
    seed : any whole number from 0 to 2⁶⁴-1; one seed, one result
    luck : likewise, of all that days and months decide from day 0 on, in place of the seed: the same people with other luck
    set : `key=value` texts laid over the scenario, the last one winning; over that of the twin too, but for `policy.…`
    out : the run folder; without it, a temporary one that lives as long as the Run and its tables
    threads : processor threads; all by default, and never a matter of the result
    device : `cpu` or `cuda`
    checkpoint_days : days between checkpoints; 0 = none
    watch : ids of residents whose lives go into `.events`
    force : overwrite a run that `out` already holds
    progress : called about ten times a second with the day reached
    cancel : a `threading.Event`, say; once set, the run stops after the current day and raises `Interrupted`

    Raises
    ------
    ScenarioError, SocietyError, FolderError
        before the first day: nothing was simulated
    RunError, Interrupted
        on the way: the folder keeps what was finished, and `resume` goes on (a temporary folder is gone)
    """
    temporary = TemporaryFolder() if out is None else None
    job = prepare(
        scenario,
        against=against,
        people=people,
        days=days,
        until=until,
        seed=seed,
        luck=luck,
        options=set,
        out=temporary.path / "run" if temporary is not None else out,
        threads=threads,
        device=device,
        checkpoint_days=checkpoint_days,
        watch=watch,
        force=force,
    )
    return Run(job.start(progress=progress, cancel=cancel), temporary=temporary)


def resume(
    folder: str | os.PathLike[str],
    *,
    threads: int | None = None,
    checkpoint_days: int = 365,
    progress: Callable[[Progress], None] | None = None,
    cancel: Cancel | None = None,
) -> Run | Comparison:
    """Go on with a run that was stopped, failed or was killed, to the same bits, then with its twin; open the result.

    Of a comparison, go on with the seeds that are not done; `threads` is then that of its beginning, and `progress` is not called.
    See `run` for the parameters.

    Raises
    ------
    ScenarioError, SocietyError, FolderError
        before a day was lived: the run is done, held or of another version, or an option is out of range
    RunError, Interrupted
        on the way, as in `run`
    """
    path = Path(folder)
    if is_comparison(path):
        from sincerity.api.comparing import resume_comparison

        return resume_comparison(path, cancel=cancel)
    manifest = check_resume(path, threads=threads, checkpoint_days=checkpoint_days)

    def observe() -> Together:
        return observer_of(manifest.watch, manifest.people)

    resume_pair(path, threads=threads, checkpoint_days=checkpoint_days, observe=observe, progress=progress, cancel=cancel)
    return Run(path)


def observer_of(watch: tuple[int, ...], people: int) -> Together:
    """What looks at every run: detentions, and the lives of the watched."""
    return Together(*([Watch(watch, people)] if watch else []), Detentions())


def check_resume(folder: Path, *, threads: int | None = None, checkpoint_days: int = 365) -> Manifest:
    """Check all that can be checked before a run or its twin goes on, and return the manifest; see `resume` for what is raised."""
    check_options(threads=threads, checkpoint_days=checkpoint_days)
    twin_alone = read_manifest(RunFolder.open(folder).manifest).status == "done" and waits(folder)
    manifest = resumable(RunFolder(folder).twin if twin_alone else folder)
    require_device(manifest.device)
    return manifest
