"""The rule that turns effects into a verdict, and what moves an effect most.

*Supported* where the effect is beyond the threshold in at least nine of ten draws, *not supported* in at most one of ten, otherwise
it *depends*. That share is no probability: draws say how much of what is not known matters, and nobody knows how likely each is. Seeds
say how much is luck. The two are never pooled: seeds make the interval, draws make the verdict.

Rank correlations name what an effect moves with over the draws. They are a first look: total-order indices, and draws from a calibrated
ensemble, are to take their place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from sincerity.experiments.measure import CONFIDENCE, Interval, analysis_part, interval
from sincerity.verdicts.effects import Effect, holds

if TYPE_CHECKING:
    from sincerity.types import Array

Verdict = Literal["supported", "not supported", "depends"]
MOST_TOLD = 2
LEAST_CORRELATED = 4
"""Draws that a rank correlation needs at least."""
LUCKY = 0.5
"""Where seeds alone spread an effect by at least this share of its spread over draws, luck counts for much of the latter."""


class Correlation(NamedTuple):
    """Spearman's rank correlation of a drawn value with an effect."""

    key: str
    rho: float


class Finding(NamedTuple):
    """What the lives say about a claim over a period.

    effect: over seeds, with the shipped values; None where no seed has one, its ends NaN where one alone has
    share: of the draws that say anything, how many are beyond the threshold; n_draws: how many these are
    luck: spread over seeds as a share of the spread over draws; NaN where either is unknown
    """

    effect: Effect
    verdict: Verdict
    shipped: Interval | None
    share: float
    n_draws: int
    correlations: tuple[Correlation, ...]
    luck: float


def verdict_of(n_holding: int, n: int) -> Verdict:
    """The verdict of so many of so many draws.

    >>> verdict_of(58, 64), verdict_of(57, 64), verdict_of(6, 64), verdict_of(7, 64), verdict_of(9, 10), verdict_of(1, 10)
    ('supported', 'depends', 'not supported', 'depends', 'supported', 'not supported')
    """
    if 10 * n_holding <= n:
        return "not supported"
    return "supported" if 10 * n_holding >= 9 * n else "depends"


def find(effect: Effect, seeds: Sequence[float], draws: Sequence[float], drawn: Mapping[str, Sequence[float]]) -> Finding:
    """The finding of a claim. seeds, draws: its effects, NaN where undefined; drawn: the values of each key, draw by draw."""
    told = [not math.isnan(x) for x in draws]
    known = [x for x in draws if not math.isnan(x)]
    n_holding = sum(holds(effect.claim, x) for x in known)
    found = correlations([x for x, kept in zip(draws, told, strict=True) if kept], _kept(drawn, told))
    return Finding(
        effect,
        verdict_of(n_holding, len(known)),
        over_seeds(seeds),
        n_holding / len(known) if known else 0.0,
        len(known),
        tuple(found[:MOST_TOLD]),
        _luck([x for x in seeds if not math.isnan(x)], known),
    )


def _kept(drawn: Mapping[str, Sequence[float]], told: Sequence[bool]) -> dict[str, list[float]]:
    return {key: [x for x, kept in zip(column, told, strict=True) if kept] for key, column in drawn.items()}


def over_seeds(values: Sequence[float]) -> Interval | None:
    """The mean of the seeds that have an effect, with Student's interval."""
    known = [x for x in values if not math.isnan(x)]
    if len(known) < 2:
        return Interval(known[0], math.nan, math.nan) if known else None
    return interval(known)


def _luck(seeds: Sequence[float], draws: Sequence[float]) -> float:
    if len(seeds) < 2 or len(draws) < 2:
        return math.nan
    spread = float(np.std(draws, ddof=1))
    return float(np.std(seeds, ddof=1)) / spread if spread else math.nan


def correlations(effects: Sequence[float], drawn: Mapping[str, Sequence[float]]) -> list[Correlation]:
    """Spearman's rank correlation of each key's values with the effects, the largest first; none where nothing varies."""
    if len(effects) < LEAST_CORRELATED or len(set(effects)) < 2:
        return []
    ranked = analysis_part("scipy.stats").rankdata
    target = _centred(ranked(np.asarray(effects)))
    found = []
    for key, column in drawn.items():
        ranks = _centred(ranked(np.asarray(column, np.float64)))
        size = math.sqrt(float(ranks @ ranks) * float(target @ target))
        if size:
            found.append(Correlation(key, float(ranks @ target) / size))
    return sorted(found, key=lambda one: (-abs(one.rho), one.key))


def _centred(ranks: Array) -> Array:
    found: Array = ranks - ranks.mean()
    return found


def by_chance(n_draws: int, n_keys: int) -> float:
    """The size that the largest of so many rank correlations stays below in 95 of 100 cases where nothing moves with anything.

    By Student's approximation with Bonferroni's correction.

    >>> round(by_chance(64, 250), 2), by_chance(3, 250)
    (0.45, 1.0)
    """
    if n_draws < LEAST_CORRELATED or not n_keys:
        return 1.0
    t = float(analysis_part("scipy.stats").t.ppf(1 - (1 - CONFIDENCE) / 2 / n_keys, n_draws - 2))
    return t / math.sqrt(n_draws - 2 + t * t)
