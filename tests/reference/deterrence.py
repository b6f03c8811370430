"""The page *deterrence*."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import scoring
from reference.now import Meeting, Now, per_act
from reference.numbers import ONE, STOCK_TOP, Ints, Mask, exact, factor, rounded, step_toward, threshold
from reference.sanctions import kinds_of_sanction


def constants(scenario: Any) -> SimpleNamespace:
    """Everybody's first guess at the risk, and how fast it is learned."""
    mind = scenario.mind.deterrence
    return SimpleNamespace(
        risk_start=rounded(exact(mind.risk_start) * STOCK_TOP) if mind.active else 0,
        risk_rate=threshold(exact(mind.risk_rate)),
    )


def of_policy(scenario: Any) -> SimpleNamespace:
    """Costs as people perceive them."""
    policy, mind, listing = scenario.policy, scenario.mind.deterrence, scenario.policy.listing
    lists = listing is not None and listing.active
    by_score = policy.scoring.active and lists and listing.by_score
    debts_list = policy.active and lists and listing.by_judgment
    debt = per_act([row.kind == "debt" for row in scenario.society.behaviour])
    return SimpleNamespace(
        active=policy.active and mind.active,
        sanction_cost=min(ONE, factor(exact(mind.sanction_weight)) * kinds_of_sanction(scenario)),
        listing_line=listing.by_score_below if by_score else policy.min_score,
        punished=(scoring.of_policy(scenario).points < 0) | ((debt == 1) & debts_list),
    )


def init(now: Now, who: Mask) -> None:
    """Everybody's first guess at the risk, children's too."""
    now.person.risk[who] = now.rules.deterrence.risk_start


def weigh_the_occasion(now: Now) -> None:
    """Step 2."""
    person, today, rule = now.person, now.today, now.rules.deterrence
    weighs = (today.occasion > 0) & rule.active & now.aware
    a_post = (now.rules.expression.speech_rule.at(today.occasion) == 1) & now.rules.expression.active
    now.took("deterrence: a post is weighed elsewhere", weighs & a_post)
    weighs &= ~a_post
    v = now.rules.scoring.points.at(today.occasion)
    distance = np.maximum(1, person.score - rule.listing_line)
    punished = weighs & rule.punished.at(today.occasion)
    now.took("deterrence: a debt that costs no points", punished & (v >= 0))
    now.took("deterrence: at or below the line", punished & (person.score <= rule.listing_line))
    cost = rule.sanction_cost + np.where(v < 0, (-v * ONE) // distance, 0)
    now.took("deterrence: the full cost", punished & (cost >= ONE))
    cost = np.minimum(cost, ONE)
    today.deterred = np.where(punished, ((person.risk + (person.risk >> 15)) * cost) >> 16, 0)
    worth = (v * ONE) // distance
    tempting = weighs & ~punished & (v > 0)
    now.took("deterrence: the full worth", tempting & (worth >= ONE))
    today.tempted = np.where(tempting, np.minimum(ONE, worth), 0)


def learn_from_a_contact(now: Now, meeting: Meeting) -> None:
    """Step 8."""
    learns = meeting.live & now.rules.deterrence.active & now.aware
    of_a_post = now.rules.expression.active & (meeting.face["opinion"] > 0)
    learns &= ~of_a_post
    caught = now.took("deterrence: a contact is caught", learns & (meeting.face["caught"] == 1))
    unpunished = now.took("deterrence: a contact goes unpunished", learns & ~caught & (meeting.face["unpunished"] == 1))
    _move_risk(now, caught | unpunished, np.where(caught, STOCK_TOP, 0), now.draw("RISK_CONTACT", caught | unpunished, meeting.slot))


def learn_from_oneself(now: Now) -> None:
    """Step 15."""
    rule, today, expression = now.rules.deterrence, now.today, now.rules.expression
    who = (today.act > 0) & rule.active & now.aware & (now.rules.scoring.points.at(today.act) < 0)
    a_post = expression.speech_rule.at(today.act) == 1
    elsewhere = a_post & (expression.active | (today.level <= expression.tolerance))
    now.took("deterrence: a post teaches elsewhere", who & elsewhere)
    who &= ~elsewhere
    now.took("deterrence: caught oneself", who & (today.caught == 1))
    now.took("deterrence: unpunished oneself", who & (today.caught == 0))
    _move_risk(now, who, np.where(today.caught == 1, STOCK_TOP, 0), now.draw("RISK_OWN", who))


def _move_risk(now: Now, who: Mask, target: Ints, word: Ints) -> None:
    if not who.any():
        return
    moved = step_toward(now.person.risk, target, now.rules.deterrence.risk_rate, word)
    now.person.risk[who] = moved[who]


def count(now: Now) -> None:
    """Step 20."""
    now.counts.add("risk_sum", now.adult & now.rules.deterrence.active, now.person.risk)
