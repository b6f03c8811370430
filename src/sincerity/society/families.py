"""Household types: who lives together, fitted so that both households and persons meet the census.

A type lists its members by five-year age group and sex: the core (one adult, a couple, or flatmates) first, then elders,
then children from the eldest. Every plausible combination is written down with a seed weight; `fit_types` then scales the
weights (`ipf.rake`) until household sizes, generations in a household, and age × sex of all persons agree with the census.
A child's group lies at least 20 years below the group of its younger parent, an elder's as much above.

Not modelled: households of more than six (they count as six), collective households (dormitories, barracks: their people
live in family households here), servants, kin beyond the direct line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sincerity.society.ipf import Floats, Margin, rake

GROUP_LOWER = (0, 5, 10, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85)
"""Lowest age of each age group: five years each, but 15-19 is split at 18 and the last is open."""
N_GROUPS = len(GROUP_LOWER)
FIRST_ADULT_GROUP = 4
"""The group 18-19."""
OLDEST = 85

# Seeds, all assumed: the fit moves them to the census totals, they only shape what the totals leave open.
_BOY, _GIRL = 0.53, 0.47
_GAP = {20: 0.28, 25: 0.42, 30: 0.21, 35: 0.09}  # parent's group above the child's, years
_HUSBAND = {-5: 0.10, 0: 0.55, 5: 0.29, 10: 0.06}  # husband's group above the wife's, years
_HUSBAND_2 = {0: 0.66, 5: 0.34}  # the same, coarser, in large households
_SIBLING = {0: 0.30, 5: 0.50, 10: 0.20}
_MARRIED = {20: 0.2, 25: 0.65, 30: 0.88, 60: 0.86, 65: 0.8, 70: 0.7, 75: 0.55, 80: 0.38, 85: 0.18}
_AT_HOME = {0: 1.0, 18: 0.9, 20: 0.6, 25: 0.45, 30: 0.3, 35: 0.2, 40: 0.12, 45: 0.08, 50: 0.05}
_CLASS = {  # share of all households
    "single": 0.254, "couple": 0.205, "parent child": 0.055, "grandparent grandchild": 0.006, "flatmates": 0.03,
    "couple child": 0.15, "couple elder": 0.02, "parent two children": 0.012, "parent elder child": 0.015,
    "grandparents grandchild": 0.01, "couple two children": 0.07, "couple elder child": 0.035, "couple elders": 0.01,
    "grandparents two grandchildren": 0.006, "couple elders child": 0.035, "couple elder two children": 0.018,
    "couple three children": 0.008, "couple elders two children": 0.03, "couple elder three children": 0.006,
    "four generations": 0.005,
}  # fmt: skip


class Kind(NamedTuple):
    """One household type: class, generations 1…4, how many members are core, members as 2·group + (1 if female), seed weight."""

    label: str
    generations: int
    core: int
    members: tuple[int, ...]
    weight: float


def _group(lower: int) -> int:
    return GROUP_LOWER.index(lower)


def _step(table: dict[int, float], age: int) -> float:
    return table[max(a for a in table if a <= age)]


def _groups(lower: int) -> list[tuple[int, float]]:
    """The age groups, with weights, of the five years from `lower`; none below birth."""
    if lower == 15:
        return [(3, 0.6), (4, 0.4)]
    return [(_group(lower), 1.0)] if lower >= 0 else []


def _children(parent: int, gaps: dict[int, float]) -> Iterator[tuple[int, int, float]]:
    """(lower age of the five-year group, group, weight) of a child whose younger parent's group begins at `parent`."""
    for gap, w in gaps.items():
        lower = parent - gap
        for group, share in _groups(lower):
            if parent - GROUP_LOWER[group] >= 20:
                yield lower, group, w * share * _step(_AT_HOME, GROUP_LOWER[group])


def _sexes(group: int) -> list[tuple[int, float]]:
    return [(2 * group, _BOY), (2 * group + 1, _GIRL)]


