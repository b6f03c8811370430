"""Which fields each step of the day reads and writes, found by living interpreted days on records that take notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from lab import interpreted_step, scenario, settled
from sincerity.draw import DAILY, DAILY_WORDS, PURPOSES
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.day import BEGIN, COVER, DAY, INIT, MONTH, REVISE

NAMES = ("me", "cold", "today", "tally")
PURPOSE_NAMES = {value: name for name, value in PURPOSES.items()}
DAILY_PURPOSES = {f"today.{word}": PURPOSE_NAMES[value] for word, value in zip(DAILY_WORDS, DAILY, strict=True)}
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
    "mind.awareness.press_per_year=60",
    "mind.awareness.forget_per_year=20",
    "mind.trust.crowding=0.5",
    "mind.trust.crowding_fade_per_year=12",
    "mind.expression.silent_below=0.3",
    "society.behaviour.criticising_policy.per_year=60",
    "policy.surveillance.coverage=0.5",
    "society.calls.per_pair_per_year=300",
    "society.deals.per_year=300",
    "policy.ring_tone.public_share=0.5",
    "policy.ring_tone.attitude=-0.5",
    "policy.association.pull_per_year=4",
    "policy.rollout.active=false",
    "policy.scoring.tier_margin_points=0",
    "mind.fear.high_above=0.01",
    "society.behaviour.fraud_in_a_deal.per_year=20",
    'policy.revision=[{name="harder",on=2014-07-18,set={"listing.by_score"=false,"max_score"=1000,"tier.AAA.from"=1000,"tier.AA.from"=998}},'
    '{name="repeal",on=2014-07-26,set={active=false}}]',
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
        if name != "tally":  # counts are read only to be raised
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
        if not self._name.startswith("tally."):
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


class Record(NamedTuple):
    """What steps did, by (mechanism, hook), and which random words they asked for, by mechanism."""

    reads: Notes
    writes: Notes
    drawn: dict[str, set[str]]


def _noting_draws(function: Callable[..., int], drawn: set[str]) -> Callable[..., int]:
    def noted(k0: int, k1: int, purpose: int, *rest: int) -> int:
        drawn.add(PURPOSE_NAMES[purpose])
        return function(k0, k1, purpose, *rest)

    return noted


@cache
def record(*, people: int = 150, days: int = 40) -> Record:
    """What every step reads, writes and draws. Lived once for all tests of a process."""
    with pytest.MonkeyPatch.context() as patch:
        return _record(patch, people, days)


def _record(patch: pytest.MonkeyPatch, people: int, days: int) -> Record:
    simulation = settled(scenario("article", *BUSY, "start=2014-06-20", people=people, days=days, burn_in_days=3))
    reads: Notes = defaultdict(set)
    writes: Notes = defaultdict(set)
    drawn: dict[str, set[str]] = defaultdict(set)
    modules = {module.__name__.rpartition(".")[2]: module for module in BUILT_IN}
    steps = {(step.mechanism, step.hook) for step in (*DAY, *MONTH, *BEGIN, *COVER, *REVISE)} | {("ties", "wake")}
    for mechanism, hook in steps:
        module = modules[mechanism]
        patch.setattr(module, hook, _noting(getattr(module, hook), (mechanism, hook), reads, writes))
    for mechanism, module in modules.items():
        for name in ("draw", "pair_draw"):
            if hasattr(module, name):
                patch.setattr(module, name, _noting_draws(getattr(module, name), drawn[mechanism]))
    for shared in (simulation.world, simulation.policies, simulation.rings):
        shared.flags.writeable = False  # what all share is nobody's to write: a hook that does fails
    tallies = np.zeros_like(simulation.tallies[: len(simulation.layout)])
    people_view, cold_view = simulation.people.view(np.recarray), simulation.cold.view(np.recarray)
    world = simulation.world.view(np.recarray)[0]
    for step in INIT:
        key = (step.mechanism, step.hook)
        hook = _noting(getattr(modules[step.mechanism], step.hook), key, reads, writes)
        for p in range(20):
            hook(p, people_view[p], cold_view[p], world)
    for _ in range(days + 3):
        interpreted_step(simulation, tallies)
    for key, found in reads.items():  # sums in the cold record are read only to be raised
        reads[key] = {field for field in found if not (field.startswith("cold.") and field in writes[key])}
        drawn[key[0]] |= {DAILY_PURPOSES[field] for field in found if field in DAILY_PURPOSES}
    return Record(reads, writes, drawn)
