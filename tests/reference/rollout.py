"""The pages *rollout* and *revisions*: which policy each region is under on which day."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.chance import Chance
from reference.now import Now
from reference.numbers import Ints
from reference.rules import Rules
from sincerity.scenario.revise import revised

NO_POLICY = 0
NEVER_COVERED = 2**31 - 1


def stages(scenario: Any) -> list[tuple[int, Any]]:
    """First day and scenario of each stage of the policy."""
    first = scenario.with_(policy__revision=())
    found = [(0, first)]
    if scenario.policy.active and scenario.policy.revisions.active:
        days = [(row.on - scenario.start).days for row in scenario.policy.revision]
        found += zip(days, revised(scenario), strict=True)
    return found


def policies(scenario: Any, found: list[Any]) -> list[Any]:
    """The scenario of each policy: no policy, the stages, and where points alone are rolled out the stages without points."""
    without_points = [stage.with_(policy__scoring__active=False) for stage in found] if points_alone(scenario) else []
    return [found[0].with_(policy__active=False), *found, *without_points]


def show_the_start(rules: Rules, n_stages: int) -> None:
    """Under each stage without points faces show what they show under the stage with them."""
    scoring = rules.of_policy["scoring"]
    for name in ("face_start", "face_tier"):
        scoring[name][1 + n_stages :] = scoring[name][1 : 1 + n_stages]


def points_alone(scenario: Any) -> bool:
    """Whether all but the points is in force from day 0."""
    given = scenario.policy.rollout
    return bool(scenario.policy.active and given is not None and given.active and given.of == "points")


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


def policy_on(day: int, first_days: Ints, first_of: list[int], *, points_wait: bool) -> Ints:
    """The policy that each region is under on a day, by its number.

    first_of: first day of each stage; points_wait: whether a region that is still to come is under the stage without points
    """
    if day < 0:
        return np.full(len(first_days), NO_POLICY)
    stage = sum(first <= day for first in first_of)
    waiting = np.where(points_wait & (first_days < NEVER_COVERED), len(first_of) + stage, NO_POLICY)
    return np.where(first_days <= day, stage, waiting)


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whether the policy is in force."""
    return SimpleNamespace(in_force=scenario.policy.active)


def count(now: Now) -> None:
    """Step 20."""
    now.counts.add("covered", now.rules.rollout.in_force)
