"""The compiled engine against the reference twin: the same bits, day after day, in every field that either keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from lab import scenario, settled, traits_of
from reference import traits
from reference.chance import PURPOSES, Chance, philox
from reference.compare import differences, differences_of_people, make_up_a_year, twin_of
from reference.twin import Twin
from sincerity import draw
from sincerity.engine.simulation import Simulation
from sincerity.scenario.schema import Scenario
from sincerity.society import traits as engine_traits

KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
)
"""Random123's known answers for philox4x32 at 10 rounds: counter, key, words."""

SEED = 2**63 + 12_345
"""Both words of the key are used."""

REGIONS = ("society.region_people=500",)
"""Several regions of unequal size, so that distant friends have partner regions."""

EVENTFUL = (
    *REGIONS,
    "start=2014-12-25",
    "policy.rollout={nationwide=2015-03-18,pilot_share=0.3}",
    "policy.return_per_year=30",
    "policy.surveillance.coverage=0.6",
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
    "policy.listing.term_days=75",
    "policy.listing.recovery_points=20",
    "policy.rule.paying_on_time.points=60",
    "policy.rule.caring_for_elders.points=40",
    "policy.rule.loan_default.points=0",
    "policy.rule.late_bills.false_per_year=2.0",
    "policy.rule.littering.seen=0.4",
    "policy.ring_tone.attitude=-0.3",
    "policy.ring_tone.public_share=0.6",
    "policy.speech.tolerance=0.1",
    "policy.association.pull_per_year=4",
    "society.behaviour.loan_default.per_year=3.0",
    "society.behaviour.fraud_in_a_deal.per_year=3.0",
    "society.behaviour.petty_theft.visible=false",
    "society.behaviour.criticising_policy.per_year=12.0",
    "society.debt.paid_per_year=3.0",
    "society.trips.per_year=20",
    "society.stays.per_trip=0.6",
    "policy.hotels.goes_without=0.4",
    "policy.internet.openings_missed=0.5",
    "policy.public_list.read_per_year=10",
    "policy.public_list.attitude=-0.3",
    "policy.deadbeat_map.views_per_year=60",
    "policy.deadbeat_map.tap_share=0.3",
    "policy.deadbeat_map.radius_m=150",
    'policy.detention.predicts=["littering","petty_theft"]',
    "policy.detention.detained_per_1000=30",
    "policy.detention.term_months=1",
    "society.calls.per_pair_per_year=60",
    "mind.ties.wrong_loss=0.8",
    "mind.ties.lapse_per_year=0.15",
    "mind.deterrence.risk_start=0.4",
    "mind.deterrence.risk_rate=0.3",
    "mind.awareness.press_per_year=1.0",
    "mind.awareness.contact_per_year=0.5",
    "mind.awareness.forget_per_year=2.0",
    "mind.expression.tolerance_start=0.3",
    "mind.expression.boldness_mean=0.5",
    "mind.expression.silent_below=0.2",
    "mind.fear.seen_sanction=0.1",
    "mind.fear.own_wrong=0.4",
    "mind.trust.signal=0.3",
    "mind.trust.crowding=0.5",
    "mind.trust.crowding_fade_per_year=6",
    "policy.listing.cases_per_1000=10",
    "policy.informants.checks_per_1000=6",
    "policy.jobs.employers_mind=true",
    "policy.due_process.active=true",
    "policy.due_process.notice_days=5",
    "policy.due_process.heeds_notice=0.5",
    "policy.due_process.appeals_per_year=8",
    "policy.due_process.cost_cny=2000",
    "policy.due_process.appeals_per_1000=20",
    "policy.due_process.finds_error=0.6",
    "policy.due_process.lets_off=0.3",
    "policy.due_process.memory_days=900",
    "society.debt.sued_after_days=10",
    "society.behaviour.late_bills.kind=debt",
    "society.economy.bills_per_year=1.5",
    "society.economy.bill_months=5",
    "society.economy.separations_per_year=0.6",
    "society.economy.posts_per_worker=0.9",
    "society.economy.loans_per_1000=4",
    "society.economy.wish_lost_per_month=0.3",
    "society.debt.open_at_start=0.1",
    "society.economy.private_places=0.6",
    "society.economy.private_income_cny=300",
    "society.economy.private_wish=1",
    "society.economy.private_gain=0.02",
    "policy.revision=["
    '{name="harder",on=2015-05-01,set={max_score=1050,"tier.AAA.from"=1040,"tier.B.from"=930,"speech.punishment"="proportional",'
    '"speech.severity"=0.05,"travel.for"="B","ring_tone.for"="B","listing.by_score_below"=1000,"ring_tone.attitude"=0.3,'
    '"jobs.for"="B","loans.for"="B","schools.for"="B","hotels.for"="B","internet.for"="B","public_list.for"="B","deadbeat_map.for"="B",'
    '"public_list.attitude"=0.3,"deadbeat_map.attitude"=0.3}},'
    '{name="lists only",on=2015-06-28,set={"scoring.active"=false,"travel.for"="listed","ring_tone.for"="listed",'
    '"jobs.for"="listed","loans.for"="listed","schools.for"="listed","hotels.for"="listed","internet.for"="listed",'
    '"public_list.for"="listed","deadbeat_map.for"="listed"}},'
    '{name="scores only",on=2015-07-28,set={"scoring.active"=true,"listing.by_judgment"=false,start_score=990}},'
    '{name="repeal",on=2015-09-18,set={active=false}},'
    '{name="return",on=2015-11-01,set={active=true,"listing.by_judgment"=true,"association.active"=false,"speech.punishment"="uniform"}}]',
)
"""Settings under which every branch of every rule is lived within 430 days, or in `MADE_UP` or `MIRRORED`; `taken` shows it."""

