"""Error gaps: whether the list is as often right, and as often wrong, for one group as for another.

Truth is known in a simulation. An adult *has a true ground* on the last day if the clean score is below the line of the list, where
scores list, or if a debt is open, where judgments do. Of those with a true ground the *true positive rate* is the share on the list; of
those without, the *false positive rate* is the share on the list. Equal opportunity asks for equal true positive rates, equalized odds
for both (Hardt, Price and Srebro, NeurIPS 2016). The gaps are fairlearn's `equal_opportunity_difference` and
`equalized_odds_difference`, which the tests hold them to.

Left out: debts still within their grace, which count as a true ground that has not listed yet; scores that fell below the line and
have risen above it, but not yet as far as recovery asks, which count as none. `listed_wrongly_share` is free of both.
"""

from __future__ import annotations

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.disparate_impact import note_of
from sincerity.audits.evidence import Evidence
from sincerity.audits.groups import ATTRIBUTES, Attribute, extremes, sums_by_group
from sincerity.audits.intervals import Estimate, difference, share

SECTION = (DISPROPORTIONATE, ASSESSED)
HARDT = "Hardt, Price and Srebro, Equality of opportunity in supervised learning, NeurIPS 2016; fairlearn"
TRUE_RATE = About(
    "list_true_positive_rate.<group>",
    "On the list with a true ground: <who>",
    SECTION,
    "share",
    "Of the group's adults with a true ground on the last day, those on the list.",
    "listed with a ground / adults with a ground",
    HARDT,
)
FALSE_RATE = About(
    "list_false_positive_rate.<group>",
    "On the list without a true ground: <who>",
    SECTION,
    "share",
    "Of the group's adults without a true ground on the last day, those on the list.",
    "listed without a ground / adults without a ground",
    HARDT,
)
OPPORTUNITY = About(
    "equal_opportunity.<attribute>",
    "Gap of true positive rates by <attribute>",
    SECTION,
    "share",
    "The highest true positive rate of a group less the lowest.",
    "max TPR - min TPR",
    HARDT,
)
ODDS = About(
    "equalized_odds.<attribute>",
    "Larger gap of both rates by <attribute>",
    SECTION,
    "share",
    "The larger of the gaps of true and of false positive rates; the interval is that of the larger one.",
    "max (max TPR - min TPR, max FPR - min FPR)",
    HARDT,
)
ABOUTS = (TRUE_RATE, FALSE_RATE, OPPORTUNITY, ODDS)
LISTED = "(listed = 1)::INT"


def measure(evidence: Evidence) -> list[Measure]:
    """Both rates by group, and the gaps."""
    ground = true_ground(evidence)
    if not ground:
        return [
            about.missing("No list is in force on the last day.", attribute=one.name) for one in ATTRIBUTES for about in (OPPORTUNITY, ODDS)
        ]
    return [measure for attribute in ATTRIBUTES for measure in _by(evidence, attribute, ground)]


def true_ground(evidence: Evidence) -> str:
    """SQL on a row of adults: has a true ground on the last day; empty where nothing lists."""
    policy = evidence.scenario.policy
    rules = policy.listing
    if not policy.active or rules is None or not rules.active:
        return ""
    scored = f"region IN (SELECT region FROM series WHERE day = {evidence.manifest.days - 1} AND scored > 0)"
    grounds = [f"(clean_score < {rules.by_score_below} AND {scored})"] if rules.by_score and policy.scoring.active else []
    grounds += ["in_debt = 1"] if rules.by_judgment else []
    return f"({' OR '.join(grounds)})" if grounds else ""


def _by(evidence: Evidence, attribute: Attribute, ground: str) -> list[Measure]:
    note = note_of(evidence, attribute)
    found: list[Measure] = []
    gaps: list[Estimate | None] = []
    for about, among in ((TRUE_RATE, ground), (FALSE_RATE, f"NOT {ground}")):
        of = sums_by_group(evidence, attribute, LISTED, binary=True, among=among)
        found += [about.found(share(sums), note, group=attribute.member(value), who=attribute.words(value)) for value, sums in of.items()]
        high, low = extremes(of) if len(of) > 1 else ("", "")
        gaps.append(difference(of[high], of[low]) if high else None)
    true_gap, false_gap = gaps
    if true_gap is None or false_gap is None:
        why = "Fewer than two groups have adults with a true ground, or without one."
        return found + [about.missing(why, attribute=attribute.name) for about in (OPPORTUNITY, ODDS)]
    larger = max(true_gap, false_gap, key=lambda gap: gap.value or 0.0)
    return [*found, OPPORTUNITY.found(true_gap, note, attribute=attribute.name), ODDS.found(larger, note, attribute=attribute.name)]
