"""What age, schooling and lasting luck make of work and money. Kernel code: plain scalar functions on integers and records.

The words used here are the person's for life: they are counted by `arrived`, the yearly pass of birth or arrival (0 for those
settled). So the same person has, at the same schooling, the same calling under every policy, and the same earnings in the same job and
the same thrift.
"""

from __future__ import annotations

from sincerity.compute.fixed import clamp
from sincerity.draw import AGE, JOB, draw_block
from sincerity.society.traits import PIECE, PIECE_BITS
from sincerity.types import CERTAIN, FEMALE, JOB_BITS, PUPIL, URBAN, Record

ADULT_AGE = 18
FIRST_PUPIL_AGE = 6
JUNIOR_AGE = 12
LAST_COMPULSORY_AGE = 15
LAST_STUDENT_AGE = 22
HALF_PIECE = 1 << (PIECE_BITS - 1)
MAX_INCOME = 32_767
MOST_SAVED = 60
"""Tenths of months of income that a year since 18 can put by: half of it."""
YOUNG = 1
"""The age band 20-24, whose schooling is complete but for those who still study."""


def between(low: int, high: int, word: int, rounding: int) -> int:
    """A whole number between two quantile points; `rounding` is HALF_PIECE for the nearest, 0 for even over low…high-1."""
    return low + (((high - low) * (word & PIECE) + rounding) >> PIECE_BITS)


def band_of_age(age: int) -> int:
    """The adult age band (0: 18-19) of an age from 18."""
    if age < 20:
        return 0
    return min(age, 85) // 5 - 3


def money_band(tables: Record, age: int) -> int:
    """The age band of savings and loans, for an age from 18."""
    band = 5
    while age < int(tables.money_age_from[band]):
        band -= 1
    return band


def income_class(tables: Record, job: int, woman: int, age: int) -> int:
    """0 idle, 1 retired, 2 ordinary job, 3 well-paid job."""
    if job > 0:
        return 1 + job
    if age >= int(tables.retired_from[woman]):
        return 1
    return 0


def income_fifth(tables: Record, income: int) -> int:
    """0…4: the fifth of adults, for an income in tens of CNY a month."""
    fifth = 0
    while fifth < 4 and income > int(tables.fifth_edge[fifth]):
        fifth += 1
    return fifth


def income_band(tables: Record, income: int) -> int:
    """0…7: the fixed national band, for an income in tens of CNY a month."""
    band = 0
    while band < 7 and income >= int(tables.band_edge[band]):
        band += 1
    return band


def schooling_level(tables: Record, urban: int, woman: int, band: int, word: int) -> int:
    """0…3: the level that a word names among adults of this age band."""
    level = 0
    while level < 3 and word >= int(tables.schooling_cut[urban, woman, band, level]):
        level += 1
    return level


def origin_of(p: int, me: Record, mine: Record, k0: int, k1: int, tables: Record) -> int:
    """The schooling that luck alone gives a person, whatever becomes of it: fixed for life."""
    arrived = int(me.arrived)
    age = arrived - int(mine.birth_year)
    band = band_of_age(age) if age >= ADULT_AGE else YOUNG
    standing = int(me.standing)
    word = draw_block(k0, k1, AGE >> 2, p, arrived, 0)[2]
    return schooling_level(tables, int(standing & URBAN != 0), int(standing & FEMALE != 0), band, word)


def calling_of(tables: Record, standing: int, age: int, schooling: int, w_job: int) -> int:
    """The job, 0…2, that an adult who is no pupil would hold if jobs were not scarce, by `JOB`'s word."""
    urban = int(standing & URBAN != 0)
    woman = int(standing & FEMALE != 0)
    band = band_of_age(age)
    job = 0
    while job < 2 and w_job >= int(tables.job_cut[urban, woman, band, schooling, job]):
        job += 1
    return job


def income_in(tables: Record, standing: int, means: int, age: int, w_income: int) -> int:
    """Tens of CNY a month of an adult in the job held, by `INCOME`'s word; pupils have none."""
    if means & PUPIL != 0:
        return 0
    urban = int(standing & URBAN != 0)
    kind = income_class(tables, means & JOB_BITS, int(standing & FEMALE != 0), age)
    piece = w_income >> PIECE_BITS
    low = int(tables.income_points[urban, kind, piece])
    return min(MAX_INCOME, between(low, int(tables.income_points[urban, kind, piece + 1]), w_income, HALF_PIECE))


def thrift_of(tables: Record, standing: int, age: int, income: int, w_savings: int) -> int:
    """CNY that an adult of this income would have put by, by `SAVINGS`'s word."""
    woman = int(standing & FEMALE != 0)
    band = money_band(tables, age)
    fifth = income_fifth(tables, income)
    piece = w_savings >> PIECE_BITS
    low = int(tables.savings_points[woman, band, fifth, piece])
    months = between(low, int(tables.savings_points[woman, band, fifth, piece + 1]), w_savings, HALF_PIECE)
    months = min(months, MOST_SAVED * (age + 1 - ADULT_AGE))
    # Tenths of months times tens of CNY a month are CNY.
    return months * max(income, int(tables.least_income))


def is_pupil(tables: Record, age: int, schooling: int, w_enrolment: int) -> int:
    """1 for everyone of 6-15, then by age and schooling up to 22, by the word given (`ENROLMENT`'s, if nothing else is said)."""
    if age < FIRST_PUPIL_AGE or age > LAST_STUDENT_AGE:
        return 0
    if age <= LAST_COMPULSORY_AGE:
        return 1
    return int(w_enrolment < int(tables.enrolment_cut[age - 16, schooling]))


def child_schooling(tables: Record, age: int, w_enrolment: int) -> int:
    """Schooling reached below 18: none or primary, junior from 12, senior for who goes on at 16."""
    if age < JUNIOR_AGE:
        return 0
    if age <= LAST_COMPULSORY_AGE:
        return 1
    return 1 + is_pupil(tables, age, 1, w_enrolment)


def shifted(word: int, shift: int) -> int:
    """A word moved by `shift` and kept in 0…2³²-1."""
    return clamp(word + shift, 0, CERTAIN - 1)


def income_of(p: int, me: Record, age: int, k0: int, k1: int, tables: Record) -> int:
    """Tens of CNY a month of anybody; children have none."""
    if age < ADULT_AGE:
        return 0
    w_income = draw_block(k0, k1, JOB >> 2, p, int(me.arrived), 0)[1]
    return income_in(tables, int(me.standing), int(me.means), age, w_income)


def list_incomes(first: int, last: int, year: int, k0: int, k1: int, tables: Record, people: Record, cold: Record, out: Record) -> None:
    """Incomes in tens of CNY a month of persons first…last-1 into `out[person - first]`; `people`, `cold` start at `first`."""
    for p in range(first, last):
        me = people[p - first]
        mine = cold[p - first]
        out[p - first] = income_of(p, me, year - int(mine.birth_year), k0, k1, tables[0])
