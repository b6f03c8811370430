"""Until which day two policies are one: the prefix of their runs that is lived once for both."""

from __future__ import annotations

import numpy as np

from sincerity.engine.simulation import Simulation
from sincerity.types import Array


def parting(one: Simulation, other: Simulation) -> int:
    """The first day that two simulations of the same people would live differently; `n_days` where there is none.

    Their burn-in is the same under any policy, so it is never before day 0, unless their records have different forms: then it is
    the first day of all. Compared are the packed policies that every region is under, byte by byte, and on which mornings they turn.
    """
    if (one.dimensions, one.plan) != (other.dimensions, other.plan):
        return -one.scenario.burn_in_days
    if one.luck != other.luck or not _of_one_world(one, other):
        return 0
    alike = _alike(one.policies, other.policies)
    for day in sorted({*one.turning_days, *other.turning_days}):
        before, after = ((one.rows_on(at), other.rows_on(at)) for at in (day - 1, day))
        same_turn = (before[0] != after[0]) == (before[1] != after[1])
        if not (alike[after].all() and same_turn.all()):
            return day
    return one.n_days


def _of_one_world(one: Simulation, other: Simulation) -> bool:
    """Whether all is equal that a day reads beside the policy in force: the world, and what is fitted for all policies at once."""
    ours, theirs = one.policies, other.policies
    fitted = all(f(ours[name]) == f(theirs[name]) for f, name in ((np.any, "detention_active"), (np.max, "ridge")))
    return fitted and one.world.tobytes() == other.world.tobytes()


def _alike(ours: Array, theirs: Array) -> Array:
    """Whether row i of the one and row j of the other are equal, at [i, j]."""
    return np.array([[a.tobytes() == b.tobytes() for b in theirs] for a in ours])
