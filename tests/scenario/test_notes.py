"""The comments of scenario files, by the address of the value that they stand behind."""

from pathlib import Path

import pytest

from sincerity.engine.compose import registry
from sincerity.scenario.load import load, shipped
from sincerity.scenario.notes import Note, notes_of, values_of
from sincerity.scenario.schema import Scenario, scenario_class

SHAPES = scenario_class(registry()).shapes
CHILD = """\
schema = 1
extends = "article"

[[policy.tier]]
name = "all"                       # - | - | design
from = 0                           # points | - | design: one grade

[[society.more_behaviour]]
id = "humming"
per_year = 2.0                     # acts per adult and year | 1..3 | assumed

[policy.rule.humming]
points = -1                        # points | -5..0 | design
"""


@pytest.fixture
def child(tmp_path: Path) -> Path:
    (tmp_path / "child.toml").write_text(CHILD, encoding="utf-8")
    return tmp_path / "child.toml"


@pytest.mark.parametrize("name", shipped())
def test_every_note_belongs_to_a_value(name: str) -> None:
    scenario: Scenario = load(name, registry())
    values, notes = values_of(scenario), notes_of(name, SHAPES)
    assert set(notes) - {"until"} <= set(values)
    assert {note.file for note in notes.values()} <= set(shipped())


def test_values_are_named_by_their_rows() -> None:
    values = values_of(load("article", registry()))
    assert values["society.behaviour.littering.per_year"] == 12.0
    assert isinstance(values["policy.rule.littering.points"], int)
    assert values["policy.tier.A.from"] == 960
    assert values["policy.listing.term_days"] == 730


def test_the_last_file_wins_and_an_array_replaces(child: Path) -> None:
    notes = notes_of(child, SHAPES)
    assert notes["policy.tier.all.from"] == Note("child", "points", "-", "design: one grade")
    assert not [address for address in notes if address.startswith("policy.tier.A")]
    assert notes["society.behaviour.humming.per_year"] == Note("child", "acts per adult and year", "1..3", "assumed")
    assert notes["society.behaviour.littering.per_year"].file == "none"
    assert notes["policy.rule.humming.points"].plausible == "-5..0"


def test_a_table_that_is_a_value_stays_one() -> None:
    for name in shipped():
        for address, value in values_of(load(name, registry())).items():
            assert not (isinstance(value, dict) and address in SHAPES), address
