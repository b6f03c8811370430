"""Settled networks for tests, and what is measured on them.

Run as a script (`python tests/society/network_tools.py`), it prints the table of `docs/contact-networks-measured.md`; with a
number of years, what is left of it after so many.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, shortest_path

from lab import interpret, traits_of
from sincerity.compute import launch
from sincerity.engine.compose import registry
from sincerity.engine.simulation import Simulation
from sincerity.scenario.load import load
from sincerity.society import contacts, livelihood, traits
from sincerity.types import ADULT, FEMALE, PUPIL, SCHOOLING_BITS

HOUSEHOLD, NEIGHBOURS, WORKMATES, FRIENDS, DISTANT = range(5)


class Net(NamedTuple):
    """A settled society and its exported network; pairs as parallel arrays."""

    n: int
    plan: tuple[tuple[int, int, int], ...]
    people: Any
    cold: Any
    regions: Any
    rings: Any
    world: Any
    tables: Any
    year: int
    a: Any
    b: Any
    layer: Any
    slot_a: Any
    slot_b: Any

    @property
    def region_of(self) -> Any:
        """Region of every person."""
        return np.repeat(np.arange(len(self.regions)), self.regions["people"])

    @property
    def age(self) -> Any:
        """Whole years."""
        return self.year - self.cold["birth_year"].astype(np.int64)

    @property
    def schooling(self) -> Any:
        """What everybody has reached or attends, 0…3."""
        return (self.cold["school"] & SCHOOLING_BITS).astype(np.int64)

    @property
    def sociability(self) -> Any:
        """The trait, 0…127."""
        return traits_of(self.people, self.world)[:, traits.SOCIABILITY]

    def matrix(self) -> csr_matrix:
        """The symmetric adjacency matrix."""
        ends = np.concatenate([self.a, self.b]), np.concatenate([self.b, self.a])
        return coo_matrix((np.ones(2 * len(self.a), np.int32), ends), (self.n, self.n)).tocsr()

    def pairs(self, layer: int) -> set[tuple[int, int]]:
        """The (a, b) of a layer."""
        here = self.layer == layer
        return set(zip(self.a[here].tolist(), self.b[here].tolist(), strict=True))


def simulation(n: int, *settings: str, seed: int = 1, threads: int = 2) -> Simulation:
    """A society not yet settled, with the homophily defaults of `contacts` and any `key=value` laid over `none`."""
    own = [f"society.homophily.{param.name}={param.default}" for param in contacts.HOMOPHILY.params]
    return Simulation(load("none", registry(), overrides=[f"society.people={n}", *own, *settings]), seed=seed, threads=threads)


@cache
def settled(n: int, *settings: str, seed: int = 1, threads: int = 2) -> Net:
    """The network of a society settled by the compiled engine."""
    sim = simulation(n, *settings, seed=seed, threads=threads)
    try:
        sim.settle()
        return exported(sim)
    finally:
        sim.close()


def tied_anew(n: int, change: Callable[[Any, Any], None], *settings: str) -> Net:
    """The network after `change` was made to the settled `people` and `cold`."""
    sim = simulation(n, *settings, threads=1)
    sim.settle()
    change(sim.people, sim.cold)
    for r in range(len(sim.layout)):
        sim.compiled.passes["ties_range"](r, sim.people, sim.cold, sim.regions, sim.rings, sim.world, sim.tables)
    return exported(sim)


def lived(n: int, *settings: str, years: int) -> Net:
    """The network after years of deaths, births, jobs begun and lost, on the morning of a 2 January."""
    sim = simulation(n, f"days={366 * years}", *settings, threads=1)
    sim.settle()
    while sim.year < years:
        if sim.block_is_full:
            sim.take_block()
        sim.step()
    return exported(sim)


def exported(sim: Simulation) -> Net:
    """A simulation's people and the pairs of its network."""
    blocks = list(sim.edges())
    columns = [np.concatenate([block[name] for block in blocks]) for name in ("a", "b", "layer", "slot_a", "slot_b")]
    return Net(sim.n_people, sim.plan, sim.people, sim.cold, sim.regions, sim.rings, sim.world, sim.tables, sim.year, *columns)


@cache
def interpreted(n: int, *settings: str, seed: int = 1) -> Net:
    """The same network by the plain Python functions: for shapes that are not worth a compiler's time. Keep `n` small."""
    sim = simulation(n, *settings, seed=seed, threads=1)
    interpret(sim)
    sim.settle()
    net = exported(sim)
    return net._replace(**{name: getattr(net, name).view(np.recarray) for name in ("people", "cold", "regions", "world", "tables")})


