"""Several policies lived side by side: the same bits as alone, and what exact twins promise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import EVERYWHERE, scenario
from sincerity.engine.lockstep import Lockstep, Plan, lives_that_differ
from sincerity.engine.parting import parting
from sincerity.engine.run import run
from sincerity.engine.simulation import Observer, Simulation
from sincerity.errors import Interrupted
from sincerity.observe.detained import Detentions
from sincerity.scenario.schema import Scenario
from sincerity.store.manifest import read_manifest
from sincerity.store.run import Run

SIZE: dict[str, Any] = {"people": 600, "days": 250, "burn_in_days": 40}
SMALL = ("society.region_people=128",)


def lived(plans: list[Plan], **more: Any) -> Lockstep:
    """A lockstep of plans, lived."""
    lockstep = Lockstep(plans, seed=4, **more)
    lockstep.live(observe=Detentions)
    return lockstep


@pytest.mark.parametrize("share", [True, False], ids=["shared", "each alone"])
def test_each_run_is_the_one_that_would_have_been_lived_alone(tmp_path: Path, share: bool) -> None:
    repealed = scenario("article", *SMALL, "policy.revision=[{name='end',on=2014-10-01,set={active=false}}]", **SIZE)
    scenarios = [scenario("none", *SMALL, **SIZE), scenario("article", *SMALL, **SIZE), repealed, scenario("rongcheng", *SMALL, **SIZE)]
    lockstep = lived([Plan(one, tmp_path / f"{i}") for i, one in enumerate(scenarios)], share=share)
    assert (lockstep.members[2].until > 100) == share, "the two articles share their days until the repeal"
    for i, one in enumerate(scenarios):
        alone = run(one, out=tmp_path / f"alone-{i}", seed=4, observer=Detentions())
        ours, theirs = (read_manifest(folder / "manifest.json") for folder in (tmp_path / f"{i}", alone))
        assert ours.result_hash == theirs.result_hash, one.name
        assert ours.person_days == theirs.person_days
        assert ours.status == "done"


def test_a_policy_against_itself_differs_nowhere_at_any_number_of_threads(tmp_path: Path) -> None:
    article = scenario("article", *SMALL, *EVERYWHERE, **SIZE)
    for share, threads in ((True, 1), (False, 1), (False, 2)):
        lockstep = lived([Plan(article), Plan(article)], share=share, threads=threads)
        one, other = (member.simulation for member in lockstep.members)
        assert lives_that_differ(one, other) == 0
        ours, theirs = one.people_table(), other.people_table()
        assert all((ours[name] == theirs[name]).all() for name in ours)
        assert one is not other


def test_twins_under_other_policies_differ() -> None:
    """What the tests above hold to zero is not zero by itself."""
    lockstep = lived([Plan(scenario(name, *SMALL, *EVERYWHERE[: name != "none"], **SIZE)) for name in ("none", "article")])
    one, other = (member.simulation for member in lockstep.members)
    assert lives_that_differ(one, other) > 100


def test_a_policy_confined_to_one_region_changes_nobody_outside() -> None:
    """Without distant friends, whose ties leave the region."""
    options = ("society.region_people=192", "society.network.distant=0", "policy.rollout.active=false")
    confined = scenario("article", *options, "policy.regions=[1]", "mind.awareness.from=everyone", **SIZE)
    lockstep = lived([Plan(confined.with_(policy__active=False)), Plan(confined)], share=False)
    without, under = (member.simulation.people_table() for member in lockstep.members)
    outside = without["region"] != 1
    assert outside.any()
    for name in set(without) & set(under):
        assert (without[name][outside] == under[name][outside]).all(), name
    one, other = (member.simulation.people.view(np.uint8).reshape(len(outside), -1) for member in lockstep.members)
    differ = (one != other).any(axis=1)
    assert differ[~outside].any()
    # A record holds the score that a policy would begin with nowhere but where it is in force.
    assert not differ[outside].any()


class Curious(Observer):
    """Looks at everything and asks for tables."""

    def __init__(self) -> None:
        self.looked = 0

    def begin(self, simulation: Simulation) -> None:
        """Watch some."""
        simulation.watch((1, 17, 300))

    def day(self, simulation: Simulation) -> None:
        """Ask for what a run gives."""
        if simulation.day % 50 == 0:
            simulation.people_table()
            next(simulation.edges())
        self.looked += 1


def test_watching_changes_nothing() -> None:
    article = scenario("article", *SMALL, *EVERYWHERE, **SIZE)
    curious = Curious()
    watched, plain = Lockstep([Plan(article)], seed=2), Lockstep([Plan(article)], seed=2)
    watched.members[0].observer = curious
    watched.members[0].simulation.watch((1, 17, 300))
    watched.live()
    plain.live()
    assert curious.looked == 290
    assert lives_that_differ(watched.members[0].simulation, plain.members[0].simulation) == 0


@pytest.mark.slow
def test_who_lives_is_born_and_dies_is_the_same_under_every_policy_for_thirty_years() -> None:
    names = ("none", "article", "due-process", "rewards-only", "informants-only", "credit-bureau")
    size = {"people": 400, "days": 30 * 365, "burn_in_days": 30}
    lockstep = Lockstep([Plan(scenario(name, *SMALL, **size)) for name in names], seed=3)
    lives: list[list[Any]] = [[] for _ in names]

    def look(day: int) -> None:
        if day > 0 and day % 365 == 0:
            for i, member in enumerate(lockstep.members):
                records, births = member.simulation.people, member.simulation.cold["birth_year"]
                lives[i].append((births.copy(), *(records[name].copy() for name in ("arrived", "standing", "household"))))

    lockstep.live(look=look)
    assert len(lives[0]) == 30
    for name, mine in zip(names, lives, strict=True):
        for year, (ours, theirs) in enumerate(zip(lives[0], mine, strict=True)):
            assert all((a == b).all() for a, b in zip(ours, theirs, strict=True)), (name, year)
    assert (lives[0][-1][1] > 0).mean() > 0.3, "many came or were born since"
    assert lives_that_differ(lockstep.members[0].simulation, lockstep.members[1].simulation) > 0


def parts(one: Scenario, other: Scenario) -> int:
    """The first day on which two scenarios part."""
    return parting(Simulation(one, seed=1, threads=1), Simulation(other, seed=1, threads=1))


def test_policies_part_on_the_morning_that_something_in_force_differs() -> None:
    article = scenario("article", *SMALL, **SIZE)
    assert parts(article, article) == 250
    assert parts(article, scenario("none", *SMALL, **SIZE)) == 0
    assert parts(article, scenario("article", *SMALL, "policy.start_score=1001", **SIZE)) == 0
    later = "policy.revision=[{name='later',on=2014-09-02,set={'listing.by_score_below'=650}}]"
    assert parts(article, scenario("article", *SMALL, later, **SIZE)) == 80
    assert parts(scenario("article", *SMALL, later, **SIZE), scenario("article", *SMALL, later, "title='x'", **SIZE)) == 250
    assert parts(article, scenario("article", *SMALL, "policy.rollout.active=false", **SIZE)) == 0
    two_tiers = scenario("rongcheng", *SMALL, "policy.tier=[{name='up',from=500},{name='down',from=0}]", **SIZE)
    assert parts(article, two_tiers) <= 0


def test_what_is_stopped_says_so(tmp_path: Path) -> None:
    class Soon:
        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > 60

    article = scenario("article", *SMALL, **SIZE)
    lockstep = Lockstep([Plan(article, tmp_path / "one"), Plan(article, tmp_path / "two")], seed=1)
    with pytest.raises(Interrupted):
        lockstep.live(cancel=Soon())
    assert {read_manifest(tmp_path / name / "manifest.json").status for name in ("one", "two")} == {"interrupted"}
    lockstep = Lockstep([Plan(article, tmp_path / "one"), Plan(article, tmp_path / "two")], seed=1)
    lockstep.live(force=True)
    assert Run(tmp_path / "one").manifest.result_hash == Run(tmp_path / "two").manifest.result_hash


def test_days_shared_are_counted_once() -> None:
    article = scenario("article", *SMALL, **SIZE)
    shared, alone = (Lockstep([Plan(article), Plan(article)], seed=1, share=share).person_days for share in (True, False))
    assert (shared, alone) == (600 * 290, 2 * 600 * 290)
