"""Demography: who dies, moves, is born and comes, and that nothing is left of who is gone."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from mechanisms.made import Region, at_month, composed, region, word
from sincerity.draw import BIRTH_SEX, FATE, NEWCOMER
from sincerity.mechanisms import demography, economy, fear, scoring
from sincerity.mechanisms.demography import DIED, FIRST_ADULT_CELL, MOVED, N_CELLS, NEWBORN
from sincerity.society.families import GROUP_LOWER
from sincerity.society.people import settle_person
from sincerity.types import ADULT, CERTAIN, FEMALE, GROUP_B, HAS_LOAN, IN_DEBT, NEVER, PUPIL, URBAN, WELL_PAID

DAY, YEAR = 201, 3
GONE = 90
"""Whoever was of this age last year dies in `safe` tables, and nobody else goes."""


@cache
def safe() -> Any:
    tables = at_month().tables.copy()
    tables.death_cut[:], tables.leave_cut[:] = 0, 0
    tables.death_cut[:, GONE], tables.leave_cut[:, GONE] = CERTAIN, CERTAIN
    tables.setflags(write=False)
    return tables


@pytest.mark.parametrize(("woman", "age"), [*product((0, 1), (0, 1, 30, 64, 84, 99, 104))])
def test_a_fate_is_a_word_below_the_chances_of_last_years_age(woman: int, age: int) -> None:
    one = at_month()
    one.ledger.year, one.cold.birth_year, one.me.standing = YEAR, YEAR - 1 - age, woman * FEMALE
    dies, goes = int(one.tables.death_cut[woman, age]), int(one.tables.leave_cut[woman, age])
    found = [demography.fate_of(p, DAY, one.me, one.cold, one.tables, one.ledger, one.world) for p in range(2000)]
    words = [word(one, FATE, p, DAY) for p in range(2000)]
    assert found == [DIED if w < dies else MOVED if w < goes else 0 for w in words]
    if age == 104:
        assert set(found) == {DIED}


@pytest.mark.parametrize("age", range(0, 105, 3))
def test_the_place_in_the_census(age: int) -> None:
    group = max(g for g, lower in enumerate(GROUP_LOWER) if lower <= age)
    assert [demography.cell_of(safe(), age, woman) for woman in (0, 1)] == [2 * group, 2 * group + 1]


def household(*members: tuple[int, int], year: int = YEAR) -> Region:
    """The first household of a region: ages that its members come to in this pass, and whether they are women."""
    place = region()._replace(tables=safe())
    place.ledger.year = year
    for p, (age, woman) in enumerate(members):
        me = place.people[p]
        me.household, me.standing = p << 3 | len(members), woman * FEMALE | int(age >= 18) | URBAN | GROUP_B
        place.cold[p].birth_year = year - age
    return place


def marked(place: Region, n: int) -> list[int]:
    return [demography.census(p, DAY, place.people, place.cold, *place[2:5]) for p in range(n)]


MAN, WOMAN = 0, 1
OLD = (GONE + 1, MAN)


@pytest.mark.parametrize(
    ("other", "born"),
    [((20, WOMAN), True), ((44, WOMAN), True), ((19, WOMAN), False), ((45, WOMAN), False), ((30, MAN), False), ((GONE + 1, WOMAN), False)],
)
def test_a_newborn_only_where_a_young_woman_stays(other: tuple[int, int], born: bool) -> None:
    marks = marked(household(OLD, other), 2)
    assert marks[0] == DIED | born * NEWBORN
    alone = household(OLD)
    alone.people[1].household, alone.people[1].standing, alone.cold[1].birth_year = 1, ADULT | FEMALE, YEAR - 30
    assert marked(alone, 1) == [DIED]


def test_nor_where_she_goes_herself() -> None:
    """Her own fate counts, as it is drawn for her."""
    place = household(OLD, (30, WOMAN))
    tables = safe().copy()
    tables.leave_cut[1, 29] = CERTAIN // 2
    place = place._replace(tables=tables)
    seen = set()
    for day in range(40):
        stays = word(place, FATE, 1, day) >= CERTAIN // 2
        mark = demography.census(0, day, place.people, place.cold, *place[2:5])
        assert mark == DIED | stays * NEWBORN
        assert demography.census(1, day, place.people, place.cold, *place[2:5]) == (0 if stays else MOVED)
        seen.add(mark)
    assert len(seen) == 2


def test_who_stays_and_who_is_born_is_counted() -> None:
    place = household(OLD, (30, WOMAN), (8, MAN), (70, MAN))
    assert marked(place, 4) == [DIED | NEWBORN, 0, 0, 0]
    girl = int(word(place, BIRTH_SEX, 0, YEAR) >= int(place.tables.boy_cut))
    census = {girl: 1, 2 * GROUP_LOWER.index(30) + 1: 1, 2 * GROUP_LOWER.index(5): 1, 2 * GROUP_LOWER.index(70): 1}
    assert {int(cell): int(place.ledger.census[cell]) for cell in np.flatnonzero(place.ledger.census)} == census


def test_boys_and_girls_are_born_in_their_ratio() -> None:
    place = household(OLD, (30, WOMAN))
    girls = np.mean([demography.newborn_sex(p, *place[2:5]) for p in range(3000)])
    share = 1 - int(place.tables.boy_cut) / CERTAIN
    assert abs(girls - share) <= 4 * np.sqrt(share * (1 - share) / 3000)


def lacking(place: Region, **lack: int) -> None:
    """Let the region lack so many people of some places of the census (`c7` is 7) and have too many of every other."""
    place.ledger.residents = 64
    place.ledger.census[:] = 64
    for name, n in lack.items():
        cell = int(name[1:])
        wanted = int(place.tables.age_target[cell & 1, cell >> 1]) * 64
        place.ledger.census[cell] = (wanted >> 32) - n


def comes(place: Region, p: int = 0, mark: int = DIED, marks: tuple[int, ...] = (DIED, 0, 0, 0)) -> tuple[int, int]:
    """Age and standing of the newcomer."""
    code = demography.newcomer(p, mark, 0, np.array(marks), place.people, place.cold, *place[2:5])
    return code >> 7, code & 127


@pytest.mark.parametrize("cell", range(N_CELLS))
def test_a_newcomer_is_of_what_the_region_lacks(cell: int) -> None:
    """At the lowest age of its group; of the household's group and place."""
    place = household(OLD, (60, WOMAN))
    lacking(place, **{f"c{cell}": 5})
    assert comes(place) == (GROUP_LOWER[cell >> 1], (cell & 1) * FEMALE | URBAN | GROUP_B)


