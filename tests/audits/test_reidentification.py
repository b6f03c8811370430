"""How few people the masks of the map hide one among, against a count in plain SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import sincerity as sl
from audits.made import evidence, found
from lab import scenario
from sincerity.audits import reidentification

PRESSED = (
    "burn_in_days=30",
    "society.region_people=256",
    "policy.rollout.active=false",
    "policy.listing.by_score_below=990",
    "policy.listing.wrong_judgments_per_year=0.5",
)


@pytest.mark.parametrize(("birth_year", "cell"), [(True, True), (False, True)])
def test_k_is_that_of_a_group_by(birth_year: bool, cell: bool) -> None:
    """Of everybody in the run, how many share region, age and cell of 64 with each person on the list."""
    shows = (f"policy.deadbeat_map.shows_birth_year={str(birth_year).lower()}", f"policy.deadbeat_map.shows_cell={str(cell).lower()}")
    run = sl.run("article", people=1000, days=60, set=[*PRESSED, *shows])
    keys = ", ".join(["region", *(["age"] if birth_year else []), *(["id // 64"] if cell else [])])
    people = str(run.folder.people)
    counted = f"SELECT listed, count(*) OVER (PARTITION BY {keys}) AS k FROM '{people}'"
    wanted = "count(*), quantile_disc(k, 0.5), avg((k = 1)::INT), avg((k < 5)::INT)"
    on_map, median, alone, few = duckdb.sql(f"SELECT {wanted} FROM ({counted}) WHERE listed = 1").fetchall()[0]
    of = sl.audit(run)
    assert on_map > 20
    assert (of["on_map"].value, of["k_median"].value) == (on_map, median)
    assert of["k_alone_share"].value == pytest.approx(alone)
    assert of["k_few_share"].value == pytest.approx(few)
    assert of["k_few_share"].n == on_map


def test_without_a_map_there_is_nothing_to_tell(tmp_path: Path) -> None:
    article = scenario("article", people=2, days=1)
    off = article.with_(policy__deadbeat_map__active=False)
    none = found(reidentification, evidence(tmp_path / "off", off, [{"listed": 1}, {}], [[{}]]))
    assert {one.note for one in none.values()} == {"No map is in force on the last day."}
    empty = found(reidentification, evidence(tmp_path / "empty", article, [{}, {}], [[{}]]))
    assert empty["on_map"].value == 0
    assert empty["k_median"].note == "Nobody is on the map."
