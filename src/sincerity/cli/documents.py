"""What `--json` prints, as types: `--json-schema` prints their JSON Schemas, and the tests hold the commands to them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from sincerity.cli.life_documents import LifeDocument, WhyDocument
from sincerity.experiments.comparison import ComparisonManifest
from sincerity.store.manifest import Manifest
from sincerity.verdicts.document import VerdictsDocument


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


class EffectRow(_Document):
    """One effect of a comparison, as `experiments.effects.Effect` tells it; null where seeds do not tell."""

    scenario: str
    against: str
    metric: str
    period: Literal["whole", "last_year", "end"]
    group: str
    unit: str
    there: float
    here: float
    estimate: float
    low: float | None
    high: float | None
    n_seeds: int
    variance_ratio: float | None


class ComparisonDocument(_Document):
    """`compare`: what was compared, and every effect."""

    manifest: ComparisonManifest
    effects: list[EffectRow]


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


class AuditedRun(_Document):
    """Which run an audit is of."""

    scenario: str
    scenario_hash: str
    seed: int
    people: int
    days: int
    start: str
    result_hash: str
    command: str


class ProvisionDocument(_Document):
    """A provision that measures bear on; text: quoted from source, … where something is left out."""

    section: str
    title: str
    text: str
    source: str


class MeasureDocument(_Document):
    """One measure; value is null where there is nothing to measure, which note explains. low, high: of the 95 % interval, or null."""

    id: str
    title: str
    section: list[Literal["5(1)(c)(i)", "5(1)(c)(ii)", "5(1)(d)", "27"]]
    value: int | float | None
    low: float | None
    high: float | None
    unit: str
    n: int
    definition: str
    formula: str
    source: str
    note: str


class AuditDocument(_Document):
    """`audit`: every measure of a run; the same document lies in the run's folder as audit.json."""

    title: str
    notice: str
    version: str
    run: AuditedRun
    twin: AuditedRun | None
    law: list[ProvisionDocument]
    measures: list[MeasureDocument]


class ReportDocument(_Document):
    """`report`: where the page lies, how many figures it has, and its size."""

    path: str
    figures: int
    bytes: int


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
    "compare": ComparisonDocument,
    "claims": VerdictsDocument,
    "resume": RunDocument | ComparisonDocument,
    "scenarios": list[ScenarioRow],
    "check": CheckDocument,
    "life": LifeDocument,
    "why": WhyDocument,
    "network": NetworkDocument,
    "audit": AuditDocument,
    "report": ReportDocument,
    "explain": list[EntryDocument],
    "doctor": DoctorDocument,
    "bench": list[BenchRow],
}
"""Command → the type of its document."""


def json_schema(command: str) -> dict[str, Any]:
    """JSON Schema of what `sincerity COMMAND --json` prints."""
    return TypeAdapter(DOCUMENTS[command]).json_schema(mode="serialization")
