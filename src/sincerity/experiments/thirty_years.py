"""Thirty years of the society without a policy: what it keeps of the totals that it was drawn from, and what drifts.

`python -m sincerity.experiments.thirty_years` lives `none` with several seeds and writes `docs/thirty-years.md`: age and sex beside
the census, schooling beside what each person's own start explains, money given age, sex, place and schooling, and who lives with
whom, which nothing keeps.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.engine.compose import registry
from sincerity.engine.simulation import Simulation
from sincerity.experiments.measure import for_each_seed
from sincerity.experiments.pages import asked_for, command_line, made_with, prose
from sincerity.scenario.load import load
from sincerity.society.economy_tables import N_BANDS
from sincerity.society.families import GROUP_LOWER, N_GROUPS
from sincerity.society.livelihood import ADULT_AGE, YOUNG
from sincerity.types import CERTAIN, FEMALE, HAS_LOAN, IN_DEBT, JOB_BITS, PUPIL, SCHOOLING_BITS, URBAN, WELL_PAID, Array
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PAGE = Path("docs/thirty-years.md")
LEVELS = ("primary or less", "junior secondary", "senior secondary", "college")
WHO = ("adults on day 0", "came as adults", "grew up here")
TOLERANCES = {"age and sex": 0.5, "schooling": 2.0, "income": 3.0, "savings": 6.0, "with a job": 3.0}
"""How far the end may be off: points of a share, per cent of a mean."""
OLD = 65


@dataclass(frozen=True)
class Size:
    """How much is lived. seeds: how many, from 0 on."""

    people: int = 40_000
    years: int = 30
    burn_in_days: int = 365
    seeds: int = 2


def society(size: Size) -> Scenario:
    """`none` of this size."""
    sizes = {"society__people": size.people, "days": size.years * DAYS_PER_YEAR, "burn_in_days": size.burn_in_days}
    return load("none", registry()).with_(**sizes)


@dataclass(frozen=True)
class Moment:
    """Everybody on one morning. One value a person; income: CNY a month, savings: CNY; the others whole numbers.

    first: the first member of the person's household
    """

    age: Array
    born: Array
    woman: Array
    urban: Array
    arrived: Array
    schooling: Array
    job: Array
    pupil: Array
    loan: Array
    in_debt: Array
    income: Array
    savings: Array
    first: Array

    @property
    def adult(self) -> Array:
        """Who is 18 or older."""
        grown_up: Array = self.age >= ADULT_AGE
        return grown_up


def look(simulation: Simulation) -> Moment:
    """Everybody as they are now."""
    people, cold = simulation.people, simulation.cold
    standing, means = people["standing"].astype(np.int64), people["means"].astype(np.int64)
    return Moment(
        age=simulation.year - cold["birth_year"].astype(np.int64),
        born=cold["birth_year"].astype(np.int64),
        woman=(standing & FEMALE) // FEMALE,
        urban=(standing & URBAN) // URBAN,
        arrived=people["arrived"].astype(np.int64),
        schooling=cold["school"].astype(np.int64) & SCHOOLING_BITS,
        job=means & JOB_BITS,
        pupil=(means & PUPIL) // PUPIL,
        loan=(means & HAS_LOAN) // HAS_LOAN,
        in_debt=(means & IN_DEBT) // IN_DEBT,
        income=simulation.incomes(),
        savings=cold["savings"].astype(np.int64),
        first=np.arange(simulation.n_people) - (people["household"].astype(np.int64) >> 3),
    )


@dataclass(frozen=True)
class Found:
    """What one seed showed.

    ages: [start, end, census] by sex and age group, shares
    schooling: by `WHO`: persons, and [expected, found] by level, shares
    money: measure → (start, expected at the end, end), means of adults
    households: measure → (start, end)
    """

    ages: Array
    schooling: dict[str, tuple[int, Array]]
    money: dict[str, tuple[float, float, float]]
    households: dict[str, tuple[float, float]]


def live_long(size: Size, seed: int, threads: int = 1) -> Found:
    """One life of the society, from day 0 to the end."""
    simulation = Simulation(society(size), seed=seed, threads=threads)
    simulation.settle()
    while simulation.day < simulation.n_days:
        if simulation.block_is_full:
            simulation.take_block()
        if simulation.day == 0:
            start, year = look(simulation), simulation.year
        simulation.step()
    end = look(simulation)
    census = simulation.tables["age_target"][0].astype(np.float64) / CERTAIN
    found = Found(
        np.array([by_age(start), by_age(end), census]),
        by_schooling(start, end, year, simulation.tables),
        by_money(start, end),
        {name: (a, b) for (name, a), (_, b) in zip(living_together(start).items(), living_together(end).items(), strict=True)},
    )
    simulation.close()
    return found


def by_age(now: Moment) -> Array:
    """Shares of all people by sex and age group."""
    group = np.searchsorted(GROUP_LOWER, now.age, side="right") - 1
    counts = np.bincount(now.woman * N_GROUPS + group, minlength=2 * N_GROUPS)
    return counts.reshape(2, N_GROUPS) / len(now.age)


def band_of(age: Array) -> Array:
    """The adult age band, as of `livelihood.band_of_age`."""
    return np.where(age < 20, 0, np.minimum(age, 85) // 5 - 3)


def by_schooling(start: Moment, end: Moment, first_year: int, tables: Array) -> dict[str, tuple[int, Array]]:
    """Of the adults at the end, by where they come from: what their start explains, and what is.

    An adult of day 0 keeps the schooling of day 0; who came as an adult has that of the table at the age of coming; who grew up
    here has college like those of 20-24 in the table, and at least senior secondary by the enrolment at 16.
    """
    stayed = end.arrived <= first_year
    came_at = end.arrived - end.born
    of_day_0, came = stayed & start.adult, ~stayed & (came_at >= ADULT_AGE)
    grew_up = end.adult & ~of_day_0 & ~came
    cuts = tables["schooling_cut"][0].astype(np.float64) / CERTAIN
    shares = np.diff(cuts, axis=-1, prepend=0.0)
    shares[..., -1] = 1 - cuts[..., -2]
    expected = np.zeros((len(end.age), len(LEVELS)))
    expected[np.arange(len(end.age)), start.schooling] = 1.0
    expected[came] = shares[end.urban, end.woman, band_of(came_at)][came]
    senior, college = tables["enrolment_cut"][0, 0, 1] / CERTAIN, shares[end.urban, end.woman, np.where(end.age < 20, 0, YOUNG), 3]
    grown = np.stack([np.zeros(len(college)), np.full(len(college), 1 - senior), senior - college, college], axis=1)
    expected[grew_up] = grown[grew_up]
    found = np.eye(len(LEVELS))[end.schooling]
    return {
        name: (int(of.sum()), np.array([expected[of].mean(axis=0), found[of].mean(axis=0)]))
        for name, of in zip(WHO, (of_day_0, came, grew_up), strict=True)
        if of.any()
    }


MEASURES: dict[str, Callable[[Moment], Array]] = {
    "income": lambda now: now.income,
    "savings": lambda now: now.savings,
    "with a job": lambda now: now.job > 0,
    "in a well-paid job": lambda now: now.job == WELL_PAID,
    "with a loan": lambda now: now.loan,
    "in debt": lambda now: now.in_debt,
    "at school": lambda now: now.pupil,
}


def by_money(start: Moment, end: Moment) -> dict[str, tuple[float, float, float]]:
    """Means of adults; expected: the mean that each person's age, sex, place and schooling had at the start."""
    found: dict[str, tuple[float, float, float]] = {}
    kinds = [((m.woman * 2 + m.urban) * N_BANDS + band_of(m.age)) * len(LEVELS) + m.schooling for m in (start, end)]
    of = [kind[m.adult] for kind, m in zip(kinds, (start, end), strict=True)]
    size = 4 * N_BANDS * len(LEVELS)
    people = np.bincount(of[0], minlength=size)
    for name, measure in MEASURES.items():
        before, after = (measure(m)[m.adult].astype(np.float64) for m in (start, end))
        means = np.divide(np.bincount(of[0], weights=before, minlength=size), people, out=np.full(size, before.mean()), where=people > 0)
        found[name] = (float(before.mean()), float(means[of[1]].mean()), float(after.mean()))
    return found


