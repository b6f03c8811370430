"""deposits: who has a good score rents bicycles, umbrellas and chargers without a deposit.

Adults now and then rent something for the day, drawn apart from score and tier: a rental is the same under every policy that has
this table. Who stands in the tier `from_tier`, or in a better one, leaves no deposit; everyone else leaves one, and has it back in the
evening.

Left out: who cannot pay a deposit and goes without; things that are not brought back; what a deposit earns whoever holds it. Children
rent nothing, nor do the detained.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.extend import (
    ADULT,
    Array,
    Column,
    Event,
    Field,
    Param,
    ScenarioError,
    Step,
    Table,
    bump,
    daily,
    draw,
    is_detained,
    plugin_purpose,
    threshold,
)

if TYPE_CHECKING:
    from sincerity import Scenario

THINGS = ("bicycle", "umbrella", "charger")
DIMENSIONS = {"things_for_rent": len(THINGS)}
SPARED = "at 650 points of Sesame Credit a car was rented without a deposit (Botsman, Wired UK, 21 October 2017)"
NOBODY_SPARED = -1

PARAMS = (
    Table(
        "policy.deposits",
        "deposits",
        (
            Param("from_tier", "text", "", "", "The lowest tier that is spared deposits; empty for the best alone.", source=SPARED),
            Param(
                "per_year",
                "number",
                12.0,
                "rentals per adult and year",
                "Mean number of times an adult rents something.",
                low=0.0,
                high=365.0,
                plausible=(2.0, 60.0),
            ),
            Param("bicycle_cny", "integer", 199, "CNY", "Deposit for a bicycle.", low=0, high=10_000, plausible=(99, 299)),
            Param("umbrella_cny", "integer", 39, "CNY", "Deposit for an umbrella.", low=0, high=10_000, plausible=(20, 60)),
            Param("charger_cny", "integer", 99, "CNY", "Deposit for a charger.", low=0, high=10_000, plausible=(50, 150)),
        ),
        absent="off",
    ),
)

POLICY = (
    Field("deposits_chance", "i8", "threshold of renting something today, 0…2³²; 0 where the table is off"),
    Field("deposits_tier", "i1", "the worst tier that is spared deposits, or -1 where nobody is"),
    Field("deposits_cny", "i4", "deposit for each thing, CNY", "things_for_rent"),
)
COLD = (Field("deposits_spared", "i2", "rentals without a deposit since day 0, at most 32,767"),)
PEOPLE = {"deposits_spared": ("rentals", "rentals without a deposit since day 0, at most 32,767")}
TODAY = (
    Field("deposit_waived", "i8", "1 if something was rented without a deposit today"),
    Field("deposit_left", "i8", "deposit left today, CNY"),
)
COLUMNS = (
    Column("rentals", "things rented"),
    Column("deposits_waived", "things rented without a deposit"),
    Column("deposits_left", "deposits left"),
    Column("deposits_sum", "sum of the deposits left, CNY", of="deposits_left"),
)
EVENTS = (
    Event("deposit_waived", "deposit_waived", "rented something without a deposit"),
    Event("deposit_left", "deposit_left", "left a deposit to rent something; CNY"),
)

RENTAL = plugin_purpose("deposits", 0)
RENTAL_THING = plugin_purpose("deposits", 1)
PURPOSES = {"RENTAL": "Whether the person rents something today.", "RENTAL_THING": "What is rented."}

STEPS = (
    Step(
        "live",
        "deposits",
        "live",
        reads="me.standing me.tier today.shown",
        writes="cold.deposits_spared tally.deposits_left tally.deposits_sum tally.deposits_waived tally.rentals today.deposit_left "
        "today.deposit_waived",
    ),
)
CONFORMANCE = ("policy.deposits.per_year=40", "policy.deposits.from_tier=A")
"""Settings beside the switch under which a few thousand people of the article soon bring everything about."""


def live(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A rental, if any, and the deposit that is left for it or not."""
    if int(policy.deposits_chance) == 0 or int(me.standing) & ADULT == 0 or is_detained(int(today.shown)) != 0:
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    if draw(k0, k1, RENTAL, p, day, 0) >= int(policy.deposits_chance):
        return
    tally.rentals = int(tally.rentals) + 1
    if int(me.tier) <= int(policy.deposits_tier):
        today.deposit_waived = 1
        tally.deposits_waived = int(tally.deposits_waived) + 1
        cold.deposits_spared = bump(int(cold.deposits_spared), 1)
        return
    thing = (draw(k0, k1, RENTAL_THING, p, day, 0) * len(THINGS)) >> 32
    cny = int(policy.deposits_cny[thing])
    today.deposit_left = cny
    tally.deposits_left = int(tally.deposits_left) + 1
    tally.deposits_sum = int(tally.deposits_sum) + cny


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Rentals, deposits, and whom a tier spares. ScenarioError where no tier has the name given."""
    deposits = scenario.table("policy.deposits")
    if deposits is None or not (scenario.policy.active and deposits.active):
        return
    policy["deposits_chance"] = threshold(min(Fraction(1), daily(deposits.per_year)))
    policy["deposits_tier"] = spared(deposits.from_tier, [tier.name for tier in scenario.policy.tier])
    policy["deposits_cny"] = [deposits.bicycle_cny, deposits.umbrella_cny, deposits.charger_cny]
    if not scenario.policy.scoring.active:
        policy["deposits_tier"] = NOBODY_SPARED


def spared(name: str, tiers: list[str]) -> int:
    """The number of the worst tier that is spared.

    >>> spared("", ["A", "B"]), spared("B", ["A", "B"]), spared("", [])
    (0, 1, -1)
    """
    if not name:
        return 0 if tiers else NOBODY_SPARED
    if name not in tiers:
        known = ", ".join(tiers) or "none at all"
        raise ScenarioError(f'policy.deposits.from_tier = "{name}" is no tier. The tiers are {known}. Name one, or leave it empty.')
    return tiers.index(name)
