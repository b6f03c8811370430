"""Poverty and the next generation: what a listing does to income, savings and debts, and to the children of the listed.

`python -m sincerity.experiments.trap` lives the article's system, in force everywhere from day 0, and its twin without a policy, in
step, for thirty years, with several seeds, and writes `docs/poverty-and-children.md` with its figure. Every difference is between
one person and the same person with the same luck under `none`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.engine.compose import registry
from sincerity.engine.simulation import Simulation
from sincerity.experiments.measure import Interval, for_each_seed, interval
from sincerity.experiments.mobility import draw_matrices, shares
from sincerity.experiments.pages import asked_for, command_line, made_with, prose, written, written_interval
from sincerity.scenario.load import load
from sincerity.society.livelihood import ADULT_AGE
from sincerity.types import IN_DEBT, JOB_BITS, LISTED, PRIVATE_YEARS, SCHOOLING_BITS, Array
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PAGE = Path("docs/poverty-and-children.md")
FIGURE = "_static/mobility.svg"
MONTHS = (0, 6, 12, 24, 36, 60)
"""Months since a first listing that the table shows."""
COLLEGE = 3
N_FIFTHS = 5


@dataclass(frozen=True)
class Size:
    """How much is lived. seeds: how many, from 0 on, at least 2."""

    people: int = 30_000
    years: int = 30
    burn_in_days: int = 365
    seeds: int = 4


def twins(size: Size) -> tuple[Scenario, Scenario]:
    """`none`, and the article's system in force everywhere from day 0."""
    days = size.years * DAYS_PER_YEAR
    sizes = {"society__people": size.people, "days": days, "burn_in_days": size.burn_in_days}
    none, article = (load(name, registry()) for name in ("none", "article"))
    return none.with_(**sizes), article.with_(**sizes, policy__rollout__active=False)


@dataclass
class Panel:
    """Month by month, by person: what a life was. income, savings: CNY; works, in_debt, listed, here: 0 or 1."""

    income: list[Array] = field(default_factory=list)
    savings: list[Array] = field(default_factory=list)
    works: list[Array] = field(default_factory=list)
    in_debt: list[Array] = field(default_factory=list)
    listed: list[Array] = field(default_factory=list)
    here: list[Array] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    """Yearly passes before each month."""
    first_year: int = 0
    """Yearly passes before day 0: who arrived by then is of day 0."""

    def look(self, simulation: Simulation) -> None:
        """Add a month. here: the person of day 0 still lives in the place."""
        means = simulation.people["means"]
        self.years.append(simulation.year)
        self.income.append(simulation.incomes().astype(np.int32))
        self.savings.append(simulation.cold["savings"].copy())
        self.works.append((means & JOB_BITS != 0).astype(np.int8))
        self.in_debt.append((means & IN_DEBT != 0).astype(np.int8))
        self.listed.append((simulation.people["listing"] & LISTED != 0).astype(np.int8))
        self.here.append((simulation.people["arrived"] <= self.first_year).astype(np.int8))


@dataclass(frozen=True)
class Found:
    """What one seed showed. listed: how many ever; after: measure → by month of `MONTHS`, (with the policy, twin);
    children: measure → (with, twin).

    mobility: persons by household fifth at the start and own fifth at the end: [all or children of the listed, with or twin].
    """

    listed: int
    after: dict[str, list[tuple[float, float]]]
    children: dict[str, tuple[float, float]]
    n_children: int
    mobility: Array


def live_twins(size: Size, seed: int) -> Found:
    """Both lives in step, and what is measured of them."""
    lives = [Simulation(scenario, seed=seed, threads=1) for scenario in twins(size)]
    panels = [Panel(), Panel()]
    for life in lives:
        life.settle()
    start: Array = np.zeros(0)
    while lives[0].day < lives[0].n_days:
        if lives[0].day == 0:
            start = household_fifths(lives[0])
            age = lives[0].year - lives[0].cold["birth_year"].astype(np.int64)
            for panel, life in zip(panels, lives, strict=True):
                panel.first_year = life.year
        for life in lives:
            if life.block_is_full:
                life.take_block()
            life.step()
        if lives[0].day > 0 and lives[0].date_of(lives[0].day - 1).day == 1:
            for panel, life in zip(panels, lives, strict=True):
                panel.look(life)
    found = compare(lives, panels, start, age)
    for life in lives:
        life.close()
    return found


