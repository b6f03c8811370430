"""The answer in figures and sentences, whatever columns there are."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest

from sincerity.observe.summary import Summary, summarise
from sincerity.store.run import Run
from sincerity.store.writer import RunWriter
from sincerity.types import Columns


def run_of(folder: Path, series: Columns, people: Columns, days: int = 2) -> Run:
    """A run that counted just this, in one region."""
    facts = {"scenario_toml": "", "scenario_hash": "x", "seed": 1, "people": len(people["id"]), "regions": 1, "burn_in_days": 0}
    with RunWriter.open(folder, scenario="made-up", start=datetime.date(2014, 6, 14), days=days, **facts) as writer:
        keys = {"day": np.arange(days, dtype=np.int64), "region": np.zeros(days, np.int64)}
        writer.append({**keys, **{name: np.asarray(values, np.int64) for name, values in series.items()}})
        writer.finish(people)
    return Run(folder)


SERIES = {
    "people": [4, 4],
    "adults": [3, 3],
    "listed": [1, 2],
    "listed_wrongly": [0, 1],
    "entries": [1, 1],
    "acts_littering": [5, 6],
    "acts_donating": [1, 0],
    "records_littering": [2, 3],
    "records_donating": [1, 0],
    "records_false": [1, 0],
    "flights_refused": [2, 0],
    "trains_refused": [0, 3],
    "hours_lost": [0, 81],
    "reports": [1, 1],
    "reports_false": [0, 1],
    "informants": [1, 2],
    "scored": [3, 3],
    "score_sum": [3000, 2700],
    "tier_A": [3, 1],
    "tier_B": [0, 2],
    "ties_lost": [1, 3],
}
PEOPLE = {
    "id": np.arange(4),
    "age": np.array([40, 30, 17, 18]),
    "times_listed": np.array([1, 0, 0, 2]),
    "ties_start": np.full(4, 5),
    "ties_left": np.full(4, 4),
}


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    return summarise(run_of(tmp_path_factory.mktemp("summary") / "run", SERIES, PEOPLE))


def test_figures(summary: Summary) -> None:
    assert summary.figures == {
        "people": 4,
        "days": 2,
        "adults": 3,
        "listed_now": 2,
        "listed_wrongly_now": 1,
        "informants_last_year": 2,
        "scored": 3,
        "score_sum": 2700,
        "listings": 2,
        "flights_refused": 2,
        "trains_refused": 3,
        "hours_lost": 81,
        "reports": 2,
        "reports_false": 1,
        "records_false": 1,
        "ties_lost": 4,
        "records": 6,
        "acts": 12,
        "ever_listed": 2,
        "ties_start": 20,
        "ties_left": 16,
        "ever_listed_share": 2 / 3,
        "listed_now_share": 2 / 3,
        "informants_per_1000_adults": 2000 / 3,
        "mean_score": 900.0,
        "ties_lost_per_person": 1.0,
    }
    assert summary.tiers == {"A": 1, "B": 2}


def test_sentences(summary: Summary) -> None:
    said = dict(summary.sentences())
    assert said["society"] == "4 invented residents, 3 of them adults; nobody here is real"
    assert said["time"] == "2 days from 2014-06-14 under `made-up`, seed 1"
    assert said["listed now"] == "2 residents (66.7 % of adults) on the last day, 1 of them wrongly"
    assert said["records"] == "5 true ones of 12 acts, and 1 of what never happened"
    assert said["travel refused"] == "2 flights and 3 fast trains"
    assert said["reports"] == "1 true and 1 false ones on a contact"
    assert said["informants"] == "666.7 of 1,000 adults reported somebody in this time"
    assert "none at all" not in said
    assert said["tiers"] == "A 33.3 %, B 66.7 %"
    assert all(len(sentence) < 110 for sentence in said.values())


def test_columns_that_are_not_there_are_not_missed(tmp_path: Path) -> None:
    found = summarise(run_of(tmp_path / "run", {"people": [2, 2]}, {"id": np.arange(2)}))
    assert found.figures == {"people": 2, "days": 2}
    assert [subject for subject, _ in found.sentences()] == ["society", "time"]


@pytest.mark.parametrize("column", sorted(SERIES))
def test_any_one_column_alone(tmp_path: Path, column: str) -> None:
    found = summarise(run_of(tmp_path / "run", {column: SERIES[column]}, PEOPLE))
    assert found.sentences()
    assert found.document()["manifest"]["status"] == "done"


def test_what_never_happened_is_told_in_one_line(tmp_path: Path) -> None:
    series = {name: [0, 0] if name not in ("adults", "ties_lost") else values for name, values in SERIES.items()}
    people = {**PEOPLE, "times_listed": np.zeros(4, np.int64)}
    said = dict(summarise(run_of(tmp_path / "run", series, people)).sentences())
    assert list(said) == ["society", "time", "ties lost", "none at all"]
    assert said["none at all"] == "ever listed, listed now, records, travel refused, time lost, reports, informants"
