"""The page *rationing*: eight desks, one after the other, in every region."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from reference import demography, detention, internet, listing
from reference.economy import PRIVATE, months_waited
from reference.livelihood import SCHOOL, income_now
from reference.now import (
    APPEALS,
    BY_CHOICE,
    CASES,
    CHECKS,
    DETENTIONS,
    IN_DEBT,
    JOB,
    LENDING,
    ORDINARY,
    PLACES,
    WELL_PAID,
    WISHES,
    Now,
)
from reference.numbers import CERTAIN, NO_LIMIT, Ints, Mask
from reference.sanctions import barred

N_KEYS = 4_096
BARRED = N_KEYS
WAITS = 32


@dataclass(frozen=True)
class Claims:
    """Who claims at a desk, and the keys: with the bars of sanctions, and without. fine: luck among those of one key, 0 without."""

    who: Mask
    key: Ints
    unbarred: Ints
    fine: Ints | int = 0


def key_of(priority: Ints | int, waited: Ints | int, word: Ints) -> Ints:
    """The key of a claim."""
    return (priority * 16 + np.minimum(waited, 15)) * 64 + (word >> 26)


def cut(now: Now, who: Mask, key: Ints, capacity: Ints) -> Ints:
    """The lowest key that is served, for each region."""
    count = np.zeros((len(capacity), N_KEYS), np.int64)
    who = who & (key < BARRED)
    np.add.at(count, (now.books.region[who], key[who]), 1)
    from_here_up = count[:, ::-1].cumsum(axis=1)[:, ::-1]
    fits = from_here_up <= np.maximum(0, capacity)[:, None]
    return np.where(fits.any(axis=1), fits.argmax(axis=1), N_KEYS)


def serve(now: Now, desk: str, claims: Claims, capacity: Ints) -> tuple[Mask, Mask]:
    """Who is served, and who is displaced."""
    region, who, key = now.books.region, claims.who, claims.key
    lowest = cut(now, who, key, capacity)[region]
    unbarred = cut(now, who, claims.unbarred, capacity)[region]
    served = who & (key >= lowest) & (key < BARRED)
    served |= _by_finer_luck(now, claims, lowest, np.maximum(0, capacity) - per_region(now, served))
    now.took(f"rationing: served at {desk}", served)
    now.took(f"rationing: not served at {desk}", who & ~served)
    displaced = who & (key == claims.unbarred) & ((key >= lowest) != (key >= unbarred))
    return served, displaced


def _by_finer_luck(now: Now, claims: Claims, lowest: Ints, left: Ints) -> Mask:
    """Who is served besides, of those at the edge of what is served: what is left of the capacity goes by the finer luck."""
    fine = np.broadcast_to(claims.fine, lowest.shape)
    edge = claims.who & (claims.key == lowest - 1) & (fine > 0)
    return now.took("rationing: served by finer luck", edge & (fine >= cut(now, edge, fine, left)[now.books.region]))


def desks(now: Now) -> tuple[Ints, Ints]:
    """All desks of a morning, in their order: the bits of what was given, and of what the cut alone gave or took."""
    served, displaced = np.zeros(len(now.id), np.int64), np.zeros(len(now.id), np.int64)
    for bit, desk in ((CASES, cases), (CHECKS, checks), (APPEALS, appeals), (DETENTIONS, detentions)):
        served += bit * desk(now)
    if not now.rules.economy.active:
        return served, displaced
    for bit, claim in ((WELL_PAID, well_paid), (ORDINARY, ordinary), (LENDING, lending), (PLACES, places)):
        gets, is_displaced = claim(now, served)
        served += bit * gets
        displaced += bit * is_displaced
        now.took(f"rationing: displaced at {claim.__name__}", is_displaced)
    return served, displaced


def carried(now: Now, budget: Ints, more: Ints, n_served: Ints) -> Ints:
    """What is left of a budget after a month in which so many were served: a year's at most is kept, or one."""
    left, most = budget + more - (n_served << 32), np.maximum(12 * more, CERTAIN)
    now.took("rationing: more than a year's budget", left > most)
    return np.minimum(most, left)


def per_region(now: Now, who: Mask) -> Ints:
    """How many of these people each region has."""
    return np.bincount(now.books.region[who], minlength=len(now.books.first))