def household_fifths(simulation: Simulation) -> Array:
    """Everybody's fifth, 0…4, by income per head of the household."""
    household = simulation.people["household"].astype(np.int64)
    first = np.arange(simulation.n_people) - (household >> 3)
    total = np.bincount(first, weights=simulation.incomes(), minlength=simulation.n_people)[first]
    per_head = total / (household & 7)
    edges = np.quantile(per_head, [0.2, 0.4, 0.6, 0.8])
    return np.searchsorted(edges, per_head, side="left")


def compare(lives: Sequence[Simulation], panels: Sequence[Panel], start: Array, age: Array) -> Found:
    """Everything that the page shows of one seed."""
    none, policy = panels
    listed, here = np.array(policy.listed), np.array(policy.here)
    ever = (listed * here).any(axis=0)
    first = np.argmax(listed, axis=0)
    lasting = [month for month in MONTHS if month < len(listed)]
    seen = [np.flatnonzero(ever & (first + month < len(listed))) for month in lasting]
    seen = [who[here[first[who] + month, who] == 1] for month, who in zip(lasting, seen, strict=True)]
    after: dict[str, list[tuple[float, float]]] = {}
    for measure in ("income", "savings", "works", "in_debt", "listed"):
        with_, twin = (np.array(getattr(panel, measure)) for panel in (policy, none))
        at = [(first[who] + month, who) for month, who in zip(lasting, seen, strict=True)]
        after[measure] = [(_mean(with_[cells]), _mean(twin[cells])) for cells in at]
    passes = [year - policy.first_year for year in policy.years]
    children, matrix, n_children = next_generation(lives, listed, here, passes, start, age)
    return Found(int(ever.sum()), after, children, n_children, matrix)


def next_generation(
    lives: Sequence[Simulation], listed: Array, here: Array, passes: Sequence[int], start: Array, age: Array
) -> tuple[dict[str, tuple[float, float]], Array, int]:
    """Those below 18 on day 0 who are there at the end: of parents who were listed meanwhile, with the policy and without.

    passes: yearly passes since day 0, by month.
    """
    none, policy = lives
    there = (age < ADULT_AGE) & here[-1].astype(np.bool_)
    household = none.people["household"].astype(np.int64)
    first = np.arange(len(age)) - (household >> 3)
    of_listed = np.zeros(len(age), np.bool_)
    for passed, names in zip(passes, listed, strict=True):
        young = there & (age + passed < ADULT_AGE)
        of_listed |= young & (np.bincount(first, weights=names, minlength=len(age))[first] > 0)
    ends = [life.incomes() for life in (policy, none)]
    edges = np.quantile(ends[1][there], [0.2, 0.4, 0.6, 0.8])
    matrix = np.zeros((2, 2, N_FIFTHS, N_FIFTHS), np.int64)
    for group, who in enumerate((there, of_listed)):
        for side, income in enumerate(ends):
            np.add.at(matrix[group, side], (start[who], np.searchsorted(edges, income[who], side="left")), 1)
    measures: dict[str, list[float]] = {"years in a private school": [], "college": [], "with a job": [], "income": []}
    for life, income in zip((policy, none), ends, strict=True):
        school = life.cold["school"][of_listed]
        measures["years in a private school"].append(_mean(school >> PRIVATE_YEARS))
        measures["college"].append(_mean(school & SCHOOLING_BITS == COLLEGE))
        measures["with a job"].append(_mean(life.people["means"][of_listed] & JOB_BITS != 0))
        measures["income"].append(_mean(income[of_listed]))
    return {name: (both[0], both[1]) for name, both in measures.items()}, matrix, int(of_listed.sum())


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else 0.0


UNITS = {
    "income": "CNY a month",
    "savings": "CNY",
    "works": "share with a job",
    "in_debt": "share in debt",
    "listed": "share on the list",
    "years in a private school": "years",
    "college": "share",
    "with a job": "share",
}


def page(found: Sequence[Found], size: Size, seconds: float, processes: int) -> str:
    """The page, whole."""
    command = command_line("sincerity.experiments.trap", vars(size), vars(Size()))
    return (
        "\n".join(
            [
                *("# Poverty and the next generation", ""),
                *_opening(size),
                *made_with(__version__, command, twins(size), seconds, processes),
                *("## Who is listed, and their twins", ""),
                *_after_words(found),
                *after_listing(found),
                *("", "## Their children", ""),
                *_children_words(found),
                *of_children(found),
                *("", "## Mobility", ""),
                *_mobility_words(),
                *(f"![Mobility matrices]({FIGURE})", ""),
                *mobility_table(found),
            ]
        ).rstrip()
        + "\n"
    )


