"""A map of the invented town: where the listed live, by cells of 64 residents, by larger squares where there are many."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any

from sincerity.reports.figure import Figure
from sincerity.reports.marks import map_chart
from sincerity.reports.subject import Arm
from sincerity.reports.words import count, number
from sincerity.society.livelihood import ADULT_AGE
from sincerity.types import CELL_PEOPLE

MOST_SQUARES = 1_700
"""With more cells than so, a square of the map is made of 4, 16, … of them."""
CLASSES = 5


def map_of(arm: Arm) -> Iterator[Figure]:
    """The map of one policy's first run; none where nobody was ever listed, or all live in one cell."""
    run = arm.first
    if not {"x", "y", "times_listed"} <= set(run.people.columns):
        return
    side = arm.scenario.society.cell_m * side_of(run.manifest.people)
    square = f"x // {side} * {side} AS east, y // {side} * {side} AS north, (times_listed > 0)::BIGINT AS ever"
    adults = run.people.filter(f"age >= {ADULT_AGE}").project(square)
    cells = adults.aggregate("east, north, count(*), sum(ever)", "east, north").order("north, east").fetchall()
    rows = [{"x": int(x), "y": int(y), "adults": int(n), "listed": int(k), "share": int(k) / int(n)} for x, y, n, k in cells]
    if len(rows) > 1 and any(row["listed"] for row in rows):
        yield _figure(arm, rows, side)


def side_of(people: int) -> int:
    """How many cells a square of the map is wide.

    >>> side_of(100_000), side_of(1_000_000)
    (1, 4)
    """
    side = 1
    while people / CELL_PEOPLE / side**2 > MOST_SQUARES:
        side *= 2
    return side


def _figure(arm: Arm, rows: list[dict[str, Any]], side: int) -> Figure:
    limits = limits_of([row["share"] for row in rows])
    names = names_of(limits)
    for row in rows:
        row["label"] = names[sum(row["share"] > limit for limit in limits)]
    none = sum(not row["listed"] for row in rows)
    most = max(rows, key=lambda row: float(row["share"]))
    made = "a cell of 64 residents" if side == arm.scenario.society.cell_m else f"{side} metres wide"
    return Figure(
        name=f"map-{arm.slug}",
        title=f"Where the listed live, under {arm.name}",
        caption=(
            f"Share of adults who were listed at some time; each square is {made}, on an invented grid that is no real place. "
            f"In {count(none, 'square')} of {len(rows):,} nobody was; the most in one square is {number(100 * most['share'], 'percent')} %."
        ),
        chart=map_chart(rows, size=side, classes=names),
        columns=("metres_east", "metres_north", "adults", "listed_at_some_time", "share"),
        rows=[(row["x"], row["y"], row["adults"], row["listed"], row["share"]) for row in rows],
    )


def limits_of(shares: Sequence[float]) -> list[float]:
    """Upper bounds of the classes but the last: 0, then even steps up to the largest share, in whole percents where that is apart.

    >>> limits_of([0.0, 0.02, 0.1]), limits_of([0.0, 0.004])
    ([0.0, 0.03, 0.06, 0.09], [0.0, 0.001, 0.002, 0.003])
    """
    largest = max(shares)
    unit = 0.01 if largest >= 0.04 else 10.0 ** math.floor(math.log10(largest))
    step = unit * max(1, math.ceil(round(largest / (CLASSES - 1) / unit, 9)))
    return [0.0, *(round(step * k, 9) for k in range(1, CLASSES - 1))]


def names_of(limits: Sequence[float]) -> list[str]:
    """The classes in words.

    >>> names_of([0.0, 0.03, 0.06])
    ['none', 'up to 3 %', '3 to 6 %', 'over 6 %']
    """
    percents = [f"{100 * limit:g}" for limit in limits]
    middle = [f"{low} to {high} %" for low, high in itertools.pairwise(percents[1:])]
    return ["none", f"up to {percents[1]} %", *middle, f"over {percents[-1]} %"]
