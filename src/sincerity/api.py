"""What the command line, the page and Python share: from a scenario's name to a finished run."""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sincerity.audits.evidence import open_run
from sincerity.audits.limits import hold, limit
from sincerity.audits.result import Audit, take
from sincerity.compute.launch import cpu_count, cuda_device
from sincerity.engine.compose import registry
from sincerity.engine.run import Cancel, Progress, Twin
from sincerity.engine.run import run as _run
from sincerity.engine.simulation import bytes_needed
from sincerity.engine.twin import resume_pair, run_pair, waits
from sincerity.errors import FolderError, ScenarioError
from sincerity.experiments.compare import Reached, unique_names
from sincerity.experiments.compare import begin as begin_comparison
from sincerity.experiments.compare import live as live_comparison
from sincerity.experiments.comparison import Comparison, is_comparison, read_comparison
from sincerity.observe.charts import plot_run
from sincerity.observe.detained import Detentions
from sincerity.observe.life import Life
from sincerity.observe.life import life as _life
from sincerity.observe.lives import Watch
from sincerity.observe.relive import scenario_of
from sincerity.observe.together import Together
from sincerity.observe.why import Why
from sincerity.observe.why import why as _why
from sincerity.scenario.load import Option, load, loads, option, shipped
from sincerity.scenario.options import parts_of
from sincerity.scenario.pair import differing, with_policy_of
from sincerity.scenario.schema import Scenario as _Scenario
from sincerity.store.folder import RunFolder, TemporaryFolder, default_folder
from sincerity.store.manifest import Manifest, read_manifest
from sincerity.store.memory import require_memory
from sincerity.store.mishap import resumable
from sincerity.store.run import Run
from sincerity.verdicts.answer import Verdicts
from sincerity.verdicts.ask import Reached as VerdictsReached
from sincerity.verdicts.ask import ask
from sincerity.verdicts.catalogue import read_claims, shipped_claims
from sincerity.verdicts.question import FULL, PEOPLE, Question, check_question, question_of
from sincerity.version import __version__

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
    _require_device(device)
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
        alone = {"people": people, "days": other.days, "set": tuple(filter(_for_both, given))}
        twin = Twin(other, _repeats(against, place.twin, alone, repeat))
    whose = None if against is None else _file_of(against, place.twin)
    changes = {"people": people, "days": days, "until": until, "set": given}
    command = _repeats(scenario, folder, changes, repeat, against=whose)
    return Job(loaded, folder, seed, command, luck, threads, device, checkpoint_days, watched, force, twin)


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
    _require_device(manifest.device)
    return manifest


def check_options(*, seed: int = 1, luck: int | None = None, threads: int | None = None, checkpoint_days: int = 365) -> None:
    """ScenarioError for an option that no run can have."""
    if not 0 <= seed < 1 << 64:
        raise ScenarioError(f"--seed {seed} is out of range. A seed is a whole number from 0 to 2^64-1.")
    if luck is not None and not 0 <= luck < 1 << 64:
        raise ScenarioError(f"--luck {luck} is out of range. It is a whole number from 0 to 2^64-1, as a seed is.")
    if threads is not None and threads < 1:
        raise ScenarioError(f"--threads {threads} is out of range. A run needs at least one thread.")
    if checkpoint_days < 0:
        raise ScenarioError(f"--checkpoint {checkpoint_days} is out of range. It is a number of days, 0 for no checkpoints.")


def _require_device(device: str) -> None:
    if device not in ("cpu", "cuda"):
        raise ScenarioError(f"--device {device}: there is no such device. Known are cpu and cuda.")
    if device == "cuda" and not cuda_device():
        raise ScenarioError("--device cuda: no CUDA device here (see `sincerity doctor`). Use `--device cpu`: same result, to the bit.")


