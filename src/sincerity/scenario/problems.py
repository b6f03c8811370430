"""What is wrong with a scenario, and where it was written: `file:line: key what was found, what is allowed, what to do`."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sincerity.errors import ScenarioError
from sincerity.scenario.locate import Path

_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Place:
    """Where a key was written.

    where: a file's path, or the option or call that set the key
    line: in that file, from 1; 0 where lines do not apply
    key: the key as written there
    rank: files are reported in this order
    """

    where: str
    line: int
    key: str
    rank: int = 0

    def __str__(self) -> str:
        return f"{self.where}:{self.line}" if self.line else self.where


Places = dict[Path, Place]


@dataclass(frozen=True)
class Problem:
    """One thing wrong: the key it is about, and the sentences that follow the key's name."""

    path: Path
    text: str


def show_path(path: Iterable[str | int], after: str = "") -> str:
    """A path as people write it, `after` an outer key.

    >>> show_path(("policy", "tier", 2, "from"))
    'policy.tier[2].from'
    """
    shown = after
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            name = part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False)
            shown += f".{name}" if shown else name
    return shown


def place_of(path: Path, places: Mapping[Path, Place]) -> Place | None:
    """Where `path` was written, or else the nearest table around it; the key is the one to show."""
    for length in range(len(path), 0, -1):
        found = places.get(path[:length])
        if found is not None:
            return Place(found.where, found.line, show_path(path[length:], found.key), found.rank)
    return None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, if any is alike enough."""
    options = list(known)
    lower = {option.lower(): option for option in options}
    found = difflib.get_close_matches(word.lower(), list(lower), n=1, cutoff=0.6)
    return lower[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean x?`, or nothing."""
    found = nearest(word, known)
    return f" Did you mean {found}?" if found else ""


def refuse(problems: Iterable[Problem], places: Mapping[Path, Place], source: str) -> ScenarioError:
    """One error for all problems, one a line, in the order of the files and lines they stand on."""
    lines = sorted(set(_lines(problems, places, source)))
    return ScenarioError("\n".join(text for _, _, text in lines))


def _lines(problems: Iterable[Problem], places: Mapping[Path, Place], source: str) -> Iterator[tuple[int, int, str]]:
    for problem in problems:
        place = place_of(problem.path, places)
        if place is None:
            yield 0, 0, f"{source}: {show_path(problem.path)}{problem.text}"
        else:
            yield place.rank, place.line, f"{place}: {place.key}{problem.text}"
