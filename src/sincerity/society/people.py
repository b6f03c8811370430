"""Settling: who lives in each cell, household by household, before the first day, and who comes later.

`settle_cells` is kernel code: plain scalar functions on signed integers and records, the same bits compiled, interpreted,
on any thread and for any split of the cells. A household draws its size given what is left of the cell
(`households.household_size`), then one of the fitted household types of that size (`families`), whose members it takes in
order: adults first, children last. Everything else is drawn person by person from the tables of `marginals`.

Rules on top of the tables: a child is at least 18 years younger than the younger of its parents, an elder at least 18
years older than the younger of the couple; everyone of 6-15 is a pupil, then shares by age and schooling up to 22; pupils
and people below 18 do not work and have no income, savings or loan. A cell is urban or rural as a whole, drawn apart from
its neighbours. Group B falls on whole households and means nothing else.

Words of a person are counted by the yearly pass of birth or arrival, 0 for those settled.
"""

from __future__ import annotations

from sincerity.draw import AGE, CELL_URBAN, HOUSEHOLD_KIND, JOB, LOAN_SIZE, draw, draw_block
from sincerity.society.households import household_size
from sincerity.society.livelihood import (
    ADULT_AGE,
    LAST_STUDENT_AGE,
    band_of_age,
    calling_of,
    child_schooling,
    income_band,
    income_fifth,
    income_in,
    is_pupil,
    money_band,
    schooling_level,
    thrift_of,
)
from sincerity.types import ADULT, CELL_PEOPLE, FEMALE, GROUP_B, HAS_LOAN, PUPIL, URBAN, Array, Record

GENERATION = 18
"""Least years between a parent and a child of one household."""


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


def settle_person(p: int, me: Record, mine: Record, age: int, standing: int, k0: int, k1: int, tables: Record) -> None:
    """Everything of a person but the household, given age, `me.arrived` and what `standing` says of sex, group and place."""
    mine.birth_year = int(me.arrived) - age
    if age < ADULT_AGE:
        settle_child(p, me, mine, age, standing, k0, k1, tables)
    else:
        settle_adult(p, me, mine, age, standing, k0, k1, tables)


def settle_child(p: int, me: Record, mine: Record, age: int, standing: int, k0: int, k1: int, tables: Record) -> None:
    """Someone below 18: at school or not; no work, income, savings or loan."""
    w_enrolment = draw_block(k0, k1, AGE >> 2, p, int(me.arrived), 0)[3]
    me.standing = standing
    me.means = is_pupil(tables, age, 1, w_enrolment) * PUPIL
    me.income_band = 0
    mine.school = child_schooling(tables, age, w_enrolment)
    mine.savings = 0
    mine.loan_left = 0
    mine.instalment = 0


def settle_adult(p: int, me: Record, mine: Record, age: int, standing: int, k0: int, k1: int, tables: Record) -> None:
    """Someone from 18: schooling, school or work, income, savings, loan."""
    arrived = int(me.arrived)
    _, _, w_schooling, w_enrolment = draw_block(k0, k1, AGE >> 2, p, arrived, 0)
    w_job, w_income, w_savings, w_loan = draw_block(k0, k1, JOB >> 2, p, arrived, 0)
    woman = int(standing & FEMALE != 0)
    schooling = schooling_level(tables, int(standing & URBAN != 0), woman, band_of_age(age), w_schooling)
    means = 0
    if age <= LAST_STUDENT_AGE and is_pupil(tables, age, schooling, w_enrolment) != 0:
        means = PUPIL
    else:
        means = calling_of(tables, standing, age, schooling, w_job)
    income = income_in(tables, standing, means, age, w_income)
    mine.loan_left = 0
    mine.instalment = 0
    if w_loan < int(tables.loan_cut[woman, money_band(tables, age), income_fifth(tables, income)]):
        w_share, w_kind, w_left, _ = draw_block(k0, k1, LOAN_SIZE >> 2, p, arrived, 0)
        instalment = instalment_of(tables, income, w_share)
        if instalment > 0:
            kind = int(w_kind < int(tables.old_house_cut))
            means |= HAS_LOAN
            mine.instalment = instalment
            mine.loan_left = 1 + ((w_left * months_of_loan(tables, kind, age, standing)) >> 32)
    me.standing = standing | ADULT
    me.means = means
    me.income_band = income_band(tables, income)
    mine.school = schooling
    mine.savings = thrift_of(tables, standing, age, income, w_savings)


def months_of_loan(tables: Record, kind: int, age: int, standing: int) -> int:
    """Instalments of a loan for a car (0) or a house (1): for who is not retired yet, paid off by then, in a year at least."""
    months = int(tables.loan_months[kind])
    to_work = 12 * (int(tables.retired_from[int(standing & FEMALE != 0)]) - age)
    return months if to_work <= 0 else min(months, max(12, to_work))


def instalment_of(tables: Record, income: int, word: int) -> int:
    """What a loan takes of an income a month, both in tens of CNY: an even share between the lowest and the highest."""
    low = int(tables.payment_share[0])
    share = low + (((int(tables.payment_share[1]) - low) * word) >> 32)
    return (income * share) >> 16


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
        code = int(tables.kind_members[kind, position])
        group = code >> 1
        age = age_in_group(tables, group, draw_block(k0, k1, AGE >> 2, p, 0, 0)[0])
        if position < core:
            core_group = group
            youngest = min(youngest, age)
        elif group > core_group:
            age = max(age, youngest + GENERATION)
        else:
            age = min(age, youngest - GENERATION)
        me.household = position * 8 + members
        me.arrived = 0
        settle_person(p, me, cold[p], age, shared | (code & 1) * FEMALE, k0, k1, tables)


def settle_cells(first_cell: int, last_cell: int, n: int, k0: int, k1: int, tables: Array, people: Array, cold: Array) -> None:
    """Settle the cells first_cell…last_cell-1 of a society of `n` people.

    Writes, of `people`: household, arrived, standing, means and income_band; of `cold`: birth_year, school, savings (CNY),
    loan_left (months) and instalment (tens of CNY a month). Cells are independent: any split over threads gives the same bits.
    Traits and incomes are computed when asked for (`traits`, `livelihood`).
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
