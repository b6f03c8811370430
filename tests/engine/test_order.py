"""Steps of the day that share no field may change places; steps that do may not.

Which steps those are is read off the table of the day, which `test_day` holds to what the steps do. Days are lived interpreted
(equal bits: `test_bits`), by a day composed from a table in another order.
"""

from __future__ import annotations

import hashlib
import random
from functools import cache
from itertools import pairwise
from types import ModuleType

import numpy as np
import pytest

from engine.recorder import BUSY
from lab import interpreted_step, live, scenario, settled
from sincerity.engine import source
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.day import DAY, Step
from sincerity.engine.simulation import Simulation

PEOPLE, DAYS = 60, 16
MECHANISMS = tuple(module.__name__.rpartition(".")[2] for module in BUILT_IN)
LOOKS = tuple(module.LOOKS for module in BUILT_IN if hasattr(module, "LOOKS"))
LIVELY = (
    *BUSY[:-1],
    "start=2014-06-25",
    "mind.trust.signal=0.5",
    "mind.trust.good_rate=0.1",
    "mind.trust.caught_rate=0.3",
    "mind.deterrence.risk_rate=0.3",
    "policy.ring_tone.attitude=-0.5",
    "policy.speech.punishment=proportional",
)
"""The busiest day of the tests, without its revisions, and with surprises that teach much."""


def group(step: Step) -> str:
    """The part of the composed day that calls a step: alone, contact by contact, after the contacts, and the rest."""
    if step.stage == "meet":
        return "contact" if step.hook == "meet" else "after"
    return "alone" if step.stage == "act" else "rest"


def are_independent(one: Step, other: Step) -> bool:
    """No field that either writes is read or written by the other; counts are only added to."""

    def touch(by: Step, to: Step) -> set[str]:
        written = {field for field in by.writes.split() if not field.startswith("tally.")}
        return written & {*to.reads.split(), *to.writes.split()}

    return not touch(one, other) and not touch(other, one)


def shuffled(seed: int) -> tuple[Step, ...]:
    """The day in another order, by chance among those in which no step overtakes one that it depends on."""
    chance = random.Random(seed)
    left, found = list(DAY), []
    while left:
        free = [step for i, step in enumerate(left) if all(are_independent(step, before) for before in left[:i])]
        found.append(chance.choice(free))
        left.remove(found[-1])
    return tuple(found)


def neighbours(independent: bool) -> list[int]:
    """Places of steps that do, or do not, depend on the next step of their group."""
    pairs = [i for i in range(len(DAY) - 1) if group(DAY[i]) == group(DAY[i + 1])]
    return [i for i in pairs if are_independent(DAY[i], DAY[i + 1]) == independent]


def swapped(*places: int) -> tuple[Step, ...]:
    """The day with the steps at these places, and the next ones, in each other's place."""
    order = list(DAY)
    for i in places:
        order[i], order[i + 1] = order[i + 1], order[i]
    return tuple(order)


@cache
def society() -> Simulation:
    """Settled once, for all orders."""
    return settled(scenario("article", *LIVELY, people=PEOPLE, days=DAYS, burn_in_days=1))


def composed(order: tuple[Step, ...]) -> ModuleType:
    """The day in this order, as the engine would write it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "DAY", order)
        text = source.write_source(society().compiled.records, society().plan, MECHANISMS, LOOKS)
    module = ModuleType("day_in_another_order")
    exec(compile(text, module.__name__, "exec"), vars(module))
    return module


@cache
def digest(order: tuple[Step, ...]) -> str:
    """All that a run leaves whose days go in this order."""
    simulation = settled(society().scenario)
    simulation.compiled = simulation.compiled._replace(module=composed(order))
    tallies = np.zeros_like(simulation.tallies[: len(simulation.layout)])
    for _ in range(DAYS + 1):
        interpreted_step(simulation, tallies)
    return hashlib.sha256(b"".join(array.tobytes() for array in (*simulation.state().values(), tallies))).hexdigest()


def test_the_days_are_busy_enough_to_tell() -> None:
    assert live(society().scenario).silent() == set()


def names(order: tuple[Step, ...]) -> list[str]:
    return [f"{step.mechanism}.{step.hook}" for step in order]


def test_the_day_as_composed_here_is_the_engines() -> None:
    compiled = society().compiled
    assert compiled.path.read_text(encoding="utf-8") == source.write_source(compiled.records, society().plan, MECHANISMS, LOOKS)


def test_there_are_independent_neighbours_in_every_part_of_the_day() -> None:
    assert {group(DAY[i]) for i in neighbours(independent=True)} == {"alone", "contact", "after", "rest"}


@pytest.mark.parametrize("start", [0, 1])
def test_independent_neighbours_may_change_places(start: int) -> None:
    """All of them, but never two that share a step at once: every second one of a row, then the others."""
    first: list[int] = []
    for i in neighbours(independent=True):
        if not first or i > first[-1] + 1:
            first.append(i)
    second = [i for i in neighbours(independent=True) if i not in first]
    chosen = (first, second)[start]
    assert len(chosen) > 5
    assert min(b - a for a, b in pairwise(chosen)) > 1
    assert digest(swapped(*chosen)) == digest(DAY)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_that_keeps_dependent_steps_in_theirs_gives_the_same_run(seed: int) -> None:
    order = shuffled(seed)
    assert sum(a != b for a, b in zip(names(order), names(DAY), strict=True)) > len(DAY) // 2
    assert digest(order) == digest(DAY)


@pytest.mark.parametrize("place", neighbours(independent=False), ids=lambda i: " and ".join(names(DAY[i : i + 2])))
def test_dependent_neighbours_may_not(place: int) -> None:
    assert digest(swapped(place)) != digest(DAY)
