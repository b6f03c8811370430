"""Numbers as the page *day* has them: exact fractions on the host, signed 64-bit integers in the day."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ONE = 65_536
ONE24 = 2**24
CERTAIN = 2**32
NEVER = -32_768
NO_LIMIT = 2**40
DORMANT = -32_768
STOCK_TOP = 65_535
"""A stock at its fullest: risk, fears, trust, beliefs."""
TIE_TOP = 32_767


def rounded(x: Fraction | int) -> int:
    """The nearest integer, halves away from zero.

    >>> rounded(Fraction(5, 2)), rounded(Fraction(-5, 2)), rounded(Fraction(-7, 3))
    (3, -3, -2)
    """
    half = Fraction(1, 2)
    return math.floor(x + half) if x >= 0 else -math.floor(-x + half)


def threshold(chance: Fraction | int) -> int:
    """A chance as the number that a 32-bit word must lie below.

    >>> threshold(1) == CERTAIN, threshold(Fraction(1, 2)) == 2**31, threshold(-3)
    (True, True, 0)
    """
    return min(CERTAIN, max(0, rounded(chance * CERTAIN)))


def factor(x: Fraction | int) -> int:
    """A factor in Q16."""
    return rounded(x * ONE)


def exact(setting: float) -> Fraction:
    """A setting as the fraction that its double stands for."""
    return Fraction(setting)


def daily(per_year: float) -> Fraction:
    """A yearly rate by day, in leap years too."""
    return Fraction(per_year) / 365


def monthly(per_year: float) -> Fraction:
    """A yearly rate by month."""
    return Fraction(per_year) / 12


def clamp(x: Any, low: Any, high: Any) -> Any:
    """x, but no less than low and no more than high."""
    return np.minimum(np.maximum(x, low), high)


def of_those(amount: Ints | int, who: Mask) -> Ints | int:
    """The amounts of these people; one that is the same for all stays as it is."""
    return amount[who] if isinstance(amount, np.ndarray) else amount


def step_toward(value: Any, target: Any, rate: Any, word: Any) -> Any:
    """Move a stock by a share of the way, rounded by a random word so that the mean is exact.

    >>> step_toward(10, 0, CERTAIN, 0), step_toward(10, 0, 2**31, 0), step_toward(1, 0, 2**31, 2**31 - 1)
    (0, 5, 0)
    """
    return value + (((target - value) * rate + word) >> 32)
