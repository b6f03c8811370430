"""Whom a sanction is for: the listed, or a tier and all below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.compute.face import is_listed, mask_of, tier_of_face
from sincerity.types import LISTED

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

NOBODY = -2
"""The bar of a sanction that is not in force."""
THE_LISTED = -1
"""The bar of a sanction for the listed; from 0 on, a bar is the best tier barred."""


def is_barred(bar: int, me: Any) -> int:
    """1 for those whom a sanction with this bar is for."""
    if bar == NOBODY:
        return 0
    if bar == THE_LISTED:
        return 1 if int(me.listing) & LISTED != 0 else 0
    return 1 if int(me.tier) >= bar else 0


def shows_barred(bar: int, face: int) -> int:
    """1 for an adult's face that shows one of those whom a sanction with this bar is for."""
    if bar == NOBODY:
        return 0
    if bar == THE_LISTED:
        return is_listed(face)
    return 1 if tier_of_face(face) >= bar else 0


def events_of(bar: int) -> int:
    """The bits of a face that are an event where contacts are looked at for such a bar."""
    return mask_of("listed") if bar == THE_LISTED else mask_of("tier")


def bar_of(scenario: Scenario, name: str, *, seen_from_outside: bool = False) -> int:
    """The bar of the sanction `policy.<name>`. Without scores nobody has fallen to a tier.

    seen_from_outside: what is seen of the listed is seen from everywhere, also where the policy has not begun
    """
    policy = scenario.policy
    table = getattr(policy, name)
    if table is None or not table.active or not (policy.active or seen_from_outside):
        return NOBODY
    if table.for_ == "listed":
        return THE_LISTED
    return [tier.name for tier in policy.tier].index(table.for_) if policy.active and policy.scoring.active else NOBODY
