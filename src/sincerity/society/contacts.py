"""The contact network, computed and never stored.

Five layers: household (contiguous), neighbours, workmates or classmates, friends, distant friends. A layer is a keyed
bijection of a region's people onto a ring; contacts are the ring positions ±1…±m, so both ends know each other's slot.
On a ring of length L, m is cut to L/2, where distance L/2 is one slot, its own reverse. Distant friends live in partner
regions: a bijection over regions picks the partner, a reflection of two keyed orders, keyed by the pair, the person.
A region is cut into `CIRCLES` runs of people, each with a bijection over regions of its own: under a single one
the regions would stand in one circle, and the way between two people would grow with their number, not its logarithm.

The bijections (Feistel networks with cycle-walking) are tabulated once for each size of region, a few hundred kilobytes
that stay in cache; a keyed rotation makes every region's ring its own. Neighbours are permuted inside each cell, so that
ring neighbours live in the same cell or the next.

A pair is kept iff pair_draw < s(a)·s(b)·h: s by sociability, h by years between births, schooling and group
(`HOMOPHILY`); schooling is what luck alone would give, so that h is fixed for life. Neighbours are not thinned by age and
schooling. Workmates and classmates are given, not chosen: they need two who work, or two pupils at most two years apart, and
are thinned by group alone. Months make and part them as people begin and leave work and school; where a place is taken by
another person, all of its pairs draw anew. A pair found in an earlier layer is
dropped by both ends.

Measured against published networks in `docs/contact-networks-measured.md`.
"""

from __future__ import annotations

from typing import Any

from sincerity.compute.fields import Field
from sincerity.draw import TIE_KEPT, pair_draw
from sincerity.scenario.registry import Param, Table
from sincerity.society.livelihood import origin_of
from sincerity.society.traits import SOCIABILITY, trait_of
from sincerity.types import GROUP_B, JOB_BITS, ONE, PUPIL, TRAIT_TOP

HOUSEHOLD, NEIGHBOURS, WORKMATES, FRIENDS, DISTANT = range(5)
LAYERS = ("household", "neighbours", "workmates", "friends", "distant")
LAYER_STEP = 8
"""Layers have numbers below it."""
MAX_YEARS_APART = 128
DIMENSIONS = {"layers": len(LAYERS), "trait_levels": TRAIT_TOP + 1, "years": MAX_YEARS_APART}
CIRCLE_BITS = 2
CIRCLES = 1 << CIRCLE_BITS
"""Circles of regions: eight partner regions with two distant slots. Of each only one run is read: as many bytes as of two whole regions."""


def _share(name: str, default: float, meaning: str, plausible: tuple[float, float], source: str) -> Param:
    return Param(name, "chance", default, "share", meaning, low=0.0, high=1.0, plausible=plausible, source=source)


HOMOPHILY = Table(
    "society.homophily",
    "network",
    (
        _share(
            "least_sociable",
            0.8,
            "s of a person with sociability 0; with sociability 1 it is 1.",
            (0.2, 0.9),
            "assumed; set with the others here for a mean degree of 7, between the contacts met daily and weekly (POLYMOD)",
        ),
        Param(
            "age_half_years",
            "number",
            20.0,
            "years",
            "Years between two births at which friendship is half as likely.",
            low=0.1,
            high=1000.0,
            plausible=(6.0, 40.0),
            source="assumed; age correlation of contacts 0.39 (POLYMOD, Mossong et al. 2008)",
        ),
        _share(
            "schooling_differs",
            0.4,
            "Likelihood of a friendship between unlike schooling, relative to like.",
            (0.2, 1.0),
            "assumed; about 0.40 of discussion partners in China have the same schooling",
        ),
        _share("group_differs", 0.7, "Likelihood of a tie across groups, relative to within.", (0.3, 1.0), "assumed"),
    ),
    absent="default",
    switch=False,
)

