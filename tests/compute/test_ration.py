"""Rationing: against an allocation that sorts, over thousands of small cases, compiled and interpreted."""

from __future__ import annotations

import random
from functools import cache
from itertools import groupby, pairwise
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sincerity.compute import launch
from sincerity.compute import ration as rationing
from sincerity.compute.ration import (
    BARRED,
    DISPLACED,
    KEY_BITS,
    LUCK_BITS,
    MOST_WAITED,
    N_KEYS,
    NO_CLAIM,
    PRIORITY_BITS,
    SERVED,
    UNLIMITED,
    carried,
    claim_of,
    cut_of,
    fine_of,
    key_of,
    ration,
    with_fine,
)

N_CASES = 6_000
ONE_MONTH = 1 << 32
"""A budget of one a month."""
BARRED_CLAIM = BARRED, 0
words = st.integers(0, (1 << 32) - 1)
Claims = list[tuple[int, int]]


class Case(NamedTuple):
    """Claims as (key, key without sanctions), and what there is to hand out."""

    claims: Claims
    capacity: int


def made_up(dice: random.Random) -> Case:
    """Up to 24 claims on few keys, so that many are equal; from none to all of them barred or put last."""
    keys = [dice.choice((0, N_KEYS - 1, dice.randrange(N_KEYS))) for _ in range(dice.randint(1, 8))]
    sanctioned = dice.choice((0.0, 0.0, 0.1, 0.5, 1.0))
    claims = []
    for _ in range(dice.randint(0, 24)):
        unbarred = dice.choice(keys)
        key = dice.choice((BARRED, dice.choice(keys), unbarred >> 1)) if dice.random() < sanctioned else unbarred
        claims.append((key, unbarred))
    return Case(claims, dice.choice((-1, 0, 1, UNLIMITED, dice.randint(0, len(claims) + 1), dice.randint(0, 24))))


@cache
def cases() -> list[Case]:
    dice = random.Random(5)
    return [made_up(dice) for _ in range(N_CASES)]


def handed_out(case: Case) -> tuple[int, list[int]]:
    """How many `ration` served and what it says of each claim; plain Python."""
    counts, outcome = [7] * (N_KEYS + 1), [7] * len(case.claims)
    served = ration(len(case.claims), [claim_of(*claim) for claim in case.claims], case.capacity, counts, outcome)
    return served, outcome


def hand_out_all(starts: Any, claims: Any, capacities: Any, counts: Any, outcome: Any, served: Any) -> None:
    """`ration` of each case: its claims lie from its start to the next one's."""
    for i in range(len(capacities)):
        first = int(starts[i])
        last = int(starts[i + 1])
        served[i] = ration(last - first, claims[first:last], int(capacities[i]), counts, outcome[first:last])


@cache
def compiled() -> Any:
    launch.enable(launch.functions_of(rationing))
    assert isinstance(hand_out_all, FunctionType)
    return launch.compile_range(hand_out_all, cache=False)


def all_handed_out(cases: list[Case]) -> list[tuple[int, list[int]]]:
    """The same of many cases; compiled."""
    claims = np.array([claim_of(*claim) for case in cases for claim in case.claims], np.int64)
    ends = np.cumsum([0, *(len(case.claims) for case in cases)])
    counts, outcome, served = (np.full(n, 7, np.int64) for n in (N_KEYS + 1, len(claims), len(cases)))
    compiled()(ends, claims, np.array([case.capacity for case in cases], np.int64), counts, outcome, served)
    said = outcome.tolist()
    return [(n, said[first:last]) for n, (first, last) in zip(served.tolist(), pairwise(ends.tolist()), strict=True)]


def by_sorting(keys: list[int], capacity: int) -> set[int]:
    """Who is served: groups of equal keys from the highest down, whole, until one does not fit."""
    served: set[int] = set()
    for _, group in groupby(sorted((i for i, key in enumerate(keys) if key != BARRED), key=lambda i: -keys[i]), key=lambda i: keys[i]):
        whole = set(group)
        if len(served) + len(whole) > capacity:
            break
        served |= whole
    return served


def test_compiled_equals_interpreted() -> None:
    assert all_handed_out(cases()) == [handed_out(case) for case in cases()]


