"""Run folders whose tables are written by hand, so that every measure can be worked out on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from sincerity.audits.evidence import Evidence
from sincerity.engine.run import LABELS
from sincerity.engine.tables import people_columns, series_columns
from sincerity.scenario.emit import scenario_hash
from sincerity.scenario.schema import Scenario
from sincerity.store.manifest import Manifest, machine, now
from sincerity.store.parquet import connect, label_select, write_parquet
from sincerity.store.run import Run

CODES = {name: {text: code for code, text in enumerate(texts)} for name, texts in LABELS.items()}
Row = Mapping[str, Any]


def made(folder: Path, scenario: Scenario, people: Sequence[Row], days: Sequence[Sequence[Row]], **more: Iterable[Row]) -> Run:
    """A finished run. people: one row a resident, by id; days: for each day a row for each region; more: rows of small tables.

    What a row does not say is 0; a resident is of region 0, 30 years old, male, of group A, and lives alone. `adults` and `people` of
    `series` are those of the table of people.
    """
    folder.mkdir(parents=True)
    residents = [{"age": 30, "household": i, **row} for i, row in enumerate(people)]
    (folder / "scenario.toml").write_text(scenario.to_toml(), encoding="utf-8")
    tables = {"series": _series(scenario, residents, days), "people": _people(scenario, residents)}
    for name, columns in (tables | {name: _columns(list(rows)) for name, rows in more.items()}).items():
        write_parquet(_connection(), columns, folder / f"{name}.parquet", select=label_select(columns, LABELS if name == "people" else {}))
    size = {"people": len(people), "regions": len(days[0]), "days": len(days), "burn_in_days": 0, "day": len(days)}
    named = {"scenario": scenario.name, "scenario_hash": scenario_hash(scenario), "seed": 1, "start": scenario.start}
    Manifest(status="done", device="cpu", threads=1, started=now(), **size, **named, **machine()).write(folder / "manifest.json")
    return Run(folder)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return connect()


def evidence(*given: Any, **more: Any) -> Evidence:
    """What an audit sees of such a run."""
    return Evidence(made(*given, **more))


def found(module: Any, of: Evidence) -> dict[str, Any]:
    """The measures of one module by id."""
    return {one.id: one for one in module.measure(of)}


def _series(scenario: Scenario, residents: Sequence[Row], days: Sequence[Sequence[Row]]) -> dict[str, Any]:
    names = [name for name, _, _ in series_columns(scenario, len(scenario.policy.tier))]
    rows = [{"day": day, "region": region, **row} for day, regions in enumerate(days) for region, row in enumerate(regions)]
    for row in rows:
        unknown = set(row) - {"day", "region", *names}
        assert not unknown, f"series has no {unknown}"
        there = [one for one in residents if one.get("region", 0) == row["region"]]
        row.setdefault("people", len(there))
        row.setdefault("adults", sum(one["age"] >= 18 for one in there))
    whole = [_whole(day, [row for row in rows if row["day"] == day]) for day in range(len(days))]
    return {name: np.array([row.get(name, 0) for row in (*rows, *whole)], np.int64) for name in ("day", "region", *names)}


def _whole(day: int, rows: Sequence[Row]) -> Row:
    """The row of region -1, the sum of the others."""
    return {**{name: sum(row.get(name, 0) for row in rows) for row in rows for name in row}, "day": day, "region": -1}


def _people(scenario: Scenario, residents: Sequence[Row]) -> dict[str, Any]:
    names = [*(name for name in people_columns() if "<" not in name), *(f"days_{tier.name}" for tier in scenario.policy.tier)]
    for row in residents:
        assert set(row) <= set(names), f"people has no {set(row) - set(names)}"
    columns = {}
    for name in names:
        values = [row.get(name, i if name == "id" else 0) for i, row in enumerate(residents)]
        columns[name] = np.array([CODES[name][value] if isinstance(value, str) else value for value in values], np.int64)
    return columns


def _columns(rows: Sequence[Row]) -> dict[str, Any]:
    return {name: np.array([row[name] for row in rows], object if isinstance(rows[0][name], str) else np.int64) for name in rows[0]}
