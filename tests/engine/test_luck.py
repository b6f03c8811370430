"""The same people with other luck: who they are, whom they may know and who comes and goes stays, what days bring is drawn anew."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import sincerity as sl
from lab import Outcome, live, scenario, settled, traits_of
from sincerity.engine.run import Progress, resume, run
from sincerity.engine.simulation import Simulation
from sincerity.errors import Interrupted, ScenarioError
from sincerity.scenario.schema import Scenario
from sincerity.society.contacts import WORKMATES
from sincerity.store.manifest import read_manifest
from sincerity.store.run import Run
from sincerity.types import JOB_BITS, PUPIL, Array

SEED, OTHER = 5, 2**63 + 11
YEARS = (
    "start=2014-12-10",
    "society.region_people=200",
    "policy.rollout.nationwide=2015-06-01",
    "society.economy.separations_per_year=1",
    "policy.listing.by_score_below=980",
    "policy.jobs.dismissed_per_month=0.5",
    "policy.informants.base_low_per_year=0.5",
    "policy.informants.base_high_per_year=2",
)
"""Four regions that come under the policy on four days, and three 1 Januaries."""
OF_THE_TABLE = ("id", "region", "household", "x", "y", "age", "arrived", "sex", "group")
COME_AND_GO = ("people", "adults", "births", "deaths", "arrivals", "departures", "covered")


@cache
def years(luck: int | None = None) -> Outcome:
    wanted = scenario("article", *YEARS, people=800, days=760, burn_in_days=30)
    return live(wanted, seed=SEED, luck=luck, hasty=True)


def changes(found: Outcome) -> Array:
    """Who works, at what, or is at school."""
    return found.simulation.people["means"] & (JOB_BITS | PUPIL)


def pairs(found: Outcome) -> set[tuple[int, int, int]]:
    """Whom people may know at the end: a, b and the layer."""
    rows = np.concatenate([np.stack([block[name] for name in ("a", "b", "layer")], axis=1) for block in found.simulation.edges()])
    return set(map(tuple, rows.tolist()))


def test_the_same_people_come_and_go() -> None:
    one, other = years(), years(OTHER)
    for name in OF_THE_TABLE:
        assert np.array_equal(one.people[name], other.people[name]), name
    for name in COME_AND_GO:
        assert np.array_equal(one.series[name], other.series[name]), name
    for name in ("births", "deaths", "arrivals", "departures"):
        assert one.total(name) > 50, name
    assert len(set(one.people["arrived"].tolist())) == 4
    assert len(set(one.daily("covered").tolist())) > 3


def test_they_are_who_they_were() -> None:
    one, other = (years(luck).simulation for luck in (None, OTHER))
    assert np.array_equal(traits_of(one.people, one.world), traits_of(other.people, other.world))
    for record, name in ((one.people, "standing"), (one.people, "household"), (one.cold, "birth_year")):
        assert np.array_equal(record[name], (other.people if record is one.people else other.cold)[name]), name


def test_they_may_know_the_same_others() -> None:
    """Workmates and classmates, too, but where somebody works or is at school in the one and not in the other."""
    one, other = years(), years(OTHER)
    differ = changes(one) != changes(other)
    apart = pairs(one) ^ pairs(other)
    assert apart
    assert len(pairs(one)) > 1000
    for a, b, layer in apart:
        assert layer == WORKMATES
        assert differ[a] or differ[b]


def test_what_days_and_months_bring_is_another_throw() -> None:
    one, other = years(), years(OTHER)
    for name in ("acts_littering", "trips", "reports", "hired", "jobs_ended", "displaced", "deals", "wrongs", "ties_lost", "debts_opened"):
        assert not np.array_equal(one.daily(name), other.daily(name)), name
    changed = (one.people["truth_acts"] != other.people["truth_acts"]).mean()
    assert changed > 0.5
    total, redrawn = one.total("acts_littering"), other.total("acts_littering")
    assert abs(total - redrawn) < 6 * (total + redrawn) ** 0.5, "the same chances"


def test_the_burn_in_is_the_same() -> None:
    wanted = scenario("article", *YEARS, people=800, days=2, burn_in_days=60)
    lives = [settled(wanted, seed=SEED, luck=luck) for luck in (None, OTHER)]
    for simulation in lives:
        while simulation.day < 0:
            simulation.step()
    one, other = lives
    for name, array in one.state().items():
        assert array.tobytes() == other.state()[name].tobytes(), name
    for simulation in lives:
        simulation.step()
        simulation.close()
    assert one.faces.tobytes() != other.faces.tobytes()


def test_luck_equal_to_the_seed_changes_nothing() -> None:
    wanted = scenario("article", *YEARS, people=800, days=60)
    plain = live(wanted, seed=SEED)
    assert live(wanted, seed=SEED, luck=SEED).digest() == plain.digest()
    assert live(wanted, seed=SEED, luck=SEED + 1).digest() != plain.digest()


def test_threads_do_not_matter() -> None:
    wanted = scenario("article", *YEARS, people=1600, days=40)
    lives = [live(wanted, seed=SEED, luck=OTHER, threads=threads) for threads in (1, 3)]
    assert len({found.digest() for found in lives}) == 1


def test_a_state_of_the_burn_in_is_lived_on_with_the_luck_of_the_burn_in() -> None:
    """Also in a simulation that had gone further."""
    wanted = scenario("article", *YEARS, people=400, days=3, burn_in_days=20)
    simulation = settled(wanted, seed=SEED, luck=OTHER)
    began = {name: array.copy() for name, array in simulation.state().items()}
    first = list(digests(simulation))
    simulation.restore(-wanted.burn_in_days, began)
    assert list(digests(simulation)) == first


def digests(simulation: Simulation) -> list[bytes]:
    return [simulation.people.tobytes() for _ in simulation.advance()]


@pytest.fixture(scope="module")
def wanted() -> Scenario:
    return scenario("article", *YEARS, people=800, days=60, burn_in_days=20)


@pytest.fixture(scope="module")
def plain(wanted: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(run(wanted, out=tmp_path_factory.mktemp("luck") / "run", seed=SEED, luck=OTHER))


@pytest.mark.parametrize("stop", [-5, 0, 30])
def test_one_that_stopped_goes_on_with_its_luck(wanted: Scenario, plain: Run, stop: int, tmp_path: Path) -> None:
    cancel = threading.Event()

    def watch(reached: Progress) -> None:
        if reached.day >= stop:
            cancel.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sincerity.engine.run.PROGRESS_SECONDS", -1)
        with pytest.raises(Interrupted):
            run(wanted, out=tmp_path / "run", seed=SEED, luck=OTHER, progress=watch, cancel=cancel)
    stopped = read_manifest(tmp_path / "run" / "manifest.json")
    assert (stopped.day, stopped.luck) == (stop, OTHER)
    again = Run(resume(tmp_path / "run"))
    assert again.manifest.result_hash == plain.manifest.result_hash


def test_a_run_and_its_twin_have_the_same_luck() -> None:
    size = {"people": 400, "days": 40, "seed": SEED, "luck": OTHER, "set": ["burn_in_days=10"]}
    both, alone = sl.run("article", against="none", **size), sl.run("none", **size)
    assert both.twin is not None
    assert both.manifest.luck == both.twin.manifest.luck == OTHER
    assert both.twin.manifest.result_hash == alone.manifest.result_hash
    for manifest in (both.manifest, both.twin.manifest):
        assert manifest.command.endswith(f"--seed {SEED} --luck {OTHER}")


def test_one_without_its_own_says_so() -> None:
    found = sl.run("none", people=100, days=2, set=["burn_in_days=0"])
    assert found.manifest.luck is None
    assert "--luck" not in found.manifest.command
    assert found.manifest.seeds == "seed 1"


@pytest.mark.parametrize("luck", [-1, 2**64])
def test_luck_is_a_64_bit_number(luck: int) -> None:
    with pytest.raises(ScenarioError, match=f"--luck {luck} is out of range"):
        sl.run("none", people=100, days=2, luck=luck)
