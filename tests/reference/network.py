"""The page *network*: who could know whom, from the numbers of people alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.chance import PARTNER_KEY_BLOCK, RING_KEY_BLOCK, Chance, philox
from reference.levels import age_band, level
from reference.numbers import Ints, Mask

HOUSEHOLD, NEIGHBOURS, WORKMATES, FRIENDS, DISTANT = range(5)
CELL = 64
JOB, PUPIL, GROUP_B, FEMALE, URBAN = 3, 4, 16, 8, 64
NOBODY = -1


@dataclass(frozen=True)
class Slot:
    """One place in everybody's list of contacts; for the household the offset is k = 0…4."""

    layer: int
    offset: int


@dataclass(frozen=True)
class Region:
    """Where a region begins and how many people it has."""

    number: int
    first: int
    people: int


@dataclass(frozen=True)
class Network:
    """Contacts of everybody, by slot.

    slots: the list that all share; first_ring: the first slot outside the household
    contact: person in that slot, -1 nobody; back: the slot in which that contact has this person
    first_met: whether the slot names somebody whom no earlier layer names
    likeness: which of these pairs are kept
    """

    slots: tuple[Slot, ...]
    first_ring: int
    contact: Ints
    back: Ints
    first_met: Mask
    likeness: Likeness

    def names(self, slot: int) -> Mask:
        """Who has somebody in this slot, a pair or not."""
        named: Mask = self.contact[:, slot] != NOBODY
        return named

    def pairs(self, slot: int, people: Any) -> Mask:
        """Who has a pair in this slot, as people are now."""
        found, layer = self.first_met[:, slot].copy(), self.slots[slot].layer
        if layer != HOUSEHOLD:
            found[found] = self.likeness.keeps(layer, np.flatnonzero(found), self.contact[found, slot], people)
        return found


