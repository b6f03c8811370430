"""Lines of a page on a terminal, and how each is to stand out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Literal, NamedTuple

WIDTH = 100
Weight = Literal["strong", "plain", "faint"]


class Line(NamedTuple):
    """A line and its weight."""

    text: str
    weight: Weight = "plain"


def wrapped(text: str, weight: Weight = "plain", indent: str = "") -> Iterator[Line]:
    """A text in lines of at most `WIDTH`. indent: of all but the first."""
    lines = textwrap.wrap(text, WIDTH, break_on_hyphens=False, subsequent_indent=indent)
    yield from (Line(line, weight) for line in lines)
