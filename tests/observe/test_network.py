"""The exported network, and when there is none to be had."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import duckdb
import pytest

import sincerity as sl
from sincerity.observe.network import export_network


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A run small enough to be made for each test."""
    return sl.run("none", people=128, days=1, set=["burn_in_days=0"], out=tmp_path / "run").path


def change(folder: Path, **fields: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def test_it_says_what_it_is(finished: Path) -> None:
    found = export_network(finished)
    marks = dict(duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{found.path}')").fetchall())
    assert marks[b"sincerity"] == b"simulation of invented residents; no record of a real person"
    assert marks[b"scenario"] == b"none"
    assert marks[b"sincerity_version"] == sl.__version__.encode()


def test_another_versions_network_may_be_another(finished: Path) -> None:
    change(finished, version="9.9")
    with pytest.raises(sl.FolderError, match=r"was begun by version 9\.9"):
        export_network(finished)
    assert not (finished / "network.parquet").exists()


def test_another_scenarios_network_is_another(finished: Path) -> None:
    path = finished / "scenario.toml"
    text = path.read_text()
    assert "friends = 6" in text
    path.write_text(text.replace("friends = 6", "friends = 8"))
    with pytest.raises(sl.FolderError, match="is not the scenario that the run was begun with"):
        export_network(finished)


def test_too_large_for_this_machine(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sincerity.store.memory.available_memory", lambda: 1000)
    with pytest.raises(sl.SocietyError, match="a society of 128 people needs .* of memory"):
        export_network(finished)


def test_a_full_disk(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A finished run does not resume: it must not be told to."""

    def full(path: Path) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sincerity.store.parquet.replacing", full)
    with pytest.raises(sl.RunError, match=r"disk full: network-.* Free some space, then export it again\.$") as caught:
        export_network(finished)
    assert "resume" not in str(caught.value)
    assert not [path for path in finished.iterdir() if path.name.startswith("network")]
