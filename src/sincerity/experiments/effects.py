"""What a policy changes: every metric of two runs of the same people, whole and by group, and what several seeds say of it.

Metrics of `series` are of the whole society, over the whole time and over the last 365 days: a flow per 1,000 adults and year, a stock
of persons per 1,000 adults, a level as the mean of those it is of. Metrics of `people` are means of the residents of a group at the
end. Groups are those that a resident belongs to whatever the policy (protected group, sex, age), the fifth of income that the resident
has under the reference, and the tier that the resident has in the scenario; in each, the same residents are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sincerity.compute.fields import MONTHLY, Column
from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.engine.compose import installed
from sincerity.engine.records import columns_of
from sincerity.engine.tables import people_columns
from sincerity.experiments.measure import interval
from sincerity.observe.units import times_of, unit_of
from sincerity.society.livelihood import ADULT_AGE
from sincerity.store.parquet import name_literal

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.store.run import Run
    from sincerity.types import Array, Columns

WHOLE, LAST_YEAR, END = "whole", "last_year", "end"
ALL = "all"
BANDS = ((0, "0-17"), (18, "18-29"), (30, "30-44"), (45, "45-59"), (60, "60-74"), (75, "75+"))
"""Age bands by their first year."""
FIFTHS = 5
NOT_MEASURED = frozenset(
    ("id", "region", "household", "x", "y", "age", "arrived", "sex", "group", "tier", "tier_start", "schooling", "job")
)
"""Columns of `people` that say who or where somebody is, or name something."""
SCORES = ("score", "clean_score")
GROUPING = ("id", "age", "sex", "group", "income", "tier")
"""Columns of `people` that residents are grouped by."""


class Value(NamedTuple):
    """One metric of one group, with one seed, under the reference (`there`) and under the scenario (`here`)."""

    scenario: str
    against: str
    seed: int
    metric: str
    period: str
    group: str
    unit: str
    there: float
    here: float


class Effect(NamedTuple):
    """What seeds say of it. there, here: means over seeds; estimate: of here - there, with Student's 95 % interval (NULL for one seed).

    variance_ratio: how many times more seeds the same interval would take if the two were not paired; NULL where no difference varies
    """

    scenario: str
    against: str
    metric: str
    period: str
    group: str
    unit: str
    there: float
    here: float
    estimate: float
    low: float
    high: float
    n_seeds: int
    variance_ratio: float


class Named(NamedTuple):
    """A pair of runs, and what they are called in a comparison, where two may be of scenarios with one name."""

    scenario: str
    against: str
    here: Ended
    there: Ended


class Metric(NamedTuple):
    """A column of `series` as it is measured. of: the column that a level is a mean over."""

    column: Column
    of: str


def metrics_of(scenario: Scenario) -> dict[str, Metric]:
    """Every column that a scenario's series can have."""
    behaviours = [row.id for row in scenario.society.behaviour]
    tiers = [tier.name for tier in scenario.policy.tier]
    moves = [(a, b) for a in tiers for b in tiers if a != b]
    fillings: dict[str, Sequence[tuple[str, ...]]] = {
        "": [()],
        "behaviours": [(name,) for name in behaviours],
        "tiers": [(name,) for name in tiers],
        "moves": moves,
    }
    return {
        (column.label.format(*names) if column.count else column.name): Metric(column, column.of.format(*names))
        for column in columns_of(installed())
        for names in fillings[column.count]
    }


def series_values(there: Columns, here: Columns, metrics: Mapping[str, Metric]) -> Iterator[tuple[str, str, str, float, float]]:
    """(metric, period, unit, there, here) of all metrics; there, here: whole series of the two, by day."""
    n_days = len(here["day"])
    for period, days in ((WHOLE, slice(0, n_days)), (LAST_YEAR, slice(max(0, n_days - DAYS_PER_YEAR), n_days))):
        ours, theirs = ({name: column[days] for name, column in series.items()} for series in (here, there))
        for name, metric in metrics.items():
            a, b = measure(name, metric, theirs), measure(name, metric, ours)
            if not (math.isnan(a) or math.isnan(b)):
                yield name, period, unit_of(metric.column), a, b


def measure(name: str, metric: Metric, series: Columns) -> float:
    """A metric of some days; a count that the run does not have is 0, a level NaN."""
    column = metric.column
    counted = series["first_of_month"] if column.counts == MONTHLY else slice(None)
    values = series[name][counted].sum() if name in series else 0
    if metric.of:
        of = int(series[metric.of][counted].sum()) if metric.of in series else 0
        return float(values) / of * times_of(column) if of else math.nan
    adults = int(series["adults"][counted].sum())
    return float(values) / adults * times_of(column) if adults else math.nan


