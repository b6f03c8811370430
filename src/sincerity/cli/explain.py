"""`sincerity explain`: what any key, table, mechanism, metric, random word or step of the day is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from sincerity.cli.session import Session, common_options, session_of
from sincerity.errors import ScenarioError

if TYPE_CHECKING:
    from sincerity.engine.catalogue import Entry


@click.command()
@click.argument("what", default="")
@click.option("--scenario", default="article", show_default=True, help="Whose rows and values: a shipped name or a TOML file.")
@click.option("--code", is_flag=True, help="With `day`: print the file that is composed and compiled.")
@common_options
@click.pass_context
def explain(context: click.Context, what: str, scenario: str, code: bool) -> None:
    """Explain a key, a metric, a mechanism, or the day.

    WHAT is a key (`policy.travel.stays_home`), a table (`policy.travel`), a mechanism (`travel`), a metric (`flights_refused`), a
    purpose of chance (`TRIP_BAND`), a field of the day's table (`me.risk`), a pass (`day`) or a desk (`desk.cases`). Without it, all
    of them are listed.
    """
    session = session_of(context)
    if code:
        _show_code(session, what, scenario)
    elif what:
        _show(session, what, scenario)
    else:
        _list(session, scenario)


def _show(session: Session, what: str, scenario: str) -> None:
    from sincerity.engine.catalogue import explain as look_up

    found = look_up(what, scenario)
    if session.output == "json":
        session.json([_document(entry) for entry in found])
    elif session.output == "tsv":
        session.show(*_plain(found[0], found[1:]))
    else:
        from sincerity.cli.cards import print_card

        print_card(found[0], others=found[1:])


def _list(session: Session, scenario: str) -> None:
    from sincerity.api.scenarios import load_scenario
    from sincerity.engine.catalogue import catalogue

    entries = catalogue(load_scenario(scenario))
    if session.output == "table":
        from sincerity.cli.cards import print_contents

        print_contents(entries)
        return
    rows = [(entry.kind, entry.name, entry.meaning) for entry in entries]
    session.show(("kind", "name", "meaning"), rows, document=[_document(entry) for entry in entries])


def _show_code(session: Session, what: str, scenario: str) -> None:
    from sincerity.engine.catalogue import day_code

    if what != "day":
        raise ScenarioError(f"--code: {what or 'nothing'} is not composed. Only the day is: `sincerity explain day --code`.")
    text = day_code(scenario)
    if session.output == "json":
        empty = {"owner": "", "meaning": "The composed day.", "facts": {}, "tables": []}
        session.json([{"kind": "code", "name": "day", "text": text, **empty}])
    else:
        click.echo(text, nl=False)


def _document(entry: Entry) -> dict[str, object]:
    """An entry as `--json` prints it."""
    tables = [asdict(grid) for grid in entry.grids]
    shown = {"kind": entry.kind, "name": entry.name, "owner": entry.owner, "meaning": entry.meaning}
    return {**shown, "facts": dict(entry.facts), "text": entry.text, "tables": tables}


def _plain(entry: Entry, others: Sequence[Entry]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Columns and rows for a pipe: the steps of a pass as they are, anything else as part, name and value."""
    if entry.kind == "pass":
        return entry.grids[0].columns, [_bare(row) for row in entry.grids[0].rows]
    rows: list[Sequence[str]] = [(entry.kind, entry.name, entry.meaning)]
    rows += [("fact", name, value) for name, value in (*entry.facts, *([("mechanism", entry.owner)] if entry.owner else ()))]
    rows += [("fact", "also", f"{other.name} ({other.kind})") for other in others]
    rows += [("text", "", entry.text)] if entry.text else []
    rows += [(grid.title, row[0], " | ".join(row[1:])) for grid in entry.grids for row in grid.rows]
    return ("part", "name", "value"), [_bare(row) for row in rows]


def _bare(row: Sequence[str]) -> Sequence[str]:
    """Cells without the backquotes that set code."""
    return [cell.replace("`", "") for cell in row]
