"""Who may write where, and what stays as it was."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from sincerity.errors import FolderError
from sincerity.store.folder import RunFolder, default_folder
from sincerity.store.writer import RunWriter
from store.fake_run import facts, whole_run


def test_parents_are_made(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / "a" / "b" / "run")
    assert folder.checkpoints.is_dir()
    folder.release()


def test_a_run_is_not_overwritten(tmp_path: Path) -> None:
    whole_run(tmp_path / "run")
    before = (tmp_path / "run" / "manifest.json").read_bytes()
    with pytest.raises(FolderError, match="already holds a run.*--force") as caught:
        RunWriter.open(tmp_path / "run", **facts())
    assert caught.value.exit_code == 2
    assert (tmp_path / "run" / "manifest.json").read_bytes() == before


def test_force_removes_the_old_run_and_nothing_else(tmp_path: Path) -> None:
    folder = whole_run(tmp_path / "run")
    (folder / "notes.txt").write_text("mine")
    (folder / "network.parquet").write_text("old")
    with RunWriter.open(folder, **facts(), force=True):
        assert (folder / "notes.txt").read_text() == "mine"
        assert not (folder / "series.parquet").exists()
        assert not (folder / "network.parquet").exists()


@pytest.mark.parametrize("left", ["scenario.toml", "series.parquet", "checkpoints"])
def test_any_trace_of_a_run_counts(tmp_path: Path, left: str) -> None:
    (tmp_path / left).mkdir()
    with pytest.raises(FolderError, match="already holds a run"):
        RunFolder.create(tmp_path)


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    with pytest.raises(FolderError, match="is a file, not a folder"):
        RunFolder.create(tmp_path / "run")


def test_an_unwritable_place(tmp_path: Path) -> None:
    # Permission bits do not bind root; a file for a parent binds everyone.
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="cannot write to .*--out") as caught:
        RunFolder.create(tmp_path / "file" / "run")
    assert caught.value.exit_code == 2
    with pytest.raises(FolderError, match="cannot write to /proc"):
        RunFolder.create(Path("/proc/no-such-place/run"))


def test_two_writers_of_one_folder(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path / "run", **facts()) as writer:
        assert writer.folder.is_held()
        assert RunFolder(tmp_path / "run").is_held()
        with pytest.raises(FolderError, match="being written by another process"):
            RunFolder.create(tmp_path / "run", force=True)
        assert (tmp_path / "run" / "manifest.json").is_file()
        with pytest.raises(FolderError, match="being written by another process"):
            RunWriter.reopen(tmp_path / "run", layout="records-1")
    assert not RunFolder(tmp_path / "run").is_held()


def _hold_and_die(path: Path) -> None:
    import os

    RunWriter.open(path, **facts())
    os._exit(9)


def test_a_dead_writer_lets_go(tmp_path: Path) -> None:
    child = multiprocessing.get_context("spawn").Process(target=_hold_and_die, args=(tmp_path / "run",))
    child.start()
    child.join()
    assert child.exitcode == 9
    assert not RunFolder(tmp_path / "run").is_held()
    RunFolder.create(tmp_path / "run", force=True).release()


def test_default_folders_never_meet(tmp_path: Path) -> None:
    names = set()
    for _ in range(3):
        folder = default_folder("my scenario/2", tmp_path)
        folder.mkdir()
        names.add(folder.name)
    assert len(names) == 3
    assert all(name.startswith("my-scenario-2-") for name in names)


def test_no_run_here(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="does not exist"):
        RunFolder.open(tmp_path / "nowhere")
    with pytest.raises(FolderError, match="holds no run"):
        RunFolder.open(tmp_path)
