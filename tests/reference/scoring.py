"""The page *scoring*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import GROUP_B, Now, per_act
from reference.numbers import CERTAIN, Ints, Mask, daily, exact, rounded, threshold

KINDS = 64


def constants(scenario: Any) -> SimpleNamespace:
    """Points, chances of being seen, wrong records, tiers."""
    policy, behaviours = scenario.policy, scenario.society.behaviour
    active = policy.active and policy.scoring.active
    rules = policy.rule if active else {}
    worst = max((-rule.points for rule in policy.rule.values()), default=0)
    coverage, group_b_factor = exact(policy.surveillance.coverage), exact(policy.surveillance.group_b_factor)
    found = [rules.get(row.id) for row in behaviours]
    seen = [exact(rule.seen) * coverage if rule else Fraction(0) for rule in found]
    wrong = [min(2**26, rounded(daily(rule.false_per_year) * CERTAIN)) if rule else 0 for rule in found]
    tiers = policy.tier if active else ()
    return SimpleNamespace(
        active=active,
        start_score=policy.start_score,
        min_score=policy.min_score,
        max_score=policy.max_score,
        face_scale=4095 * CERTAIN // max(1, policy.max_score - policy.min_score) if active else 0,
        return_points=rounded(exact(policy.return_per_year) / 12 * CERTAIN) if active else 0,
        tier_margin=policy.scoring.tier_margin_points,
        tier_from=[tier.from_ for tier in tiers],
        scored=per_act([rule is not None for rule in found]),
        points=per_act([rule.points if rule else 0 for rule in found]),
        gravity=per_act([max(1, (-rule.points * 15 + worst // 2) // worst) if rule and rule.points < 0 else 0 for rule in found]),
        seen_a=per_act([threshold(s) for s in seen]),
        seen_b=per_act([threshold(min(Fraction(1), s * group_b_factor)) for s in seen]),
        wrong_record=np.array(wrong + [0] * (KINDS - len(wrong)), np.int64),
    )


def tier_of(rule: SimpleNamespace, score: Ints, before: Ints) -> Ints:
    """The tier of a score, for someone who was in the tier `before`: 0 the best."""
    tier = np.full(len(score), max(0, len(rule.tier_from) - 1))
    for t in reversed(range(len(rule.tier_from) - 1)):
        tier[score >= rule.tier_from[t] + np.where(t < before, rule.tier_margin, 0)] = t
    return tier


def on_the_morning_of_day_0(now: Now) -> None:
    """Everyone, children too, gets the start score and its tier."""
    person, rule = now.person, now.rules.scoring
    if not rule.active:
        return
    person.score[:] = rule.start_score
    person.clean_score[:] = rule.start_score
    person.tier = tier_of(rule, person.score, np.zeros_like(person.tier))
    person.tier_start = person.tier.copy()


def judge(now: Now) -> None:
    """Step 8."""
    person, today, rule = now.person, now.today, now.rules.scoring
    if not rule.active:
        return
    adult, n_kinds = now.adult, len(rule.points) - 1
    reported_points = now.rules.informants.reported_points
    change = today.points + today.reported * reported_points
    clean = today.points + (today.reported - today.reported_falsely) * reported_points

    scored = adult & (today.act > 0) & (rule.scored[today.act] == 1)
    group_b = person.standing & GROUP_B != 0
    seen = np.where(group_b, rule.seen_b[today.act], rule.seen_a[today.act])
    true = now.draw("ACT_SEEN", scored) < seen
    now.took("scoring: seen for being of group B only", true & group_b & (now.draw("ACT_SEEN", scored) >= rule.seen_a[today.act]))
    points = np.where(true, rule.points[today.act], 0)
    change, clean = change + points, clean + points
    today.recorded = np.where(true, today.act, 0)
    visible = now.rules.behaviour.visible[today.act] == 1
    caught = true & (points < 0)
    today.caught = caught.astype(np.int64)
    today.caught_visibly = (caught & now.took("scoring: caught visibly", caught & visible)).astype(np.int64)
    now.took("scoring: caught unseen by others", caught & ~visible)
    unpunished = scored & ~true & (rule.gravity[today.act] > 0) & visible
    today.unpunished = unpunished.astype(np.int64)
    now.counts.add_at("records", n_kinds, true, today.act - 1)
    person.records += true

    u = now.draw("WRONG_RECORD", adult)
    kind = np.where(adult, u >> 26, 0)
    wrong = adult & (u & 0x3FFFFFF < rule.wrong_record[kind])
    now.took("scoring: a true and a wrong record", true & wrong)
    today.misrecorded = np.where(wrong, kind + 1, 0)
    change = change + np.where(wrong, rule.points[today.misrecorded], 0)
    now.counts.add_at("records", n_kinds, wrong, kind)
    now.counts.add("records_false", wrong)
    person.records += wrong
    person.records_false += wrong

    moved = adult & (clean != 0)
    person.clean_score[moved] = np.clip(person.clean_score + clean, rule.min_score, rule.max_score)[moved]
    moved = adult & (change != 0)
    new = np.clip(person.score + change, rule.min_score, rule.max_score)
    now.took("scoring: clamped", moved & (new != person.score + change))
    settle(now, moved, new)


def settle(now: Now, who: Mask, new: Ints) -> None:
    """Give these people their new score, and the tier that goes with it."""
    person, rule = now.person, now.rules.scoring
    now.today.score_change += np.where(who, new - person.score, 0)
    person.score[who] = new[who]
    after = tier_of(rule, person.score, person.tier)
    moved = who & (after != person.tier)
    now.took("scoring: a tier up", moved & (after < person.tier))
    now.took("scoring: a tier down", moved & (after > person.tier))
    now.took("scoring: held down by the margin", who & ~moved & (tier_of(rule, person.score, person.tier * 0) < person.tier))
    n_tiers = len(rule.tier_from)
    person.days_tier[moved, person.tier[moved]] += now.day - person.tier_since[moved]
    person.tier_since[moved] = now.day
    now.counts.add_at("moves", n_tiers * n_tiers, moved, person.tier * n_tiers + after)
    person.tier[moved] = after[moved]


def month(now: Now) -> None:
    """At the turn of the month both scores return toward the start."""
    person, rule = now.person, now.rules.scoring
    if not rule.active or rule.return_points == 0 or now.day < 1:
        return
    step = (rule.return_points + now.draw("SCORE_RETURN", now.adult)) >> 32
    person.clean_score = np.where(now.adult, rule.start_score + shrink(person.clean_score - rule.start_score, step), person.clean_score)
    new = rule.start_score + shrink(person.score - rule.start_score, step)
    returns = now.adult & (new != person.score)
    now.took("scoring: returns from below", returns & (person.score < rule.start_score))
    now.took("scoring: returns from above", returns & (person.score > rule.start_score))
    settle(now, returns, new)


def shrink(x: Ints, n: Ints) -> Ints:
    """x, nearer to 0 by n, but not past it."""
    return np.where(x > n, x - n, np.where(x < -n, x + n, 0))


def count(now: Now) -> None:
    """Step 12."""
    person, rule = now.person, now.rules.scoring
    if not rule.active:
        return
    now.counts.add("scored", now.adult)
    now.counts.add("score_sum", now.adult, person.score)
    now.counts.add("clean_score_sum", now.adult, person.clean_score)
    if rule.tier_from:
        now.counts.add_at("tiers", len(rule.tier_from), now.adult, person.tier)
