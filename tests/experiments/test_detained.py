"""The risk model scored by truth: who counts as what, and the page is of these scenarios."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sincerity.experiments import detained
from sincerity.experiments.detained import BUDGETS, MEASURES, Cohort, Size, scenarios, share, tell
from sincerity.experiments.pages import digest_of
from sincerity.types import ADULT, GROUP_B

PAGE = Path(__file__).parents[2] / "docs" / "detention-measured.md"


def test_the_sides_differ_by_detention_alone() -> None:
    twin, *runs = scenarios(Size())
    assert [run.policy.detention.detained_per_1000 for run in runs] == list(BUDGETS)
    for run in runs:
        alike = run.with_(policy__detention__active=False, policy__detention__detained_per_1000=BUDGETS[0])
        assert alike == twin


def test_a_cohort_is_told_by_what_the_same_people_did() -> None:
    """Seven at large, two of them gone within the year; of those who stay 0 and 1 are detained, 0 and 4 did it, 2 the day before."""
    standing = np.array([ADULT, ADULT | GROUP_B, ADULT, ADULT | GROUP_B, ADULT, ADULT, ADULT])
    arrived = np.zeros(7, np.int64)
    twin = SimpleNamespace(people={"arrived": np.array([0, 0, 0, 0, 0, 1, 1]), "standing": standing})
    truth = SimpleNamespace(
        last_predicted=np.array([605, -1, 599, -1, 700, 700, -1]), last_misdeed=np.array([605, 650, -1, -1, 700, 700, -1])
    )
    at_large, taken = np.ones(7, np.bool_), np.array([1, 1, 0, 0, 0, 1, 0], np.bool_)
    found = tell(Cohort(600, at_large, taken, arrived), truth, twin)  # type: ignore[arg-type]
    assert found == {
        "at_large": 5,
        "acted": 2,
        "misdeed": 3,
        "taken": 2,
        "taken_acted": 1,
        "taken_misdeed": 2,
        "innocent_a": 1,
        "taken_innocent_a": 0,
        "innocent_b": 2,
        "taken_innocent_b": 1,
    }
    shadows = {"shadows": 2.0, "no_shadow_predicted": 1.0, "no_shadow_misdeeds": 0.0, "no_shadow_acts": 0.0}
    told = {name: of(found | shadows) for name, _, of in MEASURES}
    assert told["precision: of the detained, did it in the twin"] == 50
    assert told["base rate: of all adults at large"] == 40
    assert told["recall: of those who did it in the twin, detained"] == 50
    assert told["the same, of those not detained"] == pytest.approx(100 / 3)
    assert told["**would have done nothing**, by the twin"] == 50
    assert told["false positives, group B"] == 50_000
    assert share(1, 0) == 0


def test_a_small_life_through() -> None:
    found = [detained.live(Size(people=1500, burn_in_days=5), seed) for seed in (0, 1)]
    few, many = found[0]
    assert many["taken"] > few["taken"]
    assert many["shadows"] >= many["taken"] > 0
    assert many["at_large"] > 10_000
    text = detained.page(found, Size(people=1500, burn_in_days=5, seeds=2), 1.0, 1)
    assert all(name in text for name, _, _ in MEASURES)


def test_the_page_is_of_these_scenarios() -> None:
    assert f"`{digest_of(scenarios(Size()))}`" in PAGE.read_text(encoding="utf-8"), "made of other scenarios: run the command again"