def test_it_is_the_allocation_that_sorts() -> None:
    kinds: set[tuple[int, bool]] = set()
    for case, (served, outcome) in zip(cases(), all_handed_out(cases()), strict=True):
        keys, unbarred = ([claim[k] for claim in case.claims] for k in (0, 1))
        one, other = by_sorting(keys, case.capacity), by_sorting(unbarred, case.capacity)
        assert {i for i, bits in enumerate(outcome) if bits & SERVED} == one, case
        assert served == len(one)
        assert {i for i, bits in enumerate(outcome) if bits & DISPLACED} == {i for i in one ^ other if keys[i] == unbarred[i]}, case
        kinds.update(zip(outcome, (key != free for key, free in case.claims), strict=True))
    # Served or not, by the cut alone or not, sanctioned or not: all occur but a sanctioned one displaced.
    assert kinds == {(bits, False) for bits in range(4)} | {(bits, True) for bits in (0, SERVED)}


def test_no_more_than_there_is_and_nothing_kept_back() -> None:
    """What is left over is less than the next group asks for, or nobody is left."""
    for case, (served, outcome) in zip(cases(), all_handed_out(cases()), strict=True):
        left = max(case.capacity, 0) - served
        waiting = [key for (key, _), bits in zip(case.claims, outcome, strict=True) if key != BARRED and not bits & SERVED]
        assert left >= 0, case
        assert not waiting or left < waiting.count(max(waiting)), case


def test_who_claims_first_never_matters() -> None:
    dice = random.Random(6)
    orders = [dice.sample(range(len(case.claims)), len(case.claims)) for case in cases()]
    shuffled = [case._replace(claims=[case.claims[i] for i in order]) for case, order in zip(cases(), orders, strict=True)]
    moved = [(served, [outcome[i] for i in order]) for (served, outcome), order in zip(all_handed_out(cases()), orders, strict=True)]
    assert all_handed_out(shuffled) == moved


def test_more_to_hand_out_takes_from_nobody() -> None:
    one_more = [case._replace(capacity=case.capacity + 1) for case in cases()]
    for case, (_, fewer), (_, more) in zip(cases(), all_handed_out(cases()), all_handed_out(one_more), strict=True):
        assert all(bits & SERVED <= later & SERVED for bits, later in zip(fewer, more, strict=True)), case


@pytest.mark.parametrize(
    ("capacity", "expected"),
    [
        (-5, [0, 0, 0, 0]),
        (0, [0, 0, 0, 0]),
        (1, [0, 0, 0, 0]),  # the two best are equal: both wait, and so do all below
        (2, [0, SERVED, SERVED, 0]),
        (3, [SERVED, SERVED, SERVED, 0]),
        (UNLIMITED, [SERVED, SERVED, SERVED, 0]),
    ],
)
def test_at_the_edge(capacity: int, expected: list[int]) -> None:
    claims = [(3, 3), (9, 9), (9, 9), BARRED_CLAIM]
    assert handed_out(Case(claims, capacity)) == (expected.count(SERVED), expected)


@pytest.mark.parametrize(
    ("claims", "capacity", "expected"),
    [
        ([(BARRED, 9), (3, 3)], 1, [0, SERVED | DISPLACED]),  # the barred one's place goes to the next
        ([(BARRED, 9), (3, 3)], 0, [0, 0]),
        ([(BARRED, 3), (9, 9)], 1, [0, SERVED]),
        ([(1, 9), (3, 3), (1, 1)], 2, [0, SERVED, 0]),  # put last, into the group at the cut
        ([(3, 1), (3, 3)], 1, [0, DISPLACED]),  # a key raised: the two no longer fit together
        ([(BARRED, 9)] * 2, 5, [0, 0]),
    ],
)
def test_displaced_by_hand(claims: Claims, capacity: int, expected: list[int]) -> None:
    assert handed_out(Case(claims, capacity))[1] == expected


def test_nobody_claims() -> None:
    assert ration(0, [], 3, [7], [7]) == 0


def test_the_cut_runs_from_none_to_all() -> None:
    counts = [1] * N_KEYS
    assert [cut_of(counts, capacity) for capacity in (0, 1, N_KEYS - 1, N_KEYS, UNLIMITED)] == [N_KEYS, N_KEYS - 1, 1, 0, 0]
    assert cut_of([0] * N_KEYS, 0) == 0


