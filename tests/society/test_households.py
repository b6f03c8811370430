import math
from collections import Counter

import numpy as np
import pytest

from sincerity.errors import SocietyError
from sincerity.society.families import FIRST_ADULT_GROUP, GROUP_LOWER, N_GROUPS
from sincerity.society.households import cell_weights, expected_sizes, household_sizes, size_cuts
from sincerity.society.marginals import load_marginals, load_preset
from sincerity.types import CELL_PEOPLE, CERTAIN

SHARES = [0.2539, 0.2968, 0.2099, 0.1317, 0.0617, 0.0460]


@pytest.mark.parametrize("shares", [SHARES, [1, 1, 1, 1, 1, 1], [9, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0]])
def test_a_full_cell_is_expected_to_hold_the_published_proportions(shares):
    found = expected_sizes(cell_weights(shares))
    assert [f / math.fsum(found) for f in found] == pytest.approx([s / sum(shares) for s in shares], abs=1e-9)
    assert sum(k * f for k, f in enumerate(found, 1)) == pytest.approx(CELL_PEOPLE)


def test_no_household_is_larger_than_what_is_left():
    rows = size_cuts(SHARES)
    for left in range(1, CELL_PEOPLE + 1):
        assert rows[left][min(left, 6) - 1] == CERTAIN


@pytest.mark.parametrize("shares", [[0, 1, 1, 1, 1, 1], [1, 1], [1, -1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 9]])
def test_sizes_that_cannot_fill_every_cell_are_refused(shares):
    with pytest.raises(SocietyError, match=r"household_size\.shares"):
        size_cuts(shares)


@pytest.mark.parametrize("n_people", [1, 2, 5, 6, 7, 63, 64])
def test_a_drawn_partition_fills_the_cell(n_people):
    tables = load_marginals("china-2020", 0.1).view(np.recarray)[0]
    drawn = [household_sizes(cell, n_people, 1, 0, tables) for cell in range(50)]
    assert all(sum(sizes) == n_people and min(sizes) >= 1 and max(sizes) <= 6 for sizes in drawn)
    assert n_people < 5 or len({tuple(sizes) for sizes in drawn}) > 5


def test_household_types_meet_sizes_generations_and_persons():
    fitted = load_preset("china-2020")
    sizes, depths, persons = Counter(), Counter(), np.zeros((2, N_GROUPS))
    for kind in fitted.kinds:
        sizes[len(kind.members)] += kind.weight
        depths[min(kind.generations, 3)] += kind.weight
        for code in kind.members:
            persons[code & 1, code >> 1] += kind.weight
    assert [sizes[n] for n in range(1, 7)] == pytest.approx(np.array(SHARES) / sum(SHARES), abs=1e-6)
    assert [depths[n] for n in (1, 2, 3)] == pytest.approx([0.4950, 0.3672, 0.1378], abs=1e-5)
    assert persons / persons.sum() == pytest.approx(fitted.age_sex, abs=1e-6)


def test_no_household_type_leaves_a_child_alone_or_turns_generations_round():
    for kind in load_preset("china-2020").kinds:
        groups = [code >> 1 for code in kind.members]
        core = groups[: kind.core]
        assert min(core) >= FIRST_ADULT_GROUP
        young = min(GROUP_LOWER[g] for g in core)
        for group in groups[kind.core :]:
            assert GROUP_LOWER[group] >= young + 20 or GROUP_LOWER[group] <= young - 20
        minors = [g < FIRST_ADULT_GROUP for g in groups]
        assert minors == sorted(minors)  # adults first
        if kind.core == 2 and kind.label != "flatmates":
            assert kind.members[0] & 1 == 0
            assert kind.members[1] & 1 == 1
            assert abs(GROUP_LOWER[core[0]] - GROUP_LOWER[core[1]]) <= 10
