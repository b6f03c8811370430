"""Errors off: how much of the list there would be if nothing were ever wrongly recorded, judged or reported.

Measured against a twin whose policy is the same but for its errors: no wrong records (`policy.rule.<behaviour>.false_per_year` 0), no wrong
judgments (`policy.listing.wrong_judgments_per_year` 0), no false reports (`policy.informants.false_weight` 0). `without_errors` makes its
scenario. The excess is the total effect of the errors, what people do because of them included, and may have either sign.

Left out: which of the errors does how much. Not the same as *wrongly listed*: that asks of each listing whether it has a true ground as
things are, this one what would be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.audits.about import DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import Evidence, Side
from sincerity.audits.intervals import Sums, difference
from sincerity.scenario.emit import tables_of

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

SECTION = (DISPROPORTIONATE,)
LISTED = About(
    "errors_excess_listed",
    "On the list, beyond the twin without errors",
    SECTION,
    "persons",
    "Residents on the list on the last day less those in the twin without errors; n are those on the list.",
    "listed of the run - of the twin, last day",
)
DAYS = About(
    "errors_excess_days",
    "Days on the list, beyond that twin",
    SECTION,
    "person-days",
    "Days on the list less those in the twin without errors; n are all days on the list.",
    "Σ listed of the run - of the twin",
)
SHARE = About(
    "errors_excess_share",
    "Adults on the list, beyond that twin",
    SECTION,
    "share",
    "Share of adults on the list on the last day less that in the twin without errors.",
    "listed / adults of the run - of the twin, last day",
)
ABOUTS = (LISTED, DAYS, SHARE)
HOW = "Needs a twin with the same policy and all errors off; `sincerity.audits.errors_off.without_errors` makes its scenario."


def measure(evidence: Evidence) -> list[Measure]:
    """What the errors added to the list."""
    twin = evidence.twin
    if twin is None or not is_without_errors(evidence, twin):
        return [about.missing(HOW) for about in ABOUTS]
    here, there = evidence.last("listed"), twin.last("listed")
    days, fewer = evidence.total("listed"), twin.total("listed")
    beyond = difference(Sums(here, evidence.last("adults")), Sums(there, twin.last("adults")), independent=False)
    return [
        LISTED.counted(here.sum() - there.sum(), int(here.sum())),
        DAYS.counted(days.sum() - fewer.sum(), int(days.sum())),
        SHARE.found(beyond),
    ]


def is_without_errors(evidence: Evidence, twin: Side) -> bool:
    """Whether the twin's policies are the run's without its errors."""
    if len(evidence.stages) != len(twin.stages) or not evidence.stages[0][1].policy.active:
        return False
    return all(
        day == other_day and _rules(without_errors(one)) == _rules(other)
        for (day, one), (other_day, other) in zip(evidence.stages, twin.stages, strict=True)
    )


def without_errors(scenario: Scenario) -> Scenario:
    """The same scenario with no wrong records, no wrong judgments and no false reports; what a dated revision brings back stays."""
    policy = scenario.policy
    changes: dict[str, object] = {f"policy__rule__{name}__false_per_year": 0.0 for name in policy.rule}
    if policy.listing is not None:
        changes["policy__listing__wrong_judgments_per_year"] = 0.0
    if policy.informants is not None:
        changes["policy__informants__false_weight"] = 0.0
    return scenario.with_(**changes)


def _rules(scenario: Scenario) -> dict[str, Any]:
    """The policy without its dated revisions, which stages have in them."""
    return {name: value for name, value in tables_of(scenario)["policy"].items() if name != "revision"}