def list_origins(key: Any, tables: Any, people: Any, cold: Any, out: Any) -> None:
    """The schooling that luck alone gives, of everybody. Plain or compiled."""
    for p in range(len(people)):
        out[p] = livelihood.origin_of(p, people[p], cold[p], int(key[0]), int(key[1]), tables[0])


@cache
def _compiled_list_origins() -> Any:
    return launch.compile_range(list_origins, cache=False)


def origins(net: Net) -> Any:
    """The schooling that luck alone gives, of everybody: what likeness reads."""
    found = np.zeros(net.n, np.int64)
    key = np.array([net.world["born0"][0], net.world["born1"][0]])
    _compiled_list_origins()(key, *(array.view(np.ndarray) for array in (net.tables, net.people, net.cold)), found)
    return found


def look_up(who: Any, slots: Any, region_of: Any, people: Any, regions: Any, rings: Any, worlds: Any, found: Any, back: Any) -> None:
    """Contact and back slot of each (person, slot), into `found` and `back`. Plain or compiled."""
    for i in range(len(who)):
        p = int(who[i])
        slot = int(slots[i])
        region = regions[int(region_of[p])]
        household = int(people[p].household)
        found[i] = contacts.contact_of(p, slot, household, region, rings, worlds[0])
        back[i] = contacts.back_slot(slot, household, region, worlds[0])


@cache
def _compiled_look_up() -> Any:
    return launch.compile_range(look_up, cache=False)


def named(net: Net, who: Any, slots: Any, *, compiled: bool = True) -> tuple[Any, Any]:
    """The contact that each person's slot names and the slot it has for that person, from the functions that days call."""
    found, back = np.zeros(len(who), np.int64), np.zeros(len(who), np.int64)
    run = _compiled_look_up() if compiled else look_up
    run(who, slots, net.region_of, net.people, net.regions, net.rings, net.world, found, back)
    return found, back


def faults(net: Net, *, compiled: bool = True) -> list[str]:
    """Everything that is wrong with an exported network, in words; nothing where it is sound."""
    wrong = []
    if not (net.a < net.b).all():
        wrong.append("a pair is not in order, or someone is his own contact")
    if len(net.a) and not (net.a.min() >= 0 and net.b.max() < net.n):
        wrong.append("a contact is nobody")
    if len(np.unique(net.a * net.n + net.b)) != len(net.a):
        wrong.append("a pair is listed twice")
    marked = net.people["ties"] != 0
    ends = np.concatenate([net.a, net.b]), np.concatenate([net.slot_a, net.slot_b])
    if not marked[ends].all():
        wrong.append("an end has no tie in the slot of its pair")
    if len(np.unique(ends[0] * 64 + ends[1])) != len(ends[0]):
        wrong.append("a slot holds two pairs")
    if marked.sum() != 2 * len(net.a):
        wrong.append(f"{marked.sum()} ties marked, {2 * len(net.a)} ends of pairs")
    layers = np.array([layer for layer, _, _ in net.plan], np.int64)
    if len(net.a) and not ((layers[net.slot_a] == net.layer).all() and (layers[net.slot_b] == net.layer).all()):
        wrong.append("a slot is of another layer than its pair")
    for one, other, slot, its in ((net.a, net.b, net.slot_a, net.slot_b), (net.b, net.a, net.slot_b, net.slot_a)):
        found, back = named(net, one, slot, compiled=compiled)
        if not (found == other).all():
            wrong.append("a slot names someone else than the pair does")
        if not (back == its).all():
            wrong.append("the contact's slot is not the one that its end says")
    return wrong


def clustering(net: Net) -> tuple[Any, float]:
    """Local clustering of everybody (0 below two contacts, as networkx has it), and transitivity."""
    matrix = net.matrix()
    triangles = np.asarray(matrix.multiply(matrix @ matrix).sum(axis=1)).ravel()
    degree = degrees(net)
    open_pairs = degree * (degree - 1)
    return triangles / np.maximum(open_pairs, 1), float(triangles.sum() / max(1, open_pairs.sum()))


def degrees(net: Net) -> Any:
    """Contacts of everybody."""
    return np.bincount(np.concatenate([net.a, net.b]), minlength=net.n)


def largest(net: Net) -> Any:
    """The people of the largest component."""
    _, label = connected_components(net.matrix(), directed=False)
    return np.flatnonzero(label == np.bincount(label).argmax())


def mean_path(net: Net, sources: int = 12) -> float:
    """Mean shortest path in the largest component, from evenly spaced sources."""
    inside = largest(net)
    start = inside[np.linspace(0, len(inside) - 1, min(sources, len(inside))).astype(int)]
    steps = shortest_path(net.matrix(), unweighted=True, indices=start)
    return float(steps[np.isfinite(steps) & (steps > 0)].mean())


