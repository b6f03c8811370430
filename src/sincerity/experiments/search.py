"""A search through plausible settings: a Latin hypercube over all ranges, pushes and boxes around the best, as few changes as will do.

Ranges are those that the shipped scenario notes beside its values. A range that spans a factor of ten or more is drawn from by its
logarithm; values are rounded to three digits, so that what is printed is what was lived.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sincerity.experiments.measure import analysis_part
from sincerity.scenario.notes import notes_of, values_of

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

Settings = Mapping[str, float]
"""Values by key, those that differ from the shipped ones alone."""
WIDE = 10


@dataclass(frozen=True)
class Range:
    """A key's plausible range. shipped: its value in the scenario, whole where the key is."""

    key: str
    low: float
    high: float
    shipped: float

    @property
    def wide(self) -> bool:
        """Whether it is drawn from by its logarithm."""
        return self.low > 0 and self.high >= WIDE * self.low

    def value(self, share: float) -> float:
        """The value at a share 0…1 of the way through, rounded.

        >>> Range("a", 0.01, 1.0, 0.1).value(0.5), Range("b", 0, 10, 3).value(0.44)
        (0.1, 4)
        """
        found = self.low * math.exp(share * math.log(self.high / self.low)) if self.wide else self.low + (self.high - self.low) * share
        if isinstance(self.shipped, int):
            return round(found)
        return min(self.high, max(self.low, three_digits(found)))


def three_digits(x: float) -> float:
    """A number rounded to three significant digits.

    >>> three_digits(0.0123456)
    0.0123
    """
    return 0.0 if x == 0 else round(x, 2 - math.floor(math.log10(abs(x))))


def ranges(name: str, scenario: Scenario, below: Sequence[str], but: Sequence[str]) -> list[Range]:
    """The plausible ranges of a shipped scenario's keys under `below`, except those under `but`."""
    notes, found = notes_of(name, scenario.shapes), []
    for key, value in values_of(scenario).items():
        if not key.startswith(tuple(below)) or key.startswith(tuple(but)) or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        low, dots, high = notes[key].plausible.partition("..") if key in notes else ("", "", "")
        if dots and float(low) < float(high):
            found.append(Range(key, float(low), float(high), value))
    return found


Point = tuple[float, ...]
"""One share 0…1 for each range."""


def hypercube(n: int, middle: Point, half: float, seed: int) -> Iterator[Point]:
    """A Latin hypercube of `n` points in the box of half-width `half` around a point, cut to 0…1."""
    sampler = analysis_part("scipy.stats.qmc").LatinHypercube(len(middle), rng=seed)
    for row in sampler.random(n):
        lows = [max(0.0, at - half) for at in middle]
        highs = [min(1.0, at + half) for at in middle]
        yield tuple(float(low + (high - low) * u) for low, high, u in zip(lows, highs, row, strict=True))


def pushed(point: Point, points: Sequence[Point], margins: Sequence[float]) -> Iterator[Point]:
    """The point with 1, 2, 4, … shares moved to the end of their range that went with larger margins over `points`.

    The shares whose ranks go most with those of the margins are moved first.
    """
    together = rank_correlations(points, margins)
    order = sorted(range(len(point)), key=lambda i: -abs(together[i]))
    for n in (2**k for k in range(len(point).bit_length())):
        ends = {i: 1.0 if together[i] > 0 else 0.0 for i in order[:n]}
        yield tuple(ends.get(i, share) for i, share in enumerate(point))


def rank_correlations(points: Sequence[Point], margins: Sequence[float]) -> list[float]:
    """Spearman's correlation of every share with the margin.

    >>> rank_correlations([(0.1, 0.5), (0.2, 0.4), (0.9, 0.1)], [1.0, 2.0, 9.0])
    [1.0, -1.0]
    """
    ranks = np.argsort(np.argsort(np.column_stack([np.array(points), np.array(margins)]), axis=0), axis=0)
    away = ranks - ranks.mean(axis=0)
    return [float(x) for x in away[:, :-1].T @ away[:, -1] / (away[:, -1] @ away[:, -1])]


def settings_at(point: Point, space: Sequence[Range]) -> Settings:
    """The settings at a point."""
    return {found.key: found.value(share) for found, share in zip(space, point, strict=True)}


def fewest(settings: Settings, enough: Callable[[Settings], bool], prefix: str = "") -> Settings:
    """As few of the settings as are still enough: whole tables are put back to shipped values where they may, then parts of them.

    >>> fewest({"a.b": 1, "a.c": 2, "d.e": 3}, lambda kept: kept.get("a.c") == 2)
    {'a.c': 2}
    """
    kept = dict(settings)
    names = dict.fromkeys(key[len(prefix) :].split(".")[0] for key in settings if key.startswith(prefix))
    for name in names:
        whole = f"{prefix}{name}"
        without = {key: value for key, value in kept.items() if key != whole and not key.startswith(f"{whole}.")}
        if enough(without):
            kept = without
        elif whole not in kept:
            kept = dict(fewest(kept, enough, f"{whole}."))
    return kept
