"""Scoring: the morning a policy comes or changes, posts under a rule on speech, and the points of a day."""

from __future__ import annotations

from typing import Any

import pytest

from lab import scenario
from mechanisms.made import AtMonth, Made, at_month, made, word
from sincerity.compute.fixed import ONE24
from sincerity.draw import ACT_SEEN, draw
from sincerity.mechanisms import scoring
from sincerity.mechanisms.scoring import UNSCORED
from sincerity.types import ADULT, GROUP_B

IDS = [row.id for row in scenario().society.behaviour]
HIGH = (1 << 32) - 1
POST = "criticising_policy"


def place(name: str) -> int:
    """1 + the place of a behaviour in the catalogue."""
    return 1 + IDS.index(name)


def unscored(*overrides: str, stage: int = 1) -> Made:
    """Somebody as the society is settled: not scored."""
    one = made(*overrides, stage=stage)
    scoring.init(3, one.me, one.cold, one.world)
    return one


def days_in(cold: Any, tier: int, day: int) -> list[int]:
    """Days in each tier as `days_tier` tells them on this morning, for one who is in this tier; -1 for who is in none."""
    days = [int(n) for n in cold.days_tier]
    if tier >= 0:
        days[tier] += day
    return days


def scored(*overrides: str, score: int = 1000, **fields: Any) -> Made:
    """Somebody with this score since day 0; fields of `me`."""
    one = unscored(*overrides)
    scoring.cover(3, 0, *one)
    one.me.score = one.me.clean_score = score
    one.me.tier = scoring.tier_of(score, 0, one.policy)
    for name, value in fields.items():
        setattr(one.me, name, value)
    return one


def test_everyone_starts_alike_where_the_policy_comes() -> None:
    for standing in (0, ADULT):
        one = unscored()
        one.me.standing = standing
        scoring.cover(3, 40, *one)
        assert (one.me.score, one.me.clean_score, one.me.tier, one.cold.tier_start) == (1000, 1000, 2, 2)
        assert one.cold.days_tier.tolist() == [0, 0, -40, 0, 0, 0]


def test_without_scoring_nothing_begins() -> None:
    one = unscored("policy.scoring.active=false")
    scoring.cover(3, 40, *one)
    assert (one.me.score, one.cold.tier_start) == (0, UNSCORED)
    assert not one.cold.days_tier.any()


@pytest.mark.parametrize(("score", "kept", "tier"), [(1290, 1100, 0), (700, 900, 5), (1040, 1040, 1)])
def test_scores_are_kept_within_a_new_range_and_tiers_read_anew(score: int, kept: int, tier: int) -> None:
    new = (
        *("policy.min_score=900", "policy.max_score=1100", "policy.tier.C.from=920", "policy.tier.D.from=900"),
        *("policy.tier.B.from=940", "policy.listing.by_score_below=900"),
    )
    one, before = made(*new), scored(score=score)
    rows = (before.me, before.cold, before.today, one.world, one.policy, one.tally)
    scoring.revise(3, 50, *rows)
    assert (before.me.score, before.me.clean_score, before.me.tier) == (kept, kept, tier)
    assert before.today.score_change == kept - score


def test_a_change_of_tier_by_revision_is_counted_with_its_days() -> None:
    before = scored(score=1000)
    one = made("policy.tier.A.from=1001")
    scoring.revise(3, 50, before.me, before.cold, before.today, one.world, one.policy, one.tally)
    assert (before.me.tier, before.cold.tier_start) == (3, 2)
    assert before.cold.days_tier.tolist() == [0, 0, 50, -50, 0, 0]
    assert one.tally.moves[2 * int(one.policy.tier_stride) + 3] == 1


def test_where_scoring_ends_scores_are_gone_and_days_are_kept() -> None:
    before, none = scored(score=700), made(stage=0)
    tier = int(before.me.tier)
    for day in (50, 60):
        scoring.revise(3, day, before.me, before.cold, before.today, none.world, none.policy, none.tally)
        assert (before.me.score, before.me.clean_score, before.me.tier, before.cold.tier_start) == (0, 0, 0, UNSCORED | 2)
        assert before.cold.days_tier.tolist() == [50 * (t == tier) for t in range(6)]


