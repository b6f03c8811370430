"""The lives behind a claim are those that a run would live, and the year after the repeal goes on from the policy's last day."""

from __future__ import annotations

import datetime

import numpy as np

import lab
from sincerity.experiments.measure import Life, live
from sincerity.verdicts.catalogue import shipped_claims
from sincerity.verdicts.lives import AFTER, AFTER_DAYS, NONE, POLICY, live_all, repealed, scenarios_of

VARIANTS = shipped_claims().variants
NAMES = (AFTER, *(one.name for one in VARIANTS))
BUSY = (
    *("policy.rollout.active=false", "policy.listing.by_score_below=980", "mind.awareness.from=everyone"),
    "policy.detention.detained_per_1000=2",
)
SMALL = lab.scenario("article", *BUSY, people=300, days=75)
SCENARIOS = scenarios_of(SMALL, VARIANTS)
LIVES = live_all(SCENARIOS, 1, NAMES)


def same(a: Life, b: Life) -> bool:
    """Whether two lives are one, day by day and person by person."""
    return all(np.array_equal(a.series[name], b.series[name]) for name in b.series) and all(
        np.array_equal(a.people[name], b.people[name]) for name in b.people
    )


def test_each_life_is_the_one_that_its_scenario_lives_by_itself() -> None:
    for name in (POLICY, NONE, "no_ring_tone", "appeals"):
        assert same(LIVES[name], live(SCENARIOS[name], seed=1)), name
    assert not same(LIVES[POLICY], LIVES["no_ring_tone"])


def test_a_variant_that_changes_nothing_is_the_policy_itself() -> None:
    assert SCENARIOS["no_appeals"] == SMALL
    assert LIVES["no_appeals"] is LIVES[POLICY]
    due = lab.scenario("due-process", people=300, days=75)
    assert scenarios_of(due, VARIANTS)["appeals"] == due != scenarios_of(due, VARIANTS)["no_appeals"]


def test_the_year_after_goes_on_from_the_last_day() -> None:
    whole = live(SCENARIOS[AFTER], seed=1)
    before, after = LIVES[POLICY], LIVES[AFTER]
    assert len(after.series["adults"]) == AFTER_DAYS
    assert same(after, Life(SCENARIOS[AFTER], whole.between(75, 75 + AFTER_DAYS).series, whole.people))
    assert set(before.series["covered"]) == {300}
    assert set(after.series["covered"]) == {0}
    assert before.series["listed"][-1] > 0 == after.series["listed"][0]


def test_the_repeal_follows_the_policys_own_revisions() -> None:
    on = SMALL.start + datetime.timedelta(days=40)
    late = SMALL.start + datetime.timedelta(days=90)
    rows = [{"name": "first", "on": on, "set": {"active": False}}, {"name": "late", "on": late, "set": {"active": True}}]
    found = repealed(SMALL.with_(policy__revision=rows))
    assert [row.name for row in found.policy.revision] == ["first", "end_of_the_policy"]
    assert found.policy.revision[-1].on == SMALL.start + datetime.timedelta(days=75)
    off = repealed(SMALL.with_(policy__revision=rows, policy__revisions__active=False))
    assert [row.name for row in off.policy.revision] == ["end_of_the_policy"]
    assert off.policy.revisions.active


def test_who_is_detained_is_looked_at_under_the_policy() -> None:
    # A model needs a year to learn from, so nobody is detained in 75 days.
    assert LIVES[POLICY].detained == {}
    long = lab.scenario("article", *BUSY, people=600, days=640, burn_in_days=5)
    found = live_all({name: one for name, one in scenarios_of(long).items() if name != AFTER}, 1, ())
    taken = found[POLICY].detained["shadow_predicted"]
    assert len(taken) == found[POLICY].total("detentions") > 0


def test_only_what_is_wanted_is_lived() -> None:
    assert set(live_all(SCENARIOS, 1, ())) == {POLICY, NONE}
