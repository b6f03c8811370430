"""How plain scalar functions become one compiled pass, and how a pass is spread over threads.

Kernel code is plain Python on signed integers and records, so that the same functions run interpreted, in tests and
on a debugger. `enable` makes plain functions callable from compiled code; `compile_range` compiles the one function
that loops over people. Nothing here uses Numba's threading layer: it aborts under forks, and a pool of Python threads
over ranges costs less than one part in a hundred.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from itertools import count
from types import FunctionType, ModuleType
from typing import Any

from sincerity.errors import RunError

cuda: Any = None
"""numba.cuda once a kernel is wanted; a global because the simulator swaps the kernel's global of this name."""

_enabled: set[FunctionType] = set()
_enabled_cuda: set[FunctionType] = set()


def enable(functions: Iterable[FunctionType]) -> None:
    """Make plain functions callable from compiled code, inlined there; interpreted, they stay what they are."""
    from numba.extending import register_jitable

    for function in functions:
        if function not in _enabled:
            register_jitable(forceinline=True)(function)
            _enabled.add(function)


def cuda_kernel(day_cell: FunctionType, functions: Iterable[FunctionType]) -> Any:
    """The day as a CUDA grid, one thread a cell. Under NUMBA_ENABLE_CUDASIM=1 it runs in CUDA's simulator.

    Raises RunError where numba-cuda is not installed.
    """
    global cuda
    try:
        cuda = import_module("numba.cuda")
    except ImportError as error:
        raise RunError("numba-cuda is not installed. Install `sincerity-lab[gpu]`, or run with `--device cpu`.") from error

    if not is_simulated():
        register_jitable = import_module("numba.cuda.extending").register_jitable
        for function in functions:
            if function not in _enabled_cuda:
                register_jitable(function)
                _enabled_cuda.add(function)

    def kernel(  # type: ignore[no-untyped-def]
        n_cells, day, regions_of, words, people, cold, todays, regions, rings, worlds, policies, before, cells, after, tallies
    ):
        c = cuda.grid(1)
        if c < n_cells:
            day_cell(c, day, regions_of, words, people, cold, todays, regions, rings, worlds, policies, before, cells, after, tallies)

    return cuda.jit(kernel)


def is_simulated() -> bool:
    """Whether CUDA means its simulator here."""
    return os.environ.get("NUMBA_ENABLE_CUDASIM", "0") not in ("", "0")


def cuda_device() -> str:
    """The name of the CUDA device, "" where there is none or numba-cuda is not installed."""
    if is_simulated():
        return "CUDA's simulator"
    try:
        device = import_module("numba.cuda").get_current_device()
    except Exception:  # any failure to reach a device means that there is none
        return ""
    return str(device.name.decode())


def functions_of(module: ModuleType) -> list[FunctionType]:
    """The functions that a module defines itself, in order of definition."""
    return [f for f in vars(module).values() if isinstance(f, FunctionType) and f.__module__ == module.__name__]


def compile_range(function: FunctionType, *, cache: bool = True) -> Callable[..., Any]:
    """Compile a function over a range of people: without the GIL, cached on disk beside its source."""
    import numba

    compiled: Callable[..., Any] = numba.njit(nogil=True, cache=cache, error_model="numpy")(function)
    return compiled


def cpu_count() -> int:
    """Processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


class Team:
    """Threads that share out numbered pieces of work; the order of pieces never matters.

    The calling thread works too. A piece that raises stops the others from taking more and is raised to the caller.
    """

    def __init__(self, n_threads: int) -> None:
        self.n_threads = n_threads
        self._start = threading.Barrier(n_threads)
        self._end = threading.Barrier(n_threads)
        self._work: Callable[[int, int], None] | None = None
        self._pieces = count()
        self._n_pieces = 0
        self._error: BaseException | None = None
        self._threads = [threading.Thread(target=self._serve, args=(i,), daemon=True) for i in range(1, n_threads)]
        for thread in self._threads:
            thread.start()

    def share(self, n_pieces: int, work: Callable[[int, int], None]) -> None:
        """Call `work(thread, piece)` for every piece in 0…n_pieces-1."""
        self._work, self._pieces, self._n_pieces, self._error = work, count(), n_pieces, None
        try:
            if self.n_threads > 1:
                self._start.wait()
            self._take(0)
            if self.n_threads > 1:
                self._end.wait()
        except BaseException as error:  # Ctrl-C at any point: nobody may be left waiting
            self._error = error
            self._start.abort()
            self._end.abort()
            raise
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        """Send the threads home."""
        self._work = None
        if self._threads:
            with suppress(threading.BrokenBarrierError):
                self._start.wait()
            for thread in self._threads:
                thread.join()
            self._threads = []

    def _serve(self, thread: int) -> None:
        with suppress(threading.BrokenBarrierError):
            while True:
                self._start.wait()
                if self._work is None:
                    return
                self._take(thread)
                self._end.wait()

    def _take(self, thread: int) -> None:
        work = self._work
        assert work is not None
        while self._error is None:
            piece = next(self._pieces)
            if piece >= self._n_pieces:
                return
            try:
                work(thread, piece)
            except BaseException as error:
                self._error = error
