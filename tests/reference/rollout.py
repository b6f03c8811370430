"""The pages *rollout* and *revisions*: which policy each region is under on which day."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.chance import Chance
from reference.now import Now
from reference.numbers import Ints
from sincerity.scenario.revise import revised

NO_POLICY, FIRST_STAGE = 0, 1
NEVER_COVERED = 2**31 - 1


def policies(scenario: Any) -> list[tuple[int, Any]]:
    """First day and scenario of each: no policy, then the stages."""
    first = scenario.with_(policy__revision=())
    found = [(-NEVER_COVERED, first.with_(policy__active=False)), (0, first)]
    if scenario.policy.active and scenario.policy.revisions.active:
        days = [(row.on - scenario.start).days for row in scenario.policy.revision]
        found += zip(days, revised(scenario), strict=True)
    return found


def first_days(scenario: Any, chance: Chance, n_regions: int) -> Ints:
    """The first day of each region under the policy."""
    policy, found = scenario.policy, np.full(n_regions, NEVER_COVERED)
    if not policy.active:
        return found
    regions = np.arange(n_regions) if policy.regions == "all" else np.array(sorted(policy.regions))
    given = policy.rollout
    days = (given.nationwide - scenario.start).days if given is not None and given.active else 0
    found[regions] = 0
    if days <= 0:
        return found
    later = np.ones(n_regions, np.bool_)
    later[_pilots(chance, regions, given.pilot_share)] = False
    joins = 1 + ((chance.draw("ROLLOUT_DATE", regions, 0) * days) >> 32)
    found[regions] = np.where(later[regions], joins, 0)
    return found


def _pilots(chance: Chance, regions: Ints, share: float) -> Ints:
    n = max(1, int((Fraction(share) * len(regions) + Fraction(1, 2)) // 1))
    order = np.lexsort((regions, chance.draw("ROLLOUT_PILOT", regions, 0)))
    return regions[order[:n]]


def policy_on(day: int, first_days: Ints, first_of: list[int]) -> Ints:
    """The policy that each region is under on a day."""
    latest = max(i for i, first in enumerate(first_of) if i == NO_POLICY or first <= max(0, day))
    return np.where(day >= first_days, latest, NO_POLICY)


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whether the policy is in force."""
    return SimpleNamespace(in_force=scenario.policy.active)


def count(now: Now) -> None:
    """Step 20."""
    now.counts.add("covered", now.rules.rollout.in_force)
