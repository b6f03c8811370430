"""Composes the mechanisms into one readable file, the fused day, and compiles it.

`source` writes the text of `day_<hash>.py`. The hash covers the source of every module called and Numba's
version, so that the compiled code on disk is never older than what it was made from.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

from sincerity import draw, types
from sincerity.compute import bars, dissent, face, fixed, grounds, launch, logistic, ration
from sincerity.compute.fields import Step
from sincerity.engine import face as own_face
from sincerity.engine.plugin_checks import check_plugins
from sincerity.engine.plugins import Plugin, complaint, find_plugins
from sincerity.engine.records import Dimensions, Records, merge
from sincerity.engine.source import write_source
from sincerity.mechanisms import (
    association,
    awareness,
    behaviour,
    deadbeat_map,
    demography,
    detention,
    deterrence,
    due_process,
    economy,
    expression,
    fear,
    hotels,
    informants,
    internet,
    jobs,
    listing,
    loans,
    public_list,
    revisions,
    ring_tone,
    rollout,
    schools,
    scoring,
    ties,
    travel,
    trust,
)
from sincerity.scenario.registry import Registry
from sincerity.society import contacts, households, livelihood, market, online, people, surroundings, traits

BUILT_IN: tuple[ModuleType, ...] = (
    *(behaviour, scoring, listing, due_process, travel, hotels, jobs, loans, schools, internet, ring_tone, public_list, deadbeat_map),
    *(detention, informants, association, rollout, revisions),
    *(awareness, deterrence, expression, fear, trust, ties, economy, demography),
)
HELPERS: tuple[ModuleType, ...] = (
    *(draw, fixed, face, dissent, bars, grounds, ration, own_face),
    *(traits, livelihood, households, people, contacts, online, market, surroundings),
)


@cache
def plugins() -> tuple[Plugin, ...]:
    """The mechanisms of other packages, in the order of their names. PluginError where one of them cannot be used."""
    found = find_plugins()
    check_plugins(found, {_file_of(module): module for module in BUILT_IN}, _tables_of(BUILT_IN))
    return found


@cache
def by_name() -> dict[str, ModuleType]:
    """Every mechanism by name: the built-in ones, then those of other packages."""
    return {_file_of(module): module for module in BUILT_IN} | {plugin.name: plugin.module for plugin in plugins()}


def installed() -> tuple[ModuleType, ...]:
    """The modules of all mechanisms, the built-in ones first."""
    return tuple(by_name().values())


def plugged() -> tuple[Step, ...]:
    """The steps of plug-ins, of all passes."""
    return tuple(step for plugin in plugins() for step in plugin.steps)


def name_of(module: ModuleType) -> str:
    """The mechanism's name: that of its file, or of its entry point."""
    return next((plugin.name for plugin in plugins() if plugin.module is module), _file_of(module))


def _file_of(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def registry() -> Registry:
    """Every table of settings that the society and the mechanisms declare."""
    return _tables_of(installed())


def _tables_of(modules: tuple[ModuleType, ...]) -> Registry:
    return (contacts.HOMOPHILY, *(table for module in modules for table in module.PARAMS))


class Day(NamedTuple):
    """A composed day: its record types, the module written, the passes compiled. code: hash of all source that they are made from."""

    records: Records
    module: ModuleType
    path: Path
    code: str
    passes: dict[str, Callable[..., Any]]


PASSES = (
    *("settle_range", "open_range", "ties_range", "pairs_range", "init_range", "begin_range", "cover_range", "revise_range"),
    *("year_range", "bonds_range", "month_range", "incomes_range", "day_range", "one_day"),
    *("refit_range", "map_range", "acts_range", "shadow_range"),
)


@cache
def compose(dimensions: Dimensions, plan: tuple[tuple[int, int, int], ...]) -> Day:
    """Write, import and wrap the day for these dimensions and slots. Compiling waits for the first call."""
    records = merge(installed(), dimensions)
    built_in = tuple(_file_of(module) for module in BUILT_IN)
    looks = tuple(module.LOOKS for module in installed() if hasattr(module, "LOOKS"))
    source = write_source(records, plan, built_in, looks, plugins())
    digest = hashlib.sha256(source.encode())
    for module in (types, launch, logistic, *HELPERS, *installed()):
        digest.update(inspect.getsource(module).encode())
    code = digest.hexdigest()[:16]
    module, path = _import(source, code)
    for plugin in plugins():
        if vars(module)[plugin.name] is not plugin.module:
            what = "the composed day has a part of this name. Rename the entry point, the docstring, the tables and the steps."
            raise complaint(plugin.name, plugin.package, plugin.version, what)
    passes = {name: launch.compile_range(getattr(module, name)) for name in PASSES}
    day = Day(records, module, path, code, passes)
    launch.enable(kernels(day))
    return day


def kernels(day: Day) -> list[FunctionType]:
    """Every plain function that the composed day may call."""
    return [f for module in (*HELPERS, *installed(), day.module) for f in launch.functions_of(module) if f.__name__ not in PASSES]


def _import(source: str, code: str) -> tuple[ModuleType, Path]:
    versions = "".join(metadata.version(package) for package in ("numba", "llvmlite", "numpy"))
    name = f"day_{hashlib.sha256((code + versions).encode()).hexdigest()[:16]}"
    path = cache_folder() / f"{name}.py"
    if not path.exists() or path.read_text(encoding="utf-8") != source:
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(source)
        os.replace(temporary, path)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # compiled code on disk names the module it was made from
    spec.loader.exec_module(module)
    return module, path


def cache_folder() -> Path:
    """Where composed days and their compiled code are kept: `SINCERITY_CACHE`, else the user's cache folder."""
    base = os.environ.get("SINCERITY_CACHE") or os.environ.get("XDG_CACHE_HOME")
    folder = Path(base) if base else Path.home() / ".cache"
    folder = folder / "sincerity"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        # What lies in the folder is executed: a shared temporary folder must be this user's alone.
        user = os.getuid() if hasattr(os, "getuid") else 0
        folder = Path(tempfile.gettempdir()) / f"sincerity-{user}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        if hasattr(os, "getuid") and (found.st_uid != user or found.st_mode & 0o077):
            return _own_folder()
    return folder


@cache
def _own_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="sincerity-"))
