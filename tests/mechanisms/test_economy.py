"""Economy: what a month does with money, debts, jobs and wishes; what rationing gave; accounts of who comes and goes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from lab import scenario
from mechanisms.made import AtMonth, at_month, made, word
from sincerity.compute.fixed import threshold
from sincerity.compute.ration import LENDING, ORDINARY_POSTS, PLACES, WELL_PAID_POSTS
from sincerity.draw import BILL, DEBT_PAID, JOB_LOST, LOAN_WISH, NEW_LOAN_KIND, NEW_LOAN_SIZE, WITHOUT_JOB
from sincerity.mechanisms import economy
from sincerity.society.livelihood import income_band
from sincerity.society.people import months_of_loan
from sincerity.types import (
    BY_CHOICE,
    BY_WANT,
    CERTAIN,
    FEMALE,
    HAS_LOAN,
    IN_DEBT,
    JOB_BITS,
    NEVER,
    ORDINARY,
    PRIVATE,
    PUPIL,
    UNWILLING,
    URBAN,
    WANTS_LOAN,
    WELL_PAID,
)

DAY = 300
EARNED = (0, 2_000, 5_000, 10_000)
"""CNY a month of the idle, the retired, with an ordinary and with a well-paid job, in the tables made even here."""
QUIET = ("society.economy.bills_per_year=0", "society.economy.separations_per_year=0")
NO_SANCTIONS = ("policy.jobs.active=false", "policy.loans.active=false", "policy.schools.active=false")
OFF = ("society.economy=false", *NO_SANCTIONS)


@cache
def even(wish: float = 0.0) -> Any:
    """The preset's tables, but that all with the same job earn the same and would put a year's income by."""
    tables = at_month().tables.copy()
    tables.income_points[:] = np.array(EARNED)[None, :, None] // 10
    tables.savings_points[:] = 120
    tables.loan_wish_cut[:] = threshold(wish)
    tables.setflags(write=False)
    return tables


def somebody(*overrides: str, wish: float = 0.0, loan: tuple[int, int] = (0, 0), **fields: Any) -> AtMonth:
    """A man of 40 in an ordinary job, in an even world; loan: instalments left and CNY of each; fields of whatever record has them."""
    one = at_month(*QUIET, *overrides)._replace(tables=even(wish))
    one.me.means, one.me.search = ORDINARY, ORDINARY
    one.cold.loan_left, one.cold.instalment = loan[0], loan[1] // 10
    one.ledger.loans, one.ledger.filled[:], one.ledger.posts[:] = loan[0] * loan[1], (20, 10), (25, 12)
    put(one, **fields)
    return one


def put(one: AtMonth, **fields: Any) -> None:
    for name, value in fields.items():
        [record] = [record for record in (one.me, one.cold, one.today, one.ledger) if name in record.dtype.names]
        setattr(record, name, value)


def turned(*overrides: str, p: int = 3, day: int = DAY, **fields: Any) -> AtMonth:
    one = somebody(*overrides, **fields)
    economy.month(p, day, *one)
    return one


def money(one: AtMonth) -> int:
    """All that there is."""
    return sum(int(x) for x in (one.cold.savings, one.ledger.bank, one.ledger.market, one.ledger.treasury))


BRANCHES = {
    "short",
    "bill",
    "want",
    "paid",
    "unpaid",
    "last",
    "dismissed",
    "lost",
    "wished",
    "dropped",
    "fee",
    "retired",
    "pupil",
    "seeker",
}


def test_every_month_money_in_is_money_out() -> None:
    """To the yuan, for 4,000 people as they may be, through every branch."""
    one = at_month("society.economy.bills_per_year=3", "society.economy.bill_months=6", "society.debt.paid_per_year=6")
    rng = np.random.default_rng(7)
    seen: set[str] = set()
    for p in range(4000):
        random_person(one, rng)
        owed, filled, before = economy.loan_of(one.cold), one.ledger.filled.copy(), (money(one), int(one.me.means))
        one.ledger.loans = owed
        economy.month(p, DAY, *one)
        assert money(one) == before[0]
        assert one.cold.savings >= 0
        assert int(one.ledger.loans) == economy.loan_of(one.cold)
        assert int(one.cold.loan_left > 0) == int(int(one.me.means) & HAS_LOAN != 0)
        job = before[1] & JOB_BITS
        assert (filled - one.ledger.filled).tolist() == [int(one.today.job_ended and job == kind) for kind in (ORDINARY, WELL_PAID)]
        assert int(one.me.means) & JOB_BITS == (0 if one.today.job_ended else job)
        assert int(one.cold.debt_day == NEVER) == int(int(one.me.means) & IN_DEBT == 0)
        seen |= branches(one, p, before[1])
    assert seen == BRANCHES
    assert one.tally.debts_by_want == one.tally.debts_opened > 100
    assert min(int(one.tally[name]) for name in ("short", "debts_paid", "repaid_sum", "jobs_ended", "income_sum", "savings_sum")) > 50


def random_person(one: AtMonth, rng: np.random.Generator) -> None:
    """Somebody of 18 to 90 with any job, debt, loan and wish that go together."""
    age, debt = int(rng.integers(18, 91)), int(rng.choice([0, 0, IN_DEBT, IN_DEBT | UNWILLING]))
    pupil = age <= 22 and rng.random() < 0.5
    left = int(rng.integers(1, 40)) if rng.random() < 0.5 else 0
    one.me.standing = 1 | int(rng.choice([0, FEMALE])) | int(rng.choice([0, URBAN]))
    one.me.means = (PUPIL if pupil else int(rng.integers(3))) | debt | (HAS_LOAN if left else int(rng.choice([0, WANTS_LOAN])))
    one.me.search = 0 if pupil else int(rng.integers(3)) | int(rng.integers(16)) << 2
    one.cold.birth_year, one.cold.loan_left, one.cold.instalment = -age, left, rng.integers(1, 400)
    one.cold.savings = int(rng.choice([0, 3_000, 300_000])) * int(rng.integers(1000)) // 1000
    one.cold.debt_day = DAY - rng.integers(500) if debt else NEVER
    for name in one.today.dtype.names:
        one.today[name] = 0
    one.today.appeal_fee = int(rng.integers(one.cold.savings + 1)) if rng.random() < 0.3 else 0
    one.today.dismissed, one.today.loan_refused, one.today.heeds_notice = rng.integers(2, size=3)
    one.ledger.filled[:] = rng.integers(1, 50, 2)


def branches(one: AtMonth, p: int, before: int) -> set[str]:
    """What a month was like."""
    now = int(one.me.means)
    ended, low = bool(one.today.job_ended), word(one, JOB_LOST, p, DAY) < int(one.world.job_lost)
    found = {
        "short": bool(one.cold.savings == 0),
        "bill": word(one, BILL, p, DAY) < int(one.world.bill_chance),
        "want": one.today.defaulted == BY_WANT,
        "paid": bool(one.today.paid_debt),
        "unpaid": before & now & IN_DEBT != 0,
        "last": before & ~now & HAS_LOAN != 0,
        "dismissed": ended and not low,
        "lost": ended and not one.today.dismissed,
        "wished": now & ~before & WANTS_LOAN != 0,
        "dropped": before & ~now & WANTS_LOAN != 0,
        "fee": bool(one.today.appeal_fee),
        "retired": before & (JOB_BITS | PUPIL) == 0 and bool(one.today.income),
        "pupil": before & PUPIL != 0,
        "seeker": before & JOB_BITS == 0 and int(one.me.search) & 3 != 0,
    }
    return {name for name, is_so in found.items() if is_so}


@pytest.mark.parametrize(
    ("fields", "left", "spent"),
    [
        ({"savings": 30_000}, 33_000, 500 + 1_500),
        ({"savings": 60_000}, 60_000, 3_500 + 1_500),
        ({"savings": 100_000}, 96_000, 7_500 + 1_500),
        ({"savings": 0}, 3_500, 1_500),
        ({"savings": 30_000, "means": WELL_PAID}, 37_000, 3_000),
        ({"savings": 30_000, "means": 0, "search": 0}, 27_600, 2_400),
        ({"savings": 30_000, "means": 0, "search": ORDINARY}, 29_400, 600),
        ({"savings": 400, "means": 0, "search": ORDINARY}, 0, 400),
        ({"savings": 30_000, "means": 0, "search": 0, "birth_year": -70}, 29_400, 2_600),
    ],
)
def test_needs_then_savings_a_tenth_of_the_way(fields: dict[str, Any], left: int, spent: int) -> None:
    """Bare living takes 0.3, a jobless seeker 600 CNY; a year's income is the aim, and what is over the goal is spent."""
    one = turned("society.economy.saving_share=0.1", **fields)
    assert one.cold.savings == pytest.approx(left, abs=2)
    earned = int(one.today.income)
    assert one.ledger.market + earned == pytest.approx(spent, abs=2)
    assert (one.tally.income_sum, one.tally.savings_sum) == (earned, one.cold.savings)
    assert one.tally.short == int(fields.get("savings") == 400)


