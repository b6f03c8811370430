"""Traits, as the page *day* has them (*People*): computed from a person's number and arrival whenever asked for, never kept."""

from __future__ import annotations

import numpy as np

from reference.chance import Chance
from reference.numbers import Ints

NAMES = ("diligence", "honesty", "outspokenness", "boldness", "playfulness", "civic_spirit", "spite", "sociability")
EVEN = tuple(range(0, 129, 8))
HUMPED = (0, 19, 28, 35, 42, 48, 53, 59, 64, 69, 75, 80, 86, 93, 100, 109, 128)
POINTS = {"china-2020": {name: EVEN if name in ("outspokenness", "boldness") else HUMPED for name in NAMES}}
"""17 points of each trait, by preset."""


def find_traits(chance: Chance, preset: str, arrived: Ints) -> dict[str, Ints]:
    """Every trait of everybody, 0…127. arrived: of each, the number of the yearly pass of birth or arrival."""
    return {name: _trait(chance, name, np.array(POINTS[preset][name], np.int64), arrived) for name in NAMES}


def _trait(chance: Chance, name: str, points: Ints, arrived: Ints) -> Ints:
    word = chance.draw(name.upper(), np.arange(len(arrived)), arrived)
    low, part = word >> 28, word & 0xFFFFFFF
    value = points[low] + (((points[low + 1] - points[low]) * part) >> 28)
    trait: Ints = np.minimum(value, 127)
    return trait
