"""Points, proportion and unrelated contexts, on tables that are worked out in the comments."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from audits.made import evidence, found
from lab import scenario
from sincerity.audits import contexts, proportionality
from sincerity.audits.points import costs, lists_by_score, price_of

ARTICLE = scenario("article", people=3, days=2, burn_in_days=0)
PEOPLE: list[dict[str, Any]] = [
    {"listed": 1, "score": 605},
    {"listed": 1, "score": 900, "in_debt": 1},
    {"listed": 1, "score": 900},
]
DAYS = [
    [{"covered": 3, "records_littering": 4, "records_loan_default": 1, "records_donating": 5}],
    [
        {
            "covered": 3,
            "records_spreading_rumour": 2,
            "flights_refused": 6,
            "loans_refused": 3,
            "listed": 10,
            "hours_lost": 31,
            "detentions": 2,
        }
    ],
]


def test_points_are_records_by_their_price(tmp_path: Path) -> None:
    """Littering 4 · 5, a default 50, two rumours at 30 points of which 0.6 are punished: 36. Donations win points and cost none."""
    of = evidence(tmp_path / "run", ARTICLE, PEOPLE, DAYS)
    taken = {cost.behaviour: (cost.records, cost.points) for cost in costs(of) if cost.records}
    assert taken == {"littering": (4, 20), "loan_default": (1, 50), "spreading_rumour": (2, 36)}
    assert price_of(ARTICLE, "donating") == 5
    assert price_of(ARTICLE.with_(policy__speech__active=False), "spreading_rumour") == -30
    assert price_of(ARTICLE.with_(policy__active=False), "littering") == 0


def test_each_stage_of_a_policy_has_its_own_prices(tmp_path: Path) -> None:
    """From the second day on littering costs 50: four at 5, then three at 50."""
    on = ARTICLE.start + datetime.timedelta(days=1)
    revised = ARTICLE.with_(policy__revision=[{"name": "dear", "on": on, "set": {"rule.littering.points": -50}}])
    days = [[{"covered": 3, "records_littering": 4}], [{"covered": 3, "records_littering": 3}]]
    of = evidence(tmp_path / "run", revised, PEOPLE, days)
    assert [(cost.records, cost.points) for cost in costs(of) if cost.records] == [(7, 170)]
    assert found(proportionality, of)["records_to_list.littering"].value == 9


def test_proportion(tmp_path: Path) -> None:
    of = found(proportionality, evidence(tmp_path / "run", ARTICLE, PEOPLE, DAYS))
    # Seven records cost 20 + 50 + 36 = 106 points.
    assert of["misdeed_records"].value == 7
    assert of["listed_days_per_record"].value == 10 / 7
    assert of["hours_lost_per_record"].value == 31 / 7
    assert of["jobs_lost_per_1000_records"].value == 0
    assert [of[f"kind.offence.{name}"].value for name in ("records", "points", "points_share", "points_per_record")] == [4, 20, 20 / 106, 5]
    assert of["kind.debt.points_share"].value == 50 / 106
    assert of["kind.speech.points_per_record"].value == 18
    assert of["kind.leisure.points_per_record"].value is None
    assert "kind.civic.records" not in of
    # From 1000 to below 600 are 401 points: ⌈401/5⌉, ⌈401/100⌉, ⌈401/18⌉.
    needed = {name: of[f"records_to_list.{name}"].value for name in ("littering", "assault", "spreading_rumour")}
    assert needed == {"littering": 81, "assault": 5, "spreading_rumour": 23}
    # A score of 605 is not yet recovered (600 + 10); 900 with a debt; 900 without one is what a wrong judgment leaves.
    assert {name: of[f"listed_for.{name}"].value for name in proportionality.GROUNDS} == {"score": 1, "debt": 1, "both": 0, "neither": 1}


def test_where_no_score_lists_no_record_leads_to_the_list(tmp_path: Path) -> None:
    by_court = ARTICLE.with_(policy__listing__by_score=False)
    assert lists_by_score(ARTICLE)
    assert not lists_by_score(by_court)
    of = found(proportionality, evidence(tmp_path / "run", by_court, PEOPLE, DAYS))
    assert not [name for name in of if name.startswith("records_to_list")]
    assert of["listed_for.score"].value == 0


def test_the_matrix_of_contexts(tmp_path: Path) -> None:
    of = found(contexts, evidence(tmp_path / "run", ARTICLE, PEOPLE, DAYS))
    # Six contexts of data cost points (civic acts cost none), eight harms are on: 48 of 56; three pairs of these are related.
    assert (of["contexts_on"].value, of["contexts_on"].n, of["contexts_unrelated_on"].value) == (48, 56, 45)
    assert of["context.civic.travel"].note == "Off."
    # One of three on the list is there by score, two by debt or a judgment: a third of each harm follows points, two thirds are finance.
    assert of["harm.travel"].value == 6
    assert of["context.finance.travel"].value == pytest.approx(6 * (2 / 3 + 1 / 3 * 50 / 106))
    assert of["context.order.travel"].value == pytest.approx(6 / 3 * 20 / 106)
    assert of["context.speech.travel"].value == pytest.approx(6 / 3 * 36 / 106)
    shares = [one.value for name, one in of.items() if name.startswith("context.") and name.endswith(".travel")]
    assert sum(shares) == pytest.approx(6)
    # No context of data is related to travel; finance is to loans.
    assert of["harm_unrelated_share.travel"].value == 1
    assert of["harm_unrelated_share.loans"].value == pytest.approx(1 / 3 * 56 / 106)
    # Detention looks at the fallen score: by points alone, of which public order, the related context, has 20 of 106.
    assert of["context.order.detention"].value == pytest.approx(2 * 20 / 106)
    assert of["harm_unrelated_share.detention"].value == pytest.approx(86 / 106)
    assert of["harm_unrelated_share.jobs"].note == "There was none."


@pytest.mark.parametrize(
    ("changes", "on", "unrelated"),
    [
        # Only debts list, and detention, which looks at all that costs points, is off: finance alone reaches seven harms.
        ({"listing__by_score": False, "detention__active": False}, 7, 6),
        ({"listing__active": False, "detention__active": False}, 0, 0),
        # Travel for a tier follows points, not the list: six contexts, the others finance alone.
        ({"listing__by_score": False, "detention__active": False, "travel__for_": "D"}, 12, 11),
        ({"scoring__active": False, "detention__active": False}, 7, 6),
        ({"active": False}, 0, 0),
    ],
)
def test_a_cell_is_on_where_the_policy_lets_it(tmp_path: Path, changes: dict[str, object], on: int, unrelated: int) -> None:
    changed = ARTICLE.with_(**{f"policy__{name}": value for name, value in changes.items()})
    of = found(contexts, evidence(tmp_path / "run", changed, PEOPLE, DAYS))
    assert (of["contexts_on"].value, of["contexts_unrelated_on"].value) == (on, unrelated)


def test_a_policy_that_was_repealed_counts_for_the_time_it_held(tmp_path: Path) -> None:
    on = ARTICLE.start + datetime.timedelta(days=1)
    repealed = ARTICLE.with_(policy__revision=[{"name": "repeal", "on": on, "set": {"active": False}}])
    of = found(contexts, evidence(tmp_path / "run", repealed, PEOPLE, DAYS))
    assert of["contexts_on"].value == 48


def test_a_scenarios_own_behaviour_has_the_context_of_its_kind() -> None:
    assert contexts.origin_of("jaywalking", "offence") == "order"
    assert contexts.origin_of("singing", "leisure") == "leisure"
    shipped = {row.id for row in ARTICLE.society.behaviour}
    assert set(contexts.OF_BEHAVIOUR) <= shipped
