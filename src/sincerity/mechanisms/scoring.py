"""scoring: what was seen, wrongly recorded or reported, as points on a score.

Records = acts × `seen` × coverage (× group factor for group B), plus independent wrong records at `false_per_year` per
adult. Of wrong records at most one falls on a day: the day's word picks one of 64 kinds by its top six bits, and its
rest is held against that kind's rate, so that each behaviour's wrong records keep their own luck. The day's points are
summed, then clamped once to the policy's range; contacts' scores may add to them (*association*). Posts that fall under
`policy.speech` are seen, and go on record, by its rule instead (*expression*). A second, *clean* score follows the same
acts and rules without wrong records and false reports. Tiers are read off the score; a person falls at once and rises only
when the score is `tier_margin_points` above the bound. With `return_per_year` the scores drift toward the start, month by
month.

Children neither act nor lose points.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.dissent import seen_chance
from sincerity.compute.fields import STOCK, Column, Event, Field
from sincerity.compute.fixed import bump, bump_byte, clamp, daily, rounded, step_toward, threshold
from sincerity.draw import ACT_SEEN, EXPIRY, SCORE_RETURN, draw
from sincerity.scenario.registry import Param, Table
from sincerity.scenario.rules import start_tier
from sincerity.types import ADULT, BY_SCORE, CERTAIN, GROUP_B, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.scoring",
        "scoring",
        (
            Param(
                "tier_margin_points",
                "integer",
                5,
                "points",
                "How far above a tier's bound a score must be before its owner rises into it.",
                low=0,
                high=1_000_000,
                plausible=(0, 20),
            ),
        ),
        absent="default",
    ),
    Table(
        "policy.surveillance",
        "scoring",
        (
            Param(
                "coverage",
                "chance",
                1.0,
                "share",
                "Share of the acts otherwise seen that the authority's eyes cover.",
                low=0.0,
                high=1.0,
                plausible=(0.2, 1.0),
            ),
            Param(
                "group_b_factor",
                "number",
                1.0,
                "factor",
                "How many times as closely group B is watched; what is seen stays at most certain.",
                low=0.0,
                high=100.0,
                plausible=(1.0, 3.0),
            ),
        ),
        absent="default",
        switch=False,
    ),
)

POLICY = (
    Field("scoring_active", "i1", "1 where scores are kept"),
    Field("points", "i4", "points of a record of the behaviour", "behaviours"),
    Field("scored", "i1", "1 where the behaviour has a rule", "behaviours"),
    Field("punished", "i1", "1 where the behaviour costs points or a listing", "behaviours"),
    Field("gravity", "i1", "gravity 1…15 of a scored misdeed, 0 otherwise", "behaviours"),
    Field("seen_a", "i8", "threshold of being seen, group A, 0…2³²", "behaviours"),
    Field("seen_b", "i8", "threshold of being seen, group B, 0…2³²", "behaviours"),
    Field("wrong_record", "i8", "threshold out of 2²⁶ of each of the 64 kinds of wrong record", "kinds"),
    Field("start_score", "i4", "score at day 0"),
    Field("min_score", "i4", "lowest score"),
    Field("max_score", "i4", "highest score"),
    Field("face_scale", "i8", "scale of the score shown in the face, out of 2³²"),
    Field("face_start", "i8", "the score shown where nobody is scored: the start, scaled"),
    Field("face_tier", "i1", "the tier shown where nobody is scored: the start's"),
    Field("return_points", "i8", "points of return a month, out of 2³²"),
    Field("n_tiers", "i1", "tiers, 0 without"),
    Field("tier_stride", "i1", "tiers that the records have room for"),
    Field("tier_from", "i4", "lowest score of each tier, best first", "tiers"),
    Field("tier_margin", "i4", "points above the bound needed to rise"),
)
STATE = (
    Field("score", "i4", "the score"),
    Field("clean_score", "i4", "the score without wrong records and false reports"),
    Field("tier", "i1", "tier, 0 the best"),
)
COLD = (
    Field("records", "i2", "records since day 0"),
    Field("records_false", "i1", "wrong records since day 0, at most 127"),
    Field("days_tier", "i2", "days spent in each tier; of the tier that one is in, less the day now", "tiers"),
    Field("tier_start", "i1", "tier when first scored; with UNSCORED while not scored"),
)
TODAY = (
    Field("recorded", "i8", "1 + the behaviour put on record today, 0 none"),
    Field("misrecorded", "i8", "1 + the behaviour wrongly put on record today, 0 none"),
    Field("caught", "i8", "1 if a true record of today costs points"),
    Field("caught_visibly", "i8", "1 if contacts could see the act"),
    Field("unpunished", "i8", "1 if a visible scored misdeed of today is on no record"),
    Field("score_change", "i8", "change of the score today"),
)
COLUMNS = (
    Column("records", "records of the behaviour, true and wrong", "behaviours", "records_{0}"),
    Column("records_false", "wrong records, reports not counted"),
    Column("scored", "adults with a score", counts=STOCK),
    Column("score_sum", "sum of the scores of adults", of="scored", counts=STOCK),
    Column("clean_score_sum", "sum of the clean scores of adults", of="scored", counts=STOCK),
    Column("tiers", "adults in the tier", "tiers", "tier_{0}", counts=STOCK),
    Column("moves", "persons whose tier changed that day, from one to another", "moves", "moves_{0}_{1}"),
)
EVENTS = (
    Event("recorded", "record", "an act was put on record", "behaviour"),
    Event("misrecorded", "wrong_record", "an act that never was, was put on record", "behaviour"),
    Event("score_change", "score", "the score moved"),
)
PURPOSES = ("ACT_SEEN", "WRONG_RECORD", "SCORE_RETURN", "EXPIRY")
UNSCORED = 16
"""Bit of `tier_start`: not scored now."""


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """Nobody is scored."""
    cold.tier_start = UNSCORED


def cover(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """The policy comes: everyone gets the start score."""
    if int(policy.scoring_active) == 0:
        return
    if int(cold.tier_start) & UNSCORED == 0:
        close_tier(day, me, cold)
    me.score = int(policy.start_score)
    me.clean_score = int(policy.start_score)
    tier = tier_of(int(policy.start_score), 0, policy)
    me.tier = tier
    cold.tier_start = tier
    cold.days_tier[tier] = int(cold.days_tier[tier]) - day


def revise(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """The rules change: scores are kept within the new range and tiers read anew; without scoring they are gone."""
    scored = int(int(cold.tier_start) & UNSCORED == 0)
    if int(policy.scoring_active) == 0:
        if scored != 0:
            close_tier(day, me, cold)
            cold.tier_start = int(cold.tier_start) | UNSCORED
        me.score = 0
        me.clean_score = 0
        me.tier = 0
    elif scored == 0 or int(me.standing) & ADULT == 0:
        cover(p, day, me, cold, today, world, policy, tally)
    else:
        me.clean_score = clamp(int(me.clean_score), int(policy.min_score), int(policy.max_score))
        settle_score(day, clamp(int(me.score), int(policy.min_score), int(policy.max_score)), me, cold, today, policy, tally)


def close_tier(day: int, me: Any, cold: Any) -> None:
    """The days in the tier that one leaves for good are summed; a child's count in none."""
    days = int(cold.days_tier[int(me.tier)]) + day if int(me.standing) & ADULT != 0 else 0
    cold.days_tier[int(me.tier)] = days


