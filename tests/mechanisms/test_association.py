"""Association: the distance to contacts' scores, and the points it makes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mechanisms.made import Made, made, shown
from sincerity.draw import ASSOCIATION, draw
from sincerity.mechanisms import association

RANGE = ("policy.min_score=0", "policy.max_score=4095", "policy.start_score=2000")
PULL = "policy.association.pull_per_year=3.65"
"""A hundredth of the way a day; in this range a 4,096th is a point."""
WHOLE = (*RANGE, PULL)


def judged(
    *scores: int, own: int = 2000, clean: int | None = None, overrides: tuple[str, ...] = (*RANGE, PULL), p: int = 3, **fields: Any
) -> Made:
    """Somebody with this score among adults who show theirs; fields of `me`."""
    one = made(*overrides)
    one.me.score, one.me.clean_score = own, own if clean is None else clean
    for name, value in fields.items():
        setattr(one.me, name, value)
    one.today.near = sum(shown(adult=1, score=score) for score in scores)
    association.judge(p, 5, *one)
    return one


@pytest.mark.parametrize("n", range(1, 64))
def test_among_equals_there_is_no_distance(n: int) -> None:
    """For every number of contacts that a face can be summed over, at both ends of the range and between, whatever the range."""
    for overrides, scores in (((*RANGE, PULL), (0, 1, 7, 1000, 2047, 4094, 4095)), ((PULL,), (0, 1, 599, 960, 1000, 1299, 1300))):
        for score in scores:
            face = association.scaled(score, made(*overrides).policy)
            assert judged(*[face] * n, own=score, overrides=overrides).today.score_gap == 1


def test_the_mean_is_the_nearest() -> None:
    generator = np.random.default_rng(4)
    for n in (1, 2, 3, 8, 21, 63):
        for _ in range(30):
            scores = generator.integers(0, 4096, n).tolist()
            half_up = (2 * sum(scores) + n) // (2 * n)
            assert judged(*scores, own=2000).today.score_gap == 1 + abs(half_up - 2000), scores


def test_without_contacts_or_as_a_child_there_is_nothing_to_compare() -> None:
    for one in (judged(), judged(100, standing=0), judged(100, overrides=(*RANGE, PULL, "policy.scoring.active=false"))):
        assert (one.today.score_gap, one.today.association_change, one.today.association_clean) == (0, 0, 0)
        association.count(3, 5, *one)
        assert one.tally.score_gap_of == 0


@pytest.mark.parametrize(("others", "own", "clean"), [(3000, 2000, 2000), (0, 4000, 1000), (2001, 2000, 2000), (2000, 2000, 2500)])
def test_points_are_a_share_of_the_distance_without_bias(others: int, own: int, clean: int) -> None:
    """A hundredth of what lies between, rounded by chance, of both scores by the same word; toward the others' from either side."""
    found = [judged(others, own=own, clean=clean, p=p).today for p in range(1200)]
    for name, score in (("association_change", own), ("association_clean", clean)):
        points = np.array([int(one[name]) for one in found])
        exact = (others - score) / 100
        assert set(points.tolist()) <= {int(np.floor(exact)), int(np.floor(exact)) + 1}
        assert abs(points.mean() - exact) <= 4 * points.std() / np.sqrt(len(points)) + 1e-4
    for p in range(50):
        word = draw(1, 0, ASSOCIATION, p, 5, 0)
        assert found[p].association_change == ((others - own) * round(2**32 / 100) + word) >> 32


def test_distance_is_measured_and_moves_nothing_where_the_policy_says_nothing() -> None:
    for off in ((), (PULL, "policy.association.active=false")):
        one = judged(3000, overrides=(*RANGE, *off))
        assert (one.today.score_gap, one.today.association_change) == (1001, 0)


@pytest.mark.parametrize(("low", "high"), [(0, 1300), (-500, 2000), (0, 1_000_000)])
def test_points_follow_the_range(low: int, high: int) -> None:
    """A year's pull of 3.65 takes a hundredth of the way a day, whatever the scale of scores."""
    policy = made(f"policy.min_score={low}", f"policy.max_score={high}", "policy.start_score=1000", PULL).policy
    assert int(policy.association_points) / 2**32 == pytest.approx((high - low) / 4095 / 100, rel=1e-6)


def test_counts_sum_the_distances() -> None:
    one = judged(2500, 2700)
    association.count(3, 5, *one)
    association.count(3, 5, *one)
    assert (one.tally.score_gap_sum, one.tally.score_gap_of) == (1200, 2)
