"""The rule: nine of ten, one of ten, and what an effect moves with; verdicts follow the draws and nothing else."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sincerity.verdicts.catalogue import shipped_claims
from sincerity.verdicts.effects import Effect
from sincerity.verdicts.rule import by_chance, correlations, find, over_seeds, verdict_of

CLAIMS = {claim.id: claim for claim in shipped_claims().claim}
INFORMANTS = Effect(CLAIMS["nation_of_informants"], "last_year")
TRUST = Effect(CLAIMS["trust_restored"], "whole")


@pytest.mark.parametrize(
    ("n_holding", "n", "verdict"),
    [
        (90, 100, "supported"),
        (89, 100, "depends"),
        (11, 100, "depends"),
        (10, 100, "not supported"),
        (9, 10, "supported"),
        (1, 10, "not supported"),
        (58, 64, "supported"),  # 90.6 %
        (57, 64, "depends"),  # 89.1 %
        (7, 64, "depends"),  # 10.9 %
        (6, 64, "not supported"),  # 9.4 %
        (3, 3, "supported"),
        (0, 3, "not supported"),
        (0, 0, "not supported"),
    ],
)
def test_the_borders_are_nine_of_ten_and_one_of_ten(n_holding: int, n: int, verdict: str) -> None:
    assert verdict_of(n_holding, n) == verdict


def test_a_verdict_follows_the_draws() -> None:
    """The threshold of 10 is met by 10 itself; the same seeds beside either ensemble."""
    seeds = [3.0, 5.0]
    many, few = [10.0] * 9 + [9.9], [9.9] * 9 + [10.0]
    held, failed = (find(INFORMANTS, seeds, draws, {}) for draws in (many, few))
    assert (held.verdict, held.share) == ("supported", 0.9)
    assert (failed.verdict, failed.share) == ("not supported", 0.1)
    assert held.shipped == failed.shipped
    assert find(INFORMANTS, seeds, [*many, *few], {}).verdict == "depends"


@pytest.mark.parametrize("effect", [Effect(claim, claim.periods[0]) for claim in CLAIMS.values()], ids=list(CLAIMS))
def test_every_claim_can_come_out_either_way(effect: Effect) -> None:
    step = 1 if effect.claim.upward else -1
    beyond, short = ([effect.claim.threshold + sign * step] * 10 for sign in (1, -1))
    assert find(effect, [0.0, 0.0], beyond, {}).verdict == "supported"
    assert find(effect, [0.0, 0.0], short, {}).verdict == "not supported"
    assert find(effect, [0.0, 0.0], [*beyond, *short], {}).verdict == "depends"


def test_zero_is_no_rise() -> None:
    assert find(TRUST, [0.0, 0.0], [0.0] * 10, {}).share == 0.0


def test_draws_that_say_nothing_are_left_out() -> None:
    found = find(INFORMANTS, [math.nan, 4.0], [math.nan, 20.0, 20.0, 1.0, math.nan], {"key": [1, 2, 3, 4, 5]})
    assert found.n_draws == 3
    assert found.share == pytest.approx(2 / 3)
    assert found.shipped is not None
    assert found.shipped.mean == 4.0
    assert math.isnan(found.shipped.low)
    nothing = find(INFORMANTS, [math.nan], [math.nan] * 4, {})
    assert (nothing.n_draws, nothing.shipped, nothing.verdict) == (0, None, "not supported")


def test_seeds_make_the_interval_and_never_the_verdict() -> None:
    draws = [1.0, 2.0, 30.0, 40.0]
    some, others = (find(INFORMANTS, seeds, draws, {}) for seeds in ([1.0, 3.0], [100.0, 300.0]))
    assert some.shipped != others.shipped
    assert some[1:2] + some[3:6] == others[1:2] + others[3:6]
    interval = over_seeds([1.0, 2.0, 3.0])
    assert interval is not None
    low, high = stats.t.interval(0.95, 2, loc=2.0, scale=1 / math.sqrt(3))
    assert (interval.low, interval.high) == pytest.approx((low, high))


def test_luck_is_the_spread_over_seeds_beside_that_over_draws() -> None:
    # sqrt(2) over the seeds, sqrt(8) over the draws
    assert find(INFORMANTS, [0.0, 2.0], [0.0, 4.0], {}).luck == pytest.approx(0.5)
    assert math.isnan(find(INFORMANTS, [0.0, 2.0], [4.0, 4.0], {}).luck)


def test_the_two_largest_rank_correlations_are_named() -> None:
    # Ranks of the effects are 1, 2, 3, 4, 5. `up` has the same: 1. `down` swaps two neighbours of the reverse:
    # Σd² = 38, so 1 - 6·38 / (5·24) = -0.9. `flat` never varies and has none. `some`: Σd² = 10, so 0.5.
    effects = [0.1, 0.2, 0.4, 0.8, 1.6]
    drawn = {"some": [3, 2, 1, 5, 4], "down": [4, 5, 3, 2, 1], "flat": [7, 7, 7, 7, 7], "up": [1, 10, 100, 1000, 10000]}
    found = find(TRUST, [0.0, 0.0], effects, drawn)
    assert [one.key for one in found.correlations] == ["up", "down"]
    assert [one.rho for one in found.correlations] == pytest.approx([1.0, -0.9])
    assert dict(correlations(effects, drawn)) == pytest.approx({"up": 1.0, "down": -0.9, "some": 0.5})


def test_correlations_are_spearmans_ties_included() -> None:
    luck = np.random.default_rng(1)
    effects = luck.integers(0, 6, 40).astype(float).tolist()
    drawn = {f"k{i}": luck.integers(0, 4, 40).astype(float).tolist() for i in range(5)}
    for key, rho in correlations(effects, drawn):
        assert rho == pytest.approx(float(stats.spearmanr(drawn[key], effects).statistic))


def test_where_nothing_varies_there_is_no_correlation() -> None:
    assert correlations([1.0] * 5, {"a": [1, 2, 3, 4, 5]}) == []
    assert correlations([1.0, 2.0, 3.0], {"a": [1, 2, 3]}) == []


def test_the_largest_correlation_by_chance_is_seldom_larger_than_said() -> None:
    """Of 200 made-up ensembles in which nothing moves with anything, some 5 in 100 have a larger one; 1 in 10 would be far too many."""
    luck = np.random.default_rng(2)
    bound = by_chance(64, 100)
    larger = 0
    for _ in range(200):
        ranks = np.argsort(luck.random((101, 64)), axis=1).astype(float)
        ranks = (ranks - ranks.mean(axis=1, keepdims=True)) / ranks.std(axis=1, keepdims=True)
        larger += bool(np.abs(ranks[1:] @ ranks[0] / 64).max() > bound)
    assert 0 < larger < 20