def test_savings_come_to_rest_at_the_aim() -> None:
    """From either side."""
    for start in (0, 300_000):
        one = somebody(savings=start)
        for month in range(120):
            economy.month(3, 30 * month, *one)
        assert one.cold.savings == pytest.approx(60_000, abs=20)


def test_a_seeker_saves_by_the_income_of_the_job_that_was_lost() -> None:
    """And spends down toward it alone, not toward what a jobless person would put by."""
    spent = {search: int(turned(means=0, search=search, savings=80_000).cold.savings) for search in (0, ORDINARY, WELL_PAID)}
    assert spent[0] == pytest.approx(80_000 - 7_400, abs=2)
    assert spent[ORDINARY] == pytest.approx(80_000 - 2_000, abs=2)
    assert spent[WELL_PAID] == 80_000 - 600


@pytest.mark.parametrize(("job", "months", "bill"), [(ORDINARY, 2, 10_000), (WELL_PAID, 2, 20_000), (0, 2, 1_000), (ORDINARY, 0.5, 2_500)])
def test_a_large_bill_is_so_many_months_income_of_500_at_least(job: int, months: float, bill: int) -> None:
    keys = (f"society.economy.bill_months={months}", "society.economy.saving_share=1", "society.economy.needs_share=0")
    start = 20_000 if job else 3_000
    without = turned(*keys, savings=start, means=job, search=0)
    one = turned(*keys, "society.economy.bills_per_year=12", savings=start, means=job, search=0)
    assert without.cold.savings == start + (EARNED[job + 1] if job else 0) == one.cold.savings + bill


