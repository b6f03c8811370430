"""Whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb
import pytest

from sincerity.errors import RunError
from sincerity.store.files import disk_full_text, disk_guard, is_disk_full, replacing, write_text


def test_replacing_leaves_the_old_file_when_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_text(path, "old")
    with pytest.raises(RuntimeError), replacing(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a"]


def test_a_full_disk_is_told_with_what_is_free_and_needed(tmp_path: Path) -> None:
    with (
        pytest.raises(RunError, match=r"disk full: series needs up to 5\.0 MB, .* is free in .*") as caught,
        disk_guard(tmp_path, 5_000_000, "series"),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.exit_code == 1


def test_what_is_not_known_is_not_told(tmp_path: Path) -> None:
    text = disk_full_text(tmp_path, None, "the run folder")
    assert text.startswith("disk full: the run folder did not fit, ")
    assert "0 bytes" not in text.partition("is free")[0].partition(",")[0]


def test_other_errors_pass(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), disk_guard(tmp_path, 1, "series"):
        raise PermissionError(errno.EACCES, "no")


def test_what_counts_as_full() -> None:
    assert is_disk_full(OSError(errno.ENOSPC, "x"))
    assert is_disk_full(duckdb.IOException("IO Error: Could not write file: No space left on device"))
    assert not is_disk_full(ValueError("no space left"))
    assert not is_disk_full(OSError(errno.EACCES, "x"))
    wrapped = RuntimeError("outer")
    wrapped.__cause__ = OSError(errno.EDQUOT, "quota")
    assert is_disk_full(wrapped)
