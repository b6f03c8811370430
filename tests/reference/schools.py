"""The page *schools*, and *Kin* of the page *day*, which it alone asks for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.demography import others_of_the_household
from reference.economy import PRIVATE
from reference.now import Now
from reference.sanctions import NOBODY, THE_LISTED, bar_of


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whose children private schools are closed to."""
    return SimpleNamespace(bar=bar_of(scenario.policy, scenario.policy.schools))


def look_at_kin(now: Now) -> None:
    """What the adults of a pupil's household showed yesterday."""
    today, pupil = now.today, now.pupil & ~now.adult
    for there, other in others_of_the_household(now):
        seen = pupil & there & (now.shown["adult"][other] == 1)
        today.kin_listed[seen & (now.shown["listed"][other] == 1)] = 1
        today.kin_tier = np.where(seen, np.maximum(today.kin_tier, now.shown["tier"][other]), today.kin_tier)


def month(now: Now) -> None:
    """At the turn of the month: children of the barred lose private places."""
    today, bar = now.today, now.rules.schools.bar
    placed = (bar != NOBODY) & ~now.adult & (now.person.school & PRIVATE != 0)
    by_list = now.took("schools: moved for the list", placed & (bar == THE_LISTED) & (today.kin_listed != 0))
    by_tier = now.took("schools: moved for the tier", placed & (bar >= 0) & (today.kin_tier >= bar))
    today.moved[by_list | by_tier] = 1
    now.counts.add("children_moved", by_list | by_tier)
