"""What a mechanism of another package has to have, before anything is composed of it: each complaint says what to write instead."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Iterator, Mapping
from types import ModuleType

from sincerity.compute.fields import Event, Step
from sincerity.draw import PLUGIN_WORDS, PURPOSES, plugin_purpose
from sincerity.engine import day
from sincerity.engine.plugins import Plugin, complaint
from sincerity.engine.records import Dimensions, merge
from sincerity.scenario.registry import Registry, Table
from sincerity.scenario.schema import CORE

TABLES = (day.DAY, day.MONTH, day.SERVE, day.YEAR, day.INIT, day.BEGIN, day.COVER, day.REVISE)
ARGUMENTS = {"init": 4, "begin": 5, "month": 10, "serve": 10, "year": 10, "leave": 10, "arrive": 10}
"""How many a hook of the stage takes; of the day, cover and revise 8, and `meet` 10."""
ANY = Dimensions(slots=1, partners=1, behaviours=1, tiers=1)


def check_plugins(plugins: tuple[Plugin, ...], built_in: Mapping[str, ModuleType], registry: Registry) -> None:
    """PluginError for the first thing that is wrong. built_in: our mechanisms by name; registry: the tables that are ours."""
    checked: list[Plugin] = []
    for plugin in plugins:
        for what in (*_name(plugin, built_in, checked), *_parts(plugin), *_tables(plugin, registry, checked)):
            raise complaint(plugin.name, plugin.package, plugin.version, what)
        for what in (*_steps(plugin), *_purposes(plugin, checked), *_records(plugin, built_in, checked)):
            raise complaint(plugin.name, plugin.package, plugin.version, what)
        checked.append(plugin)


def _name(plugin: Plugin, built_in: Mapping[str, ModuleType], checked: list[Plugin]) -> Iterator[str]:
    name = plugin.name
    if not name.isidentifier() or name != name.lower() or keyword.iskeyword(name):
        yield "its name is not a lower-case Python name. Rename the entry point."
    if name in built_in:
        yield "the laboratory has a mechanism of this name. Rename the entry point, the docstring, the tables and the steps."
    for other in checked:
        if other.name == name:
            yield f"package {other.package} brings a mechanism of the same name. Only one of the two can be installed."


def _parts(plugin: Plugin) -> Iterator[str]:
    module, name = plugin.module, plugin.name
    if not (module.__doc__ or "").startswith(f"{name}: "):
        yield f'the docstring of {module.__name__} does not begin with "{name}: " and the rule in a sentence. Begin it so.'
    if not _are(getattr(module, "PARAMS", None), Table):
        yield "PARAMS is not a tuple of Table. Declare its settings there, one table with a switch at least."
    if not _are(getattr(module, "STEPS", None), Step):
        yield f'STEPS is not a tuple of Step. Name its hooks there: STEPS = (Step("live", "{name}", "live"),), say.'
    if not callable(getattr(module, "pack", None)):
        yield "there is no function pack(scenario, world, policy), which turns settings into the integers that hooks read. Write it."


def _are(found: object, kind: type) -> bool:
    return isinstance(found, tuple) and bool(found) and all(isinstance(item, kind) for item in found)


def _tables(plugin: Plugin, registry: Registry, checked: list[Plugin]) -> Iterator[str]:
    tables: Registry = getattr(plugin.module, "PARAMS", ())
    held = {table.path: table.mechanism for table in (*registry, *(t for p in checked for t in p.module.PARAMS)) if table.path not in CORE}
    for table in tables:
        if table.mechanism != plugin.name:
            yield f'the table {table.path} says that it belongs to {table.mechanism}. Write "{plugin.name}".'
        if table.path in held:
            yield f"the table {table.path} is that of {held[table.path]}. Take a table of its own: policy.{plugin.name}, say."
        if table.path not in CORE and table.switch and not table.rows and table.absent != "off":
            yield f'the table {table.path} would be in force without being written. Give it absent="off": who installs it changes nothing.'
    if not any(table.switch and not table.rows and table.path not in CORE for table in tables):
        yield f"no table has a switch. Give it one of its own, policy.{plugin.name}, say."


def _steps(plugin: Plugin) -> Iterator[str]:
    for step in plugin.steps:
        called = f'STEPS has Step("{step.stage}", "{step.mechanism}", "{step.hook}")'
        hook = getattr(plugin.module, step.hook, None)
        if step.mechanism != plugin.name:
            yield f'{called}, which is not its own. Write "{plugin.name}" in the middle.'
        if all(day.with_plugins(table, (step,)) == table for table in TABLES):
            stages = dict.fromkeys(other.stage for table in TABLES for other in table)
            yield f"{called}, but no pass has this stage (or not for a hook named meet). Stages are {', '.join(stages)}."
        if not inspect.isfunction(hook) or hook.__module__ != plugin.module.__name__:
            yield f"{called}, but {plugin.module.__name__} defines no such function. Write the hook in that file."
        else:
            wanted = 10 if step.hook == "meet" else ARGUMENTS.get(step.stage, 8)
            takes = hook.__code__.co_argcount
            if takes != wanted:
                yield f"{step.hook} takes {takes} arguments and is called with {wanted}. The docs have a table of hooks."


def _purposes(plugin: Plugin, checked: list[Plugin]) -> Iterator[str]:
    declared = getattr(plugin.module, "PURPOSES", {})
    if not isinstance(declared, Mapping):
        yield "PURPOSES is not a dict of random words and what each decides. Write it as one."
        return
    own = {plugin_purpose(plugin.name, n) for n in range(PLUGIN_WORDS)}
    values = [getattr(plugin.module, word, None) for word in declared]
    for word, value in zip(declared, values, strict=True):
        if value not in own:
            yield f'PURPOSES names {word}, which is none of its words. Write {word} = plugin_purpose("{plugin.name}", 0), say.'
        if word in PURPOSES:
            yield f"PURPOSES names {word}, which is a word of the laboratory's. Rename it."
    if len(set(values)) != len(values):
        yield "two names of PURPOSES are the same word. Number them apart in plugin_purpose."
    for other in checked:
        if plugin_purpose(other.name, 0) in own:
            yield f"its random words are those of {other.name} of package {other.package}, by a collision of names. Rename one of them."


def _records(plugin: Plugin, built_in: Mapping[str, ModuleType], checked: list[Plugin]) -> Iterator[str]:
    others = (*built_in.values(), *(other.module for other in checked))
    known = {name for module in others for name in getattr(module, "DIMENSIONS", {})} | set(ANY.sizes())
    for name in set(getattr(plugin.module, "DIMENSIONS", {})) & known:
        yield f"DIMENSIONS has {name}, which is there already. Rename it."
    try:
        merge((*others, plugin.module), ANY)
    except (ValueError, TypeError) as error:
        yield f"its fields do not fit the records: {error}. Rename or mend them; begin their names with {plugin.name}_, say."
    except KeyError as error:
        yield f"a field runs over {error}, which is no dimension. Declare it in DIMENSIONS."
    kept = {field.name for part in ("STATE", "COLD") for field in getattr(plugin.module, part, ()) if not field.count}
    for name in set(plugin.people) - kept:
        yield f"PEOPLE names {name}, which is no plain field of its STATE or COLD. Declare it there."
    told = {field.name for field in getattr(plugin.module, "TODAY", ())}
    kinds = {event.kind for module in others for event in getattr(module, "EVENTS", ())}
    events: tuple[Event, ...] = getattr(plugin.module, "EVENTS", ())
    for event in events:
        if event.field not in told:
            yield f"EVENTS names {event.field}, which is no field of its TODAY. Declare it there."
        if event.kind in kinds:
            yield f"EVENTS has the kind {event.kind}, which is there already. Rename it."
