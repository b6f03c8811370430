"""The account of a score: the case worked out on paper, and the invariant that every account adds up, whatever happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from lab import EVERYWHERE, scenario, settled
from mechanisms.made import made, region
from sincerity.compute.face import REPORT_SLOT_SHIFT
from sincerity.compute.fixed import ONE24
from sincerity.errors import RunError
from sincerity.mechanisms import scoring
from sincerity.observe.account import Book, Report, state_of
from sincerity.observe.accountant import Accountants
from sincerity.observe.lives import Watch
from sincerity.observe.together import Together
from sincerity.observe.why_phrases import STEPS, tell_step
from sincerity.society import contacts
from sincerity.society.places import region_of
from test_paper_case import ADA, CAI, DEE, IDS, RULES, day

FAST = (
    *("policy.listing.by_score_below=940", "policy.listing.wrong_judgments_per_year=0.3", "policy.listing.term_days=60"),
    *("policy.listing.grace_days=5", "society.debt.sued_after_days=5", "society.behaviour.loan_default.per_year=3"),
    "society.behaviour.assault.per_year=4",
    *("policy.informants.base_high_per_year=12", "policy.informants.base_low_per_year=5", "policy.informants.false_weight=1"),
    *("policy.informants.checks_per_1000=20", "policy.informants.checked=0.8", "policy.detention.detained_per_1000=20"),
    *("policy.rule.assault.false_per_year=3", "policy.rule.volunteering.false_per_year=3", "policy.return_per_year=200"),
    "policy.association={active=true, pull_per_year=1.0}",
    "policy.due_process={active=true, memory_days=200, appeals_per_year=12, notice_days=1}",
)
"""Everything that moves a score or a listing, often: a few people live through all of it in months."""
REVISED = (
    "policy.revision=["
    '{on=2014-08-01, name="a", set={"listing.by_score"=false, "max_score"=1050}},'
    '{on=2014-09-10, name="b", set={"scoring.active"=false}},'
    '{on=2014-10-05, name="c", set={"scoring.active"=true, "listing.by_score"=true, "start_score"=990}},'
    '{on=2014-11-20, name="d", set={active=false}}]'
)


class Paper:
    """One of those of the paper case, and the book of them."""

    def __init__(self, p: int) -> None:
        self.p = p
        self.there = region(*RULES)
        self.me, self.mine = self.there.people[p], self.there.cold[p]
        scoring.init(p, self.me, self.mine, self.there.world)
        scoring.cover(p, 0, self.me, self.mine, made(*RULES).today, self.there.world, self.there.policy, self.there.tally)
        self.book = Book(p, IDS)
        self.book.cover(0, state_of(self.me, self.mine), self.there.policy)

    def live(self, today_is: int, reports: tuple[Report, ...] = (), **what: Any) -> None:
        today = day(self.there, self.p, today_is, **what)
        self.book.day(today_is, state_of(self.me, self.mine), today, self.there.policy, reports)

    def steps(self) -> list[tuple[Any, ...]]:
        return [(step.day, step.kind, step.points, step.clean_points, step.score, step.clean_score) for step in self.book.steps]


def test_ada() -> None:
    """She stole, which costs 60; the assault of the next day, 100, never was, and brings her below the line of 900."""
    ada = Paper(ADA)
    ada.live(1, act="petty_theft")
    ada.live(2, misrecorded="assault")
    assert ada.steps() == [
        (0, "start", 1000, 1000, 1000, 1000),
        (1, "record", -60, -60, 940, 940),
        (2, "wrong_record", -100, 0, 840, 940),
        (2, "listed_by_score", 0, 0, 840, 940),
    ]
    assert [step.behaviour for step in ada.book.steps] == ["", "petty_theft", "assault", ""]
    assert [step.is_false for step in ada.book.steps] == [False, False, True, False]


def test_cai() -> None:
    """A post costs 6 tenths of 20, and a true report 10."""
    cai = Paper(CAI)
    report = Report(7, False, False, "littering", 0)
    cai.live(2, (report,), act="criticising_policy", level=ONE24, false_report=0)
    assert cai.steps()[1:] == [(2, "reported", -10, -10, 990, 990), (2, "record", -12, -12, 978, 978)]
    assert (cai.book.steps[1].other, cai.book.steps[1].behaviour, cai.book.steps[1].since) == (7, "littering", 0)


def test_dee() -> None:
    """A false report costs as much, and leaves the clean score."""
    dee = Paper(DEE)
    dee.live(2, (Report(7, True, True),), false_report=1)
    assert dee.steps()[1:] == [(2, "reported_falsely", -10, 0, 990, 1000)]


def test_an_account_that_does_not_add_up_is_refused() -> None:
    ada = Paper(ADA)
    today = day(ada.there, ADA, 1, act="petty_theft")
    ada.me.score = int(ada.me.score) - 1
    with pytest.raises(RunError, match=r"day 1: by its steps resident 1 has the score 940 .* and has 939"):
        ada.book.day(1, state_of(ada.me, ada.mine), today, ada.there.policy, ())


def lived(*overrides: str, days: int, people: int = 240) -> tuple[Any, Accountants, dict[str, set[tuple[Any, ...]]]]:
    """A small society to its end: the accounts of every eighth resident, what these did, and who reported whom."""
    simulation = settled(scenario("article", *FAST, *overrides, people=people, days=days), hasty=True)
    ids = tuple(range(0, people, 8))
    accountants, watch = Accountants(ids), Watch(ids, people)
    both = Together(watch, accountants)
    both.begin(simulation)
    told: dict[str, set[tuple[Any, ...]]] = {"act": set(), "report": set()}
    while simulation.day < simulation.n_days:
        if simulation.block_is_full:
            simulation.take_block()
        simulation.step(both)
        told["report"] |= set(reports_of(simulation))
        rows = watch.take() or {"kind": np.array([], object)}
        for i in np.flatnonzero(rows["kind"] == "act"):
            told["act"].add((int(rows["day"][i]), int(rows["id"][i]), str(rows["text_key"][i])))
    simulation.close()
    return simulation, accountants, told


def reports_of(simulation: Any) -> Iterator[tuple[int, int, int]]:
    """(day, who, whom) of the reports made on the day that was lived, as the faces show them."""
    slots = simulation.faces[: simulation.n_people] >> REPORT_SLOT_SHIFT & 63
    regions = simulation.regions.view(np.recarray)
    for p in np.flatnonzero(slots).tolist():
        region = regions[int(region_of(simulation.layout, np.array([p]))[0])]
        place = (int(simulation.people["household"][p]), region, simulation.rings, simulation.world.view(np.recarray)[0])
        yield simulation.day - 1, p, contacts.contact_of(p, int(slots[p]) - 1, *place)


@pytest.fixture(scope="module")
def fast() -> tuple[Any, Accountants, dict[str, set[tuple[Any, ...]]]]:
    return lived(*EVERYWHERE, days=205)


def adds_up(simulation: Any, accountants: Accountants) -> None:
    """The steps of every adult, and of every child, come to the score, the clean score and the grounds there are."""
    assert len(accountants.accounts) == 30
    for p, account in accountants.accounts.items():
        me = simulation.people[p]
        assert sum(step.points for step in account.book.steps) == me["score"]
        assert sum(step.clean_points for step in account.book.steps) == me["clean_score"]
        running = np.cumsum([(step.points, step.clean_points) for step in account.book.steps], axis=0)
        assert running.tolist() == [[step.score, step.clean_score] for step in account.book.steps]
        assert account.book.grounds == me["listing"] & 7
        false = sum(step.kind == "wrong_record" for step in account.book.steps)
        assert (false, sum(step.kind == "record" for step in account.book.steps) + false) == (
            int(simulation.cold["records_false"][p]),
            int(simulation.cold["records"][p]),
        )


def test_every_account_adds_up_when_everything_happens(fast: Any) -> None:
    simulation, accountants, _ = fast
    adds_up(simulation, accountants)
    kinds = Counter(step.kind for account in accountants.accounts.values() for step in account.book.steps)
    assert kinds.keys() >= {
        *("start", "record", "wrong_record", "reported", "reported_falsely", "report_paid", "association", "return", "expiry"),
        *("listed_by_score", "recovered", "clean_below", "judged", "wrong_judgment", "term_over", "debt_by_choice", "debt_paid"),
        *("notice", "appeal", "appeal_won", "appeal_lost", "correction", "off_by_appeal", "came"),
    }


def test_reports_are_traced_to_who_made_them_and_to_what_was_done(fast: Any) -> None:
    """What an account says of a report, made the day before, the lives of the others say, too."""
    simulation, accountants, told = fast
    memory = simulation.scenario.policy.informants.memory_days
    true = 0
    for p, account in accountants.accounts.items():
        for step in account.book.steps:
            if step.kind in ("reported", "reported_falsely"):
                assert (step.day - 1, step.other, p) in told["report"]
            if step.kind == "reported":
                assert step.since is not None
                assert 2 <= step.day - step.since <= memory + 1
                assert (step.since, p, step.behaviour) in told["act"]
                true += 1
    assert true > 5


def test_every_account_adds_up_when_rules_change_and_regions_join() -> None:
    words = ("society.region_people=64", "policy.rollout.nationwide=2014-10-20", "policy.rollout.of=points", "mind.awareness.from=everyone")
    simulation, accountants, _ = lived(*words, REVISED, days=170)
    kinds: Counter[str] = Counter()
    for account in accountants.accounts.values():
        me = simulation.people[account.resident]
        assert (account.book.score, account.book.clean_score) == (me["score"], me["clean_score"]) == (0, 0)
        kinds += Counter(step.kind for step in account.book.steps)
    assert kinds.keys() >= {"start", "unscored", "score_lists_no_more"}


def test_every_kind_of_step_has_words(fast: Any) -> None:
    for account in fast[1].accounts.values():
        for step in account.book.steps:
            text = tell_step(step, "Drops litter", 600, "2014-06-14")
            assert text
            assert "{" not in text
            assert ("FALSE" in text) == step.is_false
    assert set(STEPS) >= {step.kind for account in fast[1].accounts.values() for step in account.book.steps}
