"""Shares, rates, means, their differences and ratios, each with a 95 % interval, and a word on what that is an interval of.

Residents of one region share a court, a budget, neighbours and friends, so they are not independent. With at least `LEAST_REGIONS`
regions an interval is therefore one over regions: the linearised variance of a ratio of sums (Cochran, *Sampling Techniques*, 3rd ed.,
Wiley 1977, ch. 6 and 9A), on the scale of log odds for a share, of logs for a rate or a ratio, with Student's t of regions - 1 degrees
of freedom. With fewer it is one of the textbooks', as if those counted were independent, which is too narrow: Wilson's (JASA 22, 1927)
for a share, Newcombe's hybrid of two of these (Statistics in Medicine 17, 1998, method 10) for a difference, Katz's (Biometrics 34,
1978) for a ratio, Garwood's exact Poisson (Biometrika 28, 1936) for a rate, Student's and Welch's for means. Where even that would be
misleading, as for days of one listing, there is none.

All of them tell how much another society of this kind, with regions such as these, might differ, under the very same settings. They do
not tell how unsure the settings are, nor how far the model is from anything real.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sincerity.types import Array

CONFIDENCE = 0.95
LEAST_REGIONS = 10
"""Fewer than these are too few to tell how regions vary."""
BLOCKS = 50
"""Regions are left out in at most so many turns, where a statistic is measured anew without each of them."""
UPPER = (1 + CONFIDENCE) / 2
Limits = tuple[float, float]
ALIKE = "95 %, {}, as if independent."
NONE = "No interval: fewer than 10 regions, and what is counted is not independent."
NO_SPREAD = "No interval: too few cases."


class Estimate(NamedTuple):
    """A value and its interval. n: how many it is of; how: what interval."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    how: str = ""

    def times(self, factor: float) -> Estimate:
        """The same in another unit."""
        value, low, high = (None if one is None else factor * one for one in (self.value, self.low, self.high))
        return self._replace(value=value, low=low, high=high)


@dataclass(frozen=True)
class Sums:
    """What is counted, and of how many, region by region.

    squares: sums of the squares of what is counted, of one person each; None where a person counts 0 or 1
    """

    hits: Array
    base: Array
    squares: Array | None = None

    @property
    def n(self) -> int:
        """How many in all."""
        return round(float(self.base.sum()))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to count in."""
        return not self.base.any()

    @property
    def value(self) -> float:
        """Hits for each of the base; 0 where there is none."""
        whole = float(self.base.sum())
        return float(self.hits.sum()) / whole if whole else 0.0

    @property
    def is_uniform(self) -> bool:
        """Whether everybody counts 0, or everybody 1."""
        return self.squares is None and self.value in (0.0, 1.0)

    @property
    def influence(self) -> Array:
        """By how much each region moves the value."""
        found: Array = (self.hits - self.value * self.base) / self.base.sum()
        return found

    @property
    def variance(self) -> float:
        """Of the value, with residents as if independent."""
        if self.squares is None:
            return self.value * (1 - self.value) / self.n
        return max(0.0, float(self.squares.sum()) / self.n - self.value**2) / max(1, self.n - 1)


def share(of: Sums, *, independent: bool = True) -> Estimate:
    """Hits as a share of the base. independent: whether Wilson's interval may stand in where regions are few."""
    if of.is_empty:
        return Estimate(None, 0)
    value, error = of.value, _error(of.influence, of)
    if error and 0 < value < 1:
        odds, half = math.log(value / (1 - value)), student(regions(of)) * error / (value * (1 - value))
        return Estimate(value, of.n, _expit(odds - half), _expit(odds + half), _over(of))
    if not independent:
        return Estimate(value, of.n, how=_why_none(of))
    return Estimate(value, of.n, *wilson(of.hits.sum(), of.n), how=ALIKE.format("Wilson"))


def rate(of: Sums, times: float, *, independent: bool = True) -> Estimate:
    """Events by exposure, `times` a unit of it."""
    if of.is_empty:
        return Estimate(None, 0)
    value, error = of.value, _error(of.influence, of)
    if error and value > 0:
        factor = math.exp(student(regions(of)) * error / value)
        return Estimate(times * value, of.n, times * value / factor, times * value * factor, _over(of))
    if not independent:
        return Estimate(times * value, of.n, how=_why_none(of))
    low, high = garwood(float(of.hits.sum()))
    each = times / float(of.base.sum())
    return Estimate(times * value, of.n, each * low, each * high, ALIKE.format("Poisson"))


def mean(of: Sums, *, independent: bool = True) -> Estimate:
    """Hits for each of the base, of any size and sign."""
    if of.is_empty:
        return Estimate(None, 0)
    error = _error(of.influence, of)
    if error:
        return _around(of.value, of.n, student(regions(of)) * error, _over(of))
    if not independent or of.squares is None or of.n < 2 or not of.variance > 0:
        return Estimate(of.value, of.n, how=_why_none(of) if not independent else NO_SPREAD)
    return _around(of.value, of.n, student(of.n) * math.sqrt(of.variance), ALIKE.format("Student"))


