import copy
import math
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytest

from sincerity.errors import SocietyError
from sincerity.society.families import GROUP_LOWER, N_GROUPS, OLDEST
from sincerity.society.ipf import Floats
from sincerity.society.marginals import load_preset
from sincerity.society.turnover import GROUP_END, N_AGES, Turnover, fit_turnover, steady_ages
from sincerity.types import CERTAIN

OLD = GROUP_LOWER.index(80)


@dataclass(frozen=True)
class Flows:
    """One expected year. All are shares of the residents, and die + move = newborns + newcomers.

    die, move, newborns: sums
    newcomers: [woman, age group]
    ages: [woman, age], a year later
    """

    die: float
    move: float
    newborns: float
    newcomers: Floats
    ages: Floats


def single_ages(data: dict[str, Any], age_sex: Floats) -> Floats:
    """Shares of all residents by sex and whole age as `people.age_in_group` settles them: even within a group."""
    oldest = [float(x) for x in data["age_sex"]["oldest"]["persons"]]
    out = np.zeros((2, N_AGES))
    for sex, (lower, end, share) in product(range(2), zip(GROUP_LOWER, GROUP_END, age_sex.T.tolist(), strict=True)):
        if lower < OLDEST:
            out[sex, lower:end] = share[sex] / (end - lower)
            continue
        for first, persons in zip(range(lower, end, 5), oldest, strict=True):
            out[sex, first : first + 5] = share[sex] * (persons / math.fsum(oldest)) / 5
    return out


def expected_flows(turnover: Turnover, ages: Floats) -> Flows:
    """What a year is expected to bring to residents of these ages: shares of all, shaped as of `single_ages`."""
    gone = ages * (turnover.leave_cut / CERTAIN)
    die, left = _sum(ages * (turnover.death_cut / CERTAIN)), _sum(gone)
    later = np.zeros((2, N_AGES))
    later[:, 1:] = (ages - gone)[:, :-1]
    lacks = turnover.age_target / CERTAIN
    for sex, (group, lower) in product(range(2), enumerate(GROUP_LOWER)):
        lacks[sex, group] = max(0.0, float(lacks[sex, group]) - _sum(later[sex, lower : GROUP_END[group]]))
    newcomers = lacks * (left / _sum(lacks))
    newborns = float(newcomers[0, 0] + newcomers[1, 0])
    newcomers[:, 0] = 0.0
    later[:, list(GROUP_LOWER)] += newcomers
    boys = newborns * (turnover.boy_cut / CERTAIN)
    later[:, 0] = [boys, newborns - boys]
    return Flows(die=die, move=left - die, newborns=newborns, newcomers=newcomers, ages=later)


def _sum(table: Floats) -> float:
    return math.fsum(table.ravel().tolist())


@pytest.fixture(scope="module")
def preset():
    return load_preset("china-2020")


@pytest.fixture(scope="module")
def turnover(preset):
    return fit_turnover(preset.data, preset.age_sex)


def in_groups(ages):
    return np.stack([ages[:, lower:end].sum(axis=1) for lower, end in zip(GROUP_LOWER, GROUP_END, strict=True)], axis=1)


def test_thresholds_are_ordered_and_end_in_certainty(turnover):
    assert turnover.death_cut.shape == turnover.leave_cut.shape == (2, N_AGES)
    assert turnover.death_cut.min() > 0
    assert (turnover.death_cut[:, :-1] < turnover.death_cut[:, -1:]).all()
    assert (turnover.death_cut <= turnover.leave_cut).all()
    assert (turnover.death_cut[:, -1] == CERTAIN).all()
    assert (turnover.leave_cut[:, :-1] < CERTAIN).all()
    assert 0 < turnover.boy_cut < CERTAIN


def test_death_comes_nearer_with_age_from_30_and_sooner_to_men(turnover):
    assert (np.diff(turnover.death_cut[:, 30:]) >= 0).all()
    assert (turnover.death_cut[0, :-1] > turnover.death_cut[1, :-1]).all()


def test_moves_fall_on_the_last_year_before_a_group(turnover):
    moves = np.flatnonzero((turnover.leave_cut > turnover.death_cut).any(axis=0))
    assert set(moves.tolist()) <= {end - 1 for end in GROUP_END[:-1]}
    assert {34, 59} <= set(moves.tolist())  # after the large cohorts of 1986-1990 and 1961-1965


def test_targets_are_the_published_shares(turnover, preset):
    assert turnover.age_target.shape == (2, N_GROUPS)
    assert turnover.age_target.sum() == CERTAIN
    assert turnover.age_target / CERTAIN == pytest.approx(preset.age_sex, abs=1 / CERTAIN)


@pytest.mark.parametrize(("sex", "published"), [(0, 75.37), (1, 80.88)])
def test_life_expectancy_is_the_published_one(turnover, sex, published):
    # National Bureau of Statistics, 2020; within a fifth of a year.
    alive = np.cumprod(1 - turnover.death_cut[sex] / CERTAIN)
    assert 0.5 + alive.sum() == pytest.approx(published, abs=0.2)


