"""Books of the regions, as the page *day* has them: what each region keeps beside what its people hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reference.network import Region
from reference.numbers import Ints, Mask, of_those

NUMBERS = (
    *("year", "residents", "files_kept"),
    *("places", "places_taken", "pupils", "loans", "bank", "market", "treasury"),
    *("cases_budget", "checks_budget", "appeals_budget", "detentions_budget", "lending_budget"),
)
ROWS = {"callings": 2, "posts": 2, "filled": 2, "census": 38}
"""Books of several numbers: of each kind of post or calling, of each class of age and sex."""


@dataclass
class Model:
    """The risk model of detention, the same in all regions: what holds the weights back, whether there is one yet, its weights."""

    ridge: int
    fitted: bool = False
    weights: tuple[int, ...] = (0,) * 6


class Books:
    """The books of all regions: an array for each, one row a region.

    first: the first person of each region
    """

    def __init__(self, region: Ints, regions: list[Region]) -> None:
        n = len(regions)
        self.region = region
        self.first = np.array([r.first for r in regions])
        self.of = {name: np.zeros(n, np.int64) for name in NUMBERS} | {name: np.zeros((n, width), np.int64) for name, width in ROWS.items()}
        self.of["residents"][:] = [r.people for r in regions]

    def __getitem__(self, name: str) -> Ints:
        return self.of[name]

    def at_home(self, name: str) -> Ints:
        """What each person's region has in this book."""
        found: Ints = self.of[name][self.region]
        return found

    def add(self, name: str, who: Mask, amount: Ints | int = 1) -> None:
        """A book grows by `amount` for each of these people."""
        np.add.at(self.of[name], self.region[who], of_those(amount, who))

    def add_at(self, name: str, who: Mask, place: Ints, amount: Ints | int = 1) -> None:
        """A book of several numbers grows by `amount` for each of these people, each in a place of its own."""
        np.add.at(self.of[name], (self.region[who], place[who]), of_those(amount, who))

    def region_s(self, values: Ints) -> Ints:
        """A number that all people of a region have in common, as one number a region."""
        found: Ints = np.asarray(values)[self.first]
        return found
