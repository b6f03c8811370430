"""Loading: layers, options, changes, the way back to TOML, the hash."""

import datetime
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from pydantic import ValidationError

from scenario.made_up import REGISTRY, scenarios
from sincerity.errors import ScenarioError
from sincerity.scenario.core import n_regions
from sincerity.scenario.load import Option, load, loads, scenario_hash
from sincerity.scenario.registry import Param, Table
from sincerity.scenario.schema import Scenario, scenario_class
from sincerity.society.places import layout_regions

BASE = """
[society]
[[society.behaviour]]
id = "fraud"
per_year = 1
[[society.behaviour]]
id = "theft"
per_year = 2.5
[policy.rule.fraud]
points = -30
[[policy.tier]]
name = "A"
from = 900
[[policy.tier]]
name = "B"
from = 0
[policy.travel]
attempts_per_trip = 2
"""


@pytest.fixture
def base() -> Scenario:
    return loads(BASE, REGISTRY, name="base")


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / f"{next(reversed(files))}.toml"


def test_an_empty_file_is_the_default_scenario(tmp_path: Path) -> None:
    scenario = load(write(tmp_path, empty=""), REGISTRY)
    assert (scenario.schema_, scenario.name, scenario.start, scenario.days) == (1, "empty", datetime.date(2014, 6, 14), 365)
    assert scenario.society.people == 100_000
    assert scenario.society.behaviour == ()
    assert (scenario.policy.start_score, scenario.policy.rule, scenario.policy.tier) == (1000, {}, ())


def test_a_name_from_an_odd_file_name(tmp_path: Path) -> None:
    path = tmp_path / "my own, one.toml"
    path.write_text("")
    assert load(path).name == "my-own-one"


def test_an_absent_sanction_is_none_and_a_present_one_on(base: Scenario) -> None:
    assert base.policy.listing is None
    assert base.table("policy.listing") is None
    assert base.policy.travel.active
    assert base.table("policy.travel").for_ == "listed"
    assert not loads("[policy.travel]\nactive = false", REGISTRY).policy.travel.active
    assert base.mind.deterrence.active


def test_rows_of_a_mechanism_and_maps_of_names() -> None:
    scenario = loads('[[society.trip_band]]\nname = "far"\nhours = 5\n[policy.quota.town]\nplaces = 3', REGISTRY)
    assert scenario.society.trip_band[0].hours == 5.0
    assert scenario.policy.quota["town"].places == 3


def test_a_mechanism_adds_a_key_to_a_core_table(base: Scenario) -> None:
    assert base.policy.rule["fraud"].appeal_days == 30


@pytest.mark.parametrize(("text", "active", "risk"), [("deterrence = true", True, 0.1), ("deterrence = false", False, 0.1)])
def test_short_form_of_a_switch(text: str, active: bool, risk: float) -> None:
    mind = loads(f"[mind]\n{text}", REGISTRY).mind
    assert (mind.deterrence.active, mind.deterrence.risk_start) == (active, risk)


def test_short_form_of_from() -> None:
    assert loads('mind.awareness = "press"', REGISTRY).mind.awareness.from_ == "press"


def test_a_short_form_and_a_table_merge(tmp_path: Path) -> None:
    leaf = write(tmp_path, parent="mind = { deterrence = false }", leaf='extends = "parent.toml"\n[mind.deterrence]\nrisk_start = 0.4')
    deterrence = load(leaf, REGISTRY).mind.deterrence
    assert (deterrence.active, deterrence.risk_start) == (False, 0.4)


def test_extends_merges_tables_and_replaces_arrays(tmp_path: Path) -> None:
    child = (
        'extends = "base.toml"\n[policy.rule.fraud]\nseen = 0.5\n[[policy.tier]]\nname = "Z"\nfrom = 5\n[policy.travel]\nactive = false\n'
    )
    scenario = load(write(tmp_path, base=BASE, child=child), REGISTRY)
    assert scenario.name == "child"
    assert (scenario.policy.rule["fraud"].points, scenario.policy.rule["fraud"].seen) == (-30, 0.5)
    assert [tier.name for tier in scenario.policy.tier] == ["Z"]
    assert (scenario.policy.travel.active, scenario.policy.travel.attempts_per_trip) == (False, 2.0)
    assert [row.id for row in scenario.society.behaviour] == ["fraud", "theft"]


def test_more_behaviour_appends_down_the_chain(tmp_path: Path) -> None:
    more = '\n[[society.more_behaviour]]\nid = "{}"\nper_year = 1\n'
    (tmp_path / "below").mkdir()
    (tmp_path / "base.toml").write_text(BASE)
    (tmp_path / "middle.toml").write_text('extends = "base.toml"' + more.format("one"))
    leaf = write(tmp_path / "below", leaf='extends = "../middle.toml"' + more.format("two") + more.format("three"))
    assert [row.id for row in load(leaf, REGISTRY).society.behaviour] == ["fraud", "theft", "one", "two", "three"]


