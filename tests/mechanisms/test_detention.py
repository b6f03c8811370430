"""Detention: what goes on file, what is learned from it, who is detained and for how long, and that the detained do nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab import Outcome, foresee, hasten, interpret, live, scenario, settled
from mechanisms.made import AtMonth, Made, Region, at_month, made, region, served, shown, word
from sincerity.compute import logistic
from sincerity.compute.face import DEAL_SLOT_SHIFT, DETAINED_SHIFT, REPORT_SLOT_SHIFT
from sincerity.compute.fixed import TOP15
from sincerity.compute.ration import BARRED, DETENTIONS, LENDING, NO_CLAIM, WELL_PAID_POSTS, fine_of, unbarred_of
from sincerity.draw import DETENTION_LUCK, FEAR_SANCTION
from sincerity.engine.day import DAY
from sincerity.engine.face import face_of
from sincerity.errors import ScenarioError
from sincerity.mechanisms import awareness, behaviour, detention, economy, fear, informants, internet, ring_tone, travel
from sincerity.mechanisms.detention import (
    AWAY,
    BEFORE,
    FALLEN,
    LISTED_CELL,
    N_CELLS,
    PREDICTED,
    REPORTED,
    SINCE,
    SPEECH,
    SPOKE,
    cell_of,
    features_of,
    log_odds,
    with_record,
)
from sincerity.society import market
from sincerity.society.contacts import contact_of
from sincerity.types import ADULT, BY_JUDGMENT, BY_SCORE, CLEAN, JUDGED, ORDINARY, PUPIL, WANTS_LOAN, WELL_PAID, Array

IDS = [row.id for row in scenario().society.behaviour]
LINE = "policy.listing.by_score_below=600"
YEAR, DAY_OF_MONTH = 3, 31
OFF = [("policy.detention.active=false",), ("policy.active=false",)]


def place(name: str) -> int:
    """1 + the place of a behaviour in the catalogue."""
    return 1 + IDS.index(name)


THEFT, POST, LITTER = place("petty_theft"), place("criticising_policy"), place("littering")


def filed(*overrides: str, file: int = 0, stage: int = 1, standing: int = ADULT, **today: int) -> int:
    """The file after a day with these records."""
    one = made(*overrides, stage=stage)
    one.cold.file, one.me.standing = file, standing
    for name, value in today.items():
        setattr(one.today, name, value)
    detention.judge(3, 5, *one)
    return int(one.cold.file)


@pytest.mark.parametrize(
    ("today", "file"),
    [
        ({}, 0),
        ({"recorded": THEFT}, 1 | SINCE),
        ({"misrecorded": THEFT}, 1 | SINCE),
        ({"recorded": THEFT, "misrecorded": place("assault")}, 2 | SINCE),
        ({"recorded": POST}, SPOKE),
        ({"misrecorded": POST}, SPOKE),
        ({"recorded": place("praising_policy")}, 0),
        ({"recorded": LITTER}, 0),
        ({"reported": 1}, REPORTED),
        ({"reported": 2, "reported_falsely": 2}, REPORTED),
        ({"recorded": THEFT, "misrecorded": POST, "reported": 1}, 1 | SINCE | SPOKE | REPORTED),
        ({"act": THEFT}, 0),
        ({"act": place("assault"), "unpunished": 1}, 0),
    ],
)
def test_records_and_reports_go_on_file_and_acts_do_not(today: dict[str, int], file: int) -> None:
    """True and wrong ones alike; praise is no speech that costs points; what nobody saw is on none."""
    assert filed(**today) == file
    assert filed(stage=0, **today) == 0
    for overrides in OFF:
        assert filed(*overrides, **today) == 0


def test_the_file_of_the_detained_grows_too() -> None:
    assert filed(file=AWAY | 1, misrecorded=THEFT) == AWAY | 2 | SINCE


def test_speech_that_costs_nothing_is_not_on_file() -> None:
    assert filed("policy.rule.criticising_policy.points=0", recorded=POST) == 0


def test_what_is_predicted_can_be_chosen_speech_too() -> None:
    keys = ('policy.detention.predicts=["criticising_policy", "littering"]',)
    assert filed(*keys, recorded=POST) == filed(*keys, recorded=LITTER) == 1 | SINCE
    assert filed(*keys, recorded=THEFT) == 0
    with pytest.raises(ScenarioError, match="stealing_time"):
        scenario("article", 'policy.detention.predicts=["stealing_time"]')


@given(st.lists(st.sampled_from([0, PREDICTED, SPEECH]), max_size=12), st.integers(0, N_CELLS - 1))
def test_three_serious_records_count_and_nothing_else_of_the_file_moves(kinds: list[int], before: int) -> None:
    file = start = before << BEFORE | REPORTED
    for kind in kinds:
        file = with_record(file, kind)
    n = kinds.count(PREDICTED)
    assert file == start | min(3, n) | SPOKE * (SPEECH in kinds) | SINCE * (n > 0)
    assert file < 2**15, "kept in 16 bits with a sign"


def seen(*overrides: str, file: int = 0, score: int = 1000, listing: int = 0) -> int:
    """What the model sees of somebody."""
    one = made(LINE, *overrides)
    one.me.score, one.me.listing, one.cold.file = score, listing, file
    return cell_of(one.me, one.cold, one.policy)


@pytest.mark.parametrize(
    ("score", "fallen"), [(1300, 0), (1000, 0), (999, 0), (951, 0), (950, 1), (901, 1), (900, 2), (651, 6), (650, 7), (600, 7), (0, 7)]
)
def test_eighths_of_the_way_to_the_list(score: int, fallen: int) -> None:
    """From 1000 to 600 an eighth is 50 points."""
    assert seen(score=score) == fallen << FALLEN


@pytest.mark.parametrize(
    "overrides",
    [("policy.listing.active=false",), ("policy.scoring.active=false",), ("policy.start_score=960", "policy.listing.by_score_below=960")],
)
def test_where_nothing_falls(overrides: tuple[str, ...]) -> None:
    """No line, no scores, or no way down to the line."""
    assert seen(*overrides, score=0) == 0


def test_the_line_counts_also_where_scores_list_nobody() -> None:
    assert seen("policy.listing.by_score=false", score=900) == 2 << FALLEN


@pytest.mark.parametrize("listing", [0, BY_SCORE, BY_JUDGMENT, BY_SCORE | CLEAN, CLEAN, JUDGED])
def test_whoever_is_on_the_list_whatever_the_ground(listing: int) -> None:
    assert seen(listing=listing) == (LISTED_CELL if listing & (BY_SCORE | BY_JUDGMENT) else 0)


def test_of_the_file_the_counts_alone_are_seen() -> None:
    assert seen(file=0x7FFF) == 15
    assert seen(file=AWAY | SINCE | 255 << BEFORE) == 0


weight = st.integers(-80_000, 80_000)


@given(st.tuples(*[weight] * 6))
def test_the_engines_log_odds_are_the_models(weights: tuple[int, ...]) -> None:
    """For every cell; and a cell has the features that its parts make up."""
    one = made()
    one.policy.model_weights[:] = weights
    for cell in range(N_CELLS):
        features = features_of(cell)
        serious, spoke, reported, fallen, listed = features
        assert cell == serious | spoke * SPOKE | reported * REPORTED | fallen << FALLEN | listed * LISTED_CELL
        assert log_odds(cell, one.policy) == logistic.log_odds(weights, features)


def test_a_fit_is_the_logistic_regression_of_its_table() -> None:
    cells: Array = np.zeros((N_CELLS, 2), np.int64)
    for cell, people, recorded in ((0, 900, 9), (1, 40, 8), (SPOKE, 60, 3), (3 | 7 << FALLEN | LISTED_CELL, 5, 4)):
        cells[cell] = people, recorded
    found = detention.learn_from(cells, 2 * 4096)
    table = [(features_of(cell), int(n), int(k)) for cell, (n, k) in enumerate(cells.tolist()) if n]
    assert found.weights == logistic.fit(table, ridge=2)  # type: ignore[arg-type]
    assert found.weights is not None
    assert (found.weights[1] > 0, found.cells is cells) == (True, True)


@pytest.mark.parametrize("rows", [[], [(0, 50, 0), (3, 4, 0)], [(0, 50, 50), (3, 4, 4)]])
def test_there_may_be_nothing_to_learn(rows: list[tuple[int, int, int]]) -> None:
    cells: Array = np.zeros((N_CELLS, 2), np.int64)
    for cell, people, recorded in rows:
        cells[cell] = people, recorded
    assert detention.learn_from(cells, 4096).weights is None


def refitted(
    *overrides: str,
    file: int = 0,
    kept: int = 1,
    arrived: int = 0,
    age: int = 40,
    detained: int = 0,
    stage: int = 1,
    year: int = YEAR,
    **me: Any,
) -> tuple[int, dict[int, tuple[int, int]]]:
    """The file after a 1 January, and what was learned: people and records by cell."""
    one = at_month(LINE, *overrides, stage=stage)
    one.cold.file, one.cold.detained, one.cold.birth_year, one.me.arrived = file, detained, year - age, arrived
    one.me.score, one.me.standing = 1000, ADULT * (age >= 18)
    one.ledger.year, one.ledger.files_kept = year, kept
    for name, value in me.items():
        setattr(one.me, name, value)
    cells: Array = np.zeros((N_CELLS, 2), np.int64)
    detention.refit(3, 201, one.me, one.cold, one.ledger, one.policy, cells)
    return int(one.cold.file), {int(c): (int(cells[c, 0]), int(cells[c, 1])) for c in np.flatnonzero(cells.any(axis=1))}


THEN = 1 | 5 << FALLEN
"""A cell of a year ago."""


@pytest.mark.parametrize("since", [0, SINCE])
def test_one_is_learned_from_as_what_one_was_a_year_ago(since: int) -> None:
    """And kept as what one is now: two serious records, listed, a quarter of the way down."""
    file, learned = refitted(file=2 | THEN << BEFORE | since, score=900, listing=BY_SCORE)
    assert learned == {THEN: (1, int(since > 0))}
    assert file == 2 | (2 | 2 << FALLEN | LISTED_CELL) << BEFORE


@pytest.mark.parametrize(("labels", "record"), [("left_out", None), ("as_clean", 0), ("as_record", 1)])
@pytest.mark.parametrize("since", [0, SINCE])
def test_labels_of_those_who_were_detained(labels: str, record: int | None, since: int) -> None:
    """Whatever they did before they were taken."""
    key = f"policy.detention.labels={labels}"
    file, learned = refitted(key, file=1 | THEN << BEFORE | AWAY | since)
    assert learned == ({} if record is None else {THEN: (1, record)})
    assert file == 1 | 1 << BEFORE, "free again: not away in the year that begins"
    assert refitted(key, file=1 | THEN << BEFORE | since)[1] == {THEN: (1, int(since > 0))}


@pytest.mark.parametrize(("detained", "away"), [(0, 0), (1, 0), (2, AWAY), (120, AWAY)])
def test_who_is_still_away_is_so_for_the_year_that_begins(detained: int, away: int) -> None:
    """But not who is free on this very morning."""
    assert refitted(file=1 | AWAY, detained=detained)[0] == 1 | 1 << BEFORE | away


@pytest.mark.parametrize(
    ("changes", "learned"),
    [({}, 1), ({"kept": 0}, 0), ({"arrived": YEAR}, 0), ({"arrived": YEAR - 1}, 1), ({"age": 18}, 0), ({"age": 19}, 1)],
)
def test_who_is_new_is_not_learned_from(changes: dict[str, int], learned: int) -> None:
    """Who came or came of age this morning, and everybody where no files were kept a year ago; their files are kept from now on."""
    file, found = refitted(file=1 | SINCE, **changes)
    assert sum(n for n, _ in found.values()) == learned
    assert file == 1 | 1 << BEFORE


def test_before_the_first_yearly_pass_nobody_is_new() -> None:
    """The settlers of 18 among them, who came at year 0."""
    assert refitted(file=1, year=0, age=18)[1] == {0: (1, 0)}


def test_children_have_no_file() -> None:
    assert refitted(age=17, file=0, score=0) == (0, {})


@pytest.mark.parametrize("age", [12, 40])
def test_where_detention_is_over_files_are_cleared(age: int) -> None:
    assert refitted(file=0x3FFF, stage=0, age=age) == (0, {})
    assert refitted("policy.detention.active=false", file=0x3FFF, age=age) == (0, {})


def turned(*overrides: str, detained: int = 0, stage: int = 1, file: int = 0, **today: int) -> AtMonth:
    """Somebody after the first pass of a month."""
    one = at_month(*overrides, stage=stage)
    one.cold.detained, one.cold.file = detained, file
    for name, value in today.items():
        setattr(one.today, name, value)
    detention.month(3, DAY_OF_MONTH, *one)
    assert one.today.released == one.tally.releases
    return one


@pytest.mark.parametrize(("detained", "left", "released"), [(0, 0, 0), (1, 0, 1), (2, 1, 0), (120, 119, 0)])
def test_a_term_is_counted_in_months(detained: int, left: int, released: int) -> None:
    one = turned(detained=detained)
    assert (one.cold.detained, one.today.released) == (left, released)


@pytest.mark.parametrize(("overrides", "stage"), [((), 0), *((off, 1) for off in OFF)])
def test_where_the_policy_has_ended_all_are_free(overrides: tuple[str, ...], stage: int) -> None:
    for detained in (0, 1, 7):
        one = turned(*overrides, detained=detained, stage=stage)
        assert (one.cold.detained, one.today.released) == (0, int(detained > 0))


def test_a_default_for_want_goes_on_file() -> None:
    key = 'policy.detention.predicts=["loan_default"]'
    recorded = place("loan_default")
    assert turned(key, recorded=recorded).cold.file == 1 | SINCE
    assert turned(key, recorded=recorded, detained=2, file=3).cold.file == 3 | SINCE
    assert turned(key).cold.file == turned(key, recorded=recorded, stage=0).cold.file == turned(recorded=recorded).cold.file == 0


def taken(*overrides: str, **me: Any) -> AtMonth:
    """Somebody after the second pass of a month, in which the risk model's desk served this person."""
    one = at_month("policy.detention.term_months=5", *overrides)
    for name, value in me.items():
        setattr(one.me, name, value)
    one.ledger.filled[:] = 9
    one.cold.file, one.today.served = 3, DETENTIONS
    for module in (detention, economy, awareness, fear):
        module.serve(3, DAY_OF_MONTH, *one)
    return one


