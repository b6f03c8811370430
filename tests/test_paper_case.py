"""A case worked out on paper: five residents, three days and two turns of a month, in which every chance is 0 or 1.

The rules are the article's, with a list that begins at 900. All numbers that are expected were worked out by hand, in the comments
beside them, from the rule pages; none was read off the program. Points of a record: theft -60, assault -100, criticism -20, a report
suffered -10. Tiers from 1050 (0, AAA), 1030 (1, AA), 960 (2, A), 850 (3, B), 600 (4, C), 0 (5, D). All start at 1000, in tier A.

- *Ada* (1) steals and is seen. Next day she is put on record for an assault that never was.
- *Ben* (2) does nothing, and seeks the post that Ada seeks.
- *Cai* (3) says all that he thinks of the policy, is seen, and is truly reported on the same day.
- *Dee* (4) is falsely reported.
- *Eve* (5) commits an assault that nobody sees.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pytest

from lab import scenario
from mechanisms.made import Region, composed, made, region, shown
from sincerity.compute.face import is_adult, is_detained, is_listed, is_refused, tier_of_face
from sincerity.compute.fixed import ONE24
from sincerity.compute.ration import DETENTIONS, N_KEYS, WELL_PAID_POSTS
from sincerity.engine.day import DESKS
from sincerity.engine.face import face_of
from sincerity.mechanisms import detention, informants, listing, scoring
from sincerity.observe.dossier import Shows, address, case_number, id_number, k_of, masked_address, masked_id, name_of
from sincerity.store.run import Table
from sincerity.types import BY_SCORE, CLEAN, WELL_PAID

RULES = (
    "policy.listing.by_score_below=900",
    "policy.listing.recovery_points=10",
    "policy.rule.petty_theft.seen=1",
    "policy.rule.assault.seen=0",
    "policy.rule.assault.false_per_year=5.703125",
    "policy.informants.notice=0",
    "policy.internet.openings_missed=0",
    "policy.detention.detained_per_1000=15.625",
    "policy.detention.term_months=2",
)
"""365 / 64 wrong records a year: certain on a day whose word picks assault among its 64 kinds. Of detentions 1,000 / 64 a month for
1,000 residents: in a region of 64 it is one.
"""
ADA, BEN, CAI, DEE, EVE = range(1, 6)
NONE_OF_IT = (1 << 32) - 1
"""A word of the day that nothing comes of."""
IDS = [row.id for row in scenario().society.behaviour]
A, B, C = 2, 3, 4
"""Tiers by number."""
DISPLACED_FROM = 16


def place(name: str) -> int:
    """1 + the place of a behaviour in the catalogue."""
    return 1 + IDS.index(name)


def day(there: Region, p: int, today_is: int, *, act: str = "", misrecorded: str = "", level: int = 0, **reports: int) -> Any:
    """What the authority makes of one person's day: whom reports name, what goes on record, who is listed, what goes on file."""
    today = made(*RULES).today
    rows = (there.people[p], there.cold[p], today, there.world, there.policy, there.tally)
    today.back = 1
    if reports:
        informants.meet(p, today_is, 0, shown(adult=1, report_slot=1, **reports), *rows)
    today.act, today.level = place(act) if act else 0, level
    # The top six bits of the day's word say of which behaviour there is a wrong record; of the 64th there is none.
    today.wrong_record_word = (place(misrecorded) - 1) << 26 if misrecorded else NONE_OF_IT
    today.wrong_judgment_word = NONE_OF_IT
    scoring.judge(p, today_is, *rows)
    listing.judge(p, today_is, *rows)
    detention.judge(p, today_is, *rows)
    listing.count(p, today_is, *rows)
    return today


def lived(*overrides: str, truly: bool = False) -> Region:
    """The region after day 2. truly: Ada did commit the assault that she is recorded for."""
    there = region(*RULES, *overrides)
    for p in range(64):
        scoring.init(p, there.people[p], there.cold[p], there.world)
        scoring.cover(p, 0, there.people[p], there.cold[p], made(*RULES).today, there.world, there.policy, there.tally)
    day(there, ADA, 1, act="petty_theft")
    if truly:
        there.policy.seen_a[place("assault") - 1] = 1 << 32
        day(there, ADA, 2, act="assault")
    else:
        day(there, ADA, 2, misrecorded="assault")
    day(there, BEN, 2)
    day(there, CAI, 2, act="criticising_policy", level=ONE24, false_report=0)
    day(there, DEE, 2, false_report=1)
    if not truly:
        day(there, EVE, 2, act="assault")
    return there


