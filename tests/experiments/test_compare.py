"""Comparisons: what they keep, what they promise, what they refuse."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

import sincerity as sl
from sincerity.experiments.comparison import Comparison
from sincerity.experiments.measure import interval
from sincerity.experiments.one_seed import other_luck
from sincerity.observe.curves import curve_of, over_days

SETTINGS = ("burn_in_days=30", "society.region_people=128", "policy.rollout.active=false", "mind.awareness.from=everyone")
SIZE: dict[str, Any] = {"people": 400, "days": 420, "set": SETTINGS}
SEEDS = (3, 1, 8)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Two policies against none, three seeds."""
    return sl.compare("none", "article", "due-process", seeds=SEEDS, out=tmp_path_factory.mktemp("compared") / "all", **SIZE)


def test_every_run_is_kept_and_is_the_run_that_the_command_makes(compared: Comparison) -> None:
    for name in compared.scenarios:
        for seed in SEEDS:
            assert compared.run(name, seed).manifest.seed == seed
    settings = {**SIZE, "set": SETTINGS[:2] + SETTINGS[3:]}
    assert compared.run("none", 1).manifest.result_hash == sl.run("none", seed=1, **settings).manifest.result_hash
    assert compared.run("article", 8).manifest.result_hash == sl.run("article", seed=8, **SIZE).manifest.result_hash
    command = compared.run("article", 8).manifest.command
    assert command.startswith("sincerity run ")
    assert command.endswith("scenarios/article.toml --seed 8")


def test_the_redrawn_run_is_the_one_with_other_luck(compared: Comparison) -> None:
    first = SEEDS[0]
    again = compared.run("article", first, redrawn=True)
    assert again.manifest.luck == other_luck(first)
    assert again.manifest.result_hash == sl.run("article", seed=first, luck=other_luck(first), **SIZE).manifest.result_hash
    assert again.manifest.result_hash != compared.run("article", first).manifest.result_hash
    with pytest.raises(sl.ScenarioError, match=r"no run of article with seed 1 redrawn.*seeds 3"):
        compared.run("article", 1, redrawn=True)


def effect(compared: Comparison, metric: str, group: str = "all", period: str = "whole", scenario: str = "article") -> dict[str, Any]:
    """One row of effects."""
    where = f"metric = '{metric}' AND \"group\" = '{group}' AND period = '{period}' AND scenario = '{scenario}'"
    found = compared.effects.filter(where)
    ((*row,),) = found.fetchall()
    return dict(zip(found.columns, row, strict=True))


def test_an_effect_is_what_the_two_runs_series_say(compared: Comparison) -> None:
    def ties_lost(name: str, seed: int) -> float:
        path = compared.run(name, seed).folder.series
        ((lost, adults),) = duckdb.sql(f"SELECT sum(ties_lost), sum(adults) FROM '{path}' WHERE region >= 0").fetchall()
        return 365_000 * float(lost) / float(adults)

    differences = [ties_lost("article", seed) - ties_lost("none", seed) for seed in SEEDS]
    found, expected = effect(compared, "ties_lost"), interval(differences)
    assert (found["estimate"], found["low"], found["high"]) == pytest.approx((expected.mean, expected.low, expected.high))
    assert found["n_seeds"] == 3
    assert found["against"] == "none"


def test_an_effect_on_a_group_is_the_mean_difference_of_its_residents(compared: Comparison) -> None:
    def trust(name: str, seed: int, where: str) -> float:
        mine, reference = (compared.run(one, seed).folder.people for one in (name, "none"))
        query = f"SELECT avg(a.trust) / 65535 FROM '{mine}' a JOIN '{reference}' b USING (id) WHERE {where}"
        return float(duckdb.sql(query).fetchall()[0][0])

    for group, where in (("sex=female", "b.sex = 'female'"), ("age=30-44", "b.age BETWEEN 30 AND 44"), ("group=B", "b.\"group\" = 'B'")):
        expected = np.mean([trust("article", seed, where) - trust("none", seed, where) for seed in SEEDS])
        assert effect(compared, "people.trust", group, "end")["estimate"] == pytest.approx(expected), group


def test_every_metric_has_every_group(compared: Comparison) -> None:
    groups = {row[0] for row in compared.effects.project('"group"').distinct().fetchall()}
    assert {"all", "group=A", "group=B", "sex=female", "age=0-17", "age=75+", "income_fifth=1", "income_fifth=5", "tier=A"} <= groups
    columns = set(compared.run("article", 3).people.columns)
    measured = {row[0].removeprefix("people.") for row in compared.effects.filter("period = 'end'").project("metric").distinct().fetchall()}
    assert columns - measured == {
        *("id", "region", "household", "x", "y", "age", "arrived", "sex", "group", "tier", "tier_start", "schooling", "job"),
        *("score", "clean_score"),
    }, "nobody has a score under `none`, so there is no difference of scores"
    series = set(compared.run("article", 3).series.columns) - {"day", "date", "region"}
    measured = {row[0] for row in compared.effects.filter("period = 'whole'").project("metric").distinct().fetchall()}
    # A level whose adults are nobody under `none`, which scores nobody, has no difference.
    assert {name for name in series - measured if not name.startswith(("score", "clean_score", "trust_sum_"))} == set()


