"""The front page's parts, from a society of a few hundred."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lab import scenario
from sincerity.cli.main import main as command
from sincerity.engine.run import Twin
from sincerity.engine.twin import run_pair
from sincerity.errors import RunError
from sincerity.experiments.front_page import ABSENT, README, SYSTEMS, between, main, put, repealed, systems
from sincerity.store.run import Run

SIXTEEN = [
    "scoring",
    "listing",
    "travel",
    "ring_tone",
    "jobs",
    "loans",
    "hotels",
    "internet",
    "schools",
    "public_list",
    "deadbeat_map",
    "detention",
    "informants",
    "rollout",
    "revisions",
    "awareness",
]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Run:
    sizes = {"people": 600, "days": 2393, "burn_in_days": 0}
    first, second = scenario("article", **sizes), scenario("none", **sizes)
    return Run(run_pair(first, Twin(second), out=tmp_path_factory.mktemp("page") / "run"))


def test_all_sixteen_have_a_row(pair: Run) -> None:
    assert [system.mechanism for system in SYSTEMS] == SIXTEEN
    rows = systems(pair)
    assert len(rows) == 18
    assert [re.search(r"\| (?:\[|`)(\w+)", row)[1] for row in rows[2:]] == SIXTEEN  # type: ignore[index]
    assert not [row for row in rows if ABSENT in row]
    assert all(re.search(r"\d", row.rpartition("|")[0].rpartition("|")[2]) for row in rows[2:]), "each with a number"


def test_the_repeal_is_of_the_run_s_own_people(pair: Run) -> None:
    eve, day = repealed(pair)
    listed = pair.series.filter("region = -1").order("day").to_numpy()["listed"]
    assert eve == listed[-1] > 0
    assert day == 0


def test_the_page_is_rewritten_between_its_marks(pair: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "README.md"
    page.write_text("# A\n<!-- first-result -->\nold\n<!-- /first-result -->\nB\n<!-- systems -->\n<!-- /systems -->\nC\n")
    main([str(pair.path), "--page", str(page)])
    text = page.read_text()
    assert text.startswith("# A\n") and text.endswith("\nC\n") and "\nB\n" in text and "\nold\n" not in text  # noqa: PT018
    assert between(text, "first-result").startswith("```text\n600 invented residents")
    assert pair.manifest.result_hash[:8] in between(text, "first-result")
    assert put(text, "systems", systems(pair, page)) == text
    before = text
    main([str(pair.path), "--page", str(page)])
    assert page.read_text() == before


def test_what_cannot_be_written_is_told(pair: Run, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no part between"):
        put("no marks", "systems", [])
    assert command(["run", "none", "-n", "64", "--days", "2", "--set", "burn_in_days=0", "-o", str(tmp_path / "run"), "-q", "--json"]) == 0
    with pytest.raises(SystemExit, match="no finished twin"):
        main([str(tmp_path / "run")])


def test_the_readme_has_both_marks() -> None:
    text = README.read_text(encoding="utf-8")
    between(text, "first-result")
    between(text, "systems")
