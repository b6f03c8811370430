"""`sincerity life` and `sincerity why`: the three forms of their answers, the figure, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

import sincerity as sl
from cli.conftest import Call
from sincerity.cli.documents import DOCUMENTS
from sincerity.cli.main import main

SMALL = ("--people", 256, "--days", 60, "--set", "burn_in_days=5", "--set", "policy.rollout.active=false")
LINE = ("--set", "policy.listing.by_score_below=995", "--set", "policy.rule.littering.seen=1")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run with its twin, one resident of it watched."""
    folder = tmp_path_factory.mktemp("life") / "run"
    assert main(["run", "article", "--against", "none", *map(str, (*SMALL, *LINE)), "--watch", "3", "-o", str(folder), "-q", "--json"]) == 0
    return folder


@pytest.fixture(scope="module")
def listed(pair: Path) -> int:
    """Somebody who is on the list at the end."""
    return int(sl.Run(pair).people.filter("listed = 1 AND age >= 18").aggregate("min(id)").fetchall()[0][0])


def test_a_life_as_one_document(call: Call, pair: Path) -> None:
    found = call("life", pair, 3, "--json")
    TypeAdapter(DOCUMENTS["life"]).validate_json(found.out)
    document = json.loads(found.out)
    assert "no record of a real person" in document["notice"]
    assert [document[side]["name"] for side in ("here", "there")] == ["article", "none"]
    assert document["there"]["folder"] == str(pair / "twin")
    both = [event for event in document["events"] if event["both"]]
    assert sum(event["scenario"] == "article" for event in both) == sum(event["scenario"] == "none" for event in both) > 0
    differ = {event["day"] for event in document["events"] if not event["both"]}
    assert (document["days_that_differ"], document["first_difference"]) == (len(differ), min(differ, default=None))
    assert {end["name"] for end in document["ends"]} >= {"score", "listed", "trust"}


def test_a_life_piped(call: Call, pair: Path) -> None:
    rows = [line.split("\t") for line in call("life", pair, 3).out.splitlines()]
    assert rows[0] == ["day", "date", "scenario", "kind", "other", "amount", "text_key", "text"]
    days = [int(row[0]) for row in rows[1:]]
    assert days == sorted(days)
    assert len(rows) - 1 == len(sl.life(pair, 3).events)


def test_a_life_on_a_terminal(call: Call, pair: Path, listed: int) -> None:
    found = call("life", pair, listed, "--format", "table").out
    assert f"Resident {listed:06d} is invented" in found
    assert "under article" in found
    assert "nters the" in found
    assert "on the list" in found
    assert "\x1b" not in found
    assert max(len(line) for line in found.splitlines()) <= 100


def test_the_policy_beside_can_be_named(call: Call, pair: Path) -> None:
    document = json.loads(call("life", pair, 3, "--against", "rongcheng", "--json").out)
    assert (document["there"]["name"], document["there"]["folder"]) == ("rongcheng", None)
    again = json.loads(call("life", pair / "twin", 3, "--against", pair, "--json").out)
    assert (again["here"]["name"], again["there"]["folder"]) == ("none", str(pair))


def test_a_figure(call: Call, pair: Path) -> None:
    found = call("life", pair, 3, "--figure", "life.svg", "--json")
    assert found.code == 0
    assert "The figure is in life.svg" in found.err
    text = Path("life.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "Resident 000003, invented" in text


def test_why_as_one_document(call: Call, pair: Path, listed: int) -> None:
    found = call("why", pair, listed, "--json")
    TypeAdapter(DOCUMENTS["why"]).validate_json(found.out)
    document = json.loads(found.out)
    score, clean = sl.Run(pair).people.filter(f"id = {listed}").project("score, clean_score").fetchall()[0]
    assert (document["score"], document["clean_score"], document["listed"]) == (score, clean, True)
    assert sum(step["points"] for step in document["steps"]) == score
    assert sum(step["clean_points"] for step in document["steps"]) == clean
    assert document["grounds"]
    assert {one["name"] for one in document["sanctions"]} >= {"travel", "jobs", "public_list"}


def test_why_piped_and_on_a_terminal(call: Call, pair: Path, listed: int) -> None:
    rows = [line.split("\t") for line in call("why", pair, listed).out.splitlines()]
    assert rows[0][:4] == ["day", "date", "kind", "behaviour"]
    assert sum(int(row[rows[0].index("points")]) for row in rows[1:]) == int(rows[-1][rows[0].index("score")])
    found = call("why", pair, listed, "--format", "table").out
    assert "LISTED: the score is below 995." in found
    assert "In force since" in found
    assert max(len(line) for line in found.splitlines()) <= 100


def test_a_day_by_its_number_and_by_its_date(call: Call, pair: Path) -> None:
    by_number, by_date = (json.loads(call("why", pair, 3, "--day", day, "--json").out) for day in (10, "2014-06-24"))
    assert by_number == by_date
    assert (by_number["day"], by_number["date"]) == (10, "2014-06-24")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["life", "RUN", 256], "resident 256 does not exist. Residents are numbered 0 to 255."),
        (["why", "RUN", 256], "resident 256 does not exist. Residents are numbered 0 to 255."),
        (["life", "RUN", "ada"], "'ada' is not a valid integer"),
        (["life", "nowhere", 3], "nowhere does not exist. Name the folder that `sincerity run` wrote."),
        (["why", "nowhere", 3], "nowhere does not exist. Name the folder that `sincerity run` wrote."),
        (["life", "RUN", 3, "--against", "nonee"], "there is no such file or shipped scenario"),
        (["life", "RUN/twin", 3], "is under no policy, and so would its twin be"),
        (["life", "RUN", 3, "--figure", "life.png"], "does not end in .svg"),
        (["life", "RUN", 3, "--figure", "no/such/life.svg"], "is no folder"),
        (["life", "RUN", 3, "--threads", 0], "--threads 0 is out of range"),
        (["why", "RUN", 3, "--day", 60], "--day 60 is not of this run. Its days are 0 to 59, 2014-06-14 to 2014-08-12."),
        (["why", "RUN", 3, "--day", "2014-06-13"], "--day -1 is not of this run"),
        (["why", "RUN", 3, "--day", "soon"], "'soon' is neither a day such as 120 nor a date"),
    ],
)
def test_refusals(call: Call, pair: Path, words: list[object], said: str) -> None:
    found = call(*(str(word).replace("RUN", str(pair)) for word in words))
    assert (found.code, found.out) == (2, "")
    assert said in found.err
