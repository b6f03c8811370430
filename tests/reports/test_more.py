"""What else may stand on a page: a comparison, an audit, verdicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sincerity as sl
from reports import made
from reports.conftest import Page
from sincerity.errors import FolderError
from sincerity.reports.evidence import evidence_of
from sincerity.reports.two_claims import verdicts_of


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> sl.Comparison:
    """A comparison with two policies and two seeds."""
    folder = tmp_path_factory.mktemp("compare") / "c"
    size = {"people": 150, "days": 31, "seeds": (1, 2), "set": ["burn_in_days=10", "mind.awareness.from=everyone"]}
    return sl.compare("none", "article", "list-only", **size, out=folder)


@pytest.fixture(scope="module")
def compared(comparison: sl.Comparison) -> Page:
    """The report on it, in its folder."""
    return Page(sl.report(comparison.path))


def test_a_comparison_is_told_policy_by_policy(compared: Page, comparison: sl.Comparison) -> None:
    answer = compared.section("answer")
    assert [head.text for head in answer.all("h3")] == ["Under article", "Under list-only", "Numbers"]
    assert "2 pairs of runs of the same people" in answer.text
    assert [one.text for one in compared.section("again").all("pre")] == [comparison.manifest.command]
    rows = compared.numbers("over-time-aware")
    assert {row["policy"] for row in rows} == {"article", "list-only", "none"}


def test_bands_are_students_intervals_over_seeds(compared: Page, comparison: sl.Comparison) -> None:
    runs = [comparison.run("article", seed) for seed in comparison.seeds]
    by_seed = [run.series.filter("region = -1").order("day").to_numpy() for run in runs]
    last = [100 * series["aware"][-1] / series["adults"][-1] for series in by_seed]
    row = [row for row in compared.numbers("over-time-aware") if row["policy"] == "article"][-1]
    mean, error = sum(last) / 2, abs(last[0] - last[1]) / 2
    assert float(row["value (percent of adults)"]) == pytest.approx(mean)
    assert float(row["high"]) - mean == pytest.approx(12.706204736432095 * error)  # Student's t, 97.5 %, one degree of freedom


def test_effects_by_group_are_those_of_the_comparison(compared: Page, comparison: sl.Comparison) -> None:
    wanted = comparison.effects.filter("metric = 'people.trust' AND \"group\" = 'sex=female'").order("scenario")
    rows = [row for row in compared.numbers("by-group-trust") if row["group"] == "women"]
    assert [(row["policy"], float(row["difference"])) for row in sorted(rows, key=lambda row: row["policy"])] == [
        (scenario, pytest.approx(estimate, abs=1e-12)) for scenario, estimate in wanted.project("scenario, estimate").fetchall()
    ]


def test_who_gains_stands_beside_other_luck_and_the_placebo(compared: Page, comparison: sl.Comparison) -> None:
    tables = [one for one in compared.section("groups").all("table") if one.all("caption")]
    (table,) = (one for one in tables if one.one("caption").text.startswith("Residents whose two lives"))
    rows = [[cell.text for cell in (*row.all("th"), *row.all("td"))] for row in table.all("tr")[1:]]
    assert {row[2] for row in rows} >= {"the same", "drawn anew"}
    (found,) = (row for row in rows if row[:3] == ["article", "trust", "the same"])
    ((up, down),) = (
        comparison.individual.filter("scenario = 'article' AND metric = 'people.trust' AND luck = 'same' AND displaced = 0")
        .aggregate("100 * avg(up), 100 * avg(down)")
        .fetchall()
    )
    assert found[3:5] == [f"{up:.1f}", f"{down:.1f}"]
    assert "one wrong record of one resident" in compared.section("groups").text
    for days, lives in comparison.placebo.aggregate("days, avg(lives_differ)", "days").fetchall():
        assert f"{lives:g} after {days} day" in compared.section("groups").text


def test_a_comparison_is_reported_alone(comparison: sl.Comparison, pair: sl.Run, tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="reported alone"):
        sl.report([comparison.path, pair.path], tmp_path / "page.html")


def test_an_audit_in_the_folder_is_shown_under_its_own_title(page: Page, pair: sl.Run) -> None:
    measures = json.loads((pair.path / "audit.json").read_text(encoding="utf-8"))["measures"]
    section = page.section("audit")
    assert section.one("h2").text == "Simulation evidence, not a compliance finding"
    rows = {row.one("th").text: row.all("td")[0].text for table in section.all("table") for row in table.all("tr")[1:]}
    assert sum(len(table.all("tr")) - 1 for table in section.all("table")) == len(measures)
    for measure in measures:
        assert (rows[measure["title"]] == "none") == (measure["value"] is None)


def test_a_damaged_audit_is_no_audit(tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_text('{"measures": [{}]}', encoding="utf-8")
    with pytest.raises(FolderError, match=r"audit\.json is damaged"):
        evidence_of(tmp_path)
    assert evidence_of(tmp_path / "nowhere") is None


def test_verdicts_are_shown_where_they_are_given(alone: Page, pair: sl.Run, tmp_path: Path) -> None:
    (one,) = verdicts_of(made.verdicts())
    assert (one.verdict, one.share, one.threshold) == ("depends", "50 % of 64", "at least 10")
    assert one.effect == "+4.5 (+1.25 to +7.75) per 1,000 adults"
    row = next(row for row in alone.section("claims").all("tr") if row.text.startswith("press"))
    assert "A nation <of> informants: Many report." in row.text
    assert "depends" in row.text
    with pytest.raises(FolderError, match="holds no verdicts"):
        sl.report(pair, tmp_path / "page.html", claims=tmp_path / "nowhere")


def test_an_effect_that_no_seed_has_is_left_open() -> None:
    claim = {**made.CLAIM, "effect": {"estimate": None, "low": None, "high": None}, "imposed": True}
    (one,) = verdicts_of(made.verdicts(claims=[claim]))
    assert (one.effect, one.note) == ("per 1,000 adults", "put in by a rule; its size alone is found")
