"""Which fields each step reads and writes, found by living interpreted days on records that take notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest

from lab import PLUGGED, foresee, hasten, interpret, scenario
from sincerity.draw import DAILY, DAILY_WORDS, LOAN_SIZE, PURPOSES
from sincerity.engine.compose import by_name, plugged, plugins
from sincerity.engine.day import BEGIN, COVER, DAY, DESKS, INIT, MONTH, REFIT, REVISE, SERVE, YEAR
from sincerity.engine.simulation import Simulation
from sincerity.society import market, online

STEPS = (*DAY, *MONTH, *SERVE, *YEAR, *INIT, *BEGIN, *COVER, *REVISE, *REFIT, *plugged())
"""Every step of every pass."""
CLAIMS = tuple((desk.module, f"{desk.name}_{part}") for desk in DESKS for part in ("capacity", "claim"))
SETTLES = tuple((desk.module, f"{desk.name}_settle") for desk in DESKS)
NEWCOMER = ("demography", "arrive")
"""Settles another person, as the society was settled: it writes what other mechanisms keep."""
LUCK = 2**34 + 4
"""The seed of the luck of days, here from the first day of the burn-in on, so that each draw tells by which key it is made."""
BETWEEN = (
    *(("economy", "open_account"), ("economy", "begin_count"), ("economy", "end_count")),
    *(("ties", "wake"), ("ties", "regroup"), ("ties", "renew")),
    *(("demography", "census"), ("demography", "newcomer"), NEWCOMER, ("demography", "count_changes")),
)
"""What the composed source calls between steps, with arguments of its own; no table says what they read and write."""
NAMES = {"me": "me", "cold": "cold", "people": "me", "today": "today", "ledger": "ledger", "tally": "tally"}
"""Arguments of hooks, and the record that the table of the day names for each."""
PURPOSE_NAMES = {value: name for purposes in (PURPOSES, *(plugin.purposes for plugin in plugins())) for name, value in purposes.items()}
DAILY_PURPOSES = {f"today.{word}": PURPOSE_NAMES[value] for word, value in zip(DAILY_WORDS, DAILY, strict=True)}
OF_PEOPLE = range(32, 1 + (LOAN_SIZE >> 2))
"""Blocks of words that make a person, and are asked for again as the person grows older: they are no mechanism's."""
Key = tuple[str, str]
Notes = dict[Key, set[str]]
Keys = dict[str, set[tuple[int, int]]]

