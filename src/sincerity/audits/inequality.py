"""Inequality: how unevenly incomes, and the harm that a policy does, lie on adults.

The Gini coefficient of n values in ascending order, Σ (2 i - n - 1) xᵢ / (n Σ x) (Gini 1912; Cowell, *Measuring Inequality*, 3rd ed.,
Oxford 2011): 0 where all have the same, 1 - 1/n where one has all. *Harm* is counted in days: on the list, detained, and hours on slow
trains by 24; that a day of each weighs the same is a choice.

Incomes are those of the last month, of all adults, those without any included. The interval is a jackknife over regions.

Left out: wealth; refusals that cost no days; inequality between households. Counts of days are those of who lives there on the last day.
"""

from __future__ import annotations

import numpy as np

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import NO_TWIN, Evidence, Side
from sincerity.audits.intervals import left_out
from sincerity.society.livelihood import ADULT_AGE
from sincerity.types import Array

SECTION = (ASSESSED, DISPROPORTIONATE)
FORMULA = "Σ (2 i - n - 1) xᵢ / (n Σ x), x ascending"
GINI = "Gini 1912; Cowell 2011"
HARM = "days_listed + days_detained + hours_lost / 24.0"


def _gini(name: str, title: str, of: str) -> About:
    return About(name, title, SECTION, "0 to 1", f"Gini coefficient of {of}, over adults in regions ever under the policy.", FORMULA, GINI)


INCOME = _gini("gini_income", "(d) Gini of incomes", "monthly income")
INCOME_CHANGE = About(
    "gini_income_change",
    "(d) Gini of incomes, against the twin",
    SECTION,
    "0 to 1",
    "Gini coefficient of monthly income less that of the same adults in the twin.",
    "gini_income of the run - of the twin, same regions",
    GINI,
)
LISTED = _gini("gini_days_listed", "(d) Gini of days on the list", "days on the list")
HARMS = _gini("gini_harm", "(d) Gini of harm in days", "days on the list, days detained and hours lost by 24")
ABOUTS = (INCOME, INCOME_CHANGE, LISTED, HARMS)


def measure(evidence: Evidence) -> list[Measure]:
    """Of incomes and of harm, and of incomes against the twin."""
    region, income = _adults(evidence, "income")
    n = len(region)
    return [
        INCOME.found(
            left_out(lambda kept: gini(income[kept]), region, n, least=0.0), otherwise="No adult of such a region earns anything."
        ),
        change(evidence, region, income),
        *(of_harm(evidence, about, sql, why) for about, sql, why in OF_HARM),
    ]


OF_HARM = ((LISTED, "days_listed", "Nobody was ever listed."), (HARMS, HARM, "No harm was counted in days."))


def of_harm(evidence: Evidence, about: About, sql: str, why: str) -> Measure:
    """Of what a policy does, over all adults."""
    region, harm = _adults(evidence, sql)
    return about.found(left_out(lambda kept: gini(harm[kept]), region, len(region), least=0.0), otherwise=why)


def change(evidence: Evidence, region: Array, income: Array) -> Measure:
    """Against the same adults in the twin."""
    if evidence.twin is None:
        return INCOME_CHANGE.missing(NO_TWIN)
    _, other = _adults(evidence, "income", evidence.twin)

    def between(kept: Array) -> float | None:
        here, there = gini(income[kept]), gini(other[kept])
        return None if here is None or there is None else here - there

    return INCOME_CHANGE.found(left_out(between, region, len(region)), otherwise="No adult of such a region earns anything.")


def gini(values: Array) -> float | None:
    """Of values of at least 0; None where they are all 0.

    >>> gini(np.array([1.0, 1.0, 1.0])), gini(np.array([0.0, 0.0, 0.0, 8.0])), gini(np.zeros(3))
    (0.0, 0.75, None)
    """
    whole, n = float(values.sum()), len(values)
    if not whole:
        return None
    ranks = 2 * np.arange(1, n + 1) - n - 1
    return float(np.sum(ranks * np.sort(values)) / (n * whole))


def _adults(evidence: Evidence, sql: str, side: Side | None = None) -> tuple[Array, Array]:
    """Region and value of each adult, by id, in regions that the audited run's policy ever covered."""
    found = (side or evidence).rows(f"SELECT region, ({sql})::DOUBLE AS value FROM @people WHERE age >= {ADULT_AGE} ORDER BY id")
    kept = evidence.covered[found["region"]]
    return found["region"][kept], found["value"][kept]
