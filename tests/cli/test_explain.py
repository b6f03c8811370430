"""`sincerity explain`: everything that the code declares has an entry, names are found, and what is printed is what is declared."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from cli.conftest import Call
from sincerity.draw import PURPOSES
from sincerity.engine.catalogue import catalogue, explain
from sincerity.engine.compose import BUILT_IN, registry
from sincerity.engine.day import DAY, DESKS
from sincerity.engine.records import Dimensions, merge
from sincerity.engine.tables import PEOPLE_COLUMNS, SERIES_KEYS, series_columns
from sincerity.errors import ScenarioError
from sincerity.scenario.describe import describe
from sincerity.scenario.load import load

ARTICLE = load("article", registry())
ENTRIES = catalogue(ARTICLE)


def names(kind: str) -> list[str]:
    return [entry.name for entry in ENTRIES if entry.kind == kind]


def test_everything_declared_has_one_entry_with_a_meaning() -> None:
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)
    assert [entry.name for entry in ENTRIES if not entry.meaning.endswith(".")] == []
    assert names("key") == [row.key for row in describe(registry())]
    assert set(names("purpose")) == set(PURPOSES)
    assert set(names("mechanism")) == {*(module.__name__.rpartition(".")[2] for module in BUILT_IN), "network"}
    assert set(names("table")) == {path or "scenario" for path in ARTICLE.shapes}
    assert names("pass") == ["day", "month", "serve", "year", "init", "begin", "cover", "revise", "refit"]
    assert names("desk") == [f"desk.{desk.name}" for desk in DESKS]


def test_every_field_of_the_records_has_an_entry() -> None:
    records = merge(BUILT_IN, Dimensions(slots=1, partners=1, behaviours=1, tiers=1))
    for record, kind in (("me", records.person), ("cold", records.cold), ("today", records.today), ("ledger", records.ledger)):
        assert {name for name in names("field") if name.startswith(f"{record}.")} == {f"{record}.{field}" for field in kind.names or ()}


def test_what_is_counted_says_where() -> None:
    facts = {entry.name: dict(entry.facts) for entry in ENTRIES if entry.name.startswith("series.")}
    assert {name for name in facts if "counted in" not in facts[name]} == {f"series.{name}" for name in (*SERIES_KEYS, "people", "adults")}
    assert facts["series.births"]["counted in"] == "`demography.count_changes`"
    assert facts["series.backlog_cases"]["counted in"] == "`listing.cases_settle`"


def test_what_is_counted_says_whether_it_may_be_added_up() -> None:
    facts = {entry.name: dict(entry.facts).get("counts", "") for entry in ENTRIES if entry.name.startswith("series.")}
    assert {name for name, counts in facts.items() if not counts} == {f"series.{name}" for name in SERIES_KEYS}
    assert facts["series.entries"].startswith("what happened that day")
    assert facts["series.listed"].startswith("what stood at the end of the day")
    assert facts["series.tier_<tier>"].startswith("what stood at the end of the day")
    assert facts["series.savings_sum"] == "what the first of a month found; 0 on all other days"


def test_a_purpose_says_by_which_key_it_is_drawn() -> None:
    key = {entry.name: dict(entry.facts)["key"] for entry in ENTRIES if entry.kind == "purpose" and entry.name in PURPOSES}
    assert key["HONESTY"] == key["TIE_KEPT"] == key["ROLLOUT_DATE"] == "of people: the seed"
    assert key["OCCASION"].startswith("of days: ")


def test_a_purpose_says_who_draws_it() -> None:
    """A word is drawn where it is used, not by whoever draws the block that it lies in."""
    drawn = {entry.name: dict(entry.facts)["drawn by"] for entry in ENTRIES if entry.kind == "purpose"}
    assert [name for name, by in drawn.items() if by == "nothing yet"] == []
    assert (drawn["DISMISSED"], drawn["JOB_LOST"], drawn["CASES_LUCK"]) == ("`jobs.month`", "`economy.month`", "`listing.cases_claim`")


@pytest.mark.parametrize("table", ["series", "people"])
def test_every_column_of_a_run_is_found_by_its_bare_name(table: str) -> None:
    columns = [name for name, _, _ in series_columns(ARTICLE, 16)] if table == "series" else list(PEOPLE_COLUMNS)
    for column in columns:
        assert f"{table}.{column}" in [found.name for entry in ENTRIES if (found := entry.filled(column)) is not None], column


def test_people_columns_are_those_that_a_run_writes(finished: Path) -> None:
    written = duckdb.sql(f"SELECT * FROM '{finished}/people.parquet' LIMIT 0").columns
    tiers = [f"days_{tier.name}" for tier in ARTICLE.policy.tier]
    assert set(written) == {*PEOPLE_COLUMNS, *tiers} - {"days_<tier>"}


@pytest.mark.parametrize(
    ("what", "kind", "name"),
    [
        ("policy.travel.stays_home", "key", "policy.travel.stays_home"),
        ("stays_home", "key", "policy.travel.stays_home"),
        ("society.behaviour.littering.per_year", "key", "society.behaviour.littering.per_year"),
        ("policy.tier.A", "table", "policy.tier.A"),
        ("policy.travel", "table", "policy.travel"),
        ("listing", "mechanism", "listing"),
        ("records_littering", "metric", "series.records_littering"),
        ("moves_A_AA", "metric", "series.moves_A_AA"),
        ("people.days_AAA", "metric", "people.days_AAA"),
        ("TRIP_BAND", "purpose", "TRIP_BAND"),
        ("trip_band", "purpose", "TRIP_BAND"),
        ("me.risk", "field", "me.risk"),
        ("day", "pass", "day"),
        ("network", "mechanism", "network"),
        ("serve", "pass", "serve"),
        ("lending", "desk", "desk.lending"),
        ("ledger.places_taken", "field", "ledger.places_taken"),
        ("cases", "metric", "series.cases"),
    ],
)
def test_a_name_means_first_what_is_likeliest(what: str, kind: str, name: str) -> None:
    first = explain(what)[0]
    assert (first.kind, first.name) == (kind, name)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("policy.travel.stay_home", "Did you mean policy.travel.stays_home"),
        ("flight_refusd", "Did you mean flight_refused"),
        ("society.behaviour.jaywalking.per_year", "there is nothing of this name"),
        ("per_year", "several keys end so: society.behaviour.<id>.per_year"),
        ("qqqqqq", "`sincerity explain` lists what there is"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(call: Call, what: str, words: str) -> None:
    found = call("explain", what)
    assert (found.code, found.out) == (2, "")
    assert words in found.err


def test_a_key_is_shown_with_its_value_and_source_in_a_scenario(call: Call) -> None:
    facts = json.loads(call("explain", "policy.tier.A.from", "--json").out)[0]["facts"]
    assert facts["pattern"] == "policy.tier.<name>.from"
    assert facts["in `article`"] == "`960` (plausible 900 to 1000; MEM: Rongcheng bands)"
    Path("mine.toml").write_text(
        'schema = 1\nextends = "none"\nname = "mine"\n[[society.more_behaviour]]\nid = "humming"\nper_year = 2.0\n'
    )
    own = json.loads(call("explain", "society.behaviour.humming.per_year", "--scenario", "mine.toml", "--json").out)[0]["facts"]
    assert own["in `mine`"] == "`2.0`"


def test_the_day_is_printed_in_its_order(call: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(call("explain", "day").out), delimiter="\t"))
    assert [row["calls"] for row in rows] == [f"{step.mechanism}.{step.hook}" for step in DAY]
    assert all(row["does"] for row in rows)
    assert call("explain", "day", "--format", "table").out.count("\n") > len(DAY)


def test_the_composed_file_is_printed(call: Call) -> None:
    text = call("explain", "day", "--code").out
    compile(text, "day", "exec")
    parts = [text.partition(f"def {name}(")[2].partition("\ndef ")[0] for name in ("act_alone", "among_others", "person")]
    called = [line.strip().partition("(")[0] for part in parts for line in part.splitlines()]
    hooks = [f"{step.mechanism}.{step.hook}" for step in DAY if step.hook != "meet"]
    assert [line for line in called if line in hooks] == hooks
    refused = call("explain", "travel", "--code")
    assert (refused.code, refused.out) == (2, "")
    assert "Only the day is" in refused.err


def test_without_a_name_everything_is_listed(call: Call) -> None:
    rows = [line.split("\t") for line in call("explain").out.splitlines()]
    assert rows[0] == ["kind", "name", "meaning"]
    assert [row[:2] for row in rows[1:]] == [[entry.kind, entry.name] for entry in ENTRIES]
    shown = call("explain", "--format", "table").out
    assert all(name in shown for name in (*names("mechanism"), *names("pass"), "policy.travel.stays_home"))


def test_a_card_leaves_nothing_out(call: Call) -> None:
    entry = explain("travel")[0]
    shown = " ".join(call("explain", "travel", "--format", "table").out.split())
    for wanted in (entry.meaning, *(grid.title for grid in entry.grids), *(row[0].strip("`") for grid in entry.grids for row in grid.rows)):
        assert wanted in shown
    piped = call("explain", "travel").out
    assert "\nfact\tswitch\tpolicy.travel.active\n" in piped
    assert "`" not in piped


def test_several_meanings_are_told(call: Call) -> None:
    assert "Also of this name: people.hours_lost" in " ".join(call("explain", "hours_lost", "--format", "table").out.split())
    with pytest.raises(ScenarioError, match="there is nothing of this name"):
        explain("")
