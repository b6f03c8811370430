"""One seed, one hash: whatever the threads, the watching, the checkpoints, the kills and the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from lab import foresee, scenario, settled
from sincerity.compute.face import TIER_SHIFT, mask_of
from sincerity.compute.fields import Column
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.run import Progress, resume, run
from sincerity.engine.simulation import Simulation
from sincerity.errors import FolderError, Interrupted, SocietyError
from sincerity.observe.lives import Watch
from sincerity.scenario.schema import Scenario
from sincerity.society.livelihood import MAX_INCOME
from sincerity.store.run import Run
from sincerity.types import ADULT

PEOPLE, DAYS = 5000, 90
BUSY = (
    "start=2014-11-20",
    "policy.informants.base_high_per_year=12.0",
    "policy.listing.by_score_below=950",
    "policy.listing.grace_days=0",
    "policy.listing.wrong_judgments_per_year=0.5",
    "policy.informants.base_low_per_year=1.0",
    "policy.informants.false_weight=1",
    "policy.informants.checked=0.5",
    "policy.informants.notice=1",
    "policy.loans.for='A'",
    "policy.speech.punishment='proportional'",
    "mind.expression.silent_below=0.3",
    "mind.expression.severity_start=0.5",
    "mind.expression.surveillance_start=0.5",
    "policy.jobs.dismissed_per_month=0.9",
    "policy.due_process.appeals_per_year=12",
    "policy.due_process.delay_months=0",
    "policy.ring_tone.public_share=0.5",
    "society.debt.sued_after_days=0",
    "society.behaviour.loan_default.per_year=6",
    "society.economy.separations_per_year=1",
    "society.economy.private_places=0.5",
    "society.economy.private_income_cny=0",
    "society.economy.private_wish=1",
    "policy.hotels.goes_without=0.8",
    "policy.public_list.read_per_year=5",
    "policy.deadbeat_map.views_per_year=12",
    "policy.deadbeat_map.tap_share=0.5",
    "society.region_people=512",
    "policy.rollout.nationwide=2015-01-07",
    "policy.association.pull_per_year=2",
    'policy.revision=[{on=2014-12-26,set={"max_score"=1020,"tier.AAA.from"=1020,"tier.AA.from"=1010,"ring_tone.attitude"=-1.0}},'
    '{on=2015-01-26,set={"listing.by_score"=false}}]',
)
"""Ten regions that come under a lively policy one by one, two changes of its rules, three turns of the month and a new year."""


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


LARGEST = {"income_sum": 10 * MAX_INCOME}
"""What a person can add to a sum that has no full level, where that is not the highest score."""
SUMS = [column for module in BUILT_IN for column in getattr(module, "COLUMNS", ()) if column.of]


@pytest.mark.parametrize("column", SUMS, ids=[column.name for column in SUMS])
def test_sums_are_over_those_they_name(column: Column, wanted: Scenario, plain: Run) -> None:
    tiers = [tier.name for tier in wanted.policy.tier] if column.count else [""]
    pairs = [(column.label.format(tier) or column.name, column.of.format(tier)) for tier in tiers]
    full = column.full or LARGEST.get(column.name, wanted.policy.max_score)
    values = ", ".join(f"max({name} - {full} * {of}), sum({name}), max(CASE WHEN {of} = 0 THEN {name} ELSE 0 END)" for name, of in pairs)
    (found,) = plain.series.aggregate(values).fetchall()
    assert max(found[0::3]) <= 0, "more than full"
    assert sum(found[1::3]) > 0
    assert max(found[2::3]) == 0, "a sum over nobody"


def test_another_seed_changes_it(wanted: Scenario, plain: Run, tmp_path: Path) -> None:
    assert Run(run(wanted, out=tmp_path / "run", seed=2)).manifest.result_hash != plain.manifest.result_hash


@pytest.fixture(scope="module")
def watched(wanted: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Run:
    ids = tuple(range(0, PEOPLE, 10))
    return Run(run(wanted, out=tmp_path_factory.mktemp("watched") / "run", watch=ids, observer=Watch(ids, PEOPLE)))


def test_watching_changes_nothing(plain: Run, watched: Run) -> None:
    assert watched.manifest.result_hash == plain.manifest.result_hash


class Foreseen(Watch):
    """Watches a run that has a risk model from the start, for which it would have to learn for a year or two."""

    def begin(self, simulation: Simulation) -> None:
        """The model, then what watching begins with."""
        foresee(simulation)
        super().begin(simulation)


def test_whatever_can_happen_is_told(watched: Run, tmp_path: Path) -> None:
    """Detentions and releases in a run that foresees."""
    kinds = {event.kind for module in BUILT_IN for event in getattr(module, "EVENTS", ())}
    told = set(watched.events.to_numpy()["kind"].astype(str))
    assert kinds - told == {"detained", "released"}
    ids = tuple(range(PEOPLE // 10))
    keys = ("policy.detention.detained_per_1000=50", "policy.detention.term_months=1", 'policy.detention.predicts=["littering"]')
    few = scenario("article", *BUSY, *keys, people=len(ids), days=DAYS, burn_in_days=10)
    taken = Run(run(few, out=tmp_path / "run", watch=ids, observer=Foreseen(ids, len(ids))))
    events = taken.events.to_numpy()
    assert kinds - told - set(events["kind"].astype(str)) == set()
    for kind, column in (("detained", "detentions"), ("released", "releases")):
        counted = taken.series.filter("region = -1").aggregate(f"sum({column})").fetchall()
        assert counted == [(int((events["kind"].astype(str) == kind).sum()),)]


@pytest.fixture(scope="module")
def told(watched: Run) -> dict[int, dict[str, int]]:
    """Amounts by resident and kind, summed since the resident came."""
    found: dict[int, dict[str, int]] = {p: defaultdict(int) for p in watched.manifest.watch}
    events = watched.events.to_numpy()
    for p, kind, amount in zip(events["id"], events["kind"].astype(str), events["amount"], strict=True):
        if kind == "came":
            found[p].clear()
        found[p][kind] += int(amount)
    return found


def test_a_watched_life_is_the_life_that_was_lived(watched: Run, told: dict[int, dict[str, int]]) -> None:
    """Day by day the events add up to what the people table says at the end; of who came in between, from then on."""
    people = watched.people.to_numpy()
    assert sum("came" in kinds for kinds in told.values()) > 5
    for p, kinds in told.items():
        mine = {name: column[p] for name, column in people.items()}
        assert kinds["act"] == mine["truth_acts"], p
        # A false report found out at once is made, but names no contact.
        assert kinds["report"] + kinds["report_caught"] == mine["reports_made"], p
        assert kinds["reported"] == mine["reports_against"], p
        assert kinds["listed"] == mine["times_listed"], p
        assert kinds["listed"] - kinds["unlisted"] == mine["listed"], p
        assert kinds["wrong_record"] == mine["records_false"], p
        assert kinds["record"] + kinds["wrong_record"] == mine["records"], p
        assert kinds["slow_train"] == mine["hours_lost"], p
        assert 1000 + kinds["score"] == mine["score"], p
        assert kinds["private_school"] - kinds["school_lost"] >= mine["private_school"], p


def test_ties_that_are_gone_were_lost_or_went_with_a_contact(wanted: Scenario, watched: Run, told: dict[int, dict[str, int]]) -> None:
    people = watched.people.to_numpy()
    others = np.zeros(PEOPLE, np.int64)
    for pairs in settled(wanted).edges():
        for one, other in (("a", "b"), ("b", "a")):
            np.add.at(others, pairs[one], people["arrived"][pairs[other]] > 0)
    assert others.any()
    for p, kinds in told.items():
        assert kinds["tie_lost"] + others[p] >= people["ties_start"][p] - people["ties_left"][p], p


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


SHIPPED = (("article",), ("article", "mind.trust.signal=0.3", "policy.association=true"), ("none",), ("rongcheng",), ("due-process",))


def test_burn_in_is_shared() -> None:
    """On the morning of day 0 the society is the same under every policy; faces show each policy's start to those who will read it.

    There is a new year in the burn-in.
    """
    shown = mask_of("score") | mask_of("tier")
    states = []
    for name, *changes in SHIPPED:
        simulation = settled(scenario(name, "start=2015-01-15", *changes, people=1000, days=1, burn_in_days=40))
        for _ in range(40):
            simulation.step()
        policy, faces = simulation.policies[0], simulation.faces[:1000]
        start = int(policy["face_start"]) | int(policy["face_tier"]) << TIER_SHIFT
        assert set((faces & shown).tolist()) == {0, start}
        assert ((faces & shown == start) == (simulation.people["standing"] & ADULT != 0)).all()
        kept = [array.tobytes() for name, array in simulation.state().items() if name != "faces"]
        states.append([*kept, (faces & ~shown).tobytes()])
        simulation.close()
    assert (simulation.people["arrived"] > 0).any()
    assert all(state == states[0] for state in states)


def test_a_society_too_large_is_refused_before_day_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sincerity.store.memory.available_memory", lambda *_: 2 << 30)
    with pytest.raises(SocietyError, match=r"needs .* of memory; .* is available"):
        run(scenario("article", people=2_000_000_000), out=tmp_path / "run")
    assert not (tmp_path / "run").exists()
