"""Closed forms, with mechanisms and mind off, at 200,000 people: every count within 4 standard errors."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lab import Outcome, live, scenario, traits_of
from sincerity.types import HAS_LOAN, TRAITS

PEOPLE, DAYS = 200_000, 120
OFF = (
    "society.aging.active=false",
    "society.economy.active=false",
    "policy.jobs.active=false",
    "policy.loans.active=false",
    "policy.schools.active=false",
    "policy.rollout.active=false",
    "mind.expression.active=false",
    "mind.deterrence.active=false",
    "mind.ties.active=false",
    "policy.informants.active=false",
    "policy.travel.active=false",
    "policy.listing.active=false",
    "policy.surveillance.coverage=0.7",
    "policy.min_score=-2000000000",
    "policy.max_score=2000000000",
    "start=2016-01-15",  # a leap day is among the days
)
K = 4.0


@pytest.fixture(scope="module")
def run() -> Outcome:
    wanted = scenario("article", *OFF, people=PEOPLE, days=DAYS, burn_in_days=2)
    neutral = [f"society.behaviour.{row.id}.trait_weight=0" for row in wanted.society.behaviour]
    neutral += [f"policy.rule.{name}.false_per_year=0.5" for name in ("littering", "donating")]
    # Posts under `policy.speech` and wrong records of posts cost different points: without the wrong ones a sum of points can be told.
    neutral += [f"policy.rule.{row.id}.false_per_year=0" for row in wanted.society.behaviour if row.kind == "speech"]
    return live(scenario("article", *OFF, *neutral, people=PEOPLE, days=DAYS, burn_in_days=2), threads=2)


def within(found: float, expected: float, variance: float) -> bool:
    return abs(found - expected) <= K * math.sqrt(variance)


def eligible(run: Outcome, needs_loan: bool) -> int:
    people = run.simulation.people
    adults = (people["standing"] & 1) == 1
    return int((adults & ((people["means"] & HAS_LOAN) != 0)).sum() if needs_loan else adults.sum())


def seen_chances(run: Outcome) -> np.ndarray:
    """Of each adult's posts: nu + (1 - nu) d where d is above what is tolerated, d being what the person wishes to say; else 0."""
    policy = run.simulation.scenario.policy
    traits = traits_of(run.simulation.people, run.simulation.world)[run.simulation.people["standing"] & 1 == 1]
    wish = run.simulation.world["wish"][0, traits[:, TRAITS.index("outspokenness")]] / 2**24
    nu = policy.surveillance.coverage
    return np.where(wish > policy.speech.tolerance, nu + (1 - nu) * wish, 0.0)


def test_acts_are_bernoulli_per_adult_day(run: Outcome) -> None:
    for row in run.simulation.scenario.society.behaviour:
        n, p = eligible(run, row.needs_loan) * DAYS, row.per_year / 365
        assert within(run.total(f"acts_{row.id}"), n * p, n * p * (1 - p)), row.id


def test_records_are_seen_acts_and_wrong_records(run: Outcome) -> None:
    rules = run.simulation.scenario.policy.rule
    adults = eligible(run, False) * DAYS
    for row in run.simulation.scenario.society.behaviour:
        if row.id not in rules:
            assert run.total(f"records_{row.id}") == 0
            continue
        rule = rules[row.id]
        true = eligible(run, row.needs_loan) * DAYS * row.per_year / 365 * rule.seen * 0.7
        if row.kind == "speech":
            true = DAYS * row.per_year / 365 * float(seen_chances(run).sum())
            assert true > 4 * K, row.id
        wrong = adults * rule.false_per_year / 365
        assert within(run.total(f"records_{row.id}"), true + wrong, true + wrong), row.id


def test_wrong_records_are_independent_of_acts(run: Outcome) -> None:
    rules = run.simulation.scenario.policy.rule.values()
    wrong = eligible(run, False) * DAYS * sum(rule.false_per_year for rule in rules) / 365
    assert within(run.total("records_false"), wrong, wrong)
    people = run.people
    adults = run.simulation.people["standing"] & 1 == 1
    r = np.corrcoef(people["truth_acts"][adults], people["records_false"][adults])[0, 1]
    assert abs(r) < K / math.sqrt(adults.sum())


def test_daily_counts_vary_as_bernoulli_ones_do(run: Outcome) -> None:
    """Behaviours exclude each other within a day, and days are independent: variance over mean of a daily count is 1 - p."""
    daily = run.daily("acts_littering")
    ratio = daily.var(ddof=1) / daily.mean()
    assert abs(ratio - 1) < K * math.sqrt(2 / (DAYS - 1))


def test_score_is_the_sum_of_records(run: Outcome) -> None:
    policy = run.simulation.scenario.policy
    worth = {name: rule.points for name, rule in policy.rule.items()}
    for row in run.simulation.scenario.society.behaviour:
        if row.kind == "speech" and row.id in worth:
            worth[row.id] = round(worth[row.id] * policy.speech.severity)
    points = sum(each * run.total(f"records_{name}") for name, each in worth.items())
    adults = eligible(run, False)
    assert int(run.daily("score_sum")[-1]) == adults * policy.start_score + points


def test_posts_are_made_as_they_are_wished(run: Outcome) -> None:
    """Nobody weighs what to say where *expression* is off; the wish is a truncated exponential of the mean asked for."""
    acts = sum(run.total(f"acts_{row.id}") for row in run.simulation.scenario.society.behaviour if row.kind == "speech")
    assert run.total("posts_made") == run.total("posts_wanted") == acts
    assert run.total("posts_softened") == run.total("posts_withheld") == 0
    assert run.simulation.world["wish"][0].mean() / 2**24 == pytest.approx(0.25, rel=1e-3)


def test_deals_are_bernoulli_per_adult_day(run: Outcome) -> None:
    """Honest ones by their rate on the days without a wrong; wrongs besides. Who has no live tie has nobody to deal with."""
    society = run.simulation.scenario.society
    ties = run.simulation.people["ties"][run.simulation.people["standing"] & 1 == 1]
    n = int(((ties & 0x7FFF) != 0).any(axis=1).sum()) * DAYS
    honest, wrong = society.deals.per_year / 365, sum(row.per_year for row in society.behaviour if row.wrongs_contact) / 365
    p = wrong + (1 - wrong) * honest
    assert within(run.total("deals"), n * p, n * p * (1 - p))


def test_clean_score_leaves_out_wrong_records_only(run: Outcome) -> None:
    differ = run.people["score"] != run.people["clean_score"]
    assert differ.any()
    assert not (differ & (run.people["records_false"] == 0)).any()


def test_children_neither_act_nor_lose_points(run: Outcome) -> None:
    child = run.simulation.people["standing"] & 1 == 0
    for column in ("truth_acts", "records", "days_listed", "reports_made", "hours_lost"):
        assert not run.people[column][child].any(), column
    assert (run.people["score"][child] == run.simulation.scenario.policy.start_score).all()
