"""What went in: every value of a scenario with its unit, plausible range and source, and what a run changed of the shipped file."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Any, NamedTuple

from sincerity.engine.compose import registry
from sincerity.scenario.describe import KeyRow, describe
from sincerity.scenario.emit import toml_value
from sincerity.scenario.load import load, shipped
from sincerity.scenario.notes import Note, notes_of, values_of
from sincerity.scenario.schema import Scenario


class Assumption(NamedTuple):
    """One value. shipped: what the shipped file of that name has instead, "" where it has the same or there is none."""

    key: str
    value: str
    unit: str
    plausible: str
    source: str
    shipped: str


class Part(NamedTuple):
    """The values of one table of the file."""

    table: str
    rows: list[Assumption]


class Assumptions(NamedTuple):
    """All of a scenario. kinds: how many values rest on what; file: the scenario that the notes are of, "" where none is shipped."""

    parts: list[Part]
    kinds: list[tuple[str, int]]
    changed: list[Assumption]
    file: str

    @property
    def rows(self) -> list[Assumption]:
        """All of them."""
        return [row for part in self.parts for row in part.rows]

    @property
    def csv(self) -> str:
        """All of them, as comma-separated lines."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([Assumption._fields, *self.rows])
        return text.getvalue()


def assumptions_of(scenario: Scenario) -> Assumptions:
    """The values of a scenario, with the notes of the shipped file of its name; otherwise with what the keys themselves say."""
    file = scenario.name if scenario.name in shipped() else ""
    notes = notes_of(file, scenario.shapes) if file else {}
    there = values_of(load(file, registry())) if file else {}
    keys = [(_pattern(row.key), row) for row in describe(registry())]
    rows = [_assumption(key, value, notes.get(key), there, file, keys) for key, value in values_of(scenario).items()]
    parts: dict[str, list[Assumption]] = {}
    for row in rows:
        parts.setdefault(table_of(row.key), []).append(row)
    kinds = Counter(kind_of(row.source) for row in rows)
    return Assumptions(
        [Part(table, found) for table, found in parts.items()],
        [(kind, kinds[kind]) for kind in KINDS if kinds[kind]],
        [row for row in rows if row.shipped],
        file,
    )


KINDS = ("a source", "arithmetic on a source", "memory, unverified", "an assumption", "a choice of design", "the run's own settings")


def kind_of(source: str) -> str:
    """What a value rests on.

    >>> [kind_of(source) for source in ("DER: 2.46/10.59", "MEM: two years", "assumed: banks report", "design", "hrw.org")]
    ['arithmetic on a source', 'memory, unverified', 'an assumption', 'a choice of design', 'a source']
    """
    for begins, kind in (
        ("DER", "arithmetic on a source"),
        ("MEM", "memory, unverified"),
        ("assumed", "an assumption"),
        ("design", "a choice of design"),
        (SET, "the run's own settings"),
    ):
        if source.startswith(begins):
            return kind
    return "a source" if source else "an assumption"


SET = "set for this run"


def table_of(key: str) -> str:
    """The table that a key is told under.

    >>> table_of("policy.travel.active"), table_of("society.behaviour.littering.per_year"), table_of("days"), table_of("society.people")
    ('policy.travel', 'society.behaviour', 'the run', 'society')
    """
    parts = key.split(".")
    return "the run" if len(parts) == 1 else ".".join(parts[: 2 if len(parts) > 2 else 1])


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("".join("[^.]+" if part.startswith("<") else re.escape(part) for part in re.split(r"(<\w+>)", key)))


def _assumption(
    key: str, value: object, note: Note | None, there: dict[str, Any], file: str, keys: list[tuple[re.Pattern[str], KeyRow]]
) -> Assumption:
    row = next((row for pattern, row in keys if pattern.fullmatch(key)), None)
    unit, plausible, source = _said(note, row)
    if not file:
        return Assumption(key, _shown(value), unit, plausible, source if row is not None and value == row.default else SET, "")
    if key in there and there[key] == value:
        return Assumption(key, _shown(value), unit, plausible, source, "")
    return Assumption(key, _shown(value), unit, plausible, SET, _shown(there[key]) if key in there else "absent")


def _said(note: Note | None, row: KeyRow | None) -> tuple[str, str, str]:
    """Unit, range and source: of the file where it says, otherwise of the key itself."""
    if note is not None:
        return tuple("" if text == "-" else text for text in note[1:])  # type: ignore[return-value]
    if row is None:
        return "", "", ""
    plausible = "" if row.plausible is None else f"{row.plausible[0]:g}..{row.plausible[1]:g}"
    return row.unit, plausible, row.source or ("assumed" if plausible else "design")


def _shown(value: object) -> str:
    return toml_value(value)