WORLD = (
    Field("n_slots", "i4", "contact slots of a person"),
    Field("first_ring_slot", "i4", "first slot outside the household"),
    Field("first_distant_slot", "i4", "first slot of the distant layer, the last of all"),
    Field("reach", "i4", "largest offset of each layer", "layers"),
    Field("slot_layer", "i4", "layer of each slot", "slots"),
    Field("slot_offset", "i4", "ring offset of each slot; in the household its number", "slots"),
    Field("n_regions", "i4", "regions"),
    Field("thinning", "i1", "1 where pairs are thinned by sociability and homophily"),
    Field("sociability", "i8", "s by sociability, Q16", "trait_levels"),
    Field("age_apart", "i8", "h by years between births, Q16", "years"),
    Field("schooling_differs", "i8", "h of unlike schooling, Q16"),
    Field("group_differs", "i8", "h of unlike groups, Q16"),
)
REGION = (
    Field("first", "i8", "index of its first person"),
    Field("people", "i8", "its people"),
    Field("policy", "i4", "row of its policy record"),
    Field("slot_back", "i8", "the slot that the contact has for this one; household by size", "slots"),
    Field("ring_of", "i4", "where in `rings` each layer's person → position table starts", "layers"),
    Field("ring_at", "i4", "where each layer's position → person table starts, `reach` places before position 0", "layers"),
    Field("ring_shift", "i4", "rotation of each layer", "layers"),
    Field("partner_first", "i8", "first person of the partner region of each distant slot and circle", "partners"),
    Field("partner_at", "i4", "where its position → person table starts", "partners"),
    Field("pair_shift", "i4", "reflection of the two orders within the circle", "partners"),
    Field("pair_people", "i4", "people of the circle that both regions can pair, 0 without a partner", "partners"),
)


INDEX = 0x7FFFFFFF
"""Masks an index that is never below 0, so that the compiler need not look whether it counts from the end."""


def ring_start(x: int, layer: int, region: Any, rings: Any) -> int:
    """Where in `rings` the stretch of a layer's ring begins that the person with place `x` in its region can reach."""
    at = x + int(region.ring_shift[layer])
    if at >= int(region.people):
        at -= int(region.people)
    return (int(region.ring_at[layer]) + int(rings[(int(region.ring_of[layer]) + at) & INDEX])) & INDEX


def ring_contact(start: int, step: int, layer: int, region: Any, rings: Any) -> int:
    """The person that many steps along the stretch; the person it belongs to stands `reach` steps along."""
    at = int(rings[start + step]) - int(region.ring_shift[layer])
    if at < 0:
        at += int(region.people)
    return (int(region.first) + at) & INDEX


def distant_contact(p: int, partner: int, region: Any, rings: Any) -> int:
    """The distant friend in a partner region; `p` itself where there is none.

    Both ends stand in the same circle, so that circles which pick the same two regions share no pair of people.
    """
    rank = int(rings[(int(region.ring_of[DISTANT]) + p - int(region.first)) & INDEX])
    circle = rank & (CIRCLES - 1)
    row = (partner << CIRCLE_BITS) + circle
    rank >>= CIRCLE_BITS
    if rank >= int(region.pair_people[row]):
        return p
    rank = int(region.pair_shift[row]) - rank
    if rank < 0:
        rank += int(region.pair_people[row])
    return (int(region.partner_first[row]) + int(rings[(int(region.partner_at[row]) + (rank << CIRCLE_BITS) + circle) & INDEX])) & INDEX


def household_contact(p: int, slot: int, household: int) -> int:
    """The household member `slot` + 1 places on; meaningless at and past the household's size - 1."""
    place = (household >> 3) + 1 + slot
    if place >= household & 7:
        place -= household & 7
    return (p - (household >> 3) + place) & INDEX


def contact_of(p: int, slot: int, household: int, region: Any, rings: Any, world: Any) -> int:
    """The contact that a slot names; `p` itself where the slot names nobody."""
    layer = int(world.slot_layer[slot])
    offset = int(world.slot_offset[slot])
    if layer == HOUSEHOLD:
        return household_contact(p, offset, household) if offset < (household & 7) - 1 else p
    if layer == DISTANT:
        length = int(world.n_regions)
        if 2 * abs(offset) > length or (2 * offset == -length):
            return p
        return distant_contact(p, slot - int(world.first_distant_slot), region, rings)
    length = int(region.people)
    if 2 * abs(offset) > length or (2 * offset == -length):
        return p
    start = ring_start(p - int(region.first), layer, region, rings)
    return ring_contact(start, offset + int(world.reach[layer]), layer, region, rings)


def back_slot(slot: int, household: int, region: Any, world: Any) -> int:
    """The slot in which the contact of `slot` has this person."""
    if slot < int(world.first_ring_slot):
        return (household & 7) - 2 - slot
    return int(region.slot_back[slot])


