"""The map: who opens it, whose dots are on it, who taps a contact's, and how many strangers read an entry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lab import live, scenario
from mechanisms.made import GONE, LIVE, NONE, Made, made, shown, word, words
from sincerity.compute.fixed import TOP15, strength_of
from sincerity.draw import MAP_SEEN, MAP_TAP, MAP_TAPS
from sincerity.engine.simulation import Simulation
from sincerity.mechanisms import awareness, deadbeat_map, fear, public_list, ties
from sincerity.society.surroundings import ADULTS, DOTS, SHOWN, VIEWERS, survey
from sincerity.types import Array

EVERY_DAY = "policy.deadbeat_map.views_per_year=365"
TAPS_ALL = "policy.deadbeat_map.tap_share=1"
PLAIN, LISTED = shown(adult=1), shown(adult=1, listed=1)
TIERS = [tier.name for tier in scenario().policy.tier]
HALF = TOP15 // 2
ABOUT = pytest.approx
MANY = 1500


def opened(*overrides: str, own: int = PLAIN, p: int = 3, day: int = 5, word: int = 0, stage: int = 1, **me: Any) -> Made:
    """Somebody whose day's word may open the map; `own` is the face of yesterday; fields of `me`."""
    one = made(EVERY_DAY, TAPS_ALL, *overrides, stage=stage)
    for name, value in me.items():
        setattr(one.me, name, value)
    one.today.shown, one.today.map_opened_word = own, word
    deadbeat_map.act(p, day, *one)
    assert (one.today.map_opened, one.today.on_map) == (one.tally.map_views, one.tally.on_map)
    return one


def test_it_is_opened_by_the_days_word() -> None:
    key = "policy.deadbeat_map.views_per_year=73"
    cut = int(made(key).policy.map_opens)
    assert cut / 2**32 == ABOUT(0.2, rel=1e-6)
    assert [int(opened(key, word=w).today.map_opened) for w in (0, cut - 1, cut, 2**32 - 1)] == [1, 1, 0, 0]
    assert sum(int(opened(key, word=w).today.map_opened) for w in words(500)) == 100


def test_neither_opened_by_children_nor_are_they_on_it() -> None:
    one = opened(own=shown(listed=1), standing=0)
    assert (one.today.map_opened, one.today.on_map) == (0, 0)


@pytest.mark.parametrize(("own", "on_map"), [(PLAIN, 0), (LISTED, 1), (shown(listed=1), 0), (shown(adult=1, tier=5), 0), (0, 0)])
def test_whom_it_shows(own: int, on_map: int) -> None:
    """Whoever was listed yesterday, as others see it; nobody whose face shows no adult, as on the day of being set free."""
    one = opened(own=own, listing=3 - 3 * on_map)
    assert (one.today.map_opened, one.today.on_map) == (1, on_map)


@pytest.mark.parametrize("bar", range(len(TIERS)))
def test_for_a_tier_and_all_below(bar: int) -> None:
    key = f"policy.deadbeat_map.for={TIERS[bar]}"
    assert [int(opened(key, own=shown(adult=1, tier=t, listed=t & 1)).today.on_map) for t in range(6)] == [int(t >= bar) for t in range(6)]
    found = [int(tapped(key, face=shown(adult=1, tier=t, listed=t & 1)).today.tapped) for t in range(6)]
    assert found == [int(t >= bar) for t in range(6)]


OFF = [("policy.deadbeat_map.active=false",), ("policy.active=false",), ("policy.deadbeat_map.for=D", "policy.scoring.active=false")]


@pytest.mark.parametrize("overrides", OFF)
def test_off(overrides: tuple[str, ...]) -> None:
    face = shown(adult=1, listed=1, tier=5)
    one = made(*overrides)
    one.today.shown = face
    deadbeat_map.act(3, 5, *one)
    deadbeat_map.meet(3, 5, LIVE, face, *one)
    deadbeat_map.live(3, 5, *one)
    assert not any(one.tally[column.name] for column in deadbeat_map.COLUMNS)
    assert one.policy.map_bar == -2


def test_not_before_the_policy_comes() -> None:
    one = opened(own=LISTED, stage=0)
    assert (one.today.map_opened, one.today.on_map) == (0, 0)


def tapped(*overrides: str, face: int = LISTED, other: int = 4, p: int = 3, slot: int = LIVE, day: int = 5, **today: int) -> Made:
    """Somebody with the map open meets a contact; fields of `today`."""
    one = opened(*overrides, p=p, day=day)
    one.today.other = other
    for name, value in today.items():
        setattr(one.today, name, value)
    deadbeat_map.meet(p, day, slot, face, *one)
    assert one.today.tapped == one.today.contacts_tapped == one.tally.map_recognised
    return one