def compare(
    *scenarios: Source,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seeds: Iterable[int] = range(10),
    set: Iterable[str] = (),  # noqa: A002
    out: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    redraw: int = 1,
    share: bool = True,
    force: bool = False,
    progress: Callable[[Reached], None] | None = None,
    cancel: Cancel | None = None,
) -> Comparison:
    """Let the same people live under several policies, with the same luck, and open what they differ in.

    Parameters
    ----------
    scenarios : at least two, the reference first: shipped names, TOML files, or loaded scenarios
    people, days, until : as in `run`, for all of them
    seeds : whole numbers, each once: as many societies, each lived under every scenario
    set : `key=value` texts laid over all of them; those of `policy.…` only over scenarios whose policy is active
    out : the folder; without it, a temporary one that lives as long as the Comparison and its tables
    threads : processor threads in all; the seeds are shared out among processes. All by default, and never a matter of the result
    redraw : for how many of the seeds individual effects are shown again, with the luck of days drawn anew, and beside a placebo
    share : whether days that are the same under two policies are lived once; never a matter of the result
    force : overwrite a comparison that `out` already holds
    progress : called about five times a second with how far it is
    cancel : a `threading.Event`, say; once set, it stops and raises `Interrupted`

    Raises
    ------
    ScenarioError, SocietyError, FolderError
        before the first day; ScenarioError names the keys in which societies differ
    RunError, Interrupted
        on the way: the seeds that were done are kept, and `sincerity resume` goes on with the others (a temporary folder is gone)
    """
    temporary = TemporaryFolder() if out is None else None
    sizes: dict[str, Any] = {"people": people, "days": days, "until": until, "options": set}
    folder = temporary.path / "comparison" if temporary is not None else Path(os.fspath(out))  # type: ignore[arg-type]
    more: dict[str, Any] = {"threads": threads, "redraw": redraw, "share": share, "force": force}
    commands = prepare_comparison(scenarios, seeds, folder, **sizes, **more)
    live_comparison(folder, commands=commands, progress=progress, cancel=cancel)
    return Comparison(folder, temporary=temporary)


def prepare_comparison(
    scenarios: Sequence[Source],
    seeds: Iterable[int],
    folder: Path,
    *,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    options: Iterable[str] = (),
    threads: int | None = None,
    redraw: int = 1,
    share: bool = True,
    force: bool = False,
) -> tuple[str, ...]:
    """Check all that can be checked before a comparison, and make its folder; returns the command that repeats each scenario's runs.

    See `compare` for the parameters and for what is raised.
    """
    wanted, given = tuple(seeds), tuple(options)
    check_options(threads=threads)
    _check_seeds(wanted)
    if len(scenarios) < 2:
        raise ScenarioError(f"a comparison takes at least two scenarios, the reference first; here is {len(scenarios)}. Name another.")
    if redraw < 0:
        raise ScenarioError(f"--redraw {redraw} is out of range. It is a number of seeds, 0 for none.")
    loaded = [_load_for_all(source, given, people=people, days=days, until=until) for source in scenarios]
    first = loaded[0]
    loaded = [first, *(one.with_(days=first.days) if one.days != first.days else one for one in loaded[1:])]
    for other in loaded[1:]:
        _require_same_society(first, other)
    names = unique_names(loaded)
    command = _compare_command(scenarios, wanted, people=people, days=days, until=until, set=given)
    begin_comparison(
        folder, names, loaded, seeds=wanted, threads=threads or cpu_count(), redrawn=redraw, command=command, share=share, force=force
    )
    return commands_of(folder, names)


def commands_of(folder: Path, names: Sequence[str]) -> tuple[str, ...]:
    """What repeats each scenario's runs of a comparison, but for the seed."""
    return tuple(command_text(os.fspath(folder / "scenarios" / f"{name}.toml")) for name in names)


def resume_comparison(folder: Path, *, progress: Callable[[Reached], None] | None = None, cancel: Cancel | None = None) -> Comparison:
    """Go on with the seeds of a comparison that are not done; see `compare` for what is raised."""
    found = read_comparison(folder)
    if found.status == "done":
        raise FolderError(f"the comparison in {folder} is done; there is nothing to resume.")
    if found.version != __version__:
        text = f"the comparison in {folder} was begun by version {found.version}, this is {__version__}."
        raise FolderError(f"{text} Use that version, or compare the scenarios again.")
    live_comparison(folder, commands=commands_of(folder, found.scenarios), progress=progress, cancel=cancel)
    return Comparison(folder)


def _load_for_all(source: Source, options: Sequence[str], **sizes: Any) -> _Scenario:
    """A scenario with options laid over it, those of a policy only where one is active."""
    plain = load_scenario(source, **sizes)
    if not plain.policy.active:
        options = [text for text in options if not option(text).key.startswith("policy.")]
    return load_scenario(source, options=options, **sizes) if options else plain


