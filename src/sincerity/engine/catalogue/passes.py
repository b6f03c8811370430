"""The day and the other passes over the people, as tables of their steps."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache

from sincerity.engine import day as day_module
from sincerity.engine.catalogue.between import hooks_that
from sincerity.engine.catalogue.entry import Entry, Grid, code
from sincerity.engine.compose import by_name, plugged
from sincerity.engine.day import Step, with_plugins

STEPS = ("step", "stage", "calls", "does", "sees", "reads", "writes")


@cache
def passes() -> dict[str, tuple[Step, ...]]:
    """Every pass that `day.py` orders, by name, in the order of that file, with the steps of plug-ins."""
    tables = {name: found for name, found in vars(day_module).items() if isinstance(found, tuple) and found and isinstance(found[0], Step)}
    return {name: with_plugins(table, plugged()) for name, table in tables.items()}


def steps_that(part: str, field: str) -> list[str]:
    """The hooks, as `mechanism.hook`, that read or write a field, in order and each once, and what is called between them.

    part: "reads" or "writes".
    """
    steps = (step for found in passes().values() for step in found)
    hooks = [f"{step.mechanism}.{step.hook}" for step in steps if field in getattr(step, part).split()]
    return list(dict.fromkeys((*hooks, *hooks_that(part, field))))


def described() -> Iterator[Entry]:
    """One entry for each pass."""
    notes = _notes()
    for name, steps in passes().items():
        words = (name,)
        others = ", ".join(code(other.lower()) for other in passes() if other != name)
        meaning = notes.get(name, "").replace("\n", " ") or "One day of one person, step by step, in this order."
        yield Entry("pass", name.lower(), "", meaning, (("other passes", others),), _text(name), (grid(steps),), words=words)


def grid(steps: tuple[Step, ...]) -> Grid:
    """The steps of a pass as rows."""
    return Grid("Steps", STEPS, tuple(_row(number, step) for number, step in enumerate(steps, 1)))


def _row(number: int, step: Step) -> tuple[str, ...]:
    calls = f"{step.mechanism}.{step.hook}"
    return str(number), step.stage, code(calls), hook_line(step), step.sees, grouped(step.reads), grouped(step.writes)


def hook_line(step: Step) -> str:
    """What the hook does: the first line of its docstring."""
    return (inspect.getdoc(getattr(by_name()[step.mechanism], step.hook, None)) or "").partition("\n")[0]


def grouped(fields: str) -> str:
    """Fields by their record.

    >>> grouped("me.risk me.score today.occasion")
    'me: risk, score; today: occasion'
    """
    held: dict[str, list[str]] = {}
    for field in fields.split():
        record, _, name = field.partition(".")
        held.setdefault(record, []).append(name)
    return "; ".join(f"{record}: {', '.join(names)}" for record, names in held.items())


def _text(name: str) -> str:
    """What the columns mean, told once: with the day."""
    lines = (inspect.getdoc(Step) or "").partition("\n\n")[2].splitlines() if name == "DAY" else []
    return "\n".join(f"- {line}" for line in lines)


@cache
def _notes() -> dict[str, str]:
    """The text below each constant of `day.py`, which says when the pass runs."""
    body = ast.parse(inspect.getsource(day_module)).body
    found: dict[str, str] = {}
    for node, after in zip(body, body[1:], strict=False):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(after, ast.Expr):
            if isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
                found[node.target.id] = after.value.value
    return found
