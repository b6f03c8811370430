"""Five residents for ten days, worked out on paper: both lives of each, what they differ in, an audit, and verdicts on claims.

Society 283 (its seed) has five people. The three adults are contacts of one another:

| | resident | home, group | who | CNY a month, and without a job |
|---|---|---|---|---|
| 0 | *Finn* | 0, A | man of 37, a loan | 9,390 in a well-paid job; 680 |
| 1 | *Gail* | 0, A | woman of 39 | 2,680 in an ordinary job |
| 2 | *Hope* | 0, A | girl of 15, a pupil | |
| 3 | *Ivo* | 3, B | man of 36 | 1,400 in an ordinary job |
| 4 | *Jack* | 3, B | boy of 12, a pupil | |

Every chance is 0 or 1, or a die with as many faces as the chance asks for, whose throws (`TEMPTS` to `MISJUDGED`) are
held against the draws themselves. A die of eight says what the day tempts an adult to: 0 to 2 to drop litter (L), 3 or 4 not to pay
back a loan (D; without one the day passes), 5 or 6 to volunteer (V), 7 to steal (T). All of it is done. A coin says on which days an
adult would fly.

The policy sees all that group A does and nothing that group B does. L -5 points, from 4 July -10; D -10; V +10; T -30; all start at
1,000. A die of 64 a day: 0 is a wrong record of L, 3 of T. Below 950 a score lists. A die of 32 a day: 0 is a wrong judgment, which lists
for three days. A court hears a debt on the next first of a month. Tiers: A from 980, B from 950, C. The listed are refused a flight twice
over and take the slow train, 30 hours in place of 3; on 1 July they lose a well-paid job, and their children get no place in a private
school. There is one place. An adult who is refused, or sees another refused, is full of fear. Acts, score (and clean score where it
differs), *on* the list, *wrongly* on it, *refused*:

| day | | Finn | Gail | Ivo, 1,000 throughout |
|---|---|---|---|---|
| 0 | 26 June | V 1010 | V 1010 | T |
| 1 | 27 June | D 1000, owes | V 1020 | V |
| 2 | 28 June | T and a wrong L: 965, clean 970 | a wrong judgment; 1020, wrongly, refused | L |
| 3 | 29 June | D 955, clean 960 | L 1015, wrongly | |
| 4 | 30 June | D 945, clean 950: wrongly, by 5 points | L 1010, wrongly | V |
| 5 | 1 July | judged, dismissed; L 940, clean 945: on | L 1005; three days are over: off | L, a wrong judgment; wrongly, refused |
| 6 | 2 July | L 935, clean 940: on, refused | T, a wrong T: 945, clean 975; a wrong judgment too; wrongly | L; wrongly, refused |
| 7 | 3 July | T 905, clean 910: on, refused | 945, clean 975: wrongly | T; wrongly, refused |
| 8 | 4 July | D 895, clean 900: on, refused | L 935, clean 965: wrongly, refused | L; off |
| 9 | 5 July | D 885, clean 890: on, refused | L 925, clean 955: judgment over, wrongly | |

Without the policy all of these acts are the same; on 1 July Hope gets the place, for her luck is better than Jack's. Under it he does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import pytest

import sincerity as sl
from sincerity.audits import errors_off
from sincerity.audits.evidence import Evidence
from sincerity.draw import OCCASION, PLACES_LUCK, TRIP, WRONG_JUDGMENT, WRONG_RECORD, draw, seed_key
from sincerity.engine.compose import registry
from sincerity.observe.dossier import Shows, k_of
from sincerity.observe.life import Life, Side
from sincerity.scenario.load import load
from sincerity.store.run import Run
from sincerity.verdicts.catalogue import shipped_claims
from sincerity.verdicts.effects import Effect, effect_of, measures_of, observe
from sincerity.verdicts.lives import live_all, scenarios_of
from sincerity.verdicts.rule import find

SEED, DAYS = 283, 10
FINN, GAIL, HOPE, IVO, JACK = FIVE = range(5)
ALONE = """
schema = 1
extends = "none"
name = "alone"
start = 2014-06-26
days = 10
burn_in_days = 0
society.people = 5
society.group_b_share = 0.5
society.network.thinning = false
society.deals.per_year = 0.0
society.economy = { separations_per_year = 0.0, posts_per_worker = 1.0, private_places = 0.5, private_income_cny = 0.0, private_wish = 1.0 }
society.debt = { open_at_start = 0.0, paid_per_year = 0.0, sued_after_days = 0, strain = 0.0 }
society.trips = { per_year = 182.5, income_slope = 0.0 }
society.trip_band = [{ name = "far", share = 1.0, by = "plane", hours = 3.0, slow_hours = 30.0 }]
society.behaviour = [
    { id = "littering", per_year = 136.875 },
    { id = "loan_default", per_year = 91.25, kind = "debt", needs_loan = true },
    { id = "volunteering", per_year = 91.25, kind = "civic" },
    { id = "petty_theft", per_year = 45.625 },
]
[mind]
trust = false
expression = false
deterrence = false
ties = false
awareness = "none"
fear = { own_sanction = 1.0, seen_sanction = 1.0, fade_per_year = 0.0, contagion_per_year = 0.0, wronged_start = 0.0 }
"""
POLICY = """
extends = "alone.toml"
name = "five"
[policy]
active = true
min_score = 800
surveillance.group_b_factor = 0.0
rule.littering = { points = -5, false_per_year = 5.703125 }
rule.loan_default = { points = -10, false_per_year = 5.703125 }
rule.volunteering = { points = 10, false_per_year = 5.703125 }
rule.petty_theft = { points = -30, false_per_year = 5.703125 }
tier = [{ name = "A", from = 980 }, { name = "B", from = 950 }, { name = "C", from = 800 }]
listing = { by_score_below = 950, grace_days = 0, term_days = 3, wrong_judgments_per_year = 11.40625 }
travel = { attempts_per_trip = 2.0, stays_home = 0.0, onlookers_per_refusal = 0.0 }
jobs.dismissed_per_month = 1.0
schools.active = true
deadbeat_map.views_per_year = 0.0
revision = [{ on = 2014-07-04, set = { "rule.littering.points" = -10 } }]
"""
"""365 days by 64 are 5.703125, by 32 they are 11.40625; of 365, L has three eighths, D and V two, T one. Trips are half of 365."""

ADULTS = (FINN, GAIL, IVO)
TEMPTS = {FINN: "5474420734", GAIL: "6642107411", IVO: "7513511704"}
ACTS = {FINN: "VDTDDLLTDD", GAIL: "VV.LLLT.LL", HOPE: "", IVO: "TVL.VLLTL.", JACK: ""}
FLIES = {FINN: (1, 2, 3, 6, 7, 8, 9), GAIL: (0, 1, 2, 8), IVO: (1, 4, 5, 6, 7)}
MISRECORDED = {FINN: {2: 0}, GAIL: {6: 3}, IVO: {}}
MISJUDGED = {FINN: (), GAIL: (2, 6), IVO: (5,)}
NAMES = {"L": "littering", "D": "loan_default", "V": "volunteering", "T": "petty_theft"}
SCORES = [1010, 1000, 965, 955, 945, 940, 935, 905, 895, 885], [1010, 1020, 1020, 1015, 1010, 1005, 945, 945, 935, 925]
CLEAN = [1010, 1000, 970, 960, 950, 945, 940, 910, 900, 890], [1010, 1020, 1020, 1015, 1010, 1005, 975, 975, 965, 955]
LISTED = {FINN: (4, 5, 6, 7, 8, 9), GAIL: (2, 3, 4, 6, 7, 8, 9), IVO: (5, 6, 7)}
WRONGLY = {FINN: (4,), GAIL: (2, 3, 4, 6, 7, 8, 9), IVO: (5, 6, 7)}
REFUSED = {FINN: (6, 7, 8, 9), GAIL: (2, 8), HOPE: (), IVO: (5, 6, 7), JACK: ()}
FULL = 65_535


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("five")
    (folder / "alone.toml").write_text(ALONE, encoding="utf-8")
    (folder / "five.toml").write_text(POLICY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def run(files: Path) -> Run:
    return sl.run(files / "five.toml", against=files / "alone.toml", seed=SEED, watch=FIVE, out=files / "run")


@pytest.fixture(scope="module")
def lives(run: Run) -> list[Life]:
    return [sl.life(run, resident) for resident in FIVE]


def test_the_five(run: Run) -> None:
    """Finn knows all the others, Hope her family and Jack two; so the third whom Ivo knows besides Finn and Jack is Gail."""
    people = run.twin.people.order("id")  # type: ignore[union-attr]
    assert people.project('household, "group", sex, age, income, job, (loan > 0)::INT, pupil, ties_start').fetchall() == [
        (0, "A", "male", 37, 9390, "well-paid", 1, 0, 4),
        (0, "A", "female", 39, 2680, "ordinary", 0, 0, 3),
        (0, "A", "female", 15, 0, "none", 0, 1, 2),
        (3, "B", "male", 36, 1400, "ordinary", 0, 0, 3),
        (3, "B", "male", 12, 0, "none", 0, 1, 2),
    ]


def test_the_dice() -> None:
    def throws(purpose: int, resident: int, bits: int) -> list[int]:
        return [draw(*seed_key(SEED), purpose, resident, day, 0) >> (32 - bits) for day in range(DAYS)]

    for one in ADULTS:
        assert "".join(map(str, throws(OCCASION, one, 3))) == TEMPTS[one]
        assert tuple(day for day, side in enumerate(throws(TRIP, one, 1)) if side == 0) == FLIES[one]
        assert {day: kind for day, kind in enumerate(throws(WRONG_RECORD, one, 6)) if kind < len(NAMES)} == MISRECORDED[one]
        assert tuple(day for day, face in enumerate(throws(WRONG_JUDGMENT, one, 5)) if face == 0) == MISJUDGED[one]
    # Of 256, on 1 July.
    assert [throws(PLACES_LUCK, child, 8)[5] for child in (HOPE, JACK)] == [196, 68]


# The two lives.

Told = dict[str, dict[int, object]]


def told(side: Side) -> Told:
    """kind → day → the behaviour, or where it is of none the amount."""
    found: Told = {}
    for event in side.events:
        assert event.day not in found.setdefault(event.kind, {})
        found[event.kind][event.day] = event.text_key or event.amount
    return found


def acts(resident: int) -> dict[int, object]:
    return {day: NAMES[letter] for day, letter in enumerate(ACTS[resident]) if letter != "."}


def once(*days: int) -> dict[int, object]:
    return dict.fromkeys(days, 1)


def barred(resident: int) -> Told:
    return {"flight_refused": dict.fromkeys(REFUSED[resident], 2), "slow_train": dict.fromkeys(REFUSED[resident], 27)}


def test_the_lives_without_the_policy(lives: list[Life]) -> None:
    """Finn owes one debt, however often he does not pay."""
    finn: Told = {"act": acts(FINN), "default": once(1)}
    expected = [finn, {"act": acts(GAIL)}, {"private_school": once(5)}, {"act": acts(IVO)}, {}]
    assert [told(life.there) for life in lives] == expected


def test_the_lives_under_the_policy(lives: list[Life]) -> None:
    finn = {"act": acts(FINN), "record": acts(FINN), "default": once(1), "listed": once(4), "dismissed": once(5), "job_ended": once(5)}
    finn["score"] = {0: 10, 1: -10, 2: -35, 3: -10, 4: -10, 5: -5, 6: -5, 7: -30, 8: -10, 9: -10}
    finn["wrong_record"] = {2: "littering"}
    gail = {"act": acts(GAIL), "record": acts(GAIL), "wrong_judgment": once(2, 6), "listed": once(2, 6), "unlisted": once(5)}
    gail["score"] = {0: 10, 1: 10, 3: -5, 4: -5, 5: -5, 6: -60, 8: -10, 9: -10}
    gail["wrong_record"] = {6: "petty_theft"}
    ivo = {"act": acts(IVO), "wrong_judgment": once(5), "listed": once(5), "unlisted": once(8)}
    expected = [finn | barred(FINN), gail | barred(GAIL), {}, ivo | barred(IVO), {"private_school": once(5)}]
    assert [told(life.here) for life in lives] == expected
    for change, scores in ((finn["score"], SCORES[FINN]), (gail["score"], SCORES[GAIL])):
        assert list(accumulate((int(str(change.get(day, 0))) for day in range(DAYS)), initial=1000))[1:] == scores


def test_what_is_the_same_in_both(lives: list[Life]) -> None:
    for resident, life in zip(FIVE, lives, strict=True):
        assert {day: same[0].text_key for day, same, _, _ in life.by_day() if same} == acts(resident)


def of_all(days: Mapping[int, Sequence[int]], times: int = 1) -> list[int]:
    """On each day, of how many it is true."""
    return [times * sum(day in of for of in days.values()) for day in range(DAYS)]


def test_the_days_of_all(run: Run) -> None:
    series = run.series.filter("region = -1").order("day").to_numpy()
    expected = {
        "score_sum": [1000 + SCORES[FINN][day] + SCORES[GAIL][day] for day in range(DAYS)],
        "clean_score_sum": [1000 + CLEAN[FINN][day] + CLEAN[GAIL][day] for day in range(DAYS)],
        "listed": of_all(LISTED),
        "listed_wrongly": of_all(WRONGLY),
        "flights_refused": of_all(REFUSED, 2),
        "trips": of_all(FLIES),
        # Gail is refused on day 2, the other two see it a day later. Sanctioned: she from day 2, Finn from 4, Ivo from 5.
        "fear_authority_sum": [0, 0, FULL] + [3 * FULL] * 7,
        "spared": [3, 3, 2, 2, 1, 0, 0, 0, 0, 0],
        "fear_spared_sum": [0, 0, 0, 2 * FULL, FULL, 0, 0, 0, 0, 0],
        # 965 and 955 are B, 945 is C.
        "tier_A": [3, 3, 2, 2, 2, 2, 1, 1, 1, 1],
        "tier_B": [0, 0, 1, 1, 0, 0, 0, 0, 0, 0],
    }
    assert {name: series[name].tolist() for name in expected} == expected


# How they differ.


def test_the_difference_of_both_lives(lives: list[Life]) -> None:
    differ = {
        "days_listed": [6, 7, 0, 3, 0],
        "times_listed": [1, 2, 0, 1, 0],
        "hours_lost": [4 * 27, 2 * 27, 0, 3 * 27, 0],
        "records": [10 + 1, 8 + 1, 0, 0, 0],
        "income": [680 - 9390, 0, 0, 0, 0],
        # Finn and Ivo are workmates no more.
        "ties_left": [-1, 0, 0, -1, 0],
        "private_school": [0, 0, -1, 0, 1],
        "displaced": [0, 0, 0, 0, 1],
        "fear_authority": [FULL, FULL, 0, FULL, 0],
        "truth_acts": [0, 0, 0, 0, 0],
    }
    assert {name: [int(life.here.end[name]) - int(life.there.end[name]) for life in lives] for name in differ} == differ


SERIES = {
    # Over three adults and ten days: 30 adult-days. Stocks of 1,000 adults, flows of 1,000 adults and 365 days.
    "listed": (0, 1000 * 16 / 30),
    "well_paid": (1000 * 10 / 30, 1000 * 5 / 30),
    "entries": (0, 365_000 * 4 / 30),
    "flights_refused": (0, 365_000 * 2 * 9 / 30),
    "acts_littering": (365_000 * 11 / 30, 365_000 * 11 / 30),
    # On 1 July, the only first of a month: Finn is paid before he is dismissed.
    "income_sum": ((9390 + 2680 + 1400) / 3, (9390 + 2680 + 1400) / 3),
    # A level: one adult on day 2, three on the seven days after.
    "fear_authority_sum": (0, (1 + 7 * 3) / 30),
}
GROUPS = {
    # Of all five; of Finn, Gail, Hope; of Ivo, Jack; of Gail, Hope; of the men and the boy; of the children.
    "days_listed": {"all": 16 / 5, "group=A": 13 / 3, "group=B": 3 / 2, "sex=female": 7 / 2, "sex=male": 9 / 3, "age=0-17": 0},
    "income": {"all": -8710 / 5, "group=A": -8710 / 3, "group=B": 0, "sex=female": 0, "sex=male": -8710 / 3, "age=0-17": 0},
    "private_school": {"all": 0, "group=A": -1 / 3, "group=B": 1 / 2, "sex=female": -1 / 2, "sex=male": 1 / 3, "age=0-17": 0},
    # Of three adults in the order of income, 0, 1 and 2, 0 * 5 // 3 is the first fifth, 1 * 5 // 3 the second, 2 * 5 // 3 the fourth.
    "hours_lost": {"income_fifth=1": 81, "income_fifth=2": 54, "income_fifth=4": 108, "tier=A": 81, "tier=C": (54 + 108) / 2},
}


def test_the_comparison(files: Path, run: Run) -> None:
    """Of individual effects n, mean and median; shares up, down, the same; what falls to the largest. Jack, whom Finn's and Gail's bar
    moved forward, stands apart.
    """
    comparison = sl.compare(files / "alone.toml", files / "five.toml", seeds=[SEED], redraw=0, out=files / "pair", threads=1)
    assert comparison.run("five", SEED).manifest.result_hash == run.manifest.result_hash
    rows = comparison.effects.project('metric, period, "group", there, here, estimate').fetchall()
    found = {(metric, period, group): numbers for metric, period, group, *numbers in rows}
    for metric, (there, here) in SERIES.items():
        assert found[metric, "whole", "all"] == pytest.approx([there, here, here - there]), metric
    for metric, by_group in GROUPS.items():
        for group, estimate in by_group.items():
            assert found[f"people.{metric}", "end", group][2] == pytest.approx(estimate), (metric, group)
    rows = comparison.individual.project("metric, displaced, n, mean, q50, up, down, same, top_tenth").fetchall()
    spread = {(metric.removeprefix("people."), apart): numbers for metric, apart, *numbers in rows}
    assert spread["days_listed", 0] == [4, 4.0, 4.5, 0.75, 0.0, 0.25, 7 / 16]
    assert spread["income", 0] == [4, -8710 / 4, 0.0, 0.0, 0.25, 0.75, 1.0]
    assert spread["private_school", 0] == [4, -0.25, 0.0, 0.0, 0.25, 0.75, 1.0]
    assert spread["private_school", 1] == [1, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0]
    assert spread["truth_acts", 0] == [4, 0.0, 0.0, 0.0, 0.0, 1.0, 0.1]


AUDIT: Mapping[str, tuple[float, int | None]] = {
    # Finn and Gail on the last day, she wrongly. Days: 6 + 7 + 3, wrongly 1 + 7 + 3. Two exits, Gail's and Ivo's.
    "listed_wrongly_share": (1 / 2, 2),
    "listed_wrongly_days": (11, 16),
    "list_precision": (5 / 16, 16),
    "list_stay_days": (16 / 2, 2),
    # Of 10 + 8 + 8 acts the 18 of group A are on record; two records are wrong. Scores are off by 5, 30 and 0.
    "wrong_records_share": (2 / 20, 20),
    "wrong_records_per_1000": (1000 * 2 / (30 / 365), None),
    "acts_recorded_share": (18 / 26, 26),
    "score_gap": ((5 + 30 + 0) / 3, 3),
    # Cost points: 6 L (a wrong one) at 5, 2 at 10 since 4 July, 5 D at 10, 4 T (a wrong one) at 30: 50 + 50 + 120 = 220.
    "kind.offence.points": (50 + 120, 220),
    "kind.debt.points_share": (50 / 220, 220),
    "listed_days_per_record": (16 / 17, 17),
    "hours_lost_per_record": (9 * 27 / 17, 17),
    # From 1,000 to 949 it is 51 points: six of 10, which an L costs in the end.
    "records_to_list.littering": (6, None),
    # On the last day: Finn's score and debt, Gail's score. So 3/4 of the list is for scores, of which D took 50 of 220 points.
    "listed_for.both": (1, 2),
    "context.finance.travel": (18 * (1 / 4 + 3 / 4 * 50 / 220), 18),
    # Wrongly on record: Finn and Gail, not Ivo. Records an adult: 11 and 9 against 0; men 11 and 0, a woman 9.
    "impact.wrong_record.rate.group=A": (1, 2),
    "impact.wrong_record.difference.group": (1 - 0, None),
    "impact.wrong_record.difference.sex": (1 - 1 / 2, None),
    "impact.wrong_record.ratio.sex": (1 / 2, None),
    "impact.records.ratio.sex": (5.5 / 9, None),
    # A true ground on the last day has Finn alone.
    "list_true_positive_rate.group=A": (1, 1),
    "list_false_positive_rate.group=A": (1, 1),
    "list_false_positive_rate.group=B": (0, 1),
    # Hope and Jack live with somebody listed and were not; the one lost what the other won.
    "relatives_share": (2 / 5, 5),
    "relatives_change.private_school": (-1 + 1, 2),
    # Born in 1977 and 1975, as nobody else in their cell.
    "k_median": (1, 2),
    "k_alone_share": (1, 2),
    # 680, 1,400, 2,680 against 1,400, 2,680, 9,390: of three the coefficient is 2 (largest - smallest) / 3 sum.
    "gini_income_change": (2 * 2000 / (3 * 4760) - 2 * 7990 / (3 * 13470), 3),
    "gini_days_listed": (2 * (7 - 3) / (3 * 16), 3),
    # Days on the list and hours by 24: 6 + 4.5, 7 + 2.25, 3 + 3.375.
    "gini_harm": (2 * (10.5 - 6.375) / (3 * 26.125), 3),
    # Of 2 + 6 + 10 days in A two ended in a fall.
    "tier_stay_days.A": (18 / 2, 2),
}


def test_the_audit(run: Run) -> None:
    audit = sl.audit(run)
    for name, (value, n) in AUDIT.items():
        assert audit[name].value == pytest.approx(value), name
        assert n is None or audit[name].n == n, name
    assert audit["impact.wrong_record.difference.group"].note.startswith("Imposed, not found")
    # Had the map no year of birth, all five would hide one another.
    assert k_of(run.people, Shows(birth_year=False, cell=True)).fetchall() == [(FINN, 5), (GAIL, 5)]


def test_what_the_errors_did(run: Run, files: Path) -> None:
    """Without them Finn falls below the line, and is judged, on day 5; Gail and Ivo are never listed. His job and Hope's place are lost
    on the morning of that day, to those listed before.
    """
    right = sl.run(errors_off.without_errors(load(files / "five.toml", registry())), seed=SEED, out=files / "right")
    people = right.people.order("id").project("days_listed, private_school, job").fetchall()
    assert people == [(5, 0, "well-paid"), (0, 0, "ordinary"), (0, 1, "none"), (0, 0, "ordinary"), (0, 0, "none")]
    found = [measure.value for measure in errors_off.measure(Evidence(run, right))]
    assert found == pytest.approx([2 - 1, 16 - 5, 2 / 3 - 1 / 3])


# The claims.

CLAIMS = {claim.id: claim for claim in shipped_claims().claim}


CASES: Mapping[str, tuple[float, tuple[float, ...], float, str]] = {
    # 18 refusals in 16 days on the list. At least 0.5: 0.5 counts, so nine of ten.
    "travel_refused": (18 / (16 / 365), (0.5,) * 8 + (0.4,), 9 / 10, "supported"),
    # Of 3 + 3 + 2 + 2 + 1 days of those never sanctioned, 2 + 1 in fear, without the policy none. At least 0.1: six of ten.
    "culture_of_fear": (3 / 11, (0.2,) * 5 + (0.0,) * 4, 6 / 10, "depends"),
    # 4,760 a month together in place of 13,470. At most -5: seven of the eight draws that say anything.
    "made_poorer": (-100 * 8710 / 13470, (-5.0,) * 6 + (-4.9, math.nan, math.nan), 7 / 8, "depends"),
    # 3 + 3 + 2 ties in place of 4 + 3 + 3. At most -5: two of ten, one too many.
    "fewer_friends": (-20.0, (-5.0,) + (0.0,) * 8, 2 / 10, "depends"),
    # 16 of 30 days. At most 1: one of ten.
    "few_listed": (100 * 16 / 30, (1.0,) + (2.0,) * 8, 1 / 10, "not supported"),
    # Three V won 30 points, and 220 were lost, by 30 adult-days. Above 0: one of ten.
    "rewards_outweigh": ((30 - 220) / (30 / 365), (1.0,) + (0.0,) * 8, 1 / 10, "not supported"),
}


@pytest.fixture(scope="module")
def effects(files: Path) -> dict[str, float]:
    lived = live_all(scenarios_of(load(files / "five.toml", registry())), SEED, ())
    of = [Effect(CLAIMS[name], "whole") for name in CASES]
    values = observe(lived, measures_of(of))
    return {effect.claim.id: effect_of(effect, values) for effect in of}


@pytest.mark.parametrize("name", list(CASES))
def test_a_claim_on_these_lives(effects: dict[str, float], name: str) -> None:
    """By its effect, and by that among nine draws made up: the share that holds of those that say anything, and the verdict."""
    effect, others, share, verdict = CASES[name]
    assert effects[name] == pytest.approx(effect)
    draws = [effects[name], *others]
    found = find(Effect(CLAIMS[name], "whole"), draws[:1], draws, {})
    assert found.share == pytest.approx(share)
    assert found.verdict == verdict