class Ended:
    """A run as it is measured: its tables are read once, however often it is compared."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def series(self) -> Columns:
        """The series of the whole society, by day, with which days are the first of a month."""
        found: Columns = self.run.series.filter("region = -1").order("day").to_numpy()
        found["first_of_month"] = found["date"] == found["date"].astype("datetime64[M]")
        return found

    @cached_property
    def people(self) -> Columns:
        """What is measured of residents, and what groups are made of, by id."""
        wanted = dict.fromkeys([*GROUPING, *(name for name in self.run.people.columns if name not in NOT_MEASURED)])
        found: Columns = self.run.people.order("id").project(", ".join(map(name_literal, wanted))).to_numpy()
        return found

    @cached_property
    def metrics(self) -> dict[str, tuple[str, float]]:
        """Column of `people` → its unit, and what it is divided by to be in it. Where nobody has a score there are no scores to measure."""
        scored = any(self.people[name].any() for name in SCORES)
        return {name: _unit_and_whole(name) for name in self.people if name not in NOT_MEASURED and (scored or name not in SCORES)}

    @property
    def tiers(self) -> list[str]:
        """Names of the tiers that residents spent days in, best first."""
        return [name.removeprefix("days_") for name in self.people if name.startswith("days_") and name not in people_columns()]


def _unit_and_whole(name: str) -> tuple[str, float]:
    known = people_columns().get("days_<tier>" if name.startswith("days_") and name not in people_columns() else name)
    unit = known.unit if known is not None else ""
    whole = float(unit.partition("/")[2].replace(",", "")) if unit.startswith("1/") else 1.0
    return "0 to 1" if whole != 1 else unit or "share", whole


def groups_of(there: Ended, here: Ended) -> dict[str, Array]:
    """Group → whether each resident belongs to it, in the order of ids."""
    wanted = there.people
    age, adult = wanted["age"], wanted["age"] >= ADULT_AGE
    found: dict[str, Array] = {ALL: np.ones(len(age), np.bool_)}
    for name in ("group", "sex"):
        found |= {f"{name}={value}": wanted[name] == value for value in sorted(set(wanted[name].tolist()))}
    ends = [first for first, _ in BANDS[1:]] + [1 << 30]
    found |= {f"age={name}": (age >= first) & (age < end) for (first, name), end in zip(BANDS, ends, strict=True)}
    fifth = fifths(wanted["income"], adult)
    found |= {f"income_fifth={k + 1}": fifth == k for k in range(FIFTHS)}
    found |= {f"tier={name}": adult & (here.people["tier"] == t) for t, name in enumerate(here.tiers)}
    return found


def fifths(income: Array, adult: Array) -> Array:
    """The fifth of adults by income, 0 the poorest; -1 for children. Who earns the same is told apart by number.

    >>> fifths(np.array([5, 1, 9, 9, 3, 7]), np.array([True, True, False, True, True, True])).tolist()
    [2, 0, -1, 4, 1, 3]
    """
    found: Array = np.full(len(income), -1)
    order = np.flatnonzero(adult)[np.argsort(income[adult], kind="stable")]
    found[order] = np.arange(len(order)) * FIFTHS // max(1, len(order))
    return found


def compared(there: Ended, here: Ended) -> dict[str, tuple[str, float]]:
    """The metrics that two runs have a difference of: a score has none from a life without one; what one of them lacks counts as 0."""
    both = {**there.metrics, **here.metrics}
    return {name: unit for name, unit in both.items() if name not in SCORES or (name in there.metrics and name in here.metrics)}


def people_values(there: Ended, here: Ended) -> Iterator[tuple[str, str, str, float, float]]:
    """(metric, group, unit, there, here): means of every column of `people`, by group."""
    groups = {name: members for name, members in groups_of(there, here).items() if members.any()}
    nobody: Array = np.zeros(len(there.people["id"]))
    for name, (unit, whole) in compared(there, here).items():
        a, b = (run.people.get(name, nobody) for run in (there, here))
        for group, members in groups.items():
            yield f"people.{name}", group, unit, float(a[members].mean()) / whole, float(b[members].mean()) / whole


def values_of(pair: Named, metrics: Mapping[str, Metric]) -> Iterator[Value]:
    """Everything measured of a pair of runs of the same people with the same seed."""
    first = (pair.scenario, pair.against, pair.here.run.manifest.seed)
    for metric, period, unit, a, b in series_values(pair.there.series, pair.here.series, metrics):
        yield Value(*first, metric, period, ALL, unit, a, b)
    for metric, group, unit, a, b in people_values(pair.there, pair.here):
        yield Value(*first, metric, END, group, unit, a, b)


def effects_of(values: Iterable[Value]) -> Iterator[Effect]:
    """What the seeds say of each metric and group, in the order in which they come first."""
    by_key: dict[tuple[str, ...], list[Value]] = {}
    for value in values:
        by_key.setdefault((value.scenario, value.against, value.metric, value.period, value.group, value.unit), []).append(value)
    for (scenario, against, metric, period, group, unit), found in by_key.items():
        there, here = np.array([value.there for value in found]), np.array([value.here for value in found])
        differences = (here - there).tolist()
        mean, low, high = interval(differences) if len(found) > 1 else (differences[0], math.nan, math.nan)
        means, ratio = (float(there.mean()), float(here.mean())), variance_ratio(there, here)
        yield Effect(scenario, against, metric, period, group, unit, *means, mean, low, high, len(found), ratio)


def variance_ratio(there: Array, here: Array) -> float:
    """The variance of a difference of independent seeds over that of paired ones: seeds needed unpaired for each pair of seeds.

    >>> round(variance_ratio(np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.5])), 1)
    31.0
    """
    if len(there) < 2:
        return math.nan
    paired = float(np.var(here - there, ddof=1))
    alone = float(np.var(there, ddof=1) + np.var(here, ddof=1))
    return alone / paired if paired > 0 else math.nan
