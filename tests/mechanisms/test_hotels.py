"""Hotels: whose trips have nights in a star hotel, who is refused at the desk, and what the refused do then."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lab import live, scenario
from mechanisms.made import Made, made, shown, word
from sincerity.draw import HOTEL_ATTEMPTS, HOTEL_INSTEAD, HOTEL_NIGHTS, HOTEL_STAY
from sincerity.engine.face import face_of
from sincerity.mechanisms import awareness, fear, hotels, travel
from sincerity.types import BY_JUDGMENT, BY_SCORE, CLEAN, JUDGED

TIERS = [tier.name for tier in scenario().policy.tier]
EACH = "society.stays.per_trip=1"
MANY = 1500


def guest(*overrides: str, p: int = 3, day: int = 5, trip: int = 1, stage: int = 1, **me: Any) -> Made:
    """Somebody listed, on a trip whose nights are in a star hotel; fields of `me`."""
    one = made(EACH, *overrides, stage=stage)
    one.today.trip = trip
    for name, value in {"listing": BY_JUDGMENT, **me}.items():
        setattr(one.me, name, value)
    hotels.live(p, day, *one)
    assert one.today.hotel_refused == one.tally.hotel_refused
    assert one.today.nights_forgone == one.tally.nights_forgone
    return one


def left(one: Made) -> tuple[int, int, int, int]:
    """Stays, refusals, nights forgone, nights in plain rooms."""
    return int(one.tally.stays), int(one.tally.hotel_refused), int(one.tally.nights_forgone), int(one.tally.nights_plain)


def test_without_a_trip_no_nights() -> None:
    assert left(guest(trip=0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("fields", [{"shown": shown(detained=1)}, {"trip_word": (1 << 32) - 1}])
def test_who_is_detained_or_stays_at_home_has_none(fields: dict[str, int]) -> None:
    one = made(EACH, "society.trips.per_year=200")
    for name, value in fields.items():
        setattr(one.today, name, value)
    travel.live(3, 5, *one)
    hotels.live(3, 5, *one)
    assert (int(one.tally.trips), *left(one)) == (0, 0, 0, 0, 0)


def test_a_child_travels_nowhere() -> None:
    one = made(EACH, "society.trips.per_year=200")
    one.me.standing = 0
    travel.live(3, 5, *one)
    hotels.live(3, 5, *one)
    assert left(one) == (0, 0, 0, 0)


@pytest.mark.parametrize("home", [0, 1])
def test_a_trip_given_up_has_no_nights_and_one_by_slow_train_has(home: int) -> None:
    one = made(EACH, f"policy.travel.stays_home={home}", "policy.hotels.goes_without=0")
    one.me.listing = BY_SCORE
    travel.live(3, 5, *one)
    assert (one.tally.trips, one.today.trip, one.today.stayed_home) == (1, 1 - home, home)
    hotels.live(3, 5, *one)
    assert int(one.tally.stays) == 1 - home
    assert (one.tally.nights_plain > 0) == (home == 0)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_share_of_trips_with_such_nights_is_the_same_under_any_policy(share: float) -> None:
    key = f"society.stays.per_trip={share}"
    under, without = ([int(guest(key, p=p, stage=stage).tally.stays) for p in range(MANY)] for stage in (1, 0))
    assert under == without
    assert under == [int(word(made(), HOTEL_STAY, p, 5) < round(share * 2**32)) for p in range(MANY)]
    assert abs(np.mean(under) - share) <= 4 * np.sqrt(share * (1 - share) / MANY)


@pytest.mark.parametrize("listing", [0, BY_SCORE, BY_JUDGMENT, BY_SCORE | CLEAN, CLEAN, JUDGED])
def test_the_listed_are_refused(listing: int) -> None:
    one = guest("policy.hotels.attempts_per_stay=1", listing=listing, tier=5)
    assert one.today.hotel_refused == int(listing & (BY_SCORE | BY_JUDGMENT) != 0)
    assert one.tally.stays == 1


@pytest.mark.parametrize("bar", range(len(TIERS)))
def test_for_a_tier_and_all_below(bar: int) -> None:
    for listing in (0, BY_SCORE):
        found = [guest(f"policy.hotels.for={TIERS[bar]}", "policy.hotels.attempts_per_stay=1", listing=listing, tier=t) for t in range(6)]
        assert [int(one.today.hotel_refused) for one in found] == [int(t >= bar) for t in range(6)]


@pytest.mark.parametrize(
    "overrides", [("policy.hotels.active=false",), ("policy.active=false",), ("policy.hotels.for=D", "policy.scoring.active=false")]
)
def test_where_nobody_is_barred(overrides: tuple[str, ...]) -> None:
    assert left(guest(*overrides, tier=5)) == (1, 0, 0, 0)


def test_not_before_the_policy_comes() -> None:
    assert left(guest(stage=0)) == (1, 0, 0, 0)


@pytest.mark.parametrize("mean", [1.0, 1.5, 2.0, 3.25])
def test_as_many_desks_as_it_says_in_the_mean(mean: float) -> None:
    whole = int(mean)
    found = [int(guest(f"policy.hotels.attempts_per_stay={mean}", p=p).today.hotel_refused) for p in range(MANY)]
    more = [int(word(made(), HOTEL_ATTEMPTS, p, 5) < round((mean - whole) * 2**32)) for p in range(MANY)]
    assert found == [whole + again for again in more]
    share = mean - whole
    assert abs(np.mean(found) - mean) <= 4 * np.sqrt(share * (1 - share) / MANY)


@pytest.mark.parametrize(("mean", "most"), [(1.0, 1), (2.0, 3), (2.5, 4), (4.0, 7)])
@pytest.mark.parametrize("without", [0, 1])
def test_nights_are_each_as_likely_from_one_to_twice_the_mean_less_one(mean: float, most: int, without: int) -> None:
    """Given up or spent in a plain room, never both."""
    key = (f"society.stays.nights={mean}", f"policy.hotels.goes_without={without}")
    found = []
    for p in range(MANY):
        one = guest(*key, p=p)
        forgone, plain = left(one)[2:]
        assert (forgone == 0) == (plain > 0) == (without == 0)
        assert forgone + plain == 1 + (word(one, HOTEL_NIGHTS, p, 5) * most >> 32)
        found.append(forgone + plain)
    counts = np.bincount(found, minlength=most + 1)[1:]
    assert len(counts) == most
    assert (abs(counts / MANY - 1 / most) <= 4 * np.sqrt(1 / most / MANY)).all()


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_how_many_go_without(share: float) -> None:
    found = [int(guest(f"policy.hotels.goes_without={share}", p=p).today.nights_forgone > 0) for p in range(MANY)]
    assert found == [int(word(made(), HOTEL_INSTEAD, p, 5) < round(share * 2**32)) for p in range(MANY)]


def test_a_refusal_is_seen_felt_and_tells() -> None:
    """Once, however many desks there were; without one nothing is."""
    for times in (0, 1, 3):
        one = made("mind.fear.own_sanction=0.5")
        one.today.hotel_refused, one.today.fear_shown_word = times, 1 << 31
        assert face_of(5, one.me, one.today, one.policy) & shown(refused=1) == (shown(refused=1) if times else 0)
        assert awareness.noticed(one.today) == int(times > 0)
        fear.live(3, 5, *one)
        assert one.me.sanctioned == int(times > 0)
        assert (int(one.me.fear_authority) + 32768) / 65535 == pytest.approx(0.5 if times else 0.0, abs=0.02)


RUN = ("society.trips.per_year=20", "policy.listing.by_score_below=999", "policy.listing.recovery_points=1", "policy.travel.stays_home=0")


def test_in_a_run_all_trips_have_stays_and_all_refusals_nights() -> None:
    """Of trips 3 in 10, of desks 1.5 and of nights 2 to a stay refused, a fifth of them given up: within 5 standard errors."""
    found = live(scenario("article", *RUN, "policy.rollout.active=false", people=2000, days=120))
    trips, stays, refused = found.total("trips"), found.total("stays"), found.total("hotel_refused")
    forgone, nights = found.total("nights_forgone"), found.total("nights_forgone") + found.total("nights_plain")
    assert abs(stays - 0.3 * trips) <= 5 * np.sqrt(0.21 * trips)
    barred = refused / 1.5
    assert barred > 500
    # Nights of 1, 2 or 3 have a variance of 2/3; attempts of 1 or 2 one of 1/4.
    assert abs(nights / 2 - barred) <= 5 * np.sqrt(barred * (1 / 9 + 2 / 3 / 4))
    assert abs(forgone - 0.2 * nights) <= 5 * np.sqrt(barred * 0.2 * 0.8 * 5)
