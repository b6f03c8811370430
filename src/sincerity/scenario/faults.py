"""What is wrong with single keys: pydantic finds it, these sentences say it."""

from __future__ import annotations

import copy
import datetime
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sincerity.scenario.emit import toml_value
from sincerity.scenario.keys import param_of
from sincerity.scenario.locate import Path
from sincerity.scenario.problems import Problem, did_you_mean, nearest, show_path
from sincerity.scenario.registry import REQUIRED, Param
from sincerity.scenario.schema import Scenario, Shape

EXTRA: Mapping[str, tuple[str, ...]] = {"": ("extends", "until"), "society": ("more_behaviour",)}
"""Keys that files may have and resolved scenarios lack."""
_EXPECTED = {
    "chance": "A number from 0 to 1",
    "number": "A number",
    "integer": "A whole number",
    "switch": "true or false",
    "text": "A text in quotes",
    "choice": "A text in quotes",
    "list": "A list of texts in brackets",
    "date": "A date such as 2014-06-14, without quotes,",
    "regions": '"all" or a list of numbers',
    "changes": "A table of keys and values in braces",
}
BYTES_PER_PERSON = 144
"""At least: 96 hot and 48 cold."""


def find_key(shapes: Mapping[str, Shape], path: Path) -> tuple[str, str | None]:
    """The table a path leads to, and the key in it (None where it is the table, a row or an entry itself)."""
    table, names_entry = "", False
    for part in path:
        if isinstance(part, int):
            continue
        if names_entry:
            names_entry = False
            continue
        child = f"{table}.{part}" if table else part
        if child not in shapes:
            return table, part
        table, names_entry = child, shapes[child].keyed
    return table, None


def known_keys(shapes: Mapping[str, Shape], table: str) -> list[str]:
    """Every key a table may have in a file, sorted."""
    fields = shapes[table].model.model_fields
    return sorted([*(field.alias or name for name, field in fields.items()), *EXTRA.get(table, ())])


def params(shape: Shape) -> Iterator[Param]:
    """The keys of a table, without its inner tables."""
    for name, field in shape.model.model_fields.items():
        param = param_of(name, field)
        if param is not None:
            yield param


def validate(model: type[Scenario], data: dict[str, Any]) -> tuple[Scenario | None, list[Problem], set[Path]]:
    """The scenario, or what is wrong with it key by key.

    A key that is wrong is replaced by its default or a stand-in, and the rest looked at again, so that one fault does
    not hide the others.

    Returns the scenario (with stand-ins where there are problems; None past mending), the problems, the paths that
    were wrong.
    """
    problems: list[Problem] = []
    broken: set[Path] = set()
    data = copy.deepcopy(data)
    for _ in range(10):
        try:
            return model.model_validate(_frozen(data)), problems, broken
        except ValidationError as error:
            found = [(tuple(item["loc"]), item["type"], item["input"]) for item in error.errors(include_url=False)]
        typos = {_meant(model.shapes, path) for path, kind, _ in found if kind == "extra_forbidden"}
        for path, kind, value in found:
            whole = _key_of(model.shapes, path)
            if not _touches(whole, broken) and not (kind == "missing" and path in typos):
                shown = value if whole == path else _at(data, whole)
                problems.append(Problem(whole, _sentence(model.shapes, whole, kind, shown)))
            if kind == "extra_forbidden" or whole not in broken:
                _mend(data, whole, kind, model.shapes)
            if kind != "extra_forbidden":
                broken.add(whole)
    return None, problems, broken


def _key_of(shapes: Mapping[str, Shape], path: Path) -> Path:
    """A fault in an item of a list is a fault of the list."""
    return next((path[:length] for length in range(1, len(path)) if find_key(shapes, path[:length])[1] is not None), path)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _meant(shapes: Mapping[str, Shape], path: Path) -> Path:
    """The known key that an unknown one was perhaps meant to be."""
    return (*path[:-1], nearest(str(path[-1]), known_keys(shapes, find_key(shapes, path)[0])) or "")


def _frozen(value: object) -> Any:
    if isinstance(value, dict):
        return {name: _frozen(inner) for name, inner in value.items()}
    return tuple(_frozen(inner) for inner in value) if isinstance(value, list) else value


def _touches(path: Path, broken: Iterable[Path]) -> bool:
    return any(path[: len(other)] == other for other in broken)


def _mend(data: Any, path: Path, kind: str, shapes: Mapping[str, Shape]) -> None:
    data = _at(data, path[:-1])
    last: Any = path[-1]
    table, name = find_key(shapes, path)
    if kind == "extra_forbidden":
        del data[last]
    elif name is None:
        shape = shapes[table]
        data[last] = [] if shape.rows and isinstance(last, str) else {}
    else:
        param = next(item for item in params(shapes[table]) if item.name == name)
        if param.default is REQUIRED:
            data[last] = _stand_in(param)
        else:
            data.pop(last, None)


def _stand_in(param: Param) -> object:
    least = max(param.low or 0, 0)
    return {
        "chance": float(least),
        "number": float(least),
        "integer": int(least),
        "switch": False,
        "text": "stand-in",
        "choice": param.choices[0] if param.choices else "",
        "list": [],
        "date": datetime.date(2000, 1, 1),
        "regions": "all",
        "changes": {},
    }[param.kind]


