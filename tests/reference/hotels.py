"""The page *hotels*."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import Now
from reference.numbers import exact, rounded, threshold
from reference.sanctions import NOBODY, bar_of, barred


def constants(scenario: Any) -> SimpleNamespace:
    """How often a trip is spent in a star hotel, and for how long."""
    stays = scenario.society.stays
    return SimpleNamespace(stay=threshold(exact(stays.per_trip)), nights=rounded(2 * exact(stays.nights)) - 1)


def of_policy(scenario: Any) -> SimpleNamespace:
    """Who is refused a room and what follows."""
    given = scenario.policy.hotels
    bar = bar_of(scenario.policy, given)
    if bar == NOBODY:
        return SimpleNamespace(bar=bar, attempts=0, again=0, goes_without=0)
    attempts = exact(given.attempts_per_stay)
    return SimpleNamespace(
        bar=bar,
        attempts=math.floor(attempts),
        again=threshold(attempts - math.floor(attempts)),
        goes_without=threshold(exact(given.goes_without)),
    )


def live(now: Now) -> None:
    """Step 17, after travel."""
    today, rule = now.today, now.rules.hotels
    sets_out = today.trip == 1
    stays = now.draw("HOTEL_STAY", sets_out) < rule.stay
    now.counts.add("stays", stays)
    refused = stays & barred(now, rule.bar)
    now.took("hotels: refused for the list", refused & (rule.bar < 0))
    now.took("hotels: refused for the tier", refused & (rule.bar >= 0))
    now.took("hotels: refused after a train or flight refused", refused & (today.flight_refused + today.train_refused > 0))
    again = now.took("hotels: one attempt more", now.draw("HOTEL_ATTEMPTS", refused) < rule.again)
    today.hotel_refused = np.where(refused, rule.attempts + again, 0)
    now.counts.add("hotel_refused", refused, today.hotel_refused)
    nights = 1 + ((now.draw("HOTEL_NIGHTS", refused) * rule.nights) >> 32)
    without = now.took("hotels: goes without", now.draw("HOTEL_INSTEAD", refused) < rule.goes_without)
    plain = now.took("hotels: takes a plain room", refused & ~without)
    today.nights_forgone = np.where(without, nights, 0)
    now.counts.add("nights_forgone", without, nights)
    now.counts.add("nights_plain", plain, nights)
