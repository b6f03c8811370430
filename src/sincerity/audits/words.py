"""Numbers as an audit's page writes them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sincerity.audits.about import Measure

LEVELS = ("0 to 1", "index", "ratio", "at most 1")
"""Units written in thousandths."""
SHARES = ("share", "share, or mean of records")


def percent(share: float) -> str:
    """A share in two figures or whole per cent.

    >>> percent(0.117), percent(0.0117), percent(0.00052), percent(0), percent(-0.0123)
    ('12 %', '1.2 %', '0.052 %', '0 %', '-1.2 %')
    """
    return f"{_percent(share)} %"


def _percent(share: float) -> str:
    value = 100 * share
    size = abs(value)
    digits = 0 if size >= 9.95 or size == 0 else 1 if size >= 0.995 else min(6, 1 - math.floor(math.log10(size)))
    return f"{value:.{digits}f}"


def figure(value: float | int, unit: str) -> str:
    """A value in its unit's manner.

    >>> figure(1, "switch"), figure(12345, "persons"), figure(0.7543, "0 to 1"), figure(19.27, "days"), figure(637.5, "days")
    ('yes', '12,345', '0.754', '19.3', '638')
    """
    if unit == "switch":
        return "yes" if value else "no"
    if unit in SHARES:
        return percent(value)
    if unit in LEVELS:
        return f"{value:.3f}"
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    size = abs(value)
    digits = 0 if size >= 99.95 else 1 if size >= 9.995 else 2 if size >= 0.9995 else min(6, 1 - math.floor(math.log10(size)))
    return f"{value:,.{digits}f}"


def whole_percent(share: float) -> str:
    """A share in a narrow column.

    >>> whole_percent(0.126), whole_percent(0.004), whole_percent(0)
    ('13%', '<1%', '0%')
    """
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


def signed(measure: Measure) -> str:
    """A value, with its sign where it is a difference from a twin."""
    if measure.value is None:
        return ""
    shown = figure(measure.value, measure.unit)
    return f"+{shown}" if measure.value > 0 and ("_change" in measure.id or "_excess" in measure.id) else shown


def between(measure: Measure) -> str:
    """The interval, or nothing; `*` where it takes those counted for independent."""
    low, high, unit = measure.low, measure.high, measure.unit
    if low is None or high is None:
        return ""
    mark = "*" if "as if independent" in measure.note else ""
    if unit in SHARES:
        return f"{_percent(low)} to {_percent(high)}{mark}"
    return f"{figure(float(low), unit)} to {figure(float(high), unit)}{mark}"


def of_how_many(measure: Measure) -> str:
    """How many a value is of, or nothing."""
    return f"of {measure.n:,}" if measure.n and measure.unit != "switch" else ""