def test_a_chart_has_a_line_and_an_interval_for_every_scenario(compared: Comparison) -> None:
    pytest.importorskip("altair")
    chart = compared.plot("trust_sum").to_dict(validate=True)
    assert chart["title"] == "Trust"
    assert [layer["mark"]["type"] for layer in chart["layer"]] == ["area", "area", "area", "line"]
    line = chart["layer"][-1]
    assert line["encoding"]["color"]["scale"]["domain"] == ["article", "due-process", "none"]
    rows = [row for row in line["data"]["values"] if row["name"] == "article"]
    first = [compared.run("article", seed).series.filter("region = -1 AND day < 7").to_numpy() for seed in SEEDS]
    values = [float(one["trust_sum"].sum() / one["adults"].sum()) / 65_535 for one in first]
    expected = interval(values)
    assert (rows[0]["value"], rows[0]["low"], rows[0]["high"]) == pytest.approx((expected.mean, expected.low, expected.high))
    with pytest.raises(sl.ScenarioError, match="no curve and no column"):
        compared.plot("trusts_sum")


def test_a_column_is_drawn_in_the_unit_of_its_effect(compared: Comparison) -> None:
    run = compared.run("article", 8)
    rows = compared.seed_values.filter("scenario = 'article' AND seed = 8 AND period = 'whole'").project("metric, unit, here").fetchall()
    drawn = {metric: (curve_of(metric, run.series.columns), unit, here) for metric, unit, here in rows}
    told = {metric for metric, (curve, unit, _) in drawn.items() if curve.unit == unit}
    # Those drawn in percent, a month, or in words of their own have a curve with a name.
    assert {curve.group for metric, (curve, _, _) in drawn.items() if metric not in told}.isdisjoint({""})
    assert len(told) > 100
    for metric in told:
        curve, _, here = drawn[metric]
        assert over_days(run, curve, 0, run.manifest.days - 1) == pytest.approx(here), metric


def test_individual_differences_are_those_of_the_two_lives(compared: Comparison) -> None:
    lives = compared.lives("article", 1)
    assert len(lives) == 400
    difference = lives.project("here_trust - there_trust AS d, here_displaced AS displaced").to_numpy()
    for displaced in np.unique(difference["displaced"]):
        own = difference["d"][difference["displaced"] == displaced] / 65_535
        where = f"metric = 'people.trust' AND seed = 1 AND scenario = 'article' AND luck = 'same' AND displaced = {displaced}"
        ((mean, up, q95),) = compared.individual.filter(where).project("mean, up, q95").fetchall()
        assert (mean, up, q95) == pytest.approx((own.mean(), (own > 0).mean(), np.quantile(own, 0.95)))


def test_other_luck_and_the_placebo_are_told_for_the_first_seed(compared: Comparison) -> None:
    found = set(compared.individual.project("scenario, against, seed, luck").distinct().fetchall())
    assert {("article", "none", 3, "redrawn"), ("none", "none", 3, "redrawn"), ("article", "article", 3, "placebo")} <= found
    assert {luck for _, _, seed, luck in found if seed != 3} == {"same"}
    rows = compared.placebo.order("scenario, days").fetchall()
    assert [(row[0], row[4]) for row in rows] == [(name, days) for name in ("article", "due-process") for days in (30, 365, 419)]
    assert all(row[5] >= 1 for row in rows), "the one whose record it is"


def test_the_placebo_moves_the_one_score(compared: Comparison) -> None:
    (row,) = compared.individual.filter("luck = 'placebo' AND metric = 'people.records_false' AND scenario = 'article'").fetchall()
    names = compared.individual.columns
    told = dict(zip(names, row, strict=True))
    assert told["mean"] * told["n"] == pytest.approx(1)
    assert told["up"] == pytest.approx(1 / 400)


@pytest.mark.parametrize(("threads", "share"), [(1, False), (2, False), (3, True)])
def test_a_policy_against_itself_differs_nowhere(tmp_path: Path, threads: int, share: bool) -> None:
    size = {**SIZE, "days": 150}
    same = sl.compare("article", "article", seeds=[5], out=tmp_path / "same", threads=threads, share=share, redraw=0, **size)
    assert same.scenarios == ("article", "article+2")
    ((metrics, most, least),) = same.effects.aggregate("count(*), max(estimate), min(estimate)").fetchall()
    assert metrics > 1_000
    assert (most, least) == (0, 0)
    assert same.individual.aggregate("min(same), count(*)").fetchall()[0][0] == 1
    assert same.run("article", 5).manifest.result_hash == same.run("article+2", 5).manifest.result_hash


def test_scores_are_compared_where_both_policies_score(tmp_path: Path) -> None:
    compared = sl.compare("article", "due-process", "none", out=tmp_path / "all", seeds=[2], redraw=0, **{**SIZE, "days": 20})
    for table in (compared.effects, compared.individual):
        assert table.filter("metric = 'people.score'").project("scenario").distinct().fetchall() == [("due-process",)]


