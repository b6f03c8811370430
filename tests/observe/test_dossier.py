"""No dossier can be a real person's; its masks hide what they say; k is what counting by hand gives."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sincerity as sl
from sincerity.observe import dossier as it
from sincerity.observe.dossier import Dossier, Shows, address, dossier, hiding, id_number, k_of, masked_address, masked_id

HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[\U00020000-\U0003ffff]")
"""Characters of Chinese, wide brackets and digits included."""
MASKED_ID = re.compile(r"00\d{4}(\d{4}|\*{4})\*{8}")
MASKED_ADDRESS = re.compile(r"Cell (\d{2,}|\*\*), House \*\*")
SETTINGS = [Shows(birth_year, cell) for birth_year in (True, False) for cell in (True, False)]
PRESSED = (
    "burn_in_days=60",
    "society.region_people=256",
    "policy.rollout.active=false",
    "policy.listing.by_score_below=990",
    "policy.listing.wrong_judgments_per_year=0.5",
    "policy.deadbeat_map.active=true",
    "policy.deadbeat_map.for=listed",
)
"""Everywhere from day 0, with a high line, so that a small society has some on the list; four regions."""


@pytest.fixture(scope="module")
def run() -> sl.Run:
    """From 14 June 2014 past the next 1 January."""
    return sl.run("article", people=1000, days=400, set=PRESSED)


@pytest.fixture(scope="module")
def everybody(run: sl.Run) -> list[dict[str, Any]]:
    columns = run.people.order("id").to_numpy()
    return [{name: values[i] for name, values in columns.items()} for i in range(run.manifest.people)]


def residents() -> Iterator[tuple[int, int, int, str]]:
    """Some five thousand: the first, the last that 2³¹ allows, and others, of any region and year."""
    for i in range(5000):
        resident = i if i < 1500 else i * 421_337 % 2**31
        yield resident, resident // 4096, 1900 + i % 160, ("male", "female")[i % 2]


def passes_checksum(number: str) -> bool:
    """ISO 7064 MOD 11-2 by its weights 2^(n - 1) mod 11 from the right: the sum is 1, modulo 11."""
    values = [10 if c == "X" else int(c) for c in reversed(number)]
    return sum(value * pow(2, place, 11) for place, value in enumerate(values)) % 11 == 1


@pytest.mark.parametrize(
    "number",
    [
        "0000000218250097",  # ORCID's own example, of a scholar who does not exist
        "079X",  # python-stdnum's example of iso7064.mod_11_2
        "123456789012345677",  # 1·7 + 2·9 + 3·10 + … + 7·2 = 368 = 33·11 + 5, and (12 - 5) mod 11 = 7
    ],
)
def test_the_tests_own_checksum_is_the_standards(number: str) -> None:
    assert passes_checksum(number)
    assert not any(passes_checksum(number[:-1] + other) for other in "0123456789X" if other != number[-1])
    assert it.SYMBOLS[it.right_check(number[:-1])] == number[-1]


def test_no_id_number_can_be_a_real_one() -> None:
    for one in residents():
        number = id_number(*one)
        assert re.fullmatch(r"00\d{15}[\dX]", number)
        assert not passes_checksum(number)
        with pytest.raises(ValueError, match="month must be in"):
            datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


@given(st.integers(0, 2**31), st.integers(0, 10**6), st.integers(1800, 2999), st.sampled_from(["male", "female"]))
def test_nor_any_that_could_be_asked_for(resident: int, region: int, year: int, sex: str) -> None:
    number = id_number(resident, region, year, sex)
    assert len(number) == 18
    assert number.startswith("00")
    assert number[10:14] == "0000"
    assert not passes_checksum(number)
    assert number == id_number(resident, region, year, sex)


def test_names_and_case_numbers_are_of_the_lab() -> None:
    for resident, *_ in residents():
        name, case = it.name_of(resident), it.case_number(resident, resident % 128)
        assert re.fullmatch(r"Resident \d{6,}", name)
        assert int(name.split()[1]) == resident
        assert re.fullmatch(r"\(Lab\) \d{6,}-\d{1,3}", case)
        assert not re.search(r"[（(]\d{4}[）)]", case), "a court's case number begins with its year in brackets"
        assert not HAN.search(name + case)


def test_the_pattern_of_han_finds_a_courts_case_number() -> None:
    assert HAN.search("（2015）京01执123号")


def test_masks_hide_what_they_say() -> None:
    """What is shown follows from region, year and cell alone: whoever has these has the same strings, whatever else differs."""
    for shows in SETTINGS:
        shown: dict[tuple[int, int, int], set[tuple[str, str]]] = {}
        for resident in range(3000):
            region, year, cell, house = resident % 3, 1950 + resident % 2, resident % 5 * 40, resident % 120
            number, full = id_number(resident, region, year, ("male", "female")[resident % 7 % 2]), address(cell, house)
            strings = masked_id(number, shows), masked_address(full, shows)
            assert MASKED_ID.fullmatch(strings[0])
            assert len(strings[0]) == 18
            assert MASKED_ADDRESS.fullmatch(strings[1])
            shown.setdefault((region, year * shows.birth_year, cell * shows.cell), set()).add(strings)
        assert {len(strings) for strings in shown.values()} == {1}
        assert len({string for strings in shown.values() for string in strings}) == len(shown)


def test_k_is_what_counting_gives(run: sl.Run, everybody: list[dict[str, Any]]) -> None:
    first: dict[int, int] = {}
    for one in everybody:
        first.setdefault(one["region"], one["id"])
    assert len(first) == 4
    for shows in SETTINGS:

        def fields(one: dict[str, Any], shows: Shows = shows) -> tuple[str, str]:
            number = id_number(one["id"], one["region"], 2015 - one["age"], one["sex"])
            cell = (one["id"] - first[one["region"]]) // 64 + 1
            return masked_id(number, shows), masked_address(address(cell, 1), shows)

        counts = Counter(map(fields, everybody))
        listed = [one for one in everybody if one["listed"]]
        assert len(listed) > 50
        assert k_of(run.people, shows).fetchall() == [(one["id"], counts[fields(one)]) for one in listed]


def test_addresses_are_those_of_the_houses(run: sl.Run, everybody: list[dict[str, Any]]) -> None:
    first: dict[int, int] = {}
    doors: dict[int, list[int]] = {}
    for one in everybody:
        first.setdefault(one["region"], one["id"])
        doors.setdefault(one["id"] // 64, []).append(one["household"])
    for one in everybody[::37]:
        cell, homes = one["id"] // 64, sorted(set(doors[one["id"] // 64]))
        assert it.address_of(run.people, one["id"]) == address(cell - first[one["region"]] // 64 + 1, homes.index(one["household"]) + 1)


def test_regions_that_share_their_four_digits_are_one(run: sl.Run) -> None:
    """Number 10,001 shows the digits of number 1."""
    moved = run.people.project("id, household, age, listed, CASE region WHEN 3 THEN 10001 ELSE region END AS region")
    before, after = (dict(k_of(people, Shows(False, False), "id % 5 = 0").fetchall()) for people in (run.people, moved))
    by_region = dict(run.people.aggregate("region, count(*)", "region").fetchall())
    for resident, region in run.people.filter("id % 5 = 0").project("id, region").fetchall():
        assert before[resident] == by_region[region]
        assert after[resident] == by_region[region] + (by_region[4 - region] if region in (1, 3) else 0)


def test_every_dossier_of_a_run(run: sl.Run, everybody: list[dict[str, Any]]) -> None:
    ks = dict(k_of(run.people, Shows()).fetchall())
    listed = [one for one in everybody if one["listed"]]
    reasons = set()
    for one in [*listed[::10], *(one for one in listed if one["score"] >= 1000)][:40]:
        found = dossier(run, one["id"])
        assert (found.name, found.k) == (f"Resident {one['id']:06d}", ks[one["id"]])
        assert found.case_number == f"(Lab) {one['id']:06d}-{one['times_listed']}"
        assert found.masked_id == f"00{one['region']:04d}{2015 - one['age']}********"
        assert re.fullmatch(r"Cell 0[1-4], House \*\*", found.masked_address)
        assert not HAN.search("".join(map(str, vars(found).values())))
        assert ("score below the line" in found.reason) == (one["score"] < 990)
        assert ("unpaid debt, judged" in found.reason) == one["in_debt"]
        reasons.add(found.reason)
    assert {"score below the line", "unpaid debt, judged", "listed, no ground stands"} <= reasons


def test_hiding_sums_up_k(run: sl.Run) -> None:
    ks = sorted(k for _, k in k_of(run.people, Shows()).fetchall())
    found = hiding(run)
    assert found.people == len(ks)
    assert (found.quantiles[0], found.quantiles[-1]) == (ks[0], ks[-1])
    assert list(found.quantiles) == sorted(found.quantiles)
    assert (found.alone, found.few) == (sum(k == 1 for k in ks), sum(k < 5 for k in ks))
    assert found.few_share == pytest.approx(sum(k < 5 for k in ks) / len(ks))
    assert found.alone_share == pytest.approx(sum(k == 1 for k in ks) / len(ks))


def test_who_is_not_on_the_map_has_no_dossier(run: sl.Run, everybody: list[dict[str, Any]]) -> None:
    free = next(one["id"] for one in everybody if not one["listed"])
    with pytest.raises(sl.ScenarioError, match=rf"resident {free} is not on the list .* shows nobody who is not on the list\."):
        dossier(run, free)
    for nobody in (-1, 1000):
        with pytest.raises(sl.ScenarioError, match=rf"resident {nobody} does not exist\. Residents are numbered 0 to 999\."):
            dossier(run, nobody)


def test_a_run_without_a_policy_shows_nobody() -> None:
    none = sl.run("none", people=128, days=2, set=["burn_in_days=0"])
    assert hiding(none) == it.Hiding(0, (), 0, 0)
    assert hiding(none).alone_share == hiding(none).few_share == 0.0
    with pytest.raises(sl.ScenarioError, match="not on the list"):
        dossier(none, 0)


def test_the_settings_of_the_last_day_count() -> None:
    """The cell is hidden from the start, the year of birth by a revision on the way; a later one does not come to pass."""
    changes = [
        'policy.revision=[{ on = 2014-07-01, set = { "deadbeat_map.shows_birth_year" = false } },'
        ' { on = 2016-01-01, set = { "deadbeat_map.shows_cell" = true } }]'
    ]
    some = sl.run("article", people=256, days=220, set=[*PRESSED, "policy.deadbeat_map.shows_cell=false", *changes])
    ((one,),) = some.people.filter("listed = 1").limit(1).project("id").fetchall()
    found = dossier(some, one)
    assert found.masked_id == "000000************"
    assert found.masked_address == "Cell **, House **"
    assert found.k == 256


def test_a_map_of_a_tier_shows_the_tier() -> None:
    some = sl.run("article", people=256, days=200, set=[*PRESSED, "policy.deadbeat_map.for=B", "policy.tier.A.from=995"])
    low = some.people.filter("tier >= 3 AND listed = 0 AND age >= 18").project("id").fetchall()
    assert low
    assert dossier(some, low[0][0]).reason == "tier B"
    ((high,),) = some.people.filter("tier = 0 AND age >= 18").limit(1).project("id").fetchall()
    with pytest.raises(sl.ScenarioError, match=r"shows nobody who is not in tier B or below"):
        dossier(some, high)


@pytest.mark.parametrize(
    ("score", "in_debt", "reason"),
    [
        (599, False, "score below the line"),
        (599, True, "unpaid debt, judged; score below the line"),
        (600, True, "unpaid debt, judged"),
        (609, False, "score not yet recovered"),
        (610, False, "listed, no ground stands"),
    ],
)
def test_reasons(score: int, in_debt: bool, reason: str) -> None:
    listing = SimpleNamespace(by_score=True, by_score_below=600, recovery_points=10, by_judgment=True)
    scoring = SimpleNamespace(active=True)
    scenario: Any = SimpleNamespace(policy=SimpleNamespace(listing=listing, scoring=scoring, deadbeat_map=None))
    assert it._reason(scenario, score, in_debt, 0) == reason
    listing.by_score = listing.by_judgment = False
    assert it._reason(scenario, score, in_debt, 0) == "listed, no ground stands"


def test_a_dossier_holds_nothing_unmasked() -> None:
    assert list(Dossier.__dataclass_fields__) == ["name", "case_number", "reason", "masked_id", "masked_address", "k"]
