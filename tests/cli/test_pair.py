"""`sincerity run --against`: refusals, the two folders, what is printed, Ctrl-C and `resume`."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path

import pytest
from pydantic import TypeAdapter

import sincerity as sl
from cli.conftest import SMALL, Call
from cli.test_simulate import StopAfter, started
from sincerity.cli.documents import DOCUMENTS
from sincerity.cli.main import main
from sincerity.engine.compose import registry
from sincerity.scenario.load import load
from sincerity.store.manifest import read_manifest


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished pair."""
    folder = tmp_path_factory.mktemp("pair") / "run"
    assert main(["run", "article", "--against", "none", *map(str, SMALL), "--out", str(folder), "--quiet", "--watch", "3", "--json"]) == 0
    return folder


def test_both_folders_are_whole_runs(pair: Path) -> None:
    run = sl.Run(pair)
    assert run.twin is not None
    assert (run.manifest.scenario, run.manifest.against) == ("article", "none")
    assert (run.twin.manifest.scenario, run.twin.path) == ("none", pair / "twin")
    assert sl.Run(pair / "twin").manifest == run.twin.manifest
    assert {path.name for path in (pair / "twin").iterdir()} >= {"manifest.json", "scenario.toml", "series.parquet", "people.parquet"}
    assert run.twin.manifest.watch == (3,)
    assert set(run.twin.events.to_numpy()["id"]) == {3}
    assert not list(pair.rglob("lock"))


def test_each_command_repeats_its_run(call: Call, pair: Path) -> None:
    run, twin = (read_manifest(place / "manifest.json") for place in (pair, pair / "twin"))
    size = "--people 300 --days 40 --set burn_in_days=10 --seed 1 --watch 3"
    assert run.command == f"sincerity run article --against none {size}"
    assert twin.command == f"sincerity run none {size}"
    alone = json.loads(call(*twin.command.split()[1:], "-o", "again", "--json").out)
    assert alone["manifest"]["result_hash"] == twin.result_hash


def test_python_has_the_twin(pair: Path) -> None:
    run = sl.run("article", against="none", people=300, days=40, set=["burn_in_days=10"])
    assert run.twin is not None
    wanted = sl.Run(pair)
    assert wanted.twin is not None
    assert run.manifest.result_hash == wanted.manifest.result_hash
    assert run.twin.manifest.result_hash == wanted.twin.manifest.result_hash
    people = run.twin.people
    del run, wanted
    assert len(people.to_numpy()["id"]) == 300, "a table keeps its temporary folder"
    assert sl.run("none", people=300, days=2, set=["burn_in_days=0"]).twin is None


def test_loaded_scenarios(tmp_path: Path) -> None:
    first, second = (sl.Scenario.load(name, "burn_in_days=0", "society.people=100", "days=3") for name in ("article", "list-only"))
    run = sl.run(first, against=second, out=tmp_path / "run")
    assert run.twin is not None
    assert run.manifest.command == f"sincerity run {tmp_path}/run/scenario.toml --against {tmp_path}/run/twin/scenario.toml --seed 1"
    assert run.twin.manifest.command == f"sincerity run {tmp_path}/run/twin/scenario.toml --seed 1"


def test_one_screen_on_a_terminal(call: Call) -> None:
    size = ("--people", 3000, "--days", 40, "--set", "burn_in_days=10", "--set", "society.region_people=256")
    found = call("run", "article", "--against", "none", *size, "-o", "here", "--format", "table")
    assert "3,000 invented residents" in found.out
    assert "then the same people under `none`, into here" in found.err
    assert re.search(r"^ +article +none +difference +80 % of regions$", found.out, re.MULTILINE)
    assert re.search(r"hashes  [0-9a-f]{16} \(article\), [0-9a-f]{16} \(none\)\n", found.out)
    again = "sincerity run article --against none --people 3000 --days 40 --set burn_in_days=10 --set society.region_people=256 --seed 1"
    assert f"again  {again}\n" in found.out
    lines = found.out.splitlines()
    assert 15 <= len(lines) <= 40
    assert max(len(line) for line in lines if "again" not in line) <= 100


def test_one_json_document(call: Call) -> None:
    found = call("run", "article", "--against", "none", *SMALL, "-o", "here", "--json", "--quiet")
    TypeAdapter(DOCUMENTS["run"]).validate_json(found.out)
    document = json.loads(found.out)
    assert found.err == ""
    assert document["manifest"]["scenario"] == "article"
    assert document["twin"]["manifest"]["scenario"] == "none"
    assert document["twin"]["figures"]["people"] == 300
    offences = next(row for row in document["differences"] if row["name"] == "acts_offence")
    assert offences["difference"] == offences["run"] - offences["twin"]


def test_tsv_when_piped(call: Call) -> None:
    found = call("run", "article", "--against", "none", *SMALL, "-o", "here")
    rows = [line.split("\t") for line in found.out.splitlines()]
    assert rows[0] == ["figure", "unit", "run", "twin", "difference", "low", "high"]
    assert "wrongs" in {row[0] for row in rows}


