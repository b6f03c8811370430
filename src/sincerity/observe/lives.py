"""Lives: what happens to watched residents, day by day. Watching changes nothing: it lives their day on copies."""

from __future__ import annotations

import numpy as np

from sincerity.draw import DAILY
from sincerity.engine.compose import installed
from sincerity.engine.simulation import Observer, Simulation
from sincerity.errors import ScenarioError
from sincerity.society import contacts
from sincerity.society.places import region_of
from sincerity.types import Columns

Row = tuple[int, int, str, int, int, str]


class Watch(Observer):
    """An observer of a few residents: their acts, records, listings, reports, refusals, jobs… as rows of `events`.

    ids: the residents; ScenarioError if one does not exist. Their mornings are overheard (`Simulation.watch`), their day is lived
    once more on a copy.
    """

    def __init__(self, ids: tuple[int, ...], n_people: int) -> None:
        unknown = [i for i in ids if not 0 <= i < n_people]
        if unknown:
            raise ScenarioError(f"--watch: resident {unknown[0]} does not exist. Residents are numbered 0 to {n_people - 1}.")
        self.ids = tuple(sorted(set(ids)))
        self._events = [event for module in installed() for event in getattr(module, "EVENTS", ())]
        self._rows: list[Row] = []

    def begin(self, simulation: Simulation) -> None:
        """Say whom to watch, before the first day."""
        simulation.watch(self.ids)

    def morning(self, simulation: Simulation) -> None:
        """A pass of the morning is over: what it left in the records of the watched."""
        if simulation.day < 0:
            return
        heard = simulation.todays[simulation.threads :]
        for i, today in enumerate(heard):
            p = self.ids[i % len(self.ids)]
            self._tell(simulation, p, self._region_of(simulation, p), today)

    def day(self, simulation: Simulation) -> None:
        """Live today on a copy of each watched resident and tell what came of it."""
        if simulation.day < 0:
            return
        records, live = simulation.compiled.records, simulation.compiled.passes["one_day"]
        today, tally = np.zeros(1, records.today), np.zeros(1, records.tally)
        words = np.zeros((len(DAILY), 1), np.int64)
        constants = (simulation.regions, simulation.rings, simulation.world, simulation.policies)
        for p in self.ids:
            me, mine = simulation.people[p : p + 1].copy(), simulation.cold[p : p + 1].copy()
            r = self._region_of(simulation, p)
            live(p, r, simulation.day, words, me, mine, today, *constants, simulation.faces, simulation.cells, tally)
            self._tell(simulation, p, r, today[0])

    def take(self) -> Columns | None:
        """Rows told since the last call."""
        if not self._rows:
            return None
        days, who, kind, others, amount, text_key = zip(*self._rows, strict=True)
        self._rows = []
        return {
            "day": np.array(days, np.int64),
            "id": np.array(who, np.int64),
            "kind": np.array(kind, object),
            "other": np.array(others, np.int64),
            "amount": np.array(amount, np.int64),
            "text_key": np.array(text_key, object),
        }

    @staticmethod
    def _region_of(simulation: Simulation, p: int) -> int:
        return int(region_of(simulation.layout, np.array([p]))[0])

    def _tell(self, simulation: Simulation, p: int, r: int, today: np.void) -> None:
        """What a record of today says, as rows."""
        for event in self._events:
            value = int(today[event.field])
            other, text = -1, ""
            if value == 0:
                continue
            if event.shows == "contact":
                place = (simulation.regions.view(np.recarray)[r], simulation.rings, simulation.world.view(np.recarray)[0])
                other, value = contacts.contact_of(p, value - 1, int(simulation.people["household"][p]), *place), 1
            elif event.shows == "behaviour":
                text, value = simulation.scenario.society.behaviour[value - 1].id, 1
            self._rows.append((simulation.day, p, event.kind, other, value, text))
