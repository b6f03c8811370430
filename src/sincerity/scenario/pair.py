"""In what two scenarios differ that are to be lived by the same people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sincerity.scenario.emit import tables_of, toml_value

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

FREE = ("policy", "name", "title", "days")
"""What twins may differ in. The length is adapted, the rest names them."""


MOST_TOLD = 6
"""Keys that differ are told up to this number."""


def keys_told(found: list[str]) -> str:
    """Keys that differ, as `differing` gives them, in one text.

    >>> keys_told(["a = 1, not 2", "b = 3, not 4"]), keys_told(["c = 5, not 6"] * 9)[-12:]
    ('a = 1, not 2; b = 3, not 4', ', and 3 more')
    """
    more = f", and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
    return f"{'; '.join(found[:MOST_TOLD])}{more}"


def differing(scenario: Scenario, other: Scenario) -> list[str]:
    """`key = value, not value` for every key in which `other` (its value second) is not of the same people and days."""
    ours, theirs = ({key: value for key, value in tables_of(one).items() if key not in FREE} for one in (scenario, other))
    return list(_differing(ours, theirs, ""))


def with_policy_of(scenario: Scenario, other: Scenario) -> Scenario:
    """The same people over the same days under the policy of another scenario, whose name they take: a twin, whatever `other` is."""
    return scenario.with_(policy=None).with_(policy=other.policy, name=other.name, title=other.title)


def _differing(ours: Mapping[str, Any], theirs: Mapping[str, Any], path: str) -> Iterator[str]:
    for name in dict.fromkeys([*ours, *theirs]):
        key = f"{path}.{name}" if path else name
        one, other = _by_name(ours.get(name)), _by_name(theirs.get(name))
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            yield from _differing(one, other, key)
            if one.keys() == other.keys() and list(one) != list(other):
                yield f"{key} in another order"
        elif one != other:
            yield f"{key} = {_shown(one)}, not {_shown(other)}"


def _by_name(value: object) -> object:
    """Rows of an array as a table by their id or name; anything else as it is."""
    if isinstance(value, (list, tuple)) and value and all(isinstance(row, Mapping) for row in value):
        return {str(row.get("id", row.get("name", i))): row for i, row in enumerate(value)}
    return value


def _shown(value: object) -> str:
    return "absent" if value is None else "there" if isinstance(value, Mapping) else toml_value(value)
