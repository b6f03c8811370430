"""A figure of a report: what is drawn, what is seen in it, and its numbers, as a table and as a file."""

from __future__ import annotations

import base64
import csv
import datetime
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sincerity.reports.drawing import picture
from sincerity.reports.words import number

SHOWN = 12
"""Rows that the page shows of a figure's numbers; the file has all."""
Row = Sequence[object]


@dataclass(frozen=True)
class Figure:
    """One figure. name: its anchor; caption: what is seen, in sentences; chart: an Altair chart, drawn when the page is made.

    columns, rows: the very numbers that are drawn
    large: takes the whole width of the page
    """

    name: str
    title: str
    caption: str
    chart: Any
    columns: tuple[str, ...]
    rows: Sequence[Row]
    large: bool = False

    def picture(self) -> str:
        """The `<svg>` element."""
        return picture(self.chart, self.name, self.title, self.caption)

    @property
    def file(self) -> str:
        """What its numbers are called as a file."""
        return f"simulated-{self.name}.csv"

    @property
    def csv(self) -> str:
        """The numbers as comma-separated lines; where there is none, nothing."""
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(self.columns)
        lines.writerows([_exact(value) for value in row] for row in self.rows)
        return text.getvalue()

    @property
    def link(self) -> str:
        """The file inside the page, so that it can be kept without a network."""
        return f"data:text/csv;charset=utf-8;base64,{base64.b64encode(self.csv.encode()).decode()}"

    @property
    def shown(self) -> list[list[str]]:
        """The first rows, to be read."""
        return [[cell(value) for value in row] for row in self.rows[:SHOWN]]

    @property
    def more(self) -> int:
        """Rows that are in the file alone."""
        return max(0, len(self.rows) - SHOWN)

    @property
    def numeric(self) -> list[bool]:
        """Which columns are numbers."""
        return [all(value is None or _is_number(value) for value in column) for column in zip(*self.rows, strict=True)]


def cell(value: object) -> str:
    """A value to be read."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return number(float(value)) if _is_number(value) and isinstance(value, int | float) else str(value)


def _exact(value: object) -> object:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.12g}"
    return value.isoformat() if isinstance(value, datetime.date) else "" if value is None else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
