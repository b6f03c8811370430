"""The tables behind the computed network: keyed orders of people and of regions, built on the host before day 0.

`contacts` says what they mean and reads them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sincerity.compute.fixed import factor
from sincerity.draw import MASK, PARTNER_KEY, PARTNER_SHIFT, RING_KEY, RING_SHIFT, draw, pair_draw, philox
from sincerity.society.contacts import (
    CIRCLE_BITS,
    CIRCLES,
    DISTANT,
    FRIENDS,
    HOUSEHOLD,
    MAX_YEARS_APART,
    NEIGHBOURS,
    WORKMATES,
)
from sincerity.society.places import Region
from sincerity.types import CELL_PEOPLE, MAX_HOUSEHOLD, Array

Plan = tuple[tuple[int, int, int], ...]
"""(layer, offset, slot of the other end) of every contact slot."""
_ROUNDS = 6


def slot_plan(household: bool, neighbours: int, workmates: int, friends: int, distant: int) -> Plan:
    """(layer, offset, slot of the other end) for every slot, in order.

    >>> slot_plan(False, 2, 0, 0, 0)
    ((1, -1, 1), (1, 1, 0))
    """
    plan = [(HOUSEHOLD, k, 0) for k in range(MAX_HOUSEHOLD - 1)] if household else []
    for layer, n in ((NEIGHBOURS, neighbours), (WORKMATES, workmates), (FRIENDS, friends), (DISTANT, distant)):
        start = len(plan)
        offsets = [*range(-(n // 2), 0), *range(1, n // 2 + 1)]
        plan += [(layer, offset, start + offsets.index(-offset)) for offset in offsets]
    return tuple(plan)


def permutation(length: int, k0: int, k1: int, purpose: int, sub: int) -> Array:
    """A keyed bijection of 0…length-1 onto itself: a Feistel network, walked along its cycles until it lands inside."""
    half = max(1, ((length - 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1

    @np.errstate(over="ignore")  # products of 32-bit words wrap, and are masked
    def shuffle(x: Array) -> Array:
        left, right = x >> half, x & mask
        for turn in range(_ROUNDS):
            word = philox(right, np.int64(turn), np.int64(purpose >> 2), np.int64(sub), np.int64(k0), np.int64(k1))[0]  # type: ignore[arg-type]
            left, right = right, left ^ (word & mask)
        return (left << half) | right

    x = shuffle(np.arange(length, dtype=np.int64))
    outside = np.flatnonzero(x >= length)
    while outside.size:
        x[outside] = shuffle(x[outside])
        outside = outside[x[outside] >= length]
    return x


def _cell_permutation(length: int, k0: int, k1: int) -> Array:
    """The neighbours' ring: people of a cell in a keyed order, cell after cell."""
    cells = range(0, length, CELL_PEOPLE)
    return np.concatenate([at + permutation(min(CELL_PEOPLE, length - at), k0, k1, RING_KEY, 1000 + at // CELL_PEOPLE) for at in cells])


def _circle_permutation(length: int, k0: int, k1: int) -> Array:
    """The distant layer's order: people of a run in a keyed order; the lowest bits of a rank are the run's number."""
    orders = [permutation((length - run + CIRCLES - 1) >> CIRCLE_BITS, k0, k1, RING_KEY, DISTANT + 10 * run) for run in range(CIRCLES)]
    return np.concatenate([(order << CIRCLE_BITS) + run for run, order in enumerate(orders)])


def build_rings(layout: list[Region], plan: Plan, seed: tuple[int, int], regions: Array) -> Array:
    """Fill the regions' ring fields and return the tables that they point into (i2).

    layout: the regions in order. regions: structured array with the fields `REGION`, one row a region.
    """
    k0, k1 = seed
    tables: list[Array] = []
    at: dict[tuple[int, int], tuple[int, int]] = {}
    used = 0
    reach = {layer: max([abs(o) for i, o, _ in plan if i == layer], default=0) for layer in range(1, 5)}
    for length in sorted({region.people for region in layout}):
        for layer in range(NEIGHBOURS, DISTANT + 1):
            if layer == NEIGHBOURS:
                of = _cell_permutation(length, k0, k1)
            elif layer == DISTANT:
                of = _circle_permutation(length, k0, k1)
            else:
                of = permutation(length, k0, k1, RING_KEY, layer)
            back = np.argsort(of)
            pad = reach[layer] if layer != DISTANT else 0
            around = back[np.arange(-pad, length + pad) % length]
            at[length, layer] = (used, used + length)
            tables += [of.astype("i2"), around.astype("i2")]
            used += 2 * length + 2 * pad
    circles = [permutation(len(layout), k0, k1, PARTNER_KEY, circle) for circle in range(CIRCLES)]
    places = [np.argsort(ring) for ring in circles]
    partners = [offset for layer, offset, _ in plan if layer == DISTANT]
    for r, region in enumerate(layout):
        row = regions[r]
        row["first"], row["people"] = region.first, region.people
        for slot, (layer, offset, reverse) in enumerate(plan):
            length = len(layout) if layer == DISTANT else region.people
            row["slot_back"][slot] = slot if 2 * offset == length else reverse
        for layer in range(NEIGHBOURS, DISTANT + 1):
            row["ring_of"][layer], row["ring_at"][layer] = at[region.people, layer]
            if layer in (WORKMATES, FRIENDS):
                row["ring_shift"][layer] = (draw(k0, k1, RING_SHIFT, r, 0, layer) * region.people) >> 32
        for i, offset in enumerate(partners):
            for circle, (ring, place) in enumerate(zip(circles, places, strict=True)):
                at_row = (i << CIRCLE_BITS) + circle
                other = int(place[(int(ring[r]) + offset) % len(layout)])
                people = min(region.people, layout[other].people) >> CIRCLE_BITS if other != r else 0
                row["partner_first"][at_row] = layout[other].first
                row["partner_at"][at_row] = at[layout[other].people, DISTANT][1]
                row["pair_people"][at_row] = people
                row["pair_shift"][at_row] = (pair_draw(k0, k1, PARTNER_SHIFT, r, other, circle) * people) >> 32
    assert used < MASK >> 1
    return np.concatenate(tables)


def pack_network(network: Any, homophily: Any, n_regions: int, plan: Plan, world: Array) -> None:
    """Fill the world's network fields from the scenario's."""
    world["n_slots"] = len(plan)
    world["first_ring_slot"] = MAX_HOUSEHOLD - 1 if network.household else 0
    world["n_regions"] = n_regions
    world["first_distant_slot"] = sum(layer != DISTANT for layer, _, _ in plan)
    for layer, offset, _ in plan:
        world["reach"][0, layer] = max(int(world["reach"][0, layer]), offset)
    for slot, (layer, offset, _) in enumerate(plan):
        world["slot_layer"][0, slot], world["slot_offset"][0, slot] = layer, offset
    world["thinning"] = network.thinning
    least = homophily.least_sociable
    levels = world["sociability"].shape[1] - 1
    world["sociability"][0] = [factor(least + (1 - least) * i / levels) for i in range(levels + 1)]
    half = homophily.age_half_years
    # The fourth power: level within a generation, steep beyond it. With the square, the age correlation that a given
    # number of ties reaches is a seventh lower, further still from the published one.
    square = [(y / half) * (y / half) for y in range(MAX_YEARS_APART)]
    world["age_apart"][0] = [factor(1 / (1 + y * y)) for y in square]
    world["schooling_differs"] = factor(homophily.schooling_differs)
    world["group_differs"] = factor(homophily.group_differs)
