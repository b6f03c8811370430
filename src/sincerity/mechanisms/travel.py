"""travel: trips, and what happens to the barred at the counter.

Everyone's trips are drawn apart from policy and state, by income (none by the detained); the distance band of a trip says how it would be
made (plane or fast train) and how long it and the slow train take. A barred person is refused before others
(`attempts_per_trip` times on average) while a number of onlookers watch, then takes the slow train or stays at home.

Left out: who the onlookers are; holidays; prices. Children travel with adults and are not counted.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.bars import NOBODY, bar_of, is_barred
from sincerity.compute.face import is_detained
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import bump, daily, rounded, threshold, whole_and_again
from sincerity.draw import TRIP_ATTEMPTS, TRIP_BAND, TRIP_INSTEAD, TRIP_ONLOOKERS, draw
from sincerity.scenario.registry import Param, Table, for_whom
from sincerity.types import ADULT, CERTAIN, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

N_INCOME_BANDS = 8
N_BANDS = 8
DIMENSIONS = {"income_bands": N_INCOME_BANDS, "trip_bands": N_BANDS}

PARAMS = (
    Table(
        "policy.travel",
        "travel",
        (
            for_whom("Who is barred"),
            Param(
                "attempts_per_trip",
                "number",
                1.3,
                "attempts",
                "Mean number of times a barred person asks, and is refused, for one trip.",
                low=1.0,
                high=100.0,
                plausible=(1.0, 3.0),
            ),
            Param(
                "stays_home",
                "chance",
                0.3,
                "chance",
                "Chance that a barred person gives the trip up rather than take the slow train.",
                low=0.0,
                high=1.0,
                plausible=(0.1, 0.7),
            ),
            Param(
                "onlookers_per_refusal",
                "number",
                5.0,
                "persons",
                "Mean number of people who watch a refusal.",
                low=0.0,
                high=1000.0,
                plausible=(0.0, 20.0),
            ),
        ),
    ),
    Table(
        "society.trips",
        "travel",
        (
            Param(
                "per_year",
                "number",
                2.6,
                "trips per adult and year",
                "Trips by plane or fast train of an adult halfway up the eight bands of income.",
                low=0.0,
                high=300.0,
                plausible=(1.5, 4.0),
                source="0.47 by air and 1.62 by fast train per head in 2019 (CAAC; urdupoint 800863), spread over adults",
            ),
            Param(
                "income_slope",
                "chance",
                0.8,
                "share",
                "How steeply trips rise with income: the lowest band makes 1 - 7/8 of this share of the middle, the highest 1 + 7/8.",
                low=0.0,
                high=1.0,
                plausible=(0.3, 1.0),
            ),
        ),
        absent="default",
        switch=False,
    ),
    Table(
        "society.trip_band",
        "travel",
        (
            Param("name", "text", "", "", "Name of the distance band."),
            Param("share", "chance", 0.0, "share of trips", "Share of all trips.", low=0.0, high=1.0, plausible=(0.0, 1.0)),
            Param("by", "choice", "train", "", "How the trip is made when nothing bars it.", choices=("plane", "train")),
            Param("hours", "number", 3.0, "hours", "Hours by what `by` names, door to door.", low=0.0, high=200.0),
            Param("slow_hours", "number", 12.0, "hours", "Hours by the slow train.", low=0.0, high=200.0),
        ),
        absent="default",
        switch=False,
        rows="name",
        most=N_BANDS,
    ),
)

WORLD = (
    Field("trip_chance", "i8", "threshold of a trip today by income band, 0…2³²", "income_bands"),
    Field("trip_cut", "i8", "cumulative thresholds of the distance bands", "trip_bands"),
    Field("trip_plane", "i1", "1 where the band goes by plane", "trip_bands"),
    Field("trip_extra", "i4", "hours the slow train takes longer", "trip_bands"),
)
POLICY = (
    Field("travel_bar", "i1", "the best tier barred, -1 the listed, -2 nobody"),
    Field("travel_attempts", "i4", "whole attempts per trip"),
    Field("travel_again", "i8", "threshold of one attempt more, 0…2³²"),
    Field("travel_home", "i8", "threshold of staying at home, 0…2³²"),
    Field("travel_onlookers", "i8", "twice the mean number of onlookers, plus one"),
)
COLD = (Field("hours_lost", "i2", "hours lost to slow trains since day 0, at most 32,767"),)
TODAY = (
    Field("trip", "i8", "1 if a trip by plane or fast train was wanted today, and not given up"),
    Field("flight_refused", "i8", "times refused a flight today"),
    Field("train_refused", "i8", "times refused a fast train today"),
    Field("lost_hours", "i8", "hours lost to the slow train today"),
    Field("stayed_home", "i8", "1 if a trip was given up today"),
)
COLUMNS = (
    Column("trips", "trips wanted by plane or fast train"),
    Column("flights_refused", "times a flight was refused"),
    Column("trains_refused", "times a fast train was refused"),
    Column("hours_lost", "hours lost to slow trains"),
    Column("trips_forgone", "trips given up after a refusal"),
    Column("onlookers", "people who watched a refusal"),
)
EVENTS = (
    Event("flight_refused", "flight_refused", "was refused a flight, this many times"),
    Event("train_refused", "train_refused", "was refused a fast train, this many times"),
    Event("lost_hours", "slow_train", "took the slow train; hours lost"),
    Event("stayed_home", "trip_forgone", "gave the trip up"),
)
PURPOSES = ("TRIP", "TRIP_BAND", "TRIP_ATTEMPTS", "TRIP_INSTEAD", "TRIP_ONLOOKERS")


def live(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A trip, if any, and what becomes of it."""
    if int(me.standing) & ADULT == 0:
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    if int(today.trip_word) >= int(world.trip_chance[int(me.income_band)]):
        return
    if is_detained(int(today.shown)) != 0:
        return
    today.trip = 1
    tally.trips = int(tally.trips) + 1
    if int(policy.travel_bar) == NOBODY or is_barred(int(policy.travel_bar), me) == 0:
        return
    word = draw(k0, k1, TRIP_BAND, p, day, 0)
    band = 0
    while word >= int(world.trip_cut[band]):
        band += 1
    times = int(policy.travel_attempts)
    if draw(k0, k1, TRIP_ATTEMPTS, p, day, 0) < int(policy.travel_again):
        times += 1
    if int(world.trip_plane[band]) != 0:
        today.flight_refused = times
        tally.flights_refused = int(tally.flights_refused) + times
    else:
        today.train_refused = times
        tally.trains_refused = int(tally.trains_refused) + times
    watchers = (draw(k0, k1, TRIP_ONLOOKERS, p, day, 0) * int(policy.travel_onlookers)) >> 32
    tally.onlookers = int(tally.onlookers) + watchers * times
    if draw(k0, k1, TRIP_INSTEAD, p, day, 0) < int(policy.travel_home):
        today.trip = 0
        today.stayed_home = 1
        tally.trips_forgone = int(tally.trips_forgone) + 1
        return
    hours = int(world.trip_extra[band])
    today.lost_hours = hours
    tally.hours_lost = int(tally.hours_lost) + hours
    cold.hours_lost = bump(int(cold.hours_lost), hours)


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Trips by income, bands, and whom the policy bars."""
    society = scenario.society
    for band in range(N_INCOME_BANDS):
        # Bands are fixed steps of income; the slope turns about the middle of the eight.
        rank = Fraction(2 * band + 1 - N_INCOME_BANDS, N_INCOME_BANDS)
        per_year = Fraction(society.trips.per_year) * max(Fraction(0), 1 + Fraction(society.trips.income_slope) * rank)
        world["trip_chance"][0, band] = threshold(min(Fraction(1), daily(per_year)))
    total = sum((Fraction(row.share) for row in society.trip_band), Fraction(0))
    done = Fraction(0)
    for b, row in enumerate(society.trip_band):
        done += Fraction(row.share)
        world["trip_cut"][0, b:] = threshold(done / total) if total else CERTAIN
        world["trip_plane"][0, b] = row.by == "plane"
        world["trip_extra"][0, b] = max(0, rounded(Fraction(row.slow_hours) - Fraction(row.hours)))
    if not society.trip_band or not total:
        world["trip_chance"] = 0
    policy["travel_bar"] = bar = bar_of(scenario, "travel")
    if bar != NOBODY:
        travel = scenario.policy.travel
        policy["travel_attempts"], policy["travel_again"] = whole_and_again(travel.attempts_per_trip)
        policy["travel_home"] = threshold(travel.stays_home)
        policy["travel_onlookers"] = rounded(2 * Fraction(travel.onlookers_per_refusal)) + 1