def points(there: Region, p: int) -> tuple[int, int]:
    return int(there.people[p].score), int(there.people[p].clean_score)


def test_scores_and_clean_scores() -> None:
    there = lived()
    # 1000 - 60 - 100 = 840. Of the true: 1000 - 60 = 940.
    assert points(there, ADA) == (840, 940)
    assert points(there, BEN) == (1000, 1000)
    # A post costs 6 tenths of the rule's 20 points: 12. 1000 - 12 - 10 = 978; the report was true.
    assert points(there, CAI) == (978, 978)
    # 1000 - 10 = 990; the report was false.
    assert points(there, DEE) == (990, 1000)
    assert points(there, EVE) == (1000, 1000)


def test_records() -> None:
    """Of Ada one true and one wrong, of Cai one; reports are no records. The assault that there was is on none."""
    there = lived()
    assert [int(there.cold[p].records) for p in range(6)] == [0, 2, 0, 1, 0, 0]
    assert [int(there.cold[p].records_false) for p in range(6)] == [0, 1, 0, 0, 0, 0]
    assert [int(there.cold[p].reports_against) for p in range(6)] == [0, 0, 0, 1, 1, 0]
    on_record = {IDS[b]: int(n) for b, n in enumerate(there.tally.records) if n}
    assert on_record == {"petty_theft": 1, "assault": 1, "criticising_policy": 1}
    assert there.tally.records_false == 1


def test_tiers_and_the_days_in_them() -> None:
    """Ada: A on day 0; 940 is B from day 1; 840 is C from day 2. On the morning of day 31: 1, 1 and 29 days."""
    there = lived()
    assert [int(there.people[p].tier) for p in (ADA, BEN, CAI, DEE, EVE)] == [C, A, A, A, A]
    kept = [int(n) for n in there.cold[ADA].days_tier]
    kept[C] += 31
    assert kept == [0, 0, 1, 1, 29, 0]
    stride = int(there.policy.tier_stride)
    assert {divmod(int(at), stride): int(there.tally.moves[at]) for at in np.flatnonzero(there.tally.moves)} == {(A, B): 1, (B, C): 1}


def test_a_wrong_listing() -> None:
    """840 lies below 900, 940 does not: without the assault that never was, Ada would not be on the list."""
    there = lived()
    assert [int(there.people[p].listing) for p in (ADA, BEN, CAI, DEE, EVE)] == [BY_SCORE, 0, 0, 0, 0]
    assert (there.tally.entries, there.tally.listed, there.tally.listed_wrongly) == (1, 1, 1)
    assert (there.cold[ADA].times_listed, there.cold[ADA].days_listed) == (1, 1)


def test_a_right_one() -> None:
    """Had she done it, 840 would be her clean score as well."""
    there = lived(truly=True)
    assert points(there, ADA) == (840, 840)
    assert int(there.people[ADA].listing) == BY_SCORE | CLEAN
    assert (there.tally.listed, there.tally.listed_wrongly) == (1, 0)


def hand_out(there: Region, desk: str, today_is: int, marks: dict[int, int] | None = None) -> dict[int, tuple[int, int]]:
    """What a desk gives: by person the bits of what was served, and of what the cut alone gave. marks: what earlier desks gave."""
    given, who, claims, counts, outcome = np.zeros((5, N_KEYS + 1), np.int64)
    for p, mark in (marks or {}).items():
        given[p] = mark
    people, cold, tables, ledger, world, policy, tally = there
    hand = getattr(composed(), f"desk_{desk}")
    hand(0, 64, today_is, people, cold, tables, ledger, world, policy, given, who, claims, counts, outcome, tally)
    return {int(p): (int(given[p]) & 0xFFFF, int(given[p]) >> DISPLACED_FROM) for p in np.flatnonzero(given)}


def seeking(*overrides: str) -> Region:
    """Ada, who has been to college, and Ben, who left school early, both seek the one well-paid post that is open."""
    there = lived(*overrides)
    there.ledger.posts[WELL_PAID - 1] = 1
    for p, schooling in ((ADA, 3), (BEN, 1)):
        there.people[p].search, there.cold[p].school = WELL_PAID, schooling
    return there