def _by_budget(now: Now, desk: str, claims: Claims, a_month: Ints, budget: str) -> tuple[Mask, Ints]:
    """Who is served and how many wait, where so much is handed out a month and person; 0: no limit, or not open."""
    books = now.books
    more = books["residents"] * a_month
    capacity = np.where(a_month > 0, (books[budget] + more) >> 32, NO_LIMIT)
    served, _ = serve(now, desk, claims, capacity)
    n_served = per_region(now, served)
    books[budget][:] = np.where(a_month > 0, carried(now, books[budget], more, n_served), books[budget])
    return served, per_region(now, claims.who) - n_served


def cases(now: Now) -> Mask:
    """Debts that a court judges."""
    person, rule = now.person, now.rules.listing
    fair = now.rules.due_process
    waited = listing.late_by(now) - fair.notice_days
    due = rule.by_judgment & now.in_debt & (person.listing & listing.JUDGED == 0) & (waited >= 0)
    untold = now.took("rationing: no notice yet", due & fair.active & (person.listing & listing.NOTICED == 0))
    spared = now.took("rationing: spared, unable", due & fair.spares_unable & (person.means & BY_CHOICE == 0))
    who = due & ~untold & ~spared
    key = key_of(0, np.maximum(0, waited) // 30, now.draw("CASES_LUCK", who))
    a_month = now.books.region_s(np.where(rule.by_judgment, rule.cases, 0))
    served, wait = _by_budget(now, "cases", Claims(who, key, key), a_month, "cases_budget")
    now.counts.add("cases", served)
    now.counts.add_region_s("backlog_cases", wait)
    return served


def checks(now: Now) -> Mask:
    """Reports that are checked."""
    rule = now.rules.informants
    who = (rule.checks > 0) & (now.person.reports_paid & WAITS != 0)
    key = key_of(0, 0, now.draw("CHECKS_LUCK", who))
    served, wait = _by_budget(now, "checks", Claims(who, key, key), now.books.region_s(rule.checks), "checks_budget")
    now.counts.add("checks", served)
    now.counts.add_region_s("backlog_checks", wait)
    return served


def appeals(now: Now) -> Mask:
    """Appeals that are heard."""
    rule, waited = now.rules.due_process, now.person.appeal - 1
    filed = rule.active & (waited >= 0)
    who = filed & (waited >= rule.delay)
    now.took("rationing: an appeal too young", filed & ~who)
    key = key_of(0, np.maximum(0, waited), now.draw("APPEALS_LUCK", who))
    served, wait = _by_budget(now, "appeals", Claims(who, key, key), now.books.region_s(rule.appeals), "appeals_budget")
    now.counts.add("appeals_heard", served)
    now.counts.add_region_s("backlog_appeals", wait)
    return served


def detentions(now: Now) -> Mask:
    """Who is locked up."""
    rule, books = now.rules.detention, now.books
    asked = rule.active & now.adult & now.model.fitted
    something = detention.cell(now) != 0
    now.took("rationing: nothing on file", asked & ~something)
    now.took("rationing: detained already", asked & something & (now.person.detained > 0))
    who = asked & something & (now.person.detained == 0)
    level = detention.level(now)
    word = now.draw("DETENTION_LUCK", who)
    key, fine = key_of(level >> 4, level & 15, word), np.maximum(1, (word >> 14) & 4_095)
    more = books["residents"] * books.region_s(rule.detentions)
    served, _ = serve(now, "detentions", Claims(who, key, key, fine), (books["detentions_budget"] + more) >> 32)
    n_served = per_region(now, served)
    carries = books.region_s(rule.active) & now.model.fitted
    books["detentions_budget"][:] = np.where(carries, carried(now, books["detentions_budget"], more, n_served), books["detentions_budget"])
    now.took("rationing: no model yet", rule.active & (not now.model.fitted))
    now.counts.add_region_s("backlog_detentions", per_region(now, who) - n_served)
    return served


def away(now: Now, served: Ints) -> Mask:
    """Who is detained, since earlier or from this morning on."""
    found: Mask = (now.person.detained > 0) | (served & DETENTIONS != 0)
    return found


def well_paid(now: Now, served_before: Ints) -> tuple[Mask, Mask]:
    """Well-paid posts."""
    person, books = now.person, now.books
    who = (person.search & JOB == 2) & (person.means & JOB != 2)
    unbarred = key_of(person.school & SCHOOL, 0, now.draw("WELL_PAID_LUCK", who))
    out = now.took("rationing: barred from well-paid posts", who & barred(now, now.rules.jobs.bar))
    gone = now.took("rationing: no well-paid post for the detained", who & away(now, served_before))
    out = out | gone | internet.misses_the_openings(now, who)
    capacity = books["posts"][:, 1] - books["filled"][:, 1]
    served, displaced = serve(now, "well_paid", Claims(who, np.where(out, BARRED, unbarred), unbarred), capacity)
    now.counts.add_region_s("open_posts", np.maximum(0, capacity) - per_region(now, served))
    return served, displaced


def ordinary(now: Now, served_before: Ints) -> tuple[Mask, Mask]:
    """Ordinary posts."""
    person, books = now.person, now.books
    who = (person.search & JOB != 0) & (person.means & JOB == 0) & (served_before & WELL_PAID == 0)
    word, waited = now.draw("ORDINARY_LUCK", who), months_waited(now)
    unbarred = key_of(1, waited, word)
    gone = now.took("rationing: no post for the detained", who & away(now, served_before))
    out = gone | internet.misses_the_openings(now, who)
    last = now.took("rationing: put last by employers who mind", who & now.rules.jobs.employers_mind & barred(now, now.rules.jobs.bar))
    capacity = books["posts"][:, 0] - books["filled"][:, 0]
    claims = Claims(who, np.where(out, BARRED, np.where(last, key_of(0, waited, word), unbarred)), unbarred)
    served, displaced = serve(now, "ordinary", claims, capacity)
    n_served = per_region(now, served)
    now.counts.add_region_s("open_posts", np.maximum(0, capacity) - n_served)
    now.counts.add_region_s("jobseekers", per_region(now, who) - n_served)
    return served, displaced


def lending(now: Now, served_before: Ints) -> tuple[Mask, Mask]:
    """Loans."""
    who = now.person.means & (WISHES | IN_DEBT) == WISHES
    unbarred = key_of(0, 0, now.draw("LENDING_LUCK", who))
    out = now.took("rationing: barred from loans", who & barred(now, now.rules.loans.bar))
    out = out | now.took("rationing: no loan for the detained", who & away(now, served_before))
    claims = Claims(who, np.where(out, BARRED, unbarred), unbarred)
    a_month = now.rules.economy.lending
    capacity = (now.books["lending_budget"] + now.books["residents"] * a_month) >> 32
    served, displaced = serve(now, "lending", claims, capacity)
    n_served = per_region(now, served)
    more = now.books["residents"] * a_month
    now.books["lending_budget"][:] = carried(now, now.books["lending_budget"], more, n_served)
    now.counts.add_region_s("loans_waiting", per_region(now, who) - n_served)
    return served, displaced


def places(now: Now, _: Ints) -> tuple[Mask, Mask]:
    """Places in private schools."""
    person, books, rule = now.person, now.books, now.rules.economy
    child = now.pupil & ~now.adult & (person.school & PRIVATE == 0) & (now.age >= 6) & (now.age <= 15)
    wishes = now.draw("PRIVATE_WISH", child, day=person.arrived) < rule.private_wish
    household = _households(now)
    can_pay = household.income >= household.members * rule.private_income
    now.took("rationing: a household that cannot pay", wishes & ~can_pay)
    who = wishes & can_pay
    unbarred = key_of(0, 0, now.draw("PLACES_LUCK", who))
    out = now.took("rationing: a child of the barred", who & household.barred)
    capacity = books["places"] - books["places_taken"]
    served, displaced = serve(now, "places", Claims(who, np.where(out, BARRED, unbarred), unbarred), capacity)
    now.counts.add_region_s("places_waiting", per_region(now, who) - per_region(now, served))
    return served, displaced


def _households(now: Now) -> SimpleNamespace:
    """Of everybody's household: members, the incomes of its adults together, whether any adult is barred."""
    x = income_now(now)
    out = now.adult & barred(now, now.rules.schools.bar)
    incomes, any_out = x.copy(), out.copy()
    for there, other in demography.others_of_the_household(now):
        incomes = incomes + np.where(there, x[other], 0)
        any_out = any_out | (there & out[other])
    return SimpleNamespace(members=now.person.household % 8, income=incomes, barred=any_out)
