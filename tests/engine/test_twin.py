"""A twin lives from the day 0 that its run hands on, to the same bits as alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import scenario
from sincerity.engine.handover import state_for
from sincerity.engine.run import Progress, Twin, run
from sincerity.engine.simulation import Simulation
from sincerity.engine.twin import resume_pair, run_pair, waits
from sincerity.errors import FolderError, Interrupted
from sincerity.scenario.load import shipped
from sincerity.scenario.schema import Scenario
from sincerity.store.folder import RunFolder
from sincerity.store.manifest import read_manifest
from sincerity.store.run import Run

PEOPLE, DAYS, BURN_IN = 1500, 40, 200
SIZE = {"people": PEOPLE, "days": DAYS, "burn_in_days": BURN_IN}


class StopAfter:
    """An event that is set when it has been asked `n` times: once a day."""

    def __init__(self, n: int) -> None:
        self.left = n

    def is_set(self) -> bool:
        self.left -= 1
        return self.left == 0


@pytest.fixture(scope="module")
def both() -> tuple[Scenario, Scenario]:
    return scenario("article", **SIZE), scenario("none", **SIZE)


@pytest.fixture(scope="module")
def alone(both: tuple[Scenario, Scenario], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The hashes of both, each run by itself."""
    folder = tmp_path_factory.mktemp("alone")
    return [Run(run(one, out=folder / one.name, seed=3)).manifest.result_hash for one in both]


def hashes(folder: Path) -> list[str]:
    found = Run(folder)
    assert found.twin is not None
    return [found.manifest.result_hash, found.twin.manifest.result_hash]


def test_both_are_what_they_would_be_alone(both: tuple[Scenario, Scenario], alone: list[str], tmp_path: Path) -> None:
    told: list[Progress] = []
    run_pair(both[0], Twin(both[1], "sincerity run none"), out=tmp_path / "run", seed=3, progress=told.append)
    assert hashes(tmp_path / "run") == alone
    twin = Run(tmp_path / "run" / "twin").manifest
    assert (twin.resumed, twin.command, twin.against, twin.scenario) == (0, "sincerity run none", "", "none")
    assert twin.wall_seconds > twin.timings["burn_in"] > 0, "the burn-in counts for both"
    assert Run(tmp_path / "run").manifest.against == "none"
    assert {(one.part, one.parts, one.scenario) for one in told} == {(1, 2, "article"), (2, 2, "none")}
    assert min(one.day for one in told if one.part == 2) == 0, "its burn-in is not lived again"


@pytest.mark.parametrize("burn_in", [0, 1, BURN_IN])
def test_any_scenario_hands_on_what_any_other_would_have_made(burn_in: int) -> None:
    """Whole states, bit for bit, of all shipped scenarios; 200 days of burn-in have a turn of the year in them."""
    lived = []
    for name in shipped():
        one = scenario(name, people=700, burn_in_days=burn_in, days=1)
        simulation = Simulation(one, seed=3, threads=1)
        simulation.settle()
        while simulation.day < 0:
            simulation.step()
        lived.append((one, simulation))
    for _, giver in lived:
        for other, taker in lived:
            handed = state_for(giver, other)
            for name, wanted in taker.state().items():
                assert np.array_equal(handed[name], wanted), (giver.scenario.name, other.name, name)


def test_more_grades_than_fit_live_the_burn_in_themselves(both: tuple[Scenario, Scenario], tmp_path: Path) -> None:
    grades = [{"name": f"G{i}", "from": 1000 - 100 * i} for i in range(10)] + [{"name": "G10", "from": 0}]
    graded = scenario("article", **SIZE).with_(policy__tier=grades, policy__loans=None, name="graded")
    run_pair(both[1], Twin(graded), out=tmp_path / "run", seed=3)
    assert hashes(tmp_path / "run")[1] == Run(run(graded, out=tmp_path / "alone", seed=3)).manifest.result_hash


@pytest.mark.parametrize("days", [5, BURN_IN, BURN_IN + 7, BURN_IN + DAYS - 1, BURN_IN + DAYS + 9])
def test_stopped_anywhere_and_resumed(both: tuple[Scenario, Scenario], alone: list[str], tmp_path: Path, days: int) -> None:
    """In the burn-in, on day 0, after it, and in the twin."""
    folder = tmp_path / "run"
    with pytest.raises(Interrupted, match=rf"sincerity resume {folder}`") as stop:
        run_pair(both[0], Twin(both[1]), out=folder, seed=3, cancel=StopAfter(days))
    assert "twin" not in str(stop.value)
    assert waits(folder)
    told: list[Progress] = []
    resume_pair(folder, progress=told.append)
    assert hashes(folder) == alone
    assert not waits(folder)
    assert told[-1].part == 2


def test_the_twin_waits_for_its_turn(both: tuple[Scenario, Scenario], tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with pytest.raises(Interrupted):
        run_pair(both[0], Twin(both[1]), out=folder, seed=3, cancel=StopAfter(5))
    assert read_manifest(folder / "twin" / "manifest.json").status == "waiting"
    with pytest.raises(FolderError, match=rf"waits for the one that it is the twin of.*sincerity resume {folder}`"):
        Run(folder / "twin")


def test_a_run_without_its_twin_still_resumes(both: tuple[Scenario, Scenario], alone: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with pytest.raises(Interrupted):
        run_pair(both[0], Twin(both[1]), out=folder, seed=3, cancel=StopAfter(5))
    RunFolder(folder / "twin").clear()
    resume_pair(folder)
    found = Run(folder)
    assert (found.manifest.result_hash, found.twin) == (alone[0], None)


def test_force_clears_the_twin_too(both: tuple[Scenario, Scenario], tmp_path: Path) -> None:
    given: dict[str, Any] = {"out": tmp_path / "run", "seed": 3}
    short = [one.with_(days=2, burn_in_days=0) for one in both]
    run_pair(short[0], Twin(short[1]), **given)
    (tmp_path / "run" / "twin" / "notes.txt").write_text("mine")
    held = RunFolder(tmp_path / "run" / "twin")
    held.hold()
    with pytest.raises(FolderError, match="twin is being written"):
        run(short[0], force=True, **given)
    held.release()
    run(short[0], force=True, **given)
    assert [path.name for path in (tmp_path / "run" / "twin").iterdir()] == ["notes.txt"]
    assert Run(tmp_path / "run").twin is None
