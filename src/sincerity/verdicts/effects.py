"""From lives to effects: what a claim's metric came to, beside what it is measured against. Nothing here decides a verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sincerity.experiments.measure import Life
from sincerity.verdicts.catalogue import DAY_0, Claim, Period
from sincerity.verdicts.lives import AFTER, POLICY, Lived
from sincerity.verdicts.metrics import METRICS, Look

LAST_YEAR, WHOLE, AFTER_REPEAL = "last_year", "whole", "after_repeal"


class Measure(NamedTuple):
    """A metric of a life over a period; `name` is its address in a row of values."""

    metric: str
    life: str
    period: str

    @property
    def name(self) -> str:
        """The address.

        >>> Measure("trust", "none", "whole").name
        'trust of none, whole'
        """
        return f"{self.metric} of {self.life}, {self.period}"


Values = Mapping[str, float]
"""What was measured with one seed and one set of values, by the name of the measure."""


class Effect(NamedTuple):
    """A claim read over one of its periods."""

    claim: Claim
    period: Period

    @property
    def name(self) -> str:
        """The name of its column."""
        return f"{self.claim.id}.{self.period}"


def effects_of(claims: Iterable[Claim]) -> list[Effect]:
    """Every claim with each of its periods."""
    return [Effect(claim, period) for claim in claims for period in claim.periods]


def measures_of(effects: Iterable[Effect]) -> list[Measure]:
    """All that has to be measured for these, each once."""
    return list(dict.fromkeys(measure for effect in effects for measure in (_own(effect), *_beside(effect))))


def _own(effect: Effect) -> Measure:
    return Measure(effect.claim.metric, effect.claim.life, effect.period)


def _beside(effect: Effect) -> Iterator[Measure]:
    """What the claim's own measure is against."""
    claim = effect.claim
    for name in claim.against:
        yield Measure(name, claim.life, effect.period) if name in METRICS else Measure(claim.metric, name, effect.period)


def measured(measure: Measure, lives: Mapping[str, Lived]) -> float:
    """The metric of the life over the period."""
    cuts = {name: _cut(life, measure.period) for name, life in lives.items()}
    life = lives[POLICY].between(0, 1) if measure.life == DAY_0 else cuts[measure.life]
    return METRICS[measure.metric].of(Look(life, cuts))


def _cut(life: Lived, period: str) -> Lived:
    cut: Life = life.last_year() if period == LAST_YEAR else life
    assert isinstance(cut, Lived)
    return cut


def effect_of(effect: Effect, values: Values) -> float:
    """The effect that a claim is about, a pure function of named values; NaN where they say nothing about it.

    Of several things to be against, the effect that favours the claim least.
    """
    claim = effect.claim
    own = values[_own(effect).name]
    beside = [values[measure.name] for measure in _beside(effect)]
    if claim.measured == "value":
        return own
    found = [set_beside(own, other, claim.measured) for other in beside]
    if any(math.isnan(x) for x in found):
        return math.nan
    return min(found) if claim.upward else max(found)


def set_beside(here: float, there: float, way: str) -> float:
    """A number beside another.

    >>> set_beside(3.0, 4.0, "difference"), set_beside(3.0, 4.0, "percent_change"), set_beside(3.0, 4.0, "percent_of")
    (-1.0, -25.0, 75.0)
    >>> set_beside(3.0, 0.0, "percent_of")
    nan
    """
    if way == "difference":
        return here - there
    if there == 0:
        return math.nan
    return 100 * ((here - there) if way == "percent_change" else here) / there


def margin(claim: Claim, effect: float) -> float:
    """How far an effect is beyond the claim's threshold, below 0 where it falls short."""
    return effect - claim.threshold if claim.upward else claim.threshold - effect


def holds(claim: Claim, effect: float) -> bool:
    """Whether an effect is beyond the claim's threshold; `at least` and `at most` count the threshold itself."""
    found = margin(claim, effect)
    return found >= 0 if claim.comparison in ("at least", "at most") else found > 0


def observe(lives: Mapping[str, Lived], measures: Iterable[Measure]) -> dict[str, float]:
    """Every measure of a set of lives, by name."""
    return {measure.name: measured(measure, lives) for measure in measures if measure.life != AFTER or AFTER in lives}
