"""A pair of runs on one screen: what happened to how many, what their twins lived, and how far regions differ in it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from sincerity.observe.pair import Difference, Pair

WIDTH = 100
GAP = "  "
LONGEST = 12
"""Letters of a scenario's name over a column."""


class Screen(NamedTuple):
    """Lines of at most `WIDTH`, unless numbers or names are very long."""

    heading: list[str]
    table: list[str]
    foot: list[str]


def screen(pair: Pair) -> Screen:
    """The heading, the table and what to know of it."""
    rows = [one for one in pair.rows if one.row.shown]
    return Screen(list(_heading(pair)), list(_table(pair, rows)), list(_foot(pair, rows)))


def names_of(pair: Pair) -> tuple[str, str]:
    """What the two are called: their scenarios, unless these have one name."""
    names = pair.run.scenario, pair.twin.scenario
    return names if names[0] != names[1] else ("this run", "its twin")


def one_in(share: float) -> str:
    """A share in words.

    >>> one_in(0.0787), one_in(0.0007), one_in(0.62), one_in(0.999)
    ('1 in 13', '1 in 1,429', '6 in 10', '10 in 10')
    """
    return f"1 in {1 / share:,.0f}" if share < 0.25 else f"{10 * share:.0f} in 10"


def _heading(pair: Pair) -> Iterator[str]:
    run = pair.run
    here, there = names_of(pair)
    time = f"{run.days / 365.25:.1f} years" if run.days >= 365 else f"{run.days:,} days"
    adults = f" ({pair.adults:,} of them adults)" if pair.adults else ""
    yield f"{run.people:,} invented residents{adults}, {time} from {run.start}, {run.seeds}"
    yield f"The same people with the same luck, under {here} and under {there}"
    found = [f"{one_in(pair[name].here / pair.adults)} {what}" for name, what in LEADS if name in pair and pair.adults and pair[name].here]
    if found:
        yield f"Of adults under {here}, {' and '.join(found)}"


LEADS = (("ever_listed", "was ever listed"), ("informants", "reported somebody in the last year"))
"""What is told first, in words, of adults."""


def _table(pair: Pair, rows: list[Difference]) -> Iterator[str]:
    here, there = names_of(pair)
    spread = any(one.low is not None for one in rows)
    heads = ("", "", "", *_short(here, there), "difference", "80 % of regions" if spread else "")
    lines = [heads, *_cells(rows)]
    wide = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    for line in lines:
        cells = [text.ljust(wide[place]) if place < 3 else text.rjust(wide[place]) for place, text in enumerate(line)]
        yield GAP.join(cells).rstrip()


def _cells(rows: list[Difference]) -> Iterator[tuple[str, ...]]:
    group = ""
    for one in rows:
        first = one.row.group if one.row.group != group else ""
        group = one.row.group
        spread = "" if one.low is None or one.high is None else f"{_small(one.low)} to {_small(one.high)}"
        # The difference of the numbers as they are printed, so that a reader who subtracts finds no other.
        difference = round(one.here, _digits(one)) - round(one.there, _digits(one))
        numbers = (_number(one, one.here), _number(one, one.there), _number(one, difference, signed=True))
        yield (first, one.row.label, one.row.unit, *numbers, spread)


def _number(one: Difference, value: float, *, signed: bool = False) -> str:
    digits = _digits(one)
    text = f"{value:+,.{digits}f}" if signed else f"{value:,.{digits}f}"
    return text.lstrip("+-") if float(text.replace(",", "")) == 0 else text


def _digits(one: Difference) -> int:
    """A rate is written in tenths, a level in thousandths, all else whole."""
    return {"percent": 1, "0 to 1": 3}.get(one.row.unit, 0)


def _small(value: float) -> str:
    """A signed number in about three digits.

    >>> _small(1342.1), _small(51.26), _small(-3.14159), _small(0.0421), _small(0)
    ('+1,342', '+51', '-3.1', '+0.042', '0')
    """
    size = abs(value)
    digits = 0 if size >= 20 else 1 if size >= 1 else 3 if size < 0.1 else 2
    text = f"{value:+,.{digits}f}"
    return "0" if float(text.replace(",", "")) == 0 else text


def _short(here: str, there: str) -> tuple[str, str]:
    """Names that fit over a column; whole ones stand in the heading."""
    short = tuple(name if len(name) <= LONGEST else name[: LONGEST - 1] + "…" for name in (here, there))
    return (short[0], short[1]) if short[0] != short[1] else ("this run", "its twin")


def _foot(pair: Pair, rows: list[Difference]) -> Iterator[str]:
    real = "Nobody here is real; most rates are assumed"
    if pair.run.scenario.startswith("article"):
        real += f"; {names_of(pair)[0]}'s system is a caricature of the documented one"
    joined = " (each joins on a day of its own)" if pair.rolled_out else ""
    spread = (
        f"80 % of regions: the middle of the differences in {pair.regions} regions{joined}, per 1,000 residents for counts. "
        "No confidence interval: that takes several seeds, this is one."
    )
    alone = "One pair with one seed: how sure a difference is, only several seeds tell."
    text = spread if any(one.low is not None for one in rows) else alone
    for sentences in (f"{real}.", text):
        yield from textwrap.wrap(sentences, WIDTH, break_on_hyphens=False)