def test_who_is_served_is_detained() -> None:
    one = taken()
    assert (one.cold.detained, one.cold.file, one.today.taken, one.tally.detentions) == (5, 3 | AWAY, 1, 1)


def test_the_job_ends() -> None:
    for job in (ORDINARY, WELL_PAID):
        one = taken(means=job, search=job)
        assert (one.me.means & (ORDINARY | WELL_PAID), one.today.job_ended, one.tally.jobs_ended) == (0, 1, 1)
        assert one.ledger.filled.tolist() == [9 - (job == ORDINARY), 9 - (job == WELL_PAID)]
    assert taken(means=0).tally.jobs_ended == 0


def test_the_wait_for_a_job_stands_still() -> None:
    one = taken(search=ORDINARY | 3 << 2)
    assert one.me.search == ORDINARY | 3 << 2
    free = at_month()
    free.me.search = ORDINARY | 3 << 2
    economy.serve(3, DAY_OF_MONTH, *free)
    assert free.me.search == ORDINARY | 4 << 2


def test_it_makes_aware_and_is_felt() -> None:
    one = taken("mind.fear.own_sanction=0.5", "mind.awareness.from=press")
    assert (one.me.aware, one.today.learned, one.me.sanctioned) == (1, 1, 1)
    felt = int(one.world.fear_sanction)
    assert int(one.me.fear_authority) + 32768 == 0 + ((65535 * felt + word(one, FEAR_SANCTION, 3, DAY_OF_MONTH, 2)) >> 32)
    without = taken("mind.fear.active=false", "mind.awareness.active=false")
    assert without.me.sanctioned == 0