def living_together(now: Moment) -> dict[str, float]:
    """Who lives with whom: shares of households, unless said otherwise."""
    n = len(now.age)
    households = np.unique(now.first)
    members, adults, old = (np.bincount(now.first, weights=of, minlength=n)[households] for of in (np.ones(n), now.adult, now.age >= OLD))
    oldest, second = _eldest_two(now)
    pairs = second >= 0
    of_two_sexes = now.woman[oldest[pairs]] != now.woman[second[pairs]]
    apart = np.abs(now.age[oldest[pairs]] - now.age[second[pairs]])
    return {
        "of one person": float((members == 1).mean()),
        "with children": float((members > adults).mean()),
        "of one adult with children": float(((adults == 1) & (members > 1)).mean()),
        "without an adult": float((adults == 0).mean()),
        "with someone of 65 or over": float((old > 0).mean()),
        "of none but such": float((old == members).mean()),
        "of three adults or more": float((adults > 2).mean()),
        "the two eldest adults are of two sexes, share of those with two": float(of_two_sexes.mean()),
        "years of age between the two eldest adults, median": float(np.median(apart)),
        "the two eldest within five years, share of those with two": float((apart <= 5).mean()),
    }


def _eldest_two(now: Moment) -> tuple[Array, Array]:
    """The eldest and the second eldest adult of each household that has an adult, -1 for no second; the lower number first of equals."""
    grown = np.flatnonzero(now.adult)
    order = grown[np.lexsort((grown, -now.age[grown], now.first[grown]))]
    homes = now.first[order]
    at = np.flatnonzero(np.r_[True, homes[1:] != homes[:-1]])
    after = np.minimum(at + 1, len(order) - 1)
    has_second = (at + 1 < len(order)) & (homes[after] == homes[at])
    return order[at], np.where(has_second, order[after], -1)


