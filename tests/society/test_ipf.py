import math

import numpy as np
import pytest

from sincerity.errors import SocietyError
from sincerity.society.ipf import Margin, cuts, fit_table, rake, whole_parts
from sincerity.types import CERTAIN


def test_a_table_meets_its_margins_and_keeps_the_odds_of_its_seed():
    seed = np.array([[4.0, 1.0, 2.0], [1.0, 3.0, 5.0]])
    fitted = fit_table("t", seed, [((0,), np.array([60.0, 40.0])), ((1,), np.array([20.0, 30.0, 50.0]))])
    assert fitted.sum(axis=1) == pytest.approx([60, 40], abs=1e-6)
    assert fitted.sum(axis=0) == pytest.approx([20, 30, 50], abs=1e-6)
    for a, b in ((0, 1), (0, 2), (1, 2)):
        odds = [t[0, a] * t[1, b] / (t[0, b] * t[1, a]) for t in (seed, fitted)]
        assert odds[0] == pytest.approx(odds[1], rel=1e-9)


def test_margins_over_two_axes_and_zeros_of_the_seed():
    seed = np.ones((2, 2, 2))
    seed[0, 0, 1] = 0.0
    pairs = np.array([[1.0, 2.0], [3.0, 4.0]])
    fitted = fit_table("t", seed, [((0, 1), pairs), ((2,), np.array([6.0, 4.0]))])
    assert fitted.sum(axis=2) == pytest.approx(pairs, abs=1e-6)
    assert fitted[0, 0, 1] == 0.0


def test_a_weight_may_count_twice_in_one_margin():
    # One household type holds two women, the other one man: 3 households, 4 women.
    households = Margin("households", np.array([0, 1]), 3.0)
    women = Margin("women", np.array([0]), 4.0, np.array([2.0]))
    assert rake([1.0, 1.0], [households, women]) == pytest.approx([2.0, 1.0], rel=1e-6)


def test_the_same_bits_whatever_order_the_cells_are_named_in():
    rng = np.arange(1, 41, dtype=np.float64)
    a = rake(rng, [Margin("a", np.arange(20), 3.0), Margin("b", np.arange(10, 40), 5.0)])
    b = rake(rng, [Margin("a", np.arange(20)[::-1], 3.0), Margin("b", np.arange(10, 40)[::-1], 5.0)])
    assert a.tobytes() == b.tobytes()


@pytest.mark.parametrize(
    ("margins", "words"),
    [
        ([((0,), np.array([1.0, 1.0])), ((1,), np.array([1.0, 2.0]))], "must have one total"),
        ([((0,), np.array([1.0, 1.0, 1.0]))], "one total for each level"),
        ([((0,), np.array([-1.0, 3.0]))], "must not be negative"),
    ],
)
def test_inconsistent_margins_are_named(margins, words):
    with pytest.raises(SocietyError, match=words):
        fit_table("demo", np.ones((2, 2)), margins)


def test_an_impossible_margin_is_named():
    with pytest.raises(SocietyError, match=r"women from 20: .*nothing in the seed"):
        rake([0.0, 1.0], [Margin("women from 20", np.array([0]), 1.0)])
    seed = np.array([[1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(SocietyError, match="contradict each other"):
        fit_table("demo", seed, [((0,), np.array([3.0, 1.0])), ((1,), np.array([2.0, 2.0]))])


def test_whole_parts_add_up_and_differ_from_exact_by_less_than_one():
    shares = [0.1, 0.2, 1e-12, 0.0, 0.3000001]
    for total in (1, 7, 100, CERTAIN):
        parts = whole_parts(shares, total)
        assert sum(parts) == total
        assert all(abs(p - s / math.fsum(shares) * total) < 1 for p, s in zip(parts, shares, strict=True))
    assert cuts(shares)[-1] == CERTAIN
    assert cuts(shares)[3] == cuts(shares)[2]


@pytest.mark.parametrize("shares", [[0.0, 0.0], [1.0, -0.5]])
def test_shares_that_cannot_be_parted(shares):
    with pytest.raises(SocietyError):
        whole_parts(shares)
