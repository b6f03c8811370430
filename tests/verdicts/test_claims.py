"""Each shipped claim on lives made by hand: the effect that its data names, worked out beside it, and on which side of the threshold."""

from __future__ import annotations

import math

import pytest

from sincerity.verdicts.catalogue import Claim, shipped_claims
from sincerity.verdicts.effects import Effect, effect_of, effects_of, holds, margin, measures_of, observe
from sincerity.verdicts.lives import Lived
from verdicts.made import FULL, life, lives

CLAIMS = {claim.id: claim for claim in shipped_claims().claim}
EVER = {"times_listed": [1, 1, 0, 0]}
"""The first two of three adults were ever listed; the fourth person is a child."""

# claim → lives, and the effect. A day has 365 adults, so a day's count is a rate per adult and year; 730 on the list that day are two
# person-years. Adults are the first three of the four people.
CASES: dict[str, tuple[dict[str, Lived], float]] = {
    # (1 + 2) refusals in 2 years on the list
    "travel_refused": (lives(policy=life(listed=730, flights_refused=1, trains_refused=2)), 1.5),
    # 60 hours in 2 years
    "travel_delayed": (lives(policy=life(listed=730, hours_lost=60)), 30.0),
    # 1 room in 4 years
    "rooms_refused": (lives(policy=life(listed=1460, hotel_refused=1)), 0.25),
    # of the two adults on the list one has a good job (2), without the policy both: 50 % are left of 100 %
    "good_jobs_lost": (
        lives(policy=life({"listed": [1, 1, 0, 1], "job": [2, 0, 2, 2]}), none=life({"listed": [0] * 4, "job": [2, 2, 0, 0]})),
        -50.0,
    ),
    # (900 + 1000) / 2 against (1000 + 1000) / 2; the third adult's loss is not that of a listing
    "made_poorer": (lives(policy=life({**EVER, "income": [900, 1000, 0, 0]}), none=life({"income": [1000] * 4})), -5.0),
    # 3 in 2 years
    "loans_refused": (lives(policy=life(listed=730, loans_refused=3)), 1500.0),
    # 730 hours on 730 person-days
    "slow_lines": (lives(policy=life(listed=730, hours_throttled=730)), 1.0),
    # 1,200 private pupils counted on one first of a month are 100 pupil-years; 2 are moved
    "children_moved": (lives(policy=life(private_pupils=1200, children_moved=2)), 20.0),
    "callers_warned": (lives(policy=life(listed=730, calls_warned=22)), 11.0),
    # (3 + 5) ties against (4 + 6)
    "friendships_cool": (lives(policy=life({**EVER, "ties_left": [3, 5, 9, 9]}), no_ring_tone=life({"ties_left": [4, 6, 0, 0]})), -20.0),
    "map_exposes": (lives(policy=life(listed=365, strangers_who_know=12)), 12.0),
    # 10 + 1 + 4 + 40 + 5 in one year
    "humiliated": (
        lives(policy=life(listed=365, calls_warned=10, shamed=1, people_who_know=4, strangers_who_know=40, onlookers=5)),
        60.0,
    ),
    # three of four have no shadow act of what was predicted
    "detained_innocent": (lives(policy=life(detained={"shadow_predicted": [0, 2, 0, 0]})), 75.0),
    # 100 spared with a tenth and a half of full fear; none in `none`
    "culture_of_fear": (lives(policy=life(spared=100, fear_spared_sum=15 * FULL), none=life(spared=365, fear_spared_sum=0)), 0.15),
    # in the last 30 days: a level of 0.4 before, 0.3 after; the days before those count for nothing
    "fear_lasts": (
        lives(
            policy=life(spared=[10] * 60, fear_spared_sum=[10 * FULL] * 30 + [4 * FULL] * 30),
            after=life(spared=[10] * 60, fear_spared_sum=[0] * 30 + [3 * FULL] * 30),
        ),
        75.0,
    ),
    # 4 of 200 on one day, 2 of 200 on the other
    "nation_of_informants": (lives(policy=life(adults=200, informants=[4, 2])), 15.0),
    "innocent_suspected": (lives(policy=life(suspected=4, suspected_wrongly=3)), 75.0),
    # one of four people, of 1,411.78 million
    "tens_of_millions": (lives(policy=life({"sanctioned": [1, 0, 0, 0]})), 352.945),
    # 100 wanted, 20 softened, 10 withheld: 70 as wished, against 100
    "speech_chilled": (
        lives(policy=life(posts_wanted=100, posts_softened=20, posts_withheld=10), none=life(posts_wanted=100)),
        -30.0,
    ),
    # (6 + 6 + 6) / 3 against (6 + 6 + 8) / 3; the child counts for nothing
    "fewer_friends": (lives(policy=life({"ties_left": [6, 6, 6, 1]}), none=life({"ties_left": [6, 6, 8, 9]})), -10.0),
    "wrongly_listed": (lives(policy=life(listed=200, listed_wrongly=12)), 6.0),
    # (0.62 + 0.64) / 2 = 0.63 over both days: 0.03 above none, 0.01 above day 0
    "trust_restored": (
        lives(
            policy=life(adults=100, trust_sum=[62 * FULL, 64 * FULL]),
            none=life(adults=100, trust_sum=[60 * FULL, 60 * FULL]),
        ),
        0.01,
    ),
    # (0.60 + 0.66) / 2 = 0.63: 0.02 above none, 0.03 above day 0
    "trust_noticed": (
        lives(
            policy=life(adults=100, trust_sum=[60 * FULL, 66 * FULL]),
            none=life(adults=100, trust_sum=[61 * FULL, 61 * FULL]),
        ),
        0.02,
    ),
    # 4 of 100 against 5 of 100 deals
    "honest_deals": (lives(policy=life(deals=200, wrongs=8), none=life(deals=100, wrongs=5)), -20.0),
    "fewer_defaults": (lives(policy=life(debts_opened=9), none=life(debts_opened=10)), -10.0),
    # 3 payments in 2 debtor-years, against 1 in 1
    "debtors_pay": (lives(policy=life(debts_paid=3, in_debt=730), none=life(debts_paid=1, in_debt=365)), 50.0),
    # 90 + 8 against 90 + 10; gaming is no offence
    "fewer_offences": (
        lives(
            policy=life(acts_littering=90, acts_assault=8, acts_excessive_gaming=0),
            none=life(acts_littering=90, acts_assault=10, acts_excessive_gaming=500),
        ),
        -2.0,
    ),
    "more_civic_acts": (
        lives(policy=life(acts_volunteering=30, acts_donating=3), none=life(acts_volunteering=20, acts_donating=10)),
        10.0,
    ),
    "feel_safer": (lives(policy=life(fear_wronged_sum=9 * FULL), none=life(fear_wronged_sum=10 * FULL)), -10.0),
    # 1 of 365 wrongly on the list, against 4 of 365
    "appeals_mend": (lives(appeals=life(listed_wrongly=1), no_appeals=life(listed_wrongly=4)), -75.0),
    # the second was reported, the third listed; one of three adults is untouched
    "most_untouched": (lives(policy=life({"sanctioned": [0, 0, 1, 0], "reports_against": [0, 1, 0, 0]})), 100 / 3),
    # 2 and 6 of 200
    "few_listed": (lives(policy=life(adults=200, listed=[2, 6])), 2.0),
    "most_unaware": (lives(policy=life(adults=200, aware=[100, 50])), 37.5),
    # per adult and year: 2 records of giving blood at 30 points, against 1 of assault at -100
    "rewards_outweigh": (lives(policy=life(records_giving_blood=2, records_assault=1)), -40.0),
    # volunteering up by 10 %, littering down by 4 %
    "rewards_move_more": (
        lives(policy=life(acts_volunteering=11, acts_littering=48), none=life(acts_volunteering=10, acts_littering=50)),
        6.0,
    ),
}