def page(found: Sequence[Found], size: Size, seconds: float, processes: int) -> str:
    """The page, whole."""
    command = command_line("sincerity.experiments.thirty_years", vars(size), vars(Size()))
    parts = (
        ["# Thirty years without a policy", ""],
        _opening(size),
        made_with(__version__, command, [society(size)], seconds, processes),
        ["## Age and sex", ""],
        _ages(found),
        ["", "## Schooling", ""],
        _schooling(found),
        ["", "## Work and money", ""],
        _money(found),
        ["", "## Who lives with whom", ""],
        _households(found),
    )
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _opening(size: Size) -> list[str]:
    return prose(
        f"`none`, {size.people:,} people, {size.years} years after {size.burn_in_days} days of burn-in, the mean of seeds 0 to",
        f"{size.seeds - 1}. A society that drifts by itself would lend its drift to every comparison that runs long. Here is what",
        "stays, what changes because people do, and what nothing holds.",
    )


def furthest(found: Sequence[Found]) -> float:
    """Points by which the age and sex group that is furthest off its target at the end is off."""
    ages = np.mean([one.ages for one in found], axis=0)
    return float(100 * np.abs(ages[1] - ages[2]).max())


def _ages(found: Sequence[Found]) -> Iterator[str]:
    yield from prose(
        "The pyramid of the census is kept by rule ([demography](mechanisms/demography.md)). Per cent of all residents.",
        f"Tolerance: {TOLERANCES['age and sex']} points in each group; furthest off: {furthest(found):.2f} points.",
    )
    ages = 100 * np.mean([one.ages for one in found], axis=0)
    yield "| ages | men, census | day 0 | end | women, census | day 0 | end |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for group, lower in enumerate(GROUP_LOWER):
        upper = f"-{GROUP_LOWER[group + 1] - 1}" if group + 1 < N_GROUPS else " and over"
        cells = " | ".join(f"{ages[2, sex, group]:.2f} | {ages[0, sex, group]:.2f} | {ages[1, sex, group]:.2f}" for sex in (0, 1))
        yield f"| {lower}{upper} | {cells} |"