def difference(a: Sums, b: Sums, *, independent: bool = True) -> Estimate:
    """The value of `a` less that of `b`: two groups, or the same people in two runs."""
    if a.is_empty or b.is_empty:
        return Estimate(None, 0)
    value, n = a.value - b.value, min(a.n, b.n)
    error = _error(a.influence - b.influence, a, b)
    # A group in which all are alike adds nothing to an error over regions, as if its value were sure.
    if error and not (independent and (a.is_uniform or b.is_uniform)):
        return _around(value, n, student(regions(a, b)) * error, _over(a, b))
    if not independent:
        return Estimate(value, n, how=_why_none(a, b))
    if a.squares is None and b.squares is None:
        return Estimate(value, n, *newcombe(a, b), how=ALIKE.format("Newcombe"))
    if n < 2 or not a.variance + b.variance > 0:
        return Estimate(value, n, how=NO_SPREAD)
    return _around(value, n, _welch(a, b) * math.sqrt(a.variance + b.variance), ALIKE.format("Welch"))


def ratio(a: Sums, b: Sums, *, independent: bool = True) -> Estimate:
    """The value of `a` by that of `b`; nothing where that is 0."""
    if a.is_empty or b.is_empty or not b.value:
        return Estimate(None, 0)
    value, n = a.value / b.value, min(a.n, b.n)
    if not a.value:
        return Estimate(value, n, how=NO_SPREAD)
    error = _error(a.influence / a.value - b.influence / b.value, a, b)
    if error:
        factor = math.exp(student(regions(a, b)) * error)
        return Estimate(value, n, value / factor, value * factor, _over(a, b))
    if not independent or n < 2:
        return Estimate(value, n, how=_why_none(a, b))
    # For shares this is Katz's.
    factor = math.exp(student(math.inf) * math.sqrt(a.variance / a.value**2 + b.variance / b.value**2))
    name = "Katz" if a.squares is None and b.squares is None else "delta method"
    return Estimate(value, n, value / factor, value * factor, ALIKE.format(name))


def left_out(measure: Callable[[Array], float | None], region: Array, n: int, *, least: float = -math.inf) -> Estimate:
    """A statistic of rows with its delete-a-group jackknife over regions (Shao and Wu, Annals of Statistics 17, 1989).

    measure: the statistic of the rows that a mask keeps, None where it has none; region: of each row; least: no interval goes below it
    """
    value = measure(np.ones(len(region), np.bool_))
    there = np.unique(region)
    if value is None or len(there) < LEAST_REGIONS:
        return Estimate(value, n, how="" if value is None else NONE)
    blocks = np.array_split(there, min(BLOCKS, len(there)))
    found = [measure(~np.isin(region, block)) for block in blocks]
    without = np.array([one for one in found if one is not None])
    if len(without) < len(blocks):
        return Estimate(value, n, how=NO_SPREAD)
    error = math.sqrt((len(without) - 1) / len(without) * float(np.sum((without - without.mean()) ** 2)))
    half = student(len(without)) * error
    return Estimate(value, n, max(least, value - half), value + half, f"95 % over {len(there)} regions, jackknife.")


def wilson(hits: float, n: int) -> Limits:
    """Wilson's score interval of a share."""
    z, p = student(math.inf), float(hits) / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = ((middle + sign * half) / (1 + z * z / n) for sign in (-1, 1))
    # Rounding leaves the ends of the scale by a hair.
    return max(0.0, low) if p > 0 else 0.0, min(1.0, high) if p < 1 else 1.0


def newcombe(a: Sums, b: Sums) -> Limits:
    """Newcombe's hybrid score interval of a difference of shares."""
    (low_a, high_a), (low_b, high_b) = (wilson(one.hits.sum(), one.n) for one in (a, b))
    value = a.value - b.value
    below = math.hypot(a.value - low_a, high_b - b.value)
    return value - below, value + math.hypot(high_a - a.value, b.value - low_b)


def garwood(events: float) -> Limits:
    """The exact interval of a Poisson mean."""
    from scipy.special import gammaincinv

    low = float(gammaincinv(events, 1 - UPPER)) if events else 0.0
    return low, float(gammaincinv(events + 1, UPPER))


def student(n: float) -> float:
    """Student's t of n - 1 degrees of freedom at 95 %, both sides; the normal's for endlessly many."""
    from scipy.special import ndtri, stdtrit

    return float(ndtri(UPPER)) if math.isinf(n) else float(stdtrit(n - 1, UPPER))


def regions(*of: Sums) -> int:
    """Regions in which anybody is counted."""
    return int(np.count_nonzero(sum(one.base for one in of)))


def total(arrays: Sequence[Array]) -> Array:
    """Their sum, region by region."""
    found: Array = np.sum(np.stack(arrays), axis=0)
    return found


def _error(influence: Array, *of: Sums) -> float:
    """The standard error over regions; 0 where these are too few, or all alike."""
    n = regions(*of)
    error = math.sqrt(n / (n - 1) * float(np.sum(influence**2))) if n >= LEAST_REGIONS else 0.0
    # What rounding leaves of regions that are all alike.
    return error if error > 1e-12 * max(1.0, *(abs(one.value) for one in of)) else 0.0


def _welch(a: Sums, b: Sums) -> float:
    freedom = (a.variance + b.variance) ** 2 / max(1e-300, a.variance**2 / (a.n - 1) + b.variance**2 / (b.n - 1))
    return student(freedom + 1)


def _around(value: float, n: int, half: float, how: str) -> Estimate:
    return Estimate(value, n, value - half, value + half, how)


def _over(*of: Sums) -> str:
    return f"95 % over {regions(*of)} regions."


def _why_none(*of: Sums) -> str:
    return NONE if regions(*of) < LEAST_REGIONS else NO_SPREAD


def _expit(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
