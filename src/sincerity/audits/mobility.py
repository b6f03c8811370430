"""Mobility: whether people stay in the tier that they are in.

From the moves of every day (`moves_<from>_<to>`) and the adults in each tier come the chances a day of moving from one to another, and
from these, by the 365th power, the chances a year. On the matrix of a year P, over k tiers in which adults spent a year or more all
together, Shorrocks' trace index is (k - tr P) / (k - 1): 0 where nobody moves, 1 where the next tier does not depend on the one before
(Shorrocks, Econometrica 46, 1978). The mean stay in a tier, person-days in it by moves out of it, is Prais's measure (Journal of the
Royal Statistical Society A 118, 1955).

The chances are taken to be the same on all days and for all in a tier. Neither holds: who just fell is nearer to rising, so the matrix
of a year overstates mobility. Start and end (`tier_start`, `tier` in `people`) are not used, for all begin in one tier.

Left out: who moves; moves within a tier; children.
"""

from __future__ import annotations

import numpy as np

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import Evidence
from sincerity.audits.intervals import Sums, left_out, rate
from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.types import Array

SECTION = (ASSESSED, DISPROPORTIONATE)
SHORROCKS = About(
    "mobility_shorrocks",
    "(d) Mobility between tiers (Shorrocks)",
    SECTION,
    "index",
    "Trace index of the matrix of a year: 0 where nobody moves, 1 where the tier after a year does not depend on the tier before.",
    "(k - tr P) / (k - 1), P the chances of a day to the 365th power",
    "Shorrocks 1978",
)
STAY = About(
    "tier_stay_days.<tier>",
    "(d) Mean stay in tier <tier>, days",
    SECTION,
    "days",
    "Person-days in the tier by moves out of it.",
    "Σ tier_<tier> / Σ moves from it",
    "Prais 1955",
)
LIST_STAY = About(
    "list_stay_days",
    "(d) Mean stay on the list, days",
    SECTION,
    "days",
    "Person-days on the list by exits from it; longer than the stays seen where most have not ended yet.",
    "Σ listed / Σ exits",
    "Prais 1955",
)
FALLS = About(
    "falls_per_1000",
    "(d) Falls in tier, of 1,000 adults a year",
    SECTION,
    "per 1,000 adult-years",
    "Moves to a worse tier, by the years that adults had a score.",
    "1000 · 365 · Σ moves down / Σ scored",
)
RISES = About(
    "rises_per_1000",
    "(d) Rises in tier, of 1,000 adults a year",
    SECTION,
    "per 1,000 adult-years",
    "Moves to a better tier, by the years that adults had a score.",
    "1000 · 365 · Σ moves up / Σ scored",
)
YEAR = About(
    "tier_year.<from>.<to>",
    "(d) From tier <from> to <to> in a year",
    SECTION,
    "share",
    "Of adults in the one tier, those in the other a year on, by the chances of a day.",
    "P[from, to], P the chances of a day to the 365th power",
    "Shorrocks 1978",
)
ABOUTS = (SHORROCKS, STAY, LIST_STAY, FALLS, RISES, YEAR)
LEAST_DAYS = DAYS_PER_YEAR
"""The index is over tiers in which adults spent at least so many days, all together: of fewer the chances are guesses."""
NO_TIERS = "Nobody is in any tier."


def measure(evidence: Evidence) -> list[Measure]:
    """Stays, falls and rises, the matrix of a year and its index."""
    exits, listed = evidence.total("exits"), evidence.total("listed")
    on_list = LIST_STAY.counted(listed.sum() / exits.sum(), int(exits.sum())) if exits.any() else LIST_STAY.missing("Nobody left the list.")
    names = [tier.name for tier in evidence.scenario.policy.tier]
    stocks, moves = counts(evidence, names)
    if not stocks.any():
        return [*(about.missing(NO_TIERS) for about in (SHORROCKS, FALLS, RISES)), on_list]
    there = stocks.sum(axis=0) >= LEAST_DAYS
    lived, moved = stocks[:, there], moves[:, there][:, :, there]
    index = left_out(lambda kept: shorrocks(lived[kept], moved[kept]), np.arange(len(stocks)), int(lived.sum()))
    return [
        SHORROCKS.found(index, otherwise="Fewer than two tiers were lived in for a person-year."),
        *falls_and_rises(evidence, moves),
        on_list,
        *stays(names, stocks, moves),
        *in_a_year(names, stocks, moves),
    ]


def counts(evidence: Evidence, names: list[str]) -> tuple[Array, Array]:
    """Person-days [region, tier] and moves [region, from, to]."""
    k, n = len(names), evidence.n_regions
    stocks, moves = np.zeros((n, k)), np.zeros((n, k, k))
    for i, one in enumerate(names):
        stocks[:, i] = evidence.total(f"tier_{one}")
        for j, other in enumerate(names):
            if i != j:
                moves[:, i, j] = evidence.total(f"moves_{one}_{other}")
    return stocks, moves


def year_matrix(stocks: Array, moves: Array) -> Array:
    """Chances of a year between tiers; rows of tiers that nobody was in are left where they are.

    stocks: person-days by tier; moves: [from, to]

    >>> year_matrix(np.array([365.0, 365.0]), np.array([[0.0, 0.0], [0.0, 0.0]]))
    array([[1., 0.],
           [0., 1.]])
    """
    chances = np.divide(moves, stocks[:, None], out=np.zeros_like(moves), where=stocks[:, None] > 0)
    # More moves out than person-days at a day's end is possible where few stay a day.
    chances /= np.maximum(1.0, chances.sum(axis=1, keepdims=True))
    daily = chances + np.diag(1 - chances.sum(axis=1))
    found: Array = np.linalg.matrix_power(daily, DAYS_PER_YEAR)
    return found


def shorrocks(stocks: Array, moves: Array) -> float | None:
    """The index of regions together; None for a single tier."""
    k = stocks.shape[1]
    return float((k - np.trace(year_matrix(stocks.sum(axis=0), moves.sum(axis=0)))) / (k - 1)) if k > 1 else None


def falls_and_rises(evidence: Evidence, moves: Array) -> list[Measure]:
    """Moves down and up; the best tier is the first."""
    years = evidence.total("scored") / DAYS_PER_YEAR
    down, up = (take(moves).sum(axis=(1, 2)) for take in (np.triu, np.tril))
    return [about.found(rate(Sums(hits, years), 1000, independent=False)) for about, hits in ((FALLS, down), (RISES, up))]


def stays(names: list[str], stocks: Array, moves: Array) -> list[Measure]:
    """How long a stay in a tier is, in the mean."""
    stock, out = stocks.sum(axis=0), moves.sum(axis=(0, 2))
    found: list[Measure] = []
    for i, name in enumerate(names):
        if not stock[i]:
            continue
        found.append(STAY.counted(stock[i] / out[i], int(out[i]), tier=name) if out[i] else STAY.missing("Nobody left it.", tier=name))
    return found


def in_a_year(names: list[str], stocks: Array, moves: Array) -> list[Measure]:
    """The matrix of a year, of tiers that anybody was in."""
    stock = stocks.sum(axis=0)
    there = np.flatnonzero(stock > 0)
    matrix = year_matrix(stock[there], moves.sum(axis=0)[np.ix_(there, there)])
    return [
        YEAR.counted(matrix[i, j], int(stock[a]), **{"from": names[a], "to": names[b]})
        for i, a in enumerate(there)
        for j, b in enumerate(there)
    ]
