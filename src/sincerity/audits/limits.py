"""Limits on measures, as `--fail-on METRIC>X` gives them: checked before a run is read, held against what was found."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from sincerity.audits.catalogue import abouts, find
from sincerity.errors import AuditLimit, ScenarioError
from sincerity.scenario.problems import did_you_mean

if TYPE_CHECKING:
    from sincerity.audits.result import Audit

SIGNS: dict[str, Callable[[float, float], bool]] = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
FORM = re.compile(r"\s*(?P<name>.+?)\s*(?P<sign>>=|<=|>|<)\s*(?P<bound>[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?)\s*")


class Limit(NamedTuple):
    """Broken where the measure stands to the bound as the sign says."""

    name: str
    sign: str
    bound: float

    def __str__(self) -> str:
        return f"{self.name}{self.sign}{self.bound:g}"

    def is_broken(self, value: float) -> bool:
        """Whether a value is one that the limit asks to fail on."""
        return SIGNS[self.sign](value, self.bound)


def limit(text: str) -> Limit:
    """A limit from its text; ScenarioError where it is none, or no run can have such a measure.

    >>> limit("listed_wrongly_share > 0.05")
    Limit(name='listed_wrongly_share', sign='>', bound=0.05)
    """
    found = FORM.fullmatch(text)
    if found is None:
        raise ScenarioError(
            f"--fail-on {text!r} is not a limit. Write a measure, one of > < >= <=, and a number, in quotes: 'listed_wrongly_share>0.05'."
        )
    name = found["name"]
    if find(name) is None:
        known = [about.id for about in abouts()]
        raise ScenarioError(f"--fail-on {text!r}: there is no measure {name}.{did_you_mean(name, known)} docs/audit.md lists all of them.")
    return Limit(name, found["sign"], float(found["bound"]))


def hold(audit: Audit, limits: Iterable[Limit]) -> None:
    """AuditLimit if any limit is broken; ScenarioError if the run has no value for one, which is no reason to pass."""
    found = {one: audit.get(one.name) for one in limits}
    for one, measure in found.items():
        if measure is None:
            raise ScenarioError(f"--fail-on {one}: this run has no measure {one.name}.{did_you_mean(one.name, audit.ids)}")
        if measure.value is None:
            raise ScenarioError(f"--fail-on {one}: {one.name} has no value here. {measure.note}")
    broken = [
        f"{one.name} is {_shown(measure.value)}, the limit is {one}"
        for one, measure in found.items()
        if measure and one.is_broken(measure.value or 0)
    ]
    if broken:
        raise AuditLimit(f"{len(broken)} of {len(found)} limits broken: {'; '.join(broken)}.")


def _shown(value: float | int | None) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
