"""`sincerity compare`: refusals, what is printed, the documents, Ctrl-C and `resume`."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from cli.conftest import Call, environment
from sincerity.cli.documents import DOCUMENTS
from sincerity.cli.main import main
from sincerity.experiments.comparison import Comparison

SMALL = ("--people", 300, "--days", 60, "--set", "burn_in_days=10", "--set", "mind.awareness.from=everyone")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small finished comparison."""
    place = tmp_path_factory.mktemp("compared") / "three"
    words = ("compare", "none", "article", "rongcheng", *SMALL, "--seeds", "0..1", "--out", place, "--quiet", "--json")
    assert main([str(word) for word in words]) == 0
    return place


def test_a_terminal_gets_the_answer_first(call: Call) -> None:
    found = call("compare", "none", "article", *SMALL, "--seeds", "3,5", "--out", "here", "--format", "table")
    assert found.code == 0
    first, second, *rest = found.out.splitlines()
    assert first == "300 invented residents, 60 days from 2014-06-14, 2 seeds"
    assert second == "The same people with the same luck, under none and under article"
    assert re.search(r"^article against none +none +article +difference +95 %, seeds +worth$", "\n".join(rest), re.MULTILINE)
    assert re.search(r"^residents with more \| less of it at the end +same luck +other luck +placebo$", "\n".join(rest), re.MULTILINE)
    assert "Placebo: one resident gets one wrong record more. Lives that differ, of 300: " in found.out
    assert max(map(len, found.out.splitlines()[:-3])) <= 100
    size = "--people 300 --days 60 --set burn_in_days=10 --set mind.awareness.from=everyone"
    assert found.out.rstrip().endswith(f"again  sincerity compare none article {size} --seeds 3,5")
    assert call("compare", "none", "article", *SMALL, "--seeds", "3,5", "--out", "here").code == 2, "the folder is taken"


def test_piped_it_is_every_effect(call: Call) -> None:
    found = call("compare", "none", "article", *SMALL, "--seeds", "1", "--redraw", 0, "--out", "piped", "--format", "tsv")
    head, *rows = found.out.splitlines()
    assert head.split("\t")[:5] == ["scenario", "against", "metric", "period", "group"]
    assert len(rows) == len(Comparison(Path("piped")).effects)
    assert "The comparison is in piped" in found.err


def test_the_document_keeps_its_schema(call: Call) -> None:
    found = call("compare", "none", "article", *SMALL, "--seeds", "1", "--redraw", 0, "--out", "json", "--json")
    document = json.loads(found.out)
    TypeAdapter(DOCUMENTS["compare"]).validate_python(document)
    assert document["manifest"]["seeds"] == [1]
    assert {row["scenario"] for row in document["effects"]} == {"article"}
    assert all(row["low"] is None for row in document["effects"]), "one seed has no interval"


def test_all_policies_are_kept(folder: Path) -> None:
    compared = Comparison(folder)
    assert compared.scenarios == ("none", "article", "rongcheng")
    assert {row[0] for row in compared.effects.project("scenario").distinct().fetchall()} == {"article", "rongcheng"}
    assert all(compared.run(name, seed).manifest.people == 300 for name in compared.scenarios for seed in (0, 1))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("none", "article", "--seeds", "0..2,1"), "--seeds names 1 more than once"),
        (("none", "article", "--seeds", "a..3"), "names no seeds"),
        (("none", "article", "--seeds", "3..1"), "names no seed"),
        (("none",), "at least two scenarios"),
        (("none", "nowhere"), "there is no such file or shipped scenario"),
        (("none", "article", "--redraw", "-1"), "--redraw -1 is out of range"),
        (("none", "article", "--set", "society.people=x"), "society.people"),
        (("none", "article", "--threads", "0"), "--threads 0 is out of range"),
        (("none", "article", "--days", "5", "--until", "2015-01-01"), "--days and --until"),
    ],
    ids=lambda value: "" if isinstance(value, str) else " ".join(value[1:]),
)
def test_what_cannot_be_is_refused_before_the_first_day(call: Call, arguments: tuple[str, ...], words: str) -> None:
    found = call("compare", *arguments, "--out", "never")
    assert found.code == 2
    assert words in found.err
    assert not Path("never").exists()


def test_another_society_is_refused_with_its_keys(call: Call) -> None:
    Path("mine.toml").write_text('extends = "article"\nname = "mine"\n[society]\ngroup_b_share = 0.2\n')
    found = call("compare", "none", "mine.toml", *SMALL, "--out", "never")
    assert found.code == 2
    assert "society.group_b_share = 0.1, not 0.2" in found.err


def test_ctrl_c_stops_it_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "stopped"
    size = ("--people", "3000", "--days", "2000", "--set", "burn_in_days=0", "--seeds", "0..3", "--threads", "1", "--redraw", "0")
    words = [sys.executable, "-m", "sincerity", "compare", "none", "rongcheng", *size, "--out", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        while not (folder / "none" / "seed-0" / "manifest.json").exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert f"sincerity resume {folder}" in err
    assert not out
    assert json.loads((folder / "comparison.json").read_text())["status"] == "interrupted"
    assert json.loads((folder / "none" / "seed-0" / "manifest.json").read_text())["status"] == "interrupted"


def test_resume_refuses_what_is_done(call: Call, folder: Path) -> None:
    found = call("resume", folder)
    assert found.code == 2
    assert "nothing to resume" in found.err
