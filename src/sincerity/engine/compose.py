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
from sincerity.compute import bars, dissent, face, fixed, grounds, launch, ration
from sincerity.engine import face as own_face
from sincerity.engine.records import Dimensions, Records, merge
from sincerity.engine.source import write_source
from sincerity.mechanisms import (
    association,
    awareness,
    behaviour,
    demography,
    deterrence,
    due_process,
    economy,
    expression,
    fear,
    informants,
    jobs,
    listing,
    loans,
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
from sincerity.society import contacts, households, livelihood, market, people, traits

BUILT_IN: tuple[ModuleType, ...] = (
    *(behaviour, scoring, listing, due_process, travel, jobs, loans, schools, ring_tone, informants, association, rollout, revisions),
    *(awareness, deterrence, expression, fear, trust, ties, economy, demography),
)
HELPERS: tuple[ModuleType, ...] = (
    *(draw, fixed, face, dissent, bars, grounds, ration, own_face),
    *(traits, livelihood, households, people, contacts, market),
)


def registry() -> Registry:
    """Every table of settings that the society and the mechanisms declare."""
    return (contacts.HOMOPHILY, *(table for module in BUILT_IN for table in module.PARAMS))


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
)


@cache
def compose(dimensions: Dimensions, plan: tuple[tuple[int, int, int], ...]) -> Day:
    """Write, import and wrap the day for these dimensions and slots. Compiling waits for the first call."""
    records = merge(BUILT_IN, dimensions)
    mechanisms = tuple(module.__name__.rpartition(".")[2] for module in BUILT_IN)
    looks = tuple(module.LOOKS for module in BUILT_IN if hasattr(module, "LOOKS"))
    source = write_source(records, plan, mechanisms, looks)
    digest = hashlib.sha256(source.encode())
    for module in (types, launch, *HELPERS, *BUILT_IN):
        digest.update(inspect.getsource(module).encode())
    code = digest.hexdigest()[:16]
    module, path = _import(source, code)
    passes = {name: launch.compile_range(getattr(module, name)) for name in PASSES}
    day = Day(records, module, path, code, passes)
    launch.enable(kernels(day))
    return day


def kernels(day: Day) -> list[FunctionType]:
    """Every plain function that the composed day may call."""
    return [f for module in (*HELPERS, *BUILT_IN, day.module) for f in launch.functions_of(module) if f.__name__ not in PASSES]


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
