"""The page *due_process*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import listing
from reference.now import APPEALS, BY_CHOICE, Now
from reference.numbers import CERTAIN, Mask, exact, monthly, rounded, threshold

DECIDED = -1
LONGEST = 120
OFF = SimpleNamespace(
    active=False,
    spares_unable=False,
    corrects=False,
    **dict.fromkeys(("notice_days", "heeds_notice", "chance", "cost", "delay", "appeals", "finds_error", "lets_off", "expiry"), 0),
)


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Notice, appeal, correction, expiry."""
    policy, given = scenario.policy, scenario.policy.due_process
    if not policy.active or given is None or not given.active:
        return OFF
    memory = given.memory_days
    return SimpleNamespace(
        active=True,
        notice_days=given.notice_days,
        heeds_notice=threshold(exact(given.heeds_notice)),
        spares_unable=given.spares_unable,
        chance=threshold(min(Fraction(1), monthly(given.appeals_per_year))),
        cost=rounded(exact(given.cost_cny)),
        delay=given.delay_months,
        appeals=rounded(exact(given.appeals_per_1000) / 1000 * CERTAIN),
        finds_error=threshold(exact(given.finds_error)),
        lets_off=threshold(exact(given.lets_off)),
        corrects=given.corrects,
        expiry=threshold(min(Fraction(1), Fraction(365, 12 * memory))) if memory > 0 else 0,
    )


def has_case(now: Now) -> Mask:
    """Who has something to appeal against."""
    person = now.person
    below: Mask = now.rules.scoring.active & (person.score < person.clean_score)
    return now.listed | below


def month(now: Now) -> None:
    """At the turn of the month, first pass."""
    who = now.adult & now.rules.due_process.active
    now.person.appeal[~who] = 0
    _give_notice(now, who)
    _appeal(now, who)


def _give_notice(now: Now, who: Mask) -> None:
    person, today, rule = now.person, now.today, now.rules.due_process
    due = who & now.in_debt & now.rules.listing.by_judgment
    late = listing.late_by(now)
    noticed = now.took("due process: a notice", due & (late >= 0) & (person.listing & (listing.JUDGED | listing.NOTICED) == 0))
    today.noticed[noticed] = 1
    now.counts.add("notices", noticed)
    asked = due & (late >= 0) & (person.means & BY_CHOICE != 0)
    heeds = now.took("due process: heeds the notice", now.draw("NOTICE_HEEDED", asked) < rule.heeds_notice)
    now.took("due process: does not heed the notice", asked & ~heeds)
    today.heeds_notice[heeds] = 1


def _appeal(now: Now, who: Mask) -> None:
    person, today, rule = now.person, now.today, now.rules.due_process
    case = has_case(now)
    now.took("due process: a case over", who & ~case & (person.appeal != 0))
    waits = now.took("due process: an appeal waits", who & case & (person.appeal > 0))
    may = who & case & (person.appeal == 0)
    files = now.draw("APPEAL_FILED", may) < rule.chance
    poor = now.took("due process: cannot afford an appeal", files & (person.savings < rule.cost))
    appeals = now.took("due process: appeals", files & ~poor)
    now.took("due process: appeals against the score alone", appeals & ~now.listed)
    now.took("due process: lost for good", who & case & (person.appeal == DECIDED))
    person.appeal[waits] = np.minimum(LONGEST, person.appeal + 1)[waits]
    person.appeal[who & ~case] = 0
    person.appeal[appeals] = 1
    today.appealed[appeals] = 1
    today.appeal_fee[appeals] = rule.cost[appeals]
    now.counts.add("appeals_unaffordable", poor)
    now.counts.add("appeals", appeals)


def serve(now: Now) -> None:
    """At the turn of the month, second pass: appeals are decided."""
    person, today, rule = now.person, now.today, now.rules.due_process
    heard = today.served & APPEALS != 0
    lapses = now.took("due process: heard without a case", heard & ~has_case(now))
    person.appeal[lapses] = 0
    heard &= ~lapses
    wrong = ~now.listed | listing.wrongly(now)
    word = now.draw("APPEAL_DECIDED", heard)
    won = heard & (word < np.where(wrong, rule.finds_error, rule.lets_off))
    lost = heard & ~won
    for who, found in (("wronged", wrong), ("rightly judged", ~wrong)):
        now.took(f"due process: an appeal won by the {who}", won & found)
        now.took(f"due process: an appeal lost by the {who}", lost & found)
    person.appeal[lost] = DECIDED
    person.appeal[won] = 0
    today.appeal_lost[lost] = 1
    today.appeal_won[won] = 1
    now.counts.add("appeals_won", won)
    now.counts.add("appeals_won_rightly", won & wrong)


def revise(now: Now, who: Mask) -> None:
    """On the morning on which the policy of a region changes or ends."""
    ends = who & ~now.rules.due_process.active
    now.took("due process: a pending appeal ends by a revision", ends & (now.person.appeal > 0))
    now.person.appeal[ends] = 0