def test_bills_and_lost_jobs_come_by_chance() -> None:
    one = somebody("society.economy.bills_per_year=2.4", "society.economy.separations_per_year=3.6")
    for name, purpose, share in (("bill_chance", BILL, 0.2), ("job_lost", JOB_LOST, 0.3)):
        cut = int(one.world[name])
        assert cut / CERTAIN == pytest.approx(share, rel=1e-6)
        found = set()
        for p in range(300):
            put(one, means=ORDINARY, savings=0, job_ended=0)
            before = int(one.tally.short)
            one.world.bill_chance, one.world.bill_months = (cut if purpose == BILL else 0), 100 << 16
            economy.month(p, DAY, *one)
            found |= {p} if (int(one.tally.short) > before if purpose == BILL else one.today.job_ended) else set()
        assert found == {p for p in range(300) if word(one, purpose, p, DAY) < cut}


LOAN = (30, 1_000)


def test_an_instalment_is_paid() -> None:
    one = turned(means=ORDINARY | HAS_LOAN, loan=LOAN, savings=20_000)
    assert (one.cold.loan_left, one.ledger.bank, one.ledger.loans, one.tally.repaid_sum) == (29, 1_000, 29_000, 1_000)
    assert (one.me.means, one.today.defaulted, one.today.paid_debt) == (ORDINARY | HAS_LOAN, 0, 0)
    last = turned(means=ORDINARY | HAS_LOAN, loan=(1, 1_000), savings=20_000)
    assert (last.me.means, last.cold.loan_left, last.cold.instalment) == (ORDINARY, 0, 100)


