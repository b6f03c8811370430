"""What a run says over time: each curve a ratio of sums, by day, week or month.

`CURVES` says what is drawn. A curve is the sum of one column over the sum of another in each stretch of days, so that stretches of
unlike length, and societies of unlike size, may stand side by side. A curve whose columns a run does not have is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sincerity.compute.fields import FLOW, MONTHLY, Column
from sincerity.compute.fixed import DAYS_PER_YEAR, TOP16
from sincerity.engine.compose import installed
from sincerity.engine.records import columns_of
from sincerity.errors import ScenarioError
from sincerity.observe.units import PER_1000, PER_1000_YEAR, times_of, unit_of
from sincerity.scenario.problems import did_you_mean
from sincerity.store.parquet import name_literal

if TYPE_CHECKING:
    from sincerity.store.run import Run
    from sincerity.types import Array, Columns

CONFIDENCE = 0.95
BY_DAY, BY_WEEK = 120, 800
"""A stock is drawn by day in runs of up to so many days, by week up to so many, and by month in longer ones.

A flow is drawn by week in the shortest runs, by month in all others: much happens on the first of a month. What is counted on that day
alone is always drawn by month.
"""


@dataclass(frozen=True)
class Curve:
    """One curve. value, per: SQL over rows of `series`, summed and divided; times: what the ratio is multiplied by to be in `unit`.

    flow: counts events, not persons or a level; monthly: is counted on the first of a month alone; zero: whether the axis begins at 0
    """

    name: str
    group: str
    label: str
    unit: str
    value: str
    per: str
    needs: tuple[str, ...]
    times: float = 1.0
    flow: bool = False
    zero: bool = True
    monthly: bool = False


def _persons(name: str, group: str, label: str) -> Curve:
    return Curve(name, group, label, PER_1000, name, "adults", (name, "adults"), 1000)


def _percent(name: str, group: str, label: str, of: str = "adults") -> Curve:
    return Curve(name, group, label, f"percent of {of if of == 'adults' else 'residents'}", name, of, (name, of), 100)


def _level(name: str, group: str, label: str, of: str = "adults", *, zero: bool = True) -> Curve:
    return Curve(name.removesuffix("_sum"), group, label, "0 to 1", name, of, (name, of), 1 / TOP16, zero=zero)


def _flow(name: str, group: str, label: str, *columns: str) -> Curve:
    columns = columns or (name,)
    return Curve(name, group, label, PER_1000_YEAR, " + ".join(columns), "adults", (*columns, "adults"), 1000 * DAYS_PER_YEAR, flow=True)


def _hours(name: str, group: str, label: str) -> Curve:
    return Curve(name, group, label, "hours per adult a year", name, "adults", (name, "adults"), DAYS_PER_YEAR, flow=True)


LIST, MIND, REPORTS, REFUSED, LIVES = "The list", "Fear and trust", "Reports and speech", "Refused and lost", "Ties and money"
CURVES = (
    _persons("listed", LIST, "On the list"),
    _persons("listed_wrongly", LIST, "Wrongly on the list"),
    _percent("covered", LIST, "Living under the policy", "people"),
    _percent("aware", LIST, "Knowing of the system"),
    _persons("detained", LIST, "Detained on a prediction"),
    _level("fear_authority_sum", MIND, "Fear of the authority"),
    _level("fear_spared_sum", MIND, "Fear of the authority, of those never sanctioned", "spared"),
    _level("fear_wronged_sum", MIND, "Fear of being wronged by others"),
    _level("trust_sum", MIND, "Trust", zero=False),
    _persons("informants", REPORTS, "Informants: reported somebody in the last 365 days"),
    _flow("reports", REPORTS, "Reports on a contact"),
    _flow("reports_false", REPORTS, "False reports"),
    Curve(
        "silenced",
        REPORTS,
        "Posts toned down or withheld",
        "percent of posts wished",
        "posts_softened + posts_withheld",
        "posts_wanted",
        ("posts_softened", "posts_withheld", "posts_wanted"),
        100,
        flow=True,
    ),
    _flow("refusals", REFUSED, "Flights, fast trains and rooms refused", "flights_refused", "trains_refused", "hotel_refused"),
    _hours("hours_lost", REFUSED, "Hours lost on slow trains"),
    _hours("hours_throttled", REFUSED, "Hours lost on slowed lines"),
    _flow("jobs_lost", REFUSED, "Well-paid jobs lost to the bar"),
    _flow("loans_refused", REFUSED, "Loans refused"),
    _flow("children_moved", REFUSED, "Children moved out of private schools"),
    _flow("ties_lost", LIVES, "Ties lost"),
    _flow("wrongs", LIVES, "Wrongs by a contact"),
    _persons("in_debt", LIVES, "In debt"),
    Curve(
        "income",
        LIVES,
        "Income",
        "CNY per adult and month",
        "income_sum",
        "CASE WHEN income_sum > 0 THEN adults END",
        ("income_sum", "adults"),
        flow=True,
        zero=False,
        monthly=True,
    ),
)


class Points(NamedTuple):
    """A curve by stretch of days. first, last: its dates; value: the mean over seeds; low, high: of the mean, NaN for one seed."""

    first: Array
    last: Array
    value: Array
    low: Array
    high: Array


def curve_of(metric: str, columns: Sequence[str]) -> Curve:
    """The curve of a name, or any column of `series` in the unit that a comparison tells it in; ScenarioError where there is neither."""
    known = {curve.name: curve for curve in CURVES if set(curve.needs) <= set(columns)}
    for name in (metric, metric.removesuffix("_sum")):
        if name in known:
            return known[name]
    if metric in columns and metric not in ("day", "date", "region"):
        return _curve_of_column(metric)
    hint = did_you_mean(metric, [*known, *columns]) or " Its columns: `sincerity explain`."
    raise ScenarioError(f"{metric!r} is no curve and no column of this run's series.{hint}")


def _curve_of_column(name: str) -> Curve:
    """A column as it is: a sum over persons as their mean, all else per adult, or per 1,000."""
    column, of = _declared(name)
    flow, monthly = column.counts == FLOW, column.counts == MONTHLY
    per = name_literal(of or "adults")
    per = f"CASE WHEN dayofmonth(date) = 1 THEN {per} END" if monthly else per
    needs = (name, of or "adults")
    return Curve(name, "", name, unit_of(column), name_literal(name), per, needs, times_of(column), flow, not column.of, monthly)


def _declared(name: str) -> tuple[Column, str]:
    """What a column of `series` counts, and the column that it is a sum over, if any."""
    declared = columns_of(installed())
    for column in declared:
        if not column.count and column.name == name:
            return column, column.of
    for column in declared:
        found = re.fullmatch(re.sub(r"\{\d\}", "(.+)", column.label), name) if column.count else None
        if found:
            return column, column.of.format(*found.groups())
    raise ScenarioError(f"{name!r} is declared by no mechanism that is installed here. Install the package that counts it.")


def over_time(runs: Sequence[Run], curve: Curve) -> Points:
    """A curve of runs that share their days, each with a seed of its own: the mean, and Student's 95 % interval of it."""
    return all_over_time(runs, [curve])[curve.name]


