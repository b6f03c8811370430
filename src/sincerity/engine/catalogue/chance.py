"""Purposes: the random words, who owns each, and where it is drawn."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sincerity import draw
from sincerity.compute.launch import functions_of
from sincerity.draw import DAILY, DAILY_WORDS, MEANINGS, PURPOSES
from sincerity.engine.catalogue.entry import Entry, code
from sincerity.engine.catalogue.passes import steps_that
from sincerity.engine.compose import by_name, plugins
from sincerity.society.traits import NAMES

OF_PEOPLE_FROM = 32
OF_PEOPLE_BESIDE = frozenset({"INFORMANT_BASE", "TIE_START", "TIE_KEPT", "ONLINE"})
"""What is drawn with the key of people: blocks from this one on, and these four; all else is the luck of days."""
KEYS = {True: "of people: the seed", False: "of days: the seed, from day 0 on the luck where that is another"}
SEARCHED = ("society", "mechanisms", "engine")


def is_of_people(purpose: str) -> bool:
    """Whether a purpose is drawn with the key of people, not with that of days.

    >>> is_of_people("HONESTY"), is_of_people("OCCASION")
    (True, False)
    """
    return PURPOSES[purpose] >> 2 >= OF_PEOPLE_FROM or purpose in OF_PEOPLE_BESIDE


def purposes() -> Iterator[Entry]:
    """One entry for each purpose, those of plug-ins last."""
    owners = {purpose: name for name, module in by_name().items() for purpose in getattr(module, "PURPOSES", ())}
    words = dict(zip(DAILY, DAILY_WORDS, strict=True))
    for name, value in PURPOSES.items():
        drawn = list(drawn_by().get(name, ()))
        facts = [("block", str(value >> 2)), ("word", str(value & 3)), ("key", KEYS[is_of_people(name)])]
        if value in words:
            drawn = steps_that("reads", f"today.{words[value]}") + drawn
            facts.append(("drawn ahead", code("today." + words[value])))
        facts.append(("drawn by", ", ".join(map(code, drawn)) or "nothing yet"))
        yield Entry("purpose", name, owners.get(name, ""), MEANINGS[name], tuple(facts), words=(name.lower(),))
    yield from _of_plugins()


def _of_plugins() -> Iterator[Entry]:
    """Two packages may give a word the same name: the address begins with the mechanism's."""
    for plugin in plugins():
        for name, value in plugin.purposes.items():
            drawn = [f"{plugin.name}.{f.__name__}" for f in functions_of(plugin.module) if name in f.__code__.co_names]
            facts = (("block", str(value >> 2)), ("word", str(value & 3)), ("drawn by", ", ".join(map(code, drawn)) or "nothing yet"))
            meaning = plugin.module.PURPOSES[name]
            yield Entry("purpose", f"{plugin.name}.{name}", plugin.name, meaning, facts, words=(name, name.lower()))


@cache
def drawn_by() -> dict[str, tuple[str, ...]]:
    """Purpose → the functions that draw it, as `file.function`, in the order of the files."""
    found: dict[str, list[str]] = {}
    root = Path(draw.__file__).parent
    for file in (path for folder in SEARCHED for path in sorted((root / folder).rglob("*.py"))):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = {
            alias.name for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == draw.__name__ for alias in node.names
        }
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            left_out = _left_out(function)
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                for name in _drawn(call, imported):
                    if PURPOSES[name] & 3 not in left_out.get(call, ()):
                        found.setdefault(name, []).append(f"{file.stem}.{function.name}")
    return {name: tuple(dict.fromkeys(functions)) for name, functions in found.items()}


def _left_out(function: ast.FunctionDef) -> dict[ast.expr, set[int]]:
    """Calls whose words are taken apart at once → the places of those that are not used: `_, a, b, _ = call` or `call[2]`."""
    found: dict[ast.expr, set[int]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            names = [ast.unparse(target) for target in node.targets[0].elts]
            found[node.value] = {place for place, name in enumerate(names) if name == "_"}
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            found[node.value] = {0, 1, 2, 3} - {node.slice.value}
    return found


def _drawn(call: ast.Call, imported: set[str]) -> Iterator[str]:
    """The purposes that a call draws. imported: the names that its file has from `sincerity.draw`."""
    called = call.func.id if isinstance(call.func, ast.Name) else ""
    for argument in call.args:
        if isinstance(argument, ast.Name) and argument.id in PURPOSES and (argument.id in imported or called == "trait_of"):
            yield argument.id
        elif isinstance(argument, ast.BinOp) and isinstance(argument.left, ast.Name) and argument.left.id in imported & set(PURPOSES):
            first = PURPOSES[argument.left.id]
            if called == "draw_block":
                yield from (name for name, value in PURPOSES.items() if value >> 2 == first >> 2)
            elif isinstance(argument.op, ast.Add):  # the first trait and a number: any of them
                yield from (name.upper() for name in NAMES)