def test_who_is_not_served_is_left_alone() -> None:
    one = at_month()
    one.today.served, one.me.means = WELL_PAID_POSTS | LENDING, ORDINARY
    detention.serve(3, DAY_OF_MONTH, *one)
    assert (one.cold.detained, one.cold.file, one.today.taken, one.tally.detentions) == (0, 0, 0, 0)


def judged(*overrides: str, weights: tuple[int, ...] = (0, 1024, 0, 0, 0, 0), fitted: int = 1, stage: int = 1) -> Region:
    """A region whose residents 0…3 have so many serious records; one detention a month for each 64 residents."""
    found = region("policy.detention.detained_per_1000=15.625", *overrides, stage=stage)
    for p, (me, mine) in enumerate(zip(found.people, found.cold, strict=True)):
        me.score, mine.file = 1000, p if p < 4 else 0
    found.policy.model_fitted, found.policy.model_weights[:] = fitted, weights
    return found


def claim(there: Region, p: int, day: int = 0) -> int:
    return detention.detentions_claim(p, 0, day, there.people, there.cold, there.tables, there.ledger, there.world, there.policy)


@pytest.mark.parametrize(
    ("odds", "level"),
    [(0, 32), (1023, 32), (1024, 33), (-1, 31), (-1024, 31), (-1025, 30), (-32768, 0), (-99_999, 0), (31744, 63), (99_999, 63)],
)
def test_levels_are_quarters_of_log_odds(odds: int, level: int) -> None:
    """Within eight of nothing; then luck, coarse and fine, all of the person's own word of that day."""
    there = judged(weights=(odds, 0, 0, 0, 0, 0))
    for day in (0, 31):
        luck = word(there, DETENTION_LUCK, 1, day)
        found = claim(there, 1, day)
        assert found & 8191 == (found >> 13) & 8191 == level * 64 + (luck >> 26)
        assert found >> 26 == fine_of(luck)


