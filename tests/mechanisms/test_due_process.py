"""Due process: notice and who heeds it, who appeals and when it is heard, how it is decided, what a won appeal mends, expiry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mechanisms.made import AtMonth, Region, at_month, region, served, word
from sincerity.compute.fixed import step_toward
from sincerity.compute.ration import APPEALS, CASES
from sincerity.draw import APPEAL_DECIDED, APPEAL_FILED, EXPIRY, NOTICE_HEEDED
from sincerity.mechanisms import due_process, listing, scoring
from sincerity.mechanisms.due_process import DECIDED, LONGEST
from sincerity.types import BY_JUDGMENT, BY_SCORE, CERTAIN, CLEAN, IN_DEBT, JUDGED, NEVER, NOTICED, UNWILLING

DAY = 300
GRACE = 60
ON = (
    *("policy.due_process.appeals_per_year=12", "policy.due_process.delay_months=2"),
    *(f"policy.listing.grace_days={GRACE}", "society.debt.sued_after_days=0"),
)
"""Whoever has a case and 200 CNY appeals at once; debts are sued for as they fall due."""
RULES = {"appeals_per_1000": 0, "cost_cny": 200, "finds_error": 0.7, "lets_off": 0.2}
SET = (*ON, *(f"policy.due_process.{key}={value}" for key, value in RULES.items()))
DEBT = IN_DEBT | UNWILLING


def somebody(*overrides: str, savings: int = 200, debt_day: int = NEVER, stage: int = 1, **me: Any) -> AtMonth:
    """Somebody at the turn of a month; fields of `me`. Scores are the start's."""
    one = at_month(*SET, *overrides, name="due-process", stage=stage)
    one.me.score = one.me.clean_score = 1000
    one.cold.savings, one.cold.debt_day = savings, debt_day
    for name, value in me.items():
        setattr(one.me, name, value)
    return one


def turned(*overrides: str, p: int = 3, day: int = DAY, **fields: Any) -> AtMonth:
    one = somebody(*overrides, **fields)
    due_process.month(p, day, *one)
    return one


@pytest.mark.parametrize(("days", "noticed"), [(0, 0), (GRACE - 1, 0), (GRACE, 1), (GRACE + 30, 1), (GRACE + 300, 1)])
def test_notice_is_given_when_the_grace_is_over(days: int, noticed: int) -> None:
    """To who would not and to who could not pay; never twice, nor after the judgment."""
    for means in (DEBT, IN_DEBT):
        one = turned(means=means, debt_day=DAY - days)
        assert one.today.noticed == one.tally.notices == noticed
        for before in (NOTICED, JUDGED, BY_JUDGMENT | JUDGED):
            assert turned(means=means, debt_day=DAY - days, listing=before).today.noticed == 0
    assert turned("society.debt.sued_after_days=90", means=DEBT, debt_day=DAY - days).today.noticed == int(days >= GRACE + 90)
    assert turned(means=0).today.noticed == 0


@pytest.mark.parametrize("overrides", [("policy.due_process.active=false",), ("policy.listing.by_judgment=false",)])
def test_where_nobody_is_judged_or_heard_there_is_no_notice(overrides: tuple[str, ...]) -> None:
    assert turned(*overrides, means=DEBT, debt_day=DAY - GRACE).today.noticed == 0
    assert turned(means=DEBT, debt_day=DAY - GRACE, stage=0).today.noticed == 0


def heeders(means: int, days: int, chance: float) -> set[int]:
    one = somebody(f"policy.due_process.heeds_notice={chance}", means=means, debt_day=DAY - days)
    found = set()
    for p in range(400):
        one.today.heeds_notice = 0
        due_process.month(p, DAY, *one)
        found |= {p} if one.today.heeds_notice else set()
    return found


def test_some_of_those_who_would_not_pay_heed_it() -> None:
    """By chance, each month from the notice on; never before, and never who cannot pay, who is willing as it is."""
    one = at_month()
    for days in (GRACE, GRACE + 20, GRACE + 200):
        found = {chance: heeders(DEBT, days, chance) for chance in (0.0, 0.2, 0.6, 1.0)}
        assert found[0.2] == {p for p in range(400) if word(one, NOTICE_HEEDED, p, DAY) < round(0.2 * CERTAIN)}
        assert set() == found[0.0] < found[0.2] < found[0.6] < found[1.0] == set(range(400))
    assert heeders(DEBT, GRACE - 1, 1.0) == heeders(IN_DEBT, GRACE + 5, 1.0) == set()


