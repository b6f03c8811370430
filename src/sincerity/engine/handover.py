"""What a run hands on to its twin on the morning of day 0: the society that both would have made of the same burn-in.

The burn-in is lived under no policy, so its people are the same whatever is to come. Only what their faces show of a score is the
start of the policy that is to come; in the state handed on it is that of the twin's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from sincerity.compute.face import ADULT_SHIFT, TIER_SHIFT, mask_of
from sincerity.engine.compose import registry
from sincerity.engine.simulation import Simulation, dimensions_of, plan_of
from sincerity.mechanisms import scoring
from sincerity.scenario.load import load
from sincerity.store.folder import RunFolder
from sincerity.store.manifest import Manifest, read_manifest
from sincerity.store.writer import RunWriter
from sincerity.types import Array, Columns

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

HandOn = Callable[[Simulation, RunWriter, dict[str, float]], None]
"""Called on the morning of day 0, before the policy begins: leaves the state to the twin."""


def hand_on_to_twin(scenario: Scenario, run: Manifest, folder: RunFolder) -> HandOn | None:
    """What gives the twin the state of day 0; None where there is no twin that waits for it.

    A twin whose records have another form, for it has more grades, cannot take the state up: it lives the burn-in itself.
    """
    place = RunFolder(folder.twin)
    if not run.against or not place.holds_run() or read_manifest(place.manifest).status != "waiting":
        return None
    twin = load(place.scenario, registry())
    if (dimensions_of(twin), plan_of(twin)) != (dimensions_of(scenario), plan_of(scenario)):
        return None

    def hand_on(simulation: Simulation, writer: RunWriter, timings: dict[str, float]) -> None:
        writer.hand_on(place.path, simulation.day, state_for(simulation, twin), timings=timings)

    return hand_on


def state_for(simulation: Simulation, twin: Scenario) -> Columns:
    """The state of a burn-in as `twin` would have it on the same morning."""
    row: Array = np.zeros(1, simulation.policies.dtype)
    scoring.pack(twin.with_(policy__active=False), simulation.world.copy(), row)
    start = int(row["face_start"][0]) | int(row["face_tier"][0]) << TIER_SHIFT
    faces = simulation.faces.copy()
    adults = (faces >> ADULT_SHIFT) & 1 != 0
    faces[adults] = faces[adults] & ~(mask_of("score") | mask_of("tier")) | start
    return {**simulation.state(), "faces": faces}
