"""Fear: each shock by its share, fade and contagion to their fixed point, what is shown without bias, who is spared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mechanisms.made import GONE, LIVE, Made, at_month, made, shown, words
from sincerity.compute.face import HONEST, WRONGED, WRONGED_IN_SIGHT
from sincerity.compute.fixed import OFFSET16, TOP16, threshold
from sincerity.mechanisms import fear
from sincerity.types import ADULT, BY_JUDGMENT

SHARES = ("own_sanction=0.5", "own_report=0.25", "seen_sanction=0.125", "own_wrong=0.0625", "seen_wrong=0.03125")
STILL = ("fade_per_year=0", "contagion_per_year=0", "wronged_fade_per_year=0", "wronged_contagion_per_year=0")
PLAIN = tuple(f"mind.fear.{key}" for key in (*SHARES, *STILL))


def levels(one: Made) -> tuple[float, float]:
    """Both levels out of 1."""
    return (int(one.me.fear_authority) + OFFSET16) / TOP16, (int(one.me.fear_wronged) + OFFSET16) / TOP16


def met(face: int, *, slot: int = LIVE, day: int = 5, overrides: tuple[str, ...] = PLAIN, **changes: Any) -> tuple[float, float]:
    """Both levels after meeting one contact."""
    one = made(*overrides)
    for record, fields in (("today", {"heard"}), ("me", {"standing"})):
        for name in fields & set(changes):
            setattr(getattr(one, record), name, changes[name])
    fear.meet(3, day, slot, face, *one)
    return levels(one)


def lived(**today: int) -> Made:
    """Somebody at the end of a day on which this happened."""
    one = made(*PLAIN)
    for name, value in today.items():
        setattr(one.today, name, value)
    fear.live(3, 5, *one)
    return one


ABOUT = pytest.approx
MINE, ANOTHERS = 1, 2
"""Values of `deal_slot`: `made` is met by a contact that has it in its slot 0."""


@pytest.mark.parametrize("kind", [WRONGED, WRONGED_IN_SIGHT])
@pytest.mark.parametrize("slot", [LIVE, GONE])
def test_a_wrong_suffered(kind: int, slot: int) -> None:
    """Whether in sight of others or not; also from somebody whose tie is gone."""
    assert met(shown(deal_slot=MINE, deal_kind=kind), slot=slot) == (0, ABOUT(0.0625, abs=2 / TOP16))


def test_a_wrong_seen() -> None:
    assert met(shown(deal_slot=ANOTHERS, deal_kind=WRONGED_IN_SIGHT)) == (0, ABOUT(0.03125, abs=2 / TOP16))


@pytest.mark.parametrize("sign", [{"refused": 1}, {"shamed": 1}, {"refused": 1, "shamed": 1}])
def test_a_sanction_seen_is_one_shock_a_contact_and_day(sign: dict[str, int]) -> None:
    assert met(shown(**sign)) == (ABOUT(0.125, abs=2 / TOP16), 0)


def test_a_warning_heard_is_a_sanction_seen_and_no_second_one() -> None:
    assert met(0, heard=1) == met(shown(refused=1), heard=1) == (ABOUT(0.125, abs=2 / TOP16), 0)


@pytest.mark.parametrize(
    ("face", "slot"),
    [
        (shown(deal_slot=MINE, deal_kind=HONEST), LIVE),
        (shown(deal_slot=ANOTHERS, deal_kind=HONEST), LIVE),
        (shown(deal_slot=ANOTHERS, deal_kind=WRONGED), LIVE),
        (shown(deal_slot=ANOTHERS, deal_kind=WRONGED_IN_SIGHT), GONE),
        (shown(refused=1, shamed=1), GONE),
        (shown(caught=1, listed=1, report_slot=1, opinion=200), LIVE),
    ],
)
def test_what_moves_no_fear(face: int, slot: int) -> None:
    assert met(face, slot=slot) == (0, 0)


def test_children_and_a_society_without_fear_feel_none() -> None:
    everything = shown(deal_slot=MINE, deal_kind=WRONGED, refused=1)
    assert met(everything, standing=0) == (0, 0)
    assert met(everything, overrides=(*PLAIN, "mind.fear.active=false")) == (0, 0)


@pytest.mark.parametrize(
    ("today", "level"),
    [
        ({"flight_refused": 1}, 0.5),
        ({"train_refused": 2}, 0.5),
        ({"shamed": 1}, 0.5),
        ({"flight_refused": 3, "train_refused": 1, "shamed": 1}, 0.5),
        ({"told": 1}, 0.25),
        ({"told": 2}, 0.25),
        ({"shamed": 1, "told": 1}, 1 - 0.5 * 0.75),
        ({"warned": 1, "stayed_home": 1}, 0.0),
    ],
)
def test_what_befalls_oneself(today: dict[str, int], level: float) -> None:
    """A day with a sanction is one shock, however often; a report told of is one more."""
    assert levels(lived(**today)) == (ABOUT(level, abs=3 / TOP16), 0)


@pytest.mark.parametrize(("today", "sanctioned"), [({"told": 1}, 0), ({"warned": 1}, 0), ({"train_refused": 1}, 1), ({"shamed": 1}, 1)])
def test_who_is_sanctioned(today: dict[str, int], sanctioned: int) -> None:
    assert lived(**today).me.sanctioned == sanctioned


def test_the_listed_are_sanctioned_and_stay_so() -> None:
    one = made(*PLAIN)
    one.me.listing = BY_JUDGMENT
    fear.live(3, 5, *one)
    one.me.listing = 0
    fear.live(3, 6, *one)
    assert one.me.sanctioned == 1
    assert levels(one) == (0, 0)


def test_a_shock_takes_its_share_of_what_is_left_without_bias() -> None:
    for kept in (-OFFSET16, -1234, OFFSET16 - 1):
        for share in (0.0, 0.0001, 0.1, 1.0):
            found = np.mean([fear.shocked(kept, threshold(share), word) for word in words(4001)])
            assert found == ABOUT(kept + (TOP16 - kept - OFFSET16) * share, abs=0.01)


@pytest.mark.parametrize(("fade", "contagion"), [(2.0, 0.0), (0.0, 3.0), (2.0, 1.0), (0.1, 6.0), (180.0, 180.0)])
def test_a_day_of_fade_and_contagion_is_exact_on_average(fade: float, contagion: float) -> None:
    f, c = fade / 365, contagion / 365
    for value, mean in ((0, 0), (30_000, 30_000), (60_000, 100), (7, 50_000), (TOP16, TOP16)):
        found = np.mean([fear.drifted(value, mean, threshold(f), threshold(c), word) for word in words(4001)])
        assert found == ABOUT(value + (mean - value) * c - value * f, abs=0.02)


@pytest.mark.parametrize(("fade", "contagion"), [(2.0, 1.0), (0.5, 6.0)])
def test_levels_settle_where_contagion_meets_fade(fade: float, contagion: float) -> None:
    """Among contacts who stay at m the fixed point is m c / (c + f); without fade it is theirs, without contagion none."""
    f, c, mean = threshold(fade / 365), threshold(contagion / 365), 40_000
    generator = np.random.default_rng(3)

    def settled(f: int, c: int) -> float:
        value, seen = 0, []
        for day, word in enumerate(generator.integers(0, 1 << 32, 30_000).tolist()):
            value = fear.drifted(value, mean, f, c, word)
            if day > 5_000:
                seen.append(value)
        return float(np.mean(seen))

    assert settled(f, c) == ABOUT(mean * contagion / (contagion + fade), rel=0.01)
    assert settled(0, c) == ABOUT(mean, abs=2)
    assert settled(f, 0) == 0


def test_a_level_never_leaves_its_range() -> None:
    for word in (0, (1 << 32) - 1):
        assert fear.drifted(0, 0, 1 << 31, 1 << 31, word) == 0
        assert fear.drifted(TOP16, TOP16, 0, 1 << 31, word) == TOP16


@pytest.mark.parametrize("n", [1, 3, 8, 21, 63])
@pytest.mark.parametrize("level", [0, 100, 2_000, 33_333, TOP16])
def test_a_mean_read_off_faces_is_true(n: int, level: int) -> None:
    """Levels shown in 32 steps by chance, summed over n contacts, turned into a mean: no bias beyond 4 standard errors and half a unit."""
    world = made().world
    one = made(*(key for key in PLAIN if "fade" in key or "contagion" in key))
    one.me.fear_authority = one.me.fear_wronged = level - OFFSET16
    generator = np.random.default_rng(n)
    found: dict[str, list[int]] = {"fear_authority_shown": [], "fear_wronged_shown": []}
    for word in generator.integers(0, 1 << 32, 1500).tolist():
        one.today.fear_shown_word = word
        fear.live(3, 5, *one)
        for name, seen in found.items():
            seen.append(int(one.today[name]))
    for seen in found.values():
        assert max(seen) - min(seen) <= 1
        assert 0 <= min(seen) <= max(seen) <= fear.TOP_SHOWN
        sums = np.array(seen[: len(seen) // n * n]).reshape(-1, n).sum(axis=1)
        means = (sums * int(world.mean_fear[n]) + 0x8000) >> 16
        error = np.array(seen).std() * TOP16 / fear.TOP_SHOWN / np.sqrt(len(sums) * n)
        assert abs(means.mean() - level) <= 4 * error + 1.5


def test_the_two_are_shown_by_words_of_their_own() -> None:
    one = made(*PLAIN)
    one.me.fear_authority = one.me.fear_wronged = 1000
    pairs = set()
    for word in np.random.default_rng(1).integers(0, 1 << 32, 200).tolist():
        one.today.fear_shown_word = word
        fear.live(3, 5, *one)
        pairs.add((int(one.today.fear_authority_shown), int(one.today.fear_wronged_shown)))
    assert len(pairs) == 4


def test_contagion_is_toward_the_mean_that_the_sum_of_faces_tells() -> None:
    one = made("mind.fear.contagion_per_year=180", "mind.fear.wronged_contagion_per_year=90")
    one.today.near = sum(shown(adult=1, fear_authority=level, fear_wronged=31 - level) for level in (0, 31, 31))
    fear.live(3, 5, *one)
    assert levels(one) == (ABOUT(2 / 3 * 180 / 365, rel=0.001), ABOUT(1 / 3 * 90 / 365, rel=0.001))


@pytest.mark.parametrize(("authority", "wronged", "high"), [(0.4, 0.6, (0, 1)), (0.51, 0.5, (1, 0)), (0.0, 0.0, (0, 0))])
def test_counts(authority: float, wronged: float, high: tuple[int, int]) -> None:
    one = made("mind.fear.high_above=0.5")
    one.me.fear_authority, one.me.fear_wronged = (round(level * TOP16) - OFFSET16 for level in (authority, wronged))
    if (authority, wronged) == (0.51, 0.5):
        one.me.fear_wronged = int(one.world.fear_high) - OFFSET16  # at the line is not above it
    for sanctioned in (0, 1):
        one.me.sanctioned = sanctioned
        fear.count(3, 5, *one)
    assert (one.tally.fear_authority_high, one.tally.fear_wronged_high) == (2 * high[0], 2 * high[1])
    assert one.tally.fear_authority_sum == 2 * one.tally.fear_spared_sum == 2 * (int(one.me.fear_authority) + OFFSET16)
    assert one.tally.fear_wronged_sum == 2 * (int(one.me.fear_wronged) + OFFSET16)
    assert one.tally.spared == 1
    one.me.standing = 0
    fear.count(3, 5, *one)
    assert one.tally.spared == 1


def test_before_any_policy_nobody_fears_the_authority_and_adults_are_wronged_now_and_then() -> None:
    one = made("mind.fear.wronged_start=0.25")
    for standing, wronged in ((ADULT, 0.25), (0, 0.0)):
        one.me.standing = standing
        fear.init(3, one.me, one.cold, one.world)
        assert levels(one) == (0, ABOUT(wronged, abs=1 / TOP16))


@pytest.mark.parametrize(
    ("today", "level", "sanctioned"),
    [
        ({"dismissed": 1}, 0.5, 1),
        ({"loan_refused": 1}, 0.5, 1),
        ({"dismissed": 1, "loan_refused": 1}, 0.5, 1),
        ({"moved": 1, "noticed": 1, "job_ended": 1, "defaulted": 2}, 0.0, 0),
    ],
)
def test_a_job_lost_or_a_loan_refused_is_one_shock(today: dict[str, int], level: float, sanctioned: int) -> None:
    for overrides, share in ((PLAIN, 1), ((*PLAIN, "mind.fear.active=false"), 0)):
        one = at_month(*overrides)
        for name, value in today.items():
            setattr(one.today, name, value)
        fear.month(3, 5, *one)
        assert (int(one.me.fear_authority) + OFFSET16) / TOP16 == ABOUT(level * share, abs=2 / TOP16)
        assert (one.me.sanctioned, one.me.fear_wronged) == (sanctioned * share, -OFFSET16)
