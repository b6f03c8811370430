"""The page *behaviour*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import HAS_LOAN, Now, per_act
from reference.numbers import CERTAIN, NEVER, ONE, daily, exact, factor, rounded, threshold

TRAITS = ("diligence", "honesty", "outspokenness", "boldness", "playfulness", "civic_spirit", "spite")


def constants(scenario: Any) -> SimpleNamespace:
    """Cuts of the day's word, and what each act is like."""
    rows = scenario.society.behaviour
    weight = [factor(exact(row.trait_weight)) for row in rows]
    incentive = [factor(exact(row.incentive)) for row in rows]
    top = [((ONE + abs(w)) * (ONE + i)) >> 16 for w, i in zip(weight, incentive, strict=True)]
    total, cuts = Fraction(0), []
    for row, top_b in zip(rows, top, strict=True):
        total += exact(row.per_year) * top_b / ONE / 365
        cuts.append(min(CERTAIN, rounded(total * CERTAIN)))
    return SimpleNamespace(
        cut=np.array(cuts, np.int64),
        occasion_total=min(CERTAIN, rounded(total * CERTAIN)) if scenario.society.behaviours_active else 0,
        trait=per_act([TRAITS.index(row.trait) for row in rows]),
        weight=per_act(weight),
        top=np.maximum(1, per_act(top)),
        deterrable=per_act([factor(exact(row.deterrable)) for row in rows]),
        incentive=per_act(incentive),
        wrongs=per_act([row.wrongs_contact for row in rows]),
        visible=per_act([row.visible for row in rows]),
        debt=per_act([row.kind == "debt" for row in rows]),
        needs_loan=per_act([row.needs_loan for row in rows]),
        debt_paid=threshold(min(Fraction(1), daily(scenario.society.debt.paid_per_year))),
    )


def before_the_burn_in(now: Now) -> None:
    """No debt and no misdeed."""
    now.person.debt_day[:] = NEVER
    now.person.misdeed_day[:] = NEVER


def meet_the_occasion(now: Now) -> None:
    """Step 1."""
    rule = now.rules.behaviour
    u = now.draw("OCCASION", now.adult)
    occasion = np.where(u < rule.occasion_total, 1 + np.searchsorted(rule.cut, u, side="right"), 0)
    without_loan = (rule.needs_loan[occasion] == 1) & (now.person.standing & HAS_LOAN == 0)
    now.today.occasion = np.where(now.took("behaviour: no loan to default on", without_loan), 0, occasion)


def pay_a_debt(now: Now) -> None:
    """Step 3, first part: before the occasion, so that a debt of today is not paid today."""
    person = now.person
    owes = person.debt_day != NEVER
    pays = now.took("behaviour: a debt is paid", now.draw("DEBT_PAID", owes) < now.rules.behaviour.debt_paid)
    person.debt_day[pays] = NEVER
    now.today.paid_debt[pays] = 1


def take_it_or_leave_it(now: Now) -> None:
    """Step 3, the rest."""
    person, today, rule = now.person, now.today, now.rules.behaviour
    b = today.occasion
    traits = np.stack([getattr(person, name) for name in TRAITS])
    trait = traits[rule.trait[b], now.id]
    m = ONE + (rule.weight[b] * (2 * trait - 127)) // 127
    m = (m * (ONE - ((rule.deterrable[b] * today.deterred) >> 16))) >> 16
    m = (m * (ONE + ((rule.incentive[b] * today.tempted) >> 16))) >> 16
    acts = (b > 0) & (now.draw("ACT_TAKEN", b > 0) < (m << 32) // rule.top[b])
    now.took("behaviour: deterred", (b > 0) & ~acts & (today.deterred > 0))
    now.took("behaviour: tempted", acts & (today.tempted > 0))
    today.act = np.where(acts, b, 0)
    now.counts.add_at("acts", len(rule.cut), acts, today.act - 1)
    if now.day >= 0:
        person.truth_acts += acts
    defaults = acts & (rule.debt[today.act] == 1)
    now.took("behaviour: a second default", defaults & (person.debt_day != NEVER))
    person.debt_day[defaults & (person.debt_day == NEVER)] = now.day
    gravity = now.rules.scoring.gravity[today.act]
    shown = now.took("behaviour: a visible misdeed", acts & (gravity > 0) & (rule.visible[today.act] == 1))
    now.took("behaviour: a lighter misdeed replaces a graver", shown & (gravity < person.misdeed_gravity))
    person.misdeed_day[shown] = now.day
    person.misdeed_gravity[shown] = gravity[shown]
    _wrong_a_contact(now, acts & (rule.wrongs[today.act] == 1))


def _wrong_a_contact(now: Now, wrongs: Any) -> None:
    live = now.strength() > 0
    n_live = live.sum(axis=1)
    now.took("behaviour: nobody to wrong", wrongs & (n_live == 0))
    deals = now.took("behaviour: a contact is wronged", wrongs & (n_live > 0))
    k = (now.draw("ACT_CONTACT", deals) * n_live) >> 32
    kth = live & (live.cumsum(axis=1) == (k + 1)[:, None])
    now.today.deal_slot = np.where(deals, 1 + kth.argmax(axis=1), 0)
    now.today.deal_kind = np.where(deals, 2, 0)