UNREVISED = EVENTFUL[:-1]
"""The same up to the first revision."""

MIRRORED = (
    *UNREVISED,
    "start=2014-11-20",
    "society.economy.active=false",
    "policy.jobs.active=false",
    "policy.loans.active=false",
    "policy.schools.active=false",
    "policy.rollout.active=false",
    "policy.regions=[0]",
    "policy.informants.checks_per_1000=0",
    "policy.speech.punishment=proportional",
    "policy.ring_tone.attitude=0.5",
    "mind.awareness.from=everyone",
    "mind.trust.signal=-0.3",
    "mind.trust.crowding=-0.5",
)
"""What mind and money can be only one way in a run, the other way round, and everybody aware from the first morning."""

DEBTS = ("society.behaviour.loan_default.per_year=6", "society.debt.sued_after_days=0", "policy.listing.grace_days=0")
SHORT = {
    "none": (*REGIONS,),
    "article": (*REGIONS, "policy.rollout.nationwide=2015-01-25"),
    "rongcheng": ("policy.min_score=-700", "policy.rule.traffic_offence.false_per_year=5"),
    "list-only": DEBTS,
    "credit-bureau": (),
    "due-process": (*DEBTS, "policy.due_process.appeals_per_year=12", "policy.due_process.delay_months=0"),
    "documented": (*REGIONS, *DEBTS, "policy.rollout.nationwide=2015-01-25"),
    "informants-only": (*REGIONS, "policy.informants.base_low_per_year=1.0", "policy.informants.base_high_per_year=12.0"),
}
"""The other shipped scenarios, with a setting or two that make the weeks about a turn of the year eventful."""

THREE_YEARS = (
    "start=2014-12-10",
    "society.region_people=200",
    "policy.rollout.active=false",
    "policy.listing.cases_per_1000=1",
    "society.behaviour.loan_default.per_year=0.1",
    "society.economy.bills_per_year=0.5",
    'policy.detention.predicts=["littering","petty_theft"]',
    "policy.detention.detained_per_1000=20",
    "policy.detention.term_months=2",
    "policy.detention.labels=as_record",
    "policy.detention.ridge=0.1",
)
"""Years at their own pace, three Januaries among them."""

NEW_YEAR = (
    *UNREVISED,
    "start=2014-12-30",
    "society.region_people=150",
    "policy.rollout.active=false",
    "policy.regions=[0,1,2]",
    "policy.detention.term_months=3",
)
ENDS = 'policy.revision=[{name="end",on=%s,set={active=false}}]'
MADE_UP = (
    (63, ("policy.detention.labels=left_out", ENDS % "2015-02-10"), True),
    (35, ("policy.detention.labels=as_clean", ENDS % "2015-02-01", "policy.detention.ridge=0.001"), True),
    (35, ("policy.detention.labels=as_record", "policy.detention.detained_per_1000=0", "policy.listing.by_score_below=1100"), True),
    (5, (ENDS % "2015-01-01", "policy.regions=[0]"), True),
    (5, ("policy.detention.labels=as_clean", "society.economy.private_gain=0.2"), False),
)
"""Weeks from a New Year's Eve on which files are made up, as if a year under detention had passed: days, settings, any record since."""

SOON = 'policy.revision=[{name="soon",on=2015-02-01,set={%s}},{name="later",on=2015-02-11,set={%s}}]'
"""Two revisions, the first on a first of a month, within 40 days."""

