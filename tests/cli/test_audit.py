"""`sincerity audit`, from the first word to the last."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter

from cli.conftest import Call
from sincerity.cli.documents import DOCUMENTS


def test_tsv_when_piped(call: Call, finished: Path) -> None:
    found = call("audit", finished)
    assert found.code == 0
    rows = [line.split("\t") for line in found.out.splitlines()]
    assert rows[0] == ["id", "section", "title", "value", "low", "high", "unit", "n", "note"]
    by_id = {row[0]: row for row in rows[1:]}
    assert by_id["human_oversight"][1:4] == ["27", "(e) Human oversight", "0"]
    assert all(len(row) == len(rows[0]) for row in rows)
    assert f"All measures are in {finished / 'audit.json'}" in found.err


def test_the_page(call: Call, finished: Path) -> None:
    found = call("audit", finished, "--format", "table", "--quiet")
    assert found.out.startswith("Simulation evidence, not a compliance finding\n300 invented residents (")
    assert found.err == ""
    assert "\x1b" not in found.out
    for part in ("Article 5(1)(c)(i)", "Article 5(1)(c)(ii)", "Article 5(1)(d)", "Article 27"):
        assert f"\n{part}: " in found.out


def test_one_json_document(call: Call, finished: Path) -> None:
    document = json.loads(call("audit", finished, "--json").out)
    assert document == json.loads((finished / "audit.json").read_text(encoding="utf-8"))
    TypeAdapter(DOCUMENTS["audit"]).validate_python(document)
    assert json.loads(call("audit", "--json-schema").out)["title"] == "AuditDocument"


def test_limits(call: Call, finished: Path) -> None:
    kept = call("audit", finished, "--fail-on", "human_oversight>0", "--json")
    assert (kept.code, json.loads(kept.out)["run"]["people"]) == (0, 300)
    broken = call("audit", finished, "--fail-on", "human_oversight<1", "--fail-on", "people_in_space>0")
    assert (broken.code, broken.out) == (2, "")
    assert "there is no measure people_in_space" in broken.err
    broken = call("audit", finished, "--fail-on", "human_oversight<1", "--fail-on", "days_in_force<40")
    assert broken.code == 3
    assert broken.out.startswith("id\tsection")
    assert "Error: 1 of 2 limits broken: human_oversight is 0, the limit is human_oversight<1." in broken.err
    without = call("audit", finished, "--fail-on", "errors_excess_listed>0")
    assert without.code == 2
    assert "has no value here. Needs a twin with the same policy and all errors off" in without.err


def test_a_twin_of_other_people(call: Call, finished: Path) -> None:
    call("run", "none", "--people", 300, "--days", 39, "--set", "burn_in_days=10", "-o", "other", "-q")
    found = call("audit", finished, "--against", "other")
    assert (found.code, found.out) == (2, "")
    assert "other is not of the same people as" in found.err
    call("run", "none", "--people", 300, "--days", 40, "--set", "burn_in_days=10", "-o", "twin", "-q")
    found = call("audit", finished, "--against", "twin", "--json")
    assert json.loads(found.out)["twin"]["scenario"] == "none"


def test_no_run(call: Call) -> None:
    found = call("audit", "nowhere")
    assert (found.code, found.out) == (2, "")
    assert "nowhere does not exist" in found.err
