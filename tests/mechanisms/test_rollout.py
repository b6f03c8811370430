"""Roll-out: who is a pilot, who joins when, that chance spreads the dates evenly, and that a region lives by its date."""

from __future__ import annotations

from fractions import Fraction
from math import floor, sqrt
from types import SimpleNamespace

import numpy as np
import pytest

from lab import live, scenario
from sincerity.compute.fields import record_type
from sincerity.draw import ROLLOUT_DATE, ROLLOUT_PILOT, draw
from sincerity.mechanisms import rollout
from sincerity.mechanisms.rollout import NEVER_COVERED, first_days, pilots_among
from sincerity.scenario.load import loads
from sincerity.scenario.schema import Scenario

N = 200
"""Day number of the whole country in `written`."""


def written(*options: str, start: str = "2014-06-14", nationwide: str = "2014-12-31") -> Scenario:
    """A policy with a roll-out, over plenty of regions."""
    text = f"start = {start}\nsociety.people = 1_000_000\nsociety.region_people = 64\n[policy.rollout]\nnationwide = {nationwide}\n"
    return loads(text, rollout.PARAMS, options)


def test_the_rule_word_for_word() -> None:
    """As the page has it, for one seed."""
    n, seed, share = 30, 12345, 0.1
    n_pilots = max(1, floor(Fraction(share) * n + Fraction(1, 2)))
    pilots = sorted(range(n), key=lambda r: (draw(seed, 0, ROLLOUT_PILOT, r, 0, 0), r))[:n_pilots]
    days = [0 if r in pilots else 1 + draw(seed, 0, ROLLOUT_DATE, r, 0, 0) * N // 2**32 for r in range(n)]
    assert first_days(written(), n, seed) == days
    assert days.count(0) == 3


@pytest.mark.parametrize("options", [(), ("policy.rollout.active=false",)], ids=["absent", "off"])
def test_without_it_the_policy_is_in_force_everywhere_from_day_0(options: tuple[str, ...]) -> None:
    scenario = written(*options) if options else loads("", rollout.PARAMS)
    assert first_days(scenario, 7, 1) == [0] * 7


def test_without_a_policy_nobody_is_covered() -> None:
    assert first_days(written("policy.active=false"), 5, 1) == [NEVER_COVERED] * 5


@pytest.mark.parametrize(("nationwide", "days"), [("2014-06-14", {0}), ("2010-01-01", {0}), ("2014-06-15", {0, 1})])
def test_the_day_of_the_whole_country(nationwide: str, days: set[int]) -> None:
    assert set(first_days(written(nationwide=nationwide), 40, 3)) == days


def test_a_policy_is_confined_to_its_regions() -> None:
    days = first_days(written("policy.regions=[9, 2, 5]", "policy.rollout.active=false"), 12, 1)
    assert [r for r, day in enumerate(days) if day == 0] == [2, 5, 9]
    assert days.count(NEVER_COVERED) == 9
    few = first_days(written("policy.regions=[9, 2, 5]"), 12, 1)
    assert few.count(0) == 1
    assert few.count(NEVER_COVERED) == 9


def test_a_date_is_the_region_s_own() -> None:
    """Who else is under the policy decides who are the pilots, never another region's date."""
    everywhere = first_days(written(), 60, 8)
    confined = first_days(written("policy.regions=" + str(list(range(0, 60, 2)))), 60, 8)
    both = [(a, b) for a, b in zip(everywhere, confined, strict=True) if a and b not in (0, NEVER_COVERED)]
    assert len(both) > 20
    assert all(a == b for a, b in both)


@pytest.mark.parametrize(
    ("share", "n", "pilots"),
    [(0.0, 50, 1), (0.001, 50, 1), (0.1, 1, 1), (0.1, 24, 2), (0.1, 25, 3), (0.5, 5, 3), (0.3, 5, 1), (1.0, 50, 50)],
)
def test_how_many_pilots(share: float, n: int, pilots: int) -> None:
    """Halves go up; a share is the double that it is, so that 0.3 of 5 (a hair below one and a half) is one."""
    assert len(pilots_among(list(range(n)), share, 4)) == pilots
    assert first_days(written(f"policy.rollout.pilot_share={share}"), n, 4).count(0) == pilots


def test_more_pilots_are_the_same_ones_and_others() -> None:
    regions = list(range(200))
    grown = [pilots_among(regions, share, 6) for share in (0.05, 0.2, 0.7)]
    assert grown[0] < grown[1] < grown[2]
    assert pilots_among(regions[::-1], 0.2, 6) == grown[1]


def test_dates_are_spread_evenly_up_to_the_last() -> None:
    n = 6000
    days = np.array([day for day in first_days(written("policy.rollout.pilot_share=0"), n, 2) if day])
    assert len(days) == n - 1
    assert (int(days.min()), int(days.max())) == (1, N)
    assert abs(days.mean() - (N + 1) / 2) < 4 * sqrt((N * N - 1) / 12 / n)
    counts = np.histogram(days, bins=10, range=(0.5, N + 0.5))[0]
    # Nine degrees of freedom: mean 9, standard deviation √18.
    assert ((counts - n / 10) ** 2 / (n / 10)).sum() < 9 + 4 * sqrt(18)


def test_the_seed_decides() -> None:
    assert first_days(written(), 100, 1) != first_days(written(), 100, 2)
    assert first_days(written(), 100, 1) == first_days(written(), 100, 1)


@pytest.mark.parametrize(("active", "covered"), [("true", 3), ("false", 0)])
def test_residents_under_a_policy_are_counted(active: str, covered: int) -> None:
    policy, tally = np.zeros(1, record_type(rollout.POLICY, {})), SimpleNamespace(covered=0)
    rollout.pack(written(f"policy.active={active}"), np.zeros(1), policy)
    for p in range(3):
        rollout.count(p, 0, None, None, None, None, policy.view(np.recarray)[0], tally)
    assert tally.covered == covered


SMALL = ("society.region_people=256", "society.network.distant=0")
"""Eight regions without friends in one another."""


def test_a_region_is_covered_and_scored_from_its_first_day() -> None:
    wanted = scenario("article", *SMALL, "policy.rollout.pilot_share=0.2", "policy.rollout.nationwide=2014-08-13", days=80, burn_in_days=5)
    outcome = live(wanted, seed=3)
    layout = outcome.simulation.layout
    first = np.array(first_days(wanted, len(layout), 3))
    assert 0 in first
    assert len(set(first.tolist())) > 4
    in_force = np.arange(80)[:, None] >= first[None, :]
    people = np.array([region.people for region in layout])
    assert np.array_equal(outcome.series["covered"].reshape(80, -1), in_force * people)
    assert np.array_equal(outcome.series["scored"].reshape(80, -1) > 0, in_force)


def test_a_policy_confined_to_regions_changes_nobody_outside() -> None:
    confined = live(scenario("article", *SMALL, "policy.regions=[0, 3]", "policy.rollout.active=false", days=150))
    bare = live(scenario("article", *SMALL, "policy.active=false", days=150))
    inside = np.isin(bare.people["region"], [0, 3])
    differing = {name for name, column in bare.people.items() if not np.array_equal(column, confined.people[name])}
    assert "score" in differing
    for name in bare.people:
        assert np.array_equal(bare.people[name][~inside], confined.people[name][~inside]), name


def test_points_alone_are_rolled_out_where_a_policy_says_so() -> None:
    """All else is in force everywhere from day 0, nobody is scored before the region's day."""
    keys = ("policy.rollout.pilot_share=0.2", "policy.rollout.nationwide=2014-08-13", "policy.rollout.of=points")
    sanctions = ("policy.listing.wrong_judgments_per_year=1", "policy.listing.by_score=false")
    wanted = scenario("article", *SMALL, *keys, *sanctions, days=80, burn_in_days=5)
    outcome = live(wanted, seed=3)
    layout = outcome.simulation.layout
    first = np.array(first_days(wanted, len(layout), 3))
    in_force = np.arange(80)[:, None] >= first[None, :]
    assert len(set(first.tolist())) > 4
    assert np.array_equal(outcome.series["scored"].reshape(80, -1) > 0, in_force)
    assert np.array_equal(outcome.series["covered"].reshape(80, -1), np.tile([region.people for region in layout], (80, 1)))
    listed = outcome.series["listed"].reshape(80, -1)
    late = first > 20
    assert (listed[:, late] * ~in_force[:, late]).any(axis=0).all()
    assert not rollout.points_alone(scenario("article", *SMALL, *keys[:2], days=80))
