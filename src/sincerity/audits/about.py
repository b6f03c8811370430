"""What an audit finds: a measure with its value, and what it is, told once for all runs."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sincerity.audits.intervals import Estimate

UNRELATED, DISPROPORTIONATE, PREDICTED, ASSESSED = SECTIONS = ("5(1)(c)(i)", "5(1)(c)(ii)", "5(1)(d)", "27")
"""Of Regulation (EU) 2024/1689; `law` has the texts."""
OWN = "defined here"
"""The source of a measure that no publication is followed in."""
HOLE = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Measure:
    """What was found of one thing.

    section: the provisions that it bears on, the first one being where it is shown
    value: None where there is nothing to measure, which `note` then explains
    low, high: of the 95 % interval, or None; `note` says what it is an interval of
    n: how many the value is of: persons, records, days, as `definition` says
    """

    id: str
    title: str
    section: tuple[str, ...]
    value: float | int | None
    low: float | None
    high: float | None
    unit: str
    n: int
    definition: str
    formula: str
    source: str
    note: str

    def document(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "section": list(self.section)}


@dataclass(frozen=True)
class About:
    """One measure, or a family of them: `<name>` in an id and a title stands for what tells its members apart."""

    id: str
    title: str
    section: tuple[str, ...]
    unit: str
    definition: str
    formula: str
    source: str = OWN

    def found(self, estimate: Estimate, note: str = "", *, otherwise: str = "", **names: object) -> Measure:
        """The measure with a value. otherwise: why there is none, where the estimate has none."""
        value, n, low, high, how = estimate
        if value is None:
            return self.missing(otherwise, **names)
        text = " ".join(part for part in (note, how) if part)
        return self._measure(value, low, high, n, text, names)

    def counted(self, value: float, n: int = 0, note: str = "", **names: object) -> Measure:
        """A count, or anything else that has no interval."""
        return self._measure(int(value) if float(value).is_integer() else float(value), None, None, n, note, names)

    def missing(self, why: str, **names: object) -> Measure:
        """The measure where there is nothing to measure."""
        return self._measure(None, None, None, 0, why, names)

    def matches(self, name: str) -> bool:
        """Whether an id is this measure's, or that of a member of the family."""
        return self._pattern.fullmatch(name) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = HOLE.split(self.id)
        return re.compile("".join(re.escape(part) if place % 2 == 0 else "[^.]+" for place, part in enumerate(parts)))

    def _measure(self, value: Any, low: Any, high: Any, n: int, note: str, names: dict[str, object]) -> Measure:
        name, title, definition, formula = (_filled(text, names) for text in (self.id, self.title, self.definition, self.formula))
        return Measure(name, title, self.section, value, low, high, self.unit, n, definition, formula, self.source, note)


def _filled(text: str, names: dict[str, object]) -> str:
    return HOLE.sub(lambda hole: str(names.get(hole[1], hole[0])), text)
