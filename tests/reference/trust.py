"""The page *trust*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import scoring
from reference.behaviour import HONEST
from reference.now import Meeting, Now
from reference.numbers import ONE, STOCK_TOP, Ints, Mask, clamp, exact, factor, monthly, rounded, step_toward, threshold
from reference.sanctions import kinds_of_sanction

MOST_TIERS = 16


def constants(scenario: Any) -> SimpleNamespace:
    """First level and rates."""
    mind = scenario.mind.trust
    return SimpleNamespace(
        active=mind.active,
        start=rounded(exact(mind.start) * STOCK_TOP) if mind.active else 0,
        good=threshold(exact(mind.good_rate)),
        bad=threshold(exact(mind.bad_rate)),
        caught=threshold(exact(mind.caught_rate)),
        discount=factor(exact(mind.discount)),
        crowding_rate=threshold(min(Fraction(1), monthly(mind.crowding_per_year))),
        crowding_fade=threshold(min(Fraction(1), monthly(mind.crowding_fade_per_year))),
    )


def of_policy(scenario: Any) -> SimpleNamespace:
    """What a sanction does to honesty, what a tier says."""
    mind = scenario.mind.trust
    crowds = mind.active and kinds_of_sanction(scenario) > 0
    return SimpleNamespace(
        crowding=rounded(exact(mind.crowding) * 32_767) if crowds else 0,
        tier_signal=np.array(_tier_signal(scenario) if mind.active else [0] * MOST_TIERS, np.int64),
    )


def _tier_signal(scenario: Any) -> list[int]:
    policy = scenario.policy
    signal = [0] * MOST_TIERS
    if not policy.scoring.active or not policy.tier:
        return signal
    last, start = len(policy.tier) - 1, scoring.tier_of_start(policy)
    for t in range(last + 1):
        room = max(1, start if t < start else last - start)
        signal[t] = rounded(exact(scenario.mind.trust.signal) * STOCK_TOP * (start - t) / room)
    return signal


def init(now: Now, who: Mask) -> None:
    """Everybody's first level, children's too."""
    now.person.trust[who] = now.rules.trust.start


def learn(now: Now, who: Mask, news: int, shift: Ints | int, rate: Ints | int, word: Ints) -> None:
    """These people's trust moves by a share of the surprise."""
    if not who.any():
        return
    trust = now.person.trust
    expected = clamp(trust + shift, 0, STOCK_TOP)
    trust[who] = clamp(trust + (((news - expected) * rate + word) >> 32), 0, STOCK_TOP)[who]


def meet(now: Now, meeting: Meeting) -> None:
    """Step 8."""
    rule, slot, face = now.rules.trust, meeting.slot, meeting.face
    if not rule.active:
        return
    who = meeting.who & now.adult
    shift = rule.tier_signal.at(face["tier"])
    dealt = who & (face["deal_slot"] == meeting.back)
    word = now.draw("TRUST_DEAL", dealt, slot)
    honest, rate = dealt & (face["deal_kind"] == HONEST), good_rate(now)
    learn(now, honest, STOCK_TOP, shift, rate, word)
    now.took("trust: an honest deal with a signal", honest & (shift != 0))
    now.took("trust: an honest deal discounted", honest & (rate < rule.good))
    now.took("trust: an honest deal taken for what it is", honest & (rate == rule.good))
    wronged = now.took("trust: wronged", dealt & ~honest)
    learn(now, wronged, 0, shift, rule.bad, word)
    caught = now.took("trust: a contact is caught", who & meeting.live & (face["caught"] == 1))
    now.took("trust: wronged by who is caught for it", wronged & caught)
    learn(now, caught, STOCK_TOP, shift, rule.caught, now.draw("TRUST_CAUGHT", caught, slot))


def good_rate(now: Now) -> Ints:
    """What an honest deal teaches each: less where fear of discovery may be behind it."""
    rule, risk = now.rules.trust, now.person.risk
    seen = (rule.discount * (risk + (risk >> 15))) >> 16
    discounts = now.aware & now.rules.deterrence.active
    rate: Ints = np.where(discounts, (rule.good * (ONE - seen)) >> 16, rule.good)
    return rate


def suspect(now: Now) -> None:
    """Step 10."""
    rule = now.rules.trust
    if not rule.active:
        return
    suspects = now.took("trust: a suspicion", now.today.suspect_slot > 0)
    learn(now, suspects, 0, 0, rule.bad, now.draw("TRUST_SUSPECT", suspects))


def month(now: Now) -> None:
    """At the turn of the month honesty is crowded in or out, or that wears off."""
    crowded, rule = now.person.crowded, now.rules.trust
    target = np.where(now.aware, rule.crowding, 0)
    moves = crowded != target
    now.took("trust: crowded in", moves & (target > 0))
    now.took("trust: crowded out", moves & (target < 0))
    now.took("trust: crowding wears off", moves & (target == 0))
    rate = np.where(target == 0, rule.crowding_fade, rule.crowding_rate)
    crowded[moves] = step_toward(crowded, target, rate, now.draw("CROWDING", moves))[moves]


def count(now: Now) -> None:
    """Step 20."""
    if not now.rules.trust.active:
        return
    trust, n_tiers = now.person.trust, now.rules.scoring.n_tiers
    now.counts.add("trust_sum", now.adult, trust)
    now.counts.add_at("trust_tiers", max(1, int(n_tiers.max())), now.adult & (n_tiers > 0), now.person.tier, trust)


def survey(now: Now) -> Mask:
    """Who answers yes, asked at the end of a run; only adults are."""
    yes: Mask = now.adult & (now.draw("SURVEY", now.adult, day=now.person.arrived) >> 16 < now.person.trust)
    return yes
