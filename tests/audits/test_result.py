"""An audit as a whole: its ids, its document, its page, its limits, and what it refuses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sincerity as sl
from audits.made import made
from cli.conftest import environment
from lab import scenario
from sincerity.audits.about import SECTIONS, About
from sincerity.audits.catalogue import MODULES, abouts, find
from sincerity.audits.evidence import Evidence, open_run
from sincerity.audits.law import PROVISIONS
from sincerity.audits.limits import Limit, limit
from sincerity.audits.page import ROWS, WIDTH
from sincerity.audits.result import Audit
from sincerity.errors import AuditLimit, FolderError, ScenarioError
from sincerity.store.run import Run

ARTICLE = scenario("article", people=4, days=2, burn_in_days=0)
PEOPLE: list[dict[str, Any]] = [{"listed": 1, "times_listed": 1}, {"listed": 1, "times_listed": 1}, {"group": "B"}, {"age": 8}]
DAYS: list[list[dict[str, Any]]] = [[{"covered": 4, "listed": 1}], [{"covered": 4, "listed": 2, "listed_wrongly": 1}]]


@pytest.fixture(scope="module")
def pair() -> sl.Run:
    wishes = ["burn_in_days=30", "society.region_people=128", "policy.rollout.active=false", "policy.listing.by_score_below=985"]
    return sl.run("article", against="none", people=1500, days=200, set=wishes)


@pytest.fixture(scope="module")
def audit(pair: sl.Run) -> Audit:
    found: Audit = pair.audit()
    return found


def test_every_measure_is_of_the_catalogue_and_has_one_id(audit: Audit) -> None:
    assert len(audit.ids) == len(audit)
    for measure in audit:
        about = find(measure.id)
        assert about is not None, measure.id
        assert (measure.unit, measure.section, measure.source) == (about.unit, about.section, about.source)
        assert "<" not in measure.id + measure.title + measure.definition, measure
        assert measure.value is not None or measure.note, f"{measure.id} has neither a value nor a reason"
        assert measure.low is None or measure.value is None or measure.high is None or measure.low <= measure.value <= measure.high


def test_every_kind_of_measure_is_found_in_some_run(audit: Audit) -> None:
    """All but those of a risk model, which takes a longer run."""
    absent = {about.id for about in abouts() if not any(about.matches(name) for name in audit.ids)}
    assert absent <= {"risk_predicted.<band>", "risk_observed.<band>", "detained_innocent_per_100000.<group>"}


def test_no_two_kinds_of_measure_share_a_name() -> None:
    names = [about.id for about in abouts()]
    assert len(set(names)) == len(names)
    plain = [name for name in names if "<" not in name]
    assert all([about.id for about in abouts() if about.matches(name)] == [name] for name in plain)
    assert {section for about in abouts() for section in about.section} == set(SECTIONS) == {one.section for one in PROVISIONS}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_file_says_what_it_leaves_out(module: Any) -> None:
    assert "\n\nLeft out: " in module.__doc__
    assert all(about.definition and about.formula and about.source for about in module.ABOUTS)


def test_an_about_of_a_family_matches_its_members() -> None:
    about = About("kind.<kind>.points", "", (), "", "", "")
    assert about.matches("kind.speech.points")
    assert not about.matches("kind.points")
    assert not about.matches("kind.speech.points_share")


def test_the_document_lies_in_the_folder(pair: sl.Run, audit: Audit) -> None:
    document = json.loads((pair.path / "audit.json").read_text(encoding="utf-8"))
    assert document == json.loads(json.dumps(audit.document()))
    assert document["title"] == "Simulation evidence, not a compliance finding"
    assert document["run"]["scenario"] == "article"
    assert document["twin"]["scenario"] == "none"
    assert len(document["measures"]) == len(audit)
    assert all(one["text"] and "2024/1689" in one["source"] for one in document["law"])


def test_an_audit_changes_nothing_else_and_is_the_same_again(pair: sl.Run, audit: Audit) -> None:
    before = {path.name: path.read_bytes() for path in pair.path.iterdir() if path.is_file()}
    again = sl.audit(str(pair.path))
    assert [one.document() for one in again] == [one.document() for one in audit]
    assert {path.name: path.read_bytes() for path in pair.path.iterdir() if path.is_file()} == before


def test_a_twin_may_be_given_by_its_folder(pair: sl.Run, audit: Audit) -> None:
    beside = sl.audit(pair, pair.folder.twin)
    assert beside["relatives_change.income"] == audit["relatives_change.income"]
    alone = sl.audit(pair.folder.twin)
    assert alone.twin is None
    assert alone["listed_days"].value == 0


def test_the_page_is_narrow_and_answers_first(audit: Audit) -> None:
    text = audit.text().splitlines()
    assert max(map(len, text)) <= WIDTH
    assert text[0] == "Simulation evidence, not a compliance finding"
    top = text.index("Article 5(1)(c)(i): treatment in contexts unrelated to the data")
    answer = " ".join(text[:top])
    assert f"{audit['affected.listed'].value} were ever on the list" in answer
    assert f"{audit['listed_wrongly'].value} had no true ground" in answer
    assert top < 12
    titles = [line for line in text if line.startswith("Article ")]
    assert titles == [one.title for one in PROVISIONS]
    assert {name for names in ROWS.values() for name in names if name and not name.endswith(".")} <= set(audit.ids)


def test_the_page_of_no_policy_says_so_and_stops(pair: sl.Run) -> None:
    text = sl.audit(pair.folder.twin).text()
    assert "No policy was in force on any day" in text
    assert "Article 5" not in text


def test_a_notebook_sees_the_page(audit: Audit) -> None:
    assert "Simulation evidence" in audit._repr_html_()
    assert repr(audit).startswith("<Audit of article beside none")
    with pytest.raises(KeyError, match="nonsense is not among"):
        _ = audit["nonsense"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("listed>0", Limit("listed", ">", 0)),
        (" list_precision <= .9 ", Limit("list_precision", "<=", 0.9)),
        ("impact.listed.rate.sex=male>=1e-3", Limit("impact.listed.rate.sex=male", ">=", 0.001)),
        ("errors_excess_listed<-2", Limit("errors_excess_listed", "<", -2)),
    ],
)
def test_limits_are_read(text: str, wanted: Limit) -> None:
    assert limit(text) == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("listed", "is not a limit"),
        ("listed=3", "is not a limit"),
        ("listed>many", "is not a limit"),
        (">3", "is not a limit"),
        ("listed>nan", "is not a limit"),
        ("listd>3", "there is no measure listd. Did you mean listed?"),
        ("impact.listed.rate>3", "there is no measure impact.listed.rate."),
    ],
)
def test_what_is_no_limit_is_refused_before_a_run_is_read(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=re.escape(words)) as caught:
        sl.audit(tmp_path / "no run at all", fail_on=[text])
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("limits", "broken"),
    [
        (["listed>1"], ["listed is 2, the limit is listed>1"]),
        (["listed>=2", "listed_wrongly_share<0.4", "list_precision<0.7"], ["listed is 2", "list_precision is 0.666667"]),
        (["listed>2", "listed<2", "listed_wrongly_share<=0.4"], []),
        (["impact.listed.rate.group=B<=0"], ["impact.listed.rate.group=B is 0"]),
    ],
)
def test_limits_are_held(tmp_path: Path, limits: list[str], broken: list[str]) -> None:
    run = made(tmp_path / "run", ARTICLE, PEOPLE, DAYS)
    if not broken:
        sl.audit(run, fail_on=limits)
        return
    with pytest.raises(AuditLimit) as caught:
        sl.audit(run, fail_on=limits)
    assert caught.value.exit_code == 3
    assert all(words in str(caught.value) for words in broken)
    assert str(caught.value).startswith(f"{len(broken)} of {len(limits)} limits broken")
    assert (run.path / "audit.json").is_file(), "everything is measured and written all the same"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("appeals_won_share", "appeals_won_share has no value here. No appeal was heard."),
        ("kind.bribery.points", "this run has no measure kind.bribery.points."),
        ("impact.listed.rate.sex=females", "Did you mean impact.listed.rate.sex=male?"),
    ],
)
def test_a_limit_that_cannot_be_held_does_not_pass(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(words)):
        sl.audit(made(tmp_path / "run", ARTICLE, PEOPLE, DAYS), fail_on=[f"{name}>5"])


def changed_manifest(run: Run, **fields: object) -> None:
    path = run.folder.manifest
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def damage(run: Run, what: str) -> None:
    """Spoil one thing in a run's folder."""
    if what == "version":
        changed_manifest(run, version="0.0.1")
    elif what == "unfinished":
        changed_manifest(run, status="interrupted", day=1)
    elif what == "missing":
        run.folder.people.unlink()
    elif what == "garbage":
        run.folder.series.write_bytes(b"PAR1 and then nothing of use")
    elif what == "scenario":
        run.folder.scenario.write_text(run.folder.scenario.read_text().replace("term_days = 730", "term_days = 731"))
    elif what == "column":
        import duckdb

        table = run.folder.series
        duckdb.sql(f"COPY (SELECT * EXCLUDE (listed_wrongly) FROM read_parquet('{table}')) TO '{table}.new' (FORMAT parquet)")
        table.with_name(f"{table.name}.new").rename(table)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("version", r"begun by version 0\.0\.1, this is .*\. Use that version, or run the scenario again"),
        ("unfinished", "was interrupted; it stands at day 1 of 2"),
        ("missing", r"people\.parquet is missing"),
        ("garbage", r"series.*damaged"),
        ("scenario", r"scenario\.toml is not the scenario that the run was made with"),
        ("column", r"series\.parquet has no column listed_wrongly"),
    ],
)
def test_a_folder_that_cannot_be_audited_is_refused(tmp_path: Path, what: str, words: str) -> None:
    run = made(tmp_path / "run", ARTICLE, PEOPLE, DAYS)
    damage(run, what)
    with pytest.raises(FolderError, match=words) as caught:
        sl.audit(run.path)
    assert caught.value.exit_code == 2
    assert not (run.path / "audit.json").exists()


