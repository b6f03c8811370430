"""economy: incomes, savings, debts, jobs and school places; the sole writer of them under every policy.

**Months.** On the first morning of a month an adult is paid, covers needs and, now and then, a large bill, pays the loan's
instalment, and spends or puts by the rest so that savings move a share of the way toward what the person would have put by
(`livelihood.thrift_of`). Who has too little goes without: nobody's savings fall below zero. An instalment that cannot be paid
is a default by want; leaving it unpaid (*behaviour*, kind `debt`) is one by choice. Either opens a debt, which grows by one
instalment each thirty days, up to a year's, and is paid in full or not at all: by want, as soon as there is money; by choice, only
once the debtor comes round, on a yearly chance. Each month some lose their job, some wish for a loan.

**Rationing.** Jobs, loans and places in private schools are scarce and handed out each month by `compute.ration`: well-paid
posts by schooling, then luck; ordinary posts by months waited, then luck (those whom a sanction marks last, if employers mind);
loans and school places by luck. Once a year posts follow those who would work, and places in private schools the pupils.

**Years.** In the yearly pass pupils go on or leave (a year in a private place moves the schooling reached up, and everybody's is
moved back by what that comes to in the mean), those whom age takes out of work retire, but for borrowers at work, who go on until
they owe nothing, and accounts of the dead and departed are closed.

**Accounts.** Every flow has two ends: a person's savings, the region's bank, its market (wages, shops, whatever is outside),
its treasury. Their sum never changes; posts held, places taken and loans outstanding always equal what the people have.

Left out: prices, wages that move, firms that open or close, interest (it is part of the instalments), rent and inheritance,
help between households, school fees.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.fields import MONTHLY, STOCK, Column, Event, Field
from sincerity.compute.fixed import factor, monthly, rounded, threshold
from sincerity.compute.ration import LENDING, MOST_WAITED, ORDINARY_POSTS, PLACES, WELL_PAID_POSTS
from sincerity.draw import (
    AGE,
    BILL,
    DEBT_OPEN,
    DEBT_PAID,
    JOB,
    NEW_LOAN_KIND,
    WITHOUT_JOB,
    draw,
    draw_block,
)
from sincerity.scenario.registry import Param, Table
from sincerity.society.livelihood import (
    ADULT_AGE,
    FIRST_PUPIL_AGE,
    JUNIOR_AGE,
    LAST_COMPULSORY_AGE,
    LAST_STUDENT_AGE,
    YOUNG,
    calling_of,
    income_band,
    income_fifth,
    income_in,
    income_of,
    is_pupil,
    money_band,
    schooling_level,
    shifted,
    thrift_of,
)
from sincerity.society.market import CALLING_BITS, DISPLACED, WAITED, WAITED_BITS
from sincerity.society.people import instalment_of, months_of_loan
from sincerity.types import (
    ADULT,
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
    PRIVATE_YEARS,
    PUPIL,
    SCHOOLING_BITS,
    UNWILLING,
    URBAN,
    WANTS_LOAN,
    WELL_PAID,
    Array,
)

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

DIMENSIONS = {"job_kinds": 2}
SCHOOL_YEARS = 9
"""Years of compulsory school: a private place held throughout counts in full."""
YEARS_AT_SCHOOL = 12
"""Yearly passes in which a place can be held, from the one after entry to the one of coming of age."""
MOST_PRIVATE_YEARS = 15
MOST_DUE = 12
"""Instalments that a debt grows to at most."""


def _share(name: str, default: float, unit: str, meaning: str, plausible: tuple[float, float], source: str = "assumed") -> Param:
    return Param(name, "chance", default, unit, meaning, low=0.0, high=1.0, plausible=plausible, source=source)


def _number(
    name: str,
    default: float,
    unit: str,
    meaning: str,
    high: float,
    plausible: tuple[float, float],
    low: float = 0.0,
    source: str = "assumed",
) -> Param:
    return Param(name, "number", default, unit, meaning, low=low, high=high, plausible=plausible, source=source)


PARAMS = (
    Table(
        "society.economy",
        "economy",
        (
            _share(
                "needs_share",
                0.3,
                "share of income",
                "What bare living takes of a month's income.",
                (0.2, 0.5),
                "MEM: food took 28 % of households' spending in 2019",
            ),
            _number("seeker_needs_cny", 600.0, "CNY a month", "What living costs a jobless seeker besides.", 1e6, (200, 1500)),
            _number("bills_per_year", 0.1, "per adult and year", "Large bills: illness, repairs, funerals.", 12.0, (0.02, 0.5)),
            _number("bill_months", 2.0, "months of income", "Size of a large bill.", 1000.0, (0.5, 6.0)),
            _share("saving_share", 0.1, "share a month", "How fast savings move toward what the person would have put by.", (0.02, 0.3)),
            _number("separations_per_year", 0.12, "per job and year", "Rate at which a job ends, whatever the policy.", 12.0, (0.05, 0.3)),
            _share(
                "posts_per_worker",
                0.96,
                "posts",
                "Posts for each adult who would hold one; the others start without.",
                (0.9, 1.0),
                "MEM: surveyed urban unemployment near 5 %",
            ),
            _number(
                "loans_per_1000", 3.5, "loans per 1,000 residents and month", "What the bank of a region can lend at most.", 1000.0, (2, 6)
            ),
            _share("wish_lost_per_month", 0.25, "chance per month", "Who is not lent what was wished for gives up.", (0.1, 0.5)),
            _share(
                "private_places",
                0.086,
                "share of pupils",
                "Places in private schools, of the pupils below 18 at the last count.",
                (0.05, 0.2),
                "DER: 12 of 138-140 million in compulsory schooling, 2015 (British Council)",
            ),
            _number(
                "private_income_cny",
                2000.0,
                "CNY a head and month",
                "Income of a household that can pay for a private place.",
                1e6,
                (1000, 4000),
            ),
            _share("private_wish", 0.5, "share of children", "Children whose household would have a private place for them.", (0.2, 0.8)),
            _share(
                "private_gain", 0.2, "ranks of schooling", "How far nine years in a private place move the schooling reached.", (0.0, 0.4)
            ),
        ),
        absent="default",
    ),
    Table(
        "society.debt",
        "economy",
        (
            _share(
                "open_at_start",
                0.02,
                "share of borrowers",
                "Borrowers who start with a debt left unpaid by choice.",
                (0.0, 0.05),
                "assumed: where the other values lead",
            ),
            Param(
                "paid_per_year",
                "number",
                0.25,
                "chance per year",
                "Yearly rate at which who leaves a debt unpaid by choice comes round and pays as soon as there is money.",
                low=0.0,
                high=365.0,
                plausible=(0.1, 0.5),
                source="assumed; 23-27 % of all listings complied by 2018 (chinadaily 10 Jun 2018, shine 4 Mar 2019)",
            ),
            _number("amount_cny", 5000.0, "CNY", "A debt that is no loan's instalment.", 2e7, (500, 50_000)),
            Param(
                "sued_after_days",
                "integer",
                120,
                "days",
                "How long a creditor waits before going to court.",
                low=0,
                high=20_000,
                plausible=(60, 365),
                source="assumed, below the six months after which card debt counts as overdue (reporterspress.it)",
            ),
            _number("strain", 2.0, "factor", "How much likelier a default by choice becomes as savings run out.", 10.0, (0.0, 5.0)),
        ),
        absent="default",
        switch=False,
    ),
)

WORLD = (
    Field("economy_active", "i1", "1 where money, jobs and places change"),
    Field("needs_share", "i8", "share of income that bare living takes, Q16"),
    Field("seeker_needs", "i8", "CNY a month that a jobless seeker needs besides"),
    Field("bill_chance", "i8", "threshold of a large bill this month, 0…2³²"),
    Field("bill_months", "i8", "size of a large bill in months of income, Q16"),
    Field("saving_share", "i8", "share of the way that savings move a month, Q16"),
    Field("job_lost", "i8", "threshold of a job ending this month, 0…2³²"),
    Field("without_job", "i8", "threshold of starting without the job one would hold, 0…2³²"),
    Field("posts_share", "i8", "posts for each adult who would hold one, Q16"),
    Field("lending", "i8", "loans a month and resident, Q32"),
    Field("wish_lost", "i8", "threshold of giving up a wish for a loan this month, 0…2³²"),
    Field("private_places", "i8", "places a pupil, Q16"),
    Field("private_income", "i8", "tens of CNY a head and month"),
    Field("private_wish", "i8", "threshold of a child whose household would have a private place, 0…2³²"),
    Field("private_gain", "i8", "how far a year in a private place moves the word of schooling"),
    Field("private_loss", "i8", "how far every word of schooling is moved back"),
    Field("debt_paid", "i8", "threshold of coming round this month, 0…2³²"),
    Field("debt_amount", "i8", "CNY of a debt that is no loan's"),
    Field("debt_open", "i8", "threshold of a borrower starting in debt by choice, 0…2³²"),
    Field("debt_open_day", "i8", "day on which such a debt fell due"),
    Field("sued_after", "i8", "days after which a creditor sues"),
    Field("strain", "i8", "how much likelier a default becomes as savings run out, Q16"),
)
STATE = (
    Field("means", "i1", "bits: job (0…2), pupil, has a loan, in debt, unwilling, wants a loan"),
    Field("income_band", "i1", "fixed national band of monthly income, 0…7"),
    Field("search", "i1", "the job one would hold, 0…2; four times the months waited for one, at most 15; 64 if ever displaced"),
)
COLD = (
    Field("savings", "i4", "CNY"),
    Field("loan_left", "i2", "instalments left of the loan"),
    Field("instalment", "i2", "tens of CNY a month of the loan, also when it is paid off"),
    Field("debt_day", "i2", "day on which the open debt fell due, NEVER without one"),
    Field("school", "i1", "schooling reached (0…3), 4 in a private place, and eight times the years spent in one"),
)
LEDGER = (
    Field("callings", "i8", "adults who would hold a job, ordinary and well-paid, at the last count", "job_kinds"),
    Field("posts", "i8", "posts, ordinary and well-paid", "job_kinds"),
    Field("filled", "i8", "posts filled", "job_kinds"),
    Field("places", "i8", "places in private schools"),
    Field("places_taken", "i8", "places taken"),
    Field("pupils", "i8", "pupils below 18, at the last count"),
    Field("loans", "i8", "CNY that borrowers still owe"),
    Field("bank", "i8", "CNY of the bank"),
    Field("market", "i8", "CNY of employers, shops and whatever is outside"),
    Field("treasury", "i8", "CNY of the authority"),
    Field("lending_budget", "i8", "loans that the bank can give, Q32"),
)
TODAY = (
    Field("paid_debt", "i8", "1 when the open debt is paid"),
    Field("defaulted", "i8", "1 on a default by choice, 2 by want"),
    Field("job_ended", "i8", "1 when a job ends"),
    Field("hired", "i8", "the kind of job begun: 1 ordinary, 2 well-paid"),
    Field("lent", "i8", "CNY lent"),
    Field("private_place", "i8", "1 on entering a private school"),
    Field("income", "i8", "CNY earned this month"),
)
COLUMNS = (
    Column("income_sum", "CNY earned, on the first of a month", of="adults", counts=MONTHLY),
    Column("savings_sum", "CNY of savings, on the first of a month", counts=MONTHLY),
    Column("short", "adults who could not cover needs and bills, on the first of a month", counts=MONTHLY),
    Column("debts_opened", "debts that fell due"),
    Column("debts_by_want", "of them, for want of money"),
    Column("debts_paid", "debts paid"),
    Column("in_debt", "adults with an open debt", counts=STOCK),
    Column("jobs_ended", "jobs that ended, by whatever cause"),
    Column("hired", "jobs begun"),
    Column("jobseekers", "adults left without a job that they seek, after the month's openings", counts=MONTHLY),
    Column("open_posts", "posts left open after the month's hires", counts=MONTHLY),
    Column("working", "adults with a job", counts=STOCK),
    Column("well_paid", "adults with a well-paid job", counts=STOCK),
    Column("loans_granted", "loans granted"),
    Column("loans_waiting", "loans wished for and not granted this month", counts=MONTHLY),
    Column("lent_sum", "CNY lent"),
    Column("repaid_sum", "CNY repaid"),
    Column("written_off_sum", "CNY that the dead and departed still owed"),
    Column("private_pupils", "pupils in private places, on the first of a month", counts=MONTHLY),
    Column("places_waiting", "children who asked for a private place and got none", counts=MONTHLY),
    Column("displaced", "persons who got what the cut alone gave them, because a sanction barred or put back others"),
)
EVENTS = (
    Event("paid_debt", "debt_paid", "paid the open debt"),
    Event("defaulted", "default", "a debt fell due: 1 by choice, 2 by want"),
    Event("job_ended", "job_ended", "lost or left the job"),
    Event("hired", "hired", "began a job: 1 ordinary, 2 well-paid"),
    Event("lent", "loan", "was lent this many CNY"),
    Event("private_place", "private_school", "got a place in a private school"),
)
PURPOSES = (
    *("DEBT_OPEN", "DEBT_PAID", "BILL", "JOB_LOST", "WITHOUT_JOB", "LOAN_WISH", "NEW_LOAN_KIND", "NEW_LOAN_SIZE", "PRIVATE_WISH"),
    *("WELL_PAID_LUCK", "ORDINARY_LUCK", "LENDING_LUCK", "PLACES_LUCK"),
)


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """A few of the first inhabitants who borrowed start with a debt left unpaid; nobody else does."""
    cold.debt_day = NEVER
    if int(me.arrived) == 0 and int(me.means) & HAS_LOAN != 0:
        if draw(int(world.born0), int(world.born1), DEBT_OPEN, p, 0, 0) < int(world.debt_open):
            me.means = int(me.means) | IN_DEBT | UNWILLING
            cold.debt_day = int(world.debt_open_day)


def open_account(p: int, me: Any, cold: Any, tables: Any, ledger: Any, world: Any) -> None:
    """Before the burn-in: a few start without the job that they would hold; the region's books are opened."""
    job = int(me.means) & JOB_BITS
    me.search = job
    if job != 0:
        ledger.filled[job - 1] += 1
        if draw(int(world.born0), int(world.born1), WITHOUT_JOB, p, int(me.arrived), 0) < int(world.without_job):
            change_job(p, 0, me, cold, tables, ledger, world)
    ledger.loans += loan_of(cold)
    enrol(me, ledger)


