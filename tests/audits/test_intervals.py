"""Intervals: those of the textbooks against other libraries and published examples, those over regions against paper and luck."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sincerity.audits.intervals import (
    ALIKE,
    NO_SPREAD,
    NONE,
    Sums,
    difference,
    garwood,
    left_out,
    mean,
    newcombe,
    rate,
    ratio,
    share,
    wilson,
)
from sincerity.types import Array


def alone(hits: float, base: float, squares: float | None = None) -> Sums:
    """All in one region."""
    return Sums(np.array([float(hits)]), np.array([float(base)]), None if squares is None else np.array([float(squares)]))


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (0, 30), (1, 30), (15, 30), (29, 30), (30, 30), (81, 263), (3, 1_000_000)])
def test_wilson_is_scipys(hits: int, n: int) -> None:
    theirs = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert wilson(hits, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert share(alone(hits, n))[2:] == (*wilson(hits, n), ALIKE.format("Wilson"))


def test_newcombes_difference_is_the_published_one() -> None:
    """Newcombe 1998, table II, method 10: 56/70 - 48/80 = 0.2000, 0.0524 to 0.3339."""
    low, high = newcombe(alone(56, 70), alone(48, 80))
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    assert difference(alone(56, 70), alone(48, 80))[:4] == (pytest.approx(0.2), 70, low, high)


@pytest.mark.parametrize(("a", "b"), [((12, 40), (30, 60)), ((1, 9), (5, 7)), ((400, 1000), (1, 1000))])
def test_the_ratio_is_katzs(a: tuple[int, int], b: tuple[int, int]) -> None:
    theirs = stats.contingency.relative_risk(*a, *b)
    found = ratio(alone(*a), alone(*b))
    assert found.value == pytest.approx(theirs.relative_risk)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval(0.95)))


@pytest.mark.parametrize("events", [0, 1, 10, 250])
def test_the_rate_is_garwoods(events: int) -> None:
    low = stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    assert garwood(events) == pytest.approx((low, stats.chi2.ppf(0.975, 2 * events + 2) / 2))
    found = rate(alone(events, 50), 1000)
    assert (found.value, found.high) == (1000 * events / 50, pytest.approx(20 * garwood(events)[1]))


def test_means_and_their_differences_are_students_and_welchs() -> None:
    a, b = np.array([3.0, 5.0, 8.0, 1.0]), np.array([2.0, 2.5, 9.0])
    of_a, of_b = (alone(x.sum(), len(x), (x * x).sum()) for x in (a, b))
    assert mean(of_a)[2:4] == pytest.approx(stats.t.interval(0.95, 3, a.mean(), stats.sem(a)))
    theirs = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    assert difference(of_a, of_b)[2:4] == pytest.approx((theirs.low, theirs.high))


def test_what_is_not_independent_has_no_interval_with_few_regions() -> None:
    for estimate in (
        share(alone(3, 9), independent=False),
        rate(alone(3, 9), 1, independent=False),
        mean(alone(3, 9, 5), independent=False),
    ):
        assert estimate[2:] == (None, None, NONE)
    for compare in (difference, ratio):
        assert compare(alone(3, 9), alone(4, 9), independent=False)[2:] == (None, None, NONE)


def test_nothing_of_nobody_is_no_value() -> None:
    nobody = alone(0, 0)
    assert [of(nobody).value for of in (share, mean)] == [None, None]
    assert rate(nobody, 1).value is None
    assert difference(nobody, alone(1, 2)).value is None
    assert ratio(alone(1, 2), alone(0, 2)).value is None
    assert ratio(alone(0, 2), alone(1, 2))[:1] == (0.0,)
    assert mean(alone(6, 3, 12)).how == NO_SPREAD


def regions(odd: float, even: float, base: float = 10.0) -> Sums:
    """Ten regions, five of each kind."""
    return Sums(np.array([odd, even] * 5), np.full(10, base))


def test_an_interval_over_regions_is_that_of_paper() -> None:
    """Ten regions of 10, with 1 and 3 hits in turn: 20 of 100.

    Each moves the share by (1 - 2)/100 or (3 - 2)/100, so the squares sum to 10/10,000 = 0.001, and the standard error is
    √(10/9 · 0.001) = 0.0333…; t of 9 degrees of freedom is 2.262157.
    """
    error, t = math.sqrt(10 / 9 * 0.001), 2.2621571628
    found = share(regions(1, 3))
    half = t * error / (0.2 * 0.8)
    assert found[:2] == (pytest.approx(0.2), 100)
    assert found.low == pytest.approx(1 / (1 + 4 * math.exp(half)))
    assert found.high == pytest.approx(1 / (1 + 4 * math.exp(-half)))
    assert found.how == "95 % over 10 regions."
    # A rate on the scale of logs, a mean on its own.
    assert rate(regions(1, 3), 100)[2:4] == pytest.approx((20 * math.exp(-t * error / 0.2), 20 * math.exp(t * error / 0.2)))
    assert mean(regions(1, 3))[2:4] == pytest.approx((0.2 - t * error, 0.2 + t * error))


def test_what_both_have_in_common_cancels_in_a_difference() -> None:
    """The same people in two runs: 1 or 3 hits in one, 2 or 4 in the other. Regions differ, differences do not."""
    found = difference(regions(2, 4), regions(1, 3), independent=False)
    assert found.value == pytest.approx(0.1)
    assert found[2:] == (None, None, NO_SPREAD)
    assert share(regions(2, 4)).low != share(regions(2, 4)).high
    # Where one more moves against it: -1/100 - 1/100 and 1/100 + 1/100, four times the squares, twice the error.
    against = difference(regions(4, 2), regions(1, 3), independent=False)
    assert against.low == pytest.approx(0.1 - 2 * 2.2621571628 * math.sqrt(10 / 9 * 0.001))


def test_a_group_that_is_all_alike_is_not_taken_for_sure() -> None:
    """0 of 100 in ten regions has no spread between them, and a difference from it is still unsure on both sides."""
    none, some = regions(0, 0), regions(1, 3)
    assert difference(some, none)[2:] == (*newcombe(some, none), ALIKE.format("Newcombe"))
    assert share(none)[2:4] == wilson(0, 100)


def test_leaving_regions_out_gives_a_means_own_interval() -> None:
    """Ten regions with one value each: the jackknife's error of a mean is s/√n."""
    values = np.arange(10.0) ** 2
    found = left_out(lambda kept: float(values[kept].mean()), np.arange(10), 10)
    assert found[2:4] == pytest.approx(stats.t.interval(0.95, 9, values.mean(), stats.sem(values)))
    assert left_out(lambda kept: float(values[kept].mean()), np.arange(10), 10, least=20.0).low == 20.0
    assert left_out(lambda kept: 1.0, np.arange(9), 9).low is None
    assert left_out(lambda kept: None, np.arange(10), 10).value is None


def drawn(rng: np.random.Generator, n: int) -> Array:
    """Hits in each of 24 regions of 200, whose own chances vary around 0.1: residents of one region are alike."""
    found: Array = rng.binomial(200, rng.beta(4, 36, size=(n, 24))).astype(float)
    return found


def test_over_regions_the_truth_is_in_ninety_five_of_a_hundred() -> None:
    """With 24 regions that differ, 1,000 societies: the interval over regions holds the mean chance, 0.1, about as often as it says.

    Wilson's, as if residents were independent, holds it in far fewer: that is why it is not used where there are regions.
    """
    base, truth = np.full(24, 200.0), 0.1
    hits = drawn(np.random.default_rng(1), 1000)
    over = sum(found.low <= truth <= found.high for found in (share(Sums(one, base)) for one in hits) if found.low and found.high)
    alike = sum(low <= truth <= high for low, high in (wilson(one.sum(), 4800) for one in hits))
    assert 925 <= over <= 975
    assert alike < 700
