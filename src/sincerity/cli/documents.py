"""What `--json` prints, as types: `--json-schema` prints their JSON Schemas, and the tests hold the commands to them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from sincerity.store.manifest import Manifest


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OneRun(_Document):
    """The manifest, and what the run came to (`figures` by name, persons of each tier on the last day)."""

    manifest: Manifest
    figures: dict[str, int | float]
    tiers: dict[str, int]


class DifferenceRow(_Document):
    """One figure of a run and of its twin.

    low, high: the middle 80 % of the regions' differences: of a count per 1,000 residents, otherwise in its unit; null with fewer than
    five regions
    """

    name: str
    group: str
    label: str
    unit: str
    per_1000_residents: bool
    run: int | float
    twin: int | float
    difference: int | float
    low: float | None
    high: float | None


class RunDocument(OneRun):
    """`run`, `resume`: the run; with `--against` its twin, too, and in what the two differ."""

    twin: OneRun | None = None
    differences: list[DifferenceRow] = []


class ScenarioRow(_Document):
    """`scenarios`: one shipped scenario; the list has one for each."""

    scenario: str
    title: str
    start: str
    days: int
    people: int


class CheckDocument(_Document):
    """`check`: what a valid scenario asks for. An invalid one prints no document."""

    valid: bool
    scenario: str
    start: str
    days: int
    people: int
    behaviours: int
    memory_bytes: int
    scenario_hash: str


class NetworkDocument(_Document):
    """`network`: where the file lies, and its pairs by layer."""

    path: str
    pairs: dict[str, int]


class DoctorDocument(_Document):
    """`doctor`: this machine; `cuda_device` is empty where there is none."""

    version: str
    platform: str
    cpu: str
    python: str
    numpy: str
    numba: str
    duckdb: str
    threads: int
    memory_available_bytes: int
    disk_free_bytes: int
    cache_folder: str
    cuda_device: str


class GridDocument(_Document):
    """A titled table of text."""

    title: str
    columns: list[str]
    rows: list[list[str]]


class EntryDocument(_Document):
    """`explain`: one thing explained; the list has all that the name means, the likeliest first, or everything where no name is given."""

    kind: Literal["mechanism", "table", "key", "metric", "pass", "purpose", "field", "code"]
    name: str
    owner: str
    meaning: str
    facts: dict[str, str]
    text: str
    tables: list[GridDocument]


BenchRow = dict[str, int | float | str | None]

DOCUMENTS: dict[str, Any] = {
    "run": RunDocument,
    "resume": RunDocument,
    "scenarios": list[ScenarioRow],
    "check": CheckDocument,
    "network": NetworkDocument,
    "explain": list[EntryDocument],
    "doctor": DoctorDocument,
    "bench": list[BenchRow],
}
"""Command → the type of its document."""


def json_schema(command: str) -> dict[str, Any]:
    """JSON Schema of what `sincerity COMMAND --json` prints."""
    return TypeAdapter(DOCUMENTS[command]).json_schema(mode="serialization")
