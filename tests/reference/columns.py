"""What a run's table of people says of each at its end, from the state that the twin left."""

from __future__ import annotations

from typing import Any

from reference import economy, livelihood, scoring, trust
from reference.now import GROUP_B, JOB
from reference.numbers import Ints, Mask
from reference.twin import Twin

OF_THE_STATE = (
    *("arrived", "savings"),
    *("score", "clean_score", "tier", "records", "records_false", "truth_acts"),
    *("days_listed", "times_listed", "hours_lost", "days_detained", "reports_made", "reports_against", "ties_start"),
    *("aware", "risk", "tolerance_belief", "severity_belief", "surveillance_belief"),
    *("fear_authority", "fear_wronged", "sanctioned", "trust", "crowded"),
)
"""Columns that are the field of the same name; stocks 0…65,535."""


def people_columns(twin: Twin, scenario: Any) -> dict[str, Ints | Mask]:
    """Every column of people that a page names."""
    person, now = twin.person, twin.now()
    found = {name: getattr(person, name) for name in OF_THE_STATE}
    found["listed"] = now.listed
    found["in_debt"] = now.in_debt
    found["displaced"] = economy.ever_displaced(now)
    found["detained"] = now.person.detained > 0
    found["tier_start"] = person.tier_start & ~scoring.UNSCORED
    found["age"] = now.age
    found["sex"] = now.woman
    found["group"] = (person.standing & GROUP_B) // GROUP_B
    found["schooling"] = person.school & livelihood.SCHOOL
    found["pupil"] = now.pupil
    found["private_school"] = (person.school & economy.PRIVATE) // economy.PRIVATE
    found["private_years"] = person.school >> livelihood.YEARS
    found["job"] = person.means & JOB
    found["income"] = 10 * livelihood.income_now(now)
    found["loan"] = livelihood.owed(now)
    found["informant"] = person.last_report_day > twin.day - 1 - 365
    found["trusts"] = trust.survey(now)
    live = now.strength() > 0
    found["ties_left"] = live.sum(axis=1)
    found["knows_listed"] = (live & (person.ties < 0)).sum(axis=1)
    if scenario.policy.active:
        found |= _days_in_tiers(twin, scenario.policy.tier)
    return found


def _days_in_tiers(twin: Twin, tiers: Any) -> dict[str, Ints]:
    person, found = twin.person, {}
    for t, tier in enumerate(tiers):
        since = twin.day * ((person.tier == t) & scoring.is_scored(twin.now()))
        found[f"days_{tier.name}"] = (person.days_tier[:, t] + since) * twin.now().adult
    return found
