"""Small, careful file work: write whole or not at all, and say plainly when the disk is full."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sincerity.errors import RunError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
FULL_WORDS = ("no space left", "disk quota exceeded", "disk is full", "file too large")
SHORT_WRITE = re.compile(r"\d+ requested and \d+ written")
TEMPORARY = ".tmp"
"""Ending of every file that is not finished; a reader never opens one."""


def human(n_bytes: float) -> str:
    """Bytes in words.

    >>> human(1_500_000_000)
    '1.5 GB'
    >>> human(12)
    '12 bytes'
    """
    for size, unit in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if n_bytes >= size:
            return f"{n_bytes / size:.1f} {unit}"
    return f"{int(n_bytes)} bytes"


def is_disk_full(error: BaseException) -> bool:
    """Whether this error, or one it came from, says that nothing more can be written.

    DuckDB and NumPy report a failed write as a text of their own, without the system's number.
    """
    seen: BaseException | None = error
    for _ in range(20):
        if seen is None:
            break
        if isinstance(seen, OSError) and seen.errno in FULL:
            return True
        if isinstance(seen, OSError) and SHORT_WRITE.fullmatch(str(seen)):
            return True
        if type(seen).__module__.startswith(("duckdb", "_duckdb")) and any(words in str(seen).lower() for words in FULL_WORDS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


@contextmanager
def disk_guard(folder: Path, needed: int, what: str) -> Iterator[None]:
    """Turn a full disk, met inside, into one clear RunError; `needed` is an upper bound in bytes.

    How to go on is for the caller to add: it alone knows the command.
    """
    try:
        yield
    except Exception as error:
        if not is_disk_full(error):
            raise
        raise RunError(disk_full_text(folder, needed, what)) from error


def disk_full_text(folder: Path, needed: int | None, what: str) -> str:
    """What did not fit where, and how much is needed, where that is known.

    >>> disk_full_text(Path("/no/such/place"), 5_000_000, "series")
    'disk full: series needs up to 5.0 MB, an unknown amount is free in /no/such/place.'
    """
    try:
        free = human(shutil.disk_usage(folder).free)
    except OSError:
        free = "an unknown amount"
    wants = "did not fit" if needed is None else f"needs up to {human(needed)}"
    return f"disk full: {what} {wants}, {free} is free in {folder}."


def fsync_folder(folder: Path) -> None:
    """Make a rename inside `folder` survive a power cut; a no-op where folders cannot be opened (Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def fsync_file(path: Path) -> None:
    """Push one finished file's bytes to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path in the same folder; after the block it takes the name `path`, or vanishes if the block fails."""
    temporary = path.with_name(f"{path.name}{TEMPORARY}")
    try:
        yield temporary
        fsync_file(temporary)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace the file `path` whole."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Replace the text file `path` whole, in UTF-8."""
    write_bytes(path, text.encode("utf-8"))


def file_digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
