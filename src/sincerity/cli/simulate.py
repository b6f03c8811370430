"""`sincerity run` and `sincerity resume`."""

from __future__ import annotations

import datetime
import shlex
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from sincerity.cli.progress import progress_bar
from sincerity.cli.session import Session, common_options, session_of

if TYPE_CHECKING:
    from sincerity.observe.pair import Pair
    from sincerity.observe.summary import Summary
    from sincerity.store.manifest import Manifest
    from sincerity.store.run import Run

SHARED = ("prepare", "settle", "burn_in")
"""What a run does for its twin, too, which counts for both: told once."""
HASH_DIGITS = 16
"""Digits of each `result_hash` of a pair that are printed; whole ones stand in the manifests."""


def _ids(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, ...]:
    try:
        return tuple(int(text) for text in (value or "").split(",") if text.strip())
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a list of residents such as 17,4711.") from error


def date_option(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime.date | None:
    """The date of an option."""
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a date such as 2020-12-31.") from error


@click.command()
@click.argument("scenario", default="article")
@click.option(
    "--against",
    metavar="SCENARIO",
    help="Then let the same people live under this one, with the same luck: their twin, in the folder `twin` of the run's.",
)
@click.option("-n", "--people", type=int, help="Residents, in place of the scenario's.")
@click.option("--days", type=int, help="Days, in place of the scenario's.")
@click.option("--until", callback=date_option, metavar="DATE", help="The last day, in place of --days.")
@click.option("--seed", type=int, default=1, show_default=True, help="One seed, one result.")
@click.option(
    "--luck",
    type=int,
    metavar="L",
    help="Draw all that days and months decide from day 0 on anew, by this seed: the same people with other luck.",
)
@click.option(
    "--set",
    "options",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a key of the scenario, and of --against's unless it is policy.…; repeatable, the last one wins.",
)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The run folder  [default: runs/<scenario>-<time>].")
@click.option("--threads", type=int, help="Processor threads, never a matter of the result  [default: all].")
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="Where to simulate.")
@click.option("--checkpoint", "checkpoint_days", type=int, default=365, show_default=True, help="Days between checkpoints; 0 for none.")
@click.option("--watch", callback=_ids, metavar="ID,…", help="Residents whose lives go into events.parquet.")
@click.option("--force", is_flag=True, help="Overwrite a run that the folder already holds.")
@common_options
@click.pass_context
def run(context: click.Context, /, **given: Any) -> None:
    """Simulate a scenario and print the answer.

    SCENARIO is a shipped name or a TOML file; `article` if none is given. The answer comes on stdout, the run folder keeps everything
    else. Ctrl-C stops after the current day; `sincerity resume` then goes on to the same result.
    """
    from sincerity.api.running import prepare

    session = session_of(context)
    job = prepare(given.pop("scenario"), **given)
    people, days = job.scenario.society.people, job.scenario.days
    then = f", then the same people under `{job.twin.scenario.name}`," if job.twin is not None else ""
    session.say(f"Simulating {people:,} invented residents for {days:,} days under `{job.scenario.name}`{then} into {job.folder}")
    _finish(session, lambda progress, cancel: job.start(progress=progress, cancel=cancel))


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--threads", type=int, help="Processor threads, never a matter of the result  [default: all].")
@click.option("--checkpoint", "checkpoint_days", type=int, default=365, show_default=True, help="Days between checkpoints; 0 for none.")
@common_options
@click.pass_context
def resume(context: click.Context, folder: Path, threads: int | None, checkpoint_days: int) -> None:
    """Go on with a stopped or killed run.

    It goes on from the last checkpoint of RUN, to the same bits; of a run with a twin, with whatever of the two is not done; of a
    comparison, with the seeds that are not done.
    """
    from sincerity.api import running
    from sincerity.experiments.comparison import is_comparison

    if is_comparison(folder):
        from sincerity.api.comparing import resume_comparison
        from sincerity.cli.compare import finish as finish_comparison

        finish_comparison(session_of(context), folder, lambda **how: resume_comparison(folder, **how))
        return
    running.check_resume(folder, threads=threads, checkpoint_days=checkpoint_days)
    session = session_of(context)
    session.say(f"Going on with {folder}")
    _finish(
        session,
        lambda progress, cancel: (
            running.resume(folder, threads=threads, checkpoint_days=checkpoint_days, progress=progress, cancel=cancel).path
        ),
    )


