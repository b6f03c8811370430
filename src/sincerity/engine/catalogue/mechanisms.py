"""Mechanisms: the rule from the file's own words, with its settings, columns, steps, fields and random words."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from types import ModuleType

from sincerity.compute import face
from sincerity.compute.fields import Field
from sincerity.engine import records
from sincerity.engine.catalogue.entry import Entry, Grid, code
from sincerity.engine.catalogue.keys import key_cells
from sincerity.engine.catalogue.metrics import label_of
from sincerity.engine.catalogue.passes import passes, steps_that
from sincerity.engine.compose import by_name, plugins, registry
from sincerity.engine.tables import people_columns
from sincerity.scenario.describe import KeyRow, describe
from sincerity.scenario.registry import Table
from sincerity.society import contacts

RECORDS = {"STATE": "me", "COLD": "cold", "TODAY": "today", "LEDGER": "ledger"}
"""Declarations whose fields the tables of the passes name, and the record that holds them there."""


def mechanisms() -> Iterator[Entry]:
    """One entry for each mechanism, and one for the network that they all stand on."""
    rows = list(describe(registry()))
    for name, module in by_name().items():
        yield _of_module(module, name, rows)
    yield _of_module(contacts, "network", rows)


def fields() -> Iterator[Entry]:
    """One entry for each field of a person, what the person is, keeps, is told today, and shows; and of a region's books."""
    own = (("me", records.PERSON), ("cold", records.COLD), ("today", records.TODAY), ("ledger", records.LEDGER))
    for record, declared in own:
        yield from (_of_field("", record, field) for field in declared)
    for name, module in by_name().items():
        for part, record in RECORDS.items():
            yield from (_of_field(name, record, field) for field in getattr(module, part, ()))
    for shown, held in face.FIELDS.items():
        facts = (("stored as", f"{held.bits} bit{'s' if held.bits > 1 else ''} from bit {held.shift} on"),)
        yield Entry("field", f"face.{shown}", "", f"In the face that contacts see: {held.meaning}.", facts, words=(shown,))


def _of_field(owner: str, record: str, field: Field) -> Entry:
    name = f"{record}.{field.name}"
    facts = [("stored as", code(field.kind) + (f", one for each of the {field.count}" if field.count else ""))]
    for part, title in (("reads", "read by"), ("writes", "written by")):
        hooks = steps_that(part, name)
        if hooks:
            facts.append((title, ", ".join(map(code, hooks))))
    return Entry("field", name, owner, f"{field.meaning[:1].upper()}{field.meaning[1:]}.", tuple(facts), words=(field.name,))


def said_of(module: ModuleType) -> tuple[str, str]:
    """The first sentence of a module's docstring, without its name, and the paragraphs below it."""
    first, _, rest = (inspect.getdoc(module) or "").partition("\n\n")
    first = first.replace("\n", " ").partition(": ")[2] or first.replace("\n", " ")
    return first[:1].upper() + first[1:], rest


def switches_of(name: str) -> list[str]:
    """The keys that switch a mechanism."""
    found = [f"{table.path}.active" for table in registry() if table.mechanism == name and table.switch and not table.rows]
    return found or (["society.behaviours_active"] if name == "behaviour" else [])


def _of_module(module: ModuleType, name: str, rows: list[KeyRow]) -> Entry:
    meaning, text = said_of(module)
    tables = [table for table in registry() if table.mechanism == name]
    facts = _where(module, name)
    switches = switches_of(name)
    if switches:
        facts.append(("switch", ", ".join(map(code, switches))))
    if tables:
        facts.append(("tables", ", ".join(code(table.path) + _absent(table) for table in tables)))
    if getattr(module, "PURPOSES", ()):
        facts.append(("random words", ", ".join(map(code, module.PURPOSES))))
    found = (*_steps(name), *_settings([row for row in rows if row.mechanism == name]), *_writes(module, name))
    return Entry("mechanism", name, name, meaning, tuple(facts), textwrap.dedent(text), found)


def _where(module: ModuleType, name: str) -> list[tuple[str, str]]:
    """Where a mechanism stands, and where its page: that of another package has neither here."""
    plugin = next((plugin for plugin in plugins() if plugin.name == name), None)
    if plugin is not None:
        return [("package", code(f"{plugin.package} {plugin.version}".strip())), ("module", code(module.__name__))]
    return [("file", code(f"src/{module.__name__.replace('.', '/')}.py")), ("page", code(f"docs/mechanisms/{name}.md"))]


def _absent(table: Table) -> str:
    return " (off when absent)" if table.absent == "off" else ""


def _steps(name: str) -> Iterator[Grid]:
    found = tuple(
        (found.lower(), str(number), step.stage, code(f"{step.mechanism}.{step.hook}"))
        for found, steps in passes().items()
        for number, step in enumerate(steps, 1)
        if step.mechanism == name
    )
    if found:
        yield Grid("Its steps", ("pass", "step", "stage", "calls"), found)


def _settings(rows: list[KeyRow]) -> Iterator[Grid]:
    if rows:
        cells = tuple((code(row.key), *key_cells(row)) for row in rows)
        yield Grid("Settings", ("key", "default", "unit", "allowed", "plausible"), cells)


def _writes(module: ModuleType, name: str) -> Iterator[Grid]:
    found = [(code(f"series.{label_of(column)}"), column.meaning) for column in getattr(module, "COLUMNS", ())]
    found += [(code(f"people.{column}"), held.meaning) for column, held in people_columns().items() if held.mechanism == name]
    found += [(code(f"events.{event.kind}"), event.meaning) for event in getattr(module, "EVENTS", ())]
    if found:
        yield Grid("What it writes", ("metric", "meaning"), tuple(found))
    kept = [(code(f"{record}.{field.name}"), field.meaning) for part, record in RECORDS.items() for field in getattr(module, part, ())]
    if kept:
        yield Grid("What it keeps of a person and a region, and tells the day", ("field", "meaning"), tuple(kept))
