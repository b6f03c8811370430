"""Behaviour: when an occasion is taken, with whom one deals, what an act leaves behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lab import scenario
from mechanisms.made import LIVE, Made, at_month, made, shown, words
from sincerity.compute.face import HONEST, WRONGED, WRONGED_IN_SIGHT
from sincerity.compute.fixed import ONE24, TOP15
from sincerity.mechanisms import behaviour
from sincerity.mechanisms.ties import DORMANT
from sincerity.types import BY_CHOICE, BY_WANT, HAS_LOAN, NEVER

HIGH = (1 << 32) - 1
IDS = [row.id for row in scenario().society.behaviour]


def place(name: str) -> int:
    """1 + the place of a behaviour in the catalogue."""
    return 1 + IDS.index(name)


def acted(*overrides: str, wanted: str = "", p: int = 3, day: int = 5, deal: int = HIGH, **today: int) -> Made:
    """Somebody whose day wants this act, with the day's word of dealing; further fields of `today`."""
    one = made(*overrides)
    one.me.misdeed_day = NEVER
    one.today.deal_word = deal
    one.today.wanted = place(wanted) if wanted else 0
    for name, value in today.items():
        setattr(one.today, name, value)
    behaviour.act(p, day, *one)
    return one


def test_each_live_tie_alike_is_dealt_with() -> None:
    """Those that know of a listing too; never one that is gone, nor a slot without a pair, nor who is detained."""
    one = made()
    one.me.ties[:7] = (0, 5, DORMANT, TOP15, 300 - 0x8000, DORMANT, TOP15)
    one.today.seen[:7] = shown(adult=1, refused=1)
    one.today.seen[6] = shown(detained=1, works=1)
    n_slots = int(one.world.n_slots)
    found = [behaviour.some_slot(one.me, one.today, n_slots, word) for word in words(3000)]
    assert np.bincount(found).tolist() == [0, 0, 1000, 0, 1000, 1000]
    one.today.seen[:] = shown(detained=1)
    assert behaviour.some_slot(one.me, one.today, n_slots, 7) == 0
    one.today.seen[:] = 0
    one.me.ties[:] = DORMANT
    assert behaviour.some_slot(one.me, one.today, n_slots, 7) == 0


def test_a_deal_is_honest_and_by_chance() -> None:
    cut = int(made("society.deals.per_year=73").world.deal_chance)
    assert cut / 2**32 == pytest.approx(0.2, rel=1e-6)
    one = acted("society.deals.per_year=73", deal=cut - 1)
    assert (one.today.deal_slot, one.today.deal_kind, one.tally.deals) == (1, HONEST, 1)
    one = acted("society.deals.per_year=73", deal=cut)
    assert (one.today.deal_slot, one.today.deal_kind, one.tally.deals) == (0, 0, 0)


@pytest.mark.parametrize("detained", [0, 1])
def test_nobody_to_deal_with(detained: int) -> None:
    """Where the only tie is gone, or the only contact is detained: nobody to wrong either, and yet the act is done."""
    one = made()
    if detained:
        one.today.seen[LIVE] = shown(detained=1)
    else:
        one.me.ties[:] = DORMANT
    one.today.deal_word = 0
    behaviour.act(3, 5, *one)
    assert (one.today.deal_slot, one.today.deal_kind, one.tally.deals) == (0, 0, 0)
    one.today.wanted, one.today.deal_word = place("fraud_in_a_deal"), HIGH
    behaviour.act(3, 5, *one)
    assert (one.today.act, one.today.deal_slot, one.today.deal_kind, one.tally.deals) == (place("fraud_in_a_deal"), 0, 0, 0)


@pytest.mark.parametrize(("visible", "kind"), [("true", WRONGED_IN_SIGHT), ("false", WRONGED)])
def test_an_act_that_wrongs_takes_the_place_of_the_days_deal(visible: str, kind: int) -> None:
    one = acted(f"society.behaviour.fraud_in_a_deal.visible={visible}", wanted="fraud_in_a_deal", deal=0)
    assert (one.today.deal_slot, one.today.deal_kind, one.tally.deals, one.today.act) == (1, kind, 1, place("fraud_in_a_deal"))


def test_other_acts_leave_the_deal_honest() -> None:
    assert acted(wanted="littering", deal=0).today.deal_kind == HONEST


def test_children_do_nothing() -> None:
    one = made()
    one.me.standing, one.today.wanted, one.today.deal_word = 0, place("littering"), 0
    behaviour.act(3, 5, *one)
    assert (one.today.act, one.today.deal_slot) == (0, 0)


@pytest.mark.parametrize("why", ["withheld", "blocked"])
def test_a_post_withheld_or_blocked_is_no_act(why: str) -> None:
    one = acted(wanted="criticising_policy", level=ONE24, **{why: 1})
    assert (one.today.act, one.cold.truth_acts, one.me.misdeed_day) == (0, 0, NEVER)
    assert not one.tally.acts.any()


