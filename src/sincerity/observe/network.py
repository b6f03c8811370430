"""The contact network of a run, written out: computed again from scenario and seed, for nobody stores it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sincerity.engine.compose import registry
from sincerity.engine.simulation import Simulation, bytes_needed
from sincerity.errors import FolderError, RunError
from sincerity.scenario.emit import scenario_hash
from sincerity.scenario.load import load
from sincerity.scenario.schema import Scenario
from sincerity.society.contacts import LAYERS
from sincerity.store.files import disk_full_text, is_disk_full
from sincerity.store.folder import RunFolder
from sincerity.store.manifest import Manifest, read_manifest
from sincerity.store.memory import require_memory
from sincerity.store.mishap import check_version
from sincerity.store.parquet import Parts, connect, n_rows
from sincerity.types import Columns

COLUMNS = ("a", "b", "layer", "slot_a", "slot_b")
BLOCK_ROWS = 1 << 20


@dataclass(frozen=True)
class NetworkFile:
    """Where the network lies, and its pairs by layer."""

    path: Path
    pairs: dict[str, int]


def export_network(folder: Path, *, threads: int | None = None) -> NetworkFile:
    """Write `network.parquet` into a run's folder: each pair once, a < b, with its layer and both ends' slots.

    It is the network as the society was settled; the strengths of ties are not part of it. Works on unfinished runs too.

    Raises
    ------
    FolderError
        There is no run; another version wrote it, whose network may be another; or its scenario was changed since.
    SocietyError
        The society does not fit this machine.
    RunError
        The disk is full.
    """
    place = RunFolder.open(Path(folder))
    manifest = read_manifest(place.manifest)
    check_version(manifest, place.path)
    scenario = load(place.scenario, registry())
    if scenario_hash(scenario) != manifest.scenario_hash:
        raise FolderError(f"{place.scenario} is not the scenario that the run was begun with. Put it back, or run it anew elsewhere.")
    require_memory(bytes_needed(scenario), people=scenario.society.people)
    try:
        return _export(place, manifest, scenario, threads)
    except Exception as error:
        if not is_disk_full(error):
            raise
        text = str(error) if isinstance(error, RunError) else disk_full_text(place.path, None, "the network")
        raise RunError(f"{text} Free some space, then export it again.") from error


def _export(place: RunFolder, manifest: Manifest, scenario: Scenario, threads: int | None) -> NetworkFile:
    counts = np.zeros(len(LAYERS), np.int64)
    path = place.path / "network.parquet"
    with (
        closing(Simulation(scenario, seed=manifest.seed, threads=threads)) as simulation,
        closing(connect()) as connection,
        tempfile.TemporaryDirectory(dir=place.path, prefix="network-") as scratch,
    ):
        simulation.settle()
        parts = Parts(connection, Path(scratch), "network", marks=manifest.marks())
        for block in _gathered(simulation.edges()):
            counts += np.bincount(block["layer"], minlength=len(LAYERS))
            parts.write({name: block[name] for name in COLUMNS})
        if parts.count == 0:
            parts.write_empty(dict.fromkeys(COLUMNS, int))
        parts.merge(path)
    return NetworkFile(path, dict(zip(LAYERS, counts.tolist(), strict=True)))


def _gathered(blocks: Iterable[Columns]) -> Iterator[Columns]:
    """Blocks of one region joined into blocks of about a million pairs."""
    held: list[Columns] = []
    rows = 0
    for block in blocks:
        held.append(block)
        rows += n_rows(block)
        if rows >= BLOCK_ROWS:
            yield {name: np.concatenate([one[name] for one in held]) for name in COLUMNS}
            held, rows = [], 0
    if rows:
        yield {name: np.concatenate([one[name] for one in held]) for name in COLUMNS}
