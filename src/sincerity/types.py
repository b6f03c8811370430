"""Names for the arrays, limits and sentinels that every floor shares; imports nothing of ours."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
"""A plain or structured NumPy array."""
Record = Any
"""One row of a structured array: `np.record` interpreted, a pointer compiled."""
Columns = dict[str, Array]
"""Column name → int64 array (or an array of text); all of one length."""

NEVER = -32768
"""The i2 day stamp that means: it never happened."""
MAX_DAYS = 30_000
"""Longest run, in days: day stamps are i2."""
MAX_SLOTS = 63
"""Contact slots of one person: the face names a slot in 6 bits, 0 meaning none."""
CELL_PEOPLE = 64
"""People of one cell, consecutive in index."""
MAX_HOUSEHOLD = 6
"""Largest household; its members see each other in slots 0…4."""
MAX_REGION_PEOPLE = 20_000
"""Largest region asked for: rounding may make one half as large again, and ring positions are i2."""
ONE = 1 << 16
"""1.0 in the Q16 fixed point of factors."""
CERTAIN = 1 << 32
"""The threshold that every 32-bit word lies below."""

# Bits of a person's `standing`.
ADULT = 1
FEMALE = 8
GROUP_B = 16
URBAN = 64

# Bits of a person's `means`.
JOB_BITS = 3
"""0 none, ORDINARY or WELL_PAID."""
ORDINARY = 1
WELL_PAID = 2
PUPIL = 4
HAS_LOAN = 8
IN_DEBT = 16
UNWILLING = 32
"""The open debt was left unpaid by choice, not for want of money."""
WANTS_LOAN = 64

BY_CHOICE, BY_WANT = 1, 2
"""Of today's default: why the instalment was not paid."""

# Bits of a person's `school`.
SCHOOLING_BITS = 3
"""0 primary or less, 1 junior secondary, 2 senior secondary, 3 college; pupils count as having reached what they attend."""
PRIVATE = 4
PRIVATE_YEARS = 3
"""From this bit up: years spent in a private place, 0…15."""

TRAITS = ("diligence", "honesty", "outspokenness", "boldness", "playfulness", "civic_spirit", "spite")
"""Traits that the day reads, in the order of their i1 fields; 0…127 stands for [0, 1]. Sociability is apart: only ties use it."""
TRAIT_TOP = 127

BY_SCORE = 1
BY_JUDGMENT = 2
LISTED = BY_SCORE | BY_JUDGMENT
"""Bits of a person's `listing` that put the person on the list."""
CLEAN = 4
JUDGED = 8
NOTICED_NOW = 16
NOTICED = 32
"""Bits of `listing` beside the two grounds: the clean score would list; the open debt has been judged; its debtor was given notice
this morning, before this morning."""
