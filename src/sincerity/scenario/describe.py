"""Every key of a scenario file as rows, for docs and `explain`, and as a JSON Schema, for editors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sincerity.scenario.faults import params
from sincerity.scenario.registry import Param, Registry
from sincerity.scenario.schema import Shape, scenario_class

_ENTRY = {"policy.rule": "behaviour"}
"""What the names of an entry are names of."""
_OWNER = {
    "society.network": "network",
    "society.behaviour": "behaviour",
    "policy": "scoring",
    "policy.rule": "scoring",
    "policy.tier": "scoring",
}
"""The mechanism whose page documents the keys of a core table."""


@dataclass(frozen=True)
class KeyRow:
    """One key: what to write, what it means, where its value comes from.

    key: dotted; `<id>`, `<name>`, `<behaviour>` stand for names of rows
    default: the value when the key is absent; REQUIRED where it must be written
    range: the hard bounds or choices in words, "" where there are none
    plausible: the range sweeps draw from; None = a design choice
    mechanism: whose page documents it; "scenario" for none
    """

    key: str
    kind: str
    default: object
    unit: str
    range: str
    plausible: tuple[float, float] | None
    meaning: str
    source: str
    mechanism: str


def describe(registry: Registry) -> Iterator[KeyRow]:
    """Every key that a resolved scenario can have, table by table in the order of their names."""
    model = scenario_class(registry)
    owners = {(table.path, param.name): table.mechanism for table in registry for param in table.params}
    owners |= {("society", "behaviours_active"): "behaviour", ("policy", "regions"): "rollout"}
    switches = {table.path: table.mechanism for table in registry if table.switch}
    for path, shape in model.shapes.items():
        for param in params(shape):
            owner = owners.get((path, param.name)) or (switches.get(path) if param.name == "active" else None)
            yield KeyRow(
                key=f"{_address(path, shape)}{param.name}",
                kind=param.kind,
                default=param.default,
                unit=param.unit,
                range=_range(param),
                plausible=param.plausible,
                meaning=param.meaning,
                source=param.source,
                mechanism=owner or _OWNER.get(path, "scenario"),
            )


def _address(path: str, shape: Shape) -> str:
    if shape.rows:
        return f"{path}.<{shape.rows}>."
    if shape.keyed:
        return f"{path}.<{_ENTRY.get(path, 'name')}>."
    return f"{path}." if path else ""


def _range(param: Param) -> str:
    if param.choices:
        return " | ".join(param.choices)
    low = "" if param.low is None else f"{param.low:.12g}"
    high = "" if param.high is None else f"{param.high:.12g}"
    return f"{low}..{high}" if low or high else ""


def json_schema(registry: Registry) -> dict[str, Any]:
    """The JSON Schema of scenario files, with what files may say and resolved scenarios do not (`extends`, short forms).

    Every key carries `unit`, `source` and `plausible` beside the usual words.
    """
    model = scenario_class(registry)
    document = model.model_json_schema(by_alias=True)
    document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    document["title"] = "Sincerity Lab scenario"
    tables = _tables(document)
    tables[""]["properties"] |= {
        "extends": {"type": "string", "description": "A shipped scenario or a file, laid under this one."},
        "until": {"type": "string", "format": "date", "description": "The last day, inclusive, in place of days."},
    }
    society = tables["society"]["properties"]
    society["more_behaviour"] = {**society["behaviour"], "description": "Rows appended to those of the parent."}
    for path, shape in model.shapes.items():
        if path and not shape.rows and not shape.keyed:
            _allow_short_form(tables, path, shape)
    return document


def _tables(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The object schema of every table, by dotted path."""
    found = {"": document}
    waiting = [""]
    while waiting:
        path = waiting.pop()
        for name, inner in found[path].get("properties", {}).items():
            options = [inner, *inner.get("anyOf", ())]
            target = next((option["$ref"] for option in options if "$ref" in option), None)
            if target is not None:
                child = f"{path}.{name}" if path else name
                found[child] = document["$defs"][target.rpartition("/")[2]]
                waiting.append(child)
    return found


def _allow_short_form(tables: dict[str, dict[str, Any]], path: str, shape: Shape) -> None:
    """`deterrence = true` for `deterrence.active = true`, `awareness = "press"` for `awareness.from = "press"`."""
    parent, _, name = path.rpartition(".")
    inner = tables[parent]["properties"][name]
    short: list[dict[str, Any]] = [{"type": "boolean"}] if shape.switch else []
    if "from_" in shape.model.model_fields:
        short.append({"type": "string"})
    if not short:
        return
    # TOML has no null: an absent table is absent.
    options = [option for option in inner.pop("anyOf", [{"$ref": inner.pop("$ref", None)}]) if option.get("type") != "null"]
    inner.pop("default", None)
    inner["anyOf"] = [*options, *short]
