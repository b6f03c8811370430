"""The groups between which an audit compares: what a person is whatever the policy, and the fifth of income.

Left out: town and country, which `people` does not keep; groups of groups (young men of group B), of which a small society has few.
"""

from __future__ import annotations

from typing import NamedTuple

from sincerity.audits.evidence import FIFTHS, Evidence
from sincerity.audits.intervals import Sums
from sincerity.types import Array

BANDS = ((18, "18-29"), (30, "30-44"), (45, "45-59"), (60, "60-74"), (75, "75+"))
"""Age bands of adults by their first year."""
LEVELS = ("primary or less", "junior secondary", "senior secondary", "college")


class Attribute(NamedTuple):
    """name: as in ids; label: for people; value: SQL on a row of adults; values: in their order."""

    name: str
    label: str
    value: str
    values: tuple[str, ...]

    def member(self, value: str) -> str:
        """A group as ids name it."""
        return f"{self.name}={value.replace(' ', '_')}"

    def words(self, value: str) -> str:
        """A group in words."""
        return f"{self.label} {value}"


def _band() -> str:
    cases = " ".join(f"WHEN age >= {first} THEN '{name}'" for first, name in reversed(BANDS))
    return f"CASE {cases} END"


ATTRIBUTES = (
    Attribute("group", "group", '"group"', ("A", "B")),
    Attribute("sex", "sex", "sex", ("male", "female")),
    Attribute("age", "age", _band(), tuple(name for _, name in BANDS)),
    Attribute("schooling", "schooling", "schooling", LEVELS),
    Attribute("income_fifth", "fifth of income", "fifth::VARCHAR", tuple(str(k + 1) for k in range(FIFTHS))),
)


def sums_by_group(evidence: Evidence, attribute: Attribute, hits: str, *, binary: bool, among: str = "true") -> dict[str, Sums]:
    """What is counted of adults of regions that were ever under the policy, by value of the attribute; empty groups are left out.

    hits: SQL of one adult's count; binary: whether it is 0 or 1; among: SQL of which adults
    """
    found = evidence.rows(
        f"SELECT region, {attribute.value} AS value, sum({hits})::DOUBLE AS hits, count(*)::DOUBLE AS base, "
        f"sum(({hits})::DOUBLE * ({hits})) AS squares FROM adults WHERE {among} GROUP BY ALL"
    )
    of: dict[str, Sums] = {}
    for value in attribute.values:
        here: Array = (found["value"] == value) & evidence.covered[found["region"]]
        hit, base, squares = (evidence.placed(found["region"][here], found[name][here]) for name in ("hits", "base", "squares"))
        if base.any():
            of[value] = Sums(hit, base, None if binary else squares)
    return of


def extremes(of: dict[str, Sums]) -> tuple[str, str]:
    """The groups with the highest and the lowest value."""
    # Sorting is stable: where all are alike, two different groups are told.
    order = sorted(of, key=lambda name: of[name].value)
    return order[-1], order[0]


def imposed(evidence: Evidence) -> str:
    """Whether a difference between the groups A and B is put in by the policy or found."""
    factors = sorted({one.policy.surveillance.group_b_factor for _, one in evidence.stages if one.policy.active})
    if any(factor != 1 for factor in factors):
        told = " and ".join(f"{factor:g}" for factor in factors)
        return f"Imposed, not found: `policy.surveillance.group_b_factor` is {told}, so group B is watched otherwise than group A."
    return "Found: `policy.surveillance.group_b_factor` is 1 and no rule names the group."