def test_deaths_are_near_the_published_ones(turnover, preset):
    # 7.07 per 1,000 in 2020, National Bureau of Statistics; within 0.8: see the note of the data file.
    assert expected_flows(turnover, single_ages(preset.data, preset.age_sex)).die == pytest.approx(7.07e-3, abs=0.8e-3)


def test_boys_at_birth_are_the_published_ones(turnover):
    assert turnover.boy_cut / (CERTAIN - turnover.boy_cut) == pytest.approx(1.113, abs=1e-8)


def test_both_ages_hold_every_group_at_its_target(turnover, preset):
    even = single_ages(preset.data, preset.age_sex)
    assert in_groups(even) == pytest.approx(preset.age_sex, rel=1e-12)
    oldest = np.array(preset.data["age_sex"]["oldest"]["persons"])
    assert even[:, 85:].sum(axis=0).reshape(-1, 5).sum(axis=1) / even[:, 85:].sum() == pytest.approx(oldest / oldest.sum(), rel=1e-12)
    assert in_groups(steady_ages(turnover.death_cut / CERTAIN, preset.age_sex)) == pytest.approx(preset.age_sex, rel=1e-12)


def test_the_pyramid_is_kept_for_a_century(turnover, preset):
    ages = single_ages(preset.data, preset.age_sex)
    for year in range(1, 101):
        flows = expected_flows(turnover, ages)
        ages = flows.ages
        off = in_groups(ages) - preset.age_sex
        # Until ages even within a group have become steady ones, the oldest swing: shares of the target, then of all residents.
        assert np.abs(off / preset.age_sex)[:, :OLD].max() <= 0.006, year
        assert np.abs(off / preset.age_sex).max() <= (0.06 if year < 30 else 0.01), year
        assert np.abs(off).max() <= 3e-4, year
        assert ages.min() >= 0
        assert ages.sum() == pytest.approx(1, abs=1e-12)
        assert flows.die + flows.move == pytest.approx(flows.newborns + flows.newcomers.sum(), abs=1e-15)
        assert 0.02 < flows.die + flows.move < 0.03, year


def test_steady_ages_stay_as_they_are_but_for_the_sexes_of_newborns(turnover, preset):
    steady = steady_ages(turnover.death_cut / CERTAIN, preset.age_sex)
    flows = expected_flows(turnover, steady)
    assert flows.ages[:, 1:] == pytest.approx(steady[:, 1:], abs=1e-9)
    assert flows.ages[:, 0].sum() == pytest.approx(steady[:, 0].sum(), abs=1e-9)
    assert flows.ages[:, 0] == pytest.approx(steady[:, 0], rel=2e-3)
    assert flows.die == pytest.approx(7.84e-3, abs=1e-5)
    assert flows.move == pytest.approx(17.64e-3, abs=1e-5)
    assert flows.newborns == pytest.approx(11.11e-3, abs=1e-5)


def test_newcomers_come_where_the_pyramid_widens(turnover, preset):
    newcomers = expected_flows(turnover, steady_ages(turnover.death_cut / CERTAIN, preset.age_sex)).newcomers
    share = newcomers.sum(axis=0) / newcomers.sum()
    assert (newcomers >= 0).all()
    assert share[0] == 0
    assert share[GROUP_LOWER.index(25) : GROUP_LOWER.index(35)].sum() == pytest.approx(0.49, abs=0.01)
    assert share[GROUP_LOWER.index(70) :].sum() == pytest.approx(0, abs=1e-6)


def test_a_second_fit_has_the_same_bits(turnover, preset):
    again = fit_turnover(copy.deepcopy(preset.data), preset.age_sex.copy())
    for name in ("death_cut", "leave_cut", "age_target"):
        assert getattr(again, name).tobytes() == getattr(turnover, name).tobytes()
    assert again.boy_cut == turnover.boy_cut


def test_an_empty_group_has_nobody_to_move(turnover, preset):
    shares = preset.age_sex.copy()
    shares[:, 1] = 0.0
    emptied = fit_turnover(preset.data, shares)
    assert (emptied.leave_cut[:, 4] == CERTAIN).all()
    assert (emptied.leave_cut[:, 9] == emptied.death_cut[:, 9]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["mortality"]["men"].__setitem__(2, -0.1), r"rate of men from 5 is -0\.1; it must lie between"),
        (lambda data: data["mortality"]["women"].__setitem__(21, 1000.5), r"rate of women from 100 is 1000\.5; it must lie between"),
        (lambda data: data["mortality"]["men"].__setitem__(0, float("nan")), r"rate of men from 0 is nan"),
        (lambda data: data["mortality"]["women"].pop(), r"21 rates of women for 22 ages.*Give one for each"),
        (lambda data: data["births"].update(boys_per_100_girls=0), r"boys_per_100_girls is 0; it must be a number above zero"),
    ],
)
def test_a_broken_preset_is_named(preset, change, words):
    data = copy.deepcopy(preset.data)
    change(data)
    with pytest.raises(SocietyError, match=words):
        fit_turnover(data, preset.age_sex)
