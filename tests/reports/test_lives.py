"""Three lives: who is picked, and what is told of them is what happened."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

import sincerity as sl
from reports.conftest import SIZE, WATCHED, Page
from sincerity.reports import lived_again
from sincerity.reports.lived_again import lives_of
from sincerity.reports.lives import choose
from sincerity.reports.on_list import surely_wrong
from sincerity.reports.subject import Arm


def people(run: sl.Run, sql: str) -> list[tuple[Any, ...]]:
    """What DuckDB answers of the people of a run."""
    return duckdb.sql(sql.format(people=f"'{run.path}/people.parquet'")).fetchall()


def test_they_are_picked_by_the_rules_that_are_told(pair: sl.Run, page: Page) -> None:
    chosen = [one.resident for one in choose(Arm("article", (pair,)), pair)]
    settled = "FROM {people} WHERE age >= 18 AND arrived = 0"
    listed = [row[0] for row in people(pair, f"SELECT id {settled} AND times_listed > 0 ORDER BY days_listed, id")]
    assert chosen[0] == listed[(len(listed) - 1) // 2]
    wrong = surely_wrong(Arm("article", (pair,)), pair).nonzero()[0]
    days = dict(people(pair, f"SELECT id, days_listed {settled}"))
    assert days[chosen[1]] == max(days[one] for one in wrong if one in days)
    assert people(pair, f"SELECT times_listed {settled} AND id = {chosen[2]}") == [(0,)]
    assert [head.text for head in page.section("lives").all("h3")] == [f"Resident {one:06d}" for one in chosen]


def test_what_is_told_of_them_is_what_the_tables_hold(pair: sl.Run, page: Page) -> None:
    for story in (heading.parent for heading in page.section("lives").all("h3")):
        assert story is not None
        resident = int(story.one("h3").text.split()[1])
        table = next(one for one in story.all("table") if one.all("caption") and one.one("caption").text == "On the last day")
        ends = {row.one("th").text: row.all("td")[1].text for row in table.all("tr")[1:]}
        ((score, days),) = people(pair, f"SELECT score, days_listed FROM {{people}} WHERE id = {resident}")
        assert ends["score"] == f"{score:,}"
        assert ends.get("days on the list", "0") == f"{days:,}"


def test_lives_lived_again_are_those_that_were_watched(pair: sl.Run) -> None:
    found, known = lives_of(pair, pair.twin, WATCHED[::-1])
    assert known
    for life in found:
        for side in (life.here, life.there):
            assert side.run is not None
            watched = side.run.events.filter(f"id = {life.resident}").project("day, kind, other, amount, text_key").fetchall()
            assert [(event.day, event.kind, event.other, event.amount, event.text_key) for event in side.events] == watched
        assert life.here.scores is not None
        assert len(life.here.scores) == SIZE["days"]
        ((score,),) = pair.people.filter(f"id = {life.resident}").project("score").fetchall()
        assert life.here.scores[-1] in (score, None)


def test_long_runs_are_told_by_their_last_day_alone(pair: sl.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lived_again, "LIVED_AGAIN", 1000)
    (life,), known = lives_of(pair, pair.twin, [7])
    assert not known
    assert (life.here.events, life.there.events) == ((), ())
    assert life.here.end["id"] == 7
