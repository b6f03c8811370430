"""From a shipped name, a file or a text to a checked scenario."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Mapping, Sequence

from sincerity.scenario.checks import problems_of
from sincerity.scenario.emit import plain, scenario_hash, tables_of, to_toml, toml_value
from sincerity.scenario.faults import validate
from sincerity.scenario.merge import Merged
from sincerity.scenario.options import Option, apply, option
from sincerity.scenario.problems import Problem, refuse
from sincerity.scenario.registry import Registry
from sincerity.scenario.revise import revision_problems
from sincerity.scenario.schema import Scenario, scenario_class
from sincerity.scenario.sources import Layer, chain, find, parse, shipped

__all__ = ["Option", "change", "load", "loads", "option", "scenario_hash", "shipped", "to_toml"]


def load(source: str | os.PathLike[str], registry: Registry = (), overrides: Iterable[str | Option] = ()) -> Scenario:
    """The scenario behind a shipped name or a path, with options laid over it.

    Parameters
    ----------
    source : a shipped name (`shipped()`) or the path of a TOML file
    registry : the tables of the installed mechanisms
    overrides : `key=value` texts as `--set` takes them, or Options; the last one wins

    Raises
    ------
    ScenarioError
        every problem found, one a line: `file:line: key: found, allowed, what to do`
    """
    layers = chain(source)
    return _build(layers, registry, overrides, find(source).stem, layers[-1].where)


def loads(text: str, registry: Registry = (), overrides: Iterable[str | Option] = (), *, name: str = "unnamed") -> Scenario:
    """As `load`, from TOML text that extends nothing, or a shipped scenario."""
    layer = parse(text, name)
    parent = layer.data.pop("extends", None)
    before = chain(parent) if isinstance(parent, str) and parent in shipped() else []
    if parent is not None and not before:
        text = f" = {toml_value(parent)} is not a shipped scenario. Shipped are {', '.join(shipped())}. Name one."
        raise refuse([Problem(("extends",), text)], {}, name)
    return _build([*before, layer], registry, overrides, name, name)


def change(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    """A checked copy of a scenario with keys changed, `__` standing for dots; what `Scenario.with_` calls."""
    options = []
    for name, value in changes.items():
        # `from_` and its like are attributes here, keys there.
        key = ".".join(f'"{part}"' for part in (part.rstrip("_") for part in name.split("__")))
        options.append(Option(key, plain(value), f"with_({name}={value!r})"))
    layer = Layer(scenario.name, plain(tables_of(scenario)), {})
    return _build([layer], scenario.registry, options, scenario.name, scenario.name)


def _build(layers: Sequence[Layer], registry: Registry, overrides: Iterable[str | Option], stem: str, where: str) -> Scenario:
    model = scenario_class(registry)
    merged = Merged(model.shapes)
    for i, layer in enumerate(layers):
        # The file asked for is reported first, its parents after it, options last.
        merged.lay(layer, rank=len(layers) - 1 - i)
        if i < len(layers) - 1:
            # A child without a name or title of its own does not take its parent's.
            merged.data.pop("name", None)
            merged.data.pop("title", None)
    apply([item if isinstance(item, Option) else option(item) for item in overrides], merged, rank=len(layers))
    merged.data.setdefault("name", re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._") or "unnamed")
    problems = merged.problems
    _count_days(merged)
    scenario, wrong, broken = validate(model, merged.data)
    problems += wrong
    if scenario is not None:
        broken |= {problem.path for problem in merged.problems}
        problems += problems_of(scenario, broken)
        # What a revision makes of a policy is only to be said once its keys can be read.
        problems += revision_problems(scenario) if not broken else ()
    if problems or scenario is None:
        raise refuse(problems, merged.places, where)
    return scenario


def _count_days(merged: Merged) -> None:
    """`until`, the last day inclusive, becomes `days`."""
    if "until" not in merged.data:
        return
    until = merged.data.pop("until")
    start = merged.data.get("start", Scenario.model_fields["start"].default)
    merged.places[("days",)] = merged.places[("until",)]
    shown = f" = {toml_value(until)} "
    if not _is_date(until):
        merged.problems.append(Problem(("until",), shown + "is not a date. A date such as 2020-12-31, without quotes, is expected."))
    elif _is_date(start) and until < start:
        merged.problems.append(
            Problem(("until",), shown + f"is before start = {start}. The last day, inclusive, is start or later. Move one of the two.")
        )
    elif _is_date(start):
        merged.data["days"] = (until - start).days + 1


def _is_date(value: object) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
