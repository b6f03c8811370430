"""What a column says that it counts (what happened, what stands, what a first of a month found) is what it counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from engine.test_bits import EVERYTHING
from lab import Outcome, foresee, live, scenario
from sincerity.compute.fields import FLOW, MONTHLY, STOCK
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.day import DAY, MONTH, SERVE, Step
from sincerity.engine.records import COLUMNS
from sincerity.engine.simulation import Simulation
from sincerity.types import ADULT, PRIVATE, Array

ALL = (*COLUMNS, *(column for module in BUILT_IN for column in getattr(module, "COLUMNS", ())))
COUNTS = {column.name: column.counts for column in ALL}
BY_THE_ENGINE = {"people", "adults"}
AS_THEY_LIVE = {"slowed", "on_map"}
"""Stocks that are counted where the day asks for them anyway, not in its last stage."""


@cache
def busy() -> Outcome:
    """70 days with three firsts of a month, in which everything is counted that can be."""
    found = live(scenario("article", *EVERYTHING, "start=2014-11-25", people=3000, days=70), hasty=True, look=foresee)
    assert found.silent() == set()
    return found


def firsts() -> Array:
    start = busy().simulation.scenario.start
    return np.array([(start + timedelta(days=day)).day == 1 for day in range(busy().simulation.n_days)])


def counted_by(steps: Iterable[Step]) -> set[str]:
    return {field.removeprefix("tally.") for step in steps for field in step.writes.split() if field.startswith("tally.")}


def test_every_column_counts_one_of_three() -> None:
    assert set(COUNTS.values()) == {FLOW, STOCK, MONTHLY}


@pytest.mark.parametrize("name", sorted(name for name, counts in COUNTS.items() if counts == MONTHLY))
def test_what_a_first_of_a_month_finds_is_0_on_all_other_days(name: str) -> None:
    found = busy().daily(name)
    assert firsts().sum() == 3
    assert found[firsts()].any()
    assert not found[~firsts()].any()


def test_what_stands_at_the_end_of_a_day_is_counted_at_its_end() -> None:
    stocks = {name for name, counts in COUNTS.items() if counts == STOCK}
    assert counted_by(step for step in DAY if step.stage == "tally") == stocks - BY_THE_ENGINE - AS_THEY_LIVE
    assert counted_by((*MONTH, *SERVE)) & stocks == set()


def test_what_stands_stands_on_the_next_day_too() -> None:
    """Between mornings on which a policy changes no stock of many people is gone within a day; what is counted on firsts alone would be."""
    changes = {0, 15, 16, 44, 45}
    days = [day for day in range(1, busy().simulation.n_days) if day not in changes and not firsts()[day]]
    checked = 0
    for name in sorted(name for name, counts in COUNTS.items() if counts == STOCK and name in busy().series):
        found = busy().daily(name)
        for day in days:
            if found[day - 1] >= 50:
                checked += 1
                assert found[day] > found[day - 1] / 4, (name, day)
    assert checked > 500


def test_what_a_first_of_a_month_finds_of_people_is_what_they_have_then() -> None:
    """Money and places move on firsts of a month alone, so that the state at the end of the day is that of its morning."""
    sums: list[tuple[int, int]] = []
    wanted = scenario("article", *EVERYTHING, "start=2014-11-25", people=1000, days=10)

    def look(simulation: Simulation) -> None:
        foresee(simulation)
        grown = simulation.people["standing"] & ADULT != 0
        sums.append((int(simulation.cold["savings"][grown].sum()), int((simulation.cold["school"] & PRIVATE != 0).sum())))

    found = live(wanted, hasty=True, look=look)
    first = 6
    assert sums[-(wanted.days - first) + 1] == (found.daily("savings_sum")[first], found.daily("private_pupils")[first])