@pytest.mark.parametrize(("savings", "by_want"), [(0, 1), (499, 1), (500, 0)])
def test_who_cannot_pay_defaults_by_want(savings: int, by_want: int) -> None:
    """Of 5,000 earned 1,500 are needed, 4,000 are due."""
    one = turned(means=ORDINARY | HAS_LOAN, loan=(9, 4_000), savings=savings)
    assert (one.today.defaulted, one.tally.debts_opened, one.tally.debts_by_want) == (BY_WANT * by_want, by_want, by_want)
    assert int(one.me.means) & (IN_DEBT | UNWILLING) == IN_DEBT * by_want
    assert one.cold.debt_day == (DAY if by_want else NEVER)
    assert (one.cold.loan_left, one.ledger.bank) == (9 - (1 - by_want), 4_000 * (1 - by_want))


def test_who_would_pay_puts_everything_by_and_pays_as_soon_as_there_is_money() -> None:
    """A debt of 4,000 that grows to 12,000 in two months, and 3,500 put by each month: in the fourth."""
    one = somebody(means=ORDINARY | HAS_LOAN, loan=(3, 4_000))
    found = []
    for month in range(5):
        put(one, paid_debt=0)
        economy.month(3, 31 * month, *one)
        found.append((int(one.cold.savings), int(one.today.paid_debt), int(one.cold.loan_left)))
    assert found[:4] == [(3_500, 0, 3), (7_000, 0, 3), (10_500, 0, 3), (2_000, 1, 0)]
    assert (one.me.means, one.cold.debt_day, one.ledger.loans, one.ledger.bank) == (ORDINARY, NEVER, 0, 12_000)
    assert (one.tally.debts_opened, one.tally.debts_paid) == (1, 1)


def test_who_would_not_pay_spends_as_ever() -> None:
    """Of twelve instalments of 10,000 that savings of 80,000 do not cover; 60,000 are the aim."""
    for means, left in ((IN_DEBT, 83_500), (IN_DEBT | UNWILLING, 78_000)):
        one = turned(means=ORDINARY | HAS_LOAN | means, loan=(40, 10_000), debt_day=DAY - 400, savings=80_000)
        assert (int(one.cold.savings), one.cold.loan_left, one.today.paid_debt) == (pytest.approx(left, abs=2), 40, 0)


@pytest.mark.parametrize(
    ("days", "left", "due"),
    [
        (0, 99, 1),
        (29, 99, 1),
        (30, 99, 2),
        (59, 99, 2),
        (329, 99, 11),
        (330, 99, 12),
        (360, 99, 12),
        (9_999, 99, 12),
        (330, 5, 5),
        (330, 0, 0),
    ],
)
def test_a_debt_grows_by_an_instalment_each_thirty_days_up_to_twelve(days: int, left: int, due: int) -> None:
    mine = somebody(loan=(left, 1_000), debt_day=DAY - days).cold
    assert economy.instalments_due(DAY, mine) == due
    assert economy.instalments_due(-5, somebody(loan=(left, 1_000), debt_day=-5 - days).cold) == due


