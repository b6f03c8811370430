"""Thirty years: fixed point against float64, to 1 %."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab import EVERYWHERE, live, scenario, traits_of
from sincerity.compute.fixed import TOP16, factor, step_toward, threshold
from sincerity.compute.tables import N_LEVELS, log_uniform
from sincerity.society.traits import NAMES
from sincerity.types import HAS_LOAN

DAYS = 30 * 365


@pytest.mark.parametrize("rate", [1e-5, 1e-4, 1e-3, 0.02, 0.3])
@pytest.mark.parametrize(("start", "target"), [(0, TOP16), (TOP16, 0), (100, 32767)])
def test_small_steps_follow_float64_for_thirty_years(rate: float, start: int, target: int) -> None:
    """The mean of 4,000 stocks moved daily; the float reference is target + (start - target)·(1 - rate)^t."""
    generator = np.random.default_rng(5)
    values = np.full(4000, start, np.int64)
    fixed = threshold(rate)
    for day in range(1, DAYS + 1):
        words = generator.integers(0, 1 << 32, values.size, dtype=np.int64)
        values = values + (((target - values) * fixed + words) >> 32)
        if day in (30, 365, 3650, DAYS):
            expected = target + (start - target) * (1 - rate) ** day
            assert abs(values.mean() - expected) <= max(0.01 * abs(expected), 4 * values.std() / math.sqrt(values.size) + 1), day
    assert values.min() >= 0
    assert values.max() <= TOP16


@given(st.integers(0, TOP16), st.integers(0, TOP16), st.integers(0, 1 << 32), st.integers(0, (1 << 32) - 1))
def test_a_step_stays_between_value_and_target(value: int, target: int, rate: int, word: int) -> None:
    after = step_toward(value, target, rate, word)
    assert min(value, target) <= after <= max(value, target)


def test_the_mean_of_a_step_is_exact() -> None:
    words = np.linspace(0, (1 << 32) - 1, 100_001).astype(np.int64)
    for value, target, rate in ((0, 1, 1 << 20), (65535, 3, 12345), (7, 7, 1 << 31)):
        mean = float(np.mean([step_toward(value, target, rate, int(word)) for word in words]))
        assert mean == pytest.approx(value + (target - value) * rate / 2**32, abs=1e-4)


def test_curves_equal_float64() -> None:
    expected = np.exp(np.log(2e-4) + (np.arange(N_LEVELS) + 0.5) / N_LEVELS * np.log(250))
    np.testing.assert_allclose([float(x) for x in log_uniform(2e-4, 5e-2)], expected, rtol=1e-12)
    assert factor(1 / 3) == round(65536 / 3)


def test_tables_of_a_packed_scenario_equal_float64() -> None:
    run = live(scenario("article", *EVERYWHERE, people=64, days=1, burn_in_days=0))
    world, policy, wanted = run.simulation.world, run.simulation.policies[1:2], run.simulation.scenario
    total = 0.0
    for b, row in enumerate(wanted.society.behaviour):
        strain = wanted.society.debt.strain if row.kind == "debt" else 0
        total += row.per_year * (1 + abs(row.trait_weight)) * (1 + row.incentive) * (1 + row.wrongs_contact) * (1 + strain) / 365
        assert world["occasion_cut"][0, b] / 2**32 == pytest.approx(total, rel=1e-4)
    base = policy["report_base"][0] / 2**32 * 365
    rules = wanted.policy.informants
    expected = np.exp(np.linspace(math.log(rules.base_low_per_year), math.log(rules.base_high_per_year), 2 * N_LEVELS + 1)[1::2])
    np.testing.assert_allclose(base, expected, rtol=0.01)
    apart = 1 / (1 + (np.arange(128) / wanted.society.homophily.age_half_years) ** 4)
    np.testing.assert_allclose(world["age_apart"][0] / 65536, apart, rtol=0.01, atol=1 / 65536)


def test_means_of_thirty_years_follow_float64() -> None:
    """`none`, 2,000 people who neither age nor earn: acts by their rates, ties by lapse and wake, each within 1 % and 4 standard
    errors together.
    """
    wanted = scenario("none", "society.aging=false", "society.economy=false", people=2000, days=DAYS, burn_in_days=365)
    run = live(wanted, threads=1)
    people = run.simulation.people
    adults = people["standing"] & 1 == 1
    traits = dict(zip(NAMES, traits_of(run.simulation.people, run.simulation.world).T, strict=True))
    for row in wanted.society.behaviour:
        open_to = adults & ((people["means"] & HAS_LOAN != 0) | (not row.needs_loan))
        trait = traits[row.trait][open_to] / 127.0
        expected = float((1 + row.trait_weight * (2 * trait - 1)).sum()) * row.per_year * 30
        found = run.total(f"acts_{row.id}")
        assert abs(found - expected) <= 0.01 * expected + 4 * math.sqrt(expected), row.id
    ties = people["ties"][:, 5:]
    pairs = int((ties != 0).sum())
    mind = wanted.mind.ties
    live_share = mind.wake_per_year / (mind.wake_per_year + mind.lapse_per_year)
    found_share = ((ties & 0x7FFF) != 0).sum() / pairs
    # Wrongs break a few more; both ends of a pair wake together, so errors are a little wider than binomial.
    assert found_share == pytest.approx(live_share, abs=0.01 + 6 * math.sqrt(live_share * (1 - live_share) / pairs))