def _require_same_society(scenario: _Scenario, other: _Scenario) -> None:
    found = differing(scenario, other)
    if found:
        more = f", and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
        raise ScenarioError(
            f"{other.name} is not about the same people as {scenario.name}, which has {'; '.join(found[:MOST_TOLD])}{more}. "
            "Only the policies, names and titles of compared scenarios may differ. Make the rest equal."
        )


def _check_seeds(seeds: Sequence[int]) -> None:
    if not seeds:
        raise ScenarioError("--seeds names no seed. Give at least one, such as 0..9.")
    for seed in seeds:
        check_options(seed=seed)
    twice = sorted({seed for seed in seeds if seeds.count(seed) > 1})
    if twice:
        raise ScenarioError(f"--seeds names {', '.join(map(str, twice))} more than once. A seed is one society: give each once.")


def _compare_command(scenarios: Sequence[Source], seeds: Sequence[int], **changes: object) -> str:
    """The command that repeats a comparison; a loaded scenario is told by its name."""
    words = [source.name if isinstance(source, _Scenario) else os.fspath(source) for source in scenarios]
    return command_text(words[0], **changes, seeds=seeds_text(seeds)).replace(
        f"sincerity run {shlex.quote(words[0])}", f"sincerity compare {shlex.join(words)}", 1
    )


def seeds_text(seeds: Sequence[int]) -> str:
    """Seeds as the command line takes them.

    >>> seeds_text([0, 1, 2, 3, 7]), seeds_text([5]), seeds_text([1, 2, 4])
    ('0..3,7', '5', '1..2,4')
    """
    parts: list[list[int]] = []
    for seed in seeds:
        if parts and seed == parts[-1][-1] + 1:
            parts[-1].append(seed)
        else:
            parts.append([seed])
    return ",".join(str(part[0]) if len(part) == 1 else f"{part[0]}..{part[-1]}" for part in parts)


