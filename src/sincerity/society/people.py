"""Settling: who lives in each cell, household by household, before the first day.

`settle_cells` is kernel code: plain scalar functions on signed integers and records, the same bits compiled, interpreted,
on any thread and for any split of the cells. A household draws its size given what is left of the cell
(`households.household_size`), then one of the fitted household types of that size (`families`), whose members it takes in
order: adults first, children last. Everything else is drawn person by person from the tables of `marginals`.

Rules on top of the tables: a child is at least 18 years younger than the younger of its parents, an elder at least 18
years older than the younger of the couple; everyone of 6-15 is a pupil, then shares by age and schooling up to 22; pupils
and people below 18 do not work and have no income, savings or loan. A cell is urban or rural as a whole, drawn apart from
its neighbours. Group B falls on whole households and means nothing else.
"""

from __future__ import annotations

from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.draw import AGE, CELL_URBAN, HOUSEHOLD_KIND, JOB, LOAN_SIZE, draw, draw_block
from sincerity.society.households import household_size
from sincerity.society.traits import PIECE, PIECE_BITS
from sincerity.types import ADULT, CELL_PEOPLE, FEMALE, GROUP_B, HAS_LOAN, PUPIL, URBAN, WORKS, Array, Record

ADULT_AGE = 18
LAST_STUDENT_AGE = 22
GENERATION = 18
"""Least years between a parent and a child of one household."""
HALF_PIECE = 1 << (PIECE_BITS - 1)
MAX_INCOME = 32_767
MAX_LOAN = 32_767


def between(low: int, high: int, word: int, rounding: int) -> int:
    """A whole number between two quantile points; `rounding` is HALF_PIECE for the nearest, 0 for even over low…high-1."""
    return low + (((high - low) * (word & PIECE) + rounding) >> PIECE_BITS)


def household_kind(tables: Record, members: int, word: int) -> int:
    """Row of a household type with so many members, by binary search."""
    low = int(tables.kind_first[members])
    high = int(tables.kind_first[members + 1]) - 1
    while low < high:
        middle = (low + high) >> 1
        if word < int(tables.kind_cut[middle]):
            high = middle
        else:
            low = middle + 1
    return low


def age_in_group(tables: Record, group: int, word: int) -> int:
    """An age in years within an age group: even, but for the oldest, whose five-year pieces have their own shares."""
    lower = int(tables.group_lower[group])
    if lower < 85:
        return lower + ((word * int(tables.group_width[group])) >> 32)
    piece = 0
    before = 0
    while word >= int(tables.oldest_cut[piece]):
        before = int(tables.oldest_cut[piece])
        piece += 1
    return lower + 5 * piece + (word - before) * 5 // (int(tables.oldest_cut[piece]) - before)


def group_of_age(tables: Record, age: int) -> int:
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


def settle_child(me: Record, mine: Record, age: int, standing: int, w_enrolment: int, tables: Record) -> None:
    """Someone below 18: at school or not; no work, income, savings or loan."""
    schooling = 0
    pupil = int(6 <= age <= 15)
    if age >= 16:
        pupil = int(w_enrolment < int(tables.enrolment_cut[age - 16, 1]))
        schooling = 1 + pupil
    elif age >= 12:
        schooling = 1
    me.standing = standing | pupil * PUPIL
    me.income_band = 0
    mine.schooling = schooling
    mine.job = 0
    mine.income = 0
    mine.savings = 0
    mine.loan = 0


