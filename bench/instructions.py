"""Count the instructions of the day: live some days of `article` in one thread, then exit.

Run it under a counter twice, with few and with more days, and divide the difference by the person-days between them:

    export NUMBA_CPU_NAME=haswell SINCERITY_CACHE="$CACHE"
    valgrind --tool=none python bench/instructions.py 40   # fills the cache
    valgrind --tool=callgrind --branch-sim=yes --smc-check=all-non-file python bench/instructions.py 40

Where the counter knows no AVX-512, name a processor without it, as above, and keep that code in a cache of its own;
with `perf stat` neither variable is needed.
"""

from __future__ import annotations

import sys

from sincerity.engine.compose import registry
from sincerity.engine.simulation import Simulation
from sincerity.experiments.bench import in_force
from sincerity.scenario.load import load

PEOPLE = 16_384
BURN_IN_DAYS = 5


def main(days: int) -> None:
    """Live `days` days after a short burn-in, on the 15th and after so that every month's turn is among them."""
    overrides = (f"society.people={PEOPLE}", f"days={days}", f"burn_in_days={BURN_IN_DAYS}")
    simulation = Simulation(in_force(load("article", registry(), overrides)), threads=1)
    simulation.settle()
    for _ in simulation.advance():
        if simulation.block_is_full:
            simulation.take_block()


if __name__ == "__main__":
    main(int(sys.argv[1]))
