"""Goodness of fit: a settled society held against the marginals it was drawn from.

The standard error of each share is estimated from the cells (64 neighbours) as clusters, so that it includes what people
of one household, and of one urban or rural cell, have in common; it is at least that of independent people.

`python -m sincerity.society.fit --people 200000 --seed 1` prints the table that `docs/society.md` shows.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sincerity import draw
from sincerity.compute import fixed, launch
from sincerity.society import households, livelihood, traits
from sincerity.society import people as settling
from sincerity.society.economy_tables import BAND_LOWER, INCOME_CLASSES, LAST_ENROLMENT_AGE, SCHOOLING, WHERE, WHO
from sincerity.society.families import GROUP_LOWER
from sincerity.society.marginals import load_marginals, load_preset, target_marginals
from sincerity.types import (
    ADULT,
    CELL_PEOPLE,
    FEMALE,
    GROUP_B,
    HAS_LOAN,
    JOB_BITS,
    MAX_HOUSEHOLD,
    PUPIL,
    SCHOOLING_BITS,
    URBAN,
    WELL_PAID,
    Array,
)

Mask = NDArray[np.bool_]
PEOPLE = np.dtype([(name, "i1") for name in ("household", "arrived", "standing", "means", "income_band")])
COLD = np.dtype([("savings", "i4"), ("loan_left", "i2"), ("instalment", "i2"), ("birth_year", "i1"), ("school", "i1")])
"""What settling writes, with the types that the records of a run have."""
PASSES = ("settle_cells", "list_incomes", "list_traits")


class Society(NamedTuple):
    """A settled society.

    people, cold: its records
    incomes: tens of CNY a month, by person
    born: traits by person and trait, 0…127, in the order of `traits.NAMES`
    """

    people: Array
    cold: Array
    incomes: Array
    born: Array

    @property
    def age(self) -> Array:
        """Whole years."""
        return np.asarray(-self.cold["birth_year"].astype(np.int64))

    @property
    def owed(self) -> Array:
        """CNY of the instalments left."""
        return np.asarray(10 * self.cold["loan_left"].astype(np.int64) * self.cold["instalment"])


class FitRow(NamedTuple):
    """One level of one marginal: shares of its base, how many the base holds, the standard error of the difference."""

    marginal: str
    level: str
    target: float
    found: float
    difference: float
    base: int
    error: float


def goodness_of_fit(society: Society, preset: str, group_b_share: float) -> list[FitRow]:
    """Every marginal of a preset against a settled society."""
    tables = load_marginals(preset, group_b_share)[0]
    targets = target_marginals(preset, group_b_share)
    cell = np.arange(len(society.people)) // CELL_PEOPLE
    rows = []
    for marginal, level, base, hit in _levels(society, tables):
        n = int(base.sum())
        if n == 0:
            continue
        target = targets[marginal][level]
        found = float((hit & base).sum() / n)
        per_cell = np.bincount(cell, weights=base), np.bincount(cell, weights=hit & base)
        clustered = math.sqrt(float(((per_cell[1] - found * per_cell[0]) ** 2).sum())) / n
        error = max(clustered, math.sqrt(target * (1.0 - target) / n))
        rows.append(FitRow(marginal, level, target, found, found - target, n, error))
    return rows


def _levels(society: Society, tables: np.void) -> Iterator[tuple[str, str, Mask, Mask]]:
    """(marginal, level, who is its base, who of them is counted)."""
    people, age = society.people, society.age
    standing, means = people["standing"], people["means"]
    everyone = np.ones(len(people), dtype=np.bool_)
    woman, urban, adult = ((standing & bit) != 0 for bit in (FEMALE, URBAN, ADULT))
    group = np.searchsorted(np.array(GROUP_LOWER), age, side="right") - 1
    for sex, who in enumerate(WHO):
        for g, lower in enumerate(GROUP_LOWER):
            yield "age_sex", f"{who} {lower}+", everyone, (woman == sex) & (group == g)
    head = people["household"] >> 3 == 0
    for size in range(1, MAX_HOUSEHOLD + 1):
        yield "household_size", str(size), head, (people["household"] & 7) == size
    first = np.arange(len(people)) % CELL_PEOPLE == 0
    yield "urban", "cells", first, urban
    yield "group_b", "households", head, (standing & GROUP_B) != 0
    band = group - (len(GROUP_LOWER) - len(BAND_LOWER))
    schooling, job = society.cold["school"] & SCHOOLING_BITS, means & JOB_BITS
    for b, lower in enumerate(BAND_LOWER):
        for level, name in enumerate(SCHOOLING):
            yield "schooling", f"{lower}+ {name}", band == b, schooling == level
        if lower < LAST_ENROLMENT_AGE:
            yield "pupil", f"{lower}+", band == b, (means & PUPIL) != 0
        for sex, who in enumerate(WHO):
            yield "works", f"{who} {lower}+", (band == b) & (woman == sex), job > 0
    for level, name in enumerate(SCHOOLING):
        yield "well_paid", name, adult & (schooling == level), job == WELL_PAID
    yield from _money(society, tables, adult)
    for k, name in enumerate(traits.NAMES):
        for q in range(4):
            yield name, f"{32 * q}-{32 * q + 31}", everyone, society.born[:, k] // 32 == q


def _money(society: Society, tables: np.void, adult: Mask) -> Iterator[tuple[str, str, Mask, Mask]]:
    people, income, age = society.people, society.incomes, society.age
    means = people["means"]
    job = (means & JOB_BITS).astype(np.int64)
    woman, urban = ((people["standing"] & bit) != 0 for bit in (FEMALE, URBAN))
    pupil, has_loan = ((means & bit) != 0 for bit in (PUPIL, HAS_LOAN))
    retired = (job == 0) & (age >= tables["retired_from"][woman.astype(np.int64)])
    kind = np.where(job > 0, job + 1, retired)
    for u, where in enumerate(WHERE):
        for c, name in enumerate(INCOME_CLASSES):
            base = adult & ~pupil & (urban == u) & (kind == c)
            for q, quarter in ((4, "1/4"), (8, "1/2"), (12, "3/4")):
                yield "income", f"{where} {name} {quarter}", base, income <= tables["income_points"][u, c, q]
    for b in range(8):
        yield "income_band", str(b), adult, people["income_band"] == b
    fifth = np.searchsorted(tables["fifth_edge"], income, side="left")
    for k in range(5):
        yield "income_fifth", str(k + 1), adult, fifth == k
        yield "loan", f"fifth {k + 1}", adult & (fifth == k), has_loan
    for sex, who in enumerate(WHO):
        yield "loan", who, adult & (woman == sex), has_loan
    money = np.searchsorted(tables["money_age_from"], age, side="right") - 1
    medians = tables["savings_points"][woman.astype(np.int64), np.maximum(money, 0), fifth, 8]
    low = society.cold["savings"] <= medians * np.maximum(income, tables["least_income"])
    for m, lower in enumerate(tables["money_age_from"].tolist()):
        yield "loan", f"{lower}+", money == m, has_loan
        yield "savings", f"{lower}+ up to the median", money == m, low


def figures(society: Society) -> dict[str, float]:
    """What no table was fitted to, or only in the mean: to be read beside published figures."""
    people, cold, age, owed = society.people, society.cold, society.age, society.owed
    standing = people["standing"]
    size = people["household"] & 7
    head = np.flatnonzero(people["household"] >> 3 == 0)
    income = society.incomes * 120.0
    urban, adult = (standing & URBAN) != 0, (standing & ADULT) != 0
    per_head = np.repeat(np.add.reduceat(income, head) / size[head], size[head])
    ordered = np.sort(per_head)
    n = len(ordered)
    gini = float(2.0 * (ordered * np.arange(1, n + 1)).sum() / (n * ordered.sum()) - (n + 1) / n)
    fifths = [float(part.mean()) for part in np.array_split(ordered, 5)]
    loans = (people["means"] & HAS_LOAN) != 0
    return {
        "people a household": len(people) / len(head),
        "share of people below 15": float((age < 15).mean()),
        "share of people from 60": float((age >= 60).mean()),
        "men per 100 women": 100.0 * float((standing & FEMALE == 0).mean() / (standing & FEMALE != 0).mean()),
        "income per head and year, urban": float(income[urban].mean()) if urban.any() else 0.0,
        "income per head and year, rural": float(income[~urban].mean()) if not urban.all() else 0.0,
        "Gini of household income per head": gini,
        **{f"income per head, fifth {k + 1}": x for k, x in enumerate(fifths)},
        "savings per head": float(cold["savings"].mean()),
        "adults with a loan": float(loans[adult].mean()),
        "urban households with a loan": float(np.add.reduceat(loans, head).astype(np.bool_)[urban[head]].mean()) if urban.any() else 0.0,
        "owed per head": float(owed.mean()),
        "owed per adult": float(owed[adult].mean()),
        **(_loan_figures(cold[loans], society.incomes[loans], owed[loans]) if loans.any() else {}),
    }


def _loan_figures(cold: Array, incomes: Array, owed: Array) -> dict[str, float]:
    """Of those who owe."""
    return {
        "owed per borrower": float(owed.mean()),
        "owed per borrower, median": float(np.median(owed)),
        "instalments left, mean": float(cold["loan_left"].mean()),
        "instalment, CNY a month": 10.0 * float(cold["instalment"].mean()),
        "instalments, share of incomes": float(cold["instalment"].sum() / incomes.sum()),
    }


def generations(preset: str) -> dict[int, float]:
    """Shares of household types by generations, 1…4: known of the types, not of settled people."""
    out = dict.fromkeys((1, 2, 3, 4), 0.0)
    for kind in load_preset(preset).kinds:
        out[kind.generations] += kind.weight
    return out


def markdown(rows: list[FitRow]) -> str:
    """The fit as a table; shares in per cent, differences in points and in standard errors."""
    lines = ["| marginal | level | target % | found % | difference | standard errors | base |", "|---|---|---:|---:|---:|---:|---:|"]
    for r in rows:
        off = r.difference / r.error if r.error > 0 else 0.0
        shares = f"{100 * r.target:.2f} | {100 * r.found:.2f} | {100 * r.difference:+.2f}"
        lines.append(f"| {r.marginal} | {r.level} | {shares} | {off:+.1f} | {r.base:,} |")
    return "\n".join(lines)


def settle(n_people: int, seed: int, preset: str, group_b_share: float) -> Society:
    """A settled society on its own, without an engine."""
    for module in (draw, fixed, households, livelihood, settling, traits):
        launch.enable(f for f in launch.functions_of(module) if f.__name__ not in PASSES)
    people, cold = np.zeros(n_people, PEOPLE), np.zeros(n_people, COLD)
    incomes = np.zeros(n_people, np.int64)
    tables = load_marginals(preset, group_b_share)
    k0, k1 = draw.seed_key(seed)
    run, list_incomes = (launch.compile_range(f, cache=False) for f in (vars(settling)["settle_cells"], vars(livelihood)["list_incomes"]))
    run(0, -(-n_people // CELL_PEOPLE), n_people, k0, k1, tables, people, cold)
    list_incomes(0, n_people, 0, k0, k1, tables, people, cold, incomes)
    return Society(people, cold, incomes, born_with(people, k0, k1, tables))


def born_with(people: Array, k0: int, k1: int, tables: Array) -> Array:
    """The traits of everybody, 0…127, one column each in the order of `traits.NAMES`."""
    points = tables["trait_points"].reshape(1, -1)
    world = np.zeros(1, dtype=[("born0", "i8"), ("born1", "i8"), ("trait_points", "i8", points.shape[1:])])
    world["born0"], world["born1"], world["trait_points"] = k0, k1, points
    found = np.zeros((len(people), len(traits.NAMES)), dtype=np.int64)
    launch.compile_range(vars(traits)["list_traits"], cache=False)(0, len(people), people, world, found)
    return found


def main() -> None:
    """Print the fit of one society."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--preset", default="china-2020")
    parser.add_argument("--group-b-share", type=float, default=0.1)
    asked = parser.parse_args()
    society = settle(asked.people, asked.seed, asked.preset, asked.group_b_share)
    lines = [markdown(goodness_of_fit(society, asked.preset, asked.group_b_share)), "", "| figure | found |", "|---|---:|"]
    for name, value in figures(society).items():
        lines.append(f"| {name} | {value:,.3g} |" if value < 100 else f"| {name} | {value:,.0f} |")
    for n, share in generations(asked.preset).items():
        lines.append(f"| share of household types with {n} generation{'s' if n > 1 else ''} | {share:.4f} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
