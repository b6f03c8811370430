"""The contact network of a run, written out: computed again from scenario and seed, for nobody stores it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sincerity.engine.compose import registry
from sincerity.engine.simulation import Simulation
from sincerity.scenario.load import load
from sincerity.store.folder import RunFolder
from sincerity.store.manifest import read_manifest
from sincerity.store.parquet import Parts, connect, n_rows
from sincerity.types import Columns

LAYERS = ("household", "neighbours", "workmates", "friends", "distant")
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
    """
    place = RunFolder.open(Path(folder))
    seed = read_manifest(place.manifest).seed
    scenario = load(place.scenario, registry())
    counts = np.zeros(len(LAYERS), np.int64)
    path = place.path / "network.parquet"
    with (
        closing(Simulation(scenario, seed=seed, threads=threads)) as simulation,
        closing(connect()) as connection,
        tempfile.TemporaryDirectory(dir=place.path, prefix="network-") as scratch,
    ):
        simulation.settle()
        parts = Parts(connection, Path(scratch), "network")
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