def schooling_of_all(found: Sequence[Found]) -> dict[str, tuple[int, Array]]:
    """By `WHO`: persons of all seeds, and their shares."""
    whole: dict[str, tuple[int, Array]] = {}
    for name in WHO:
        parts = [one.schooling[name] for one in found if name in one.schooling]
        n = sum(persons for persons, _ in parts)
        if n:
            whole[name] = (n, np.sum([persons * shares for persons, shares in parts], axis=0) / n)
    return whole


def _schooling(found: Sequence[Found]) -> Iterator[str]:
    yield from prose(
        "The young of 2020 are far better schooled than the old, so the society's schooling rises as they age. *Expected* is what each",
        "adult's own start explains: adults of day 0 keep what they had (a few were students still); who came as an adult has the",
        "schooling of the table at the age of coming; who grew up here has college like those of the same age in the table, up to 20-24,",
        "and senior secondary by the enrolment at 16, which is above that of those born earlier. Per cent of the adults at the end.",
        f"Tolerance: {TOLERANCES['schooling']} points.",
    )
    yield f"| who | persons | {' | '.join(f'{level}: expected | found' for level in LEVELS)} |"
    yield f"|---|---:|{'---:|' * 2 * len(LEVELS)}"
    for name, (n, shares) in schooling_of_all(found).items():
        yield f"| {name} | {n:,} | {' | '.join(f'{100 * a:.1f} | {100 * b:.1f}' for a, b in shares.T)} |"


def _money(found: Sequence[Found]) -> Iterator[str]:
    held = ", ".join(f"{name} {TOLERANCES[name]:g} %" for name in ("income", "savings", "with a job"))
    yield from prose(
        "Means and shares of adults. *Expected* is the mean that adults of the same age band, sex, place and schooling had on day 0: it",
        f"rises because schooling does. Tolerances against it: {held}. The young have fewer loans than the preset's and the middle-aged",
        "more, as a loan begins with a wish; their sum is kept.",
    )
    yield "| measure | unit | day 0 | expected | end | end to expected |"
    yield "|---|---|---:|---:|---:|---:|"
    for name in found[0].money:
        start, expected, end = np.mean([one.money[name] for one in found], axis=0)
        unit, form = {"income": ("CNY a month", ",.0f"), "savings": ("CNY", ",.0f")}.get(name, ("share", ".4f"))
        yield f"| {name} | {unit} | {start:{form}} | {expected:{form}} | {end:{form}} | {end / expected:.3f} |"


def _households(found: Sequence[Found]) -> Iterator[str]:
    yield from prose(
        "Households keep their size and their place; who dies or leaves is followed by somebody of the age and sex that the census lacks,",
        "and no household forms, parts or moves. Nothing therefore holds its composition, and it drifts as follows. Whoever reads",
        "household effects out of a long run should know this table.",
    )
    yield "| households | day 0 | end |"
    yield "|---|---:|---:|"
    for name in found[0].households:
        start, end = np.mean([one.households[name] for one in found], axis=0)
        yield f"| {name} | {start:.3g} | {end:.3g} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Live all seeds and write the page."""
    summary = (__doc__ or "").partition("\n")[0]
    size, processes, out = asked_for("sincerity.experiments.thirty_years", summary, Size(), PAGE, arguments)
    began = time.monotonic()
    found = for_each_seed(live_long, size, processes)
    out.write_text(page(found, size, time.monotonic() - began, processes), encoding="utf-8")


if __name__ == "__main__":
    main()