def met_earlier(p: int, q: int, layer: int, household: int, region: Any, rings: Any, world: Any) -> int:
    """1 if the pair is one of an earlier layer already."""
    first = p - (household >> 3)
    if int(world.first_ring_slot) > 0 and first <= q < first + (household & 7):
        return 1
    if layer == DISTANT:
        return 0
    for earlier in range(NEIGHBOURS, layer):
        reach = int(world.reach[earlier])
        a = ring_start(p - int(region.first), earlier, region, rings)
        b = ring_start(q - int(region.first), earlier, region, rings)
        apart = abs(a - b)
        if apart <= reach or int(region.people) - apart <= reach:
            return 1
    return 0


def share_a_place(me: Any, mine: Any, other: Any, others: Any) -> int:
    """1 for two who work, or two pupils at most two years apart."""
    if int(me.means) & JOB_BITS != 0 and int(other.means) & JOB_BITS != 0:
        return 1
    both = int(me.means) & int(other.means) & PUPIL
    return int(both != 0 and abs(int(mine.birth_year) - int(others.birth_year)) <= 2)


def is_kept(p: int, q: int, layer: int, me: Any, mine: Any, other: Any, others: Any, s: int, world: Any, tables: Any) -> int:
    """1 if the pair is tied: by what both ends are, and by chance that both share. s: of `p`, Q16."""
    if layer == WORKMATES and share_a_place(me, mine, other, others) == 0:
        return 0
    if int(world.thinning) == 0:
        return 1
    k0 = int(world.born0)
    k1 = int(world.born1)
    chance = ONE
    if layer != WORKMATES:
        chance = (s * int(world.sociability[trait_of(q, int(other.arrived), SOCIABILITY, world)])) >> 16
    if layer > WORKMATES:
        years = abs(int(mine.birth_year) - int(others.birth_year))
        chance = (chance * int(world.age_apart[min(years, MAX_YEARS_APART - 1)])) >> 16
        if origin_of(p, me, mine, k0, k1, tables) != origin_of(q, other, others, k0, k1, tables):
            chance = (chance * int(world.schooling_differs)) >> 16
    if (int(me.standing) ^ int(other.standing)) & GROUP_B != 0:
        chance = (chance * int(world.group_differs)) >> 16
    # Who comes later is another person: the pair draws anew.
    pair = layer + LAYER_STEP * (int(me.arrived) + int(other.arrived))
    return 1 if pair_draw(k0, k1, TIE_KEPT, p, q, pair) < chance << 16 else 0


def has_pair(p: int, q: int, slot: int, s: int, region: Any, rings: Any, world: Any, tables: Any, people: Any, cold: Any) -> int:
    """1 where the network has a pair in this slot of `p`; q: the contact that it names. s: of `p`, Q16."""
    layer = int(world.slot_layer[slot])
    if q == p:
        return 0
    if layer == HOUSEHOLD:
        return 1
    if met_earlier(p, q, layer, int(people[p].household), region, rings, world) != 0:
        return 0
    return is_kept(p, q, layer, people[p], cold[p], people[q], cold[q], s, world, tables)


def sociability_of(p: int, me: Any, world: Any) -> int:
    """s, Q16."""
    return int(world.sociability[trait_of(p, int(me.arrived), SOCIABILITY, world)])


def settle_ties(p: int, region: Any, rings: Any, world: Any, tables: Any, people: Any, cold: Any) -> None:
    """Mark each slot of `p`: 1 where the network has a pair, 0 where not."""
    me = people[p]
    household = int(me.household)
    s = sociability_of(p, me, world)
    for slot in range(int(world.n_slots)):
        q = contact_of(p, slot, household, region, rings, world)
        me.ties[slot] = has_pair(p, q, slot, s, region, rings, world, tables, people, cold)


def list_pairs(r: int, people: Any, regions: Any, rings: Any, worlds: Any, out: Any) -> int:
    """Write (a, b, layer, slot of a, slot of b) of every pair whose lower end lives in region `r`; returns how many."""
    region = regions[r]
    world = worlds[0]
    n = 0
    for p in range(int(region.first), int(region.first) + int(region.people)):
        household = int(people[p].household)
        for slot in range(int(world.n_slots)):
            if int(people[p].ties[slot]) != 0:
                q = contact_of(p, slot, household, region, rings, world)
                if p < q:
                    out[n, 0] = p
                    out[n, 1] = q
                    out[n, 2] = int(world.slot_layer[slot])
                    out[n, 3] = slot
                    out[n, 4] = back_slot(slot, household, region, world)
                    n += 1
    return n
