"""What a column of `series` is told in: a level as the mean of those it is of, money per adult, all else per 1,000 adults."""

from __future__ import annotations

from sincerity.compute.fields import FLOW, Column
from sincerity.compute.fixed import DAYS_PER_YEAR

PER_1000 = "per 1,000 adults"
A_YEAR = " a year"
PER_1000_YEAR = PER_1000 + A_YEAR


def unit_of(column: Column) -> str:
    """The unit in words.

    >>> unit_of(Column("fines", "fines")), unit_of(Column("lent_sum", "CNY lent")), unit_of(Column("trust_sum", "", of="adults", full=9))
    ('per 1,000 adults a year', 'CNY per adult a year', '0 to 1')
    """
    if column.of and not _is_money(column):
        return "0 to 1" if column.full else "mean"
    return ("CNY per adult" if _is_money(column) else PER_1000) + (A_YEAR if column.counts == FLOW else "")


def times_of(column: Column) -> float:
    """What the sum of a column over days is multiplied by, once it is divided by that of those it is of, to be in its unit."""
    if column.of:
        return 1 / (column.full or 1)
    return (1 if _is_money(column) else 1000) * (DAYS_PER_YEAR if column.counts == FLOW else 1)


def _is_money(column: Column) -> bool:
    return column.meaning.startswith("CNY")