def test_what_is_set_for_both(call: Call) -> None:
    words = ("--set", "mind.fear.own_wrong=0.2", "--set", "policy.listing.term_days=3", "--set", "name=mine")
    assert call("run", "article", "--against", "list-only", *SMALL, *words, "-o", "here").code == 0
    run, twin = (load(Path(place), registry()) for place in ("here/scenario.toml", "here/twin/scenario.toml"))
    assert (run.table("mind.fear").own_wrong, twin.table("mind.fear").own_wrong) == (0.2, 0.2)
    assert (run.table("policy.listing").term_days, twin.table("policy.listing").term_days) == (3, 730)
    assert (run.name, twin.name) == ("mine", "list-only")
    assert "policy" not in read_manifest(Path("here/twin/manifest.json")).command


def test_the_twin_lives_as_long_as_the_run(call: Call) -> None:
    small = ("--people", 100, "--set", "burn_in_days=0")
    assert call("run", "none", "--against", "article-repealed", *small, "--until", "2014-06-20", "-o", "here").code == 0
    assert read_manifest(Path("here/twin/manifest.json")).days == 7
    assert "--days 7" in read_manifest(Path("here/twin/manifest.json")).command
    Path("short.toml").write_text('schema = 1\nextends = "none"\ndays = 5\nburn_in_days = 0\n')
    assert call("run", "short.toml", "--against", "article-repealed", *small, "-o", "there").code == 0
    assert read_manifest(Path("there/twin/manifest.json")).days == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("start = 2015-01-01", "start = 2014-06-14, not 2015-01-01"),
        ("burn_in_days = 20", "burn_in_days = 10, not 20"),
        ("[society]\npeople = 400", "society.people = 300, not 400"),
        ("[mind.fear]\nown_wrong = 0.2", "mind.fear.own_wrong = 0.1, not 0.2"),
        (
            '[[society.more_behaviour]]\nid = "jaywalking"\nlabel = "x"\nper_year = 1.0\ntrait = "honesty"\nkind = "offence"',
            "society.behaviour.jaywalking = absent, not there",
        ),
    ],
)
def test_other_people_are_refused(call: Call, text: str, words: str) -> None:
    Path("mine.toml").write_text('schema = 1\nextends = "article"\ndays = 40\nburn_in_days = 10\n[society]\npeople = 300\n')
    head, table = ("", text) if text.startswith("[") else (text, "")
    Path("other.toml").write_text(f'schema = 1\nextends = "none"\n{head}\n{table}\n')
    given = [] if "people" in text else ["--people", 300]
    burn_in = [] if "burn_in" in text else ["--set", "burn_in_days=10"]
    found = call("run", "mine.toml", "--against", "other.toml", *given, *burn_in, "-o", "here")
    assert (found.code, found.out) == (2, "")
    assert "--against other: a twin is the same people under another policy" in found.err
    assert words in found.err
    assert not Path("here").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--against", "nonne"], "Did you mean none?"),
        (["--against", "bad.toml"], "bad.toml:3: policy.nonsense"),
        (["--against", "none", "--set", "policy.nonsense=1"], "policy.nonsense"),
        (["--against", "none", "-o", "taken"], "taken/twin already holds a run"),
    ],
)
def test_bad_input(call: Call, pair: Path, arguments: list[object], words: str) -> None:
    Path("bad.toml").write_text('schema = 1\nextends = "none"\npolicy.nonsense = 1\n')
    Path("taken/twin").mkdir(parents=True)
    Path("taken/twin/manifest.json").write_bytes((pair / "manifest.json").read_bytes())
    found = call("run", "article", *SMALL, *arguments)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
    assert "Simulating" not in found.err


@pytest.mark.parametrize("days", [5, 30, 70])
def test_resume_goes_on_with_both(call: Call, tmp_path: Path, pair: Path, days: int) -> None:
    """Stopped in the burn-in, in the run, in the twin."""
    folder = tmp_path / "stopped"
    with pytest.raises(sl.Interrupted, match=f"sincerity resume {folder}`"):
        sl.run("article", against="none", people=300, days=40, set=["burn_in_days=10"], out=folder, cancel=StopAfter(days), watch=[3])
    found = json.loads(call("resume", folder, "--json").out)
    for place, document in ((pair, found), (pair / "twin", found["twin"])):
        assert document["manifest"]["result_hash"] == read_manifest(place / "manifest.json").result_hash
    assert set(sl.Run(folder / "twin").events.to_numpy()["id"]) == {3}
    assert "nothing to resume" in call("resume", folder).err


def test_ctrl_c(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = started(
        folder, "article", "--against", "none", "--people", 4000, "--days", 3000, "--set", "burn_in_days=0", "--checkpoint", 40
    )
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert f"`sincerity resume {folder}` goes on" in err
    assert read_manifest(folder / "twin" / "manifest.json").status == "waiting"
