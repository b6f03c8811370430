"""The page *loans*."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from reference.now import WISHES, Now
from reference.sanctions import bar_of, barred


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """To whom nothing is lent."""
    return SimpleNamespace(bar=bar_of(scenario.policy, scenario.policy.loans))


def month(now: Now) -> None:
    """At the turn of the month: who is barred is refused."""
    wishes = (now.person.means & WISHES != 0) & barred(now, now.rules.loans.bar)
    now.took("loans: not refused for the debt", wishes & now.in_debt)
    refused = now.took("loans: refused", wishes & ~now.in_debt)
    now.today.loan_refused[refused] = 1
    now.counts.add("loans_refused", refused)