def life(
    run: Run | str | os.PathLike[str],
    resident: int,
    against: Source | Run | None = None,
    *,
    scores: bool = False,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Life:
    """A resident's life under a run's policy, beside the same life under another.

    Parameters
    ----------
    run : a finished run, or its folder
    resident : the number of the resident
    against : the other policy: a shipped name, a TOML file or a loaded scenario, of which the policy alone is taken; or a run of the same
        people, or its folder. By default the run's twin, or `none`
    scores : also look at the score of every day, as `.plot()` wants it
    threads, progress : as in `run`; for what has to be lived again

    Raises
    ------
    ScenarioError, FolderError
        before a day was lived: no such resident, another society, or a run of another version that would have to be lived again
    RunError
        what was lived is not the run that is stored
    """
    check_options(threads=threads)
    opened = run if isinstance(run, Run) else Run(os.fspath(run))
    return _life(opened, resident, _other_of(opened, against), scores=scores, threads=threads, progress=progress)


def _other_of(run: Run, against: Source | Run | None) -> Run | _Scenario:
    """The twin's run, or the scenario of the run's people under another policy."""
    if against is None and run.manifest.against:
        return Run(run.folder.twin)
    if isinstance(against, Run):
        return against
    scenario = scenario_of(run)
    if against is None and not scenario.policy.active:
        raise ScenarioError(f"the run in {run.path} is under no policy, and so would its twin be. Name another: --against article, say.")
    other = "none" if against is None else against
    if not isinstance(other, _Scenario):
        name = os.fspath(other)
        if name not in shipped() and Path(name).is_dir():
            return Run(name)
        other = load(name, registry())
    return with_policy_of(scenario, other)


def why(
    run: Run | str | os.PathLike[str],
    resident: int,
    day: int | datetime.date | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Why:
    """Why a resident's score and listing are what they are at the end of a day, of the last by default.

    The run is lived again up to that day. See `life` for the other parameters and for what is raised.
    """
    check_options(threads=threads)
    opened = run if isinstance(run, Run) else Run(os.fspath(run))
    number = (day - opened.manifest.start).days if isinstance(day, datetime.date) else day
    return _why(opened, resident, number, threads=threads, progress=progress)


def audit(run: Run | str | os.PathLike[str], against: Run | str | os.PathLike[str] | None = None, *, fail_on: Iterable[str] = ()) -> Audit:
    """What a finished run did to people, as measures under the headings of the EU AI Act; they are written into `audit.json` of its folder.

    Parameters
    ----------
    run : a finished run, or its folder
    against : a run of the same people under another policy, or its folder; by default the run's own twin, if it has one
    fail_on : limits such as `listed_wrongly_share>0.05`

    Raises
    ------
    ScenarioError
        A limit is none, or the run has no value for it.
    FolderError
        There is no finished run, another version made it, it is damaged, `against` is of other people, or the folder cannot be written.
    AuditLimit
        A limit is broken; everything is measured and written.
    """
    limits = [limit(text) for text in fail_on]
    opened, other = (one if one is None or isinstance(one, Run) else open_run(os.fspath(one)) for one in (run, against))
    assert opened is not None
    found = take(opened, other)
    found.write(opened.path)
    hold(found, limits)
    return found


def claims(
    scenario: Source = "article",
    *,
    draws: int | None = None,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seeds: Iterable[int] = range(10),
    set: Iterable[str] = (),  # noqa: A002
    claims: str | os.PathLike[str] | None = None,
    out: str | os.PathLike[str] | None = None,
    processes: int | None = None,
    force: bool = False,
    progress: Callable[[VerdictsReached], None] | None = None,
    cancel: Cancel | None = None,
) -> Verdicts:
    """Ask of a policy what the press, the government and the sceptics claim of it, and open the verdicts.

    Parameters
    ----------
    scenario : a shipped name, a TOML file, or a shipped scenario that was loaded
    draws : sets of values from the plausible ranges, 64 by default; with fewer a verdict is provisional
    people : residents, 6,000 by default
    days, until : as in `run`
    seeds : at least two, each once: societies lived in with the shipped values. The draws live in the first
    set : `key=value` texts laid over the scenario; a key that is given a value keeps it in every draw
    claims : a TOML file of claims, in place of the shipped ones
    out : the folder; without it, a temporary one that lives as long as the Verdicts
    processes : as many as there are processors by default, and never a matter of the result
    force : overwrite the claims of another question that `out` already holds
    progress : called after each set of lives
    cancel : a `threading.Event`, say; once set, it stops after the lives that are being lived and raises `Interrupted`

    Raises
    ------
    ScenarioError, SocietyError, FolderError
        before anything was lived
    Interrupted, RunError
        on the way: what was lived is kept, and the same question with the same `out` goes on (a temporary folder is gone)
    """
    temporary = TemporaryFolder() if out is None else None
    question = prepare_claims(
        scenario, draws=draws, people=people, days=days, until=until, seeds=seeds, options=set, claims=claims, processes=processes
    )
    folder = temporary.path / "claims" if temporary is not None else Path(os.fspath(out))  # type: ignore[arg-type]
    ask(question, folder, processes=processes or cpu_count(), force=force, progress=progress, cancel=cancel)
    return Verdicts(folder, temporary=temporary)


def prepare_claims(
    scenario: Source = "article",
    *,
    draws: int | None = None,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seeds: Iterable[int] = range(10),
    options: Iterable[str] = (),
    claims: str | os.PathLike[str] | None = None,
    processes: int | None = None,
) -> Question:
    """Check all that can be checked before claims are asked; see `claims` for the parameters and for what is raised."""
    wanted, given = tuple(seeds), tuple(options)
    source = scenario.name if isinstance(scenario, _Scenario) else os.fspath(scenario)
    if isinstance(scenario, _Scenario) and source not in shipped():
        text = f"{source} was loaded, and its file's notes, which tell the plausible ranges, are not with it."
        raise ScenarioError(f"{text} Name the file, and give changes as key=value.")
    _check_seeds(wanted)
    fixed = [".".join(map(str, parts_of(option(text).key, text))) for text in given]
    n_draws = FULL if draws is None else draws
    n_people = PEOPLE if people is None and "society.people" not in fixed else people
    loaded = load_scenario(scenario, people=n_people, days=days, until=until, options=given)
    check_question(loaded, wanted, n_draws, cpu_count() if processes is None else processes)
    catalogue = shipped_claims() if claims is None else read_claims(Path(claims))
    changes = {"draws": n_draws, "people": loaded.society.people, "seeds": seeds_text(wanted), "days": days, "until": until}
    command = command_text(source, **changes, claims=claims, set=given).replace("sincerity run", "sincerity claims", 1)
    return question_of(loaded, source, catalogue, wanted, n_draws, fixed=fixed, command=command)


# A run's own floor knows no audits and no charts; here, above all of them, they are joined.
Run.audit = audit
Run.plot = plot_run