def test_who_is_displaced_at_a_desk() -> None:
    """Keys are schooling x 1024 + luck below 64: Ada's 3072 and some, Ben's 1024 and some. One post.

    The listed are barred, so the cut lies at Ben's key or below it, and he is served. By the keys that they would have without the
    sanction Ada's fills the post and the cut lies above Ben's: the list alone gave him the post.
    """
    there = seeking()
    assert hand_out(there, "well_paid", 31) == {BEN: (WELL_PAID_POSTS, WELL_PAID_POSTS)}
    assert there.tally.open_posts == 0
    today = made(*RULES).today
    mark = WELL_PAID_POSTS | WELL_PAID_POSTS << DISPLACED_FROM
    ben = there.people[BEN], there.cold[BEN], today, there.tables, there.ledger, there.world, there.policy
    composed().person_serve(BEN, 31, mark, *ben, np.zeros(64, np.int64), there.tally)
    assert (there.people[BEN].means, there.ledger.filled.tolist()) == (WELL_PAID, [0, 1])
    assert (there.tally.hired, there.tally.displaced) == (1, 1)


def test_and_who_would_have_had_it() -> None:
    there = seeking("policy.jobs.active=false")
    assert hand_out(there, "well_paid", 31) == {ADA: (WELL_PAID_POSTS, 0)}
    # Detained on that morning she is barred by that, and Ben is displaced as before.
    there = seeking("policy.jobs.active=false")
    found = hand_out(there, "well_paid", 31, {ADA: DETENTIONS})
    assert found == {ADA: (DETENTIONS, 0), BEN: (WELL_PAID_POSTS, WELL_PAID_POSTS)}


WEIGHTS = (-8192, 4096, 2048, 1024, 512, 4096)
"""A risk model made up: log odds of -2; 1 for each serious record, 1/2 for speech, 1/4 for a report, 1/8 an eighth fallen, 1 listed."""


def modelled(*overrides: str) -> Region:
    there = lived(*overrides)
    there.policy.model_fitted, there.policy.model_weights[:] = 1, WEIGHTS
    return there


def test_what_is_on_file() -> None:
    """Two serious records of Ada (bits 0-1), of Cai one of speech (4) and a report (8), of Dee a report.

    4096 says that a serious one came since 1 January.
    """
    there = modelled()
    assert [int(there.cold[p].file) for p in (ADA, BEN, CAI, DEE, EVE)] == [2 | 4096, 0, 4 | 8, 8, 0]
    # The way from the start to the line is 1000 - 900 = 100 points. Ada fell 160 of them, 12.8 eighths of the way: 7 count.
    # Cai fell 22: 1.76 eighths, 1 whole. Dee fell 10: 0.8, none. An eighth is worth 16, the list 128.
    cells = [detention.cell_of(there.people[p], there.cold[p], there.policy) for p in (ADA, BEN, CAI, DEE, EVE)]
    assert cells == [2 + 7 * 16 + 128, 0, 4 + 8 + 1 * 16, 8, 0]


