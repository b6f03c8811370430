"""A logistic regression on a table of counts: the chance of a record by a few whole-numbered features. For the host, not for kernels.

Maximum likelihood by Newton's method, weights held back by a ridge penalty. All of it is decimal arithmetic of a fixed number of
digits, in which `+ - * /`, `exp` and `ln` are each correctly rounded, and sums run in the order of the sorted table: the same bits on
any machine, whatever the order in which the cells came.

Sources: Hosmer and Lemeshow, *Applied Logistic Regression*, Wiley (the likelihood and its maximum by Newton's method); le Cessie and
van Houwelingen, "Ridge estimators in logistic regression", Applied Statistics 41 (1), 1992, 191–201 (the penalty).

Not modelled: features are not standardised, so one whose values are large is held back less; no errors of the weights are estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

from sincerity.errors import RunError

Cell = tuple[tuple[int, ...], int, int]
"""The values of the features, the people who have them, and those of them with a record."""
Vector = list[Decimal]
Matrix = list[Vector]

SCALE = 4096
"""Parts of one unit of log odds in which weights are given."""
FINENESS = 1000
"""The search ends once no coefficient moves by more than one part in so many of 1/scale: far below what rounding sees."""
ZERO = Decimal(0)
SINGULAR = Decimal("1e-25")
"""A pivot that elimination leaves with less than this share of itself is rounding, not information."""


def fit(cells: Sequence[Cell], *, ridge: Fraction, scale: int = SCALE, most_steps: int = 50) -> tuple[int, ...] | None:
    """The intercept, then a weight for each feature, in 1/scale of log odds, rounded half to even.

    They maximise the log likelihood less ridge / 2 × the sum of the squared weights, the weights in whole log odds; the intercept is
    not penalised. None where nobody or everybody has a record: there is nothing to learn. Cells of the same features are added up.

    Raises
    ------
    RunError
        With hardly any ridge: the features tell the same twice, or the table can be explained ever better by ever larger weights.
    ValueError
        Counts that cannot be, features of unequal number, a ridge below 0.

    Examples
    --------
    Without the feature 1 of 4 has a record, with it 3 of 4: log odds of -ln 3 and ln 3 (4,500 / 4,096), so a weight of 2 ln 3.

    >>> fit([((0,), 4, 1), ((1,), 4, 3)], ridge=Fraction(0))
    (-4500, 9000)
    >>> fit([((0,), 4, 1), ((1,), 4, 3)], ridge=Fraction(1))
    (-1370, 2739)
    """
    if ridge < 0 or scale < 1:
        raise ValueError(f"a ridge of {ridge} and a scale of {scale} are not possible: ridge must not be below 0, nor scale below 1")
    table = _merged(cells)
    people, records = sum(n for _, n, _ in table), sum(k for _, _, k in table)
    if records in (0, people):
        return None
    with localcontext(_context()):
        start = [(Decimal(records) / (people - records)).ln(), *[Decimal(0)] * len(table[0][0])]
        rows = [([Decimal(x) for x in (1, *features)], n, k) for features, n, k in table]
        problem = _Problem(rows, Decimal(ridge.numerator) / ridge.denominator)
        found = _climb(problem, start, Decimal(1) / (FINENESS * scale), most_steps)
        return tuple(int((x * scale).to_integral_value(ROUND_HALF_EVEN)) for x in found)


def log_odds(weights: Sequence[int], features: Sequence[int]) -> int:
    """The log odds of a record, in the unit of the weights that `fit` gave.

    >>> log_odds((-4500, 9000), (1,))
    4500
    """
    return weights[0] + sum(weight * value for weight, value in zip(weights[1:], features, strict=True))


def chance(odds: int, scale: int = SCALE) -> float:
    """The chance that log odds of `odds` / scale stand for; for reports, the nearest double on any machine.

    >>> round(chance(4500), 4)
    0.75
    """
    with localcontext(_context()):
        eta = Decimal(odds) / scale
        return float(_chances(eta, (-abs(eta)).exp())[0])


class _Problem(NamedTuple):
    """What is fitted: merged cells, their features after a 1 for the intercept, and the penalty."""

    cells: list[tuple[Vector, int, int]]
    ridge: Decimal


class _View(NamedTuple):
    """A function of the coefficients at one point. bend: its second derivatives with the sign turned, on and below the diagonal."""

    height: Decimal
    slope: Vector
    bend: Matrix


def _context() -> Context:
    return Context(prec=40, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)


def _merged(cells: Sequence[Cell]) -> list[Cell]:
    """Cells with people in the order of their features, each once; ValueError for a table that cannot be."""
    if len({len(features) for features, _, _ in cells}) > 1:
        raise ValueError("all cells need the same number of features")
    sums: dict[tuple[int, ...], tuple[int, int]] = {}
    for features, people, records in cells:
        if not 0 <= records <= people:
            raise ValueError(f"cell {features}: {records} of {people} people with a record cannot be")
        n, k = sums.get(features, (0, 0))
        sums[features] = (n + people, k + records)
    # A table's counts are often NumPy's integers, of which no decimals can be made.
    return [(tuple(map(int, features)), int(n), int(k)) for features, (n, k) in sorted(sums.items()) if n > 0]


def _climb(problem: _Problem, at: Vector, near: Decimal, most_steps: int) -> Vector:
    """Newton's steps to the maximum, each halved until it rises, the last no longer than `near`."""
    here = _look(problem, at)
    for _ in range(most_steps):
        step = _solve(here.bend, here.slope)
        while True:
            at_end = [x + d for x, d in zip(at, step, strict=True)]
            if max(map(abs, step)) <= near:
                return at_end
            there = _look(problem, at_end)
            if there.height > here.height:
                break
            step = [d / 2 for d in step]
        at, here = at_end, there
    raise RunError(f"a logistic regression found no weights in {most_steps} steps: its features foretell too well. Set a larger ridge.")


