"""`result_hash`: one number that two runs share exactly when they share every bit of their results.

SHA-256 over the columns of `series`, then of `people`, each table's columns in the order of their names and its rows
in the order of their key (series: day, region; people: id). A column enters as its table and name in UTF-8
(`series.acts_littering`), a zero byte, then its values: integers as little-endian int64, dates as days since
1970-01-01 likewise, text as UTF-8 with a zero byte after each. A column that is all zero (or all empty text) is left
out, so that a mechanism that is off changes no hash. The bytes of the Parquet files never enter.

Two ways to the same number: from arrays, plainly; and from the files, one column and some millions of rows at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sincerity.types import Array, Columns

SERIES_KEY = ("day", "region")
PEOPLE_KEY = ("id",)
BLOCK_ROWS = 1 << 21


def result_hash(series: Columns, people: Columns) -> str:
    """The hash from plain arrays, rows in any order; holds a sorted copy of one column at a time.

    >>> result_hash({"day": np.array([0, 1]), "region": np.array([-1, -1])}, {"id": np.array([0])})[:8]
    'ff801783'
    """
    total = hashlib.sha256()
    for table, columns, key in (("series", series, SERIES_KEY), ("people", people, PEOPLE_KEY)):
        order = np.lexsort([columns[name] for name in reversed(key)])
        for name in sorted(columns):
            total = _add_column(total, f"{table}.{name}", [columns[name][order]])
    return total.hexdigest()


def result_hash_of_files(series: Path, people: Path, *, block_rows: int = BLOCK_ROWS) -> str:
    """The hash from Parquet files whose rows lie in the order of their key, as `RunWriter` writes them.

    Raises
    ------
    ValueError
        The rows of a file do not lie in that order, or a value is missing.
    """
    total = add_file(hashlib.sha256(), "series", series, SERIES_KEY, block_rows=block_rows)
    digest: str = add_file(total, "people", people, PEOPLE_KEY, block_rows=block_rows).hexdigest()
    return digest


def add_file(total: Any, table: str, path: Path, key: tuple[str, ...], *, block_rows: int = BLOCK_ROWS) -> Any:
    """The hash with one more table, read from its file; for a writer that times its tables apart."""
    reader = _Reader(path, key[0], block_rows)
    reader.check_order(key)
    for name, blocks in reader.columns():
        total = _add_column(total, f"{table}.{name}", blocks)
    return total


class _Reader:
    """A Parquet file by columns and by ranges of its first key, which cuts it into blocks of bounded size."""

    def __init__(self, path: Path, key: str, block_rows: int) -> None:
        from sincerity.store.parquet import connect, name_literal, read_literal

        self._name_literal = name_literal
        self._connection = connect()
        self._path = path
        self._source = read_literal([path])
        self._key = key
        self.names: list[str] = self._connection.sql(f"SELECT * FROM {self._source}").columns
        row = self._connection.execute(f"SELECT min({key}), max({key}), count(*) FROM {self._source}").fetchone()
        low, high, rows = row if row and row[2] else (0, -1, 0)
        step = max(1, block_rows * (high - low + 1) // max(rows, 1))
        self._at_once = max(1, 4 * block_rows // max(rows, 1))
        self._ranges = [(first, first + step) for first in range(low, high + 1, step)]

    def columns(self) -> Iterator[tuple[str, Iterable[Array]]]:
        """Every column in the order of names, with its blocks; of a small table several columns are read at once."""
        names = sorted(self.names)
        for first in range(0, len(names), self._at_once):
            some = names[first : first + self._at_once]
            if len(some) == 1:
                yield some[0], self.blocks(some[0])
                continue
            found = list(self.blocks(*some))
            for place, name in enumerate(some):
                yield name, [block[place] for block in found]

    def blocks(self, *names: str) -> Iterator[Any]:
        """The values of one column block by block (of several: tuples of them)."""
        wanted = ", ".join(self._name_literal(name) for name in names)
        for first, end in self._ranges:
            query = f"SELECT {wanted} FROM {self._source} WHERE {self._key} >= {first} AND {self._key} < {end}"
            found = self._connection.execute(query).fetchnumpy()
            for name in names:
                if np.ma.is_masked(found[name]):
                    raise ValueError(f"{self._path}: a value of {name} is missing")
            values = tuple(np.asarray(found[name]) for name in names)
            yield values[0] if len(names) == 1 else values

    def check_order(self, key: tuple[str, ...]) -> None:
        """ValueError unless the keys rise strictly from row to row."""
        last: tuple[int, ...] | None = None
        for found in self.blocks(*key):
            columns = found if len(key) > 1 else (found,)
            tied = np.ones(max(0, len(columns[0]) - 1), np.bool_)
            falls = ~tied
            for column in columns:
                step = np.diff(column)
                falls |= tied & (step < 0)
                tied &= step == 0
            head = tuple(int(column[0]) for column in columns)
            if falls.any() or tied.any() or (last is not None and head <= last):
                raise ValueError(f"{self._path}: its rows do not lie in the order of {', '.join(key)}")
            last = tuple(int(column[-1]) for column in columns)


def _add_column(total: Any, name: str, blocks: Iterable[Array]) -> Any:
    """The hash with one more column; the hash as it was if the column is all zero."""
    added = total.copy()
    added.update(name.encode("utf-8") + b"\0")
    some = False
    for block in blocks:
        some = some or bool((block != _zero(block)).any())
        added.update(_bytes(block))
    return added if some else total


def _zero(block: Array) -> object:
    if block.dtype.kind == "M":
        return np.datetime64(0, "D")
    return "" if block.dtype.kind in "UO" else 0


def _bytes(block: Array) -> bytes:
    kind = block.dtype.kind
    if kind in "UO":
        return b"".join(str(text).encode("utf-8") + b"\0" for text in block)
    if kind == "M":
        block = block.astype("datetime64[D]").astype(np.int64)
    elif kind not in "iub":
        raise TypeError(f"a column of {block.dtype} cannot be hashed: integers, dates and text only")
    return np.ascontiguousarray(block, dtype="<i8").tobytes()
