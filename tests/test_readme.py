"""The front page shows what its command prints, line for line: its society is run again, and the first word of its hash compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sincerity.cli.main import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
SHOWN = re.search(r"^## A first result$.*?^```text\n(.*?)^```$.*?begins with\s+`(\w+)`", README, re.MULTILINE | re.DOTALL)


def test_the_first_result_is_the_one_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert SHOWN, "the README has no first result"
    monkeypatch.setenv("COLUMNS", "200")
    command = ["run", "article", "--people", "100000", "--seed", "1", "--format", "table", "--quiet"]
    assert main([*command, "--out", str(tmp_path / "run")]) == 0
    printed = capsys.readouterr().out
    assert SHOWN[1].rstrip() in printed
    assert re.search(rf"^ *result hash  {SHOWN[2]}", printed, re.MULTILINE)
