"""Small tables of results, which have fractions, to Parquet: what a run counts is whole and goes another way (`store.parquet`)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

import duckdb
import numpy as np

from sincerity.store.files import disk_guard, replacing
from sincerity.store.manifest import NOTICE
from sincerity.store.parquet import connect, name_literal, text_literal
from sincerity.types import Array, Columns

KINDS: dict[Any, Any] = {int: np.int64, float: np.float64, str: object}


def write_rows(path: Path, kind: type[NamedTuple], rows: Sequence[Any]) -> None:
    """Write rows of a NamedTuple's type, whole or not at all. Its fields are `int`, `float` or `str`; NaN becomes NULL."""
    types = get_type_hints(kind)
    write_columns(path, {name: np.array([getattr(row, name) for row in rows], KINDS[of]) for name, of in types.items()})


def write_columns(path: Path, columns: Columns) -> None:
    """Write a table of whole numbers, fractions and text, whole or not at all; NaN becomes NULL."""
    select = ", ".join(_as_stored(name, column) for name, column in columns.items())
    connection = connect()
    connection.register("rows", columns)
    try:
        with disk_guard(path.parent, sum(column.nbytes for column in columns.values()), path.name), replacing(path) as temporary:
            options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{sincerity: {text_literal(NOTICE)}}}"
            connection.execute(f"COPY (SELECT {select} FROM rows) TO {text_literal(temporary)} ({options})")
    finally:
        with suppress(duckdb.Error):
            connection.close()


def _as_stored(name: str, column: Array) -> str:
    quoted = name_literal(name)
    if column.dtype.kind == "f":
        return f"nullif({quoted}, 'nan'::DOUBLE) AS {quoted}"
    return f"CAST({quoted} AS {'VARCHAR' if column.dtype.kind == 'O' else 'BIGINT'}) AS {quoted}"
