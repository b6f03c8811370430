"""jobs: who is barred loses a well-paid job within months, and gets none.

Each month a barred person with a well-paid job is dismissed by the chance `dismissed_per_month`; no well-paid post is given
to one (*economy* fills posts). Ordinary posts stay open to all; where `employers_mind`, employers give them to the barred
only after everybody else.

Source: barred from posts of responsibility (220,000 blocked from executive posts by May 2018, chinadaily 10 Jun 2018; the press
article says good jobs). What share of posts that meant is not known.

Left out: self-employment; posts in the party, army or state as such; what employers would do unasked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.compute.bars import NOBODY, bar_of, is_barred
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import threshold
from sincerity.draw import DISMISSED, draw
from sincerity.scenario.registry import Param, Table, for_whom
from sincerity.types import JOB_BITS, WELL_PAID, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.jobs",
        "jobs",
        (
            for_whom("Who is barred"),
            Param(
                "dismissed_per_month",
                "chance",
                0.3,
                "chance",
                "Chance that a barred person loses a well-paid job in a month.",
                low=0.0,
                high=1.0,
                plausible=(0.1, 0.8),
                source="assumed: within months",
            ),
            Param("employers_mind", "switch", False, "", "Employers give ordinary posts to the barred only after everybody else."),
        ),
    ),
)

POLICY = (
    Field("jobs_bar", "i1", "the best tier barred, -1 the listed, -2 nobody"),
    Field("jobs_dismissed", "i8", "threshold of losing a well-paid job this month, 0…2³²"),
    Field("employers_mind", "i1", "1 where the barred come last for ordinary posts"),
)
TODAY = (Field("dismissed", "i8", "1 when the sanction ends a job"),)
COLUMNS = (Column("jobs_lost", "well-paid jobs that the sanction ended"),)
EVENTS = (Event("dismissed", "dismissed", "was dismissed because barred"),)
PURPOSES = ("DISMISSED",)


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Dismiss the barred from well-paid jobs."""
    if int(policy.jobs_bar) == NOBODY or int(me.means) & JOB_BITS != WELL_PAID or is_barred(int(policy.jobs_bar), me) == 0:
        return
    if draw(int(world.k0), int(world.k1), DISMISSED, p, day, 0) < int(policy.jobs_dismissed):
        today.dismissed = 1
        tally.jobs_lost = int(tally.jobs_lost) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Whom the policy bars, and how fast they are dismissed."""
    policy["jobs_bar"] = bar = bar_of(scenario, "jobs")
    if bar != NOBODY:
        policy["jobs_dismissed"] = threshold(scenario.policy.jobs.dismissed_per_month)
        policy["employers_mind"] = scenario.policy.jobs.employers_mind
