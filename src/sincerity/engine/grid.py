"""The day on a CUDA device: one thread a cell, the same `person(...)`, the same bits.

People travel to the device and back every day: this is the plain, checked path, not yet the fast one. All
mornings (months, years, the days on which a policy begins, changes or ends) are lived on the host.
"""

from __future__ import annotations

from importlib import import_module

import numpy as np

from sincerity.compute.launch import cuda_device, cuda_kernel
from sincerity.draw import DAILY
from sincerity.engine.compose import Day, kernels
from sincerity.errors import SocietyError
from sincerity.society.places import Region
from sincerity.types import CELL_PEOPLE, Array

THREADS_PER_BLOCK = 64


class Grid:
    """The composed day as a CUDA kernel. SocietyError where there is no device."""

    def __init__(self, day: Day, layout: list[Region]) -> None:
        if not cuda_device():
            raise SocietyError("there is no CUDA device here. Run with `--device cpu`, or see `sincerity doctor`.")
        self._kernel = cuda_kernel(day.module.day_cell, kernels(day))
        sizes = [-(-region.people // CELL_PEOPLE) for region in layout]
        self._cells = np.repeat(np.arange(len(layout), dtype=np.int32), sizes)
        self._bounds = np.cumsum([0, *sizes[:-1]])
        n = len(self._cells)
        self._words = np.zeros((n, len(DAILY), CELL_PEOPLE), np.int64)
        self._todays = np.zeros(n, day.records.today)
        self._tallies = np.zeros(n, day.records.tally)

    def live(
        self, day: int, people: Array, cold: Array, constants: tuple[Array, ...], before: Array, cells: Array, after: Array, tallies: Array
    ) -> None:
        """Live one day; people, cold and `after` change in place, counts are added to `tallies`, one row a region."""
        cuda = import_module("numba.cuda")
        n = len(self._cells)
        self._tallies[:] = 0
        kept = [cuda.to_device(array) for array in (people, cold, after, self._tallies)]
        scratch = [cuda.to_device(array) for array in (self._cells, self._words, self._todays, before, cells, *constants)]
        on_people, on_cold, on_after, on_tallies = kept
        regions_of, words, todays, on_before, on_cells, regions, rings, worlds, policies = scratch
        blocks = -(-n // THREADS_PER_BLOCK)
        self._kernel[blocks, THREADS_PER_BLOCK](
            n,
            day,
            regions_of,
            words,
            on_people,
            on_cold,
            todays,
            regions,
            rings,
            worlds,
            policies,
            on_before,
            on_cells,
            on_after,
            on_tallies,
        )
        for array, device in zip((people, cold, after, self._tallies), kept, strict=True):
            device.copy_to_host(array)
        width = tallies.dtype.itemsize // 8
        counts = self._tallies.view(np.int64).reshape(n, width)
        tallies.view(np.int64).reshape(len(tallies), width)[:] += np.add.reduceat(counts, self._bounds, axis=0)
