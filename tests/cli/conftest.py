"""One call of the command line, in this process or in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import sincerity
from sincerity.cli.main import main


@dataclass(frozen=True)
class Answer:
    """What a call came to."""

    code: int
    out: str
    err: str


Call = Callable[..., Answer]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Call `sincerity` in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Answer:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Answer(code, out, err)

    return run


def environment() -> dict[str, str]:
    """The environment of a process of its own, which finds this very package."""
    source = str(Path(sincerity.__file__).parents[1])
    return {**os.environ, "PYTHONPATH": source, "PYTHONWARNINGS": "error"}


@pytest.fixture
def call_apart(tmp_path: Path) -> Call:
    """Call `sincerity` in a process of its own."""

    def run(*arguments: object, **more: str) -> Answer:
        words = [sys.executable, "-m", "sincerity", *(str(argument) for argument in arguments)]
        found = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env={**environment(), **more}, check=False)
        return Answer(found.returncode, found.stdout, found.stderr)

    return run


SMALL = ("--people", 300, "--days", 40, "--set", "burn_in_days=10")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished run."""
    folder = tmp_path_factory.mktemp("cli") / "run"
    assert main(["run", *map(str, SMALL), "--out", str(folder), "--quiet", "--watch", "3,4", "--json"]) == 0
    return folder
