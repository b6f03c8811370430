"""The detained and the risk model: worked out in the comments, and on a run that detains."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sincerity as sl
from audits.made import evidence, found
from lab import scenario
from sincerity.audits import detention
from sincerity.audits.detention import brier_score, risks
from sincerity.audits.evidence import Evidence
from sincerity.audits.intervals import wilson
from sincerity.mechanisms.detention import FEATURES

ARTICLE = scenario("article", people=5, days=2, burn_in_days=0)
PEOPLE: list[dict[str, Any]] = [
    {"group": "A"},
    {"group": "A"},
    {"group": "B", "sex": "female"},
    {"group": "A", "sex": "female"},
    {"age": 9},
]
DAYS: list[list[dict[str, Any]]] = [[{"covered": 5, "detentions": 4, "detained": 4}], [{"covered": 5, "detained": 3}]]
NOTHING = dict.fromkeys(FEATURES, 0)


def taken(who: int, group: int, sex: int, *shadow: int, odds: int = 0) -> dict[str, int]:
    """A row of `detained`."""
    acts = dict(zip(("shadow_predicted", "shadow_misdeeds", "shadow_acts"), shadow, strict=True))
    return {"day": 0, "id": who, "region": 0, "group": group, "sex": sex, **NOTHING, "log_odds": odds, **acts, "followed": 0}


TAKEN = [taken(0, 0, 0, 1, 3, 9), taken(1, 0, 0, 0, 2, 5, odds=-4096), taken(2, 1, 1, 0, 0, 4), taken(2, 1, 1, 0, 0, 0)]


def weights(day: int, intercept: int, **features: int) -> list[dict[str, Any]]:
    return [{"day": day, "feature": name, "weight": {"intercept": intercept, **features}.get(name, 0)} for name in ("intercept", *FEATURES)]


def cell(day: int, people: int, with_record: int, **features: int) -> dict[str, int]:
    return {"day": day, **NOTHING, **features, "people": people, "with_record": with_record, "log_odds": 0}


def test_the_detained(tmp_path: Path) -> None:
    of = found(detention, evidence(tmp_path / "run", ARTICLE, PEOPLE, DAYS, detained=TAKEN))
    assert (of["detentions"].value, of["detained_days"].value) == (4, 7)
    # One of four would have stolen or hit; two would have done nothing that costs points.
    assert (of["detention_precision"].value, of["detained_innocent_share"].value, of["detained_harmless_share"].value) == (0.25, 0.75, 0.5)
    assert (of["detention_precision"].low, of["detention_precision"].high) == wilson(1, 4)
    # Log odds of 0, -1, 0, 0.
    assert of["detained_risk_mean"].value == pytest.approx((1.5 + 1 / (1 + math.e)) / 4)
    # Taken wrongly: one of three adults of group A, and the only one of group B, who was taken twice and counts once.
    assert of["detained_innocent_per_100000.group=A"].value == pytest.approx(100_000 / 3)
    assert of["detained_innocent_per_100000.group=B"].value == pytest.approx(100_000)
    assert of["detained_innocent_difference.group"].value == pytest.approx(200_000 / 3)
    assert of["detained_innocent_ratio.group"].value == pytest.approx(1 / 3)
    assert of["detained_innocent_per_100000.sex=female"].value == pytest.approx(50_000)
    assert of["risk_brier"].note == detention.NO_MODEL


def test_forecasts_are_held_to_the_year_after(tmp_path: Path) -> None:
    """The model of day 0 gives log odds 0 to all, and 1 more for whoever spoke; the next year has 4 people in one cell, 6 in another."""
    first, second = weights(0, 0, spoke=4096), weights(365, -9999)
    cells = [cell(0, 50, 1), cell(365, 4, 1), cell(365, 6, 3, spoke=1)]
    of = found(detention, evidence(tmp_path / "run", ARTICLE, PEOPLE, DAYS, risk_models=first + second, risk_cells=cells))
    p = 1 / (1 + math.exp(-1))
    brier = (1 * 0.25 + 3 * 0.25 + 3 * (1 - p) ** 2 + 3 * p**2) / 10
    assert of["risk_brier"].value == pytest.approx(brier)
    assert of["risk_brier"].note == "Forecasts of the year after."
    # 4 of 10 had a record.
    assert of["risk_skill"].value == pytest.approx(1 - brier / (0.4 * 0.6))
    assert of["risk_predicted.from_10_percent"].value == pytest.approx((4 * 0.5 + 6 * p) / 10)
    assert (of["risk_observed.from_10_percent"].value, of["risk_observed.from_10_percent"].n) == (0.4, 10)
    assert "risk_observed.below_1_percent" not in of


def test_a_single_model_is_held_to_its_own_year_and_says_so(tmp_path: Path) -> None:
    of = found(detention, evidence(tmp_path / "run", ARTICLE, PEOPLE, DAYS, risk_models=weights(0, 0), risk_cells=[cell(0, 8, 4)]))
    assert (of["risk_brier"].value, of["risk_skill"].value) == (0.25, 0)
    assert "flatters" in of["risk_brier"].note


def test_why_there_is_nothing(tmp_path: Path) -> None:
    off = ARTICLE.with_(policy__detention__active=False)
    assert (
        found(detention, evidence(tmp_path / "off", off, PEOPLE, DAYS))["detention_precision"].note
        == "No policy of the run detains anybody."
    )
    on = found(detention, evidence(tmp_path / "on", ARTICLE, PEOPLE, DAYS))
    assert on["detention_precision"].note == detention.NO_MODEL
    model = {"risk_models": weights(0, 0), "risk_cells": [cell(0, 8, 4)]}
    assert (
        found(detention, evidence(tmp_path / "none", ARTICLE, PEOPLE, DAYS, **model))["detention_precision"].note == "Nobody was detained."
    )


@pytest.fixture(scope="module")
def detaining() -> sl.Run:
    """Files are kept on the second day, models are fitted on the next two 1 Januaries."""
    wishes = ["start=2014-12-31", "burn_in_days=0", "policy.rollout.active=false", "policy.detention.detained_per_1000=20"]
    return sl.run("article", people=400, days=740, set=wishes, seed=1)


def test_of_a_run_that_detains(detaining: sl.Run) -> None:
    of = sl.audit(detaining)
    rows = detaining.more("detained")
    assert rows is not None
    assert of["detentions"].value == len(rows) > 0
    assert of["detention_precision"].value == rows.filter("shadow_predicted > 0").aggregate("count(*)").fetchall()[0][0] / len(rows)
    assert of["detention_precision"].value + of["detained_innocent_share"].value == pytest.approx(1)
    # What the model gave the cells of its own year is what the run wrote down; forecasts are of the next.
    side = Evidence(detaining)
    cells, models = side.rows("SELECT * FROM risk_cells ORDER BY ALL"), side.rows("SELECT * FROM risk_models")
    first, second = np.unique(models["day"]).tolist()
    own = cells["day"] == first
    assert np.allclose(risks(models, first, cells)[own], 1 / (1 + np.exp(-cells["log_odds"][own] / 4096)))
    later = cells["day"] == second
    expected = brier_score(risks(models, first, cells)[later], cells["people"][later], cells["with_record"][later])
    assert of["risk_brier"].value == pytest.approx(expected)
    assert of["risk_brier"].n == cells["people"][later].sum()
    assert sum(one.n for one in of.family("risk_observed.")) == of["risk_brier"].n
