"""Surroundings: what a map shows of a region, against a count by hand over everybody's coordinates."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sincerity.compute.face import ADULT_SHIFT, LISTED_SHIFT, TIER_SHIFT
from sincerity.society.places import coordinates
from sincerity.society.surroundings import ADULTS, DOTS, N_COUNTS, SHOWN, VIEWERS, apart, every_second_bit, survey
from sincerity.types import CELL_PEOPLE, Array

CELL_M = 100
LISTED, TIER_C = -1, 4
UNTOUCHED = -7


def middles(cells: Array) -> tuple[Array, Array]:
    """Metres east and north of the middles of some cells, by the coordinates of the house in their first place."""
    first = cells * CELL_PEOPLE
    east, north = coordinates(first, np.zeros_like(first), CELL_M)
    corner = CELL_M // 8 // 2
    return east - corner + CELL_M // 2, north - corner + CELL_M // 2


def random_faces(n: int, seed: int) -> Array:
    """Adults and children, listed or not, of all tiers; few are listed, so that some cells show nobody."""
    rng = np.random.default_rng(seed)
    adult, listed, tier = rng.random(n) < 0.8, rng.random(n) < 0.02, rng.integers(0, 6, n)
    return (adult.astype(np.int64) << ADULT_SHIFT) | (listed.astype(np.int64) << LISTED_SHIFT) | (tier << TIER_SHIFT)


def by_hand(first: int, people: int, bar: int, radius_m: float, faces: Array) -> tuple[Array, Array]:
    """Dots within the radius of every cell of a region, and adults within that of every cell that shows somebody."""
    who = np.arange(first, first + people)
    cells = np.unique(who // CELL_PEOPLE)
    adult = (faces[who] >> ADULT_SHIFT) & 1
    shows = (faces[who] >> LISTED_SHIFT) & 1 if bar == LISTED else ((faces[who] >> TIER_SHIFT) & 15 >= bar).astype(np.int64)
    east, north = middles(cells)
    near = (east[:, None] - east) ** 2 + (north[:, None] - north) ** 2 <= Fraction(radius_m) ** 2
    of_cell = who // CELL_PEOPLE == cells[:, None]
    adults, shown = of_cell @ adult, of_cell @ (adult & shows)
    return near @ shown, np.where(shown > 0, near @ adults, 0)


def surveyed(first: int, people: int, bar: int, radius_m: float, faces: Array) -> Array:
    """As a simulation does it, with rows of cells of other regions before and after, which nobody may touch."""
    end = -(-(first + people) // CELL_PEOPLE)
    cells: Array = np.full((end + 3, N_COUNTS), UNTOUCHED, np.int64)
    survey(first, people, bar, int((Fraction(radius_m) / CELL_M) ** 2), faces, cells)
    assert (cells[: first // CELL_PEOPLE] == UNTOUCHED).all()
    assert (cells[end:] == UNTOUCHED).all()
    return cells[first // CELL_PEOPLE : end]


@settings(max_examples=25)
@given(
    st.integers(0, 40),
    st.integers(1, 40 * CELL_PEOPLE),
    st.sampled_from([LISTED, 0, TIER_C, 5]),
    st.sampled_from([0.0, 99.9, 100.0, 141.5, 200.0, 223.7, 500.0, 99_999.0]),
    st.integers(0, 1000),
)
def test_what_is_within_reach_is_what_lies_within_so_many_metres(first_cell: int, people: int, bar: int, radius: float, seed: int) -> None:
    first = first_cell * CELL_PEOPLE
    faces = random_faces(first + people + 200, seed)
    found = surveyed(first, people, bar, radius, faces)
    dots, viewers = by_hand(first, people, bar, radius, faces)
    assert found[:, DOTS].tolist() == dots.tolist()
    assert found[:, VIEWERS].tolist() == viewers.tolist()


@pytest.mark.parametrize("radius", [0.0, 150.0, 500.0, 99_999.0])
def test_whoever_sees_somebody_is_counted_there(radius: float) -> None:
    """Pairs of a viewer and a dot within reach, counted from either end."""
    faces = random_faces(60 * CELL_PEOPLE, 5)
    found = surveyed(CELL_PEOPLE, 50 * CELL_PEOPLE - 9, LISTED, radius, faces)
    assert (found[:, ADULTS] * found[:, DOTS]).sum() == (found[:, SHOWN] * found[:, VIEWERS]).sum() > 0


def test_at_radius_0_a_cell_sees_itself_alone() -> None:
    faces = random_faces(20 * CELL_PEOPLE, 2)
    found = surveyed(0, 20 * CELL_PEOPLE, LISTED, 0.0, faces)
    assert found[:, DOTS].tolist() == found[:, SHOWN].tolist()
    assert found[:, VIEWERS].tolist() == np.where(found[:, SHOWN] > 0, found[:, ADULTS], 0).tolist()


def test_within_a_huge_radius_the_region_is_seen_and_no_more() -> None:
    faces = random_faces(200 * CELL_PEOPLE, 3)
    inside = np.arange(10 * CELL_PEOPLE, 30 * CELL_PEOPLE)
    found = surveyed(10 * CELL_PEOPLE, 20 * CELL_PEOPLE, LISTED, 100_000.0, faces)
    adult = (faces[inside] >> ADULT_SHIFT) & 1
    assert set(found[:, DOTS].tolist()) == {int((adult & (faces[inside] >> LISTED_SHIFT)).sum())}
    assert set(found[:, VIEWERS].tolist()) == {int(adult.sum())} | ({0} if (found[:, SHOWN] == 0).any() else set())


def test_the_map_is_clipped_at_the_regions_edge() -> None:
    """Cells 0 and 1 lie side by side: together they see each other, as regions of their own they do not."""
    faces = np.full(2 * CELL_PEOPLE, 1 << ADULT_SHIFT | 1 << LISTED_SHIFT, np.int64)
    assert apart(0, 1) == 1
    assert surveyed(0, 2 * CELL_PEOPLE, LISTED, 100.0, faces)[:, DOTS].tolist() == [2 * CELL_PEOPLE] * 2
    for first in (0, CELL_PEOPLE):
        assert surveyed(first, CELL_PEOPLE, LISTED, 100.0, faces)[:, (DOTS, VIEWERS)].tolist() == [[CELL_PEOPLE] * 2]


def test_children_are_neither_dots_nor_viewers() -> None:
    faces = np.full(CELL_PEOPLE, 1 << LISTED_SHIFT | 5 << TIER_SHIFT, np.int64)
    for bar in (LISTED, 0, 5):
        assert surveyed(0, CELL_PEOPLE, bar, 500.0, faces)[:, :4].tolist() == [[0] * 4]


def test_a_survey_begins_anew() -> None:
    """Nothing is left of the day before."""
    faces = random_faces(8 * CELL_PEOPLE, 4)
    cells: Array = np.zeros((8, N_COUNTS), np.int64)
    survey(0, 8 * CELL_PEOPLE, LISTED, 2, faces, cells)
    once = cells.copy()
    survey(0, 8 * CELL_PEOPLE, LISTED, 2, np.zeros_like(faces), cells)
    assert not cells[:, :4].any()
    survey(0, 8 * CELL_PEOPLE, LISTED, 2, faces, cells)
    assert cells.tolist() == once.tolist()


@pytest.mark.parametrize("cell", [0, 1, 2, 3, 5, 1000, 4095, 2**24 - 1])
def test_a_cell_lies_where_the_houses_in_it_do(cell: int) -> None:
    east, north = middles(np.array([cell]))
    assert (every_second_bit(cell), every_second_bit(cell >> 1)) == (int(east[0]) // CELL_M, int(north[0]) // CELL_M)
    assert apart(cell, 0) == every_second_bit(cell) ** 2 + every_second_bit(cell >> 1) ** 2
    assert apart(cell, cell) == 0
