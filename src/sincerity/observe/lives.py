"""Lives: what happens to watched residents, day by day. Watching changes nothing: it lives their day on copies."""

from __future__ import annotations

import numpy as np

from sincerity.draw import DAILY
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.simulation import Simulation
from sincerity.errors import ScenarioError
from sincerity.society import contacts
from sincerity.society.places import region_of
from sincerity.types import Array, Columns

Row = tuple[int, int, str, int, int, str]


class Watch:
    """An observer of a few residents: their acts, records, listings, reports and refusals as rows of `events`.

    ids: the residents; ScenarioError if one does not exist.
    """

    def __init__(self, ids: tuple[int, ...], n_people: int) -> None:
        unknown = [i for i in ids if not 0 <= i < n_people]
        if unknown:
            raise ScenarioError(f"--watch: resident {unknown[0]} does not exist. Residents are numbered 0 to {n_people - 1}.")
        self.ids = tuple(sorted(set(ids)))
        self._events = [event for module in BUILT_IN for event in getattr(module, "EVENTS", ())]

    def __call__(self, simulation: Simulation) -> Columns | None:
        """Live today on a copy of each watched resident and tell what came of it."""
        records = simulation.compiled.records
        passes, day = simulation.compiled.passes, simulation.day
        today, tally = np.zeros(1, records.today), np.zeros(1, records.tally)
        words = np.zeros((len(DAILY), 1), np.int64)
        turn = simulation.turn()
        constants = (simulation.regions, simulation.rings, simulation.world, simulation.policies)
        rows: list[Row] = []
        for p, r in zip(self.ids, region_of(simulation.layout, np.array(self.ids)).tolist(), strict=True):
            me, mine = simulation.people[p : p + 1].copy(), simulation.cold[p : p + 1].copy()
            if day == 0:
                passes["one_begin"](p, r, me, mine, simulation.regions, simulation.world, simulation.policies)
            for name, concerned in (("one_cover", turn.covered), ("one_revise", turn.revised)):
                if r in concerned:
                    passes[name](p, r, day, me, mine, today, *constants, tally)
                    rows += self._told(simulation, p, r, me, today)
            if simulation.date_of(day).day == 1:
                passes["one_month"](p, r, day, me, mine, today, *constants, tally)
                rows += self._told(simulation, p, r, me, today)
            passes["one_day"](p, r, day, words, me, mine, today, *constants, simulation.faces, tally)
            rows += self._told(simulation, p, r, me, today)
        if not rows:
            return None
        days, who, kind, others, amount, text_key = zip(*rows, strict=True)
        return {
            "day": np.array(days, np.int64),
            "id": np.array(who, np.int64),
            "kind": np.array(kind, object),
            "other": np.array(others, np.int64),
            "amount": np.array(amount, np.int64),
            "text_key": np.array(text_key, object),
        }

    def _told(self, simulation: Simulation, p: int, r: int, me: Array, today: Array) -> list[Row]:
        """What today's record says, as rows."""
        rows: list[Row] = []
        for event in self._events:
            value = int(today[event.field][0])
            other, text = -1, ""
            if value == 0:
                continue
            if event.shows == "contact":
                place = (simulation.regions.view(np.recarray)[r], simulation.rings, simulation.world.view(np.recarray)[0])
                other, value = contacts.contact_of(p, value - 1, int(me["household"][0]), *place), 1
            elif event.shows == "behaviour":
                text, value = simulation.scenario.society.behaviour[value - 1].id, 1
            rows.append((simulation.day, p, event.kind, other, value, text))
        return rows
