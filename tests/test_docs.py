"""The rule pages say what the code declares: headings, settings, state, columns, purposes, faces, the order of the day."""

from __future__ import annotations

import pkgutil
import re
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from sincerity import mechanisms
from sincerity.compute import face
from sincerity.draw import PURPOSES
from sincerity.engine import records
from sincerity.engine.compose import BUILT_IN, registry
from sincerity.engine.day import BEGIN, DAY, INIT, MONTH
from sincerity.scenario.keys import param_of
from sincerity.scenario.registry import REQUIRED, Param, Table
from sincerity.scenario.schema import scenario_class
from sincerity.society import contacts

PAGES = Path(__file__).parents[1] / "docs" / "mechanisms"
NAMES = tuple(sorted(module.name for module in pkgutil.iter_modules(mechanisms.__path__)))
HEADINGS = ("Rule", "Switch and settings", "What it writes", "What moves when it is on", "Left out", "Sources")
CORE_PAGES = {"society.network": "network", "society.behaviour": "behaviour", "policy.rule": "scoring", "policy.tier": "scoring"}
"""Where the keys are explained that no mechanism declares but one page lives by."""
PARAMS = [(table, param) for table in registry() for param in table.params]
CORE_PARAMS = [
    (path, param)
    for path in CORE_PAGES
    for name, field in scenario_class(registry()).shapes[path].model.model_fields.items()
    if (param := param_of(name, field)) is not None
]


def page(name: str) -> str:
    """The text of a page."""
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def section(name: str, heading: str) -> str:
    """What stands below a heading (`## Rule`) of a page, up to the next of its level or above."""
    level = len(heading.split()[0])
    return re.split(rf"\n#{{1,{level}}} ", page(name).partition(f"\n{heading}\n")[2])[0]


def rows(name: str, first: str) -> list[list[str]]:
    """The table rows of a page whose first cell is `first` as code; cells stripped."""
    found = [line.strip().strip("|").split("|") for line in page(name).splitlines() if line.startswith(f"| `{first}` |")]
    return [[cell.strip() for cell in row] for row in found]


def codes(name: str) -> set[str]:
    """Everything that a page sets as code in its text."""
    return set(re.findall(r"`([^`\n]+)`", page(name)))


def default_of(param: Param) -> str:
    """The cell of a default."""
    if param.default is REQUIRED:
        return "required"
    if isinstance(param.default, bool):
        return f"`{str(param.default).lower()}`"
    return f'`"{param.default}"`' if isinstance(param.default, str) else f"`{param.default!r}`"


def number(x: float) -> str:
    """A bound in digits."""
    return str(int(x)) if x == int(x) else format(Decimal(repr(x)), "f")


