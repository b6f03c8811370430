"""The page *economy*, from *Before the burn-in* on: accounts, pay, debts, jobs, loans, places."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.behaviour import CHOICE, WANT
from reference.livelihood import (
    CAR,
    HOUSE,
    SCHOOL,
    YEARS,
    calling,
    fifth,
    income,
    income_band,
    income_now,
    instalment_of,
    is_pupil,
    life_word,
    money_band,
    months_of,
    owed,
    schooling_by_luck,
    thrift,
)
from reference.now import BY_CHOICE, HAS_LOAN, IN_DEBT, JOB, LENDING, ORDINARY, PLACES, PUPIL, WELL_PAID, WISHES, Now
from reference.numbers import CERTAIN, NEVER, Ints, Mask, clamp, exact, factor, monthly, rounded, threshold

PRIVATE = 4
"""Of `school`: in a private place."""
FIRST_AT_SCHOOL, LAST_AT_SCHOOL = 6, 23
MONTHS_WAITED, EVER_DISPLACED = 60, 64
"""Of `search`, beside the job that one would hold: the months, four times as many; whether ever displaced."""
MOST_WAITED = MOST_YEARS = 15

NAMES = (
    *("needs_share", "seeker_needs", "bill_chance", "bill_months", "saving_share", "job_lost", "without_job", "posts_share"),
    *("lending", "wish_lost", "private_places", "private_income", "private_wish", "private_gain", "private_loss", "strain"),
)


def constants(scenario: Any) -> SimpleNamespace:
    """All of it is the run's."""
    given, debt = scenario.society.economy, scenario.society.debt
    always = SimpleNamespace(
        active=given.active,
        debt_paid=threshold(min(Fraction(1), monthly(debt.paid_per_year))),
        debt_amount=rounded(exact(debt.amount_cny)),
        sued_after=debt.sued_after_days,
        debt_open=threshold(exact(debt.open_at_start)),
        debt_open_day=-scenario.burn_in_days,
    )
    if not given.active:
        return SimpleNamespace(**vars(always), **dict.fromkeys(NAMES, 0))
    return SimpleNamespace(
        **vars(always),
        needs_share=factor(exact(given.needs_share)),
        seeker_needs=rounded(exact(given.seeker_needs_cny)),
        bill_chance=threshold(min(Fraction(1), monthly(given.bills_per_year))),
        bill_months=factor(exact(given.bill_months)),
        saving_share=factor(exact(given.saving_share)),
        job_lost=threshold(min(Fraction(1), monthly(given.separations_per_year))),
        without_job=threshold(1 - exact(given.posts_per_worker)),
        posts_share=factor(exact(given.posts_per_worker)),
        lending=rounded(exact(given.loans_per_1000) / 1000 * CERTAIN),
        wish_lost=threshold(exact(given.wish_lost_per_month)),
        private_places=factor(exact(given.private_places)),
        private_income=rounded(exact(given.private_income_cny) / 10),
        private_wish=threshold(exact(given.private_wish)),
        private_gain=rounded(exact(given.private_gain) * CERTAIN / 9),
        private_loss=rounded(exact(given.private_gain) * CERTAIN / 9 * 12 * exact(given.private_places)),
        strain=factor(exact(debt.strain)),
    )


def of_policy(_: Any) -> SimpleNamespace:
    """Money is the same under every policy."""
    return SimpleNamespace()


def init(now: Now, who: Mask) -> None:
    """No debt, but for some of the first inhabitants who borrowed."""
    person, rule = now.person, now.rules.economy
    person.debt_day[who] = NEVER
    borrows = who & (person.arrived == 0) & (person.means & HAS_LOAN != 0)
    owes = now.took("economy: starts in debt", borrows & (now.draw("DEBT_OPEN", borrows, day=0) < rule.debt_open))
    person.means[owes] |= IN_DEBT | BY_CHOICE
    person.debt_day[owes] = rule.debt_open_day


def months_waited(now: Now) -> Ints:
    """For how many months each has sought a job."""
    found: Ints = (now.person.search & MONTHS_WAITED) >> 2
    return found


def ever_displaced(now: Now) -> Mask:
    """Who was ever given a job, a loan or a place by the cut alone."""
    found: Mask = now.person.search & EVER_DISPLACED != 0
    return found


def give_job(now: Now, who: Mask, job: Ints) -> None:
    """These people hold this job from now on, 0 for none; their band of income follows."""
    person = now.person
    person.means[who] = (person.means & ~JOB | job)[who]
    person.income_band[who] = income_band(now, income_now(now))[who]