BUSY = (
    "policy.return_per_year=200",
    "policy.informants.base_low_per_year=1.0",
    "policy.informants.base_high_per_year=12.0",
    "policy.listing.wrong_judgments_per_year=3.0",
    "policy.listing.by_score_below=945",
    "policy.informants.false_weight=1.0",
    "policy.listing.grace_days=2",
    "policy.listing.term_days=32",
    "policy.rule.littering.false_per_year=4.0",
    "society.trips.per_year=200",
    "policy.informants.checked=0.9",
    "policy.informants.notice=1.0",
    "society.debt.paid_per_year=10",
    "society.debt.strain=0.5",
    "policy.listing.recovery_points=1",
    "mind.ties.lapse_per_year=0.18",
    "society.behaviour.loan_default.per_year=30",
    "mind.ties.break_below=0.2",
    "mind.ties.suspicion_loss=0.9",
    "mind.ties.wrong_loss=0.9",
    "mind.awareness.press_per_year=60",
    "mind.awareness.forget_per_year=60",
    "mind.trust.crowding=0.5",
    "mind.trust.crowding_fade_per_year=12",
    "mind.expression.silent_below=0.3",
    "society.behaviour.criticising_policy.per_year=50",
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
    "policy.due_process.active=false",
    "policy.due_process.appeals_per_year=12",
    "policy.due_process.appeals_per_1000=30",
    "policy.due_process.delay_months=0",
    "policy.due_process.notice_days=1",
    "policy.due_process.heeds_notice=0.5",
    "society.debt.open_at_start=0.5",
    "policy.due_process.finds_error=0.7",
    "policy.due_process.lets_off=0.3",
    "policy.due_process.memory_days=200",
    "policy.due_process.spares_unable=false",
    "policy.due_process.cost_cny=5000",
    "society.debt.sued_after_days=0",
    "policy.listing.cases_per_1000=10",
    "policy.informants.checks_per_1000=10",
    "policy.informants.caught_points=-90",
    "policy.jobs.dismissed_per_month=0.9",
    "policy.jobs.employers_mind=true",
    "society.economy.bills_per_year=6",
    "society.economy.bill_months=20",
    "society.economy.separations_per_year=3",
    "society.economy.posts_per_worker=0.9",
    "society.economy.loans_per_1000=10",
    "society.economy.private_places=1",
    "society.economy.private_income_cny=0",
    "society.economy.private_wish=1",
    "policy.hotels.goes_without=0.5",
    "society.stays.per_trip=0.9",
    "society.online.urban_share=0.9",
    "society.online.rural_share=0.9",
    "policy.internet.openings_missed=0.9",
    "policy.public_list.read_per_year=100",
    "policy.public_list.attitude=-0.5",
    "policy.deadbeat_map.views_per_year=200",
    "policy.deadbeat_map.tap_share=0.5",
    "policy.deadbeat_map.attitude=0.5",
    "policy.detention.detained_per_1000=40",
    "policy.detention.term_months=1",
    'policy.detention.predicts=["littering", "petty_theft"]',
    "start=2014-11-24",
    'policy.revision=[{name="harder",on=2014-12-10,set={"listing.by_score"=false,"max_score"=1000,"tier.AAA.from"=1000,"tier.AA.from"=998,'
    '"jobs.for"="B","travel.for"="B","hotels.for"="B","internet.for"="B","informants.checks_per_1000"=0,"speech.punishment"="proportional","due_process.active"=true}},'
    '{name="repeal",on=2015-01-08,set={active=false}}]',
)
"""Settings under which a few people soon take every branch; two turns of a month, one of them a 1 January, and two revisions."""
AT_ONCE = (
    "policy.informants.base_low_per_year=12",
    "policy.speech.punishment=proportional",
    "mind.expression.severity_start=0.5",
    "mind.expression.surveillance_start=0.5",
)
"""Settings that have two weeks of so few people see all that a day can bring."""
SEED = 7
"""Of two hundred people under these settings: somebody comes of age, retires, leaves a private school, is off the list by paying."""


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

    def __getitem__(self, p: int) -> Noted:
        """One person's record, of those of all."""
        kept, *rest = object.__getattribute__(self, "_in")
        return Noted(kept[p], *rest)


class NotedTable:
    """A table inside a record."""

    def __init__(self, table: Any, name: str, reads: set[str], writes: set[str]) -> None:
        self._table, self._name, self._reads, self._writes = table, name, reads, writes

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, at: Any) -> Any:
        if not self._name.startswith("tally."):
            self._reads.add(self._name)
        return self._table[at]

    def __setitem__(self, at: Any, value: Any) -> None:
        self._writes.add(self._name)
        self._table[at] = value


class NotedWord(int):
    """A word of a block, which is drawn once it is held against something: of most blocks a mechanism owns a part."""

    def __new__(cls, word: int, name: str, drawn: set[str]) -> NotedWord:
        found = super().__new__(cls, word)
        found.name, found.drawn = name, drawn  # type: ignore[attr-defined]
        return found


def _noting_use(name: str) -> Callable[..., Any]:
    def use(word: Any, other: Any) -> Any:
        word.drawn.add(word.name)
        return getattr(int(word), name)(other)

    return use


for _use in ("__lt__", "__le__", "__gt__", "__ge__", "__add__", "__mul__", "__rmul__", "__rshift__", "__and__"):
    setattr(NotedWord, _use, _noting_use(_use))


