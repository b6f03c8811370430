"""Figures over time: each curve of every policy, with the interval over seeds where there are several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sincerity.observe.charts import series_chart
from sincerity.observe.curves import CURVES, Curve, Points, all_over_time, rows_of
from sincerity.reports.figure import Figure
from sincerity.reports.subject import Arm, Subject
from sincerity.reports.words import listed, number

LEAST = 2
"""Points that a line takes."""


class Group(NamedTuple):
    """Figures that stand under one heading."""

    title: str
    figures: list[Figure]
    intro: str = ""


class OverTime(NamedTuple):
    """The figures, and what was 0 throughout under every policy and so is not drawn."""

    groups: list[Group]
    absent: list[str]


def figures_over_time(subject: Subject) -> OverTime:
    """A figure for every curve that the runs have and that is not 0 throughout."""
    groups: dict[str, list[Figure]] = {}
    absent: list[str] = []
    found = {arm.name: all_over_time(arm.runs, curves_of(arm)) for arm in subject.all}
    for curve in CURVES:
        points = {name: curves[curve.name] for name, curves in found.items() if curve.name in curves}
        if not points or max(int(np.isfinite(one.value).sum()) for one in points.values()) < LEAST:
            continue
        if all(not np.nan_to_num(one.value).any() for one in points.values()):
            absent.append(curve.label)
            continue
        groups.setdefault(curve.group, []).append(_figure(subject, curve, points))
    return OverTime([Group(title, figures) for title, figures in groups.items()], absent)


def curves_of(arm: Arm) -> list[Curve]:
    """The curves that an arm's runs have."""
    there = set(arm.first.series.columns)
    return [curve for curve in CURVES if set(curve.needs) <= there]


def _figure(subject: Subject, curve: Curve, points: dict[str, Points]) -> Figure:
    rows = list(rows_of(points))
    reference = None if subject.reference is None else subject.reference.name
    several = any(len(arm.runs) > 1 for arm in subject.all)
    columns = ("first", "last", "name", "value", *(("low", "high") if several else ()))
    return Figure(
        name=f"over-time-{curve.name.replace('_', '-')}",
        title=curve.label,
        caption=" ".join(_caption(curve, points)),
        chart=series_chart(rows, unit=curve.unit, reference=reference, zero=curve.zero),
        columns=("first_day", "last_day", "policy", f"value ({curve.unit})", *(("low", "high") if several else ())),
        rows=[tuple(row[name] for name in columns) for row in rows],
    )


def _caption(curve: Curve, points: dict[str, Points]) -> Iterator[str]:
    ends = [f"{_at(found, _last(found), curve)} under {name}" for name, found in points.items()]
    yield f"At the end {listed(ends)} ({curve.unit})."
    first = next(iter(points))
    values = points[first].value
    if np.isfinite(values).any():
        highest = int(np.nanargmax(values))
        days = int((points[first].last[highest] - points[first].first[highest]) / np.timedelta64(1, "D")) + 1
        stretch = "day" if days == 1 else "week" if days <= 7 else "month"
        if 0 < highest < len(values) - 1:
            when = f"in the {stretch} from {points[first].first[highest]}"
            yield f"Under {first} it was highest {when}: {_at(points[first], highest, curve)}."
    if not curve.zero:
        yield "The scale does not begin at 0."


def _last(found: Points) -> int:
    """The last stretch that has a value; the last of all where none has."""
    known = np.flatnonzero(np.isfinite(found.value))
    return int(known[-1]) if len(known) else len(found.value) - 1


def _at(found: Points, place: int, curve: Curve) -> str:
    return number(float(found.value[place]), curve.unit.partition(" of ")[0])
