"""Fear and trust at the end: how they are spread over adults, and over those nearer to and farther from the system."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from sincerity.compute.fixed import TOP16
from sincerity.reports.figure import Figure
from sincerity.reports.marks import interval_chart
from sincerity.reports.over_time import Group
from sincerity.reports.people import counted, how_sure, mean_of, share_of
from sincerity.reports.subject import Arm, Subject
from sincerity.reports.words import count, listed, number
from sincerity.society.livelihood import ADULT_AGE
from sincerity.store.run import Run
from sincerity.types import Array, Columns


class Feeling(NamedTuple):
    """One of the three. edges: of the bands that adults are counted in; the first band is that of 0 where the first edge is 0."""

    column: str
    label: str
    edges: tuple[float, ...]


FEELINGS = (
    Feeling("fear_authority", "Fear of the authority", (0, 0.05, 0.1, 0.25, 0.5, 1)),
    Feeling("fear_wronged", "Fear of being wronged", (0, 0.05, 0.1, 0.25, 0.5, 1)),
    Feeling("trust", "Trust", (0.2, 0.4, 0.6, 0.8, 1)),
)
UNTOUCHED, KNOWING, BEFORE, ON_LIST = "untouched", "knows a listed person", "sanctioned before", "on the list"
STANDINGS = {
    UNTOUCHED: "were never sanctioned and knew nobody listed",
    KNOWING: "were never sanctioned and knew somebody listed",
    BEFORE: "had been sanctioned or listed before",
    ON_LIST: "were on the list",
}
"""How somebody stands with the system, as it is labelled and as it is told."""
STANDINGS_SHORT = {
    UNTOUCHED: "among the untouched",
    KNOWING: "among those who know a listed person",
    BEFORE: "among those sanctioned before",
    ON_LIST: "among the listed",
}
NEEDED = ("listed", "times_listed", "sanctioned", "knows_listed")


def groups_of_feelings(subject: Subject) -> Iterator[Group]:
    """The spread of each feeling, then each by standing with the system."""
    there = set(subject.main.first.people.columns)
    spreads = [_spread(subject, feeling) for feeling in FEELINGS if feeling.column in there]
    if spreads:
        yield Group("Over adults", spreads, how_sure(subject.n_seeds))
    for arm in subject.arms:
        if not arm.has_policy or not {*NEEDED, *(feeling.column for feeling in FEELINGS)} <= set(arm.first.people.columns):
            continue
        if sum(members.any() for members in standings(adults_of(arm.first, *NEEDED)).values()) > 1:
            figures = [_by_standing(subject, arm, feeling) for feeling in FEELINGS]
            yield Group(f"By standing under {arm.name}", figures, _who(subject, arm))


def _who(subject: Subject, arm: Arm) -> str:
    """How many stand how, of the first run."""
    sizes = {label: int(members.sum()) for label, members in standings(adults_of(arm.first, *NEEDED)).items()}
    told = listed([f"{count(n, 'adult')} {STANDINGS[label]}" for label, n in sizes.items() if n])
    beside = (
        f" Beside each mean stands that of the very same residents under `{subject.reference.name}`."
        if subject.pairs(arm) and subject.reference
        else ""
    )
    first = f" ({arm.first.manifest.seeds})" if len(arm.runs) > 1 else ""
    return f"On the last day{first} {told}.{beside}"


def adults_of(run: Run, *columns: str) -> Columns:
    """Columns of `people` at the end, adults alone, in the order of ids."""
    wanted = ", ".join(f'"{name}"' for name in columns)
    found: Columns = run.people.filter(f"age >= {ADULT_AGE}").order("id").project(wanted).to_numpy()
    return found


def bands(edges: tuple[float, ...]) -> list[tuple[str, float, float]]:
    """(label, above, up to) of each band.

    >>> [label for label, _, _ in bands((0, 0.5, 1))], [label for label, _, _ in bands((0.5, 1))]
    (['none', 'up to 0.5', '0.5 to 1'], ['up to 0.5', '0.5 to 1'])
    """
    found = [("none", -1.0, 0.0)] if edges[0] == 0 else [(f"up to {edges[0]:g}", -1.0, edges[0])]
    inner = [(f"up to {high:g}" if low == 0 else f"{low:g} to {high:g}", low, high) for low, high in itertools.pairwise(edges)]
    return [*found, *inner]


def _spread(subject: Subject, feeling: Feeling) -> Figure:
    rows: list[dict[str, Any]] = []
    values = {
        arm.name: [adults_of(run, feeling.column)[feeling.column] / TOP16 for run in arm.runs]
        for arm in subject.all
        if feeling.column in arm.first.people.columns
    }
    for label, low, high in bands(feeling.edges):
        for name, runs in values.items():
            counts = [counted((value > low) & (value <= high), np.ones(len(value), np.bool_)) for value in runs]
            found = share_of(*zip(*counts, strict=True))
            if found is not None:
                rows.append({"label": label, "name": name, **_percent(found)})
    means = [f"{number(float(np.mean([run.mean() for run in runs])), '0 to 1')} under {name}" for name, runs in values.items()]
    return Figure(
        name=f"spread-{feeling.column.replace('_', '-')}",
        title=f"{feeling.label}, over adults",
        caption=f"Adults on the last day by how much they have of it, 0 to 1. The mean is {listed(means)}.",
        chart=interval_chart(rows, unit="percent of adults", reference=_reference(subject)),
        columns=(feeling.column, "policy", "percent", "low", "high"),
        rows=[(row["label"], row["name"], row["value"], row["low"], row["high"]) for row in rows],
    )


def _percent(found: Any) -> dict[str, float]:
    return {"value": 100 * found.mean, "low": 100 * found.low, "high": 100 * found.high}


def _reference(subject: Subject) -> str | None:
    return None if subject.reference is None else subject.reference.name


def standings(adults: Columns) -> Mapping[str, Array]:
    """Standing with the system → who of the adults has it; each has one."""
    sanctioned, ever = adults["sanctioned"] != 0, adults["times_listed"] > 0
    on, knows = adults["listed"] != 0, adults["knows_listed"] > 0
    free = ~sanctioned & ~on & ~ever
    return {
        UNTOUCHED: free & ~knows,
        KNOWING: free & knows,
        BEFORE: ~free & ~on,
        ON_LIST: on,
    }


def _by_standing(subject: Subject, arm: Arm, feeling: Feeling) -> Figure:
    """The mean by standing under the policy, beside the mean of the very same residents under the reference."""
    pairs: list[tuple[Run, Run | None]] = [(run, there) for run, there in subject.pairs(arm)] or [(run, None) for run in arm.runs]
    means: dict[tuple[str, str], list[float]] = {}
    for run, there in pairs:
        ours = adults_of(run, "id", *NEEDED, feeling.column)
        theirs = None if there is None else adults_of(there, feeling.column)[feeling.column]
        for label, members in standings(ours).items():
            for name, values in ((arm.name, ours[feeling.column]), (_reference(subject) or "", theirs)):
                if values is not None and members.any():
                    means.setdefault((label, name), []).append(float(values[members].mean()) / TOP16)
    rows: list[dict[str, Any]] = [
        {"label": label, "name": name, "value": found.mean, "low": _known(found.low), "high": _known(found.high)}
        for (label, name), values in means.items()
        for found in [mean_of(values)]
    ]
    told = [f"{number(row['value'], '0 to 1')} {STANDINGS_SHORT[row['label']]}" for row in rows if row["name"] == arm.name]
    return Figure(
        name=f"standing-{feeling.column.replace('_', '-')}-{arm.slug}",
        title=f"{feeling.label}, by standing under {arm.name}",
        caption=f"Mean on the last day, from 0 to 1: under {arm.name} {listed(told)}.",
        chart=interval_chart(rows, unit="0 to 1", reference=_reference(subject)),
        columns=("standing", "policy", feeling.column, "low", "high"),
        rows=[(row["label"], row["name"], row["value"], row["low"], row["high"]) for row in rows],
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
