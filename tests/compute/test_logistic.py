"""The regression against paper, against an optimiser of a library, and against itself in another order."""

from __future__ import annotations

import decimal
import random
import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from sincerity.compute import logistic
from sincerity.compute.logistic import Cell, chance, fit, log_odds
from sincerity.errors import RunError


@st.composite
def tables(draw: st.DrawFn) -> list[Cell]:
    """A few cells of one to four small features; some twice, some empty."""
    n_features = draw(st.integers(1, 4))
    features = st.tuples(*[st.integers(-2, 5)] * n_features)
    counts = st.integers(0, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
    return [(values, *count) for values, count in draw(st.lists(st.tuples(features, counts), min_size=1, max_size=12))]


def by_library(cells: list[Cell], ridge: float) -> Any:
    """The same maximum in doubles, in log odds."""
    design = np.array([(1, *features) for features, _, _ in cells], float)
    people, records = (np.array([cell[k] for cell in cells], float) for k in (1, 2))
    penalty = np.array([0.0, *[ridge] * (design.shape[1] - 1)])

    def loss(w: Any) -> float:
        eta = design @ w
        return float(people @ np.logaddexp(0, eta) - records @ eta + penalty @ w**2 / 2)

    def slope(w: Any) -> Any:
        return design.T @ (people / (1 + np.exp(-design @ w)) - records) + penalty * w

    def bend(w: Any) -> Any:
        p = 1 / (1 + np.exp(-design @ w))
        return (design.T * (people * p * (1 - p))) @ design + np.diag(penalty)

    found = minimize(loss, np.zeros(design.shape[1]), jac=slope, hess=bend, method="trust-exact", options={"gtol": 1e-9, "maxiter": 500})
    return found.x


def made_up(n_cells: int, n_features: int, seed: int = 1) -> list[Cell]:
    """A table such as years of records leave: few people have one, and features tell something of who."""
    dice = random.Random(seed)
    cells = []
    for _ in range(n_cells):
        features = tuple(dice.randrange(4) for _ in range(n_features))
        people = dice.randrange(1, 400)
        per_mille = 4 * (1 + sum(x * k for k, x in enumerate(features, 1))) ** 2 // n_features**2
        cells.append((features, people, sum(dice.randrange(1000) < per_mille for _ in range(people))))
    return cells


def test_two_cells_on_paper() -> None:
    """With one feature of 0 or 1 and no ridge there are as many coefficients as cells, so each cell's share is met.

    Without it 2 of 10 have a record: log odds ln(2/8) = -1.386294, in 4,096ths -5678.26.
    With it 6 of 8: ln(6/2) = 1.098612. The weight is the difference, the log of the odds ratio 3 / (1/4) = 12:
    ln 12 = 2.484907, in 4,096ths 10178.18.
    """
    assert fit([((0,), 10, 2), ((1,), 8, 6)], ridge=Fraction(0)) == (-5678, 10178)


def test_with_a_ridge_on_paper() -> None:
    """Cells at 0 and 1, 4 people each, 1 and 3 with a record. By symmetry the weight is w and the intercept -w / 2.

    The slope by w is 0 where 3 - 4 p = ridge · w, with p = 1 / (1 + e^(-w / 2)). To have w = 2 ln 2, take p = 2/3, so that
    ridge = (3 - 8/3) / (2 ln 2) = 1 / (6 ln 2) = 0.2404491735. The weight is 2 ln 2 = 1.3862944, in 4,096ths 5678.26.
    """
    assert fit([((0,), 4, 1), ((1,), 4, 3)], ridge=Fraction("0.2404491735")) == (-2839, 5678)


def test_without_features_it_is_the_share() -> None:
    """ln(1/3) = -1.098612, in 4,096ths -4499.9."""
    assert fit([((), 4, 1)], ridge=Fraction(1)) == (-4500,)


@given(tables(), st.sampled_from([Fraction(1, 20), Fraction(1), Fraction(100)]))
def test_it_is_the_maximum_that_a_library_finds(cells: list[Cell], ridge: Fraction) -> None:
    found = fit(cells, ridge=ridge)
    if found is None:
        assert sum(n for _, n, _ in cells) in (sum(k for _, _, k in cells), sum(n - k for _, n, k in cells))
        return
    assert np.abs(np.array(found) - 4096 * by_library(cells, float(ridge))).max() <= 1


def test_without_a_ridge_too() -> None:
    cells = made_up(300, 6)
    found = fit(cells, ridge=Fraction(0))
    assert found is not None
    assert np.abs(np.array(found) - 4096 * by_library(cells, 0.0)).max() <= 0.51


@given(tables(), st.randoms(use_true_random=False))
def test_neither_order_nor_splitting_moves_a_bit(cells: list[Cell], dice: random.Random) -> None:
    split = [part for features, n, k in cells for part in ((features, n - k, 0), (features, k, k))]
    dice.shuffle(split)
    # A scale so fine that the last of the 40 digits would show.
    assert fit(split, ridge=Fraction(1, 3), scale=10**30) == fit(cells, ridge=Fraction(1, 3), scale=10**30)


def test_it_neither_heeds_nor_leaves_a_context() -> None:
    cells = made_up(20, 3)
    usual = fit(cells, ridge=Fraction(1))
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_UP)) as context:
        assert fit(cells, ridge=Fraction(1)) == usual
        assert context.prec == 3
        assert +decimal.Decimal("1.2341") == decimal.Decimal("1.24")


