"""Internet: who is online, whose line is slow, which posts are blocked, what is lost by it and missed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lab import scenario
from mechanisms.made import Made, Region, made, region, served, word
from sincerity.compute.ration import BARRED, WELL_PAID_POSTS, unbarred_of
from sincerity.draw import ONLINE, OPENING_MISSED, POST_BLOCKED, SLOW_HOURS
from sincerity.mechanisms import awareness, internet
from sincerity.society import market
from sincerity.society.online import is_online, is_slowed, misses_openings
from sincerity.types import ADULT, BY_JUDGMENT, BY_SCORE, CLEAN, ORDINARY, URBAN, WELL_PAID

TIERS = [tier.name for tier in scenario().policy.tier]
IDS = [row.id for row in scenario().society.behaviour]
ALL_ONLINE = ("society.online.urban_share=1", "society.online.rural_share=1")
NO_ONE_ONLINE = ("society.online.urban_share=0", "society.online.rural_share=0")
POST = 1 + IDS.index("criticising_policy")
MANY = 1500


def slowed(*overrides: str, stage: int = 1, **me: Any) -> Made:
    """Somebody listed, who is online; fields of `me`."""
    one = made(*ALL_ONLINE, *overrides, stage=stage)
    for name, value in {"listing": BY_SCORE, **me}.items():
        setattr(one.me, name, value)
    return one


@pytest.mark.parametrize(("urban", "share"), [(0, 0.559), (URBAN, 0.798)])
def test_who_is_online_in_town_and_country(urban: int, share: float) -> None:
    one = made()
    one.me.standing = ADULT | urban
    found = [is_online(p, one.me, one.world) for p in range(MANY)]
    assert found == [int(word(one, ONLINE, p, 0) < round(share * 2**32)) for p in range(MANY)]
    assert abs(np.mean(found) - share) <= 4 * np.sqrt(share * (1 - share) / MANY)


def test_it_is_settled_for_life_and_drawn_anew_for_who_comes_later() -> None:
    one, later = made(), made()
    later.me.arrived = 3
    assert [is_online(p, one.me, one.world) for p in range(200)] != [is_online(p, later.me, later.world) for p in range(200)]
    one.me.listing, one.me.tier, one.me.means = BY_SCORE, 5, WELL_PAID
    assert [is_online(p, one.me, one.world) for p in range(200)] == [is_online(p, made().me, one.world) for p in range(200)]


@pytest.mark.parametrize("listing", [0, BY_SCORE, BY_JUDGMENT, CLEAN])
def test_the_listed_have_a_slow_line(listing: int) -> None:
    one = slowed(listing=listing, tier=5)
    assert is_slowed(3, one.me, one.world, one.policy) == int(listing & (BY_SCORE | BY_JUDGMENT) != 0)
    one = slowed(*NO_ONE_ONLINE, listing=listing)
    assert is_slowed(3, one.me, one.world, one.policy) == 0


@pytest.mark.parametrize("bar", range(len(TIERS)))
def test_for_a_tier_and_all_below(bar: int) -> None:
    for tier in range(len(TIERS)):
        one = slowed(f"policy.internet.for={TIERS[bar]}", tier=tier)
        assert is_slowed(3, one.me, one.world, one.policy) == int(tier >= bar)


OFF = [("policy.internet.active=false",), ("policy.active=false",), ("policy.internet.for=D", "policy.scoring.active=false")]


@pytest.mark.parametrize("overrides", OFF)
def test_off(overrides: tuple[str, ...]) -> None:
    one = posting(slowed(*overrides, "policy.internet.posts_blocked=1" if overrides != OFF[0] else "days=1", tier=5))
    internet.live(3, 5, *one)
    assert (one.today.blocked, one.today.slowed, one.tally.hours_throttled) == (0, 0, 0)
    assert misses_openings(3, 31, one.me, one.world, one.policy) == 0


def test_not_before_the_policy_comes() -> None:
    one = posting(slowed("policy.internet.posts_blocked=1", stage=0))
    internet.live(3, 5, *one)
    assert (one.today.blocked, one.today.slowed) == (0, 0)


def posting(one: Made, p: int = 3, day: int = 5, wanted: int = POST) -> Made:
    one.today.wanted = wanted
    internet.block(p, day, *one)
    assert one.today.blocked == one.tally.posts_blocked
    return one


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_posts_are_blocked_by_chance(share: float) -> None:
    found = [int(posting(slowed(f"policy.internet.posts_blocked={share}"), p=p).today.blocked) for p in range(MANY)]
    assert found == [int(word(made(), POST_BLOCKED, p, 5) < round(share * 2**32)) for p in range(MANY)]
    assert abs(np.mean(found) - share) <= 4 * np.sqrt(share * (1 - share) / MANY)


ALL_BLOCKED = "policy.internet.posts_blocked=1"


def test_of_every_kind_of_speech_and_of_nothing_else() -> None:
    """Praise too, and what no rule makes cost points."""
    speech = [1 + b for b, row in enumerate(scenario().society.behaviour) if row.kind == "speech"]
    assert len(speech) > 1
    for wanted in range(len(IDS) + 1):
        one = posting(slowed(ALL_BLOCKED, "policy.rule.criticising_policy.points=0"), wanted=wanted)
        assert one.today.blocked == int(wanted in speech)


@pytest.mark.parametrize(("fields", "me"), [({"withheld": 1}, {}), ({}, {"listing": 0})])
def test_what_is_withheld_is_not_blocked_and_quick_lines_block_nothing(fields: dict[str, int], me: dict[str, int]) -> None:
    one = slowed(ALL_BLOCKED, **me)
    for name, value in fields.items():
        setattr(one.today, name, value)
    assert posting(one).today.blocked == 0


def test_hours_lost_are_exact_in_the_mean() -> None:
    """Half of 26.2 hours a week: 1.871 a day, 1 or 2 whole ones."""
    found = []
    for p in range(MANY):
        one = slowed()
        internet.live(p, 5, *one)
        assert (one.today.slowed, one.tally.slowed) == (1, 1)
        assert int(one.tally.hours_throttled) == int(one.policy.slow_hours) + word(one, SLOW_HOURS, p, 5) >> 32
        found.append(int(one.tally.hours_throttled))
    assert set(found) == {1, 2}
    mean = 26.2 / 7 / 2
    assert abs(np.mean(found) - mean) <= 4 * np.sqrt((mean - 1) * (2 - mean) / MANY)


@pytest.mark.parametrize(("share", "hours"), [(0.0, 0), (1.0, 24)])
def test_at_most_all_of_them(share: float, hours: int) -> None:
    one = slowed(f"policy.internet.hours_lost_share={share}", "society.online.hours_per_week=168")
    internet.live(3, 5, *one)
    assert (one.today.slowed, one.tally.hours_throttled) == (1, hours)


def test_not_by_children_the_detained_and_those_offline() -> None:
    for one in (slowed(standing=0), slowed(*NO_ONE_ONLINE), slowed(listing=0), slowed()):
        one.cold.detained = int(one.me.standing != 0 and one.me.listing != 0 and int(one.world.online_rural) > 0)
        internet.live(3, 5, *one)
        assert (one.today.slowed, one.tally.slowed, one.tally.hours_throttled) == (0, 0, 0)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_openings_are_missed_month_by_month(share: float) -> None:
    one = slowed(f"policy.internet.openings_missed={share}")
    found = [misses_openings(p, 31, one.me, one.world, one.policy) for p in range(MANY)]
    assert found == [int(word(one, OPENING_MISSED, p, 31) < round(share * 2**32)) for p in range(MANY)]
    one.me.listing = 0
    assert not any(misses_openings(p, 31, one.me, one.world, one.policy) for p in range(60))


LISTED, OTHERS = tuple(range(32)), tuple(range(32, 64))


def seekers(calling: int, *overrides: str, posts: int) -> Region:
    """Everybody seeks this kind of job; half are listed, and all are online."""
    place = region(*ALL_ONLINE, "policy.jobs.active=false", *overrides)
    place.ledger.posts[calling - 1] = posts
    for p, me in enumerate(place.people):
        me.search, me.listing = calling, BY_SCORE if p in LISTED else 0
    return place


@pytest.mark.parametrize(("desk", "calling"), [("well_paid", WELL_PAID), ("ordinary", ORDINARY)])
def test_who_misses_the_openings_is_at_neither_desk(desk: str, calling: int) -> None:
    """One draw for both; such a claim is barred, and keeps the key that it would have had."""
    for share in (0.0, 0.5, 1.0):
        place = seekers(calling, f"policy.internet.openings_missed={share}", posts=64)
        misses = {p for p in LISTED if word(place, OPENING_MISSED, p, 0) < round(share * 2**32)}
        assert (len(misses) > 5) == (share > 0)
        assert set(served(place, desk)) == set(range(64)) - misses
        claim = getattr(market, f"{desk}_claim")
        for p in range(64):
            key = claim(p, 0, 0, place.people, place.cold, place.tables, place.ledger, place.world, place.policy)
            assert (key & 8191 == BARRED) == (p in misses)
            assert unbarred_of(key) < BARRED


def test_others_go_on_to_the_ordinary_desk() -> None:
    """Who was given a well-paid post seeks no other."""
    place = seekers(ORDINARY, "policy.internet.openings_missed=1", posts=64)
    assert served(place, "ordinary", marks={40: WELL_PAID_POSTS}) == [p for p in OTHERS if p != 40]


def test_the_press_tells_the_slowed_less_often() -> None:
    """Both thresholds by the page's formula: press and contacts spread over 365 days, of the press the share that is not missed."""
    press, contact, missed = 3.65, 36.5, 0.25
    rates = (f"mind.awareness.press_per_year={press}", f"mind.awareness.contact_per_year={contact}")
    one = made(*rates, "mind.awareness.from=press", f"policy.internet.news_missed={missed}")
    for k in (0, 1, 5, 30):
        alone = (1 - contact / 365) ** k
        assert int(one.policy.learn[k]) / 2**32 == pytest.approx(1 - (1 - press / 365) * alone, abs=1e-9)
        assert int(one.policy.learn_slowly[k]) / 2**32 == pytest.approx(1 - (1 - press / 365 * (1 - missed)) * alone, abs=1e-9)
    for slow, fields in ((0, one.policy.learn), (1, one.policy.learn_slowly)):
        for above in (0, 1):
            some = made(*rates, "mind.awareness.from=press", f"policy.internet.news_missed={missed}")
            some.today.slowed, some.today.aware_learn_word = slow, int(fields[0]) - 1 + above
            awareness.learn(3, 5, *some)
            assert some.me.aware == 1 - above


def test_without_slow_lines_it_tells_all_alike() -> None:
    one = made("mind.awareness.from=press", "policy.internet.active=false")
    assert one.policy.learn.tolist() == one.policy.learn_slowly.tolist()
