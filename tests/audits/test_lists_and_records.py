"""Wrongly listed, wrong records, errors off, on tables that are worked out in the comments, and on a society without errors."""

from __future__ import annotations

from pathlib import Path

import pytest

import sincerity as sl
from audits.made import evidence, found, made
from lab import scenario
from sincerity.audits import errors_off, informants, wrong_records, wrongly_listed
from sincerity.audits.errors_off import without_errors
from sincerity.audits.evidence import Evidence
from sincerity.audits.intervals import garwood, wilson

SMALL = scenario("article", people=4, days=2)
PEOPLE = [
    {"listed": 1, "score": 500, "clean_score": 590, "records": 9, "records_false": 1},
    {"listed": 1, "score": 520, "clean_score": 700},
    {"score": 900, "clean_score": 900},
    {"age": 9, "score": 1000, "clean_score": 1000},
]
DAYS = [
    [{"covered": 4, "listed": 1, "records_littering": 3, "records_late_bills": 1, "records_false": 1, "acts_littering": 20}],
    [{"covered": 4, "listed": 2, "listed_wrongly": 1, "scored": 3, "records_littering": 1, "acts_late_bills": 5}],
]


def test_the_list(tmp_path: Path) -> None:
    of = found(wrongly_listed, evidence(tmp_path / "run", SMALL, PEOPLE, DAYS))
    # On the last day 2 of 3 adults are on the list, 1 of these wrongly; over both days 1 + 2 days, 1 of them wrongly.
    assert [of[name].value for name in ("listed", "listed_days", "listed_wrongly", "listed_wrongly_days")] == [2, 3, 1, 1]
    assert (of["listed"].n, of["listed_wrongly"].n, of["listed_wrongly_days"].n) == (3, 2, 3)
    assert of["listed_share"].value == pytest.approx(2 / 3)
    assert (of["listed_share"].low, of["listed_share"].high) == wilson(2, 3)
    assert of["listed_wrongly_share"].value == 0.5
    assert of["list_precision"].value == pytest.approx(1 - 1 / 3)
    assert of["list_precision"].low is None, "days of one listing are not independent"


def test_records(tmp_path: Path) -> None:
    of = found(wrong_records, evidence(tmp_path / "run", SMALL, PEOPLE, DAYS))
    # 3 + 1 + 1 records, 1 of them wrong; 20 + 5 acts, so 4 of 25 went on record.
    assert (of["records"].value, of["wrong_records"].value, of["wrong_records_share"].value) == (5, 1, 0.2)
    assert of["acts_recorded_share"].value == 4 / 25
    # Three adults over two days have lived 6/365 years.
    assert of["wrong_records_per_1000"].value == pytest.approx(1000 * 365 / 6)
    assert of["wrong_records_per_1000"].high == pytest.approx(1000 * 365 / 6 * garwood(1)[1])
    # Scores of three adults are off by 90, 180 and 0.
    assert of["score_wrong_share"].value == pytest.approx(2 / 3)
    assert (of["score_gap"].value, of["score_gap"].n) == (90, 3)


def test_nothing_at_all_is_no_share(tmp_path: Path) -> None:
    of = evidence(tmp_path / "run", SMALL, [{}], [[{}]])
    lists, records = found(wrongly_listed, of), found(wrong_records, of)
    assert lists["listed_wrongly_share"].value is None
    assert lists["listed_wrongly_share"].note == "Nobody is on the list."
    assert records["wrong_records_share"].note == "Nothing was put on record."
    assert records["score_gap"].note == "Nobody has a score on the last day."


PRESSED = (
    "burn_in_days=30",
    "society.region_people=128",
    "policy.rollout.active=false",
    "policy.listing.by_score_below=980",
    "policy.listing.wrong_judgments_per_year=0.2",
    "policy.informants.base_low_per_year=1",
    "policy.informants.base_high_per_year=2",
    "mind.awareness.from=everyone",
)
SIZES = {"people": 1500, "days": 150, "seed": 3}


@pytest.fixture(scope="module")
def pressed() -> sl.Run:
    return sl.run("article", set=PRESSED, **SIZES)


@pytest.fixture(scope="module")
def clean(pressed: sl.Run) -> sl.Run:
    """The same people under the same policy with all errors off."""
    return sl.run(without_errors(sl.Scenario.load(pressed.folder.scenario)), seed=3)


def test_without_errors_nobody_is_wrongly_listed(pressed: sl.Run, clean: sl.Run) -> None:
    of, other = ({**found(wrongly_listed, one), **found(wrong_records, one)} for one in (Evidence(clean), Evidence(pressed)))
    assert of["listed"].value
    for name in ("listed_wrongly", "listed_wrongly_days", "listed_wrongly_share", "wrong_records", "score_wrong_share", "score_gap"):
        assert of[name].value == 0
        assert other[name].value
    assert of["list_precision"].value == 1
    assert [found(informants, Evidence(run))["false_reports_share"].value == 0 for run in (clean, pressed)] == [True, False]


def test_what_errors_add_is_told_beside_a_twin_without_them(pressed: sl.Run, clean: sl.Run) -> None:
    def listed(run: sl.Run) -> int:
        return int(run.people.filter("listed = 1").aggregate("count(*)").fetchall()[0][0])

    of = found(errors_off, Evidence(pressed, clean))
    assert of["errors_excess_listed"].value == listed(pressed) - listed(clean)
    assert of["errors_excess_share"].low is not None
    assert found(errors_off, Evidence(clean, clean))["errors_excess_days"].value == 0
    # A twin with the errors on is not what it takes.
    assert found(errors_off, Evidence(clean, pressed))["errors_excess_days"].note.startswith("Needs a twin with the same policy")
    assert found(errors_off, Evidence(pressed))["errors_excess_listed"].value is None


def test_a_twin_that_differs_in_more_than_errors_does_not_do(tmp_path: Path) -> None:
    changed = without_errors(SMALL).with_(policy__listing__term_days=1)
    of = Evidence(made(tmp_path / "a", SMALL, PEOPLE, DAYS), made(tmp_path / "b", changed, PEOPLE, DAYS))
    assert found(errors_off, of)["errors_excess_listed"].value is None
    same = Evidence(made(tmp_path / "c", SMALL, PEOPLE, DAYS), made(tmp_path / "d", without_errors(SMALL), PEOPLE, [DAYS[0], DAYS[0]]))
    # 2 on the list on the last day against 1; 3 days against 2.
    assert [found(errors_off, same)[f"errors_excess_{name}"].value for name in ("listed", "days", "share")] == [1, 1, pytest.approx(1 / 3)]
