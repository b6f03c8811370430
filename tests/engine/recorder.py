"""Which fields each step of the day reads and writes, found by living interpreted days on records that take notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from lab import interpreted_step, scenario, settled
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.day import BEGIN, DAY, INIT, MONTH

NAMES = ("me", "cold", "today", "tally")
Notes = dict[tuple[str, str], set[str]]

BUSY = (
    "policy.return_per_year=200",
    "policy.informants.base_low_per_year=1.0",
    "policy.informants.base_high_per_year=12.0",
    "policy.listing.wrong_judgments_per_year=3.0",
    "policy.listing.by_score_below=980",
    "policy.informants.false_weight=1.0",
    "policy.listing.grace_days=2",
    "policy.listing.term_days=9",
    "policy.rule.littering.false_per_year=4.0",
    "society.trips.per_year=200",
    "policy.informants.checked=0.5",
    "policy.informants.notice=1.0",
    "society.debt.paid_per_year=20",
    "policy.listing.recovery_points=1",
    "mind.ties.lapse_per_year=0.18",
    "society.behaviour.loan_default.per_year=30",
    "mind.ties.break_below=0.2",
    "mind.ties.suspicion_loss=0.9",
    "mind.ties.wrong_loss=0.9",
)
"""Settings under which a few people soon take every branch."""


class Noted:
    """A record, or one of its tables, that notes what is read and written."""

    def __init__(self, kept: Any, name: str, reads: set[str], writes: set[str]) -> None:
        object.__setattr__(self, "_in", (kept, name, reads, writes))

    def __getattr__(self, field: str) -> Any:
        kept, name, reads, writes = object.__getattribute__(self, "_in")
        value = getattr(kept, field)
        if isinstance(value, np.ndarray):
            return NotedTable(value, f"{name}.{field}", reads, writes)
        if name in ("me", "today"):  # counts are read only to be raised
            reads.add(f"{name}.{field}")
        return value

    def __setattr__(self, field: str, value: Any) -> None:
        kept, name, _, writes = object.__getattribute__(self, "_in")
        writes.add(f"{name}.{field}")
        setattr(kept, field, value)


class NotedTable:
    """A table inside a record."""

    def __init__(self, table: Any, name: str, reads: set[str], writes: set[str]) -> None:
        self._table, self._name, self._reads, self._writes = table, name, reads, writes

    def __getitem__(self, at: Any) -> Any:
        if self._name.startswith(("me.", "today.")):
            self._reads.add(self._name)
        return self._table[at]

    def __setitem__(self, at: Any, value: Any) -> None:
        self._writes.add(self._name)
        self._table[at] = value


def _noting(hook: Callable[..., Any], key: tuple[str, str], reads: Notes, writes: Notes) -> Callable[..., Any]:
    names = hook.__code__.co_varnames[: hook.__code__.co_argcount]

    def noted(*arguments: Any) -> Any:
        found = [
            Noted(value, name, reads[key], writes[key]) if name in NAMES else value for name, value in zip(names, arguments, strict=True)
        ]
        return hook(*found)

    return noted


def record(patch: Any, *, people: int = 150, days: int = 50) -> tuple[Notes, Notes]:
    """(reads, writes) of every step, by (mechanism, hook). `patch` is pytest's monkeypatch."""
    simulation = settled(scenario("article", *BUSY, "start=2014-06-20", people=people, days=days, burn_in_days=3))
    reads: Notes = defaultdict(set)
    writes: Notes = defaultdict(set)
    modules = {module.__name__.rpartition(".")[2]: module for module in BUILT_IN}
    steps = {(step.mechanism, step.hook) for step in (*DAY, *MONTH, *BEGIN)} | {("ties", "wake")}
    for mechanism, hook in steps:
        module = modules[mechanism]
        patch.setattr(module, hook, _noting(getattr(module, hook), (mechanism, hook), reads, writes))
    tallies = np.zeros_like(simulation.tallies[: len(simulation.layout)])
    for _ in range(days + 3):
        interpreted_step(simulation, tallies)
    people_view, cold_view = simulation.people.view(np.recarray), simulation.cold.view(np.recarray)
    world = simulation.world.view(np.recarray)[0]
    for step in INIT:
        key = (step.mechanism, step.hook)
        _noting(getattr(modules[step.mechanism], step.hook), key, reads, writes)(0, people_view[0], cold_view[0], world)
    return reads, writes
