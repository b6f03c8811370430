"""Watched detentions: they change nothing, survive a stop, and say what the model saw and what each would have done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lab import foresee, interpret, scenario, settled
from sincerity.compute.logistic import log_odds
from sincerity.draw import DAILY
from sincerity.engine.run import Progress, resume, run
from sincerity.engine.simulation import Simulation
from sincerity.errors import Interrupted
from sincerity.mechanisms.detention import FEATURES
from sincerity.observe.detained import FOLLOW_DAYS, SHADOWS, Detentions, detained_of, shadow_of, taken_today
from sincerity.scenario.schema import Scenario
from sincerity.store.folder import MORE
from sincerity.store.run import Run
from sincerity.types import Array, Columns

PEOPLE, DAYS = 800, 430
BUSY = (
    "start=2015-01-01",
    "policy.rollout.active=false",
    "society.group_b_share=0.2",
    'policy.detention.predicts=["littering", "petty_theft", "assault"]',
    "policy.detention.detained_per_1000=10",
    "policy.detention.labels=as_clean",
    "policy.rule.littering.seen=0.5",
)
"""Files are kept on day 0; the first model comes on day 365, the next first of a month is day 396."""
FIRSTS = (365, 396, 425)
COLUMNS = ("day", "id", "region", "group", "sex", *FEATURES, "log_odds", *SHADOWS, "followed")


@pytest.fixture(scope="module")
def wanted() -> Scenario:
    return scenario("article", *BUSY, people=PEOPLE, days=DAYS, burn_in_days=5)


@pytest.fixture(scope="module")
def watched(wanted: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(run(wanted, out=tmp_path_factory.mktemp("watched") / "run", observer=Detentions()))


def rows_of(some: Run, name: str) -> Columns:
    table = some.more(name)
    assert table is not None, name
    return table.to_numpy()


def test_watching_changes_nothing(wanted: Scenario, watched: Run, tmp_path: Path) -> None:
    plain = Run(run(wanted, out=tmp_path / "run", threads=1, checkpoint_days=0))
    assert plain.manifest.result_hash == watched.manifest.result_hash
    assert [plain.more(name) for name in MORE] == [None] * 3


def test_the_tables_have_their_columns(watched: Run) -> None:
    assert tuple(rows_of(watched, "detained")) == COLUMNS
    assert tuple(rows_of(watched, "risk_cells")) == ("day", *FEATURES, "people", "with_record", "log_odds")
    assert tuple(rows_of(watched, "risk_models")) == ("day", "feature", "weight")


def test_a_row_for_each_detention(watched: Run) -> None:
    rows = rows_of(watched, "detained")
    days, counts = np.unique(rows["day"], return_counts=True)
    assert tuple(days.tolist()) == FIRSTS
    counted = watched.series.filter("region = -1 AND detentions > 0").order("day").project("day, detentions").fetchall()
    assert counted == list(zip(days.tolist(), counts.tolist(), strict=True))
    people = watched.people.order("id").to_numpy()
    held = dict.fromkeys(rows["id"].tolist(), 0)
    assert set(np.flatnonzero(people["days_detained"]).tolist()) == set(held)
    of = rows["id"]
    assert np.array_equal(rows["region"], people["region"][of])
    assert np.array_equal(rows["group"] == 1, people["group"][of] == "B")
    assert np.array_equal(rows["sex"] == 1, people["sex"][of] == "female")
    assert len(set(rows["group"].tolist())) == len(set(rows["sex"].tolist())) == 2
    assert not rows["followed"].any(), "nobody's 365 days lie within the run"


def test_the_model_is_that_of_the_table_it_was_fitted_on(watched: Run) -> None:
    models, cells = rows_of(watched, "risk_models"), rows_of(watched, "risk_cells")
    assert models["day"].tolist() == [365] * 6
    assert models["feature"].tolist() == ["intercept", *FEATURES]
    weights = models["weight"].tolist()
    assert set(cells["day"].tolist()) == {365}
    for at in range(len(cells["day"])):
        features = tuple(int(cells[name][at]) for name in FEATURES)
        assert cells["log_odds"][at] == log_odds(weights, features)
    assert (cells["people"] > 0).all()
    assert (cells["with_record"] <= cells["people"]).all()
    people = watched.people.to_numpy()
    # Of those who are here at the end, just those who had lived as adults for the year: nobody of 18 by then, nor who came that morning.
    grown = (people["age"] >= 19) & (people["arrived"] < 2)
    assert cells["people"].sum() == grown.sum()
    assert 0 < cells["with_record"].sum() < cells["people"].sum()


def test_risks_are_the_models(watched: Run) -> None:
    rows, weights = rows_of(watched, "detained"), rows_of(watched, "risk_models")["weight"].tolist()
    for at in range(len(rows["day"])):
        features = tuple(int(rows[name][at]) for name in FEATURES)
        assert rows["log_odds"][at] == log_odds(weights, features)
        assert any(features), "with nothing on file nobody is detained"
    assert (rows["shadow_predicted"] <= rows["shadow_misdeeds"]).all()
    assert (rows["shadow_misdeeds"] <= rows["shadow_acts"]).all()
    assert rows["shadow_acts"].max() > 0


class StopAt:
    """Cancels when a day is reached."""

    def __init__(self, day: int) -> None:
        self.day, self.reached = day, False

    def progress(self, progress: Progress) -> None:
        self.reached = progress.day >= self.day

    def is_set(self) -> bool:
        return self.reached


def test_the_tables_survive_a_stop(wanted: Scenario, watched: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the model is fitted, after the first detentions, and on the eve of the last."""
    monkeypatch.setattr("sincerity.engine.run.PROGRESS_SECONDS", 0.0)
    folder = tmp_path / "run"
    for day in (200, 380, 424):
        stop = StopAt(day)
        with pytest.raises(Interrupted):
            if day == 200:
                run(wanted, out=folder, observer=Detentions(), progress=stop.progress, cancel=stop)
            else:
                resume(folder, observer=Detentions(), progress=stop.progress, cancel=stop)
    again = Run(resume(folder, observer=Detentions()))
    assert again.manifest.result_hash == watched.manifest.result_hash
    for name in MORE:
        one, other = rows_of(again, name), rows_of(watched, name)
        assert {key: column.tolist() for key, column in one.items()} == {key: column.tolist() for key, column in other.items()}


