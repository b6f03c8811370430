"""What is asked: a policy, the claims, the seeds and the draws; checked before anything is lived."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sincerity.engine.compose import compose
from sincerity.engine.simulation import bytes_needed, dimensions_of, plan_of
from sincerity.errors import ScenarioError
from sincerity.store.memory import require_memory
from sincerity.verdicts.catalogue import Catalogue
from sincerity.verdicts.effects import LAST_YEAR, WHOLE, Measure, effects_of, measures_of
from sincerity.verdicts.lives import POLICY
from sincerity.verdicts.space import REGION, Space, space_of
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PEOPLE = 6_000
"""Residents, where nobody says how many: the shipped question then takes some ten minutes of two cores."""
FULL = 64
"""Draws from which on a verdict is no longer provisional."""
LEAST_DRAWS, LEAST_SEEDS = 4, 2
REGIONS, LEAST_REGION = 8, 1_000
"""A small society has smaller regions, so that a roll-out has some to go through, and none below what is plausible."""
COVERED = (Measure("covered", POLICY, LAST_YEAR), Measure("covered", POLICY, WHOLE))
"""Measured whatever is claimed: how much of the society the policy covered."""


@dataclass(frozen=True)
class Question:
    """All that is asked, checked. n_draws: of the hypercube; people and days are the scenario's."""

    space: Space
    catalogue: Catalogue
    seeds: tuple[int, ...]
    n_draws: int
    command: str

    @property
    def scenario(self) -> Scenario:
        """The policy asked about, with the shipped values."""
        return self.space.scenario

    @property
    def measures(self) -> list[Measure]:
        """All that is measured."""
        return [*measures_of(effects_of(self.catalogue.claim)), *COVERED]

    def digest(self) -> str:
        """Differs where anything does that could change a number: what is asked, or the code that lives it."""
        code = compose(dimensions_of(self.scenario), plan_of(self.scenario)).code
        asked = (self.scenario.to_toml(), self.catalogue.model_dump_json(), self.seeds, self.n_draws, repr(self.space.ranges))
        return hashlib.sha256(repr((__version__, code, asked)).encode()).hexdigest()


def check_question(scenario: Scenario, seeds: Sequence[int], n_draws: int, processes: int) -> None:
    """ScenarioError or SocietyError for what cannot be asked."""
    if not scenario.policy.active:
        text = f"{scenario.name} has no policy in force, so nothing can be claimed of it."
        raise ScenarioError(f"{text} Name a scenario with one, such as article.")
    if len(seeds) < LEAST_SEEDS:
        raise ScenarioError(f"--seeds names {len(seeds)} seed. An interval over seeds takes at least {LEAST_SEEDS}, such as 0..9.")
    if n_draws < LEAST_DRAWS:
        raise ScenarioError(f"--draws {n_draws} is too few. A verdict takes at least {LEAST_DRAWS}, and {FULL} not to be provisional.")
    if processes < 1:
        raise ScenarioError(f"--processes {processes} is out of range. It takes at least one.")
    require_memory(2 * bytes_needed(scenario) * processes, people=scenario.society.people)


def region_people(people: int, shipped: int) -> int:
    """Residents of a region, in a society of so many people.

    >>> region_people(6_000, 4_096), region_people(20_000, 4_096), region_people(100_000, 4_096)
    (1000, 2500, 4096)
    """
    return min(shipped, max(LEAST_REGION, people // REGIONS))


def question_of(
    scenario: Scenario, source: str, catalogue: Catalogue, seeds: Sequence[int], n_draws: int, *, fixed: Sequence[str], command: str
) -> Question:
    """The question of a scenario in the size that it is to be lived in.

    source: a shipped name, or the file whose notes tell the ranges; fixed: keys that were given a value, which are not drawn
    """
    if REGION not in fixed:
        size = region_people(scenario.society.people, scenario.society.region_people)
        scenario = scenario.with_(society__region_people=size)
    return Question(space_of(source, scenario, catalogue.variants, fixed), catalogue, tuple(seeds), n_draws, command)
