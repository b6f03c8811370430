"""Purposes: the random words, who owns each, and where it is drawn."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sincerity import draw
from sincerity.draw import DAILY, DAILY_WORDS, PURPOSES
from sincerity.engine.catalogue.entry import Entry, code
from sincerity.engine.catalogue.metrics import name_of
from sincerity.engine.catalogue.passes import steps_that
from sincerity.engine.compose import BUILT_IN

SEARCHED = ("society", "mechanisms", "engine")


def purposes() -> Iterator[Entry]:
    """One entry for each purpose."""
    owners = {purpose: name_of(module) for module in BUILT_IN for purpose in getattr(module, "PURPOSES", ())}
    words = dict(zip(DAILY, DAILY_WORDS, strict=True))
    for name, value in PURPOSES.items():
        drawn = list(drawn_by().get(name, ()))
        facts = [("block", str(value >> 2)), ("word", str(value & 3))]
        if value in words:
            drawn = steps_that("reads", f"today.{words[value]}") + drawn
            facts.append(("drawn ahead", f"for everyone, every day, into {code('today.' + words[value])}"))
        facts.append(("used by", ", ".join(map(code, drawn)) or "nothing yet"))
        owner = owners.get(name, "")
        whose = f"the mechanism {owner}" if owner else "the making of the society"
        meaning = f"A random word of {whose}: word {value & 3} of block {value >> 2}, its own for ever."
        yield Entry("purpose", name, owner, meaning, tuple(facts), words=(name.lower(),))


@cache
def drawn_by() -> dict[str, tuple[str, ...]]:
    """Purpose → the functions that name it, as `file.function`, in the order of the files."""
    found: dict[str, list[str]] = {}
    root = Path(draw.__file__).parent
    for file in (path for folder in SEARCHED for path in sorted((root / folder).rglob("*.py"))):
        for function in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(function, ast.FunctionDef | ast.ClassDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Name | ast.Attribute):
                        name = node.id if isinstance(node, ast.Name) else node.attr
                        if name in PURPOSES:
                            found.setdefault(name, []).append(f"{file.stem}.{function.name}")
    return {name: tuple(dict.fromkeys(functions)) for name, functions in found.items()}