def all_over_time(runs: Sequence[Run], curves: Sequence[Curve]) -> dict[str, Points]:
    """Several curves by name, each as `over_time` gives it; each run is read but once or twice."""
    found = [_read(run, curves) for run in runs]
    return {curve.name: _points([one[curve.name] for one in found]) for curve in curves}


def _points(found: Sequence[Columns]) -> Points:
    value = np.array([one["value"] for one in found], np.float64)
    mean, half = value.mean(axis=0), half_width(value)
    return Points(found[0]["first"], found[0]["last"], mean, mean - half, mean + half)


def half_width(values: Array) -> Array:
    """Half of Student's 95 % interval of the mean over the first axis; NaN where that is one."""
    n = len(values)
    if n < 2:
        return np.full(values.shape[1:], np.nan)
    from scipy.stats import t

    found: Array = float(t.ppf((1 + CONFIDENCE) / 2, n - 1)) * values.std(axis=0, ddof=1) / np.sqrt(n)
    return found


def over_days(run: Run, curve: Curve, first: int, last: int) -> float:
    """A curve over the days from `first` to `last`, these included, as one number; NaN where there is nothing to divide by."""
    return all_over_days(run, [curve], first, last)[curve.name]


def all_over_days(run: Run, curves: Sequence[Curve], first: int, last: int) -> dict[str, float]:
    """Several curves by name, each as `over_days` gives it."""
    days = run.series.filter(f"region = -1 AND day BETWEEN {int(first)} AND {int(last)}")
    (values,) = days.aggregate(", ".join(map(_ratio, curves))).fetchall()
    return {curve.name: float(value) for curve, value in zip(curves, values, strict=True)}


def _ratio(curve: Curve) -> str:
    return f"coalesce(sum({curve.value})::DOUBLE / nullif(sum({curve.per}), 0) * {curve.times!r}, 'nan'::DOUBLE)"


def _read(run: Run, curves: Sequence[Curve]) -> dict[str, Columns]:
    """Curves of one run by name: `first`, `last` (dates) and `value` (NaN where there is nothing to divide by)."""
    by_stretch: dict[str, list[Curve]] = {}
    for curve in curves:
        by_stretch.setdefault(stretch_of(curve, run.manifest.days), []).append(curve)
    found: dict[str, Columns] = {}
    for stretch, alike in by_stretch.items():
        values = ", ".join(f"{_ratio(curve)} AS value_{place}" for place, curve in enumerate(alike))
        wanted = f"min(date) AS first, max(date) AS last, {values}"
        table = run.series.filter("region = -1").aggregate(wanted, stretch).order("first").to_numpy()
        dates = {"first": table["first"], "last": table["last"]}
        found |= {curve.name: {**dates, "value": table[f"value_{place}"]} for place, curve in enumerate(alike)}
    return found


def stretch_of(curve: Curve, days: int) -> str:
    """SQL that is the same for all days that one point stands for."""
    if days <= BY_DAY and not curve.monthly:
        return "day // 7" if curve.flow else "day"
    return "date_trunc('month', date)" if curve.flow or curve.monthly or days > BY_WEEK else "day // 7"


def rows_of(points: Mapping[str, Points]) -> Iterator[dict[str, object]]:
    """The points of several curves by name, as rows: `first`, `last` (ISO dates), `name`, `value`, `low`, `high`; None for NaN."""
    for name, found in points.items():
        for first, last, *numbers in zip(*found, strict=True):
            value, low, high = (None if np.isnan(number) else float(number) for number in numbers)
            yield {"first": str(first), "last": str(last), "name": name, "value": value, "low": low, "high": high}
