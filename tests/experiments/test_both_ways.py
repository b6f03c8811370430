"""Each claim both ways: the search stays in the plausible ranges, and the page says what it found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sincerity.experiments import both_ways
from sincerity.experiments.both_ways import CLAIMS, FIXED, REPEAL_DAY, TIED, Budget, Drawn, Search, Side, base, changed, searched, verdict
from sincerity.experiments.measure import Crew, live
from sincerity.experiments.pages import digest_of
from sincerity.experiments.search import Range, fewest, hypercube, pushed, settings_at
from sincerity.scenario.notes import notes_of, values_of

DOCS = Path(__file__).parents[2] / "docs"
ARTICLE = base(300, 5)
SPACE = searched(ARTICLE)
CLAIM = {claim.name: claim for claim in CLAIMS}


def test_every_range_is_the_one_that_the_shipped_file_notes() -> None:
    notes = notes_of("article", ARTICLE.shapes)
    for one in SPACE:
        low, high = map(float, notes[one.key].plausible.split(".."))
        assert low <= one.low < one.high <= high
        assert (one.low, one.high) == (low, high) or one.key == TIED[0]
        assert not one.key.startswith(FIXED)
    keys = {one.key for one in SPACE}
    assert len(keys) == len(SPACE) > 100
    assert {"mind.trust.signal", "mind.fear.fade_per_year", "policy.informants.base_high_per_year", "policy.rule.littering.seen"} <= keys


def test_what_is_drawn_is_inside_the_ranges_and_a_scenario() -> None:
    notes = notes_of("article", ARTICLE.shapes)
    for point in hypercube(12, (0.5,) * len(SPACE), 0.5, seed=4):
        scenario = changed(ARTICLE, settings_at(point, SPACE))
        trust, (low, high) = scenario.mind.trust, map(float, notes[TIED[1]].plausible.split(".."))
        assert low <= trust.bad_rate <= high
        assert trust.bad_rate / trust.good_rate == pytest.approx(ARTICLE.mind.trust.bad_rate / ARTICLE.mind.trust.good_rate, rel=0.01)
        assert scenario.society == ARTICLE.society
        for key, value in settings_at(point, SPACE).items():
            low, high = map(float, notes[key].plausible.split(".."))
            assert low <= value <= high, key


def test_a_hypercube_visits_every_part_of_every_range_once() -> None:
    points = list(hypercube(10, (0.5, 0.5), 0.5, seed=1))
    for i in range(2):
        assert sorted(int(10 * point[i]) for point in points) == list(range(10))
    assert points == list(hypercube(10, (0.5, 0.5), 0.5, seed=1))
    assert all(0 <= point[0] <= 0.2 and 0.5 <= point[1] <= 0.9 for point in hypercube(10, (0.0, 0.7), 0.2, seed=1))


def test_wide_ranges_are_drawn_from_by_their_logarithm_and_whole_keys_stay_whole() -> None:
    assert Range("a", 0.001, 0.1, 0.01).value(0.5) == 0.01
    assert isinstance(Range("b", 0, 9, 3).value(0.31), int)
    assert [Range("c", -0.3, 0.3, 0.0).value(share) for share in (0.0, 0.5, 1.0)] == [-0.3, 0.0, 0.3]


def test_a_push_goes_where_the_margin_went() -> None:
    points = list(hypercube(40, (0.5,) * 3, 0.5, seed=2))
    margins = [5 * a - b for a, b, _ in points]
    first, second, *_ = pushed((0.5, 0.5, 0.5), points, margins)
    assert first == (1.0, 0.5, 0.5)
    assert second == (1.0, 0.0, 0.5)


def test_the_fewest_changes_are_those_that_are_needed() -> None:
    settings = {"a.b.c": 1.0, "a.b.d": 2.0, "a.e": 3.0, "f.g": 4.0}
    assert fewest(settings, lambda kept: {"a.b.d", "f.g"} <= kept.keys()) == {"a.b.d": 2.0, "f.g": 4.0}
    assert fewest(settings, lambda kept: True) == {}
    assert fewest(settings, lambda kept: len(kept) == 4) == settings


def test_a_policy_is_lived_for_two_years_and_gone_for_one() -> None:
    covered = live(ARTICLE, seed=1).series["covered"]
    assert set(covered[:REPEAL_DAY]) == {300}
    assert set(covered[REPEAL_DAY:]) == {0}
    assert len(covered) == REPEAL_DAY + 365


def test_margins_are_above_zero_where_a_claim_holds() -> None:
    assert CLAIM["Trust restored"].margin({"trust": 0.7, "trust without": 0.6}) > 0
    assert CLAIM["A culture of fear"].margin({"fear before": 0.4, "fear after": 0.3}) > 0
    assert CLAIM["A culture of fear"].margin({"fear before": 0.4, "fear after": 0.1}) < 0
    assert CLAIM["A nation of informants"].margin({"informants": 9.0}) < 0


def test_a_side_is_confirmed_by_all_of_its_interval() -> None:
    claim = CLAIM["A nation of informants"]
    clear, mixed = [{"informants": x} for x in (14.0, 15.0, 16.0)], [{"informants": x} for x in (1.0, 15.0, 16.0)]
    assert verdict(Side(claim, 1, {}, True), clear) == "yes"
    assert verdict(Side(claim, 1, {}, True), mixed) == "**no**"
    assert verdict(Side(claim, -1, {}, True), clear) == "**no**"


def test_no_policy_is_searched_for_what_frightens() -> None:
    with Crew(1) as crew:
        search = Search(Budget(people=300, burn_in_days=5), crew)
    assert search.space_of(minds_only=False) == search.space
    minds = search.space_of(CLAIM["A culture of fear"].minds_only)
    assert len(minds) > 20
    assert all(one.key.startswith("mind.") for one in minds)


def test_a_side_that_the_shipped_values_decide_is_not_searched_for() -> None:
    with Crew(1) as crew:
        search = Search(Budget(people=300, burn_in_days=5), crew)
        side = both_ways.find_side(search, CLAIM["A nation of informants"], -1, Drawn(SPACE, {"informants": 3.0}, [], []))
    assert side.settings == {}
    assert search.lives == 0


def test_the_page_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(both_ways, "SEARCHED", ("policy.informants.base", "mind.fear.fade", "mind.trust."))
    out = tmp_path / "page.md"
    sizes = ("--people", "200", "--draws", "2", "--rounds", "1", "--each", "1", "--confirm-people", "200", "--confirm-seeds", "2")
    both_ways.main([*sizes, "--burn-in-days", "5", "--processes", "1", "--out", str(out)])
    complete(out.read_text(encoding="utf-8"))


def complete(text: str) -> None:
    for claim in CLAIMS:
        part = text.partition(f"\n## {claim.name}\n")[2].partition("\n## ")[0]
        assert f"| | {claim.holds} | {claim.fails} |" in part
        assert "| confirmed |" in part
        for side in (claim.holds, claim.fails):
            assert f"\n*{side[0].upper()}{side[1:]}*: " in part
    assert "nan" not in text


def test_the_page_of_the_docs_shows_each_claim_both_ways() -> None:
    text = (DOCS / "claims-both-ways.md").read_text(encoding="utf-8")
    assert "\npython -m sincerity.experiments.both_ways\n" in text, "made at full size"
    complete(text)
    for part in text.split("\n## ")[1:]:
        assert "| confirmed | yes | yes |" in part
    assert f"`{digest_of([base(Budget().people, Budget().burn_in_days)])}`" in text, "made of another scenario: run the command again"
    notes = notes_of("article", ARTICLE.shapes)
    rows = re.findall(r"^\| `([\w.]+)` \| ([-\d.]+) \| ([-\d.]+) \| ", text, re.MULTILINE)
    assert len(rows) > 10
    for key, shipped, here in rows:
        low, high = map(float, notes[key].plausible.split(".."))
        assert low <= float(here) <= high, key
        assert float(shipped) == values_of(ARTICLE)[key] != float(here), key
