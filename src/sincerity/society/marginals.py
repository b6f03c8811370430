"""From published marginals to the integer tables that the settling kernel reads.

`load_marginals` reads a preset's data file, fits the joint tables (`ipf`, `families`, `households`) and writes everything
as cumulative thresholds out of 2³² and integer quantile points: one row of `TABLES`. `target_marginals` gives the same
targets as plain numbers, to hold a settled society against.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np

from sincerity.compute.fixed import rounded
from sincerity.errors import SocietyError
from sincerity.society.economy_tables import FIRST_ENROLMENT_AGE, LAST_ENROLMENT_AGE, N_BANDS, N_POINTS, Economy, fit_economy
from sincerity.society.families import GROUP_LOWER, N_GROUPS, Kind, fit_types
from sincerity.society.households import size_cuts
from sincerity.society.ipf import Floats, cuts, whole_parts
from sincerity.society.traits import NAMES as TRAITS
from sincerity.society.turnover import N_AGES, Turnover, fit_turnover
from sincerity.types import CELL_PEOPLE, CERTAIN, MAX_HOUSEHOLD, ONE, TRAIT_TOP, Array

N_KINDS = 20_480
"""Room for household types; rows beyond those in use are never drawn."""

TABLES = np.dtype(
    [
        ("kind_cut", "i8", (N_KINDS,)),  # household types, cumulative within their size
        ("size_cut", "i8", (CELL_PEOPLE + 1, MAX_HOUSEHOLD)),  # [people of the cell without a household]
        ("oldest_cut", "i8", (4,)),  # five-year pieces of the last age group
        ("schooling_cut", "i8", (2, 2, N_BANDS, 4)),  # [urban, woman, age band]
        ("enrolment_cut", "i8", (LAST_ENROLMENT_AGE - FIRST_ENROLMENT_AGE + 1, 4)),  # [age - 16, schooling]: chance of being a pupil
        ("job_cut", "i8", (2, 2, N_BANDS, 4, 3)),  # [urban, woman, age band, schooling]
        ("income_points", "i8", (2, 4, N_POINTS)),  # [urban, income class], tens of CNY a month
        ("fifth_edge", "i8", (4,)),  # highest income of the four lower fifths of adults, tens of CNY a month
        ("band_edge", "i8", (7,)),  # lowest income of the bands 1…7, tens of CNY a month
        ("savings_points", "i8", (2, 6, 5, N_POINTS)),  # [woman, money age band, fifth], tenths of months of income
        ("loan_cut", "i8", (2, 6, 5)),  # [woman, money age band, fifth]: chance of a loan
        ("loan_wish_cut", "i8", (2, 6, 5)),  # [woman, money age band, fifth]: chance of wishing for one this month, who has none
        ("loan_months", "i8", (2,)),  # instalments of a loan for a car, for a house
        ("payment_share", "i8", (2,)),  # the lowest and highest share of income that an instalment takes, Q16
        ("new_house_cut", "i8"),  # chance of a new loan being for a house
        ("old_house_cut", "i8"),  # the same of a loan that runs
        ("death_cut", "i8", (2, N_AGES)),  # [woman, age]: chance of dying within the year
        ("leave_cut", "i8", (2, N_AGES)),  # [woman, age]: chance of dying or moving away
        ("age_target", "i8", (2, N_GROUPS)),  # [woman, age group]: shares of all residents, together 2³²
        ("boy_cut", "i8"),  # chance of a newborn being a boy
        ("trait_points", "i8", (len(TRAITS), N_POINTS)),  # 1/128, 0…128
        ("urban_cut", "i8"),
        ("group_b_cut", "i8"),
        ("least_income", "i8"),  # tens of CNY a month that savings are reckoned on at least
        ("kind_first", "i4", (MAX_HOUSEHOLD + 2,)),  # [size]: its first household type
        ("group_lower", "i4", (N_GROUPS,)),
        ("group_width", "i4", (N_GROUPS,)),
        ("retired_from", "i4", (2,)),
        ("money_age_from", "i4", (6,)),
        ("kind_core", "i1", (N_KINDS,)),
        ("kind_members", "i1", (N_KINDS, MAX_HOUSEHOLD)),  # 2·age group + woman
    ],
    align=True,
)
"""Lookup tables of one preset. Cuts are cumulative thresholds out of 2³²: a word falls on the first level it lies below."""


@dataclass(frozen=True)
class Preset:
    """A data file with its fits: shares of persons by sex × age group, household types, the economy's tables, who dies and moves."""

    data: dict[str, Any]
    age_sex: Floats
    kinds: list[Kind]
    economy: Economy
    turnover: Turnover


def presets() -> list[str]:
    """Names of the shipped presets."""
    folder = resources.files("sincerity.society") / "data"
    return sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml"))


@lru_cache(maxsize=4)
def load_preset(preset: str) -> Preset:
    """Read and fit a preset; some tenths of a second, once a process.

    Raises
    ------
    SocietyError
        Where there is no such preset or its marginals contradict each other.
    """
    if preset not in presets():
        raise SocietyError(f"society.preset = {preset!r} is not a preset. There are: {', '.join(presets())}.")
    data = tomllib.loads((resources.files("sincerity.society") / "data" / f"{preset}.toml").read_text(encoding="utf-8"))
    age_sex = _age_sex(data)
    kinds = fit_types(age_sex, _shares(data["household_size"]["shares"]), _shares(data["generations"]["shares"]))
    if len(kinds) > N_KINDS:
        raise SocietyError(f"{preset}: {len(kinds):,} household types, room for {N_KINDS:,}. Raise N_KINDS.")
    return Preset(data, age_sex, kinds, fit_economy(data, age_sex), fit_turnover(data, age_sex))


