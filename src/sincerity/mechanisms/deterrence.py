"""deterrence: what an act seems to risk and to cost, and how the seeming is learned.

Perceived risk starts at `risk_start` and moves by the share `risk_rate` of what is left: up when a misdeed of one's
own or of a contact is put on record, down when one is seen and is not. Perceived cost = points lost ÷ (score -
listing line) + `sanction_weight` × sanctions in force, D = risk × cost, R = points won ÷ the same distance; cost and R
are clamped to [0, 1]. Where nothing is scored the line is the policy's lowest score. Only the aware are deterred,
and only where the policy is in force. Posts under `policy.speech` are weighed, and learned from, by *expression*, where it
is in force, and not here.

Left out: a contact's experience counts as much as one's own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import is_caught, is_unpunished, mask_of, opinion_of
from sincerity.compute.fields import STOCK, Column, Field
from sincerity.compute.fixed import OFFSET16, TOP16, clamp, factor, rounded, step_toward, strength_of, threshold
from sincerity.draw import RISK_CONTACT, RISK_OWN, draw
from sincerity.scenario.registry import Param, Table
from sincerity.scenario.rules import n_sanctions
from sincerity.types import ADULT, ONE, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "mind.deterrence",
        "deterrence",
        (
            Param(
                "risk_start",
                "chance",
                0.1,
                "perceived chance",
                "Perceived risk of being put on record before anything is learned.",
                low=0.0,
                high=1.0,
                plausible=(0.0, 0.5),
            ),
            Param(
                "risk_rate",
                "chance",
                0.05,
                "share per event",
                "Share of the way to certain, or to none, that one event moves the perceived risk.",
                low=0.0,
                high=1.0,
                plausible=(0.005, 0.2),
            ),
            Param(
                "sanction_weight",
                "number",
                0.1,
                "cost per sanction",
                "Perceived cost added by each kind of sanction in force.",
                low=0.0,
                high=1.0,
                plausible=(0.0, 0.3),
            ),
        ),
        absent="default",
    ),
)

POLICY = (
    Field("deterrence_active", "i1", "1 where those who know of the system weigh it"),
    Field("risk_rate", "i8", "share moved by one event, out of 2³²"),
    Field("sanction_cost", "i8", "perceived cost of the sanctions in force, Q16"),
    Field("listing_line", "i8", "score below which a person is listed, else the lowest score"),
)
WORLD = (Field("risk_start", "i8", "perceived risk before anything is learned, 0…65,535"),)
STATE = (Field("risk", "i2", "perceived risk, 0…65,535 for [0, 1], kept less 32,768"),)
TODAY = (
    Field("deterred", "i8", "D, perceived risk times perceived cost, Q16"),
    Field("tempted", "i8", "R, perceived worth of the points to be won, Q16"),
)
COLUMNS = (Column("risk_sum", "sum over adults under a policy of perceived risk", of="adults", full=TOP16, counts=STOCK),)
PURPOSES = ("RISK_OWN", "RISK_CONTACT")


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """Everyone starts with the same guess; it moves where there is a policy to learn of."""
    me.risk = int(world.risk_start) - OFFSET16


def weigh(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Before the occasion is taken: what it seems to risk, cost and win."""
    b = int(today.occasion) - 1
    if b < 0 or int(policy.deterrence_active) == 0 or int(me.aware) == 0:
        return
    if int(policy.speech_rule[b]) & int(policy.expression_active) != 0:
        return
    distance = int(me.score) - int(policy.listing_line)
    if distance < 1:
        distance = 1
    points = int(policy.points[b])
    if int(policy.punished[b]) != 0:
        cost = int(policy.sanction_cost)
        if points < 0:
            cost += (-points * ONE) // distance
        risk = int(me.risk) + OFFSET16
        today.deterred = ((risk + (risk >> 15)) * clamp(cost, 0, ONE)) >> 16
    elif points > 0:
        today.tempted = clamp((points * ONE) // distance, 0, ONE)


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Learn from a contact whose misdeed of yesterday was put on record, or was not."""
    if int(policy.deterrence_active) == 0 or int(me.aware) == 0 or strength_of(int(me.ties[slot])) == 0:
        return
    if int(policy.expression_active) != 0 and opinion_of(face) != 0:
        return
    if is_caught(face) != 0 or is_unpunished(face) != 0:
        move_risk(is_caught(face), draw(int(world.k0), int(world.k1), RISK_CONTACT, p, day, slot), me, policy)


def learn(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Learn from one's own misdeed of today."""
    b = int(today.act) - 1
    if b < 0 or int(policy.deterrence_active) == 0 or int(me.aware) == 0 or int(policy.points[b]) >= 0:
        return
    if int(policy.speech_rule[b]) != 0 and (int(policy.expression_active) != 0 or int(today.level) <= int(policy.tolerance)):
        return
    move_risk(int(today.caught), draw(int(world.k0), int(world.k1), RISK_OWN, p, day, 0), me, policy)


def move_risk(caught: int, word: int, me: Any, policy: Any) -> None:
    """One step of perceived risk: up where the misdeed was put on record, down where it was not."""
    target = TOP16 if caught != 0 else 0
    me.risk = step_toward(int(me.risk) + OFFSET16, target, int(policy.risk_rate), word) - OFFSET16


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Sum the perceived risk of adults."""
    if int(policy.deterrence_active) != 0 and int(me.standing) & ADULT != 0:
        tally.risk_sum = int(tally.risk_sum) + int(me.risk) + OFFSET16


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Start, rate and what a sanction seems to cost."""
    mind = scenario.mind.deterrence
    active = scenario.policy.active and mind.active
    policy["deterrence_active"] = active
    if active:
        policy["events_aware"] |= mask_of("caught") | mask_of("unpunished")
    world["risk_start"] = rounded_stock(mind.risk_start) if mind.active else 0
    policy["risk_rate"] = threshold(mind.risk_rate)
    policy["sanction_cost"] = min(ONE, factor(mind.sanction_weight) * n_sanctions(scenario))
    listing = scenario.policy.listing
    by_score = scenario.policy.scoring.active and listing is not None and listing.active and listing.by_score
    policy["listing_line"] = listing.by_score_below if by_score else scenario.policy.min_score


def rounded_stock(share: float) -> int:
    """A share in [0, 1] as a 16-bit stock.

    >>> rounded_stock(1.0)
    65535
    """
    return rounded(Fraction(share) * TOP16)