def test_a_contacts_dot_is_tapped() -> None:
    assert tapped().today.tapped == 1


@pytest.mark.parametrize("face", [0, PLAIN, shown(listed=1), shown(detained=1, listed=1), shown(adult=1, tier=5)])
def test_no_dot_no_tap(face: int) -> None:
    assert tapped(face=face).today.tapped == 0


@pytest.mark.parametrize("fields", [{"map_opened": 0}, {"heard": 1}, {"read": 1}])
def test_not_with_the_map_shut_nor_what_was_just_told(fields: dict[str, int]) -> None:
    assert tapped(**fields).today.tapped == 0


@pytest.mark.parametrize("slot", [GONE, NONE])
def test_not_over_a_tie_that_is_gone(slot: int) -> None:
    assert tapped(slot=slot).today.tapped == 0


def test_once_a_tie_knows_it_tells_nothing() -> None:
    one = opened()
    one.me.ties[LIVE] = HALF - 0x8000
    deadbeat_map.meet(3, 5, LIVE, LISTED, *one)
    assert one.today.tapped == 0


def test_not_those_from_far_away() -> None:
    """Of the layer of distant contacts none is near, whatever the numbers."""
    one = opened()
    one.me.ties[:] = HALF
    one.today.other = 4
    near = []
    for slot in range(int(one.world.n_slots)):
        deadbeat_map.meet(3, 5, slot, LISTED, *one)
        near.append(int(one.today.tapped))
    first = int(one.world.first_distant_slot)
    assert near == [1] * first + [0] * (len(near) - first)
    assert 0 < first < len(near)


@pytest.mark.parametrize(
    ("radius", "cells"),
    [(0, {0}), (99, {0}), (100, {0, 1, 2}), (142, {0, 1, 2, 3}), (200, {0, 1, 2, 3, 4, 8}), (100_000, set(range(16)))],
)
def test_within_reach_of_the_map(radius: int, cells: set[int]) -> None:
    """Cells of a hundred metres: 1 to the east of cell 0, 2 to the north, 3 behind both; 4 and 8 two cells off."""
    assert scenario().society.cell_m == 100
    found = {c for c in range(16) if tapped(f"policy.deadbeat_map.radius_m={radius}", other=64 * c + 9, p=3).today.tapped}
    assert found == cells


def test_each_dot_by_its_own_word() -> None:
    one = opened("policy.deadbeat_map.tap_share=0.5")
    one.me.ties[:] = HALF
    one.today.other = 4
    found = []
    for slot in range(int(one.world.first_distant_slot)):
        deadbeat_map.meet(3, 5, slot, LISTED, *one)
        found.append(int(one.today.tapped))
        assert found[-1] == int(word(one, MAP_TAP, 3, 5, slot) < 2**31)
    assert 0 < sum(found) < len(found)
    assert one.today.contacts_tapped == one.tally.map_recognised == sum(found)


@pytest.mark.parametrize("share", [0.0, 0.05, 1.0])
def test_taps_are_exact_in_the_mean(share: float) -> None:
    """Of the dots around, oneself left out, rounded by chance."""
    for own, dots in ((PLAIN, 17), (LISTED, 18)):
        found = []
        for p in range(MANY):
            one = opened(f"policy.deadbeat_map.tap_share={share}", own=own, p=p)
            one.today.map_dots = dots
            deadbeat_map.live(p, 5, *one)
            assert int(one.today.dots_tapped) == (17 * round(share * 2**32) + word(one, MAP_TAPS, p, 5)) >> 32
            assert one.today.dots_tapped == one.tally.map_taps
            found.append(int(one.today.dots_tapped))
        assert abs(np.mean(found) - 17 * share) <= 4 * 0.5 / np.sqrt(MANY)


@pytest.mark.parametrize(("views", "share", "chance"), [(36.5, 0.5, 0.05), (365, 1, 1.0), (0, 1, 0.0), (365, 0.02, 0.02)])
def test_who_reads_an_entry_is_exact_in_the_mean(views: float, share: float, chance: float) -> None:
    """The adults around, less oneself, each by the chance of opening the map times that of tapping the dot."""
    keys = (f"policy.deadbeat_map.views_per_year={views}", f"policy.deadbeat_map.tap_share={share}")
    found = []
    for p in range(MANY):
        one = opened(*keys, own=LISTED, p=p)
        one.today.map_viewers = 44
        deadbeat_map.live(p, 5, *one)
        assert int(one.today.seen_by) == (43 * round(chance * 2**32) + word(one, MAP_SEEN, p, 5)) >> 32
        assert one.today.seen_by == one.tally.strangers_who_know
        found.append(int(one.today.seen_by))
    assert abs(np.mean(found) - 43 * chance) <= 4 * 0.5 / np.sqrt(MANY)