def path_ratio(net: Net) -> float:
    """Mean path over ln N / ln k, that of a random graph of this size and mean degree."""
    return mean_path(net) * math.log(degrees(net).mean()) / math.log(net.n)


def correlation(x: Any, net: Net, of: Any) -> float:
    """Correlation of `x` over the ends of the pairs `of`, each taken both ways."""
    a, b = x[net.a[of]], x[net.b[of]]
    return float(np.corrcoef(np.concatenate([a, b]), np.concatenate([b, a]))[0, 1])


def assortativity(kind: Any, net: Net, of: Any) -> tuple[float, float]:
    """Nominal assortativity (Newman 2003) of `kind` over the pairs `of`, and the share of like pairs."""
    table = np.zeros((kind.max() + 1,) * 2)
    np.add.at(table, (kind[net.a[of]], kind[net.b[of]]), 1)
    table = (table + table.T) / (2 * table.sum())
    like, by_chance = float(np.trace(table)), float((table.sum(axis=0) ** 2).sum())
    return (like - by_chance) / (1 - by_chance), like


def measure(net: Net) -> dict[str, float]:
    """The statistics that published ranges are about."""
    degree, age = degrees(net), net.age
    local, transitivity = clustering(net)
    everyone = np.ones(len(net.a), np.bool_)
    outside = net.layer != HOUSEHOLD
    adult = net.people["standing"] & ADULT != 0
    adults = adult[net.a] & adult[net.b]
    schooling, like_schooling = assortativity(net.schooling, net, adults)
    sex, like_sex = assortativity((net.people["standing"] & FEMALE != 0).astype(int), net, outside)
    apart = np.abs(age[net.a] - age[net.b])
    stranger = np.random.default_rng(0).permutation(net.n)
    found = {
        "mean degree": degree.mean(),
        "degree, coefficient of variation": degree.std() / degree.mean(),
        "clustering, mean local": local.mean(),
        "transitivity": transitivity,
        "age correlation, all ties": correlation(age, net, everyone),
        "age correlation, household": correlation(age, net, ~outside),
        "age correlation, outside": correlation(age, net, outside),
        "within 5 years, outside": (apart[outside] <= 5).mean(),
        "within 5 years, by chance": (np.abs(age - age[stranger]) <= 5).mean(),
        "schooling assortativity, adults": schooling,
        "same schooling, adults": like_schooling,
        "sex assortativity, outside": sex,
        "same sex, outside": like_sex,
        "isolates": (degree == 0).mean(),
        "largest component": len(largest(net)) / net.n,
        "mean path": mean_path(net),
        "path ratio": path_ratio(net),
    }
    for layer, name in enumerate(contacts.LAYERS):
        found[f"degree, {name}"] = 2 * (net.layer == layer).sum() / net.n
    pupil = net.people["means"] & PUPIL != 0
    class_tie = (net.layer == WORKMATES) & pupil[net.a] & pupil[net.b]
    found["classmates of a pupil"] = 2 * class_tie.sum() / max(1, pupil.sum())
    return {name: float(value) for name, value in found.items()}


def main(years: int = 0) -> None:
    """Print the table of the measured network; with `years`, of one size as settled and then."""
    if years:
        nets = {"as settled": settled(65_537), f"{years} years later": lived(65_537, years=years)}
    else:
        nets = {f"{n:,}": settled(n) for n in (1_000, 10_000, 100_000, 1_000_000)}
    rows = [measure(net) | (origin_likeness(net) if years else {}) for net in nets.values()]
    print("| | " + " | ".join(nets) + " |")
    print("|---|" + "---:|" * len(nets))
    for name in rows[0]:
        print(f"| {name} | " + " | ".join(f"{row[name]:.3f}" for row in rows) + " |")


def origin_likeness(net: Net) -> dict[str, float]:
    """Assortativity of adults by the schooling that luck alone gives, outside the household."""
    adult = net.people["standing"] & ADULT != 0
    return {
        "origin assortativity, adults outside": assortativity(origins(net), net, adult[net.a] & adult[net.b] & (net.layer != HOUSEHOLD))[0]
    }


def structural(net: Net) -> dict[int, set[tuple[int, int]]]:
    """Per layer, every pair that two slots name, whoever the two are."""
    slots = np.arange(len(net.plan))
    found: dict[int, set[tuple[int, int]]] = {layer: set() for layer in range(5)}
    who, which = (np.array(x, np.int64) for x in zip(*itertools.product(range(net.n), slots.tolist()), strict=True))
    contact, _ = named(net, who, which, compiled=False)
    for p, slot, q in zip(who.tolist(), which.tolist(), contact.tolist(), strict=True):
        if p != q:
            found[net.plan[slot][0]].add((min(p, q), max(p, q)))
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
