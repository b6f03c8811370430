"""Stateless chance: Philox4x32-10, keyed by the seed, counted by (person, day, block, sub).

A *purpose* is one 32-bit word of one block, owned by one decision forever. Because a word depends on
nothing but its counter, switching a mechanism, watching a resident or splitting the work among threads
shifts nobody else's luck. The compiled engine calls these same functions; interpreted, they are plain
Python on plain ints.

Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011
(round and key constants; the known-answer vectors that the tests hold).
Not for cryptography.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

MASK = 0xFFFFFFFF
PAIR = 1 << 31
"""Added to a block by `pair_draw`, so that a person's words and a pair's words never meet."""


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Four 32-bit words for the counter (c0, c1, c2, c3) under the key (k0, k1); each in 0…2³²-1.

    The one place where a product may pass 63 bits: compiled, it wraps, and the masks keep the low bits.
    """
    for _ in range(10):
        a = c0 * 0xD2511F53
        b = c2 * 0xCD9E8D57
        c0, c1, c2, c3 = ((b >> 32) ^ c1 ^ k0) & MASK, b & MASK, ((a >> 32) ^ c3 ^ k1) & MASK, a & MASK
        k0 = (k0 + 0x9E3779B9) & MASK
        k1 = (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def draw_block(k0: int, k1: int, block: int, person: int, day: int, sub: int) -> tuple[int, int, int, int]:
    """The four words of one block for one person and day; `sub` is 0 or a contact slot."""
    return philox(person & MASK, day & MASK, block, sub, k0, k1)


def draw(k0: int, k1: int, purpose: int, person: int, day: int, sub: int) -> int:
    """One 32-bit word, in 0…2³²-1, as a (signed 64-bit) int. `purpose` is 4·block + word."""
    return word_of(philox(person & MASK, day & MASK, purpose >> 2, sub, k0, k1), purpose & 3)


def pair_draw(k0: int, k1: int, purpose: int, a: int, b: int, day: int) -> int:
    """One 32-bit word that both ends of a pair compute alike; symmetric in `a` and `b`."""
    low = min(a, b)
    high = max(a, b)
    return word_of(philox(low & MASK, high & MASK, day & MASK, PAIR + (purpose >> 2), k0, k1), purpose & 3)


def word_of(words: tuple[int, int, int, int], which: int) -> int:
    """One of four words; compiled code has no tables of a tuple's items."""
    if which == 0:
        return words[0]
    if which == 1:
        return words[1]
    if which == 2:
        return words[2]
    return words[3]


def draw_daily(first: int, n: int, day: int, k0: int, k1: int, words: Any) -> None:
    """The words of the `DAILY` purposes of persons first…first+n-1, into `words[purpose, person]`."""
    for i in range(n):
        words[0, i], words[1, i], words[2, i], words[3, i] = draw_block(k0, k1, 0, first + i, day, 0)
        words[4, i], _, words[5, i], words[6, i] = draw_block(k0, k1, 2, first + i, day, 0)
        words[7, i], words[8, i], words[9, i], words[10, i] = draw_block(k0, k1, 9, first + i, day, 0)


def draw_daily_for_map(first: int, n: int, day: int, k0: int, k1: int, words: Any) -> None:
    """The word of the last of the `DAILY` purposes, which only a policy with a map asks for."""
    for i in range(n):
        words[11, i], _, _, _ = draw_block(k0, k1, 25, first + i, day, 0)


def seed_key(seed: int) -> tuple[int, int]:
    """A 64-bit seed as the two words of the key, low word first."""
    return seed & MASK, (seed >> 32) & MASK


def _purpose(block: int, word: int) -> int:
    return 4 * block + word


# Blocks of a person's day. Assigned forever: add at the end, never move.
OCCASION = _purpose(0, 0)
WRONG_RECORD = _purpose(0, 1)
TRIP = _purpose(0, 2)
REPORT = _purpose(0, 3)
ACT_TAKEN = _purpose(1, 0)
ACT_SEEN = _purpose(1, 1)
ACT_CONTACT = _purpose(1, 2)
RISK_OWN = _purpose(1, 3)
WRONG_JUDGMENT = _purpose(2, 0)
DEBT_PAID = _purpose(2, 1)
FEAR_AUTHORITY = _purpose(2, 2)
FEAR_WRONGED = _purpose(2, 3)
TRIP_BAND = _purpose(3, 0)
TRIP_ATTEMPTS = _purpose(3, 1)
TRIP_INSTEAD = _purpose(3, 2)
TRIP_ONLOOKERS = _purpose(3, 3)
INFORMANT_BASE = _purpose(4, 0)
REPORT_CHECKED = _purpose(4, 1)
# With the contact's slot as sub.
NOTICE = _purpose(5, 0)
IDENTIFY = _purpose(5, 1)
RISK_CONTACT = _purpose(5, 2)
TIE_SUSPICION = _purpose(5, 3)
TIE_START = _purpose(6, 0)
TIE_LAPSE = _purpose(6, 1)
TIE_ROUND = _purpose(6, 2)
TIE_WRONG = _purpose(6, 3)
# Months.
SCORE_RETURN = _purpose(7, 0)
# Pairs (their blocks live above 2³¹).
TIE_KEPT = _purpose(8, 0)
TIE_WAKE = _purpose(8, 1)
DEAL = _purpose(9, 0)
AWARE_LEARN = _purpose(9, 1)
AWARE_FORGET = _purpose(9, 2)
FEAR_SHOWN = _purpose(9, 3)
# With the contact's slot as sub.
BELIEF_TOLERANCE = _purpose(10, 0)
BELIEF_SEVERITY = _purpose(10, 1)
BELIEF_SURVEILLANCE = _purpose(10, 2)
DEAL_CONTACT = _purpose(11, 0)
OWN_TOLERANCE = _purpose(11, 1)
OWN_SEVERITY = _purpose(11, 2)
OWN_SURVEILLANCE = _purpose(11, 3)
# With the contact's slot as sub.
TRUST_DEAL = _purpose(12, 0)
TRUST_CAUGHT = _purpose(12, 1)
FEAR_SEEN = _purpose(12, 2)
WRONG_SEEN = _purpose(12, 3)
TRUST_SUSPECT = _purpose(13, 0)
CROWDING = _purpose(13, 1)
FEAR_SANCTION = _purpose(13, 2)
FEAR_REPORT = _purpose(13, 3)
# With the contact's slot as sub.
WRONG_SUFFERED = _purpose(14, 0)
TIE_ATTITUDE = _purpose(14, 1)
# Pairs.
CALL = _purpose(15, 0)
CALL_FROM = _purpose(15, 1)
CALL_PUBLIC = _purpose(15, 2)
ASSOCIATION = _purpose(16, 0)
# Months.
BILL = _purpose(17, 0)
JOB_LOST = _purpose(17, 1)
LOAN_WISH = _purpose(17, 2)
DISMISSED = _purpose(17, 3)
NEW_LOAN_KIND = _purpose(18, 0)
NEW_LOAN_SIZE = _purpose(18, 1)
APPEAL_FILED = _purpose(18, 2)
APPEAL_DECIDED = _purpose(18, 3)
WELL_PAID_LUCK = _purpose(19, 0)
ORDINARY_LUCK = _purpose(19, 1)
LENDING_LUCK = _purpose(19, 2)
PLACES_LUCK = _purpose(19, 3)
CASES_LUCK = _purpose(20, 0)
CHECKS_LUCK = _purpose(20, 1)
APPEALS_LUCK = _purpose(20, 2)
EXPIRY = _purpose(20, 3)
NOTICE_HEEDED = _purpose(21, 0)
OPENING_MISSED = _purpose(21, 1)
DETENTION_LUCK = _purpose(21, 2)
# Days again.
HOTEL_STAY = _purpose(22, 0)
HOTEL_NIGHTS = _purpose(22, 1)
HOTEL_ATTEMPTS = _purpose(22, 2)
HOTEL_INSTEAD = _purpose(22, 3)
SLOW_HOURS = _purpose(23, 0)
POST_BLOCKED = _purpose(23, 1)
ONLINE = _purpose(23, 2)
# With the contact's slot as sub.
LIST_READ = _purpose(24, 0)
MAP_TAP = _purpose(24, 1)
MAP_OPENED = _purpose(25, 0)
MAP_TAPS = _purpose(25, 1)
MAP_SEEN = _purpose(25, 2)
# Society: households, people (blocks 32…63), the network's permutations (64…79).
HOUSEHOLD_SIZE = _purpose(32, 0)
CELL_URBAN = _purpose(32, 1)
HOUSEHOLD_KIND = _purpose(33, 0)
HOUSEHOLD_GROUP = _purpose(33, 1)
AGE = _purpose(34, 0)  # word 1 was the birthday, until ages came to change on 1 January alone
SCHOOLING = _purpose(34, 2)
ENROLMENT = _purpose(34, 3)
JOB = _purpose(35, 0)
INCOME = _purpose(35, 1)
SAVINGS = _purpose(35, 2)
LOAN = _purpose(35, 3)
LOAN_SIZE = _purpose(36, 0)
LOAN_KIND = _purpose(36, 1)
LOAN_LEFT = _purpose(36, 2)
DILIGENCE = _purpose(37, 0)
HONESTY = _purpose(37, 1)
OUTSPOKENNESS = _purpose(37, 2)
BOLDNESS = _purpose(37, 3)
PLAYFULNESS = _purpose(38, 0)
CIVIC_SPIRIT = _purpose(38, 1)
SPITE = _purpose(38, 2)
SOCIABILITY = _purpose(38, 3)
SURVEY = _purpose(39, 0)
# Years: of the place of a person who is gone, and who takes it.
FATE = _purpose(40, 0)
NEWCOMER = _purpose(40, 1)
BIRTH_SEX = _purpose(40, 2)
PRIVATE_WISH = _purpose(41, 0)
WITHOUT_JOB = _purpose(41, 1)
DEBT_OPEN = _purpose(41, 2)
RING_KEY = _purpose(64, 0)
RING_SHIFT = _purpose(65, 0)
PARTNER_KEY = _purpose(66, 0)
PARTNER_SHIFT = _purpose(66, 1)
# Regions, by number in the place of a person (blocks 80…).
ROLLOUT_PILOT = _purpose(80, 0)
ROLLOUT_DATE = _purpose(80, 1)

DAILY = (
    *(OCCASION, WRONG_RECORD, TRIP, REPORT),
    *(WRONG_JUDGMENT, FEAR_AUTHORITY, FEAR_WRONGED),
    *(DEAL, AWARE_LEARN, AWARE_FORGET, FEAR_SHOWN),
    MAP_OPENED,
)
"""Purposes that every day asks for: drawn ahead for a cell at a time, which the compiler turns into vector code."""

PURPOSES: Mapping[str, int] = MappingProxyType(
    {name: value for name, value in list(globals().items()) if name.isupper() and isinstance(value, int) and name not in {"MASK", "PAIR"}}
)
"""Every purpose by name. Plug-ins take blocks from 2¹⁶ up."""

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "OCCASION": "Whether the day brings an occasion to act, and which.",
        "WRONG_RECORD": "Whether a record is made of what never happened, and of which behaviour.",
        "TRIP": "Whether the person sets out on a trip.",
        "REPORT": "Whether the person reports a contact, and if so truly or falsely.",
        "ACT_TAKEN": "Whether the occasion is taken.",
        "ACT_SEEN": "Whether what was done is seen and goes on record.",
        "ACT_CONTACT": "The contact whom an act concerns.",
        "RISK_OWN": "Rounds the step of perceived risk after a misdeed of one's own.",
        "WRONG_JUDGMENT": "Whether a person with nothing due is judged all the same.",
        "DEBT_PAID": "Whether who left a debt unpaid by choice comes round this month.",
        "FEAR_AUTHORITY": "Rounds the day's fade and contagion of fear of the authority.",
        "FEAR_WRONGED": "Rounds the day's fade and contagion of fear of being wronged.",
        "TRIP_BAND": "How far the refused trip was to go.",
        "TRIP_ATTEMPTS": "Whether a refused traveller tries once more than the whole number of attempts.",
        "TRIP_INSTEAD": "Whether a refused traveller stays home or takes the slow train.",
        "TRIP_ONLOOKERS": "How many look on at a refusal.",
        "INFORMANT_BASE": "A person's base rate of reporting, for life.",
        "REPORT_CHECKED": "Whether a false report is found out.",
        "NOTICE": "Whether the target of a report is told of it.",
        "IDENTIFY": "Whether who is told of a report suspects the right contact.",
        "RISK_CONTACT": "Rounds the step of perceived risk after a contact's misdeed.",
        "TIE_SUSPICION": "Rounds what a tie loses by suspicion.",
        "TIE_START": "Whether a tie outside the household is alive when the society is settled.",
        "TIE_LAPSE": "Which tie, if any, lapses this month.",
        "TIE_ROUND": "Rounds how far a weakened tie heals in a month.",
        "TIE_WRONG": "Rounds what a tie loses by a wrong.",
        "SCORE_RETURN": "Rounds the month's return of a score toward the start.",
        "TIE_KEPT": "Whether the network keeps a pair; both ends draw alike.",
        "TIE_WAKE": "Whether a pair whose tie is gone finds it again this month; both ends draw alike.",
        "DEAL": "Whether the person deals with a contact today.",
        "AWARE_LEARN": "Whether the press or a contact tells of the system today.",
        "AWARE_FORGET": "Whether who knows of the system forgets today.",
        "FEAR_SHOWN": "Rounds both fears to the steps that contacts see.",
        "BELIEF_TOLERANCE": "Rounds what a contact's post teaches of tolerance.",
        "BELIEF_SEVERITY": "Rounds what a contact's post teaches of severity.",
        "BELIEF_SURVEILLANCE": "Rounds what a contact's post teaches of surveillance.",
        "DEAL_CONTACT": "The contact of a deal.",
        "OWN_TOLERANCE": "Rounds what a post of one's own teaches of tolerance.",
        "OWN_SEVERITY": "Rounds what a post of one's own teaches of severity.",
        "OWN_SURVEILLANCE": "Rounds what a post of one's own teaches of surveillance.",
        "TRUST_DEAL": "Rounds what a deal teaches of others.",
        "TRUST_CAUGHT": "Rounds what a contact's misdeed on record teaches of others.",
        "FEAR_SEEN": "Rounds what a sanction seen on a contact adds to fear of the authority.",
        "WRONG_SEEN": "Rounds what a wrong seen adds to fear of being wronged.",
        "TRUST_SUSPECT": "Rounds what suspecting a contact teaches of others.",
        "CROWDING": "Rounds the month's step of honesty that sanctions crowd in or out.",
        "FEAR_SANCTION": "Rounds what a day with a sanction felt adds to fear of the authority.",
        "FEAR_REPORT": "Rounds what being told of a report adds to fear of the authority.",
        "WRONG_SUFFERED": "Rounds what a wrong suffered adds to fear of being wronged.",
        "TIE_ATTITUDE": "Rounds how a tie moves when its warning is first heard.",
        "CALL": "Whether the ends of a pair call one another today; both ends draw alike.",
        "CALL_FROM": "Which end of the pair calls; both ends draw alike.",
        "CALL_PUBLIC": "Whether the call is taken in public; both ends draw alike.",
        "ASSOCIATION": "Rounds the points that contacts' scores add or take today.",
        "BILL": "Whether a large bill falls due this month.",
        "JOB_LOST": "Whether a job ends this month, whatever the policy.",
        "LOAN_WISH": "Whether who owes nothing comes to wish for a loan this month, or who waits for one gives up.",
        "DISMISSED": "Whether a barred person is dismissed from a well-paid job this month.",
        "NEW_LOAN_KIND": "Whether a new loan is for a house or a car.",
        "NEW_LOAN_SIZE": "Which share of income a new loan's instalment takes.",
        "APPEAL_FILED": "Whether a person with a case appeals this month.",
        "APPEAL_DECIDED": "How an appeal is decided.",
        "WELL_PAID_LUCK": "Luck among equal claims to well-paid posts.",
        "ORDINARY_LUCK": "Luck among equal claims to ordinary posts.",
        "LENDING_LUCK": "Luck among wishes for loans.",
        "PLACES_LUCK": "Luck among claims to places in private schools.",
        "CASES_LUCK": "Luck among debts that wait for judgment.",
        "CHECKS_LUCK": "Luck among reports that wait for a check.",
        "APPEALS_LUCK": "Luck among appeals that wait for a hearing.",
        "EXPIRY": "Rounds what expires of a score's distance from the start this month.",
        "NOTICE_HEEDED": "Whether who left a debt unpaid by choice comes round on notice this month.",
        "OPENING_MISSED": "Whether a jobseeker with a slow line misses this month's openings.",
        "DETENTION_LUCK": "Luck among those whom the risk model ranks alike.",
        "HOTEL_STAY": "Whether a trip made would have its nights in a star hotel.",
        "HOTEL_NIGHTS": "How many nights.",
        "HOTEL_ATTEMPTS": "Whether a refused guest asks once more than the whole number of attempts.",
        "HOTEL_INSTEAD": "Whether a refused guest goes without the nights or takes a plain room.",
        "SLOW_HOURS": "Rounds the hours lost to a slow line today.",
        "POST_BLOCKED": "Whether a post by somebody with a slow line is blocked.",
        "ONLINE": "Whether the person is an internet user, for life.",
        "LIST_READ": "Whether the person finds the contact on the public list today.",
        "MAP_TAP": "Whether the person taps the contact's dot on the map.",
        "MAP_OPENED": "Whether the person opens the map today.",
        "MAP_TAPS": "Rounds how many dots the person taps.",
        "MAP_SEEN": "Rounds how many saw the person's entry on the map today.",
        "HOUSEHOLD_SIZE": "The size of a household, by its place in the cell.",
        "CELL_URBAN": "Whether a cell is urban.",
        "HOUSEHOLD_KIND": "Who makes up a household of its size.",
        "HOUSEHOLD_GROUP": "Whether a household belongs to group B.",
        "AGE": "Age in years within the member's age group.",
        "SCHOOLING": "The highest schooling of an adult.",
        "ENROLMENT": "Whether a child or young adult is at school.",
        "JOB": "Whether an adult works, and at what.",
        "INCOME": "The income within those of the job's kind.",
        "SAVINGS": "How thrifty a person is: where among those of the same age, sex and fifth of income savings lie.",
        "LOAN": "Whether an adult owes a loan.",
        "LOAN_SIZE": "Which share of income the loan's instalment takes.",
        "LOAN_KIND": "Whether the loan is for a house or a car.",
        "LOAN_LEFT": "How many of its instalments are left.",
        "DILIGENCE": "Diligence, a trait for life.",
        "HONESTY": "Honesty, a trait for life.",
        "OUTSPOKENNESS": "Outspokenness, a trait for life.",
        "BOLDNESS": "Boldness, a trait for life.",
        "PLAYFULNESS": "Playfulness, a trait for life.",
        "CIVIC_SPIRIT": "Civic spirit, a trait for life.",
        "SPITE": "Spite, a trait for life.",
        "SOCIABILITY": "Sociability, a trait for life.",
        "SURVEY": "Which level of trust makes a person say that most people can be trusted.",
        "FATE": "Whether a person dies or moves away this year.",
        "NEWCOMER": "Of which age group and sex a newcomer is, by what the region lacks.",
        "BIRTH_SEX": "Whether a newborn is a boy or a girl.",
        "PRIVATE_WISH": "Whether a child's household would have a private school for it.",
        "WITHOUT_JOB": "Whether a person starts without the job that one would hold.",
        "DEBT_OPEN": "Whether a borrower starts with a debt left unpaid by choice.",
        "RING_KEY": "The keyed orders of people that make the rings of a layer.",
        "RING_SHIFT": "How far a region's ring is turned.",
        "PARTNER_KEY": "The keyed orders of regions that make partners.",
        "PARTNER_SHIFT": "How the people of two partner regions are paired; both regions draw alike.",
        "ROLLOUT_PILOT": "Which regions are pilots.",
        "ROLLOUT_DATE": "When a region that is no pilot joins.",
    }
)
"""What each purpose decides, or whose fractions it rounds without bias."""

