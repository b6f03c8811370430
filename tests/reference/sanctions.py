"""Sanctions: which can fall, as the page *deterrence* has them, and whom they bar, as the pages *jobs* and *public_list* have it."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference.face import ReadFace
from reference.now import Now
from reference.numbers import Ints, Mask

NOBODY, THE_LISTED = -2, -1
"""Bars; 0 and above: the best tier that is barred."""


def kinds_of_sanction(scenario: Any) -> int:
    """How many tables of the policy with a key `for` can strike anybody."""
    policy = scenario.policy
    seen = (policy.travel, policy.hotels, policy.internet, policy.ring_tone, policy.public_list, policy.deadbeat_map)
    tables = (*seen, policy.jobs, policy.loans, policy.schools)
    return sum(_falls(policy, table) for table in tables) if policy.active else 0


def _falls(policy: Any, table: Any) -> bool:
    if table is None or not table.active:
        return False
    if table.for_ == "listed":
        return policy.listing is not None and policy.listing.active
    return bool(policy.scoring.active)


def tier_named(policy: Any, name: str) -> int:
    """Number of a tier, -1 for the list."""
    return THE_LISTED if name == "listed" else [tier.name for tier in policy.tier].index(name)


def bar_of(policy: Any, table: Any) -> int:
    """Whom a table of the policy bars."""
    if not policy.active or table is None or not table.active:
        return NOBODY
    if table.for_ != "listed" and not policy.scoring.active:
        return NOBODY
    return tier_named(policy, table.for_)


def barred(now: Now, bar: Ints) -> Mask:
    """Who is barred, each by the bar of the own policy."""
    by_tier = (bar >= 0) & (now.person.tier >= bar)
    found: Mask = np.where(bar == THE_LISTED, now.listed, by_tier)
    return found


def shows_barred(face: ReadFace, bar: Ints) -> Mask:
    """Whether each of these faces shows somebody barred, each by a bar of the own."""
    by_tier = (bar >= 0) & (face["tier"] >= bar)
    found: Mask = np.where(bar == THE_LISTED, face["listed"] == 1, by_tier)
    return found
