"""Traits: eight numbers a person is born with, computed when they are asked for and never stored.

Each is a quantile of its preset's distribution, picked by a word that belongs to the person and the trait for good.
Only the day's occasion, a report or the thinning of the network asks for one, so drawing it again costs less than seven
bytes of every person's record.
"""

from __future__ import annotations

from typing import Any

from sincerity.compute.fields import Field
from sincerity.draw import DILIGENCE, draw
from sincerity.types import TRAIT_TOP, TRAITS

NAMES = (*TRAITS, "sociability")
"""In the order of their purposes, DILIGENCE first."""
SOCIABILITY = len(TRAITS)
N_POINTS = 17
PIECE_BITS = 28
PIECE = (1 << PIECE_BITS) - 1
"""A word's upper 4 bits choose one of 16 pieces of a quantile table, the other 28 the place within it."""
DIMENSIONS = {"trait_points": len(NAMES) * N_POINTS}
WORLD = (Field("trait_points", "i8", "17 quantile points of each of the eight traits, in turn, 0…128", "trait_points"),)


def trait_of(p: int, arrived: int, which: int, world: Any) -> int:
    """A trait of a person, 0…127 for [0, 1]; arrived: of the person; `which` counts from 0 in the order of `NAMES`."""
    return trait_at(which, draw(int(world.born0), int(world.born1), DILIGENCE + which, p, arrived, 0), world)


def trait_at(which: int, word: int, world: Any) -> int:
    """The quantile that a 32-bit word names."""
    at = which * N_POINTS + (word >> PIECE_BITS)
    low = int(world.trait_points[at])
    value = low + (((int(world.trait_points[at + 1]) - low) * (word & PIECE)) >> PIECE_BITS)
    return value if value < TRAIT_TOP else TRAIT_TOP


def list_traits(first: int, last: int, people: Any, worlds: Any, out: Any) -> None:
    """All traits of persons first…last-1 into `out[person - first, which]`; `people` starts at `first`."""
    world = worlds[0]
    for p in range(first, last):
        for which in range(SOCIABILITY + 1):
            out[p - first, which] = trait_of(p, int(people[p - first].arrived), which, world)
