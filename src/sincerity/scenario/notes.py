"""What the shipped scenario files say beside their values: unit, plausible range and source, read from their comments."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sincerity.scenario.emit import tables_of
from sincerity.scenario.locate import Path, lines_of_keys
from sincerity.scenario.merge import BEHAVIOUR, MORE
from sincerity.scenario.schema import Scenario, Shape
from sincerity.scenario.sources import Layer, chain

_COMMENT = re.compile(r"# ([^|]+?) \| ([^|]+?) \| ([^|]+?)$")


class Note(NamedTuple):
    """What a file says of one of its values. plausible: `low..high`, or `-` for a choice of design."""

    file: str
    unit: str
    plausible: str
    source: str


def values_of(scenario: Scenario) -> dict[str, Any]:
    """Every value of a scenario by its address, rows by their names: `society.behaviour.littering.per_year`."""
    return dict(_flat(tables_of(scenario), "", "", scenario.shapes))


def notes_of(source: str | os.PathLike[str], shapes: Mapping[str, Shape]) -> dict[str, Note]:
    """The notes of a file and of all it extends, by the address of the value; those of an array replaced are gone."""
    found: dict[str, Note] = {}
    for layer in chain(source):
        own = _of_layer(layer, shapes)
        for array in _arrays(layer.data, shapes):
            found = {address: note for address, note in found.items() if not address.startswith(f"{array}.")}
        found |= own
    return found


def _flat(value: Any, address: str, path: str, shapes: Mapping[str, Shape]) -> list[tuple[str, Any]]:
    """address: with the names of rows; path: of the table, without."""
    shape = shapes.get(path)
    if shape is None:
        return [(address, value)]
    if shape.rows and isinstance(value, list | tuple):
        return [item for row in value for item in _flat(row, f"{address}.{row[shape.rows]}", path, shapes)]
    if shape.keyed and address == path:
        return [item for name, row in value.items() for item in _flat(row, f"{address}.{name}", path, shapes)]
    found: list[tuple[str, Any]] = []
    for name, held in value.items():
        found += _flat(held, f"{address}.{name}".lstrip("."), f"{path}.{name}".lstrip("."), shapes)
    return found


def _of_layer(layer: Layer, shapes: Mapping[str, Shape]) -> dict[str, Note]:
    with open(layer.where, encoding="utf-8-sig") as file:
        lines = file.read().splitlines()
    found: dict[str, Note] = {}
    for path, line in lines_of_keys("\n".join(lines)).items():
        said = _COMMENT.search(lines[line - 1])
        address = _address(path, layer.data, shapes)
        if said is not None and address:
            found[address] = Note(os.path.basename(layer.where).removesuffix(".toml"), *said.groups())
    return found


def _address(path: Path, data: Any, shapes: Mapping[str, Shape]) -> str:
    """The address of what stands at `path`; "" where it is a table, inside a value, or `extends`, which a layer has no more."""
    parts: list[str] = []
    plain: list[str] = []
    for part in path:
        known = ".".join(plain) in shapes
        if (isinstance(data, Mapping) and (part not in data or not known)) or (isinstance(part, int) and not known):
            return ""
        data = data[part]
        shape = shapes.get(".".join(plain))
        if isinstance(part, int):
            parts.append(str(data.get(shape.rows)) if shape is not None and isinstance(data, Mapping) else str(part))
            continue
        parts.append(part)
        if shape is None or not shape.keyed:
            plain.append(part)
        if tuple(parts) == MORE:
            parts, plain = list(map(str, BEHAVIOUR)), list(map(str, BEHAVIOUR))
    is_table = isinstance(data, Mapping | list) and ".".join(plain) in shapes
    return "" if is_table else ".".join(parts)


def _arrays(data: Mapping[str, Any], shapes: Mapping[str, Shape], address: str = "") -> list[str]:
    """The addresses of the arrays of tables that a file writes."""
    found: list[str] = []
    for name, value in data.items():
        here = f"{address}.{name}".lstrip(".")
        if isinstance(value, list) and here in shapes:
            found.append(here)
        elif isinstance(value, Mapping):
            found += _arrays(value, shapes, here)
    return found
