"""Relatives, inequality, mobility, speech, informants, due process and the six items, on tables worked out in the comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.made import evidence, found, made
from lab import scenario
from sincerity.audits import assessment, chilling, due_process, inequality, informants, mobility, relatives
from sincerity.audits.evidence import Evidence
from sincerity.audits.inequality import gini
from sincerity.audits.intervals import Estimate
from sincerity.audits.mobility import shorrocks, year_matrix
from sincerity.scenario.schema import Scenario

ARTICLE = scenario("article", people=5, days=2, burn_in_days=0)
FAIR = scenario("due-process", people=5, days=2, burn_in_days=0)
FAMILY: list[dict[str, Any]] = [
    {"household": 0, "times_listed": 2, "days_listed": 6, "income": 100},
    {"household": 0, "income": 300, "ties_left": 7, "fear_authority": 13107},
    {"household": 0, "age": 10, "private_school": 0},
    {"household": 3, "income": 500, "ties_left": 4},
    {"household": 3, "age": 12},
]
COVERED: list[list[dict[str, Any]]] = [[{"covered": 5}], [{"covered": 5}]]


def beside(tmp_path: Path, people: list[dict[str, Any]], twin: list[dict[str, Any]], days: Any = COVERED, other: Any = COVERED) -> Evidence:
    """Two runs of the same people."""
    return Evidence(
        made(tmp_path / "run", ARTICLE, people, days), made(tmp_path / "twin", ARTICLE.with_(policy__active=False), twin, other)
    )


def test_relatives(tmp_path: Path) -> None:
    twin = [dict(row) for row in FAMILY]
    twin[1] |= {"income": 340, "ties_left": 5, "fear_authority": 0}
    twin[2] |= {"private_school": 1}
    twin[3] |= {"income": 1}
    of = found(relatives, beside(tmp_path, FAMILY, twin))
    # In the first household lives one who was listed; a man and a child live there who were not. The other has nobody listed.
    assert (of["relatives_share"].value, of["relatives_share"].n) == (2 / 5, 5)
    assert (of["children_of_listed_share"].value, of["children_of_listed_share"].n) == (1 / 2, 2)
    assert (of["relatives_change.income"].value, of["relatives_change.income"].n) == (-40, 1)
    assert of["relatives_change.ties"].value == 2
    assert of["relatives_change.fear_authority"].value == pytest.approx(0.2)
    assert of["relatives_change.private_school"].value == -1
    alone = found(relatives, Evidence(made(tmp_path / "alone", ARTICLE, FAMILY, COVERED)))
    assert alone["relatives_change.income"].note.startswith("Needs a twin")
    assert alone["relatives_share"].value == 2 / 5


def test_inequality(tmp_path: Path) -> None:
    """Incomes 100, 300, 500: Σ (2i - 4) x = -200 + 0 + 1000 = 800, by 3 · 900; in the twin 300 each."""
    twin = [{**row, "income": 300} if row.get("age", 30) >= 18 else row for row in FAMILY]
    of = found(inequality, beside(tmp_path, FAMILY, twin))
    assert of["gini_income"].value == pytest.approx(800 / 2700)
    assert of["gini_income_change"].value == pytest.approx(800 / 2700)
    # One of three adults has all days on the list: 1 - 1/3.
    assert of["gini_days_listed"].value == pytest.approx(2 / 3)
    assert of["gini_days_listed"].low is None
    # Harm in days: 6 for the first; 24 hours on slow trains make one day for the second. Σ (2i - 4) x = 2 · 6 of x = 0, 1, 6.
    harmed = [FAMILY[0], {**FAMILY[1], "hours_lost": 24}, *FAMILY[2:]]
    assert found(inequality, evidence(tmp_path / "harm", ARTICLE, harmed, COVERED))["gini_harm"].value == pytest.approx(12 / 21)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60).filter(any))
def test_gini_is_half_the_mean_difference_by_the_mean(values: list[int]) -> None:
    """The other definition: Σᵢ Σⱼ |xᵢ - xⱼ| / (2 n² x̄)."""
    x = np.array(values, float)
    assert gini(x) == pytest.approx(np.abs(x[:, None] - x[None, :]).sum() / (2 * len(x) ** 2 * x.mean()))


def test_mobility(tmp_path: Path) -> None:
    """Of 1,000 person-days in A ten end with a fall to B; of 500 in B five with a rise to A: a hundredth a day, both ways.

    Of such a pair the chance to be where one was is (1 + 0.98ⁿ)/2 after n days, so P of a year is all but 1/2 everywhere, and the index
    2 - tr P = 2 - (1 + 0.98³⁶⁵) = 0.99937….
    """
    days = [[{"covered": 5, "tier_A": 400, "scored": 600, "tier_B": 200}], [{"covered": 5, "tier_A": 600, "tier_B": 300, "scored": 900}]]
    days[1][0] |= {"moves_A_B": 10, "moves_B_A": 5, "listed": 12, "exits": 4}
    of = found(mobility, evidence(tmp_path / "run", ARTICLE, FAMILY, days))
    assert of["mobility_shorrocks"].value == pytest.approx(1 - 0.98**365)
    assert of["tier_year.A.A"].value == pytest.approx((1 + 0.98**365) / 2)
    assert of["tier_year.B.A"].value == pytest.approx((1 - 0.98**365) / 2)
    assert [of[f"tier_stay_days.{name}"].value for name in "AB"] == [100, 100]
    assert "tier_stay_days.AAA" not in of
    assert (of["list_stay_days"].value, of["list_stay_days"].n) == (3, 4)
    # 1,500 days with a score are 1,500/365 years.
    assert of["falls_per_1000"].value == pytest.approx(1000 * 10 * 365 / 1500)
    assert of["rises_per_1000"].value == pytest.approx(1000 * 5 * 365 / 1500)


def test_the_index_is_0_where_nobody_moves_and_1_where_the_past_does_not_count() -> None:
    stocks, still = np.array([[500.0, 900.0, 600.0]]), np.zeros((1, 3, 3))
    assert shorrocks(stocks, still) == 0
    # Every day everybody is put anywhere with the same chance.
    mixed = np.where(np.eye(3, dtype=bool), 0, stocks[0][:, None] / 3)[None]
    assert shorrocks(stocks, mixed) == pytest.approx(1)
    assert shorrocks(stocks[:, :1], still[:, :1, :1]) is None
    assert np.allclose(year_matrix(stocks[0], mixed[0]).sum(axis=1), 1)


def test_chilling(tmp_path: Path) -> None:
    days = [
        [{"covered": 5, "posts_wanted": 30, "posts_softened": 6}],
        [{"covered": 5, "posts_wanted": 10, "posts_withheld": 4, "posts_blocked": 1}],
    ]
    other = [[{"posts_wanted": 50, "posts_softened": 5}], [{}]]
    of = found(chilling, beside(tmp_path, FAMILY, FAMILY, days, other))
    # 6 of 40 softened, 4 withheld, 1 blocked; of the twin's 50, 5 softened. Three adults lived 2 days: 6/365 years.
    assert [of[f"posts_{name}_share"].value for name in ("softened", "withheld", "blocked", "chilled")] == [6 / 40, 4 / 40, 1 / 40, 10 / 40]
    assert of["posts_chilled_excess"].value == pytest.approx(10 / 40 - 5 / 50)
    assert of["posts_wished_change"].value == pytest.approx((40 - 50) * 365 / 6)
    assert found(chilling, evidence(tmp_path / "none", ARTICLE, FAMILY, COVERED))["posts_chilled_share"].note == "Nobody wished to speak."


def test_informants(tmp_path: Path) -> None:
    people = [{**FAMILY[0], "reports_against": 2}, *FAMILY[1:]]
    days = [
        [{"covered": 5, "reports": 5, "reports_false": 2, "reports_caught": 1}],
        [{"covered": 5, "informants": 1, "suspected": 4, "suspected_wrongly": 3}],
    ]
    of = found(informants, beside(tmp_path, people, people, days))
    assert of["informants_per_1000"].value == pytest.approx(1000 / 3)
    assert of["informants_per_1000"].note.startswith("The run has 2 days only")
    assert of["informants_excess"].value == pytest.approx(1000 / 3)
    assert of["reports_per_1000"].value == pytest.approx(1000 * 5 * 365 / 6)
    names = ("false_reports_share", "false_reports_caught_share", "reported_share", "suspected_wrongly_share")
    assert [of[name].value for name in names] == [2 / 5, 1 / 2, 1 / 3, 3 / 4]


@pytest.mark.parametrize(
    ("scenario", "granted", "safeguards"),
    [
        (ARTICLE, {"notice": 0, "grace_days": 60, "spares_unable": 0, "appeal": 0, "correction": 0, "term_days": 730, "expiry_days": 0}, 2),
        (FAIR, {"notice": 1, "grace_days": 90, "spares_unable": 1, "appeal": 1, "correction": 1, "term_days": 730, "expiry_days": 1825}, 6),
        (ARTICLE.with_(policy__listing__by_judgment=False), {"notice": 0, "grace_days": None, "term_days": None, "appeal": 0}, 0),
        (ARTICLE.with_(policy__active=False), {"notice": None, "appeal": None}, None),
    ],
    ids=["article", "due-process", "by score alone", "none"],
)
def test_what_a_policy_grants(tmp_path: Path, scenario: Scenario, granted: dict[str, Any], safeguards: int | None) -> None:
    of = evidence(tmp_path / "run", scenario, FAMILY, COVERED)
    assert {name: found(due_process, of)[name].value for name in granted} == granted
    assert found(assessment, of)["safeguards"].value == safeguards
    assert found(assessment, of)["human_oversight"].value == 0


def test_appeals(tmp_path: Path) -> None:
    days = [
        [{"covered": 5, "appeals": 8, "appeals_unaffordable": 2, "listed_wrongly": 3}],
        [{"covered": 5, "appeals_heard": 6, "appeals_won": 3}],
    ]
    days[1][0] |= {"appeals_won_rightly": 2, "listed_wrongly": 2}
    of = found(due_process, evidence(tmp_path / "run", FAIR, FAMILY, days))
    assert [of[f"appeals_{name}_share"].value for name in ("heard", "won", "unaffordable")] == [6 / 8, 3 / 6, 2 / 10]
    # Two set right over five days wrongly listed, which are 5/365 years.
    assert (of["wrongs_righted"].value, of["wrongs_righted_per_year"].value) == (2, pytest.approx(2 * 365 / 5))
    assert of["wrong_listings_appealed_share"].value is None
    none = found(due_process, evidence(tmp_path / "none", ARTICLE, FAMILY, [[{"listed_wrongly": 3}], [{}]]))
    assert (none["wrong_listings_appealed_share"].value, none["appeals_won_share"].note) == (0, "No appeal was heard.")


def test_the_six_items(tmp_path: Path) -> None:
    people = [{**FAMILY[0], "sanctioned": 1, "records_false": 1, "reports_made": 3}, *FAMILY[1:]]
    days = [[{}], [{"covered": 4, "scored": 3, "records_littering": 6, "flights_refused": 2, "hotel_refused": 1}]]
    of = found(assessment, evidence(tmp_path / "run", ARTICLE, people, days))
    assert of["processes"].value == 14
    assert "association" not in of["processes"].note
    assert (of["days_in_force"].value, of["days_in_force"].n, of["covered_share"].value) == (1, 2, 4 / 5)
    assert of["records_per_adult_year"].value == pytest.approx(6 * 365 / 3)
    affected = {name.partition(".")[2]: one.value for name, one in of.items() if name.startswith("affected.")}
    counts = {
        "listed": 1,
        "sanctioned": 1,
        "detained": 0,
        "wrongly_on_record": 1,
        "reported": 0,
        "informants": 1,
        "children": 1,
        "relatives": 1,
    }
    assert affected == counts
    assert (of["harms_counted"].value, of["harms_counted"].note) == (2, "travel 2, hotels 1.")


def test_an_estimate_in_another_unit() -> None:
    assert Estimate(0.5, 9, 0.25, None, "so").times(4) == (2, 9, 1, None, "so")