def _sentence(shapes: Mapping[str, Shape], path: Path, kind: str, value: object) -> str:
    table, name = find_key(shapes, path)
    if kind == "extra_forbidden":
        return _unknown(shapes, table, str(path[-1]))
    if name is None:
        return _not_a_table(shapes[table], path, value)
    param = next((item for item in params(shapes[table]) if item.name == name), None)
    if param is None:
        return f" = {_show(value)} is not usable here. See the docs of {table}."
    if kind == "missing":
        return f" is missing. {_EXPECTED[param.kind]} is needed: {param.meaning} Add it."
    return f" = {_show(value)} " + _fault(param, value)


def _unknown(shapes: Mapping[str, Shape], table: str, name: str) -> str:
    known = known_keys(shapes, table)
    where = table or "The top of the file"
    hint = did_you_mean(name, known)
    if not hint:
        elsewhere = [show_path((*(other.split(".") if other else ()), name)) for other in shapes if name in known_keys(shapes, other)]
        hint = f" Did you mean {elsewhere[0]}?" if elsewhere else " Drop it, or mend its name."
    has = f"{where} knows {', '.join(known)}" if known else f"{where} has no keys of its own"
    return f" is not a known key. {has}.{hint}"


def _not_a_table(shape: Shape, path: Path, value: object) -> str:
    if shape.rows and isinstance(path[-1], str):
        return f" = {_show(value)} is not an array of tables. Each row begins with [[{show_path(path)}]]. Write it so."
    short = " true or false switches it." if shape.switch else ""
    header = f"[[{show_path(path[:-1])}]]" if shape.rows else f"[{show_path(path)}]"
    return f" = {_show(value)} is {_kind_of(value)}, but this is a table.{short} Write {header} and its keys below it."


def _fault(param: Param, value: object) -> str:
    """What is wrong with a value, what is allowed, what to do."""
    expected = _EXPECTED[param.kind]
    unit = f" {param.unit}" if param.unit else ""
    numeric = isinstance(value, (int, float)) and not isinstance(value, bool)
    if param.kind in {"chance", "number", "integer"} and numeric:
        assert isinstance(value, (int, float))
        if isinstance(value, float) and not math.isfinite(value):
            return f"is not a finite number. {_range(param, unit)} Write such a number."
        if param.kind == "integer" and isinstance(value, float):
            return f"has a fraction or a decimal point. A whole number is expected. Write {round(value)}."
        if param.kind == "chance":
            return "is not a chance. Chances lie in 0..1. Write a share of 1, not per cent."
        side = "below" if param.low is not None and value < param.low else "above"
        bound = param.low if side == "below" else param.high
        return f"is {side} {_show(_plain(bound))}. {_range(param, unit)}{_why(param, value)} Write a number in that range."
    if param.kind == "choice" and isinstance(value, str):
        return f"is not known. Known are {', '.join(param.choices)}.{did_you_mean(value, param.choices) or ' Choose one.'}"
    if param.kind == "date" and isinstance(value, datetime.datetime):
        return f"has a time of day. {expected} is expected. Write {value.date().isoformat()}."
    if param.kind == "regions":
        return 'is neither "all" nor a list of whole numbers. Regions have numbers from 0. Write "all", or [0, 3], say.'
    advice = {"text": "Put it in quotes.", "choice": f"One of {', '.join(param.choices)}."}.get(param.kind, "Write it so.")
    if isinstance(value, str) and param.kind in {"chance", "number", "integer", "switch", "date"}:
        advice = "Drop the quotes or mend the value."
    return f"is {_kind_of(value)}. {expected} is expected. {advice}"


def _range(param: Param, unit: str) -> str:
    if param.low is not None and param.high is not None:
        return f"Allowed are {_show(_plain(param.low))}..{_show(_plain(param.high))}{unit}."
    if param.low is not None:
        return f"Allowed are numbers from {_show(_plain(param.low))} up."
    return "Any finite number is allowed." if param.high is None else f"Allowed are numbers up to {_show(_plain(param.high))}."


def _why(param: Param, value: float) -> str:
    if param.name == "people" and value > 0:
        there = _memory_there()
        has = f", where this machine has {there:,} GB" if there else ""
        return f" An index has 31 bits, and so many people need at least {int(value) * BYTES_PER_PERSON // 10**9:,} GB of memory{has}."
    if param.name == "false_per_year" and value > 0:
        return " A wrong record of one kind takes 1/64 of a day's word, so there are at most 365/64 a year."
    return ""


def _memory_there() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10**9
    except (AttributeError, OSError, ValueError):
        return 0


def _plain(bound: float | None) -> object:
    """Bounds as people write them: 1.0 as 1."""
    return int(bound) if isinstance(bound, float) and bound.is_integer() else bound


def _kind_of(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (datetime.date, datetime.time)):
        return "a date or time"
    return "a list" if isinstance(value, (list, tuple)) else "a table"


def _show(value: object) -> str:
    try:
        shown = toml_value(value)
    except (TypeError, ValueError):
        # Python callers may pass what TOML has no word for.
        shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
