"""Every number of a report is one of the run's own tables, read here by other means."""

from __future__ import annotations

import math
from typing import Any

import duckdb
import pytest

import sincerity as sl
from reports.conftest import Page
from sincerity.observe.pair import ROWS, Pair, pair_up
from sincerity.observe.summary import summarise
from sincerity.reports.measured import rows_of


def asked(run: sl.Run, table: str, sql: str) -> list[tuple[Any, ...]]:
    """What DuckDB alone answers of a table of a run's folder."""
    return duckdb.sql(sql.format(table=f"'{run.path}/{table}.parquet'")).fetchall()


def twin_of(run: sl.Run) -> sl.Run:
    """The twin that is there."""
    assert run.twin is not None
    return run.twin


@pytest.fixture(scope="module")
def found(pair: sl.Run) -> Pair:
    """What `observe` says of the two."""
    return pair_up(pair, twin_of(pair))


def test_every_figure_has_words_and_numbers(page: Page) -> None:
    assert len(page.figures) >= 25
    for name, figure in page.figures.items():
        picture = figure.one("svg")
        assert picture.attributes["role"] == "img"
        assert picture.attributes["aria-labelledby"].split() == [f"{name}-title", f"{name}-desc"]
        assert picture.one("title").text == figure.children[0].text
        assert picture.one("desc").text.replace("`", "") == figure.one("figcaption").text
        assert len(figure.one("figcaption").text) > 30
        rows = page.numbers(name)
        assert rows
        shown = figure.one("table").all("tr")
        assert len(shown) == 1 + min(len(rows), 12)
        assert [head.text for head in shown[0].all("th")] == list(rows[0])


@pytest.mark.parametrize(
    ("figure", "sql"),
    [
        ("listed", "1000.0 * sum(listed) / sum(adults)"),
        ("listed-wrongly", "1000.0 * sum(listed_wrongly) / sum(adults)"),
        ("aware", "100.0 * sum(aware) / sum(adults)"),
        ("fear-authority", "sum(fear_authority_sum) / sum(adults) / 65535.0"),
        ("fear-spared", "sum(fear_spared_sum) / sum(spared) / 65535.0"),
        ("trust", "sum(trust_sum) / sum(adults) / 65535.0"),
    ],
)
def test_stocks_over_time_are_the_series_by_week(page: Page, pair: sl.Run, figure: str, sql: str) -> None:
    rows = page.numbers(f"over-time-{figure}")
    for run in (pair, twin_of(pair)):
        wanted = asked(run, "series", f"SELECT min(date), max(date), {sql} FROM {{table}} WHERE region = -1 GROUP BY day // 7 ORDER BY 1")
        found = [row for row in rows if row["policy"] == run.manifest.scenario]
        assert [(row["first_day"], row["last_day"]) for row in found] == [(str(first), str(last)) for first, last, _ in wanted]
        assert [float(list(row.values())[3]) for row in found] == pytest.approx([value for _, _, value in wanted], rel=1e-9)


@pytest.mark.parametrize(
    ("figure", "sql"),
    [
        ("reports", "365000.0 * sum(reports) / sum(adults)"),
        ("hours-throttled", "365.0 * sum(hours_throttled) / sum(adults)"),
        ("wrongs", "365000.0 * sum(wrongs) / sum(adults)"),
        ("silenced", "100.0 * sum(posts_softened + posts_withheld) / sum(posts_wanted)"),
    ],
)
def test_flows_over_time_are_the_series_by_month(page: Page, pair: sl.Run, figure: str, sql: str) -> None:
    rows = page.numbers(f"over-time-{figure}")
    for run in (pair, twin_of(pair)):
        text = f"SELECT {sql} FROM {{table}} WHERE region = -1 GROUP BY date_trunc('month', date) ORDER BY min(date)"
        wanted = [value for (value,) in asked(run, "series", text)]
        found = [float(list(row.values())[3]) for row in rows if row["policy"] == run.manifest.scenario]
        assert found == pytest.approx(wanted, rel=1e-9)


def test_flows_between_tiers_are_those_of_the_people(page: Page, pair: sl.Run) -> None:
    names = ["AAA", "AA", "A", "B", "C", "D"]
    scored = " + ".join(f"days_{name}" for name in names)
    wanted = asked(pair, "people", f"SELECT tier_start, tier, count(*) FROM {{table}} WHERE {scored} > 0 GROUP BY ALL ORDER BY ALL")
    found = [(row["tier_at_first"], row["tier_at_the_end"], int(row["residents"])) for row in page.numbers("flows-article")]
    assert found == [(names[start], names[end], n) for start, end, n in wanted]
    for row in page.numbers("moves-article"):
        text = f'SELECT sum("moves_{row["from"]}_{row["to"]}") FROM {{table}} WHERE region = -1'
        assert asked(pair, "series", text) == [(int(row["moves"]),)]


def test_the_map_holds_every_adult_once(page: Page, pair: sl.Run) -> None:
    rows = page.numbers("map-article")
    adults, listed = asked(pair, "people", "SELECT count(*), sum((times_listed > 0)::INT) FROM {table} WHERE age >= 18")[0]
    assert (sum(int(row["adults"]) for row in rows), sum(int(row["listed_at_some_time"]) for row in rows)) == (adults, listed)
    assert len({(row["metres_east"], row["metres_north"]) for row in rows}) == len(rows) == math.ceil(700 / 64)


