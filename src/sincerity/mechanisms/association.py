"""association: contacts' scores move one's own.

Where the policy says so, an adult's score moves toward the mean score of the adults among the person's live ties, by the
share `pull_per_year` a year, a little every day: the points join those of the day (*scoring*). The clean score moves toward
the same mean by the same share. Scores of contacts are read off their faces, in 4,095ths of the policy's range; who is
not scored shows the start.

Left out: what contacts' scores would be without errors; weights by closeness; whom people drop because of it (*ties* knows
nothing of scores).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import n_adults_of, score_sum_of
from sincerity.compute.fields import STOCK, Column, Field
from sincerity.compute.fixed import daily, rounded
from sincerity.draw import ASSOCIATION, draw
from sincerity.scenario.registry import Param, Table
from sincerity.types import ADULT, CERTAIN, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.association",
        "association",
        (
            Param(
                "pull_per_year",
                "number",
                0.5,
                "share per year",
                "Share of the way to the mean score of one's contacts that a score moves in a year.",
                low=0.0,
                high=12.0,
                plausible=(0.0, 4.0),
            ),
        ),
    ),
)

WORLD = (Field("half_of", "i8", "2³² / 2n, rounded up, by n contacts", "contacts"),)
POLICY = (Field("association_points", "i8", "points a day for one 4,095th of the range between one's score and the mean, out of 2³²"),)
TODAY = (
    Field("score_gap", "i8", "1 + the distance of one's score from the contacts' mean, in 4,095ths of the range; 0 without contacts"),
    Field("association_change", "i8", "points that contacts' scores add or take today"),
    Field("association_clean", "i8", "points that contacts' scores add to the clean score or take from it"),
)
COLUMNS = (
    Column(
        "score_gap_sum",
        "sum over adults of the distance between score and contacts' mean, over the range",
        of="score_gap_of",
        full=4095,
        counts=STOCK,
    ),
    Column("score_gap_of", "adults with a score and with adult contacts", counts=STOCK),
)
PURPOSES = ("ASSOCIATION",)


def judge(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """How far one's score lies from one's contacts', and what that adds or takes."""
    if int(policy.scoring_active) == 0 or int(me.standing) & ADULT == 0:
        return
    near = int(today.near)
    n = n_adults_of(near)
    if n == 0:
        return
    mean = ((2 * score_sum_of(near) + n) * int(world.half_of[n])) >> 32
    gap = mean - scaled(int(me.score), policy)
    today.score_gap = 1 + abs(gap)
    if int(policy.association_points) != 0:
        word = draw(int(world.k0), int(world.k1), ASSOCIATION, p, day, 0)
        today.association_change = (gap * int(policy.association_points) + word) >> 32
        gap = mean - scaled(int(me.clean_score), policy)
        today.association_clean = (gap * int(policy.association_points) + word) >> 32


def scaled(score: int, policy: Any) -> int:
    """A score as a face shows it, 0…4095."""
    return ((score - int(policy.min_score)) * int(policy.face_scale)) >> 32


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Segregation by score: how near people's scores lie to those around them."""
    if int(today.score_gap) > 0:
        tally.score_gap_sum = int(tally.score_gap_sum) + int(today.score_gap) - 1
        tally.score_gap_of = int(tally.score_gap_of) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Points a day by distance; a table with which a sum becomes the nearest mean, exactly."""
    for n in range(1, world["half_of"].shape[1]):
        world["half_of"][0, n] = -(-CERTAIN // (2 * n))
    rules = scenario.policy
    if rules.association is None or not (rules.active and rules.association.active and rules.scoring.active):
        return
    span = max(1, rules.max_score - rules.min_score)
    policy["association_points"] = rounded(daily(rules.association.pull_per_year) * Fraction(span, 4095) * CERTAIN)
