"""Writes the parts of the site that the code knows better: where a page says `<!-- made: NAME -->`, the part of that name is put.

The parts come from the same catalogue as `sincerity explain`. In a repository browser the mark is invisible, so that the page reads on
without it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import click

from sincerity.audits.catalogue import MODULES
from sincerity.audits.law import PROVISIONS
from sincerity.cli.main import cli
from sincerity.cli.session import common_options
from sincerity.engine.catalogue import Entry, Grid, catalogue
from sincerity.engine.catalogue.keys import default_of
from sincerity.engine.compose import BUILT_IN, by_name, registry
from sincerity.engine.day import DESKS
from sincerity.engine.records import LEDGER
from sincerity.scenario.describe import describe
from sincerity.scenario.emit import toml_value
from sincerity.scenario.load import load, shipped
from sincerity.scenario.notes import Note, notes_of, values_of
from sincerity.society import market

DOCS = Path(__file__).parents[1]
MARK = re.compile(r"^<!-- made: ([a-z-]+) ?(\S*) -->$", re.MULTILINE)
KINDS = {"mechanism": "mechanism", "pass": "pass", "table": "table", "key": "key", "metric": "metric", "purpose": "purpose"}
TABLES = {"series": "`series`: one row per day and region", "people": "`people`: one row per resident", "events": "`events`: watched lives"}
ORDER = ("scenario", "society", "policy", "mind", "metrics", "options", "architecture", "day", "network")
"""Pages that stand before those that are sorted by name."""
NAMES = ("schema", "name", "title", "id", "label")
"""Keys that say what a thing is called."""
CHAPTERS = {
    "Use it": ("start", "notebooks/first-look", "notebooks/testing-a-claim", "scenarios", "commands", "audit", "run-folder"),
    "How to": (
        "how-to/write-a-policy",
        "how-to/compare-two-policies",
        "how-to/make-a-report",
        "how-to/add-a-behaviour",
        "how-to/read-a-run",
        "how-to/see-who-was-displaced",
        "how-to/follow-a-resident",
        "how-to/see-a-dossier",
        "how-to/explain",
        "how-to/add-a-mechanism",
    ),
    "The model": ("imposed-or-emerging", "odd", "mechanisms/index", "society", "contact-networks", "contact-networks-measured", "sources"),
    "Reference": ("reference/index",),
    "How it is built": ("design/index", "performance"),
}


def setup(app: Any) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("source-read", lambda app, name, source: source.__setitem__(0, expand(source[0])))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def expand(text: str) -> str:
    """A page with its parts put in."""
    return MARK.sub(lambda mark: PARTS[mark[1]](*filter(None, [mark[2]])), text)


@cache
def entries() -> tuple[Entry, ...]:
    """Everything that can be explained."""
    return catalogue(load("article", registry()))


def of_kind(kind: str) -> list[Entry]:
    """The entries of one kind."""
    return [entry for entry in entries() if entry.kind == kind]


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; columns that are empty all the way down are left out."""
    found = [list(row) for row in rows]
    used = [i for i in range(len(columns)) if any(row[i] for row in found)]
    lines = [[columns[i] for i in used], ["---"] * len(used), *([row[i] for i in used] for row in found)]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def heading(level: int, title: str, target: str) -> str:
    """A heading that can be linked to by the name of what it explains."""
    return f"({target.replace('<', '').replace('>', '')})=\n\n{'#' * level} `{title}`"


def chapters() -> str:
    """The table of contents in the margin; a page of this folder that no chapter names stands at the end of the model's."""
    named = {page for pages in CHAPTERS.values() for page in pages}
    others = [path.stem for path in sorted(DOCS.glob("*.md")) if path.stem not in named and path.stem != "index"]
    blocks = []
    for title, pages in CHAPTERS.items():
        own = (*pages, *others) if title == "The model" else pages
        blocks.append("\n".join(["```{toctree}", ":hidden:", f":caption: {title}", "", *own, "```"]))
    return "\n\n".join(blocks)


def contents(folder: str) -> str:
    """The table of contents of a folder: all its pages but the index, in the order of their names."""
    pages = sorted(path.stem for path in (DOCS / folder).glob("*.md") if path.stem != "index" and path.stem not in ORDER)
    pages = [page for page in ORDER if (DOCS / folder / f"{page}.md").exists()] + pages
    below = ["skeletons/README"] if folder == "design" else []
    return "\n".join(["```{toctree}", ":maxdepth: 1", "", *pages, *below, "```"])


def mechanisms() -> str:
    """The mechanisms with their first sentence and switch."""
    rows = [(_page(entry.name), entry.meaning, dict(entry.facts).get("switch", "")) for entry in of_kind("mechanism")]
    return table(("page", "what it is", "switch"), rows)


def submodels() -> str:
    """The mechanisms with their first sentence, from the page of the whole model."""
    return table(("submodel", "what it is"), [(_page(entry.name, "mechanisms/"), entry.meaning) for entry in of_kind("mechanism")])