def lay_out_regions(people: int, region_people: int) -> list[Region]:
    """Regions as runs of whole cells."""
    cells = -(-people // CELL)
    n = min(cells, max(1, (2 * people + region_people) // (2 * region_people)))
    firsts = [CELL * (cells * r // n) for r in range(n)] + [people]
    return [Region(r, firsts[r], firsts[r + 1] - firsts[r]) for r in range(n)]


def lay_out_slots(network: Any) -> tuple[Slot, ...]:
    """The list of slots: household, then each layer's offsets from lowest to highest, without 0."""
    slots = [Slot(HOUSEHOLD, k) for k in range(5)] if network.household else []
    for layer, m in zip((NEIGHBOURS, WORKMATES, FRIENDS, DISTANT), reaches(network)[1:], strict=True):
        slots += [Slot(layer, o) for o in range(-m, m + 1) if o != 0]
    return tuple(slots)


def reaches(network: Any) -> tuple[int, ...]:
    """How many places away the farthest contact of each layer stands."""
    return (0, network.neighbours // 2, network.workmates // 2, network.friends // 2, network.distant // 2)


def permutation(chance: Chance, length: int, block: int, sub: int) -> Ints:
    """A keyed bijection of 0…length-1: a small Feistel network, walked until it stays inside."""
    bits = (length - 1).bit_length()
    half = max(1, (bits + 1) // 2)
    mask = 2**half - 1

    def shuffle(y: Ints) -> Ints:
        left, right = y >> half, y & mask
        for turn in range(6):
            word = philox((right, turn, block, sub), chance.of_people)[0]
            left, right = right, left ^ (word & mask)
        image: Ints = (left << half) + right
        return image

    image = shuffle(np.arange(length))
    while (outside := image >= length).any():
        image[outside] = shuffle(image[outside])
    return image


def inverse(image: Ints) -> Ints:
    """The bijection the other way round."""
    found = np.empty_like(image)
    found[image] = np.arange(len(image))
    return found


def ring(chance: Chance, people: int, layer: int) -> Ints:
    """Place in the region → position on the layer's ring, before the region turns it."""
    if layer != NEIGHBOURS:
        return permutation(chance, people, RING_KEY_BLOCK, layer)
    cells = [
        first + permutation(chance, min(CELL, people - first), RING_KEY_BLOCK, 1000 + first // CELL) for first in range(0, people, CELL)
    ]
    return np.concatenate(cells)


def positions(chance: Chance, region: Region, layer: int) -> Ints:
    """Where each person of a region stands on the ring of a layer inside it."""
    shift = 0
    if layer in (WORKMATES, FRIENDS):
        word = chance.draw("RING_SHIFT", np.array([region.number]), 0, layer)
        shift = int(word[0]) * region.people >> 32
    return ring(chance, region.people, layer)[(np.arange(region.people) + shift) % region.people]


def back_on_ring(slots: tuple[Slot, ...], slot: int, length: int) -> int:
    """The slot in which the contact at this offset has this person."""
    layer, offset = slots[slot].layer, slots[slot].offset
    return slot if 2 * offset == length else slots.index(Slot(layer, -offset))


def too_far(offset: int, length: int) -> bool:
    """Whether the offset goes past half a ring of this length, or is the second name of half of it."""
    return 2 * abs(offset) > length or 2 * offset == -length


def household_contacts(household: Ints, k: int) -> tuple[Ints, Ints]:
    """Contact and back slot of everybody in household slot k."""
    place, size = household // 8, household % 8
    there = k < size - 1
    who = np.arange(len(household)) - place + (place + 1 + k) % np.maximum(size, 1)
    return np.where(there, who, NOBODY), np.where(there, size - 2 - k, NOBODY)


def ring_contacts(stand: Ints, region: Region, offset: int) -> Ints:
    """Contacts of a region's people, who stand at these positions of a ring inside it, at this offset."""
    if too_far(offset, region.people):
        return np.full(region.people, NOBODY, np.int64)
    return region.first + inverse(stand)[(stand + offset) % region.people]


CIRCLES = 4
"""Into how many circles each region's people are cut for the distant layer."""


def circle_orders(chance: Chance, people: int, circles: int) -> list[tuple[int, Ints]]:
    """A region's people as runs, one for each circle: the place where it begins, and its people's ranks."""
    found, first = [], 0
    for circle in range(circles):
        length = -(-(people - circle) // circles)
        found.append((first, permutation(chance, length, RING_KEY_BLOCK, DISTANT + 10 * circle)))
        first += length
    return found


def distant_contacts(chance: Chance, regions: list[Region], region: Region, offset: int, circles: int) -> Ints:
    """Contacts of a region's people in its partner regions at this offset, one region for each circle."""
    n_regions = len(regions)
    contact = np.full(region.people, NOBODY, np.int64)
    if too_far(offset, n_regions):
        return contact
    for circle, (first, rank) in enumerate(circle_orders(chance, region.people, circles)):
        around = permutation(chance, n_regions, PARTNER_KEY_BLOCK, circle)
        partner = regions[inverse(around)[(around[region.number] + offset) % n_regions]]
        pairs = min(region.people, partner.people) // circles
        if partner.number == region.number or pairs == 0:
            continue
        word = chance.pair_draw("PARTNER_SHIFT", np.array([region.number]), np.array([partner.number]), circle)
        shift = int(word[0]) * pairs >> 32
        their_first, their_rank = circle_orders(chance, partner.people, circles)[circle]
        who = np.flatnonzero(rank < pairs)
        contact[first + who] = partner.first + their_first + inverse(their_rank)[(shift - rank[who]) % pairs]
    return contact


def find_contacts(scenario: Any, chance: Chance, household: Ints, tables: Any) -> Network:
    """Everybody's contacts in every slot, and what is asked of pairs."""
    settings, n = scenario.society.network, len(household)
    slots = lay_out_slots(settings)
    first_ring = 5 if settings.household else 0
    regions = lay_out_regions(n, scenario.society.region_people)
    contact = np.full((n, len(slots)), NOBODY, np.int64)
    back = np.full((n, len(slots)), NOBODY, np.int64)
    where = {layer: np.zeros(n, np.int64) for layer in (NEIGHBOURS, WORKMATES, FRIENDS)}
    length = np.zeros(n, np.int64)
    for k in range(first_ring):
        contact[:, k], back[:, k] = household_contacts(household, k)
    for region in regions:
        here = slice(region.first, region.first + region.people)
        length[here] = region.people
        for layer in where:
            where[layer][here] = positions(chance, region, layer)
        for j in range(first_ring, len(slots)):
            layer, offset = slots[j].layer, slots[j].offset
            if layer == DISTANT:
                contact[here, j] = distant_contacts(chance, regions, region, offset, CIRCLES)
                around = len(regions)
            else:
                contact[here, j] = ring_contacts(where[layer][here], region, offset)
                around = region.people
            back[here, j] = np.where(contact[here, j] != NOBODY, back_on_ring(slots, j, around), NOBODY)
    first_met = contact != NOBODY
    for j in range(first_ring, len(slots)):
        a, b = np.flatnonzero(first_met[:, j]), contact[first_met[:, j], j]
        first_met[a, j] = ~_met_before(slots[j].layer, a, b, household, settings, where, length)
    return Network(slots, first_ring, contact, back, first_met, Likeness(scenario, chance, tables))


def _met_before(layer: int, a: Ints, b: Ints, household: Ints, settings: Any, where: dict[int, Ints], length: Ints) -> Mask:
    """Whether the pair is in an earlier layer, kept there or not."""
    met = np.zeros(len(a), np.bool_)
    if settings.household:
        met |= a - household[a] // 8 == b - household[b] // 8
    if layer != DISTANT:
        for earlier in range(NEIGHBOURS, layer):
            apart = np.abs(where[earlier][a] - where[earlier][b])
            reach = reaches(settings)[earlier]
            met |= (apart <= reach) | (length[a] - apart <= reach)
    return met


class Likeness:
    """Which pairs are kept: the tables of likeness and the chance that both share."""

    def __init__(self, scenario: Any, chance: Chance, tables: Any) -> None:
        given = scenario.society.homophily
        least, half = given.least_sociable, given.age_half_years
        self.chance, self.schooling_cut = chance, tables.schooling_cut
        self.thinning = scenario.society.network.thinning
        self.sociable = np.array([int((least + (1 - least) * i / 127) * 65536 + 0.5) for i in range(128)])
        square = [(y / half) * (y / half) for y in range(128)]
        self.apart = np.array([int(65536 / (1 + y * y) + 0.5) for y in square])
        self.schooling_differs = int(given.schooling_differs * 65536 + 0.5)
        self.group_differs = int(given.group_differs * 65536 + 0.5)

    def keeps(self, layer: int, a: Ints, b: Ints, people: Any) -> Mask:
        """Whether each pair (a, b) of the layer is a pair at all.

        people: arrived, birth_year, standing, means, sociability of everybody, as arrays
        """
        years = np.abs(people.birth_year[a] - people.birth_year[b])
        possible = np.ones(len(a), np.bool_)
        if layer == WORKMATES:
            works, pupil = people.means & JOB != 0, people.means & PUPIL != 0
            possible = (works[a] & works[b]) | (pupil[a] & pupil[b] & (years <= 2))
        if not self.thinning:
            return possible
        t = np.full(len(a), 65536)
        if layer != WORKMATES:
            t = (self.sociable[people.sociability[a]] * self.sociable[people.sociability[b]]) >> 16
        if layer in (FRIENDS, DISTANT):
            t = (t * self.apart[np.minimum(years, 127)]) >> 16
            t = np.where(self._origin(people, a) != self._origin(people, b), (t * self.schooling_differs) >> 16, t)
        mixed = ((people.standing[a] ^ people.standing[b]) & GROUP_B) != 0
        t = np.where(mixed, (t * self.group_differs) >> 16, t)
        return possible & (self.chance.pair_draw("TIE_KEPT", a, b, layer + 8 * (people.arrived[a] + people.arrived[b])) < t * 65536)

    def _origin(self, people: Any, a: Ints) -> Ints:
        """The schooling that luck alone gives these people."""
        age, standing = people.arrived[a] - people.birth_year[a], people.standing[a]
        urban, woman = (standing & URBAN) // URBAN, (standing & FEMALE) // FEMALE
        word = self.chance.draw("SCHOOLING", a, people.arrived[a])
        return level(word, self.schooling_cut[urban, woman, np.where(age < 18, 1, age_band(age))])
