"""The contact network's structure: exact properties, at every size and shape."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from sincerity.draw import RING_KEY, seed_key
from sincerity.engine.compose import registry
from sincerity.mechanisms.ties import DORMANT
from sincerity.scenario.load import load
from sincerity.society import contacts, rings
from sincerity.types import CERTAIN, GROUP_B, JOB_BITS, ONE, PUPIL
from society.network_tools import (
    DISTANT,
    FRIENDS,
    HOUSEHOLD,
    NEIGHBOURS,
    WORKMATES,
    Net,
    faults,
    interpreted,
    lived,
    named,
    origins,
    settled,
    simulation,
    structural,
    tied_anew,
)

SIZES = (1, 2, 7, 63, 65, 1_000, 4_097, 65_537)
SMALL_REGIONS = "society.region_people=64"
NONE = ("household=false", "neighbours=0", "workmates=0", "friends=0", "distant=0")
SHAPES = {
    "no household": ("household=false",),
    "no neighbours": ("neighbours=0",),
    "many friends": ("friends=12",),
    "many neighbours": ("neighbours=40", "workmates=2", "friends=2"),
    "many distant": ("distant=12",),
    "only distant": (*NONE[:4], "distant=2"),
    "only distant, eight": (*NONE[:4], "distant=8"),
    "only friends": (*NONE[:3], "friends=2", "distant=0"),
    "only household": ("neighbours=0", "workmates=0", "friends=0", "distant=0"),
    "unthinned": ("thinning=false",),
}


def shape(name: str) -> tuple[str, ...]:
    return tuple(f"society.network.{setting}" for setting in SHAPES[name])


@pytest.mark.parametrize("length", [1, 2, 3, 5, 7, 63, 64, 65, 1_000, 4_097])
def test_permutation_is_a_bijection(length: int) -> None:
    image = rings.permutation(length, *seed_key(3), RING_KEY, 2)
    assert sorted(image.tolist()) == list(range(length))


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 63, 64, 66, 4_097])
def test_circle_permutation_is_a_bijection_of_contiguous_runs(length: int) -> None:
    ranks = rings._circle_permutation(length, *seed_key(3))
    assert sorted(ranks.tolist()) == list(range(length))
    assert (np.diff(ranks & (contacts.CIRCLES - 1)) >= 0).all()


@pytest.mark.parametrize("n", SIZES)
def test_sound_at_every_size(n: int) -> None:
    """No self-loop, no double, both ends in each other's named slot, every mark a pair."""
    assert faults(settled(n)) == []


@pytest.mark.parametrize("n", [*SIZES[:6], 130, 4_097])
def test_sound_in_small_regions(n: int) -> None:
    assert faults(settled(n, SMALL_REGIONS)) == []


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("n", [1, 2, 7, 130, 293])
def test_sound_in_odd_shapes(name: str, n: int) -> None:
    assert faults(interpreted(n, SMALL_REGIONS, *shape(name)), compiled=False) == []


def test_faults_are_found() -> None:
    """The checker itself: each kind of damage is reported."""
    net = settled(1_000)
    assert faults(net._replace(slot_b=np.roll(net.slot_b, 1)))
    assert faults(net._replace(b=np.roll(net.b, 1)))
    twice = {name: np.append(getattr(net, name), getattr(net, name)[:1]) for name in ("a", "b", "layer", "slot_a", "slot_b")}
    assert faults(net._replace(**twice))
    one_sided = net.people.copy()
    one_sided["ties"][net.b[-1], net.slot_b[-1]] = 0
    assert faults(net._replace(people=one_sided))


@pytest.mark.parametrize("name", ["no household", "many distant", "many friends", "unthinned"])
def test_every_named_slot_is_named_back(name: str) -> None:
    """Also where thinning leaves no pair: whoever a slot names has this person in its back slot."""
    net = interpreted(293, SMALL_REGIONS, *shape(name))
    slots = len(net.plan)
    who, which = np.repeat(np.arange(net.n), slots), np.tile(np.arange(slots), net.n)
    found, back = named(net, who, which, compiled=False)
    real = found != who
    again, back_again = named(net, found[real], back[real], compiled=False)
    assert (again == who[real]).all()
    assert (back_again == which[real]).all()


