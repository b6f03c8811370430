"""The shipped scenarios: they load, every value says unit, range and source, and what must hold of each holds."""

import datetime
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sincerity.engine.compose import registry
from sincerity.scenario.load import load, loads, shipped
from sincerity.scenario.locate import lines_of_keys
from sincerity.scenario.schema import Scenario
from sincerity.scenario.sources import PRESETS

NOTE = re.compile(r"# (?P<unit>[^|]+) \| (?P<range>[^|]+) \| (?P<source>[^|]+)$")
RANGE = re.compile(r"(-?[\d.]+?)\.\.(-?[\d.]+)")
BEHAVIOURS = [
    "loan_default",
    "late_bills",
    "fraud_in_a_deal",
    "traffic_offence",
    "littering",
    "petty_theft",
    "assault",
    "not_visiting_parents",
    "criticising_policy",
    "spreading_rumour",
    "petitioning",
    "excessive_gaming",
    "volunteering",
    "donating",
    "giving_blood",
    "caring_for_elders",
    "paying_on_time",
    "praising_policy",
]


def values_of(text: str) -> dict[int, Any]:
    """Every plain value of a TOML text by its line."""
    data, found = tomllib.loads(text), {}
    for path, line in lines_of_keys(text).items():
        value: Any = data
        for part in path:
            value = value[part]
        if not isinstance(value, (dict, list)):
            found[line] = value
    return found


def notes() -> list[tuple[str, int, Any, str]]:
    return [
        (file.name, line, value, file.read_text(encoding="utf-8").splitlines()[line - 1])
        for file in sorted(PRESETS.glob("*.toml"))
        for line, value in values_of(file.read_text(encoding="utf-8")).items()
    ]


@pytest.mark.parametrize("name", shipped())
def test_it_loads_and_its_text_loads_to_the_same(name: str) -> None:
    scenario = load(name, registry())
    assert scenario.name == name
    assert scenario.title
    assert loads(scenario.to_toml(), registry()) == scenario


@pytest.mark.parametrize(("file", "line", "value", "text"), notes(), ids=lambda item: str(item) if isinstance(item, (str, int)) else "")
def test_every_value_names_unit_range_and_source_and_lies_in_its_range(file: str, line: int, value: Any, text: str) -> None:
    note = NOTE.search(text)
    assert note, text
    if note["range"] == "-":
        return
    bounds = RANGE.fullmatch(note["range"])
    assert bounds, text
    assert isinstance(value, (int, float))
    assert not isinstance(value, bool)
    assert float(bounds[1]) <= value <= float(bounds[2])
    assert note["unit"] != "-"


def test_what_is_not_a_choice_of_design_and_not_a_switch_has_a_range() -> None:
    for file, line, value, text in notes():
        note = NOTE.search(text)
        assert note
        if note["range"] == "-" and isinstance(value, (int, float)) and not isinstance(value, bool):
            assert note["source"].startswith(("design", "to 2020-12-31")), (file, line)