def test_what_the_model_makes_of_it() -> None:
    there = modelled()

    def odds(p: int) -> int:
        return detention.log_odds(detention.cell_of(there.people[p], there.cold[p], there.policy), there.policy)

    # Ada: -8192 + 2 x 4096 + 7 x 512 + 4096 = 7680. Cai: -8192 + 2048 + 1024 + 512 = -4608. Dee: -8192 + 1024 = -7168.
    assert [odds(p) for p in (ADA, CAI, DEE)] == [7680, -4608, -7168]
    # In quarters of log odds, from -8 up: 7680 / 1024 = 7.5, level 39; -4.5 is -5 whole, level 27; -7, level 25. Keys: level x 64 + luck.
    claims = [detention.detentions_claim(p, 0, 31, *claimed(there)) for p in (ADA, CAI, DEE)]
    assert [(claim & 8191) // 64 for claim in claims] == [39, 27, 25]
    assert [detention.detentions_claim(p, 0, 31, *claimed(there)) for p in (BEN, EVE)] == [-1, -1]


def claimed(there: Region) -> tuple[Any, ...]:
    return there.people, there.cold, there.tables, there.ledger, there.world, there.policy


def turn(there: Region, today_is: int) -> tuple[list[int], list[int]]:
    """A turn of the month: who is set free, who is detained."""
    free, faces = [], np.zeros(64, np.int64)
    for p in range(64):
        today = made(*RULES).today
        detention.month(p, today_is, there.people[p], there.cold[p], today, *there[2:])
        free += [p] if today.released else []
    taken = hand_out(there, "detentions", today_is)
    for p in taken:
        today = made(*RULES).today
        composed().person_serve(p, today_is, taken[p][0], there.people[p], there.cold[p], today, *there[2:6], faces, there.tally)
        assert is_detained(int(faces[p]))
    return free, sorted(taken)


def test_a_budget_of_one() -> None:
    """64 x 15.625 / 1000 = 1 a month, nothing is left over. Two months are a term.

    Ada first, whom a wrong record brought there; next month, while she is away, Cai; then she is free, and detained anew, as nothing
    on file is ever forgotten. Dee waits. Eve, who did what is feared, is never asked for.
    """
    there = modelled()
    waiting = []
    for today_is, free, taken in ((31, [], [ADA]), (61, [], [CAI]), (92, [ADA], [ADA]), (122, [CAI], [CAI])):
        before = int(there.tally.backlog_detentions)
        assert turn(there, today_is) == (free, taken)
        assert there.ledger.detentions_budget == 0
        waiting.append(int(there.tally.backlog_detentions) - before)
    # Claims of Ada, Cai and Dee less one; of Cai and Dee; of Ada and Dee; of Cai and Dee.
    assert waiting == [2, 1, 1, 1]
    assert (there.tally.detentions, there.tally.releases) == (4, 2)
    assert [int(there.cold[p].detained) for p in (ADA, BEN, CAI, DEE, EVE)] == [1, 0, 2, 0, 0]


def test_what_her_face_says_on_the_first_morning() -> None:
    """Listed, in tier C, taken; and no adult any more, so that nobody counts her among those they know."""
    there = modelled()
    ada = there.people[ADA], there.cold[ADA]
    today = made(*RULES).today
    faces = np.zeros(64, np.int64)
    faces[ADA] = face_of(30, ada[0], today, there.policy)
    assert (is_adult(int(faces[ADA])), is_listed(int(faces[ADA])), tier_of_face(int(faces[ADA]))) == (1, 1, C)
    composed().person_serve(ADA, 31, DETENTIONS, *ada, today, *there[2:6], faces, there.tally)
    face = int(faces[ADA])
    assert (is_adult(face), is_listed(face), tier_of_face(face), is_detained(face), is_refused(face)) == (0, 1, C, 1, 1)
    today.shown = face
    assert face_of(31, ada[0], today, there.policy) == shown(detained=1)


PEOPLE = """(VALUES
    (0, 0, 40, 0), (1, 0, 40, 1), (2, 0, 39, 0), (3, 0, 40, 0), (4, 0, 17, 0),
    (70, 0, 40, 0), (71, 0, 40, 0), (130, 1, 40, 0), (131, 1, 40, 1)
) AS people(id, region, age, listed)"""
"""Two regions, from 0 and from 130 on; residents 0 to 63 live in one cell, 64 to 127 in the next."""


@pytest.mark.parametrize(
    ("shows", "k", "number", "where"),
    [
        # Of her age in her cell: 0, 1 and 3.
        (Shows(birth_year=True, cell=True), 3, "0000001974********", "Cell 01, House **"),
        # In her region besides: 70 and 71.
        (Shows(birth_year=True, cell=False), 5, "0000001974********", "Cell **, House **"),
        # In her cell of whatever age: 0 to 4.
        (Shows(birth_year=False, cell=True), 5, "000000************", "Cell 01, House **"),
        # In her region: all but 130 and 131.
        (Shows(birth_year=False, cell=False), 7, "000000************", "Cell **, House **"),
    ],
)
def test_her_dossier(shows: Shows, k: int, number: str, where: str) -> None:
    """She is 40 in 2014, so born in 1974; a woman, so 2 x 1 = 002.

    Of 00 0000 1974 0000 002 the digits that are not 0 have the weights, modulo 11 and from the left, 2, 1, 6, 3 and 2:
    1 x 2 + 9 x 1 + 7 x 6 + 4 x 3 + 2 x 2 = 69 = 3 (modulo 11). 9 would make it 1, and pass. Resident 1 has the second character after it,
    counted in a ring of 0 to 9 and X: 9, X, 0.
    """
    full = id_number(ADA, 0, 1974, "female")
    assert full == "000000197400000020"
    assert (name_of(ADA), case_number(ADA, 1), address(1, 2)) == ("Resident 000001", "(Lab) 000001-1", "Cell 01, House 02")
    assert (masked_id(full, shows), masked_address(address(1, 2), shows)) == (number, where)
    with duckdb.connect() as base:
        people = Table(base.sql(f"SELECT * FROM {PEOPLE}"))
        assert k_of(people, shows).filter("id = 1").fetchall() == [(1, k)]
        # The other one on the list has one neighbour, of the same age.
        assert k_of(people, shows).filter("id = 131").fetchall() == [(131, 2)]


def test_the_desks_bits_are_where_this_case_looks_for_them() -> None:
    assert [1 << [row.name for row in DESKS].index(name) for name in ("detentions", "well_paid")] == [DETENTIONS, WELL_PAID_POSTS]
