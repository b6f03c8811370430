"""The page *behaviour*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import traits
from reference.now import HAS_LOAN, Now, per_act
from reference.numbers import CERTAIN, NEVER, ONE, Ints, Mask, daily, exact, factor, rounded, threshold

HONEST, WRONGED, WRONGED_IN_SIGHT = 1, 2, 3
CHOICE, WANT = 1, 2
"""Of `defaulted`: why."""


def constants(scenario: Any) -> SimpleNamespace:
    """Cuts of the day's word, what each act is like, debts and deals."""
    rows = scenario.society.behaviour
    weight = [factor(exact(row.trait_weight)) for row in rows]
    incentive = [factor(exact(row.incentive)) for row in rows]
    top = [((ONE + abs(w)) * (ONE + i)) >> 16 for w, i in zip(weight, incentive, strict=True)]
    top = [2 * top_b if row.wrongs_contact else top_b for row, top_b in zip(rows, top, strict=True)]
    strained = ONE + factor(exact(scenario.society.debt.strain)) if scenario.society.economy.active else ONE
    top = [(top_b * strained) >> 16 if row.kind == "debt" else top_b for row, top_b in zip(rows, top, strict=True)]
    total, cuts = Fraction(0), []
    for row, top_b in zip(rows, top, strict=True):
        total += exact(row.per_year) * top_b / ONE / 365
        cuts.append(min(CERTAIN, rounded(total * CERTAIN)))
    return SimpleNamespace(
        cut=np.array(cuts, np.int64),
        occasion_total=min(CERTAIN, rounded(total * CERTAIN)) if scenario.society.behaviours_active else 0,
        trait=per_act([traits.NAMES.index(row.trait) for row in rows]),
        weight=per_act(weight),
        top=np.maximum(1, per_act(top)),
        deterrable=per_act([factor(exact(row.deterrable)) for row in rows]),
        incentive=per_act(incentive),
        wrongs=per_act([row.wrongs_contact for row in rows]),
        visible=per_act([row.visible for row in rows]),
        speech=per_act([row.kind == "speech" for row in rows]),
        debt=per_act([row.kind == "debt" for row in rows]),
        needs_loan=per_act([row.needs_loan for row in rows]),
        default_act=default_act(scenario),
        deal_chance=threshold(min(Fraction(1), daily(scenario.society.deals.per_year))),
    )


def default_act(scenario: Any) -> int:
    """1 + the behaviour that a default for want of money is, 0 without one."""
    if not scenario.society.behaviours_active:
        return 0
    return next((b for b, row in enumerate(scenario.society.behaviour, 1) if row.kind == "debt" and row.needs_loan), 0)


def of_policy(_: Any) -> SimpleNamespace:
    """The catalogue is the same under every policy."""
    return SimpleNamespace()


def init(now: Now, who: Mask) -> None:
    """No misdeed."""
    now.person.misdeed_day[who] = NEVER


def meet_the_occasion(now: Now) -> None:
    """Step 1."""
    rule = now.rules.behaviour
    u = now.draw("OCCASION", now.at_large)
    occasion = np.where(u < rule.occasion_total, 1 + np.searchsorted(rule.cut, u, side="right"), 0)
    without_loan = (rule.needs_loan[occasion] == 1) & (now.person.means & HAS_LOAN == 0)
    now.today.occasion = np.where(now.took("behaviour: no loan to default on", without_loan), 0, occasion)


