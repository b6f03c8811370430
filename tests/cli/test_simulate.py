"""`sincerity run` and `resume`, from the first word to the last."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sincerity as sl
from cli.conftest import SMALL, Call, environment
from sincerity.store.folder import RunFolder
from sincerity.store.manifest import read_manifest


def test_tsv_when_piped(call: Call) -> None:
    found = call("run", *SMALL, "-o", "here")
    assert found.code == 0
    rows = dict(line.split("\t") for line in found.out.splitlines())
    assert rows["figure"] == "value"
    assert rows["people"] == "300"
    assert rows["days"] == "40"
    assert "adults" in rows
    assert "Simulating 300 invented residents for 40 days under `article` into here" in found.err


def test_words_on_a_terminal(call: Call) -> None:
    found = call("run", *SMALL, "-o", "here", "--format", "table")
    assert "300 invented residents" in found.out
    assert "nobody here is real" in found.out
    assert re.search(r"again +sincerity run article --people 300 --days 40 --set burn_in_days=10 --seed 1\n", found.out)
    assert 12 <= len(found.out.strip().splitlines()) <= 20


def test_one_json_document(call: Call) -> None:
    found = call("run", *SMALL, "-o", "here", "--json", "--quiet", "--seed", 5, "--watch", "1,2")
    document = json.loads(found.out)
    assert found.err == ""
    assert document["manifest"]["status"] == "done"
    assert document["manifest"]["watch"] == [1, 2]
    assert document["manifest"]["command"] == "sincerity run article --people 300 --days 40 --set burn_in_days=10 --seed 5 --watch 1,2"
    assert document["figures"]["people"] == 300
    assert sum(document["tiers"].values()) == document["figures"]["scored"]


def test_the_command_in_the_manifest_repeats_the_run(call: Call, finished: Path) -> None:
    manifest = read_manifest(finished / "manifest.json")
    words = manifest.command.split()
    assert words[:2] == ["sincerity", "run"]
    again = json.loads(call(*words[1:], "-o", "again", "--json").out)
    assert again["manifest"]["result_hash"] == manifest.result_hash


def test_the_default_folder(call: Call) -> None:
    found = call("run", "none", *SMALL, "--json")
    assert found.code == 0
    (folder,) = Path("runs").iterdir()
    assert re.fullmatch(r"none-\d{8}-\d{6}", folder.name)
    assert {path.name for path in folder.iterdir()} >= {"manifest.json", "scenario.toml", "series.parquet", "people.parquet", "run.log"}


def test_python_and_command_line_are_one(finished: Path) -> None:
    run = sl.run("article", people=300, days=40, set=["burn_in_days=10"])
    assert run.manifest.result_hash == read_manifest(finished / "manifest.json").result_hash
    assert run.series.to_numpy()["day"].max() == 39
    loaded = sl.Scenario.load("article", "burn_in_days=10", "society.people=300", "days=40")
    other = sl.run(loaded, out=None)
    assert other.manifest.result_hash == run.manifest.result_hash
    assert other.manifest.command.endswith("scenario.toml --seed 1")


def test_the_luck_is_told_and_repeated(call: Call, finished: Path) -> None:
    found = call("run", "article", *SMALL, "-o", "here", "--luck", 9, "--format", "table")
    assert "under `article`, seed 1, luck 9\n" in found.out
    assert re.search(r"again +sincerity run article --people 300 --days 40 --set burn_in_days=10 --seed 1 --luck 9\n", found.out)
    manifest, other = (read_manifest(folder / "manifest.json") for folder in (Path("here"), finished))
    assert (manifest.luck, other.luck) == (9, None)
    assert manifest.result_hash != other.result_hash


def test_until_is_inclusive(call: Call) -> None:
    found = call("run", "none", "--people", 64, "--until", "2014-06-16", "--set", "burn_in_days=0", "-o", "here", "--json")
    assert json.loads(found.out)["figures"]["days"] == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["articel"], "article"),
        (["--people", 0], "--people 0"),
        (["--people", 5_000_000_000], "5000000000"),
        (["--days", 5, "--until", "2014-07-01"], "--days and --until both say when the run ends"),
        (["--seed", -1], "--seed -1 is out of range"),
        (["--luck", -1], "--luck -1 is out of range"),
        (["--threads", 0], "--threads 0 is out of range"),
        (["--checkpoint", -1], "--checkpoint -1 is out of range"),
        (["--watch", "300"], "resident 300 does not exist"),
        (["--set", "policy.nonsense=1"], "policy.nonsense"),
        (["--device", "cuda"], "no CUDA device here"),
        (["-o", "/proc/nowhere/run"], "cannot write to /proc/nowhere/run"),
    ],
)
def test_bad_input(call: Call, monkeypatch: pytest.MonkeyPatch, arguments: list[object], words: str) -> None:
    monkeypatch.setattr("sincerity.api.scenarios.cuda_device", lambda: "")
    found = call("run", *SMALL, *arguments)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
    assert found.err.count("Error:") == 1
    assert "Traceback" not in found.err


def test_until_before_the_start(call: Call) -> None:
    found = call("run", "none", "--until", "2013-01-01")
    assert found.code == 2
    assert "--until 2013-01-01" in found.err


def test_too_large_for_this_machine(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sincerity.store.memory.available_memory", lambda: 1 << 30)
    found = call("run", "--people", 2_000_000_000, "-o", "here")
    assert found.code == 2
    assert re.search(r"2,000,000,000 people needs .* of memory; 1\.1 GB is available here.*at most [\d,]+ people", found.err)
    assert not Path("here").exists()
    assert "Simulating" not in found.err


def test_an_existing_run(call: Call, finished: Path) -> None:
    before = (finished / "manifest.json").read_bytes()
    found = call("run", *SMALL, "-o", finished)
    assert (found.code, found.out) == (2, "")
    assert "already holds a run" in found.err
    assert (finished / "manifest.json").read_bytes() == before
    assert call("run", *SMALL, "-o", "here").code == 0
    assert call("run", *SMALL, "-o", "here", "--seed", 9, "--force").code == 0
    assert read_manifest(Path("here/manifest.json")).seed == 9


def test_a_full_disk(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("sincerity.store.parquet.replacing", full)
        found = call("run", *SMALL, "-o", "here")
    assert found.code == 1
    assert "disk full" in found.err
    assert "sincerity resume here" in found.err
    assert read_manifest(Path("here/manifest.json")).status == "failed"
    assert call("resume", "here", "--json").code == 0


def test_resume_has_something_to_say(call: Call, finished: Path) -> None:
    found = call("resume", finished)
    assert found.code == 2
    assert "is done; there is nothing to resume" in found.err
    assert "does not exist" in call("resume", "nowhere").err


def stopped(folder: Path) -> Path:
    """A small run, stopped on its fifth day."""
    with pytest.raises(sl.Interrupted):
        sl.run("article", people=300, days=40, set=["burn_in_days=10"], out=folder, cancel=StopAfter(15))
    return folder


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--threads", -3], "--threads -3 is out of range"),
        (["--threads", 0], "--threads 0 is out of range"),
        (["--checkpoint", -5], "--checkpoint -5 is out of range"),
    ],
)
def test_resume_checks_its_options(call: Call, tmp_path: Path, arguments: list[object], words: str) -> None:
    folder = stopped(tmp_path / "run")
    before = (folder / "manifest.json").read_bytes()
    found = call("resume", folder, *arguments)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
    assert (folder / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "done"}, "is done; there is nothing to resume"),
        ({"version": "9.9"}, "was begun by version 9.9"),
        ({"device": "cuda"}, "no CUDA device here"),
        ({}, "being written by another process"),
    ],
)
def test_resume_looks_at_the_folder_first(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], words: str
) -> None:
    """Before memory is asked for and a society built."""
    folder = stopped(tmp_path / "run")
    document = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**document, **changes}))
    monkeypatch.setattr("sincerity.api.scenarios.cuda_device", lambda: "")
    monkeypatch.setattr("sincerity.engine.run.Simulation", None)
    monkeypatch.setattr("sincerity.engine.run.bytes_needed", None)
    place = RunFolder(folder)
    if not changes:
        place.hold()
    found = call("resume", folder)
    place.release()
    assert (found.code, found.out) == (2, "")
    assert words in found.err
    assert "Going on" not in found.err


def started(folder: Path, *arguments: object) -> subprocess.Popen[str]:
    """A run of its own process that has lived some days."""
    words = [sys.executable, "-m", "sincerity", "run", *map(str, arguments), "-o", str(folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
    end = time.monotonic() + 120
    while time.monotonic() < end and not list((folder / "checkpoints").glob("day+*[!p]")):
        if process.poll() is not None:
            break
        time.sleep(0.01)
    return process


LONG = ("none", "--people", 4000, "--days", 3000, "--set", "burn_in_days=0", "--checkpoint", 40)


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> str:
    run = sl.run("none", people=4000, days=3000, set=["burn_in_days=0"], out=tmp_path_factory.mktemp("wanted") / "run", checkpoint_days=0)
    return run.manifest.result_hash


def test_ctrl_c_and_resume(call: Call, tmp_path: Path, wanted: str) -> None:
    folder = tmp_path / "run"
    process = started(folder, *LONG)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert f"sincerity resume {folder}" in err
    assert "Traceback" not in err
    manifest = read_manifest(folder / "manifest.json")
    assert manifest.status == "interrupted"
    assert 0 < manifest.day < 3000
    assert not list(folder.rglob("*.tmp"))
    found = json.loads(call("resume", folder, "--json").out)
    assert found["manifest"]["result_hash"] == wanted
    assert found["manifest"]["resumed"] == 1


def test_killed_and_resumed(call: Call, tmp_path: Path, wanted: str) -> None:
    folder = tmp_path / "run"
    process = started(folder, *LONG)
    process.kill()
    process.communicate(timeout=60)
    assert read_manifest(folder / "manifest.json").status == "running"
    with pytest.raises(sl.FolderError, match="was killed; .*sincerity resume"):
        sl.Run(folder)
    assert sl.resume(folder, threads=1).manifest.result_hash == wanted


class StopAfter:
    """An event that is set when it has been asked `n` times: once a day."""

    def __init__(self, n: int) -> None:
        self.left = n

    def is_set(self) -> bool:
        self.left -= 1
        return self.left == 0


@pytest.mark.parametrize("day", [1, 10, 11, 12, 39])
def test_stopped_on_any_day(tmp_path: Path, finished: Path, day: int) -> None:
    """One region, one day after a checkpoint: the smallest block there is."""
    size = {"people": 300, "days": 40, "set": ["burn_in_days=10"], "checkpoint_days": 10, "out": tmp_path / "run"}
    with pytest.raises(sl.Interrupted, match=f"stopped at day {day} of 40"):
        sl.run("article", **size, cancel=StopAfter(10 + day))
    assert sl.resume(tmp_path / "run", checkpoint_days=1).manifest.result_hash == sl.Run(finished).manifest.result_hash


def test_the_bar_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "sincerity", "run", "none", "--people", "4000", "--days", "1500", "-o", str(tmp_path / "run")]
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env={**environment(), "TERM": "xterm", "COLUMNS": "120"})
    os.close(theirs)
    text = b""
    while True:
        ready, _, _ = select.select([ours], [], [], 120)
        try:
            chunk = os.read(ours, 65536) if ready else b""
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        text += chunk
    os.close(ours)
    assert process.wait() == 0
    assert b"M person-days/s" in text
    assert b"4,000 invented residents" in text
