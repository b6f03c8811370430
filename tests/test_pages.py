"""The pages that people read: their options, columns and events are the code's, their code runs, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import sincerity as sl
from sincerity.cli.main import cli, main
from sincerity.cli.session import common_options
from sincerity.engine.compose import BUILT_IN, registry
from sincerity.scenario.keys import param_of
from sincerity.scenario.load import load, loads, shipped
from sincerity.scenario.locate import lines_of_keys
from sincerity.scenario.schema import scenario_class
from sincerity.scenario.sources import PRESETS
from sincerity.store.manifest import Manifest
from sincerity.store.run import Run

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
DOCUMENTS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md")))
COMMANDS, FOLDER = ((DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("commands", "run-folder"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def options_of(command: click.Command) -> list[str]:
    """Every spelling of a command's options."""
    return [name for option in command.params if isinstance(option, click.Option) for name in option.opts]


SHARED = {*options_of(common_options(click.Command("any"))), "--help", "-h"}
OPTIONS = [(name, option) for name, command in cli.commands.items() for option in options_of(command)]


def arguments(words: list[str]) -> list[str]:
    """What a line of shell hands to the command itself: nothing from a pipe or a redirection on.

    >>> arguments(["sincerity", "explain", "day", "|", "less"])
    ['day']
    """
    end = next((place for place, word in enumerate(words) if word in ("|", ">")), len(words))
    return words[2:end]


def blocks(language: str) -> list[tuple[str, str]]:
    """The code of one language in all documents, each with where it stands."""
    return [
        (f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}", match[2])
        for path in DOCUMENTS
        for text in (path.read_text(encoding="utf-8"),)
        for match in FENCE.finditer(text)
        if match[1] == language
    ]


