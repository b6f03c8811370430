"""Iterative proportional fitting: weights that meet known margins and otherwise stay as close to a seed as they can.

Only + - * / on single doubles and `math.fsum` (correctly rounded, so independent of order) are used, and results that
reach a society leave here as integers: the same bits on any machine.

Sources: Deming and Stephan, "On a least squares adjustment of a sampled frequency table when the expected marginal totals
are known", Annals of Mathematical Statistics 11, 1940 (tables); Ye, Konduri, Pendyala, Sana and Waddell, "A methodology to
match distributions of both household and person attributes in the generation of synthetic populations", Transportation
Research Board, 2009 (weights of households that hold several persons of a margin at once: `counts`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sincerity.errors import SocietyError
from sincerity.types import CERTAIN

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

TOTALS_AGREE = 1e-9
"""Largest relative difference between the totals of two margins of one table."""


@dataclass(frozen=True)
class Margin:
    """One known total: the sum over `cells` of weight × count is to be `target`.

    name: for messages ("age_sex women 20-24")
    cells: indices of the weights that take part
    target: the total, ≥ 0
    counts: how often each of these weights counts; None = once
    """

    name: str
    cells: Indices
    target: float
    counts: Floats | None = None


def rake(weights: Sequence[float] | Floats, margins: Sequence[Margin], *, tolerance: float = 1e-7, max_rounds: int = 2000) -> Floats:
    """Scale weights until every margin is met to the relative `tolerance`.

    Raises
    ------
    SocietyError
        Where a margin has nothing to draw on, or the margins contradict each other: the worst one is named.

    Examples
    --------
    Singles and couples: two households, three people.

    >>> households = Margin("households", np.array([0, 1]), 2.0)
    >>> people = Margin("people", np.array([0, 1]), 3.0, np.array([1.0, 2.0]))
    >>> rake([1, 1], [households, people]).round(3).tolist()
    [1.0, 1.0]
    """
    w = np.array(weights, dtype=np.float64)
    for margin in margins:
        if margin.target < 0:
            raise SocietyError(f"{margin.name}: its total is {margin.target:g}; totals must not be negative. Correct the data file.")
        if margin.target > 0 and not (w[margin.cells] > 0).any():
            raise SocietyError(
                f"{margin.name}: its total is {margin.target:g}, but nothing in the seed belongs to it. Give it a seed or a total of 0."
            )
    worst, off = margins[0], 0.0
    for _ in range(max_rounds):
        off = 0.0
        for margin in margins:
            part = w[margin.cells]
            now = math.fsum((part if margin.counts is None else part * margin.counts).tolist())
            if now == 0.0:
                if margin.target > 0:
                    raise SocietyError(
                        f"{margin.name}: the other margins leave nothing for its total of {margin.target:g}. They contradict each other."
                    )
                continue
            miss = abs(now - margin.target) / (margin.target or 1.0)
            if miss > off:
                worst, off = margin, miss
            w[margin.cells] = part * (margin.target / now)
        if off <= tolerance:
            return w
    raise SocietyError(
        f"{worst.name}: still {100 * off:.3g} % away from its total of {worst.target:g} after {max_rounds} rounds. "
        "The margins contradict each other; check that their totals describe the same people."
    )


def fit_table(name: str, seed: Floats, margins: Iterable[tuple[tuple[int, ...], Floats]], *, tolerance: float = 1e-10) -> Floats:
    """Fit a joint table to margins, each given as (axes kept, totals over the other axes).

    A zero of the seed stays zero: an impossible combination.

    Raises
    ------
    SocietyError
        Where shapes or totals disagree, or no table can meet the margins.

    Examples
    --------
    >>> fit_table("demo", np.ones((2, 2)), [((0,), np.array([3.0, 1.0])), ((1,), np.array([2.0, 2.0]))]).tolist()
    [[1.5, 1.5], [0.5, 0.5]]
    """
    index = np.arange(seed.size, dtype=np.int64).reshape(seed.shape)
    rows: list[Margin] = []
    total: float | None = None
    for axes, target in margins:
        if target.shape != tuple(seed.shape[a] for a in axes):
            raise SocietyError(
                f"{name}: a margin over axes {axes} has shape {target.shape}, the table {seed.shape}. Give one total for each level."
            )
        sum_here = math.fsum(target.ravel().tolist())
        if total is None:
            total = sum_here
        elif abs(sum_here - total) > TOTALS_AGREE * total:
            raise SocietyError(
                f"{name}: one margin adds up to {total:g}, another to {sum_here:g}. Margins of one table must have one total."
            )
        for level in np.ndindex(*target.shape):
            at: list[int | slice] = [slice(None)] * seed.ndim
            for axis, k in zip(axes, level, strict=True):
                at[axis] = k
            rows.append(Margin(f"{name}{list(level)} over axes {list(axes)}", index[tuple(at)].ravel(), float(target[level])))
    return rake(seed.ravel(), rows, tolerance=tolerance).reshape(seed.shape)


def whole_parts(shares: Sequence[float], total: int = CERTAIN) -> list[int]:
    """Integers in the proportions of `shares` that add up to `total`, by largest remainder (ties: the earlier).

    >>> whole_parts([1.0, 1.0, 1.0], 100)
    [34, 33, 33]
    """
    whole = math.fsum(shares)
    if not whole > 0 or min(shares) < 0:
        raise SocietyError(f"shares {list(shares)[:8]} must not be negative and must not all be zero.")
    exact = [s / whole * total for s in shares]
    parts = [int(x) for x in exact]
    short = total - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:short]:
        parts[i] += 1
    return parts


def cuts(shares: Sequence[float], total: int = CERTAIN) -> list[int]:
    """Cumulative thresholds: a word w falls on the first level with w < cut; the last cut is `total`.

    >>> cuts([0.25, 0.0, 0.75], 8)
    [2, 2, 8]
    """
    out, sum_so_far = [], 0
    for part in whole_parts(shares, total):
        sum_so_far += part
        out.append(sum_so_far)
    return out
