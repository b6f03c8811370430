"""Lines of keys, against `tomllib`'s reading of the same text."""

import tomllib
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.made_up import scenarios
from sincerity.scenario.emit import toml_value
from sincerity.scenario.locate import Path, lines_of_keys
from sincerity.scenario.schema import Scenario
from sincerity.scenario.sources import PRESETS

ODD = (File(__file__).parent / "odd.toml").read_text(encoding="utf-8")
"""Every way of writing keys, strings, arrays and tables."""
LINES: dict[Path, int] = {
    ("quoted.key",): 2,
    ('literal "key"',): 3,
    ("a", "b", "c"): 4,
    ("text",): 5,
    ("many",): 8,
    ("closing",): 10,
    ("date",): 11,
    ("table", "inner part"): 12,
    ("table", "inner part", "list"): 13,
    ("table", "inner part", "list", 1, 1): 14,
    ("table", "inner part", "list", 2, "q", "r"): 15,
    ("table", "inner part", "inline", "two", "three"): 18,
    ("rows",): 19,
    ("rows", 0, "n"): 20,
    ("rows", 0, "below", "m"): 22,
    ("rows", 0, "deep", 1): 25,
    ("rows", 0, "deep", 1, "k"): 26,
    ("rows", 1): 27,
    ("rows", 1, "n"): 28,
    ("rows", 1, "deep", 0, "k"): 30,
}


def paths_in(data: Any, path: Path = ()) -> set[Path]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return ({path} if path else set()) | {deep for name, below in inner for deep in paths_in(below, (*path, name))}


@pytest.mark.parametrize("path", LINES)
def test_line_of(path: Path) -> None:
    assert lines_of_keys(ODD)[path] == LINES[path]


def test_every_path_of_the_odd_text_has_a_line() -> None:
    assert set(lines_of_keys(ODD)) == paths_in(tomllib.loads(ODD))


def test_line_ends_of_windows() -> None:
    assert lines_of_keys(ODD.replace("\n", "\r\n")) == lines_of_keys(ODD)


@pytest.mark.parametrize("file", sorted(PRESETS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_path_of_a_preset_has_the_line_that_names_it(file: File) -> None:
    text = file.read_text(encoding="utf-8")
    check(text)


@given(scenarios())
def test_every_path_of_a_written_scenario_has_the_line_that_names_it(scenario: Scenario) -> None:
    check(scenario.to_toml())


def check(text: str) -> None:
    data, lines = tomllib.loads(text), lines_of_keys(text)
    assert set(lines) == paths_in(data)
    written = text.split("\n")
    for path, line in lines.items():
        names = [part for part in path if isinstance(part, str)]
        # Quoted names are written with escapes.
        if names[-1].isalnum() and names[-1].isascii():
            assert names[-1] in written[line - 1]


@given(
    st.recursive(
        st.integers() | st.text(st.characters(exclude_categories=["Cs", "Cc"])), lambda inner: st.lists(inner, max_size=4), max_leaves=10
    )
)
def test_arrays_of_anything(value: Any) -> None:
    text = f"first = 1\nkey = {toml_value(value)}\n"
    assert set(lines_of_keys(text)) == paths_in(tomllib.loads(text))
