"""revisions: dated changes of the policy's own rules.

Each row of `policy.revision` names a date and the keys of the policy that change on its morning: other points, another
line of the list, a sanction that begins or ends, or `active = false`, the end of the policy (repeal). What a row does
not name stays as it was. A revision holds at once in every region that is under the policy, and for those that join later.

Left out: rules that change in some regions only; changes that are announced beforehand; new tiers or other names of tiers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sincerity.scenario.registry import REQUIRED, Param, Table
from sincerity.types import Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

MOST = 100
"""Rows at most, so that a region names the policy it is under in one byte."""

PARAMS = (
    Table("policy.revisions", "revisions", absent="default"),
    Table(
        "policy.revision",
        "revisions",
        (
            Param("name", "text", "", "", "Name by which options address the revision."),
            Param(
                "on",
                "date",
                REQUIRED,
                "",
                "The date from whose morning the revision holds; later than `start` and than the revision before.",
            ),
            Param("set", "changes", REQUIRED, "", "Keys of the policy, dotted, and the values they take."),
        ),
        switch=False,
        rows="name",
        most=MOST,
    ),
)
PURPOSES = ()


def stages(scenario: Scenario) -> list[tuple[int, Scenario]]:
    """The policies of a run: from which day on, and the scenario as it then stands.

    The first is day 0 and the scenario itself; each further one has all revisions up to it applied, and none of its own.
    Days run on past the last day of the run where revisions are dated later. There is no second stage where the switch or
    the policy is off.
    """
    # The library behind scenario files is wanted here alone.
    from sincerity.scenario.revise import revised

    policy = scenario.policy
    if not (policy.active and policy.revisions.active):
        return [(0, scenario)]
    days = [(row.on - scenario.start).days for row in policy.revision]
    return [(0, scenario), *zip(days, revised(scenario), strict=True)]


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Nothing of its own: a stage is packed by the mechanisms it changes."""
