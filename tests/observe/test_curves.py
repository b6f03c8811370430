"""Curves over time: the ratio of sums that they say they are, in stretches that fit the run."""

from __future__ import annotations

import numpy as np
import pytest

import sincerity as sl
from sincerity.errors import ScenarioError
from sincerity.observe.charts import plot_run, series_chart
from sincerity.observe.curves import CURVES, all_over_days, all_over_time, curve_of, half_width, over_days, over_time, stretch_of


@pytest.fixture(scope="module")
def run() -> sl.Run:
    """A run of some weeks with every mechanism."""
    return sl.run("article", against="none", people=200, days=45, set=["burn_in_days=5", "policy.rollout.active=false"])


def test_every_curve_is_one_of_the_run_s(run: sl.Run) -> None:
    there = set(run.series.columns)
    assert all(set(curve.needs) <= there for curve in CURVES)
    assert len({curve.name for curve in CURVES}) == len(CURVES)


@pytest.mark.parametrize(
    ("name", "days", "stretch"),
    [
        ("listed", 120, "day"),
        ("listed", 121, "day // 7"),
        ("listed", 801, "date_trunc('month', date)"),
        ("wrongs", 120, "day // 7"),
        ("wrongs", 121, "date_trunc('month', date)"),
        ("income", 30, "date_trunc('month', date)"),
    ],
)
def test_stretches_grow_with_the_run(run: sl.Run, name: str, days: int, stretch: str) -> None:
    assert stretch_of(curve_of(name, run.series.columns), days) == stretch


def test_curves_read_together_are_those_read_alone(run: sl.Run) -> None:
    together = all_over_time([run], CURVES)
    days = all_over_days(run, CURVES, 3, 20)
    for curve in CURVES:
        alone = over_time([run], curve)
        for one, other in zip(together[curve.name], alone, strict=True):
            np.testing.assert_array_equal(one, other)
        np.testing.assert_equal(days[curve.name], over_days(run, curve, 3, 20))


def test_a_level_by_day_is_the_series(run: sl.Run) -> None:
    whole = run.series.filter("region = -1").order("day").to_numpy()
    found = over_time([run], curve_of("trust", run.series.columns))
    np.testing.assert_allclose(found.value, whole["trust_sum"] / whole["adults"] / 65535, rtol=1e-12)
    assert np.isnan(found.low).all()
    np.testing.assert_array_equal(found.first, whole["date"])


def test_a_flow_is_a_yearly_rate(run: sl.Run) -> None:
    whole = run.series.filter("region = -1").order("day").to_numpy()
    found = over_time([run], curve_of("wrongs", run.series.columns))
    assert len(found.value) == 7
    assert found.value[0] == pytest.approx(365_000 * whole["wrongs"][:7].sum() / whole["adults"][:7].sum())


def test_the_interval_is_students() -> None:
    values = np.array([[1.0, 5.0], [3.0, 5.0], [5.0, 5.0]])
    np.testing.assert_allclose(half_width(values), [4.302652729911275 * 2 / np.sqrt(3), 0.0])  # t, 97.5 %, two degrees of freedom
    assert np.isnan(half_width(values[:1])).all()


def test_unknown_curves_are_refused_with_the_nearest(run: sl.Run) -> None:
    with pytest.raises(ScenarioError, match="Did you mean informants"):
        plot_run(run, "informant")
    with pytest.raises(ScenarioError, match="no curve and no column"):
        plot_run(run, "date")


@pytest.mark.parametrize("metric", ["fear_authority", "acts_littering", "income_sum"])
def test_charts_keep_to_the_schema_and_name_both_runs(run: sl.Run, metric: str) -> None:
    spec = plot_run(run, metric).to_dict(validate=True)
    text = str(spec)
    assert "'article'" in text
    assert "'none'" in text
    assert spec["title"]


def test_a_run_that_lacks_a_column_is_left_out_of_its_chart(run: sl.Run) -> None:
    assert run.twin is not None
    assert "tier_A" not in run.twin.series.columns
    text = str(plot_run(run, "tier_A").to_dict(validate=True))
    assert "'article'" in text
    assert "'none'" not in text


def test_holes_part_a_line() -> None:
    rows = [{"first": f"2020-01-0{day}", "name": "a", "value": None if day == 2 else day, "low": None, "high": None} for day in (1, 2, 3)]
    assert "'value': None" in str(series_chart(rows).to_dict())