@pytest.mark.parametrize("file", sorted(PRESETS.glob("*.toml")), ids=lambda file: file.stem)
def test_each_begins_with_what_it_represents_and_what_not(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    head = text[: text.index("\n\nschema" if file.stem == "none" else "\n\nextends")]
    assert head.startswith(f"# {file.stem}: ")
    assert all(line.startswith("#") for line in head.splitlines())
    assert re.search(r"not\s(#\s)?represent|represents\s(#\s)?no", head)


def test_the_catalogue_is_that_of_the_model() -> None:
    assert [row.id for row in load("none", registry()).society.behaviour] == BEHAVIOURS


@pytest.mark.parametrize("name", shipped())
def test_all_share_the_society_the_mind_and_the_dates(name: str) -> None:
    one, other = load("none", registry()), load(name, registry())
    assert other.society == one.society
    assert other.mind == one.mind
    assert (other.start, other.days, other.burn_in_days) == (one.start, 2393 + 365 * (name == "article-repealed"), 365)


def test_none_has_no_policy() -> None:
    policy = load("none", registry()).policy
    assert not policy.active
    assert (policy.rule, policy.tier, policy.listing, policy.travel, policy.informants) == ({}, (), None, None, None)


def test_article_has_the_whole_system() -> None:
    policy = load("article", registry()).policy
    assert policy.active
    assert (policy.start_score, policy.min_score, policy.max_score) == (1000, 0, 1300)
    assert sorted(policy.rule) == sorted(BEHAVIOURS)
    assert 0 < len(policy.tier) <= 6
    assert (policy.listing.active, policy.listing.by_score, policy.listing.by_score_below, policy.listing.by_judgment) == (
        True,
        True,
        600,
        True,
    )
    assert (policy.travel.active, policy.travel.for_) == (True, "listed")
    assert (policy.informants.active, policy.informants.points) == (True, 5)
    assert (policy.regions, policy.rollout.active, policy.rollout.nationwide) == ("all", True, datetime.date(2020, 1, 1))
    assert policy.rollout.of == "policy"
    for sanction in (policy.jobs, policy.loans, policy.schools):
        assert (sanction.active, sanction.for_) == (True, "listed")
    assert policy.due_process is None


def test_none_has_money_and_years() -> None:
    society = load("none", registry()).society
    assert society.economy.active
    assert society.aging.active


@pytest.mark.parametrize("name", ["article", "rongcheng", "list-only", "informants-only"])
def test_budgets_that_no_source_gives_are_without_limit(name: str) -> None:
    """0 asks for no limit: nothing in the press's systems waits for a court or a check."""
    policy = load(name, registry()).policy
    assert policy.listing is None or policy.listing.cases_per_1000 == 0
    assert policy.informants is None or policy.informants.checks_per_1000 == 0


@pytest.mark.parametrize("name", ["rongcheng", "list-only", "informants-only", "credit-bureau"])
def test_the_others_are_in_force_everywhere_from_day_0(name: str) -> None:
    policy = load(name, registry()).policy
    assert policy.regions == "all"
    assert policy.rollout is None or not policy.rollout.active


def test_article_repealed_is_the_article_and_a_year_more() -> None:
    article, repealed = load("article", registry()), load("article-repealed", registry())
    (repeal,) = repealed.policy.revision
    assert repealed.with_(policy__revision=[]).policy == article.policy
    assert (repeal.on - repealed.start).days == article.days
    assert repeal.set == {"active": False}
    assert repealed.days == article.days + 365


def test_rongcheng_is_points_and_grades_only() -> None:
    policy = load("rongcheng", registry()).policy
    assert policy.active
    assert policy.scoring.active
    assert policy.tier
    assert (policy.listing, policy.travel, policy.informants) == (None, None, None)
    assert not {"criticising_policy", "spreading_rumour", "petitioning", "praising_policy", "excessive_gaming"} & set(policy.rule)


def test_list_only_scores_nothing() -> None:
    policy = load("list-only", registry()).policy
    assert not policy.scoring.active
    assert (policy.rule, policy.tier, policy.informants) == ({}, (), None)
    assert (policy.listing.by_score, policy.listing.by_judgment, policy.travel.for_) == (False, True, "listed")


def test_informants_only_lets_reports_alone_move_points() -> None:
    scenario = load("informants-only", registry())
    policy = scenario.policy
    assert policy.informants == load("article", registry()).policy.informants
    assert policy.surveillance.coverage == 0
    assert all(rule.false_per_year == 0 for rule in policy.rule.values())
    assert any(rule.points < 0 for rule in policy.rule.values())
    assert not policy.listing.active
    assert not policy.travel.active


def test_documented_lists_everywhere_and_scores_in_pilots() -> None:
    """The court's list bars everywhere; points are rolled out, list nobody and bar nobody; nothing is said, played or reported."""
    policy = load("documented", registry()).policy
    assert (policy.active, policy.regions) == (True, "all")
    assert (policy.rollout.active, policy.rollout.of) == (True, "points")
    assert policy.rollout.nationwide > datetime.date(2020, 12, 31)
    assert policy.scoring.active
    assert (policy.listing.by_score, policy.listing.by_judgment) == (False, True)
    for sanction in (policy.travel, policy.jobs, policy.loans, policy.schools):
        assert (sanction.active, sanction.for_) == (True, "listed")
    assert (policy.informants, policy.speech, policy.ring_tone, policy.due_process) == (None, None, None, None)
    assert not {"criticising_policy", "spreading_rumour", "petitioning", "praising_policy", "excessive_gaming"} & set(policy.rule)
    assert [tier.name for tier in policy.tier] == ["AAA", "AA", "A", "B", "C", "D"]
    assert policy.tier[-1].from_ == policy.min_score


def test_documented_has_the_rules_and_grades_of_rongcheng() -> None:
    """The pilots' points are those of the one pilot whose points are published."""
    one, other = load("documented", registry()).policy, load("rongcheng", registry()).policy
    assert one.tier == other.tier
    assert {name: rule.points for name, rule in one.rule.items()} == {name: other.rule[name].points for name in one.rule}


def test_credit_bureau_is_about_money_alone() -> None:
    """Loans and bills make the score, loans alone follow from it; records weigh seven years; disputing costs nothing and is heard."""
    policy = load("credit-bureau", registry()).policy
    assert set(policy.rule) == {"loan_default", "late_bills", "paying_on_time"}
    assert policy.active
    assert policy.scoring.active
    assert (policy.min_score, policy.max_score, policy.return_per_year) == (300, 850, 0)
    assert (policy.loans.active, policy.loans.for_) == (True, policy.tier[-1].name)
    others = (policy.listing, policy.travel, policy.jobs, policy.schools, policy.ring_tone, policy.speech, policy.informants)
    assert others == (None,) * len(others)
    rights = policy.due_process
    assert (rights.active, rights.corrects, rights.memory_days) == (True, True, 7 * 365)
    assert (rights.cost_cny, rights.appeals_per_1000, rights.notice_days) == (0, 0, 0)


def test_due_process_is_the_article_and_its_remedies() -> None:
    """They differ by due process and the grace that goes with it: any difference in outcome is theirs."""
    article, remedied = load("article", registry()), load("due-process", registry())
    assert remedied.policy.listing.grace_days > article.policy.listing.grace_days
    without = remedied.with_(policy__due_process=None, policy__listing__grace_days=article.policy.listing.grace_days)
    assert without.policy == article.policy
    rights = remedied.policy.due_process
    assert (rights.active, rights.corrects, rights.spares_unable) == (True, True, True)
    assert min(rights.notice_days, rights.appeals_per_year, rights.cost_cny, rights.appeals_per_1000, rights.memory_days) > 0


def points_a_year(scenario: Scenario) -> float:
    rate = {row.id: row.per_year for row in scenario.society.behaviour}
    return sum(rate[name] * rule.seen * rule.points for name, rule in scenario.policy.rule.items())


@pytest.mark.parametrize("name", ["article", "rongcheng", "documented", "credit-bureau", "due-process"])
def test_an_average_resident_is_far_from_both_ends_of_the_score_after_the_run(name: str) -> None:
    """The scale has room for the differences between people; nobody's verdict is set by a drift of all."""
    scenario = load(name, registry())
    years = scenario.days / 365
    assert abs(points_a_year(scenario)) * years < 0.35 * (scenario.policy.start_score - scenario.policy.min_score)
