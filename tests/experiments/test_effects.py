"""What is measured of two runs, on numbers small enough to work out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lab import scenario
from sincerity.compute.fields import MONTHLY, STOCK, Column
from sincerity.experiments.effects import Effect, Metric, Value, effects_of, fifths, measure, metrics_of, unit_of, variance_ratio
from sincerity.experiments.individual import spread, spreads_of

SERIES = {
    "adults": np.array([10, 10, 20]),
    "fines": np.array([1, 0, 3]),
    "held": np.array([2, 2, 4]),
    "fear_sum": np.array([0, 65_535, 3 * 65_535]),
    "spared": np.array([0, 2, 2]),
    "queue": np.array([0, 5, 0]),
    "earned_sum": np.array([0, 30_000, 0]),
    "lent_sum": np.array([400, 0, 0]),
    "first_of_month": np.array([False, True, False]),
}


@pytest.mark.parametrize(
    ("column", "expected", "unit"),
    [
        # 4 fines in 40 adult-days: 0.1 a day, 36.5 a year, for 1,000 adults 36,500.
        (Column("fines", ""), 36_500.0, "per 1,000 adults a year"),
        # 8 person-days held in 40 adult-days.
        (Column("held", "", counts=STOCK), 200.0, "per 1,000 adults"),
        # 4 whole levels over 4 spared person-days.
        (Column("fear_sum", "", of="spared", full=65_535, counts=STOCK), 1.0, "0 to 1"),
        # 5 of the 10 adults of the one first of a month.
        (Column("queue", "", counts=MONTHLY), 500.0, "per 1,000 adults"),
        (Column("earned_sum", "CNY earned", of="adults", counts=MONTHLY), 3_000.0, "CNY per adult"),
        # 400 CNY in 40 adult-days: 10 a day, 3,650 a year.
        (Column("lent_sum", "CNY lent"), 3_650.0, "CNY per adult a year"),
        (Column("absent", ""), 0.0, "per 1,000 adults a year"),
    ],
    ids=lambda value: value.name if isinstance(value, Column) else "",
)
def test_a_metric_is_measured_as_its_column_counts(column: Column, expected: float, unit: str) -> None:
    assert measure(column.name, Metric(column, column.of), SERIES) == pytest.approx(expected)
    assert unit_of(column) == unit


def test_a_level_of_nobody_is_no_number() -> None:
    column = Column("fear_sum", "", of="nobody", full=65_535, counts=STOCK)
    assert math.isnan(measure("fear_sum", Metric(column, "nobody"), SERIES))


def test_every_column_of_a_series_is_a_metric() -> None:
    article = scenario("article")
    found = metrics_of(article)
    assert {"acts_littering", "tier_D", "trust_sum_AAA", "moves_A_B", "listed", "income_sum"} <= set(found)
    assert found["trust_sum_AAA"].of == "tier_AAA"


def values(there: list[float], here: list[float], metric: str = "listed") -> list[Value]:
    """One metric with as many seeds."""
    return [Value("article", "none", seed, metric, "whole", "all", "x", a, b) for seed, (a, b) in enumerate(zip(there, here, strict=True))]


def test_an_effect_is_the_mean_paired_difference_with_students_interval() -> None:
    (effect,) = effects_of(values([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]))
    # Differences 1, 2, 3: mean 2, standard error 1/√3; Student's t for 2 degrees of freedom at 97.5 %: 4.3027.
    assert (effect.there, effect.here, effect.estimate, effect.n_seeds) == (2.0, 4.0, 2.0, 3)
    half = 4.302652729911275 / math.sqrt(3)
    assert (effect.low, effect.high) == (pytest.approx(2 - half), pytest.approx(2 + half))
    # Variances 1 and 4 of the two, 1 of the difference.
    assert effect.variance_ratio == pytest.approx(5.0)


def test_one_seed_has_no_interval() -> None:
    (effect,) = effects_of(values([1.0], [3.0]))
    assert effect.estimate == 2.0
    assert all(math.isnan(x) for x in (effect.low, effect.high, effect.variance_ratio))


def test_metrics_are_kept_apart() -> None:
    found = list(effects_of(values([1.0], [3.0]) + values([1.0], [1.0], "trust_sum")))
    assert [(effect.metric, effect.estimate) for effect in found] == [("listed", 2.0), ("trust_sum", 0.0)]
    assert all(isinstance(effect, Effect) for effect in found)


def test_where_no_difference_varies_pairing_has_no_ratio() -> None:
    assert math.isnan(variance_ratio(np.array([1.0, 2.0]), np.array([2.0, 3.0])))


def test_fifths_are_as_even_as_they_can_be() -> None:
    income, adult = np.arange(103) % 7, np.arange(103) >= 3
    found = fifths(income, adult)
    assert (found[:3] == -1).all()
    assert [int((found == k).sum()) for k in range(5)] == [20] * 5
    assert max(income[found == 0]) <= min(income[found == 4])


def test_differences_are_told_for_the_displaced_apart() -> None:
    here = {"id": np.arange(4), "income": np.array([10, 20, 30, 40]), "displaced": np.array([0, 1, 0, 0])}
    there = {"id": np.arange(4), "income": np.array([10, 10, 40, 40])}
    rows = list(spreads_of(("a", "b", 0, "same"), there, here, {"income": ("CNY a month", 10.0)}))
    others, displaced = rows
    # In tens: differences 0, -1, 0 of those not displaced, +1 of the one who is.
    assert (others.displaced, others.n, others.up, others.down, others.same) == (0, 3, 0.0, pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert (displaced.displaced, displaced.n, displaced.mean, displaced.up) == (1, 1, 1.0, 1.0)
    assert others.top_tenth == 1.0, "one of three bears it all"


def test_where_nobody_differs_no_tenth_bears_more() -> None:
    assert spread(np.zeros(50))[-1] == 0.1
