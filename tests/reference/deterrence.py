"""The page *deterrence*."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import scoring
from reference.now import Meeting, Now, per_act
from reference.numbers import ONE, RISK_TOP, exact, factor, rounded, step_toward, threshold


def constants(scenario: Any) -> SimpleNamespace:
    """Costs and rates as people perceive them."""
    policy, mind = scenario.policy, scenario.mind.deterrence
    travel, listing = policy.travel, policy.listing
    kinds_of_sanction = int(travel is not None and travel.active)
    lists = policy.active and listing is not None and listing.active
    debts_list = lists and listing.by_judgment and scenario.society.behaviours_active
    by_score = policy.scoring.active and listing is not None and listing.active and listing.by_score
    active = policy.active and mind.active and scenario.mind.awareness.from_ == "everyone"
    debt = per_act([row.kind == "debt" for row in scenario.society.behaviour])
    return SimpleNamespace(
        active=active,
        risk_start=rounded(exact(mind.risk_start) * RISK_TOP) if active else 0,
        risk_rate=threshold(exact(mind.risk_rate)),
        sanction_cost=min(ONE, factor(exact(mind.sanction_weight)) * kinds_of_sanction),
        listing_line=listing.by_score_below if by_score else policy.min_score,
        punished=(scoring.constants(scenario).points < 0) | (debt == 1 if debts_list else False),
    )


def on_the_morning_of_day_0(now: Now) -> None:
    """Everybody's first guess at the risk, children's too; 0 until now."""
    now.person.risk[:] = now.rules.deterrence.risk_start


def weigh_the_occasion(now: Now) -> None:
    """Step 2."""
    person, today, rule = now.person, now.today, now.rules.deterrence
    if not rule.active:
        return
    v = now.rules.scoring.points[today.occasion]
    distance = np.maximum(1, person.score - rule.listing_line)
    punished = (today.occasion > 0) & rule.punished[today.occasion]
    now.took("deterrence: a debt that costs no points", punished & (v >= 0))
    now.took("deterrence: at or below the line", punished & (person.score <= rule.listing_line))
    cost = rule.sanction_cost + np.where(v < 0, (-v * ONE) // distance, 0)
    now.took("deterrence: the full cost", punished & (cost >= ONE))
    cost = np.minimum(cost, ONE)
    today.deterred = np.where(punished, ((person.risk + (person.risk >> 15)) * cost) >> 16, 0)
    worth = (v * ONE) // distance
    tempting = (today.occasion > 0) & ~punished & (v > 0)
    now.took("deterrence: the full worth", tempting & (worth >= ONE))
    today.tempted = np.where(tempting, np.minimum(ONE, worth), 0)


def learn_from_a_contact(now: Now, meeting: Meeting) -> None:
    """Step 5."""
    rule = now.rules.deterrence
    if not rule.active:
        return
    who = meeting.live & now.adult
    caught = now.took("deterrence: a contact is caught", who & (meeting.face["caught"] == 1))
    unpunished = now.took("deterrence: a contact goes unpunished", who & ~caught & (meeting.face["unpunished"] == 1))
    _move_risk(now, caught | unpunished, np.where(caught, RISK_TOP, 0), now.draw("RISK_CONTACT", caught | unpunished, meeting.slot))


def learn_from_oneself(now: Now) -> None:
    """Step 10."""
    rule, today = now.rules.deterrence, now.today
    if not rule.active:
        return
    who = (today.act > 0) & (now.rules.scoring.points[today.act] < 0)
    now.took("deterrence: caught oneself", who & (today.caught == 1))
    now.took("deterrence: unpunished oneself", who & (today.caught == 0))
    _move_risk(now, who, np.where(today.caught == 1, RISK_TOP, 0), now.draw("RISK_OWN", who))


def _move_risk(now: Now, who: Any, target: Any, word: Any) -> None:
    moved = step_toward(now.person.risk, target, now.rules.deterrence.risk_rate, word)
    now.person.risk[who] = moved[who]


def count(now: Now) -> None:
    """Step 12."""
    now.counts.add("risk_sum", now.adult, now.person.risk)
