"""The manifest: what was run, on what, how fast, and the hash of what came out."""

from __future__ import annotations

import platform
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sincerity.errors import FolderError
from sincerity.store.files import write_text
from sincerity.version import __version__

NOTICE = "simulation of invented residents; no record of a real person"
"""Stands in the manifest and in every table, so that one found outside its folder cannot be taken for a register."""

Status = Literal["running", "done", "interrupted", "failed", "waiting"]


class Manifest(BaseModel):
    """One run, described so that it can be repeated. Times in seconds, sizes in bytes.

    `status` is `running` until the run ends; a folder that says so while nobody writes it was killed, and resumes. A twin is
    `waiting` until the run that it is the twin of is done.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: int = Field(1, description="version of this document's form")
    notice: str = Field(NOTICE, description="what this is, and is not; every table says it, too")
    version: str = Field(description="version of the laboratory")
    status: Status
    error: str = Field("", description="what went wrong, where status is failed")
    scenario: str = Field(description="name of the scenario")
    scenario_hash: str = Field(description="SHA-256 of the resolved scenario")
    seed: int
    luck: int | None = Field(None, description="seed of the luck of days from day 0 on; null where it is the run's own")
    people: int
    regions: int
    start: date = Field(description="the date of day 0")
    days: int = Field(description="days to be reported, from day 0 on")
    burn_in_days: int = Field(description="days simulated before day 0, unreported")
    day: int = Field(description="the next day to simulate, as far as this file knows; `days` when done")
    watch: tuple[int, ...] = Field((), description="residents whose lives are in events.parquet")
    against: str = Field("", description="scenario of the twin in the folder `twin`; empty where there is none")
    device: str
    threads: int
    platform: str
    cpu: str
    python: str
    numpy: str
    numba: str
    duckdb: str
    started: datetime
    ended: datetime | None = None
    resumed: int = Field(0, description="how often the run went on from a checkpoint")
    wall_seconds: float = Field(0.0, description="time worked toward the result; days lived again after a kill count once")
    person_days: int = Field(0, description="persons times days simulated, burn-in included")
    person_days_per_second: float = Field(0.0, description="person_days / wall_seconds, all steps and output included")
    peak_memory_bytes: int = 0
    timings: dict[str, float] = Field(default_factory=dict, description="seconds by step")
    result_hash: str = Field("", description="SHA-256 of series and people; equal bits, equal hash, on any machine")
    command: str = Field("", description="the command that repeats the run")

    @property
    def seeds(self) -> str:
        """The seed in words, and that of the luck of days where it has one of its own: `seed 1, luck 7`."""
        return f"seed {self.seed}" if self.luck is None else f"seed {self.seed}, luck {self.luck}"

    def marks(self) -> dict[str, str]:
        """What each of the run's tables says of itself in its metadata."""
        return {"sincerity": NOTICE, "sincerity_version": self.version, "scenario": self.scenario}

    def changed(self, **fields: Any) -> Manifest:
        """A copy with other values, checked again."""
        return type(self).model_validate({**self.model_dump(), **fields})

    def write(self, path: Path) -> None:
        """Write the document whole, or not at all."""
        write_text(path, self.model_dump_json(indent=2) + "\n")


def read_manifest(path: Path) -> Manifest:
    """Read `manifest.json`; FolderError if it is no such document."""
    try:
        return Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FolderError(f"{path} does not exist: {path.parent} holds no run.") from error
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise FolderError(f"{path} is damaged ({str(error).splitlines()[0]}). Run the scenario again into another folder.") from error


def machine() -> dict[str, str]:
    """The fields of a manifest that describe this machine and its libraries."""
    return {
        "version": __version__,
        "platform": platform.platform(),
        "cpu": cpu_name(),
        "python": platform.python_version(),
        **{name: _version(name) for name in ("numpy", "numba", "duckdb")},
    }


def cpu_name() -> str:
    """The processor's name where the system tells it, otherwise its kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def now() -> datetime:
    """The moment, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def manifest_schema() -> dict[str, Any]:
    """JSON Schema of `manifest.json`."""
    return Manifest.model_json_schema(mode="serialization")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
