"""Shares of residents, by run, with an interval: over seeds where there are several, otherwise over residents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sincerity.audits.intervals import wilson
from sincerity.experiments.measure import Interval, interval
from sincerity.types import Array

OVER_SEEDS = "The interval is Student's 95 % interval over {n} seeds."
OVER_RESIDENTS = (
    "The interval is Wilson's 95 % interval of a share, as if residents were drawn independently; they meet, so read it as the least "
    "that chance alone would leave open."
)


def share_of(parts: Sequence[int], wholes: Sequence[int]) -> Interval | None:
    """A share over runs with a seed each: of one run with Wilson's interval, of several with Student's; None where nobody is counted.

    >>> found = share_of([5], [100])
    >>> [round(x, 3) for x in found]
    [0.05, 0.022, 0.112]
    >>> share_of([0], [0]) is None
    True
    """
    shares = [part / whole for part, whole in zip(parts, wholes, strict=True) if whole]
    if not shares:
        return None
    if len(shares) > 1:
        return interval(shares)
    part, whole = next((part, whole) for part, whole in zip(parts, wholes, strict=True) if whole)
    low, high = wilson(part, whole)
    return Interval(shares[0], float(low), float(high))


def how_sure(n_seeds: int) -> str:
    """What the interval of `share_of` is."""
    return OVER_SEEDS.format(n=n_seeds) if n_seeds > 1 else OVER_RESIDENTS


def mean_of(values: Sequence[float]) -> Interval:
    """A mean over seeds; without an interval for one.

    >>> mean_of([2.0])
    Interval(mean=2.0, low=nan, high=nan)
    """
    found = [value for value in values if not np.isnan(value)]
    if len(found) > 1:
        return interval(found)
    return Interval(found[0] if found else np.nan, np.nan, np.nan)


def counted(members: Array, of: Array) -> tuple[int, int]:
    """How many of `of` are members, and how many there are."""
    return int((members & of).sum()), int(of.sum())