def test_pinned_bits() -> None:
    """What this table gives anywhere; a change here changes every run with detention."""
    assert fit(made_up(64, 4), ridge=Fraction(1)) == PINNED


PINNED = (-19186, 492, 963, 1737, 1930)


@pytest.mark.parametrize("cells", [[], [((1,), 0, 0)], [((0,), 5, 0), ((1,), 7, 0)], [((0,), 5, 5), ((1,), 7, 7)]])
def test_nothing_to_learn(cells: list[Cell]) -> None:
    assert fit(cells, ridge=Fraction(1)) is None


SEPARABLE: list[Cell] = [((0,), 50, 0), ((1,), 50, 50)]


def test_a_ridge_holds_back_what_explains_all() -> None:
    weights = [fit(SEPARABLE, ridge=Fraction(100, 10**k)) for k in range(0, 11, 2)]
    assert all(found is not None and found[1] == pytest.approx(-2 * found[0], abs=1) for found in weights)
    steepness = [found[1] for found in weights if found is not None]
    assert steepness == sorted(set(steepness))
    assert np.abs(np.array(weights[1]) - 4096 * by_library(SEPARABLE, 1.0)).max() <= 1


def test_without_one_it_says_so() -> None:
    with pytest.raises(RunError, match="Set a larger ridge"):
        fit(SEPARABLE, ridge=Fraction(0))
    twice = [((0, 0), 9, 2), ((1, 1), 9, 3), ((2, 2), 9, 4)]
    with pytest.raises(RunError, match=r"tell the same twice\. Set a larger ridge"):
        fit(twice, ridge=Fraction(0))
    shared = fit(twice, ridge=Fraction(1))
    assert shared is not None
    assert shared[1] == shared[2]


def test_large_values_overflow_nothing() -> None:
    found = fit([((0,), 90, 1), ((10**6,), 90, 60), ((10**9,), 90, 89)], ridge=Fraction(1), scale=10**12)
    assert found is not None
    assert 0 < found[1]
    assert fit([((-(10**9), 1), 50, 0), ((10**9, 0), 50, 50)], ridge=Fraction(1)) is not None


@pytest.mark.parametrize(
    ("cells", "ridge"),
    [([((0,), 3, 4)], 1), ([((0,), 3, -1)], 1), ([((0,), 3, 1), ((0, 1), 3, 1)], 1), ([((0,), 3, 1)], -1)],
)
def test_what_cannot_be(cells: list[Cell], ridge: int) -> None:
    with pytest.raises(ValueError, match="cannot be|same number|not possible"):
        fit(cells, ridge=Fraction(ridge))


def test_log_odds_and_chance() -> None:
    assert log_odds((-5, 2, 3), (4, -1)) == 0
    with pytest.raises(ValueError, match="zip"):
        log_odds((-5, 2), (4, 1))
    assert chance(0) == 0.5
    assert chance(-4500) == pytest.approx(0.25, abs=1e-4)
    assert chance(-(10**9)) == 0.0
    assert chance(10**9) == 1.0
    assert chance(5, scale=10) == pytest.approx(1 / (1 + np.exp(-0.5)), abs=1e-15)


def test_it_is_quick() -> None:
    """2,048 cells and 8 coefficients: half a second alone on a core; much more would be another method's work."""
    cells = made_up(2048, 7)
    begun = time.process_time()
    fit(cells, ridge=Fraction(1))
    assert time.process_time() - begun < 5
    assert len(logistic._merged(cells)) > 1900
