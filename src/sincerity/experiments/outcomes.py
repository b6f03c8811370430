"""What the measured pages measure: each outcome a number of one life, with its unit.

Rates, stocks and levels are those of the last 365 days, informants and ties those of the last day. Adults are the denominator
unless the unit says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sincerity.compute.fixed import TOP16
from sincerity.experiments.measure import Life
from sincerity.mechanisms.deterrence import rounded_stock

PER_1000 = "per 1,000 adults a year"


class Outcome(NamedTuple):
    """One number of a life. unit: in words, "" for a level or a share in 0…1."""

    name: str
    unit: str
    of: Callable[[Life], float]


def rate(name: str, *columns: str) -> Outcome:
    """Events per 1,000 adults and year, over the last 365 days."""
    return Outcome(name, PER_1000, lambda life: 1000 * life.last_year().per_year(*columns))


def stock(name: str, column: str) -> Outcome:
    """Persons per 1,000 adults, mean of the last 365 days."""
    return Outcome(name, "per 1,000 adults", lambda life: 1000 * life.last_year().mean(column))


def level(name: str, column: str, of: str = "adults") -> Outcome:
    """A mean level, 0…1, over the last 365 days."""
    return Outcome(name, "0…1", lambda life: life.last_year().level(column, of))


def acts(name: str, sign: int) -> Outcome:
    """Acts whose rule in the scenario has points of that sign; with sign 0, all acts."""

    def of(life: Life) -> float:
        rules = life.scenario.policy.rule
        rows = [row.id for row in life.scenario.society.behaviour]
        wanted = [b for b in rows if sign == 0 or (b in rules and rules[b].points * sign > 0)]
        return 1000 * life.last_year().per_year(*(f"acts_{b}" for b in wanted))

    return Outcome(name, PER_1000, of)


def true_records(life: Life) -> float:
    """Records of acts that were, per 1,000 adults and year."""
    year = life.last_year()
    columns = [name for name in year.beginning("records_") if name != "records_false"]
    return 1000 * (year.per_year(*columns) - year.per_year("records_false"))


def spread(column: str) -> Callable[[Life], float]:
    """The standard deviation of a column over adults at the end."""
    return lambda life: float(life.of_adults(column).std())


def risk_learned(life: Life) -> float:
    """Mean distance of adults' perceived risk at the end from where everyone's started, 0…1."""
    mind = life.scenario.mind.deterrence
    start = rounded_stock(mind.risk_start) if mind.active else 0
    return float(np.abs(life.of_adults("risk").astype(np.int64) - start).mean()) / TOP16


def score_gap(life: Life) -> float:
    """Mean distance between a score and the mean score of contacts, in points."""
    policy = life.scenario.policy
    return life.last_year().mean("score_gap_sum", "score_gap_of") * (policy.max_score - policy.min_score) / 4095


FEAR_AUTHORITY = level("fear of the authority", "fear_authority_sum")
FEAR_SPARED = level("fear of the authority of those never sanctioned", "fear_spared_sum", "spared")
FEAR_WRONGED = level("fear of being wronged", "fear_wronged_sum")
TRUST = level("trust", "trust_sum")
INFORMANTS = Outcome("informants", "per 1,000 adults, at least one report in 365 days", lambda life: 1000 * life.at_end("informants"))
CHILLED = rate("posts softened or withheld", "posts_softened", "posts_withheld")
TIES_LEFT = Outcome("live ties", "per adult", lambda life: float(life.of_adults("ties_left").mean()))
TIES_LOST = rate("ties lost", "ties_lost")

FREE: tuple[Outcome, ...] = (FEAR_AUTHORITY, FEAR_SPARED, FEAR_WRONGED, TRUST, INFORMANTS, CHILLED, TIES_LEFT, TIES_LOST)
"""Outcomes without an expected sign."""

DIRECT: Mapping[str, tuple[tuple[Outcome, str], ...]] = {
    "behaviour": ((acts("acts", 0), "more"), (rate("wrongs suffered from a contact", "wrongs"), "more")),
    "scoring": (
        (Outcome("true records", PER_1000, true_records), "more"),
        (rate("wrong records", "records_false"), "more"),
        (Outcome("spread of scores", "points, standard deviation over adults", spread("score")), "more"),
        (Outcome("moves between tiers", PER_1000, lambda life: 1000 * life.last_year().per_year(*life.beginning("moves_"))), "more"),
    ),
    "listing": (
        (stock("on the list", "listed"), "more"),
        (stock("of whom wrongly", "listed_wrongly"), "more"),
        (rate("entries", "entries"), "more"),
        (rate("exits", "exits"), "more"),
        (Outcome("days on the list since day 0", "per adult", lambda life: float(life.of_adults("days_listed").mean())), "more"),
    ),
    "travel": (
        (rate("refusals", "flights_refused", "trains_refused"), "more"),
        (rate("hours lost to slow trains", "hours_lost"), "more"),
        (rate("trips forgone", "trips_forgone"), "more"),
        (rate("onlookers", "onlookers"), "more"),
    ),
    "hotels": (
        (rate("rooms refused", "hotel_refused"), "more"),
        (rate("nights forgone", "nights_forgone"), "more"),
        (rate("nights in a plain room instead", "nights_plain"), "more"),
    ),
    "internet": (
        (stock("with a slow line", "slowed"), "more"),
        (rate("hours lost to slow lines", "hours_throttled"), "more"),
        (rate("posts blocked", "posts_blocked"), "more"),
        (stock("working", "working"), "either"),
    ),
    "public_list": ((rate("acquaintances who came to know", "people_who_know"), "more"),),
    "deadbeat_map": (
        (rate("times the map was opened", "map_views"), "more"),
        (rate("dots tapped", "map_taps"), "more"),
        (rate("times somebody nearby read an entry", "strangers_who_know"), "more"),
        (rate("taps on a contact's dot that told", "map_recognised"), "not less"),
    ),
    "detention": (
        (stock("detained", "detained"), "more"),
        (rate("detentions", "detentions"), "more"),
        (rate("releases", "releases"), "more"),
        (stock("working", "working"), "either"),
    ),
    "due_process": (
        (rate("notices", "notices"), "more"),
        (rate("appeals", "appeals"), "more"),
        (rate("appeals won", "appeals_won"), "more"),
        (stock("wrongly on the list", "listed_wrongly"), "less"),
    ),
    "jobs": (
        (rate("well-paid jobs lost to the bar", "jobs_lost"), "more"),
        (stock("in a well-paid job", "well_paid"), "either"),
        (rate("displaced", "displaced"), "not less"),
    ),
    "loans": ((rate("loans refused", "loans_refused"), "more"), (rate("loans granted", "loans_granted"), "either")),
    "schools": ((rate("children moved", "children_moved"), "more"), (rate("displaced", "displaced"), "not less")),
    "economy": (
        (rate("jobs ended", "jobs_ended"), "more"),
        (rate("loans granted", "loans_granted"), "more"),
        (rate("debts for want of money", "debts_by_want"), "more"),
    ),
    "demography": ((rate("births", "births"), "more"), (rate("deaths", "deaths"), "more"), (rate("arrivals", "arrivals"), "more")),
    "ring_tone": ((rate("calls warned", "calls_warned"), "more"), (rate("shamed in public", "shamed"), "more")),
    "informants": (
        (Outcome("true reports", PER_1000, lambda life: 1000 * (life.last_year().per_year("reports") - false_reports(life))), "more"),
        (rate("false reports", "reports_false"), "more"),
        (rate("of which found out", "reports_caught"), "more"),
        (INFORMANTS, "more"),
        (rate("suspicions of a contact", "suspected"), "more"),
        (rate("of which of the wrong one", "suspected_wrongly"), "more"),
    ),
    "association": ((Outcome("distance of a score from contacts' mean", "points", score_gap), "less"),),
    "rollout": ((Outcome("under the policy", "share of residents", lambda life: life.last_year().mean("covered", "people")), "less"),),
    "revisions": ((Outcome("under the policy", "share of residents", lambda life: life.last_year().mean("covered", "people")), "less"),),
    "awareness": ((stock("aware", "aware"), "more"),),
    "deterrence": (
        (Outcome("distance of perceived risk from its start", "0…1", risk_learned), "more"),
        (acts("acts that cost points", -1), "less"),
        (acts("acts that win points", 1), "more"),
    ),
    "expression": (
        (rate("posts wanted", "posts_wanted"), "either"),
        (rate("posts softened", "posts_softened"), "more"),
        (rate("posts withheld", "posts_withheld"), "not less"),
        (rate("posts made", "posts_made"), "either"),
    ),
    "fear": (
        (FEAR_AUTHORITY, "more"),
        (FEAR_WRONGED, "more"),
        (stock("with high fear of the authority", "fear_authority_high"), "not less"),
        (stock("with high fear of being wronged", "fear_wronged_high"), "not less"),
    ),
    "trust": (
        (TRUST, "either"),
        (Outcome("spread of trust", "0…1, standard deviation over adults", lambda life: spread("trust")(life) / TOP16), "more"),
    ),
    "ties": ((TIES_LOST, "more"),),
}
"""By mechanism: its direct measures, and how each must move when it is switched on.

more, less; not less where the rule can only add and may add nothing; either where no direction is fixed.
"""


def false_reports(life: Life) -> float:
    """False reports per adult and year."""
    return life.last_year().per_year("reports_false")


def observe(life: Life) -> dict[tuple[str, str], float]:
    """Every outcome of a life, by mechanism ("" for those without an expected sign) and name."""
    found = {(mechanism, outcome.name): outcome.of(life) for mechanism, rows in DIRECT.items() for outcome, _ in rows}
    return found | {("", outcome.name): outcome.of(life) for outcome in FREE}
