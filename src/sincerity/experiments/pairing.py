"""What exact twins are worth: how many unpaired seeds take the place of one pair, effect by effect.

`python -m sincerity.experiments.pairing` lives `none`, `article` and `due-process` with the same seeds, in force everywhere from day 0, and
writes `docs/pairing-measured.md`.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sincerity.compute.launch import cpu_count
from sincerity.engine.compose import registry
from sincerity.experiments import measure
from sincerity.experiments.comparison import HEADLINES
from sincerity.experiments.effects import measure as measured
from sincerity.experiments.effects import metrics_of, variance_ratio
from sincerity.experiments.measure import interval
from sincerity.experiments.pages import asked_for, command_line, made_with, prose, written, written_interval
from sincerity.observe.units import unit_of
from sincerity.scenario.load import load
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.types import Array, Columns

PAGE = Path("docs/pairing-measured.md")
NAMES = ("none", "article", "due-process")
PAIRS = (("article", "none"), ("due-process", "article"))
RESAMPLES = 4_000
Found = Mapping[str, Mapping[str, float]]
"""Scenario → metric → its value, with one seed."""


@dataclass(frozen=True)
class Size:
    """How much is lived. seeds: how many, from 0 on."""

    people: int = 10_000
    days: int = 365
    burn_in_days: int = 365
    seeds: int = 12


def scenarios(size: Size) -> dict[str, Scenario]:
    """What is compared, each in force everywhere from day 0."""
    sizes = {"society__people": size.people, "days": size.days, "burn_in_days": size.burn_in_days}
    plain = {name: load(name, registry()).with_(**sizes) for name in NAMES}
    return {name: one.with_(policy__rollout__active=False) if one.policy.active else one for name, one in plain.items()}


def live(size: Size, seed: int) -> Found:
    """The headline metrics of each scenario with one seed, over the whole time."""
    return {name: _headlines(scenario, measure.live(scenario, seed).series) for name, scenario in scenarios(size).items()}


def _headlines(scenario: Scenario, series: Columns) -> dict[str, float]:
    days = [scenario.start + datetime.timedelta(days=day) for day in range(scenario.days)]
    dated = {**series, "first_of_month": np.array([day.day == 1 for day in days])}
    metrics = metrics_of(scenario)
    return {name: measured(name, metrics[name], dated) for name in HEADLINES}


def of_pair(found: Sequence[Found], scenario: str, against: str, metric: str) -> tuple[Array, Array]:
    """A metric by seed, under the reference and under the scenario."""
    return tuple(np.array([seed[name][metric] for seed in found]) for name in (against, scenario))  # type: ignore[return-value]


def resampled(there: Array, here: Array) -> tuple[float, float]:
    """The middle 95 % of the ratio over seeds drawn anew with replacement, with a fixed generator.

    >>> low, high = resampled(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.5, 2.4, 3.5, 4.6]))
    >>> low < variance_ratio(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.5, 2.4, 3.5, 4.6])) < high
    True
    """
    generator = np.random.default_rng(1)
    picks = generator.integers(0, len(there), (RESAMPLES, len(there)))
    ratios = np.array([variance_ratio(there[pick], here[pick]) for pick in picks])
    ratios = ratios[~np.isnan(ratios)]
    return (float(np.quantile(ratios, 0.025)), float(np.quantile(ratios, 0.975))) if len(ratios) else (np.nan, np.nan)


def table(found: Sequence[Found], scenario: str, against: str, metrics: Mapping[str, str]) -> Iterator[str]:
    """A row for each effect: its paired interval, and the seeds that pairing saves."""
    yield f"| effect | unit | {against} | {scenario} | difference [95 %] | unpaired seeds for one pair [95 %] |"
    yield "|---|---|---:|---:|---:|---:|"
    for metric, label in HEADLINES.items():
        there, here = of_pair(found, scenario, against, metric)
        ratio = variance_ratio(there, here)
        worth = "no difference varies" if np.isnan(ratio) else _worth(ratio, *resampled(there, here))
        difference = written_interval(interval((here - there).tolist()))
        yield f"| {label} | {metrics[metric]} | {written(there.mean())} | {written(here.mean())} | {difference} | {worth} |"


def _worth(ratio: float, low: float, high: float) -> str:
    return f"{written(ratio)} [{written(low)}, {written(high)}]"


def page(found: Sequence[Found], size: Size, seconds: float, processes: int) -> str:
    """The page, whole."""
    command = command_line("sincerity.experiments.pairing", vars(size), vars(Size()))
    compared = scenarios(size)
    units = {name: unit_of(metric.column) for name, metric in metrics_of(compared["article"]).items()}
    lines = [
        *("# What exact twins are worth", ""),
        *prose(
            "Two policies lived by the same people with the same luck differ by the policy alone. What chance brings to both cancels in",
            "the difference, so its interval over seeds is narrower than that of two independent runs. Told is how many seeds unpaired",
            "runs would take for each pair of runs, for an interval as narrow: the variance of the two summed, over the variance of",
            "their difference. At 1 pairing is worth nothing, as where the reference has none of what is measured; below, it would harm.",
        ),
        *prose(
            f"`none`, `article` and `due-process`, in force everywhere from day 0, {size.people:,} people, {size.days:,} days, seeds 0 to",
            f"{size.seeds - 1}; means over the whole time. Differences with Student's 95 % intervals over seeds; the ratio with the middle",
            f"95 % over {RESAMPLES:,} resamples of the seeds. It is wide: a ratio of variances is known far less well than a mean.",
        ),
        *made_with(__version__, command, compared.values(), seconds, processes),
    ]
    for scenario, against in PAIRS:
        lines += [f"## `{scenario}` against `{against}`", "", *table(found, scenario, against, units), ""]
    lines += prose(
        "What a pair costs beside two plain runs is told under [performance](performance.md). Every comparison writes the ratio of each",
        "of its effects as `variance_ratio` ([how to compare](how-to/compare-two-policies.md)).",
    )
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Live all seeds and write the page."""
    summary = (__doc__ or "").partition("\n")[0]
    size, processes, out = asked_for("sincerity.experiments.pairing", summary, Size(), PAGE, arguments)
    began = time.monotonic()
    found = measure.for_each_seed(live, size, min(processes, cpu_count()))
    out.write_text(page(found, size, time.monotonic() - began, processes), encoding="utf-8")


if __name__ == "__main__":
    main()
