"""Economy, once a year: through school, into work and out of it; what years in a private place do to the schooling reached."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from mechanisms.made import AtMonth, at_month
from sincerity.draw import AGE, JOB, draw_block
from sincerity.mechanisms import economy
from sincerity.society.livelihood import shifted
from sincerity.types import CERTAIN, FEMALE, HAS_LOAN, JOB_BITS, ORDINARY, PRIVATE, PUPIL, SCHOOLING_BITS, URBAN, WELL_PAID, Array

NO_SANCTIONS = ("policy.jobs.active=false", "policy.loans.active=false", "policy.schools.active=false")
OFF = ("society.economy=false", *NO_SANCTIONS)
GAIN = "society.economy.private_gain={}"


def older(one: AtMonth, age: int, p: int = 3) -> AtMonth:
    """The yearly pass in which somebody reaches this age."""
    one.ledger.year = age + int(one.cold.birth_year)
    one.me.standing = int(one.me.standing) | int(age >= 18)
    economy.year(p, 0, *one)
    return one


def child(*overrides: str, standing: int = 0, p: int = 3, last: int = 22, years: int = 0) -> list[tuple[int, int]]:
    """Schooling and pupil at the ages 1…`last` of who was born in year 0; in a private place in the last `years` before 16."""
    one = at_month(*overrides)
    one.me.standing, one.me.means, one.cold.birth_year, one.cold.school, found = standing, 0, 0, 0, []
    for age in range(1, last + 1):
        if 16 - years <= age <= 15:
            one.cold.school |= PRIVATE
        elif age == 16:
            one.cold.school &= ~PRIVATE
        older(one, age, p)
        found.append((int(one.cold.school) & SCHOOLING_BITS, int(int(one.me.means) & PUPIL != 0)))
    return found


WHO = (0, FEMALE, URBAN, URBAN | FEMALE)


@pytest.mark.parametrize("standing", WHO)
def test_through_school(standing: int) -> None:
    """Entry at 6, junior secondary at 12, senior or none at 16, college at 18: by the preset's shares of the young, whatever the luck."""
    n = 250
    lives = np.array([child(GAIN.format(0), standing=standing, p=p) for p in range(n)])
    schooling, pupil = lives[:, :, 0].T, lives[:, :, 1].T
    assert not pupil[:5].any()
    assert pupil[5:15].all()
    assert not schooling[:11].any()
    assert (schooling[11:15] == 1).all()
    assert np.array_equal(pupil[15], schooling[15] == 2)
    for at in (15, 16):
        assert set(schooling[at].tolist()) == {1, 2}
    assert (np.diff(schooling, axis=0) >= 0).all()
    cuts = at_month().tables.schooling_cut[int(standing & URBAN != 0), int(standing & FEMALE != 0)] / CERTAIN
    enrolled = at_month().tables.enrolment_cut[:2, 1] / CERTAIN
    for at, level, share in ((15, 2, enrolled[0]), (17, 3, 1 - cuts[0, 2]), (21, 3, 1 - min(cuts[0, 2], cuts[1, 2]))):
        found = (schooling[at] >= level).mean()
        assert abs(found - share) <= 4 * np.sqrt(share * (1 - share) / n) + 1e-9, at
    assert abs(pupil[16].mean() - enrolled[1]) <= 4 * np.sqrt(enrolled[1] * (1 - enrolled[1]) / n)
    # From 18 on who was a pupil may stay one, by age and schooling; nobody comes back.
    assert (pupil[17:] <= pupil[16:-1]).all()
    assert pupil[17].any()
    assert not older(at_month(), 23).me.means & PUPIL


@cache
def reached(years: int, gain: float, n: int = 400) -> Array:
    """Schooling at 22 of many with so many years in a private place."""
    return np.array(
        [child(GAIN.format(gain), "society.economy.private_places=0.2", standing=URBAN, p=p, years=years)[-1][0] for p in range(n)]
    )


def test_years_in_a_private_place_move_the_schooling_up_and_the_others_back() -> None:
    """Person by person; without a gain nothing moves."""
    levels = [reached(years, 0.4) for years in (0, 3, 6, 9)]
    for fewer, more in zip(levels, levels[1:], strict=False):
        assert (fewer <= more).all()
        assert fewer.sum() < more.sum()
    without = reached(0, 0.0)
    assert np.array_equal(without, reached(9, 0.0))
    assert levels[0].sum() < without.sum() < levels[-1].sum()
    assert (levels[0] <= without).all()
    assert (without <= levels[-1]).all()


def test_the_mean_stays_where_places_are_held_by_their_share() -> None:
    """For nine years by a fifth, as many as there are places: by each person's own luck, with and without a gain."""
    n = 400
    private = np.arange(n) % 5 == 0
    moved = np.where(private, reached(9, 0.4, n), reached(0, 0.4, n)) - reached(0, 0.0, n)
    assert moved[private].mean() > 0 > moved[~private].mean()
    assert abs(moved.mean()) <= 4 * moved.std() / np.sqrt(n)


def test_words_are_moved_by_a_ninth_of_the_gain_a_year() -> None:
    world = at_month(GAIN.format(0.36), "society.economy.private_places=0.25").world
    assert int(world.private_gain) / CERTAIN == pytest.approx(0.04, rel=1e-6)
    assert int(world.private_loss) / CERTAIN == pytest.approx(12 * 0.04 * 0.25, rel=1e-6)
    assert [shifted(word, by) for word, by in ((5, -9), (5, 9), (CERTAIN - 3, 9))] == [0, 14, CERTAIN - 1]