def test_who_claims() -> None:
    there = judged()
    assert [claim(there, p) == NO_CLAIM for p in range(6)] == [True, False, False, False, True, True]
    there.cold[1].detained = 1
    there.people[2].standing = 0
    assert [claim(there, p) == NO_CLAIM for p in range(4)] == [True, True, True, False]
    there.people[5].listing = BY_SCORE
    assert claim(there, 5) != NO_CLAIM
    there.policy.model_fitted = 0
    assert all(claim(there, p) == NO_CLAIM for p in range(64))


def test_the_riskiest_first_and_what_is_left_waits() -> None:
    there = judged()
    assert served(there, "detentions") == [3]
    assert (there.tally.backlog_detentions, there.ledger.detentions_budget) == (2, 0)
    there = judged(weights=(0, -1024, 0, 0, 0, 0))
    assert served(there, "detentions") == [1]


def test_luck_among_those_alike() -> None:
    there = judged()
    for mine in there.cold:
        mine.file = 2
    found = [served(there, "detentions", day=day) for day in range(40)]
    assert all(len(some) == 1 for some in found)
    for day, (one,) in enumerate(found):
        assert word(there, DETENTION_LUCK, one, day) >> 14 == max(word(there, DETENTION_LUCK, p, day) for p in range(64)) >> 14
    assert len({one for (one,) in found}) > 20