@pytest.mark.parametrize(
    ("name", "level", "in_sight"), [("littering", 0, True), ("criticising_policy", 0.25, False), ("criticising_policy", 0.26, True)]
)
def test_a_visible_scored_misdeed_stays_in_sight(name: str, level: float, in_sight: bool) -> None:
    """A post only where it says more than is tolerated, a quarter in the article."""
    one = acted(wanted=name, level=round(level * ONE24))
    assert (int(one.me.misdeed_day) == 5) == in_sight == (int(one.me.misdeed_gravity) > 0)
    assert one.tally.acts[place(name) - 1] == 1


@pytest.mark.parametrize("name", ["late_bills", "volunteering"])
def test_what_nobody_sees_or_nobody_minds_does_not(name: str) -> None:
    assert acted(wanted=name).me.misdeed_day == NEVER


def test_acts_are_kept_in_mind_from_day_0_on() -> None:
    assert [int(acted(wanted="littering", day=day).cold.truth_acts) for day in (-1, 0)] == [0, 1]


def defaulted(how: int, *overrides: str, day: int = 31) -> tuple[int, int, int]:
    """The act of who could not or would not pay this month, how often it is counted, and in how many days."""
    one = at_month(*overrides)
    one.today.defaulted = how
    behaviour.month(3, day, *one)
    return int(one.today.act), int(one.tally.acts.sum()), int(one.cold.truth_acts)


def test_a_default_for_want_is_an_act_too() -> None:
    assert defaulted(BY_WANT) == (place("loan_default"), 1, 1)
    assert defaulted(BY_WANT, day=-3) == (place("loan_default"), 1, 0)
    assert defaulted(BY_CHOICE) == defaulted(0) == (0, 0, 0)


def test_but_not_where_no_such_act_is_known() -> None:
    assert defaulted(BY_WANT, "society.behaviours_active=false") == (0, 0, 0)
    assert defaulted(BY_WANT, "society.behaviour.loan_default.needs_loan=false") == (0, 0, 0)


@pytest.mark.parametrize(("means", "met"), [(0, 0), (HAS_LOAN, 1)])
def test_only_those_with_a_loan_are_tempted_to_default(means: int, met: int) -> None:
    one = made()
    one.me.means, one.today.occasion_word = means, 0
    behaviour.occasion(3, 5, *one)
    assert one.today.occasion == met * place("loan_default")


def takers(name: str, *overrides: str, crowded: float = 0.0, savings: int = 0, **today: Any) -> float:
    """Share of many people who take this occasion; each owes 1,000 CNY a month."""
    one = made(f"society.behaviour.{name}.trait_weight=0", *overrides)
    one.cold.crowded, one.cold.savings, one.cold.instalment = round(crowded * TOP15), savings, 100
    found = 0
    for p in range(3000):
        one.today.occasion, one.today.wanted = place(name), 0
        for key, value in today.items():
            setattr(one.today, key, value)
        behaviour.take(p, 5, *one)
        found += int(one.today.wanted > 0)
    return found / 3000


@pytest.mark.parametrize(("crowded", "share"), [(0.0, 0.5), (0.5, 0.25), (1.0, 0.0), (-0.4, 0.7), (-1.0, 1.0)])
def test_honesty_crowded_in_makes_wrongs_rarer(crowded: float, share: float) -> None:
    """1 less what is crowded in, of an occasion that is met twice as often as an unmoved person takes it."""
    assert abs(takers("fraud_in_a_deal", crowded=crowded) - share) <= 4 * np.sqrt(share * (1 - share) / 3000) + 1e-3


def test_it_moves_nothing_else() -> None:
    assert takers("littering", crowded=0.5) == takers("littering", crowded=-1.0) == 1.0


@pytest.mark.parametrize(("savings", "share"), [(0, 1.0), (3_000, 5 / 6), (6_000, 2 / 3), (12_000, 1 / 3), (50_000, 1 / 3)])
def test_debts_are_likelier_as_savings_run_out(savings: int, share: float) -> None:
    """1 with a year's instalments put by, 1 + 2 with nothing, of an occasion that is met three times as often as taken."""
    found = takers("loan_default", "society.debt.strain=2", savings=savings)
    assert abs(found - share) <= 4 * np.sqrt(share * (1 - share) / 3000) + 1e-3


def test_not_so_without_an_economy() -> None:
    sanctions = ("policy.jobs.active=false", "policy.loans.active=false", "policy.schools.active=false")
    off = ("society.economy=false", *sanctions)
    assert takers("loan_default", *off, "society.debt.strain=5") == 1.0
    assert made(*off).world.occasion_cut[0] < made(*sanctions).world.occasion_cut[0]