def _opening(size: Size) -> list[str]:
    return prose(
        f"The article's system, in force everywhere from day 0, beside its twin under `none`: {size.people:,} people, {size.years}",
        f"years after {size.burn_in_days} days of burn-in, seeds 0 to {size.seeds - 1}. Every difference is between a person and the same",
        "person with the same luck without a policy. Intervals are Student's 95 % over seeds; **bold** where they leave out 0. Sanctions",
        "on jobs, loans and schools are imposed (see [imposed or emerging](imposed-or-emerging.md)): what is found is how far they carry.",
    )


def _after_words(found: Sequence[Found]) -> list[str]:
    per_seed = sum(one.listed for one in found) / len(found)
    return prose(
        f"In the mean of seeds {per_seed:,.0f} of those who were there on day 0 came on the list at some time. Months are counted from",
        "the first month that found them there. *With* is their life under the system, *twin* the same people's without it: a twin has",
        "the same debts, unless the system moved somebody into them or out of them. Who died or moved away by then is left out, and so is",
        "whose month lies beyond the end.",
    )


def after_listing(found: Sequence[Found]) -> Iterator[str]:
    """The table by months since the first listing."""
    yield "| months | measure | unit | with | twin | difference |"
    yield "|---:|---|---|---:|---:|---:|"
    for measure in ("income", "savings", "works", "in_debt", "listed"):
        for month, *both in zip(MONTHS, *(one.after[measure] for one in found), strict=False):
            yield f"| {month} | {_row(measure, both)} |"


def _row(measure: str, both: Sequence[tuple[float, float]]) -> str:
    with_, twin = (sum(pair[side] for pair in both) / len(both) for side in (0, 1))
    change = interval([a - b for a, b in both])
    name = measure.replace("_", " ")
    return f"{name} | {UNITS[measure]} | {written(with_)} | {written(twin)} | {_bold(change)}"


def _bold(change: Interval) -> str:
    return f"**{written_interval(change)}**" if change.sign else written_interval(change)


def _children_words(found: Sequence[Found]) -> list[str]:
    n = sum(one.n_children for one in found) / len(found)
    return prose(
        f"Children of the listed: {n:,.0f} a seed who were below 18 on day 0, are there at the end, and lived in a household with a listed",
        "adult before they came of age. What became of them at the end of the run, beside themselves without the policy.",
    )


def of_children(found: Sequence[Found]) -> Iterator[str]:
    """The table of the children of the listed."""
    yield "| measure | unit | with | twin | difference |"
    yield "|---|---|---:|---:|---:|"
    for measure in found[0].children:
        yield f"| {_row(measure, [one.children[measure] for one in found])} |"


def _mobility_words() -> list[str]:
    return prose(
        "From the fifth of household income per head in which a child lived on day 0 (rows) to the fifth of own income at the end",
        "(columns: fifths of all these children under `none`), in per cent of the row. First all children, then the children of the",
        "listed; on the right, what the policy changed, in points. In the lab, incomes pass from parents to children by town or country",
        "and by private places alone, for luck of schooling and work is everybody's own: rows differ as town and country do. That is",
        "imposed.",
    )


def whole(found: Sequence[Found]) -> Array:
    """The matrices of all seeds together."""
    total: Array = np.sum([one.mobility for one in found], axis=0)
    return total


def mobility_table(found: Sequence[Found]) -> Iterator[str]:
    """The matrices as a table: with the policy, and the change from the twin in points."""
    total = whole(found)
    yield "| whose children | from fifth | persons | to 1 | to 2 | to 3 | to 4 | to 5 |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for group, name in enumerate(("all", "of the listed")):
        with_, twin = shares(total[group, 0]), shares(total[group, 1])
        for row in range(N_FIFTHS):
            cells = [f"{with_[row, to]:.1f} ({with_[row, to] - twin[row, to]:+.1f})" for to in range(N_FIFTHS)]
            yield f"| {name} | {row + 1} | {int(total[group, 0][row].sum()):,} | {' | '.join(cells)} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Live all twins and write the page and its figure."""
    summary = (__doc__ or "").partition("\n")[0]
    size, processes, out = asked_for("sincerity.experiments.trap", summary, Size(), PAGE, arguments)
    began = time.monotonic()
    found = for_each_seed(live_twins, size, processes)
    draw_matrices(whole(found), size.years, out.parent / FIGURE)
    out.write_text(page(found, size, time.monotonic() - began, processes), encoding="utf-8")


if __name__ == "__main__":
    main()
