"""Kinds of sanction that can fall, as the page *deterrence* has them; *trust* asks too."""

from __future__ import annotations

from typing import Any


def kinds_of_sanction(scenario: Any) -> int:
    """How many tables of the policy with a key `for` can strike anybody."""
    policy = scenario.policy
    return sum(_falls(policy, table) for table in (policy.travel, policy.ring_tone)) if policy.active else 0


def _falls(policy: Any, table: Any) -> bool:
    if table is None or not table.active:
        return False
    if table.for_ == "listed":
        return policy.listing is not None and policy.listing.active
    return bool(policy.scoring.active)


def tier_named(policy: Any, name: str) -> int:
    """Number of a tier, -1 for the list."""
    return -1 if name == "listed" else [tier.name for tier in policy.tier].index(name)
