"""What falls on groups: worked out by hand, and held to fairlearn on the same people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fairlearn import metrics

import sincerity as sl
from audits.made import evidence, found, made
from lab import scenario
from sincerity.audits import disparate_impact, error_gaps
from sincerity.audits.evidence import Evidence
from sincerity.audits.groups import ATTRIBUTES
from sincerity.audits.intervals import Sums, difference, ratio, wilson

SMALL = scenario("article", people=7, days=1, burn_in_days=0)
COVERED = [[{"covered": 7, "scored": 6}]]
PEOPLE = [
    {"group": "A", "times_listed": 1, "listed": 1, "clean_score": 590, "records": 4, "income": 50},
    {"group": "A", "sex": "female", "clean_score": 500, "records": 2, "income": 40},
    {"group": "A", "age": 45, "clean_score": 900, "income": 30},
    {"group": "A", "age": 80, "times_listed": 2, "listed": 1, "clean_score": 900, "in_debt": 1, "records": 6, "income": 20},
    {"group": "B", "times_listed": 1, "listed": 1, "clean_score": 900, "records": 1, "income": 10},
    {"group": "B", "schooling": "college", "clean_score": 900, "records": 2, "income": 10},
    {"group": "B", "age": 17, "records": 99},
]
"""Of four adults of group A two were ever listed, of two of group B one; the last is a child and counts nowhere."""


def one(rates: float, base: float) -> Sums:
    return Sums(np.array([rates]), np.array([base]))


def test_rates_differences_and_ratios(tmp_path: Path) -> None:
    of = found(disparate_impact, evidence(tmp_path / "run", SMALL, PEOPLE, COVERED))
    a, b = of["impact.listed.rate.group=A"], of["impact.listed.rate.group=B"]
    assert (a.value, a.n, a.low, a.high) == (0.5, 4, *wilson(2, 4))
    assert (b.value, b.n) == (0.5, 2)
    # By sex: 3 of 5 men, 0 of 1 woman.
    assert of["impact.listed.difference.sex"].value == 0.6
    assert (of["impact.listed.difference.sex"].low, of["impact.listed.difference.sex"].high) == difference(one(3, 5), one(0, 1))[2:4]
    assert of["impact.listed.ratio.sex"].value == 0
    # Spared are 2 of 5 men and 1 of 1 woman, so 0.4.
    assert of["impact.listed.spared_ratio.sex"].value == pytest.approx(0.4)
    assert of["impact.listed.spared_ratio.sex"].low == pytest.approx(ratio(one(2, 5), one(1, 1)).low)
    assert "Between male and female." in of["impact.listed.ratio.sex"].note
    # Records: (4 + 2 + 0 + 6)/4 = 3 of group A, (1 + 2)/2 = 1.5 of group B; the child's are not counted.
    assert [of[f"impact.records.rate.group={name}"].value for name in "AB"] == [3, 1.5]
    assert (of["impact.records.difference.group"].value, of["impact.records.ratio.group"].value) == (1.5, 0.5)
    # Nobody was detained: a difference of 0, and no ratio.
    assert of["impact.detained.difference.group"].value == 0
    assert (of["impact.detained.ratio.group"].value, of["impact.detained.ratio.group"].note) == (None, "It befell nobody.")


def test_bands_of_age_and_fifths_of_income(tmp_path: Path) -> None:
    of = found(disparate_impact, evidence(tmp_path / "run", SMALL, PEOPLE, COVERED))
    rates = {name.partition(".rate.")[2]: one.value for name, one in of.items() if name.startswith("impact.listed.rate.")}
    # At 30: residents 0, 1, 4 and 5, of whom 0 and 4 were listed.
    assert {name: value for name, value in rates.items() if name.startswith("age")} == {"age=30-44": 0.5, "age=45-59": 0, "age=75+": 1}
    # Six adults by income, ties by number: residents 4, 5, 3, 2, 1, 0 have the places 0…5, and place · 5 // 6 + 1 is their fifth.
    fifths = {"income_fifth=1": 0.5, "income_fifth=2": 1, "income_fifth=3": 0, "income_fifth=4": 0, "income_fifth=5": 1}
    assert {name: value for name, value in rates.items() if name.startswith("income")} == fifths
    assert rates["schooling=primary_or_less"] == 0.6


def test_fifths_are_the_twins_where_there_is_one(tmp_path: Path) -> None:
    """The policy took the first resident's income; in the twin that resident is still the richest."""
    struck = [{**PEOPLE[0], "income": 0}, *PEOPLE[1:]]
    run, twin = made(tmp_path / "a", SMALL, struck, COVERED), made(tmp_path / "b", SMALL, PEOPLE, COVERED)
    alone, beside = found(disparate_impact, Evidence(run)), found(disparate_impact, Evidence(run, twin))
    assert beside["impact.listed.rate.income_fifth=5"].value == 1
    assert alone["impact.listed.rate.income_fifth=5"].value == 0
    assert "in the twin" in beside["impact.listed.rate.income_fifth=5"].note
    assert "the policy may have moved" in alone["impact.listed.rate.income_fifth=5"].note


