"""The page *association*."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.face import read_sum
from reference.now import Now
from reference.numbers import CERTAIN, Ints, daily, rounded


def constants(_: Any) -> SimpleNamespace:
    """Halves of one over the number of contacts, rounded up."""
    return SimpleNamespace(half_of=np.array([0, *(-(-CERTAIN // (2 * n)) for n in range(1, 64))], np.int64))


def of_policy(scenario: Any) -> SimpleNamespace:
    """How strongly contacts' scores pull."""
    policy, given = scenario.policy, scenario.policy.association
    pulls = policy.active and policy.scoring.active and given is not None and given.active
    span = max(1, policy.max_score - policy.min_score)
    return SimpleNamespace(points=rounded(daily(given.pull_per_year) * span / 4095 * CERTAIN) if pulls else 0)


def drift(now: Now) -> None:
    """Step 12."""
    person, today, rule, scoring = now.person, now.today, now.rules.association, now.rules.scoring
    near = read_sum(today.near)
    n, s = near["adult"], near["score"]
    who = now.adult & scoring.active & (n > 0)
    now.took("association: nobody around", now.adult & scoring.active & (n == 0))

    def scaled(score: Ints) -> Ints:
        on_the_face: Ints = ((score - scoring.min_score) * scoring.face_scale) >> 32
        return on_the_face

    mean = ((2 * s + n) * rule.half_of[n]) >> 32
    gap = mean - scaled(person.score)
    today.score_gap = np.where(who, 1 + np.abs(gap), 0)
    pulled = who & (rule.points != 0)
    word = now.draw("ASSOCIATION", pulled)
    today.association_change = np.where(pulled, (gap * rule.points + word) >> 32, 0)
    today.association_clean = np.where(pulled, ((mean - scaled(person.clean_score)) * rule.points + word) >> 32, 0)
    now.took("association: pulled up", today.association_change > 0)
    now.took("association: pulled down", today.association_change < 0)


def count(now: Now) -> None:
    """Step 20."""
    around = now.today.score_gap > 0
    now.counts.add("score_gap_sum", around, now.today.score_gap - 1)
    now.counts.add("score_gap_of", around)
