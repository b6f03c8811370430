"""One seed, one hash: whatever the threads, the watching, the checkpoints, the kills and the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from lab import scenario, settled
from sincerity.compute.face import TIER_SHIFT, mask_of
from sincerity.compute.fields import Column
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.run import Progress, resume, run
from sincerity.engine.simulation import Simulation
from sincerity.errors import FolderError, Interrupted, SocietyError
from sincerity.observe.lives import Watch
from sincerity.scenario.schema import Scenario
from sincerity.store.run import Run
from sincerity.types import ADULT

PEOPLE, DAYS = 5000, 90
BUSY = (
    "policy.informants.base_high_per_year=5.0",
    "policy.listing.by_score_below=950",
    "society.region_people=512",
    "policy.rollout.nationwide=2014-08-01",
    "policy.association.pull_per_year=2",
    'policy.revision=[{on=2014-07-20,set={"max_score"=1020,"tier.AAA.from"=1020,"tier.AA.from"=1010,"ring_tone.attitude"=-1.0}},'
    '{on=2014-08-20,set={"listing.by_score"=false}}]',
)
"""Ten regions that come under a lively policy one by one, and two changes of its rules."""


@pytest.fixture(scope="module")
def wanted() -> Scenario:
    return scenario("article", *BUSY, people=PEOPLE, days=DAYS, burn_in_days=10)


@pytest.fixture(scope="module")
def plain(wanted: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(run(wanted, out=tmp_path_factory.mktemp("plain") / "run", threads=1, checkpoint_days=0))


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_no_hash(wanted: Scenario, plain: Run, threads: int, tmp_path: Path) -> None:
    assert Run(run(wanted, out=tmp_path / "run", threads=threads)).manifest.result_hash == plain.manifest.result_hash


def test_checkpoints_change_no_hash(wanted: Scenario, plain: Run, tmp_path: Path) -> None:
    assert Run(run(wanted, out=tmp_path / "run", checkpoint_days=7)).manifest.result_hash == plain.manifest.result_hash


SUMS = [column for module in BUILT_IN for column in getattr(module, "COLUMNS", ()) if column.of]


@pytest.mark.parametrize("column", SUMS, ids=[column.name for column in SUMS])
def test_sums_are_over_those_they_name(column: Column, wanted: Scenario, plain: Run) -> None:
    tiers = [tier.name for tier in wanted.policy.tier] if column.count else [""]
    pairs = [(column.label.format(tier) or column.name, column.of.format(tier)) for tier in tiers]
    values = ", ".join(
        f"max({name} - {column.full or wanted.policy.max_score} * {of}), sum({name}), max(CASE WHEN {of} = 0 THEN {name} ELSE 0 END)"
        for name, of in pairs
    )
    (found,) = plain.series.aggregate(values).fetchall()
    assert max(found[0::3]) <= 0, "more than full"
    assert sum(found[1::3]) > 0
    assert max(found[2::3]) == 0, "a sum over nobody"


def test_another_seed_changes_it(wanted: Scenario, plain: Run, tmp_path: Path) -> None:
    assert Run(run(wanted, out=tmp_path / "run", seed=2)).manifest.result_hash != plain.manifest.result_hash


@pytest.fixture(scope="module")
def watched(wanted: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Run:
    ids = tuple(range(0, PEOPLE, 25))
    return Run(run(wanted, out=tmp_path_factory.mktemp("watched") / "run", watch=ids, observer=Watch(ids, PEOPLE)))


def test_watching_changes_nothing(plain: Run, watched: Run) -> None:
    assert watched.manifest.result_hash == plain.manifest.result_hash


def test_a_watched_life_is_the_life_that_was_lived(watched: Run) -> None:
    """Day by day the events add up to what the people table says at the end."""
    people, events = watched.people.to_numpy(), watched.events.to_numpy()
    assert len(events["day"]) > 1000
    for kind, column in (
        ("act", "truth_acts"),
        ("report", "reports_made"),
        ("reported", "reports_against"),
        ("listed", "times_listed"),
        ("wrong_record", "records_false"),
        ("slow_train", "hours_lost"),
    ):
        for p in watched.manifest.watch:
            mine = (events["id"] == p) & (events["kind"] == kind)
            # A false report found out is made, but names no contact.
            mine |= (events["id"] == p) & (events["kind"] == "report_caught") & (kind == "report")
            assert int(events["amount"][mine].sum()) == int(people[column][p]), (kind, p)
    for p in watched.manifest.watch:
        mine = (events["id"] == p) & np.isin(events["kind"].astype(str), ("record", "wrong_record"))
        assert int(events["amount"][mine].sum()) == int(people["records"][p]), p
    for p in watched.manifest.watch:
        mine = (events["id"] == p) & (events["kind"] == "score")
        assert 1000 + int(events["amount"][mine].sum()) == int(people["score"][p]), p
        lost = (events["id"] == p) & (events["kind"] == "tie_lost")
        assert int(events["amount"][lost].sum()) >= int(people["ties_start"][p]) - int(people["ties_left"][p]), p


class StopAt:
    """Cancels when a day is reached."""

    def __init__(self, day: int) -> None:
        self.day, self.event = day, threading.Event()

    def progress(self, progress: Progress) -> None:
        if progress.day >= self.day:
            self.event.set()

    def is_set(self) -> bool:
        return self.event.is_set()


def test_interrupted_and_resumed_gives_the_same_hash(wanted: Scenario, plain: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sincerity.engine.run.PROGRESS_SECONDS", 0.0)
    folder = tmp_path / "run"
    for day in (-5, 20, 61):
        stop = StopAt(day)
        with pytest.raises(Interrupted, match="sincerity resume"):
            if day < 0:
                run(wanted, out=folder, progress=stop.progress, cancel=stop)
            else:
                resume(folder, progress=stop.progress, cancel=stop)
        with pytest.raises(FolderError, match="resume"):
            Run(folder)
    assert Run(resume(folder)).manifest.result_hash == plain.manifest.result_hash
    with pytest.raises(FolderError, match="done"):
        resume(folder)


def test_another_scenario_is_not_resumed(wanted: Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    stop = StopAt(0)
    stop.event.set()
    with pytest.raises(Interrupted):
        run(wanted, out=folder, cancel=stop)
    text = (folder / "scenario.toml").read_text()
    assert "by_score_below = 950" in text
    (folder / "scenario.toml").write_text(text.replace("by_score_below = 950", "by_score_below = 990"))
    with pytest.raises(FolderError, match="not the scenario"):
        resume(folder)


def test_a_checkpoint_of_other_rules_is_not_taken_up(wanted: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "run"
    stop = StopAt(0)
    stop.event.set()
    with pytest.raises(Interrupted):
        run(wanted, out=folder, cancel=stop)
    changed = Simulation(wanted, threads=1).compiled._replace(code="rules that were changed since")
    monkeypatch.setattr("sincerity.engine.simulation.compose", lambda *_: changed)
    with pytest.raises(FolderError, match="build of the engine"):
        resume(folder)


KILLED = """
import sys
from pathlib import Path
from lab import scenario
from sincerity.engine.run import run
wanted = scenario("article", *{busy!r}, people={people}, days={days}, burn_in_days=10)
run(wanted, out=Path(sys.argv[1]), checkpoint_days=5, progress=lambda p: print(p.day, flush=True))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_and_resumed_in_another_process_gives_the_same_hash(wanted: Scenario, tmp_path: Path) -> None:
    folder, tests = tmp_path / "killed", Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent / 'src'}"}
    days = 2000
    code = KILLED.format(busy=BUSY, people=PEOPLE, days=days)
    child = subprocess.Popen([sys.executable, "-c", code, str(folder)], env=environment, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) > 50:
            break
    time.sleep(0.1)
    child.kill()
    child.wait()
    child.stdout.close()
    with pytest.raises(FolderError, match="was killed"):
        Run(folder)
    longer = scenario("article", *BUSY, people=PEOPLE, days=days, burn_in_days=10)
    again = Run(run(longer, out=tmp_path / "again", checkpoint_days=0))
    assert Run(resume(folder, threads=1)).manifest.result_hash == again.manifest.result_hash


