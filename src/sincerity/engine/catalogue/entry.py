"""The one form of everything that can be explained, so that the terminal, `--json` and the site show the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

KINDS = ("mechanism", "pass", "table", "key", "metric", "purpose", "field", "desk")
"""In the order in which a name that several share is looked up."""
_HOLE = re.compile(r"<\w+>")


@dataclass(frozen=True)
class Grid:
    """A titled table of text. Text between backquotes is code."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Entry:
    """One thing explained.

    kind: one of KINDS
    name: its address, unique: `policy.travel.stays_home`, `series.flights_refused`, `TRIP_BAND`; `<…>` is a hole for the names of rows
    owner: the mechanism that it belongs to, "" for none
    meaning: one sentence
    facts: (what, found)
    text: paragraphs of Markdown
    grids: tables
    holes: for each hole of the name, the names of this scenario that fill it
    words: other names by which it is asked for
    """

    kind: str
    name: str
    owner: str
    meaning: str
    facts: tuple[tuple[str, str], ...] = ()
    text: str = ""
    grids: tuple[Grid, ...] = ()
    holes: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, the address first."""
        return (self.name, *self.words)

    def filled(self, wanted: str) -> Entry | None:
        """This entry under the name wanted, its holes filled; None if that is none of its names.

        >>> Entry("metric", "series.acts_<behaviour>", "behaviour", "", holes=(("littering",),)).filled("series.acts_littering").name
        'series.acts_littering'
        """
        for name in self.names:
            if name == wanted:
                return self
            found = re.fullmatch(_pattern(name), wanted)
            if found and all(text in known for text, known in zip(found.groups(), self.holes, strict=False)):
                return self._under(name, found.groups())
        return None

    def _under(self, pattern: str, words: tuple[str, ...]) -> Entry:
        """A copy for one row: its name and the names in its tables are filled."""
        pattern = self.name if "<" in self.name else pattern
        grids = tuple(replace(grid, rows=tuple(tuple(fill(cell, words) for cell in row) for row in grid.rows)) for grid in self.grids)
        return replace(self, name=fill(pattern, words), facts=(("pattern", pattern), *self.facts), grids=grids)


def fill(name: str, words: tuple[str, ...]) -> str:
    """A name with its holes filled from the left; those without a word stay.

    >>> fill("moves_<tier>_<tier>", ("A", "B"))
    'moves_A_B'
    """
    for word in words:
        name = _HOLE.sub(lambda match, word=word: word, name, count=1)  # type: ignore[misc]
    return name


def _pattern(name: str) -> str:
    """A regular expression with a group for each hole."""
    return "(.+)".join(re.escape(part) for part in _HOLE.split(name))


def code(text: object) -> str:
    """Set as code."""
    return f"`{text}`"
