"""The same people under several policies."""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sincerity.api.scenarios import Source, check_options, check_seeds, command_text, load_scenario, seeds_text
from sincerity.compute.launch import cpu_count
from sincerity.engine.run import Cancel
from sincerity.errors import FolderError, ScenarioError
from sincerity.experiments.compare import Reached, unique_names
from sincerity.experiments.compare import begin as begin_comparison
from sincerity.experiments.compare import live as live_comparison
from sincerity.experiments.comparison import Comparison, read_comparison
from sincerity.scenario.load import option
from sincerity.scenario.pair import differing, keys_told
from sincerity.scenario.schema import Scenario as _Scenario
from sincerity.store.folder import TemporaryFolder
from sincerity.version import __version__


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
    check_seeds(wanted)
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
        raise ScenarioError(
            f"{other.name} is not about the same people as {scenario.name}, which has {keys_told(found)}. "
            "Only the policies, names and titles of compared scenarios may differ. Make the rest equal."
        )


def _compare_command(scenarios: Sequence[Source], seeds: Sequence[int], **changes: object) -> str:
    """The command that repeats a comparison; a loaded scenario is told by its name."""
    words = [source.name if isinstance(source, _Scenario) else os.fspath(source) for source in scenarios]
    return command_text(words[0], **changes, seeds=seeds_text(seeds)).replace(
        f"sincerity run {shlex.quote(words[0])}", f"sincerity compare {shlex.join(words)}", 1
    )