def judge(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Turn what was seen, wrongly recorded and reported into points, once."""
    standing = int(me.standing)
    if standing & ADULT == 0 or int(policy.scoring_active) == 0:
        return
    points = int(today.report_change) + int(today.association_change) + int(today.reported) * int(policy.reported_points)
    clean = (
        int(today.report_change)
        + int(today.association_clean)
        + (int(today.reported) - int(today.reported_falsely)) * int(policy.reported_points)
    )
    b = int(today.act) - 1
    if b >= 0 and is_scored(b, today, policy) != 0:
        if draw(int(world.k0), int(world.k1), ACT_SEEN, p, day, 0) < seen_of(b, standing, today, policy):
            worth = put_on_record(b, cold, today, policy, tally)
            points += worth
            clean += worth
            if int(policy.points[b]) < 0:
                today.caught = 1
                today.caught_visibly = int(world.act_visible[b])
        elif int(policy.gravity[b]) > 0 and int(world.act_visible[b]) != 0:
            today.unpunished = 1
    word = int(today.wrong_record_word)
    kind = word >> 26
    if word & 0x3FFFFFF < int(policy.wrong_record[kind]):
        today.misrecorded = kind + 1
        points += int(policy.points[kind])
        tally.records[kind] = int(tally.records[kind]) + 1
        tally.records_false = int(tally.records_false) + 1
        cold.records = bump(int(cold.records), 1)
        cold.records_false = bump_byte(int(cold.records_false), 1)
    if clean != 0:
        me.clean_score = clamp(int(me.clean_score) + clean, int(policy.min_score), int(policy.max_score))
    if points != 0:
        settle_score(day, clamp(int(me.score) + points, int(policy.min_score), int(policy.max_score)), me, cold, today, policy, tally)


def put_on_record(b: int, cold: Any, today: Any, policy: Any, tally: Any) -> int:
    """A true record of today's act; returns its points."""
    today.recorded = b + 1
    tally.records[b] = int(tally.records[b]) + 1
    cold.records = bump(int(cold.records), 1)
    return worth_of(b, today, policy)


def is_scored(b: int, today: Any, policy: Any) -> int:
    """1 if today's act can go on record: it has a rule, and a post under `policy.speech` says more than is tolerated."""
    if int(policy.speech_rule[b]) != 0 and int(today.level) <= int(policy.tolerance):
        return 0
    return int(policy.scored[b])


def seen_of(b: int, standing: int, today: Any, policy: Any) -> int:
    """Threshold of today's act being seen."""
    group_b = standing & GROUP_B
    if int(policy.speech_rule[b]) != 0:
        return seen_chance(int(today.level), int(policy.watched_b) if group_b != 0 else int(policy.watched_a))
    return int(policy.seen_b[b]) if group_b != 0 else int(policy.seen_a[b])


def worth_of(b: int, today: Any, policy: Any) -> int:
    """Points of today's act on record: the rule's, for a post under `policy.speech` times how severely it is punished."""
    points = int(policy.points[b])
    if int(policy.speech_rule[b]) == 0:
        return points
    severity = int(policy.severity)
    if int(policy.proportional) != 0:
        severity = (severity * (int(today.level) - int(policy.tolerance))) >> 24
    return -((-points * severity + (1 << 23)) >> 24)


def settle_score(day: int, score: int, me: Any, cold: Any, today: Any, policy: Any, tally: Any) -> None:
    """Write the new score, and the tier where it changes."""
    today.score_change = int(today.score_change) + score - int(me.score)
    me.score = score
    before = int(me.tier)
    after = tier_of(score, before, policy)
    if after != before:
        me.tier = after
        cold.days_tier[before] = int(cold.days_tier[before]) + day
        cold.days_tier[after] = int(cold.days_tier[after]) - day
        at = before * int(policy.tier_stride) + after
        tally.moves[at] = int(tally.moves[at]) + 1


def tier_of(score: int, before: int, policy: Any) -> int:
    """The tier of a score for one who was in tier `before`: falling at once, rising past the margin only."""
    tier = 0
    last = int(policy.n_tiers) - 1
    while tier < last:
        bound = int(policy.tier_from[tier])
        if tier < before:
            bound += int(policy.tier_margin)
        if score >= bound:
            return tier
        tier += 1
    return tier


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A default for want goes on record; then return toward the start by a month's share of `return_per_year`, and what expires
    of records, both rounded without bias.
    """
    if int(policy.scoring_active) == 0 or int(me.standing) & ADULT == 0:
        return
    start = int(policy.start_score)
    score = int(me.score)
    b = int(today.act) - 1
    if b >= 0 and is_scored(b, today, policy) != 0:
        if draw(int(world.k0), int(world.k1), ACT_SEEN, p, day, 1) < seen_of(b, int(me.standing), today, policy):
            worth = put_on_record(b, cold, today, policy, tally)
            score = clamp(score + worth, int(policy.min_score), int(policy.max_score))
            me.clean_score = clamp(int(me.clean_score) + worth, int(policy.min_score), int(policy.max_score))
    if int(policy.return_points) != 0:
        step = (int(policy.return_points) + draw(int(world.k0), int(world.k1), SCORE_RETURN, p, day, 0)) >> 32
        me.clean_score = start + shrink(int(me.clean_score) - start, step)
        score = start + shrink(score - start, step)
    if int(policy.expiry) != 0:
        word = draw(int(world.k0), int(world.k1), EXPIRY, p, day, 0)
        me.clean_score = step_toward(int(me.clean_score), start, int(policy.expiry), word)
        score = step_toward(score, start, int(policy.expiry), word)
    if score != int(me.score):
        settle_score(day, score, me, cold, today, policy, tally)


def shrink(x: int, step: int) -> int:
    """`x` moved toward 0 by `step`, never past it.

    >>> shrink(-3, 5), shrink(9, 5)
    (0, 4)
    """
    if x > step:
        return x - step
    if x < -step:
        return x + step
    return 0


def serve(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A false report found out costs its author; an appeal won strikes out what was wrong, and lifts the score to the list's line."""
    if int(policy.scoring_active) == 0:
        return
    score = int(me.score) + int(today.report_change)
    if int(today.report_change) != 0:
        me.clean_score = clamp(int(me.clean_score) + int(today.report_change), int(policy.min_score), int(policy.max_score))
    if int(today.appeal_won) != 0:
        if int(policy.corrects) != 0:
            score = max(score, int(me.clean_score))
        if int(me.listing) & BY_SCORE != 0:
            score = max(score, int(policy.score_line))
    score = clamp(score, int(policy.min_score), int(policy.max_score))
    if score != int(me.score):
        settle_score(day, score, me, cold, today, policy, tally)


def year(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Who comes of age is scored from now on."""
    if int(today.of_age) != 0 and int(cold.tier_start) & UNSCORED == 0:
        cold.days_tier[int(me.tier)] = -day


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Stocks: who has a score, their sum, who stands in which tier."""
    if int(policy.scoring_active) == 0 or int(me.standing) & ADULT == 0:
        return
    tally.scored = int(tally.scored) + 1
    tally.score_sum = int(tally.score_sum) + int(me.score)
    tally.clean_score_sum = int(tally.clean_score_sum) + int(me.clean_score)
    if int(policy.n_tiers) > 0:
        tally.tiers[int(me.tier)] = int(tally.tiers[int(me.tier)]) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Rules, thresholds and tiers as integer tables. Without scoring, nothing has points."""
    rules = scenario.policy
    policy["min_score"], policy["max_score"], policy["start_score"] = rules.min_score, rules.max_score, rules.start_score
    policy["scoring_active"] = active = rules.active and rules.scoring.active
    span = max(1, rules.max_score - rules.min_score)
    policy["face_scale"] = (4095 * CERTAIN) // span
    if rules.scoring.active:
        policy["face_start"] = ((rules.start_score - rules.min_score) * policy["face_scale"]) >> 32
        policy["face_tier"] = start_tier(scenario)
    if not active:
        return
    policy["return_points"] = rounded(Fraction(rules.return_per_year) / 12 * CERTAIN)
    policy["tier_margin"] = rules.scoring.tier_margin_points
    policy["n_tiers"] = len(rules.tier)
    policy["tier_stride"] = policy["tier_from"].shape[1]
    for t, tier in enumerate(rules.tier):
        policy["tier_from"][:, t] = tier.from_
    worst = max((-rule.points for rule in rules.rule.values()), default=0)
    for b, row in enumerate(scenario.society.behaviour):
        rule = rules.rule.get(row.id)
        if rule is None:
            continue
        policy["scored"][:, b] = 1
        policy["points"][:, b] = rule.points
        policy["punished"][:, b] = rule.points < 0
        if rule.points < 0:
            policy["gravity"][:, b] = max(1, (-rule.points * 15 + worst // 2) // worst)
        seen = Fraction(rule.seen) * Fraction(rules.surveillance.coverage)
        policy["seen_a"][:, b] = threshold(seen)
        policy["seen_b"][:, b] = threshold(min(Fraction(1), seen * Fraction(rules.surveillance.group_b_factor)))
        policy["wrong_record"][:, b] = min(CERTAIN >> 6, rounded(daily(rule.false_per_year) * CERTAIN))
