"""Who is detained for what has not happened, and what they would have done: the risk model scored by the truth that it never sees.

`python -m sincerity.experiments.detained` lives `article` in force everywhere from day 0, and its twin with detention off, with the
same seeds, and writes `docs/detention-measured.md`. On every day of the twin each resident's true act is looked at on a copy, seen by the
authority or not; what became of those detained in the year of the first model is told a year after each detention.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sincerity.compute.launch import cpu_count
from sincerity.draw import DAILY
from sincerity.engine.compose import registry
from sincerity.engine.simulation import Observer, Simulation
from sincerity.experiments.measure import for_each_seed, interval
from sincerity.experiments.pages import asked_for, command_line, made_with, prose, written, written_interval
from sincerity.mechanisms.detention import FEATURES, PREDICTED
from sincerity.observe.detained import FOLLOW_DAYS, SHADOWS, detained_of, taken_today
from sincerity.scenario.load import load
from sincerity.types import ADULT, GROUP_B
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.types import Array, Columns

PAGE = Path("docs/detention-measured.md")
FIRST_MODEL, MONTHS = 566, 12
"""The day of the first model, 2016-01-01, and how many first mornings of a month from there on are followed."""
LAST_COHORT = 901
"""The day of the last of them, 2016-12-01."""
BUDGETS = (0.1, 1.0)
"""`policy.detention.detained_per_1000`: as shipped, and ten times as many."""


@dataclass(frozen=True)
class Size:
    """How much is lived. seeds: how many, from 0 on, at least 2."""

    people: int = 50_000
    burn_in_days: int = 365
    seeds: int = 4


def scenarios(size: Size) -> tuple[Scenario, ...]:
    """The twin without detention, then `article` with each of the budgets."""
    sizes = {"society__people": size.people, "days": LAST_COHORT + FOLLOW_DAYS, "burn_in_days": size.burn_in_days}
    article = load("article", registry()).with_(**sizes, policy__rollout__active=False)
    with_budgets = (article.with_(policy__detention__detained_per_1000=budget) for budget in BUDGETS)
    return article.with_(policy__detention__active=False), *with_budgets


class Cohort(NamedTuple):
    """A first morning of a month. at_large: adults who might be detained that morning; taken: those who were; arrived: who they are."""

    day: int
    at_large: Array
    taken: Array
    arrived: Array


@dataclass
class Cohorts(Observer):
    """An observer of a run with detention: its cohorts, and a row for everyone taken."""

    found: list[Cohort] = field(default_factory=list)
    rows: list[Columns] = field(default_factory=list)

    def day(self, simulation: Simulation) -> None:
        """Keep the cohort of this morning."""
        if not FIRST_MODEL <= simulation.day <= LAST_COHORT or simulation.date_of(simulation.day).day != 1:
            return
        ids = taken_today(simulation)
        taken = np.zeros(simulation.n_people, np.bool_)
        taken[ids] = True
        adult = simulation.people["standing"] & ADULT != 0
        at_large = adult & ((simulation.cold["detained"] == 0) | taken)
        self.found.append(Cohort(simulation.day, at_large, taken, simulation.people["arrived"].copy()))
        if len(ids):
            self.rows.append(detained_of(simulation, ids))


class Truth(Observer):
    """An observer of the twin: on which day everybody last did what is predicted, and what costs points."""

    def __init__(self, simulation: Simulation, kinds: Array, points: Array) -> None:
        """kinds, points: of each behaviour, under the policy with detention."""
        records, n = simulation.compiled.records, simulation.n_people
        self._spare = (np.zeros(1, records.person), np.zeros(1, records.cold), np.zeros(1, records.today))
        self._tally, self._words = np.zeros(1, records.tally), np.zeros((1, len(DAILY), 1), np.int64)
        self._acts: Array = np.zeros(n, np.int64)
        self._predicted = np.concatenate(([False], kinds == PREDICTED))
        self._costs = np.concatenate(([False], points < 0))
        self.last_predicted: Array = np.full(n, -1)
        self.last_misdeed: Array = np.full(n, -1)

    def day(self, simulation: Simulation) -> None:
        """What everybody will do today, lived on copies."""
        if simulation.day < FIRST_MODEL:
            return
        look, day = simulation.compiled.passes["acts_range"], simulation.day
        constants = (simulation.regions, simulation.rings, simulation.world, simulation.policies, simulation.faces)
        for r in range(len(simulation.layout)):
            look(r, day, 0, self._words, simulation.people, simulation.cold, *self._spare, *constants, self._tally, self._acts)
        self.last_predicted[self._predicted[self._acts]] = day
        self.last_misdeed[self._costs[self._acts]] = day


def live(size: Size, seed: int) -> list[dict[str, float]]:
    """What each budget's run came to with one seed."""
    twin, *runs = (Simulation(scenario, seed=seed, threads=1) for scenario in scenarios(size))
    watched = [Cohorts() for _ in runs]
    policy = runs[0].policies[1]
    truth = Truth(twin, policy["file_kind"], policy["points"])
    twin.settle()
    while twin.day < 0:
        twin.step()
    for run in runs:  # the burn-in is the same
        run.restore(0, {name: array.copy() for name, array in twin.state().items()})
    told: list[list[dict[str, float]]] = [[] for _ in runs]
    while twin.day < twin.n_days:
        for run, seen, found in zip(runs, watched, told, strict=True):
            if run.day <= LAST_COHORT:
                _step(run, seen)
            found += [tell(cohort, truth, twin) for cohort in seen.found if cohort.day + FOLLOW_DAYS == twin.day]
        _step(twin, truth)
    for seen, found in zip(watched, told, strict=True):
        found += [tell(cohort, truth, twin) for cohort in seen.found if cohort.day + FOLLOW_DAYS == twin.day]
    return [_summed(found) | _shadows(seen.rows) | _weights(run) for found, seen, run in zip(told, watched, runs, strict=True)]


