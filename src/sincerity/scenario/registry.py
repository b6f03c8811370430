"""How a mechanism declares its settings, so that schema, errors, docs and packing share one source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["chance", "number", "integer", "switch", "text", "choice", "list", "date", "regions", "changes"]


class _Required:
    """The type of REQUIRED: one value, equal in every process."""

    def __repr__(self) -> str:
        return "REQUIRED"

    def __reduce__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()
"""The default of a key that has none: leaving it out is an error."""


@dataclass(frozen=True)
class Param:
    """One key of a scenario table.

    name: the key, its unit at the end where it has one (`term_days`, `paid_per_year`)
    kind: `chance` is a number in [0, 1]; `switch` is true or false; `list` is a list of text; `date` is a TOML date;
        `regions` is "all" or a list of numbers of regions; `changes` is a map of dotted keys to their new values
    default: the value when the key is absent; REQUIRED where the key must be written
    unit: in words, for docs ("points", "days", "per adult and year")
    meaning: one sentence
    low, high: the hard bounds that `check` enforces, inclusive; None = unbounded
    plausible: the range that sweeps and sensitivity draw from; None = a design choice, not an unknown
    source: a published source, or "assumed"
    choices: the allowed texts of a `choice`
    """

    name: str
    kind: Kind
    default: object
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    plausible: tuple[float, float] | None = None
    source: str = "assumed"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One TOML table of the scenario file, owned by one mechanism.

    path: dotted, e.g. "policy.travel" or "society.trips"; the path of a core table ("policy", "society.behaviour",
        "policy.rule") adds the keys to that table
    mechanism: the owner; its page documents the keys
    params: the keys
    absent: what leaving the table out means: "off", or "default" (all defaults, in force)
    switch: whether the table has the key `active` (added by the schema, true where the table is written)
    rows: name of the key that addresses rows where the table is an array of tables ("name", "id"), else ""
    most: the most rows there may be, 0 for any number
    keyed: True where the table is a map of names to such tables (`policy.rule.<behaviour>`)
    """

    path: str
    mechanism: str
    params: tuple[Param, ...] = field(default_factory=tuple)
    absent: Literal["off", "default"] = "off"
    switch: bool = True
    rows: str = ""
    keyed: bool = False
    most: int = 0


def for_whom(who: str) -> Param:
    """The key `for` of a sanction: the listed, or a tier and all below it. who: what it says of them."""
    return Param("for", "text", "listed", "", f"{who}: `listed`, or a tier's name for that tier and all below it.")


Registry = tuple[Table, ...]
