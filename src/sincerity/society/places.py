"""Places: an index is a place. Cells of 64 along a space-filling curve, regions of whole cells, nothing stored."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sincerity.scenario.core import n_regions
from sincerity.society.surroundings import every_second_bit
from sincerity.types import CELL_PEOPLE, Array


class Region(NamedTuple):
    """A region: number, first person, number of people."""

    number: int
    first: int
    people: int


def layout_regions(people: int, region_people: int) -> list[Region]:
    """Whole cells shared out among people / region_people regions (rounded, at least one), as evenly as cells allow.

    >>> [r.people for r in layout_regions(4097, 4096)], [r.people for r in layout_regions(130, 64)]
    ([4097], [64, 66])
    """
    n_cells = -(-people // CELL_PEOPLE)
    n = n_regions(people, region_people)
    bounds = [min(people, n_cells * r // n * CELL_PEOPLE) for r in range(n + 1)]
    return [Region(r, bounds[r], bounds[r + 1] - bounds[r]) for r in range(n)]


def region_of(layout: list[Region], index: Array) -> Array:
    """The number of the region in which each person lives.

    >>> region_of(layout_regions(130, 64), np.array([0, 63, 64, 129])).tolist()
    [0, 0, 1, 1]
    """
    return np.searchsorted([region.first for region in layout], index, side="right") - 1


def coordinates(index: Array, household: Array, cell_m: int) -> tuple[Array, Array]:
    """Metres east and north of each person's house: the cell by Morton order, the house by its first member.

    Every second bit of the cell's number counts east, the others north; in a cell, houses stand eight by eight.
    """
    cell, place = np.divmod(index - (household >> 3), CELL_PEOPLE)
    east, north = every_second_bit(cell), every_second_bit(cell >> 1)
    step = cell_m // 8
    return east * cell_m + place % 8 * step + step // 2, north * cell_m + place // 8 * step + step // 2
