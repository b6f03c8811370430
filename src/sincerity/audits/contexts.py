"""Unrelated contexts: where the data arises, against where the harm falls.

Rows are contexts of data: finance, traffic, public order, family, speech, leisure, civic life. Columns are contexts of harm: travel,
hotels, jobs, loans, schools, internet, being shown to others, detention. A cell is *on* if a record that arises in the one can bring
the harm of the other under a policy of the run: it costs points and the harm is for those whose score falls (on the list by score, or
in a tier), or it is an unpaid debt and judgments list, or detention looks at it. Related are finance and loans, speech and the
internet, public order and detention, and nothing else: `RELATED`, a choice that favours the policy where in doubt.

How much harm fell in a column is counted. To which row it belongs no column tells, so it is *shared out*: between scores and debts as
the listed of the last day are on the list for the one or the other (`listed_for`), and among rows by the points that their records took
(`points`). In a column without a related row the share of unrelated rows is 1 however it is shared out.

Left out: the harm of a single record; being watched at all; scores that fall and bring nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sincerity.audits.about import ASSESSED, UNRELATED, About, Measure
from sincerity.audits.points import Cost, costs, lists_by_score, price_of
from sincerity.audits.proportionality import grounds_of
from sincerity.compute.bars import NOBODY, THE_LISTED, bar_of

if TYPE_CHECKING:
    from sincerity.audits.evidence import Evidence
    from sincerity.scenario.schema import Scenario

SECTION = (UNRELATED, ASSESSED)
FINANCE, TRAFFIC, ORDER, FAMILY, SPEECH, LEISURE, CIVIC = ORIGINS = (
    "finance",
    "traffic",
    "order",
    "family",
    "speech",
    "leisure",
    "civic",
)
OF_BEHAVIOUR = {
    "loan_default": FINANCE,
    "late_bills": FINANCE,
    "paying_on_time": FINANCE,
    "fraud_in_a_deal": FINANCE,
    "traffic_offence": TRAFFIC,
    "not_visiting_parents": FAMILY,
    "caring_for_elders": FAMILY,
}
"""Shipped behaviours whose context their kind does not tell."""
OF_KIND = {"offence": ORDER, "debt": FINANCE, "duty": FAMILY, "speech": SPEECH, "leisure": LEISURE, "civic": CIVIC}


class Harm(NamedTuple):
    """A context of harm. columns: of series, added; tables: of the policy that bring it."""

    name: str
    label: str
    unit: str
    columns: tuple[str, ...]
    tables: tuple[str, ...]


HARMS = (
    Harm("travel", "Travel: flights and fast trains refused", "times", ("flights_refused", "trains_refused"), ("travel",)),
    Harm("hotels", "Hotels: rooms refused", "times", ("hotel_refused",), ("hotels",)),
    Harm("jobs", "Jobs: well-paid ones lost", "jobs", ("jobs_lost",), ("jobs",)),
    Harm("loans", "Loans: refused", "times", ("loans_refused",), ("loans",)),
    Harm("schools", "Schools: children moved", "times", ("children_moved",), ("schools",)),
    Harm("internet", "Internet: hours lost to slow lines", "hours", ("hours_throttled",), ("internet",)),
    Harm(
        "shown",
        "Shown to others: callers, contacts, strangers told",
        "times",
        ("calls_warned", "people_who_know", "strangers_who_know"),
        ("ring_tone", "public_list", "deadbeat_map"),
    ),
    Harm("detention", "Detention: persons taken", "times", ("detentions",), ("detention",)),
)
RELATED = frozenset({(FINANCE, "loans"), (SPEECH, "internet"), (ORDER, "detention")})
"""Contexts of data and of harm that belong together; all other pairs are unrelated."""

ON = About(
    "contexts_on",
    "Pairs of contexts that are on",
    SECTION,
    "pairs",
    "Pairs of a context of data and a context of harm in which a policy of the run lets the one bring the other; n are all pairs.",
    "cells that are on",
)
UNRELATED_ON = About(
    "contexts_unrelated_on",
    "Of them unrelated",
    SECTION,
    "pairs",
    "Pairs that are on and unrelated; n are those that are on.",
    "cells that are on, less those in RELATED",
)
TOTAL = About("harm.<harm>", "<label>", SECTION, "times, jobs or hours", "What was counted over all days.", "Σ <columns>")
CELL = About(
    "context.<origin>.<harm>",
    "<harm> for records of <origin>",
    (UNRELATED,),
    "times, jobs or hours",
    "The harm of the column, shared out to the row.",
    "Σ <columns> · share of <origin>",
)
SHARE = About(
    "harm_unrelated_share.<harm>",
    "Of it in an unrelated context: <harm>",
    SECTION,
    "share",
    "Of the harm of the column, what is shared out to rows that are unrelated to it.",
    "Σ shares of unrelated rows",
)
ABOUTS = (ON, UNRELATED_ON, TOTAL, CELL, SHARE)


def measure(evidence: Evidence) -> list[Measure]:
    """The matrix: what is on, what harm fell, and how it is shared out."""
    cells = matrix(evidence)
    unrelated = cells - RELATED
    by_list, by_points = shares_out(evidence)
    found = [ON.counted(len(cells), len(ORIGINS) * len(HARMS)), UNRELATED_ON.counted(len(unrelated), len(cells))]
    for harm in HARMS:
        shares = by_list if _for_the_list(evidence, harm) else by_points
        found += _of_harm(harm, float(evidence.total(*harm.columns).sum()), cells, shares)
    return found


def origin_of(behaviour: str, kind: str) -> str:
    """The context in which a record of a behaviour arises.

    >>> origin_of("littering", "offence"), origin_of("late_bills", "duty")
    ('order', 'finance')
    """
    return OF_BEHAVIOUR.get(behaviour, OF_KIND[kind])


def matrix(evidence: Evidence) -> frozenset[tuple[str, str]]:
    """The pairs that are on under any policy of the run."""
    return frozenset(pair for _, scenario in evidence.stages if scenario.policy.active for pair in _pairs(scenario))


def _pairs(scenario: Scenario) -> set[tuple[str, str]]:
    policy = scenario.policy
    costly = {origin_of(row.id, row.kind) for row in scenario.society.behaviour if price_of(scenario, row.id) < 0}
    rules = policy.listing
    listing = rules if rules is not None and rules.active else None
    listed = (costly if listing is not None and listing.by_score else set()) | (
        {FINANCE} if listing is not None and listing.by_judgment else set()
    )
    found: set[tuple[str, str]] = set()
    for harm in HARMS:
        for table in harm.tables:
            found |= {(origin, harm.name) for origin in _reached(scenario, table, costly, listed)}
    return found


def _reached(scenario: Scenario, table: str, costly: set[str], listed: set[str]) -> set[str]:
    """Contexts of data that can bring the harm of one table of the policy."""
    if table == "detention":
        rules = scenario.policy.detention
        return _on_file(scenario, costly | listed) if rules is not None and rules.active else set()
    bar = bar_of(scenario, table)
    return set() if bar == NOBODY else listed if bar == THE_LISTED else costly


def _on_file(scenario: Scenario, fallen: set[str]) -> set[str]:
    """The file has records of what is predicted and of speech, the fallen score and the list."""
    rules = scenario.policy.detention
    predicted = {
        origin_of(row.id, row.kind) for row in scenario.society.behaviour if row.id in rules.predicts and row.id in scenario.policy.rule
    }
    return predicted | fallen


def shares_out(evidence: Evidence) -> tuple[dict[str, float], dict[str, float]]:
    """Share of each context of data in what falls on the listed, and in what falls on low scores; empty where no record cost points."""
    by_points = of_points(costs(evidence))
    part = part_of_scores(evidence) if by_points else 0.0
    by_list = {origin: part * share for origin, share in by_points.items()}
    by_list[FINANCE] = by_list.get(FINANCE, 0.0) + 1 - part
    return by_list, by_points


def part_of_scores(evidence: Evidence) -> float:
    """Share of those on the list on the last day who are there by score, both grounds counting half; a guess where nobody is."""
    grounds = grounds_of(evidence)
    listed = sum(grounds.values())
    if listed:
        return (grounds["score"] + grounds["both"] / 2) / listed
    return 1.0 if evidence.ever(lists_by_score) else 0.0


def of_points(found: list[Cost]) -> dict[str, float]:
    """Share of each context of data in the points taken.

    >>> of_points([Cost("littering", "offence", 3, 15.0), Cost("late_bills", "duty", 1, 5.0)])
    {'order': 0.75, 'finance': 0.25}
    """
    whole = sum(cost.points for cost in found)
    shares: dict[str, float] = {}
    for cost in found:
        origin = origin_of(cost.behaviour, cost.kind)
        if whole:
            shares[origin] = shares.get(origin, 0.0) + cost.points / whole
    return shares


def _for_the_list(evidence: Evidence, harm: Harm) -> bool:
    tables = [name for name in harm.tables if name != "detention"]
    return evidence.ever(lambda scenario: any(bar_of(scenario, name) == THE_LISTED for name in tables))


def _of_harm(harm: Harm, whole: float, cells: frozenset[tuple[str, str]], shares: dict[str, float]) -> list[Measure]:
    names: dict[str, Any] = {"harm": harm.name, "label": harm.label, "columns": " + ".join(harm.columns)}
    on = {origin for origin, name in cells if name == harm.name}
    reached = {origin: shares.get(origin, 0.0) for origin in ORIGINS if origin in on}
    sum_of = sum(reached.values())
    found = [TOTAL.counted(whole, note=f"In {harm.unit}.", **names)]
    for origin in ORIGINS:
        related = "related" if (origin, harm.name) in RELATED else "unrelated"
        part = whole * reached.get(origin, 0.0) / sum_of if sum_of else 0.0
        told = f"On, {related}; shared out, not counted." if origin in on else "Off."
        found.append(CELL.counted(part, round(whole), told, origin=origin, **names))
    if not on or not whole:
        return [*found, SHARE.missing("No record can bring it." if not on else "There was none.", **names)]
    apart = sum(share for origin, share in reached.items() if (origin, harm.name) not in RELATED)
    exact = not any((origin, harm.name) in RELATED for origin in on)
    if exact:
        return [*found, SHARE.counted(1, round(whole), "No related context can bring it, so it is 1 however it is shared out.", **names)]
    if not sum_of:
        return [*found, SHARE.missing("What brought it is not known.", **names)]
    return [*found, SHARE.counted(apart / sum_of, round(whole), "Shared out, not counted.", **names)]