def test_nobody_reads_the_entry_of_who_is_on_no_map() -> None:
    one = opened(own=PLAIN)
    one.today.map_viewers = 44
    deadbeat_map.live(3, 5, *one)
    assert (one.today.seen_by, one.tally.strangers_who_know) == (0, 0)


def tie_after(attitude: float, p: int = 3) -> tuple[int, Made]:
    one = tapped(f"policy.deadbeat_map.attitude={attitude}", p=p)
    one.me.ties[LIVE] = HALF
    ties.meet(p, 5, LIVE, LISTED, *one)
    return int(one.me.ties[LIVE]), one


@pytest.mark.parametrize(("attitude", "left"), [(-0.25, 0.75), (0.0, 1.0), (0.5, 1.5)])
def test_the_tie_knows_and_moves_by_the_attitude(attitude: float, left: float) -> None:
    found = [tie_after(attitude, p=p)[0] for p in range(400)]
    assert all(-0x8000 < tie < 0 for tie in found)
    assert np.mean([strength_of(tie) for tie in found]) == ABOUT(HALF * left, abs=1)


def test_the_list_and_the_map_do_not_move_it_twice_on_one_day() -> None:
    """Whoever comes upon the entry first learns nothing from the dot."""
    one = opened("policy.public_list.read_per_year=365", "policy.public_list.attitude=-0.25", "policy.deadbeat_map.attitude=-1")
    one.today.other = 4
    for module in (public_list, deadbeat_map, ties):
        module.meet(3, 5, LIVE, LISTED, *one)
    assert (one.today.entries_read, one.today.contacts_tapped) == (1, 0)
    assert strength_of(int(one.me.ties[LIVE])) == ABOUT(0.75 * HALF, abs=1)


def test_who_recognises_a_contact_fears_and_becomes_aware() -> None:
    for face, moved in ((LISTED, 1), (PLAIN, 0)):
        one = tapped("mind.fear.seen_sanction=0.1", face=face)
        fear.meet(3, 5, LIVE, face, *one)
        assert int(one.me.fear_authority) + 32768 == ABOUT(6553.5 * moved, abs=1)
        assert awareness.noticed(one.today) == moved


def test_dots_of_strangers_make_nobody_aware() -> None:
    one = opened()
    one.today.map_dots = 9
    deadbeat_map.live(3, 5, *one)
    assert (one.today.dots_tapped, awareness.noticed(one.today)) == (9, 0)


RUN = (
    "policy.rollout.active=false",
    "policy.detention.active=false",
    "policy.listing.by_score_below=998",
    "policy.listing.recovery_points=1",
    "policy.deadbeat_map.views_per_year=36.5",
    "policy.deadbeat_map.tap_share=0.5",
    "society.region_people=1000",
)


def test_taps_and_readers_agree_in_the_mean_of_a_run() -> None:
    """Views x dots x tap, known each morning from the faces: the taps counted at the viewers and the readers at the shown, within 4.5
    standard errors. An opening is a chance of 0.1, a rounding has a variance of a quarter at most.
    """
    wanted = scenario("article", *RUN, people=2000, days=90)
    opens, tap = 0.1, 0.5
    sums = np.zeros(3)

    def look(simulation: Simulation) -> None:
        if simulation.day < 0:
            return
        simulation.turn()
        for region in simulation.regions:
            policy = simulation.policies[int(region["policy"])]
            cells: Array = np.zeros_like(simulation.cells)
            first, people = int(region["first"]), int(region["people"])
            survey(first, people, int(policy["map_bar"]), int(policy["map_reach"]), simulation.faces, cells)
            adults, dots, on_map = cells[:, ADULTS], cells[:, DOTS], cells[:, SHOWN]
            pairs = int((adults * dots - on_map).sum())
            assert pairs == int((on_map * cells[:, VIEWERS] - on_map).sum())
            sums[:] += pairs, int((adults * dots**2).sum()), int(on_map.sum())

    found = live(wanted, look=look)
    pairs, squares, on_map = sums
    assert found.total("on_map") == on_map
    mean = opens * tap * pairs
    taps, readers, views = found.total("map_taps"), found.total("strangers_who_know"), found.total("map_views")
    spread = np.sqrt(opens * (1 - opens) * tap**2 * squares + views / 4)
    assert readers > 1000
    assert abs(taps - mean) <= 4.5 * spread
    assert abs(readers - mean) <= 4.5 * np.sqrt(on_map / 4)
    adult_days = found.total("adults")
    assert abs(views - opens * adult_days) <= 4.5 * np.sqrt(opens * (1 - opens) * adult_days)
