"""The placebo: one resident gets one wrong record more, and all the lives that differ afterwards are counted.

An individual effect is the difference of two lives of one resident. Lives differ also where nothing is meant to change them: a
record moves a score, a contact sees it, deals or keeps silent otherwise, and so on. How far that goes, in this society with this luck,
is the noise floor beside which individual effects stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sincerity.compute.fixed import bump, bump_byte, clamp
from sincerity.mechanisms import scoring
from sincerity.society.places import region_of
from sincerity.types import ADULT

if TYPE_CHECKING:
    from sincerity.engine.simulation import Simulation

HORIZONS = (30, 365)
"""Days after which differing lives are counted, beside the last."""


class Flip(NamedTuple):
    """Whom the placebo meets. day: the morning on which it is there; behaviour: number of what is put on record."""

    resident: int
    day: int
    behaviour: int


def find_flip(simulation: Simulation) -> Flip | None:
    """Whom to flip, of a simulation that stands on the second morning of its policy: the middle one of the covered adults.

    The record is of the behaviour that costs most. None where nobody has a score, or no behaviour costs points.
    """
    rows = simulation.regions["policy"]
    row = int(rows[np.argmax(simulation.policies["in_force"][rows])])
    policy = simulation.policies[row]
    if not policy["in_force"] or not policy["scoring_active"] or policy["points"].min() >= 0:
        return None
    everyone = np.arange(simulation.n_people)
    covered = simulation.policies["in_force"][rows[region_of(simulation.layout, everyone)]] != 0
    adults = np.flatnonzero(covered & (simulation.people["standing"] & ADULT != 0))
    if not len(adults):
        return None
    return Flip(int(adults[len(adults) // 2]), simulation.day, int(policy["points"].argmin()))


def flip(simulation: Simulation) -> None:
    """Put the wrong record of `find_flip` on file, as *scoring* would have on the day before. Nothing, where there is none to flip."""
    found = find_flip(simulation)
    if found is None:
        return
    region = int(region_of(simulation.layout, np.array([found.resident]))[0])
    policy = simulation.policies.view(np.recarray)[simulation.regions["policy"][region]]
    me, cold = (records.view(np.recarray)[found.resident] for records in (simulation.people, simulation.cold))
    forms = simulation.compiled.records
    today, tally = (np.zeros(1, form).view(np.recarray)[0] for form in (forms.today, forms.tally))
    cold.records, cold.records_false = bump(int(cold.records), 1), bump_byte(int(cold.records_false), 1)
    score = clamp(int(me.score) + int(policy.points[found.behaviour]), int(policy.min_score), int(policy.max_score))
    scoring.settle_score(found.day - 1, score, me, cold, today, policy, tally)
