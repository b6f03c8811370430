"""The site: it builds without a warning, and everything that can be asked about has its heading there."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import click
import pytest

from sincerity.cli.main import cli
from sincerity.engine.catalogue import Entry, catalogue
from sincerity.engine.compose import registry
from sincerity.scenario.load import load

DOCS = Path(__file__).parents[1] / "docs"
ENTRIES = catalogue(load("article", registry()))
HEADING = re.compile(r"<h([1-6])>(.*?)<a class=\"headerlink\"", re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it: a warning fails."""
    folder = tmp_path_factory.mktemp("site")
    words = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "-b", "html", "-d", f"{folder}/read"]
    found = subprocess.run([*words, str(DOCS), f"{folder}/html"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    return folder / "html"


def headings(page: Path, level: int) -> list[str]:
    """The headings of a level on a built page, as text."""
    found = HEADING.findall(page.read_text(encoding="utf-8"))
    return [unescape(re.sub(r"<[^>]+>", "", text)) for depth, text in found if int(depth) == level]


def of_kind(kind: str) -> list[Entry]:
    return [entry for entry in ENTRIES if entry.kind == kind]


def test_every_key_and_table_has_a_heading(site: Path) -> None:
    pages = [site / "reference" / f"{name}.html" for name in ("scenario", "society", "policy", "mind")]
    assert sorted(text for page in pages for text in headings(page, 3)) == sorted(entry.name for entry in of_kind("key"))
    assert sorted(text for page in pages for text in headings(page, 2)) == sorted(entry.name for entry in of_kind("table"))


def test_every_metric_has_a_heading(site: Path) -> None:
    assert headings(site / "reference" / "metrics.html", 3) == [entry.name.partition(".")[2] for entry in of_kind("metric")]


def test_every_command_and_option_has_a_heading(site: Path) -> None:
    page = site / "reference" / "options.html"
    assert headings(page, 2)[1:] == list(cli.commands)
    shown = set(headings(page, 3))
    for command in cli.commands.values():
        options = [option for option in command.params if isinstance(option, click.Option)]
        assert {", ".join(sorted(option.opts, key=len)) for option in options} <= shown


def test_every_pass_has_a_heading_and_every_mechanism_a_page(site: Path) -> None:
    assert headings(site / "reference" / "day.html", 2) == [entry.name for entry in of_kind("pass")]
    for entry in of_kind("mechanism"):
        assert headings(site / "mechanisms" / f"{entry.name}.html", 1) == [entry.name]


@pytest.mark.parametrize("kind", ["purpose", "field"])
def test_every_purpose_and_field_is_told(site: Path, kind: str) -> None:
    text = (site / "reference" / {"purpose": "chance.html", "field": "records.html"}[kind]).read_text(encoding="utf-8")
    assert [entry.name for entry in of_kind(kind) if f">{entry.name}<" not in text] == []


def test_no_mark_is_left_and_every_parameter_is_told(site: Path) -> None:
    assert [page.name for page in site.rglob("*.html") if "<!-- made:" in page.read_text(encoding="utf-8")] == []
    odd = (site / "odd.html").read_text(encoding="utf-8")
    for key in ("policy.travel.stays_home", "society.behaviour.littering.per_year", "policy.tier.AAA.from", "mind.trust.start"):
        assert f">{key}<" in odd


def test_what_is_imposed_and_what_emerges_is_told_of_every_metric() -> None:
    rows = [line.split("|") for line in (DOCS / "imposed-or-emerging.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = [name for row in rows for name in re.findall(r"`([^`]+)`", row[2])]
    wanted = {entry.name.partition(".")[2] for entry in of_kind("metric") if not entry.name.startswith("events.")}
    assert set(told) == wanted
    assert sorted(told) == sorted(set(told)), "each stands in one row"
    assert all(cell.strip() for row in rows for cell in row[1:5])


def test_nothing_is_fetched_when_a_page_is_read(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"<(?:script|img|iframe)[^>]+src=\"https?:", text) == [], page.name
        assert re.findall(r"<link[^>]+rel=\"stylesheet\"[^>]+href=\"https?:", text) == [], page.name