def before_the_burn_in(now: Now) -> None:
    """Accounts are opened, posts and places reckoned."""
    person, rule, books = now.person, now.rules.economy, now.books
    person.search[:] = person.means & JOB
    if rule.active:
        works = person.means & JOB > 0
        without = works & (now.draw("WITHOUT_JOB", works, day=person.arrived) < rule.without_job)
        give_job(now, now.took("economy: starts without a job", without), person.means * 0)
    job = person.means & JOB
    books.add_at("filled", job > 0, job - 1)
    books.add("loans", ~now.nobody, owed(now))
    _enrol(now, ~now.nobody)
    reckon(now)


def _enrol(now: Now, who: Mask) -> None:
    """Counted by calling, or as a pupil."""
    called = now.person.search & JOB
    now.books.add_at("callings", who & (called > 0), called - 1)
    now.books.add("pupils", who & now.pupil & ~now.adult)


def forget_counts(now: Now) -> None:
    """In the year, before anyone's turn."""
    now.books["callings"][:] = 0
    now.books["pupils"][:] = 0


def reckon(now: Now) -> None:
    """Posts and places by the last count."""
    books, rule = now.books, now.rules.economy
    books["posts"][:] = (books["callings"] * rule.posts_share) >> 16
    books["places"][:] = (books["pupils"] * rule.private_places) >> 16


def default_by_choice(now: Now) -> None:
    """Step 5, after behaviour has acted."""
    person, act = now.person, now.today.act
    defaults = (act > 0) & (now.rules.behaviour.debt[act] == 1)
    now.took("economy: a second default", defaults & now.in_debt)
    defaults = now.took("economy: a default by choice", defaults & ~now.in_debt)
    person.means[defaults] |= IN_DEBT | BY_CHOICE
    person.debt_day[defaults] = now.day
    now.today.defaulted[defaults] = CHOICE
    now.counts.add("debts_opened", defaults)


def month(now: Now) -> None:
    """At the turn of the month, first pass."""
    moved = now.took("economy: a place is taken away", ~now.adult & (now.today.moved == 1))
    _leave_place(now, moved)
    if now.rules.economy.active:
        _live_a_month(now)
    else:
        _pay_by_chance(now)


def _leave_place(now: Now, who: Mask) -> None:
    now.person.school[who] &= ~PRIVATE
    now.books.add("places_taken", who, -1)


def _pay_by_chance(now: Now) -> None:
    owes = now.adult & now.in_debt
    heeds = now.took("economy: a notice is heeded without money", owes & (now.today.heeds_notice == 1))
    pays = now.took("economy: a debt is paid without money", now.draw("DEBT_PAID", owes & ~heeds) < now.rules.economy.debt_paid)
    _clear(now, heeds | pays)


def _clear(now: Now, who: Mask) -> None:
    now.person.means[who] &= ~(IN_DEBT | BY_CHOICE)
    now.person.debt_day[who] = NEVER
    now.today.paid_debt[who] = 1
    now.counts.add("debts_paid", who)


def _live_a_month(now: Now) -> None:
    person, today, books, who = now.person, now.today, now.books, now.adult
    x, before = income_now(now), person.savings.copy()
    money = before + 10 * x - today.appeal_fee
    books.add("market", who, -10 * x)
    books.add("treasury", who, today.appeal_fee)
    today.income[who] = 10 * x[who]
    needs = _needs(now, x)
    short = now.took("economy: needs more than there is", who & (needs > money))
    now.counts.add("short", short)
    needs = np.where(short, money, needs)
    money = _repay(now, money - needs)
    spent = _spend(now, x, before, money)
    person.savings[who] = (money - spent)[who]
    books.add("market", who, needs + spent)
    now.counts.add("income_sum", who, 10 * x)
    now.counts.add("savings_sum", who, person.savings)
    _lose_job(now)
    _wish(now, x)


def _needs(now: Now, x: Ints) -> Ints:
    person, rule = now.person, now.rules.economy
    needs = (10 * x * rule.needs_share) >> 16
    without = now.adult & (person.means & JOB == 0) & (person.search & JOB != 0)
    now.took("economy: seeks no job in detention", without & (person.detained > 0))
    seeks = now.took("economy: seeks a job", without & (person.detained == 0))
    needs = needs + np.where(seeks, rule.seeker_needs, 0)
    bill = now.took("economy: a bill", now.draw("BILL", now.adult) < rule.bill_chance)
    months = (10 * np.maximum(x, now.tables.least_income) * rule.bill_months) >> 16
    found: Ints = needs + np.where(bill, months, 0)
    return found


