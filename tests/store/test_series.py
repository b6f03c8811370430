"""Totals, buffers and the order of days."""

from __future__ import annotations

import datetime
from pathlib import Path

import duckdb
import numpy as np
import pytest

from sincerity.store.parquet import Parts, connect
from sincerity.store.series import SeriesWriter
from sincerity.types import Columns
from store.fake_run import REGIONS, START, day_block


def write(folder: Path, blocks: list[Columns], buffer_bytes: int = 1 << 20) -> Columns:
    connection = connect()
    parts = Parts(connection, folder, "series")
    series = SeriesWriter(connection, parts, START, buffer_bytes=buffer_bytes)
    for block in blocks:
        series.append(block)
    series.flush()
    parts.merge(folder / "series.parquet")
    found: Columns = duckdb.connect().sql(f"SELECT * FROM '{folder / 'series.parquet'}'").fetchnumpy()
    return found


def test_the_whole_is_the_sum_of_the_regions(tmp_path: Path) -> None:
    found = write(tmp_path, [day_block(0, 5)])
    assert list(found) == ["day", "date", "region", "people", "listed", "off"]
    rows = REGIONS + 1
    assert found["region"].tolist() == [-1, 0, 1, 2] * 5
    assert found["day"].tolist() == [day for day in range(5) for _ in range(rows)]
    listed = found["listed"].reshape(5, rows)
    assert (listed[:, 0] == listed[:, 1:].sum(axis=1)).all()
    assert listed.any()
    assert found["date"][-1] == np.datetime64(START + datetime.timedelta(days=4))


@pytest.mark.parametrize("step", [1, 3, 40])
@pytest.mark.parametrize("buffer_bytes", [1, 700, 1 << 20])
def test_blocks_and_buffers_do_not_matter(tmp_path: Path, step: int, buffer_bytes: int) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    blocks = [day_block(day, min(day + step, 40)) for day in range(0, 40, step)]
    found, wanted = write(tmp_path / "a", blocks, buffer_bytes), write(tmp_path / "b", [day_block(0, 40)])
    assert all((found[name] == wanted[name]).all() for name in wanted)


def test_one_region(tmp_path: Path) -> None:
    found = write(tmp_path, [day_block(0, 2, regions=1), day_block(2, 3, regions=1)])
    assert found["region"].tolist() == [-1, 0] * 3
    assert (found["listed"][0::2] == found["listed"][1::2]).all()


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ([day_block(0, 1), day_block(2, 3)], "does not go on at day 1"),
        ([day_block(0, 2), {**day_block(2, 3), "new": np.zeros(3, np.int64)}], r"new \['new'\]"),
        ([day_block(0, 1), day_block(1, 2, regions=4)], "whole days of 3 regions"),
        ([{**day_block(0, 1), "region": np.array([0, 2, 1])}], "regions 0…2 in order"),
    ],
)
def test_bad_blocks(tmp_path: Path, blocks: list[Columns], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write(tmp_path, blocks)


def test_the_buffer_is_bounded() -> None:
    connection = connect()
    series = SeriesWriter(connection, Parts(connection, Path(), "series"), START)
    regions, columns = 2_442, 70
    block = {"day": np.zeros(regions, np.int64), "region": np.arange(regions)}
    series.append({**block, **{f"c{i}": block["day"] for i in range(columns)}})
    assert series._table.nbytes <= 64 << 20
