"""`scenarios`, `check`, `network`, `doctor`, `bench`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from pydantic import TypeAdapter

from cli.conftest import SMALL, Call
from sincerity.cli.documents import DOCUMENTS
from sincerity.experiments import bench
from sincerity.scenario.load import shipped


def test_scenarios(call: Call) -> None:
    rows = [line.split("\t") for line in call("scenarios").out.splitlines()]
    assert rows[0] == ["scenario", "title", "start", "days", "people"]
    assert [row[0] for row in rows[1:]] == list(shipped())
    assert [row["scenario"] for row in json.loads(call("scenarios", "--json").out)] == list(shipped())
    table = call("scenarios", "--format", "table").out
    assert "article" in table
    assert "\t" not in table


def test_check(call: Call) -> None:
    found = call("check", "article", "--json")
    assert json.loads(found.out)["valid"] is True
    assert "is a valid scenario" in found.err
    Path("bad.toml").write_text('schema = 1\nextends = "none"\n[society]\npeople = 0\npeoplee = 3\n')
    bad = call("check", "bad.toml")
    assert (bad.code, bad.out) == (2, "")
    assert "bad.toml:4: society.people" in bad.err
    assert "bad.toml:5: society.peoplee" in bad.err


def test_network(call: Call, finished: Path) -> None:
    found = call("network", finished, "--json")
    document = json.loads(found.out)
    pairs = duckdb.sql(f"SELECT count(*), min(b - a), count(DISTINCT (a, b)) FROM '{document['path']}'").fetchall()
    assert pairs == [(sum(document["pairs"].values()), pairs[0][1], sum(document["pairs"].values()))]
    assert pairs[0][1] > 0
    assert duckdb.sql(f"SELECT * FROM '{document['path']}' LIMIT 0").columns == ["a", "b", "layer", "slot_a", "slot_b"]
    assert [path.name for path in finished.iterdir() if path.name.startswith("network")] == ["network.parquet"]


def test_doctor(call: Call) -> None:
    document = json.loads(call("doctor", "--json").out)
    assert document["threads"] >= 1
    assert document["memory_available_bytes"] > 0
    assert document["numba"] != "absent"
    assert call("doctor", "--format", "table").code == 0


@pytest.mark.parametrize("command", sorted(DOCUMENTS))
def test_every_document_has_a_schema_and_keeps_to_it(call: Call, finished: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    schema = json.loads(call(command, "--json-schema").out)
    kinds = [schema["$defs"][one["$ref"].rpartition("/")[2]] for one in schema["anyOf"]] if "anyOf" in schema else [schema]
    assert all(kind["type"] in ("object", "array") for kind in kinds)
    calls: dict[str, tuple[object, ...]] = {
        "run": ("run", *SMALL, "-o", "here", "--json"),
        "scenarios": ("scenarios", "--json"),
        "check": ("check", "article", "--json"),
        "network": ("network", finished, "--json"),
        "life": ("life", finished, 3, "--json"),
        "why": ("why", finished, 3, "--json"),
        "doctor": ("doctor", "--json"),
    }
    if command in calls:
        TypeAdapter(DOCUMENTS[command]).validate_json(call(*calls[command]).out)


def test_bench_prints_what_is_measured(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def measure(**given: object) -> Iterator[dict[str, object]]:
        asked.append(given)
        yield {"people": 10_000, "million_person_days_per_s": 15.0}

    monkeypatch.setattr(bench, "measure", measure)
    found = call("bench", "none", "-n", 10_000, "-n", 20_000, "--days", 5, "--threads", 1)
    assert asked == [{"scenario": "none", "people": (10_000, 20_000), "days": 5, "seed": 1, "threads": 1, "counters": False}]
    assert found.out == "people\tmillion_person_days_per_s\n10000\t15.0\n"
    assert json.loads(call("bench", "--json").out) == [{"people": 10_000, "million_person_days_per_s": 15.0}]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["articel"], "articel"),
        (["-n", 0], "--people 0"),
        (["-n", 10_000, "-n", -1], "--people -1"),
        (["--days", -3], "--days -3"),
        (["--days", 0], "--days 0"),
        (["--threads", -1], "--threads -1 is out of range"),
        (["--seed", -1], "--seed -1 is out of range"),
        (["-n", 2_000_000_000], "2,000,000,000 people needs"),
    ],
)
def test_bench_refuses_before_it_measures(call: Call, monkeypatch: pytest.MonkeyPatch, arguments: list[object], words: str) -> None:
    monkeypatch.setattr("sincerity.store.memory.available_memory", lambda: 1 << 30)
    monkeypatch.setattr(bench, "measure", None)
    found = call("bench", *arguments)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
    assert "internal error" not in found.err
