"""Philox4x32-10 over whole arrays, and the table of purposes as the page *day* prints it."""

from __future__ import annotations

import numpy as np

from reference.numbers import Ints

LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
PAIR = 2**31

PURPOSES = {
    "OCCASION": (0, 0),
    "WRONG_RECORD": (0, 1),
    "TRIP": (0, 2),
    "REPORT": (0, 3),
    "ACT_TAKEN": (1, 0),
    "ACT_SEEN": (1, 1),
    "ACT_CONTACT": (1, 2),
    "RISK_OWN": (1, 3),
    "WRONG_JUDGMENT": (2, 0),
    "DEBT_PAID": (2, 1),
    "FEAR_AUTHORITY": (2, 2),
    "FEAR_WRONGED": (2, 3),
    "TRIP_BAND": (3, 0),
    "TRIP_ATTEMPTS": (3, 1),
    "TRIP_INSTEAD": (3, 2),
    "TRIP_ONLOOKERS": (3, 3),
    "INFORMANT_BASE": (4, 0),
    "REPORT_CHECKED": (4, 1),
    "NOTICE": (5, 0),
    "IDENTIFY": (5, 1),
    "RISK_CONTACT": (5, 2),
    "TIE_START": (6, 0),
    "TIE_LAPSE": (6, 1),
    "TIE_ROUND": (6, 2),
    "TIE_WRONG": (6, 3),
    "TIE_SUSPICION": (5, 3),
    "SCORE_RETURN": (7, 0),
    "TIE_KEPT": (8, 0),
    "TIE_WAKE": (8, 1),
    "DEAL": (9, 0),
    "AWARE_LEARN": (9, 1),
    "AWARE_FORGET": (9, 2),
    "FEAR_SHOWN": (9, 3),
    "BELIEF_TOLERANCE": (10, 0),
    "BELIEF_SEVERITY": (10, 1),
    "BELIEF_SURVEILLANCE": (10, 2),
    "DEAL_CONTACT": (11, 0),
    "OWN_TOLERANCE": (11, 1),
    "OWN_SEVERITY": (11, 2),
    "OWN_SURVEILLANCE": (11, 3),
    "TRUST_DEAL": (12, 0),
    "TRUST_CAUGHT": (12, 1),
    "FEAR_SEEN": (12, 2),
    "WRONG_SEEN": (12, 3),
    "TRUST_SUSPECT": (13, 0),
    "CROWDING": (13, 1),
    "FEAR_SANCTION": (13, 2),
    "FEAR_REPORT": (13, 3),
    "WRONG_SUFFERED": (14, 0),
    "TIE_ATTITUDE": (14, 1),
    "CALL": (15, 0),
    "CALL_FROM": (15, 1),
    "CALL_PUBLIC": (15, 2),
    "ASSOCIATION": (16, 0),
    "BILL": (17, 0),
    "JOB_LOST": (17, 1),
    "LOAN_WISH": (17, 2),
    "DISMISSED": (17, 3),
    "NEW_LOAN_KIND": (18, 0),
    "NEW_LOAN_SIZE": (18, 1),
    "APPEAL_FILED": (18, 2),
    "APPEAL_DECIDED": (18, 3),
    "WELL_PAID_LUCK": (19, 0),
    "ORDINARY_LUCK": (19, 1),
    "LENDING_LUCK": (19, 2),
    "PLACES_LUCK": (19, 3),
    "CASES_LUCK": (20, 0),
    "CHECKS_LUCK": (20, 1),
    "APPEALS_LUCK": (20, 2),
    "EXPIRY": (20, 3),
    "NOTICE_HEEDED": (21, 0),
    "OPENING_MISSED": (21, 1),
    "DETENTION_LUCK": (21, 2),
    "HOTEL_STAY": (22, 0),
    "HOTEL_NIGHTS": (22, 1),
    "HOTEL_ATTEMPTS": (22, 2),
    "HOTEL_INSTEAD": (22, 3),
    "SLOW_HOURS": (23, 0),
    "POST_BLOCKED": (23, 1),
    "ONLINE": (23, 2),
    "LIST_READ": (24, 0),
    "MAP_TAP": (24, 1),
    "MAP_OPENED": (25, 0),
    "MAP_TAPS": (25, 1),
    "MAP_SEEN": (25, 2),
    "SCHOOLING": (34, 2),
    "ENROLMENT": (34, 3),
    "JOB": (35, 0),
    "INCOME": (35, 1),
    "SAVINGS": (35, 2),
    "LOAN": (35, 3),
    "LOAN_SIZE": (36, 0),
    "LOAN_KIND": (36, 1),
    "LOAN_LEFT": (36, 2),
    "DILIGENCE": (37, 0),
    "HONESTY": (37, 1),
    "OUTSPOKENNESS": (37, 2),
    "BOLDNESS": (37, 3),
    "PLAYFULNESS": (38, 0),
    "CIVIC_SPIRIT": (38, 1),
    "SPITE": (38, 2),
    "SOCIABILITY": (38, 3),
    "SURVEY": (39, 0),
    "FATE": (40, 0),
    "NEWCOMER": (40, 1),
    "BIRTH_SEX": (40, 2),
    "PRIVATE_WISH": (41, 0),
    "WITHOUT_JOB": (41, 1),
    "DEBT_OPEN": (41, 2),
    "RING_SHIFT": (65, 0),
    "PARTNER_SHIFT": (66, 1),
    "ROLLOUT_PILOT": (80, 0),
    "ROLLOUT_DATE": (80, 1),
}
RING_KEY_BLOCK = 64
PARTNER_KEY_BLOCK = 66
OF_PEOPLE_FROM = 32
OF_PEOPLE_BESIDE = ("INFORMANT_BASE", "TIE_START", "TIE_KEPT", "ONLINE")
"""Drawn with the key of people: blocks from this one on, and these four."""

