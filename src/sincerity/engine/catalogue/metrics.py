"""What a run writes: the columns of `series` and `people`, and the kinds of `events`."""

from __future__ import annotations

from collections.abc import Iterator

from sincerity.compute.fields import FLOW, MONTHLY, STOCK, Column
from sincerity.engine.catalogue.entry import Entry, code
from sincerity.engine.catalogue.passes import steps_that
from sincerity.engine.compose import by_name
from sincerity.engine.records import COLUMNS
from sincerity.engine.tables import SERIES_KEYS, people_columns
from sincerity.scenario.schema import Scenario

SERIES = ("table", "`series`, one row per day and region")
HOLES = {"behaviours": ("<behaviour>",), "tiers": ("<tier>",), "moves": ("<tier>", "<tier>")}
"""What a column that runs over a dimension is named with."""
COUNTS = {
    FLOW: "what happened that day; add it up over days",
    STOCK: "what stood at the end of the day; do not add it up over days",
    MONTHLY: "what the first of a month found; 0 on all other days",
}
SHOWS = {"amount": "how many, or by how much", "behaviour": "the behaviour, in `text_key`", "contact": "the contact, in `other`"}


def fillings(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """What the holes of columns stand for in a scenario."""
    return {"<behaviour>": tuple(row.id for row in scenario.society.behaviour), "<tier>": tuple(tier.name for tier in scenario.policy.tier)}


def metrics(scenario: Scenario) -> Iterator[Entry]:
    """One entry for each column of `series` and `people`, and each kind of event."""
    names = fillings(scenario)
    for key, meaning in SERIES_KEYS.items():
        yield Entry("metric", f"series.{key}", "", _sentence(meaning), (SERIES,), words=(key,))
    counted = ((name, column) for name, module in by_name().items() for column in getattr(module, "COLUMNS", ()))
    for owner, column in (*(("", column) for column in COLUMNS), *counted):
        yield _of_series(owner, column, names)
    for name, (owner, unit, meaning) in people_columns().items():
        holes = (names["<tier>"],) if "<" in name else ()
        facts = (("table", "`people`, one row per resident"), ("unit", unit or "none"))
        yield Entry("metric", f"people.{name}", owner, _sentence(meaning), facts, holes=holes, words=(name,))
    for owner, module in by_name().items():
        for event in getattr(module, "EVENTS", ()):
            table = ("table", "`events`, of residents named with `--watch`")
            told = (table, ("tells", SHOWS[event.shows]), ("happens when", f"{code('today.' + event.field)} is not 0"))
            yield Entry("metric", f"events.{event.kind}", owner, _sentence(event.meaning), told, words=(event.kind,))


def label_of(column: Column) -> str:
    """The column's name in `series`, with holes.

    >>> label_of(Column("acts", "", "behaviours", "acts_{0}"))
    'acts_<behaviour>'
    """
    return column.label.format(*HOLES[column.count]) if column.count else column.name


def _of_series(owner: str, column: Column, names: dict[str, tuple[str, ...]]) -> Entry:
    label = label_of(column)
    holes = tuple(names[hole] for hole in HOLES.get(column.count, ()))
    facts = _series_facts(column, _mean(label, column))
    return Entry("metric", f"series.{label}", owner, _sentence(column.meaning), facts, holes=holes, words=(label,))


def _mean(label: str, column: Column) -> str:
    """How a mean is made of a sum; nothing where the column is none."""
    if not column.of:
        return ""
    mean = f"{label} / {column.of.format(*HOLES.get(column.count, ()))}"
    return f"{code(f'{mean} / {column.full}')}, 0 to 1" if column.full else code(mean)


def _series_facts(column: Column, mean: str) -> tuple[tuple[str, str], ...]:
    found = [SERIES, ("counts", COUNTS[column.counts])]
    if mean:
        found.append(("mean", mean))
    counted = steps_that("writes", f"tally.{column.name}")
    if counted:
        found.append(("counted in", ", ".join(map(code, counted))))
    return tuple(found)


def _sentence(text: str) -> str:
    """A meaning as a sentence."""
    return f"{text[:1].upper()}{text[1:]}."