def test_behaviour_and_more_behaviour_in_one_file() -> None:
    text = '[[society.more_behaviour]]\nid = "b"\nper_year = 1\n[[society.behaviour]]\nid = "a"\nper_year = 1\n'
    assert [row.id for row in loads(text).society.behaviour] == ["a", "b"]


def test_a_title_is_not_inherited(tmp_path: Path) -> None:
    leaf = write(tmp_path, parent='title = "The parent"\nname = "parent"', leaf='extends = "parent.toml"')
    assert (load(leaf).name, load(leaf).title) == ("leaf", "")


def test_until_is_inclusive_and_the_last_of_days_and_until_wins(tmp_path: Path) -> None:
    assert loads("until = 2020-12-31").days == 2393
    assert loads("start = 2020-01-01\nuntil = 2020-01-01").days == 1
    leaf = write(tmp_path, parent="until = 2014-06-20", leaf='extends = "parent.toml"\ndays = 3')
    assert load(leaf).days == 3
    assert load(leaf, (), ["until=2014-06-15"]).days == 2
    assert load(leaf, (), ["until=2014-06-15", "days=9"]).days == 9
    assert load(leaf, (), ["until=2014-06-15", "start=2014-06-15"]).days == 1


@pytest.mark.parametrize(
    ("option", "path", "value"),
    [
        ("society.people=7", "society.people", 7),
        ("society.people = 7_000", "society.people", 7000),
        ("policy.travel.for=A", "policy.travel.for", "A"),
        ('policy.travel.for="A"', "policy.travel.for", "A"),
        ("policy.return_per_year=3", "policy.return_per_year", 3.0),
        ("policy.active=false", "policy.active", False),
        ("policy=false", "policy.active", False),
        ("mind.deterrence=false", "mind.deterrence.active", False),
        ("mind.awareness=none", "mind.awareness.from", "none"),
        ("start=2015-01-02", "start", datetime.date(2015, 1, 2)),
        ("society.network={friends=8}", "society.network.friends", 8),
        ("title=in words", "title", "in words"),
        ("policy.listing.term_days=5", "policy.listing.term_days", 5),
        ("policy.rollout.pilots=['a', 'b']", "policy.rollout.pilots", ("a", "b")),
        ("policy.regions=[0,3]", "policy.regions", (0, 3)),
        ("policy.regions=all", "policy.regions", "all"),
    ],
)
def test_set(option: str, path: str, value: object) -> None:
    assert loads(BASE, REGISTRY, [option]).table(path) == value


