"""Wrong records: what was put on record though nobody did it, and what it does to scores.

A wrong record is drawn independently of what a person does (`policy.rule.<behaviour>.false_per_year`). The clean score follows the
same acts and rules without wrong records and false reports; the distance between the two is what these errors have done to a score so far.

Left out: right records of acts that are no wrong; records that name the right act and the wrong gravity.
"""

from __future__ import annotations

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import Evidence
from sincerity.audits.intervals import Sums, mean, rate, share
from sincerity.society.livelihood import ADULT_AGE

SECTION = (DISPROPORTIONATE, ASSESSED)
RECORDS = About("records", "Records, true and wrong", SECTION, "records", "Everything put on record, of any behaviour.", "Σ records_b")
WRONG = About("wrong_records", "Wrong records", SECTION, "records", "Records of what never happened; n are all records.", "Σ records_false")
WRONG_SHARE = About(
    "wrong_records_share",
    "Wrong records, of all records",
    SECTION,
    "share",
    "Records of what never happened, of all records.",
    "Σ records_false / Σ records_b",
)
WRONG_RATE = About(
    "wrong_records_per_1000",
    "Wrong records, of 1,000 adults a year",
    SECTION,
    "per 1,000 adult-years",
    "Wrong records by the years that adults lived, under the policy or not.",
    "1000 · 365 · Σ records_false / Σ adults",
)
RECORDED = About(
    "acts_recorded_share",
    "Acts that went on record",
    SECTION,
    "share",
    "Of the acts of behaviours that the policy has a rule for, in regions that it ever covered, those on record; also acts of before it "
    "came, and posts within what is tolerated, count as acts.",
    "(Σ records_b - Σ records_false) / Σ acts_b, b with a rule",
)
SCORE_WRONG = About(
    "score_wrong_share",
    "Adults whose score is off",
    SECTION,
    "share",
    "Adults with a score on the last day that is not their clean score.",
    "adults with score ≠ clean_score / adults scored",
)
SCORE_GAP = About(
    "score_gap",
    "How far scores are off, mean, points",
    SECTION,
    "points",
    "Mean distance of score and clean score, over all adults with a score on the last day.",
    "mean |score - clean_score|",
)
ABOUTS = (RECORDS, WRONG, WRONG_SHARE, WRONG_RATE, RECORDED, SCORE_WRONG, SCORE_GAP)
NO_RECORDS = "Nothing was put on record."
NO_SCORES = "Nobody has a score on the last day."


def measure(evidence: Evidence) -> list[Measure]:
    """Wrong records by number and by rate, and scores that are off."""
    behaviours = [row.id for row in evidence.scenario.society.behaviour]
    ruled = [b for b in behaviours if any(b in one.policy.rule for _, one in evidence.stages)]
    records = evidence.total(*(f"records_{b}" for b in behaviours))
    wrong = evidence.total("records_false")
    acts = evidence.total(*(f"acts_{b}" for b in ruled)) * evidence.covered
    of_all = share(Sums(wrong, records))
    on_record = share(Sums(records - wrong, acts), independent=False)
    return [
        RECORDS.counted(records.sum()),
        WRONG.counted(wrong.sum(), int(records.sum())),
        WRONG_SHARE.found(of_all, otherwise=NO_RECORDS),
        WRONG_RATE.found(rate(Sums(wrong, evidence.adult_years), 1000)),
        RECORDED.found(on_record) if of_all.n and on_record.n else RECORDED.missing(NO_RECORDS),
        *scores_off(evidence),
    ]


def scores_off(evidence: Evidence) -> list[Measure]:
    """How many scores are off on the last day, and by how much."""
    scored = evidence.last("scored") > 0
    gap = "abs(score - clean_score)"
    wanted = {"off": f"sum(({gap} > 0)::INT)", "gap": f"sum({gap})", "squares": f"sum({gap} * {gap})", "adults": "count(*)"}
    found = {name: values * scored for name, values in evidence.by_region("people", wanted, f"age >= {ADULT_AGE}").items()}
    if not found["adults"].any():
        return [SCORE_WRONG.missing(NO_SCORES), SCORE_GAP.missing(NO_SCORES)]
    by_how_much = mean(Sums(found["gap"], found["adults"], found["squares"]))
    return [SCORE_WRONG.found(share(Sums(found["off"], found["adults"]))), SCORE_GAP.found(by_how_much)]
