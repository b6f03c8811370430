"""One society under several policies, lived side by side day by day: exact twins.

Until two policies part, one simulation lives for both. From that morning on each goes its own way, to the same bits as if it had
been run alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sincerity.engine.handover import state_for
from sincerity.engine.parting import parting
from sincerity.engine.run import LABELS, Cancel, folder_fields, people_blocks
from sincerity.engine.simulation import Observer, Simulation
from sincerity.errors import Interrupted
from sincerity.store.writer import RunWriter

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.types import Array

Tell = Callable[[int], None]
"""Called now and then with the person-days lived since the last call."""
Interfere = Callable[[Simulation], None]
TELL_SECONDS = 0.2


@dataclass(frozen=True)
class Plan:
    """A run to be lived. folder: where it goes, None where only what it comes to is looked at; command: what repeats it.

    luck: as in `Simulation`
    like: the number of an earlier plan whose days this one has up to the second morning of its policy, which begins with `interfere`
    """

    scenario: Scenario
    folder: Path | None = None
    command: str = ""
    luck: int | None = None
    like: int | None = None
    interfere: Interfere | None = None


@dataclass
class Member:
    """A plan as it is lived. leader, until: whose simulation lives its days, and before which day; itself where that is over.

    seconds: by step, of all days that led here, also those that another lived for it
    """

    plan: Plan
    simulation: Simulation
    leader: Member | None = None
    until: int = 0
    writer: RunWriter | None = None
    observer: Observer = field(default_factory=Observer)
    seconds: dict[str, float] = field(default_factory=dict)

    def carrier(self, day: int) -> Member:
        """Who lives this member's `day`."""
        return self.leader.carrier(day) if self.leader is not None and day < self.until else self

    def spend(self, step: str, since: float) -> float:
        """Count the time since a moment, and return the moment now."""
        now = time.monotonic()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - since
        return now