def load_marginals(preset: str, group_b_share: float) -> Array:
    """The tables of a preset, one row of `TABLES`; households are of group B with the chance `group_b_share`."""
    fitted = load_preset(preset)
    data, economy, turnover = fitted.data, fitted.economy, fitted.turnover
    tables = np.zeros(1, dtype=TABLES)
    row = tables[0]
    first = 0
    for size in range(1, MAX_HOUSEHOLD + 1):
        of_size = [k for k in fitted.kinds if len(k.members) == size]
        row["kind_first"][size] = first
        row["kind_cut"][first : first + len(of_size)] = cuts([k.weight for k in of_size])
        for i, kind in enumerate(of_size, first):
            row["kind_core"][i] = kind.core
            row["kind_members"][i, :size] = kind.members
        first += len(of_size)
    row["kind_first"][MAX_HOUSEHOLD + 1] = first
    row["size_cut"] = size_cuts(data["household_size"]["shares"])
    row["oldest_cut"] = cuts(data["age_sex"]["oldest"]["persons"])
    row["group_lower"] = GROUP_LOWER
    row["group_width"] = [b - a for a, b in zip(GROUP_LOWER, (*GROUP_LOWER[1:], GROUP_LOWER[-1] + 20), strict=True)]
    row["urban_cut"] = _chance(data["urban"]["share"])
    row["group_b_cut"] = _chance(group_b_share)
    row["schooling_cut"] = economy.schooling_cut
    row["enrolment_cut"] = economy.enrolment_cut
    row["job_cut"] = economy.job_cut
    row["income_points"] = economy.income_points
    row["fifth_edge"] = economy.fifth_edge
    row["band_edge"] = [edge // 10 for edge in data["income"]["bands"]["edges"]]
    row["savings_points"] = economy.savings_points
    row["loan_cut"] = economy.loan_cut
    row["loan_wish_cut"] = economy.loan_wish_cut
    row["loan_months"] = data["loan"]["terms"]["months"]
    row["payment_share"] = [rounded(Fraction(share) * ONE) for share in data["loan"]["terms"]["payment_share"]]
    row["new_house_cut"], row["old_house_cut"] = economy.house_cuts
    row["death_cut"], row["leave_cut"] = turnover.death_cut, turnover.leave_cut
    row["age_target"], row["boy_cut"] = turnover.age_target, turnover.boy_cut
    row["least_income"] = data["savings"]["least_income"] // 10
    row["retired_from"] = data["income"]["retired_from"]
    row["money_age_from"] = data["savings"]["age_from"]
    row["trait_points"] = [data["traits"][name] for name in TRAITS]
    return tables


def target_marginals(preset: str, group_b_share: float) -> dict[str, dict[str, float]]:
    """Every marginal a settled society is held against: name → level → share of its own base, in [0, 1]."""
    fitted = load_preset(preset)
    data = fitted.data
    out: dict[str, dict[str, float]] = {"age_sex": {}, "household_size": {}}
    for sex, who in enumerate(("men", "women")):
        for group, lower in enumerate(GROUP_LOWER):
            out["age_sex"][f"{who} {lower}+"] = float(fitted.age_sex[sex, group])
    for size, share in enumerate(_shares(data["household_size"]["shares"]), 1):
        out["household_size"][str(size)] = float(share)
    out["urban"] = {"cells": float(data["urban"]["share"])}
    out["group_b"] = {"households": group_b_share}
    out.update(fitted.economy.targets)
    for name in TRAITS:
        out[name] = _trait_shares(data["traits"][name])
    return out


def _chance(share: float) -> int:
    return whole_parts([share, 1.0 - share])[0] if 0.0 < share < 1.0 else (CERTAIN if share >= 1.0 else 0)


def _shares(values: list[float]) -> Floats:
    return np.array([v / math.fsum(values) for v in values])


def _age_sex(data: dict[str, Any]) -> Floats:
    """Shares of all persons, sex × age group, 15-19 split at 18."""
    young = float(data["age_sex"]["split"]["share_15_17"])
    rows = []
    for who in ("men", "women"):
        five = [float(x) for x in data["age_sex"][who]]
        rows.append([*five[:3], five[3] * young, five[3] * (1.0 - young), *five[4:]])
    whole = math.fsum(rows[0] + rows[1])
    return np.array([[x / whole for x in row] for row in rows])


def _trait_shares(points: list[int]) -> dict[str, float]:
    """Shares of a trait's four quarters of its range: within a piece the value is even over low…high-1."""
    quarters = [0.0] * 4
    for low, high in pairwise(points):
        for value in range(low, max(high, low + 1)):
            quarters[min(value, TRAIT_TOP) // 32] += 1.0 / (N_POINTS - 1) / max(high - low, 1)
    return {f"{32 * q}-{32 * q + 31}": share for q, share in enumerate(quarters)}
