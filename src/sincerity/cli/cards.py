"""How an explanation looks on a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

if TYPE_CHECKING:
    from sincerity.engine.catalogue import Entry, Grid

WIDEST = 120
"""Longer lines are hard to read."""
LEAST_TEXT = 24
"""A column of a table is not squeezed below this, or its longest cell."""
CODE, HEAD, FAINT = "cyan", "bold", "dim"
THEME = Theme({"markdown.code": CODE, "markdown.item.bullet": FAINT})
KINDS = {
    "key": "key of a scenario",
    "table": "table of a scenario",
    "purpose": "purpose of chance",
    "field": "field of a record",
    "desk": "desk of a month",
}
CONTENTS = {
    "mechanism": "Mechanisms",
    "pass": "The day and the other passes",
    "desk": "Desks of a month",
    "table": "Tables of a scenario",
    "key": "Keys",
    "metric": "Metrics",
    "purpose": "Purposes of chance",
    "field": "Fields of a person's records",
}
LISTED_WITH_MEANING = ("mechanism", "pass", "desk")


def console() -> Console:
    """The terminal, no wider than is good to read."""
    found = Console(theme=THEME, highlight=False)
    found.width = min(found.width, WIDEST)
    return found


def print_card(entry: Entry, others: Sequence[Entry] = ()) -> None:
    """Print one entry, and what else its name means."""
    terminal = console()
    terminal.print(card(entry, others, terminal.width - 2))


def card(entry: Entry, others: Sequence[Entry] = (), width: int = WIDEST) -> RenderableType:
    """One entry: title, meaning, facts, rule, tables. width: of the terminal, in letters."""
    title = Text.assemble((entry.name, f"{HEAD} {CODE}"), ("  " + KINDS.get(entry.kind, entry.kind), FAINT))
    parts: list[RenderableType] = [Text(), title, Text(), _coded(entry.meaning)]
    if entry.owner and entry.kind != "mechanism":
        parts += [Text(), _facts([*entry.facts, ("mechanism", f"`{entry.owner}`")])]
    elif entry.facts:
        parts += [Text(), _facts(entry.facts)]
    if entry.text:
        parts += [Text(), Markdown(entry.text)]
    for grid in entry.grids:
        parts += [Text(), Text(grid.title, HEAD), _steps(grid) if entry.kind == "pass" else _grid(grid, width)]
    if others:
        told = ", ".join(f"`{other.name}` ({KINDS.get(other.kind, other.kind)})" for other in others)
        parts += [Text(), _coded(f"Also of this name: {told}.")]
    return Padding(Group(*parts, Text()), (0, 1))


def print_contents(entries: Iterable[Entry]) -> None:
    """Print the names of everything, kind by kind."""
    found = list(entries)
    parts: list[RenderableType] = []
    for kind, title in CONTENTS.items():
        of_kind = [entry for entry in found if entry.kind == kind]
        parts += [Text(), Text.assemble((title, HEAD), (f"  {len(of_kind)}", FAINT)), Text()]
        if kind in LISTED_WITH_MEANING:
            parts.append(_facts([(f"`{entry.name}`", entry.meaning) for entry in of_kind]))
        else:
            parts.append(Columns([Text(entry.name, CODE) for entry in of_kind], padding=(0, 2), column_first=True))
    parts += [Text(), _coded("`sincerity explain NAME` tells more of any of them."), Text()]
    console().print(Padding(Group(*parts), (0, 1)))


def _facts(facts: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style=FAINT)
    table.add_column()
    for name, value in facts:
        table.add_row(_coded(name), _coded(value))
    return table


def _grid(grid: Grid, width: int) -> RenderableType:
    """A table, or its rows one below the other where it would be squeezed; columns that are empty all the way down are left out."""
    used = [i for i, _ in enumerate(grid.columns) if any(row[i] for row in grid.rows)]
    longest = [max(len(grid.columns[i]), *(len(row[i].replace("`", "")) for row in grid.rows)) for i in used]
    if sum(min(length, LEAST_TEXT) if place else length for place, length in enumerate(longest)) + 2 * len(used) > width:
        return _stack(grid, used)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1), header_style=FAINT)
    for i in used:
        table.add_column(_coded(grid.columns[i]), overflow="fold", no_wrap=i == 0)
    for row in grid.rows:
        table.add_row(*(_coded(row[i]) for i in used))
    return table


def _stack(grid: Grid, used: Sequence[int]) -> RenderableType:
    """The rows of a table one below the other, what is short on one line."""
    lines: list[RenderableType] = []
    for row in grid.rows:
        short = [_coded(f"{grid.columns[i]} {row[i]}") for i in used[1:] if row[i] and grid.columns[i] != "meaning"]
        told = [_coded(row[i]) for i in used[1:] if row[i] and grid.columns[i] == "meaning"]
        lines += [_coded(row[used[0]]), Padding(Group(*([Text(" · ", FAINT).join(short)] if short else []), *told), (0, 0, 0, 4))]
    return Group(*lines)


def _steps(grid: Grid) -> Table:
    """The steps of a pass, each with its own lines: what it reads and writes is too long for a column."""
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column()
    for number, stage, calls, does, sees, reads, writes in grid.rows:
        seen = f"  sees {sees}" if sees != "today" else ""
        lines = [Text.assemble(_coded(calls), "  ", _coded(does), (seen, FAINT))]
        lines += [Text(f"{name:7}{fields}", FAINT) for name, fields in (("reads", reads), ("writes", writes)) if fields]
        table.add_row(Text(number, justify="right"), Text(stage, FAINT), Group(*lines))
    return table


def _coded(text: str) -> Text:
    """Text with what stands between backquotes set as code."""
    return Text.assemble(*((part, CODE) if i % 2 else part for i, part in enumerate(re.split("`", text))))
