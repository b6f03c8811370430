"""Rationing: who gets what is scarce (law 6), in two passes over the claims of one region and without sorting.

A claim has a key: priority, then months waited, then luck. The first pass counts claims by key; the cut is the lowest key
from which upward all fit into what there is. The second pass serves every claim at or above the cut. Who has the key just
below the cut waits together with all below, so that no order of people ever matters; what is left over is carried over.

Where many claims are alike and little is to be had, a bin may never fit. Such a claim has finer luck besides: of the bin below the cut
those with the best of it are served, found by a second count in the same way.

A sanction may bar a claim or put it last. Such a claim also keeps the key that it would have without the sanction, and the
cut is found a second time by those keys. Who has the same key both times and is served under one cut and not under the
other is *displaced*: the cut alone changed that outcome.
"""

from __future__ import annotations

from typing import Any

DESKS = ("cases", "checks", "appeals", "detentions", "well_paid", "ordinary", "lending", "places")
"""What is rationed, in the order in which it is handed out each month."""
CASES, CHECKS, APPEALS, DETENTIONS, WELL_PAID_POSTS, ORDINARY_POSTS, LENDING, PLACES = (1 << i for i in range(len(DESKS)))
"""Bits of `today.served` and `today.displaced`."""

LUCK_BITS = 6
WAIT_BITS = 4
PRIORITY_BITS = 2
KEY_BITS = PRIORITY_BITS + WAIT_BITS + LUCK_BITS
N_KEYS = 1 << KEY_BITS
MOST_WAITED = (1 << WAIT_BITS) - 1
NO_CLAIM = -1
BARRED = N_KEYS
"""The key of a claim that is never served."""
SERVED, DISPLACED = 1, 2
"""What `ration` says of a claim, as bits."""
UNLIMITED = 1 << 40
"""A capacity that no number of claims reaches."""


def key_of(priority: int, waited: int, word: int) -> int:
    """The key of a claim. priority: 0…3, the highest first; waited: months, those past 15 count as 15; word: 32 bits of luck.

    >>> key_of(0, 1, 0) > key_of(0, 0, 2**32 - 1), key_of(1, 0, 0) > key_of(0, 99, 2**32 - 1)
    (True, True)
    """
    if waited > MOST_WAITED:
        waited = MOST_WAITED
    return (((priority << WAIT_BITS) | waited) << LUCK_BITS) | (word >> (32 - LUCK_BITS))


def claim_of(key: int, unbarred: int) -> int:
    """A claim: its key, and the key that it would have without sanctions."""
    return (unbarred << (KEY_BITS + 1)) | key


FINE_BITS = 12
"""Bits of finer luck, no more than a key has."""


def fine_of(word: int) -> int:
    """Finer luck: the bits of the word below those that a key has. 0 is for claims without any.

    >>> fine_of(2**32 - 1), fine_of(0)
    (4095, 1)
    """
    return max(1, (word >> (32 - LUCK_BITS - FINE_BITS)) & ((1 << FINE_BITS) - 1))


def with_fine(claim: int, fine: int) -> int:
    """A claim with finer luck."""
    return claim | fine << (2 * (KEY_BITS + 1))


def within(budget: int, monthly: int) -> int:
    """How many a month's budget serves, both in Q32: whole ones of what is left and of this month's; without a budget all.

    >>> within(1 << 31, 3 << 31), within(1 << 31, 0) == UNLIMITED
    (2, True)
    """
    return (budget + monthly) >> 32 if monthly > 0 else UNLIMITED


def carried(budget: int, monthly: int, served: int) -> int:
    """What is left of a budget after a month in which so many were served, all but `served` in Q32: a year's at most is kept, or one.

    >>> carried(0, 3 << 31, 1) == 1 << 31, carried(36 << 31, 3 << 31, 0) == 36 << 31
    (True, True)
    """
    return min(max(12 * monthly, 1 << 32), budget + monthly - (served << 32))


def cut_of(counts: Any, capacity: int) -> int:
    """The lowest key such that the claims at and above it are no more than `capacity`; N_KEYS where none fits."""
    key = N_KEYS
    left = capacity
    while key > 0 and int(counts[key - 1]) <= left:
        key -= 1
        left -= int(counts[key])
    return key


def fine_luck(claim: int) -> int:
    """The finer luck of a claim, 0 without any."""
    return claim >> (2 * (KEY_BITS + 1))


def unbarred_of(claim: int) -> int:
    """The key that a claim would have without sanctions."""
    return (claim >> (KEY_BITS + 1)) & (2 * N_KEYS - 1)


def fine_cut(n: int, claims: Any, key: int, capacity: int, counts: Any) -> int:
    """The lowest finer luck such that the claims with this key, at and above it, are no more than `capacity`; past all where none fits."""
    for fine in range(N_KEYS):
        counts[fine] = 0
    mask = 2 * N_KEYS - 1
    n_fine = 0
    for i in range(n):
        fine = fine_luck(int(claims[i]))
        if fine > 0 and int(claims[i]) & mask == key:
            counts[fine] += 1
            n_fine += 1
    return cut_of(counts, capacity) if n_fine > 0 else N_KEYS


def ration(n: int, claims: Any, capacity: int, counts: Any, outcome: Any) -> int:
    """Serve the claims `claims[:n]`; write each one's bits into `outcome` and return how many were served.

    counts: room for N_KEYS + 1 numbers, overwritten. A capacity below 0 counts as 0.
    """
    if n == 0:
        return 0
    capacity = max(capacity, 0)
    mask = 2 * N_KEYS - 1
    n_sanctioned = 0
    n_fine = 0
    for key in range(N_KEYS + 1):
        counts[key] = 0
    for i in range(n):
        claim = int(claims[i])
        counts[claim & mask] += 1
        n_sanctioned += int(claim & mask != unbarred_of(claim))
        n_fine += int(fine_luck(claim) > 0)
    cut = cut_of(counts, capacity)
    left = capacity
    if n_fine > 0:
        for key in range(cut, N_KEYS):
            left -= int(counts[key])
    unbarred_cut = cut
    if n_sanctioned > 0:
        for key in range(N_KEYS + 1):
            counts[key] = 0
        for i in range(n):
            counts[unbarred_of(int(claims[i]))] += 1
        unbarred_cut = cut_of(counts, capacity)
    best = fine_cut(n, claims, cut - 1, left, counts) if n_fine > 0 and cut > 0 and left > 0 else N_KEYS
    served = 0
    for i in range(n):
        key = int(claims[i]) & mask
        outcome[i] = 0
        if (key < BARRED and key >= cut) or (key == cut - 1 and fine_luck(int(claims[i])) >= best):
            outcome[i] = SERVED
            served += 1
        if key == unbarred_of(int(claims[i])) and (key >= cut) != (key >= unbarred_cut):
            outcome[i] = int(outcome[i]) | DISPLACED
    return served