def test_nobody_without_a_budget_or_before_there_is_a_model() -> None:
    assert served(judged("policy.detention.detained_per_1000=0"), "detentions") == []
    there = judged(fitted=0)
    there.ledger.detentions_budget = 5 << 32
    assert served(there, "detentions") == []
    assert (there.ledger.detentions_budget, there.tally.backlog_detentions) == (5 << 32, 0)
    for overrides in OFF:
        assert served(judged(*overrides), "detentions") == []
    assert served(judged(stage=0), "detentions") == []


def test_what_is_not_used_is_carried_over_up_to_a_year() -> None:
    there = judged()
    for mine in there.cold:
        mine.file = 0
    for month in range(1, 20):
        assert served(there, "detentions") == []
        assert int(there.ledger.detentions_budget) == min(12, month) << 32
    there.cold[1].file = there.cold[2].file = 1
    assert served(there, "detentions") == [1, 2]
    assert int(there.ledger.detentions_budget) == 11 << 32


def seekers(desk: str, *overrides: str) -> Region:
    """Residents 1…3 want what a desk has one of; all is alike but luck."""
    there = region(*overrides)
    for p in (1, 2, 3):
        me = there.people[p]
        me.search, me.means = {"well_paid": (WELL_PAID, 0), "ordinary": (ORDINARY, 0), "lending": (0, WANTS_LOAN)}[desk]
    there.ledger.posts[:] = 1
    there.ledger.lending_budget = 1 << 32
    there.world.lending = 0
    return there