class Record(NamedTuple):
    """What steps did, by (mechanism, hook); which random words they asked for, by mechanism; by which keys, by purpose."""

    reads: Notes
    writes: Notes
    drawn: dict[str, set[str]]
    keys: Keys


def _noting(hook: Callable[..., Any], reads: set[str], writes: set[str]) -> Callable[..., Any]:
    names = [NAMES.get(name) for name in hook.__code__.co_varnames[: hook.__code__.co_argcount]]

    def noted(*arguments: Any) -> Any:
        return hook(*(Noted(value, name, reads, writes) if name else value for name, value in zip(names, arguments, strict=True)))

    return noted


def _noting_draws(function: Callable[..., int], drawn: set[str], keys: Keys) -> Callable[..., int]:
    def noted(k0: int, k1: int, purpose: int, *rest: int) -> int:
        drawn.add(PURPOSE_NAMES[purpose])
        keys[PURPOSE_NAMES[purpose]].add((k0, k1))
        return function(k0, k1, purpose, *rest)

    return noted


def _noting_blocks(function: Callable[..., tuple[int, ...]], drawn: set[str], keys: Keys) -> Callable[..., tuple[int, ...]]:
    def noted(k0: int, k1: int, block: int, *rest: int) -> tuple[int, ...]:
        words = function(k0, k1, block, *rest)
        for name in (PURPOSE_NAMES[value] for value in range(4 * block, 4 * block + 4) if value in PURPOSE_NAMES):
            keys[name].add((k0, k1))
        if block in OF_PEOPLE:
            return words
        return tuple(NotedWord(word, PURPOSE_NAMES.get(4 * block + i, ""), drawn) for i, word in enumerate(words))

    return noted


@cache
def record(*, people: int = 200, days: int = 47) -> Record:
    """What every step reads, writes and draws. Lived once for all tests of a process."""
    with pytest.MonkeyPatch.context() as patch:
        return _record(patch, people, days)


def _record(patch: pytest.MonkeyPatch, people: int, days: int) -> Record:
    simulation = Simulation(scenario("article", *BUSY, *PLUGGED, people=people, days=days, burn_in_days=3), seed=SEED, luck=LUCK, threads=1)
    simulation._draw_days_by(LUCK)
    patch.setattr(simulation, "_draw_days_by", lambda luck: None)
    hasten(simulation)
    foresee(simulation)
    interpret(simulation)
    reads: Notes = defaultdict(set)
    writes: Notes = defaultdict(set)
    drawn: dict[str, set[str]] = defaultdict(set)
    keys: Keys = defaultdict(set)
    modules: dict[str, ModuleType] = {**by_name(), "market": market, "online": online}
    for key in {*((step.mechanism, step.hook) for step in STEPS), *CLAIMS, *SETTLES, *BETWEEN}:
        module, hook = modules[key[0]], key[1]
        patch.setattr(module, hook, _noting(getattr(module, hook), reads[key], writes[key]))
    for name, module in modules.items():
        for function, noting in (("draw", _noting_draws), ("pair_draw", _noting_draws), ("draw_block", _noting_blocks)):
            if hasattr(module, function):
                patch.setattr(module, function, noting(getattr(module, function), drawn[owner_of(name)], keys))
    for shared in (simulation.world, simulation.policies, simulation.rings, simulation.tables):
        shared.flags.writeable = False  # what all share is nobody's to write: a hook that does fails
    simulation.settle()
    while simulation.day < days:
        simulation.step()
    for key, found in reads.items():  # what a step writes besides of cold records and ledgers it reads, if at all, to go on from there
        reads[key] = {field for field in found if not (field.startswith(("cold.", "ledger.")) and field in writes[key])}
        drawn[owner_of(key[0])] |= {DAILY_PURPOSES[field] for field in found if field in DAILY_PURPOSES}
    return Record(reads, writes, drawn, keys)


def owner_of(module: str) -> str:
    """The mechanism that a file of hooks belongs to."""
    return {"market": "economy", "online": "internet"}.get(module, module)