NO_ECONOMY = ("society.economy.active=false", *(f"policy.{name}.active=false" for name in ("jobs", "loans", "schools")))
UNLIMITED = ("policy.listing.cases_per_1000=0", "policy.due_process.appeals_per_1000=0", "policy.due_process.delay_months=0")
AT_ONCE = ("policy.rollout.active=false", "policy.due_process.active=false", "society.debt.sued_after_days=0")

REGULAR = ("start=2015-01-20", "society.region_people=200")

OFF = (
    (
        "policy.travel.for='C'",
        "policy.hotels.active=false",
        "policy.internet.for='C'",
        "policy.public_list.for='AA'",
        "policy.informants.tie_weight=0",
        *AT_ONCE,
    ),
    (
        "policy.jobs.for='B'",
        "policy.loans.for='B'",
        "policy.schools.for='B'",
        "policy.jobs.dismissed_per_month=1",
        "policy.deadbeat_map.for='AA'",
        "policy.deadbeat_map.tap_share=1",
    ),
    (
        "mind.deterrence.active=false",
        "policy.listing.by_judgment=false",
        "policy.ring_tone.active=false",
        "policy.public_list.active=false",
        *NO_ECONOMY,
    ),
    ("mind.ties.active=false", "policy.listing.by_score=false", *UNLIMITED, "policy.due_process.memory_days=0"),
    ("mind.fear.active=false", "policy.scoring.active=false", "policy.due_process.spares_unable=false", "policy.deadbeat_map.radius_m=0"),
    ("society.behaviours_active=false", "mind.trust.active=false", "society.aging.active=false", "policy.detention.active=false"),
    (
        "policy.rollout.of='points'",
        "policy.due_process.corrects=false",
        "society.economy.private_gain=1",
        "policy.hotels.for='B'",
        "policy.internet.for='B'",
    ),
    ("policy.informants.points=0", "mind.awareness.from='none'", "society.network.thinning=false"),
    (
        "policy.start_score=900",
        "policy.listing.term_days=0",
        "policy.informants.checked=0",
        "society.stays.nights=1",
        "society.online.urban_share=0",
    ),
    ("mind.expression.active=false", "mind.awareness.from='everyone'", "policy.rollout.nationwide=2015-01-10"),
    ("policy.speech.active=false", "mind.awareness.active=false", "policy.revisions.active=false"),
    ("policy.speech.punishment='proportional'", "mind.expression.surveillance_start=1", "mind.expression.learn_rate=0"),
    ("policy.speech.punishment='proportional'", "mind.expression.severity_start=0.0001", "mind.expression.learn_rate=0"),
    ("mind.expression.severity_start=0", "mind.expression.tolerance_start=0", "mind.expression.learn_rate=1"),
    (
        SOON % ("speech=false,ring_tone=false,public_list=false,hotels=false", "active=false"),
        "policy.ring_tone.for='B'",
        "policy.scoring.active=true",
    ),
    (SOON % ("listing=false,informants=false,due_process=false,deadbeat_map=false", "listing=true,internet=false"), "policy.regions=[1]"),
    (SOON % ("jobs=false,schools=false", '"loans.for"="B","jobs"=true'), "policy.rollout.of='points'", "policy.rollout.pilot_share=0.5"),
    (SOON % ("active=false", "active=true"), "policy.surveillance.coverage=1.0", "policy.surveillance.group_b_factor=0.5"),
    (SOON % ("active=false", "active=true"), "society.region_people=64", "policy.rollout.nationwide=2015-02-25"),
)
"""Parts of the article's scenario switched off or turned round, a few at a time."""

MEETINGS = ("society.behaviour.fraud_in_a_deal.per_year=60", "society.behaviour.paying_on_time.per_year=1", "mind.ties.wake_per_year=6")
"""Many wrongs and wakings, so that small societies meet."""


def lived_alike(
    wanted: Scenario,
    *,
    seed: int = SEED,
    luck: int | None = None,
    every: int = 1,
    hasty: bool = False,
    look: Callable[[Simulation, Twin], None] = lambda _, __: None,
) -> Counter[str]:
    """Live a scenario to its end in both engines, compare them every few days, return the branches taken. look: called each morning."""
    engine = settled(wanted, seed=seed, luck=luck, hasty=hasty)
    twin = twin_of(engine)
    assert not differences(engine, twin), "before the first day"
    while twin.day < wanted.days:
        look(engine, twin)
        if engine.block_is_full:
            engine.take_block()
        engine.step()
        twin.step()
        if twin.day % every == 0 or twin.day == wanted.days:
            found = differences(engine, twin)
            assert not found, "\n".join([f"after day {twin.day - 1}:", *found])
    assert not differences_of_people(engine, twin, wanted), "the people at the end"
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
    of_the_society = {"HOUSEHOLD_SIZE", "CELL_URBAN", "HOUSEHOLD_KIND", "HOUSEHOLD_GROUP", "AGE"}
    assert set(draw.PURPOSES) - set(PURPOSES) == of_the_society | {"RING_KEY", "PARTNER_KEY"}, "purposes that no rule here draws"


