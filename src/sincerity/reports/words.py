"""How a report writes numbers and intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sincerity.experiments.measure import Interval
from sincerity.experiments.pages import written

DIGITS = {"0 to 1": 3, "percent": 1, "CNY": 0}
"""Digits after the point of what is measured so; other numbers have three significant ones, counts are whole."""


def number(value: float, unit: str = "") -> str:
    """A number in the digits of its unit.

    >>> number(0.06412, "0 to 1"), number(13.0566, "percent"), number(71, "times"), number(1.23456, "hours"), number(float("nan"))
    ('0.064', '13.1', '71', '1.23', 'none')
    """
    if math.isnan(value):
        return "none"
    text = _digits(value, unit)
    if not any(letter in "123456789" for letter in text):
        return text.lstrip("-")
    return text.replace("-", "−", 1) if text.startswith("-") else text


def _digits(value: float, unit: str) -> str:
    if unit in DIGITS:
        return f"{value:,.{DIGITS[unit]}f}"
    return f"{int(value):,}" if float(value).is_integer() else written(value)


def signed(value: float, unit: str = "") -> str:
    """A difference in the digits of its unit, its sign before it.

    >>> signed(0.0071, "0 to 1"), signed(-3, "times"), signed(0, "times"), signed(-0.0001, "0 to 1")
    ('+0.007', '−3', '0', '0.000')
    """
    text = number(value, unit)
    return f"+{text}" if value > 0 and any(letter in "123456789" for letter in text) else text


def between(found: Interval, unit: str = "") -> str:
    """An interval's ends; "" for one seed, which has none.

    >>> between(Interval(0.5, 0.25, 0.75), "0 to 1")
    '+0.250 to +0.750'
    """
    return "" if math.isnan(found.low) else f"{signed(found.low, unit)} to {signed(found.high, unit)}"


def share(part: float, whole: float) -> str:
    """A share in percent, and as one in so many where it is small.

    >>> share(24, 3975), share(1200, 3975), share(0, 10)
    ('0.6 %, 1 in 166', '30.2 %', '0 %')
    """
    if not part or not whole:
        return "0 %"
    percent = 100 * part / whole
    text = f"{percent:.1f} %" if percent >= 0.05 else f"{percent:.2g} %"
    return f"{text}, 1 in {whole / part:,.0f}" if percent < 10 else text


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def count(n: float, noun: str) -> str:
    """A count with its noun.

    >>> count(1, "day"), count(2000, "day"), count(1.5, "seed")
    ('1 day', '2,000 days', '1.5 seeds')
    """
    return f"{number(n)} {noun}" if n == 1 else f"{number(n)} {noun}s"
