"""What a person shows to others at the end of a day, packed into one word (`compute/face.py` has the layout)."""

from __future__ import annotations

from typing import Any

from sincerity.compute.face import (
    ADULT_SHIFT,
    AWARE_SHIFT,
    CAUGHT_SHIFT,
    DEAL_KIND_SHIFT,
    DEAL_SLOT_SHIFT,
    DETAINED_SHIFT,
    FALSE_REPORT_SHIFT,
    FEAR_AUTHORITY_SHIFT,
    FEAR_WRONGED_SHIFT,
    GRAVITY_SHIFT,
    LISTED_SHIFT,
    OPINION_SHIFT,
    PUPIL_SHIFT,
    REFUSED_SHIFT,
    REPORT_SLOT_SHIFT,
    SHAMED_SHIFT,
    TIER_SHIFT,
    UNPUNISHED_SHIFT,
    WORKS_SHIFT,
    is_detained,
)
from sincerity.types import ADULT, JOB_BITS, LISTED, PUPIL


def face_of(day: int, me: Any, today: Any, policy: Any) -> int:
    """The face of `me` at the end of `day`. A child, and who is detained, shows no more than work and school."""
    standing = int(me.standing)
    means = int(me.means)
    face = int(means & JOB_BITS != 0) << WORKS_SHIFT | int(means & PUPIL != 0) << PUPIL_SHIFT
    if standing & ADULT == 0:
        return face
    if is_detained(int(today.shown)) != 0:
        return face | 1 << DETAINED_SHIFT
    face |= 1 << ADULT_SHIFT
    if int(policy.scoring_active) != 0:
        face |= ((int(me.score) - int(policy.min_score)) * int(policy.face_scale)) >> 32
        face |= int(me.tier) << TIER_SHIFT
    else:
        face |= int(policy.face_start) | int(policy.face_tier) << TIER_SHIFT
    face |= int(today.fear_authority_shown) << FEAR_AUTHORITY_SHIFT
    face |= int(today.fear_wronged_shown) << FEAR_WRONGED_SHIFT
    face |= int(me.aware) << AWARE_SHIFT
    if int(me.listing) & LISTED != 0:
        face |= 1 << LISTED_SHIFT
    if int(me.misdeed_gravity) != 0 and day - int(me.misdeed_day) < int(policy.memory_days):
        face |= int(me.misdeed_gravity) << GRAVITY_SHIFT
    face |= int(today.caught_visibly) << CAUGHT_SHIFT
    face |= int(today.unpunished) << UNPUNISHED_SHIFT
    face |= int(today.deal_slot) << DEAL_SLOT_SHIFT
    face |= int(today.deal_kind) << DEAL_KIND_SHIFT
    face |= int(today.report_slot) << REPORT_SLOT_SHIFT
    face |= int(today.report_false) << FALSE_REPORT_SHIFT
    face |= int(today.shamed) << SHAMED_SHIFT
    face |= int(today.opinion) << OPINION_SHIFT
    if int(today.flight_refused) + int(today.train_refused) + int(today.hotel_refused) != 0:
        face |= 1 << REFUSED_SHIFT
    return face