def _couples(husband: dict[int, float], first: int, last: int) -> Iterator[tuple[tuple[int, int], int, float]]:
    """((husband, wife), younger one's lower age, weight) for wives of the groups beginning at first…last."""
    for wife in range(first, last + 1, 5):
        for above, w in husband.items():
            if 20 <= wife + above <= OLDEST:
                yield (2 * _group(wife + above), 2 * _group(wife) + 1), min(wife, wife + above), w * _step(_MARRIED, wife)


def _elders(core: int, husband: dict[int, float]) -> Iterator[tuple[tuple[int, ...], float]]:
    """A parent couple of someone whose group begins at `core`."""
    for gap, w in _GAP.items():
        for above, v in husband.items():
            if max(gap, gap + above) <= OLDEST - core and min(gap, gap + above) >= 20:
                yield (2 * _group(core + gap + above), 2 * _group(core + gap) + 1), w * v * _step(_MARRIED, core + gap)


def _elder(core: int) -> Iterator[tuple[tuple[int, ...], float]]:
    """One parent, oftener the mother: she outlives him."""
    for gap, w in _GAP.items():
        if core + gap <= OLDEST:
            yield (2 * _group(core + gap),), 0.3 * w
            yield (2 * _group(core + gap) + 1,), 0.7 * w


def _broods(parent: int, n: int, gaps: dict[int, float]) -> Iterator[tuple[tuple[int, ...], float]]:
    """So many children, eldest first; in threes, only the number of girls counts, and births come five years apart at most."""
    for lower, group, w in _children(parent, gaps):
        if n == 1:
            for code, s in _sexes(group):
                yield (code,), w * s
        elif n == 2:
            for apart, v in _SIBLING.items():
                for group_2, u in _groups(lower - apart):
                    if group_2 <= group:
                        for a, s in _sexes(group):
                            for b, r in _sexes(group_2):
                                yield (a, b), w * v * u * s * r * _step(_AT_HOME, GROUP_LOWER[group_2])
        elif lower in (5, 10):
            for girls, s in enumerate((0.15, 0.40, 0.34, 0.11)):
                sex = [1] * girls + [0] * (3 - girls)
                yield (2 * group + sex[0], 2 * _group(lower - 5) + sex[1], 2 * _group(lower - 5) + sex[2]), w * s


def _small(group_share: Sequence[Sequence[float]]) -> Iterator[Kind]:
    """One to three persons, and grandparents with grandchildren."""
    far = {45: 0.3, 50: 0.4, 55: 0.2, 60: 0.1}
    for g in range(FIRST_ADULT_GROUP, N_GROUPS):
        for sex in (0, 1):
            yield Kind("single", 1, 1, (2 * g + sex,), group_share[sex][g])
    for pair, young, w in _couples(_HUSBAND, 20, OLDEST):
        yield Kind("couple", 1, 2, pair, w)
        for brood, v in _broods(young, 1, _GAP):
            yield Kind("couple child", 2, 2, pair + brood, w * v)
        for elder, v in _elder(young):
            yield Kind("couple elder", 2, 2, pair + elder, w * v * 0.5)
    for parent in range(20, OLDEST + 1, 5):
        for sex, w in ((0, 0.3), (1, 0.7)):
            head = (2 * _group(parent) + sex,)
            for brood, v in _broods(parent, 1, {**_GAP, 40: 0.03}):
                yield Kind("parent child", 2, 1, head + brood, w * v)
            for brood, v in _broods(parent, 2, _GAP):
                yield Kind("parent two children", 2, 1, head + brood, w * v)
            for brood, v in _broods(parent, 1, _GAP):
                for elder, u in _elder(parent):
                    if brood[0] // 2 < FIRST_ADULT_GROUP:
                        yield Kind("parent elder child", 3, 1, head + elder + brood, w * v * u)
            for brood, v in _broods(parent, 1, far):
                if brood[0] // 2 < FIRST_ADULT_GROUP:
                    yield Kind("grandparent grandchild", 2, 1, head + brood, w * v)
    for pair, young, w in _couples(_HUSBAND_2, 45, 75):
        for n, label in ((1, "grandparents grandchild"), (2, "grandparents two grandchildren")):
            for brood, v in _broods(young, n, far):
                if brood[0] // 2 < FIRST_ADULT_GROUP:
                    yield Kind(label, 2, 2, pair + brood, w * v)
    for g in range(FIRST_ADULT_GROUP, _group(35)):
        for h in (g, g + 1):
            for a, b, w in ((0, 0, 0.45), (1, 1, 0.35), (0, 1, 0.2)):
                yield Kind("flatmates", 1, 2, (2 * g + a, 2 * h + b), w)
        for n_women in range(4):
            yield Kind("flatmates", 1, 3, tuple(2 * g + (k < n_women) for k in range(3)), 0.1)