def keys(top: str = "") -> str:
    """The keys below one table of the top, table by table, a heading each."""
    blocks: list[str] = []
    for held in of_kind("table"):
        if held.name.partition(".")[0] == (top or "scenario"):
            own = [entry for entry in of_kind("key") if _parent(entry.name) == held.name]
            blocks += [_table_block(held), *map(_key_block, own)]
    return "\n\n".join(blocks)


def _parent(key: str) -> str:
    return key.partition(".<")[0] if "<" in key else key.rpartition(".")[0] or "scenario"


def _table_block(entry: Entry) -> str:
    facts = [f"{name}: {value}" for name, value in entry.facts if name != "rows"]
    return f"{heading(2, entry.name, f'table.{entry.name}')}\n\n{entry.meaning} {'; '.join(facts)[:1].upper()}{'; '.join(facts)[1:]}."


def _key_block(entry: Entry) -> str:
    facts = " · ".join(f"{name} {value}" if name != "kind" else f"*{value}*" for name, value in entry.facts)
    found = [heading(3, entry.name, entry.name), entry.meaning + _rules(entry.owner), facts]
    set_so = _shipped_values().get(entry.name, "")
    return "\n\n".join([*found, f"In the shipped scenarios: {set_so}."] if set_so else found)


def _rules(owner: str) -> str:
    if owner == "society":
        return " More: [society](../society.md)."
    return f" Rules: {_page(owner, '../mechanisms/')}." if owner else ""


def _page(mechanism: str, folder: str = "") -> str:
    """A link to the page of a mechanism; the name alone where another package brings it, and its page."""
    return f"[{mechanism}]({folder}{mechanism}.md)" if (DOCS / "mechanisms" / f"{mechanism}.md").exists() else mechanism


@cache
def _shipped_values() -> dict[str, str]:
    """Key → its values in the shipped scenarios, those alike together; only of keys that the default does not settle."""
    held: dict[str, dict[str, list[str]]] = {}
    for name in shipped():
        for key, value in values_of(load(name, registry())).items():
            held.setdefault(key, {}).setdefault(toml_value(value), []).append(name)
    default = {
        row.key: default_of(row).strip("`") for row in describe(registry()) if "<" not in row.key and row.key not in ("name", "title")
    }
    return {
        key: "; ".join(f"`{value}` in {', '.join(names)}" for value, names in values.items())
        for key, values in held.items()
        if key in default and set(values) != {default[key]}
    }


def metrics() -> str:
    """The columns of what a run writes, a heading each."""
    blocks: list[str] = []
    for name, title in TABLES.items():
        blocks.append(f"## {title}")
        blocks += [_metric_block(entry) for entry in of_kind("metric") if entry.name.startswith(f"{name}.")]
    return "\n\n".join(blocks)


def _metric_block(entry: Entry) -> str:
    facts = [f"{name[:1].upper()}{name[1:]}: {value}." for name, value in entry.facts if name != "table" and value != "none"]
    return f"{heading(3, entry.name.partition('.')[2], entry.name)}\n\n{' '.join([entry.meaning + _rules(entry.owner), *facts])}"


def passes() -> str:
    """The day and the other passes, a table each."""
    blocks: list[str] = []
    for entry in of_kind("pass"):
        grid = entry.grids[0]
        rows = [(row[0], row[1], f"{row[2]} {row[3]}", row[5], row[6]) for row in grid.rows]
        steps = table(("", "stage", "what is called, and does", "reads", "writes"), rows)
        blocks += [heading(2, entry.name, f"pass.{entry.name}"), entry.meaning, steps]
    return "\n\n".join(blocks)


def day_order() -> str:
    """The day's steps in short: for the ODD document."""
    grid: Grid = next(entry for entry in of_kind("pass") if entry.name == "day").grids[0]
    rows = [(row[0], row[1], f"{row[2]} {row[3]}", row[4], row[6]) for row in grid.rows]
    return table(("", "stage", "what is called, and does", "sees", "writes"), rows)


def desks() -> str:
    """What is handed out on the first of a month, in order."""
    owners = {module.__name__.rpartition(".")[2]: module for module in (*BUILT_IN, market)}
    rows = []
    for number, desk in enumerate(DESKS, 1):
        capacity, claim = (_said_by(getattr(owners[desk.module], f"{desk.name}_{part}")) for part in ("capacity", "claim"))
        rows.append((str(number), desk.name, capacity, claim, f"`{desk.open}` is not 0"))
    return table(("", "desk", "what there is", "who claims it, and in what order", "open where"), rows)


def _said_by(function: Callable[..., object]) -> str:
    return (inspect.getdoc(function) or "").partition("\n")[0]


def books() -> str:
    """Every field of a region's books."""
    held = [("", field) for field in LEDGER]
    held += [(name, field) for name, module in by_name().items() for field in getattr(module, "LEDGER", ())]
    rows = [
        (f"`{f.name}`", owner or "engine", f"{f.meaning[:1].upper()}{f.meaning[1:]}.", f"one for each of `{f.count}`" if f.count else "")
        for owner, f in held
    ]
    return table(("book", "owner", "meaning", "how many"), rows)


