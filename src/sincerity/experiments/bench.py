"""How fast this machine simulates: whole runs, output on, each in a process of its own.

Speed is person-days lived from day 0 on, divided by the seconds of the days and of writing their series together;
settling the society, the burn-in and the table of people, written once at the end, are timed apart. The policy is in force
everywhere from day 0. Kernels are compiled (or loaded)
before the clock starts, and that too is timed.
"""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sincerity.engine.compose import installed, registry
from sincerity.engine.records import merge
from sincerity.engine.run import run
from sincerity.engine.simulation import Simulation, bytes_needed, dimensions_of
from sincerity.errors import RunError
from sincerity.scenario.load import load
from sincerity.society.marginals import load_marginals
from sincerity.store.memory import available_memory
from sincerity.store.run import Run

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
PERSON_DAYS = 200_000_000
"""Person-days measured by default, within the bounds of the scenario's length and a month."""
BURN_IN_DAYS = 5
COUNTERS = ("instructions", "cycles", "branch-misses")

Row = dict[str, object]


def measure(
    scenario: str = "article",
    *,
    people: Sequence[int] = (),
    days: int | None = None,
    seed: int = 1,
    threads: int | None = None,
    counters: bool = False,
) -> Iterator[Row]:
    """A row for each size, as it is measured.

    counters: also instructions, branch misses and instructions per cycle, of a second run with one thread under
    `perf stat`, less those of a run of one day. Raises RunError where the machine does not count them.
    """
    counting = counters and _require_counters()
    for n in people or _sizes_that_fit(scenario):
        longest = load(scenario, registry()).days
        length = days or min(longest, max(31, PERSON_DAYS // n))
        task = {"scenario": scenario, "people": n, "days": length, "seed": seed, "threads": threads}
        row = json.loads(_child(task).stdout.splitlines()[-1])
        if counting:
            row |= _counted({**task, "days": min(length, 62), "threads": 1})
        yield row


def _sizes_that_fit(scenario: str) -> list[int]:
    there = 0.9 * available_memory()
    return [n for n in SIZES if bytes_needed(load(scenario, registry(), (f"society.people={n}",))) < there]


def _child(task: Row, *before: str) -> subprocess.CompletedProcess[str]:
    command = [*before, sys.executable, "-m", "sincerity.experiments.bench", json.dumps(task)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise RunError(f"the measured run failed: {found.stderr.strip().splitlines()[-1] if found.stderr.strip() else found.returncode}")
    return found


def one(task: Row) -> Row:
    """Run one measured simulation in this process."""
    overrides = (f"society.people={task['people']}", f"days={task['days']}", f"burn_in_days={BURN_IN_DAYS}")
    scenario = in_force(load(str(task["scenario"]), registry(), overrides))
    threads = task["threads"] if isinstance(task["threads"], int) else None
    importlib.import_module("numba")
    load_marginals(scenario.society.preset, scenario.society.group_b_share)
    cold, warm = _live_a_little(str(task["scenario"])), _live_a_little(str(task["scenario"]))
    with tempfile.TemporaryDirectory(prefix="sincerity-bench-") as folder:
        path = run(scenario, out=Path(folder) / "run", seed=int(str(task["seed"])), threads=threads, checkpoint_days=0)
        manifest = Run(path).manifest
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    records = merge(installed(), dimensions_of(scenario))
    lived = manifest.people * manifest.days
    timings = manifest.timings
    output = timings["output"] + timings["series"]
    seconds = timings["days"] + output
    return {
        "people": manifest.people,
        "days": manifest.days,
        "threads": manifest.threads,
        "million_person_days_per_s": round(lived / seconds / 1e6, 2),
        "thread_ns_per_person_day": round(seconds * manifest.threads / lived * 1e9, 1),
        "compile_or_load_s": round(cold - warm, 2),
        "settle_s": round(timings["settle"], 2),
        "output_share": round(output / seconds, 3),
        "people_s": round(timings["people"], 2),
        "peak_memory_mb": round(manifest.peak_memory_bytes / 1e6),
        "hot_bytes": records.hot_bytes,
        "cold_bytes": records.cold_bytes,
        "folder_mb": round(size / 1e6, 1),
    }


def in_force(scenario: Scenario) -> Scenario:
    """The scenario with its policy in force everywhere from day 0."""
    return scenario.with_(policy__rollout=None)


def _live_a_little(name: str) -> float:
    """Seconds of 32 days of 64 people: the first time, mostly of compiling the passes or loading them from the cache."""
    small = in_force(load(name, registry(), ("society.people=64", "days=32", "burn_in_days=1")))
    began = time.monotonic()
    simulation = Simulation(small, threads=1)
    simulation.settle()
    for _ in simulation.advance():
        pass
    return time.monotonic() - began


def _require_counters() -> bool:
    if shutil.which("perf") is None:
        raise RunError("counters need Linux's `perf`, which is not installed.")
    found = subprocess.run(["perf", "stat", "-x,", "-e", ",".join(COUNTERS), "true"], capture_output=True, text=True, check=False)
    if len(parse_counters(found.stderr)) < len(COUNTERS):
        raise RunError("this machine does not count instructions (`perf stat` says so), as many virtual machines do not.")
    return True


def _counted(task: Row) -> Row:
    events = ("perf", "stat", "-x,", "-e", ",".join(COUNTERS))
    whole, start = (parse_counters(_child(one_task, *events).stderr) for one_task in (task, {**task, "days": 1}))
    lived = int(str(task["people"])) * (int(str(task["days"])) - 1)
    used = {name: whole[name] - start[name] for name in COUNTERS}
    return {
        "instructions_per_person_day": round(used["instructions"] / lived),
        "branch_misses_per_person_day": round(used["branch-misses"] / lived, 2),
        "instructions_per_cycle": round(used["instructions"] / max(1, used["cycles"]), 2),
    }


def parse_counters(text: str) -> dict[str, int]:
    r"""What `perf stat -x,` counted, by event; events that it does not support are left out.

    >>> parse_counters("1200,,instructions:u,1,100.00,,\n<not supported>,,cycles:u,0,100.00,,")
    {'instructions': 1200}
    """
    found = {}
    for line in text.splitlines():
        fields = line.split(",")
        if len(fields) > 2 and fields[0].isdigit():
            found[fields[2].partition(":")[0]] = int(fields[0])
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(one(json.loads(sys.argv[1]))) + "\n")