def test_sharing_days_changes_no_result(tmp_path: Path) -> None:
    size = {**SIZE, "days": 60, "seeds": [2], "redraw": 0}
    one, other = (sl.compare("article", "due-process", out=tmp_path / str(share), share=share, **size) for share in (True, False))
    assert one.manifest.result_hash == other.manifest.result_hash
    assert one.effects.fetchall() == other.effects.fetchall()
    assert one.manifest.person_days < other.manifest.person_days


class After(threading.Event):
    """Says stop once a seed is done."""

    def __init__(self) -> None:
        super().__init__()
        self.seeds = 0

    def is_set(self) -> bool:
        """Whether one is."""
        return self.seeds > 0


def test_a_stopped_comparison_goes_on_to_the_same_results(tmp_path: Path) -> None:
    size: dict[str, Any] = {**SIZE, "days": 200, "seeds": range(4), "threads": 1, "redraw": 0}
    stop = After()

    def progress(reached: Any) -> None:
        stop.seeds = reached.seeds

    folder = tmp_path / "stopped"
    with pytest.raises(sl.Interrupted, match=f"sincerity resume {folder}"):
        sl.compare("none", "article", out=folder, progress=progress, cancel=stop, **size)
    assert json.loads((folder / "comparison.json").read_text())["status"] == "interrupted"
    with pytest.raises(sl.FolderError, match="is not done"):
        Comparison(folder)
    done = sl.resume(folder)
    assert isinstance(done, Comparison)
    whole = sl.compare("none", "article", out=tmp_path / "whole", **size)
    assert done.manifest.result_hash == whole.manifest.result_hash
    assert done.effects.fetchall() == whole.effects.fetchall()
    with pytest.raises(sl.FolderError, match="nothing to resume"):
        sl.resume(folder)


def test_societies_that_differ_are_refused_with_the_keys(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('extends = "article"\nname = "other"\n[society]\ngroup_b_share = 0.3\n[mind]\ntrust = false\n')
    with pytest.raises(
        sl.ScenarioError, match=r"other is not about the same people as none.*society.group_b_share = 0.1, not 0.3.*mind.trust"
    ):
        sl.compare("none", str(other), people=200, days=5, seeds=[1])


@pytest.mark.parametrize(
    ("seeds", "words"),
    [([1, 2, 1], "names 1 more than once"), ([], "names no seed"), ([-1], "--seed -1 is out of range"), ([1 << 64], "out of range")],
    ids=["overlapping", "none", "negative", "too large"],
)
def test_seeds_that_cannot_be_are_refused(seeds: list[int], words: str) -> None:
    with pytest.raises(sl.ScenarioError, match=words):
        sl.compare("none", "article", people=200, days=5, seeds=seeds)


def test_one_scenario_alone_is_refused() -> None:
    with pytest.raises(sl.ScenarioError, match="at least two scenarios"):
        sl.compare("none", people=200, days=5, seeds=[1])


def test_a_folder_that_holds_something_is_not_overwritten(compared: Comparison, tmp_path: Path) -> None:
    with pytest.raises(sl.FolderError, match="already holds a comparison.*--force"):
        sl.compare("none", "article", out=compared.path, seeds=[1], **SIZE)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(sl.FolderError, match="is not empty and holds no comparison"):
        sl.compare("none", "article", out=tmp_path, seeds=[1], force=True, **SIZE)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def copied(compared: Comparison, tmp_path: Path) -> Path:
    """The top of a comparison's folder."""
    for path in compared.path.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_a_damaged_or_foreign_comparison_is_refused(compared: Comparison, tmp_path: Path) -> None:
    folder = copied(compared, tmp_path)
    (folder / "effects.parquet").write_bytes(b"no table")
    with pytest.raises(sl.FolderError, match=r"effects.parquet is damaged"):
        Comparison(folder).effects.fetchall()
    (folder / "effects.parquet").unlink()
    with pytest.raises(sl.FolderError, match=r"effects.parquet is missing"):
        Comparison(folder).effects.fetchall()
    manifest = json.loads((folder / "comparison.json").read_text())
    (folder / "comparison.json").write_text(json.dumps({**manifest, "version": "0.0.1"}))
    with pytest.raises(sl.FolderError, match="written by version 0.0.1"):
        Comparison(folder)
    (folder / "comparison.json").write_text("{}")
    with pytest.raises(sl.FolderError, match="is damaged"):
        Comparison(folder)
    with pytest.raises(sl.FolderError, match="holds no comparison"):
        Comparison(tmp_path / "nowhere")


def test_a_seed_that_fails_fails_the_comparison_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "blocked"

    def block(*args: Any, **kwargs: Any) -> None:
        (folder / "article").write_text("in the way")

    with pytest.raises(sl.SincerityError, match="article"):
        sl.compare("none", "article", out=folder, seeds=[1], people=200, days=5, set=SETTINGS, progress=block)
    assert json.loads((folder / "comparison.json").read_text())["status"] == "failed"
