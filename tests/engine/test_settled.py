"""The burn-in settles everything: afterwards no mean of `none` drifts by more than 1 % a year, and trust is as surveyed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lab import Outcome, live, scenario

PEOPLE, YEARS = 40_000, 6
STOCKS = ("fear_wronged_sum", "trust_sum")
FREQUENT = ("deals", "trips", "wrongs", "ties_lost", "posts_wanted", "acts_littering")
"""Flows so frequent that the standard error of the seeds' mean step is a hundredth at the most."""
SEEDS = (1, 2, 3, 4)
SURVEYED = 0.644
"""Share of yes to "most people can be trusted" (World Values Survey 2010-2014, China)."""


@pytest.fixture(scope="module")
def none() -> Outcome:
    return live(scenario("none", people=PEOPLE, days=365 * YEARS, burn_in_days=365), threads=2)


def yearly(none: Outcome, column: str, years: int = YEARS) -> list[float]:
    return [float(none.daily(column)[365 * y : 365 * (y + 1)].mean()) for y in range(years)]


def drift(years: list[float]) -> float:
    """Share of the mean by which a straight line through the years rises in one."""
    return float(np.polyfit(range(len(years)), years, 1)[0] / np.mean(years))


def counts() -> list[str]:
    """The columns of `none` that may differ from 0 and are events of a day."""
    behaviours = [row.id for row in scenario("none").society.behaviour]
    return ["deals", "trips", "wrongs", "ties_lost", "posts_wanted", "posts_made", *(f"acts_{name}" for name in behaviours)]


def test_every_column_of_none_is_held_to_its_mean(none: Outcome) -> None:
    moving = {name for name, column in none.series.items() if column.any()} - {"day", "region", "people", "adults"}
    known = {*STOCKS, *counts(), "fear_wronged_high", "spared"}
    assert moving <= known, moving - known


@pytest.mark.parametrize("column", STOCKS)
def test_a_stock_drifts_by_less_than_a_hundredth_a_year(none: Outcome, column: str) -> None:
    assert abs(drift(yearly(none, column))) < 0.01


@pytest.mark.parametrize("column", counts())
def test_a_flow_drifts_by_less_than_a_hundredth_a_year(none: Outcome, column: str) -> None:
    """Or by what chance gives to a slope through six years of so many events, three standard errors."""
    years = yearly(none, column)
    events = 365 * sum(years)
    spread = math.sqrt(sum((y - (YEARS - 1) / 2) ** 2 for y in range(YEARS)))
    noise = math.sqrt(YEARS / events) / spread
    assert abs(drift(years)) < max(0.01, 3 * noise)


@pytest.fixture(scope="module")
def first_years() -> list[Outcome]:
    """The two years after the burn-in, lived by smaller societies."""
    wanted = scenario("none", people=PEOPLE // 2, days=365 * 2, burn_in_days=365)
    return [live(wanted, seed=seed, threads=2) for seed in SEEDS]


@pytest.mark.parametrize("column", STOCKS + FREQUENT)
def test_nothing_is_left_to_settle_in_the_first_year(first_years: list[Outcome], column: str) -> None:
    """A burn-in too short, or a start far from the settled mean, shows as a step from the first year to the second."""
    steps = [float(b / a - 1) for a, b in (yearly(outcome, column, 2) for outcome in first_years)]
    assert abs(np.mean(steps)) < 0.01


def test_ties_keep_their_number(none: Outcome) -> None:
    left, start = none.people["ties_left"].sum(), none.people["ties_start"].sum()
    assert abs(left / start - 1) < 0.01 * YEARS


def test_trust_is_as_surveyed(none: Outcome) -> None:
    adult = none.people["age"] >= 18
    yes = none.people["trusts"][adult].mean()
    assert abs(yes - SURVEYED) < 4 * math.sqrt(SURVEYED * (1 - SURVEYED) / adult.sum())
    mean = np.mean(yearly(none, "trust_sum")) / none.daily("adults").mean() / 65535
    assert abs(mean - SURVEYED) < 0.005
