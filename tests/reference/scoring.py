"""The page *scoring*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import expression
from reference.now import GROUP_B, Now, per_act
from reference.numbers import CERTAIN, ONE24, Ints, Mask, clamp, daily, exact, rounded, step_toward, threshold

KINDS = 64
UNSCORED = 16
"""Of `tier_start`: not scored."""
BY_SCORE = 1


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Points, chances of being seen, wrong records, tiers, and what faces show of them."""
    policy, behaviours = scenario.policy, scenario.society.behaviour
    active = policy.active and policy.scoring.active
    rules = policy.rule if active else {}
    worst = max((-rule.points for rule in policy.rule.values()), default=0)
    coverage, group_b_factor = exact(policy.surveillance.coverage), exact(policy.surveillance.group_b_factor)
    found = [rules.get(row.id) for row in behaviours]
    seen = [exact(rule.seen) * coverage if rule else Fraction(0) for rule in found]
    wrong = [min(2**26, rounded(daily(rule.false_per_year) * CERTAIN)) if rule else 0 for rule in found]
    tiers = policy.tier if active else ()
    scale = 4095 * CERTAIN // max(1, policy.max_score - policy.min_score)
    return SimpleNamespace(
        active=active,
        start_score=policy.start_score,
        min_score=policy.min_score,
        max_score=policy.max_score,
        face_scale=scale,
        face_start=((policy.start_score - policy.min_score) * scale) >> 32 if policy.scoring.active else 0,
        face_tier=tier_of_start(policy) if policy.scoring.active else 0,
        return_points=rounded(exact(policy.return_per_year) / 12 * CERTAIN) if active else 0,
        tier_margin=policy.scoring.tier_margin_points if active else 0,
        n_tiers=len(tiers),
        tier_from=np.array([tier.from_ for tier in tiers], np.int64),
        scored=per_act([rule is not None for rule in found]),
        points=per_act([rule.points if rule else 0 for rule in found]),
        gravity=per_act([max(1, (-rule.points * 15 + worst // 2) // worst) if rule and rule.points < 0 else 0 for rule in found]),
        seen_a=per_act([threshold(s) for s in seen]),
        seen_b=per_act([threshold(min(Fraction(1), s * group_b_factor)) for s in seen]),
        wrong_record=np.array(wrong + [0] * (KINDS - len(wrong)), np.int64),
    )


def tier_of_start(policy: Any) -> int:
    """The tier in which everyone begins, 0 without tiers."""
    reached = [t for t, tier in enumerate(policy.tier) if policy.start_score >= tier.from_]
    return reached[0] if reached else max(0, len(policy.tier) - 1)


def init(now: Now, who: Mask) -> None:
    """Nobody is scored."""
    now.person.tier_start[who] = UNSCORED


def is_scored(now: Now) -> Mask:
    """Who has a score."""
    found: Mask = now.person.tier_start & UNSCORED == 0
    return found


def tier_of(rule: SimpleNamespace, score: Ints, before: Ints) -> Ints:
    """The tier of a score, for someone who was in the tier `before`: 0 the best."""
    tier: Ints = np.maximum(0, rule.n_tiers - 1)
    for t in reversed(range(int(rule.n_tiers.max()) - 1)):
        reaches = score >= rule.tier_from.at(t) + np.where(t < before, rule.tier_margin, 0)
        tier = np.where(reaches & (t < rule.n_tiers - 1), t, tier)
    return tier


def begin(now: Now, who: Mask) -> None:
    """These people get the start score and its tier."""
    person, rule = now.person, now.rules.scoring
    tier = tier_of(rule, rule.start_score, np.zeros_like(person.tier))
    person.score[who] = rule.start_score[who]
    person.clean_score[who] = rule.start_score[who]
    person.tier[who] = tier[who]
    person.tier_start[who] = tier[who]
    person.days_tier[who, tier[who]] -= now.day


def _close(now: Now, who: Mask) -> None:
    """The days of these people in their tier are over; a child's count for nothing."""
    person = now.person
    here = person.days_tier[who, person.tier[who]] + now.day
    person.days_tier[who, person.tier[who]] = np.where(now.adult[who], here, 0)


def cover(now: Now, who: Mask) -> None:
    """On the morning on which a region comes under a policy."""
    begin(now, now.took("scoring: begins", who & now.rules.scoring.active))


def revise(now: Now, who: Mask) -> None:
    """On the morning on which the policy of a region changes or ends."""
    person, rule = now.person, now.rules.scoring
    _end(now, who & ~rule.active)
    goes_on = who & rule.active
    _close(now, goes_on & is_scored(now) & ~now.adult)
    begins = goes_on & (~is_scored(now) | ~now.adult)
    now.took("scoring: begins by a revision", begins & now.adult)
    begin(now, begins)
    stays = goes_on & ~begins
    person.clean_score[stays] = clamp(person.clean_score, rule.min_score, rule.max_score)[stays]
    new = clamp(person.score, rule.min_score, rule.max_score)
    now.took("scoring: brought into a new range", stays & (new != person.score))
    before = person.tier.copy()
    settle(now, stays, new)
    now.took("scoring: a new bound moves the tier", stays & (person.tier != before))


def _end(now: Now, who: Mask) -> None:
    person = now.person
    ends = now.took("scoring: ends", who & is_scored(now))
    _close(now, ends)
    person.tier_start[ends] |= UNSCORED
    for stock in (person.score, person.clean_score, person.tier):
        stock[who] = 0


def judge(now: Now) -> None:
    """Step 13."""
    person, today, rule = now.person, now.today, now.rules.scoring
    judged = now.adult & rule.active
    reported_points = now.rules.informants.reported_points
    change = today.report_change + today.association_change + today.reported * reported_points
    clean = today.report_change + today.association_clean + (today.reported - today.reported_falsely) * reported_points
    true = _true_record(now, judged)
    worth = np.where(true, _worth(now), 0)
    wrong = _wrong_record(now, judged)
    now.took("scoring: a true and a wrong record", true & wrong)
    change = change + worth + np.where(wrong, rule.points.at(today.misrecorded), 0)
    clean = clean + worth
    moved = judged & (clean != 0)
    person.clean_score[moved] = clamp(person.clean_score + clean, rule.min_score, rule.max_score)[moved]
    moved = judged & (change != 0)
    new = clamp(person.score + change, rule.min_score, rule.max_score)
    now.took("scoring: clamped", moved & (new != person.score + change))
    settle(now, moved, new)


def _under_speech_rule(now: Now) -> Mask:
    under: Mask = now.rules.expression.speech_rule.at(now.today.act) == 1
    return under


def _chance_to_be_seen(now: Now) -> Ints:
    rule, speech, act, group_b = now.rules.scoring, now.rules.expression, now.today.act, now.person.standing & GROUP_B != 0
    seen = np.where(group_b, rule.seen_b.at(act), rule.seen_a.at(act))
    watched = np.where(group_b, speech.watched_b, speech.watched_a)
    return np.where(_under_speech_rule(now), expression.seen_chance(now.today.level, watched), seen)


def _worth(now: Now) -> Ints:
    """Points that a true record of today's act is worth."""
    points, speech = now.rules.scoring.points.at(now.today.act), now.rules.expression
    proportional = (speech.severity * (now.today.level - speech.tolerance)) >> 24
    s = np.where(speech.proportional, proportional, speech.severity)
    worth: Ints = np.where(_under_speech_rule(now), -((-points * s + ONE24 // 2) >> 24), points)
    return worth


def _true_record(now: Now, judged: Mask) -> Mask:
    person, today, rule = now.person, now.today, now.rules.scoring
    scored = judged & (today.act > 0) & (rule.scored.at(today.act) == 1)
    tolerated = _under_speech_rule(now) & (today.level <= now.rules.expression.tolerance)
    now.took("scoring: a post that is tolerated", scored & tolerated)
    scored &= ~tolerated
    word = now.draw("ACT_SEEN", scored)
    true = word < _chance_to_be_seen(now)
    now.took("scoring: seen for being of group B only", true & (person.standing & GROUP_B != 0) & (word >= rule.seen_a.at(today.act)))
    now.took("scoring: a post on record", true & _under_speech_rule(now))
    now.took("scoring: a post on record that costs nothing", true & _under_speech_rule(now) & (_worth(now) == 0))
    today.recorded = np.where(true, today.act, 0)
    visible = now.rules.behaviour.visible[today.act] == 1
    caught = true & (rule.points.at(today.act) < 0)
    today.caught = caught.astype(np.int64)
    today.caught_visibly = (caught & now.took("scoring: caught visibly", caught & visible)).astype(np.int64)
    now.took("scoring: caught unseen by others", caught & ~visible)
    today.unpunished = (scored & ~true & (rule.gravity.at(today.act) > 0) & visible).astype(np.int64)
    now.counts.add_at("records", len(now.rules.behaviour.cut), true, today.act - 1)
    person.records = np.minimum(32_767, person.records + true)
    return true


def _wrong_record(now: Now, judged: Mask) -> Mask:
    person, rule = now.person, now.rules.scoring
    u = now.draw("WRONG_RECORD", judged)
    kind = np.where(judged, u >> 26, 0)
    wrong: Mask = judged & (u & 0x3FFFFFF < rule.wrong_record.at(kind))
    now.today.misrecorded = np.where(wrong, kind + 1, 0)
    now.counts.add_at("records", len(now.rules.behaviour.cut), wrong, kind)
    now.counts.add("records_false", wrong)
    person.records = np.minimum(32_767, person.records + wrong)
    person.records_false = np.minimum(127, person.records_false + wrong)
    return wrong


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
    n_tiers = max(1, int(rule.n_tiers.max()))
    person.days_tier[moved, person.tier[moved]] += now.day
    person.days_tier[moved, after[moved]] -= now.day
    now.counts.add_at("moves", n_tiers * n_tiers, moved, person.tier * n_tiers + after)
    person.tier[moved] = after[moved]


def month(now: Now) -> None:
    """At the turn of the month, first pass: a default on record, the return toward the start, what expires."""
    person, rule, expiry = now.person, now.rules.scoring, now.rules.due_process.expiry
    who = now.adult & rule.active
    clean, new = _default_on_record(now, who)
    returns = who & (rule.return_points != 0)
    step = (rule.return_points + now.draw("SCORE_RETURN", returns)) >> 32
    below, above = returns & (new < rule.start_score), returns & (new > rule.start_score)
    clean = np.where(returns, rule.start_score + shrink(clean - rule.start_score, step), clean)
    new = np.where(returns, rule.start_score + shrink(new - rule.start_score, step), new)
    now.took("scoring: returns from below", below)
    now.took("scoring: returns from above", above)
    expires = who & (expiry > 0)
    now.took("scoring: a part expires", expires & (new != rule.start_score))
    word = now.draw("EXPIRY", expires)
    clean = np.where(expires, step_toward(clean, rule.start_score, expiry, word), clean)
    new = np.where(expires, step_toward(new, rule.start_score, expiry, word), new)
    person.clean_score[who] = clean[who]
    settle(now, who & (new != person.score), new)


def _default_on_record(now: Now, who: Mask) -> tuple[Ints, Ints]:
    """The clean score and the score with a default for want of money, where it goes on record."""
    person, rule, act = now.person, now.rules.scoring, now.today.act
    scored = who & (act > 0) & (rule.scored.at(act) == 1)
    seen = np.where(person.standing & GROUP_B != 0, rule.seen_b.at(act), rule.seen_a.at(act))
    true = now.took("scoring: a default by want on record", scored & (now.draw("ACT_SEEN", scored, 1) < seen))
    now.took("scoring: a default by want on no record", scored & ~true)
    now.today.recorded[true] = act[true]
    now.counts.add_at("records", len(now.rules.behaviour.cut), true, act - 1)
    person.records = np.minimum(32_767, person.records + true)

    def less(score: Ints) -> Ints:
        return np.where(true, clamp(score + rule.points.at(act), rule.min_score, rule.max_score), score)

    return less(person.clean_score), less(person.score)


def serve(now: Now) -> None:
    """At the turn of the month, second pass: a report found out costs, an appeal won gives back."""
    person, rule, change, won = now.person, now.rules.scoring, now.today.report_change, now.today.appeal_won == 1
    who = rule.active
    costs = now.took("scoring: a report found out later costs", who & (change != 0))
    person.clean_score[costs] = clamp(person.clean_score + change, rule.min_score, rule.max_score)[costs]
    new = person.score + np.where(costs, change, 0)
    corrected = now.took("scoring: corrected", who & won & now.rules.due_process.corrects & (new < person.clean_score))
    new = np.where(corrected, person.clean_score, new)
    lifted = now.took("scoring: lifted to the line", who & won & (person.listing & BY_SCORE != 0) & (new < now.rules.listing.score_line))
    new = clamp(np.where(lifted, now.rules.listing.score_line, new), rule.min_score, rule.max_score)
    settle(now, who & (new != person.score), new)


def year(now: Now) -> None:
    """Who comes of age: the days as a child count in no tier."""
    person = now.person
    grown = now.took("scoring: comes of age with a score", (now.today.of_age == 1) & is_scored(now))
    person.days_tier[grown, person.tier[grown]] = -now.day


def shrink(x: Ints, n: Ints) -> Ints:
    """x, nearer to 0 by n, but not past it."""
    return np.where(x > n, x - n, np.where(x < -n, x + n, 0))


def count(now: Now) -> None:
    """Step 20."""
    person, rule = now.person, now.rules.scoring
    who = now.adult & rule.active
    now.counts.add("scored", who)
    now.counts.add("score_sum", who, person.score)
    now.counts.add("clean_score_sum", who, person.clean_score)
    if rule.n_tiers.any():
        now.counts.add_at("tiers", int(rule.n_tiers.max()), who & (rule.n_tiers > 0), person.tier)
