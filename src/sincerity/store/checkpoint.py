"""Checkpoints: the whole state at the start of a day, from which a run goes on to the same bits.

A checkpoint is a folder `checkpoints/day+00365/` with one `.npy` file per array and `meta.json`. It gets its name
only when every byte is on the disk; `meta.json` holds the SHA-256 of each file, checked on load. The last two are
kept, so that a damaged one costs one interval and not the run. Files are mapped, not read: loading does not hold
the state twice.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from sincerity.errors import FolderError
from sincerity.store.files import TEMPORARY, disk_guard, file_digest, fsync_file, fsync_folder
from sincerity.types import Array

KEPT = 2
NAME = re.compile(r"day[+-]\d{5}")
FORMAT = 2


@dataclass(frozen=True)
class CheckpointMeta:
    """What a checkpoint belongs to.

    day: the next day to simulate; negative in burn-in
    layout: the engine's name for the records' form: a run resumes only under the same one
    parts: table → SHA-256 of each of its parts that were finished at this moment; later ones are dropped on resume
    """

    day: int
    scenario_hash: str
    seed: int
    version: str
    layout: str = ""
    parts: dict[str, list[str]] = field(default_factory=dict)
    wall_seconds: float = 0.0
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Checkpoint:
    """One that was found whole; `arrays` are read-only maps of its files. `damaged` names newer ones that were not."""

    meta: CheckpointMeta
    arrays: dict[str, Array]
    path: Path
    damaged: tuple[str, ...] = ()


def save_checkpoint(folder: Path, meta: CheckpointMeta, arrays: Mapping[str, Array]) -> Path:
    """Write `arrays` (plain or structured) as the checkpoint of `meta.day` under `folder`; drop all but the last two."""
    final = folder / f"day{meta.day:+06d}"
    temporary = final.with_name(final.name + TEMPORARY)
    needed = sum(array.nbytes for array in arrays.values())
    try:
        with disk_guard(folder, needed, f"the checkpoint of day {meta.day}"):
            _write(temporary, meta, arrays)
            if final.exists():  # the same day again, after a resume: equal by construction
                shutil.rmtree(final)
            os.rename(temporary, final)
            fsync_folder(folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    for old in list_checkpoints(folder)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return final


def list_checkpoints(folder: Path) -> list[Path]:
    """Finished checkpoints, newest first, unverified."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: int(path.name[3:]), reverse=True)


def load_checkpoint(folder: Path, check: Callable[[CheckpointMeta], object] = lambda meta: None) -> Checkpoint | None:
    """The newest checkpoint that is whole; None if there was never one.

    check: raises OSError or ValueError where what a checkpoint needs beside its own files is damaged

    Raises
    ------
    FolderError
        There are checkpoints, and every one is damaged.
    """
    damaged: list[str] = []
    for path in list_checkpoints(folder):
        try:
            meta, arrays = _read(path)
            check(meta)
        except (OSError, ValueError, KeyError, TypeError) as error:
            damaged.append(f"{path.name}: {error}")
            continue
        return Checkpoint(meta, arrays, path, tuple(damaged))
    if damaged:
        raise FolderError(f"no checkpoint in {folder} is whole ({'; '.join(damaged)}). Run the scenario again with `--force`.")
    return None


def _write(temporary: Path, meta: CheckpointMeta, arrays: Mapping[str, Array]) -> None:
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    digests: dict[str, str] = {}
    for name, array in arrays.items():
        path = temporary / f"{name}.npy"
        with path.open("wb") as file:
            np.lib.format.write_array(file, np.ascontiguousarray(array), allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        digests[name] = file_digest(path)
    document = {"format": FORMAT, "meta": asdict(meta), "sha256": digests}
    path = temporary / "meta.json"
    path.write_text(json.dumps(document, indent=2), encoding="utf-8")
    fsync_file(path)
    fsync_folder(temporary)


def _read(path: Path) -> tuple[CheckpointMeta, dict[str, Array]]:
    document = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    if document["format"] != FORMAT:
        raise ValueError(f"its form is {document['format']}, this version reads {FORMAT}")
    arrays: dict[str, Array] = {}
    for name, digest in document["sha256"].items():
        file = path / f"{name}.npy"
        if file_digest(file) != digest:
            raise ValueError(f"{file.name} does not match its checksum")
        arrays[name] = _map(file)
    meta = CheckpointMeta(**document["meta"])
    if meta.day != int(path.name[3:]):
        raise ValueError(f"its meta.json speaks of day {meta.day}")
    return meta, arrays


def _map(file: Path) -> Array:
    try:
        return np.load(file, mmap_mode="r", allow_pickle=False)  # type: ignore[no-any-return]
    except ValueError:  # an empty array cannot be mapped
        return np.load(file, allow_pickle=False)  # type: ignore[no-any-return]
