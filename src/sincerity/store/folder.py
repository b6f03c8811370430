"""The run folder: where everything lies, who may write, and what state it is in."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from sincerity.errors import FolderError
from sincerity.store.files import TEMPORARY

try:
    import fcntl
except ImportError:  # Windows: two writers of one folder are then not noticed
    fcntl = None  # type: ignore[assignment]

TABLES = ("series.parquet", "people.parquet", "events.parquet", "network.parquet")
FILES = ("manifest.json", "scenario.toml", *TABLES, "run.log", "lock", "reserve")
FOLDERS = ("checkpoints", "parts")
RESERVE = 64 * 1024
"""Bytes kept back in the folder, so that a full disk still lets the manifest say `failed`."""


class RunFolder:
    """Paths and ownership of one run's folder.

    Only the files named here are ever written or removed; whatever else lies in the folder is left alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    manifest = property(lambda self: self.path / "manifest.json")
    scenario = property(lambda self: self.path / "scenario.toml")
    series = property(lambda self: self.path / "series.parquet")
    people = property(lambda self: self.path / "people.parquet")
    events = property(lambda self: self.path / "events.parquet")
    log = property(lambda self: self.path / "run.log")
    checkpoints = property(lambda self: self.path / "checkpoints")
    parts = property(lambda self: self.path / "parts")

    @classmethod
    def create(cls, path: Path, *, force: bool = False) -> RunFolder:
        """Make the folder (and its parents) and take hold of it.

        Raises
        ------
        FolderError
            It holds a run and `force` is not given; another process is writing it; or it cannot be written.
        """
        folder = cls(path)
        folder.refuse_taken(force=force)
        try:
            path.mkdir(parents=True, exist_ok=True)
            probe = path / f"probe{TEMPORARY}"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise FolderError(f"cannot write to {path}: {error.strerror or error}. Name another folder with `--out`.") from error
        folder.hold()
        folder.clear()
        folder.checkpoints.mkdir()
        folder.parts.mkdir()
        return folder

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """An existing run's folder, for reading; FolderError if there is none."""
        folder = cls(Path(path))
        if not folder.manifest.is_file():
            what = "holds no run (no manifest.json)" if folder.path.is_dir() else "does not exist"
            raise FolderError(f"{folder.path} {what}. Name the folder that `sincerity run` wrote.")
        return folder

    def refuse_taken(self, *, force: bool = False) -> None:
        """FolderError if this is no place for a new run; touches nothing, so that it can be asked before long work."""
        if self.path.exists() and not self.path.is_dir():
            raise FolderError(f"{self.path} is a file, not a folder. Name another with `--out`.")
        if self.holds_run() and not force:
            raise FolderError(f"{self.path} already holds a run. Name another folder with `--out`, or overwrite it with `--force`.")

    def holds_run(self) -> bool:
        """Whether any file of a run lies here, finished or not."""
        return any((self.path / name).exists() for name in (*FILES, *FOLDERS))

    def hold(self) -> None:
        """Become the only writer until `release`, or until this process ends, however it ends."""
        lock = (self.path / "lock").open("a+")
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                lock.close()
                text = f"{self.path} is being written by another process. Wait for it, or name another folder with `--out`."
                raise FolderError(text) from error
        self._lock = lock

    def is_held(self) -> bool:
        """Whether some process is writing here now: `running` in the manifest without this means that it was killed."""
        if self._lock is not None:
            return True
        if fcntl is None or not (self.path / "lock").exists():
            return False
        with (self.path / "lock").open("r") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def release(self) -> None:
        """Let go of the folder; twice is harmless."""
        if self._lock is None:
            return
        # Removed while still held: whoever opens the name next makes a new file.
        with suppress(OSError):
            (self.path / "lock").unlink(missing_ok=True)
        self._lock.close()
        self._lock = None

    def clear(self) -> None:
        """Remove an earlier run's files, and nothing else."""
        for name in FILES:
            if name != "lock":
                (self.path / name).unlink(missing_ok=True)
            (self.path / f"{name}{TEMPORARY}").unlink(missing_ok=True)
        for name in FOLDERS:
            shutil.rmtree(self.path / name, ignore_errors=True)

    def reserve(self) -> None:
        """Keep a little of the disk back for the last words."""
        (self.path / "reserve").write_bytes(os.urandom(RESERVE))

    def spend_reserve(self) -> None:
        """Give it back."""
        with suppress(OSError):
            (self.path / "reserve").unlink(missing_ok=True)


class TemporaryFolder:
    """A folder that is removed when nobody holds this object any more.

    Unlike the standard library's it does not warn when it goes unasked: that is what it is for here.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="sincerity-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def default_folder(scenario: str, parent: Path = Path("runs")) -> Path:
    """A folder of its own for this run: `runs/<scenario>-<time>`, numbered if two begin in one second."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", scenario).strip("-.") or "run"
    path = parent / f"{stem}-{datetime.now():%Y%m%d-%H%M%S}"
    number = 2
    while path.exists():
        path = path.with_name(f"{path.name.partition('+')[0]}+{number}")
        number += 1
    return path
