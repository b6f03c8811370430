"""The rule, called as plain Python on a made-up person, and a small society that lives under it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sincerity_deposits import deposits

import sincerity as sl
from sincerity.engine.simulation import Simulation

CERTAIN = 1 << 32


def rent(tier: int, *, adult: int = 1) -> tuple[SimpleNamespace, SimpleNamespace, SimpleNamespace]:
    """A hundred days of one person who rents something every day, where the two best tiers are spared."""
    me, cold = SimpleNamespace(standing=adult, tier=tier), SimpleNamespace(deposits_spared=0)
    world = SimpleNamespace(k0=1, k1=2)
    policy = SimpleNamespace(deposits_chance=CERTAIN, deposits_tier=1, deposits_cny=(199, 39, 99))
    today = SimpleNamespace(shown=0, deposit_waived=0, deposit_left=0)
    tally = SimpleNamespace(rentals=0, deposits_waived=0, deposits_left=0, deposits_sum=0)
    for day in range(100):
        deposits.live(7, day, me, cold, today, world, policy, tally)
    return cold, today, tally


@pytest.mark.parametrize("tier", [0, 1])
def test_a_good_tier_is_spared(tier: int) -> None:
    cold, today, tally = rent(tier)
    assert (tally.rentals, tally.deposits_waived, tally.deposits_left) == (100, 100, 0)
    assert (cold.deposits_spared, today.deposit_waived, today.deposit_left) == (100, 1, 0)


def test_everyone_else_leaves_the_deposit_of_the_thing() -> None:
    cold, today, tally = rent(2)
    assert (tally.rentals, tally.deposits_waived, tally.deposits_left) == (100, 0, 100)
    assert today.deposit_left in (199, 39, 99)
    assert 100 * 39 < tally.deposits_sum < 100 * 199
    assert cold.deposits_spared == 0


def test_children_rent_nothing() -> None:
    assert rent(0, adult=0)[2].rentals == 0


def test_rentals_are_the_same_whoever_is_spared() -> None:
    """And of the size that was asked for: 12 a year and adult."""
    counted = {}
    for name in ("AAA", "B"):
        scenario = sl.Scenario.load("article").with_(
            society__people=2000, days=30, burn_in_days=5, policy__rollout=None, policy__deposits__from_tier=name
        )
        simulation = Simulation(scenario)
        simulation.settle()
        for _ in simulation.advance():
            pass
        series = simulation.take_block()
        counted[name] = {column: int(series[column].sum()) for column in ("rentals", "deposits_waived", "adults")}
    assert counted["AAA"]["rentals"] == counted["B"]["rentals"]
    assert counted["AAA"]["deposits_waived"] < counted["B"]["deposits_waived"]
    mean = counted["B"]["adults"] * 12 / 365
    assert abs(counted["B"]["rentals"] - mean) < 4 * mean**0.5


def test_a_tier_that_there_is_not_is_named() -> None:
    scenario = sl.Scenario.load("article").with_(society__people=64, policy__deposits__from_tier="Z")
    with pytest.raises(sl.ScenarioError, match=r'from_tier = "Z" is no tier. The tiers are AAA'):
        Simulation(scenario)
