"""What a report is about: runs put together by policy, and what they are set against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sincerity.engine.compose import registry
from sincerity.errors import FolderError
from sincerity.experiments.comparison import Comparison, is_comparison
from sincerity.scenario.load import load
from sincerity.scenario.pair import differing
from sincerity.store.run import Run

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario


@dataclass(frozen=True)
class Arm:
    """One policy. name: what it is called here; runs: one for each seed, in the order of seeds."""

    name: str
    runs: tuple[Run, ...]

    @property
    def first(self) -> Run:
        """The run with the first seed: what is shown of persons is of this one."""
        return self.runs[0]

    @property
    def slug(self) -> str:
        """The name as part of an anchor or a file's name.

        >>> Arm("my policy (2)", ()).slug
        'my-policy-2'
        """
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "policy"

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that it was lived with."""
        return tuple(run.manifest.seed for run in self.runs)

    @cached_property
    def scenario(self) -> Scenario:
        """The policy and the society, as they were resolved for the run."""
        return load(self.first.folder.scenario, registry())

    @property
    def has_policy(self) -> bool:
        """Whether a policy was in force at any time."""
        return bool(self.scenario.policy.active)


@dataclass(frozen=True)
class Subject:
    """All that a report is about.

    path: the folder that was named first
    arms: the policies it tells of, in order; the first is told most of
    reference: the same people without, or under another policy, which the arms are set against; None where there is none
    comparison: the folder's tables of effects, where it is a comparison
    """

    path: Path
    arms: tuple[Arm, ...]
    reference: Arm | None = None
    comparison: Comparison | None = None

    @property
    def all(self) -> tuple[Arm, ...]:
        """The arms, then the reference."""
        return (*self.arms, *((self.reference,) if self.reference is not None else ()))

    @property
    def main(self) -> Arm:
        """The arm told most of."""
        return self.arms[0]

    @property
    def n_seeds(self) -> int:
        """The fewest seeds of any arm."""
        return min(len(arm.runs) for arm in self.all)

    def pairs(self, arm: Arm) -> list[tuple[Run, Run]]:
        """(run, the reference's run of the same people with the same luck), for the seeds that both have; none without a reference."""
        if self.reference is None or differing(arm.scenario, self.reference.scenario):
            return []
        theirs = {luck_of(run): run for run in self.reference.runs}
        return [(run, theirs[luck_of(run)]) for run in arm.runs if luck_of(run) in theirs]


def open_subject(paths: Sequence[str | Path]) -> Subject:
    """Open run folders, or one comparison's.

    Runs of one scenario are put together by seed. What has a twin is set against it; without one, what has a policy is set against the
    one society among the runs that has none and is of the same people.

    Raises
    ------
    FolderError
        A folder holds neither, or one that is not done; a run is named twice; or the runs are not over the same days.
    """
    places = [Path(path) for path in paths]
    if not places:
        raise FolderError("there is nothing to report on. Name the folder that `sincerity run` or `sincerity compare` wrote.")
    if any(is_comparison(place) for place in places):
        if len(places) > 1:
            raise FolderError(f"{places[0]} and {places[1]}: a comparison is reported alone. Make a report of each.")
        return subject_of_comparison(Comparison(places[0]))
    return subject_of_runs([Run(place) for place in places])


def subject_of_comparison(comparison: Comparison) -> Subject:
    """A comparison's scenarios; its first one is what the others are set against."""
    reference, *arms = (Arm(name, tuple(comparison.run(name, seed) for seed in comparison.seeds)) for name in comparison.scenarios)
    return Subject(comparison.path, tuple(arms), reference, comparison)


def subject_of_runs(runs: Sequence[Run]) -> Subject:
    """Runs and their twins, put together by scenario."""
    _require_same_days(runs)
    own = _by_scenario(runs, once=True)
    twins = _by_scenario([run.twin for run in runs if run.twin is not None])
    lone = {key: found for key, found in twins.items() if key not in own}
    names = _names({**own, **lone})
    arms = [Arm(names[key], found) for key, found in own.items()]
    others = [Arm(names[key], found) for key, found in lone.items()]
    if len(others) == 1:
        return Subject(runs[0].path, tuple(arms), others[0])
    reference = _without_policy(arms) if not others else None
    return Subject(runs[0].path, tuple(arm for arm in (*arms, *others) if arm is not reference), reference)


def _require_same_days(runs: Sequence[Run]) -> None:
    first = runs[0].manifest
    for run in runs[1:]:
        if (run.manifest.start, run.manifest.days) != (first.start, first.days):
            raise FolderError(
                f"{run.path} has {run.manifest.days} days from {run.manifest.start}, {runs[0].path} has {first.days} from {first.start}. "
                "One report is over the same days: make a report of each."
            )


def _by_scenario(runs: Iterable[Run], *, once: bool = False) -> dict[str, tuple[Run, ...]]:
    """Runs by the hash of their scenario, in the order of seeds. once: FolderError where one is there twice."""
    found: dict[str, dict[Luck, Run]] = {}
    for run in runs:
        same = found.setdefault(run.manifest.scenario_hash, {})
        twice = same.setdefault(luck_of(run), run)
        if once and twice is not run:
            raise FolderError(f"{twice.path} and {run.path} are the same scenario with the same seed. Name one of them.")
    return {key: tuple(by_luck[luck] for luck in sorted(by_luck)) for key, by_luck in found.items()}


Luck = tuple[int, int]


def luck_of(run: Run) -> Luck:
    """What runs share whose people have the same luck: the seed, and that of the luck of days, -1 where it has none of its own."""
    return run.manifest.seed, -1 if run.manifest.luck is None else run.manifest.luck


def _names(found: Mapping[str, Sequence[Run]]) -> dict[str, str]:
    """What each is called: its scenario, with the folder's name where two scenarios have one name, with a number where even that is one."""
    by_scenario = {key: runs[0].manifest.scenario for key, runs in found.items()}
    by_folder = {key: f"{name} ({found[key][0].path.resolve().name})" for key, name in by_scenario.items()}
    names: dict[str, str] = {}
    for number, key in enumerate(found, start=1):
        alike = [names_of for names_of in (by_scenario, by_folder) if list(names_of.values()).count(names_of[key]) == 1]
        names[key] = alike[0][key] if alike else f"{by_folder[key]} {number}"
    return names


def _without_policy(arms: Sequence[Arm]) -> Arm | None:
    """The one arm without a policy, where there are others and all are of the same people."""
    found = [arm for arm in arms if not arm.has_policy]
    if len(found) != 1 or len(arms) < 2:
        return None
    theirs = set(map(luck_of, found[0].runs))
    same = all(not differing(arm.scenario, found[0].scenario) and set(map(luck_of, arm.runs)) & theirs for arm in arms)
    return found[0] if same else None
