"""Informants: reports checked at once, or as far as a region's budget for checks goes."""

from __future__ import annotations

import numpy as np
import pytest

from mechanisms.made import LIVE, Made, at_month, made, region, served, word
from sincerity.compute.ration import CASES, CHECKS
from sincerity.draw import CHECKS_LUCK, REPORT_CHECKED
from sincerity.mechanisms import informants, scoring
from sincerity.mechanisms.informants import PAID, WAITS, WAITS_FALSE
from sincerity.types import CERTAIN

DAY = 31
BUDGET = f"policy.informants.checks_per_1000={2500 / 64}"
"""Two and a half a month among 64."""
EAGER = ("policy.informants.base_high_per_year=12", "policy.informants.base_low_per_year=12", "policy.informants.false_weight=1")


def reporting(*overrides: str, false: bool, before: int = 0, p: int = 3) -> Made:
    """Somebody who reports the contact in slot 0: truly, or for spite alone."""
    one = made(*EAGER, *overrides)
    one.me.score, one.cold.reports_paid = 1000, before
    one.today.looks, one.today.report_word = 1, 0
    if false:
        one.today.false_slot, one.today.false_tie = LIVE + 1, 1
    else:
        one.today.true_slot, one.today.true_pull = LIVE + 1, 1 << 16
    informants.report(p, DAY, *one)
    return one


def test_without_a_budget_a_false_report_is_checked_as_it_is_made() -> None:
    caught = {p for p in range(300) if reporting("policy.informants.checked=0.4", false=True, p=p).today.report_caught}
    one = made()
    reported = {p for p in range(300) if reporting(false=True, p=p).tally.reports}
    assert len(reported) > 200
    assert caught == {p for p in reported if word(one, REPORT_CHECKED, p, DAY) < round(0.4 * CERTAIN)}
    assert not any(int(reporting(false=f).cold.reports_paid) & (WAITS | WAITS_FALSE) for f in (True, False))


@pytest.mark.parametrize("false", [False, True])
def test_with_one_it_waits_and_is_paid_meanwhile(false: bool) -> None:
    one = reporting(BUDGET, "policy.informants.checked=1", false=false)
    assert (one.today.report_slot, one.today.report_caught, one.today.report_false) == (LIVE + 1, 0, int(false))
    assert one.cold.reports_paid == 1 | WAITS | (WAITS_FALSE if false else 0)
    assert one.today.report_change == 5
    again = reporting(BUDGET, false=False, before=WAITS | WAITS_FALSE | 3)
    assert (again.cold.reports_paid, again.today.report_change) == (WAITS | WAITS_FALSE | 3, 0)


def test_a_new_month_pays_anew_and_what_waits_goes_on_waiting() -> None:
    for before in (0, 3, 31, WAITS | 3, WAITS | WAITS_FALSE | 31):
        one = at_month(BUDGET)
        one.cold.reports_paid = before
        informants.month(3, DAY, *one)
        assert one.cold.reports_paid == before & ~PAID
        ended = at_month()
        ended.cold.reports_paid = before
        informants.month(3, DAY, *ended)
        assert ended.cold.reports_paid == 0


def test_checks_go_by_luck_as_far_as_the_budget_does() -> None:
    """Nobody knows which are false; what is not checked waits, what is not used is carried over, up to a year's."""
    place = region(BUDGET)
    waiting = set(range(10, 30))
    for p in waiting:
        place.cold[p].reports_paid = WAITS | p % 2 * WAITS_FALSE | p % 4
    left = waiting
    checked = 0
    for month, n in enumerate((2, 3, 2, 3)):
        luck = {p: word(place, CHECKS_LUCK, p, month) >> 26 for p in left}
        found = set(served(place, "checks", month))
        assert found <= left
        assert len(found) <= n + month  # a tie of luck at the cut makes all of them wait a month
        assert not found or min(luck[p] for p in found) > max(luck[p] for p in left - found)
        checked += len(found)
        assert int(place.tally.checks) == checked
        for p in found:
            place.cold[p].reports_paid = 0
        left = left - found
    assert checked >= 7
    assert int(place.ledger.checks_budget) == pytest.approx((4 * 2.5 - checked) * CERTAIN, rel=1e-6, abs=64)
    place.cold.reports_paid[:] = 0
    for month in range(30):
        assert served(place, "checks", month) == []
    assert int(place.ledger.checks_budget) / CERTAIN == pytest.approx(12 * 2.5, rel=1e-6)


def test_without_a_budget_there_is_no_desk() -> None:
    place = region()
    place.cold.reports_paid[:] = WAITS | WAITS_FALSE
    assert served(place, "checks", DAY) == []


def test_a_false_report_is_found_out_by_chance_and_costs_once() -> None:
    n = 1500
    one = at_month(BUDGET, "policy.informants.checked=0.4")
    scoring.cover(3, 0, *one[:3], one.world, one.policy, one.tally)
    found = []
    for p in range(n):
        one.cold.reports_paid, one.today.report_change, one.today.report_caught, one.today.served = WAITS | WAITS_FALSE | 2, 0, 0, CHECKS
        one.me.score = one.me.clean_score = 1000
        informants.serve(p, DAY, *one)
        scoring.serve(p, DAY, *one)
        caught = int(word(one, REPORT_CHECKED, p, DAY, 1) < round(0.4 * CERTAIN))
        assert (one.today.report_caught, one.today.report_change, one.cold.reports_paid) == (caught, -30 * caught, 2)
        assert one.me.score == one.me.clean_score == 1000 - 30 * caught
        found.append(caught)
    assert one.tally.reports_caught == sum(found)
    assert abs(np.mean(found) - 0.4) <= 4 * np.sqrt(0.24 / n)


@pytest.mark.parametrize(("before", "gave", "after"), [(WAITS | 2, CHECKS, 2), (WAITS | WAITS_FALSE | 2, CASES, WAITS | WAITS_FALSE | 2)])
def test_who_told_the_truth_or_was_not_checked_loses_nothing(before: int, gave: int, after: int) -> None:
    one = at_month(BUDGET, "policy.informants.checked=1")
    one.cold.reports_paid, one.today.served = before, gave
    informants.serve(3, DAY, *one)
    assert (one.cold.reports_paid, one.today.report_caught, one.today.report_change) == (after, 0, 0)