def _step(simulation: Simulation, observer: Any) -> None:
    if simulation.block_is_full:
        simulation.take_block()
    simulation.step(observer)


def tell(cohort: Cohort, truth: Truth, twin: Simulation) -> dict[str, float]:
    """A cohort a year after: counts of those who lived in their place throughout, by what they did in the twin."""
    still = cohort.at_large & (twin.people["arrived"] == cohort.arrived)
    taken = cohort.taken & still
    guilty, any_misdeed = truth.last_predicted >= cohort.day, truth.last_misdeed >= cohort.day
    group_b = twin.people["standing"] & GROUP_B != 0
    found = {"at_large": still, "acted": still & guilty, "misdeed": still & any_misdeed}
    found |= {"taken": taken, "taken_acted": taken & guilty, "taken_misdeed": taken & any_misdeed}
    for name, group in (("a", ~group_b), ("b", group_b)):
        found |= {f"innocent_{name}": still & ~guilty & group, f"taken_innocent_{name}": taken & ~guilty & group}
    return {name: float(np.count_nonzero(mask)) for name, mask in found.items()}


def _summed(found: list[dict[str, float]]) -> dict[str, float]:
    return {name: sum(one[name] for one in found) for name in found[0]}


def _shadows(rows: list[Columns]) -> dict[str, float]:
    """Of everyone taken, how many have no shadow act of each kind."""
    if not rows:
        return {"shadows": 0.0, **{f"no_{name}": 0.0 for name in SHADOWS}}
    none = {f"no_{name}": float(sum(np.count_nonzero(block[name] == 0) for block in rows)) for name in SHADOWS}
    return {"shadows": float(sum(len(block["id"]) for block in rows)), **none}


def _weights(run: Simulation) -> dict[str, float]:
    return {f"weight_{name}": float(w) / 4096 for name, w in zip(("intercept", *FEATURES), run.model[1:], strict=True)}


def share(part: float, whole: float) -> float:
    """A share; nothing of nothing is 0."""
    return part / whole if whole else 0.0


