"""What all commands share: their common options, and where words and data go.

Data goes to stdout: a table on a terminal, tab-separated lines when piped, one JSON document with `--json`.
Messages go to stderr. `NO_COLOR` is obeyed.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
LEVELS = ("debug", "info", "warning", "error")


@dataclass
class Session:
    """How one call of the command line talks. form: `table`, `tsv`, `json`, or empty for what fits stdout."""

    debug: bool = False
    quiet: bool = False
    form: str = ""

    @property
    def output(self) -> str:
        """The form that data takes."""
        return self.form or ("table" if sys.stdout.isatty() else "tsv")

    def say(self, text: str) -> None:
        """A message to the person at the terminal; none with `--quiet`."""
        if not self.quiet:
            click.echo(text, err=True)

    def error(self, text: str) -> None:
        """What went wrong: always told."""
        click.echo(f"{click.style('Error', fg='red', bold=True) if _colour() else 'Error'}: {text}", err=True)

    def strong(self, text: str) -> str:
        """A text to be seen first, on a terminal with colours."""
        return click.style(text, bold=True) if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text

    def show(self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, document: object = None, title: str = "") -> None:
        """Print rows in the form wanted; `document` is what `--json` prints instead of a list of objects."""
        found = [tuple(row) for row in rows]
        if self.output == "json":
            self.json(document if document is not None else [dict(zip(columns, row, strict=True)) for row in found])
        elif self.output == "tsv":
            for row in (columns, *found):
                click.echo("\t".join(_cell(value) for value in row))
        else:
            _print_table(columns, found, title)

    def json(self, document: object) -> None:
        """Print one JSON document."""
        click.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str))


def common_options(command: Command) -> Command:
    """`--json`, `--format`, `--json-schema`, `--quiet`, `--debug`, `--log-level`: kept in the session, not handed on."""
    options = (
        click.option("--json", is_flag=True, help="Print one JSON document.", expose_value=False, callback=_json),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "tsv", "json"]),
            help="Form of what is printed  [default: table on a terminal, tsv when piped].",
            expose_value=False,
            callback=_form,
        ),
        click.option(
            "--json-schema", is_flag=True, is_eager=True, help="Print that document's schema.", expose_value=False, callback=_schema
        ),
        click.option("-q", "--quiet", is_flag=True, help="No messages, no progress bar.", expose_value=False, callback=_set("quiet")),
        click.option("--debug", is_flag=True, help="Show the trace of an error.", expose_value=False, callback=_set("debug")),
        click.option("--log-level", type=click.Choice(LEVELS), help="Print the log, too.", expose_value=False, callback=_log_level),
    )
    for option in reversed(options):
        command = option(command)
    return command


def session_of(context: click.Context) -> Session:
    """The session of a call; a new one where a command is called by itself."""
    return context.ensure_object(Session)


def _set(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def callback(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            setattr(session_of(context), name, True)

    return callback


def _json(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        session_of(context).form = "json"


def _schema(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        from sincerity.cli.documents import json_schema

        session_of(context).json(json_schema(context.command.name or ""))
        context.exit()


def _form(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value:
        session_of(context).form = value


def _log_level(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    logger = logging.getLogger("sincerity")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    if value:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(value.upper())


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("\t", " ").replace("\n", " ")


def _colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    cells = [[f"{value:,}" if isinstance(value, int | float) else _cell(value) for value in row] for row in rows]
    wide = sum(3 + max(map(len, column)) for column in zip(columns, *cells, strict=True))
    if wide > console.width and len(columns) > len(rows) + 2:
        # More columns than fit, of few rows: each row becomes a column, headed by its first cell.
        cells = [list(line) for line in zip(columns, *cells, strict=True)]
        columns, *cells = cells
    table = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left")
    for place, name in enumerate(columns):
        numbers = bool(cells) and all(_is_number(row[place]) for row in cells)
        table.add_column(Text(name), justify="right" if numbers else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).removeprefix("-").isdigit()
