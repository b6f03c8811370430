"""What went wrong, put as one of our errors: the folder, the reason, the way on."""

from __future__ import annotations

from pathlib import Path

from sincerity.errors import FolderError, Interrupted, RunError, SincerityError
from sincerity.store.checkpoint import CheckpointMeta
from sincerity.store.files import disk_full_text, is_disk_full
from sincerity.store.folder import RunFolder
from sincerity.store.manifest import Manifest, read_manifest
from sincerity.version import __version__


def as_ours(error: BaseException, path: Path) -> SincerityError:
    """The error that the run in `path` ends with."""
    # DuckDB, met by a Ctrl-C while it writes, answers with a RuntimeError of this text.
    if isinstance(error, KeyboardInterrupt) or (isinstance(error, RuntimeError) and "query interrupted" in str(error).lower()):
        return Interrupted(f"stopped at once; `sincerity resume {path}` goes on from the last checkpoint.")
    ours = isinstance(error, SincerityError)
    if is_disk_full(error) and (not ours or isinstance(error, RunError)):
        text = str(error) if ours else disk_full_text(path, None, "what the run writes")
        return RunError(f"{text} What was finished is kept: free some space, then `sincerity resume {path}`.")
    if isinstance(error, SincerityError):
        return error
    what = "out of memory" if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}"
    return RunError(f"the run failed: {what}. `sincerity resume {path}` goes on from its last checkpoint.")


def opening_error(error: BaseException, path: Path, again: str) -> BaseException:
    """The error that tells why a folder cannot be begun or gone on with; others are handed back as they are.

    again: what to do when there is room on the disk
    """
    if is_disk_full(error):
        return RunError(f"{disk_full_text(path, None, 'the run folder')} Free some space, then {again}.")
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
            "Use that version, or run the scenario again."
        )


def resumable(path: Path) -> Manifest:
    """What an unfinished run says of itself; asked before the long work of going on with it.

    Raises
    ------
    FolderError
        There is no run, it is done, someone is writing it, or another version began it.
    """
    folder = RunFolder.open(path)
    manifest = read_manifest(folder.manifest)
    if manifest.status == "done":
        raise FolderError(f"the run in {path} is done; there is nothing to resume.")
    if folder.is_held():
        raise FolderError(f"the run in {path} is being written by another process. Wait for it.")
    check_version(manifest, path)
    return manifest


def check_checkpoint(meta: CheckpointMeta, manifest: Manifest, layout: str, path: Path) -> None:
    """FolderError unless the checkpoint belongs to this scenario, seed and form of the records."""
    if (meta.scenario_hash, meta.seed, meta.version, meta.layout) != (manifest.scenario_hash, manifest.seed, __version__, layout):
        raise FolderError(
            f"the checkpoint of day {meta.day} in {path} belongs to another scenario, seed or build of the engine. "
            "Resume with the installation that began the run, or run the scenario again with `--force`."
        )