def purposes() -> str:
    """Every purpose of chance."""
    rows = []
    for e in of_kind("purpose"):
        facts = dict(e.facts)
        at, ahead = f"{facts['block']}.{facts['word']}", "yes" if "drawn ahead" in facts else ""
        key = facts.get("key", "").partition(":")[0]
        rows.append((f"`{e.name}`", e.owner or "society", e.meaning, at, key, ahead, facts["drawn by"]))
    return table(("purpose", "owner", "decides", "block.word", "key", "ahead", "drawn by"), rows)


def fields() -> str:
    """Every field of a person's records."""
    columns = ("stored as", "read by", "written by")
    rows = [
        (f"`{e.name}`", e.owner or "engine", e.meaning, *(dict(e.facts).get(name, "").replace("`", "") for name in columns))
        for e in of_kind("field")
    ]
    return table(("field", "owner", "meaning", *columns), rows)


def options() -> str:
    """Every command and option, a heading each."""
    common = common_options(click.Command("any")).params[::-1]
    shared = {name for option in common for name in option.opts}
    blocks = ["## What all commands share", *(_option_block("shared", option) for option in common)]
    for name, command in cli.commands.items():
        arguments = [p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)]
        usage = " ".join(["sincerity", name, "[OPTIONS]", *arguments])
        blocks += [heading(2, name, f"command.{name}"), f"```\n{usage}\n```", inspect.cleandoc(command.help or "")]
        own = [option for option in command.params if isinstance(option, click.Option) and not shared & set(option.opts)]
        blocks += [_option_block(name, option) for option in own]
    return "\n\n".join(blocks)


def _option_block(command: str, option: click.Parameter) -> str:
    assert isinstance(option, click.Option)
    names = ", ".join(sorted(option.opts, key=len))
    takes = "" if option.is_flag else f" Takes `{option.make_metavar(click.Context(click.Command(command))).strip('[]')}`."
    default = f" Default: `{option.default}`." if option.show_default and not option.is_flag else ""
    told = re.sub(r"\s*\[default: (.*?)\]\.?", r". Default: `\1`.", option.help or names).replace("..", ".")
    target = f"option.{command}.{max(option.opts, key=len).lstrip('-')}"
    return f"{heading(3, names, target)}\n\n{told}{'' if told.endswith('.') else '.'}{takes}{default}"


def parameters(scenario: str = "article") -> str:
    """Every value of a scenario with its unit, range and source; names, and of rows what only repeats a default, are left out."""
    loaded = load(scenario, registry())
    notes = notes_of(scenario, loaded.shapes)
    declared = {row.key: row for row in describe(registry())}
    rows: list[tuple[str, ...]] = []
    for key, value in values_of(loaded).items():
        if key.rpartition(".")[2] in NAMES:
            continue
        row, note = declared.get(key), notes.get(key)
        if note is not None:
            rows.append((f"`{key}`", f"`{toml_value(value)}`", *_said(note)))
        elif row is not None:
            plausible = "" if row.plausible is None else f"{row.plausible[0]:g} to {row.plausible[1]:g}"
            rows.append((f"`{key}`", f"`{toml_value(value)}`", row.unit or "–", plausible or "–", row.source))
    return table(("parameter", "value", "unit", "plausible", "source, or `assumed`"), rows)


def _said(note: Note) -> tuple[str, str, str]:
    dash = {"-": "–"}
    return dash.get(note.unit, note.unit), dash.get(note.plausible, note.plausible.replace("..", " to ")), note.source


def count() -> str:
    """How much there is, in a sentence."""
    n = {kind: len(of_kind(kind)) for kind in KINDS}
    return f"There are {n['key']} keys, {n['metric']} metrics, {len(by_name())} mechanisms and {n['purpose']} purposes."


def audits() -> str:
    """Every measure of an audit, file by file: what the file says of itself, and a table."""
    blocks = []
    for module in MODULES:
        title, _, rest = (inspect.getdoc(module) or "").partition(": ")
        rows = [(f"`{about.id}`", _plain(about.definition), f"`{about.formula}`", about.unit, about.source) for about in module.ABOUTS]
        blocks += [f"### {title}", f"{rest[:1].upper()}{_plain(rest[1:])}", table(("id", "what it is", "formula", "unit", "source"), rows)]
    return "\n\n".join(blocks)


def _plain(text: str) -> str:
    """A text in which what stands in angle brackets outside of code is no markup."""
    return "".join(part if place % 2 else part.replace("<", "\\<") for place, part in enumerate(re.split("(`[^`]*`)", text)))


def provisions() -> str:
    """What an audit quotes of the law."""
    return "\n\n".join(f"**{one.title}**\n\n> {one.text}\n\n{one.source}." for one in PROVISIONS)


PARTS: dict[str, Callable[..., str]] = {
    "chapters": chapters,
    "contents": contents,
    "mechanisms": mechanisms,
    "submodels": submodels,
    "keys": keys,
    "metrics": metrics,
    "passes": passes,
    "day": day_order,
    "desks": desks,
    "books": books,
    "purposes": purposes,
    "fields": fields,
    "options": options,
    "parameters": parameters,
    "count": count,
    "audits": audits,
    "provisions": provisions,
}
"""The parts by name; a word behind the name is handed on."""
