"""A life worked out on paper: every adult of a society of 64, for twelve days in which every chance is 0 or 1.

There is one behaviour, littering. It comes up every day (365 a year), is always taken and, under the policy, always seen: 10 points
less. All start at 1000; no score falls below 930. A score below 960 lists. Courts make 365 mistakes a year for each who is not listed by
judgment, that is one a day; each lasts three days. Whoever is listed stands on the public list, which nobody reads. Under `none` people
litter just the same.

Worked out by hand, day by day:

| day | score | what the authority does |
|---|---|---|
| 0 | 990 | a wrong judgment lists |
| 1, 2 | 980, 970 | |
| 3 | 960 | the judgment ends after three days: off the list (960 is not below 960) |
| 4 | 950 | below 960, the clean score too: listed by score; and a wrong judgment, for the last one is over |
| 5, 6 | 940, 930 | |
| 7 | 930 | ten points less are held at the end of the range; the judgment ends, the score still lists |
| 8 | 930 | a wrong judgment |
| 9, 10 | 930 | |
| 11 | 930 | the judgment ends |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import sincerity as sl
from sincerity.engine.compose import registry
from sincerity.observe.account import Step
from sincerity.observe.accountant import Accountants
from sincerity.observe.life import Life
from sincerity.observe.relive import past_of, relive
from sincerity.observe.why_text import standing
from sincerity.scenario.load import load
from sincerity.store.run import Run
from sincerity.types import BY_JUDGMENT, BY_SCORE, CLEAN, JUDGED

DAYS = 12
TOML = """
schema = 1
extends = "none"
name = "paper"
start = 2014-06-14
days = 12
burn_in_days = 0
[society]
people = 64
economy = false
aging = false
[society.deals]
per_year = 0.0
[[society.behaviour]]
id = "littering"
label = "Drops litter"
per_year = 365.0
trait = "diligence"
trait_weight = 0.0
deterrable = 0.0
incentive = 0.0
kind = "offence"
wrongs_contact = false
visible = true
needs_loan = false
[policy]
active = true
start_score = 1000
min_score = 930
max_score = 1300
[policy.rule.littering]
points = -10
seen = 1.0
false_per_year = 0.0
[[policy.tier]]
name = "A"
from = 960
[[policy.tier]]
name = "B"
from = 930
[policy.listing]
by_score_below = 960
recovery_points = 10
by_judgment = true
wrong_judgments_per_year = 365.0
term_days = 3
[policy.public_list]
read_per_year = 0.0
[mind]
fear = false
trust = false
expression = false
deterrence = false
ties = false
awareness = "none"
"""
SCORES = [990, 980, 970, 960, 950, 940, 930, 930, 930, 930, 930, 930]
MISTAKES, ENTRIES, EXITS = [0, 4, 8], [0, 4], [3]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("paper")
    (folder / "paper.toml").write_text(TOML, encoding="utf-8")
    return sl.run(load(folder / "paper.toml", registry()), out=folder / "run")


@pytest.fixture(scope="module")
def ada(run: Run) -> int:
    """The first adult there is."""
    return int(run.people.filter("age >= 18").aggregate("min(id)").fetchall()[0][0])


@pytest.fixture(scope="module")
def life(run: Run, ada: int) -> Life:
    return sl.life(run, ada, scores=True)


def happened(life: Life, scenario: str) -> dict[str, list[tuple[int, int]]]:
    """(day, amount) by kind."""
    found: dict[str, list[tuple[int, int]]] = {}
    for event in life.events:
        if event.scenario == scenario:
            found.setdefault(event.kind, []).append((event.day, event.amount))
    return found


def test_what_happens_under_the_policy(life: Life) -> None:
    every_day = [(day, 1) for day in range(DAYS)]
    assert happened(life, "paper") == {
        "act": every_day,
        "record": every_day,
        "score": [(day, -10) for day in range(7)],
        "wrong_judgment": [(day, 1) for day in MISTAKES],
        "listed": [(day, 1) for day in ENTRIES],
        "unlisted": [(day, 1) for day in EXITS],
    }
    assert life.here.scores == tuple(SCORES)


def test_what_happens_under_none(life: Life) -> None:
    assert happened(life, "none") == {"act": [(day, 1) for day in range(DAYS)]}
    assert life.there.scores == (None,) * DAYS


def test_what_is_the_same_in_both(life: Life) -> None:
    for day, both, ours, theirs in life.by_day():
        assert [event.kind for event in both] == ["act"], day
        assert "record" in [event.kind for event in ours]
        assert theirs == []


def test_what_they_come_to(life: Life) -> None:
    """On the list on days 0 to 2 and 4 to 11: eleven days, two entries."""
    assert (life.here.end["score"], life.here.end["days_listed"], life.here.end["times_listed"]) == (930, 11, 2)
    assert (life.there.end["days_listed"], life.here.end["truth_acts"], life.there.end["truth_acts"]) == (0, DAYS, DAYS)


def steps() -> Iterator[tuple[int, str, int, int]]:
    """(day, kind, points, score) of the account, as worked out."""
    yield 0, "start", 1000, 1000
    for day in range(DAYS):
        before = 1000 if day == 0 else SCORES[day - 1]
        yield day, "record", -10, before - 10
        if before - 10 < 930:
            yield day, "limit", 10, 930
        if day == 4:
            yield day, "listed_by_score", 0, 950
            yield day, "clean_below", 0, 950
        if day in MISTAKES:
            yield day, "wrong_judgment", 0, SCORES[day]
        if day in (3, 7, 11):
            yield day, "term_over", 0, SCORES[day]


def as_worked_out(found: tuple[Step, ...] | list[Step]) -> None:
    assert [(step.day, step.kind, step.points, step.score) for step in found] == list(steps())
    assert all((step.clean_points, step.clean_score) == (step.points, step.score) for step in found)
    assert [step.day for step in found if step.is_false] == MISTAKES


def test_why(run: Run, ada: int) -> None:
    found = sl.why(run, ada)
    as_worked_out(found.steps)
    assert (found.score, found.clean_score, found.tier, found.is_listed, found.is_listed_wrongly) == (930, 930, "B", True, False)
    assert [(step.day, step.kind) for step in found.grounds] == [(4, "listed_by_score")]
    assert [(one.name, one.since) for one in found.sanctions] == [("public_list", 4)]
    text = list(standing(found))
    assert text[0] == "On 2014-06-25 the score is 930, grade B, and the resident is on the list."
    assert "Listed since 2014-06-18: the score, 950 on that day, fell below 960; it has to be 970 to end." in text
    assert "Nothing in this account is false: the score is what the acts and the rules make it." in text


def test_why_on_a_day_of_a_mistake(run: Run, ada: int) -> None:
    """On day 2 the judgment of day 0 is the only ground, and nothing is due."""
    found = sl.why(run, ada, 2)
    assert (found.score, found.is_listed, found.is_listed_wrongly, found.would_be_listed) == (970, True, True, False)
    assert [(step.day, step.kind) for step in found.grounds] == [(0, "wrong_judgment")]
    assert [(one.name, one.since) for one in found.sanctions] == [("public_list", 0)]
    text = list(standing(found))
    assert text[0].endswith("the resident is on the list, wrongly.")
    assert "Listed since 2014-06-14: a court's mistake, nothing was due. It ends after 3 days, on 2014-06-17." in text
    assert "Scores below 960 list: this one is 10 above that line." in text
    assert "Without the wrong judgment the score would be the same, and the resident would not be on the list." in text


def test_why_while_off_the_list(run: Run, ada: int) -> None:
    found = sl.why(run, ada, 3)
    assert (found.score, found.is_listed, found.grounds, found.sanctions) == (960, False, (), ())
    assert "No sanction is in force." in list(standing(found))


def test_what_is_said_of_a_debt(run: Run, ada: int) -> None:
    """120 days to the court and 60 of grace: of the debt of 15 June, to 13 October and 12 December. Judged once, it is judged no more."""
    off = sl.why(run, ada, 3)
    owing = replace(off, state=off.state._replace(debt_day=1))
    text = " ".join(standing(owing))
    assert "open since 2014-06-15: the creditor goes to court on 2014-10-13, the grace ends on 2014-12-12, and a court" in text
    judged = replace(owing, state=owing.state._replace(listing=JUDGED))
    assert "open since 2014-06-15. It was judged before, and a debt is judged once." in " ".join(standing(judged))
    assert replace(owing, state=owing.state._replace(listing=BY_JUDGMENT | JUDGED)).would_be_listed


def test_every_adult_has_this_account_and_no_child(run: Run) -> None:
    adults = {row[0] for row in run.people.filter("age >= 18").project("id").fetchall()}
    past = past_of(run)
    past.observer = accountants = Accountants(tuple(range(64)))
    relive([past], 0)
    assert 20 < len(adults) < 64
    for resident, account in accountants.accounts.items():
        if resident in adults:
            as_worked_out(account.book.steps)
            assert account.book.state.listing == BY_SCORE | CLEAN
        else:
            assert [step.kind for step in account.book.steps] == ["start"]


def test_a_child_is_told_as_one(run: Run) -> None:
    child = int(run.people.filter("age < 18").aggregate("min(id)").fetchall()[0][0])
    found = sl.why(run, child)
    assert (found.score, found.tier, found.is_listed) == (None, None, False)
    assert "A child has no score of its own and is on no list: it keeps the start." in list(standing(found))
    assert happened(sl.life(run, child), "paper") == {}


def test_the_folder_is_as_it_was(run: Run) -> None:
    assert {path.name for path in Path(run.path).iterdir()} <= {
        *("manifest.json", "scenario.toml", "series.parquet", "people.parquet", "events.parquet", "run.log", "checkpoints", "parts"),
    }