def test_the_listed_by_group_are_those_of_the_people(page: Page, pair: sl.Run) -> None:
    rows = {row["group"]: row for row in page.numbers("listed-by-group-article") if row["what"] == "ever listed"}
    for label, where in (
        ("all", "true"),
        ("women", "sex = 'female'"),
        ("group B", "\"group\" = 'B'"),
        ("age 30-44", "age BETWEEN 30 AND 44"),
    ):
        text = f"SELECT 1000.0 * avg((times_listed > 0)::INT) FROM {{table}} WHERE age >= 18 AND {where}"
        ((wanted,),) = asked(pair, "people", text)
        assert float(rows[label]["per_1000_adults"]) == pytest.approx(wanted)
        assert float(rows[label]["low"]) <= wanted <= float(rows[label]["high"])


def test_the_surely_wrongly_listed_are_no_more_than_all(page: Page, pair: sl.Run) -> None:
    adults = asked(pair, "people", "SELECT count(*) FROM {table} WHERE age >= 18")[0][0]
    ((all_wrong,),) = asked(pair, "series", "SELECT arg_max(listed_wrongly, day) FROM {table} WHERE region = -1")
    (row,) = (row for row in page.numbers("listed-by-group-article") if (row["group"], row["what"]) == ("all", "wrongly, at the end"))
    sure = round(float(row["per_1000_adults"]) * adults / 1000)
    assert 0 < sure <= all_wrong


def test_differences_by_group_are_those_of_the_same_residents(page: Page, pair: sl.Run) -> None:
    both = f"'{pair.path}/people.parquet' a JOIN '{twin_of(pair).path}/people.parquet' b USING (id)"
    for figure, column in (("fear-authority", "fear_authority"), ("trust", "trust")):
        rows = {row["group"]: float(row["difference"]) for row in page.numbers(f"by-group-{figure}")}
        for label, where in (("all", "true"), ("men", "a.sex = 'male'"), ("age 75+", "a.age >= 75")):
            ((wanted,),) = duckdb.sql(f"SELECT avg(a.{column} - b.{column}) / 65535 FROM {both} WHERE {where}").fetchall()
            assert rows[label] == pytest.approx(wanted, abs=1e-12)


def test_spreads_of_feelings_add_up_to_everybody(page: Page, pair: sl.Run) -> None:
    for feeling in ("fear-authority", "fear-wronged", "trust"):
        for policy in ("article", "none"):
            rows = [row for row in page.numbers(f"spread-{feeling}") if row["policy"] == policy]
            assert sum(float(row["percent"]) for row in rows) == pytest.approx(100)


def test_the_answer_tells_the_figures_of_summary_and_pair(page: Page, pair: sl.Run, found: Pair) -> None:
    figures = summarise(pair).figures
    text = page.section("answer").one("dl").text
    assert f"{figures['ever_listed']:,} of {figures['adults']:,} adults" in text
    assert f"on the last day {figures['listed_now']:,} were, {figures['listed_wrongly_now']:,} of them wrongly" in text
    fear, trust = found["fear_authority_sum"], found["say_yes"]
    assert f"of the authority {fear.here:.3f}, against {fear.there:.3f} under none" in text
    assert f"{trust.here:.1f} %, against {trust.there:.1f} % under none" in text
    assert f"{figures['hours_throttled']:,} hours on slowed lines" in text
    assert f"{figures['reports']:,} report" in text


def test_the_table_of_the_answer_is_the_pair(page: Page, found: Pair) -> None:
    table = page.section("answer").one("table")
    rows = {row.all("th")[0].text: [cell.text for cell in row.all("td")] for row in table.all("tr")[1:] if row.all("td")}
    shown = [one for one in found.rows if one.row.shown]
    assert list(rows) == [one.row.label for one in shown]
    for one in shown:
        unit, there, here, _ = rows[one.row.label]
        digits = {"percent": 1, "0 to 1": 3}.get(one.row.unit, 0)
        assert (unit, there, here) == (one.row.unit, f"{one.there:,.{digits}f}", f"{one.here:,.{digits}f}")


def test_rows_of_a_run_are_those_of_a_pair(pair: sl.Run, found: Pair) -> None:
    for run, side in ((pair, "here"), (twin_of(pair), "there")):
        measured = rows_of(run)
        assert {row.name for row in ROWS} == set(measured)
        for row in ROWS:
            wanted = getattr(found[row.name], side) if row.name in found else 0.0
            assert measured[row.name] == pytest.approx(wanted, rel=1e-9)


def test_the_claims_tell_the_last_year(page: Page, pair: sl.Run) -> None:
    sql = "SELECT sum(fear_spared_sum) / sum(spared) / 65535.0 FROM {table} WHERE region = -1"
    (first,) = (row for row in page.section("claims").all("tr") if row.text.startswith("fear of the authority, adults never sanctioned"))
    here, there = (asked(run, "series", sql)[0][0] for run in (pair, twin_of(pair)))
    assert [cell.text for cell in first.all("td")][1:3] == [f"{there:.3f}", f"{here:.3f}"]
