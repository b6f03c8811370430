"""The manifest and the log."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from sincerity.errors import FolderError
from sincerity.store.log import RunLog
from sincerity.store.manifest import Manifest, cpu_name, machine, manifest_schema, read_manifest
from store.fake_run import whole_run


def test_a_finished_runs_manifest(tmp_path: Path) -> None:
    found = read_manifest(whole_run(tmp_path / "run", command="sincerity run made-up --seed 7") / "manifest.json")
    assert (found.status, found.day, found.seed, found.scenario) == ("done", 40, 7, "made-up")
    assert found.person_days == 20 * 40
    assert found.person_days_per_second == pytest.approx(found.person_days / found.wall_seconds)
    assert found.peak_memory_bytes > 0
    assert set(found.timings) == {"days", "series", "people"}
    assert 0 < found.timings["series"] + found.timings["people"] < found.wall_seconds
    assert len(found.result_hash) == 64
    assert found.command == "sincerity run made-up --seed 7"
    assert found.python.startswith("3.")
    assert found.numba != "absent"


def test_the_schema_names_every_field_and_is_closed_over_them(tmp_path: Path) -> None:
    schema = manifest_schema()
    document = json.loads((whole_run(tmp_path / "run") / "manifest.json").read_text())
    assert set(document) == set(schema["properties"]) == set(Manifest.model_fields)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"status": "done"}', "\udcff"])
def test_a_damaged_manifest_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(FolderError, match="is damaged"):
        read_manifest(tmp_path / "manifest.json")


def test_machine() -> None:
    assert machine()["version"]
    assert cpu_name()


def test_the_log_is_json_lines(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in (whole_run(tmp_path / "run") / "run.log").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["started", "checkpoint", "checkpoint", "checkpoint", "done"]
    assert lines[0]["level"] == "info"
    assert lines[1]["day"] == 10
    assert lines[-1]["result_hash"]


def test_two_logs_of_one_process_do_not_mix(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first, second = RunLog(tmp_path / "a"), RunLog(tmp_path / "b")
    first("one", {"path": tmp_path})
    second("two", level=logging.WARNING)
    first.close()
    second.close()
    assert [json.loads(line)["event"] for line in (tmp_path / "a").read_text().splitlines()] == ["one"]
    assert [json.loads(line)["level"] for line in (tmp_path / "b").read_text().splitlines()] == ["warning"]
