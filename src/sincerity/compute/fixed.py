"""Fixed point: thresholds out of 2³², factors in Q16, and steps with unbiased rounding.

Host functions turn a scenario's numbers into integers once; kernel functions are plain scalar code on signed ints.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from sincerity.types import CERTAIN, ONE

DAYS_PER_YEAR = 365
"""A rate per year is spread over 365 days, also in leap years."""
TOP15 = 32767
"""Largest value of a 15-bit strength, and of a signed 16-bit share: it stands for 1."""
TOP16 = 65535
"""Largest value of a 16-bit stock (perceived risk): it stands for 1."""
ONE24 = 1 << 24
"""1.0 in the fixed point of what is said and believed (*expression*)."""
OFFSET16 = 32768
"""A 16-bit stock is kept in an i2 as value - OFFSET16."""


def rounded(x: Fraction) -> int:
    """The nearest integer, halves away from zero, in exact arithmetic.

    >>> rounded(Fraction(5, 2)), rounded(Fraction(-5, 2))
    (3, -3)
    """
    half = Fraction(1, 2)
    return int(x + half) if x >= 0 else -int(-x + half)


def threshold(chance: float | Fraction) -> int:
    """A chance in [0, 1] as a threshold: taken iff a 32-bit word lies below it.

    >>> threshold(1.0) == 2**32, threshold(0.0)
    (True, 0)
    """
    return min(CERTAIN, max(0, rounded(Fraction(chance) * CERTAIN)))


def daily(per_year: float | Decimal | Fraction) -> Fraction:
    """A yearly rate as the chance of one day."""
    return Fraction(per_year) / DAYS_PER_YEAR


def monthly(per_year: float) -> Fraction:
    """A yearly rate as the share of one month."""
    return Fraction(per_year) / 12


def factor(x: float) -> int:
    """A factor in Q16: 1.0 is 65,536.

    >>> factor(0.5)
    32768
    """
    return rounded(Fraction(x) * ONE)


def loss_and_gain(attitude: float) -> tuple[int, int]:
    """An attitude in [-1, 1] as the share of a tie that is lost and the share of what is missing that is gained, out of 2³².

    >>> loss_and_gain(-0.5) == (2**31, 0), loss_and_gain(1.0) == (0, 2**32)
    (True, True)
    """
    return threshold(max(0.0, -attitude)), threshold(max(0.0, attitude))


def whole_and_again(mean: float) -> tuple[int, int]:
    """A mean number of times as whole times and the threshold of once more.

    >>> whole_and_again(1.5) == (1, 2**31)
    True
    """
    whole = int(mean)
    return whole, threshold(Fraction(mean) - whole)


def step_toward(value: int, target: int, rate: int, word: int) -> int:
    """Move `value` toward `target` by the share `rate`/2³², rounded without bias by a 32-bit word.

    The expected result is exact, so nothing stalls short of its target however small the rate.

    >>> step_toward(0, 100, 1 << 31, 0)
    50
    """
    return value + (((target - value) * rate + word) >> 32)


def bump(x: int, by: int) -> int:
    """A sum kept in an i2: `x` + `by`, at most 32,767."""
    return x + by if x + by < 32767 else 32767


def bump_byte(x: int, by: int) -> int:
    """A sum kept in an i1: `x` + `by`, at most 127."""
    return x + by if x + by < 127 else 127


def strength_of(tie: int) -> int:
    """The strength, 0…32,767, of a tie as it is kept: 0 both where the network has no pair and where the tie is gone."""
    return tie & 0x7FFF


def with_strength(tie: int, strength: int) -> int:
    """A tie as it is kept, with another strength above 0; what its top bit says stays."""
    return strength | (tie & -0x8000)


def clamp(x: int, low: int, high: int) -> int:
    """`x` kept within low…high."""
    if x < low:
        return low
    if x > high:
        return high
    return x
