"""Household sizes: a drawn partition of each cell, so that no household straddles two cells.

Drawing sizes one by one until a cell is full would favour small households at its end. Here each size is drawn given
what is left, as a renewal sequence that is certain to land on the cell's edge; the weights of that sequence are then
corrected until the expected number of households of each size, over a full cell, is in the published proportions exactly.
A short last cell uses the same table; its small bias concerns one cell of the society.

Source: Feller, "An Introduction to Probability Theory and Its Applications" I, 3rd ed., 1968, ch. XIII (renewal sequences).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sincerity.draw import HOUSEHOLD_SIZE, draw
from sincerity.errors import SocietyError
from sincerity.society.ipf import cuts
from sincerity.types import CELL_PEOPLE, MAX_HOUSEHOLD, Record


def ways(weights: Sequence[float], n_people: int) -> list[float]:
    """For c = 0…n_people, the summed weight of all sequences of households that add up to c people.

    >>> ways([1.0, 1.0], 4)
    [1.0, 1.0, 2.0, 3.0, 5.0]
    """
    out = [1.0]
    for c in range(1, n_people + 1):
        out.append(math.fsum(w * out[c - k] for k, w in enumerate(weights, 1) if k <= c))
    return out


def expected_sizes(weights: Sequence[float], n_people: int = CELL_PEOPLE) -> list[float]:
    """Expected number of households of 1…6 people in a cell of `n_people`, drawn as `household_size` draws them."""
    u = ways(weights, n_people)
    return [w * math.fsum(u[c] * u[n_people - c - k] for c in range(n_people - k + 1)) / u[n_people] for k, w in enumerate(weights, 1)]


def cell_weights(shares: Sequence[float]) -> list[float]:
    """Weights under which a full cell's expected households are in the proportions of `shares` (sizes 1…6)."""
    if len(shares) != MAX_HOUSEHOLD or min(shares) < 0 or not shares[0] > 0:
        raise SocietyError(
            f"household_size.shares = {list(shares)}. There must be {MAX_HOUSEHOLD}, none negative, and that of one person above zero."
        )
    n_households = CELL_PEOPLE / (math.fsum(k * s for k, s in enumerate(shares, 1)) / math.fsum(shares))
    target = [n_households * s / math.fsum(shares) for s in shares]
    weights = list(shares)
    for _ in range(500):
        found = expected_sizes(weights)
        if max(abs(f - t) for f, t in zip(found, target, strict=True)) < 1e-12 * CELL_PEOPLE:
            return weights
        weights = [w * t / f if f > 0 else 0.0 for w, t, f in zip(weights, target, found, strict=True)]
        weights = [w / math.fsum(weights) for w in weights]
        if not ways(weights, CELL_PEOPLE)[CELL_PEOPLE] > 0:
            break
    raise SocietyError(
        f"household_size.shares = {list(shares)}: cells of {CELL_PEOPLE} cannot be filled in these proportions. "
        "Raise the share of one-person households."
    )


def size_cuts(shares: Sequence[float]) -> list[list[int]]:
    """Row c: thresholds out of 2³² for the next household's size, c people of the cell being without one yet."""
    weights = cell_weights(shares)
    u = ways(weights, CELL_PEOPLE)
    rows = [[0] * MAX_HOUSEHOLD]
    for c in range(1, CELL_PEOPLE + 1):
        rows.append(cuts([w * u[c - k] if k <= c else 0.0 for k, w in enumerate(weights, 1)]))
    return rows


def household_size(cell: int, ordinal: int, left: int, k0: int, k1: int, tables: Record) -> int:
    """Size 1…6 of household number `ordinal` of a cell, where `left` (1…64) people are without one. Kernel code."""
    word = draw(k0, k1, HOUSEHOLD_SIZE, cell, 0, ordinal)
    size = 1
    while word >= int(tables.size_cut[left, size - 1]):
        size += 1
    return size


def household_sizes(cell: int, n_people: int, k0: int, k1: int, tables: Record) -> list[int]:
    """The whole partition of a cell of `n_people` (1…64), for reading and tests; the kernel draws it one by one."""
    sizes: list[int] = []
    while sum(sizes) < n_people:
        sizes.append(household_size(cell, len(sizes), n_people - sum(sizes), k0, k1, tables))
    return sizes
