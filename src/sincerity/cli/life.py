"""`sincerity life` and `sincerity why`: one resident, day by day beside the twin, and down to the records."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sincerity.cli.progress import progress_bar
from sincerity.cli.session import Session, common_options, session_of

if TYPE_CHECKING:
    from sincerity.observe.screen import Line

Found = TypeVar("Found")


def _svg(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix != ".svg":
        raise click.BadParameter(f"{value} does not end in .svg, and a figure is drawn as SVG.")
    if value is not None and not value.absolute().parent.is_dir():
        raise click.BadParameter(f"{value.parent} is no folder.")
    return value


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> int | datetime.date | None:
    if value is None:
        return None
    try:
        return int(value) if value.lstrip("-").isdigit() else datetime.date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is neither a day such as 120 nor a date such as 2015-03-01.") from error


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("resident", metavar="RESIDENT", type=int)
@click.option(
    "--against",
    metavar="SCENARIO|RUN",
    help="The other policy: a shipped name, a file, or the folder of a run of the same people  [default: the run's twin, or none].",
)
@click.option("--all", "every_day", is_flag=True, help="Tell every day of a long life, too; by default it is told by year.")
@click.option("--figure", type=click.Path(path_type=Path), callback=_svg, metavar="FILE.svg", help="Also draw both lives into this file.")
@click.option("--threads", type=int, help="Processor threads, never a matter of the result  [default: all].")
@common_options
@click.pass_context
def life(
    context: click.Context, folder: Path, resident: int, against: str | None, every_day: bool, figure: Path | None, threads: int | None
) -> None:
    """Tell a resident's life beside the twin's.

    RUN is a run folder, RESIDENT a number; the twin is the same person with the same luck under another policy. What happened is read from
    the events where the run watched the resident (`--watch`); otherwise the days are lived again, which takes as long as the run took.
    """
    from sincerity.api.residents import life as life_of
    from sincerity.observe.life_text import screen
    from sincerity.store.run import Run

    session, run = session_of(context), Run(folder)
    given: dict[str, Any] = {"against": against, "scores": figure is not None, "threads": threads}
    found = _under_the_bar(session, lambda progress: life_of(run, resident, **given, progress=progress))
    if figure is not None:
        from sincerity.observe.life_figure import svg_of
        from sincerity.store.files import write_text

        write_text(figure, svg_of(found.plot()))
    if session.output == "json":
        from sincerity.cli.life_documents import life_document

        session.json(life_document(found))
    elif session.output == "tsv":
        columns = ("day", "date", "scenario", "kind", "other", "amount", "text_key", "text")
        session.show(columns, found.events)
    else:
        _show(session, screen(found, every_day=every_day))
    if figure is not None:
        session.say(f"The figure is in {figure}")


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("resident", metavar="RESIDENT", type=int)
@click.option("--day", callback=_day, metavar="DAY|DATE", help="At the end of which day  [default: the last].")
@click.option("--threads", type=int, help="Processor threads, never a matter of the result  [default: all].")
@common_options
@click.pass_context
def why(context: click.Context, folder: Path, resident: int, day: int | datetime.date | None, threads: int | None) -> None:
    """Explain a resident's score and listing, step by step.

    RUN is a run folder, RESIDENT a number. The days up to the one asked about are lived again; the steps, down to each true or false
    record, add up to the score exactly.
    """
    from sincerity.api.residents import why as why_of
    from sincerity.observe.why_text import screen
    from sincerity.store.run import Run

    session, run = session_of(context), Run(folder)
    found = _under_the_bar(session, lambda progress: why_of(run, resident, day, threads=threads, progress=progress))
    if session.output == "json":
        from sincerity.cli.life_documents import why_document

        session.json(why_document(found))
    elif session.output == "tsv":
        rows: list[dict[str, Any]] = list(found.rows())
        columns = (
            "day",
            "date",
            "kind",
            "behaviour",
            "other",
            "since",
            "told",
            "false",
            "points",
            "clean_points",
            "score",
            "clean_score",
            "text",
        )
        session.show(columns, ([row[name] for name in columns] for row in rows))
    else:
        _show(session, screen(found))


def _under_the_bar(session: Session, work: Callable[[Any], Found]) -> Found:
    """What comes of work that tells how far it is."""
    with progress_bar(not session.quiet) as progress:
        return work(progress)


def _show(session: Session, lines: Iterable[Line]) -> None:
    """A page on the terminal: what stands out strong, what is the same faint."""
    plain = not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    click.echo()
    for line in lines:
        faint = line.weight == "faint" and not plain
        click.echo(session.strong(line.text) if line.weight == "strong" else click.style(line.text, dim=True) if faint else line.text)
