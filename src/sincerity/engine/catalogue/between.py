"""What the composed passes call besides the steps of the tables: the desks, and what settles, decides who goes, and makes ties anew.

No table names what these functions read and write: it is read off their own text.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import NamedTuple

from sincerity.engine.catalogue.entry import Entry, code
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.day import DESKS, Desk
from sincerity.society import market

PARTS = ("claim", "capacity", "settle")
CALLED = (
    *(("economy", "open_account"), ("economy", "begin_count"), ("economy", "end_count")),
    *(("demography", "census"), ("demography", "newcomer"), ("demography", "arrive"), ("demography", "count_changes")),
    *(("ties", "renew"), ("ties", "regroup"), ("ties", "wake")),
    *((desk.module, f"{desk.name}_{part}") for desk in DESKS for part in PARTS),
)
"""(file, function) of all of them."""
RECORDS = {"me": "me", "people": "me", "mine": "cold", "cold": "cold", "today": "today", "ledger": "ledger", "tally": "tally"}
"""Names of arguments, and the record that the tables of the passes name for each."""


class Touched(NamedTuple):
    """Fields, as the tables name them; what is only raised or lowered is not among the reads."""

    reads: frozenset[str]
    writes: frozenset[str]


def hooks_that(part: str, field: str) -> list[str]:
    """Those, as `file.function`, that read or write a field. part: "reads" or "writes"."""
    return [f"{file}.{function}" for file, function in CALLED if field in getattr(touched(file, function), part)]


def desks() -> Iterator[Entry]:
    """One entry for each desk."""
    for number, desk in enumerate(DESKS):
        functions = [f"{desk.name}_{part}" for part in PARTS]
        claim, capacity, settle = (_said_by(desk.module, function) for function in functions)
        facts = (
            ("in turn", f"{number + 1} of {len(DESKS)} on the first of a month, bit {1 << number} of {code('today.served')}"),
            ("open where", f"{code(desk.open)} is not 0"),
            ("there is", capacity),
            ("afterwards", settle),
            ("calls", ", ".join(code(f"{desk.module}.{function}") for function in functions)),
            ("reads", _fields(desk, "reads")),
            ("writes", _fields(desk, "writes")),
        )
        yield Entry("desk", f"desk.{desk.name}", owner_of(desk.module), claim, facts, words=(desk.name,))


def owner_of(file: str) -> str:
    """The mechanism that a file of hooks belongs to."""
    return "economy" if file == "market" else file


def _fields(desk: Desk, part: str) -> str:
    found = {field for of in PARTS for field in getattr(touched(desk.module, f"{desk.name}_{of}"), part)}
    return ", ".join(map(code, sorted(found)))


def _said_by(file: str, function: str) -> str:
    return (inspect.getdoc(getattr(_module(file), function)) or "").partition("\n")[0]


def _module(file: str) -> ModuleType:
    return next(module for module in (*BUILT_IN, market) if module.__name__.endswith(f".{file}"))


@cache
def touched(file: str, function: str) -> Touched:
    """What a function and all that it calls read and write."""
    reads: set[str] = set()
    writes: set[str] = set()
    seen: set[tuple[str, str]] = set()
    left = [(_module(file).__name__, function)]
    while left:
        at = left.pop()
        node = _functions(at[0]).get(at[1])
        if node is None or at in seen:
            continue
        seen.add(at)
        for child in ast.walk(node):
            stored = isinstance(child, ast.Attribute) and isinstance(child.ctx, ast.Store)
            if isinstance(child, ast.Subscript) and isinstance(child.ctx, ast.Store):
                child, stored = child.value, True
            record = _record(child)
            if record:
                (writes if stored else reads).add(record)
            if isinstance(child, ast.Call) and isinstance(child.func, ast.Name):
                called = vars(sys.modules[at[0]]).get(child.func.id)
                left.append((getattr(called, "__module__", None) or "", child.func.id))
    raised = {field for field in writes if not field.startswith(("me.", "today."))}
    return Touched(frozenset({field for field in reads if not field.startswith("tally.")} - raised), frozenset(writes))


def _record(node: ast.AST) -> str:
    """`me.score` of the text `me.score` or `people[p].score`; nothing of anything else."""
    if not isinstance(node, ast.Attribute):
        return ""
    held = node.value.value if isinstance(node.value, ast.Subscript) else node.value
    return f"{RECORDS[held.id]}.{node.attr}" if isinstance(held, ast.Name) and held.id in RECORDS else ""


@cache
def _functions(module: str) -> dict[str, ast.FunctionDef]:
    """The functions of one of our files, by name."""
    if not module.startswith("sincerity."):
        return {}
    return {node.name: node for node in ast.parse(inspect.getsource(sys.modules[module])).body if isinstance(node, ast.FunctionDef)}
