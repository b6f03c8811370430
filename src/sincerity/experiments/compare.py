"""Compare policies: each seed lived in a process of its own, all its policies in lockstep, the results streamed to one folder."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import queue
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sincerity.engine.compose import registry
from sincerity.engine.run import Cancel
from sincerity.engine.simulation import bytes_needed
from sincerity.errors import FolderError, Interrupted
from sincerity.experiments.comparison import MANIFEST, TABLES, ComparisonManifest, read_comparison, run_folder
from sincerity.experiments.effects import Effect, Value, effects_of
from sincerity.experiments.measure import compile_for
from sincerity.experiments.one_seed import KINDS, PARTS, Seed, enlist, live_seed, part
from sincerity.scenario.emit import scenario_hash
from sincerity.scenario.load import load
from sincerity.scenario.schema import Scenario
from sincerity.store.files import write_text
from sincerity.store.manifest import now
from sincerity.store.memory import require_memory
from sincerity.store.parquet import connect, read_literal, text_literal
from sincerity.store.rows import write_rows
from sincerity.store.run import Run

SCENARIOS = "scenarios"


@dataclass(frozen=True)
class Reached:
    """How far a comparison is. seeds: done, of how many; person_days: lived in this sitting, of how many to live."""

    seeds: int
    n_seeds: int
    person_days: int
    of_person_days: int
    seconds: float


def begin(
    path: Path,
    names: Sequence[str],
    scenarios: Sequence[Scenario],
    *,
    seeds: Sequence[int],
    threads: int,
    redrawn: int,
    command: str,
    share: bool = True,
    force: bool = False,
) -> ComparisonManifest:
    """Make the folder of a comparison, with what is to be lived in it. FolderError where something is in the way."""
    refuse_taken(path, force=force)
    first = scenarios[0]
    processes = min(len(seeds), threads)
    redrawn = min(redrawn, len(seeds))
    needed = processes * sum(map(bytes_needed, scenarios)) * (3 if redrawn else 1)
    require_memory(needed, people=first.society.people)
    try:
        (path / PARTS).mkdir(parents=True, exist_ok=True)
        (path / SCENARIOS).mkdir(exist_ok=True)
        for table in TABLES:
            (path / f"{table}.parquet").unlink(missing_ok=True)
        for part in (path / PARTS).glob("*.parquet"):
            part.unlink()
        for name, scenario in zip(names, scenarios, strict=True):
            write_text(path / SCENARIOS / f"{name}.toml", scenario.to_toml())
    except OSError as error:
        raise FolderError(f"cannot write to {path}: {error.strerror or error}. Name another folder with `--out`.") from error
    manifest = ComparisonManifest(
        scenarios=tuple(names),
        scenario_hashes=tuple(map(scenario_hash, scenarios)),
        seeds=tuple(seeds),
        redrawn=redrawn,
        people=first.society.people,
        start=first.start,
        days=first.days,
        burn_in_days=first.burn_in_days,
        processes=processes,
        threads=max(1, threads // processes),
        share=share,
        command=command,
        started=now(),
    )  # type: ignore[call-arg]
    manifest.write(path / MANIFEST)
    return manifest


def refuse_taken(path: Path, *, force: bool = False) -> None:
    """FolderError if this is no place for a comparison; touches nothing."""
    if path.exists() and not path.is_dir():
        raise FolderError(f"{path} is a file, not a folder. Name another with `--out`.")
    if (path / MANIFEST).exists():
        read_comparison(path)
        if not force:
            raise FolderError(f"{path} already holds a comparison. Name another folder with `--out`, or overwrite it with `--force`.")
    elif path.is_dir() and any(path.iterdir()):
        raise FolderError(f"{path} is not empty and holds no comparison. Name another folder with `--out`.")


def unique_names(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """What scenarios are called in a comparison, and their folders with it: their names, numbered where there are two of one.

    >>> from types import SimpleNamespace as S
    >>> unique_names([S(name="none"), S(name="my article"), S(name="none")])
    ('none', 'my-article', 'none+2')
    """
    found: list[str] = []
    for scenario in scenarios:
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", scenario.name).strip("-.") or "scenario"
        same = sum(name == stem or name.startswith(f"{stem}+") for name in found)
        found.append(f"{stem}+{same + 1}" if same else stem)
    return tuple(found)


def live(path: Path, *, commands: Sequence[str], progress: Callable[[Reached], None] | None = None, cancel: Cancel | None = None) -> None:
    """Live all seeds of a comparison that are not done, and sum up.

    Raises
    ------
    FolderError
        Its scenarios were changed since it began.
    Interrupted, RunError
        On the way: the seeds that were done are kept, and `live` goes on with the others.
    """
    manifest = read_comparison(path)
    scenarios = _scenarios(path, manifest)
    began = time.monotonic()
    todo = [
        Seed(path, seed, manifest.scenarios, scenarios, tuple(commands), i < manifest.redrawn, manifest.threads, manifest.share)
        for i, seed in enumerate(manifest.seeds)
        if not _is_done(path, seed)
    ]
    manifest = manifest.changed(status="running", error="")
    manifest.write(path / MANIFEST)
    lived = manifest.person_days
    try:
        for scenario in scenarios:
            compile_for(scenario)
        lived += _live_all(todo, manifest, progress, cancel)
        _sum_up(path, manifest)
        status, error = "done", ""
    except BaseException as failure:
        stopped = isinstance(failure, (Interrupted, KeyboardInterrupt))
        status, error = ("interrupted", "") if stopped else ("failed", str(failure))
        if stopped:
            raise Interrupted(f"stopped. `sincerity resume {path}` goes on with the seeds that are not done.") from failure
        raise
    finally:
        wall = manifest.wall_seconds + time.monotonic() - began
        with suppress(OSError):
            manifest.changed(
                status=status,
                error=error,
                ended=now(),
                wall_seconds=wall,
                person_days=lived,
                person_days_per_second=lived / max(wall, 1e-9),
                result_hash=_hash(path, manifest) if status == "done" else "",
            ).write(path / MANIFEST)


def _scenarios(path: Path, manifest: ComparisonManifest) -> tuple[Scenario, ...]:
    found = tuple(load(path / SCENARIOS / f"{name}.toml", registry()) for name in manifest.scenarios)
    for name, scenario, wanted in zip(manifest.scenarios, found, manifest.scenario_hashes, strict=True):
        if scenario_hash(scenario) != wanted:
            file = path / SCENARIOS / f"{name}.toml"
            raise FolderError(f"{file} is not the scenario that the comparison was begun with. Put it back, or compare anew elsewhere.")
    return found


def _is_done(path: Path, seed: int) -> bool:
    return all(part(path, table, seed).is_file() for table in KINDS)


def _live_all(todo: Sequence[Seed], manifest: ComparisonManifest, progress: Callable[[Reached], None] | None, cancel: Cancel | None) -> int:
    """Live seeds in as many processes as the manifest says; returns the person-days lived."""
    if not todo:
        return 0
    whole = sum(_person_days(seed) for seed in todo)
    began, lived = time.monotonic(), 0
    with _crew(min(manifest.processes, len(todo))) as (pool, stop, told):
        waiting: set[Future[int]] = {pool.submit(live_seed, seed) for seed in todo}
        done = 0
        while waiting:
            finished, waiting = wait(waiting, timeout=0.2)
            lived += sum(_drain(told))
            done += len(finished)
            if progress is not None:
                progress(Reached(done, len(todo), lived, whole, time.monotonic() - began))
            if cancel is not None and cancel.is_set():
                stop.set()
            for future in finished:
                future.result()
        return lived + sum(_drain(told))


def _person_days(seed: Seed) -> int:
    """About how much one seed takes; what policies share is told when it is lived."""
    of = seed.scenarios[0]
    runs = len(seed.scenarios) + (2 * len(seed.scenarios) - 1 if seed.redrawn else 0)
    return of.society.people * (of.burn_in_days + runs * of.days)


def _drain(told: Any) -> Iterator[int]:
    with suppress(queue.Empty):
        while True:
            yield told.get_nowait()


@contextmanager
def _crew(processes: int) -> Iterator[tuple[ProcessPoolExecutor, Any, Any]]:
    """Processes that live seeds; on an error those that live are told to stop."""
    spawn = multiprocessing.get_context("spawn")
    stop, told = spawn.Event(), spawn.Queue()
    pool = ProcessPoolExecutor(processes, spawn, initializer=enlist, initargs=(stop, told, os.getpid()))
    try:
        yield pool, stop, told
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _sum_up(path: Path, manifest: ComparisonManifest) -> None:
    """The parts of all seeds as the tables of the comparison."""
    connection = connect()
    try:
        for table in KINDS:
            parts = [part(path, table, seed) for seed in manifest.seeds]
            final = text_literal(path / f"{table}.parquet")
            connection.execute(f"COPY (SELECT * FROM {read_literal(parts)}) TO {final} (FORMAT parquet, COMPRESSION zstd)")
        values = [Value(*row) for row in connection.sql(f"SELECT * FROM {read_literal([path / 'seeds.parquet'])}").fetchall()]
    finally:
        connection.close()
    write_rows(path / "effects.parquet", Effect, list(effects_of(values)))


def _hash(path: Path, manifest: ComparisonManifest) -> str:
    runs = [Run(run_folder(path, name, seed)).manifest.result_hash for name in manifest.scenarios for seed in manifest.seeds]
    return hashlib.sha256("\n".join(runs).encode()).hexdigest()