def _look(problem: _Problem, at: Vector) -> _View:
    """The penalised log likelihood at a point, and how it slopes and bends there."""
    n = len(at)
    height, slope, bend = Decimal(0), [Decimal(0)] * n, [[Decimal(0)] * n for _ in range(n)]
    for values, people, records in problem.cells:
        eta = _sum(x * value for x, value in zip(at, values, strict=True))
        # e is raised only to what is not positive, so nothing overflows and eta needs no bounds.
        small = (-abs(eta)).exp()
        p, q = _chances(eta, small)
        height += records * eta - people * (max(eta, ZERO) + (1 + small).ln())
        miss, weight = records - people * p, people * p * q
        for j, value in enumerate(values):
            if value:
                slope[j] += miss * value
                row, part = bend[j], weight * value
                for k in range(j + 1):
                    row[k] += part * values[k]
    for j in range(1, n):
        height -= problem.ridge * at[j] * at[j] / 2
        slope[j] -= problem.ridge * at[j]
        bend[j][j] += problem.ridge
    return _View(height, slope, bend)


def _solve(matrix: Matrix, right: Vector) -> Vector:
    """The solution of a symmetric positive definite system, given on and below its diagonal, by L D Lᵀ."""
    n = len(right)
    lower = [row[:] for row in matrix]
    pivots: Vector = []
    for j in range(n):
        for k in range(j):
            lower[j][k] = (matrix[j][k] - _sum(lower[j][i] * pivots[i] * lower[k][i] for i in range(k))) / pivots[k]
        pivots.append(matrix[j][j] - _sum(lower[j][i] * lower[j][i] * pivots[i] for i in range(j)))
        if pivots[j] <= SINGULAR * matrix[j][j]:
            raise RunError("a logistic regression has features that tell the same twice. Set a larger ridge.")
    found: Vector = []
    for j in range(n):
        found.append(right[j] - _sum(lower[j][i] * found[i] for i in range(j)))
    found = [x / pivot for x, pivot in zip(found, pivots, strict=True)]
    for j in reversed(range(n)):
        found[j] -= _sum(lower[i][j] * found[i] for i in range(j + 1, n))
    return found


def _chances(eta: Decimal, small: Decimal) -> tuple[Decimal, Decimal]:
    """1 / (1 + e^-eta) and 1 / (1 + e^eta), given e^-|eta|: each to all its digits, also where it is next to nothing."""
    common, rare = 1 / (1 + small), small / (1 + small)
    return (common, rare) if eta >= 0 else (rare, common)


def _sum(terms: Iterable[Decimal]) -> Decimal:
    return sum(terms, ZERO)
