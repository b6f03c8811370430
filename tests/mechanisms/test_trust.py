"""Trust: one step of what news teaches, where it comes from, what a policy does to it, and who says yes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mechanisms.made import GONE, LIVE, Made, at_month, made, shown, words
from sincerity.compute.face import HONEST, WRONGED, WRONGED_IN_SIGHT
from sincerity.compute.fixed import OFFSET16, TOP15, TOP16, threshold
from sincerity.mechanisms import trust

RATES = ("mind.trust.good_rate=0.25", "mind.trust.bad_rate=0.5", "mind.trust.caught_rate=0.125")
START = 30_000
ABOUT = pytest.approx
MINE, ANOTHERS = 1, 2
"""Values of `deal_slot`: `made` is met by a contact that has it in its slot 0."""


def level(one: Made) -> int:
    return int(one.me.trust) + OFFSET16


def somebody(*overrides: str, start: int = START, **fields: Any) -> Made:
    """An adult with this trust; fields of `me`."""
    one = made(*RATES, *overrides)
    one.me.trust = start - OFFSET16
    for name, value in fields.items():
        setattr(one.me, name, value)
    return one


def met(face: int, *overrides: str, slot: int = LIVE, **fields: Any) -> int:
    """Trust after meeting one contact."""
    one = somebody(*overrides, **fields)
    trust.meet(3, 5, slot, face, *one)
    return level(one)


@pytest.mark.parametrize(
    ("news", "shift", "rate"), [(TOP16, 0, 0.004), (0, 0, 0.1155), (TOP16, 5000, 0.3), (0, -40_000, 0.3), (TOP16, 60_000, 1.0)]
)
@pytest.mark.parametrize("start", [0, 30_000, TOP16])
def test_a_share_of_the_surprise_is_learned_without_bias(news: int, shift: int, rate: float, start: int) -> None:
    """Rescorla and Wagner: the level moves by rate x (news - expected), what is expected being the level shifted, in 0...1."""
    expected = min(TOP16, max(0, start + shift))
    wanted = min(TOP16, max(0.0, start + (news - expected) * rate))
    found = []
    for word in words(501):
        one = somebody(start=start)
        trust.learn(news, shift, threshold(rate), word, one.me)
        found.append(level(one))
    assert np.mean(found) == ABOUT(wanted, abs=0.02)
    assert 0 <= min(found) <= max(found) <= TOP16


def test_an_honest_deal_raises_and_a_wrong_lowers() -> None:
    assert met(shown(deal_slot=MINE, deal_kind=HONEST)) == ABOUT(START + 0.25 * (TOP16 - START), abs=1)
    for kind in (WRONGED, WRONGED_IN_SIGHT):
        assert met(shown(deal_slot=MINE, deal_kind=kind)) == ABOUT(0.5 * START, abs=1)


def test_a_deal_is_known_of_also_where_the_tie_is_gone() -> None:
    assert met(shown(deal_slot=MINE, deal_kind=HONEST), slot=GONE) > START


def test_a_misdeed_seen_on_record_raises_over_a_live_tie() -> None:
    assert met(shown(caught=1)) == ABOUT(START + 0.125 * (TOP16 - START), abs=1)
    assert met(shown(caught=1), slot=GONE) == START


def test_a_wrong_that_was_put_on_record_is_both_news() -> None:
    after = 0.5 * START
    assert met(shown(caught=1, deal_slot=MINE, deal_kind=WRONGED)) == ABOUT(after + 0.125 * (TOP16 - after), abs=2)


@pytest.mark.parametrize(
    "face",
    [0, shown(deal_slot=ANOTHERS, deal_kind=HONEST), shown(deal_slot=ANOTHERS, deal_kind=WRONGED_IN_SIGHT), shown(unpunished=1, listed=1)],
)
def test_what_teaches_nothing(face: int) -> None:
    assert met(face) == START


def test_children_and_a_society_without_trust_learn_nothing() -> None:
    face = shown(deal_slot=MINE, deal_kind=HONEST, caught=1)
    assert met(face, standing=0) == START
    assert met(face, "mind.trust.active=false") == START


@pytest.mark.parametrize(
    ("risk", "discount", "left"), [(0.0, 0.5, 1.0), (1.0, 0.5, 0.5), (0.5, 0.5, 0.75), (1.0, 1.0, 0.0), (1.0, 0.0, 1.0)]
)
def test_honesty_under_surveillance_teaches_less(risk: float, discount: float, left: float) -> None:
    """good_rate x (1 - discount x perceived risk), for the aware; bad news keep their weight."""
    key = f"mind.trust.discount={discount}"
    stock = round(risk * TOP16) - OFFSET16
    honest, wrong = shown(deal_slot=MINE, deal_kind=HONEST), shown(deal_slot=MINE, deal_kind=WRONGED)
    full = 0.25 * (TOP16 - START)
    assert met(honest, key, aware=1, risk=stock) == ABOUT(START + left * full, abs=2)
    assert met(honest, key, aware=0, risk=stock) == ABOUT(START + full, abs=2)
    assert met(honest, key, "mind.deterrence.active=false", aware=1, risk=stock) == ABOUT(START + full, abs=2)
    assert met(wrong, key, aware=1, risk=stock) == met(wrong, key, aware=0)


def test_a_shown_tier_shifts_what_is_expected() -> None:
    """The article's six tiers, everyone beginning in the third: +1, +1/2, 0, -1/3, -2/3, -1 of the signal."""
    for signal in (0.3, -0.3, 0.0):
        for tier, share in enumerate((1, 1 / 2, 0, -1 / 3, -2 / 3, -1)):
            face = shown(deal_slot=MINE, deal_kind=HONEST, tier=tier)
            surprise = TOP16 - (START + signal * share * TOP16)
            assert met(face, f"mind.trust.signal={signal}") == ABOUT(START + 0.25 * surprise, abs=2), (signal, tier)


