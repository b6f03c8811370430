"""In what a policy's people differ from the same people under the reference, group by group."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from sincerity.experiments.effects import Effect, Ended, Value, effects_of, people_values
from sincerity.experiments.measure import Interval
from sincerity.reports.figure import Figure
from sincerity.reports.marks import interval_chart
from sincerity.reports.on_list import label_of
from sincerity.reports.subject import Arm, Subject
from sincerity.reports.words import between, signed
from sincerity.store.parquet import name_literal, text_literal
from sincerity.store.run import Run


class Metric(NamedTuple):
    """A column of `people`, as it is told."""

    column: str
    label: str
    unit: str


METRICS = (
    Metric("days_listed", "Days on the list", "days"),
    Metric("hours_lost", "Hours lost to slow trains", "hours"),
    Metric("fear_authority", "Fear of the authority", "0 to 1"),
    Metric("fear_wronged", "Fear of being wronged", "0 to 1"),
    Metric("trust", "Trust", "0 to 1"),
    Metric("income", "Income", "CNY a month"),
    Metric("ties_left", "Live ties", "ties"),
)
SKIPPED = ("tier=", "age=0-17")
"""Groups that are left out: a tier is itself what the policy gives, and children have neither score nor fear."""


def figures_by_group(subject: Subject) -> Iterator[Figure]:
    """One figure a metric: the differences of all policies from the reference, by group; none without a reference."""
    found = {arm.name: effects_by_group(subject, arm) for arm in subject.arms}
    for metric in METRICS:
        rows = [
            (label_of(effect.group), arm, effect)
            for arm, effects in found.items()
            for effect in effects
            if effect.metric == f"people.{metric.column}"
        ]
        if any(effect.estimate for _, _, effect in rows):
            yield _figure(subject, metric, rows)


def effects_by_group(subject: Subject, arm: Arm) -> list[Effect]:
    """The effects on the metrics: those that the comparison holds, otherwise made of the runs in the same way."""
    if subject.comparison is not None:
        wanted = ", ".join(f"'people.{metric.column}'" for metric in METRICS)
        rows = subject.comparison.effects.filter(f"scenario = {text_literal(arm.name)} AND metric IN ({wanted})").project(
            ", ".join(map(name_literal, FIELDS))
        )
        found = [Effect._make(math.nan if value is None else value for value in row) for row in rows.fetchall()]
    else:
        found = list(effects_of(value for run, there in subject.pairs(arm) for value in _values(arm.name, subject, run, there)))
    return [effect for effect in found if not effect.group.startswith(SKIPPED)]


FIELDS = Effect._fields


def _values(name: str, subject: Subject, run: Run, there: Run) -> Iterator[Value]:
    wanted = {f"people.{metric.column}" for metric in METRICS if {metric.column} <= set(run.people.columns) & set(there.people.columns)}
    reference = "" if subject.reference is None else subject.reference.name
    for metric, group, unit, *means in people_values(Ended(there), Ended(run)):
        if metric in wanted and not group.startswith(SKIPPED):
            yield Value(name, reference, run.manifest.seed, metric, "end", group, unit, *means)


def _figure(subject: Subject, metric: Metric, rows: list[tuple[str, str, Effect]]) -> Figure:
    reference = "" if subject.reference is None else subject.reference.name
    told = [
        f"{signed(effect.estimate, metric.unit)} under {arm}{_within(effect, metric.unit)}" for label, arm, effect in rows if label == "all"
    ]
    several = any(not math.isnan(effect.low) for _, _, effect in rows)
    sure = "Lines are 95 % intervals over seeds." if several else "One seed: no interval."
    scale = "on a scale from 0 to 1" if metric.unit == "0 to 1" else f"in {metric.unit}"
    return Figure(
        name=f"by-group-{metric.column.replace('_', '-')}",
        title=f"{metric.label}: difference from {reference}",
        caption=f"Mean difference of the same residents at the end, {scale}. Of all: {'; '.join(told)}. {sure}",
        chart=interval_chart(
            [
                {"label": label, "name": arm, "value": effect.estimate, "low": _known(effect.low), "high": _known(effect.high)}
                for label, arm, effect in rows
            ],
            unit=metric.unit,
            zero_line=True,
        ),
        columns=("group", "policy", "against", f"there ({metric.unit})", "here", "difference", "low", "high", "seeds"),
        rows=[
            (
                label,
                arm,
                effect.against,
                effect.there,
                effect.here,
                effect.estimate,
                _known(effect.low),
                _known(effect.high),
                effect.n_seeds,
            )
            for label, arm, effect in rows
        ],
    )


def _within(effect: Effect, unit: str) -> str:
    text = between(Interval(effect.estimate, effect.low, effect.high), unit)
    return f" ({text})" if text else ""


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
