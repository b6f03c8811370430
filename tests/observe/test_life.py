"""A life beside the twin's: read or lived again, the same; what differs; what is refused; the screen and the figure."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import sincerity as sl
from sincerity.engine.compose import BUILT_IN
from sincerity.observe.life import Event, Life, split
from sincerity.observe.life_end import ends_of, heading
from sincerity.observe.life_figure import svg_of
from sincerity.observe.life_text import LONG, SAME, screen
from sincerity.observe.phrases import PHRASES, is_counted, tell, tell_year
from sincerity.observe.screen import WIDTH
from sincerity.store.run import Run

STRICT = (
    *("start=2014-12-01", "burn_in_days=10", "policy.rollout.active=false"),
    *("policy.listing.by_score_below=985", "policy.rule.littering.seen=1"),
)
SIZE = {"people": 256, "days": 75, "set": STRICT}
WATCHED, ALONE = 3, 100


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run with its twin under `none`, over a turn of the year, in which two residents were watched."""
    return sl.run("article", against="none", watch=[WATCHED, ALONE], out=tmp_path_factory.mktemp("life") / "run", **SIZE)


@pytest.fixture(scope="module")
def unwatched(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same run alone, nobody watched."""
    return sl.run("article", out=tmp_path_factory.mktemp("life") / "run", **SIZE)


@pytest.fixture(scope="module")
def read(pair: Run) -> Life:
    """A life as the folders hold it."""
    return sl.life(pair, ALONE)


@pytest.fixture(scope="module")
def lived(unwatched: Run) -> Life:
    """The same life, of a run that watched nobody, beside a twin that was never run."""
    return sl.life(unwatched, ALONE)


def test_a_life_lived_again_is_the_life_that_was_watched(read: Life, lived: Life) -> None:
    assert len(read.events) > 20
    assert lived.events == read.events
    assert (lived.here.end, lived.there.end) == (read.here.end, read.there.end)
    assert (read.here.scores, read.there.run is None, lived.there.run is None) == (None, False, True)


def test_scores_end_at_the_score_there_is(lived: Life) -> None:
    assert lived.here.scores is not None
    assert len(lived.here.scores) == SIZE["days"]
    assert lived.here.scores[-1] == lived.here.end["score"]
    moved = {event.day: event.amount for event in lived.here.events if event.kind == "score"}
    for day in range(1, len(lived.here.scores)):
        assert lived.here.scores[day] == (lived.here.scores[day - 1] or 0) + moved.get(day, 0)
    assert lived.there.scores == (None,) * SIZE["days"]


def test_a_policy_against_itself_differs_nowhere(pair: Run) -> None:
    life = sl.life(pair, ALONE, against=pair)
    assert all(not ours and not theirs for _, _, ours, theirs in life.by_day())
    assert [end for end in ends_of(life) if end.here != end.there] == []
    assert (life.here.name, life.there.name) == ("this run", "its twin")
    text = [line.text for line in screen(life)]
    assert "On the last day nothing differs." in text
    assert any("the same in both lives" in line for line in text)


def test_days_are_split_into_what_is_the_same_and_what_is_not(read: Life) -> None:
    for day, both, ours, theirs in read.by_day():
        here, there = ([event for event in side.events if event.day == day] for side in (read.here, read.there))
        assert sorted(event.what for event in (*both, *ours)) == sorted(event.what for event in here)
        assert sorted(event.what for event in (*both, *theirs)) == sorted(event.what for event in there)
        assert not {event.what for event in ours} & {event.what for event in theirs}


def test_what_happens_twice_is_the_same_only_twice(read: Life) -> None:
    event = read.events[0]
    assert split([event, event], [event]) == ([event], [event], [])
    assert split([event], [event, event]) == ([event], [], [event])


def newcomer(run: Run) -> int:
    """An adult who came to live here on the 1 January within the run."""
    last = run.people.aggregate("max(arrived)").fetchall()[0][0]
    return int(run.people.filter(f"arrived = {last} AND age >= 18").aggregate("min(id)").fetchall()[0][0])


def test_another_person_comes_in_both_lives_on_the_same_day(pair: Run) -> None:
    life = sl.life(pair, newcomer(pair))
    for kind in ("gone", "came"):
        days = {side.name: [event.day for event in side.events if event.kind == kind] for side in (life.here, life.there)}
        assert days == {"article": [31], "none": [31]}
    assert "Until 2015-01-01 another person lived here, whose life stands first." in list(heading(life))
    assert any(line.text.startswith("2015-01-01  =") and "another person's" in line.text for line in screen(life, every_day=True))


def test_the_account_begins_with_who_lives_there_now(pair: Run) -> None:
    resident = newcomer(pair)
    after = sl.why(pair, resident)
    assert [step.kind for step in after.steps[:2]] == ["came", "start"]
    assert min(step.day for step in after.steps) == 31
    before = sl.why(pair, resident, 30)
    assert [step.kind for step in before.steps[:1]] == ["start"]


def test_luck_is_the_runs(tmp_path: Path) -> None:
    small = {"people": 128, "days": 20, "set": ("burn_in_days=2", "policy.rollout.active=false")}
    lucky = sl.run("article", luck=7, watch=[5], out=tmp_path / "lucky", **small)
    life = sl.life(lucky, 5, scores=True)
    assert life.here.events == sl.life(lucky, 5).here.events
    assert life.same_luck
    plain = sl.run("none", out=tmp_path / "plain", **{**small, "set": ("burn_in_days=2",)})
    apart = sl.life(lucky, 5, against=plain)
    assert not apart.same_luck
    assert any("luck of its own" in line.text for line in screen(apart))


# What is told


def test_every_kind_of_event_has_words() -> None:
    kinds = {event.kind for module in BUILT_IN for event in getattr(module, "EVENTS", ())}
    assert kinds == set(PHRASES)
    for kind in kinds:
        for amount in (1, 2):
            text = tell(kind, 45, amount, "Drops litter")
            assert text
            assert "{" not in text
            assert not text.endswith(".")
        if is_counted(kind):
            assert "3" in tell_year(kind, 2, 3, "")


def test_what_a_plug_in_tells_is_told_in_its_words() -> None:
    assert tell("unheard_of", -1, 1, "") == "unheard of"
    assert tell_year("unheard_of", 4, 4, "") == "unheard of: 4"


@pytest.mark.parametrize("every_day", [True, False])
def test_no_line_is_too_long_and_what_is_the_same_is_marked(read: Life, every_day: bool) -> None:
    lines = list(screen(read, every_day=every_day))
    assert max(len(line.text) for line in lines) <= WIDTH
    assert {line.weight for line in lines} == {"strong", "plain", "faint"}
    for line in lines:
        assert line.weight != "faint" or SAME in line.text or line.text.startswith("  ")


def test_a_long_life_is_told_by_year(read: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    n_days = len(list(read.by_day()))
    assert n_days < LONG
    assert list(screen(read)) == list(screen(read, every_day=True))
    monkeypatch.setattr("sincerity.observe.life_text.LONG", n_days - 1)
    short, long = (list(screen(read, every_day=every_day)) for every_day in (False, True))
    assert len(short) < len(long)
    assert {"2014", "2015"} <= {line.text for line in short}
    acts = [sum(event.kind == "act" and event.date.year == year for event in read.here.events) for year in (2014, 2015)]
    told = " ".join(line.text for line in short)
    assert all(f" {n} acts" in told for n in acts if n > 1)
    assert any(n > 1 for n in acts)
    dates = {str(event.date) for event in read.events}
    assert dates == set(re.findall(r"^(\d{4}-\d\d-\d\d) ", "\n".join(line.text for line in long), re.MULTILINE))


def test_the_last_day_is_that_of_the_tables(pair: Run, read: Life) -> None:
    ends = {end.name: end for end in ends_of(read)}
    score, listed = pair.people.filter(f"id = {ALONE}").project("score, listed").fetchall()[0]
    assert (ends["score"].here, ends["score"].there, ends["score"].difference) == (score, None, None)
    assert (ends["listed"].here, ends["listed"].there) == (("no", "yes")[listed], "no")
    assert ends["records"].difference == read.here.end["records"]


def test_a_life_in_a_notebook(read: Life) -> None:
    html = read._repr_html_()
    assert "invented" in html
    assert str(read.run.path) not in html + repr(read)
    assert len(repr(read)) < 200
    assert html.count("<tr") >= len(list(read.by_day()))
    frame = read.to_pandas()
    assert list(frame.columns) == list(Event._fields)
    assert len(frame) == len(read.events)


def test_the_figure_has_both_scores_and_what_happened(lived: Life) -> None:
    chart = lived.plot()
    specification = json.loads(chart.to_json())
    values = [row for part in specification["vconcat"] for layer in part["layer"] for row in layer["data"].get("values", [])]
    scores = [row["score"] for row in values if row.get("name") == "article" and "stretch" in row]
    assert scores == list(lived.here.scores or ())
    acts = [row for row in values if row.get("lane") == "acts"]
    assert len(acts) == sum(event.kind == "act" for event in lived.events)
    text = svg_of(chart)
    assert text.startswith("<svg")
    assert "Resident 000100, invented" in text


# What is refused


def copied(run: Run, folder: Path) -> Path:
    shutil.copytree(run.path, folder)
    return folder


def edited(folder: Path, **fields: object) -> None:
    file = folder / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **fields}), encoding="utf-8")


@pytest.mark.parametrize("ask", [sl.life, sl.why])
def test_a_run_that_is_not_lived_again_to_the_same_is_refused(unwatched: Run, tmp_path: Path, ask: Callable[..., object]) -> None:
    folder = copied(unwatched, tmp_path / "run")
    edited(folder, seed=2)
    with pytest.raises(sl.RunError, match="cannot be lived again"):
        ask(Run(folder), 3)


@pytest.mark.parametrize("ask", [sl.life, sl.why])
def test_a_run_of_another_version_is_refused(unwatched: Run, tmp_path: Path, ask: Callable[..., object]) -> None:
    folder = copied(unwatched, tmp_path / "run")
    edited(folder, version="0.0.1")
    with pytest.raises(sl.FolderError, match=rf"begun by version 0\.0\.1, this is {re.escape(sl.__version__)}"):
        ask(Run(folder), 3)


@pytest.mark.parametrize("ask", [sl.life, sl.why])
def test_an_edited_scenario_is_refused(unwatched: Run, tmp_path: Path, ask: Callable[..., object]) -> None:
    folder = copied(unwatched, tmp_path / "run")
    file = folder / "scenario.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("by_score_below = 985", "by_score_below = 986"), encoding="utf-8")
    with pytest.raises(sl.FolderError, match="is not the scenario that the run was made with"):
        ask(Run(folder), 3)
    file.unlink()
    with pytest.raises(sl.FolderError, match=r"scenario\.toml is missing"):
        ask(Run(folder), 3)


def test_what_a_folder_of_another_version_holds_is_still_read(pair: Run, read: Life, tmp_path: Path) -> None:
    folder = copied(pair, tmp_path / "run")
    for place in (folder, folder / "twin"):
        edited(place, version="0.0.1")
    assert sl.life(folder, ALONE).events == read.events


def test_damaged_tables_are_refused(pair: Run, tmp_path: Path) -> None:
    folder = copied(pair, tmp_path / "run")
    for name in ("events", "people"):
        file = folder / f"{name}.parquet"
        whole = file.read_bytes()
        file.write_bytes(whole[:50] + b"\0" * (len(whole) - 50))
        with pytest.raises(sl.FolderError, match=f"{name}.parquet is damaged"):
            sl.life(folder, ALONE)
        file.write_bytes(whole)


@pytest.mark.parametrize("resident", [-1, 256])
def test_who_does_not_exist(pair: Run, resident: int) -> None:
    for ask in (sl.life, sl.why):
        with pytest.raises(sl.ScenarioError, match=f"resident {resident} does not exist. Residents are numbered 0 to 255"):
            ask(pair, resident)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"seed": 2}, "seed = 1, not 2; days = 75, not 2"), ({"people": 128}, "society.people = 256, not 128; days = 75, not 2")],
)
def test_a_twin_of_another_society_is_refused(pair: Run, tmp_path: Path, given: dict[str, int], words: str) -> None:
    society = [text for text in STRICT if not text.startswith("policy")]
    other = sl.run("none", out=tmp_path / "run", **{**SIZE, **given, "days": 2, "set": society})
    with pytest.raises(sl.ScenarioError, match=re.escape(words)):
        sl.life(pair, ALONE, against=other)


def test_only_the_policy_of_a_scenario_is_taken(unwatched: Run, lived: Life, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('schema = 1\nextends = "none"\nname = "mine"\n[society]\npeople = 77\n', encoding="utf-8")
    found = sl.life(unwatched, ALONE, against=tmp_path / "mine.toml")
    assert (found.there.name, found.there.end) == ("mine", lived.there.end)


def test_a_run_without_a_policy_needs_another(pair: Run) -> None:
    with pytest.raises(sl.ScenarioError, match="is under no policy"):
        sl.life(pair.path / "twin", ALONE)
    assert sl.life(pair.path / "twin", ALONE, against=pair).there.name == "article"


@pytest.mark.parametrize("day", [-1, 75])
def test_a_day_outside_the_run(pair: Run, day: int) -> None:
    with pytest.raises(sl.ScenarioError, match=rf"--day {day} is not of this run. Its days are 0 to 74, 2014-12-01 to 2015-02-13"):
        sl.why(pair, ALONE, day)


def test_a_run_that_is_not_done(unwatched: Run, tmp_path: Path) -> None:
    folder = copied(unwatched, tmp_path / "run")
    edited(folder, status="interrupted", day=7)
    with pytest.raises(sl.FolderError, match="was interrupted; it stands at day 7"):
        sl.life(folder, ALONE)
