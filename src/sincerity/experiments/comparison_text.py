"""A comparison on a terminal: what each policy changes, how surely, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sincerity.observe.units import PER_1000, PER_1000_YEAR
from sincerity.store.parquet import text_literal

if TYPE_CHECKING:
    from sincerity.experiments.comparison import Comparison

GAP = "  "
INDIVIDUAL = {
    "people.days_listed": "days on the list",
    "people.hours_lost": "hours lost on slow trains",
    "people.income": "income",
    "people.ties_left": "ties left",
    "people.fear_authority": "fear of the authority",
    "people.trust": "trust",
}
"""Metrics of `people` whose individual differences are told, by name."""
UNITS = {PER_1000_YEAR: "per 1,000, year", PER_1000: "per 1,000", "CNY per adult": "CNY"}
"""Units in short: all are of adults."""
LUCKS = {"same": "same luck", "redrawn": "other luck", "placebo": "placebo"}


def heading(comparison: Comparison) -> Iterator[str]:
    """Whom it is about."""
    of = comparison.manifest
    time = f"{of.days / 365.25:.1f} years" if of.days >= 365 else f"{of.days:,} days"
    seeds = f"{len(of.seeds)} seeds" if len(of.seeds) > 1 else f"seed {of.seeds[0]}"
    yield f"{of.people:,} invented residents, {time} from {of.start}, {seeds}"
    yield f"The same people with the same luck, under {' and under '.join(of.scenarios)}"


def effects_table(comparison: Comparison, scenario: str) -> Iterator[str]:
    """What a policy changes: a line for each of the effects told first."""
    rows = comparison.headlines(scenario)
    heads = (f"{scenario} against {comparison.reference}", "", comparison.reference, scenario, "difference", "95 %, seeds", "worth")
    yield from aligned([heads, *(tuple(_cells(row)) for row in rows)], left=2)


def _cells(row: dict[str, Any]) -> Iterator[str]:
    yield str(row["label"])
    yield UNITS.get(str(row["unit"]), str(row["unit"]))
    yield number(row["there"])
    yield number(row["here"])
    yield signed(row["estimate"])
    yield "" if row["low"] is None else f"{signed(row['low'])} to {signed(row['high'])}"
    ratio = row["variance_ratio"]
    yield "" if ratio is None else f"{ratio:,.{int(ratio < 10)}f}×"


def individual_table(comparison: Comparison, scenario: str) -> Iterator[str]:
    """Who has more and who has less at the end: shares of residents, by how the luck of the two lives is coupled."""
    found = _spreads(comparison, scenario)
    told = [luck for luck in LUCKS if any(key[1] == luck for key in found)]
    heads = ("residents with more | less of it at the end", *(LUCKS[luck] for luck in told))
    rows = [
        (label, *(_more_and_less(found.get((metric, luck))) for luck in told))
        for metric, label in INDIVIDUAL.items()
        if any((metric, luck) in found for luck in told)
    ]
    yield from aligned([heads, *rows], left=1)


def _more_and_less(shares: tuple[float, float] | None) -> str:
    return "" if shares is None else f"{percent(shares[0])} | {percent(shares[1])}"


def _spreads(comparison: Comparison, scenario: str) -> dict[tuple[str, str], tuple[float, float]]:
    """(metric, luck) → shares with more and with less, means over seeds, displaced and others together."""
    names = ", ".join(f"'{name}'" for name in INDIVIDUAL)
    rows = (
        comparison.individual.filter(f"scenario = {text_literal(scenario)} AND metric IN ({names})")
        .aggregate("metric, luck, sum(n * up) / sum(n), sum(n * down) / sum(n)", "metric, luck")
        .fetchall()
    )
    return {(metric, luck): (up, down) for metric, luck, up, down in rows}


def placebo_line(comparison: Comparison, scenario: str) -> str:
    """How many lives one wrong record of one resident changes."""
    rows = (
        comparison.placebo.filter(f"scenario = {text_literal(scenario)}")
        .order("seed, days")
        .project("days, lives_differ, people, seed")
        .fetchall()
    )
    first = [row for row in rows if row[3] == rows[0][3]]
    if not first:
        return ""
    told = ", ".join(f"{differ:,} after {days:,} days" for days, differ, _, _ in first)
    return f"Placebo: one resident gets one wrong record more. Lives that differ, of {first[0][2]:,}: {told}."


def aligned(lines: Sequence[Sequence[str]], left: int) -> Iterator[str]:
    """Lines of cells as text, the first `left` columns set left, the others right."""
    wide = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        yield GAP.join(text.ljust(wide[i]) if i < left else text.rjust(wide[i]) for i, text in enumerate(line)).rstrip()


def number(value: float) -> str:
    """A number in about four digits.

    >>> number(12345.6), number(123.45), number(1.2345), number(0.01234), number(0)
    ('12,346', '123.5', '1.23', '0.0123', '0')
    """
    size = abs(value)
    digits = 0 if size >= 1000 or size == 0 else 1 if size >= 100 else 2 if size >= 1 else 4
    return f"{value:,.{digits}f}"


def signed(value: float) -> str:
    """The same with its sign; what is printed as 0 has none.

    >>> signed(3.14159), signed(-0.00001), signed(-1234.5)
    ('+3.14', '0', '-1,234')
    """
    text = number(value)
    if float(text.replace(",", "")) == 0:
        return "0"
    return text if value < 0 else f"+{text}"


def percent(share: float) -> str:
    """A share.

    >>> percent(0.1234), percent(0), percent(0.00004)
    ('12.3 %', '0 %', '<0.1 %')
    """
    return "0 %" if share == 0 else "<0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"
