"""The compiled engine against the reference twin: the same bits, day after day, in every field that either keeps."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from lab import scenario, settled
from reference.chance import PURPOSES, philox
from reference.compare import differences, given
from reference.twin import Twin
from sincerity import draw
from sincerity.scenario.schema import Scenario

KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
)
"""Random123's known answers for philox4x32 at 10 rounds: counter, key, words."""

SEED = 2**63 + 12_345
"""Both words of the key are used."""

REGIONS = ("society.region_people=500",)
"""Four regions of unequal size, so that distant friends have partner regions."""

EVENTFUL = (
    *REGIONS,
    "policy.return_per_year=30",
    "policy.surveillance.coverage=0.8",
    "policy.surveillance.group_b_factor=2.0",
    "policy.informants.base_low_per_year=3.0",
    "policy.informants.base_high_per_year=12.0",
    "policy.informants.false_weight=0.5",
    "policy.informants.paid_per_month=1",
    "policy.informants.points=20",
    "policy.informants.memory_days=90",
    "policy.informants.notice=0.9",
    "policy.listing.by_score_below=950",
    "policy.listing.wrong_judgments_per_year=1.0",
    "policy.listing.grace_days=5",
    "policy.listing.term_days=20",
    "policy.listing.recovery_points=20",
    "policy.rule.paying_on_time.points=60",
    "policy.rule.caring_for_elders.points=40",
    "policy.rule.loan_default.points=0",
    "policy.rule.late_bills.false_per_year=2.0",
    "policy.rule.littering.seen=0.4",
    "society.behaviour.loan_default.per_year=3.0",
    "society.behaviour.fraud_in_a_deal.per_year=3.0",
    "society.debt.paid_per_year=6.0",
    "society.trips.per_year=20",
    "mind.ties.wrong_loss=0.8",
    "mind.ties.lapse_per_year=0.15",
    "mind.deterrence.risk_start=0.4",
    "mind.deterrence.risk_rate=0.3",
)
"""Settings under which every branch of every rule is lived within 400 days; `taken` shows it."""

SHORT = {
    "none": (*REGIONS,),
    "rongcheng": ("policy.min_score=-700", "policy.rule.traffic_offence.false_per_year=5"),
    "list-only": ("society.behaviour.loan_default.per_year=6", "policy.listing.grace_days=0"),
    "informants-only": (*REGIONS, "policy.informants.base_low_per_year=1.0", "policy.informants.base_high_per_year=12.0"),
}
"""The other shipped scenarios, with a setting or two that make two months eventful."""


OFF = (
    ("policy.travel.for='C'", "policy.informants.tie_weight=0"),
    ("mind.deterrence.active=false", "policy.listing.by_judgment=false"),
    ("mind.ties.active=false", "policy.listing.by_score=false"),
    ("policy.scoring.active=false",),
    ("society.behaviours_active=false",),
    ("policy.informants.points=0", "mind.awareness.from='none'", "society.network.thinning=false"),
    ("policy.start_score=900", "policy.listing.term_days=0", "policy.informants.checked=0"),
)
"""Parts of the article's scenario switched off or turned round, a few at a time."""

MEETINGS = ("society.behaviour.fraud_in_a_deal.per_year=60", "society.behaviour.paying_on_time.per_year=1", "mind.ties.wake_per_year=6")
"""Many wrongs and wakings, so that small societies meet."""


def lived_alike(wanted: Scenario, *, seed: int = SEED, every: int = 1) -> Counter[str]:
    """Live a scenario to its end in both engines, compare them every few days, return the branches taken."""
    engine = settled(wanted, seed=seed)
    twin = Twin(wanted, seed, given(engine))
    assert not differences(engine, twin), "before the first day"
    while twin.day < wanted.days:
        engine.step()
        twin.step()
        if twin.day % every == 0 or twin.day == wanted.days:
            found = differences(engine, twin)
            assert not found, "\n".join([f"after day {twin.day - 1}:", *found])
    engine.close()
    return twin.taken


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_published_answers(counter: tuple[int, ...], key: tuple[int, int], answer: tuple[int, ...]) -> None:
    assert tuple(int(word) for word in philox(counter, key)) == answer
    many = philox((np.full(3, counter[0]), *counter[1:]), key)
    assert [word.tolist() for word in many] == [[word] * 3 for word in answer]


def test_purposes_are_those_of_the_engine() -> None:
    for name, (block, word) in PURPOSES.items():
        assert draw.PURPOSES[name] == 4 * block + word, name


def test_400_days_in_which_everything_happens() -> None:
    taken = lived_alike(scenario("article", *EVENTFUL, people=2000, days=400, burn_in_days=40))
    assert not sorted(branch for branch, times in taken.items() if times == 0)


@pytest.mark.parametrize("name", SHORT)
def test_60_days_of_the_other_scenarios(name: str) -> None:
    lived_alike(scenario(name, *SHORT[name], people=2000, days=60, burn_in_days=20), every=5)


@pytest.mark.parametrize("switches", OFF, ids="; ".join)
def test_40_days_with_parts_switched_off(switches: tuple[str, ...]) -> None:
    lived_alike(scenario("article", *EVENTFUL, *switches, people=500, days=40, burn_in_days=5), every=5)


@pytest.mark.parametrize(("people", "region_people"), [(1, 64), (2, 64), (7, 64), (63, 64), (65, 64), (130, 64), (449, 64), (1000, 300)])
def test_contacts_at_awkward_sizes(people: int, region_people: int) -> None:
    wanted = scenario("article", f"society.region_people={region_people}", *MEETINGS, people=people, days=12, burn_in_days=3)
    lived_alike(wanted, every=3)


def test_another_shape_of_network() -> None:
    shape = ("household=false", "neighbours=4", "workmates=2", "friends=4", "distant=4", "thinning=false")
    wanted = scenario("article", *EVENTFUL, *(f"society.network.{setting}" for setting in shape), people=700, days=40, burn_in_days=5)
    lived_alike(wanted, every=5)


def test_a_difference_is_found() -> None:
    """The comparison itself: one bit changed anywhere in either engine is named."""
    wanted = scenario("article", *REGIONS, people=700, days=3, burn_in_days=0)
    engine = settled(wanted, seed=SEED)
    twin = Twin(wanted, SEED, given(engine))
    engine.step()
    twin.step()
    assert not differences(engine, twin)
    for record in (engine.people, engine.cold):
        for name in record.dtype.names:
            record[name].flat[-1] ^= 1
            assert [line.partition(":")[0] for line in differences(engine, twin)] == [name]
            record[name].flat[-1] ^= 1
    engine.faces[699] ^= 1 << 62
    engine.tallies["moves"][0, -1] += 1
    assert [line.partition(":")[0] for line in differences(engine, twin)] == ["face", "count moves"]
