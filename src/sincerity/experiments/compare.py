"""Compare policies: each seed lived in a process of its own, all its policies in lockstep, the results streamed to one folder."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import queue
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sincerity.engine.compose import registry
from sincerity.engine.lockstep import Lockstep, Plan, lives_that_differ
from sincerity.engine.run import Cancel
from sincerity.engine.simulation import Observer, bytes_needed
from sincerity.errors import FolderError, Interrupted
from sincerity.experiments.comparison import MANIFEST, TABLES, ComparisonManifest, read_comparison, run_folder
from sincerity.experiments.effects import Effect, Ended, Named, Value, compared, effects_of, metrics_of, values_of
from sincerity.experiments.individual import PLACEBO, REDRAWN, SAME, Spread, spreads_of
from sincerity.experiments.measure import compile_for
from sincerity.experiments.placebo import HORIZONS, find_flip, flip
from sincerity.observe.detained import Detentions
from sincerity.scenario.emit import scenario_hash
from sincerity.scenario.load import load
from sincerity.scenario.schema import Scenario
from sincerity.store.files import write_text
from sincerity.store.manifest import now
from sincerity.store.memory import require_memory
from sincerity.store.parquet import connect, read_literal, text_literal
from sincerity.store.rows import write_rows
from sincerity.store.run import Run

PARTS = "parts"
SCENARIOS = "scenarios"
KINDS: dict[str, Any] = {"seeds": Value, "individual": Spread}


class Placebo(NamedTuple):
    """How far one wrong record goes. day: the morning on which it is there; days: how long after; lives_differ: of so many people.

    resident: whose record it is, who is counted with the others
    """

    scenario: str
    seed: int
    resident: int
    day: int
    days: int
    lives_differ: int
    people: int


KINDS["placebo"] = Placebo


@dataclass(frozen=True)
class Reached:
    """How far a comparison is. seeds: done, of how many; person_days: lived in this sitting, of how many to live."""

    seeds: int
    n_seeds: int
    person_days: int
    of_person_days: int
    seconds: float


class Seed(NamedTuple):
    """One seed to be lived: what a process is given. names: of the scenarios, in order."""

    path: Path
    seed: int
    names: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    commands: tuple[str, ...]
    redrawn: bool
    threads: int
    share: bool


def other_luck(seed: int) -> int:
    """The seed of the luck that is drawn anew: one that nobody counts up to."""
    return seed ^ (1 << 63)


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
    return all(_part(path, table, seed).is_file() for table in KINDS)


def _part(path: Path, table: str, seed: int) -> Path:
    return path / PARTS / f"{table}-{seed}.parquet"


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
    pool = ProcessPoolExecutor(processes, spawn, initializer=_enlist, initargs=(stop, told, os.getpid()))
    try:
        yield pool, stop, told
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


class _Orders(NamedTuple):
    """What a process hears and says. parent: whose end is a stop, too."""

    stop: Any
    told: Any
    parent: int

    def is_set(self) -> bool:
        return bool(self.stop.is_set()) or os.getppid() != self.parent


_orders: list[_Orders] = []


def _enlist(stop: Any, told: Any, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and says so
    _orders[:] = [_Orders(stop, told, parent)]


def live_seed(seed: Seed) -> int:
    """Live one seed under all its policies, write its runs and its parts of the results, and return the person-days lived."""
    plans = plans_of(seed)
    lockstep = Lockstep(plans, seed=seed.seed, threads=seed.threads, share=seed.share)
    noise = Noise(seed, lockstep)
    orders = _orders[0] if _orders else None
    lockstep.live(observe=_observer, look=noise.look, tell=orders.told.put if orders is not None else None, cancel=orders, force=True)
    rows: dict[str, list[Any]] = {"seeds": [], "individual": noise.spreads(), "placebo": noise.rows}
    metrics = {name: metric for scenario in seed.scenarios for name, metric in metrics_of(scenario).items()}
    reference = _ended(seed, seed.names[0])
    for name in seed.names[1:]:
        run = _ended(seed, name)
        rows["seeds"] += values_of(Named(name, seed.names[0], run, reference), metrics)
        rows["individual"] += _spreads(seed, name, SAME, reference, run)
    for name in seed.names if seed.redrawn else ():
        rows["individual"] += _spreads(seed, name, REDRAWN, reference, _ended(seed, name, redrawn=True))
    for table, kind in KINDS.items():
        write_rows(_part(seed.path, table, seed.seed), kind, rows[table])
    return lockstep.person_days


def _observer() -> Observer:
    return Detentions()


def plans_of(seed: Seed) -> list[Plan]:
    """The runs of one seed: every policy; where they are wanted, every policy with other luck, and every placebo."""
    of = list(zip(seed.names, seed.scenarios, seed.commands, strict=True))
    plans = [Plan(scenario, run_folder(seed.path, name, seed.seed), _with_seed(command, seed.seed)) for name, scenario, command in of]
    if seed.redrawn:
        luck = other_luck(seed.seed)
        for name, scenario, command in of:
            again = f"{_with_seed(command, seed.seed)} --luck {luck}"
            plans.append(Plan(scenario, run_folder(seed.path, name, seed.seed, redrawn=True), again, luck=luck))
        plans += [Plan(scenario, like=number, interfere=flip) for number, scenario in enumerate(seed.scenarios) if number > 0]
    return plans


def _with_seed(command: str, seed: int) -> str:
    return f"{command} --seed {seed}"


class Noise:
    """Looks at the placebos of a lockstep: on the days of `HORIZONS` after the record, and at the end."""

    def __init__(self, seed: Seed, lockstep: Lockstep) -> None:
        self._seed = seed
        self._lockstep = lockstep
        # One whose policy begins on the last day, or never, has no day of its own.
        flipped = (i for i, member in enumerate(lockstep.members) if member.plan.interfere is not None)
        self._placebos = [i for i in flipped if lockstep.members[i].until < lockstep.members[i].simulation.n_days]
        self._flips: dict[int, Any] = {}
        self.rows: list[Placebo] = []

    def look(self, day: int) -> None:
        """Count the lives that differ, when all days before this one are lived."""
        last = self._lockstep.members[0].simulation.n_days
        for number in self._placebos:
            member = self._lockstep.members[number]
            like = member.plan.like or 0
            after = day - member.until
            if after == 0:
                self._flips[number] = find_flip(self._lockstep.standing(like, day))
            found = self._flips.get(number)
            if found is not None and (after in HORIZONS or (day == last and after > 0)):
                one, other = (self._lockstep.standing(i, day) for i in (like, number))
                name = self._seed.names[like]
                differ = lives_that_differ(one, other)
                self.rows.append(Placebo(name, self._seed.seed, found.resident, member.until, after, differ, one.n_people))

    def spreads(self) -> list[Spread]:
        """How the differences of lives with and without the record are distributed, at the end."""
        found: list[Spread] = []
        for number in self._placebos:
            if self._flips.get(number) is None:
                continue
            like = self._lockstep.members[number].plan.like or 0
            there, here = (self._lockstep.members[i].simulation.people_table() for i in (like, number))
            name = self._seed.names[like]
            found += spreads_of((name, name, self._seed.seed, PLACEBO), there, here, _ended(self._seed, name).metrics)
        return found


def _ended(seed: Seed, name: str, *, redrawn: bool = False) -> Ended:
    return Ended(Run(run_folder(seed.path, name, seed.seed, redrawn=redrawn)))


def _spreads(seed: Seed, name: str, luck: str, there: Ended, here: Ended) -> Iterator[Spread]:
    """How the differences of lives under a policy and the reference are distributed."""
    return spreads_of((name, seed.names[0], seed.seed, luck), there.people, here.people, compared(there, here))


def _sum_up(path: Path, manifest: ComparisonManifest) -> None:
    """The parts of all seeds as the tables of the comparison."""
    connection = connect()
    try:
        for table in KINDS:
            parts = [_part(path, table, seed) for seed in manifest.seeds]
            final = text_literal(path / f"{table}.parquet")
            connection.execute(f"COPY (SELECT * FROM {read_literal(parts)}) TO {final} (FORMAT parquet, COMPRESSION zstd)")
        values = [Value(*row) for row in connection.sql(f"SELECT * FROM {read_literal([path / 'seeds.parquet'])}").fetchall()]
    finally:
        connection.close()
    write_rows(path / "effects.parquet", Effect, list(effects_of(values)))


def _hash(path: Path, manifest: ComparisonManifest) -> str:
    runs = [Run(run_folder(path, name, seed)).manifest.result_hash for name in manifest.scenarios for seed in manifest.seeds]
    return hashlib.sha256("\n".join(runs).encode()).hexdigest()
