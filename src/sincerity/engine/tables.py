"""A simulation's state as tables: the columns of `series`, the rows of `people`. All integers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sincerity.compute.fixed import DAYS_PER_YEAR, OFFSET16
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.records import columns_of
from sincerity.society.places import Region, coordinates, region_of
from sincerity.types import ADULT, FEMALE, GROUP_B, LISTED, NEVER, Array, Columns

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario


def series_columns(scenario: Scenario, tier_stride: int) -> list[tuple[str, str, int | None]]:
    """(name, field of the tally, place in it) of every column of `series`. tier_stride: tiers that the records have room for."""
    behaviours = [row.id for row in scenario.society.behaviour]
    tiers = [tier.name for tier in scenario.policy.tier]
    found: list[tuple[str, str, int | None]] = []
    for column in columns_of(BUILT_IN):
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


def people_table(scenario: Scenario, layout: list[Region], day: int, first: int, people: Array, cold: Array) -> Columns:
    """The state of consecutive residents on the morning of `day`: int64, one row each.

    first: id of the first; people, cold: their records. Incomes, savings and loans are in CNY, x and y in metres.
    """
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
        "age": -cold["birth_day"].astype(np.int64) // DAYS_PER_YEAR,
        "sex": (standing & FEMALE) // FEMALE,
        "group": (standing & GROUP_B) // GROUP_B,
        "listed": (people["listing"] & LISTED) != 0,
        "income": cold["income"].astype(np.int64) * 10,
        "loan": cold["loan"].astype(np.int64) * 1000,
        "ties_left": (people["ties"] > 0).sum(axis=1),
        "risk": people["risk"].astype(np.int64) + OFFSET16,
        "in_debt": people["debt_day"] != NEVER,
        "informant": people["last_report_day"].astype(np.int64) > day - 1 - DAYS_PER_YEAR,
    }
    for name in ("score", "clean_score", "tier"):
        table[name] = people[name]
    kept = ("savings", "schooling", "job", "truth_acts", "records", "records_false", "reports_made", "reports_against")
    for name in (*kept, "hours_lost", "days_listed", "times_listed", "ties_start", "tier_start"):
        table[name] = cold[name]
    policy = scenario.policy
    for t, tier in enumerate(policy.tier if policy.active and policy.scoring.active else ()):
        still = np.where(people["tier"] == t, day - cold["tier_since"].astype(np.int64), 0)
        table[f"days_{tier.name}"] = np.where(standing & ADULT != 0, cold["days_tier"][:, t] + still, 0)
    return {name: np.ascontiguousarray(column, dtype=np.int64) for name, column in table.items()}
