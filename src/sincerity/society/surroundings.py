"""Who lives within how many metres: counts by cells, clipped at the region's edge.

A cell stands on an invented grid where its number's bits put it (`places.coordinates`), and two cells are as far apart as their
middles. What a map shows of a region is counted each morning, cell by cell, from the faces of yesterday.
"""

from __future__ import annotations

from typing import Any

from sincerity.compute.bars import shows_barred
from sincerity.compute.face import is_adult
from sincerity.types import CELL_PEOPLE

ADULTS, SHOWN, DOTS, VIEWERS, EAST, NORTH = range(6)
"""Columns of a cell's row: its adults, those of them whom the map shows; both within reach; its place."""
N_COUNTS = 6


def every_second_bit(x: Any) -> Any:
    """The bits 0, 2, 4… of a number, or of each of an array, moved together.

    >>> every_second_bit(0b10101), every_second_bit(0b01010)
    (7, 0)
    """
    found = 0
    for bit in range(16):
        found |= ((x >> (2 * bit)) & 1) << bit
    return found


def apart(a: int, b: int) -> int:
    """Squared distance between the middles of two cells, in edges of a cell.

    >>> apart(0, 3), apart(0, 4)
    (2, 4)
    """
    east = every_second_bit(a) - every_second_bit(b)
    north = every_second_bit(a >> 1) - every_second_bit(b >> 1)
    return int(east * east + north * north)


def survey(first: int, people: int, bar: int, reach: int, faces: Any, cells: Any) -> None:
    """Count, for every cell of a region where somebody is shown or near, what lies within reach.

    bar: whom the map shows; reach: the largest `apart`. DOTS is right for every cell, VIEWERS for those that show somebody.
    """
    first_cell = first // CELL_PEOPLE
    end_cell = first_cell + (people + CELL_PEOPLE - 1) // CELL_PEOPLE
    for c in range(first_cell, end_cell):
        adults = 0
        shown = 0
        for p in range(c * CELL_PEOPLE, min((c + 1) * CELL_PEOPLE, first + people)):
            face = int(faces[p])
            adult = is_adult(face)
            adults += adult
            shown += adult & shows_barred(bar, face)
        cells[c, ADULTS] = adults
        cells[c, SHOWN] = shown
        cells[c, DOTS] = 0
        cells[c, VIEWERS] = 0
        cells[c, EAST] = every_second_bit(c)
        cells[c, NORTH] = every_second_bit(c >> 1)
    for c in range(first_cell, end_cell):
        if int(cells[c, SHOWN]) == 0:
            continue
        for other in range(first_cell, end_cell):
            east = int(cells[c, EAST]) - int(cells[other, EAST])
            north = int(cells[c, NORTH]) - int(cells[other, NORTH])
            if east * east + north * north <= reach:
                cells[other, DOTS] += int(cells[c, SHOWN])
                cells[c, VIEWERS] += int(cells[other, ADULTS])
