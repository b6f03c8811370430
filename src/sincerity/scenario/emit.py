"""A scenario written out: as TOML that loads to an equal object, and as the hash that names it."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sincerity.scenario.keys import TableModel
from sincerity.scenario.schema import Scenario

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_value(value: object) -> str:
    r"""One value as TOML.

    >>> toml_value("a\tb"), toml_value(True), toml_value((1, 2.5))
    ('"a\\tb"', 'true', '[1, 2.5]')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        # JSON's escapes are TOML's too, but for the delete character, which TOML refuses bare.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {toml_value(v)}" for k, v in value.items()) + " }"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_value(name)


def tables_of(scenario: Scenario) -> dict[str, Any]:
    """The scenario as nested dicts and lists under TOML's key names; absent tables left out."""
    return scenario.model_dump(by_alias=True, exclude_none=True)


def plain(value: Any) -> Any:
    """As TOML would give it: lists for tuples, plain numbers for NumPy's, tables for their objects."""
    if isinstance(value, TableModel):
        value = value.model_dump(by_alias=True, exclude_none=True)
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value.item() if type(value).__module__ == "numpy" else value


def to_toml(scenario: Scenario) -> str:
    """The resolved scenario as TOML text: no `extends`, every key written."""
    return "\n".join(_lines(tables_of(scenario), ())).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Keys first: TOML gives every key after a header to that header's table."""
    inner = {name: value for name, value in table.items() if _is_table(value)}
    for name, value in table.items():
        if name not in inner:
            yield f"{_key(name)} = {toml_value(value)}"
    for name, value in inner.items():
        dotted = ".".join(_key(part) for part in (*path, name))
        if isinstance(value, Mapping):
            yield f"\n[{dotted}]"
            yield from _lines(value, (*path, name))
        else:
            for row in value:
                yield f"\n[[{dotted}]]"
                yield from _lines(row, (*path, name))


def _is_table(value: object) -> bool:
    if isinstance(value, Mapping):
        return True
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(row, Mapping) for row in value)


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256, in hex, of the resolved scenario as canonical JSON: equal scenarios, equal hash, wherever they were written."""
    document = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