@pytest.mark.parametrize("name", [*NAMES, "network", "day"])
def test_every_page_has_its_parts_in_order(name: str) -> None:
    text = page(name)
    assert text.startswith(f"# {name}\n\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == list(HEADINGS)
    opening = [line for line in text.partition("\n## ")[0].splitlines()[1:] if line]
    assert len(opening) == 1, "one plain paragraph for every reader"
    assert "`" not in opening[0]
    for heading in HEADINGS:
        assert section(name, f"## {heading}").strip(), heading


def test_every_built_in_mechanism_is_a_file_with_a_page() -> None:
    assert sorted(module.__name__.rpartition(".")[2] for module in BUILT_IN) == list(NAMES)
    assert {path.stem for path in PAGES.glob("*.md")} >= {*NAMES, "network", "day"}


@pytest.mark.parametrize(("table", "param"), PARAMS, ids=[f"{table.path}.{param.name}" for table, param in PARAMS])
def test_every_setting_has_its_row(table: Table, param: Param) -> None:
    found = rows(table.mechanism, f"{table.path}.{param.name}")
    assert len(found) == 1
    _, default, unit, allowed, plausible, source = found[0]
    assert default == default_of(param)
    assert unit == (param.unit or "–")
    if param.low is not None and param.high is not None:
        assert allowed.startswith(f"{number(param.low)} to {number(param.high)}")
    for choice in param.choices:
        assert f'`"{choice}"`' in allowed
    assert plausible == ("–" if param.plausible is None else f"{number(param.plausible[0])} to {number(param.plausible[1])}")
    if param.plausible is not None:
        assert source == param.source


@pytest.mark.parametrize("table", [table for table in registry() if table.switch and not table.rows], ids=lambda table: table.path)
def test_every_switch_has_its_row(table: Table) -> None:
    found = rows(table.mechanism, f"{table.path}.active")
    assert [row[1] for row in found] == ["`true`"]
    says = re.sub(r"\s+", " ", section(table.mechanism, "## Switch and settings"))
    assert f"The switch is `{table.path}.active`" in says
    sentence = says.partition(f"The switch is `{table.path}.active`")[2].partition(".")[0]
    assert ("an absent table is off" in sentence) == (table.absent == "off")


@pytest.mark.parametrize(("path", "param"), CORE_PARAMS, ids=[f"{path}.{param.name}" for path, param in CORE_PARAMS])
def test_every_core_setting_has_its_row(path: str, param: Param) -> None:
    found = rows(CORE_PAGES[path], f"{path}.{param.name}")
    assert [row[1] for row in found] == [default_of(param)]


def test_the_page_of_scenario_files_has_every_switch() -> None:
    text = (PAGES.parent / "scenarios.md").read_text(encoding="utf-8")
    found = set(re.findall(r"^\| [^|]+ \| `([\w.]+)` \| (on|off) \|$", text, re.MULTILINE))
    wanted = {(f"{table.path}.active", "off" if table.absent == "off" else "on") for table in registry() if table.switch}
    assert found == wanted | {("society.behaviours_active", "on"), ("policy.active", "on")}


@pytest.mark.parametrize("module", BUILT_IN, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_field_and_column_is_explained(module: ModuleType) -> None:
    name = module.__name__.rpartition(".")[2]
    declared = [field.name for part in ("STATE", "COLD", "TODAY", "WORLD", "POLICY") for field in getattr(module, part, ())]
    assert set(declared) - codes(name) == set()
    for column in getattr(module, "COLUMNS", ()):
        of = {"behaviours": "<behaviour>", "tiers": "<tier>", "moves": "<tier>"}.get(column.count, "")
        assert (column.label.format(of, of) if column.label else column.name) in codes(name)


def test_the_engine_s_own_fields_and_columns_are_explained() -> None:
    fields = [field.name for field in (*records.PERSON, *records.COLD, *records.TODAY)]
    assert set(fields) | {column.name for column in records.COLUMNS} <= codes("day")
    assert {field.name for field in contacts.WORLD} <= codes("network")


@pytest.mark.parametrize("name", PURPOSES)
def test_every_purpose_has_its_block_and_word(name: str) -> None:
    found = rows("day", name)
    assert [row[1:3] for row in found] == [[str(PURPOSES[name] >> 2), str(PURPOSES[name] & 3)]]


@pytest.mark.parametrize("module", BUILT_IN, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_purpose_is_used_on_its_owner_s_page(module: ModuleType) -> None:
    text = page(module.__name__.rpartition(".")[2])
    for purpose in getattr(module, "PURPOSES", ()):
        assert re.search(rf"draw\(`?{purpose}\b", text), purpose


@pytest.mark.parametrize("name", face.FIELDS)
def test_every_field_of_the_face_has_its_place(name: str) -> None:
    layout = [row for row in rows("day", name) if len(row) == 4 and row[1].isdigit()]
    assert [(int(row[1]), int(row[2])) for row in layout] == [(face.FIELDS[name].shift, face.FIELDS[name].bits)]


@pytest.mark.parametrize(
    ("heading", "steps"),
    [("### The day", DAY), ("### The turn of the month", MONTH)],
    ids=["day", "month"],
)
def test_the_pages_tell_the_steps_in_their_order(heading: str, steps: tuple[object, ...]) -> None:
    lines = [line for line in section("day", heading).splitlines() if re.match(r"\d+\. ", line)]
    plain = re.sub(r"`[^`]*`|\([^)]*\)", "", "\n".join(lines))
    told = re.findall(rf"\b({'|'.join(NAMES)})\b", plain)
    assert told == [step.mechanism for step in steps]  # type: ignore[attr-defined]


def test_the_passes_before_day_0_are_told_in_their_order() -> None:
    text = page("day")
    assert f"*INIT*, in this order: {', '.join(step.mechanism for step in INIT)}." in text
    begin = text.partition("*BEGIN*")[2]
    places = [begin.index(step.mechanism) for step in BEGIN]
    assert places == sorted(places)


def test_links_between_pages_lead_somewhere() -> None:
    for path in PAGES.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
