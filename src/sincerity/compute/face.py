"""The face: all that others see of a person, one 63-bit word a day.

Fields that are only summed over contacts (score, the two fears, opinion) each lie below at least six bits that
`SUMMED` clears, so that 63 faces add up without carry. Which mechanism writes which field stands in `FIELDS`.
"""

from __future__ import annotations

from typing import NamedTuple


class FaceField(NamedTuple):
    """One field of the face: lowest bit, width, meaning."""

    shift: int
    bits: int
    meaning: str


FIELDS: dict[str, FaceField] = {
    "score": FaceField(0, 12, "score, scaled to 0…4095 over the policy's range (summed)"),
    "tier": FaceField(12, 4, "tier, 0 the best"),
    "deal_kind": FaceField(16, 2, "0 none, 1 honest, 2 wronged"),
    "fear_authority": FaceField(18, 5, "reserved for fear (summed)"),
    "report_slot": FaceField(23, 6, "1 + the slot reported, 0 none"),
    "fear_wronged": FaceField(29, 5, "reserved for fear (summed)"),
    "deal_slot": FaceField(34, 6, "1 + the slot dealt with, 0 none"),
    "opinion": FaceField(40, 8, "reserved for expression (summed)"),
    "adult": FaceField(48, 1, "is 18 or older"),
    "works": FaceField(49, 1, "has a job"),
    "pupil": FaceField(50, 1, "is at school"),
    "listed": FaceField(51, 1, "is on the list"),
    "detained": FaceField(52, 1, "reserved for detention"),
    "aware": FaceField(53, 1, "reserved for awareness"),
    "shamed": FaceField(54, 1, "reserved for ring_tone"),
    "refused": FaceField(55, 1, "was refused at a counter today"),
    "caught": FaceField(56, 1, "a visible misdeed of today is on record"),
    "false_report": FaceField(57, 1, "today's report is false"),
    "gravity": FaceField(58, 4, "gravity of the latest visible scored misdeed within memory, 0 none"),
    "unpunished": FaceField(62, 1, "a visible misdeed of today is on no record"),
}


def mask_of(name: str) -> int:
    """The bits of one field, in place."""
    field = FIELDS[name]
    return ((1 << field.bits) - 1) << field.shift


SUMMED = mask_of("score") | mask_of("fear_authority") | mask_of("fear_wronged") | mask_of("opinion")
EVENTS = mask_of("deal_slot") | mask_of("report_slot") | mask_of("caught") | mask_of("unpunished")
"""A contact whose face shows one of these is met; others are passed by."""

ADULT_SHIFT = FIELDS["adult"].shift
LISTED_SHIFT = FIELDS["listed"].shift
REFUSED_SHIFT = FIELDS["refused"].shift
CAUGHT_SHIFT = FIELDS["caught"].shift
FALSE_REPORT_SHIFT = FIELDS["false_report"].shift
GRAVITY_SHIFT = FIELDS["gravity"].shift
UNPUNISHED_SHIFT = FIELDS["unpunished"].shift
TIER_SHIFT = FIELDS["tier"].shift
DEAL_KIND_SHIFT = FIELDS["deal_kind"].shift
REPORT_SLOT_SHIFT = FIELDS["report_slot"].shift
DEAL_SLOT_SHIFT = FIELDS["deal_slot"].shift

HONEST = 1
WRONGED = 2
"""Values of `deal_kind`."""


def is_adult(face: int) -> int:
    """1 if the face shows an adult."""
    return (face >> ADULT_SHIFT) & 1


def is_caught(face: int) -> int:
    """1 if a visible misdeed of that day is on record."""
    return (face >> CAUGHT_SHIFT) & 1


def is_unpunished(face: int) -> int:
    """1 if a visible misdeed of that day is on no record."""
    return (face >> UNPUNISHED_SHIFT) & 1


def is_false_report(face: int) -> int:
    """1 if the report that the face names is false."""
    return (face >> FALSE_REPORT_SHIFT) & 1


def gravity_of(face: int) -> int:
    """Gravity 1…15 of the latest visible scored misdeed within memory, 0 none."""
    return (face >> GRAVITY_SHIFT) & 15


def report_slot_of(face: int) -> int:
    """1 + the slot that this person reported, 0 none."""
    return (face >> REPORT_SLOT_SHIFT) & 63


def deal_slot_of(face: int) -> int:
    """1 + the slot that this person dealt with, 0 none."""
    return (face >> DEAL_SLOT_SHIFT) & 63


def deal_kind_of(face: int) -> int:
    """0 none, 1 honest, 2 wronged."""
    return (face >> DEAL_KIND_SHIFT) & 3