def test_set_addresses_rows_by_id_name_or_position_and_the_last_wins() -> None:
    scenario = loads(
        BASE,
        REGISTRY,
        [
            "society.behaviour.theft.per_year=0.6",
            "policy.tier.A.from=970",
            "policy.tier.A.from=960",
            "policy.tier[1].from=10",
            "policy.rule.theft.points=-5",
            "society.more_behaviour=[{id='new', per_year=1}]",
            "society.behaviour.new.per_year=2",
        ],
    )
    assert [row.per_year for row in scenario.society.behaviour] == [1.0, 0.6, 2.0]
    assert [tier.from_ for tier in scenario.policy.tier] == [960, 10]
    assert scenario.policy.rule["theft"].points == -5


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("policy.strat_score=5", "policy.strat_score is not a known key"),
        ("society.behaviour.frod.per_year=1", 'society.behaviour has no row with id = "frod". It has fraud, theft. Did you mean fraud?'),
        ("policy.tier[2].from=5", "policy.tier has no row with position 2. It has A, B."),
        ("society.behaviour.fraud.per_year=nan", "society.behaviour.fraud.per_year = nan is not a finite number"),
        ("policy.tier.B.from=-1", "policy.tier.B.from = -1 is outside the scores"),
        ("policy.rule.frod.points=1", "policy.rule.frod is a rule for a behaviour that does not exist"),
        ("society.people=6O", 'society.people = "6O" is text'),
        ("society.people", "this is not key=value"),
        ("=5", "this is not key=value"),
        ("policy..x=5", "policy..x is not a key"),
        ("title='open", "the value is not TOML: "),
        ("a=[[[", "the value is not TOML: "),
        ("society.people[0]=5", "society.people is not an array"),
        ("society.people=1\nname = 2", "one value is expected"),
        ("extends=article", "extends stands in files only"),
        ("until=2013-01-01", "until = 2013-01-01 is before start = 2014-06-14"),
        ("society.people=1" + "0" * 5000, "society.people ="),
    ],
)
def test_a_bad_option_is_named_in_place_of_a_file(option: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(BASE, REGISTRY, [option])
    assert str(caught.value).startswith(f"--set {option}: ")
    assert words in str(caught.value)


def test_an_option_may_be_shown_as_the_command_line_has_it() -> None:
    with pytest.raises(ScenarioError, match=r"^--until 2013-01-01: until = 2013-01-01 is before start"):
        loads("", (), [Option("until", datetime.date(2013, 1, 1), "--until 2013-01-01")])


def test_an_option_that_makes_another_key_wrong_is_reported_where_that_key_stands() -> None:
    with pytest.raises(ScenarioError, match=r"^base:13: policy\.tier\[0\]\.from = 900 is outside the scores"):
        loads(BASE, REGISTRY, ["policy.max_score=800", "policy.start_score=700"], name="base")


def test_with_changes_a_checked_copy(base: Scenario) -> None:
    changed = base.with_(policy__tier__A__from_=950, society__people=np.int64(5), policy__listing__term_days=365)
    assert (changed.policy.tier[0].from_, changed.society.people, changed.policy.listing.term_days) == (950, 5, 365)
    assert base.policy.tier[0].from_ == 900
    assert base.with_() == base
    assert changed.with_(policy__listing=None).policy.listing is None
    assert base.with_(policy__travel=changed.policy.travel) == base
    with pytest.raises(ScenarioError, match=r"^with_\(society__people=0\): society\.people = 0 is below 1"):
        base.with_(society__people=0)
    with pytest.raises(ScenarioError, match=r"society\.people = <object"):
        base.with_(society__people=object())


def test_a_scenario_is_frozen_and_says_what_it_has(base: Scenario) -> None:
    with pytest.raises(ValidationError):
        base.society.people = 5
    with pytest.raises(AttributeError, match=r"has no key travle; it has active, .*travel"):
        _ = base.policy.travle


def test_it_survives_a_process_boundary(base: Scenario) -> None:
    copy = pickle.loads(pickle.dumps(base))
    assert copy == base
    assert type(copy) is type(base)


@given(scenarios())
def test_written_and_read_it_is_equal_with_an_equal_hash(scenario: Scenario) -> None:
    again = loads(scenario.to_toml(), REGISTRY)
    assert again == scenario
    assert scenario_hash(again) == scenario_hash(scenario)
    assert again.to_toml() == scenario.to_toml()


def test_hash_tells_scenarios_apart_and_nothing_else(base: Scenario, tmp_path: Path) -> None:
    apart = "extends = 'base.toml'\nname = 'base'"
    assert scenario_hash(load(write(tmp_path, base=BASE, other=apart), REGISTRY)) == scenario_hash(base)
    assert scenario_hash(base.with_(society__people=5)) != scenario_hash(base)
    assert scenario_hash(loads("policy.return_per_year = 1")) == scenario_hash(loads("policy.return_per_year = 1.0"))
    assert scenario_hash(loads("")) == scenario_hash(loads("schema = 1"))


def test_an_absent_mechanism_changes_no_hash() -> None:
    """Installing a plug-in that is not used leaves every hash as it was."""
    plugin = Table("policy.plugin", "plugin", (Param("x", "integer", 1, "", "Something."),))
    assert scenario_hash(loads("", REGISTRY)) == scenario_hash(loads("", (*REGISTRY, plugin)))


def test_two_mechanisms_may_not_declare_one_key() -> None:
    twice = Table("policy.travel", "plugin", (Param("for", "text", "", "", "Something."),))
    with pytest.raises(ScenarioError, match=r"policy\.travel\.for is declared by travel and by plugin"):
        scenario_class((*REGISTRY, twice))


def test_the_regions_that_a_policy_may_name_are_those_of_the_society() -> None:
    for people in (1, 63, 64, 65, 200, 4097, 100_000):
        for region_people in (64, 100, 4096, 20_000):
            assert n_regions(people, region_people) == len(layout_regions(people, region_people))


def test_a_broken_key_elsewhere_does_not_make_a_revision_wrong() -> None:
    text = '[society]\ncell_m = 0\n[[policy.revision]]\non = 2015-01-01\nset = { "strat_score" = 5 }'
    with pytest.raises(ScenarioError) as caught:
        loads(text, REGISTRY)
    assert "society.cell_m = 0" in str(caught.value)
    with pytest.raises(ScenarioError, match=r"policy\.revision\[0\]\.set\.strat_score is not a known key\..*Did you mean start_score\?"):
        loads(text.replace("cell_m = 0", "cell_m = 1"), REGISTRY)


def test_what_was_wrong_before_a_revision_is_told_once() -> None:
    text = 'policy.min_score = 1200\n[[policy.revision]]\non = 2015-01-01\nset = { "listing.by_score_below" = 100 }'
    with pytest.raises(ScenarioError) as caught:
        loads(text, REGISTRY)
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert "policy.start_score = 1000 is outside the scores" in lines[0]
    assert 'policy.revision[0].set."listing.by_score_below" = 100 is outside the scores' in lines[1]