def effects(claim: Claim, found: dict[str, Lived]) -> list[float]:
    """The claim's effect over each of its periods."""
    wanted = effects_of([claim])
    values = observe(found, measures_of(wanted))
    return [effect_of(effect, values) for effect in wanted]


def test_every_claim_is_worked_out() -> None:
    assert list(CASES) == list(CLAIMS)
    assert len(CLAIMS) >= 20
    assert {claim.who for claim in CLAIMS.values()} == {"press", "government", "sceptics"}


@pytest.mark.parametrize("name", CASES)
def test_a_claim_is_about_the_effect_that_it_says(name: str) -> None:
    found, expected = CASES[name]
    assert effects(CLAIMS[name], found) == pytest.approx([expected] * len(CLAIMS[name].periods))


@pytest.mark.parametrize("name", CASES)
def test_a_claim_holds_beyond_its_threshold_and_not_before(name: str) -> None:
    claim = CLAIMS[name]
    beyond, short = (claim.threshold + (1 if claim.upward == up else -1) * 1e-9 for up in (True, False))
    assert holds(claim, beyond)
    assert not holds(claim, short)
    assert margin(claim, beyond) > 0 > margin(claim, short)
    assert holds(claim, claim.threshold) == (claim.comparison in ("at least", "at most"))


def test_the_last_year_is_the_last_365_days() -> None:
    # half of 100 on the list for 35 days, then one for 365
    found = lives(policy=life(adults=100, listed=[50] * 35 + [1] * 365))
    last_year, whole = effects(CLAIMS["few_listed"], found)
    assert last_year == pytest.approx(1.0)
    assert whole == pytest.approx(100 * (35 * 50 + 365) / (400 * 100))


def test_trust_must_rise_over_both() -> None:
    claim = CLAIMS["trust_restored"]
    (over_day_0, _) = effects(
        claim,
        lives(
            policy=life(adults=100, trust_sum=[70 * FULL, 60 * FULL]),  # 0.65 over both days, 0.70 on day 0
            none=life(adults=100, trust_sum=[50 * FULL, 50 * FULL]),  # 0.50
        ),
    )
    assert over_day_0 == pytest.approx(-0.05)
    assert not holds(claim, over_day_0)


SILENT = (
    *("travel_refused", "detained_innocent", "innocent_suspected", "wrongly_listed"),
    *("debtors_pay", "appeals_mend", "made_poorer", "fear_lasts"),
)


@pytest.mark.parametrize("name", SILENT)
def test_lives_in_which_it_never_happens_say_nothing(name: str) -> None:
    empty = lives(policy=life({"times_listed": [0] * 4, "income": [1] * 4}, spared=365, fear_spared_sum=0), none=life({"income": [1] * 4}))
    assert all(math.isnan(x) for x in effects(CLAIMS[name], empty))


def test_an_effect_is_a_pure_function_of_named_values() -> None:
    effect = Effect(CLAIMS["rewards_move_more"], "whole")
    values = {"rewarded_acts_rise of policy, whole": 3.0, "punished_acts_fall of policy, whole": 5.0}
    assert effect_of(effect, values) == -2.0
    assert math.isnan(effect_of(effect, {**values, "punished_acts_fall of policy, whole": math.nan}))