@pytest.mark.parametrize("monthly", [0, ONE_MONTH // 11, ONE_MONTH // 3, ONE_MONTH, 7 * ONE_MONTH + 5])
def test_a_budget_carries_over_a_year_at_most_and_loses_nothing_else(monthly: int) -> None:
    """Served each month as far as whole units go: never below 0, all that came is served or left; unserved, no more than a year's."""
    left = served = 0
    for _ in range(50):
        whole = (left + monthly) >> 32
        left, served = carried(left, monthly, whole), served + whole
        assert 0 <= left < ONE_MONTH
    assert (served << 32) + left == 50 * monthly
    for month in range(1, 30):
        left = carried(left, monthly, 0)
        assert left <= 12 * monthly
        assert month > 13 or left >= min(12, month) * monthly
    assert left == 12 * monthly


Rank = tuple[int, int, int]
ranks = st.tuples(st.integers(0, (1 << PRIORITY_BITS) - 1), st.integers(0, MOST_WAITED + 9), words)


@given(ranks, ranks)
def test_keys_stand_in_the_order_of_priority_then_waiting_then_luck(one: Rank, other: Rank) -> None:
    def shown(rank: Rank) -> Rank:
        return rank[0], min(rank[1], MOST_WAITED), rank[2] >> (32 - LUCK_BITS)

    assert (key_of(*one) < key_of(*other)) == (shown(one) < shown(other))
    assert (key_of(*one) == key_of(*other)) == (shown(one) == shown(other))


def test_every_key_is_reached_once_and_barred_lies_beyond() -> None:
    keys = [key_of(p, w, luck << (32 - LUCK_BITS)) for p in range(1 << PRIORITY_BITS) for w in range(MOST_WAITED + 1) for luck in range(64)]
    assert keys == list(range(N_KEYS))
    assert all(low < high for low, high in pairwise([NO_CLAIM, *keys, BARRED]))


@pytest.mark.parametrize("waited", [MOST_WAITED + 1, 99, 1 << 40])
def test_who_waits_past_the_most_waits_the_most(waited: int) -> None:
    assert [key_of(p, waited, 1 << 31) for p in range(4)] == [key_of(p, MOST_WAITED, 1 << 31) for p in range(4)]


@given(st.integers(0, BARRED), st.integers(0, BARRED))
def test_a_claim_keeps_both_keys(key: int, unbarred: int) -> None:
    claim = claim_of(key, unbarred)
    assert (claim & (2 * N_KEYS - 1), claim >> (KEY_BITS + 1)) == (key, unbarred)
    assert claim > NO_CLAIM


def test_finer_luck_parts_the_bin_at_the_boundary() -> None:
    """Against sorting: with finer luck the best by (key, finer luck) are served, groups of equals whole or not at all."""
    dice = random.Random(8)
    for _ in range(2_000):
        keys = [dice.randrange(N_KEYS) for _ in range(dice.randint(1, 3))]
        found = [(dice.choice(keys), dice.choice((1, 2, 4095, dice.randint(1, 4095)))) for _ in range(dice.randint(1, 24))]
        capacity = dice.randint(0, 25)
        counts, outcome = [7] * (N_KEYS + 1), [7] * len(found)
        claims = [with_fine(claim_of(key, key), fine) for key, fine in found]
        served = ration(len(claims), claims, capacity, counts, outcome)
        bins: dict[int, list[int]] = {}
        for key, fine in found:
            bins.setdefault(key, []).append(fine)
        wanted: set[tuple[int, int]] = set()
        left = capacity
        for key in sorted(bins, reverse=True):
            if len(bins[key]) <= left:  # the whole bin fits
                wanted |= {(key, fine) for fine in bins[key]}
                left -= len(bins[key])
                continue
            for fine in sorted(set(bins[key]), reverse=True):
                if bins[key].count(fine) > left:
                    break
                wanted.add((key, fine))
                left -= bins[key].count(fine)
            break
        assert [bool(said) for said in outcome] == [claim in wanted for claim in found]
        assert served == sum(said & SERVED for said in outcome) <= capacity


def test_finer_luck_is_the_word_below_that_of_the_key() -> None:
    assert fine_of(0) == fine_of((1 << 14) - 1) == 1
    assert fine_of(5 << 14) == fine_of(63 << 26 | 5 << 14) == 5