@pytest.fixture(scope="module")
def morning() -> Simulation:
    """A society some weeks on, with a model, on the eve of a first of a month."""
    some = tuple(key for key in BUSY if not key.startswith("start"))
    found = settled(scenario("article", *some, "start=2014-06-14", people=300, days=60, burn_in_days=3))
    foresee(found)
    while found.day < 17:
        found.step()
    return found


class Keeps:
    """An observer that keeps what `detained_of` tells on a morning, and how the simulation was before and after."""

    def __init__(self) -> None:
        self.rows: Columns = {}
        self.same = False

    def begin(self, simulation: Simulation) -> None:
        """Nothing."""

    def morning(self, simulation: Simulation) -> None:
        """Nothing."""

    def day(self, simulation: Simulation) -> None:
        """Ask, and hold what was there before against what is there after."""

        def bits() -> list[bytes]:
            kept = (*simulation.state().values(), simulation.tallies, simulation.policies, simulation.regions, simulation.todays)
            return [array.tobytes() for array in (*kept, simulation.words)]

        before = bits()
        self.rows = detained_of(simulation, taken_today(simulation))
        self.same = bits() == before

    def take(self) -> Columns | None:
        """Nothing."""
        return None

    def tables(self) -> dict[str, Columns]:
        """Nothing."""
        return {}


def test_looking_leaves_no_trace(morning: Simulation) -> None:
    """Of three in 300 who are detained on day 17."""
    keeps = Keeps()
    morning.step(keeps)
    assert keeps.same
    assert keeps.rows["day"].tolist() == [17] * 3
    assert morning.cold["detained"][keeps.rows["id"]].all()


def test_shadow_acts_are_what_plain_python_gives(morning: Simulation) -> None:
    """Of two of the detained, on the state as it is this morning: 365 days each, act by act."""
    plain = Simulation(morning.scenario, threads=1)
    interpret(plain)
    plain.restore(morning.day, {name: array.copy() for name, array in morning.state().items()})
    plain.turn()
    morning.turn()
    compiled, interpreted = shadow_of(morning), shadow_of(plain)
    for p in np.flatnonzero(morning.cold["detained"])[:2].tolist():
        found = compiled(p, 0).tolist()
        assert found == interpreted(p, 0).tolist()
        assert 0 < len(found) <= FOLLOW_DAYS


def test_the_first_shadow_day_of_those_at_large_is_the_day_that_they_live(morning: Simulation) -> None:
    """Everybody's shadow of today, against what the day then counts; the detained, who do nothing, left out."""
    at_large = [p for p in range(morning.n_people) if not morning.cold["detained"][p]]
    assert len(at_large) < morning.n_people
    live, records = morning.compiled.passes["shadow_range"], morning.compiled.records
    words: Array = np.zeros((1, len(DAILY), 1), np.int64)
    spare = (np.zeros(1, records.person), np.zeros(1, records.cold), np.zeros(1, records.today))
    morning.turn()
    constants = (morning.regions, morning.rings, morning.world, morning.policies, morning.faces, np.zeros(1, records.tally))
    counts = np.zeros(32, np.int64)
    for p in at_large:
        acts: Array = np.zeros(1, np.int64)
        live(p, 0, morning.day, 1, words, morning.people, morning.cold, *spare, *constants, acts)
        counts[acts[acts > 0] - 1] += 1
    before = morning.tallies["acts"].sum(axis=0)
    morning.step()
    assert (morning.tallies["acts"].sum(axis=0) - before).tolist() == counts.tolist()
    assert counts.sum() > 10
