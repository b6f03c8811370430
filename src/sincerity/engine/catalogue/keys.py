"""Keys and tables of scenario files, with what a scenario and the comments of its files say of each."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace

from sincerity.engine.catalogue.entry import Entry, Grid, code
from sincerity.engine.compose import registry
from sincerity.scenario.core import INT32, ScenarioTables
from sincerity.scenario.describe import KeyRow, describe
from sincerity.scenario.emit import toml_value
from sincerity.scenario.notes import Note, values_of
from sincerity.scenario.registry import REQUIRED
from sincerity.scenario.schema import CORE, Scenario, Shape

Names = dict[str, tuple[str, ...]]
"""Path of a table of rows → the names of the rows that a scenario has."""


def row_names(scenario: Scenario) -> Names:
    """The names that stand for `<id>`, `<name>`, `<behaviour>` in keys."""
    found: Names = {}
    for path, shape in scenario.shapes.items():
        held = scenario.table(path) if shape.rows or shape.keyed else None
        if shape.keyed and held is not None:
            found[path] = tuple(held)
        elif shape.rows and held is not None:
            found[path] = tuple(str(getattr(row, shape.rows)) for row in held)
    return found


def keys(scenario: Scenario) -> Iterator[Entry]:
    """One entry for each key."""
    names = row_names(scenario)
    for row in describe(registry()):
        path = _table_of(row.key)
        holes = (names.get(path, ()),) if "<" in row.key else ()
        yield Entry("key", row.key, _owner(row.mechanism), row.meaning, _facts(row), holes=holes)


def with_value(entry: Entry, scenario: Scenario, notes: dict[str, Note]) -> Entry:
    """The entry of a key or a table with what the scenario says, and for a key what the scenario's file says of its value."""
    values = {name: toml_value(value) for name, value in values_of(scenario).items()}
    where = f"in {code(scenario.name)}"
    if entry.kind == "table":
        return replace(entry, grids=tuple(_with_column(grid, where, values) for grid in entry.grids))
    if entry.kind != "key" or "<" in entry.name:
        return entry
    if entry.name not in values:
        return replace(entry, facts=(*entry.facts, (where, "absent")))
    shown, note = values[entry.name], notes.get(entry.name)
    said = f" ({_noted(note)})" if note is not None else ""
    option = f"--set {shlex.quote(f'{entry.name}={shown}')}"
    return replace(entry, facts=(*entry.facts, (where, code(shown) + said), ("as an option", code(option))))


def _noted(note: Note) -> str:
    """The range and source that a scenario's file gives."""
    return note.source if note.plausible == "-" else f"plausible {note.plausible.replace('..', ' to ')}; {note.source}"


def _with_column(grid: Grid, title: str, values: dict[str, str]) -> Grid:
    """A table of keys with a column of their values; unchanged where the rows of the table have each their own."""
    found = [values.get(row[0].strip("`"), "") for row in grid.rows]
    if not any(found):
        return grid
    rows = tuple((row[0], code(value) if value else "", *row[1:]) for row, value in zip(grid.rows, found, strict=True))
    return Grid(grid.title, (grid.columns[0], title, *grid.columns[1:]), rows)


def tables(scenario: Scenario) -> Iterator[Entry]:
    """One entry for each table, its keys in a grid."""
    names = row_names(scenario)
    rows = list(describe(registry()))
    for path, shape in scenario.shapes.items():
        own = [row for row in rows if _table_of(row.key) == path]
        owner = _owner(next(iter(row.mechanism for row in own), ""))
        hole = "<behaviour>" if path == "policy.rule" else f"<{shape.rows or 'name'}>"
        many = shape.rows or shape.keyed
        facts = _table_facts(path, shape, names)
        words = (f"{path}.{hole}",) if many else ()
        name = path or "scenario"
        yield Entry("table", name, owner, _meaning(path, shape), facts, grids=_keys_grid(own), holes=(names.get(path, ()),), words=words)


def key_cells(row: KeyRow) -> tuple[str, ...]:
    """Default, unit, allowed, plausible of a key, as cells."""
    plausible = "" if row.plausible is None else f"{row.plausible[0]:g} to {row.plausible[1]:g}"
    return default_of(row), row.unit, allowed_of(row), plausible


def default_of(row: KeyRow) -> str:
    """The default as TOML, or `required`."""
    return "required" if row.default is REQUIRED else code(toml_value(row.default))


def allowed_of(row: KeyRow) -> str:
    """The hard bounds or choices in words."""
    if row.range == f"{-INT32}..{INT32}":
        return "any 32-bit"
    low, between, high = row.range.partition("..")
    if " | " in row.range:
        return ", ".join(map(code, row.range.split(" | ")))
    if not between:
        return code(row.range) if row.range else {"switch": "`true`, `false`"}.get(row.kind, "")
    return f"{low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"


def _facts(row: KeyRow) -> tuple[tuple[str, str], ...]:
    default, unit, allowed, plausible = key_cells(row)
    found = [("kind", row.kind), ("default", default), ("unit", unit), ("allowed", allowed)]
    found += [("plausible", plausible), ("source", row.source)]
    return tuple((name, value) for name, value in found if value)


def _table_of(key: str) -> str:
    """The path of the table that a key stands in.

    >>> _table_of("society.behaviour.<id>.per_year"), _table_of("days")
    ('society.behaviour', '')
    """
    return key.partition(".<")[0] if "<" in key else key.rpartition(".")[0]


def _owner(mechanism: str) -> str:
    return "" if mechanism == "scenario" else mechanism


def _meaning(path: str, shape: Shape) -> str:
    """Core tables say it in their class; those of mechanisms by their owner."""
    if path in CORE:
        doc = (CORE[path].model.__doc__ or "").partition("\n")[0] if path else ScenarioTables.__doc__ or ""
        text = doc.rpartition("`: ")[2]
        return text[:1].upper() + text[1:]
    owners = " and ".join(code(name) for name in shape.mechanisms)
    return f"Settings of {owners}." if owners else "Holds further tables."


def _table_facts(path: str, shape: Shape, names: Names) -> tuple[tuple[str, str], ...]:
    written = f"[[{path}]]" if shape.rows else f"[{path}.<behaviour>]" if shape.keyed else f"[{path}]"
    found = [("written", code(written) if path else "at the top of the file")]
    if shape.switch:
        found.append(("switch", code(f"{path}.active")))
    if path not in CORE:
        found.append(("when absent", "off" if shape.absent == "off" else "its defaults hold"))
    if names.get(path):
        found.append(("rows", ", ".join(map(code, names[path]))))
    return tuple(found)


def _keys_grid(rows: list[KeyRow]) -> tuple[Grid, ...]:
    cells = tuple((code(row.key), *key_cells(row), row.meaning) for row in rows)
    return (Grid("Keys", ("key", "default", "unit", "allowed", "plausible", "meaning"), cells),) if cells else ()