def judged(due: int, *overrides: str, means: int = DEBT) -> tuple[int, int]:
    """The mornings on which a debtor is told and judged, -1 for never; months of 31, 28, 31, 30... days."""
    place = region(*SET, *overrides, name="due-process")
    me, cold, today = place.people[0], place.cold[0], at_month().today
    me.means, cold.debt_day, told, found = means, due, -1, -1
    books = (place.tables, place.ledger, place.world, place.policy, place.tally)
    for day in FIRSTS:
        today.noticed = today.served = 0
        due_process.month(0, day, me, cold, today, *books)
        listing.month(0, day, me, cold, today, *books)
        told = day if today.noticed and told < 0 else told
        if served(place, "cases", day):
            today.served, found = CASES, day
        listing.serve(0, day, me, cold, today, *books)
    assert place.tally.notices == int(told >= 0)
    assert place.tally.cases == int(found >= 0)
    return told, found


FIRSTS = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]).tolist()


@pytest.mark.parametrize("days", [0, 10, 28, 60])
def test_nobody_is_judged_before_having_been_told(days: int) -> None:
    """On the first morning after the notice on which the grace has been over for `notice_days`."""
    for due in range(0, 120, 7):
        told, found = judged(due, f"policy.due_process.notice_days={days}")
        assert told == next(day for day in FIRSTS if day >= due + GRACE)
        assert found == next(day for day in FIRSTS if day > told and day >= due + GRACE + days)


def test_without_due_process_nobody_is_told() -> None:
    assert judged(5, "policy.due_process.active=false") == (-1, FIRSTS[2])


def test_who_cannot_pay_is_spared() -> None:
    assert judged(5, means=IN_DEBT)[1] == -1
    assert judged(5, "policy.due_process.spares_unable=false", means=IN_DEBT) == judged(5)


def test_a_new_debt_has_a_notice_of_its_own() -> None:
    one = somebody(listing=NOTICED | BY_JUDGMENT | JUDGED)
    one.today.paid_debt = 1
    listing.month(3, DAY, *one)
    assert one.me.listing == 0


CASES_OF_APPEAL: dict[str, dict[str, Any]] = {
    "listed": {"listing": BY_SCORE},
    "judged": {"listing": BY_JUDGMENT | JUDGED},
    "underscored": {"score": 999},
}
"""Who may appeal."""


@pytest.mark.parametrize("case", CASES_OF_APPEAL)
def test_who_has_a_case_and_can_pay_for_it_appeals(case: str) -> None:
    one = turned(**CASES_OF_APPEAL[case])
    assert (one.me.appeal, one.today.appealed, one.today.appeal_fee, one.tally.appeals) == (1, 1, 200, 1)
    poor = turned(savings=199, **CASES_OF_APPEAL[case])
    assert (poor.me.appeal, poor.today.appealed, poor.today.appeal_fee) == (0, 0, 0)
    assert (poor.tally.appeals, poor.tally.appeals_unaffordable) == (0, 1)


@pytest.mark.parametrize("fields", [{}, {"listing": CLEAN}, {"listing": JUDGED}, {"score": 1001}, {"standing": 0, "listing": BY_SCORE}])
def test_who_has_none_does_not(fields: dict[str, Any]) -> None:
    """And what was pending or lost is over."""
    for before in (0, 1, 7, DECIDED):
        one = turned(appeal=before, **fields)
        assert (one.me.appeal, one.today.appealed, one.tally.appeals_unaffordable) == (0, 0, 0)


def test_without_scores_only_the_listed_have_a_case() -> None:
    assert turned("policy.scoring.active=false", score=0).me.appeal == 0
    assert turned("policy.scoring.active=false", listing=BY_JUDGMENT).me.appeal == 1


def test_appeals_are_made_by_chance() -> None:
    found: list[set[int]] = []
    for rate in (0, 1.2, 6, 24):
        one = somebody(f"policy.due_process.appeals_per_year={rate}", listing=BY_SCORE)
        found.append(set())
        for p in range(400):
            one.me.appeal = 0
            due_process.month(p, DAY, *one)
            found[-1] |= {p} if one.me.appeal else set()
        assert found[-1] == {p for p in range(400) if word(one, APPEAL_FILED, p, DAY) < rate / 12 * CERTAIN}
    assert set() == found[0] < found[1] < found[2] < found[3] == set(range(400))


