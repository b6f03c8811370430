"""The face: all that others see of a person, one 63-bit word a day.

Fields that are summed over contacts (score, the two fears, who is aware, who is adult) each lie below at least six bits
that `SUMMED` clears, so that 63 faces add up without carry. Which mechanism writes which field stands in `FIELDS`.
"""

from __future__ import annotations

from typing import NamedTuple


class FaceField(NamedTuple):
    """One field of the face: lowest bit, width, meaning."""

    shift: int
    bits: int
    meaning: str


FIELDS: dict[str, FaceField] = {
    "score": FaceField(0, 12, "score of an adult, scaled to 0…4095 over the policy's range (summed)"),
    "tier": FaceField(12, 4, "tier, 0 the best"),
    "deal_kind": FaceField(16, 2, "0 none, 1 honest, 2 wronged, 3 wronged in sight of others"),
    "fear_authority": FaceField(18, 5, "fear of the authority, rounded by chance to 0…31 (summed)"),
    "report_slot": FaceField(23, 6, "1 + the slot reported, 0 none"),
    "fear_wronged": FaceField(29, 5, "fear of being wronged, rounded by chance to 0…31 (summed)"),
    "deal_slot": FaceField(34, 6, "1 + the slot dealt with, 0 none"),
    "aware": FaceField(40, 1, "knows of the system (summed)"),
    "works": FaceField(41, 1, "has a job"),
    "pupil": FaceField(42, 1, "is at school"),
    "listed": FaceField(43, 1, "is on the list"),
    "detained": FaceField(44, 1, "is detained: shows nothing else but whether at work or school"),
    "shamed": FaceField(45, 1, "a warning played in public on a call of today"),
    "refused": FaceField(46, 1, "was refused at a counter today"),
    "adult": FaceField(47, 1, "is 18 or older (summed)"),
    "gravity": FaceField(48, 4, "gravity of the latest visible scored misdeed within memory, 0 none"),
    "caught": FaceField(52, 1, "a visible misdeed of today is on record"),
    "false_report": FaceField(53, 1, "today's report is false"),
    "opinion": FaceField(54, 8, "1 + the dissent of today's post under `policy.speech`, 0…254; 0 none"),
    "unpunished": FaceField(62, 1, "a visible misdeed of today is on no record"),
}


def mask_of(name: str) -> int:
    """The bits of one field, in place."""
    field = FIELDS[name]
    return ((1 << field.bits) - 1) << field.shift


SUMMED = mask_of("score") | mask_of("fear_authority") | mask_of("fear_wronged") | mask_of("aware") | mask_of("adult")

TIER_SHIFT = FIELDS["tier"].shift
DEAL_KIND_SHIFT = FIELDS["deal_kind"].shift
FEAR_AUTHORITY_SHIFT = FIELDS["fear_authority"].shift
REPORT_SLOT_SHIFT = FIELDS["report_slot"].shift
FEAR_WRONGED_SHIFT = FIELDS["fear_wronged"].shift
DEAL_SLOT_SHIFT = FIELDS["deal_slot"].shift
AWARE_SHIFT = FIELDS["aware"].shift
WORKS_SHIFT = FIELDS["works"].shift
PUPIL_SHIFT = FIELDS["pupil"].shift
LISTED_SHIFT = FIELDS["listed"].shift
DETAINED_SHIFT = FIELDS["detained"].shift
SHAMED_SHIFT = FIELDS["shamed"].shift
REFUSED_SHIFT = FIELDS["refused"].shift
ADULT_SHIFT = FIELDS["adult"].shift
GRAVITY_SHIFT = FIELDS["gravity"].shift
CAUGHT_SHIFT = FIELDS["caught"].shift
FALSE_REPORT_SHIFT = FIELDS["false_report"].shift
OPINION_SHIFT = FIELDS["opinion"].shift
UNPUNISHED_SHIFT = FIELDS["unpunished"].shift

HONEST = 1
WRONGED = 2
WRONGED_IN_SIGHT = 3
"""Values of `deal_kind`."""


WRONGS = WRONGED << DEAL_KIND_SHIFT
"""The bit of `deal_kind` that tells of a wrong, in place."""


def is_adult(face: int) -> int:
    """1 if the face shows an adult."""
    return (face >> ADULT_SHIFT) & 1


def tier_shown(face: int) -> int:
    """The tier that the face shows."""
    return (face >> TIER_SHIFT) & 15


def works_shown(face: int) -> int:
    """1 if the face shows one who works."""
    return (face >> WORKS_SHIFT) & 1


def pupil_shown(face: int) -> int:
    """1 if the face shows a pupil."""
    return (face >> PUPIL_SHIFT) & 1


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


def unaddressed(face: int, slot: int) -> int:
    """The face without a report on, or a deal with, the contact in this slot (1 + its number)."""
    if report_slot_of(face) == slot:
        face &= ~(63 << REPORT_SLOT_SHIFT | 1 << FALSE_REPORT_SHIFT)
    if deal_slot_of(face) == slot:
        face &= ~(63 << DEAL_SLOT_SHIFT | 3 << DEAL_KIND_SHIFT)
    return face


def deal_slot_of(face: int) -> int:
    """1 + the slot that this person dealt with, 0 none."""
    return (face >> DEAL_SLOT_SHIFT) & 63


def deal_kind_of(face: int) -> int:
    """0 none, 1 honest, 2 wronged, 3 wronged in sight of others."""
    return (face >> DEAL_KIND_SHIFT) & 3


def is_listed(face: int) -> int:
    """1 if the face shows one of the list."""
    return (face >> LISTED_SHIFT) & 1


def tier_of_face(face: int) -> int:
    """The tier shown, 0 the best."""
    return (face >> TIER_SHIFT) & 15


def is_detained(face: int) -> int:
    """1 if the person is detained."""
    return (face >> DETAINED_SHIFT) & 1


def taken_away(face: int) -> int:
    """The face of who is detained this morning: contacts see the sanction, and no longer count the person among the adults."""
    return (face & ~SUMMED) | 1 << DETAINED_SHIFT | 1 << REFUSED_SHIFT


def let_go(face: int) -> int:
    """The face of who is set free this morning."""
    return face & ~(1 << DETAINED_SHIFT)


def is_refused(face: int) -> int:
    """1 if the person was refused at a counter that day."""
    return (face >> REFUSED_SHIFT) & 1


def is_shamed(face: int) -> int:
    """1 if a warning played in public on a call of that day."""
    return (face >> SHAMED_SHIFT) & 1


def opinion_of(face: int) -> int:
    """1 + the dissent of that day's post, 0…254; 0 where nothing was said."""
    return (face >> OPINION_SHIFT) & 255


def n_adults_of(near: int) -> int:
    """Of a sum of faces: how many adults."""
    return (near >> ADULT_SHIFT) & 63


def n_aware_of(near: int) -> int:
    """Of a sum of faces: how many know of the system."""
    return (near >> AWARE_SHIFT) & 63


def score_sum_of(near: int) -> int:
    """Of a sum of faces: the adults' scores, 0…4095 each."""
    return near & 0x3FFFF


def fear_authority_sum_of(near: int) -> int:
    """Of a sum of faces: fear of the authority, 0…31 each."""
    return (near >> FEAR_AUTHORITY_SHIFT) & 0x7FF


def fear_wronged_sum_of(near: int) -> int:
    """Of a sum of faces: fear of being wronged, 0…31 each."""
    return (near >> FEAR_WRONGED_SHIFT) & 0x7FF
