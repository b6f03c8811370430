"""`run.log`: one JSON object a line, for people with `jq` and for the page."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class JsonLines(logging.Formatter):
    """Time (UTC), level, event and its fields, on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for one record; `fields` is what the caller gave as `extra`."""
        document: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            document["trace"] = self.formatException(record.exc_info)
        return json.dumps(document, default=str, ensure_ascii=False)


class RunLog:
    """The log of one run; what it says also reaches the logger `sincerity`, which the command line may print."""

    def __init__(self, path: Path) -> None:
        # Not from the register of loggers: it never forgets one, and two runs of one process must not mix.
        self._logger = logging.Logger("sincerity.run")
        self._logger.parent = logging.getLogger("sincerity")
        self._logger.setLevel(min(logging.INFO, self._logger.parent.level or logging.INFO))
        self._handler = logging.FileHandler(path, mode="a", encoding="utf-8")
        self._handler.setFormatter(JsonLines())
        # A full disk must not print logging's own traceback: the write that matters raises by itself.
        self._handler.handleError = lambda record: None  # type: ignore[method-assign]
        self._logger.addHandler(self._handler)

    def __call__(self, event: str, fields: Mapping[str, object] | None = None, *, level: int = logging.INFO) -> None:
        """Write one event with what belongs to it."""
        self._logger.log(level, event, extra={"fields": dict(fields or {})})

    def close(self) -> None:
        """Close the file; twice is harmless."""
        self._logger.removeHandler(self._handler)
        self._handler.close()
