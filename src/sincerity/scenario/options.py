"""`--set key=value` and `with_(a__b=…)`: keys given from outside the files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from sincerity.errors import ScenarioError
from sincerity.scenario.locate import Path
from sincerity.scenario.merge import Merged
from sincerity.scenario.problems import did_you_mean, show_path
from sincerity.scenario.schema import Shape

_PART = re.compile(r"""\s*(?:(?P<bare>[A-Za-z0-9_+-]+)|"(?P<quoted>[^"]*)")\s*(?P<index>(?:\[\d+\])*)\s*(?:\.|$)""")


@dataclass(frozen=True)
class Option:
    """One key set from outside.

    key: dotted; rows of arrays by `id` or `name`
    value: as TOML would give it
    shown: what messages say instead of a file and line, e.g. `--people 5`
    """

    key: str
    value: object
    shown: str


def option(text: str) -> Option:
    """`key=value` as an Option; the value is TOML, a bare word is text.

    >>> option("policy.tier.A.from=970").value, option("mind.awareness=press").value
    (970, 'press')
    """
    name, equals, value = text.partition("=")
    shown = f"--set {text}"
    if not equals or not name.strip():
        raise ScenarioError(f"{shown}: this is not key=value. A key, = and a value are expected. Write --set policy.start_score=900, say.")
    return Option(name.strip(), _value(value.strip(), shown), shown)


def _value(text: str, shown: str) -> object:
    try:
        document = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError) as error:
        if text and text[0] not in "[{\"'" and "\n" not in text:
            return text
        said = str(error).split(" (at ")[0]
        raise ScenarioError(f"{shown}: the value is not TOML: {said}. Mend it, and mind the shell's own quotes.") from error
    if set(document) != {"value"}:
        raise ScenarioError(f"{shown}: one value is expected, on one line. Give each key its own --set.")
    return document["value"]


def apply(options: list[Option], merged: Merged, rank: int) -> None:
    """Set each option's key, the last one winning."""
    for item in options:
        parts = parts_of(item.key, item.shown)
        path = resolve(parts, merged.data, merged.shapes, item.shown)
        if path[0] == "extends":
            raise ScenarioError(f"{item.shown}: extends stands in files only. Name the scenario to start from as the command's argument.")
        merged.put(path, item.value, show_path(parts), item.shown, rank)


def parts_of(key: str, shown: str) -> list[str | int]:
    """A dotted key as its parts: names, and positions in brackets. `shown` is what an error begins with."""
    parts: list[str | int] = []
    at = 0
    while at < len(key):
        found = _PART.match(key, at)
        if found is None:
            raise ScenarioError(f"{shown}: {key} is not a key. Keys are names joined by dots, as in policy.travel.active.")
        parts.append(found["bare"] if found["bare"] is not None else found["quoted"])
        parts.extend(int(index) for index in re.findall(r"\d+", found["index"]))
        at = found.end()
    if not parts:
        raise ScenarioError(f"{shown}: it has no name. Keys are names joined by dots, as in policy.travel.active.")
    return parts


def resolve(parts: list[str | int], data: object, shapes: Mapping[str, Shape], shown: str) -> Path:
    """The path of a dotted key, names of rows turned into positions."""
    path: Path = ()
    for part in parts:
        shape = shapes.get(show_path(path))
        if shape is not None and shape.rows:
            part = _row(part, data, path, shape, shown)
        elif isinstance(part, int):
            raise ScenarioError(f"{shown}: {show_path(path)} is not an array. Only rows of arrays have a position. Drop [{part}].")
        path = (*path, part)
        data = _inside(data, part)
    return path


def _inside(data: object, part: str | int) -> object:
    if isinstance(data, list) and isinstance(part, int):
        return data[part]
    return data.get(part) if isinstance(data, dict) and isinstance(part, str) else None


def _row(part: str | int, rows: object, path: Path, shape: Shape, shown: str) -> int:
    table = show_path(path)
    found = rows if isinstance(rows, list) else []
    names = [str(row.get(shape.rows)) if isinstance(row, dict) else "" for row in found]
    if isinstance(part, int) and part < len(names):
        return part
    if isinstance(part, str) and part in names:
        return names.index(part)
    what = f"position {part}" if isinstance(part, int) else f'{shape.rows} = "{part}"'
    raise ScenarioError(f"{shown}: {table} has no row with {what}. It has {', '.join(names) or 'no rows'}.{did_you_mean(str(part), names)}")