class Lockstep:
    """Several plans for the same people with one seed. After `live` every simulation stands at its end.

    share: whether days that are the same under two policies are lived once; it changes nothing but the time
    """

    def __init__(self, plans: Sequence[Plan], *, seed: int, threads: int = 1, share: bool = True) -> None:
        began = time.monotonic()
        self.seed = seed
        self.members: list[Member] = []
        for plan in plans:
            member = Member(plan, Simulation(plan.scenario, seed=seed, luck=plan.luck, threads=threads))
            if share or plan.like is not None:
                self._follow(member)
            self.members.append(member)
            began = member.spend("prepare", began)
        self._told = 0.0
        self._untold = 0

    def _follow(self, member: Member) -> None:
        """Find the earlier member that the days can be shared with for longest."""
        first = member.simulation.day
        if member.plan.like is not None:
            member.leader = self.members[member.plan.like]
            member.until = min(member.simulation.n_days, member.leader.simulation.first_day + 1)
            return
        for other in self.members:
            until = parting(other.simulation, member.simulation)
            if until > max(first, member.until if member.leader is not None else first):
                member.leader, member.until = other, until

    @property
    def person_days(self) -> int:
        """Days to be lived in all, each day of each resident that several members share counted once."""
        return sum(
            member.simulation.n_people * (member.simulation.n_days - (member.until if member.leader is not None else member.simulation.day))
            for member in self.members
        )

    def live(
        self,
        *,
        observe: Callable[[], Observer] = Observer,
        look: Callable[[int], None] | None = None,
        tell: Tell | None = None,
        cancel: Cancel | None = None,
        force: bool = False,
    ) -> None:
        """Live all to the end and write the folders.

        observe: makes an observer, one for each member with a folder
        look: called with each day when all have lived the days before it

        Raises
        ------
        FolderError
            A folder holds a run, or cannot be written.
        Interrupted
            The user stopped it: the folders say so.
        """
        with ExitStack() as open_folders:
            for member in self.members:
                self._open(member, open_folders, observe, force)
            days = self.members[0].simulation
            for day in range(days.day, days.n_days):
                if look is not None:
                    look(day)
                self._one_day(day)
                self._tell(tell, force=day == days.n_days - 1)
                if cancel is not None and cancel.is_set():
                    self._stop(day + 1)
            self._end()
            if look is not None:
                look(days.n_days)

    def _open(self, member: Member, open_folders: ExitStack, observe: Callable[[], Observer], force: bool) -> None:
        plan, simulation = member.plan, member.simulation
        if plan.folder is not None:
            about: dict[str, Any] = {"device": "cpu", "threads": simulation.threads, "regions": len(simulation.layout), "luck": plan.luck}
            opened = RunWriter.open(plan.folder, **folder_fields(plan.scenario, self.seed), **about, command=plan.command, force=force)
            member.writer = open_folders.enter_context(opened)
            member.observer = observe()
        if member.carrier(simulation.day) is member:
            began = time.monotonic()
            simulation.settle()
            member.spend("settle", began)
            member.observer.begin(simulation)

    def _one_day(self, day: int) -> None:
        for member in self.members:
            if member.leader is not None and day == member.until:
                self._part(member, day)
        for member in self.members:
            if member.carrier(day) is member:
                self._step(member, day)

    def _step(self, member: Member, day: int) -> None:
        simulation = member.simulation
        if simulation.block_is_full:
            self._keep(member)
        began = time.monotonic()
        simulation.step(member.observer)
        member.spend("burn_in" if day < 0 else "days", began)
        self._untold += simulation.n_people
        for name, rows in member.observer.tables().items():
            for one in self._carried(member, day):
                if one.writer is not None:
                    one.writer.more(name, rows)

    def standing(self, number: int, day: int) -> Simulation:
        """The simulation that stands on the morning of `day`, all days before it lived, as that of a plan's number does."""
        return self.members[number].carrier(day - 1).simulation

    def _carried(self, member: Member, day: int) -> Iterator[Member]:
        """Whose days a member lives, its own with them."""
        return (one for one in self.members if one.carrier(day) is member)

    def _keep(self, member: Member) -> None:
        """Hand the counted days to the folders of all that they count for."""
        simulation = member.simulation
        if simulation.n_counted == 0:
            return
        began = time.monotonic()
        for one in self._carried(member, simulation.day - 1):
            if one.writer is not None:
                one.writer.append(simulation.block(one.plan.scenario))
        simulation.take_block()
        member.spend("output", began)

    def _part(self, member: Member, day: int) -> None:
        """From this morning on a member lives its own days."""
        carrier, own = member.carrier(day - 1), member.simulation
        self._keep(carrier)
        began = time.monotonic()
        own.restore(day, state_for(carrier.simulation, member.plan.scenario) if day == 0 else carrier.simulation.state())
        member.seconds = {**carrier.seconds, "prepare": member.seconds["prepare"]}
        if member.plan.interfere is not None and day < own.n_days:
            member.plan.interfere(own)
        member.observer.begin(own)
        member.spend("output", began)

    def _end(self) -> None:
        """Write the last days and the people; who was carried to the end stands there, too."""
        for member in self.members:
            last = member.simulation.n_days - 1
            if member.carrier(last) is member:
                self._keep(member)
            else:
                self._part(member, last + 1)
        for member in self.members:
            if member.writer is not None:
                worked = sum(member.seconds.values())
                member.writer.finish(people_blocks(member.simulation), labels=LABELS, timings=member.seconds, worked=worked)

    def _tell(self, tell: Tell | None, *, force: bool) -> None:
        if tell is not None and (force or time.monotonic() - self._told > TELL_SECONDS):
            tell(self._untold)
            self._told, self._untold = time.monotonic(), 0

    def _stop(self, day: int) -> None:
        for member in self.members:
            if member.writer is not None:
                member.writer.interrupt(day)
        raise Interrupted(f"stopped at day {day:,}.")


def lives_that_differ(one: Simulation, other: Simulation) -> int:
    """How many residents' records differ, in what they are or in anything kept of what happened to them."""
    differ: Array = np.zeros(one.n_people, np.bool_)
    for ours, theirs in ((one.people, other.people), (one.cold, other.cold)):
        differ |= (_bytes(ours) != _bytes(theirs)).any(axis=1)
    return int(differ.sum())


def _bytes(records: Array) -> Any:
    return records.view(np.uint8).reshape(len(records), -1)
