"""One key of a scenario table: its pydantic field, and back from the field to what docs and messages need."""

from __future__ import annotations

import datetime
import json
import keyword
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from sincerity.scenario.registry import REQUIRED, Param

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dotted(table: object, before: str = "") -> object:
    """Tables in tables as one table of dotted keys; anything but a table, and an empty one, is left as it is.

    >>> dotted({"listing": {"term_days": 5}, "tier.A.from": 9})
    {'listing.term_days': 5, 'tier.A.from': 9}
    """
    if not isinstance(table, dict):
        return table
    flat: dict[str, object] = {}
    for name, value in table.items():
        key = before + (name if not before or _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False))
        inner = dotted(value, f"{key}.")
        flat |= inner if isinstance(inner, dict) and inner else {key: value}
    return flat


Regions = Literal["all"] | tuple[int, ...]
Changes = Annotated[dict[str, Any], BeforeValidator(dotted)]
_TYPES: dict[str, Any] = {
    "chance": float,
    "number": float,
    "integer": int,
    "switch": bool,
    "text": str,
    "choice": str,
    "list": tuple[str, ...],
    "date": datetime.date,
    "regions": Regions,
    "changes": Changes,
}


class TableModel(BaseModel):
    """Base of every table: frozen, strict (no text for a number, no 1 for true), unknown keys refused.

    Tables of mechanisms are attributes too, made when the registry is known, hence not typed here.
    """

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, validate_default=False, protected_namespaces=()
    )

    def __getattr__(self, name: str) -> Any:
        """Says what the table does have, where an attribute is asked for that it lacks."""
        if name.startswith("_"):
            return super().__getattr__(name)  # type: ignore[misc]
        known = ", ".join(type(self).model_fields)
        raise AttributeError(f"the scenario table {type(self).__name__} has no key {name}; it has {known}")


def attribute(key: str) -> str:
    """The Python name of a TOML key: `from` → `from_`, because Python or pydantic owns the plain word.

    >>> attribute("from"), attribute("schema"), attribute("points")
    ('from_', 'schema_', 'points')
    """
    return key + "_" if keyword.iskeyword(key) or hasattr(BaseModel, key) else key


def key(
    kind: str,
    default: object,
    unit: str,
    meaning: str,
    low: float | None = None,
    high: float | None = None,
    *,
    name: str | None = None,
    plausible: tuple[float, float] | None = None,
    source: str = "design",
    choices: tuple[str, ...] = (),
) -> Any:
    """A pydantic field with unit, bounds, plausible range and source; arguments as in `Param`.

    `name` is the TOML key where it differs from the attribute.
    """
    if kind == "chance":
        low, high = (0.0 if low is None else low), (1.0 if high is None else high)
    known: dict[str, Any] = {"kind": kind, "unit": unit, "source": source}
    if plausible is not None:
        known["plausible"] = list(plausible)
    if choices:
        known["choices"] = list(choices)
    return Field(... if default is REQUIRED else default, ge=low, le=high, alias=name, description=meaning, json_schema_extra=known)


def field_of(param: Param) -> tuple[Any, Any]:
    """Type and field of a mechanism's key, as `pydantic.create_model` takes them."""
    kind: Any = Literal[param.choices] if param.kind == "choice" else _TYPES[param.kind]
    default = tuple(param.default) if isinstance(param.default, list) else param.default
    if param.kind in {"chance", "number"} and isinstance(default, int):
        default = float(default)
    return kind, key(
        param.kind,
        default,
        param.unit,
        param.meaning,
        param.low,
        param.high,
        name=param.name if attribute(param.name) != param.name else None,
        plausible=param.plausible,
        source=param.source,
        choices=param.choices,
    )


def param_of(name: str, field: FieldInfo) -> Param | None:
    """The `Param` behind a field; None where the field is a table, not a key."""
    known = field.json_schema_extra
    if not isinstance(known, dict) or "kind" not in known:
        return None
    bounds: dict[str, float] = {}
    for rule in field.metadata:
        for side in ("ge", "le"):
            if hasattr(rule, side):
                bounds[side] = getattr(rule, side)
    plausible: Any = known.get("plausible")
    choices: Any = known.get("choices", ())
    return Param(
        name=field.alias or name,
        kind=known["kind"],  # type: ignore[arg-type]
        default=REQUIRED if field.is_required() else field.get_default(),
        unit=str(known["unit"]),
        meaning=field.description or "",
        low=bounds.get("ge"),
        high=bounds.get("le"),
        plausible=tuple(plausible) if plausible else None,
        source=str(known["source"]),
        choices=tuple(choices),
    )