def _repay(now: Now, money: Ints) -> Ints:
    """What is left of the money."""
    person, today, rule = now.person, now.today, now.rules.economy
    in_debt = now.adult & now.in_debt
    due = np.minimum(np.minimum(person.loan_left, 12), 1 + (now.day - person.debt_day) // 30)
    n = np.where(in_debt, due, 1)
    amount = np.where(n > 0, 10 * n * person.instalment, rule.debt_amount)
    now.took("economy: a debt without a loan", in_debt & (n == 0))
    by_choice = in_debt & (person.means & BY_CHOICE != 0)
    heeds = now.took("economy: a notice is heeded", by_choice & (today.heeds_notice == 1))
    luck = now.took("economy: comes round by chance", now.draw("DEBT_PAID", by_choice & ~heeds) < rule.debt_paid)
    person.means[heeds | luck] &= ~BY_CHOICE
    willing = in_debt & (~by_choice | heeds | luck)
    cannot = now.took("economy: cannot pay the debt", willing & (amount > money))
    now.took("economy: comes round and cannot pay", cannot & by_choice)
    clears = willing & ~cannot
    now.took("economy: pays a debt by want", clears & ~by_choice)
    now.took("economy: pays a debt by choice", clears & by_choice)
    now.took("economy: a debt by choice stays", by_choice & ~willing)
    regular = now.adult & ~in_debt & (person.means & HAS_LOAN != 0)
    wants = now.took("economy: a default by want", regular & (amount > money))
    _clear(now, clears)
    person.means[wants] |= IN_DEBT
    person.debt_day[wants] = now.day
    today.defaulted[wants] = WANT
    now.counts.add("debts_opened", wants)
    now.counts.add("debts_by_want", wants)
    pays = clears | (regular & ~wants)
    _pay_off(now, pays, n, amount)
    return money - np.where(pays, amount, 0)


def _pay_off(now: Now, who: Mask, n: Ints, amount: Ints) -> None:
    person, instalments = now.person, who & (n > 0)
    person.loan_left[instalments] -= n[instalments]
    over = now.took("economy: a loan is paid off", instalments & (person.loan_left == 0))
    person.means[over] &= ~HAS_LOAN
    now.books.add("loans", instalments, -amount)
    now.books.add("bank", instalments, amount)
    now.books.add("market", who & ~instalments, amount)
    now.counts.add("repaid_sum", who, amount)


def _spend(now: Now, x: Ints, before: Ints, money: Ints) -> Ints:
    person, rule = now.person, now.rules.economy
    would_hold = person.search & JOB
    usual = np.where(
        (person.means & JOB != 0) | (would_hold == 0),
        x,
        income(now, now.age, would_hold, now.nobody),
    )
    aim = thrift(now, now.age, usual)
    goal = before + (((aim - before) * rule.saving_share) >> 16)
    saves = now.adult & (person.means & IN_DEBT != 0) & (person.means & BY_CHOICE == 0)
    now.took("economy: puts everything by for a debt", saves)
    now.took("economy: spends", now.adult & ~saves & (money > goal))
    return np.where(saves, 0, np.maximum(0, money - goal))


def end_job(now: Now, who: Mask) -> None:
    """These people lose the job that they hold."""
    now.books.add_at("filled", who, (now.person.means & JOB) - 1, -1)
    give_job(now, who, now.person.means * 0)
    now.today.job_ended[who] = 1
    now.counts.add("jobs_ended", who)


def _lose_job(now: Now) -> None:
    person, today = now.person, now.today
    works = now.adult & (person.means & JOB != 0)
    dismissed = now.took("economy: a dismissal", works & (today.dismissed == 1))
    by_chance = now.draw("JOB_LOST", works & ~dismissed) < now.rules.economy.job_lost
    end_job(now, dismissed | now.took("economy: a job ends", by_chance))
    person.search[dismissed | by_chance] &= ~MONTHS_WAITED


def _wish(now: Now, x: Ints) -> None:
    person, today, who = now.person, now.today, now.adult
    gives_up = who & ((today.job_ended == 1) | (today.loan_refused == 1) | (x < now.tables.least_income))
    now.took("economy: gives up a wish", gives_up & (person.means & WISHES != 0))
    waits = who & ~gives_up & (person.means & WISHES != 0)
    tires = now.took("economy: a wish is lost by chance", waits & (now.draw("LOAN_WISH", waits) < now.rules.economy.wish_lost))
    free = who & ~gives_up & (person.means & (HAS_LOAN | IN_DEBT | WISHES) == 0)
    likely = now.tables.loan_wish_cut[now.woman, money_band(now, now.age), fifth(now, x)]
    wishes = now.took("economy: a wish for a loan", now.draw("LOAN_WISH", free) < likely)
    person.means[tires] &= ~WISHES
    person.means[gives_up] &= ~WISHES
    person.means[wishes] |= WISHES


def serve(now: Now) -> None:
    """At the turn of the month, second pass: what the desks gave is handed over."""
    if not now.rules.economy.active:
        return
    person, today, books = now.person, now.today, now.books
    taken = now.took("economy: loses the job by being detained", (today.taken == 1) & (person.means & JOB != 0))
    end_job(now, taken)
    person.search[taken] &= ~MONTHS_WAITED
    _begin_jobs(now, ~taken)
    _lend(now)
    places = now.took("economy: a private place", today.served & PLACES != 0)
    person.school[places] |= PRIVATE
    books.add("places_taken", places)
    today.private_place[places] = 1
    of_the_start = now.took("economy: a place of the start", places & (books.at_home("year") == 0) & (now.day < 0))
    held = np.maximum(person.school >> YEARS, clamp(now.age - FIRST_AT_SCHOOL, 0, MOST_YEARS))
    person.school[of_the_start] = (person.school & (SCHOOL | PRIVATE) | held << YEARS)[of_the_start]
    now.counts.add("private_pupils", person.school & PRIVATE != 0)
    displaced = now.took("economy: displaced", today.displaced != 0)
    now.took("economy: displaced again", displaced & ever_displaced(now))
    person.search[displaced] |= EVER_DISPLACED
    now.counts.add("displaced", displaced)


def _begin_jobs(now: Now, who: Mask) -> None:
    person, today, books = now.person, now.today, now.books
    new = np.where(today.served & WELL_PAID != 0, 2, np.where(today.served & ORDINARY != 0, 1, 0))
    held, hired = person.means & JOB, new > 0
    waits = who & ~hired & (person.search & JOB != 0) & (held == 0) & (months_waited(now) < MOST_WAITED)
    now.took("economy: no month waited in detention", waits & (person.detained > 0))
    waits &= person.detained == 0
    now.took("economy: hired from a job", hired & (held > 0))
    now.took("economy: a well-paid job begins", hired & (new == 2))
    now.took("economy: an ordinary job begins", hired & (new == 1))
    books.add_at("filled", hired & (held > 0), held - 1, -1)
    books.add_at("filled", hired, new - 1)
    give_job(now, hired, new)
    person.search[hired] &= ~MONTHS_WAITED
    today.hired[hired] = new[hired]
    now.counts.add("hired", hired)
    person.search[now.took("economy: waits another month", waits)] += 4


def _lend(now: Now) -> None:
    person, today, books = now.person, now.today, now.books
    served = today.served & LENDING != 0
    person.means[served] &= ~WISHES
    instalment = instalment_of(now, income_now(now), now.draw("NEW_LOAN_SIZE", served))
    borrows = served & (instalment > 0)
    borrows = now.took("economy: a loan", borrows)
    kind = np.where(now.draw("NEW_LOAN_KIND", borrows) < now.tables.new_house_cut, HOUSE, CAR)
    now.took("economy: a loan for a house", borrows & (kind == HOUSE))
    now.took("economy: a loan for a car", borrows & (kind == CAR))
    months = months_of(now, now.age, kind)
    person.means[borrows] |= HAS_LOAN
    person.instalment[borrows] = instalment[borrows]
    person.loan_left[borrows] = months[borrows]
    amount = owed(now)
    books.add("loans", borrows, amount)
    books.add("bank", borrows, -amount)
    books.add("market", borrows, amount)
    today.lent[borrows] = amount[borrows]
    now.counts.add("loans_granted", borrows)
    now.counts.add("lent_sum", borrows, amount)


def leave(now: Now, who: Mask) -> None:
    """In the year: the accounts of these people, who are gone, are closed."""
    person, books, job = now.person, now.books, now.person.means & JOB
    now.took("economy: gone after being displaced", who & ever_displaced(now))
    books.add_at("filled", now.took("economy: a job is left behind", who & (job > 0)), job - 1, -1)
    places = now.took("economy: a place is left behind", who & (person.school & PRIVATE != 0))
    books.add("places_taken", places, -1)
    books.add("market", who, person.savings)
    books.add("loans", who, -owed(now))
    now.counts.add("written_off_sum", who, owed(now))


def arrive(now: Now, who: Mask) -> None:
    """In the year: those of whoever came are opened."""
    person, books, job = now.person, now.books, now.person.means & JOB
    person.search[who] = job[who]
    if now.rules.economy.active:
        give_job(now, who, person.means * 0)
    else:
        books.add_at("filled", now.took("economy: comes with a job", who & (job > 0)), job - 1)
    books.add("loans", who, owed(now))
    books.add("bank", who, -owed(now))
    books.add("market", who, owed(now) - person.savings)
    now.counts.add("lent_sum", who, owed(now))
    _enrol(now, who)


def year(now: Now, stays: Mask) -> None:
    """In the year: those who stay go on to another school, to work, or into retirement."""
    _go_to_school(now, stays & (now.age <= LAST_AT_SCHOOL))
    _go_to_work(now, stays & (now.age >= 18))
    _enrol(now, stays)


def _go_to_school(now: Now, who: Mask) -> None:
    person, rule, age = now.person, now.rules.economy, now.age
    s = person.school
    private = s & PRIVATE != 0
    now.took("economy: a year in a private place", who & private)
    s = np.where(private & (s >> YEARS < MOST_YEARS), s + (1 << YEARS), s)
    in_law, goes_on = (age >= 6) & (age <= 15), (age >= 16) & now.pupil
    now.took("economy: left school before", who & (age >= 16) & ~now.pupil)
    schooling = np.where(in_law, np.maximum(s & SCHOOL, np.where(age >= 12, 1, 0)), s & SCHOOL)
    word = clamp(life_word(now, "SCHOOLING") + (s >> YEARS) * rule.private_gain - rule.private_loss, 0, CERTAIN - 1)
    on_to_senior = (age < 18) & is_pupil(now, age, np.ones_like(age), CERTAIN - 1 - word)
    reached = np.where(age < 18, 1 + on_to_senior, schooling_by_luck(now, word, np.where(age < 20, 0, 1)))
    schooling = np.where(goes_on, np.maximum(schooling, reached), schooling)
    stays = goes_on & (age >= 18) & (age < 20) & (schooling_by_luck(now, word, np.ones_like(age)) > schooling)
    now.took("economy: stays for more", who & stays)
    student = now.took("economy: goes on as a student", who & goes_on & (age >= 18) & (stays | is_pupil(now, age, schooling)))
    pupil = in_law | (goes_on & on_to_senior) | student
    leaves = now.took("economy: leaves a private place by age", who & private & (~pupil | (age >= 18)))
    now.books.add("places_taken", leaves, -1)
    s = np.where(leaves, s & ~PRIVATE, s)
    now.took("economy: leaves school", who & now.pupil & ~pupil)
    person.means[who] = (person.means & ~PUPIL | PUPIL * pupil)[who]
    person.school[who] = (s & ~SCHOOL | schooling)[who]


def _go_to_work(now: Now, who: Mask) -> None:
    person, books = now.person, now.books
    job = person.means & JOB
    called = np.where(now.pupil, 0, calling(now, now.age, person.school & SCHOOL))
    if now.rules.economy.active:
        works_on = who & (called == 0) & (job > 0) & (person.means & HAS_LOAN != 0)
        called = np.where(now.took("economy: works on for a loan", works_on), job, called)
    waited = np.where((called > 0) & (job == 0), person.search & MONTHS_WAITED, 0)
    now.took("economy: another calling", who & (called != person.search & JOB))
    now.took("economy: remains displaced", who & ever_displaced(now))
    person.search[who] = (called + waited + (person.search & EVER_DISPLACED))[who]
    if not now.rules.economy.active:
        books.add_at("filled", who & (job > 0), job - 1, -1)
        books.add_at("filled", who & (called > 0), called - 1)
        give_job(now, now.took("economy: takes the job of the calling", who), called)
        return
    end_job(now, now.took("economy: retires", who & (job > 0) & (called == 0)))
    person.income_band[who] = income_band(now, income_now(now))[who]


def count(now: Now) -> None:
    """Step 20."""
    job = now.person.means & JOB
    now.counts.add("working", job > 0)
    now.counts.add("well_paid", job == 2)
    now.counts.add("in_debt", now.in_debt)