@pytest.mark.parametrize("desk", ["well_paid", "ordinary", "lending"])
@pytest.mark.parametrize("how", ["before", "this morning"])
def test_no_post_and_no_loan_for_the_detained(desk: str, how: str) -> None:
    """Whoever would be first is passed over; the next one has it. The claim is barred, and keeps the key that it would have had."""
    (first,) = served(seekers(desk), desk)
    there = seekers(desk)
    if how == "before":
        there.cold[first].detained = 2
    mark = DETENTIONS if how == "this morning" else 0
    found = served(there, desk, marks={first: mark})
    assert len(found) == 1
    assert first not in found
    barred = getattr(market, f"{desk}_claim")(first, mark, 0, *there[:6])
    assert (barred & 8191 == BARRED, unbarred_of(barred) < BARRED) == (True, True)


def test_counts() -> None:
    for face, n in ((shown(detained=1, works=1), 1), (shown(adult=1), 0)):
        one = made()
        one.today.shown = face
        detention.count(3, 5, *one)
        assert (one.tally.detained, one.cold.days_detained) == (n, n)


@pytest.mark.parametrize("means", [0, ORDINARY, PUPIL])
def test_a_face_in_detention_shows_work_and_school_alone(means: int) -> None:
    one = made()
    one.me.means, one.me.aware, one.me.listing, one.me.score, one.me.tier, one.me.misdeed_gravity = means, 1, BY_SCORE, 300, 5, 9
    for name in ("caught_visibly", "unpunished", "deal_slot", "deal_kind", "report_slot", "shamed", "opinion", "fear_authority_shown"):
        setattr(one.today, name, 1)
    one.today.shown = shown(detained=1)
    assert face_of(5, one.me, one.today, one.policy) == shown(detained=1, works=int(means == ORDINARY), pupil=int(means == PUPIL))


HELD = shown(detained=1, works=1)


def test_contacts_deal_with_report_and_call_nobody_who_is_detained() -> None:
    """Reports and calls ask for an adult's face, and a dot or an entry too."""
    one = made()
    one.today.seen[0], one.today.deal_word = HELD, 0
    behaviour.act(3, 5, *one)
    assert one.today.deal_slot == 0
    one = made("society.calls.per_pair_per_year=365")
    one.today.looks, one.today.other = 1, 4
    for day in range(30):
        informants.meet(3, day, 0, HELD | shown(gravity=15), *one)
        ring_tone.meet(3, day, 0, HELD | shown(listed=1), *one)
    assert (one.today.true_slot, one.today.false_slot, one.today.heard, one.today.warned) == (0, 0, 0, 0)


