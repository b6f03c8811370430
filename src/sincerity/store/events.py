"""The events of watched residents on their way to the disk."""

from __future__ import annotations

import numpy as np

from sincerity.store.parquet import Parts, n_rows
from sincerity.types import Columns

COLUMNS = ("day", "id", "kind", "other", "amount", "text_key")
TEXT = frozenset({"kind", "text_key"})
BUFFER_ROWS = 1 << 16


class EventsWriter:
    """Buffers events and writes them as parts; the table exists even when nothing ever happened."""

    def __init__(self, parts: Parts) -> None:
        casts = ", ".join(f"CAST({name} AS {'VARCHAR' if name in TEXT else 'BIGINT'}) AS {name}" for name in COLUMNS)
        parts.select = casts
        self._parts = parts
        self._blocks: list[Columns] = []
        self._rows = 0

    def append(self, rows: Columns) -> None:
        """Take rows of all of `COLUMNS`, in the order of days."""
        if set(rows) != set(COLUMNS):
            raise ValueError(f"events have the columns {', '.join(COLUMNS)}, not {', '.join(rows)}")
        self._blocks.append({name: np.asarray(rows[name]) for name in COLUMNS})
        self._rows += n_rows(rows)
        if self._rows >= BUFFER_ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what is buffered as one part."""
        if self._rows:
            self._parts.write({name: np.concatenate([block[name] for block in self._blocks]) for name in COLUMNS})
        self._blocks, self._rows = [], 0

    def close(self) -> None:
        """Write the rest; with no event at all, a part without rows."""
        self.flush()
        if self._parts.count == 0:
            self._parts.write_empty({name: str if name in TEXT else int for name in COLUMNS})