def test_where_scoring_begins_by_a_revision_everyone_starts() -> None:
    one = unscored()
    scoring.revise(3, 50, *one)
    assert (one.me.score, one.cold.tier_start, one.cold.days_tier[2]) == (1000, 2, -50)


@pytest.mark.parametrize("standing", [ADULT, 0])
@pytest.mark.parametrize("begins", [scoring.cover, scoring.revise])
def test_beginning_twice_on_one_morning_counts_as_once(standing: int, begins: Any) -> None:
    """A newcomer is covered in the pass of the year, and the region may come under the policy, or a revision of it, on the same morning."""
    one = unscored()
    one.me.standing = standing
    scoring.cover(3, 40, *one)
    kept = one.cold.tobytes(), one.me.tobytes()
    begins(3, 40, *one)
    assert (one.cold.tobytes(), one.me.tobytes()) == kept
    assert days_in(one.cold, 2, 55) == [0, 0, 15, 0, 0, 0]


@pytest.mark.parametrize("standing", [ADULT, 0])
def test_scoring_that_begins_again_keeps_the_days_of_before(standing: int) -> None:
    """Ten days in tier A, then in C, below 850; no scores for five days; from day 45 on all start anew. A child's count in no tier."""
    one, none = unscored(), made(stage=0)
    rows = (one.me, one.cold, one.today)
    one.me.standing = standing
    scoring.cover(3, 0, *one)
    if standing:
        scoring.settle_score(10, 849, *rows, one.policy, one.tally)
    scoring.revise(3, 40, *rows, none.world, none.policy, none.tally)
    scoring.revise(3, 45, *one)
    assert (one.me.score, one.me.tier, one.cold.tier_start) == (1000, 2, 2)
    assert days_in(one.cold, 2, 52) == ([0, 0, 10 + 7, 0, 30, 0] if standing else [0, 0, 7, 0, 0, 0])


def test_a_childs_days_count_from_coming_of_age() -> None:
    """Whatever revisions there were: on day 70 it comes of age in tier A, on day 80 it falls to B."""
    one = at_month()
    scoring.init(3, one.me, one.cold, one.world)
    one.me.standing = 0
    day_of = (one.me, one.cold, one.today, one.world, one.policy, one.tally)
    scoring.cover(3, 10, *day_of)
    scoring.revise(3, 30, *day_of)
    assert days_in(one.cold, 2, 30) == [0] * 6
    one.me.standing, one.today.of_age = ADULT, 1
    scoring.year(3, 70, *one)
    assert days_in(one.cold, 2, 70) == [0] * 6
    scoring.settle_score(80, 900, one.me, one.cold, one.today, one.policy, one.tally)
    assert days_in(one.cold, 3, 83) == [0, 0, 10, 3, 0, 0]


def test_coming_of_age_without_scores_begins_nothing() -> None:
    one = at_month()
    scoring.init(3, one.me, one.cold, one.world)
    one.today.of_age = 1
    scoring.year(3, 70, *one)
    assert not one.cold.days_tier.any()


def judged(*overrides: str, act: str = "", level: float = 0.0, p: int = 3, **today: int) -> Made:
    """Somebody whose day is judged: this act, a post of this level; fields of `today`."""
    one = scored(*overrides)
    one.today.wrong_record_word = HIGH
    one.today.act, one.today.level = place(act) if act else 0, round(level * ONE24)
    for name, value in today.items():
        setattr(one.today, name, value)
    scoring.judge(p, 5, *one)
    return one


COVERAGE = "policy.surveillance.coverage=0.5"


@pytest.mark.parametrize("level", [0.0, 0.25])
def test_what_is_tolerated_is_neither_recorded_nor_let_off(level: float) -> None:
    one = judged(act=POST, level=level)
    assert (one.me.score, one.today.recorded, one.today.caught, one.today.unpunished) == (1000, 0, 0, 0)


