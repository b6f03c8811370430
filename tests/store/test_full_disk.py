"""A full disk: pretended, and, where the system lets us, a really small one."""

from __future__ import annotations

import errno
import gc
import re
import shutil
import subprocess
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sincerity.errors import RunError
from sincerity.store import files
from sincerity.store.manifest import read_manifest
from sincerity.store.run import Run
from sincerity.store.writer import RunWriter
from store.fake_run import DAYS, day_block, facts, finish, live, state, whole_run

FULL = OSError(errno.ENOSPC, "No space left on device")


def go_on(folder: Path) -> None:
    writer, checkpoint = RunWriter.reopen(folder, layout="records-1")
    with writer:
        live(writer, checkpoint.meta.day if checkpoint else 0, DAYS)
        finish(writer)


def test_pretended_while_days_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "run"
    way_on = re.escape(f"then `sincerity resume {folder}`.")
    with pytest.raises(RunError, match=rf"disk full: series-.*is free in .*{way_on}$"), RunWriter.open(folder, **facts()) as writer:
        live(writer, 0, 25)
        with monkeypatch.context() as patched:
            patched.setattr("sincerity.store.parquet.replacing", _full)
            writer.checkpoint(25, state(25))
    manifest = read_manifest(folder / "manifest.json")
    assert manifest.status == "failed"
    assert manifest.error.startswith("disk full")
    go_on(folder)
    assert Run(folder).manifest.result_hash == Run(whole_run(tmp_path / "other")).manifest.result_hash


@pytest.mark.parametrize("name", ["write_text", "fsync_file"])
def test_pretended_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def full(*arguments: object) -> None:
        raise FULL

    monkeypatch.setattr(files, name, full)
    monkeypatch.setattr("sincerity.store.writer.write_text", files.write_text)
    with pytest.raises(RunError, match="disk full: the run folder") as caught:
        RunWriter.open(tmp_path / "run", **facts())
    assert caught.value.exit_code == 1
    assert "0 bytes" not in str(caught.value)
    assert [path for path in (tmp_path / "run").rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    RunWriter.open(tmp_path / "run", **facts()).close()


def test_pretended_where_nobody_knows_the_size(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"disk full: what the run writes did not fit, .* is free in .*sincerity resume"):  # noqa: SIM117
        with RunWriter.open(tmp_path / "run", **facts()):
            raise FULL


class Society:
    """Something large."""


def _fail_beside(folder: Path) -> weakref.ref[Society]:
    society = Society()
    try:
        with RunWriter.open(folder, **facts()):
            raise OSError(errno.ENOSPC, "No space left on device")
    except RunError:
        return weakref.ref(society)


def test_an_error_lets_go_of_what_its_raiser_held(tmp_path: Path) -> None:
    """The error, its trace and the frames of the trace must not hold each other: they hold whole societies."""
    gc.disable()
    try:
        assert _fail_beside(tmp_path / "run")() is None
    finally:
        gc.enable()


def test_pretended_even_for_the_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "run"
    with pytest.raises(RunError, match="disk full"), RunWriter.open(folder, **facts()) as writer:
        live(writer, 0, 15)
        monkeypatch.setattr(files, "fsync_file", _raise)
        raise FULL
    monkeypatch.undo()
    assert read_manifest(folder / "manifest.json").status == "running"
    go_on(folder)
    assert Run(folder).manifest.status == "done"


def _raise(*arguments: object) -> None:
    raise FULL


def _full(path: Path) -> object:
    raise FULL


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("no mount command here")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {made.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def noisy(first: int, last: int) -> dict[str, np.ndarray]:
    """Days that do not compress."""
    block = day_block(first, last)
    return {**block, "noise": np.random.default_rng(first).integers(-(2**40), 2**40, len(block["day"]))}


def test_a_really_full_disk_and_then_room(small_disk: Path) -> None:
    folder = small_disk / "run"
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(600_000))
    with pytest.raises(RunError, match="disk full"), RunWriter.open(folder, **facts(days=20_000)) as writer:
        for first in range(0, 20_000, 1000):
            if first:
                writer.checkpoint(first, state(first))
            writer.append(noisy(first, first + 1000))
        pytest.fail("the disk never filled")
    manifest = read_manifest(folder / "manifest.json")
    assert manifest.status == "failed"
    assert not list(small_disk.rglob("*.tmp"))
    ballast.unlink()
    writer, checkpoint = RunWriter.reopen(folder, layout="records-1")
    with writer:
        first = checkpoint.meta.day if checkpoint else 0
        assert 0 < first < 20_000
        writer.append(noisy(first, first + 1000))
        finish(writer)
    assert Run(folder).manifest.status == "done"