def settle_adult(
    me: Record,
    mine: Record,
    p: int,
    age: int,
    standing: int,
    w_schooling: int,
    w_enrolment: int,
    day: int,
    k0: int,
    k1: int,
    tables: Record,
) -> None:
    """Someone from 18: schooling, school or work, income, savings, loan."""
    urban = int(standing & URBAN != 0)
    woman = int(standing & FEMALE != 0)
    band = group_of_age(tables, age)
    schooling = 0
    while w_schooling >= int(tables.schooling_cut[urban, woman, band, schooling]):
        schooling += 1
    standing |= ADULT
    w_job, w_income, w_savings, w_loan = draw_block(k0, k1, JOB >> 2, p, day, 0)
    job = 0
    income = 0
    if age <= LAST_STUDENT_AGE and w_enrolment < int(tables.enrolment_cut[age - 16, schooling]):
        standing |= PUPIL
    else:
        while w_job >= int(tables.job_cut[urban, woman, band, schooling, job]):
            job += 1
        kind = income_class(tables, job, woman, age)
        piece = w_income >> PIECE_BITS
        low = int(tables.income_points[urban, kind, piece])
        income = min(MAX_INCOME, between(low, int(tables.income_points[urban, kind, piece + 1]), w_income, HALF_PIECE))
    if job > 0:
        standing |= WORKS
    money = money_band(tables, age)
    fifth = income_fifth(tables, income)
    piece = w_savings >> PIECE_BITS
    low = int(tables.savings_points[woman, money, fifth, piece])
    months = between(low, int(tables.savings_points[woman, money, fifth, piece + 1]), w_savings, HALF_PIECE)
    loan = 0
    if w_loan < int(tables.loan_cut[woman, money, fifth]):
        standing |= HAS_LOAN
        word = draw(k0, k1, LOAN_SIZE, p, day, 0)
        piece = word >> PIECE_BITS
        loan = between(int(tables.loan_points[fifth, piece]), int(tables.loan_points[fifth, piece + 1]), word, HALF_PIECE)
    me.standing = standing
    me.income_band = income_band(tables, income)
    mine.schooling = schooling
    mine.job = job
    mine.income = income
    # Tenths of months times tens of CNY a month are CNY.
    mine.savings = months * max(income, int(tables.least_income))
    mine.loan = min(loan, MAX_LOAN)


def settle_household(first: int, members: int, urban: int, k0: int, k1: int, tables: Record, people: Array, cold: Array) -> None:
    """A household of `members` people from index `first` on."""
    w_kind, w_group, _, _ = draw_block(k0, k1, HOUSEHOLD_KIND >> 2, first, 0, 0)
    kind = household_kind(tables, members, w_kind)
    core = int(tables.kind_core[kind])
    core_group = 0
    youngest = 127
    shared = urban * URBAN
    if w_group < int(tables.group_b_cut):
        shared |= GROUP_B
    for position in range(members):
        p = first + position
        me = people[p]
        mine = cold[p]
        code = int(tables.kind_members[kind, position])
        w_age, w_birthday, w_schooling, w_enrolment = draw_block(k0, k1, AGE >> 2, p, 0, 0)
        group = code >> 1
        age = age_in_group(tables, group, w_age)
        if position < core:
            core_group = group
            youngest = min(youngest, age)
        elif group > core_group:
            age = max(age, youngest + GENERATION)
        else:
            age = min(age, youngest - GENERATION)
        me.household = position * 8 + members
        mine.birth_day = -(DAYS_PER_YEAR * age + ((w_birthday * DAYS_PER_YEAR) >> 32))
        standing = shared | (code & 1) * FEMALE
        if age < ADULT_AGE:
            settle_child(me, mine, age, standing, w_enrolment, tables)
        else:
            settle_adult(me, mine, p, age, standing, w_schooling, w_enrolment, 0, k0, k1, tables)


def settle_cells(first_cell: int, last_cell: int, n: int, k0: int, k1: int, tables: Array, people: Array, cold: Array) -> None:
    """Settle the cells first_cell…last_cell-1 of a society of `n` people.

    Writes, of `people`: household, standing and income_band; of `cold`: birth_day, schooling, job, income (tens of CNY a
    month), savings (CNY), loan (thousands of CNY). Cells are independent: any split over threads gives the same bits.
    Traits are computed when asked for (`traits`).
    """
    row = tables[0]
    for cell in range(first_cell, last_cell):
        p = cell * CELL_PEOPLE
        left = min(CELL_PEOPLE, n - p)
        urban = int(draw(k0, k1, CELL_URBAN, cell, 0, 0) < int(row.urban_cut))
        ordinal = 0
        while left > 0:
            members = household_size(cell, ordinal, left, k0, k1, row)
            settle_household(p, members, urban, k0, k1, row, people, cold)
            p += members
            left -= members
            ordinal += 1
