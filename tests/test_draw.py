"""Stateless chance: the published vectors, and a table of purposes that never changes."""

from __future__ import annotations

import numpy as np
import pytest

from sincerity import draw

# Random123's known answers for philox4x32 at 10 rounds (file kat_vectors of its distribution).
KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)

FROZEN = {
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
    "TIE_SUSPICION": (5, 3),
    "TIE_WRONG": (6, 3),
    "SCORE_RETURN": (7, 0),
    "TIE_KEPT": (8, 0),
    "TIE_WAKE": (8, 1),
    "FEAR_AUTHORITY": (2, 2),
    "FEAR_WRONGED": (2, 3),
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
    "HOUSEHOLD_SIZE": (32, 0),
    "CELL_URBAN": (32, 1),
    "HOUSEHOLD_KIND": (33, 0),
    "HOUSEHOLD_GROUP": (33, 1),
    "AGE": (34, 0),
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
    "RING_KEY": (64, 0),
    "RING_SHIFT": (65, 0),
    "PARTNER_KEY": (66, 0),
    "PARTNER_SHIFT": (66, 1),
    "ROLLOUT_PILOT": (80, 0),
    "ROLLOUT_DATE": (80, 1),
}
"""Assigned forever: a row may be added here, never changed; one whose purpose is gone moves below."""
RETIRED = {"BIRTHDAY": (34, 1)}
"""Words that decided something once, and are never given to another purpose."""


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_published_answers(counter: tuple[int, ...], key: tuple[int, ...], answer: tuple[int, ...]) -> None:
    assert draw.philox(*counter, *key) == answer


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_compiled_philox_gives_the_published_answers(counter: tuple[int, ...], key: tuple[int, ...], answer: tuple[int, ...]) -> None:
    import numba

    compiled = numba.njit(draw.philox)
    assert compiled(*counter, *key) == answer


def test_arrays_of_counters_give_the_same_words() -> None:
    people = np.arange(1000, dtype=np.int64)
    with np.errstate(over="ignore"):
        words = draw.philox(people, *(np.int64(x) for x in (5, 6, 7, 0xFFFFFFFF, 9)))  # type: ignore[arg-type]
    assert [tuple(int(w[p]) for w in words) for p in people] == [draw.philox(int(p), 5, 6, 7, 0xFFFFFFFF, 9) for p in people]


def test_no_two_purposes_share_a_word() -> None:
    values = list(draw.PURPOSES.values())
    assert len(set(values)) == len(values)


def test_no_purpose_ever_changes() -> None:
    found = {name: (value >> 2, value & 3) for name, value in draw.PURPOSES.items()}
    for name, at in FROZEN.items():
        assert found[name] == at, name


def test_every_purpose_is_frozen() -> None:
    assert set(draw.PURPOSES) == set(FROZEN)


def test_no_retired_word_is_used_again() -> None:
    assert not {(value >> 2, value & 3) for value in draw.PURPOSES.values()} & set(RETIRED.values())


def test_every_purpose_says_what_it_decides() -> None:
    assert list(draw.MEANINGS) == list(draw.PURPOSES)


def test_draw_and_block_agree_and_words_are_32_bits() -> None:
    for purpose in (0, 1, 2, 3, 4 * 70 + 2):
        block = draw.draw_block(11, 12, purpose >> 2, 4711, -3, 7)
        word = draw.draw(11, 12, purpose, 4711, -3, 7)
        assert word == block[purpose & 3]
        assert 0 <= word < 2**32


def test_days_before_day_0_are_days_of_their_own() -> None:
    words = {draw.draw(1, 2, draw.OCCASION, 5, day, 0) for day in range(-400, 400)}
    assert len(words) == 800


def test_pair_draw_is_symmetric_and_apart_from_draw() -> None:
    assert draw.pair_draw(1, 2, draw.TIE_WAKE, 30, 4, 9) == draw.pair_draw(1, 2, draw.TIE_WAKE, 4, 30, 9)
    assert draw.pair_draw(1, 2, draw.TIE_WAKE, 30, 4, 9) != draw.draw(1, 2, draw.TIE_WAKE, 4, 30, 9)


def test_daily_words_are_the_words_of_their_purposes() -> None:
    words = np.zeros((len(draw.DAILY), 64), np.int64)
    draw.draw_daily(128, 64, 77, 3, 4, words)
    assert not words[-1].any(), "the map's word is only asked for where there is a map"
    draw.draw_daily_for_map(128, 64, 77, 3, 4, words)
    assert draw.DAILY[-1] == draw.MAP_OPENED
    for k, purpose in enumerate(draw.DAILY):
        assert [int(w) for w in words[k]] == [draw.draw(3, 4, purpose, 128 + i, 77, 0) for i in range(64)]


def test_words_are_even() -> None:
    """Chi-square of 64 cells over 40,000 words of neighbouring counters: within 5 standard errors of its mean."""
    counts = np.zeros(64)
    for p in range(40_000):
        counts[draw.draw(9, 9, draw.OCCASION, p, 1, 0) >> 26] += 1
    chi = ((counts - 625) ** 2 / 625).sum()
    assert abs(chi - 63) < 5 * (2 * 63) ** 0.5