@pytest.mark.parametrize("level", [0.26, 0.6, 1.0])
@pytest.mark.parametrize("group_b", [0, 1])
def test_a_post_above_is_seen_by_its_rule(level: float, group_b: int) -> None:
    """With chance nu + (1 - nu) a, nu being coverage times the group's factor; `seen` of the rule plays no part."""
    nu = 0.5 * (1.5 if group_b else 1.0)
    cut = (nu + (1 - nu) * level) * 2**32
    for p in range(40):
        one = scored(COVERAGE, "policy.surveillance.group_b_factor=1.5", standing=ADULT | group_b * GROUP_B)
        one.today.wrong_record_word, one.today.act, one.today.level = HIGH, place(POST), round(level * ONE24)
        scoring.judge(p, 5, *one)
        seen = draw(1, 0, ACT_SEEN, p, 5, 0) < cut
        assert (one.today.caught_visibly, one.today.unpunished) == (int(seen), int(not seen))


@pytest.mark.parametrize(
    ("punishment", "level", "severity", "points"),
    [
        ("uniform", 0.3, 0.6, -12),
        ("uniform", 1.0, 0.6, -12),
        ("proportional", 1.0, 1.0, -15),
        ("proportional", 0.5, 0.6, -3),
        ("uniform", 1.0, 0.0, 0),
    ],
)
def test_what_a_punished_post_costs(punishment: str, level: float, severity: float, points: int) -> None:
    """Of the rule's 20 points the severity, or the severity times what goes past a quarter; the clean score too."""
    one = judged(f"policy.speech.punishment={punishment}", f"policy.speech.severity={severity}", act=POST, level=level)
    assert one.today.recorded == place(POST)
    assert (one.me.score, one.me.clean_score) == (1000 + points, 1000 + points)


def test_without_a_rule_on_speech_posts_are_seen_as_other_acts() -> None:
    one = judged("policy.speech.active=false", f"policy.rule.{POST}.seen=1.0", act=POST, level=0.0)
    assert (one.me.score, one.today.caught) == (980, 1)


def test_a_day_s_points_are_summed_once_and_the_clean_score_leaves_out_the_false() -> None:
    one = judged(association_change=7, association_clean=-4, report_change=5, reported=3, reported_falsely=1)
    assert one.me.score == 1000 + 7 + 5 - 30
    assert one.me.clean_score == 1000 - 4 + 5 - 20
    assert one.today.score_change == -18


def turned(*overrides: str, score: int = 1000, clean: int = 1000, p: int = 3, act: str = "") -> AtMonth:
    """Somebody at the turn of a month, with this morning's act."""
    one = at_month(*overrides)
    scoring.init(p, one.me, one.cold, one.world)
    scoring.cover(p, 0, one.me, one.cold, one.today, one.world, one.policy, one.tally)
    one.me.score, one.me.clean_score, one.today.act = score, clean, place(act) if act else 0
    scoring.month(p, 31, *one)
    return one


@pytest.mark.parametrize("seen", [0.0, 0.4, 1.0])
def test_a_default_for_want_of_money_goes_on_record_where_it_is_seen(seen: float) -> None:
    """By a word of its own; it is nothing that contacts could see caught."""
    found = 0
    for p in range(200):
        one = turned(f"policy.rule.loan_default.seen={seen}", act="loan_default", p=p)
        on_record = int(word(one, ACT_SEEN, p, 31, 1) < round(seen * 2**32))
        found += on_record
        assert one.me.score == one.me.clean_score == 1000 - 50 * on_record
        assert (one.today.recorded, one.cold.records) == (place("loan_default") * on_record, on_record)
        assert (one.tally.records[place("loan_default") - 1], one.today.caught, one.today.unpunished) == (on_record, 0, 0)
    assert (found > 0, found < 200) == (seen > 0, seen < 1)


def test_scores_return_toward_the_start() -> None:
    """Two points a month, both scores alike, never past it."""
    for score, clean, after in ((900, 950, (902, 952)), (1100, 1001, (1098, 1000)), (999, 1000, (1000, 1000))):
        one = turned("policy.return_per_year=24", score=score, clean=clean)
        assert (one.me.score, one.me.clean_score) == after
        assert one.today.score_change == after[0] - score
    assert turned(score=900).me.score == 900


def test_a_default_counts_before_the_return() -> None:
    one = turned("policy.return_per_year=24", "policy.rule.loan_default.seen=1", act="loan_default", score=10, clean=10)
    assert (one.me.score, one.me.clean_score) == (2, 2)