MEASURES: tuple[tuple[str, str, Any], ...] = (
    ("detained", "persons, mean of seeds", lambda f: f["taken"]),
    ("precision: of the detained, did it in the twin", "%", lambda f: 100 * share(f["taken_acted"], f["taken"])),
    ("base rate: of all adults at large", "%", lambda f: 100 * share(f["acted"], f["at_large"])),
    ("the same, of those not detained", "%", lambda f: 100 * share(f["acted"] - f["taken_acted"], f["at_large"] - f["taken"])),
    ("recall: of those who did it in the twin, detained", "%", lambda f: 100 * share(f["taken_acted"], f["acted"])),
    ("**would have done nothing**, by the twin", "% of the detained", lambda f: 100 * share(f["taken"] - f["taken_acted"], f["taken"])),
    ("**would have done nothing**, by shadow acts", "% of the detained", lambda f: 100 * share(f["no_shadow_predicted"], f["shadows"])),
    ("no act that costs points, by the twin", "% of the detained", lambda f: 100 * share(f["taken"] - f["taken_misdeed"], f["taken"])),
    ("no act that costs points, by shadow acts", "% of the detained", lambda f: 100 * share(f["no_shadow_misdeeds"], f["shadows"])),
    ("no act that costs points, all adults at large", "%", lambda f: 100 * share(f["at_large"] - f["misdeed"], f["at_large"])),
    ("false positives, group A", "detained of 100,000 who did nothing", lambda f: 1e5 * share(f["taken_innocent_a"], f["innocent_a"])),
    ("false positives, group B", "detained of 100,000 who did nothing", lambda f: 1e5 * share(f["taken_innocent_b"], f["innocent_b"])),
)
"""Name, unit, and what it is of a seed's counts."""


def page(found: list[list[dict[str, float]]], size: Size, seconds: float, processes: int) -> str:
    """The page, whole. found: by seed, by budget."""
    command = command_line("sincerity.experiments.detained", vars(size), vars(Size()))
    lines = [
        *("# Detained for what has not happened", ""),
        *_opening(size),
        *made_with(__version__, command, scenarios(size), seconds, processes),
        *table(found),
        *("", "## What the model learned", ""),
        *_learned(found),
        *("## What this does not say", ""),
        *prose(
            "Rates of behaviour, of being seen and of wrong records are assumed, the budget is a choice, and traits are the same under any",
            "policy. Thefts and assaults in this society are rare and hang on a trait that no file shows: how little a file can tell of",
            "them is a result about these assumptions. No precision of any such system has been published. That groups are alike is of the",
            "shipped `group_b_factor` of 1; above 1 a difference is imposed, not found.",
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _opening(size: Size) -> list[str]:
    return prose(
        f"`article`, in force everywhere from day 0, {size.people:,} people, seeds 0 to {size.seeds - 1}. The risk model of",
        "[detention](mechanisms/detention.md) is first fitted on 2016-01-01, on the records of 2015; followed are those detained on the",
        "first mornings of the twelve months of 2016. It predicts thefts and assaults. The *twin* is the same people with the same luck,",
        "detention off; there everybody's true acts of the 365 days from that morning on are looked at, whether anybody saw them or not.",
        "*Shadow acts* are those of the detained resident, with the same luck, all else frozen as it was that morning. Residents who died",
        "or moved within the year are left out of what the twin tells. Means over seeds with Student's 95 % intervals.",
    )


def table(found: list[list[dict[str, float]]]) -> Iterator[str]:
    """The measures, a column for each budget."""
    heads = [f"{budget:g} per 1,000 and month{' (shipped)' if i == 0 else ''}" for i, budget in enumerate(BUDGETS)]
    yield f"| measure | unit | {' | '.join(heads)} |"
    yield f"|---|---|{'---:|' * len(BUDGETS)}"
    for name, unit, of in MEASURES:
        cells = [written_interval(interval([of(seed[i]) for seed in found])) for i in range(len(BUDGETS))]
        yield f"| {name} | {unit} | {' | '.join(cells)} |"


def _learned(found: list[list[dict[str, float]]]) -> list[str]:
    means = {name: sum(seed[0][f"weight_{name}"] for seed in found) / len(found) for name in ("intercept", *FEATURES)}
    weights = ", ".join(f"{name} {written(mean)}" for name, mean in means.items())
    return prose(
        f"Weights of the model of 2016 in log odds of a record within a year, means over seeds, for one more of each: {weights}.",
        "*serious* counts records of thefts and assaults (at most 3), *fallen* eighths of the way from the start score to the list's line.",
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Live all seeds and write the page."""
    summary = (__doc__ or "").partition("\n")[0]
    size, processes, out = asked_for("sincerity.experiments.detained", summary, Size(), PAGE, arguments)
    began = time.monotonic()
    found = for_each_seed(live, size, min(processes, cpu_count()))
    out.write_text(page(found, size, time.monotonic() - began, processes), encoding="utf-8")


if __name__ == "__main__":
    main()
