"""Which line of a TOML file sets which key: `tomllib` parses, but keeps no positions.

A scanner for text that `tomllib` has already accepted: it finds headers, keys and array elements and skips values
without reading them.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]
"""Where a value stands in the parsed data: keys, and positions in arrays, from 0."""

_BLANK = " \t\r\n"
_ENDS_SCALAR = ",]}#\n"


def lines_of_keys(text: str) -> dict[Path, int]:
    r"""The line, from 1, that first names each key, table and array element of `text`.

    >>> lines_of_keys('a = 1\n[b]\nc = [\n  2,\n  {d = 3},\n]\n')[("b", "c", 1, "d")]
    5
    """
    return _Scanner(text.replace("\r\n", "\n")).scan()


class _Scanner:
    """One pass over one text; `at` is the position, `table` the path of the table that keys now belong to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.table: Path = ()
        self.lines: dict[Path, int] = {}
        self.rows: dict[Path, int] = {}
        self.newlines = [i for i, letter in enumerate(text) if letter == "\n"]

    def scan(self) -> dict[Path, int]:
        while True:
            self.skip_blank()
            if self.at >= len(self.text):
                return self.lines
            if self.text[self.at] == "[":
                self.header()
            else:
                self.pair(self.table)

    def line(self) -> int:
        return bisect_right(self.newlines, self.at - 1) + 1

    def note(self, path: Path) -> None:
        self.lines.setdefault(path, self.line())

    def skip_blank(self) -> None:
        """Past white space, line ends and comments."""
        while self.at < len(self.text):
            if self.text[self.at] in _BLANK:
                self.at += 1
            elif self.text[self.at] == "#":
                self.at = self.find("\n", self.at)
            else:
                return

    def find(self, letter: str, start: int) -> int:
        found = self.text.find(letter, start)
        return len(self.text) if found < 0 else found

    def header(self) -> None:
        """`[a.b]` or `[[a.b]]`; a name that is an array of tables stands for its latest row."""
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        parts = self.dotted()
        path: Path = ()
        for i, part in enumerate(parts):
            path = (*path, part)
            self.note(path)
            if many and i == len(parts) - 1:
                self.rows[path] = self.rows.get(path, -1) + 1
            if path in self.rows:
                path = (*path, self.rows[path])
        self.note(path)
        self.table = path
        self.at = self.find("\n", self.at)

    def pair(self, table: Path) -> None:
        """`key = value`, the key perhaps dotted."""
        path = table
        start = self.at
        for part in self.dotted():
            path = (*path, part)
            self.lines.setdefault(path, bisect_right(self.newlines, start - 1) + 1)
        self.at = self.find("=", self.at) + 1
        self.value(path)

    def dotted(self) -> list[str]:
        """A bare, quoted or dotted key; ends before `=` or `]`."""
        parts = []
        while True:
            self.skip_spaces()
            start = self.at
            if self.text[self.at] in "\"'":
                self.string()
                parts.append(next(iter(tomllib.loads(self.text[start : self.at] + " = 0"))))
            else:
                while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] in "-_"):
                    self.at += 1
                parts.append(self.text[start : self.at])
            self.skip_spaces()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def string(self) -> None:
        """Past a string of any of the four sorts."""
        quote = self.text[self.at]
        if self.text.startswith(quote * 3, self.at):
            self.at += 3
            while not self.text.startswith(quote * 3, self.at):
                self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
            # Up to two quotes may belong to the text before the closing three.
            while self.text.startswith(quote * 4, self.at):
                self.at += 1
            self.at += 3
            return
        self.at += 1
        while self.text[self.at] != quote:
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += 1

    def value(self, path: Path) -> None:
        self.skip_spaces()
        letter = self.text[self.at]
        if letter in "\"'":
            self.string()
        elif letter == "[":
            self.array(path)
        elif letter == "{":
            self.inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in _ENDS_SCALAR:
                self.at += 1

    def array(self, path: Path) -> None:
        self.at += 1
        position = 0
        while True:
            self.skip_blank()
            if self.text[self.at] == "]":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self.note((*path, position))
            self.value((*path, position))
            position += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while True:
            self.skip_blank()
            if self.text[self.at] == "}":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self.pair(path)
