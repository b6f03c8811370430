"""Every key as a row for docs, and the JSON Schema."""

import json
import tomllib
from typing import Any

import pytest

from scenario.made_up import REGISTRY
from sincerity.engine.compose import registry as real
from sincerity.scenario.describe import KeyRow, describe, json_schema
from sincerity.scenario.registry import REQUIRED, Registry
from sincerity.scenario.schema import scenario_class
from sincerity.scenario.sources import PRESETS
from sincerity.types import TRAITS


@pytest.fixture
def rows() -> dict[str, KeyRow]:
    return {row.key: row for row in describe(REGISTRY)}


def test_core_and_mechanism_keys_are_there_once(rows: dict[str, KeyRow]) -> None:
    assert len(rows) == len(list(describe(REGISTRY)))
    row = rows["policy.travel.attempts_per_trip"]
    assert (row.kind, row.default, row.unit, row.range, row.plausible, row.mechanism) == (
        "number",
        1.3,
        "attempts",
        "1..100",
        (1, 3),
        "travel",
    )
    assert rows["policy.travel.active"].mechanism == "travel"
    assert rows["policy.rule.<behaviour>.points"].default is REQUIRED
    assert rows["policy.rule.<behaviour>.appeal_days"].mechanism == "appeals"
    assert rows["society.behaviour.<id>.trait"].range == " | ".join(TRAITS)
    assert rows["society.people"].range == "1..2147483647"
    assert rows["mind.awareness.from"].default == "everyone"
    assert rows["policy.tier.<name>.from"].mechanism == "scoring"
    assert rows["society.trip_band.<name>.hours"].default == 3.0


@pytest.mark.parametrize("registry", [REGISTRY, real()], ids=["made up", "real"])
def test_every_key_has_a_meaning(registry: Registry) -> None:
    for row in describe(registry):
        assert row.meaning.endswith(".")
        assert row.source
        assert row.mechanism


@pytest.mark.parametrize("registry", [REGISTRY, real()], ids=["made up", "real"])
def test_defaults_lie_in_their_bounds_and_plausible_ranges(registry: Registry) -> None:
    for path, shape in scenario_class(registry).shapes.items():
        assert path in {"", "society", "policy", "mind"} or shape.mechanisms
    for row in describe(registry):
        if row.plausible is not None:
            assert isinstance(row.default, (int, float))
            if row.default == 0 and "0 means " in row.meaning:
                continue  # no amount, but "without limit" or "for ever"
            assert row.plausible[0] <= row.default <= row.plausible[1], row.key


def test_schema_is_json_and_knows_units_extends_and_short_forms() -> None:
    schema = json_schema(REGISTRY)
    json.dumps(schema)
    top = schema["properties"]
    assert {"extends", "until", "schema", "society", "policy", "mind"} <= set(top)
    society = schema["$defs"]["Society"]["properties"]
    assert (society["people"]["minimum"], society["people"]["unit"]) == (1, "residents")
    assert society["more_behaviour"]["items"] == society["behaviour"]["items"]
    mind = schema["$defs"]["Mind"]["properties"]
    assert {"type": "boolean"} in mind["deterrence"]["anyOf"]
    assert {"type": "string"} in mind["awareness"]["anyOf"]
    assert {"type": "null"} not in schema["$defs"]["Policy"]["properties"]["travel"]["anyOf"]


def test_schema_accepts_every_key_that_the_presets_write() -> None:
    schema = json_schema(real())
    for file in PRESETS.glob("*.toml"):
        assert list(unknown(tomllib.loads(file.read_text(encoding="utf-8")), schema, schema)) == []


def unknown(value: Any, rule: dict[str, Any], schema: dict[str, Any]) -> Any:
    """Keys of `value` that the schema does not know: a walk along $ref, anyOf, items, additionalProperties."""
    for option in rule.get("anyOf", ()):
        if "$ref" in option and isinstance(value, dict):
            rule = option
    if "$ref" in rule:
        rule = schema["$defs"][rule["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        for item in value:
            yield from unknown(item, rule["items"], schema)
    elif isinstance(value, dict):
        for name, inner in value.items():
            further = rule.get("additionalProperties")
            known = rule.get("properties", {}).get(name, {} if further is True else further or None)
            if known is None:
                yield name
            else:
                yield from unknown(inner, known, schema)
