"""Asking, end to end: four draws and two seeds of few people; stopped and gone on with; the same command, the same numbers."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sincerity as sl
from sincerity.api.judging import prepare_claims
from sincerity.errors import FolderError, Interrupted, ScenarioError
from sincerity.verdicts.ask import KEPT, PLAN, Part, lived
from sincerity.verdicts.catalogue import shipped_claims
from sincerity.verdicts.effects import effect_of, effects_of
from sincerity.verdicts.question import COVERED
from sincerity.verdicts.space import DRAW_SEED, draws_of
from verdicts.made import ASKED, asked, few, few_asked


def test_every_claim_has_its_answer() -> None:
    wanted = [(claim.id, period) for claim in shipped_claims().claim for period in claim.periods]
    assert [(row["id"], row["period"]) for row in asked().table] == wanted
    document = asked().document
    assert (document.scenario, document.against, document.draws, document.provisional) == ("article", "none", 4, True)
    assert (document.people, document.region_people, document.draw_seed) == (300, 1000, DRAW_SEED)
    assert document.covered.last_year == 100
    assert "2026-11-28" == document.fixed_on
    told = [claim for claim in asked().claims if claim.effect.estimate is not None and claim.effect.low is not None]
    assert len(told) > 20
    assert all(claim.effect.low <= claim.effect.estimate <= claim.effect.high for claim in told)  # type: ignore[operator]


def test_the_answer_is_made_of_the_draws() -> None:
    table = asked().draws.to_numpy()
    assert table["draw"].tolist() == [0, 1, 2, 3]
    for claim in asked().claims:
        column = np.asarray(table[f"effect.{claim.id}.{claim.period}"], float)
        known = column[np.isfinite(column)]
        beyond = {
            "above": known > claim.threshold,
            "at least": known >= claim.threshold,
            "below": known < claim.threshold,
            "at most": known <= claim.threshold,
        }[claim.comparison]
        assert claim.n_draws == len(known)
        assert claim.share == pytest.approx(beyond.mean() if len(known) else 0.0)
        expected = "supported" if claim.share >= 0.9 else "not supported" if claim.share <= 0.1 else "depends"
        assert claim.verdict == expected
    keys = [name for name in table if name != "draw" and not name.startswith("effect.")]
    assert len(keys) > 200
    assert sum(len(set(table[key].tolist())) > 1 for key in keys) > 200


def test_a_draw_is_one_set_of_lives_lived_with_its_values() -> None:
    given = {key: value for key, value in ASKED.items() if key != "set"}
    question = prepare_claims("article", options=ASKED["set"], **given)
    draw = list(draws_of(question.space, 4))[2]
    values = lived(Part("draw", 2, 0, draw), question.space, question.measures)
    row = asked().draws.filter("draw = 2").to_numpy()
    for effect in effects_of(question.catalogue.claim):
        expected = effect_of(effect, values)
        assert np.asarray(row[f"effect.{effect.name}"], float)[0] == pytest.approx(expected, nan_ok=True), effect.name
    assert {measure.name for measure in COVERED} <= values.keys()
    assert row["mind.fear.fade_per_year"][0] == draw.settings["mind.fear.fade_per_year"]


def test_the_same_command_gives_the_same_numbers_with_any_number_of_processes(tmp_path: Path) -> None:
    one, two = few_asked(), few(tmp_path, processes=2)
    assert one.table == two.table
    assert (one.path / "draws.parquet").read_bytes() == (two.path / "draws.parquet").read_bytes()


def test_what_was_stopped_goes_on(tmp_path: Path) -> None:
    stop, seen = threading.Event(), []

    def look(reached: Any) -> None:
        seen.append((reached.done, reached.of, reached.found))
        if reached.done == 2:
            stop.set()

    folder = tmp_path / "out"
    with pytest.raises(Interrupted, match=r"kept in .*goes on there"):
        few(tmp_path, progress=look, cancel=stop)
    assert seen == [(1, 6, 0), (2, 6, 0)]
    assert sorted(path.name for path in folder.iterdir()) == [KEPT, PLAN]
    with (folder / KEPT).open("a", encoding="utf-8") as file:
        file.write('{"part": "draw", "num')  # a line cut short by a kill
    with pytest.raises(FolderError, match="holds no verdicts"):
        sl.Verdicts(folder)
    found = few(tmp_path, progress=look)
    assert seen[2:] == [(done, 6, 2) for done in (3, 4, 5, 6)]
    assert sorted(path.name for path in folder.iterdir()) == sorted([KEPT, PLAN, "claims.json", "draws.parquet"])
    lives: list[Any] = []
    assert few(tmp_path, progress=lives.append).table == found.table
    assert lives == []
    assert found.table == few_asked().table


def test_another_question_is_not_answered_into_the_same_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "claims.json").write_text("{}")
    with pytest.raises(FolderError, match="named as those of claims are"):
        few(tmp_path, force=True)
    assert (out / "claims.json").read_text() == "{}"
    (out / PLAN).write_text(json.dumps({"digest": "other", "command": "x"}))
    (out / KEPT).write_text("")
    with pytest.raises(FolderError, match=r"another question.*\(x\).*--force"):
        few(tmp_path)
    assert len(few(tmp_path, force=True).table) == 4


def test_claims_of_ones_own() -> None:
    found = few_asked()
    rows = [(row["id"], row["verdict"], row["share"]) for row in found.table]
    assert rows[:2] == [("aware", "supported", 1.0)] * 2
    assert "few.toml" in found.document.command
    assert list(found.to_pandas()["effect"])[:2] == [100.0, 100.0]
    assert "<td>supported</td>" in found._repr_html_()
    assert repr(found).startswith("<Verdicts on article: 2 claims: ")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"draws": 3}, r"--draws 3 is too few.*at least 4"),
        ({"seeds": (1,)}, "--seeds names 1 seed"),
        ({"seeds": (1, 1)}, "more than once"),
        ({"processes": 0}, "--processes 0"),
        ({"scenario": "none"}, "none has no policy in force"),
        ({"scenario": "articel"}, "article"),
        ({"claims": "nowhere.toml"}, "cannot be read"),
        ({"set": ["mind.fear.nothing=1"]}, "nothing"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_lived(given: dict[str, Any], words: str, tmp_path: Path) -> None:
    given = {"scenario": "article", **ASKED, **given}
    with pytest.raises(ScenarioError, match=words):
        sl.claims(given.pop("scenario"), out=tmp_path / "out", **given)
    assert not (tmp_path / "out").exists()


def test_a_loaded_scenario_needs_its_notes() -> None:
    shipped = sl.Scenario.load("list-only")
    assert prepare_claims(shipped, people=300).scenario.name == "list-only"
    with pytest.raises(ScenarioError, match="Name the file"):
        prepare_claims(shipped.with_(name="mine"))
