"""How the measured pages write numbers, intervals and paragraphs."""

from __future__ import annotations

import argparse
import hashlib
import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sincerity.compute.launch import cpu_count
from sincerity.experiments.measure import Interval
from sincerity.scenario.emit import scenario_hash

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

Size = TypeVar("Size", bound=Any)
WIDTH = 130
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(x: float) -> str:
    """A number in three significant digits; in two and a power of ten below a thousandth.

    >>> written(0.0123456), written(-1234.5), written(0), written(2.0), written(-0.00000012)
    ('0.0123', '-1,234', '0', '2', '-1.2·10⁻⁷')
    """
    if x == 0:
        return "0"
    if abs(x) < 1e-3:
        factor, _, power = f"{x:.1e}".partition("e")
        return f"{factor.removesuffix('.0')}·10{str(int(power)).translate(_RAISED)}"
    digits = max(0, 2 - math.floor(math.log10(abs(x))))
    text = f"{x:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written_interval(found: Interval) -> str:
    """A mean and its interval.

    >>> written_interval(Interval(0.5, 0.25, 0.75)), written_interval(Interval(0.0, 0.0, 0.0))
    ('0.5 [0.25, 0.75]', '0')
    """
    if found.low == found.high:
        return written(found.mean)
    return f"{written(found.mean)} [{written(found.low)}, {written(found.high)}]"


def in_processes(n: int) -> str:
    """How a page says how many processes made it.

    >>> in_processes(1), in_processes(2)
    ('in one process', 'in 2 processes')
    """
    return "in one process" if n == 1 else f"in {n} processes"


def prose(*sentences: str) -> list[str]:
    """A paragraph, wrapped, and the empty line after it."""
    return [*textwrap.wrap(" ".join(sentences), WIDTH, break_long_words=False, break_on_hyphens=False), ""]


def command_line(module: str, given: Mapping[str, int], usual: Mapping[str, int]) -> str:
    """The command that makes a page again; options with their usual values left out.

    >>> command_line("a.b", {"burn_in_days": 3, "seeds": 2}, {"burn_in_days": 5, "seeds": 2})
    'python -m a.b --burn-in-days 3'
    """
    options = [f"--{name.replace('_', '-')} {value}" for name, value in given.items() if value != usual[name]]
    return " ".join((f"python -m {module}", *options))


def asked_for(module: str, summary: str, usual: Size, page: Path, arguments: Sequence[str] | None) -> tuple[Size, int, Path]:
    """What a page is made with, asked for on the command line: its size, the number of processes, the file.

    usual: a frozen dataclass of integers; each is an option.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=summary)
    for name, value in vars(usual).items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=value)
    parser.add_argument("--processes", type=int, default=cpu_count())
    parser.add_argument("--out", type=Path, default=page)
    given = vars(parser.parse_args(arguments))
    processes, out = given.pop("processes"), given.pop("out")
    return replace(usual, **given), processes, out


def digest_of(scenarios: Iterable[Scenario]) -> str:
    """Twelve digits that differ where any of the scenarios does: a page that shows others is out of date."""
    return hashlib.sha256("".join(sorted(map(scenario_hash, scenarios))).encode()).hexdigest()[:12]


def made_with(version: str, command: str, scenarios: Iterable[Scenario], seconds: float, processes: int) -> list[str]:
    """What says how a page was made."""
    ended = f"in {max(1, round(seconds / 60))} min, {in_processes(processes)}."
    of = f"The scenarios compared have the digest `{digest_of(scenarios)}`: where the code's have another, the page is out of date."
    return [f"Made by Sincerity Lab {version} with", "", "```text", command, "```", "", *prose(ended, of)]
