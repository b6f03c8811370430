"""Disparate impact: whether what befalls people falls alike on groups, and how sure that is.

For each attribute the rate of each group, the *statistical parity difference* (highest less lowest), the *ratio* (lowest by highest) and,
since being listed is no favour, the ratio of those *spared*. The four-fifths rule speaks of selection for something wanted, so that it
is about the last: below 0.8 it "will generally be regarded ... as evidence of adverse impact" (29 CFR 1607.4 D). Rates of the spared are
near 1 where few are hit, and their ratio then hides what the ratio of those hit shows; both are told. Differences and ratios are those of
fairlearn's `demographic_parity_difference` and `demographic_parity_ratio`, which the tests hold them to.

Counted are adults who live there on the last day, in regions ever under the policy. With more than two groups the interval is that of the
two extremes as if they had been chosen beforehand, so it is too narrow.

Left out: causes. A difference at `group_b_factor` 1 may come from ties, traits and chance; that of a fifth of income may come from what
the policy did to incomes, unless the fifth is the twin's.
"""

from __future__ import annotations

from typing import NamedTuple

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import NOWHERE, Evidence
from sincerity.audits.groups import ATTRIBUTES, Attribute, extremes, imposed, sums_by_group
from sincerity.audits.intervals import Estimate, Sums, difference, mean, ratio, share

SECTION = (DISPROPORTIONATE, ASSESSED)


class Outcome(NamedTuple):
    """What befalls an adult. hits: SQL on a row of adults; binary: whether it is 0 or 1."""

    name: str
    label: str
    hits: str
    binary: bool


OUTCOMES = (
    Outcome("listed", "Ever listed", "(times_listed > 0)::INT", True),
    Outcome("wrong_record", "Ever wrongly on record", "(records_false > 0)::INT", True),
    Outcome("reported", "Ever reported", "(reports_against > 0)::INT", True),
    Outcome("detained", "Ever detained", "(days_detained > 0)::INT", True),
    Outcome("records", "Records an adult", "records", False),
)
SHARE_OR_MEAN = "share, or mean of records"
RATE = About(
    "impact.<outcome>.rate.<group>",
    "<label>: <who>",
    SECTION,
    SHARE_OR_MEAN,
    "Adults of the group whom it befell, of all adults of the group; of records, their mean.",
    "hit in group / adults in group",
)
DIFFERENCE = About(
    "impact.<outcome>.difference.<attribute>",
    "<label>: difference by <attribute>",
    SECTION,
    SHARE_OR_MEAN,
    "The highest rate of a group less the lowest (statistical parity difference).",
    "max rate - min rate",
    "Dwork et al., Fairness through awareness, ITCS 2012; fairlearn",
)
RATIO = About(
    "impact.<outcome>.ratio.<attribute>",
    "<label>: ratio by <attribute>",
    SECTION,
    "ratio",
    "The lowest rate of a group by the highest.",
    "min rate / max rate",
    "fairlearn, demographic_parity_ratio",
)
SPARED = About(
    "impact.<outcome>.spared_ratio.<attribute>",
    "<label>: ratio of the spared by <attribute>",
    SECTION,
    "ratio",
    "Of the shares of groups that were spared, the lowest by the highest: the four-fifths rule asks whether it is below 0.8.",
    "min (1 - rate) / max (1 - rate)",
    "29 CFR 1607.4 D",
)
ABOUTS = (RATE, DIFFERENCE, RATIO, SPARED)


def measure(evidence: Evidence) -> list[Measure]:
    """Rates by group, differences and ratios, of every outcome and attribute."""
    found: list[Measure] = []
    for attribute in ATTRIBUTES:
        note = note_of(evidence, attribute)
        for outcome in OUTCOMES:
            of = sums_by_group(evidence, attribute, outcome.hits, binary=outcome.binary)
            found += _of_outcome(outcome, attribute, of, note)
    return found


def note_of(evidence: Evidence, attribute: Attribute) -> str:
    """What to know of a difference by an attribute."""
    if attribute.name == "group":
        return imposed(evidence)
    if attribute.name == "income_fifth":
        return "Fifths by the income " + ("in the twin." if evidence.twin is not None else "at the end, which the policy may have moved.")
    return ""


def _of_outcome(outcome: Outcome, attribute: Attribute, of: dict[str, Sums], note: str) -> list[Measure]:
    names = {"outcome": outcome.name, "label": outcome.label, "attribute": attribute.name}
    rate = share if outcome.binary else mean
    rates = [RATE.found(rate(sums), note, group=attribute.member(value), who=attribute.words(value), **names) for value, sums in of.items()]
    compared = (DIFFERENCE, RATIO, SPARED) if outcome.binary else (DIFFERENCE, RATIO)
    if len(of) < 2:
        return rates + [about.missing(NOWHERE if not of else "There is one group only.", **names) for about in compared]
    high, low = extremes(of)
    between = f"Between {high} and {low}."
    told = f"{note} {between}" if note else between
    estimates: list[Estimate] = [difference(of[high], of[low]), ratio(of[low], of[high])]
    if outcome.binary:
        estimates.append(ratio(_spared(of[high]), _spared(of[low])))
    why = "It befell nobody."
    return rates + [about.found(one, told, otherwise=why, **names) for about, one in zip(compared, estimates, strict=True)]


def _spared(sums: Sums) -> Sums:
    return Sums(sums.base - sums.hits, sums.base)