def test_compiled_is_interpreted() -> None:
    plain, compiled = interpreted(293, SMALL_REGIONS), settled(293, SMALL_REGIONS)
    for name in ("a", "b", "layer", "slot_a", "slot_b"):
        assert (getattr(plain, name) == getattr(compiled, name)).all()


def test_threads_change_nothing() -> None:
    """One, two, three threads: the same people, the same ties, the same exported pairs in the same order."""
    one, *others = [settled(20_000, threads=threads) for threads in (1, 2, 3)]
    for other in others:
        assert one.people.tobytes() == other.people.tobytes()
        assert one.cold.tobytes() == other.cold.tobytes()
        for name in ("a", "b", "layer", "slot_a", "slot_b"):
            assert (getattr(one, name) == getattr(other, name)).all()


def test_seeds_change_everything() -> None:
    one, other = settled(4_097), settled(4_097, seed=2)
    shared = one.pairs(FRIENDS) & other.pairs(FRIENDS)
    assert len(shared) < len(one.pairs(FRIENDS)) / 50


def test_ties_are_directed() -> None:
    """Each end starts alive by its own draw: the share of pairs with one live end is that of independent ends."""
    net = settled(65_537)
    outside = net.layer != HOUSEHOLD
    ties = net.people["ties"]
    live = ties[net.a, net.slot_a][outside] != DORMANT, ties[net.b, net.slot_b][outside] != DORMANT
    q = int(net.world["tie_live"][0]) / CERTAIN
    assert 0.5 < q < 1
    expected = 2 * q * (1 - q)
    error = (expected * (1 - expected) / outside.sum()) ** 0.5
    assert abs((live[0] != live[1]).mean() - expected) < 4 * error


def test_households_are_whole() -> None:
    net = settled(4_097)
    place, size = net.people["household"] >> 3, net.people["household"] & 7
    first = np.arange(net.n) - place
    expected = {(p, q) for p in range(net.n) for q in range(p + 1, int(first[p] + size[p]))}
    assert net.pairs(HOUSEHOLD) == expected


