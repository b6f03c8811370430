"""Who may write where, and what stays as it was."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from sincerity.errors import FolderError
from sincerity.store.folder import RunFolder, default_folder
from sincerity.store.writer import RunWriter
from store.fake_run import DAYS, facts, finish, live, whole_run


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


def test_force_leaves_what_others_put_into_our_folders(tmp_path: Path) -> None:
    folder = whole_run(tmp_path / "run")
    (folder / "parts").mkdir()
    (folder / "parts" / "series-000003.parquet").write_text("ours")
    (folder / "checkpoints" / "day+00007.tmp").mkdir()
    theirs = [
        "probe.tmp",
        "checkpoints/model.pt",
        "checkpoints/day-1/notes",
        "parts/cad.step",
        "parts/people-of-note.txt",
        "parts/series-1.csv",
    ]
    for name in theirs:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("mine")
    before = {path.name for path in (folder / "checkpoints").iterdir()}
    assert before == {"model.pt", "day-1", "day+00007.tmp", "day+00020", "day+00030"}
    with RunWriter.open(folder, **facts(), force=True) as writer:
        assert {path.name for path in (folder / "checkpoints").iterdir()} == {"model.pt", "day-1"}
        assert not (folder / "parts" / "series-000003.parquet").exists()
        live(writer, 0, DAYS)
        finish(writer)
    assert all((folder / name).read_text() == "mine" for name in theirs)


FOREIGN = ["manifest.json", "scenario.toml", "people.parquet", "lock", "checkpoints/model.pt", "parts/cad.step"]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", FOREIGN)
def test_what_no_run_wrote_is_never_removed(tmp_path: Path, name: str, force: bool) -> None:
    """Another program's files may have our names; `--force` is for runs."""
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"name": "of a web page", "version": "1", "status": "fine"}')
    with pytest.raises(FolderError, match=f"holds {name.split('/')[0]}, named as a run's files are, but no manifest of a run") as caught:
        RunFolder.create(tmp_path, force=force)
    assert caught.value.exit_code == 2
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == [path]


def test_what_a_killed_beginning_leaves_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "parts").mkdir()
    RunFolder.create(tmp_path).release()


def test_a_run_of_another_version_can_be_overwritten(tmp_path: Path) -> None:
    """Its manifest may lack fields of ours, or have more."""
    folder = whole_run(tmp_path / "run")
    document = json.loads((folder / "manifest.json").read_text())
    del document["numba"]
    (folder / "manifest.json").write_text(json.dumps({**document, "future": 1}))
    with pytest.raises(FolderError, match="already holds a run"):
        RunFolder.create(folder)
    with RunWriter.open(folder, **facts(), force=True):
        assert not (folder / "series.parquet").exists()


def test_a_name_that_cannot_be_cleared(tmp_path: Path) -> None:
    folder = whole_run(tmp_path / "run")
    (folder / "events.parquet").unlink()
    (folder / "events.parquet").mkdir()
    with pytest.raises(FolderError, match=r"cannot take .*events\.parquet"):
        RunFolder.create(folder, force=True)
    assert not RunFolder(folder).is_held()
    assert RunFolder(folder).holds_run()


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
