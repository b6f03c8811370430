"""What a comparison costs beside plain runs, in turn on one machine: person-days per second of both, and their ratio.

    python bench/compare.py --people 100000 --days 400 --seeds 2 --times 3 none article

Plain runs are `sincerity run`, one for each scenario and seed, each with all threads. Compared are the same scenarios and seeds by
`sincerity compare --redraw 0`, once with shared days counted once, and once, for the cost of pairing alone, with nothing shared.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import sincerity as sl


def main() -> None:
    """Measure in turn and print one line a time, and the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="+")
    for name, value in (("people", 100_000), ("days", 400), ("seeds", 2), ("times", 3)):
        parser.add_argument(f"--{name}", type=int, default=value)
    given = parser.parse_args()
    ratios: dict[str, list[float]] = {"shared": [], "nothing shared": []}
    print("time\tplain M/s\tcompare M/s\tratio\tcompare, nothing shared M/s\tratio\twall of a pair beside plain runs")
    for k in range(given.times):
        with tempfile.TemporaryDirectory() as folder:
            plain, plain_s = plain_runs(given, Path(folder))
            shared, shared_s = compared(given, Path(folder) / "shared", share=True)
            alone, _ = compared(given, Path(folder) / "alone", share=False)
        ratios["shared"].append(shared / plain)
        ratios["nothing shared"].append(alone / plain)
        speeds = (plain, shared, shared / plain, alone, alone / plain, shared_s / plain_s)
        numbers = (f"{number:.2f}" for number in speeds)
        print(k + 1, *numbers, sep="\t", flush=True)
    for name, found in ratios.items():
        print(f"median, {name}: {statistics.median(found):.2f} of a plain run's person-days per second")


def plain_runs(given: argparse.Namespace, folder: Path) -> tuple[float, float]:
    """Million person-days per second of plain runs one after another, starting the program included; and their seconds."""
    began, lived = time.monotonic(), 0
    for scenario in given.scenarios:
        for seed in range(given.seeds):
            out = folder / f"{scenario}-{seed}"
            size = ["--people", str(given.people), "--days", str(given.days), "--checkpoint", "0"]
            command = [sys.executable, "-m", "sincerity", "run", scenario, *size, "--seed", str(seed), "--out", str(out), "--quiet"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            lived += json.loads((out / "manifest.json").read_text())["person_days"]
    seconds = time.monotonic() - began
    return lived / seconds / 1e6, seconds


def compared(given: argparse.Namespace, out: Path, *, share: bool) -> tuple[float, float]:
    """The same of a comparison, its measures included."""
    began = time.monotonic()
    size = {"people": given.people, "days": given.days, "seeds": range(given.seeds), "redraw": 0, "share": share}
    found = sl.compare(*given.scenarios, out=out, **size)
    seconds = time.monotonic() - began
    return found.manifest.person_days / seconds / 1e6, seconds


if __name__ == "__main__":
    main()
