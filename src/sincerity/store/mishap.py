"""What went wrong, put as one of our errors: the folder, the reason, the way on."""

from __future__ import annotations

from pathlib import Path

from sincerity.errors import FolderError, Interrupted, RunError, SincerityError
from sincerity.store.checkpoint import CheckpointMeta
from sincerity.store.files import disk_full_text, is_disk_full
from sincerity.store.manifest import Manifest
from sincerity.version import __version__


def as_ours(error: BaseException, path: Path) -> SincerityError:
    """The error that the run in `path` ends with."""
    if isinstance(error, SincerityError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Interrupted(f"stopped at once; `sincerity resume {path}` goes on from the last checkpoint.")
    if is_disk_full(error):
        return RunError(disk_full_text(path, 0, "the run"))
    what = "out of memory" if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}"
    return RunError(f"the run failed: {what}. `sincerity resume {path}` goes on from its last checkpoint.")


def opening_error(error: BaseException, path: Path, needed: int) -> BaseException:
    """The error that tells why a folder cannot be begun or gone on with; others are handed back as they are."""
    if is_disk_full(error):
        return RunError(disk_full_text(path, needed, "the run folder"))
    if isinstance(error, FileNotFoundError):
        return FolderError(f"the run in {path} cannot go on: {error}. Run the scenario again with `--force`.")
    if isinstance(error, OSError):
        return FolderError(f"cannot write to {path}: {error.strerror or error}. Name another folder with `--out`.")
    return error


def check_version(manifest: Manifest, path: Path) -> None:
    """FolderError if another version began the run: its bits may differ."""
    if manifest.version != __version__:
        raise FolderError(
            f"the run in {path} was begun by version {manifest.version}, this is {__version__}. "
            "Resume it with that version, or run the scenario again."
        )


def check_checkpoint(meta: CheckpointMeta, manifest: Manifest, layout: str, path: Path) -> None:
    """FolderError unless the checkpoint belongs to this scenario, seed and form of the records."""
    if (meta.scenario_hash, meta.seed, meta.version, meta.layout) != (manifest.scenario_hash, manifest.seed, __version__, layout):
        raise FolderError(
            f"the checkpoint of day {meta.day} in {path} belongs to another scenario, seed or build of the engine. "
            "Resume with the installation that began the run, or run the scenario again with `--force`."
        )
