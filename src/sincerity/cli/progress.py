"""The progress bar: day, person-days per second, time left; on stderr, and only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """How far a run is: what the engine tells about ten times a second."""

    day: int
    days: int
    burn_in_days: int
    person_days: int
    seconds: float
    scenario: str
    part: int
    parts: int


def words(progress: Progress) -> str:
    """The line beside the bar.

    >>> from types import SimpleNamespace
    >>> words(SimpleNamespace(day=-30, days=100, burn_in_days=60, person_days=6_000_000, seconds=2.0, parts=1))
    'burn-in, 30 days to go · 3.0 M person-days/s'
    >>> words(SimpleNamespace(day=5, days=100, burn_in_days=60, person_days=6_000_000, seconds=2.0, scenario="none", part=2, parts=2))
    '2 of 2, none · day 5 of 100 · 3.0 M person-days/s'
    """
    speed = progress.person_days / progress.seconds if progress.seconds > 0 else 0.0
    where = f"day {progress.day:,} of {progress.days:,}" if progress.day >= 0 else f"burn-in, {-progress.day:,} days to go"
    if progress.parts > 1:
        where = f"{progress.part} of {progress.parts}, {progress.scenario} · {where}"
    return f"{where} · {speed / 1e6:.1f} M person-days/s"


@contextmanager
def bar(shown: bool, first: str) -> Iterator[Callable[[int, int, str], None] | None]:
    """Give the callable that moves a bar to so many of so many, with words beside it, or None where no bar is shown.

    first: the words until it is moved
    """
    if not (shown and sys.stderr.isatty()):
        yield None
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (rich.BarColumn(), rich.TaskProgressColumn(), rich.TextColumn("{task.description} · left"), rich.TimeRemainingColumn())
    with rich.Progress(*columns, console=Console(stderr=True), transient=True) as shown_bar:
        task = shown_bar.add_task(first, total=None)
        yield lambda done, of, words: shown_bar.update(task, completed=done, total=of, description=words)


@contextmanager
def progress_bar(shown: bool) -> Iterator[Callable[[Progress], None] | None]:
    """Give the callable that moves the bar of a run, or None where no bar is shown."""
    with bar(shown, "building the society") as move:

        def tell(progress: Progress) -> None:
            assert move is not None
            one = progress.days + progress.burn_in_days
            done = (progress.part - 1) * one + progress.day + progress.burn_in_days
            move(done, progress.parts * one, words(progress))

        yield tell if move is not None else None
