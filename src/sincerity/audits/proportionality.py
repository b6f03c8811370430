"""Proportionality: what is done to people, set against what is on record of them.

By kind of act: how many records cost points, how many points they took, and what one of them costs. By behaviour: how many records of
it alone bring somebody from the start score onto the list. And the harm that was counted, days on the list, hours on slow trains, jobs
lost and days detained, for each record that costs points, wrong ones included.

What the listed are on the list *for* is read off the last day: a score below where recovery ends, an open debt, both, or neither, which
is what a wrong judgment leaves. Points are nominal (`points`).

Left out: what an act did to others, so whether a harm is deserved; which record brought which day of harm, which no column tells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import Evidence
from sincerity.audits.points import Cost, costs, lists_by_score, price_of
from sincerity.scenario.core import KINDS

SECTION = (DISPROPORTIONATE, ASSESSED)
ALONE = (DISPROPORTIONATE,)
MISDEEDS = About(
    "misdeed_records",
    "Records that cost points",
    SECTION,
    "records",
    "Records, true and wrong, of behaviours that cost points under the policy of the day.",
    "Σ records_b, b with points < 0",
)


def _harm(name: str, title: str, unit: str, definition: str, formula: str) -> About:
    return About(name, title, ALONE, unit, f"{definition}, for each record that costs points.", f"{formula} / misdeed_records")


DAYS = _harm("listed_days_per_record", "Days on the list a record", "person-days", "Days on the list", "Σ listed")
HOURS = _harm("hours_lost_per_record", "Hours on slow trains a record", "hours", "Hours lost to slow trains", "Σ hours_lost")
JOBS = _harm(
    "jobs_lost_per_1000_records", "Jobs lost for 1,000 records", "jobs", "Well-paid jobs lost to the bar, times 1,000", "1000 · Σ jobs_lost"
)
DETAINED = _harm("detained_days_per_record", "Days detained a record", "person-days", "Days detained", "Σ detained")
HARMS = ((DAYS, "listed", 1), (HOURS, "hours_lost", 1), (JOBS, "jobs_lost", 1000), (DETAINED, "detained", 1))

KIND_RECORDS = About(
    "kind.<kind>.records",
    "Records that cost points: <kind>",
    ALONE,
    "records",
    "Of behaviours of this kind; n are all.",
    "Σ records_b, b of the kind",
)
KIND_POINTS = About(
    "kind.<kind>.points",
    "Points taken: <kind>",
    ALONE,
    "points",
    "Nominal points that these records took; n are those of all.",
    "Σ records_b · |points_b|",
)
KIND_SHARE = About(
    "kind.<kind>.points_share",
    "Of all points taken: <kind>",
    ALONE,
    "share",
    "Nominal points taken for acts of this kind, of all points taken.",
    "points of the kind / points of all kinds",
)
KIND_PRICE = About(
    "kind.<kind>.points_per_record",
    "Points a record: <kind>",
    ALONE,
    "points",
    "Nominal points that a record of this kind took, in the mean.",
    "points of the kind / records of the kind",
)
TO_LIST = About(
    "records_to_list.<behaviour>",
    "Records from the start onto the list: <behaviour>",
    ALONE,
    "records",
    "How many records of this behaviour alone take a start score below the line of the list.",
    "⌈(start_score - by_score_below + 1) / |points_b|⌉, as ruled on the last day",
)
LISTED_FOR = About(
    "listed_for.<ground>",
    "On the list for: <ground>",
    SECTION,
    "persons",
    "Residents on the list on the last day, by what their last day shows: low score, open debt, both, or neither; n are those on the list.",
    "listed = 1, by score < by_score_below + recovery_points and in_debt = 1",
)
ABOUTS = (MISDEEDS, DAYS, HOURS, JOBS, DETAINED, KIND_RECORDS, KIND_POINTS, KIND_SHARE, KIND_PRICE, TO_LIST, LISTED_FOR)
GROUNDS = ("score", "debt", "both", "neither")
NO_POINTS = "No record cost points."


def measure(evidence: Evidence) -> list[Measure]:
    """Harm for each record, points by kind, and what people are on the list for."""
    found = costs(evidence)
    records = sum(cost.records for cost in found)
    harms = [
        about.counted(factor * float(evidence.total(name).sum()) / records, records) if records else about.missing(NO_POINTS)
        for about, name, factor in HARMS
    ]
    return [MISDEEDS.counted(records), *harms, *by_kind(found), *records_to_list(evidence), *listed_for(evidence)]


def by_kind(found: Sequence[Cost]) -> list[Measure]:
    """Records, points, share of points and points a record, of each kind that can cost points."""
    all_records, all_points = sum(cost.records for cost in found), sum(cost.points for cost in found)
    measures: list[Measure] = []
    for kind in KINDS:
        of_kind = [cost for cost in found if cost.kind == kind]
        if not of_kind:
            continue
        records, points = sum(cost.records for cost in of_kind), sum(cost.points for cost in of_kind)
        measures += [
            KIND_RECORDS.counted(records, all_records, kind=kind),
            KIND_POINTS.counted(points, round(all_points), kind=kind),
            KIND_SHARE.counted(points / all_points, round(all_points), kind=kind)
            if all_points
            else KIND_SHARE.missing(NO_POINTS, kind=kind),
            KIND_PRICE.counted(points / records, records, kind=kind) if records else KIND_PRICE.missing(NO_POINTS, kind=kind),
        ]
    return measures


def records_to_list(evidence: Evidence) -> list[Measure]:
    """Of each behaviour that costs points; none where scores list nobody."""
    scenario = evidence.scenario
    room = room_of(evidence)
    prices = {row.id: -price_of(scenario, row.id) for row in scenario.society.behaviour}
    return [TO_LIST.counted(math.ceil(room / price), behaviour=name) for name, price in prices.items() if price > 0 and room is not None]


def room_of(evidence: Evidence) -> int | None:
    """Points from the start score to below the line of the list, on the last day; None where scores list nobody."""
    policy = evidence.scenario.policy
    if policy.listing is None or not lists_by_score(evidence.scenario):
        return None
    return max(0, int(policy.start_score) - int(policy.listing.by_score_below) + 1)


def listed_for(evidence: Evidence) -> list[Measure]:
    """How many are on the list for what, on the last day."""
    counts = grounds_of(evidence)
    listed = sum(counts.values())
    return [LISTED_FOR.counted(counts[ground], listed, ground=ground) for ground in GROUNDS]


def grounds_of(evidence: Evidence) -> dict[str, int]:
    """Ground → residents on the list on the last day."""
    policy = evidence.scenario.policy
    rules = policy.listing
    line = rules.by_score_below + rules.recovery_points if room_of(evidence) is not None and rules is not None else None
    low = f"score < {line}" if line is not None else "false"
    owes = "in_debt = 1" if rules is not None and rules.by_judgment else "false"
    ground = f"CASE WHEN {low} AND {owes} THEN 'both' WHEN {low} THEN 'score' WHEN {owes} THEN 'debt' ELSE 'neither' END"
    found = evidence.rows(f"SELECT {ground} AS ground, count(*) AS n FROM people WHERE listed = 1 GROUP BY ALL")
    counts = dict(zip(found["ground"].tolist(), found["n"].tolist(), strict=True))
    return {name: int(counts.get(name, 0)) for name in GROUNDS}