def test_neighbours_live_next_door() -> None:
    """In the same cell or the next one on the region's ring of cells."""
    net = settled(4_097, "society.region_people=1024")
    of = net.layer == NEIGHBOURS
    first, people = net.regions["first"][net.region_of], net.regions["people"][net.region_of]
    cells = -(-people // 64)
    apart = np.abs((net.a - first[net.a]) // 64 - (net.b - first[net.b]) // 64)[of]
    around = cells[net.a[of]] - apart
    assert (np.minimum(apart, around) <= 1).all()


def may_work(net: Net, a: Any, b: Any) -> Any:
    """1 where two work, or are pupils born at most two years apart."""
    means, born = net.people["means"].astype(int), net.cold["birth_year"].astype(int)
    both_work = (means[a] & JOB_BITS != 0) & (means[b] & JOB_BITS != 0)
    return both_work | ((means[a] & means[b] & PUPIL != 0) & (np.abs(born[a] - born[b]) <= 2))


def test_work_and_class() -> None:
    net = settled(65_537)
    of = net.layer == WORKMATES
    a, b = net.a[of], net.b[of]
    assert may_work(net, a, b).all()
    at_school = net.people["means"][a] & net.people["means"][b] & PUPIL != 0
    years = np.abs(net.cold["birth_year"][a[at_school]].astype(int) - net.cold["birth_year"][b[at_school]])
    assert set(years.tolist()) == {0, 1, 2}
    assert (~at_school).any()


def test_unthinned_holds_every_structural_pair() -> None:
    """Each layer is exactly what its slots name, less the pairs of earlier layers and, at work, less the unlike."""
    net = interpreted(293, SMALL_REGIONS, *shape("unthinned"))
    by_layer = structural(net)
    met: set[tuple[int, int]] = set()
    for layer in range(5):
        expected = by_layer[layer] - met
        if layer == WORKMATES:
            expected = {pair for pair in expected if may_work(net, *pair)}
        assert net.pairs(layer) == expected
        assert expected
        met |= by_layer[layer]


def test_pairs_are_kept_with_their_chance() -> None:
    """Thinning keeps of the unthinned pairs, layer by layer, the number that s·s·h foretells, within 4 standard errors."""
    full, thin = settled(65_537, "society.network.thinning=false"), settled(65_537)
    own = {param.name: param.default for param in contacts.HOMOPHILY.params}
    s = own["least_sociable"] + (1 - own["least_sociable"]) * full.sociability / 127
    years = np.abs(full.cold["birth_year"][full.a].astype(int) - full.cold["birth_year"][full.b])
    social = s[full.a] * s[full.b]
    origin = origins(full)
    unlike = origin[full.a] != origin[full.b]
    likeness = np.where(unlike, own["schooling_differs"], 1) / (1 + (years / own["age_half_years"]) ** 4)
    across = (full.people["standing"][full.a] ^ full.people["standing"][full.b]) & GROUP_B != 0
    group = np.where(across, own["group_differs"], 1)
    chance = {NEIGHBOURS: social * group, WORKMATES: group, FRIENDS: social * likeness * group, DISTANT: social * likeness * group}
    assert thin.pairs(HOUSEHOLD) == full.pairs(HOUSEHOLD)
    for layer, each in chance.items():
        assert thin.pairs(layer) <= full.pairs(layer)
        of = full.layer == layer
        error = (each[of] * (1 - each[of])).sum() ** 0.5
        assert abs(len(thin.pairs(layer)) - each[of].sum()) < 4 * error, contacts.LAYERS[layer]


def test_likeness_can_be_absolute() -> None:
    net = settled(4_097, "society.homophily.group_differs=0", "society.homophily.schooling_differs=0")
    across = (net.people["standing"][net.a] ^ net.people["standing"][net.b]) & GROUP_B != 0
    assert not across.any()
    origin = origins(net)
    unlike = origin[net.a] != origin[net.b]
    assert not unlike[np.isin(net.layer, (FRIENDS, DISTANT))].any()
    assert unlike[net.layer == WORKMATES].any()


def test_likeness_reads_what_luck_gives_and_not_what_is_reached() -> None:
    """Of settled adults the two are one; a child has not reached it yet, and whatever is reached moves no friend."""
    net = settled(4_097)
    origin, adult = origins(net), net.age >= 18
    assert (origin[adult] == net.schooling[adult]).all()
    assert (origin[~adult] != net.schooling[~adult]).any()

    def exchange_schooling(people: Any, cold: Any) -> None:
        cold["school"] = 3 - cold["school"]

    other = tied_anew(4_097, exchange_schooling)
    assert (other.schooling == 3 - net.schooling).all()
    assert all(other.pairs(layer) == net.pairs(layer) for layer in range(5))


def test_who_comes_later_draws_every_pair_anew() -> None:
    """Others of the same age in a third of the places: the network is sound, and all their pairs but the household's are drawn again."""
    before = settled(4_097, SMALL_REGIONS)
    came = np.arange(before.n) % 3 == 0

    def exchange(people: Any, cold: Any) -> None:
        people["arrived"][came] += 5
        cold["birth_year"][came] += 5

    def exchange_all(people: Any, cold: Any) -> None:
        people["arrived"] += 5
        cold["birth_year"] += 5

    after, later = tied_anew(4_097, exchange, SMALL_REGIONS), tied_anew(4_097, exchange_all, SMALL_REGIONS)
    assert faults(after) == []
    assert after.pairs(HOUSEHOLD) == before.pairs(HOUSEHOLD)
    for layer in (NEIGHBOURS, WORKMATES, FRIENDS, DISTANT):
        sets = [net.pairs(layer) for net in (before, after, later)]
        # Who of a pair came: of none, the pair is the one before; of one, another; of both, a third.
        stayed, mixed, new = ([{(p, q) for p, q in pairs if int(came[p]) + int(came[q]) == ends} for pairs in sets] for ends in range(3))
        assert stayed[0] == stayed[1] != stayed[2], contacts.LAYERS[layer]
        assert mixed[0] != mixed[1] != mixed[2] != mixed[0], contacts.LAYERS[layer]
        assert new[0] != new[1] == new[2], contacts.LAYERS[layer]


def test_years_leave_the_network_sound() -> None:
    """Where people die, come, and begin and leave work and school, both ends still agree; and only who shares a place works together."""
    before, after = settled(4_097, SMALL_REGIONS), lived(4_097, SMALL_REGIONS, years=3)
    assert faults(after) == []
    assert after.pairs(HOUSEHOLD) == before.pairs(HOUSEHOLD)
    of = after.layer == WORKMATES
    assert may_work(after, after.a[of], after.b[of]).all()
    stayed = after.people["arrived"] == 0
    assert 0.85 < stayed.mean() < 0.97
    for layer in (NEIGHBOURS, FRIENDS, DISTANT):
        changed = before.pairs(layer) ^ after.pairs(layer)
        assert changed
        assert not any(stayed[p] and stayed[q] for p, q in changed), contacts.LAYERS[layer]


def test_tables_of_likeness() -> None:
    world = simulation(64).world
    half = int({p.name: p.default for p in contacts.HOMOPHILY.params}["age_half_years"])
    assert world["age_apart"][0, 0] == ONE
    assert world["age_apart"][0, half] == ONE // 2
    assert (np.diff(world["age_apart"][0]) <= 0).all()
    assert world["sociability"][0, 127] == ONE


@pytest.mark.parametrize(("n", "region_people"), [(130, 64), (200, 64), (20_000, 4_096), (65_537, 4_096), (65_537, 64)])
def test_distant_ties_join_every_region(n: int, region_people: int) -> None:
    """Between regions there are distant ties and no others, and they reach every region from every other."""
    net = settled(n, f"society.region_people={region_people}")
    a, b = net.region_of[net.a], net.region_of[net.b]
    assert ((a != b) == (net.layer == DISTANT)).all()
    count = len(net.regions)
    assert count >= 2
    between = np.zeros((count, count), bool)
    between[a[a != b], b[a != b]] = True
    assert connected_components(between, directed=False)[0] == 1
    assert (between | between.T).sum(axis=1).max() <= 2 * contacts.CIRCLES


def test_regions_are_not_in_one_circle() -> None:
    """Any region is few steps from any other: 1,024 in a single circle would be 256 apart on average."""
    net = settled(65_537, SMALL_REGIONS)
    a, b = net.region_of[net.a], net.region_of[net.b]
    count = len(net.regions)
    near, seen = {0}, {0}
    partners: dict[int, set[int]] = {r: set() for r in range(count)}
    for one, other in set(zip(a[a != b].tolist(), b[a != b].tolist(), strict=True)):
        partners[one].add(other)
        partners[other].add(one)
    steps = 0
    while len(seen) < count:
        near = {other for one in near for other in partners[one]} - seen
        assert near
        seen |= near
        steps += 1
    assert steps <= 8


def test_without_distant_friends_regions_are_apart() -> None:
    net = interpreted(293, SMALL_REGIONS, "society.network.distant=0")
    assert len(net.regions) >= 4
    assert (net.region_of[net.a] == net.region_of[net.b]).all()
    assert faults(net, compiled=False) == []


def test_one_region_has_no_distant_friends() -> None:
    net = settled(4_097)
    assert len(net.regions) == 1
    assert not (net.layer == DISTANT).any()


def test_shipped_society_takes_the_defaults() -> None:
    """What was measured and written down is what `none`, and so every shipped scenario, runs."""
    shipped = load("none", registry()).society.homophily
    assert {param.name: getattr(shipped, param.name) for param in contacts.HOMOPHILY.params} == {
        param.name: param.default for param in contacts.HOMOPHILY.params
    }