def enrol(me: Any, ledger: Any) -> None:
    """Counted among those who would work, or among the pupils."""
    calling = int(me.search) & CALLING_BITS
    if calling != 0:
        ledger.callings[calling - 1] += 1
    if int(me.means) & PUPIL != 0 and int(me.standing) & ADULT == 0:
        ledger.pupils += 1


def begin_count(ledger: Any) -> None:
    """Before the yearly pass."""
    for kind in range(2):
        ledger.callings[kind] = 0
    ledger.pupils = 0


def end_count(ledger: Any, world: Any) -> None:
    """Posts for a share of those who would work, places in private schools for a share of the pupils."""
    for kind in range(2):
        ledger.posts[kind] = (int(ledger.callings[kind]) * int(world.posts_share)) >> 16
    ledger.places = (int(ledger.pupils) * int(world.private_places)) >> 16


def loan_of(mine: Any) -> int:
    """CNY still owed."""
    return 10 * int(mine.loan_left) * int(mine.instalment)


def act(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A default by choice opens a debt, unless one is open."""
    b = int(today.act) - 1
    if b >= 0 and int(world.act_debt[b]) != 0 and int(me.means) & IN_DEBT == 0:
        me.means = int(me.means) | IN_DEBT | UNWILLING
        cold.debt_day = day
        today.defaulted = BY_CHOICE
        tally.debts_opened = int(tally.debts_opened) + 1


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Wages, needs, bills, instalments, debts, savings; jobs that end; wishes for loans."""
    if int(me.standing) & ADULT == 0:
        give_up_place(cold, today, ledger)
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    if int(world.economy_active) == 0:
        if int(me.means) & IN_DEBT != 0 and comes_round(p, day, today, world) != 0:
            clear_debt(me, cold, today, tally)
        return
    age = int(ledger.year) - int(cold.birth_year)
    _, w_income, w_savings, _ = draw_block(int(world.born0), int(world.born1), JOB >> 2, p, int(me.arrived), 0)
    w_bill, w_lost, w_wish, _ = draw_block(k0, k1, BILL >> 2, p, day, 0)
    standing = int(me.standing)
    income = income_in(tables, standing, int(me.means), age, w_income)
    before = int(cold.savings)
    savings = before + 10 * income - int(today.appeal_fee)
    ledger.market -= 10 * income
    ledger.treasury += int(today.appeal_fee)
    today.income = 10 * income
    needs = (10 * income * int(world.needs_share)) >> 16
    if seeks(me, cold) != 0:
        needs += int(world.seeker_needs)
    if w_bill < int(world.bill_chance):
        needs += (10 * max(income, int(tables.least_income)) * int(world.bill_months)) >> 16
    if needs > savings:
        tally.short = int(tally.short) + 1
        needs = savings
    savings = repay(p, day, savings - needs, me, cold, today, ledger, world, tally)
    aim = thrift_of(tables, standing, age, usual_income(income, age, w_income, me, tables), w_savings)
    goal = before + (((aim - before) * int(world.saving_share)) >> 16)
    spent = max(0, savings - goal)
    if int(me.means) & (IN_DEBT | UNWILLING) == IN_DEBT:
        spent = 0  # who would pay and cannot puts everything by
    ledger.market += needs + spent
    cold.savings = savings - spent
    tally.income_sum = int(tally.income_sum) + 10 * income
    tally.savings_sum = int(tally.savings_sum) + savings - spent
    if int(me.means) & JOB_BITS != 0 and (int(today.dismissed) != 0 or w_lost < int(world.job_lost)):
        end_job(p, me, cold, today, tables, ledger, world, tally)
    wish(w_wish, age, income, me, today, tables, world)


def usual_income(income: int, age: int, w_income: int, me: Any, tables: Any) -> int:
    """What a person saves by: the income, or while a job is sought, what that job would earn."""
    calling = int(me.search) & CALLING_BITS
    if int(me.means) & JOB_BITS != 0 or calling == 0:
        return income
    return income_in(tables, int(me.standing), calling, age, w_income)


def repay(p: int, day: int, savings: int, me: Any, cold: Any, today: Any, ledger: Any, world: Any, tally: Any) -> int:
    """Pay the open debt in full, come round or not, or the loan's instalment; returns the savings left."""
    means = int(me.means)
    if means & IN_DEBT != 0:
        if means & UNWILLING != 0 and comes_round(p, day, today, world) != 0:
            means -= UNWILLING
            me.means = means
        n = instalments_due(day, cold)
        owed = 10 * n * int(cold.instalment) if n > 0 else int(world.debt_amount)
        if owed > savings or means & UNWILLING != 0:
            return savings
        clear_debt(me, cold, today, tally)
    elif means & HAS_LOAN != 0:
        n = 1
        owed = 10 * int(cold.instalment)
        if owed > savings:
            me.means = means | IN_DEBT
            cold.debt_day = day
            today.defaulted = BY_WANT
            tally.debts_opened = int(tally.debts_opened) + 1
            tally.debts_by_want = int(tally.debts_by_want) + 1
            return savings
    else:
        return savings
    if n > 0:
        cold.loan_left = int(cold.loan_left) - n
        if int(cold.loan_left) == 0:
            me.means = int(me.means) & ~HAS_LOAN
        ledger.loans -= owed
        ledger.bank += owed
    else:
        ledger.market += owed
    tally.repaid_sum = int(tally.repaid_sum) + owed
    return savings - owed


def comes_round(p: int, day: int, today: Any, world: Any) -> int:
    """1 for who left a debt unpaid by choice and would pay now: after a notice, or by chance."""
    return int(int(today.heeds_notice) != 0 or draw(int(world.k0), int(world.k1), DEBT_PAID, p, day, 0) < int(world.debt_paid))


def instalments_due(day: int, mine: Any) -> int:
    """Instalments that the open debt has come to: one, and one more each thirty days, up to a year's; 0 where it is no loan's."""
    return min(int(mine.loan_left), MOST_DUE, 1 + (day - int(mine.debt_day)) // 30)


def clear_debt(me: Any, cold: Any, today: Any, tally: Any) -> None:
    """The open debt is paid."""
    me.means = int(me.means) & ~(IN_DEBT | UNWILLING)
    cold.debt_day = NEVER
    today.paid_debt = 1
    tally.debts_paid = int(tally.debts_paid) + 1


def end_job(p: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, tally: Any) -> None:
    """A job ends; its post is open."""
    change_job(p, 0, me, cold, tables, ledger, world)
    me.search = int(me.search) & ~WAITED_BITS
    today.job_ended = 1
    tally.jobs_ended = int(tally.jobs_ended) + 1


def wish(word: int, age: int, income: int, me: Any, today: Any, tables: Any, world: Any) -> None:
    """Who owes nothing may wish for a loan; the wish stays until it is granted, refused or given up, or the income is gone."""
    means = int(me.means)
    if int(today.job_ended) + int(today.loan_refused) != 0 or income < int(tables.least_income):
        me.means = means & ~WANTS_LOAN
    elif means & WANTS_LOAN != 0:
        if word < int(world.wish_lost):
            me.means = means & ~WANTS_LOAN
    elif means & (HAS_LOAN | IN_DEBT) == 0:
        woman = int(int(me.standing) & FEMALE != 0)
        if word < int(tables.loan_wish_cut[woman, money_band(tables, age), income_fifth(tables, income)]):
            me.means = means | WANTS_LOAN


def serve(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """What the month's rationing gave: a job, a loan, a place in a private school; who still seeks a job has waited a month more."""
    if int(world.economy_active) == 0:
        return
    served = int(today.served)
    if int(today.taken) != 0 and int(me.means) & JOB_BITS != 0:
        end_job(p, me, cold, today, tables, ledger, world, tally)
    elif served & (WELL_PAID_POSTS | ORDINARY_POSTS) != 0:
        begin_job(p, WELL_PAID if served & WELL_PAID_POSTS != 0 else ORDINARY, me, cold, today, tables, ledger, world, tally)
    elif seeks(me, cold) != 0 and int(me.search) & WAITED_BITS < MOST_WAITED << WAITED:
        me.search = int(me.search) + (1 << WAITED)
    if served & LENDING != 0:
        lend(p, day, me, cold, today, tables, ledger, world, tally)
    if served & PLACES != 0:
        cold.school = int(cold.school) | PRIVATE
        ledger.places_taken += 1
        today.private_place = 1
        if int(ledger.year) == 0 and day < 0:
            # Places of the start, handed out in the burn-in, were held all along.
            held = min(MOST_PRIVATE_YEARS, max(0, int(ledger.year) - int(cold.birth_year) - FIRST_PUPIL_AGE))
            school = int(cold.school)
            cold.school = (school & (SCHOOLING_BITS | PRIVATE)) | max(school >> PRIVATE_YEARS, held) << PRIVATE_YEARS
    if int(cold.school) & PRIVATE != 0:
        tally.private_pupils = int(tally.private_pupils) + 1
    if int(today.displaced) != 0:
        me.search = int(me.search) | DISPLACED
        tally.displaced = int(tally.displaced) + 1


def seeks(me: Any, mine: Any) -> int:
    """1 for who is without the job that one would hold, and at large to look for it."""
    return int(int(me.search) & CALLING_BITS != 0 and int(me.means) & JOB_BITS == 0 and int(mine.detained) == 0)


def begin_job(p: int, job: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, tally: Any) -> None:
    """A post is filled; the one held before is open."""
    change_job(p, job, me, cold, tables, ledger, world)
    me.search = int(me.search) & ~WAITED_BITS
    today.hired = job
    tally.hired = int(tally.hired) + 1


def change_job(p: int, job: int, me: Any, cold: Any, tables: Any, ledger: Any, world: Any) -> None:
    """Hold this job from now on, or none: posts and the band of income follow."""
    means = int(me.means)
    before = means & JOB_BITS
    if before != 0:
        ledger.filled[before - 1] -= 1
    if job != 0:
        ledger.filled[job - 1] += 1
    me.means = means - before + job
    age = int(ledger.year) - int(cold.birth_year)
    me.income_band = income_band(tables, income_of(p, me, age, int(world.born0), int(world.born1), tables))


def lend(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, tally: Any) -> None:
    """A loan for a house or a car, paid to whoever sold it."""
    k0 = int(world.k0)
    k1 = int(world.k1)
    means = int(me.means) & ~WANTS_LOAN
    me.means = means
    w_kind, w_share, _, _ = draw_block(k0, k1, NEW_LOAN_KIND >> 2, p, day, 0)
    income = income_of(p, me, int(ledger.year) - int(cold.birth_year), int(world.born0), int(world.born1), tables)
    instalment = instalment_of(tables, income, w_share)
    if instalment == 0:
        return
    me.means = means | HAS_LOAN
    cold.instalment = instalment
    kind = int(w_kind < int(tables.new_house_cut))
    cold.loan_left = months_of_loan(tables, kind, int(ledger.year) - int(cold.birth_year), int(me.standing))
    lent = loan_of(cold)
    ledger.loans += lent
    ledger.bank -= lent
    ledger.market += lent
    today.lent = lent
    tally.loans_granted = int(tally.loans_granted) + 1
    tally.lent_sum = int(tally.lent_sum) + lent


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Who works, at what; who is in debt."""
    means = int(me.means)
    if means & JOB_BITS != 0:
        tally.working = int(tally.working) + 1
        if means & JOB_BITS == WELL_PAID:
            tally.well_paid = int(tally.well_paid) + 1
    if means & IN_DEBT != 0:
        tally.in_debt = int(tally.in_debt) + 1


def leave(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """The accounts of the dead and departed are closed: savings go with them, what they still owed is lost to the bank."""
    if int(me.means) & JOB_BITS != 0:
        ledger.filled[(int(me.means) & JOB_BITS) - 1] -= 1
    if int(cold.school) & PRIVATE != 0:
        ledger.places_taken -= 1
    ledger.market += int(cold.savings)
    ledger.loans -= loan_of(cold)
    tally.written_off_sum = int(tally.written_off_sum) + loan_of(cold)


def arrive(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Who comes brings savings and a loan, which the bank takes over, and seeks a job with everybody else."""
    job = int(me.means) & JOB_BITS
    me.search = job
    if job != 0:
        ledger.filled[job - 1] += 1
        if int(world.economy_active) != 0:
            change_job(p, 0, me, cold, tables, ledger, world)
    lent = loan_of(cold)
    ledger.loans += lent
    ledger.bank -= lent
    ledger.market += lent - int(cold.savings)
    tally.lent_sum = int(tally.lent_sum) + lent
    enrol(me, ledger)


def year(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A year older: through school, into work, out of work."""
    age = int(ledger.year) - int(cold.birth_year)
    k0 = int(world.born0)
    k1 = int(world.born1)
    if age <= LAST_STUDENT_AGE + 1:
        learn(p, age, me, cold, today, tables, ledger, world, k0, k1)
    if age >= ADULT_AGE:
        work(p, age, me, cold, today, tables, ledger, world, k0, k1, tally)
    enrol(me, ledger)


def work(p: int, age: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, k0: int, k1: int, tally: Any) -> None:
    """The calling of the year; whom age takes out of work retires, but for who is at work and has a loan to pay."""
    w_job, w_income, _, _ = draw_block(k0, k1, JOB >> 2, p, int(me.arrived), 0)
    standing = int(me.standing)
    calling = 0
    if int(me.means) & PUPIL == 0:
        calling = calling_of(tables, standing, age, int(cold.school) & SCHOOLING_BITS, w_job)
    job = int(me.means) & JOB_BITS
    if calling == 0 and int(me.means) & HAS_LOAN != 0 and int(world.economy_active) != 0:
        calling = job  # who still owes works on
    waited = int(me.search) & WAITED_BITS if calling != 0 and job == 0 else 0
    me.search = calling | waited | int(me.search) & DISPLACED
    if int(world.economy_active) == 0:
        change_job(p, calling, me, cold, tables, ledger, world)
    elif job != 0 and calling == 0:
        end_job(p, me, cold, today, tables, ledger, world, tally)
    me.income_band = income_band(tables, income_in(tables, standing, int(me.means), age, w_income))


def learn(p: int, age: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, k0: int, k1: int) -> None:
    """A year of school: entry at 6, junior secondary at 12, then by the word of schooling as private places have moved it."""
    school = int(cold.school)
    if school & PRIVATE != 0 and school >> PRIVATE_YEARS < MOST_PRIVATE_YEARS:
        school += 1 << PRIVATE_YEARS
    level = school & SCHOOLING_BITS
    pupil = 0
    if FIRST_PUPIL_AGE <= age <= LAST_COMPULSORY_AGE:
        pupil = 1
        level = max(level, int(age >= JUNIOR_AGE))
    elif age > LAST_COMPULSORY_AGE and int(me.means) & PUPIL != 0:
        _, _, w_schooling, w_enrolment = draw_block(k0, k1, AGE >> 2, p, int(me.arrived), 0)
        word = shifted(w_schooling, (school >> PRIVATE_YEARS) * int(world.private_gain) - int(world.private_loss))
        standing = int(me.standing)
        urban = int(standing & URBAN != 0)
        woman = int(standing & FEMALE != 0)
        if age < ADULT_AGE:
            pupil = is_pupil(tables, age, 1, CERTAIN - 1 - word)
            level = max(level, 1 + pupil)
        else:
            level = max(level, schooling_level(tables, urban, woman, 0 if age < 20 else YOUNG, word))
            pupil = is_pupil(tables, age, level, w_enrolment)
            if age < 20 and schooling_level(tables, urban, woman, YOUNG, word) > level:
                pupil = 1  # who will reach more stays
    if pupil == 0 or age >= ADULT_AGE:
        if school & PRIVATE != 0:
            ledger.places_taken -= 1
            school -= PRIVATE
    means = int(me.means) & ~PUPIL
    me.means = means | pupil * PUPIL
    cold.school = school - (school & SCHOOLING_BITS) + level


def give_up_place(cold: Any, today: Any, ledger: Any) -> None:
    """A pupil whom a sanction moves leaves the private place."""
    if int(today.moved) != 0:
        cold.school = int(cold.school) - PRIVATE
        ledger.places_taken -= 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Thresholds a month, shares in Q16."""
    society = scenario.society
    rules = society.economy
    world["economy_active"] = rules.active
    world["debt_paid"] = threshold(min(Fraction(1), monthly(society.debt.paid_per_year)))
    world["debt_open"], world["debt_open_day"] = threshold(society.debt.open_at_start), -scenario.burn_in_days
    world["debt_amount"], world["sued_after"] = rounded(Fraction(society.debt.amount_cny)), society.debt.sued_after_days
    if not rules.active:
        return
    world["needs_share"], world["seeker_needs"] = factor(rules.needs_share), rounded(Fraction(rules.seeker_needs_cny))
    world["bill_chance"], world["bill_months"] = threshold(min(Fraction(1), monthly(rules.bills_per_year))), factor(rules.bill_months)
    world["saving_share"] = factor(rules.saving_share)
    world["job_lost"] = threshold(min(Fraction(1), monthly(rules.separations_per_year)))
    world["without_job"] = threshold(1 - Fraction(rules.posts_per_worker))
    world["posts_share"] = factor(rules.posts_per_worker)
    world["wish_lost"] = threshold(rules.wish_lost_per_month)
    world["lending"] = rounded(Fraction(rules.loans_per_1000) / 1000 * CERTAIN)
    world["private_places"], world["private_income"] = factor(rules.private_places), rounded(Fraction(rules.private_income_cny) / 10)
    world["private_wish"] = threshold(rules.private_wish)
    gain = Fraction(rules.private_gain) * CERTAIN
    world["private_gain"] = rounded(gain / SCHOOL_YEARS)
    world["private_loss"] = rounded(gain / SCHOOL_YEARS * YEARS_AT_SCHOOL * Fraction(rules.private_places))
    world["strain"] = factor(society.debt.strain)
