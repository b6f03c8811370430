"""The page *economy*, *Tables of the preset* to *Who settles*: what luck and age give each person."""

from __future__ import annotations

import numpy as np

from reference.levels import age_band, grown_up, level, steps_below
from reference.now import ADULT, HAS_LOAN, JOB, PUPIL, Now
from reference.numbers import Ints, Mask, clamp

TABLES = (
    *("schooling_cut", "enrolment_cut", "job_cut", "income_points", "savings_points", "loan_cut", "loan_wish_cut"),
    *("fifth_edge", "band_edge", "money_age_from", "retired_from", "loan_months", "payment_share"),
    *("new_house_cut", "old_house_cut", "least_income"),
)
"""The preset's tables that this page names; taken as given."""
TOP = 32_767
IDLE, RETIRED = 0, 1
CAR, HOUSE = 0, 1
SCHOOL, YEARS = 3, 3
"""Of `school`: the bits of schooling, and from which bit up the years in a private place stand."""


def money_band(now: Now, age: Ints) -> Ints:
    """Of ages from 18 on."""
    return steps_below(now.tables.money_age_from, grown_up(age) + 1) - 1


def fifth(now: Now, income: Ints) -> Ints:
    """In which fifth of adults an income lies."""
    return steps_below(now.tables.fifth_edge, income)


def income_band(now: Now, income: Ints) -> Ints:
    """Of an income in tens of CNY a month."""
    return steps_below(now.tables.band_edge, income + 1)


def life_word(now: Now, purpose: str) -> Ints:
    """A word that everybody has for life."""
    return now.draw(purpose, ~now.nobody, day=now.person.arrived)


def schooling_by_luck(now: Now, word: Ints, band: Ints) -> Ints:
    """The schooling that a word gives in an age band."""
    return level(word, now.tables.schooling_cut[now.urban, now.woman, band])


def calling(now: Now, age: Ints, schooling: Ints) -> Ints:
    """The job that each adult would hold who is no pupil."""
    return level(life_word(now, "JOB"), now.tables.job_cut[now.urban, now.woman, age_band(age), schooling])


def between(points: Ints, word: Ints) -> Ints:
    """Where a word falls between 17 points, a row for each word."""
    i, f = word >> 28, word & 0xFFFFFFF
    who = np.arange(len(word))
    low, high = points[who, i], points[who, i + 1]
    found: Ints = low + (((high - low) * f + 2**27) >> 28)
    return found


def income(now: Now, age: Ints, job: Ints, pupil: Mask) -> Ints:
    """Income of each adult who holds this job, in tens of CNY a month; children and pupils have none."""
    retired = age >= now.tables.retired_from[now.woman]
    kind = np.where(job > 0, 1 + job, np.where(retired, RETIRED, IDLE))
    earned = np.minimum(TOP, between(now.tables.income_points[now.urban, kind], life_word(now, "INCOME")))
    return np.where((age >= 18) & ~pupil, earned, 0)


def income_now(now: Now) -> Ints:
    """Everybody's income, in the job held now."""
    return income(now, now.age, now.person.means & JOB, now.pupil)


def thrift(now: Now, age: Ints, earned: Ints) -> Ints:
    """What an adult of this age and income would have put by, in CNY."""
    points = now.tables.savings_points[now.woman, money_band(now, age), fifth(now, earned)]
    months = np.minimum(between(points, life_word(now, "SAVINGS")), 60 * (grown_up(age) + 1 - 18))
    found: Ints = months * np.maximum(earned, now.tables.least_income)
    return found


def is_pupil(now: Now, age: Ints, schooling: Ints, word: Ints | None = None) -> Mask:
    """Who is a pupil at this age and with this schooling, by a word, or by that of enrolment."""
    cut = now.tables.enrolment_cut[clamp(age, 16, 22) - 16, schooling]
    enrolled: Mask = (age >= 16) & (age <= 22) & ((life_word(now, "ENROLMENT") if word is None else word) < cut)
    return enrolled | ((age >= 6) & (age <= 15))


def instalment_of(now: Now, earned: Ints, word: Ints) -> Ints:
    """Of a loan taken at this income, in tens of CNY a month. Words of 2³² are of those who take none."""
    low, high = now.tables.payment_share
    share = low + (((high - low) * word) >> 32)
    found: Ints = (earned * share) >> 16
    return found


def months_of(now: Now, age: Ints, kind: Ints) -> Ints:
    """Instalments of a new loan."""
    months = now.tables.loan_months[kind]
    room = 12 * (now.tables.retired_from[now.woman] - age)
    found: Ints = np.where(room <= 0, months, np.minimum(months, np.maximum(12, room)))
    return found


def owed(now: Now) -> Ints:
    """What each still owes of a loan, in CNY."""
    found: Ints = 10 * now.person.loan_left * now.person.instalment
    return found


def settle(now: Now, who: Mask, age: Ints) -> None:
    """These people, of this age, settle: `arrived`, sex, group, place are known."""
    person = now.person
    person.birth_year[who] = (person.arrived - age)[who]
    _settle_a_child(now, now.took("livelihood: settles as a child", who & (age < 18)), age)
    _settle_an_adult(now, who & (age >= 18), age)


def _settle_a_child(now: Now, who: Mask, age: Ints) -> None:
    person = now.person
    pupil = is_pupil(now, age, np.ones_like(age))
    person.standing[who] &= ~ADULT
    person.means[who] = (PUPIL * pupil)[who]
    person.school[who] = np.where(age < 12, 0, np.where(age < 16, 1, 1 + pupil))[who]
    for name in ("income_band", "savings", "loan_left", "instalment"):
        getattr(person, name)[who] = 0


def _settle_an_adult(now: Now, who: Mask, age: Ints) -> None:
    person, tables = now.person, now.tables
    schooling = schooling_by_luck(now, life_word(now, "SCHOOLING"), age_band(age))
    pupil = (age <= 22) & is_pupil(now, age, schooling)
    now.took("livelihood: settles as a student", who & pupil)
    job = np.where(pupil, 0, calling(now, age, schooling))
    x = income(now, age, job, pupil)
    likely = tables.loan_cut[now.woman, money_band(now, age), fifth(now, x)]
    borrows = who & (now.draw("LOAN", who, day=person.arrived) < likely)
    instalment = instalment_of(now, x, now.draw("LOAN_SIZE", borrows, day=person.arrived))
    borrows = now.took("livelihood: settles with a loan", borrows & (instalment > 0))
    kind = np.where(now.draw("LOAN_KIND", borrows, day=person.arrived) < tables.old_house_cut, HOUSE, CAR)
    left = 1 + ((now.draw("LOAN_LEFT", borrows, day=person.arrived) * months_of(now, age, kind)) >> 32)
    person.school[who] = schooling[who]
    person.means[who] = np.where(pupil, PUPIL, job)[who] + HAS_LOAN * borrows[who]
    person.income_band[who] = income_band(now, x)[who]
    person.savings[who] = thrift(now, age, x)[who]
    person.instalment[who] = np.where(borrows, instalment, 0)[who]
    person.loan_left[who] = np.where(borrows, left, 0)[who]
    person.standing[who] |= ADULT
