"""`sincerity audit`: what a finished run says under the headings of the EU AI Act."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sincerity.cli.session import Session, common_options, session_of

if TYPE_CHECKING:
    from sincerity.audits.result import Audit

COLUMNS = ("id", "section", "title", "value", "low", "high", "unit", "n", "note")


@click.command()
@click.argument("folder", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="A run of the same people under another policy  [default: the run's own twin, if it has one].",
)
@click.option(
    "--fail-on",
    "limits",
    multiple=True,
    metavar="METRIC>X",
    help="End with exit code 3 if it holds; with > < >= or <=, in quotes; repeatable.",
)
@common_options
@click.pass_context
def audit(context: click.Context, folder: Path, against: Path | None, limits: tuple[str, ...]) -> None:
    """Measure what a finished run did to people.

    Errors, groups, unrelated contexts, speech, detention, relatives and more, under the headings of Articles 5(1)(c), 5(1)(d) and 27 of the
    EU AI Act: simulation evidence, not a compliance finding. All of it goes into audit.json in the folder of RUN.
    """
    from sincerity.api.judging import audit as take
    from sincerity.audits.limits import hold, limit

    wanted = [limit(text) for text in limits]
    found = take(folder, against)
    session = session_of(context)
    _show(session, found)
    session.say(f"All measures are in {folder / 'audit.json'}")
    hold(found, wanted)


def _show(session: Session, found: Audit) -> None:
    if session.output == "table":
        from sincerity.audits.page import lines

        click.echo("\n".join(session.strong(line.text) if line.strong else line.text for line in lines(found)))
        return
    rows = [(one.id, " ".join(one.section), one.title, one.value, one.low, one.high, one.unit, one.n, one.note) for one in found]
    session.show(COLUMNS, rows, document=found.document())