def test_no_run_and_a_comparison_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="does not exist"):
        open_run(tmp_path / "nowhere")
    (tmp_path / "comparison.json").write_text("{}")
    made(tmp_path / "article" / "seed-3", ARTICLE, PEOPLE, DAYS)
    with pytest.raises(FolderError, match=r"holds a comparison, not a run\. Audit one of its runs, such as .*article/seed-3"):
        open_run(tmp_path)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (scenario("article", "society.group_b_share=0.3", people=4, days=2, burn_in_days=0), "society.group_b_share"),
        (scenario("article", people=4, days=1, burn_in_days=0), "days 1, not 2"),
    ],
    ids=["society", "days"],
)
def test_a_twin_must_be_the_same_people(tmp_path: Path, other: Any, words: str) -> None:
    run = made(tmp_path / "run", ARTICLE, PEOPLE, DAYS)
    stranger = made(tmp_path / "other", other, PEOPLE, DAYS[: other.days])
    with pytest.raises(FolderError, match=f"is not of the same people as .*{words}"):
        Evidence(run, stranger)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    run = made(tmp_path / "run", ARTICLE, PEOPLE, DAYS)
    (run.path / "audit.json").mkdir()
    with pytest.raises(FolderError, match="cannot write .*audit.json"):
        sl.audit(run)


def test_a_new_run_removes_the_audit_of_the_old_one(tmp_path: Path) -> None:
    from sincerity.store.folder import RunFolder

    run = made(tmp_path / "run", ARTICLE, PEOPLE, DAYS)
    sl.audit(run)
    RunFolder(run.path).clear()
    assert not (run.path / "audit.json").exists()


def test_the_function_is_not_hidden_by_a_package_of_its_name() -> None:
    """Whatever is imported first, `sl.audit` is the function, and a run has it as a method."""
    code = "import sincerity.audits.page, sincerity as sl; assert callable(sl.audit) and callable(sl.Run.audit)"
    subprocess.run([sys.executable, "-c", code], env=environment(), check=True)
