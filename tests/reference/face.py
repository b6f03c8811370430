"""The face: the one number that others see of a person, and on the next day only."""

from __future__ import annotations

import numpy as np

from reference.now import ADULT, Now
from reference.numbers import Ints

WORKS, PUPIL = 2, 4
FIELDS = {
    "score": (0, 12),
    "tier": (12, 4),
    "deal_kind": (16, 2),
    "fear_authority": (18, 5),
    "report_slot": (23, 6),
    "fear_wronged": (29, 5),
    "deal_slot": (34, 6),
    "opinion": (40, 8),
    "adult": (48, 1),
    "works": (49, 1),
    "pupil": (50, 1),
    "listed": (51, 1),
    "detained": (52, 1),
    "aware": (53, 1),
    "shamed": (54, 1),
    "refused": (55, 1),
    "caught": (56, 1),
    "false_report": (57, 1),
    "gravity": (58, 4),
    "unpunished": (62, 1),
}
"""Lowest bit and number of bits."""
EVENTS = ("deal_slot", "report_slot", "caught", "unpunished")


def read_face(face: Ints) -> dict[str, Ints]:
    """Every field of each of these faces."""
    return {name: (face >> low) & (2**bits - 1) for name, (low, bits) in FIELDS.items()}


def make_face(now: Now) -> Ints:
    """What everybody shows at the end of the day."""
    person, today, scoring = now.person, now.today, now.rules.scoring
    fresh = (person.misdeed_gravity != 0) & (now.day - person.misdeed_day < now.rules.informants.memory_days)
    shown = {
        "score": ((person.score - scoring.min_score) * scoring.face_scale) >> 32,
        "tier": person.tier,
        "deal_kind": today.deal_kind,
        "report_slot": today.report_slot,
        "deal_slot": today.deal_slot,
        "adult": person.standing & ADULT != 0,
        "works": person.standing & WORKS != 0,
        "pupil": person.standing & PUPIL != 0,
        "listed": now.listed,
        "refused": today.flight_refused + today.train_refused != 0,
        "caught": today.caught_visibly,
        "false_report": today.report_false,
        "gravity": np.where(fresh, person.misdeed_gravity, 0),
        "unpunished": today.unpunished,
    }
    face = np.zeros(len(now.id), np.int64)
    for name, value in shown.items():
        low, bits = FIELDS[name]
        value = np.asarray(value, np.int64)
        if ((value < 0) | (value >= 2**bits)).any():
            raise ValueError(f"the face has no room for this {name}")
        face += value << low
    return face
