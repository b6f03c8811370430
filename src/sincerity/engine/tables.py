"""A simulation's state as tables: the columns of `series`, the rows of `people`. All integers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sincerity.compute.fixed import DAYS_PER_YEAR, OFFSET16, TOP15
from sincerity.engine.compose import installed, plugins
from sincerity.engine.plugins import complaint
from sincerity.engine.records import columns_of
from sincerity.mechanisms.scoring import UNSCORED
from sincerity.mechanisms.trust import says_yes
from sincerity.society.market import DISPLACED
from sincerity.society.places import Region, coordinates, region_of
from sincerity.types import (
    ADULT,
    FEMALE,
    GROUP_B,
    IN_DEBT,
    JOB_BITS,
    LISTED,
    PRIVATE,
    PRIVATE_YEARS,
    PUPIL,
    SCHOOLING_BITS,
    Array,
    Columns,
)

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario


class PeopleColumn(NamedTuple):
    """One column of `people`. mechanism: whose state it is, "society" or "scenario" for none; unit: "" for a name, a switch or a number."""

    mechanism: str
    unit: str
    meaning: str


PEOPLE_COLUMNS: dict[str, PeopleColumn] = {
    "id": PeopleColumn("society", "", "number of the resident: an index, a place, and nothing else"),
    "region": PeopleColumn("society", "", "number of the region"),
    "household": PeopleColumn("society", "", "number of the household's first member"),
    "x": PeopleColumn("society", "m", "metres east on an invented grid"),
    "y": PeopleColumn("society", "m", "metres north on an invented grid"),
    "age": PeopleColumn("demography", "years", "full years on the latest 1 January"),
    "arrived": PeopleColumn(
        "demography", "", "the 1 January of birth or arrival, 1 the first of the burn-in; 0 for those there from the start"
    ),
    "sex": PeopleColumn("society", "", "male or female"),
    "group": PeopleColumn("society", "", "A or B, a protected attribute without other meaning"),
    "schooling": PeopleColumn("economy", "", "reached or attended: primary or less, junior secondary, senior secondary, or college"),
    "pupil": PeopleColumn("economy", "", "1 for a pupil or student"),
    "private_school": PeopleColumn("economy", "", "1 for a pupil in a private place"),
    "private_years": PeopleColumn("economy", "years", "yearly passes spent in a private place"),
    "job": PeopleColumn("economy", "", "none, ordinary, or well-paid"),
    "income": PeopleColumn("economy", "CNY a month", "monthly income"),
    "savings": PeopleColumn("economy", "CNY", "savings"),
    "loan": PeopleColumn("economy", "CNY", "loan outstanding: instalments left times their size"),
    "truth_acts": PeopleColumn("behaviour", "acts", "acts since day 0, seen or not"),
    "displaced": PeopleColumn("economy", "", "1 if ever given a job, loan or place by the cut alone, because others were barred"),
    "in_debt": PeopleColumn("economy", "", "1 if a debt is open at the end"),
    "risk": PeopleColumn("deterrence", "1/65,535", "perceived risk, 65,535 = certain"),
    "score": PeopleColumn("scoring", "points", "score at the end; children keep the start score"),
    "clean_score": PeopleColumn("scoring", "points", "score that the same acts would give without wrong records and false reports"),
    "tier": PeopleColumn("scoring", "", "number of the tier at the end, 0 the best"),
    "tier_start": PeopleColumn("scoring", "", "number of the tier when first scored, or scored anew after a time without"),
    "days_<tier>": PeopleColumn("scoring", "days", "days spent in the tier; 0 for children; absent where nothing is scored"),
    "records": PeopleColumn("scoring", "records", "records since day 0, at most 32,767"),
    "records_false": PeopleColumn("scoring", "records", "wrong records since day 0, at most 127"),
    "listed": PeopleColumn("listing", "", "1 if on the list at the end"),
    "days_listed": PeopleColumn("listing", "days", "days on the list"),
    "times_listed": PeopleColumn("listing", "entries", "entries into the list, at most 127"),
    "reports_made": PeopleColumn("informants", "reports", "reports made since day 0, at most 127"),
    "reports_against": PeopleColumn("informants", "reports", "reports against the resident since day 0, at most 127"),
    "informant": PeopleColumn("informants", "", "1 if the resident reported at least once in the last 365 days"),
    "hours_lost": PeopleColumn("travel", "hours", "hours lost to slow trains since day 0, at most 32,767"),
    "detained": PeopleColumn("detention", "", "1 if detained at the end"),
    "days_detained": PeopleColumn("detention", "days", "days detained since day 0"),
    "aware": PeopleColumn("awareness", "", "1 if the resident knows of the system at the end"),
    "tolerance_belief": PeopleColumn("expression", "1/65,535", "tolerance of the authority as believed, 65,535 = 1"),
    "severity_belief": PeopleColumn("expression", "1/65,535", "severity of the authority as believed, 65,535 = 1"),
    "surveillance_belief": PeopleColumn("expression", "1/65,535", "surveillance of speech as believed, 65,535 = 1"),
    "fear_authority": PeopleColumn("fear", "1/65,535", "fear of the authority at the end, 65,535 = full"),
    "fear_wronged": PeopleColumn("fear", "1/65,535", "fear of being wronged at the end, 65,535 = full"),
    "sanctioned": PeopleColumn("fear", "", "1 if the resident was ever listed, refused, shamed, dismissed or detained"),
    "trust": PeopleColumn("trust", "1/65,535", "trust at the end, 65,535 = full"),
    "trusts": PeopleColumn("trust", "", "1 if the adult would answer that most people can be trusted"),
    "crowded": PeopleColumn("trust", "1/32,767", "honesty crowded in (above 0) or out, 32,767 = 1"),
    "knows_listed": PeopleColumn("ring_tone", "ties", "own live ties to contacts known to be listed"),
    "ties_start": PeopleColumn("ties", "ties", "own ties alive on day 0; 0 for who came later"),
    "ties_left": PeopleColumn("ties", "ties", "own ties alive at the end"),
}
"""What the columns of `people` mean; `<tier>` stands for every tier."""
SERIES_KEYS: dict[str, str] = {
    "day": "day of the run, 0 is `start`",
    "date": "date of the day",
    "region": "number of the region; -1 is the whole, the sum of the others",
}
"""The columns of `series` that say where a row belongs."""


def people_columns() -> dict[str, PeopleColumn]:
    """`PEOPLE_COLUMNS`, and what plug-ins declare as `PEOPLE`: fields that they keep of a person, shown as they stand."""
    found = dict(PEOPLE_COLUMNS)
    for plugin in plugins():
        for name, (unit, meaning) in plugin.people.items():
            if name in found:
                what = f"PEOPLE has {name}, which is a column already. Rename the field."
                raise complaint(plugin.name, plugin.package, plugin.version, what)
            found[name] = PeopleColumn(plugin.name, unit, meaning)
    return found


def series_columns(scenario: Scenario, tier_stride: int) -> list[tuple[str, str, int | None]]:
    """(name, field of the tally, place in it) of every column of `series`. tier_stride: tiers that the records have room for."""
    behaviours = [row.id for row in scenario.society.behaviour]
    tiers = [tier.name for tier in scenario.policy.tier]
    found: list[tuple[str, str, int | None]] = []
    for column in columns_of(installed()):
        if column.count == "behaviours":
            found += [(column.label.format(name), column.name, i) for i, name in enumerate(behaviours)]
        elif column.count == "tiers":
            found += [(column.label.format(name), column.name, i) for i, name in enumerate(tiers)]
        elif column.count == "moves":
            pairs = [(a, b) for a in range(len(tiers)) for b in range(len(tiers)) if a != b]
            found += [(column.label.format(tiers[a], tiers[b]), column.name, a * tier_stride + b) for a, b in pairs]
        else:
            found.append((column.name, column.name, None))
    return found


def people_table(
    scenario: Scenario,
    layout: list[Region],
    key: tuple[int, int],
    moment: tuple[int, int],
    first: int,
    people: Array,
    cold: Array,
    incomes: Array,
) -> Columns:
    """The state of consecutive residents on the morning of a day: int64, one row each.

    key: of the seed; moment: the day, and yearly passes so far; first: id of the first; people, cold: their records; incomes: in
    CNY a month. Incomes, savings and loans are in CNY, x and y in metres.
    """
    day, year = moment
    index = np.arange(first, first + len(people), dtype=np.int64)
    household = people["household"].astype(np.int64)
    x, y = coordinates(index, household, scenario.society.cell_m)
    standing = people["standing"].astype(np.int64)
    table: Columns = {
        "id": index,
        "region": region_of(layout, index),
        "household": index - (household >> 3),
        "x": x,
        "y": y,
        "age": year - cold["birth_year"].astype(np.int64),
        "arrived": people["arrived"],
        "sex": (standing & FEMALE) // FEMALE,
        "group": (standing & GROUP_B) // GROUP_B,
        "listed": (people["listing"] & LISTED) != 0,
        "income": incomes,
        "loan": cold["loan_left"].astype(np.int64) * cold["instalment"] * 10,
        "schooling": cold["school"] & SCHOOLING_BITS,
        "private_school": (cold["school"] & PRIVATE) // PRIVATE,
        "private_years": cold["school"] >> PRIVATE_YEARS,
        "job": people["means"] & JOB_BITS,
        "pupil": (people["means"] & PUPIL) // PUPIL,
        "ties_left": (people["ties"] & TOP15 != 0).sum(axis=1),
        "knows_listed": (people["ties"] & TOP15 != 0).sum(axis=1) - (people["ties"] > 0).sum(axis=1),
        "risk": people["risk"].astype(np.int64) + OFFSET16,
        "displaced": (people["search"] & DISPLACED) != 0,
        "in_debt": (people["means"] & IN_DEBT) // IN_DEBT,
        "informant": people["last_report_day"].astype(np.int64) > day - 1 - DAYS_PER_YEAR,
    }
    for name in ("fear_authority", "fear_wronged", "trust", "tolerance_belief", "severity_belief", "surveillance_belief"):
        table[name] = people[name].astype(np.int64) + OFFSET16
    adult = standing & ADULT != 0
    table["trusts"] = adult & says_yes(index, table["arrived"].astype(np.int64), table["trust"], *key)
    for name in ("score", "clean_score", "tier", "aware", "sanctioned"):
        table[name] = people[name]
    table["crowded"] = cold["crowded"]
    table["tier_start"] = cold["tier_start"] & ~UNSCORED
    table["detained"] = cold["detained"] != 0
    kept = ("savings", "truth_acts", "records", "records_false", "reports_made", "reports_against")
    for name in (*kept, "hours_lost", "days_listed", "times_listed", "days_detained", "ties_start"):
        table[name] = cold[name]
    policy = scenario.policy
    for t, tier in enumerate(policy.tier if policy.active else ()):
        still = np.where((people["tier"] == t) & (cold["tier_start"] & UNSCORED == 0), day, 0)
        table[f"days_{tier.name}"] = np.where(adult, cold["days_tier"][:, t] + still, 0)
    for name in people_columns():
        if name in PEOPLE_COLUMNS:
            continue
        table[name] = people[name] if name in (people.dtype.names or ()) else cold[name]
    return {name: np.ascontiguousarray(column, dtype=np.int64) for name, column in table.items()}