def take_it_or_leave_it(now: Now) -> None:
    """Step 3."""
    person, today, rule = now.person, now.today, now.rules.behaviour
    b = today.occasion
    trait = np.stack([getattr(person, name) for name in traits.NAMES])[rule.trait[b], now.id]
    m = ONE + (rule.weight[b] * (2 * trait - 127)) // 127
    m = (m * (ONE - ((rule.deterrable[b] * today.deterred) >> 16))) >> 16
    m = (m * (ONE + ((rule.incentive[b] * today.tempted) >> 16))) >> 16
    m = np.where(rule.wrongs[b] == 1, (m * (ONE - 2 * person.crowded)) >> 16, m)
    m = np.where(rule.debt[b] == 1, (m * strain_of(now)) >> 16, m)
    takes = (b > 0) & (now.draw("ACT_TAKEN", b > 0) < (m << 32) // rule.top[b])
    now.took("behaviour: deterred", (b > 0) & ~takes & (today.deterred > 0))
    now.took("behaviour: tempted", takes & (today.tempted > 0))
    now.took("behaviour: a wrong with honesty crowded in", (rule.wrongs[b] == 1) & (person.crowded > 0))
    now.took("behaviour: a wrong with honesty crowded out", (rule.wrongs[b] == 1) & (person.crowded < 0))
    today.wanted = np.where(takes, b, 0)


def strain_of(now: Now) -> Ints:
    """How much likelier a default is for want of savings, Q16."""
    person, economy = now.person, now.rules.economy
    year = 120 * np.maximum(1, person.instalment)
    missing = year - np.minimum(year, person.savings)
    return ONE + (economy.strain * missing) // year if economy.active else np.full(len(now.id), ONE)


def do_and_deal(now: Now) -> None:
    """Step 5."""
    _do(now)
    _deal(now)


def _do(now: Now) -> None:
    person, today, rule = now.person, now.today, now.rules.behaviour
    acts = (today.wanted > 0) & (today.withheld == 0) & (today.blocked == 0)
    today.act = np.where(acts, today.wanted, 0)
    now.counts.add_at("acts", len(rule.cut), acts, today.act - 1)
    if now.day >= 0:
        person.truth_acts += acts
    _be_seen(now, acts)
    wrongs = acts & (rule.wrongs[today.act] == 1)
    today.deal_slot = some_slot(now, wrongs, "ACT_CONTACT")
    now.took("behaviour: nobody to wrong", wrongs & (today.deal_slot == 0))
    deals, in_sight = today.deal_slot > 0, rule.visible[today.act] == 1
    now.took("behaviour: a contact is wronged in secret", deals & ~in_sight)
    now.took("behaviour: a contact is wronged in sight of others", deals & in_sight)
    today.deal_kind = np.where(deals, np.where(in_sight, WRONGED_IN_SIGHT, WRONGED), 0)


def _be_seen(now: Now, acts: Mask) -> None:
    person, today = now.person, now.today
    gravity = now.rules.scoring.gravity.at(today.act)
    graver = acts & (gravity > 0) & (now.rules.behaviour.visible[today.act] == 1)
    tolerated = (now.rules.expression.speech_rule.at(today.act) == 1) & (today.level <= now.rules.expression.tolerance)
    now.took("behaviour: a post that is tolerated is no misdeed", graver & tolerated)
    shown = now.took("behaviour: a visible misdeed", graver & ~tolerated)
    now.took("behaviour: a lighter misdeed replaces a graver", shown & (gravity < person.misdeed_gravity))
    person.misdeed_day[shown] = now.day
    person.misdeed_gravity[shown] = gravity[shown]


def _deal(now: Now) -> None:
    today = now.today
    free = now.at_large & (today.deal_slot == 0)
    wants = now.draw("DEAL", free) < now.rules.behaviour.deal_chance
    slot = some_slot(now, wants, "DEAL_CONTACT")
    now.took("behaviour: nobody to deal with", wants & (slot == 0))
    honest = now.took("behaviour: an honest deal", slot > 0)
    today.deal_slot[honest] = slot[honest]
    today.deal_kind[honest] = HONEST
    now.counts.add("deals", today.deal_slot > 0)


def month(now: Now) -> None:
    """At the turn of the month: an instalment not paid for want of money is an act."""
    act = now.rules.behaviour.default_act
    defaults = now.took("behaviour: a default by want", (now.today.defaulted == WANT) & (act > 0))
    now.today.act[defaults] = act
    now.counts.add_at("acts", len(now.rules.behaviour.cut), defaults, now.today.act - 1)
    if now.day >= 0:
        now.person.truth_acts += defaults


def some_slot(now: Now, who: Mask, purpose: str) -> Ints:
    """1 + the slot of a live tie to a contact at large, chosen by a word; 0 for those without one and for all others."""
    live = now.strength() > 0
    away = live & (now.shown["detained"][np.where(live, now.network.contact, 0)] == 1)
    now.took("behaviour: passes by who is detained", who & away.any(axis=1))
    live &= ~away
    n_live = live.sum(axis=1)
    who = who & (n_live > 0)
    k = (now.draw(purpose, who) * n_live) >> 32
    kth = live & (live.cumsum(axis=1) == (k + 1)[:, None])
    return np.where(who, 1 + kth.argmax(axis=1), 0)