def test_burn_in_is_shared() -> None:
    """On the morning of day 0 the society is the same under every policy; faces show each policy's start to those who will read it."""
    shown = mask_of("score") | mask_of("tier")
    states = []
    for name, *changes in (("article",), ("article", "mind.trust.signal=0.3", "policy.association=true"), ("none",), ("rongcheng",)):
        simulation = settled(scenario(name, *changes, people=1000, days=1, burn_in_days=40))
        for _ in range(40):
            simulation.step()
        policy, faces = simulation.policies[0], simulation.faces[:1000]
        start = int(policy["face_start"]) | int(policy["face_tier"]) << TIER_SHIFT
        assert set((faces & shown).tolist()) == {0, start}
        assert ((faces & shown == start) == (simulation.people["standing"] & ADULT != 0)).all()
        states.append([simulation.people.tobytes(), simulation.cold.tobytes(), (faces & ~shown).tobytes()])
        simulation.close()
    assert all(state == states[0] for state in states)


def test_a_society_too_large_is_refused_before_day_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sincerity.store.memory.available_memory", lambda *_: 2 << 30)
    with pytest.raises(SocietyError, match=r"needs .* of memory; .* is available"):
        run(scenario("article", people=2_000_000_000), out=tmp_path / "run")
    assert not (tmp_path / "run").exists()
