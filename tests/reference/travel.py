"""The page *travel*."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import Now
from reference.numbers import daily, exact, rounded, threshold
from reference.sanctions import tier_named

OFF = SimpleNamespace(active=False, tier=-1, attempts=0, again=0, home=0, onlookers=0)


def constants(scenario: Any) -> SimpleNamespace:
    """How often people travel and how far."""
    trips, bands = scenario.society.trips, scenario.society.trip_band
    shares = list(accumulate(exact(band.share) for band in bands))
    travels = bool(shares) and shares[-1] > 0
    slope = exact(trips.income_slope)
    rates = [daily(trips.per_year) * max(Fraction(0), 1 + slope * Fraction(2 * i - 7, 8)) for i in range(8)]
    return SimpleNamespace(
        chance=np.array([threshold(min(Fraction(1), rate)) if travels else 0 for rate in rates], np.int64),
        cut=np.array([threshold(share / shares[-1]) for share in shares] if travels else [], np.int64),
        plane=np.array([band.by == "plane" for band in bands]),
        extra=np.array([max(0, rounded(exact(band.slow_hours) - exact(band.hours))) for band in bands], np.int64),
    )


def of_policy(scenario: Any) -> SimpleNamespace:
    """Who is refused and what it costs."""
    policy, travel = scenario.policy, scenario.policy.travel
    if not policy.active or travel is None or not travel.active:
        return OFF
    attempts = exact(travel.attempts_per_trip)
    return SimpleNamespace(
        active=travel.for_ == "listed" or policy.scoring.active,
        tier=tier_named(policy, travel.for_),
        attempts=math.floor(attempts),
        again=threshold(attempts - math.floor(attempts)),
        home=threshold(exact(travel.stays_home)),
        onlookers=rounded(2 * exact(travel.onlookers_per_refusal)) + 1,
    )


def live(now: Now) -> None:
    """Step 17."""
    person, today, rule = now.person, now.today, now.rules.travel
    trip = now.draw("TRIP", now.adult) < rule.chance[person.income_band]
    now.took("travel: no trip in detention", trip & now.locked_up)
    trip &= ~now.locked_up
    today.trip[trip] = 1
    now.counts.add("trips", trip)
    by_list = rule.tier == -1
    barred = trip & rule.active & np.where(by_list, now.listed, person.tier >= rule.tier)
    now.took("travel: refused for the list", barred & by_list)
    now.took("travel: refused for the tier", barred & ~by_list)
    if not barred.any():
        return
    band = np.where(barred, np.searchsorted(rule.cut, now.draw("TRIP_BAND", barred), side="right"), 0)
    again = now.took("travel: one attempt more", now.draw("TRIP_ATTEMPTS", barred) < rule.again)
    times = rule.attempts + again
    plane = rule.plane[band]
    today.flight_refused = np.where(barred & plane, times, 0)
    today.train_refused = np.where(barred & ~plane, times, 0)
    now.counts.add("flights_refused", barred, today.flight_refused)
    now.counts.add("trains_refused", barred, today.train_refused)
    now.counts.add("onlookers", barred, ((now.draw("TRIP_ONLOOKERS", barred) * rule.onlookers) >> 32) * times)
    home = now.draw("TRIP_INSTEAD", barred) < rule.home
    today.trip[home] = 0
    today.stayed_home[home] = 1
    now.counts.add("trips_forgone", home)
    slow = barred & ~home
    today.lost_hours = np.where(slow, rule.extra[band], 0)
    now.counts.add("hours_lost", slow, today.lost_hours)
    person.hours_lost = np.minimum(32_767, person.hours_lost + today.lost_hours)