@pytest.mark.parametrize(
    ("n_tiers", "middle", "shares"),
    [(2, 0, [0, -1]), (2, 1, [1, 0]), (3, 1, [1, 0, -1]), (1, 0, [0]), (0, 0, []), (5, 4, [1, 3 / 4, 1 / 2, 1 / 4, 0])],
)
def test_signals(n_tiers: int, middle: int, shares: list[float]) -> None:
    assert trust.signals(n_tiers, middle) == shares


@pytest.mark.parametrize(("suspect_slot", "after"), [(0, START), (1, START // 2)])
def test_suspecting_a_contact_lowers(suspect_slot: int, after: int) -> None:
    one = somebody()
    one.today.suspect_slot = suspect_slot
    trust.suspect(3, 5, *one)
    assert level(one) == ABOUT(after, abs=1)


CROWDING = ("mind.trust.crowding={}", "mind.trust.crowding_per_year=2.4", "mind.trust.crowding_fade_per_year=1.2")


def crowded(months: int, *, share: float, start: float = 0.0, aware: int = 1, stage: int = 1, people: int = 300) -> float:
    """Mean honesty crowded in after some months, out of 1."""
    one = at_month(*(key.format(share) for key in CROWDING), stage=stage)
    one.me.aware = aware
    found = []
    for p in range(people):
        one.cold.crowded = round(start * TOP15)
        for month in range(months):
            trust.month(p, 30 * month, *one)
        found.append(int(one.cold.crowded) / TOP15)
    return float(np.mean(found))


@pytest.mark.parametrize("share", [0.3, -0.3])
def test_sanctions_crowd_and_the_crowding_outlasts_them(share: float) -> None:
    """A fifth of the way a month toward `crowding`; a tenth of it back a month when the policy is gone, or forgotten."""
    for months in (1, 6, 24):
        there = share * (1 - 0.8**months)
        assert crowded(months, share=share) == ABOUT(there, rel=0.002, abs=1e-5)
        assert crowded(months, share=share, start=share, stage=0) == ABOUT(share * 0.9**months, rel=0.002, abs=1e-5)
        assert crowded(months, share=share, start=share, aware=0) == ABOUT(share * 0.9**months, rel=0.002, abs=1e-5)
    assert crowded(24, share=share, aware=0) == crowded(24, share=0.0) == 0


SANCTIONS = ("travel", "hotels", "jobs", "loans", "schools", "internet", "ring_tone", "public_list", "deadbeat_map")


@pytest.mark.parametrize("left", SANCTIONS)
def test_any_one_sanction_crowds_and_detention_is_none(left: str) -> None:
    """Detention follows the risk model, not the list."""
    off = tuple(f"policy.{name}.active=false" for name in SANCTIONS if name != left)
    assert made("mind.trust.crowding=0.3", *off).policy.crowding == round(0.3 * TOP15)


def test_where_nothing_sanctions_nothing_crowds() -> None:
    assert made("mind.trust.crowding=0.3").policy.crowding == round(0.3 * TOP15)
    assert made("mind.trust.crowding=0.3", *(f"policy.{name}.active=false" for name in SANCTIONS)).policy.crowding == 0
    assert made("mind.trust.crowding=0.3", "mind.trust.active=false").policy.crowding == 0


def test_the_share_that_says_yes_is_the_level() -> None:
    ids = np.arange(100_000)
    settled = np.zeros_like(ids)
    for share in (0.0, 0.1, 0.644, 1.0):
        yes = trust.says_yes(ids, settled, np.full(len(ids), round(share * 65536)), 7, 0)
        assert abs(yes.mean() - share) <= 4 * np.sqrt(share * (1 - share) / len(ids))
    more = trust.says_yes(ids, settled, np.full(len(ids), 40_000), 7, 0)
    assert (more >= trust.says_yes(ids, settled, np.full(len(ids), 20_000), 7, 0)).all()
    assert (more != trust.says_yes(ids, settled, np.full(len(ids), 40_000), 8, 0)).any()
    assert (more != trust.says_yes(ids, settled + 1, np.full(len(ids), 40_000), 7, 0)).any()


def test_counts_by_tier() -> None:
    one = somebody(tier=2)
    trust.count(3, 5, *one)
    assert one.tally.trust_sum == START
    assert one.tally.trust_tiers.tolist() == [0, 0, START, 0, 0, 0]
    one.me.standing = 0
    trust.count(3, 5, *one)
    assert one.tally.trust_sum == START
