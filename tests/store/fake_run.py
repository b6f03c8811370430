"""A stand-in for the engine: blocks of made-up counts that depend on the day alone, so that a resume can be checked."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from sincerity.store.writer import RunWriter
from sincerity.types import Columns

START = datetime.date(2014, 6, 14)
REGIONS, PEOPLE, DAYS = 3, 20, 40


def day_block(first: int, last: int, *, regions: int = REGIONS) -> Columns:
    """The counts of days first … last-1, one row per day and region."""
    days = np.repeat(np.arange(first, last, dtype=np.int64), regions)
    region = np.tile(np.arange(regions, dtype=np.int64), last - first)
    rng = [int(hashlib.sha256(f"{d}:{r}".encode()).hexdigest()[:6], 16) for d, r in zip(days, region, strict=True)]
    return {"day": days, "region": region, "people": region + 5, "listed": np.array(rng, np.int64) % 7, "off": region * 0}


def people_table(first: int = 0, last: int = PEOPLE) -> Columns:
    """The final state of made-up residents; `sex` is a code."""
    ids = np.arange(first, last, dtype=np.int64)
    return {"id": ids, "region": ids // 7, "sex": ids % 2, "score": 1000 - ids, "off": ids * 0}


def events_of(day: int) -> Columns:
    """One event a day."""
    return {
        "day": np.array([day]),
        "id": np.array([4]),
        "kind": np.array(["act"], object),
        "other": np.array([-1]),
        "amount": np.array([day % 3]),
        "text_key": np.array(["littering"], object),
    }


def facts(**changes: Any) -> dict[str, Any]:
    """What `RunWriter.open` is told."""
    given = {
        "scenario": "made-up",
        "scenario_toml": 'name = "made-up"\n',
        "scenario_hash": "ab" * 32,
        "seed": 7,
        "people": PEOPLE,
        "regions": REGIONS,
        "start": START,
        "days": DAYS,
        "burn_in_days": 0,
        "layout": "records-1",
    }
    return {**given, **changes}


def live(writer: RunWriter, first: int, last: int, *, checkpoint_days: int = 10) -> None:
    """Days first … last-1, a checkpoint before every tenth."""
    for day in range(first, last):
        if day and day % checkpoint_days == 0 and day != first:
            writer.checkpoint(day, state(day))
        writer.append(day_block(day, day + 1))
        writer.events(events_of(day))


def state(day: int) -> dict[str, Any]:
    """Plain and structured arrays, one of them empty."""
    record = np.dtype([("ties", "i2", (3,)), ("score", "i4"), ("tier", "i1")], align=True)
    people = np.zeros(PEOPLE, record)
    people["score"] = day
    people["ties"] = np.arange(3)
    return {"people": people, "faces": np.arange(PEOPLE, dtype=np.int64) + day, "none": np.zeros(0, np.int64)}


def finish(writer: RunWriter) -> None:
    """The end of every run here."""
    writer.finish(people_table(), labels={"sex": ("male", "female")}, timings={"days": 1.0})


def whole_run(folder: Path, **changes: Any) -> Path:
    """A finished run in `folder`."""
    with RunWriter.open(folder, **facts(**changes)) as writer:
        live(writer, 0, DAYS)
        finish(writer)
    return folder
