"""`sincerity run` and `sincerity resume`."""

from __future__ import annotations

import datetime
import shlex
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from sincerity.cli.progress import progress_bar
from sincerity.cli.session import Session, common_options, session_of

if TYPE_CHECKING:
    from sincerity.observe.summary import Summary


def _ids(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, ...]:
    try:
        return tuple(int(text) for text in (value or "").split(",") if text.strip())
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a list of residents such as 17,4711.") from error


def _date(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a date such as 2020-12-31.") from error


@click.command()
@click.argument("scenario", default="article")
@click.option("-n", "--people", type=int, help="Residents, in place of the scenario's.")
@click.option("--days", type=int, help="Days, in place of the scenario's.")
@click.option("--until", callback=_date, metavar="DATE", help="The last day, in place of --days.")
@click.option("--seed", type=int, default=1, show_default=True, help="One seed, one result.")
@click.option("--set", "options", multiple=True, metavar="KEY=VALUE", help="Change a key of the scenario; repeatable, the last one wins.")
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
    from sincerity.api import prepare

    session = session_of(context)
    job = prepare(given.pop("scenario"), **given)
    people, days = job.scenario.society.people, job.scenario.days
    session.say(f"Simulating {people:,} invented residents for {days:,} days under `{job.scenario.name}` into {job.folder}")
    _finish(session, lambda progress, cancel: job.start(progress=progress, cancel=cancel))


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--threads", type=int, help="Processor threads, never a matter of the result  [default: all].")
@click.option("--checkpoint", "checkpoint_days", type=int, default=365, show_default=True, help="Days between checkpoints; 0 for none.")
@common_options
@click.pass_context
def resume(context: click.Context, folder: Path, threads: int | None, checkpoint_days: int) -> None:
    """Go on with a stopped or killed run.

    It goes on from the last checkpoint of RUN, to the same bits.
    """
    from sincerity import api

    api.check_resume(folder, threads=threads, checkpoint_days=checkpoint_days)
    session = session_of(context)
    session.say(f"Going on with {folder}")
    _finish(
        session,
        lambda progress, cancel: (
            api.resume(folder, threads=threads, checkpoint_days=checkpoint_days, progress=progress, cancel=cancel).path
        ),
    )


def _finish(session: Session, start: Callable[[Any, threading.Event], Path]) -> None:
    """Simulate under the bar, then print the answer."""
    from sincerity.observe.summary import summarise
    from sincerity.store.run import Run

    with _stopping(session) as cancel, progress_bar(not session.quiet) as progress:
        folder = start(progress, cancel)
    summary = summarise(Run(folder))
    if session.output == "json":
        session.json(summary.document())
    elif session.output == "tsv":
        session.show(("figure", "value"), [*summary.figures.items(), *((f"tier_{name}", n) for name, n in summary.tiers.items())])
    else:
        _tell(summary, folder)
        return
    session.say(f"The run is in {folder}")


def _tell(summary: Summary, folder: Path) -> None:
    run = summary.manifest
    threads = f"{run.threads} thread{'s' if run.threads > 1 else ''}"
    rows = summary.sentences()
    rows += [
        ("speed", f"{run.person_days_per_second / 1e6:.1f} million person-days per second ({run.wall_seconds:.1f} s, {threads})"),
        ("folder", str(folder)),
        ("result hash", run.result_hash),
        ("again", run.command or f"sincerity run {shlex.quote(str(folder / 'scenario.toml'))} --seed {run.seed}"),
    ]
    width = max(len(subject) for subject, _ in rows)
    click.echo()
    for subject, sentence in rows:
        click.echo(f"{subject:>{width}}  {sentence}")


@contextmanager
def _stopping(session: Session) -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C (or a polite kill) sets; a second one breaks off at once."""
    cancel = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        if cancel.is_set():
            raise KeyboardInterrupt
        cancel.set()
        session.say("\nStopping after this day; once more breaks off at once.")

    wanted = [signal.SIGINT, signal.SIGTERM] if threading.current_thread() is threading.main_thread() else []
    before = {number: signal.signal(number, stop) for number in wanted}
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
