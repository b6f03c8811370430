"""`result_hash`: two implementations, and what it must and must not see."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sincerity.store.hash import result_hash, result_hash_of_files
from sincerity.store.parquet import connect, write_parquet
from sincerity.store.run import Run
from sincerity.types import Columns
from store.fake_run import whole_run

SERIES: Columns = {
    "day": np.array([0, 0, 1, 1]),
    "region": np.array([-1, 0, -1, 0]),
    "date": np.array(["2014-06-14", "2014-06-14", "2014-06-15", "2014-06-15"], "datetime64[D]"),
    "listed": np.array([3, 3, 0, 0]),
    "off": np.zeros(4, np.int64),
}
PEOPLE: Columns = {
    "id": np.arange(3),
    "sex": np.array(["male", "female", "male"], object),
    "score": np.array([-(1 << 40), 0, 5]),
    "none": np.zeros(3, np.int64),
}


def of_files(folder: Path, series: Columns, people: Columns, **options: int) -> str:
    connection = connect()
    write_parquet(connection, series, folder / "series.parquet")
    write_parquet(connection, people, folder / "people.parquet")
    return result_hash_of_files(folder / "series.parquet", folder / "people.parquet", **options)


@pytest.mark.parametrize("block_rows", [1, 2, 3, 1 << 21])
def test_both_ways_agree(tmp_path: Path, block_rows: int) -> None:
    assert of_files(tmp_path, SERIES, PEOPLE, block_rows=block_rows) == result_hash(SERIES, PEOPLE)


@settings(max_examples=15, deadline=None)
@given(
    values=st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=30),
    texts=st.lists(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=5), min_size=1, max_size=5),
    block_rows=st.integers(1, 40),
)
def test_both_ways_agree_on_anything(
    tmp_path_factory: pytest.TempPathFactory, values: list[int], texts: list[str], block_rows: int
) -> None:
    series = {"day": np.arange(len(values)), "region": np.full(len(values), -1), "x": np.array(values, np.int64)}
    people = {"id": np.arange(len(texts)), "text": np.array(texts, object)}
    assert of_files(tmp_path_factory.mktemp("hash"), series, people, block_rows=block_rows) == result_hash(series, people)


def test_the_definition_itself() -> None:
    """Written out once by hand, from the words of the module."""
    import hashlib

    wanted = hashlib.sha256()
    epoch = np.datetime64("2014-06-14", "D").astype(int)
    for name, values in (
        ("series.date", [epoch, epoch, epoch + 1, epoch + 1]),
        ("series.day", [0, 0, 1, 1]),
        ("series.listed", [3, 3, 0, 0]),
        ("series.region", [-1, 0, -1, 0]),
        ("people.id", [0, 1, 2]),
        ("people.score", [-(1 << 40), 0, 5]),
    ):
        wanted.update(name.encode() + b"\0" + b"".join(int(value).to_bytes(8, "little", signed=True) for value in values))
    wanted.update(b"people.sex\0male\0female\0male\0")
    assert result_hash(SERIES, PEOPLE) == wanted.hexdigest()


def test_columns_of_zeros_and_the_order_of_rows_and_columns_do_not_matter() -> None:
    plain = result_hash(SERIES, PEOPLE)
    more = {**SERIES, "another": np.zeros(4, np.int64)}
    assert result_hash(dict(reversed(more.items())), PEOPLE) == plain
    mixed = {name: values[[2, 0, 3, 1]] for name, values in SERIES.items()}
    assert result_hash(mixed, PEOPLE) == plain


def test_every_value_and_name_matters() -> None:
    plain = result_hash(SERIES, PEOPLE)
    for name in SERIES:
        if name != "day":
            values = SERIES[name].copy()
            values[1] += 1
            assert result_hash({**SERIES, name: values}, PEOPLE) != plain, name
    renamed = {("listed_" if name == "listed" else name): values for name, values in SERIES.items()}
    assert result_hash(renamed, PEOPLE) != plain


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    mixed = {name: values[[1, 0, 2, 3]] for name, values in SERIES.items()}
    with pytest.raises(ValueError, match="order of day, region"):
        of_files(tmp_path, mixed, PEOPLE)
    with pytest.raises(ValueError, match="order of id"):
        of_files(tmp_path, SERIES, {"id": np.array([0, 0])})


def test_missing_values_are_refused(tmp_path: Path) -> None:
    of_files(tmp_path, SERIES, PEOPLE)
    duckdb.sql(f"COPY (SELECT 0::BIGINT AS id, NULL::BIGINT AS x) TO '{tmp_path / 'people.parquet'}' (FORMAT parquet)")
    with pytest.raises(ValueError, match="a value of x is missing"):
        result_hash_of_files(tmp_path / "series.parquet", tmp_path / "people.parquet")


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError, match="float64"):
        result_hash({**SERIES, "x": np.array([0.5, 0, 0, 0])}, PEOPLE)


def test_a_run_carries_it(tmp_path: Path) -> None:
    run = Run(whole_run(tmp_path / "run"))
    assert run.manifest.result_hash == result_hash(run.series.to_numpy(), run.people.to_numpy())
