"""The page *demography*: who is gone, and who takes the place."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import ADULT, FEMALE, GROUP_B, URBAN, Now
from reference.numbers import CERTAIN, Ints, Mask

TABLES = ("death_cut", "leave_cut", "age_target", "group_lower", "boy_cut")
"""The preset's tables that this page names; taken as given."""
OLDEST = 104
CHILDREN = 8
"""Classes below this are of children."""
MOST_MEMBERS = 6
DIED, MOVED = 1, 2
BORN, CAME = 1, 2


def constants(scenario: Any) -> SimpleNamespace:
    """Whether years pass at all."""
    return SimpleNamespace(active=scenario.society.aging.active)


def of_policy(_: Any) -> SimpleNamespace:
    """Who lives is the same under every policy."""
    return SimpleNamespace()


def turn_the_year(now: Now) -> SimpleNamespace:
    """First pass: who is gone, what takes the place, and what the regions lack.

    gone: 1 died, 2 moved away; came: 1 a newborn, 2 a newcomer; woman, age: of who takes the place
    """
    now.books["year"][:] += 1
    fate = _fates(now)
    gone = fate > 0
    members = list(others_of_the_household(now))
    mother = now.nobody
    for there, other in members:
        mother = mother | (there & ((now.woman == 1) & (now.age >= 20) & (now.age <= 44) & ~gone)[other])
    born = now.took("demography: born", gone & mother)
    girl = now.draw("BIRTH_SEX", born, day=now.books.at_home("year")) >= now.tables.boy_cut
    _take_the_census(now, gone, born, girl)
    oldest = np.full(len(now.id), -1)
    for there, other in members:
        oldest = np.where(there & ~gone[other], np.maximum(oldest, now.age[other]), oldest)
    comes = now.took("demography: a newcomer", gone & ~mother)
    group, woman = _newcomers(now, comes, oldest)
    return SimpleNamespace(
        gone=fate,
        came=np.where(born, BORN, np.where(comes, CAME, 0)),
        woman=np.where(born, girl, woman),
        age=np.where(born, 0, now.tables.group_lower[group]),
    )


def _fates(now: Now) -> Ints:
    """1 for who dies, 2 for who moves away, 0 for who stays."""
    age = np.minimum(OLDEST, now.age - 1)
    u = now.draw("FATE", ~now.nobody)
    dies = now.took("demography: dies", u < now.tables.death_cut[now.woman, age])
    moves = now.took("demography: moves away", ~dies & (u < now.tables.leave_cut[now.woman, age]))
    return np.where(dies, DIED, np.where(moves, MOVED, 0))


def others_of_the_household(now: Now) -> Any:
    """Of everybody, one other member after the other: whether there is one, and who."""
    place, size = now.person.household // 8, now.person.household % 8
    for k in range(1, MOST_MEMBERS):
        there = k < size
        yield there, np.where(there, now.id - place + (place + k) % np.maximum(size, 1), now.id)


def age_group(now: Now, age: Ints) -> Ints:
    """The last group whose lowest age is no higher."""
    group: Ints = np.searchsorted(now.tables.group_lower, age, side="right") - 1
    return group


def _take_the_census(now: Now, gone: Mask, born: Mask, girl: Mask) -> None:
    now.books["census"][:] = 0
    now.books.add_at("census", ~gone, 2 * age_group(now, now.age) + now.woman)
    now.books.add_at("census", born, girl.astype(np.int64))


def _newcomers(now: Now, who: Mask, oldest: Ints) -> tuple[Ints, Ints]:
    """Age group and sex of whoever comes from elsewhere."""
    target = now.tables.age_target.T.reshape(-1)
    wanted = target * now.books["residents"][:, None]
    lack = np.maximum(0, wanted - now.books["census"] * CERTAIN) >> 17
    lack[:, :CHILDREN] *= 2
    with_children = oldest >= 18
    first = _pick(now, who, lack, target, np.where(with_children, 0, CHILDREN), 0)
    age = now.tables.group_lower[first >> 1]
    too_young = now.took("demography: too young a parent", who & (age < 18) & (age + 18 > oldest))
    found = np.where(too_young, _pick(now, too_young, lack, target, np.full(len(who), CHILDREN), 1), first)
    now.took("demography: a child from elsewhere", who & (found < CHILDREN))
    return found >> 1, found & 1


def _pick(now: Now, who: Mask, lack: Ints, target: Ints, lowest: Ints, sub: int) -> Ints:
    word = np.where(who, now.draw("NEWCOMER", who, sub, day=now.books.at_home("year")), 0)
    asked = np.arange(len(target)) >= lowest[:, None]
    weights = np.where(asked, lack[now.books.region], 0)
    none = who & (weights.sum(axis=1) == 0)
    weights[none] = np.where(asked, target >> 17, 0)[none]
    up_to = weights.cumsum(axis=1)
    at = (word * up_to[:, -1]) >> 32
    below = asked & (at[:, None] < up_to)
    return np.where(below.any(axis=1), below.argmax(axis=1), len(target) - 1)


def come_of_age(now: Now, stays: Mask) -> None:
    """Who stays and is 18 now."""
    grown = now.took("demography: comes of age", stays & ~now.adult & (now.age >= 18))
    now.person.standing[grown] |= ADULT
    now.today.of_age[grown] = 1


def clear_the_record(now: Now, who: Mask, woman: Ints) -> None:
    """Another person takes the place: nothing is left but the place itself."""
    person = now.person
    kept = person.standing & (GROUP_B | URBAN)
    for name, field in vars(person).items():
        if name != "household":
            field[who] = 0
    person.arrived[who] = now.books.at_home("year")[who]
    person.standing[who] = (kept | FEMALE * woman)[who]


def count(now: Now, change: SimpleNamespace) -> None:
    """What the pass counts."""
    for name, of, which in (("deaths", change.gone, DIED), ("departures", change.gone, MOVED)):
        now.counts.add(name, of == which)
    for name, of, which in (("births", change.came, BORN), ("arrivals", change.came, CAME)):
        now.counts.add(name, of == which)