def test_regions_without_the_policy_do_not_count(tmp_path: Path) -> None:
    people = [*PEOPLE, {"region": 1, "group": "B", "times_listed": 1, "age": 30}]
    of = found(disparate_impact, evidence(tmp_path / "run", scenario("article", people=8, days=1), people, [[*COVERED[0], {}]]))
    assert of["impact.listed.rate.group=B"].n == 2


def test_the_lists_errors_by_group(tmp_path: Path) -> None:
    """The line is 600. With a true ground: 590, 500, and 900 with a debt, two of them listed; without: three, one of them listed."""
    of = found(error_gaps, evidence(tmp_path / "run", SMALL, PEOPLE, COVERED))
    # Group A has all three with a ground, and one without, unlisted; both of group B have none, one is listed.
    assert of["list_true_positive_rate.group=A"].value == pytest.approx(2 / 3)
    assert "list_true_positive_rate.group=B" not in of
    assert [of[f"list_false_positive_rate.group={name}"].value for name in "AB"] == [0, 0.5]
    assert of["equal_opportunity.group"].value is None
    # By sex: true grounds are two men's, both listed, and a woman's, not listed; no woman is without.
    assert (of["list_true_positive_rate.sex=male"].value, of["list_true_positive_rate.sex=female"].value) == (1, 0)


def test_no_list_no_errors_of_it(tmp_path: Path) -> None:
    off = SMALL.with_(policy__listing__active=False)
    of = found(error_gaps, evidence(tmp_path / "run", off, PEOPLE, COVERED))
    assert {one.note for one in of.values()} == {"No list is in force on the last day."}


WATCHED = (
    "burn_in_days=30",
    "society.region_people=128",
    "society.group_b_share=0.4",
    "policy.rollout.active=false",
    "policy.listing.by_score_below=990",
    "mind.awareness.from=everyone",
)
SIZES: dict[str, Any] = {"people": 1500, "days": 120, "seed": 2}


@pytest.fixture(scope="module")
def alike() -> sl.Run:
    return sl.run("article", set=WATCHED, **SIZES)


@pytest.fixture(scope="module")
def fair(alike: sl.Run) -> Any:
    return sl.audit(alike)


@pytest.fixture(scope="module")
def unlike() -> sl.Run:
    """The same people, group B watched three times as closely."""
    return sl.run("article", set=[*WATCHED, "policy.surveillance.group_b_factor=3"], **SIZES)


@pytest.mark.parametrize("attribute", ATTRIBUTES, ids=lambda attribute: attribute.name)
def test_fairlearn_finds_the_same(alike: sl.Run, fair: Any, attribute: Any) -> None:
    frame = alike.people.filter("age >= 18").order("income, id").to_pandas()
    frame["fifth"] = np.arange(len(frame)) * 5 // len(frame) + 1
    frame["value"] = by_attribute(frame, attribute.name)
    hit = (frame.times_listed > 0).to_numpy(int)
    groups = metrics.MetricFrame(metrics=metrics.selection_rate, y_true=hit, y_pred=hit, sensitive_features=frame.value)
    for value, rate in groups.by_group.items():
        assert fair[f"impact.listed.rate.{attribute.member(str(value))}"].value == pytest.approx(rate)
    parity = {"y_true": hit, "y_pred": hit, "sensitive_features": frame.value}
    assert fair[f"impact.listed.difference.{attribute.name}"].value == pytest.approx(metrics.demographic_parity_difference(**parity))
    assert fair[f"impact.listed.ratio.{attribute.name}"].value == pytest.approx(metrics.demographic_parity_ratio(**parity))
    spared = {**parity, "y_pred": 1 - hit}
    assert fair[f"impact.listed.spared_ratio.{attribute.name}"].value == pytest.approx(metrics.demographic_parity_ratio(**spared))
    ground = ((frame.clean_score < 990) | (frame.in_debt == 1)).to_numpy(int)
    odds = {"y_true": ground, "y_pred": frame.listed.to_numpy(int), "sensitive_features": frame.value}
    assert fair[f"equal_opportunity.{attribute.name}"].value == pytest.approx(metrics.equal_opportunity_difference(**odds))
    assert fair[f"equalized_odds.{attribute.name}"].value == pytest.approx(metrics.equalized_odds_difference(**odds))


def by_attribute(frame: Any, name: str) -> Any:
    """The value of an attribute for each adult, as ids have it."""
    if name == "age":
        ends = np.array([30, 45, 60, 75])
        return np.array(["18-29", "30-44", "45-59", "60-74", "75+"])[np.searchsorted(ends, frame.age, side="right")]
    return frame.fifth.astype(str) if name == "income_fifth" else frame[name]


def test_closer_watching_of_a_group_is_found_and_called_imposed(fair: Any, unlike: sl.Run) -> None:
    """The watching itself has a sign, which is no finding: that is what the note says."""
    unfair = sl.audit(unlike)
    rate = "impact.records.rate.group=B"
    assert unfair[rate].value > fair[rate].value
    assert unfair[rate].low is not None
    assert unfair["impact.records.ratio.group"].value < 0.8 < fair["impact.records.ratio.group"].value
    assert unfair[rate].note.startswith("Imposed, not found: `policy.surveillance.group_b_factor` is 3")
    assert fair[rate].note.startswith("Found: `policy.surveillance.group_b_factor` is 1")
    assert fair["impact.records.rate.sex=male"].note == unfair["impact.records.rate.sex=male"].note