def test_it_waits_month_by_month_and_is_made_once() -> None:
    one = somebody(listing=BY_SCORE, savings=10_000)
    found = []
    for month in range(4):
        due_process.month(3, DAY + 30 * month, *one)
        found.append(int(one.me.appeal))
    assert found == [1, 2, 3, 4]
    assert one.tally.appeals == 1
    assert turned(listing=BY_SCORE, appeal=LONGEST).me.appeal == LONGEST
    assert turned(listing=BY_SCORE, appeal=DECIDED).me.appeal == DECIDED


@pytest.mark.parametrize("delay", [0, 1, 2, 12])
def test_it_is_heard_after_the_delay(delay: int) -> None:
    place = waiting(f"policy.due_process.delay_months={delay}", appeals=range(-1, 14))
    assert served(place, "appeals", DAY) == [p for p, appeal in enumerate(range(-1, 14)) if appeal >= 1 + delay]
    assert place.tally.appeals_heard == 13 - delay


def waiting(*overrides: str, appeals: Any) -> Region:
    """A region where each of some people is listed and has this appeal."""
    place = region(*SET, *overrides, name="due-process")
    for p, appeal in enumerate(appeals):
        place.people[p].appeal, place.people[p].listing = appeal, BY_SCORE
    return place


def test_the_longest_waiting_are_heard_first_as_far_as_it_goes() -> None:
    """Two and a half a month among 64: what is left over is carried on, what is not heard waits."""
    place = waiting(f"policy.due_process.appeals_per_1000={2500 / 64}", appeals=(3, 9, 5, 4, 12, 6, 7))
    order = [4, 1, 6, 5, 2, 3, 0]
    heard: list[int] = []
    for n in (2, 3, 2):
        found = served(place, "appeals", DAY)
        assert found == sorted(order[len(heard) : len(heard) + n])
        heard += found
        place.people.appeal[found] = DECIDED
    assert (place.tally.appeals_heard, place.tally.backlog_appeals) == (7, 5 + 2)
    assert int(place.ledger.appeals_budget) / CERTAIN == pytest.approx(0.5, abs=1e-6)


WRONG = [(BY_SCORE, 0), (BY_SCORE, DEBT), (BY_JUDGMENT, 0), (BY_SCORE | BY_JUDGMENT, 0), (0, 0)]
RIGHT = [(BY_SCORE | CLEAN, 0), (BY_JUDGMENT | JUDGED, IN_DEBT), (BY_SCORE | CLEAN | BY_JUDGMENT, 0), (BY_SCORE | BY_JUDGMENT, DEBT)]


@pytest.mark.parametrize(("before", "means", "wrong"), [*((a, b, 1) for a, b in WRONG), *((a, b, 0) for a, b in RIGHT)])
def test_wrongs_are_found_and_others_let_off_in_their_frequencies(before: int, means: int, wrong: int) -> None:
    share, n = RULES["finds_error"] if wrong else RULES["lets_off"], 1500
    one = somebody(listing=before, means=means, score=990)
    one.today.served = APPEALS
    won = 0
    for p in range(n):
        one.me.appeal, one.today.appeal_won, one.today.appeal_lost = 3, 0, 0
        due_process.serve(p, DAY, *one)
        won += int(one.today.appeal_won)
        assert one.today.appeal_won == 1 - one.today.appeal_lost == int(word(one, APPEAL_DECIDED, p, DAY) < round(share * CERTAIN))
        assert one.me.appeal == (0 if one.today.appeal_won else DECIDED)
    assert (one.tally.appeals_won, one.tally.appeals_won_rightly) == (won, won * wrong)
    assert abs(won / n - share) <= 4 * np.sqrt(share * (1 - share) / n)


def test_a_case_that_is_gone_on_the_morning_of_the_hearing_is_not_decided() -> None:
    """As when the debt was paid that morning."""
    for before, score in ((0, 1000), (JUDGED, 1000), (CLEAN, 1001)):
        one = somebody(listing=before, score=score, appeal=3)
        one.today.served = APPEALS
        due_process.serve(3, DAY, *one)
        assert (one.me.appeal, one.today.appeal_won, one.today.appeal_lost, one.tally.appeals_won) == (0, 0, 0, 0)


def test_who_is_not_heard_is_not_decided() -> None:
    one = somebody(listing=BY_SCORE, appeal=3)
    one.today.served = CASES
    due_process.serve(3, DAY, *one)
    assert (one.me.appeal, one.today.appeal_won, one.today.appeal_lost) == (3, 0, 0)


