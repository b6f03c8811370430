"""How much memory there is, and how much a run used: so that a society too large is refused before day 0."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from sincerity.errors import SocietyError
from sincerity.store.files import human

UNLIMITED = 1 << 60
"""Control groups write a number above this where they set no limit."""
SPARE = 0.9
"""Share of the available memory that a run may ask for: the rest is for tables, output and everyone else."""


def available_memory(root: Path = Path("/")) -> int:
    """Bytes that this process may still take: the least of the system's and of every control group's.

    Swap is not counted: a simulation that swaps never ends. `root` is where /proc and /sys are looked for (tests).
    """
    limits = [*_system(root), *_groups(root)]
    return max(0, min(limits)) if limits else UNLIMITED


def require_memory(needed: int, *, people: int | None = None, available: int | None = None) -> None:
    """Raise SocietyError if `needed` bytes are not there, naming both."""
    there = available_memory() if available is None else available
    if needed <= there * SPARE:
        return
    who = "this society" if people is None else f"a society of {people:,} people"
    text = f"{who} needs {human(needed)} of memory; {human(there)} is available here, of which {SPARE:.0%} may be used."
    if people:
        text += f" Simulate at most {max(0, int(people * (there * SPARE / needed))):,} people (`--people`), or use a larger machine."
    raise SocietyError(text)


def peak_memory() -> int:
    """The most bytes this process has held so far; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _system(root: Path) -> Iterator[int]:
    text = _read(root / "proc/meminfo")
    fields = {line.split(":")[0]: line for line in text.splitlines()}
    if "MemAvailable" in fields:
        yield int(fields["MemAvailable"].split()[1]) * 1024
    elif hasattr(os, "sysconf"):
        try:
            yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError):
            return


def _groups(root: Path) -> Iterator[int]:
    """Limit less use of this process's control groups and of all above them (versions 1 and 2)."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if controllers == "":
            yield from _walk(root / "sys/fs/cgroup", path, "memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            yield from _walk(root / "sys/fs/cgroup/memory", path, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _walk(base: Path, path: str, limit_name: str, used_name: str, cache_name: str) -> Iterator[int]:
    # Inside a container the path of the host may not exist: then the walk up still reaches the mount itself.
    folder = base / path.strip("/")
    while True:
        limit, used = _read(folder / limit_name).strip(), _read(folder / used_name).strip()
        if limit.isdigit() and int(limit) < UNLIMITED:
            # Pages of files not lately used are given back on demand: they are counted as used, but are there.
            cache = dict(line.split(maxsplit=1) for line in _read(folder / "memory.stat").splitlines()).get(cache_name, "0")
            yield int(limit) - (int(used) if used.isdigit() else 0) + int(cache)
        if folder == base:
            return
        folder = folder.parent


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
