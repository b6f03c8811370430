"""Steps of a pass that share no field may change places; steps that do may not.

Which steps those are is read off the tables of the passes, which `test_day` holds to what the steps do. A society is lived to the
end of a year; its next two weeks, with a turn of the month and of the year, are lived interpreted (equal bits: `test_bits`), by
passes composed from tables in another order.
"""

from __future__ import annotations

import hashlib
import random
from functools import cache
from itertools import pairwise
from types import ModuleType

import pytest

from engine.recorder import AT_ONCE, BUSY
from lab import foresee, hasten, interpret, live, scenario, settled
from sincerity.engine import source, source_of_mornings
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.day import DAY, MONTH, SERVE, YEAR, Step
from sincerity.engine.simulation import Simulation

PEOPLE, BEFORE, DAYS = 100, 31, 14
SEED = 8
MECHANISMS = tuple(module.__name__.rpartition(".")[2] for module in BUILT_IN)
LOOKS = tuple(module.LOOKS for module in BUILT_IN if hasattr(module, "LOOKS"))
TABLES = {"DAY": DAY, "MONTH": MONTH, "SERVE": SERVE, "YEAR": YEAR}
ORDER = tuple(step for table in TABLES.values() for step in table)
"""All steps whose order is looked at, as the engine has them."""
LIVELY = (
    *BUSY[:-1],
    *AT_ONCE,
    "policy.due_process.active=true",
    "policy.due_process.appeals_per_1000=150",
    "policy.due_process.lets_off=1",
    "mind.trust.signal=0.5",
    "mind.trust.good_rate=0.1",
    "mind.trust.caught_rate=0.3",
    "mind.deterrence.risk_rate=0.3",
    "policy.ring_tone.attitude=-0.5",
)
"""The busiest society of the tests, without its revisions, and with surprises that teach much."""


def group(step: Step) -> str:
    """The part of a composed pass that calls a step: alone, contact by contact, after the contacts, and the rest of the day."""
    if step not in DAY:
        return step.stage
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
    """The tables in another order, by chance among those in which no step overtakes one that it depends on."""
    chance = random.Random(seed)
    found: list[Step] = []
    for table in TABLES.values():
        left = list(table)
        while left:
            free = [step for i, step in enumerate(left) if all(are_independent(step, before) for before in left[:i])]
            found.append(chance.choice(free))
            left.remove(found[-1])
    return tuple(found)


def neighbours(independent: bool) -> list[int]:
    """Places of steps that do, or do not, depend on the next step of their group."""
    pairs = [i for i in range(len(ORDER) - 1) if group(ORDER[i]) == group(ORDER[i + 1])]
    return [i for i in pairs if are_independent(ORDER[i], ORDER[i + 1]) == independent]


def swapped(*places: int) -> tuple[Step, ...]:
    """The steps at these places, and the next ones, in each other's place."""
    order = list(ORDER)
    for i in places:
        order[i], order[i + 1] = order[i + 1], order[i]
    return tuple(order)


@cache
def society() -> Simulation:
    """A society at the end of a year, lived once for all orders."""
    found = settled(scenario("article", *LIVELY, people=PEOPLE, days=BEFORE + DAYS, burn_in_days=1), seed=SEED, hasty=True)
    foresee(found)
    while found.day < BEFORE:
        found.step()
    return found


def composed(order: tuple[Step, ...]) -> ModuleType:
    """The passes in this order, as the engine would write them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, table in TABLES.items():
            of = source if name == "DAY" else source_of_mornings
            patch.setattr(of, name, tuple(step for step in order if step in table))
        text = source.write_source(society().compiled.records, society().plan, MECHANISMS, LOOKS)
    module = ModuleType("passes_in_another_order")
    exec(compile(text, module.__name__, "exec"), vars(module))
    return module


@cache
def digest(order: tuple[Step, ...]) -> str:
    """All that two weeks leave whose passes go in this order."""
    simulation = Simulation(society().scenario, seed=SEED, threads=1)
    hasten(simulation)
    simulation.restore(BEFORE, society().state())
    simulation.compiled = simulation.compiled._replace(module=composed(order))
    interpret(simulation)
    while simulation.day < BEFORE + DAYS:
        simulation.step()
    return hashlib.sha256(b"".join(array.tobytes() for array in (*simulation.state().values(), simulation.tallies))).hexdigest()


def test_the_days_are_busy_enough_to_tell() -> None:
    assert live(society().scenario, seed=SEED, hasty=True, look=foresee).silent() == set()


def names(order: tuple[Step, ...]) -> list[str]:
    return [f"{step.mechanism}.{step.hook}" for step in order]


def test_the_passes_as_composed_here_are_the_engines() -> None:
    compiled = society().compiled
    assert compiled.path.read_text(encoding="utf-8") == source.write_source(compiled.records, society().plan, MECHANISMS, LOOKS)


def test_there_are_independent_neighbours_in_every_part() -> None:
    assert {group(ORDER[i]) for i in neighbours(independent=True)} == {"alone", "contact", "after", "rest", "month", "serve", "year"}


@pytest.mark.parametrize("start", [0, 1])
def test_independent_neighbours_may_change_places(start: int) -> None:
    """All of them, but never two that share a step at once: every second one of a row, then the others."""
    first: list[int] = []
    for i in neighbours(independent=True):
        if not first or i > first[-1] + 1:
            first.append(i)
    second = [i for i in neighbours(independent=True) if i not in first]
    chosen = (first, second)[start]
    assert len(chosen) > 10
    assert min(b - a for a, b in pairwise(chosen)) > 1
    assert digest(swapped(*chosen)) == digest(ORDER)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_that_keeps_dependent_steps_in_theirs_gives_the_same_run(seed: int) -> None:
    order = shuffled(seed)
    assert sum(a != b for a, b in zip(names(order), names(ORDER), strict=True)) > len(ORDER) // 2
    assert digest(order) == digest(ORDER)


@pytest.mark.parametrize("place", neighbours(independent=False), ids=lambda i: " and ".join(names(ORDER[i : i + 2])))
def test_dependent_neighbours_may_not(place: int) -> None:
    assert digest(swapped(place)) != digest(ORDER)
