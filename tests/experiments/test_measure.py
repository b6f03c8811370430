"""Whole runs in memory: sums, denominators and intervals."""

from __future__ import annotations

import numpy as np
import pytest

import lab
from sincerity.errors import RunError
from sincerity.experiments import measure
from sincerity.experiments.measure import Crew, Interval, Life, Task, interval, live

SMALL = lab.scenario("article", "policy.rollout.active=false", people=400, days=40, burn_in_days=5)


def made_up(**series: list[int]) -> Life:
    return Life(
        SMALL, {name: np.array(column) for name, column in series.items()}, {"age": np.array([17, 18, 40]), "x": np.array([9, 1, 3])}
    )


def acts(life: Life) -> float:
    return life.total(*life.beginning("acts_"))


def test_a_life_is_the_run_summed_over_regions() -> None:
    several = SMALL.with_(society__region_people=128)
    life, whole = live(several, seed=3), lab.live(several, seed=3)
    assert set(life.series) == set(whole.series) - {"day", "region"}
    for name, column in life.series.items():
        assert column.tolist() == whole.daily(name).tolist(), name
    for name, column in life.people.items():
        assert column.tolist() == whole.people[name].tolist(), name


def test_ratios_have_the_denominators_that_they_name() -> None:
    life = made_up(adults=[2, 2], n=[1, 3], n_sum=[65535, 65535 * 3])
    assert life.per_year("n") == pytest.approx(4 / 4 * 365)
    assert life.mean("n") == 1
    assert life.level("n_sum", "n") == 1
    assert life.at_end("n") == 1.5
    assert life.of_adults("x").tolist() == [1, 3]
    assert life.between(1, 2).total("n") == 3
    assert life.total("n", "not there") == 4
    assert made_up(adults=[0], n=[0]).mean("n") == 0


def test_the_last_year_is_at_most_365_days() -> None:
    life = made_up(adults=[1] * 400, n=[5] * 35 + [1] * 365)
    assert life.last_year().total("n") == 365
    assert made_up(adults=[1], n=[1]).last_year().total("n") == 1


def test_an_interval_is_students() -> None:
    found = interval([1.0, 2.0, 3.0])
    assert found.mean == 2
    assert found.high - 2 == pytest.approx(4.302653 / np.sqrt(3))
    assert interval([4.0, 4.0]) == (4, 4, 4)
    assert [Interval(1, *ends).sign for ends in ((0.5, 2), (-1, 2), (-2, -1), (0, 1))] == [1, 0, -1, 0]


def test_processes_change_nothing_and_keep_the_order() -> None:
    tasks = [Task(SMALL, seed, acts) for seed in range(3)]
    with Crew(1) as alone, Crew(2) as crew:
        expected = list(alone.see(tasks))
        assert list(crew.see(tasks)) == expected
    assert len(set(expected)) == 3


def test_without_scipy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(measure.importlib, "import_module", missing)
    with pytest.raises(RunError, match=r"scipy.*pip install"):
        interval([1.0, 2.0])