Key = tuple[int, int]


def key_of(seed: int) -> Key:
    """The two words of a seed."""
    return seed % 2**32, seed // 2**32 % 2**32


def philox(counter: tuple[Ints | int, ...], key: Key) -> tuple[Ints, Ints, Ints, Ints]:
    """Four words for each counter (c0, c1, c2, c3); scalars are spread over the arrays."""
    c0, c1, c2, c3 = (np.asarray(c, np.int64).astype(np.uint64) & LOW for c in counter)
    k0, k1 = (np.uint64(k) for k in key)
    for _ in range(10):
        a = c0 * np.uint64(0xD2511F53)
        b = c2 * np.uint64(0xCD9E8D57)
        c0, c1, c2, c3 = (b >> HALF) ^ c1 ^ k0, b & LOW, (a >> HALF) ^ c3 ^ k1, a & LOW
        k0 = (k0 + np.uint64(0x9E3779B9)) & LOW
        k1 = (k1 + np.uint64(0xBB67AE85)) & LOW
    return tuple(np.asarray(c).astype(np.int64) for c in (c0, c1, c2, c3))  # type: ignore[return-value]


class Chance:
    """The table of chance that one seed opens, and from day 0 on another may open for all but who people are."""

    def __init__(self, seed: int) -> None:
        self.of_people = self.of_days = key_of(seed)

    def take_up(self, luck: int) -> None:
        """From now on days and months draw by this seed."""
        self.of_days = key_of(luck)

    def key(self, purpose: str) -> Key:
        """The key that a purpose is drawn with."""
        of_people = PURPOSES[purpose][0] >= OF_PEOPLE_FROM or purpose in OF_PEOPLE_BESIDE
        return self.of_people if of_people else self.of_days

    def draw(self, purpose: str, person: Ints, day: Ints | int, sub: int = 0) -> Ints:
        """The word of a purpose for each of these people, on one day or each on one of their own."""
        block, word = PURPOSES[purpose]
        return philox((person, day, block, sub), self.key(purpose))[word]

    def pair_draw(self, purpose: str, a: Ints, b: Ints, day: Ints | int) -> Ints:
        """The word of a purpose for each pair, the same from both ends."""
        block, word = PURPOSES[purpose]
        return philox((np.minimum(a, b), np.maximum(a, b), day, PAIR + block), self.key(purpose))[word]