def _finish(session: Session, start: Callable[[Any, threading.Event], Path]) -> None:
    """Simulate under the bar, then print the answer."""
    from sincerity.store.run import Run

    with stopping(session) as cancel, progress_bar(not session.quiet) as progress:
        folder = start(progress, cancel)
    run = Run(folder)
    twin = run.twin
    if twin is None:
        _answer(session, run)
    else:
        _answer_of_two(session, run, twin)
    if session.output != "table":
        session.say(f"The run is in {folder}")


def _answer(session: Session, run: Run) -> None:
    from sincerity.observe.summary import summarise

    summary = summarise(run)
    if session.output == "json":
        session.json(summary.document())
    elif session.output == "tsv":
        session.show(("figure", "value"), [*summary.figures.items(), *((f"tier_{name}", n) for name, n in summary.tiers.items())])
    else:
        _tell(summary, run.path)


def _answer_of_two(session: Session, run: Run, twin: Run) -> None:
    from sincerity.observe.pair import pair_up
    from sincerity.observe.summary import summarise

    pair = pair_up(run, twin)
    if session.output == "json":
        differences = [one.document() for one in pair.rows]
        session.json({**summarise(run).document(), "twin": summarise(twin).document(), "differences": differences})
    elif session.output == "tsv":
        columns = ("figure", "unit", "run", "twin", "difference", "low", "high")
        session.show(columns, [(one.row.name, one.row.unit, one.here, one.there, one.difference, one.low, one.high) for one in pair.rows])
    else:
        _tell_of_two(session, pair, run.path)


def _tell(summary: Summary, folder: Path) -> None:
    run = summary.manifest
    rows = summary.sentences()
    rows += [
        ("speed", f"{_speed(run.person_days, run.wall_seconds)} ({run.wall_seconds:.1f} s, {_threads(run)})"),
        ("folder", str(folder)),
        ("result hash", run.result_hash),
        ("again", _again(run, folder)),
    ]
    click.echo()
    _echo_rows(rows)


def _tell_of_two(session: Session, pair: Pair, folder: Path) -> None:
    from sincerity.observe.pair_text import GAP, names_of, screen

    run, twin = pair.run, pair.twin
    first, *rest = screen(pair).heading
    heads, *rows = screen(pair).table
    grouped = [
        row if row.startswith(" ") else f"{session.strong(group)}{gap}{after}" for row in rows for group, gap, after in [row.partition(GAP)]
    ]
    click.echo("\n".join([session.strong(first), *rest, session.strong(heads), *grouped, "", *screen(pair).foot]))
    hashes = (f"{one.result_hash[:HASH_DIGITS]} ({name})" for one, name in zip((run, twin), names_of(pair), strict=True))
    seconds, person_days = run.wall_seconds + twin.wall_seconds, run.person_days + twin.person_days
    shared = [name for name in SHARED if name in run.timings and run.timings[name] == twin.timings.get(name)]
    if "burn_in" in shared:
        seconds -= sum(run.timings[name] for name in shared)
        person_days -= run.people * run.burn_in_days
    made = f"{_speed(person_days, seconds)} ({seconds:.1f} s for both, {_threads(run)})"
    _echo_rows(
        [
            ("speed", made),
            ("folder", f"{folder}, its twin in {folder / 'twin'}"),
            ("hashes", ", ".join(hashes)),
            ("again", _again(run, folder)),
        ]
    )


def _echo_rows(rows: Sequence[tuple[str, str]]) -> None:
    width = max(len(subject) for subject, _ in rows)
    for subject, sentence in rows:
        click.echo(f"{subject:>{width}}  {sentence}")


def _speed(person_days: int, seconds: float) -> str:
    return f"{person_days / max(1e-9, seconds) / 1e6:.1f} million person-days per second"


def _threads(run: Manifest) -> str:
    return f"{run.threads} thread{'s' if run.threads > 1 else ''}"


def _again(run: Manifest, folder: Path) -> str:
    luck = "" if run.luck is None else f" --luck {run.luck}"
    return run.command or f"sincerity run {shlex.quote(str(folder / 'scenario.toml'))} --seed {run.seed}{luck}"


@contextmanager
def stopping(session: Session, after: str = "this day") -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C (or a polite kill) sets; a second one breaks off at once. after: what is finished first."""
    cancel = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        session.say(f"\nStopping after {after}; once more breaks off at once.")

    wanted = [signal.SIGINT, signal.SIGTERM] if threading.current_thread() is threading.main_thread() else []
    before = {number: signal.signal(number, stop) for number in wanted}
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
