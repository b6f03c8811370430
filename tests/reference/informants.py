"""The page *informants*."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import CHECKS, Meeting, Now
from reference.numbers import CERTAIN, NEVER, ONE, Ints, Mask, exact, factor, rounded, threshold

LEVELS = 256
NO_TIE = 32_768
PAID, WAITS, WAITS_FALSE = 31, 32, 64
"""Of `reports_paid`: how many, and what waits for a check."""

NUMBERS = ("bound", "checks", "points", "reported_points", "caught_points", "checked", "paid", "memory_days")
WEIGHTS = ("civic_share", "need_share", "spite_share", "false_weight", "tie_weight", "notice", "identifies")
OFF = SimpleNamespace(active=False, base=np.zeros(LEVELS, np.int64), **dict.fromkeys((*NUMBERS, *WEIGHTS), 0))


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Base rates, motives, chances and points."""
    policy, given = scenario.policy, scenario.policy.informants
    if not policy.active or given is None or not given.active:
        return OFF
    base = report_base(given.base_low_per_year, given.base_high_per_year)
    false_weight = factor(exact(given.false_weight))
    weights = (given.civic_weight, given.need_weight, given.spite_weight)
    total = weights[0] + weights[1] + weights[2]
    civic, need, spite = (rounded(ONE * exact(weight) / exact(total)) if total else 0 for weight in weights)
    return SimpleNamespace(
        active=True,
        base=base,
        bound=min(CERTAIN, int(base[-1]) * (ONE + false_weight) >> 16) + 1,
        points=given.points,
        reported_points=given.reported_points,
        caught_points=given.caught_points,
        checks=rounded(exact(given.checks_per_1000) / 1000 * CERTAIN),
        checked=threshold(exact(given.checked)),
        paid=given.paid_per_month,
        memory_days=given.memory_days,
        civic_share=civic,
        need_share=need,
        spite_share=spite,
        false_weight=false_weight,
        tie_weight=factor(exact(given.tie_weight)),
        notice=threshold(exact(given.notice)),
        identifies=threshold(exact(given.identifies)),
    )


@cache
def report_base(low: float, high: float) -> Ints:
    """Thresholds a day at 256 even steps of the logarithm of the yearly rate."""
    with decimal.localcontext(decimal.Context(prec=40, rounding=decimal.ROUND_HALF_EVEN)):
        bottom = Decimal(low).ln()
        span = Decimal(high).ln() - bottom
        rates = [(bottom + span * (Decimal(2 * i + 1) / 512)).exp() for i in range(LEVELS)]
    return np.array([threshold(Fraction(rate) / 365) for rate in rates], np.int64)


def init(now: Now, who: Mask) -> None:
    """No report made."""
    now.person.last_report_day[who] = NEVER


def look(now: Now) -> None:
    """Step 6: may today's word lead to a report?"""
    rule = now.rules.informants
    now.today.looks = (now.draw("REPORT", now.at_large & rule.active) < rule.bound).astype(np.int64)


def distance(now: Now, tie: Ints) -> Ints:
    """How far a tie of this strength leaves somebody, Q16."""
    far: Ints = ONE - ((now.rules.informants.tie_weight * tie) >> 15)
    return far


def meet(now: Now, meeting: Meeting) -> None:
    """Step 8."""
    _see(now, meeting)
    _be_reported(now, meeting)


def _see(now: Now, meeting: Meeting) -> None:
    today, tie = now.today, now.strength_in(meeting.slot)
    who = meeting.live & (today.looks == 1) & (meeting.face["adult"] == 1)
    pull = (meeting.face["gravity"] * distance(now, tie)) // 15
    stronger = who & (pull > today.true_pull)
    today.true_pull[stronger] = pull[stronger]
    today.true_slot[stronger] = meeting.slot + 1
    weaker = who & ((today.false_slot == 0) | (tie < today.false_tie))
    today.false_tie[weaker] = tie[weaker]
    today.false_slot[weaker] = meeting.slot + 1