def _large() -> Iterator[Kind]:
    """Four to six persons around a couple."""
    for pair, young, w in _couples(_HUSBAND, 20, 60):
        for brood, v in _broods(young, 2, _GAP):
            yield Kind("couple two children", 2, 2, pair + brood, w * v)
        for brood, v in _broods(young, 1, _GAP):
            for elder, u in _elder(young):
                yield Kind("couple elder child", 3, 2, pair + elder + brood, w * u * v)
        for both, u in _elders(young, _HUSBAND):
            yield Kind("couple elders", 2, 2, pair + both, w * u)
    near = {20: 0.3, 25: 0.45, 30: 0.25}
    for pair, young, w in _couples(_HUSBAND_2, 20, 55):
        for brood, v in _broods(young, 1, _GAP):
            for both, u in _elders(young, _HUSBAND_2):
                yield Kind("couple elders child", 3, 2, pair + both + brood, w * u * v)
                for old, t in _elder(young + 25):
                    if brood[0] // 2 < FIRST_ADULT_GROUP:
                        yield Kind("four generations", 4, 2, pair + both + old + brood, w * u * v * t)
        for brood, v in _broods(young, 2, near):
            for elder, u in _elder(young):
                yield Kind("couple elder two children", 3, 2, pair + elder + brood, w * u * v)
            for both, u in _elders(young, _HUSBAND_2):
                yield Kind("couple elders two children", 3, 2, pair + both + brood, w * u * v)
        for brood, v in _broods(young, 3, near):
            yield Kind("couple three children", 2, 2, pair + brood, w * v)
            for elder, u in _elder(young):
                yield Kind("couple elder three children", 3, 2, pair + elder + brood, w * u * v)


def fit_types(age_sex: Floats, household_sizes: Floats, generations: Floats) -> list[Kind]:
    """All types with weights that sum to 1, in order of size.

    Parameters
    ----------
    age_sex: shares of all persons, sex (men, women) × group
    household_sizes: shares of households with 1…6 persons
    generations: shares of households with 1, 2, 3 or more generations

    Raises
    ------
    SocietyError
        Where no mixture of types meets the three margins.
    """
    kinds = sorted([*_small(age_sex.tolist()), *_large()], key=lambda k: len(k.members))
    of_class: dict[str, float] = {}
    for kind in kinds:
        of_class[kind.label] = of_class.get(kind.label, 0.0) + kind.weight
    seed = np.array([k.weight * _CLASS[k.label] / of_class[k.label] for k in kinds])
    size = np.array([len(k.members) for k in kinds])
    depth = np.array([min(k.generations, 3) for k in kinds])
    margins = [Margin(f"households of {n}", np.flatnonzero(size == n), float(household_sizes[n - 1])) for n in range(1, 7)]
    margins += [Margin(f"households of {n} generations", np.flatnonzero(depth == n), float(generations[n - 1])) for n in (1, 2, 3)]
    per_household = sum(n * float(household_sizes[n - 1]) for n in range(1, 7))
    codes = np.full((len(kinds), 6), -1)
    for i, kind in enumerate(kinds):
        codes[i, : len(kind.members)] = kind.members
    for code in range(2 * N_GROUPS):
        times = (codes == code).sum(axis=1)
        cells = np.flatnonzero(times)
        target = per_household * float(age_sex[code & 1, code >> 1])
        name = f"age_sex {('men', 'women')[code & 1]} from {GROUP_LOWER[code >> 1]}"
        margins.append(Margin(name, cells, target, times[cells].astype(np.float64)))
    fitted = rake(seed, margins, tolerance=1e-6)
    return [kind._replace(weight=float(w)) for kind, w in zip(kinds, fitted, strict=True)]
