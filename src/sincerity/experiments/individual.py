"""Who gains, who loses, how unequally: the differences of every resident's two lives.

A mean difference is identified; how individual differences are distributed depends on how the luck of the two lives is coupled. So it
is shown three times: with the same luck; with the luck of days and months drawn anew in one of the two, the same people otherwise; and
for the placebo, two lives under one policy but for one wrong record of one resident. Residents whom another's bar alone moved forward at
a desk, in the scenario, stand apart (`displaced` = 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from sincerity.types import Array, Columns

SAME, REDRAWN, PLACEBO = "same", "redrawn", "placebo"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TOP = 0.1


class Spread(NamedTuple):
    """How one metric's differences are distributed over residents. n: how many; mean, sd, q05…q95: in the metric's unit.

    up, down, same: shares of residents whose difference is above, below, exactly 0
    top_tenth: share of the sum of all absolute differences that falls to the tenth of residents with the largest; 0.1 where all are alike
    """

    scenario: str
    against: str
    seed: int
    luck: str
    displaced: int
    metric: str
    unit: str
    n: int
    mean: float
    sd: float
    up: float
    down: float
    same: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float
    top_tenth: float


def spreads_of(names: tuple[str, str, int, str], there: Columns, here: Columns, units: Mapping[str, tuple[str, float]]) -> Iterator[Spread]:
    """Rows for every metric of `units`. names: scenario, against, seed, luck; there, here: columns of `people`, by id.

    A column that one of the two does not have counts as 0 there. Without displaced residents there is no row of them.
    """
    nobody: Array = np.zeros(len(here["id"]), np.int64)
    displaced = here.get("displaced", nobody) != 0
    for metric, (unit, whole) in units.items():
        difference = (here.get(metric, nobody) - there.get(metric, nobody)) / whole
        for apart, members in ((0, ~displaced), (1, displaced)):
            if members.any():
                yield Spread(*names, apart, f"people.{metric}", unit, *spread(difference[members]))  # type: ignore[arg-type]


def spread(difference: Array) -> tuple[int, float, float, float, float, float, float, float, float, float, float, float]:
    """The numbers of a `Spread` from n on.

    >>> [round(x, 3) for x in spread(np.array([0.0, 0.0, 3.0, -1.0]))]
    [4, 0.5, 1.5, 0.25, 0.25, 0.5, -0.85, -0.25, 0.0, 0.75, 2.55, 0.75]
    """
    n = len(difference)
    quantiles = [float(q) for q in np.quantile(difference, QUANTILES)]
    up, down = float((difference > 0).mean()), float((difference < 0).mean())
    size = np.sort(np.abs(difference))[::-1]
    whole = float(size.sum())
    top = float(size[: max(1, round(TOP * n))].sum()) / whole if whole else TOP
    q05, q25, q50, q75, q95 = quantiles
    return n, float(difference.mean()), float(difference.std()), up, down, 1 - up - down, q05, q25, q50, q75, q95, top
