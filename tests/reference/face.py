"""The face: the one number that others see of a person, and on the next day only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reference.numbers import Ints, Mask

if TYPE_CHECKING:
    from reference.now import Now

JOB, PUPIL = 3, 4
FIELDS = {
    "score": (0, 12),
    "tier": (12, 4),
    "deal_kind": (16, 2),
    "fear_authority": (18, 5),
    "report_slot": (23, 6),
    "fear_wronged": (29, 5),
    "deal_slot": (34, 6),
    "aware": (40, 1),
    "works": (41, 1),
    "pupil": (42, 1),
    "listed": (43, 1),
    "detained": (44, 1),
    "shamed": (45, 1),
    "refused": (46, 1),
    "adult": (47, 1),
    "gravity": (48, 4),
    "caught": (52, 1),
    "false_report": (53, 1),
    "opinion": (54, 8),
    "unpunished": (62, 1),
}
"""Lowest bit and number of bits."""
SUMMED = ("score", "fear_authority", "fear_wronged", "aware", "adult")
SUM_BITS = {"score": 18, "fear_authority": 11, "fear_wronged": 11, "aware": 6, "adult": 6}
"""How many bits the sum of up to 63 faces takes from the field's lowest on."""


class ReadFace(dict[str, Ints]):
    """Every field of each of these faces, read when it is first asked for."""

    def __init__(self, face: Ints) -> None:
        self.face = face

    def __missing__(self, name: str) -> Ints:
        low, bits = FIELDS[name]
        self[name] = (self.face >> low) & (2**bits - 1)
        return self[name]


def without(face: Ints, who: Mask, names: tuple[str, ...]) -> Ints:
    """These faces, of these people without what the fields of these names say."""
    mask = sum((2 ** FIELDS[name][1] - 1) << FIELDS[name][0] for name in names)
    left: Ints = np.where(who, face & ~mask, face)
    return left


def summed_only(face: Ints) -> Ints:
    """These faces with every bit cleared but those of the summed fields."""
    mask = sum((2 ** FIELDS[name][1] - 1) << FIELDS[name][0] for name in SUMMED)
    summed: Ints = face & mask
    return summed


def read_sum(near: Ints) -> dict[str, Ints]:
    """Every summed field of sums of faces."""
    return {name: (near >> FIELDS[name][0]) & (2 ** SUM_BITS[name] - 1) for name in SUMMED}


def make_face(now: Now) -> Ints:
    """What everybody shows at the end of the day; children and the detained hardly more than where they spend it."""
    face = np.zeros(len(now.id), np.int64)
    for name, value in _shown(now).items():
        low, bits = FIELDS[name]
        value = np.asarray(value, np.int64)
        if name not in ("works", "pupil"):
            value = np.where(now.adult if name == "detained" else now.at_large, value, 0)
        if ((value < 0) | (value >= 2**bits)).any():
            raise ValueError(f"the face has no room for this {name}")
        face += value << low
    return face


def _shown(now: Now) -> dict[str, Ints]:
    person, today, scoring = now.person, now.today, now.rules.scoring
    fresh = (person.misdeed_gravity != 0) & (now.day - person.misdeed_day < now.rules.informants.memory_days)
    own_score = ((person.score - scoring.min_score) * scoring.face_scale) >> 32
    return {
        "score": np.where(scoring.active, own_score, scoring.face_start),
        "tier": np.where(scoring.active, person.tier, scoring.face_tier),
        "deal_kind": today.deal_kind,
        "fear_authority": today.fear_authority_shown,
        "report_slot": today.report_slot,
        "fear_wronged": today.fear_wronged_shown,
        "deal_slot": today.deal_slot,
        "aware": person.aware,
        "works": person.means & JOB != 0,
        "pupil": person.means & PUPIL != 0,
        "listed": now.listed,
        "detained": now.locked_up,
        "shamed": today.shamed,
        "refused": today.flight_refused + today.train_refused + today.hotel_refused != 0,
        "adult": now.adult,
        "gravity": np.where(fresh, person.misdeed_gravity, 0),
        "caught": today.caught_visibly,
        "false_report": today.report_false,
        "opinion": today.opinion,
        "unpunished": today.unpunished,
    }
