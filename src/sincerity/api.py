"""What the command line, the page and Python share: from a scenario's name to a finished run."""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sincerity.compute.launch import cuda_device
from sincerity.engine.compose import registry
from sincerity.engine.run import Cancel, Progress, Twin
from sincerity.engine.run import run as _run
from sincerity.engine.simulation import bytes_needed
from sincerity.engine.twin import resume_pair, run_pair, waits
from sincerity.errors import ScenarioError
from sincerity.observe.detained import Detentions
from sincerity.observe.lives import Watch
from sincerity.observe.together import Together
from sincerity.scenario.load import Option, load, loads, option
from sincerity.scenario.pair import differing
from sincerity.scenario.schema import Scenario as _Scenario
from sincerity.store.folder import RunFolder, TemporaryFolder, default_folder
from sincerity.store.manifest import Manifest, read_manifest
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
    """A run that was checked and can begin. folder: where it will lie; command: what repeats it; twin: what follows it."""

    scenario: _Scenario
    folder: Path
    seed: int
    command: str
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
    other = None if against is None else load_twin(against, loaded, people=people, options=given)
    _require_device(device)
    if watched:
        Watch(watched, loaded.society.people)
    folder = default_folder(loaded.name) if out is None else Path(os.fspath(out))
    place = RunFolder(folder)
    place.refuse_taken(force=force)
    if other is not None:
        RunFolder(place.twin).refuse_taken(force=force)
    require_memory(max(bytes_needed(one) for one in (loaded, other) if one is not None), people=loaded.society.people)
    repeat = {"seed": seed, "watch": ",".join(map(str, watched)) or None}
    twin = None
    if against is not None and other is not None:
        alone = {"people": people, "days": other.days, "set": tuple(filter(_for_both, given))}
        twin = Twin(other, _repeats(against, place.twin, alone, repeat))
    whose = None if against is None else _file_of(against, place.twin)
    changes = {"people": people, "days": days, "until": until, "set": given}
    command = _repeats(scenario, folder, changes, repeat, against=whose)
    return Job(loaded, folder, seed, command, threads, device, checkpoint_days, watched, force, twin)


def load_twin(against: Source, scenario: _Scenario, *, people: int | None = None, options: Iterable[str] = ()) -> _Scenario:
    """The scenario `against` for the same people as `scenario`'s, over the same days.

    Of `options` those of the policy, the name and the title are `scenario`'s alone.

    Raises
    ------
    ScenarioError
        It cannot be read, or differs from `scenario` in more than these: then they are not the same people.
    """
    twin = load_scenario(against, people=people, days=scenario.days, options=filter(_for_both, options))
    found = differing(scenario, twin)
    if found:
        more = f", and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
        raise ScenarioError(
            f"--against {twin.name}: a twin is the same people under another policy, and here more differs. "
            f"{scenario.name} has {'; '.join(found[:MOST_TOLD])}{more}. "
            "Make them equal (--people, and --set for any key outside policy, apply to both), or name a scenario with the same society."
        )
    return twin


MOST_TOLD = 6
"""Keys that differ are told up to this number."""


def _for_both(text: str) -> bool:
    """Whether an option applies to the twin, too: what is not the policy, nor the scenario's name."""
    return option(text).key.partition(".")[0].strip().strip('"') not in ("policy", "name", "title")


def _repeats(source: Source, folder: Path, changes: Mapping[str, object], repeat: Mapping[str, object], against: str | None = None) -> str:
    """The command that repeats a run; one of a loaded scenario is repeated from its folder's file, which has all changes."""
    made = {} if isinstance(source, _Scenario) else changes
    return command_text(_file_of(source, folder), against=against, **made, **repeat)


def _file_of(source: Source, folder: Path) -> str:
    return str(folder / "scenario.toml") if isinstance(source, _Scenario) else os.fspath(source)


def run(
    scenario: Source = "article",
    *,
    against: Source | None = None,
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
    against : another one of the same society: when the run is done the same people live under it, too, and the result is `.twin`
    people, days, until : the size and length of the run, in place of the scenario's; `until` is the last day
    seed : any whole number from 0 to 2⁶⁴-1; one seed, one result
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
    """Go on with a run that was stopped, failed or was killed, to the same bits, then with its twin; open the result.

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
