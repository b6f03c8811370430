"""Tables in, tables out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pytest

from sincerity.store.parquet import Parts, connect, label_select, n_rows, read_literal, write_parquet


def read(path: Path) -> duckdb.DuckDBPyRelation:
    return duckdb.connect().sql(f"SELECT * FROM {read_literal([path])}")


def test_kinds_of_columns(tmp_path: Path) -> None:
    columns = {
        "small": np.array([1, 2], np.int8),
        "flag": np.array([True, False]),
        "day": np.array(["2014-06-14", "2020-12-31"], "datetime64[D]"),
        "text": np.array(["a", "ö"]),
        "also": np.array(["x", "y"], object),
    }
    write_parquet(connect(), columns, tmp_path / "t.parquet")
    found = read(tmp_path / "t.parquet")
    assert [str(kind) for kind in found.types] == ["BIGINT", "BIGINT", "DATE", "VARCHAR", "VARCHAR"]
    rows = [(small, flag, str(day), text, also) for small, flag, day, text, also in found.fetchall()]
    assert rows == [(1, 1, "2014-06-14", "a", "x"), (2, 0, "2020-12-31", "ö", "y")]
    codecs = duckdb.connect().sql(f"SELECT DISTINCT compression FROM parquet_metadata('{tmp_path / 't.parquet'}')").fetchall()
    assert codecs == [("ZSTD",)]
    assert [path.name for path in tmp_path.iterdir()] == ["t.parquet"]


def marks_of(path: Path) -> dict[bytes, bytes]:
    return dict(duckdb.connect().sql(f"SELECT key, value FROM parquet_kv_metadata('{path}')").fetchall())


def test_every_file_is_marked(tmp_path: Path) -> None:
    marks = {"sincerity": "it's invented", "scenario": "a-1.b"}
    parts = Parts(connect(), tmp_path, "series", marks=marks)
    parts.write({"a": np.arange(2)})
    parts.write_empty({"a": int})
    parts.merge(tmp_path / "all.parquet")
    for path in (*parts.paths(), tmp_path / "all.parquet"):
        assert marks_of(path) == {b"sincerity": b"it's invented", b"scenario": b"a-1.b"}, path


def test_names_that_differ_in_capitals_alone_are_refused(tmp_path: Path) -> None:
    """DuckDB would write one of them under another name."""
    with pytest.raises(ValueError, match="tier_A and tier_a have one name"):
        Parts(connect(), tmp_path, "series").write({"tier_A": np.arange(2), "tier_a": np.arange(2)})


def test_floats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="float64"):
        write_parquet(connect(), {"x": np.array([0.5])}, tmp_path / "t.parquet")


def test_ragged_columns_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\[1, 2\] rows"):
        n_rows({"a": np.zeros(1), "b": np.zeros(2)})


@pytest.mark.parametrize("name", ["it's", "a[1]", "*?", "ä ö", '"'])
def test_odd_folder_names(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    parts = Parts(connect(), folder, "series")
    parts.write({"a": np.arange(2)})
    parts.write({"a": np.arange(2, 5)})
    parts.merge(folder / "series.parquet")
    assert read(folder / "series.parquet").fetchall() == [(i,) for i in range(5)]


def test_parts_keep_their_order(tmp_path: Path) -> None:
    parts = Parts(connect(), tmp_path, "series")
    for k in range(12):
        parts.write({"a": np.arange(k * 10_000, (k + 1) * 10_000), "b": np.arange(10_000) % 7})
    parts.write({"a": np.arange(0), "b": np.arange(0)})
    assert parts.count == 12
    parts.merge(tmp_path / "all.parquet")
    found = read(tmp_path / "all.parquet").fetchnumpy()
    assert (found["a"] == np.arange(120_000)).all()


def test_dropping_parts(tmp_path: Path) -> None:
    parts = Parts(connect(), tmp_path, "series")
    for k in range(4):
        parts.write({"a": np.array([k])})
    (tmp_path / "series-000001.parquet.tmp").write_text("half")
    (tmp_path / "people-000000.parquet").write_text("another table's")
    (tmp_path / "series-of-mine.txt").write_text("nobody's table")
    parts.restore(parts.digests[:2])
    left = ["people-000000.parquet", "series-000000.parquet", "series-000001.parquet", "series-of-mine.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == left
    assert parts.count == 2
    parts.check(parts.digests)
    with pytest.raises(FileNotFoundError, match="series-000002"):
        parts.check([*parts.digests, "ab"])
    with pytest.raises(ValueError, match=r"series-000000\.parquet does not match its checksum"):
        parts.check(parts.digests[1:])


def test_labels() -> None:
    columns = {"sex": np.array([0, 1]), "age": np.array([3, 4])}
    connection = connect()
    connection.register("t", columns)
    found = connection.sql(f"SELECT {label_select(columns, {'sex': ('male', chr(39))})} FROM t").fetchall()
    assert found == [("male", 3), ("'", 4)]
    with pytest.raises(ValueError, match="a code of sex has no label"):
        label_select({"sex": np.array([0, 2])}, {"sex": ("a", "b")})


def test_the_network_is_never_asked() -> None:
    settings = connect().sql("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions'").fetchall()
    assert len(settings) == 2
    assert all(value == "false" for _, value in settings)