def test_traits_are_those_of_the_engine() -> None:
    engine = settled(scenario("article", people=1000), seed=SEED)
    ours = traits.find_traits(Chance(SEED), "china-2020", np.zeros(1000, np.int64))
    assert tuple(ours) == engine_traits.NAMES
    assert np.array_equal(traits_of(engine.people, engine.world), np.stack(list(ours.values()), axis=1))


def from_new_year(days: int, settings: tuple[str, ...], *, since: bool) -> Counter[str]:
    """Live from a New Year's Eve with files that are made up."""

    def look(engine: Simulation, twin: Twin) -> None:
        if twin.date == date(2015, 1, 1):
            make_up_a_year(engine, twin, since=since)
            assert not differences(engine, twin), "what was made up"

    return lived_alike(scenario("article", *NEW_YEAR, *settings, people=600, days=days, burn_in_days=3), hasty=True, look=look)


def test_430_days_in_which_everything_happens() -> None:
    taken = lived_alike(scenario("article", *EVENTFUL, people=1500, days=430, burn_in_days=35), hasty=True)
    for days, settings, since in MADE_UP:
        taken.update(from_new_year(days, settings, since=since))
    taken.update(lived_alike(scenario("article", *MIRRORED, people=1000, days=100, burn_in_days=10), every=5, hasty=True))
    assert not sorted(branch for branch, times in taken.items() if times == 0)


@pytest.mark.parametrize("name", SHORT)
def test_45_days_of_the_other_scenarios(name: str) -> None:
    lived_alike(scenario(name, "start=2014-12-25", *SHORT[name], people=1000, days=45, burn_in_days=10), every=5)


def test_400_days_with_other_luck() -> None:
    """Over two 1 Januaries, one of them day 0."""
    settings = (*UNREVISED, "start=2015-01-01", "policy.rollout.nationwide=2015-02-01")
    taken = lived_alike(scenario("article", *settings, people=600, days=400, burn_in_days=35), luck=SEED + 2**33 + 1, every=10, hasty=True)
    for branch in ("demography: born", "demography: a newcomer", "economy: displaced", "economy: remains displaced"):
        assert taken[branch] > 0, branch


def test_three_years() -> None:
    lived_alike(scenario("due-process", *THREE_YEARS, people=600, days=1000, burn_in_days=20), every=10)


@pytest.mark.parametrize("switches", OFF, ids="; ".join)
def test_42_days_with_parts_switched_off(switches: tuple[str, ...]) -> None:
    lived_alike(scenario("article", *UNREVISED, *REGULAR, *switches, people=400, days=42, burn_in_days=22), every=5)


@pytest.mark.parametrize(("people", "region_people"), [(1, 64), (2, 64), (7, 64), (63, 64), (65, 64), (130, 64), (449, 64), (1000, 300)])
def test_contacts_at_awkward_sizes(people: int, region_people: int) -> None:
    wanted = scenario("article", f"society.region_people={region_people}", *MEETINGS, people=people, days=12, burn_in_days=3)
    lived_alike(wanted, every=3)


def test_another_shape_of_network() -> None:
    shape = ("household=false", "neighbours=4", "workmates=2", "friends=4", "distant=4", "thinning=false")
    wanted = scenario("article", *UNREVISED, *(f"society.network.{setting}" for setting in shape), people=700, days=40, burn_in_days=5)
    lived_alike(wanted, every=5)


def test_a_difference_is_found() -> None:
    """The comparison itself: one bit changed anywhere in either engine is named."""
    wanted = scenario("article", *REGIONS, people=700, days=3, burn_in_days=0)
    engine = settled(wanted, seed=SEED)
    twin = twin_of(engine)
    engine.step()
    twin.step()
    assert not differences(engine, twin)
    for record, prefix in ((engine.people, ""), (engine.cold, ""), (engine.ledgers, "book ")):
        for name in record.dtype.names or ():
            record[name].flat[-1] ^= 1
            assert [line.partition(":")[0] for line in differences(engine, twin)] == [prefix + name]
            record[name].flat[-1] ^= 1
    engine.model[-1] += 1
    assert [line.partition(":")[0] for line in differences(engine, twin)] == ["model"]
    engine.model[-1] -= 1
    engine.faces[699] ^= 1 << 62
    engine.tallies["moves"][0, -1] += 1
    assert [line.partition(":")[0] for line in differences(engine, twin)] == ["face", "count moves"]
