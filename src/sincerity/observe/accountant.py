"""Who keeps the accounts of residents' scores while a run is lived: an observer, which changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sincerity.compute.bars import is_barred
from sincerity.compute.face import is_false_report, report_slot_of
from sincerity.draw import DAILY, NOTICE, draw
from sincerity.engine.simulation import Observer, Simulation
from sincerity.errors import RunError
from sincerity.observe.account import Book, Report, state_of
from sincerity.society import contacts
from sincerity.society.online import is_slowed
from sincerity.society.places import region_of
from sincerity.types import ADULT, Array

SANCTIONS = ("travel", "hotels", "jobs", "loans", "schools", "internet", "ring_tone", "public_list", "deadbeat_map")
"""Sanctions that a bar is for, as their tables are named."""
BARS = {name: "map_bar" if name == "deadbeat_map" else f"{name}_bar" for name in SANCTIONS}


class Account:
    """What is kept of one resident. sanctions: the first day of a spell that goes on, by table; `detention` for the detained.

    misdeeds: the days of those that contacts could see, and what they were
    """

    def __init__(self, resident: int, region: int, behaviours: list[str]) -> None:
        self.resident = resident
        self.region = region
        self.book = Book(resident, behaviours)
        self.sanctions: dict[str, int] = {}
        self.misdeeds: list[tuple[int, str]] = []


class Accountants(Observer):
    """Keeps an `Account` of each of a few residents.

    The passes of a morning are overheard (`Simulation.watch`), the day is lived once more on a copy, as `observe.lives.Watch` does.
    """

    def __init__(self, ids: tuple[int, ...]) -> None:
        self.ids = tuple(sorted(set(ids)))
        self.accounts: dict[int, Account] = {}
        self._passes: list[str] = []

    def begin(self, simulation: Simulation) -> None:
        """Before the first day."""
        simulation.watch(self.ids)
        behaviours = [row.id for row in simulation.scenario.society.behaviour]
        regions = region_of(simulation.layout, np.array(self.ids)).tolist()
        self.accounts = {p: Account(p, r, behaviours) for p, r in zip(self.ids, regions, strict=True)}
        records = simulation.compiled.records
        self._today, self._tally = np.zeros(1, records.today), np.zeros(1, records.tally)
        self._words: Array = np.zeros((len(DAILY), 1), np.int64)

    def morning(self, simulation: Simulation) -> None:
        """A pass of the morning is over."""
        if simulation.day < 0:
            return
        if not self._passes:
            self._passes = list(_passes(simulation))
        name = self._passes.pop(0)
        heard = simulation.todays[simulation.threads :].view(np.recarray)
        for i, account in enumerate(self.accounts.values()):
            self._hear(simulation, name, account, heard[i :: len(self.ids)])

    def _hear(self, simulation: Simulation, name: str, account: Account, today: Any) -> None:
        """What a pass did. today: the records of the month before the desks, of what they gave, of ties; of other passes one."""
        day, book, turn = simulation.day, account.book, simulation.turn()
        policy, now = _policy(simulation, account), _state(simulation, account)
        if name == "year":
            if int(today[0].came) != 0:
                account.misdeeds.clear()
                account.sanctions.clear()
            book.year(day, now, today[0], policy)
        elif name == "month":
            book.month(day, now, today[0], today[1], _row(simulation.world, 0), policy)
        elif name == "cover" and account.region in turn.covered:
            book.cover(day, now, policy)
        elif name == "revise" and account.region in turn.revised:
            book.revise(day, now, policy)

    def day(self, simulation: Simulation) -> None:
        """Live today on copies, and write down what came of it."""
        if simulation.day >= 0:
            for account in self.accounts.values():
                self._live(simulation, account)

    def _live(self, simulation: Simulation, account: Account) -> None:
        day, p, live = simulation.day, account.resident, simulation.compiled.passes["one_day"]
        me, mine = simulation.people[p : p + 1].copy(), simulation.cold[p : p + 1].copy()
        ties = me["ties"][0].tolist()
        self._today[:] = np.zeros(1, self._today.dtype)
        constants = (simulation.regions, simulation.rings, simulation.world, simulation.policies)
        live(p, account.region, day, self._words, me, mine, self._today, *constants, simulation.faces, simulation.cells, self._tally)
        today, policy = _row(self._today, 0), _policy(simulation, account)
        reports = list(_reports(simulation, account, ties, today)) if int(today.reported) != 0 else []
        if (len(reports), sum(bool(one.told) for one in reports)) != (int(today.reported), int(today.told)):
            raise RunError(f"day {day}: who reported resident {p} is not to be found. Please report this as a fault of the lab's.")
        account.book.day(day, state_of(_row(me, 0), _row(mine, 0)), today, policy, reports)
        if int(me["misdeed_day"][0]) == day and int(today.act) != 0:
            account.misdeeds.append((day, account.book.name(int(today.act))))
        there = _in_force(p, _row(me, 0), _row(mine, 0), _row(simulation.world, 0), policy)
        account.sanctions = {name: account.sanctions.get(name, day) for name in there}


def _reports(simulation: Simulation, account: Account, ties: list[int], today: Any) -> Iterator[Report]:
    """Who reported the resident, as contacts' faces of yesterday tell: it is the lab that looks, no resident can."""
    world, region, policy = _row(simulation.world, 0), _row(simulation.regions, account.region), _policy(simulation, account)
    p, household = account.resident, int(simulation.people["household"][account.resident])
    # Read today, made yesterday, of what the face showed the evening before.
    shown = [one for one in account.misdeeds if one[0] <= simulation.day - 2]
    for slot, tie in enumerate(ties):
        face = int(today.seen[slot])
        if tie == 0 or report_slot_of(face) != 1 + contacts.back_slot(slot, household, region, world):
            continue
        other = contacts.contact_of(p, slot, household, region, simulation.rings, world)
        told = draw(int(world.k0), int(world.k1), NOTICE, p, simulation.day, slot) < int(policy.notice)
        if is_false_report(face) != 0:
            yield Report(other, True, told)
        else:
            since, what = shown[-1] if shown else (None, "")
            yield Report(other, False, told, what, since)


def _in_force(p: int, me: Any, mine: Any, world: Any, policy: Any) -> Iterator[str]:
    """The sanctions that are in force on a person at the end of a day."""
    if int(me.standing) & ADULT != 0:
        for name, bar in BARS.items():
            if is_slowed(p, me, world, policy) if name == "internet" else is_barred(int(policy[bar]), me):
                yield name
    if int(mine.detained) != 0:
        yield "detention"


def _passes(simulation: Simulation) -> Iterator[str]:
    """The passes of the morning to come that observers hear, in the order of `Simulation.step`."""
    date, turn = simulation.date_of(simulation.day), simulation.turn()
    if (date.month, date.day) == (1, 1) and simulation.scenario.society.aging.active:
        yield "year"
    if turn.covered:
        yield "cover"
    if turn.revised:
        yield "revise"
    if date.day == 1:
        yield "month"


def _policy(simulation: Simulation, account: Account) -> Any:
    return _row(simulation.policies, int(simulation.regions["policy"][account.region]))


def _state(simulation: Simulation, account: Account) -> Any:
    return state_of(_row(simulation.people, account.resident), _row(simulation.cold, account.resident))


def _row(records: Array, at: int) -> Any:
    return records.view(np.recarray)[at]
