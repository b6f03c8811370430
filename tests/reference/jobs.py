"""The page *jobs*."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from reference.now import JOB, Now
from reference.numbers import exact, threshold
from reference.sanctions import NOBODY, bar_of, barred


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whom good jobs are closed to."""
    given = scenario.policy.jobs
    bar = bar_of(scenario.policy, given)
    if bar == NOBODY:
        return SimpleNamespace(bar=bar, dismissed=0, employers_mind=False)
    return SimpleNamespace(bar=bar, dismissed=threshold(exact(given.dismissed_per_month)), employers_mind=given.employers_mind)


def month(now: Now) -> None:
    """At the turn of the month: who is barred may be dismissed from a well-paid post."""
    rule = now.rules.jobs
    may = (now.person.means & JOB == 2) & barred(now, rule.bar)
    dismissed = now.took("jobs: dismissed", now.draw("DISMISSED", may) < rule.dismissed)
    now.took("jobs: not dismissed yet", may & ~dismissed)
    now.today.dismissed[dismissed] = 1
    now.counts.add("jobs_lost", dismissed)
