"""The front page shows what its command prints: its pair is run again, and both measured parts are made anew and compared.

    python -m sincerity.experiments.front_page

rewrites them after a change of results.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sincerity.cli.main import main
from sincerity.experiments.front_page import COMMAND, README, between, first_result, systems
from sincerity.store.run import Run

TEXT = README.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of `make run`, and its answer beside it."""
    folder = tmp_path_factory.mktemp("readme") / "run"
    assert main([*COMMAND.split()[1:], "--format", "table", "--quiet", "--out", str(folder)]) == 0
    return folder


def test_the_command_is_that_of_make_run() -> None:
    makefile = README.with_name("Makefile").read_text(encoding="utf-8")
    given = dict(line.split(" ?= ") for line in makefile.splitlines() if " ?= " in line)
    words = f"run {given['SCENARIO']} --against {given['AGAINST']} --people {given['PEOPLE']} --seed {given['SEED']}"
    assert words == COMMAND.removeprefix("sincerity ")


def test_the_first_result_and_the_systems_are_of_this_version(pair: Path) -> None:
    run = Run(pair)
    assert run.twin is not None
    assert between(TEXT, "first-result") == "\n".join(first_result(run, run.twin))
    assert between(TEXT, "systems") == "\n".join(systems(run))
