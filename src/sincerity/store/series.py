"""The daily series on its way to the disk: regions in, regions and their sum out, little memory held."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np

from sincerity.store.parquet import Parts, n_rows
from sincerity.types import Array, Columns

BUFFER_BYTES = 64 << 20
KEYS = ("day", "region")
WHOLE = -1
"""The region that stands for all of them."""


class SeriesWriter:
    """Buffers days and writes them as parts of `series`.

    A block holds whole days: one row per day and region, by day, then region 0…R-1; the row of region -1, the sum of
    all others, is added here. The first block settles the columns and R.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, parts: Parts, start: date, *, buffer_bytes: int = BUFFER_BYTES) -> None:
        parts.select = f"day, DATE '{start.isoformat()}' + CAST(day AS INTEGER) AS date, region, * EXCLUDE (day, region)"
        self._parts = parts
        self._buffer_bytes = buffer_bytes
        self._names: tuple[str, ...] = ()
        self._n_regions = 0
        self._table: Array = np.empty((0, 0), np.int64)
        self._filled = 0
        self._next_day: int | None = None

    def append(self, block: Columns) -> None:
        """Take a block of one or more whole days; writes a part when the buffer is full."""
        rows = n_rows(block)
        if rows == 0:
            return
        if not self._names:
            self._settle(block)
        if set(block) != set(self._names):
            missing, new = sorted(set(self._names) - set(block)), sorted(set(block) - set(self._names))
            raise ValueError(f"the columns of series changed during the run: missing {missing}, new {new}")
        self._check_keys(block, rows)
        n_days, position = rows // self._n_regions, 0
        while position < n_days:
            if self._filled == self._table.shape[1]:
                self.flush()
            take = min(n_days - position, self._table.shape[1] - self._filled)
            self._take(block, position, take)
            position += take

    def flush(self) -> None:
        """Write what is buffered as one part."""
        if self._filled:
            flat = self._table[:, : self._filled].reshape(len(self._names), -1)
            self._parts.write(dict(zip(self._names, flat, strict=True)))
            self._filled = 0

    def restart(self, day: int | None) -> None:
        """Drop what is buffered; the next block must begin at `day` (None: anywhere)."""
        self._filled = 0
        self._next_day = day

    def _settle(self, block: Columns) -> None:
        days = block["day"]
        self._n_regions = int(np.argmax(days != days[0])) or len(days)
        self._names = (*KEYS, *(name for name in block if name not in KEYS))
        day_bytes = 8 * len(self._names) * (self._n_regions + 1)
        capacity = max(1, self._buffer_bytes // day_bytes)
        # Columns first: each lies in one piece, as DuckDB wants it; pages are taken only as days fill them.
        self._table = np.empty((len(self._names), capacity, self._n_regions + 1), np.int64)

    def _check_keys(self, block: Columns, rows: int) -> None:
        regions = self._n_regions
        if rows % regions:
            raise ValueError(f"a block of {rows} rows does not hold whole days of {regions} regions")
        days = block["day"].reshape(-1, regions)
        expected = days[0, 0] if self._next_day is None else self._next_day
        if (days != expected + np.arange(len(days))[:, None]).any():
            raise ValueError(f"the block does not go on at day {expected}, day by day")
        if (block["region"].reshape(-1, regions) != np.arange(regions)).any():
            raise ValueError(f"each day must list the regions 0…{regions - 1} in order")
        self._next_day = int(expected) + len(days)

    def _take(self, block: Columns, position: int, take: int) -> None:
        regions = self._n_regions
        where = slice(self._filled, self._filled + take)
        for row, name in enumerate(self._names):
            values = block[name].reshape(-1, regions)[position : position + take]
            self._table[row, where, 1:] = values
            if name == "day":
                self._table[row, where, 0] = values[:, 0]
            elif name == "region":
                self._table[row, where, 0] = WHOLE
            else:
                np.sum(values, axis=1, dtype=np.int64, out=self._table[row, where, 0])
        self._filled += take
