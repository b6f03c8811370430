"""A run beside its twin: figures, differences, the spread over regions, and the screen that tells them."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sincerity.observe.pair import ROWS, Difference, Pair, pair_up
from sincerity.observe.pair_text import WIDTH, names_of, screen
from sincerity.store.run import Run
from sincerity.store.writer import RunWriter
from sincerity.types import Array, Columns

REGIONS, DAYS = 10, 2
TOML = """
[[society.behaviour]]
id = "littering"
kind = "offence"
[[society.behaviour]]
id = "donating"
kind = "civic"
[policy]
active = true
[policy.rollout]
active = true
"""


def each(values: list[int] | int) -> Array:
    """One value a region on both days: nothing on the first, `values` on the second."""
    return np.concatenate([np.zeros(REGIONS, np.int64), np.broadcast_to(np.asarray(values, np.int64), REGIONS)])


def run_of(folder: Path, name: str, columns: Columns, listed: int = 0, toml: str = TOML) -> Run:
    """A run of ten regions of 100 residents, 80 of them adults, the first `listed` of whom were on the list."""
    n = 100 * REGIONS
    facts = {"scenario_toml": toml, "scenario_hash": "x", "seed": 1, "people": n, "regions": REGIONS, "burn_in_days": 0}
    with RunWriter.open(folder, scenario=name, start=datetime.date(2014, 6, 14), days=DAYS, **facts) as writer:
        keys = {"day": np.repeat(np.arange(DAYS), REGIONS), "region": np.tile(np.arange(REGIONS), DAYS)}
        stocks = {"people": np.full(DAYS * REGIONS, 100), "adults": np.full(DAYS * REGIONS, 80)}
        writer.append({**keys, **stocks, **columns})
        ids = np.arange(n)
        writer.finish({"id": ids, "region": ids // 100, "age": np.where(ids % 100 < 80, 40, 10), "times_listed": ids < listed})
    return Run(folder)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    folder = tmp_path_factory.mktemp("pair")
    here = {
        "flights_refused": each(list(range(REGIONS))),
        "trains_refused": each(0),
        "fear_authority_sum": each(80 * 65535 // 4),
        "aware": each(40),
        "income_sum": each(80 * 2000),
        "acts_littering": each(7),
        "acts_donating": each(0),
        "wrongs": each(3),
    }
    there = {**here, "flights_refused": each(0), "fear_authority_sum": each(0), "aware": each(0), "acts_littering": each(9)}
    return pair_up(run_of(folder / "run", "article", here, listed=40), run_of(folder / "twin", "none", there))


def test_counts(pair: Pair) -> None:
    flights = pair["flights_refused"]
    assert (flights.here, flights.there, flights.difference) == (45, 0, 45)
    assert (flights.low, flights.high) == pytest.approx((9.0, 81.0)), "the middle 80 % of 0, 10 … 90 per 1,000 residents"
    assert (pair["ever_listed"].here, pair["ever_listed"].there) == (40, 0)
    assert (pair["acts_offence"].here, pair["acts_offence"].there, pair["acts_offence"].low) == (70, 90, -20.0)


def test_rates_are_of_the_last_day_and_in_their_unit(pair: Pair) -> None:
    fear, aware, income = (pair[name] for name in ("fear_authority_sum", "aware", "income"))
    assert fear.here == pytest.approx(0.25, abs=1e-4)
    assert fear.low == pytest.approx(0.25, abs=1e-4)
    assert (aware.here, aware.difference, aware.high) == (50.0, 50.0, 50.0)
    assert (income.here, income.difference) == (2000.0, 0.0)


def test_what_is_zero_in_both_or_not_counted_has_no_row(pair: Pair) -> None:
    assert {one.row.name for one in pair.rows} == {
        "ever_listed",
        "flights_refused",
        "fear_authority_sum",
        "aware",
        "income",
        "acts_offence",
        "wrongs",
    }
    with pytest.raises(KeyError):
        pair["trains_refused"]


def test_the_screen(pair: Pair) -> None:
    found = screen(pair)
    assert found.heading == [
        "1,000 invented residents (800 of them adults), 2 days from 2014-06-14, seed 1",
        "The same people with the same luck, under article and under none",
        "Of adults under article, 1 in 20 was ever listed",
    ]
    assert found.table[0].split() == ["article", "none", "difference", "80", "%", "of", "regions"]
    rows = {" ".join(line.split()) for line in found.table}
    assert "On the list at some time persons 40 0 +40 0 to +40" in rows
    assert "Refused flights times 45 0 +45 +9.0 to +81" in rows
    assert "Adults know of the system percent 50.0 0.0 +50.0 +50 to +50" in rows
    assert "fear of the authority 0 to 1 0.250 0.000 +0.250 +0.25 to +0.25" in rows
    assert "Ties, money mean income, last month CNY 2,000 2,000 0 0 to 0" in rows
    assert "Acts wrongs by a contact times 30 30 0 0 to 0" in rows
    foot = " ".join(found.foot)
    for words in (
        "Nobody here is real",
        "most rates are assumed",
        "a caricature",
        "10 regions",
        "a day of its own",
        "No confidence interval",
    ):
        assert words in foot
    assert max(map(len, [*found.heading, *found.table, *found.foot])) <= WIDTH


def test_every_row_fits_the_screen(pair: Pair) -> None:
    """A hundred thousand residents for years, of all that can happen: forty lines with the four that the command adds."""
    large = Difference(ROWS[0], 7_448_196, 7_496_295, -1_042.0, 1_041.0)
    rate = Difference(ROWS[0], 57.4, 12.3, -26.1, 86.2)
    everything = replace(pair, rows=tuple(replace(rate if row.per else large, row=row) for row in ROWS), adults=79_209)
    found = screen(everything)
    lines = [*found.heading, *found.table, "", *found.foot]
    assert max(map(len, lines)) <= WIDTH
    assert len(lines) + 4 <= 42


def test_one_name_for_both(pair: Pair, tmp_path: Path) -> None:
    twins = replace(pair, twin=pair.run)
    assert names_of(twins) == ("this run", "its twin")
    assert "under this run and under its twin" in screen(twins).heading[1]
    long = replace(pair, twin=pair.run.changed(scenario="article-with-everything"))
    assert "article-wit…" in screen(long).table[0]


def test_few_regions_tell_no_spread(tmp_path: Path) -> None:
    facts = {"scenario_toml": "", "scenario_hash": "x", "seed": 1, "people": 4, "regions": 1, "burn_in_days": 0}
    runs = []
    for name, flights in (("a", 3), ("b", 1)):
        with RunWriter.open(tmp_path / name, scenario=name, start=datetime.date(2014, 6, 14), days=1, **facts) as writer:
            one = {"day": 0, "region": 0, "flights_refused": flights}
            writer.append({key: np.array([value]) for key, value in one.items()})
            writer.finish({"id": np.arange(4)})
        runs.append(Run(tmp_path / name))
    found = pair_up(*runs)
    (only,) = found.rows
    assert (only.here, only.there, only.low, only.high) == (3, 1, None, None)
    assert "only several seeds tell" in " ".join(screen(found).foot)
    assert screen(found).table[0].split() == ["a", "b", "difference"]


def test_rows_name_columns_that_mechanisms_count() -> None:
    """Each row's columns stand in the docs of the run folder, so a renamed column is not silently left out."""
    assert len({row.name for row in ROWS}) == len(ROWS)
    text = (Path(__file__).parents[2] / "docs" / "run-folder.md").read_text(encoding="utf-8")
    for row in ROWS:
        for column in row.needs:
            assert f"`{column}`" in text, column


def test_a_twin_is_found_by_its_run(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", "article", {})
    assert run.twin is None
    run_of(tmp_path / "run" / "twin", "none", {})
    assert Run(tmp_path / "run").twin is None, "the manifest names none"
    shutil.rmtree(tmp_path / "run" / "twin")