def test_a_contact_taken_is_a_sanction_seen() -> None:
    """On the first day the face says refused."""
    for face, moved in ((shown(detained=1, refused=1), 1), (HELD, 0)):
        one = made("mind.fear.seen_sanction=0.5")
        fear.meet(3, 5, 0, face, *one)
        assert (int(one.me.fear_authority) + 32768 > 0) == bool(moved)


def test_no_trips_and_no_hours_online() -> None:
    one = made("society.trips.per_year=200", "society.online.rural_share=1")
    one.today.shown, one.cold.detained, one.me.listing = HELD, 2, BY_SCORE
    travel.live(3, 5, *one)
    internet.live(3, 5, *one)
    assert (one.tally.trips, one.today.trip, one.today.slowed) == (0, 0, 0)


BUSY = (
    "start=2014-07-22",
    "policy.rollout.active=false",
    "mind.awareness.from=everyone",
    'policy.detention.predicts=["littering", "petty_theft", "traffic_offence"]',
    "policy.detention.detained_per_1000=300",
    "policy.detention.term_months=2",
    "policy.rule.littering.false_per_year=5",
    "policy.rule.littering.seen=1",
    "society.behaviour.littering.per_year=60",
    "society.trips.per_year=300",
    "society.deals.per_year=300",
    "society.calls.per_pair_per_year=200",
    "policy.informants.base_low_per_year=12",
    "policy.informants.base_high_per_year=12",
    "policy.informants.false_weight=1",
    "policy.informants.checked=0",
    "policy.informants.tie_weight=0",
    "policy.deadbeat_map.views_per_year=300",
    "policy.listing.by_score_below=990",
    "policy.listing.recovery_points=1",
)
ALONE = sorted(
    {
        field.removeprefix("today.")
        for step in DAY
        if step.stage in ("act", "meet")
        or (step.mechanism, step.hook) in {("travel", "live"), ("hotels", "live"), ("internet", "live"), ("deadbeat_map", "live")}
        for field in step.writes.split()
        if field.startswith("today.")
    }
    | {"near", "other", "back", "map_dots", "map_viewers"}
)
"""Fields of today that acting, meeting, travelling and being online fill."""
KEPT = ("last_report_day", "misdeed_day", "misdeed_gravity")
KEPT_COLD = ("truth_acts", "reports_made", "reports_against", "hours_lost")


def test_the_detained_do_nothing_and_nobody_does_anything_with_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some weeks in plain Python, today's record of everybody looked at, and where each deal and report goes."""
    simulation = settled(scenario("article", *BUSY, people=128, days=20, burn_in_days=1), seed=3)
    hasten(simulation)
    foresee(simulation)
    place_of = simulation.regions.view(np.recarray)[0], simulation.rings, simulation.world.view(np.recarray)[0]
    interpret(simulation)
    filled: dict[bool, set[str]] = {False: set(), True: set()}
    count = detention.count

    def noting(p: int, day: int, me: Any, cold: Any, today: Any, *rest: Any) -> None:
        held = bool(int(today.shown) >> DETAINED_SHIFT & 1)
        filled[held] |= {name for name in ALONE if int(getattr(today, name)) != 0}
        count(p, day, me, cold, today, *rest)

    monkeypatch.setattr(detention, "count", noting)
    person_days = deals = reports = 0
    while simulation.day < simulation.n_days:
        day = simulation.day
        month = simulation.date_of(day).day == 1
        before = {name: simulation.people[name].copy() for name in KEPT} | {name: simulation.cold[name].copy() for name in KEPT_COLD}
        was_held = simulation.faces[:128] >> DETAINED_SHIFT & 1
        simulation.step()
        now_held = simulation.faces[:128] >> DETAINED_SHIFT & 1
        for p in np.flatnonzero(now_held if month else was_held):
            assert now_held[p]
            assert int(simulation.faces[p]) & ~shown(works=1, pupil=1) == shown(detained=1)
            for name in KEPT:
                assert simulation.people[name][p] == before[name][p], (day, p, name)
            for name in KEPT_COLD:
                assert month or simulation.cold[name][p] == before[name][p], (day, p, name)
        for p in range(128):
            face = int(simulation.faces[p])
            for shift in (DEAL_SLOT_SHIFT, REPORT_SLOT_SHIFT):
                slot = (face >> shift & 63) - 1
                if slot >= 0:
                    deals, reports = deals + (shift == DEAL_SLOT_SHIFT), reports + (shift == REPORT_SLOT_SHIFT)
                    assert not now_held[contact_of(p, slot, int(simulation.people["household"][p]), *place_of)], (day, p, slot)
        person_days += int(now_held.sum())
    assert person_days > 100
    assert deals > 500
    assert reports > 10
    assert filled[True] == set()
    assert {"act", "deal_slot", "report_slot", "rings", "map_opened", "trip", "near", "heard"} <= filled[False]