@pytest.mark.parametrize(("age", "kept", "years"), [(10, True, 4), (15, True, 4), (18, False, 4), (12, True, 15)])
def test_a_private_place_counts_its_years_and_ends_with_school(age: int, kept: bool, years: int) -> None:
    before = 15 if years == 15 else 3
    one = at_month()
    one.me.standing, one.me.means, one.cold.school, one.cold.birth_year, one.ledger.places_taken = 0, PUPIL, PRIVATE | 1 | before << 3, 0, 7
    older(one, age)
    assert int(one.cold.school) >> 3 == years
    assert (int(one.cold.school) & PRIVATE != 0) == kept
    assert one.ledger.places_taken == 7 - (not kept)


def test_who_leaves_school_at_16_leaves_the_private_place() -> None:
    found = set()
    for p in range(60):
        one = at_month()
        one.me.standing, one.me.means, one.cold.school, one.cold.birth_year, one.ledger.places_taken = 0, PUPIL, PRIVATE | 1, 0, 7
        older(one, 16, p)
        found.add((int(int(one.me.means) & PUPIL != 0), int(int(one.cold.school) & PRIVATE != 0), 7 - int(one.ledger.places_taken)))
    assert found == {(1, 1, 0), (0, 0, 1)}


def adult(*overrides: str, p: int = 3, age: int = 41, **fields: Any) -> AtMonth:
    """Somebody who comes to this age."""
    one = at_month(*overrides)
    one.cold.birth_year, one.ledger.filled[:] = 0, (20, 10)
    for name, value in fields.items():
        setattr(one.me if name in one.me.dtype.names else one.cold, name, value)
    return older(one, age, p)


def calling(p: int, age: int, schooling: int) -> int:
    """The job that one would hold, by the preset's cuts."""
    tables = at_month().tables
    word = draw_block(1, 0, JOB >> 2, p, 0, 0)[0]
    cuts = tables.job_cut[0, 0, age // 5 - 3, schooling]
    return int((word >= cuts[:2]).sum())


def test_the_calling_follows_age_and_schooling_and_no_job_is_taken_for_it() -> None:
    for p in range(80):
        for job in (0, ORDINARY, WELL_PAID):
            one = adult(p=p, school=2, means=job)
            wanted = calling(p, 41, 2)
            assert int(one.me.search) == wanted
            kept = 0 if wanted == 0 else job
            assert int(one.me.means) == kept
            assert one.today.job_ended == one.tally.jobs_ended == int(kept != job)
            assert one.ledger.filled.tolist() == [20 - (job == 1 and not kept), 10 - (job == 2 and not kept)]


def test_who_seeks_goes_on_waiting_and_who_would_not_work_seeks_nothing() -> None:
    seekers = [p for p in range(80) if calling(p, 41, 2)]
    others = [p for p in range(80) if not calling(p, 41, 2)]
    assert len(seekers) >= 5 <= len(others)
    assert all(int(adult(p=p, school=2, search=ORDINARY | 7 << 2).me.search) >> 2 == 7 for p in seekers)
    assert all(int(adult(p=p, school=2, search=ORDINARY | 7 << 2).me.search) == 0 for p in others)
    assert all(int(adult(p=p, school=2, means=ORDINARY, search=ORDINARY | 7 << 2).me.search) >> 2 == 0 for p in seekers)


def test_who_still_owes_works_on_past_the_age_of_work() -> None:
    for means in (ORDINARY, ORDINARY | HAS_LOAN):
        found = [adult(p=p, age=95, means=means) for p in range(60)]
        working = [int(one.me.means) & JOB_BITS for one in found]
        assert all(working) if means & HAS_LOAN else not all(working)
        assert all(bool(now) or int(one.me.search) == 0 for now, one in zip(working, found, strict=True))


def test_students_have_no_calling_and_who_comes_of_age_seeks() -> None:
    """A student goes on by enrolment, or because the word of schooling names more at 20 than now."""
    seen, waiting = set(), set()
    for p in range(60):
        one = adult(GAIN.format(0), p=p, age=18, means=PUPIL, school=2)
        pupil = int(one.me.means) & PUPIL != 0
        _, _, schooling, enrolment = draw_block(1, 0, AGE >> 2, p, 0, 0)
        level = int(one.cold.school) & SCHOOLING_BITS
        more = schooling >= int(one.tables.schooling_cut[0, 0, 1, 2]) and level < 3
        assert pupil == (more or enrolment < int(one.tables.enrolment_cut[2, level]))
        waiting.add(more)
        assert int(one.me.means) & JOB_BITS == 0
        assert not (pupil and one.me.search)
        seen.add((pupil, bool(one.me.search)))
    assert {(True, False), (False, True)} <= seen
    assert waiting == {True, False}


def test_without_an_economy_everybody_holds_what_the_calling_says() -> None:
    for p in range(60):
        one = adult(*OFF, p=p, school=2, means=WELL_PAID)
        wanted = calling(p, 41, 2)
        assert (int(one.me.means), int(one.me.search)) == (wanted, wanted)
        assert one.ledger.filled.tolist() == [20 + (wanted == 1), 10 - (wanted != 2)]
        assert one.tally.jobs_ended == 0
