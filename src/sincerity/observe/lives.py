"""Lives: what happens to watched residents, day by day. Watching changes nothing: it lives their day on copies."""

from __future__ import annotations

import numpy as np

from sincerity.draw import DAILY
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.simulation import Simulation
from sincerity.errors import ScenarioError
from sincerity.society import contacts
from sincerity.types import Columns


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
        one_day = simulation.compiled.passes["one_day"]
        today, tally = np.zeros(1, records.today), np.zeros(1, records.tally)
        words = np.zeros((len(DAILY), 1), np.int64)
        firsts = [region.first for region in simulation.layout]
        behaviours = [row.id for row in simulation.scenario.society.behaviour]
        rows: list[tuple[int, int, str, int, int, str]] = []
        for p in self.ids:
            r = int(np.searchsorted(firsts, p, side="right")) - 1
            me, mine = simulation.people[p : p + 1].copy(), simulation.cold[p : p + 1].copy()
            constants = (simulation.regions, simulation.rings, simulation.world, simulation.policy)
            one_day(p, r, 0, simulation.day, words, me, mine, today, *constants, simulation.faces, tally)
            for event in self._events:
                value = int(today[event.field][0])
                if value == 0:
                    continue
                other, text = -1, ""
                if event.shows == "contact":
                    row = (simulation.regions.view(np.recarray)[r], simulation.rings, simulation.world.view(np.recarray)[0])
                    other = contacts.contact_of(p, value - 1, int(me["household"][0]), *row)
                    value = 1
                elif event.shows == "behaviour":
                    text, value = behaviours[value - 1], 1
                rows.append((simulation.day, p, event.kind, other, value, text))
        if not rows:
            return None
        day, who, kind, others, amount, text_key = zip(*rows, strict=True)
        return {
            "day": np.array(day, np.int64),
            "id": np.array(who, np.int64),
            "kind": np.array(kind, object),
            "other": np.array(others, np.int64),
            "amount": np.array(amount, np.int64),
            "text_key": np.array(text_key, object),
        }