def test_by_how_much_it_lacks_and_children_count_double() -> None:
    place = household(OLD, (60, WOMAN))
    lacks = {2: 2, FIRST_ADULT_CELL + 4: 4, N_CELLS - 1: 12}
    lacking(place, **{f"c{cell}": n for cell, n in lacks.items()})
    weights = np.array([(2 if cell < FIRST_ADULT_CELL else 1) * (n + over(place, cell)) for cell, n in lacks.items()])
    n = 3000
    found = [demography.lacking(0, word(place, NEWCOMER, p, YEAR), place.tables, place.ledger) for p in range(n)]
    for cell, share in zip(lacks, weights / weights.sum(), strict=True):
        assert abs(found.count(cell) / n - share) <= 4 * np.sqrt(share * (1 - share) / n)


def over(place: Region, cell: int) -> float:
    """By how much the wanted number of a place in the census passes a whole one."""
    return float(int(place.tables.age_target[cell & 1, cell >> 1]) * 64 / CERTAIN % 1)


def test_where_nothing_lacks_by_the_presets_shares() -> None:
    place = household(OLD, (60, WOMAN))
    lacking(place)
    n = 4000
    found = np.array([demography.lacking(FIRST_ADULT_CELL, word(place, NEWCOMER, p, YEAR), place.tables, place.ledger) for p in range(n)])
    shares = place.tables.age_target.T.ravel()[FIRST_ADULT_CELL:] / place.tables.age_target[:, FIRST_ADULT_CELL // 2 :].sum()
    counts = np.bincount(found - FIRST_ADULT_CELL, minlength=len(shares))
    chi = ((counts - n * shares) ** 2 / (n * shares)).sum()
    assert chi < len(shares) - 1 + 4 * np.sqrt(2 * (len(shares) - 1))


@pytest.mark.parametrize("oldest", [-1, 17, 18, 19, 22, 23, 28, 29, 32, 33, 60])
def test_a_child_never_comes_to_who_could_not_be_its_parent(oldest: int) -> None:
    """18 years older than it at least; otherwise an adult comes."""
    place = household(OLD) if oldest < 0 else household(OLD, (oldest, MAN))
    lacking(place, c0=9, c3=9, c5=9, c7=9, c20=9)
    ages = set()
    for year in range(YEAR, YEAR + 60):
        place.ledger.year = year
        place.cold[1].birth_year = year - oldest
        ages.add(comes(place)[0])
    assert ages == {age for age in (0, 5, 10, 15) if oldest >= 18 and age + 18 <= oldest} | {GROUP_LOWER[10]}


def test_whoever_goes_too_is_nobodys_parent() -> None:
    place = household(OLD, (GONE + 1, MAN), (30, MAN))
    lacking(place, c7=9, c20=9)
    assert demography.eldest(0, 0, np.array([DIED, DIED, 0]), place.people, place.cold, place.ledger) == 30
    assert demography.eldest(2, 0, np.array([DIED, DIED, MOVED]), place.people, place.cold, place.ledger) == -1
    assert demography.eldest(0, 0, np.array([DIED, 0, 0]), place.people, place.cold, place.ledger) == GONE + 1


def junk(place: Region, p: int, rng: np.random.Generator) -> None:
    """Fill a record with what a long life under a policy may leave."""
    for record in (place.people[p], place.cold[p]):
        for name in record.dtype.names:
            field = record[name]
            kind = record.dtype[name].base
            record[name] = rng.integers(np.iinfo(kind).min, np.iinfo(kind).max, np.shape(field), kind)
    place.people[p].means = WELL_PAID | HAS_LOAN | IN_DEBT


@pytest.mark.parametrize("stage", [0, 1])
@pytest.mark.parametrize("mark", [DIED, MOVED | NEWBORN])
def test_a_refilled_record_is_as_a_fresh_one(stage: int, mark: int) -> None:
    """Field by field, whoever lived here before."""
    rng = np.random.default_rng(stage)
    adults = 0
    for p in range(1, 21):
        found = []
        for used in (True, False):
            place = region("policy.association.pull_per_year=4", stage=stage)
            place.ledger.year = YEAR
            if used:
                junk(place, p, rng)
            place.people[p].household, place.people[p].standing = 1, FEMALE | URBAN | ADULT
            place.cold[p].birth_year = YEAR - 50
            faces, marks, today = np.full(64, 7), np.zeros(64, np.int64), at_month().today
            marks[p] = mark
            composed().person_year(p, DAY, mark, 0, marks, *place[:2], today, *place[2:6], faces, place.tally)
            found.append((place.people[p].tobytes(), place.cold[p].tobytes()))
            assert (faces[p], faces[p - 1]) == (0, 7)
        assert found[0] == found[1]
        me, mine = place.people[p], place.cold[p]
        assert (me.household, me.arrived, mine.debt_day, mine.listed_day) == (1, YEAR, NEVER, NEVER)
        assert not me.ties.any()
        assert (int(mine.birth_year) == YEAR) == (mark & NEWBORN != 0)
        assert int(me.standing) & ADULT == int(mark & NEWBORN == 0)
        assert me.score == (1000 if stage else 0)
        adults += int(int(me.standing) & ADULT and mine.savings > 0)
    assert (adults > 5) == (mark == DIED)


def test_who_settles_later_is_made_as_who_was_there_from_the_start() -> None:
    """Given age, sex and place, by the words of the year of arrival."""
    one, other = at_month(), at_month()
    for p in range(30):
        for year in (0, YEAR):
            one.ledger.year = year
            demography.arrive(p, 34 << 7 | FEMALE | URBAN, 9, one.me, one.cold, one.tables, one.ledger, one.world)
            other.me.arrived = year
            settle_person(p, other.me, other.cold, 34, FEMALE | URBAN, 1, 0, other.tables)
            other.me.household = 9
            assert one.me.tobytes() == other.me.tobytes()
            assert one.cold.tobytes() == other.cold.tobytes()
            assert (one.cold.birth_year, one.me.standing) == (year - 34, ADULT | FEMALE | URBAN)


def test_who_stays_comes_of_age_at_18() -> None:
    for age, of_age in ((17, 0), (18, 1), (19, 1)):
        one = at_month("mind.fear.wronged_start=0.25")
        one.me.standing, one.me.means, one.me.fear_wronged, one.me.tier = FEMALE, PUPIL, -32768, 2
        one.cold.days_tier[2] = -5  # scored since day 5
        one.ledger.year, one.cold.birth_year = YEAR, YEAR - age
        for module in (demography, scoring, fear, economy):
            module.year(3, DAY, *one)
        assert one.today.of_age == of_age
        assert one.me.standing == FEMALE | of_age * ADULT
        assert one.cold.days_tier[2] == (-DAY if of_age else -5)
        assert one.me.fear_wronged == (round(0.25 * 65535) - 32768 if of_age else -32768)
    grown = at_month()
    demography.year(3, DAY, *grown)
    assert (grown.today.of_age, grown.me.standing) == (0, ADULT)


@pytest.mark.parametrize(
    ("mark", "gone", "came", "counts"),
    [
        (DIED, 1, 2, (1, 0, 0, 1)),
        (MOVED, 2, 2, (0, 1, 0, 1)),
        (DIED | NEWBORN, 1, 1, (1, 0, 1, 0)),
        (MOVED | NEWBORN, 2, 1, (0, 1, 1, 0)),
    ],
)
def test_counts(mark: int, gone: int, came: int, counts: tuple[int, ...]) -> None:
    one = at_month()
    demography.count_changes(mark, one.tally, one.today)
    assert (one.today.gone, one.today.came) == (gone, came)
    assert tuple(int(one.tally[name]) for name in ("deaths", "departures", "births", "arrivals")) == counts
