"""hotels: star hotels are refused to the barred.

Some of the trips that are made (*travel*) have their nights in a star hotel: which, and how many nights, is drawn apart from
policy and state. A barred guest is refused at the desk (`attempts_per_stay` times on average), then goes without the nights or
takes a plain room, which is open to all.

Source: "high-level consumption in star-rated hotels" is among the court's restrictions (chinajusticeobserver, 1 Nov 2019); plain
rooms are not; the press article says hotels.

Left out: prices; who else looks on; nights without a trip.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.bars import NOBODY, bar_of, is_barred
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import rounded, threshold, whole_and_again
from sincerity.draw import HOTEL_ATTEMPTS, HOTEL_INSTEAD, HOTEL_NIGHTS, HOTEL_STAY, draw
from sincerity.scenario.registry import Param, Table, for_whom
from sincerity.types import Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.hotels",
        "hotels",
        (
            for_whom("Who is barred"),
            Param(
                "attempts_per_stay",
                "number",
                1.5,
                "attempts",
                "Mean number of desks at which a barred guest asks, and is refused, for one stay.",
                low=1.0,
                high=100.0,
                plausible=(1.0, 3.0),
            ),
            Param(
                "goes_without",
                "chance",
                0.2,
                "chance",
                "Chance that a refused guest gives the nights up rather than take a plain room.",
                low=0.0,
                high=1.0,
                plausible=(0.05, 0.6),
            ),
        ),
    ),
    Table(
        "society.stays",
        "hotels",
        (
            Param(
                "per_trip",
                "chance",
                0.3,
                "share of trips made",
                "Trips whose nights are in a star hotel.",
                low=0.0,
                high=1.0,
                plausible=(0.1, 0.5),
            ),
            Param(
                "nights",
                "number",
                2.0,
                "nights",
                "Mean nights of a stay, which is as likely to be one night as one less than twice as long.",
                low=1.0,
                high=30.0,
                plausible=(1.0, 4.0),
            ),
        ),
        absent="default",
        switch=False,
    ),
)

WORLD = (
    Field("stay_chance", "i8", "threshold of a trip's nights being in a star hotel, 0…2³²"),
    Field("stay_nights", "i8", "twice the mean nights, less one"),
)
POLICY = (
    Field("hotels_bar", "i1", "the best tier barred, -1 the listed, -2 nobody"),
    Field("hotel_attempts", "i4", "whole attempts per stay"),
    Field("hotel_again", "i8", "threshold of one attempt more, 0…2³²"),
    Field("goes_without", "i8", "threshold of giving the nights up, 0…2³²"),
)
TODAY = (
    Field("hotel_refused", "i8", "times refused a room today"),
    Field("nights_forgone", "i8", "nights given up today"),
)
COLUMNS = (
    Column("stays", "stays in a star hotel wanted"),
    Column("hotel_refused", "times a room was refused"),
    Column("nights_forgone", "nights given up after a refusal"),
    Column("nights_plain", "nights in a plain room after a refusal"),
)
EVENTS = (
    Event("hotel_refused", "hotel_refused", "was refused a room, this many times"),
    Event("nights_forgone", "nights_forgone", "gave up this many nights"),
)
PURPOSES = ("HOTEL_STAY", "HOTEL_NIGHTS", "HOTEL_ATTEMPTS", "HOTEL_INSTEAD")


def live(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """The nights of a trip that was made."""
    if int(today.trip) == 0:
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    if draw(k0, k1, HOTEL_STAY, p, day, 0) >= int(world.stay_chance):
        return
    tally.stays = int(tally.stays) + 1
    if int(policy.hotels_bar) == NOBODY or is_barred(int(policy.hotels_bar), me) == 0:
        return
    times = int(policy.hotel_attempts)
    if draw(k0, k1, HOTEL_ATTEMPTS, p, day, 0) < int(policy.hotel_again):
        times += 1
    today.hotel_refused = times
    tally.hotel_refused = int(tally.hotel_refused) + times
    nights = 1 + ((draw(k0, k1, HOTEL_NIGHTS, p, day, 0) * int(world.stay_nights)) >> 32)
    if draw(k0, k1, HOTEL_INSTEAD, p, day, 0) < int(policy.goes_without):
        today.nights_forgone = nights
        tally.nights_forgone = int(tally.nights_forgone) + nights
    else:
        tally.nights_plain = int(tally.nights_plain) + nights


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """How many trips have such nights; whom the policy bars."""
    stays = scenario.society.stays
    world["stay_chance"] = threshold(stays.per_trip)
    world["stay_nights"] = rounded(2 * Fraction(stays.nights)) - 1
    policy["hotels_bar"] = bar = bar_of(scenario, "hotels")
    if bar != NOBODY:
        rules = scenario.policy.hotels
        policy["hotel_attempts"], policy["hotel_again"] = whole_and_again(rules.attempts_per_stay)
        policy["goes_without"] = threshold(rules.goes_without)
