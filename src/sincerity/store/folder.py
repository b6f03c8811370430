"""The run folder: where everything lies, who may write, and what state it is in."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import weakref
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from sincerity.errors import FolderError, RunError, SincerityError
from sincerity.store.files import TEMPORARY, is_disk_full

try:
    import fcntl
except ImportError:  # Windows: two writers of one folder are then not noticed
    fcntl = None  # type: ignore[assignment]

MORE = ("detained", "risk_cells", "risk_models")
"""Small tables that only some runs have."""
TABLES = ("series.parquet", "people.parquet", "events.parquet", "network.parquet", *(f"{name}.parquet" for name in MORE))
FILES = ("manifest.json", "scenario.toml", *TABLES, "audit.json", "report.html", "run.log", "lock", "reserve")
FOLDERS = ("checkpoints", "parts")
OURS = re.compile(
    rf"checkpoints/day[+-]\d{{5}}({re.escape(TEMPORARY)})?|parts/(series|people|events|{'|'.join(MORE)})-\d{{6}}\.parquet({re.escape(TEMPORARY)})?"
)
"""What a run leaves in its two folders."""
SIGNS = frozenset({"status", "scenario_hash", "seed", "person_days_per_second"})
"""Fields that tell a manifest of ours, of whatever version, from another program's `manifest.json`."""
RESERVE = 64 * 1024
"""Bytes kept back in the folder, so that a full disk still lets the manifest say `failed`."""


class RunFolder:
    """Paths and ownership of one run's folder.

    Only the files named here are ever written; they are removed only where a manifest says that a run of ours wrote
    them. Whatever else lies in the folder is left alone.
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
    twin = property(lambda self: self.path / "twin")

    @classmethod
    def create(cls, path: Path, *, force: bool = False) -> RunFolder:
        """Make the folder (and its parents) and take hold of it.

        Raises
        ------
        FolderError
            It holds a run and `force` is not given; it holds files that have a run's names and are no run's; another
            process is writing it; or it cannot be written.
        """
        folder = cls(path)
        folder.refuse_taken(force=force)
        try:
            path.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=path).close()
        except OSError as error:
            raise _unusable(f"cannot write to {path}", error) from error
        try:
            folder.hold()
            # Once more: another run may have begun, and ended, since.
            folder.refuse_taken(force=force)
            if folder.holds_run():
                if RunFolder(folder.twin).is_held():
                    raise FolderError(f"{folder.twin} is being written by another process. Wait for it, or name another with `--out`.")
                folder.clear()
            folder.checkpoints.mkdir(exist_ok=True)
            folder.parts.mkdir(exist_ok=True)
        except OSError as error:
            folder.release()
            raise _unusable(f"cannot take {error.filename or path}", error) from error
        except BaseException:
            folder.release()
            raise
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
        if self.holds_run():
            if not force:
                raise FolderError(f"{self.path} already holds a run. Name another folder with `--out`, or overwrite it with `--force`.")
            return
        in_the_way = self._in_the_way()
        if in_the_way:
            raise FolderError(
                f"{self.path} holds {', '.join(in_the_way)}, named as a run's files are, but no manifest of a run. "
                "Nothing is overwritten: name another folder with `--out`."
            )

    def holds_run(self) -> bool:
        """Whether a manifest says that a run of ours lies here, finished or not."""
        try:
            found = json.loads(self.manifest.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(found, dict) and found.keys() >= SIGNS

    def _in_the_way(self) -> list[str]:
        """Names that a run would take and something else has; what a killed beginning leaves, an empty lock or folder, is none."""
        found = []
        for name in (*FILES, *FOLDERS):
            path = self.path / name
            ours = (name in FOLDERS and path.is_dir() and not any(path.iterdir())) or (
                name == "lock" and path.is_file() and path.stat().st_size == 0
            )
            if not ours and os.path.lexists(path):
                found.append(name)
        return found

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
        """Remove the files of the run that lies here and of its twin, and nothing else; ask `holds_run` first."""
        twin = RunFolder(self.twin)
        if twin.holds_run():
            twin.clear()
            with suppress(OSError):  # not empty: the rest is somebody's
                twin.path.rmdir()
        for name in FOLDERS:
            for path in (self.path / name).glob("*"):
                if not OURS.fullmatch(f"{name}/{path.name}"):
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            with suppress(OSError):  # not empty: the rest is somebody's
                (self.path / name).rmdir()
        # The manifest last: while it is there, what is left can be told for ours.
        for name in reversed(FILES):
            if name != "lock":
                (self.path / name).unlink(missing_ok=True)
            (self.path / f"{name}{TEMPORARY}").unlink(missing_ok=True)

    def reserve(self) -> None:
        """Keep a little of the disk back for the last words."""
        (self.path / "reserve").write_bytes(os.urandom(RESERVE))

    def spend_reserve(self) -> None:
        """Give it back."""
        with suppress(OSError):
            (self.path / "reserve").unlink(missing_ok=True)


def _unusable(what: str, error: OSError) -> SincerityError:
    text = f"{what}: {error.strerror or error}. Name another folder with `--out`."
    return RunError(text) if is_disk_full(error) else FolderError(text)


class TemporaryFolder:
    """A folder that is removed when nobody holds this object any more.

    Unlike the standard library's it does not warn when it goes unasked: that is what it is for here.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="sincerity-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def told(path: Path, temporary: object) -> str:
    """How what lies in a folder says where. temporary: what removes the folder, None for one that stays.

    >>> told(Path("runs/first"), None), told(Path("/tmp/sincerity-x1/run"), TemporaryFolder())
    ('runs/first', 'a temporary folder')
    """
    return str(path) if temporary is None else "a temporary folder"


def default_folder(scenario: str, parent: Path = Path("runs")) -> Path:
    """A folder of its own for this run: `runs/<scenario>-<time>`, numbered if two begin in one second."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", scenario).strip("-.") or "run"
    path = parent / f"{stem}-{datetime.now():%Y%m%d-%H%M%S}"
    number = 2
    while path.exists():
        path = path.with_name(f"{path.name.partition('+')[0]}+{number}")
        number += 1
    return path
