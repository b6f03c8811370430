"""Spill-over: what befalls those who live with somebody listed, and were never listed themselves.

A *relative* is a resident who shares a household, on the last day, with somebody who was on the list at any time, and never was. What the
policy did to them is the mean difference of their lives from those of the same residents in the twin: income, live ties, both fears and
trust of adults, places in private schools of children. Who is born, lives, dies and moves is the same in both, so the same person is
compared with the person's twin. No sign is expected of fears, trust and ties.

Left out: relatives who live elsewhere; those whose listed relative died or moved away; children who grew up since; which part of a
difference comes by the relative, and which by the policy's general effect on everyone (compare the effects on all).
"""

from __future__ import annotations

from typing import NamedTuple

from sincerity.audits.about import ASSESSED, UNRELATED, About, Measure
from sincerity.audits.evidence import NO_TWIN, NOWHERE, Evidence
from sincerity.audits.intervals import Sums, mean, share
from sincerity.compute.fixed import TOP16
from sincerity.society.livelihood import ADULT_AGE

SECTION = (UNRELATED, ASSESSED)
MOVED = About(
    "children_moved",
    "Children moved out of private schools",
    SECTION,
    "times",
    "Pupils moved as an adult at home was barred.",
    "Σ children_moved",
)
CHILDREN = About(
    "children_of_listed_share",
    "Children who live with somebody ever listed",
    SECTION,
    "share",
    "Residents under 18 who share a household with somebody ever listed, of all in regions ever under the policy, on the last day.",
    "children with a listed household member / children",
)
RELATIVES = About(
    "relatives_share",
    "Residents who live with somebody ever listed",
    SECTION,
    "share",
    "Residents never listed who share a household with somebody ever listed, of all in regions ever under the policy, on the last day.",
    "relatives / residents",
)
CHANGE = About(
    "relatives_change.<what>",
    "Relatives against twins: <label>",
    SECTION,
    "CNY a month, ties, 0 to 1, or share",
    "Mean difference of relatives (of <whom>) from the same residents in the twin, on the last day.",
    "mean of (<column> in the run - in the twin) over relatives",
)
ABOUTS = (MOVED, CHILDREN, RELATIVES, CHANGE)


class What(NamedTuple):
    """Of whom what is compared. full: what 1 counts as in `column`."""

    name: str
    label: str
    column: str
    whom: str
    where: str
    full: int = 1


ADULTS, PUPILS = f"p.age >= {ADULT_AGE}", f"p.age < {ADULT_AGE}"
WHATS = (
    What("income", "income, CNY", "income", "adults", ADULTS),
    What("ties", "live ties", "ties_left", "adults", ADULTS),
    What("fear_authority", "fear of the authority", "fear_authority", "adults", ADULTS, TOP16),
    What("fear_wronged", "fear of being wronged", "fear_wronged", "adults", ADULTS, TOP16),
    What("trust", "trust", "trust", "adults", ADULTS, TOP16),
    What("private_school", "private school", "private_school", "children", PUPILS),
)
HOUSEHOLDS = "(SELECT household AS home, max((times_listed > 0)::INT) AS listed_at_home FROM people GROUP BY household)"
WITH_HOME = f"people p JOIN {HOUSEHOLDS} ON p.household = home"
RELATIVE = "p.times_listed = 0 AND listed_at_home = 1"
NO_RELATIVES = "Nobody lives with somebody listed."


def measure(evidence: Evidence) -> list[Measure]:
    """How many relatives there are, and what befell them."""
    found = evidence.rows(
        f"SELECT p.region AS region, count(*)::DOUBLE AS residents, count(*) FILTER ({PUPILS})::DOUBLE AS children, "
        f"count(*) FILTER ({RELATIVE})::DOUBLE AS relatives, count(*) FILTER ({PUPILS} AND listed_at_home = 1)::DOUBLE AS near "
        f"FROM {WITH_HOME} GROUP BY p.region"
    )
    of = {name: evidence.placed(found["region"], found[name]) * evidence.covered for name in ("residents", "children", "relatives", "near")}
    return [
        MOVED.counted(evidence.total("children_moved").sum()),
        CHILDREN.found(share(Sums(of["near"], of["children"]), independent=False), otherwise=NOWHERE),
        RELATIVES.found(share(Sums(of["relatives"], of["residents"]), independent=False), otherwise=NOWHERE),
        *(change(evidence, what) for what in WHATS),
    ]


def change(evidence: Evidence, what: What) -> Measure:
    """How relatives differ from their twins in one thing."""
    names = {"what": what.name, "label": what.label, "whom": what.whom, "column": what.column}
    if evidence.twin is None:
        return CHANGE.missing(NO_TWIN, **names)
    gap = f"(p.{what.column} - t.{what.column})::DOUBLE / {what.full}"
    found = evidence.rows(
        f"SELECT p.region AS region, sum({gap}) AS hits, count(*)::DOUBLE AS base, sum(({gap}) ** 2) AS squares "
        f"FROM {WITH_HOME} JOIN twin_people t ON p.id = t.id WHERE {RELATIVE} AND {what.where} GROUP BY p.region"
    )
    sums = Sums(*(evidence.placed(found["region"], found[name]) for name in ("hits", "base", "squares")))
    return CHANGE.found(mean(sums, independent=False), otherwise=NO_RELATIVES, **names)