def mended(before: int, score: int, clean: int, *overrides: str, means: int = 0) -> tuple[int, int, int]:
    """Listing, score and clean score of who has won, as the morning leaves them; the line is 600."""
    one = somebody(*overrides, listing=before, means=means, score=score, clean_score=clean)
    scoring.cover(3, 0, *one[:3], one.world, one.policy, one.tally)
    one.me.score, one.me.clean_score = score, clean
    one.today.appeal_won = 1
    scoring.serve(3, DAY, *one)
    listing.serve(3, DAY, *one)
    assert one.tally.exits == one.today.left == int(before & (BY_SCORE | BY_JUDGMENT) != 0)
    return int(one.me.listing), int(one.me.score), int(one.me.clean_score)


@pytest.mark.parametrize(
    ("before", "score", "clean", "after"),
    [
        (BY_SCORE, 500, 900, (0, 900, 900)),
        (BY_SCORE | CLEAN, 500, 550, (CLEAN, 600, 550)),
        (BY_SCORE | CLEAN, 500, 400, (CLEAN, 600, 400)),
        (BY_JUDGMENT | JUDGED, 500, 500, (JUDGED, 500, 500)),
        (BY_JUDGMENT, 800, 950, (0, 950, 950)),
        (0, 800, 950, (0, 950, 950)),
        (0, 800, 700, (0, 800, 700)),
    ],
)
def test_a_won_appeal_corrects(before: int, score: int, clean: int, after: tuple[int, int, int]) -> None:
    """Off the list, out of its reach, and up to the clean score."""
    assert mended(before, score, clean) == after


@pytest.mark.parametrize(("before", "score", "after"), [(BY_SCORE, 500, 600), (BY_JUDGMENT, 800, 800), (0, 800, 800)])
def test_where_nothing_is_corrected_it_only_takes_off_the_list(before: int, score: int, after: int) -> None:
    assert mended(before, score, 900, "policy.due_process.corrects=false") == (0, after, 900)


def test_the_day_after_nobody_is_listed_again_by_the_score_that_was_lifted() -> None:
    one = somebody(listing=BY_SCORE | CLEAN, score=500, clean_score=550)
    one.today.appeal_won, one.today.wrong_judgment_word = 1, CERTAIN - 1
    scoring.serve(3, DAY, *one)
    listing.serve(3, DAY, *one)
    listing.judge(3, DAY, one.me, one.cold, one.today, one.world, one.policy, one.tally)
    assert one.me.listing == CLEAN


def test_repeal_ends_what_is_pending() -> None:
    for stage, after in ((0, 0), (1, 4)):
        one = somebody(listing=BY_SCORE, appeal=4, stage=stage)
        due_process.revise(3, DAY, one.me, one.cold, one.today, one.world, one.policy, one.tally)
        assert one.me.appeal == after


MEMORY = "policy.due_process.memory_days=365"


@pytest.mark.parametrize("distance", [-400, -7, -1, 0, 1, 250])
def test_what_expires_is_a_share_without_bias(distance: int) -> None:
    """A twelfth of the distance from the start a month, of both scores by one word: the mean of 1,500 words lies within 4 errors."""
    one, found = somebody(MEMORY), []
    rate = int(one.policy.expiry)
    for p in range(1500):
        one.me.score = one.me.clean_score = 1000 + distance
        scoring.month(p, DAY, *one)
        assert one.me.score == one.me.clean_score == step_toward(1000 + distance, 1000, rate, word(one, EXPIRY, p, DAY))
        found.append(int(one.me.score))
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - (1000 + distance * 11 / 12)) <= 4 * error + 1e-9


@pytest.mark.parametrize("distance", [-300, 300])
def test_all_of_it_expires_in_the_end(distance: int) -> None:
    one = somebody(MEMORY, score=1000 + distance)
    months = 0
    while one.me.score != 1000:
        before = int(one.me.score)
        scoring.month(3, 31 * months, *one)
        assert abs(int(one.me.score) - 1000) <= abs(before - 1000)
        months += 1
        assert months < 200
    assert months > 24
    for month in range(50):
        scoring.month(3, 31 * month, *one)
    assert one.me.score == one.me.clean_score == 1000


def test_without_memory_days_nothing_expires() -> None:
    for off in (("policy.due_process.memory_days=0",), (MEMORY, "policy.due_process.active=false")):
        one = somebody(*off, score=700)
        scoring.month(3, DAY, *one)
        assert one.me.score == 700
