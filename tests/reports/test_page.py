"""The page as a whole: sound HTML that needs nothing from anywhere, in whatever it is a report on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sincerity as sl
from reports.conftest import HEADINGS, SET, Page
from sincerity.errors import FolderError, RunError

SECTIONS = [
    "answer",
    "claims",
    "over-time",
    "tiers",
    "feelings",
    "listed",
    "map",
    "groups",
    "lives",
    "audit",
    "assumptions",
    "limits",
    "again",
]


def test_sections_stand_in_their_order(page: Page) -> None:
    assert page.sections == SECTIONS


def test_nothing_is_fetched_and_nothing_runs(page: Page) -> None:
    assert "http" not in page.source
    assert not re.search(r"\bsrc\s*=|@import|url\((?!#)|<script|<iframe|<link|<object|\bon\w+=", page.source)
    links = [one.attributes["href"] for one in page.root.all("a")]
    assert all(link.startswith(("#", "data:text/csv;")) for link in links)


def test_headings_step_down_one_at_a_time(page: Page) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page.source)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert all(heading.text.strip() for tag in HEADINGS for heading in page.root.all(tag))


def test_links_lead_to_anchors_that_are_there_once(page: Page) -> None:
    anchors = re.findall(r'\bid="([^"]+)"', page.source)
    assert len(anchors) == len(set(anchors))
    inside = [one.attributes["href"][1:] for one in page.root.all("a") if one.attributes["href"].startswith("#")]
    assert set(inside) <= set(anchors)
    assert set(SECTIONS) <= set(inside)
    named = [name for one in re.findall(r'aria-labelledby="([^"]+)"', page.source) for name in one.split()]
    assert set(named) <= set(anchors)


def test_readers_of_all_kinds_are_served(page: Page) -> None:
    assert page.root.one("html").attributes["lang"] == "en"
    assert page.root.one("main").parent is not None
    assert page.root.one("nav").attributes["aria-label"]
    assert all("scope" in head.attributes for head in page.root.all("th"))
    assert page.root.all("a")[0].attributes["href"] == "#answer"
    regions = [one for one in page.root.all("div") if one.attributes.get("role") == "region"]
    assert all(one.attributes["aria-label"] and one.attributes["tabindex"] == "0" for one in regions)


def test_titles_are_escaped(page: Page) -> None:
    assert page.root.one("h1").text == "<script>alert(1)</script> & co"
    assert "<script" not in page.source


def test_the_page_says_what_it_is(page: Page) -> None:
    assert "nobody here is real" in page.root.one("header").text
    assert "caricature" in page.section("limits").text
    assert "One seed" in page.section("limits").text


def test_the_command_that_repeats_it_stands_there(page: Page, pair: sl.Run) -> None:
    section = page.section("again")
    assert [one.text for one in section.all("pre")] == [pair.manifest.command]
    assert pair.twin is not None
    assert pair.manifest.result_hash in section.text
    assert pair.twin.manifest.result_hash in section.text


def test_a_run_without_twin_or_policy_is_reported(alone: Page) -> None:
    assert alone.sections == ["answer", "claims", "over-time", "feelings", "assumptions", "limits", "again"]
    answer = alone.section("answer")
    assert "None was in force" in answer.text
    assert "no number here is an effect" in answer.text
    heads = [head.text for head in answer.all("th")]
    assert "none" in heads
    assert "difference" not in heads


def test_a_short_run_alone_is_reported_twice_alike(tmp_path: Path) -> None:
    run = sl.run("article", people=300, days=30, set=["burn_in_days=5"], out=tmp_path / "run")
    path = sl.report(run)
    assert path == tmp_path / "run" / "report.html"
    found = Page(path)
    assert "groups" not in found.sections
    assert "lives" in found.sections
    assert "--against none" in found.section("lives").text
    assert sl.report(run.path, tmp_path / "again.html").read_bytes() == path.read_bytes()


def test_runs_of_one_scenario_are_put_together_by_seed(tmp_path: Path) -> None:
    runs = [sl.run("none", people=200, days=30, seed=seed, set=["burn_in_days=5"], out=tmp_path / f"{seed}") for seed in (1, 2)]
    found = Page(sl.report([run.path for run in runs], tmp_path / "both.html"))
    assert "2 seeds" in found.root.one("header").text
    rows = found.numbers("over-time-fear-wronged")
    assert {row["policy"] for row in rows} == {"none"}
    assert all(float(row["low"]) <= float(row["value (0 to 1)"]) <= float(row["high"]) for row in rows)
    assert len(found.section("again").all("pre")) == 2


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ([], "nothing to report on"),
        (["nowhere"], "nowhere does not exist"),
        (["pair", "pair"], "the same scenario with the same seed"),
    ],
)
def test_what_cannot_be_reported_is_said(pair: sl.Run, what: list[str], words: str, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=words):
        sl.report([str(pair.path) if name == "pair" else name for name in what], tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_runs_over_other_days_take_a_report_each(pair: sl.Run, tmp_path: Path) -> None:
    short = sl.run("none", people=100, days=3, set=["burn_in_days=1"])
    with pytest.raises(FolderError, match="make a report of each"):
        sl.report([pair, short], tmp_path / "page.html")


def test_other_files_are_not_overwritten(pair: sl.Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("<!doctype html><title>mine</title>", encoding="utf-8")
    with pytest.raises(FolderError, match="is no report"):
        sl.report(pair, mine)
    assert "mine" in mine.read_text(encoding="utf-8")
    with pytest.raises(FolderError, match="is a folder"):
        sl.report(pair, tmp_path)


@pytest.mark.parametrize("library", ["jinja2", "vl_convert", "altair"])
def test_a_missing_library_is_named_with_its_extra(pair: sl.Run, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(RunError, match=rf"{library}.*sincerity-lab\[analysis\]"):
        sl.report(pair, tmp_path / "page.html")


def test_importing_the_lab_loads_nothing_of_a_report() -> None:
    code = "import sincerity, sys; print([name for name in ('jinja2', 'altair', 'vl_convert', 'sincerity.reports') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_was_changed_of_the_shipped_file_is_told(page: Page) -> None:
    changed = next(one for one in page.section("assumptions").all("table") if one.one("caption").text.startswith("Changed"))
    keys = {row.all("th")[0].text for row in changed.all("tr")[1:]}
    assert keys == {"title", "days", *(text.partition("=")[0] for text in SET if not text.startswith("title")), "society.people"}
