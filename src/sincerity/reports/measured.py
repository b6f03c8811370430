"""The numbers of a report: what a summary counts, and what a pair of runs differs in, put together over seeds."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sincerity.experiments.measure import Interval
from sincerity.observe.curves import CURVES, all_over_days
from sincerity.observe.pair import ROWS, Row
from sincerity.observe.summary import summarise
from sincerity.reports.people import mean_of
from sincerity.reports.subject import Arm, Subject
from sincerity.reports.words import DIGITS, between, number, signed
from sincerity.store.parquet import name_literal
from sincerity.store.run import Run

LAST_YEAR = 365


class Cell(NamedTuple):
    """One policy's part of a line. difference: from the reference, None where there is none."""

    value: float
    difference: Interval | None


class Line(NamedTuple):
    """A number under every policy. reference: under the reference, NaN where there is none; cells: by the policy's name."""

    name: str
    group: str
    label: str
    unit: str
    reference: float
    cells: Mapping[str, Cell]

    def text(self, arm: str) -> str:
        """The number under a policy, as it is read."""
        return number(self.cells[arm].value, self.unit) if arm in self.cells else ""

    def there(self) -> str:
        """The number under the reference, as it is read."""
        return number(self.reference, self.unit)

    def apart(self, arm: str) -> str:
        """The difference from the reference, as it is read; "" where there is none."""
        cell = self.cells.get(arm)
        if cell is None or cell.difference is None:
            return ""
        return apart(cell.value, self.reference, cell.difference, self.unit)


def apart(here: float, there: float, difference: Interval, unit: str) -> str:
    """A difference with its interval; of one seed that of the numbers as they are read, so that a reader who subtracts finds no other.

    >>> apart(65.03, 64.26, Interval(0.77, math.nan, math.nan), "percent"), apart(65.03, 64.25, Interval(0.78, 0.5, 1.1), "percent")
    ('+0.7', '+0.8 (+0.5 to +1.1)')
    """
    ends = between(difference, unit)
    if ends:
        return f"{signed(difference.mean, unit)} ({ends})"
    digits = DIGITS.get(unit)
    return signed(difference.mean if digits is None else round(here, digits) - round(there, digits), unit)


def figures_of(arm: Arm) -> dict[str, float]:
    """The figures of `observe.summary`, means over seeds."""
    found = [summarise(run).figures for run in arm.runs]
    return {name: sum(figures.get(name, 0) for figures in found) / len(found) for figures in found for name in figures}


def rows_of(run: Run) -> dict[str, float]:
    """The rows of `observe.pair` that a run has, each as one number, in its unit: what a pair has of it, read in two queries."""
    scenario = tomllib.loads(run.folder.scenario.read_text(encoding="utf-8"))
    kinds = {row["id"]: row["kind"] for row in scenario.get("society", {}).get("behaviour", [])}
    found: dict[str, float] = {}
    for name, table in (("series", run.series.filter("region = -1")), ("people", run.people)):
        there = set(table.columns)
        wanted = {row: sql for row in ROWS if (sql := _sql(row, name, kinds, there))}
        if wanted:
            (values,) = table.aggregate(", ".join(wanted.values())).fetchall()
            found |= {row.name: float(value or 0) for row, value in zip(wanted, values, strict=True)}
    return found


def _sql(row: Row, table: str, kinds: Mapping[str, str], there: set[str]) -> str:
    """What to ask of a table for a row; "" where the row is not of it, or the run does not have it."""
    if row.table == "acts":
        columns = [name for name in (f"acts_{behaviour}" for behaviour, kind in kinds.items() if kind == row.value) if name in there]
        return " + ".join(f"sum({name_literal(name)})" for name in columns) if table == "series" else ""
    if row.table != table or not set(row.needs) <= there:
        return ""
    return f"{row.times!r} * ({row.value})::DOUBLE / nullif(({row.per})::DOUBLE, 0)" if row.per else row.value


def key_lines(subject: Subject) -> list[Line]:
    """The rows of `observe.pair`, those on its screen, that are not 0 under every policy."""
    measured = {id(run): rows_of(run) for arm in subject.all for run in arm.runs}
    rows = [row for row in ROWS if row.shown and any(row.name in found for found in measured.values())]
    lines = [Line(row.name, row.group, row.label, row.unit, *_beside(subject, row.name, measured)) for row in rows]
    return [line for line in lines if line.reference > 0 or any(cell.value for cell in line.cells.values())]


def _beside(subject: Subject, name: str, measured: Mapping[int, Mapping[str, float]]) -> tuple[float, dict[str, Cell]]:
    """A number under the reference, and under every policy with its difference. measured: by the run's identity, then by name."""
    cells: dict[str, Cell] = {}
    reference = math.nan
    for arm in subject.arms:
        here = [measured[id(run)].get(name, 0.0) for run in arm.runs]
        pairs = [(measured[id(run)].get(name, 0.0), measured[id(there)].get(name, 0.0)) for run, there in subject.pairs(arm)]
        if pairs and math.isnan(reference):
            reference = mean_of([there for _, there in pairs]).mean
        cells[arm.name] = Cell(mean_of(here).mean, mean_of([ours - there for ours, there in pairs]) if pairs else None)
    return reference, cells


def curve_lines(subject: Subject, wanted: Mapping[str, str], *, first: int, last: int) -> Iterator[Line]:
    """Curves over some days, as one number each. wanted: name of a curve → what it is called here."""
    curves = [
        curve for curve in CURVES if curve.name in wanted and all(set(curve.needs) <= set(arm.first.series.columns) for arm in subject.all)
    ]
    measured = {id(run): all_over_days(run, curves, first, last) for arm in subject.all for run in arm.runs} if curves else {}
    by_name = {curve.name: curve for curve in curves}
    for name, label in wanted.items():
        if name in by_name:
            curve = by_name[name]
            yield Line(name, curve.group, label, curve.unit, *_beside(subject, name, measured))
