"""How a mechanism declares the record fields, columns and hooks that the engine merges and composes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Field:
    """One field of a record.

    name: as read in kernels (never an attribute of `np.record`: base, flags, size, data, T)
    kind: i1, i2, i4 or i8
    meaning: in words, with unit and range
    count: "" for a scalar, else the dimension it runs over (a key of the engine's dimensions, such as "behaviours")
    """

    name: str
    kind: str
    meaning: str
    count: str = ""


FLOW, STOCK, MONTHLY = "flow", "stock", "monthly"
"""What a column counts; on all other days a monthly one is 0."""


@dataclass(frozen=True)
class Column:
    """One daily count per region: a field of the tally and the column or columns of `series` it becomes.

    name: of the field; the column's too where it is a scalar
    meaning: in words, with unit
    count: "" or a dimension; then `label` names each column with `{0}`, and `{1}` for "moves"
    of: of a sum, the column with how many it is a sum over (with `{0}` as in `label`)
    full: of such a sum, the number that stands for 1; 0 where it is a sum of plain numbers
    counts: FLOW what happened that day, to be summed over days; STOCK what stood at its end; MONTHLY what stood on the first of a month
    """

    name: str
    meaning: str
    count: str = ""
    label: str = ""
    of: str = ""
    full: int = 0
    counts: str = FLOW


@dataclass(frozen=True)
class Event:
    """A field of today's record that a watched life reports when it is not zero.

    shows: "amount", or what the field's value less one names: a "behaviour", a "contact" by slot
    """

    field: str
    kind: str
    meaning: str
    shows: str = "amount"


class Step(NamedTuple):
    """One step of the day, or of another pass.

    stage: act (alone), meet (contacts' faces), judge (the authority), live (sanctions), tally (counts), or the other pass's name
    mechanism, hook: the function called
    sees: "today" (own record) or "yesterday" (contacts' faces too, or their sum `today.near`)
    reads: fields of `me`, `cold`, `today`, and months and years of the `ledger`; what is only raised or lowered is not named here
    writes: fields of `me`, `cold`, `today`, the `ledger` and the `tally`
    """

    stage: str
    mechanism: str
    hook: str
    sees: str = "today"
    reads: str = ""
    writes: str = ""


def record_type(fields: tuple[Field, ...], dimensions: dict[str, int]) -> np.dtype[np.void]:
    """The aligned structured type of these fields, widest first, so that no byte is lost between them."""
    names = [f.name for f in fields]
    if len(set(names)) != len(names):
        twice = sorted({n for n in names if names.count(n) > 1})
        raise ValueError(f"declared twice: {', '.join(twice)}")
    banned = [n for n in names if hasattr(np.record, n)]
    if banned:
        raise ValueError(f"named like an attribute of np.record: {', '.join(banned)}")
    order = sorted(fields, key=lambda f: -int(f.kind[1]))
    return np.dtype([(f.name, f.kind, (dimensions[f.count],)) if f.count else (f.name, f.kind) for f in order], align=True)
