"""The cost of rationing: which share of a run's processor time the desks of the first of each month take.

    python bench/ration.py --people 100000 --days 365 --times 5

Lives a scenario in force everywhere, in one thread, with the turn of the month in three passes in place of one: what comes before
anything is handed out, the desks (claims, cuts, marks), and what comes after. The same lives are lived, bit for bit; each pass is
timed by the thread's own processor time. Output is left out, so that the share of a whole run is a little smaller.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from sincerity.compute import launch
from sincerity.engine.compose import Day, kernels, registry
from sincerity.engine.simulation import Simulation
from sincerity.experiments.bench import in_force
from sincerity.scenario.load import load

PARTS = ("month_before", "month_desks", "month_after")
BURN_IN_DAYS = 31


def split(source: str) -> str:
    """The text of a composed day with `month_range` in three: up to the desks, the desks, from there on."""
    lines = source.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("def month_range("))
    end = next(i for i, line in enumerate(lines) if i > head and line.startswith("def "))
    body = lines[head + 2 : end]
    loop = next(i for i, line in enumerate(body) if line.startswith("    for p in range"))
    desks = [i for i, line in enumerate(body) if line.startswith("    desk_")]
    assert desks == list(range(desks[0], desks[-1] + 1)), "the desks do not follow one another"
    pieces = (body[loop : desks[0]], body[desks[0] : desks[-1] + 1], body[desks[-1] + 1 :])
    for name, piece in zip(PARTS, pieces, strict=True):
        lines += ["", "", lines[head].replace("month_range", name), *body[:loop], *piece]
    return "\n".join(lines) + "\n"


def compile_parts(day: Day) -> dict[str, Callable[..., Any]]:
    """The three passes, compiled."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "split_day.py"
        path.write_text(split(day.path.read_text(encoding="utf-8")), encoding="utf-8")
        module = imported(path)
    launch.enable(f for f in kernels(day._replace(module=module)) if f.__name__ not in PARTS)
    parts: dict[str, FunctionType] = {name: getattr(module, name) for name in PARTS}
    return {name: launch.compile_range(part, cache=False) for name, part in parts.items()}


def imported(path: Path) -> ModuleType:
    """A file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def live(scenario: str, people: int, days: int, seed: int, parts: dict[str, Callable[..., Any]]) -> dict[str, float]:
    """Seconds of the days, and of the three passes of their months. parts: the passes, made where they are not there yet."""
    overrides = (f"society.people={people}", f"days={days}", f"burn_in_days={BURN_IN_DAYS}")
    simulation = Simulation(in_force(load(scenario, registry(), overrides)), seed=seed, threads=1)
    if not parts:
        parts.update(compile_parts(simulation.compiled))
    spent = dict.fromkeys(PARTS, 0)

    def month_range(*arguments: Any) -> None:
        for name, part in parts.items():
            began = time.thread_time_ns()
            part(*arguments)
            spent[name] += time.thread_time_ns() - began

    simulation.compiled = simulation.compiled._replace(passes={**simulation.compiled.passes, "month_range": month_range})
    simulation.settle()
    for _ in simulation.advance(0):  # kernels are compiled by now
        pass
    spent.update(dict.fromkeys(PARTS, 0))
    began = time.thread_time_ns()
    while simulation.day < simulation.n_days:
        if simulation.block_is_full:
            simulation.take_block()
        simulation.step()
    return {"days": (time.thread_time_ns() - began) / 1e9, **{name: ns / 1e9 for name, ns in spent.items()}}


def main() -> None:
    """Print each run's seconds and shares, then the medians."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("scenario", nargs="?", default="article")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    parts: dict[str, Callable[..., Any]] = {}
    shares = []
    for seed in range(1, asked.times + 1):
        found = live(asked.scenario, asked.people, asked.days, seed, parts)
        months = sum(found[name] for name in PARTS)
        shares.append((found["month_desks"] / found["days"], months / found["days"]))
        print(
            f"seed {seed}: days {found['days']:.2f} s, months {months:.3f} s ({shares[-1][1]:.2%}), "
            f"desks {found['month_desks']:.3f} s ({shares[-1][0]:.2%})",
            flush=True,
        )
    desks, turns = (statistics.median(share) for share in zip(*shares, strict=True))
    print(f"median: desks {desks:.2%} of the days, the whole turn of the month {turns:.2%}")


if __name__ == "__main__":
    main()