DAILY_WORDS = tuple(f"{name.lower()}_word" for daily in DAILY for name, value in PURPOSES.items() if value == daily)
"""The fields of today's record that hold them, in order."""

PLUGIN_BLOCK = 1 << 16
"""The first block that plug-ins draw from; below are the built-in purposes."""
PLUGIN_BLOCKS = 16
"""Blocks of one plug-in."""
PLUGIN_WORDS = 4 * PLUGIN_BLOCKS


def plugin_purpose(mechanism: str, n: int) -> int:
    """The n-th random word of a mechanism that is none of ours: from a block of 2¹⁶ or above that its name settles.

    mechanism: its name, which is no built-in's; n: 0…63. ValueError beyond. That no two plug-ins share blocks is seen to when they load.

    >>> plugin_purpose("deposits", 1) - plugin_purpose("deposits", 0)
    1
    """
    if not 0 <= n < PLUGIN_WORDS:
        raise ValueError(f"a plug-in has words 0 to {PLUGIN_WORDS - 1}, and no word {n}")
    digest = int.from_bytes(hashlib.sha256(mechanism.encode()).digest()[:8], "big")
    first = PLUGIN_BLOCK + digest % ((PAIR - PLUGIN_BLOCK) // PLUGIN_BLOCKS) * PLUGIN_BLOCKS
    return 4 * first + n