def part(text: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    assert f"\n{heading}\n" in text, heading
    return text.partition(f"\n{heading}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> list[str]:
    """Everything set as code in the first cells of tables, without heads."""
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


def spelt_out(cell: str, names: dict[str, list[str]]) -> Iterator[str]:
    """`tier_<name>` for every name there is, and so on.

    >>> list(spelt_out("a_<x>", {"x": ["1", "2"]}))
    ['a_1', 'a_2']
    """
    hole = re.search(r"<(\w+)>", cell)
    if hole is None:
        yield cell
        return
    for name in names[hole[1]]:
        yield from spelt_out(cell.replace(hole[0], name, 1), names)


def anchors(path: Path) -> set[str]:
    """The headings of a page as they are linked to."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_lead_somewhere() -> None:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", path.read_text(encoding="utf-8"))):
            file, _, heading = target.partition("#")
            if ":" in file:
                continue
            found = (path.parent / file) if file else path
            assert found.exists(), f"{path.name}: {target}"
            if heading:
                assert heading in anchors(found), f"{path.name}: {target}"


@pytest.mark.parametrize(("command", "option"), OPTIONS, ids=lambda item: str(item))
def test_every_option_of_every_command_is_explained(command: str, option: str) -> None:
    own = part(COMMANDS, f"## `{command}`")
    shared = part(COMMANDS, "## What all commands share")
    assert f"`{option}" in (shared if option in SHARED else own)


@pytest.mark.parametrize("command", cli.commands)
def test_every_option_that_a_page_explains_is_there(command: str) -> None:
    told = re.findall(r"(?<=`)--?[a-z][a-z-]*", "\n".join(re.findall(r"^\| (`-.*?) \|", part(COMMANDS, f"## `{command}`"), re.MULTILINE)))
    assert set(told) <= {option for name, option in OPTIONS if name == command}


@pytest.fixture(scope="module")
def small() -> Run:
    """A small run of the scenario that has every mechanism, with lives watched."""
    return sl.run("article", people=400, days=40, set=["burn_in_days=5"], watch=[0, 1, 2])


@pytest.mark.parametrize("table", ["series", "people", "events"])
def test_every_column_is_explained_and_every_one_explained_is_written(small: Run, table: str) -> None:
    scenario = loads((small.path / "scenario.toml").read_text(encoding="utf-8"), registry())
    tiers = [tier.name for tier in scenario.policy.tier]
    names = {"behaviour": [row.id for row in scenario.society.behaviour], "tier": tiers, "name": tiers, "from": tiers, "to": tiers}
    text = part(FOLDER, f"## `{table}`").partition("| `kind` | what happened")[0]
    told = {column for cell in first_cells(text) for column in spelt_out(cell, names)}
    told -= {f"moves_{tier}_{tier}" for tier in tiers}
    assert set(getattr(small, table).columns) == told


def test_every_kind_of_event_is_explained() -> None:
    kinds = {event.kind for module in BUILT_IN for event in getattr(module, "EVENTS", ())}
    assert kinds == set(first_cells(part(FOLDER, "## `events`").partition("| `kind` | what happened")[2]))


def test_every_field_of_the_manifest_is_explained() -> None:
    assert set(first_cells(part(FOLDER, "## `manifest.json`"))) == set(Manifest.model_fields)


@pytest.mark.parametrize(("where", "code"), blocks("python"), ids=lambda item: item if "\n" not in item else "")
def test_python_in_the_pages_runs(where: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(code, where, "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize(("where", "text"), blocks("toml"), ids=lambda item: item if "\n" not in item else "")
def test_scenarios_in_the_pages_load(where: str, text: str) -> None:
    assert loads(text, registry()).title, where


@pytest.mark.parametrize(("where", "text"), blocks("sh"), ids=lambda item: item if "\n" not in item else "")
def test_commands_in_the_pages_are_commands(where: str, text: str) -> None:
    """They are read as the command line reads them, overrides and all, and not carried out."""
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] != ["sincerity"] or words[1:] == ["--version"]:
            continue
        given = cli.commands[words[1]].make_context(words[1], arguments(words)).params
        for scenario in given.get("scenarios", (given.get("scenario"),)):
            if given.get("options") and scenario in shipped() and load(scenario, registry()).policy.active:
                load(scenario, registry(), given["options"])


SHRUNK = ("--people", "5000", "--set", "burn_in_days=3")
"""Laid over every run that a page shows: the same command, a small society that has the residents named."""
SHELL = {where.partition(":")[0] for where, text in blocks("sh") if "sincerity" in text}


@pytest.mark.parametrize("page", sorted(SHELL))
def test_the_commands_of_a_page_run_in_their_order(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a folder that holds the scenarios that the page shows, each in a file of its name, as the page tells to save it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.toml").write_text('schema = 1\nextends = "none"\n', encoding="utf-8")
    for _, text in (block for block in blocks("toml") if block[0].partition(":")[0] == page):
        (tmp_path / f"{loads(text, registry()).name}.toml").write_text(text, encoding="utf-8")
    for _, text in (block for block in blocks("sh") if block[0].partition(":")[0] == page):
        for line in text.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["sincerity"] and words[1] != "bench":
                carry_out(words, line)
    capsys.readouterr()


def carry_out(words: list[str], line: str) -> None:
    """One line of a page; a run that is done has nothing to resume, and says so."""
    given = words[1:2] + arguments(words) if words[1] in cli.commands else words[1:]
    if given[0] in ("run", "compare"):
        given += [*SHRUNK, *(() if "--until" in given else ("--days", "3"))]
    if given[0] == "compare":
        given += ["--people", "200", "--seeds", "0..1", "--redraw", "0"]
    assert main(given) == (2 if given[0] == "resume" else 0), line


@pytest.mark.parametrize("file", sorted(PRESETS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_publication_that_a_scenario_names_is_listed(file: Path) -> None:
    listed = first_cells((DOCS / "sources.md").read_text(encoding="utf-8"))
    for line in file.read_text(encoding="utf-8").splitlines():
        source = line.rpartition(" | ")[2] if line.count(" | ") == 2 else ""
        for named in re.findall(r"\(([^)]+)\)", source):
            assert named in ("same", "AAA, AA, A") or any(name in named for name in listed), line


@pytest.mark.parametrize("file", sorted(PRESETS.glob("*.toml")), ids=lambda file: file.stem)
def test_the_range_of_a_core_key_is_within_what_it_allows(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    shapes = scenario_class(registry()).shapes
    for keys, line in lines_of_keys(text).items():
        table = [key for key in keys[:-1] if isinstance(key, str)]
        shape = shapes.get(".".join(table[:2] if table[:2] == ["policy", "rule"] else table))
        note = re.search(r"\| (-?[\d.]+?)\.\.(-?[\d.]+) \|", text.splitlines()[line - 1])
        if shape is None or note is None:
            continue
        params = {param.name: param for name, field in shape.model.model_fields.items() if (param := param_of(name, field)) is not None}
        param = params.get(str(keys[-1]))
        if param is not None and param.low is not None and param.high is not None:
            assert param.low <= float(note[1]) <= float(note[2]) <= param.high, f"{file.name}:{line}"