def _be_reported(now: Now, meeting: Meeting) -> None:
    person, today, rule = now.person, now.today, now.rules.informants
    reported = meeting.who & rule.active & now.adult & (meeting.face["report_slot"] == meeting.back)
    if not reported.any():
        return
    now.took("informants: reported over a tie that is gone", reported & ~meeting.live)
    today.reported += reported
    now.took("informants: reported twice in a day", reported & (today.reported > 1))
    today.reported_falsely += np.where(reported, meeting.face["false_report"], 0)
    person.reports_against = np.minimum(127, person.reports_against + reported)
    told = now.draw("NOTICE", reported, meeting.slot) < rule.notice
    today.told += told
    names = now.took("informants: the right one suspected", now.draw("IDENTIFY", told, meeting.slot) < rule.identifies)
    strength = now.strength()
    others = np.where(strength > 0, strength, NO_TIE)
    others[:, meeting.slot] = NO_TIE
    guesses = now.took("informants: another one suspected", told & ~names & (others.min(axis=1) < NO_TIE))
    now.took("informants: nobody else to suspect", told & ~names & ~guesses)
    suspects = names | guesses
    now.took("informants: a second suspicion replaces the first", suspects & (today.suspect_slot > 0))
    slot = np.where(names, meeting.slot, others.argmin(axis=1))
    today.suspect_slot[suspects] = 1 + slot[suspects]
    today.suspect_wrong[suspects] = guesses[suspects]


def need_of_points(now: Now) -> Ints:
    """How far the score has fallen on the way to the line, Q16."""
    person, scoring = now.person, now.rules.scoring
    room = scoring.start_score - now.rules.deterrence.listing_line
    fallen = scoring.start_score - person.score
    part = np.where(fallen >= room, ONE, (fallen * ONE) // np.maximum(1, room))
    none = (now.rules.informants.points == 0) | ~scoring.active | (fallen <= 0) | (room <= 0)
    return np.where(none, 0, part)


def report(now: Now) -> None:
    """Step 9."""
    person, today, rule = now.person, now.today, now.rules.informants
    suspects = today.suspect_slot > 0
    now.counts.add("suspected", suspects)
    now.counts.add("suspected_wrongly", suspects, today.suspect_wrong)
    looks = today.looks == 1
    base = rule.base.at(np.where(looks, now.draw("INFORMANT_BASE", looks, day=person.arrived) >> 24, 0))
    need = need_of_points(now)
    now.took("informants: in need", looks & (need > 0) & (need < ONE))
    now.took("informants: in utter need", looks & (need == ONE))
    motive = (rule.civic_share * person.civic_spirit + rule.spite_share * person.spite) // 127 + ((rule.need_share * need) >> 16)
    true_part = (base * ((motive * today.true_pull) >> 16)) >> 16
    invention = (((rule.false_weight * person.spite) // 127) * distance(now, today.false_tie)) >> 16
    false_part = np.where(today.false_slot > 0, (base * invention) >> 16, 0)
    word = now.draw("REPORT", looks)
    reports = looks & (word < true_part + false_part)
    now.counts.add("reports", reports)
    person.last_report_day[reports] = now.day
    person.reports_made = np.minimum(127, person.reports_made + reports)

    false = reports & (word >= true_part)
    now.counts.add("reports_false", false)
    found_out = now.draw("REPORT_CHECKED", false & (rule.checks == 0)) < rule.checked
    now.took("informants: found out at once", found_out)
    now.counts.add("reports_caught", found_out)
    today.report_caught[found_out] = 1
    today.report_change[found_out] = rule.caught_points[found_out]
    stands = false & ~found_out
    today.report_false[stands] = 1
    today.report_slot = np.where(stands, today.false_slot, np.where(reports & ~false, today.true_slot, 0))
    waits = now.took("informants: waits for a check", reports & (rule.checks > 0))
    person.reports_paid[waits] |= WAITS
    person.reports_paid[waits & false] |= WAITS_FALSE
    pays = reports & ~found_out & (person.reports_paid & PAID < rule.paid)
    now.took("informants: paid", pays)
    now.took("informants: paid enough this month", reports & ~found_out & ~pays)
    person.reports_paid += pays
    today.report_change[pays] = rule.points[pays]


def month(now: Now) -> None:
    """A new month's reports are paid again."""
    waits = now.person.reports_paid & (WAITS | WAITS_FALSE)
    now.took("informants: what waits is dropped", (waits > 0) & (now.rules.informants.checks == 0))
    now.person.reports_paid = np.where(now.rules.informants.checks > 0, waits, 0)


def serve(now: Now) -> None:
    """At the turn of the month, second pass: waiting reports are checked."""
    person, today, rule = now.person, now.today, now.rules.informants
    checked = today.served & CHECKS != 0
    false = now.took("informants: a false report is checked", checked & (person.reports_paid & WAITS_FALSE != 0))
    now.took("informants: a true report is checked", checked & ~false)
    person.reports_paid[checked] &= PAID
    found_out = now.took("informants: found out later", now.draw("REPORT_CHECKED", false, 1) < rule.checked)
    today.report_caught[found_out] = 1
    today.report_change[found_out] = rule.caught_points[found_out]
    now.counts.add("reports_caught", found_out)


def count(now: Now) -> None:
    """Step 20."""
    now.counts.add("informants", now.person.last_report_day > now.day - 365)
