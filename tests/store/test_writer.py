"""The life of a run folder: written, interrupted, failed, killed, resumed, done."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from pathlib import Path

import duckdb
import pytest

from sincerity.errors import FolderError, Interrupted, RunError, SocietyError
from sincerity.store.manifest import read_manifest
from sincerity.store.mishap import resumable
from sincerity.store.run import Run
from sincerity.store.writer import RunWriter
from store.fake_run import DAYS, day_block, events_of, facts, finish, live, people_table, state, whole_run


def status(folder: Path) -> str:
    return read_manifest(folder / "manifest.json").status


def resume(folder: Path) -> int:
    writer, checkpoint = RunWriter.reopen(folder, layout="records-1")
    day = checkpoint.meta.day if checkpoint else 0
    with writer:
        if checkpoint:
            assert checkpoint.arrays["faces"].tobytes() == state(day)["faces"].tobytes()
        live(writer, day, DAYS)
        finish(writer)
    return day


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(whole_run(tmp_path_factory.mktemp("whole") / "run"))


def assert_same(folder: Path, wanted: Run) -> None:
    found = Run(folder)
    assert found.manifest.result_hash == wanted.manifest.result_hash
    for name in ("series", "people", "events"):
        ours, theirs = getattr(found, name).to_numpy(), getattr(wanted, name).to_numpy()
        assert list(ours) == list(theirs)
        assert all((ours[column] == theirs[column]).all() for column in ours), name


def test_a_whole_run(wanted: Run) -> None:
    names = sorted(path.name for path in wanted.path.iterdir())
    assert names == ["checkpoints", "events.parquet", "manifest.json", "people.parquet", "run.log", "scenario.toml", "series.parquet"]
    assert (wanted.path / "scenario.toml").read_text() == 'name = "made-up"\n'
    assert wanted.people.to_numpy()["sex"].tolist()[:2] == ["male", "female"]
    assert len(wanted.events) == DAYS


def test_no_table_can_be_taken_for_a_register(wanted: Run) -> None:
    """What is found outside its folder says itself what it is."""
    notice = "simulation of invented residents; no record of a real person"
    assert json.loads((wanted.path / "manifest.json").read_text())["notice"] == notice
    for name in ("series", "people", "events"):
        found = duckdb.sql(f"SELECT key, value FROM parquet_kv_metadata('{wanted.path / name}.parquet')").fetchall()
        marks = {key.decode(): value.decode() for key, value in found}
        assert marks == {"sincerity": notice, "sincerity_version": wanted.manifest.version, "scenario": "made-up"}


def test_checkpoints_and_blocks_of_people_change_nothing(tmp_path: Path, wanted: Run) -> None:
    with RunWriter.open(tmp_path / "run", **facts()) as writer:
        live(writer, 0, DAYS, checkpoint_days=1000)
        blocks = (people_table(first, min(first + 7, 20)) for first in range(0, 20, 7))
        writer.finish(blocks, labels={"sex": ("male", "female")})
    assert_same(tmp_path / "run", wanted)


def test_the_seconds_count_from_when_the_work_began(tmp_path: Path) -> None:
    """Compiling and settling come before the folder: what they took is part of the run, in each sitting."""
    folder = tmp_path / "run"
    with RunWriter.open(folder, **facts(), began=time.monotonic() - 1000) as writer:
        live(writer, 0, 17)
        writer.checkpoint(17, state(17))
        writer.interrupt(17)
    assert 1000 < read_manifest(folder / "manifest.json").wall_seconds < 1100
    writer, _ = RunWriter.reopen(folder, layout="records-1", began=time.monotonic() - 500)
    with writer:
        live(writer, 17, DAYS)
        finish(writer)
    found = read_manifest(folder / "manifest.json")
    assert 1500 < found.wall_seconds < 1600
    assert found.person_days_per_second == pytest.approx(found.person_days / found.wall_seconds)


def test_no_events(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path / "run", **facts(days=1)) as writer:
        writer.append(day_block(0, 1))
        finish(writer)
    events = Run(tmp_path / "run").events
    assert list(events.columns) == list(events_of(0))
    assert len(events) == 0


def test_interrupted_and_resumed(tmp_path: Path, wanted: Run) -> None:
    folder = tmp_path / "run"
    with RunWriter.open(folder, **facts()) as writer:
        live(writer, 0, 17)
        writer.checkpoint(17, state(17))
        writer.interrupt(17)
    assert status(folder) == "interrupted"
    with pytest.raises(FolderError, match="was interrupted; it stands at day 17 of 40.*sincerity resume"):
        Run(folder)
    assert resume(folder) == 17
    assert_same(folder, wanted)
    assert Run(folder).manifest.resumed == 1


def test_failed_and_resumed(tmp_path: Path, wanted: Run) -> None:
    folder = tmp_path / "run"
    with pytest.raises(RunError, match=r"the run failed: ZeroDivisionError: .*resume"), RunWriter.open(folder, **facts()) as writer:
        live(writer, 0, 25)
        raise ZeroDivisionError("x")
    assert status(folder) == "failed"
    with pytest.raises(FolderError, match=r"failed \(the run failed: ZeroDivisionError"):
        Run(folder)
    assert resume(folder) == 20
    assert_same(folder, wanted)


def test_our_own_errors_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(SocietyError, match="too many"), RunWriter.open(tmp_path / "a", **facts()):
        raise SocietyError("too many")
    assert status(tmp_path / "a") == "failed"
    with pytest.raises(Interrupted, match="sincerity resume"), RunWriter.open(tmp_path / "b", **facts()):
        raise KeyboardInterrupt
    assert status(tmp_path / "b") == "interrupted"
    with pytest.raises(Interrupted, match="sincerity resume"), RunWriter.open(tmp_path / "d", **facts()):
        raise RuntimeError("Query interrupted")
    with pytest.raises(RunError, match="out of memory"), RunWriter.open(tmp_path / "c", **facts()):
        raise MemoryError


@pytest.mark.parametrize("last", [5, 10, 33])
def test_resumed_twice(tmp_path: Path, wanted: Run, last: int) -> None:
    folder = tmp_path / "run"
    with pytest.raises(Interrupted), RunWriter.open(folder, **facts()) as writer:
        live(writer, 0, last)
        raise KeyboardInterrupt
    writer, checkpoint = RunWriter.reopen(folder, layout="records-1")
    first = checkpoint.meta.day if checkpoint else 0
    with pytest.raises(Interrupted), writer:
        live(writer, first, min(first + 12, DAYS))
        raise KeyboardInterrupt
    resume(folder)
    assert_same(folder, wanted)


def _live_and_die(folder: Path) -> None:
    writer = RunWriter.open(folder, **facts())
    live(writer, 0, 26)
    writer._series.flush()  # a part that no checkpoint knows of
    (folder / "parts" / "series-000099.parquet.tmp").write_text("half")
    (folder / "series.parquet.tmp").write_text("half")
    os._exit(9)


def test_killed_and_resumed(tmp_path: Path, wanted: Run) -> None:
    folder = tmp_path / "run"
    child = multiprocessing.get_context("spawn").Process(target=_live_and_die, args=(folder,))
    child.start()
    child.join()
    assert status(folder) == "running"
    with pytest.raises(FolderError, match=r"was killed; it stands at day 20 of 40\. Go on with `sincerity resume"):
        Run(folder)
    assert resume(folder) == 20
    assert_same(folder, wanted)


def test_a_damaged_checkpoint_falls_back_to_the_one_before(tmp_path: Path, wanted: Run) -> None:
    folder = tmp_path / "run"
    with pytest.raises(Interrupted), RunWriter.open(folder, **facts()) as writer:
        live(writer, 0, 35)
        raise KeyboardInterrupt
    (folder / "checkpoints" / "day+00030" / "faces.npy").write_bytes(b"nothing")
    assert resume(folder) == 20
    assert_same(folder, wanted)
    assert "damaged checkpoint skipped" in (folder / "run.log").read_text()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("table", ["series", "events"])
def test_a_damaged_part_is_never_taken_for_whole(tmp_path: Path, wanted: Run, table: str, number: int) -> None:
    """One byte of days already lived: an older checkpoint that does not need it, or a refusal; never other numbers."""
    folder = tmp_path / "run"
    with pytest.raises(Interrupted), RunWriter.open(folder, **facts()) as writer:
        live(writer, 0, 35)
        raise KeyboardInterrupt
    flip(folder / "parts" / f"{table}-{number:06d}.parquet")
    if number < 2:
        with pytest.raises(FolderError, match=rf"no checkpoint in .* is whole .*{table}-00000{number}\.parquet does not match"):
            RunWriter.reopen(folder, layout="records-1")
        assert not (folder / "lock").exists()
        assert not (folder / "reserve").exists()
        return
    assert resume(folder) == 20
    assert_same(folder, wanted)


def test_what_cannot_be_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "run"
    with pytest.raises(Interrupted), RunWriter.open(folder, **facts()) as writer:
        live(writer, 0, 15)
        raise KeyboardInterrupt
    with pytest.raises(FolderError, match="another scenario, seed or build"):
        RunWriter.reopen(folder, layout="records-2")
    with monkeypatch.context() as patched:
        patched.setattr("sincerity.store.mishap.__version__", "9.9")
        with pytest.raises(FolderError, match=r"begun by version .*, this is 9\.9"):
            RunWriter.reopen(folder, layout="records-1")
    (folder / "parts" / "series-000000.parquet").unlink()
    with pytest.raises(FolderError, match="no checkpoint in .* is whole .*series-000000.parquet is missing"):
        RunWriter.reopen(folder, layout="records-1")
    with pytest.raises(FolderError, match="is done; there is nothing to resume"):
        RunWriter.reopen(whole_run(tmp_path / "done"), layout="records-1")


def test_a_run_that_is_held_is_not_resumed(tmp_path: Path) -> None:
    with RunWriter.open(tmp_path / "run", **facts()), pytest.raises(FolderError, match="being written by another process"):
        resumable(tmp_path / "run")
    assert resumable(tmp_path / "run").status == "running"


def test_codes_without_a_label_fail_the_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="a code of sex has no label"), RunWriter.open(tmp_path / "run", **facts()) as writer:
        live(writer, 0, DAYS)
        writer.finish(people_table(), labels={"sex": ("one",)})
