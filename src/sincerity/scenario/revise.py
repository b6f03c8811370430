"""Dated changes of the policy: the scenario as it stands after each of them, and whether it may stand so."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from sincerity.errors import ScenarioError
from sincerity.scenario.checks import problems_of
from sincerity.scenario.emit import plain, tables_of
from sincerity.scenario.faults import validate
from sincerity.scenario.locate import Path
from sincerity.scenario.merge import Merged
from sincerity.scenario.options import parts_of, resolve
from sincerity.scenario.problems import Problem, show_path
from sincerity.scenario.schema import Scenario

ROWS: Path = ("policy", "revision")
FIXED = ("regions", "revision", "revisions", "rollout")
"""Keys of the policy that hold for the whole run."""


class _Stage(NamedTuple):
    """After one revision: the scenario (None past mending), all that is wrong with it, where the revision's keys lead."""

    scenario: Scenario | None
    problems: list[Problem]
    paths: dict[Path, str]


def revised(scenario: Scenario) -> list[Scenario]:
    """The scenario after each of its revisions, all up to it applied; each without any revision of its own."""
    return [stage.scenario for stage in _stages(scenario) if stage.scenario is not None]


def revision_problems(scenario: Scenario) -> Iterator[Problem]:
    """What each revision breaks that was whole before it, told at the key of the revision that breaks it."""
    rows = scenario.table("policy.revision") or ()
    told = set(problems_of(scenario, set())) if rows else set()
    for i, stage in enumerate(_stages(scenario)):
        if not rows[i].set:
            yield Problem((*ROWS, i, "set"), " is empty. A revision changes at least one key. Write set = { active = false }, say.")
        for problem in stage.problems:
            if problem not in told:
                yield _as_told(problem, i, rows[i].on, stage.paths)
        told.update(stage.problems)


def _stages(scenario: Scenario) -> Iterator[_Stage]:
    merged = Merged(scenario.shapes)
    merged.data = plain(tables_of(scenario))
    for i, row in enumerate(merged.data["policy"].pop("revision", ())):
        problems: list[Problem] = []
        paths: dict[Path, str] = {}
        for key, value in row["set"].items():
            try:
                path = _path(key, merged)
            except ScenarioError as error:
                problems.append(Problem((*ROWS, i, "set", key), str(error)))
                continue
            merged.put(path, value, key, "", 0)
            paths[path] = key
        staged, wrong, broken = validate(type(scenario), merged.data)
        problems += wrong
        if staged is not None:
            problems += problems_of(staged, broken)
        yield _Stage(staged, problems, paths)


def _path(key: str, merged: Merged) -> Path:
    """Where a key of a revision leads; ScenarioError, without the key's name, where a revision may not go."""
    parts = parts_of(key, "")
    if parts[0] == "policy":
        raise ScenarioError(f" begins with policy. Keys in set stand below policy as it is. Write {key.removeprefix('policy.')}.")
    if parts[0] in merged.data:
        raise ScenarioError(f" is no setting of the policy. A revision changes the policy alone. Write {key} into the scenario itself.")
    if parts[0] in FIXED:
        held = f"{', '.join(FIXED[:-1])} and {FIXED[-1]}"
        raise ScenarioError(f" cannot be revised. {held} hold for the whole run. Write it into the policy itself.")
    if parts[0] == "tier" and (len(parts) < 3 or parts[2] == "name"):
        raise ScenarioError(" cannot be revised. Tiers are columns, so their names and number stay. Write tier.<name>.from for a bound.")
    return resolve(["policy", *parts], merged.data, merged.shapes, "")


def _as_told(problem: Problem, i: int, on: datetime.date, paths: dict[Path, str]) -> Problem:
    """A problem of the scenario after revision `i`, told at the key that caused it, or at the whole revision."""
    if problem.path[:2] == ROWS:
        return problem
    for path, key in paths.items():
        if problem.path[: len(path)] == path or path[: len(problem.path)] == problem.path:
            return Problem((*ROWS, i, "set", key, *problem.path[len(path) :]), problem.text)
    return Problem((*ROWS, i, "set"), f": from {on} on, {show_path(problem.path)}{problem.text}")
