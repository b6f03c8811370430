"""rollout: pilot regions first, the others on dates of their own, all by the day of the whole country.

A policy may be confined to some regions (`policy.regions`). Of those, some are pilots, under it from day 0; each of the
others joins on the morning of a day drawn for it alone, uniform up to the day named `nationwide`. Without the table
the policy is in force in all of its regions from day 0. Who lives outside `policy.regions` never comes under it.
Where points alone are rolled out, a region that has not joined is under the same policy without scoring.

Source: 43 municipal pilots by 2018 (Mistreanu FP 2018). What share of townships they were is not known.

Left out: why a place becomes a pilot (size, wealth, zeal); neighbours that join together; steps within a region; places
that leave.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.fields import STOCK, Column, Field
from sincerity.compute.fixed import rounded
from sincerity.draw import ROLLOUT_DATE, ROLLOUT_PILOT, draw, seed_key
from sincerity.scenario.registry import REQUIRED, Param, Table
from sincerity.types import Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

NEVER_COVERED = 2**31 - 1
"""The first day of a region that no day of a run reaches."""

PARAMS = (
    Table(
        "policy.rollout",
        "rollout",
        (
            Param(
                "pilot_share",
                "chance",
                0.1,
                "share of regions",
                "Share of the policy's regions that are under it from day 0; at least one is.",
                low=0.0,
                high=1.0,
                plausible=(0.01, 0.5),
                source="assumed, wide: 43 municipal pilots by 2018 (Mistreanu FP 2018)",
            ),
            Param(
                "of",
                "choice",
                "policy",
                "",
                "What is rolled out: the whole policy, or the points alone, all else being in force from day 0.",
                choices=("policy", "points"),
            ),
            Param("nationwide", "date", REQUIRED, "", "The last date on which a region joins; from then on the policy is in force in all."),
        ),
    ),
)

POLICY = (Field("in_force", "i1", "1 where there is a policy"),)
COLUMNS = (Column("covered", "residents of regions where the policy is in force", counts=STOCK),)
PURPOSES = ("ROLLOUT_PILOT", "ROLLOUT_DATE")


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """One more who lives under the policy, of whatever age."""
    tally.covered = int(tally.covered) + int(policy.in_force)


def first_days(scenario: Scenario, n_regions: int, seed: int) -> list[int]:
    """The day on whose morning each region comes under the policy, NEVER_COVERED where it does not.

    n_regions: of the society; a region's number is its place in the list. The same seed draws the same dates under every
    policy with the same rollout and regions.
    """
    days = [NEVER_COVERED] * n_regions
    policy = scenario.policy
    if not policy.active:
        return days
    regions = list(range(n_regions)) if policy.regions == "all" else sorted(policy.regions)
    rollout = policy.rollout
    last = (rollout.nationwide - scenario.start).days if rollout is not None and rollout.active else 0
    pilots = pilots_among(regions, rollout.pilot_share, seed) if last > 0 else frozenset(regions)
    k0, k1 = seed_key(seed)
    for region in regions:
        days[region] = 0 if region in pilots else 1 + ((draw(k0, k1, ROLLOUT_DATE, region, 0, 0) * last) >> 32)
    return days


def points_alone(scenario: Scenario) -> bool:
    """Whether the points alone are rolled out, and everything else is in force from day 0."""
    policy = scenario.policy
    rollout = policy.rollout
    return bool(policy.active and rollout is not None and rollout.active and rollout.of == "points")


def pilots_among(regions: list[int], share: float, seed: int) -> frozenset[int]:
    """The regions with the smallest words of chance, ties by number: the share of them all, rounded, at least one."""
    k0, k1 = seed_key(seed)
    words: dict[int, int] = {}
    for region in sorted(regions):
        words[region] = draw(k0, k1, ROLLOUT_PILOT, region, 0, 0)
    n_pilots = max(1, rounded(Fraction(share) * len(regions)))
    return frozenset(sorted(words, key=words.__getitem__)[:n_pilots])


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Whether there is a policy at all."""
    policy["in_force"] = scenario.policy.active
