"""Deaths, moves, births and newcomers: a yearly turnover that keeps the numbers of people and the census's ages and sexes.

Once a year each resident of whole age a dies, or moves away, or becomes a + 1; nobody passes 104. Each place left is
filled at once. Newcomers are drawn by sex and age group in proportion to what the groups lack of `age_target`, and come at
the lowest age of the group; what the group from birth lacks is newborns, whose sex falls by `boy_cut`. The pyramid of 2020
is not stationary: where it narrows faster with age than people die, those in excess move away; where it widens, newcomers
come.

The share that must move is the least that leaves every group at its target, if within a group only death thins the ages
(`steady_ages`): so moves fall on the last year before a group, and newcomers on its first. A settled society has its ages
even within a group instead: on the way the group from 85 swings by a twentieth of its target, groups below
80 by less than a hundredth. Newcomers at all ages of a group, or moves spread over five years, would put groups off by a
tenth.

Only + - * / on single doubles and `math.fsum` are used, as in `ipf`: the same bits on any machine.

Not modelled: deaths and moves do not depend on schooling, income, place or household; the region neither grows nor ages.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from sincerity.errors import SocietyError
from sincerity.society.families import GROUP_LOWER, N_GROUPS
from sincerity.society.ipf import Floats, whole_parts
from sincerity.types import CERTAIN, Array

N_AGES = 105
RATE_LOWER = (0, 1, *range(5, N_AGES, 5))
"""Lowest age of each death rate of a preset: 0, 1-4, 5-9, … 95-99, 100 and over."""
GROUP_END = (*GROUP_LOWER[1:], N_AGES)
"""The age after each age group."""
WHO = ("men", "women")


@dataclass(frozen=True)
class Turnover:
    """Integer tables, shaped as the fields of the same names of `marginals.TABLES`.

    death_cut: [woman, age], thresholds out of 2³² of dying within the year
    leave_cut: [woman, age], the same of dying or moving away
    age_target: [woman, age group], shares of all residents, which add up to 2³²
    boy_cut: threshold out of 2³² of a newborn being a boy
    """

    death_cut: Array
    leave_cut: Array
    age_target: Array
    boy_cut: int


def steady_ages(death: Floats, age_sex: Floats) -> Floats:
    """Shares of all residents by sex and whole age if, within an age group, only death thins them: where turnover leads.

    Parameters
    ----------
    death: chances of dying within the year, sex × age
    age_sex: shares of all persons, sex × age group
    """
    out = np.zeros((2, N_AGES))
    for sex, (lower, end, share) in product(range(2), zip(GROUP_LOWER, GROUP_END, age_sex.T.tolist(), strict=True)):
        alive = [1.0]
        for chance in death[sex, lower : end - 1].tolist():
            alive.append(alive[-1] * (1.0 - chance))
        out[sex, lower:end] = [share[sex] * (x / math.fsum(alive)) for x in alive]
    return out


def fit_turnover(data: dict[str, Any], age_sex: Floats) -> Turnover:
    """The tables of a preset; `age_sex` are shares of all persons, sex × age group.

    Raises
    ------
    SocietyError
        Where a death rate is missing or out of range, or so is the sex ratio at birth.
    """
    death = np.array([_death_cuts(who, data["mortality"][who]) for who in WHO], dtype=np.int64)
    boys = float(data["births"]["boys_per_100_girls"])
    if not 0 < boys < math.inf:
        raise SocietyError(f"births: boys_per_100_girls is {boys:g}; it must be a number above zero. Correct the data file.")
    ages = steady_ages(death / CERTAIN, age_sex)
    leave = death.copy()
    for sex, end in product(range(2), GROUP_END[:-1]):
        here, older = float(ages[sex, end - 1]), float(ages[sex, end])
        if older < here:
            leave[sex, end - 1] = max(int(death[sex, end - 1]), _threshold(1.0 - older / here))
    return Turnover(
        death_cut=death,
        leave_cut=leave,
        age_target=np.array(whole_parts(age_sex.ravel().tolist()), dtype=np.int64).reshape(2, N_GROUPS),
        boy_cut=_threshold(boys / (100.0 + boys)),
    )


def _threshold(chance: float) -> int:
    return whole_parts([chance, 1.0 - chance])[0]


def _death_cuts(who: str, rates: list[float]) -> list[int]:
    """Thresholds of dying within the year at the ages 0…104, from deaths per 1,000 and year at the ages of `RATE_LOWER`."""
    if len(rates) != len(RATE_LOWER):
        raise SocietyError(
            f"mortality: {len(rates)} rates of {who} for {len(RATE_LOWER)} ages (0, 1-4, 5-9, … 95-99, 100 and over). Give one for each."
        )
    for lower, rate in zip(RATE_LOWER, rates, strict=True):
        if not 0 <= rate <= 1000:
            raise SocietyError(f"mortality: the rate of {who} from {lower} is {rate:g}; it must lie between 0 and 1,000 deaths per 1,000.")
    chances = [(rate / 1000.0) / (1.0 + rate / 2000.0) for rate in rates]
    of_age = [max(i for i, lower in enumerate(RATE_LOWER) if lower <= age) for age in range(N_AGES - 1)]
    return [*(_threshold(chances[i]) for i in of_age), CERTAIN]