def test_it_is_paid_in_full_or_not_at_all() -> None:
    for savings, paid in ((8_499, 0), (8_500, 1)):
        one = turned(means=ORDINARY | HAS_LOAN | IN_DEBT, loan=LOAN, debt_day=DAY - 11 * 30, savings=savings)
        assert one.today.paid_debt == one.tally.debts_paid == paid
        assert (one.cold.loan_left, one.ledger.bank) == (30 - 12 * paid, 12_000 * paid)
        assert one.me.means == ORDINARY | HAS_LOAN | (1 - paid) * IN_DEBT


def payers(*overrides: str, rate: float, **fields: Any) -> set[int]:
    """Who pays a debt left unpaid by choice."""
    one = somebody(f"society.debt.paid_per_year={rate}", *overrides)
    found = set()
    for p in range(300):
        put(one, **{"means": ORDINARY | IN_DEBT | UNWILLING, "debt_day": DAY - 10, "savings": 50_000, "paid_debt": 0, **fields})
        economy.month(p, DAY, *one)
        found |= {p} if one.today.paid_debt else set()
    return found


def test_by_choice_it_is_paid_on_a_chance_or_on_notice_given_the_money() -> None:
    one = somebody()
    some = payers(rate=2.4)
    assert some == {p for p in range(300) if word(one, DEBT_PAID, p, DAY) < round(0.2 * CERTAIN)}
    assert set() == payers(rate=0) < some < payers(rate=12) == set(range(300))
    assert payers(rate=0, heeds_notice=1) == set(range(300))
    assert payers(rate=12, heeds_notice=1, savings=1_499) == set()


def test_a_debt_that_is_no_loans_is_of_one_size() -> None:
    """And is owed to somebody else than the bank."""
    keys = ("society.debt.paid_per_year=12", "society.debt.amount_cny=7000", "society.economy.saving_share=1")
    one = turned(*keys, means=ORDINARY | IN_DEBT | UNWILLING, savings=10_000)
    assert (one.cold.savings, one.cold.loan_left, one.tally.repaid_sum) == (10_000 + 3_500 - 7_000, 0, 7_000)
    assert (one.ledger.bank, one.ledger.loans, one.ledger.market) == (0, 0, 7_000 + 1_500 - 5_000)
    assert one.me.means == ORDINARY


def test_a_default_by_choice_opens_a_debt_once() -> None:
    one = made()
    act = 1 + [row.id for row in scenario().society.behaviour].index("loan_default")
    one.me.means = ORDINARY | HAS_LOAN
    for day, wanted, opened in ((5, act + 1, NEVER), (6, 0, NEVER), (7, act, 7), (9, act, 7)):
        one.today.act, one.today.defaulted = wanted, 0
        economy.act(3, day, *one)
        assert one.cold.debt_day == opened
        assert one.today.defaulted == (BY_CHOICE if day == 7 else 0)
    assert one.me.means == ORDINARY | HAS_LOAN | IN_DEBT | UNWILLING
    assert (one.tally.debts_opened, one.tally.debts_by_want) == (1, 0)


@pytest.mark.parametrize(("means", "filled"), [(ORDINARY, [19, 10]), (WELL_PAID, [20, 9])])
def test_a_job_ends(means: int, filled: list[int]) -> None:
    """Its post is open, what was waited counts anew, the income is that of who has none, and the month's wage was paid."""
    one = turned(means=means | WANTS_LOAN, search=WELL_PAID | 5 << 2, savings=20_000, dismissed=1)
    assert (one.me.means, one.me.search, one.me.income_band) == (0, WELL_PAID, 0)
    assert (one.ledger.filled.tolist(), one.today.job_ended, one.tally.jobs_ended) == (filled, 1, 1)
    assert one.today.income == EARNED[means + 1]
    without = turned(means=0, savings=20_000, dismissed=1)
    assert (without.today.job_ended, without.ledger.filled.tolist()) == (0, [20, 10])


