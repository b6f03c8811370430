"""What the command line, the page and Python share: from a scenario's name to a finished run."""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sincerity.compute.launch import cuda_device
from sincerity.engine.compose import registry
from sincerity.engine.run import Cancel, Progress
from sincerity.engine.run import resume as _resume
from sincerity.engine.run import run as _run
from sincerity.engine.simulation import bytes_needed
from sincerity.errors import ScenarioError
from sincerity.observe.lives import Watch
from sincerity.scenario.load import Option, load, loads
from sincerity.scenario.schema import Scenario as _Scenario
from sincerity.store.folder import RunFolder, TemporaryFolder, default_folder
from sincerity.store.manifest import Manifest
from sincerity.store.memory import require_memory
from sincerity.store.mishap import resumable
from sincerity.store.run import Run

Source = str | os.PathLike[str] | _Scenario
"""What a scenario may be given as: a shipped name, a file, or a loaded one."""

if TYPE_CHECKING:

    class Scenario(_Scenario):
        """A frozen, validated scenario."""

        @classmethod
        def load(cls, source: str | os.PathLike[str], *options: str) -> Scenario:
            """The scenario of a shipped name or a TOML file, with `key=value` options laid over it."""
            raise NotImplementedError

else:
    Scenario = _Scenario
    # The scenario's own floor knows no mechanism; here, above both, the two are joined.
    Scenario.load = staticmethod(lambda source, *options: load(source, registry(), options))


def load_scenario(
    source: Source,
    *,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    options: Iterable[str] = (),
) -> _Scenario:
    """The scenario to run: `source` with `key=value` options, then people and length, laid over it."""
    if days is not None and until is not None:
        raise ScenarioError("--days and --until both say when the run ends. Give one of them.")
    given: list[str | Option] = list(options)
    for key, value, name in (("society.people", people, "--people"), ("days", days, "--days"), ("until", until, "--until")):
        if value is not None:
            given.append(Option(key, value, f"{name} {value}"))
    if isinstance(source, _Scenario):
        return loads(source.to_toml(), registry(), given, name=source.name) if given else source
    return load(source, registry(), given)


def command_text(source: object, **options: object) -> str:
    """The command that repeats a run: the scenario and each option that is not None, False or empty.

    >>> command_text("article", people=5, set=("policy.active=false",), days=None)
    'sincerity run article --people 5 --set policy.active=false'
    """
    words = ["sincerity", "run", str(source)]
    for name, value in options.items():
        if value is None or value is False or value == ():
            continue
        for one in value if isinstance(value, tuple) else (value,):
            words += [f"--{name}"] if one is True else [f"--{name}", str(one)]
    return shlex.join(words)


@dataclass(frozen=True)
class Job:
    """A run that was checked and can begin. folder: where it will lie; command: what repeats it."""

    scenario: _Scenario
    folder: Path
    seed: int
    command: str
    threads: int | None = None
    device: str = "cpu"
    checkpoint_days: int = 365
    watch: tuple[int, ...] = ()
    force: bool = False

    def start(self, *, progress: Callable[[Progress], None] | None = None, cancel: Cancel | None = None) -> Path:
        """Simulate to the end and return the folder."""
        return _run(
            self.scenario,
            out=self.folder,
            seed=self.seed,
            threads=self.threads,
            device=self.device,
            checkpoint_days=self.checkpoint_days,
            watch=self.watch,
            observer=Watch(self.watch, self.scenario.society.people) if self.watch else None,
            force=self.force,
            progress=progress,
            cancel=cancel,
            command=self.command,
        )


def prepare(
    scenario: Source = "article",
    *,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seed: int = 1,
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
    check_options(seed=seed, threads=threads, checkpoint_days=checkpoint_days)
    given = tuple(options)
    loaded = load_scenario(scenario, people=people, days=days, until=until, options=given)
    _require_device(device)
    if watched:
        Watch(watched, loaded.society.people)
    folder = default_folder(loaded.name) if out is None else Path(os.fspath(out))
    RunFolder(folder).refuse_taken(force=force)
    require_memory(bytes_needed(loaded), people=loaded.society.people)
    repeat: dict[str, object] = {"seed": seed, "watch": ",".join(map(str, watched)) or None}
    if isinstance(scenario, _Scenario):
        command = command_text(folder / "scenario.toml", **repeat)
    else:
        command = command_text(os.fspath(scenario), people=people, days=days, until=until, set=given, **repeat)
    return Job(loaded, folder, seed, command, threads, device, checkpoint_days, watched, force)


def run(
    scenario: Source = "article",
    *,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seed: int = 1,
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
    people, days, until : the size and length of the run, in place of the scenario's; `until` is the last day
    seed : any whole number from 0 to 2⁶⁴-1; one seed, one result
    set : `key=value` texts laid over the scenario, the last one winning
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
        people=people,
        days=days,
        until=until,
        seed=seed,
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
) -> Run:
    """Go on with a run that was stopped, failed or was killed, to the same bits, and open the result.

    See `run` for the parameters.

    Raises
    ------
    ScenarioError, SocietyError, FolderError
        before a day was lived: the run is done, held or of another version, or an option is out of range
    RunError, Interrupted
        on the way, as in `run`
    """
    path = Path(folder)
    manifest = check_resume(path, threads=threads, checkpoint_days=checkpoint_days)
    observer = Watch(manifest.watch, manifest.people) if manifest.watch else None
    _resume(path, threads=threads, checkpoint_days=checkpoint_days, observer=observer, progress=progress, cancel=cancel)
    return Run(path)


def check_resume(folder: Path, *, threads: int | None = None, checkpoint_days: int = 365) -> Manifest:
    """Check all that can be checked before a run goes on, and return its manifest; see `resume` for what is raised."""
    check_options(threads=threads, checkpoint_days=checkpoint_days)
    manifest = resumable(folder)
    _require_device(manifest.device)
    return manifest


def check_options(*, seed: int = 1, threads: int | None = None, checkpoint_days: int = 365) -> None:
    """ScenarioError for an option that no run can have."""
    if not 0 <= seed < 1 << 64:
        raise ScenarioError(f"--seed {seed} is out of range. A seed is a whole number from 0 to 2^64-1.")
    if threads is not None and threads < 1:
        raise ScenarioError(f"--threads {threads} is out of range. A run needs at least one thread.")
    if checkpoint_days < 0:
        raise ScenarioError(f"--checkpoint {checkpoint_days} is out of range. It is a number of days, 0 for no checkpoints.")


def _require_device(device: str) -> None:
    if device not in ("cpu", "cuda"):
        raise ScenarioError(f"--device {device}: there is no such device. Known are cpu and cuda.")
    if device == "cuda" and not cuda_device():
        raise ScenarioError("--device cuda: no CUDA device here (see `sincerity doctor`). Use `--device cpu`: same result, to the bit.")
