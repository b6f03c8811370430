"""`sincerity claims`: the screen, the lines, the document."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from cli.conftest import Call
from sincerity.verdicts.catalogue import shipped_claims
from sincerity.verdicts.document import VerdictsDocument
from verdicts.made import asked

SMALL = ("article", "--draws", 4, "-n", 300, "--seeds", "0..1", "--days", 60, "--set", "burn_in_days=30", "--processes", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the same command has lived already."""
    return Path(shutil.copytree(asked().path, tmp_path / "out"))


def test_the_screen_has_the_answer_first_and_fits(call: Call, folder: Path) -> None:
    found = call("claims", *SMALL, "-o", folder, "--format", "table")
    assert found.code == 0
    lines = found.out.splitlines()
    n = len(shipped_claims().claim)
    first = re.fullmatch(rf"Of {n} claims: (\d+) supported, (\d+) not supported, (\d+) depends", lines[0])
    assert first is not None
    assert sum(map(int, first.groups())) == n
    assert max(map(len, lines)) <= 100
    assert "PROVISIONAL: 4 draws are fewer than the 64 that a verdict takes." in lines
    for claim in shipped_claims().claim:
        (line,) = [line for line in lines if line.startswith(f"  {claim.title}")]
        assert re.search("supported|depends", line)
        assert (f"{claim.title}*" in line) == claim.imposed
    assert [line for line in lines if line in ("The press", "The government", "Sceptics")] == ["The press", "The government", "Sceptics"]


def test_piped_it_is_a_line_for_each_claim_and_period(call: Call, folder: Path) -> None:
    found = call("claims", *SMALL, "-o", folder)
    head, *rows = [line.split("\t") for line in found.out.splitlines()]
    assert head[:6] == ["id", "who", "claim", "period", "verdict", "effect"]
    assert len(rows) == sum(len(claim.periods) for claim in shipped_claims().claim)
    assert {len(row) for row in rows} == {len(head)}
    assert "Provisional" in found.err


def test_the_document_is_the_file_and_keeps_to_its_schema(call: Call, folder: Path) -> None:
    found = call("claims", *SMALL, "-o", folder, "--json", "--quiet")
    document = json.loads(found.out)
    assert document == json.loads((folder / "claims.json").read_text(encoding="utf-8"))
    assert VerdictsDocument.model_validate(document)
    assert document["command"].startswith("sincerity claims article --draws 4 --people 300 --seeds 0..1 --days 60")
    wanted = {"id", "title", "who", "text", "metric", "comparison", "threshold", "unit", "source", "imposed", "period", "verdict", "effect"}
    assert wanted | {"share", "n_draws", "correlations"} <= document["claims"][0].keys()


def test_what_is_wrong_is_one_message(call: Call) -> None:
    found = call("claims", "none", "-n", 300)
    assert (found.code, found.out) == (2, "")
    assert "none has no policy in force" in found.err
    assert call("claims", "article", "--seeds", "a..b").code == 2
    assert call("claims", "article", "--draws", 2).code == 2
    assert not Path("runs").exists()


def test_what_was_stopped_says_how_to_go_on(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def stopped(*_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("sincerity.verdicts.ask.draws_of", stopped)
    found = call("claims", *SMALL, "-o", "my folder")
    assert (found.code, found.out) == (130, "")
    assert "Go on with: sincerity claims article --draws 4" in found.err
    assert "--out 'my folder'" in found.err
