"""Who was detained, on what the risk model went, and what each would have done: the tables `detained` and `risk_*` of a run.

Truth scores the model and never feeds it. What a detained resident *would have done* is told here by shadow acts: the coming 365
days, lived on copies by the resident as on the morning of being detained, at large, with the luck of those days. Nothing that
happens here is seen by the simulation.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sincerity.compute.face import DETAINED_SHIFT, REFUSED_SHIFT
from sincerity.draw import DAILY
from sincerity.engine.simulation import Observer, Simulation
from sincerity.mechanisms.detention import FEATURES, PREDICTED, cell_of, features_of, log_odds
from sincerity.society.places import region_of
from sincerity.types import FEMALE, GROUP_B, Array, Columns

TAKEN = 1 << DETAINED_SHIFT | 1 << REFUSED_SHIFT
"""What a face shows on the morning of a detention, and on no other."""
FOLLOW_DAYS = 365
"""How long after a detention acts are looked for."""


class Detentions(Observer):
    """An observer of detentions: three small tables, looked at when the mornings are over.

    - `detained`: one row a detention. `log_odds` in 4,096ths; `group` and `sex` as codes; `shadow_predicted`, `shadow_misdeeds`,
      `shadow_acts`: shadow acts of the predicted behaviours, of those that cost points, of any; `followed`: 1 where the run goes on
      for 365 days.
    - `risk_cells`: the table that each model was fitted on, a row for each cell with people in it.
    - `risk_models`: the weights of each model in 4,096ths of log odds.
    """

    def __init__(self) -> None:
        self._tables: dict[str, list[Columns]] = {}

    def day(self, simulation: Simulation) -> None:
        """What this morning brought."""
        for refit in simulation.refits:
            self._add("risk_cells", cells_of(refit.day, refit.model.cells, refit.model.weights))
            if refit.model.weights is not None:
                self._add("risk_models", weights_of(refit.day, refit.model.weights))
        simulation.refits.clear()
        if simulation.day >= 0 and simulation.date_of(simulation.day).day == 1 and simulation.policies["model_fitted"].any():
            ids = taken_today(simulation)
            if len(ids):
                self._add("detained", detained_of(simulation, ids))

    def tables(self) -> dict[str, Columns]:
        """Rows since the last call, by table."""
        found = {
            name: {key: np.concatenate([block[key] for block in blocks]) for key in blocks[0]} for name, blocks in self._tables.items()
        }
        self._tables = {}
        return found

    def _add(self, name: str, rows: Columns) -> None:
        self._tables.setdefault(name, []).append(rows)


def taken_today(simulation: Simulation) -> Array:
    """Ids of those detained on the morning of the day to come; asked for when the morning is over."""
    return np.flatnonzero(simulation.faces[: simulation.n_people] & TAKEN == TAKEN)


def detained_of(simulation: Simulation, ids: Array) -> Columns:
    """A row for each of these residents, detained this morning."""
    people, cold = simulation.people.view(np.recarray), simulation.cold.view(np.recarray)
    policies = simulation.policies.view(np.recarray)
    regions = region_of(simulation.layout, ids)
    shadow = shadow_of(simulation)
    rows = []
    for p, r in zip(ids.tolist(), regions.tolist(), strict=True):
        policy = policies[simulation.regions["policy"][r]]
        cell = cell_of(people[p], cold[p], policy)
        standing = int(people[p].standing)
        acts = shadow(p, r)
        kinds, points = policy.file_kind[acts - 1], policy.points[acts - 1]
        counts = (int(np.sum(kinds == PREDICTED)), int(np.sum(points < 0)), len(acts))
        followed = int(simulation.day + FOLLOW_DAYS <= simulation.n_days)
        who = (p, r, (standing & GROUP_B) // GROUP_B, (standing & FEMALE) // FEMALE)
        rows.append((simulation.day, *who, *features_of(cell), log_odds(cell, policy), *counts, followed))
    names = ("day", "id", "region", "group", "sex", *FEATURES, "log_odds", *SHADOWS, "followed")
    return {name: np.array(column, np.int64) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


SHADOWS = ("shadow_predicted", "shadow_misdeeds", "shadow_acts")


def shadow_of(simulation: Simulation) -> Callable[[int, int], Array]:
    """A function of (resident, region): 1 + the behaviour of each act of the coming 365 days, state frozen as it is now."""
    records = simulation.compiled.records
    live = simulation.compiled.passes["shadow_range"]
    words: Array = np.zeros((1, len(DAILY), 1), np.int64)
    spare = (np.zeros(1, records.person), np.zeros(1, records.cold), np.zeros(1, records.today))
    constants = (simulation.regions, simulation.rings, simulation.world, simulation.policies, simulation.faces)
    tally, acts = np.zeros(1, records.tally), np.zeros(FOLLOW_DAYS, np.int64)

    def shadow(p: int, r: int) -> Array:
        live(p, r, simulation.day, FOLLOW_DAYS, words, simulation.people, simulation.cold, *spare, *constants, tally, acts)
        return acts[acts > 0]

    return shadow


def cells_of(day: int, cells: Array, weights: tuple[int, ...] | None) -> Columns:
    """A row for each cell with people in it: its features, people, those with a record, the log odds that the model gives it."""
    full = np.flatnonzero(cells[:, 0])
    features = np.array([features_of(cell) for cell in full.tolist()], np.int64).reshape(len(full), len(FEATURES))
    odds = weights[0] + features @ np.array(weights[1:], np.int64) if weights is not None else np.zeros(len(full), np.int64)
    named = {name: features[:, i] for i, name in enumerate(FEATURES)}
    counted = {"people": cells[full, 0], "with_record": cells[full, 1], "log_odds": odds}
    return {"day": np.full(len(full), day, np.int64), **named, **counted}


def weights_of(day: int, weights: tuple[int, ...]) -> Columns:
    """A row for each weight, the intercept first."""
    names = np.array(("intercept", *FEATURES), object)
    return {"day": np.full(len(names), day, np.int64), "feature": names, "weight": np.array(weights, np.int64)}
