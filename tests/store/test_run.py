"""A finished run, opened for reading."""

from __future__ import annotations

import gc
from pathlib import Path

import numpy as np
import pytest

from sincerity.errors import FolderError
from sincerity.store.folder import TemporaryFolder
from sincerity.store.run import Run, Table
from sincerity.store.writer import RunWriter
from store.fake_run import DAYS, REGIONS, facts, whole_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(whole_run(tmp_path_factory.mktemp("run") / "it's [1]"))


def test_tables_are_relations_that_give_arrays(run: Run) -> None:
    series = run.series.to_numpy()
    assert series["day"].dtype == np.int64
    assert series["date"].dtype == np.dtype("datetime64[D]")
    assert len(run.series) == DAYS * (REGIONS + 1)
    whole = run.series.filter("region = -1").project("day, listed")
    assert isinstance(whole, Table)
    assert list(whole.to_numpy()) == ["day", "listed"]
    assert run.people.aggregate("count(*)").fetchall() == [(20,)]
    assert "region" in repr(run.series.limit(1))


def test_how_it_shows_itself(run: Run) -> None:
    assert repr(run).startswith("<Run made-up: 20 invented residents, 40 days, seed 7, in ")
    page = run._repr_html_()
    assert "invented residents" in page
    assert page.count("<tr>") == 6
    assert "second" not in page, "a notebook that is executed again shows the same"
    shown = Run(run.path, temporary=object())
    assert str(run.path) not in repr(shown) + shown._repr_html_()


def test_pandas_is_an_extra(run: Run) -> None:
    pytest.importorskip("pandas")
    assert len(run.people.to_pandas()) == 20


def test_a_run_that_is_still_written(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path / "run", **facts()), pytest.raises(FolderError, match="is still being written"):
        Run(tmp_path / "run")


def test_a_missing_table(tmp_path: Path) -> None:
    folder = whole_run(tmp_path / "run")
    (folder / "people.parquet").unlink()
    with pytest.raises(FolderError, match="people.parquet is missing"):
        Run(folder).people


def test_tables_keep_a_temporary_folder_and_no_longer() -> None:
    temporary = TemporaryFolder()
    path = temporary.path
    series = Run(whole_run(path / "run"), temporary=temporary).series.filter("region = -1")
    del temporary
    gc.collect()
    assert len(series.to_numpy()["day"]) == DAYS
    del series
    gc.collect()
    assert not path.exists()


def test_a_damaged_table_is_told_as_one(tmp_path: Path) -> None:
    folder = whole_run(tmp_path / "run")
    (folder / "people.parquet").write_bytes(b"PAR1 nothing that Parquet knows PAR1")
    with pytest.raises(FolderError, match=r"people\.parquet is damaged"):
        _ = Run(folder).people
    assert len(Run(folder).series) > 0