def run_with(humming: float, *overrides: str) -> Outcome:
    """A society in which some hum: an act that no rule knows and nobody sees, though the authority would like to foretell it."""
    hum = f"society.more_behaviour=[{{id='humming', per_year={humming}, visible=false}}]"
    some = (
        "start=2014-06-14",
        "policy.rollout.active=false",
        'policy.detention.predicts=["humming", "littering", "petty_theft"]',
        "policy.detention.detained_per_1000=20",
        "policy.detention.term_months=1",
        "policy.rule.littering.seen=1",
        "society.behaviour.littering.per_year=20",
    )
    return live(scenario("article", hum, *some, *overrides, people=600, days=85, burn_in_days=3), look=foresee)


@pytest.fixture(scope="module")
def quiet() -> Outcome:
    return run_with(0.0, "policy.revision=[{on=2014-08-15,set={active=false}}]")


def test_true_acts_that_nobody_records_enter_nothing(quiet: Outcome) -> None:
    """With a hundred times the people who hum all else is the same to the bit, but for the hums."""
    loud = run_with(40.0, "policy.revision=[{on=2014-08-15,set={active=false}}]")
    assert loud.total("acts_humming") > 3000 > quiet.total("acts_humming") == 0
    for name, column in loud.series.items():
        assert name == "acts_humming" or np.array_equal(column, quiet.series[name]), name
    for name, column in loud.people.items():
        assert name == "truth_acts" or np.array_equal(column, quiet.people[name]), name


def test_terms_end_on_firsts_and_all_are_free_after_the_policy(quiet: Outcome) -> None:
    """1 July is day 17, 1 August day 48, 1 September day 79; the policy ends on 15 August. A region of 600 people can detain twelve."""
    detained, detentions, releases = (quiet.daily(name) for name in ("detained", "detentions", "releases"))
    assert {int(day) for day in np.flatnonzero(detentions)} == {17, 48}
    assert {int(day) for day in np.flatnonzero(releases)} == {48, 79}
    assert 0 < detentions[17] <= 12
    assert (detained[:17] == 0).all()
    assert (detained[17:48] == detentions[17]).all()
    assert releases[48] == detentions[17]
    assert (detained[48:79] == detentions[48]).all()
    assert (detained[79:] == 0).all()
    assert releases[79] == detentions[48]
    assert quiet.people["days_detained"].sum() == detained.sum()
    assert not quiet.people["detained"].any()
    assert TOP15 > quiet.people["days_detained"].max() >= 31


def test_a_made_person_is_free() -> None:
    """What the other tests begin from."""
    one: Made = made()
    assert (one.cold.detained, one.cold.file, one.policy.detention_active, one.policy.model_fitted) == (0, 0, 1, 0)