def test_who_owes_nothing_may_come_to_wish_for_a_loan() -> None:
    for wish, means, wants in (
        (1.0, ORDINARY, True),
        (1.0, ORDINARY | HAS_LOAN, False),
        (1.0, 0, False),
        (0.0, ORDINARY, False),
        (0.0, ORDINARY | WANTS_LOAN, True),
        (1.0, ORDINARY | IN_DEBT | UNWILLING, False),
    ):
        keys = "society.debt.paid_per_year=0"
        one = turned(keys, wish=wish, means=means, loan=LOAN if means & HAS_LOAN else (0, 0), savings=50_000, debt_day=DAY, search=0)
        assert (int(one.me.means) & WANTS_LOAN != 0) == wants
    one = somebody(wish=0.25)
    found = set()
    for p in range(300):
        put(one, means=ORDINARY, savings=50_000)
        economy.month(p, DAY, *one)
        found |= {p} if int(one.me.means) & WANTS_LOAN else set()
    assert found == {p for p in range(300) if word(one, LOAN_WISH, p, DAY) < CERTAIN // 4}


@pytest.mark.parametrize("fields", [{"loan_refused": 1}, {"dismissed": 1}, {"means": WANTS_LOAN, "search": 0}])
def test_a_wish_ends_with_refusal_job_or_income(fields: dict[str, Any]) -> None:
    one = turned(**{"wish": 1.0, "means": ORDINARY | WANTS_LOAN, "savings": 50_000, **fields})
    assert int(one.me.means) & WANTS_LOAN == 0


def given(served: int, *overrides: str, p: int = 3, day: int = DAY, **fields: Any) -> AtMonth:
    """Somebody after the month's rationing."""
    one = somebody(*overrides, served=served, **fields)
    economy.serve(p, day, *one)
    return one


@pytest.mark.parametrize(
    ("served", "before", "after", "filled"),
    [
        (ORDINARY_POSTS, 0, ORDINARY, [21, 10]),
        (WELL_PAID_POSTS, 0, WELL_PAID, [20, 11]),
        (WELL_PAID_POSTS, ORDINARY, WELL_PAID, [19, 11]),
        (WELL_PAID_POSTS, HAS_LOAN, WELL_PAID | HAS_LOAN, [20, 11]),
    ],
)
def test_a_job_begins(served: int, before: int, after: int, filled: list[int]) -> None:
    one = given(served, means=before, search=WELL_PAID | 9 << 2)
    job = after & JOB_BITS
    assert (one.me.means, one.me.search, one.today.hired, one.tally.hired) == (after, WELL_PAID, job, 1)
    assert one.ledger.filled.tolist() == filled
    assert one.me.income_band == income_band(even(), EARNED[job + 1] // 10)


@pytest.mark.parametrize(
    ("means", "search", "after"),
    [
        (0, ORDINARY, ORDINARY | 1 << 2),
        (0, WELL_PAID | 14 << 2, WELL_PAID | 15 << 2),
        (0, WELL_PAID | 15 << 2, WELL_PAID | 15 << 2),
        (0, 0, 0),
        (ORDINARY, WELL_PAID, WELL_PAID),
        (PUPIL, 0, 0),
    ],
)
def test_who_gets_none_has_waited_a_month_more(means: int, search: int, after: int) -> None:
    assert given(0, means=means, search=search).me.search == after


def test_a_loan_is_paid_out_to_who_sold_the_house() -> None:
    """A share of income between the preset's lowest and highest; for a house or a car by chance; paid off before retirement."""
    houses, n = 0, 400
    shares: list[float] = []
    low, high = (int(x) for x in even().payment_share)
    for p in range(n):
        one = given(LENDING, p=p, means=ORDINARY | WANTS_LOAN)
        share = low + (((high - low) * word(one, NEW_LOAN_SIZE, p, DAY)) >> 32)
        assert one.cold.instalment == (500 * share) >> 16
        house = word(one, NEW_LOAN_KIND, p, DAY) < int(even().new_house_cut)
        assert one.cold.loan_left == (min(240, 12 * 20) if house else 36)
        lent = economy.loan_of(one.cold)
        assert (one.me.means, one.today.lent, one.tally.lent_sum, one.tally.loans_granted) == (ORDINARY | HAS_LOAN, lent, lent, 1)
        assert (one.ledger.loans, one.ledger.bank, one.ledger.market, money(one)) == (lent, -lent, lent, 0)
        houses += house
        shares.append(int(one.cold.instalment) / 500)
    assert abs(houses / n - 0.2) <= 4 * np.sqrt(0.16 / n)
    assert abs(np.mean(shares) - 0.25) <= 4 * np.std(shares) / np.sqrt(n) + 0.001


@pytest.mark.parametrize(
    ("age", "standing", "months"), [(30, 1, 240), (45, 1, 180), (59, 1, 12), (60, 1, 240), (54, 1 | FEMALE, 12), (50, 1 | FEMALE, 60)]
)
def test_a_house_is_paid_off_by_who_is_to_retire(age: int, standing: int, months: int) -> None:
    assert months_of_loan(even(), 1, age, standing) == months


def test_whom_the_bank_does_not_lend_to_after_all() -> None:
    idle = given(LENDING, means=WANTS_LOAN, search=0)
    assert (idle.me.means, idle.tally.loans_granted, idle.ledger.bank, idle.cold.loan_left) == (0, 0, 0, 0)
    hired = given(LENDING | ORDINARY_POSTS, means=WANTS_LOAN)
    assert (hired.me.means, hired.tally.loans_granted) == (ORDINARY | HAS_LOAN, 1)


def test_a_place_in_a_private_school() -> None:
    child = {"standing": 0, "means": PUPIL, "search": 0, "school": 1 | 3 << 3, "birth_year": -9}
    one = given(PLACES, year=2, **child)
    assert (one.cold.school, one.ledger.places_taken, one.today.private_place) == (PRIVATE | 1 | 3 << 3, 1, 1)
    assert (one.tally.private_pupils, given(0, **child).tally.private_pupils) == (1, 0)
    assert given(0, **{**child, "school": PRIVATE | 1}).tally.private_pupils == 1


@pytest.mark.parametrize(("age", "years"), [(6, 0), (7, 1), (15, 9)])
def test_a_place_of_the_start_was_held_all_along(age: int, years: int) -> None:
    """Of who got it in the burn-in, before any 1 January."""
    child = {"standing": 0, "means": PUPIL, "search": 0, "school": 1, "birth_year": -age}
    assert given(PLACES, day=-200, **child).cold.school == PRIVATE | 1 | years << 3
    assert given(PLACES, day=0, **child).cold.school == PRIVATE | 1
    assert given(PLACES, day=-20, year=1, **child).cold.school == PRIVATE | 1


def test_a_place_given_again_in_the_first_year_counts_once() -> None:
    child = {"standing": 0, "means": PUPIL, "search": 0, "school": 1 | 9 << 3, "birth_year": -15}
    assert given(PLACES, day=-200, **child).cold.school == PRIVATE | 1 | 9 << 3


def test_the_displaced_are_counted() -> None:
    assert [given(0, displaced=bits).tally.displaced for bits in (0, ORDINARY_POSTS, LENDING | PLACES)] == [0, 1, 1]


def test_children_have_no_money() -> None:
    one = turned(standing=0, means=PUPIL, search=0, savings=0)
    assert (money(one), one.tally.income_sum, one.me.means) == (0, 0, PUPIL)


def test_without_an_economy_debts_alone_are_paid_and_by_chance_alone() -> None:
    one = at_month(*OFF, "society.debt.paid_per_year=3")
    paid = set()
    for p in range(300):
        one.me.means, one.cold.debt_day, one.today.paid_debt = ORDINARY | IN_DEBT | UNWILLING, DAY - 10, 0
        economy.month(p, DAY, *one)
        paid |= {p} if one.today.paid_debt else set()
        assert (int(one.me.means), int(one.cold.debt_day)) == (
            (ORDINARY, NEVER) if p in paid else (ORDINARY | IN_DEBT | UNWILLING, DAY - 10)
        )
    assert paid == {p for p in range(300) if word(one, DEBT_PAID, p, DAY) < CERTAIN // 4}
    one.today.dismissed = one.today.served = WELL_PAID_POSTS
    economy.month(3, DAY, *one)
    economy.serve(3, DAY, *one)
    assert (money(one), int(one.me.means) & JOB_BITS, one.tally.hired, one.tally.income_sum) == (0, ORDINARY, 0, 0)


def test_some_start_without_the_job_that_they_would_hold() -> None:
    """And there are posts for a share of who would work, and places for a share of the pupils."""
    one = at_month("society.economy.posts_per_worker=0.8", "society.economy.private_places=0.1")
    without = set()
    for p in range(400):
        one.me.standing, one.me.means, one.cold.loan_left, one.cold.instalment = 1, 1 + p % 2, p % 3, 10
        if p >= 300:
            one.me.standing, one.me.means = p % 2, PUPIL
        economy.open_account(p, one.me, one.cold, one.tables, one.ledger, one.world)
        assert one.me.search == (1 + p % 2 if p < 300 else 0)
        without |= {p} if int(one.me.means) & JOB_BITS == 0 and p < 300 else set()
    economy.end_count(one.ledger, one.world)
    assert without == {p for p in range(300) if word(one, WITHOUT_JOB, p, 0) < round(0.2 * CERTAIN)}
    assert one.ledger.filled.tolist() == [len({p for p in range(300) if p % 2 == k} - without) for k in (0, 1)]
    assert (one.ledger.callings.tolist(), one.ledger.posts.tolist()) == ([150, 150], [120, 120])
    assert (one.ledger.pupils, one.ledger.places) == (50, 5)
    assert one.ledger.loans == sum(100 * (p % 3) for p in range(400))


def test_accounts_of_who_is_gone_are_closed() -> None:
    one = somebody(means=WELL_PAID | HAS_LOAN, loan=LOAN, savings=70_000, school=PRIVATE, places_taken=4)
    before = money(one)
    economy.leave(3, DAY, *one)
    assert (one.ledger.filled.tolist(), one.ledger.places_taken, one.ledger.loans) == ([20, 9], 3, 0)
    assert (one.tally.written_off_sum, one.ledger.market, one.ledger.bank) == (30_000, 70_000, 0)
    put(one, savings=0)
    assert money(one) == before


@pytest.mark.parametrize(("overrides", "means", "filled"), [((), HAS_LOAN, [20, 10]), (OFF, WELL_PAID | HAS_LOAN, [20, 11])])
def test_who_comes_brings_an_account_and_seeks_a_job(overrides: tuple[str, ...], means: int, filled: list[int]) -> None:
    one = somebody(*overrides, means=WELL_PAID | HAS_LOAN, loan=LOAN, savings=70_000, loans=0)
    before = money(one) - 70_000
    economy.arrive(3, DAY, *one)
    assert (one.me.means, one.me.search, one.ledger.filled.tolist()) == (means, WELL_PAID, filled)
    assert (one.ledger.loans, one.ledger.bank, one.tally.lent_sum) == (30_000, -30_000, 30_000)
    assert money(one) == before


def test_counts() -> None:
    one = made()
    for means, working, well_paid, in_debt in (
        (0, 0, 0, 0),
        (ORDINARY, 1, 0, 0),
        (WELL_PAID | IN_DEBT, 2, 1, 1),
        (IN_DEBT | PUPIL, 2, 1, 2),
    ):
        one.me.means = means
        economy.count(3, DAY, *one)
        assert (one.tally.working, one.tally.well_paid, one.tally.in_debt) == (working, well_paid, in_debt)
