import hashlib
import tomllib
from importlib import resources

import numpy as np
import pytest

from sincerity.errors import SocietyError
from sincerity.society import livelihood
from sincerity.society.economy_tables import N_BANDS, share_up_to
from sincerity.society.families import GROUP_LOWER, N_GROUPS
from sincerity.society.marginals import TABLES, TRAITS, load_marginals, load_preset, presets, target_marginals
from sincerity.types import CERTAIN, ONE, TRAIT_TOP

TABLES_DIGEST = "4d4a84d0a2516804409169ed391f98cb10f8aec4b1f4db29cbd8d05ceac875bf"
"""SHA-256 of the fitted tables: the same on any machine. After a change of data or fit, copy it from the failure."""


@pytest.fixture(scope="module")
def tables():
    return load_marginals("china-2020", 0.1)


def test_every_value_of_a_preset_has_a_source_and_a_confidence():
    for preset in presets():
        data = tomllib.loads((resources.files("sincerity.society") / "data" / f"{preset}.toml").read_text(encoding="utf-8"))

        def walk(table, path, inherited):
            sourced = "source" in table
            if sourced:
                assert table["confidence"] in {"H", "M", "D", "MEM", "assumed"}, path
                assert table["confidence"] in {"H", "M", "D"} or "plausible" in table or path.endswith("bands"), path
            values = [k for k, v in table.items() if not isinstance(v, dict) and k not in {"source", "confidence", "plausible", "note"}]
            assert sourced or inherited or not values or path == "", path
            for key, value in table.items():
                if isinstance(value, dict):
                    walk(value, f"{path}.{key}", False)

        walk(data, "", False)


def test_the_tables_are_the_same_bits_on_any_machine(tables):
    digest = hashlib.sha256()
    for name in TABLES.names:
        digest.update(name.encode() + tables[name].astype("<i8").tobytes())
    assert digest.hexdigest() == TABLES_DIGEST


@pytest.mark.parametrize("name", ["size_cut", "oldest_cut", "schooling_cut", "job_cut"])
def test_thresholds_rise_to_certainty(tables, name):
    rows = tables[name][0]
    rows = rows[1:] if name == "size_cut" else rows
    assert (np.diff(rows, axis=-1) >= 0).all()
    assert (rows[..., -1] == CERTAIN).all()


def test_household_types_rise_to_certainty_within_each_size(tables):
    first = tables["kind_first"][0]
    for size in range(1, 7):
        cut = tables["kind_cut"][0, first[size] : first[size + 1]]
        assert (np.diff(cut) >= 0).all()
        assert cut[-1] == CERTAIN
        members = tables["kind_members"][0, first[size] : first[size + 1], :size]
        assert members.min() >= 0
        assert members.max() < 2 * N_GROUPS


def test_chances_and_points_are_in_range(tables):
    row = tables[0]
    for name in (
        *("enrolment_cut", "loan_cut", "loan_wish_cut", "new_house_cut", "old_house_cut", "death_cut", "leave_cut", "boy_cut"),
        *("urban_cut", "group_b_cut"),
    ):
        assert row[name].min() >= 0
        assert row[name].max() <= CERTAIN
    for name in ("income_points", "savings_points", "trait_points"):
        assert (np.diff(row[name], axis=-1) >= 0).all()
        assert row[name].min() >= 0
    assert row["schooling_cut"].shape == (2, 2, N_BANDS, 4)
    assert 0 < row["payment_share"][0] < row["payment_share"][1] < ONE
    assert 0 < row["loan_months"][0] < row["loan_months"][1] < 1 << 15


def test_a_loan_fits_its_field(tables):
    """The largest instalment, and all that can be saved, in the narrow fields that keep them."""
    row = tables[0]
    most = int(row["income_points"].max())
    assert (most * int(row["payment_share"][1])) >> 16 < 1 << 15
    assert most < livelihood.MAX_INCOME
    assert int(row["savings_points"].max()) * most < 1 << 31


def test_loans_are_wished_for_as_often_as_they_end(tables):
    """By hand, for men of 18-24 in the richest fifth, who have time for every loan: share / (1 - share) / mean months."""
    row = tables[0]
    share = int(row["loan_cut"][0, 0, 4]) / CERTAIN
    assert 0 < share < 1
    house = int(row["new_house_cut"]) / CERTAIN
    months = house * 240 + (1 - house) * 36
    assert row["loan_months"].tolist() == [36, 240]
    assert int(row["loan_wish_cut"][0, 0, 4]) / CERTAIN == pytest.approx(share / (1 - share) / months, rel=1e-6)
    # Men of 55-64 retire at 60: before that, a loan runs at most until then, and at least a year.
    share = int(row["loan_cut"][0, 4, 4]) / CERTAIN
    ages = [house * min(240, max(12, 12 * (60 - age))) + (1 - house) * min(36, max(12, 12 * (60 - age))) for age in range(55, 60)]
    months = (sum(ages) + 5 * (house * 240 + (1 - house) * 36)) / 10
    assert int(row["loan_wish_cut"][0, 4, 4]) / CERTAIN == pytest.approx(share / (1 - share) / months, rel=1e-6)


def test_who_has_next_to_no_income_neither_owes_nor_wishes(tables):
    assert not tables["loan_cut"][0, :, :, 0].any()
    assert not tables["loan_wish_cut"][0, :, :, 0].any()
    assert (tables["loan_cut"][0, :, :, 1:] > 0).all()


def test_traits_have_the_mean_of_an_average_person(tables):
    points = tables["trait_points"][0]
    assert len(points) == len(TRAITS)
    assert (points + points[:, ::-1] == TRAIT_TOP + 1).all()


@pytest.mark.parametrize(("share", "cut"), [(0.0, 0), (1.0, CERTAIN), (0.5, CERTAIN // 2)])
def test_group_b_share(share, cut):
    assert load_marginals("china-2020", share)["group_b_cut"][0] == cut


def test_unknown_preset():
    with pytest.raises(SocietyError, match="china-2020"):
        load_marginals("atlantis", 0.1)


def test_targets_are_shares_and_exclusive_levels_add_up():
    targets = target_marginals("china-2020", 0.1)
    assert all(0 <= share <= 1 for levels in targets.values() for share in levels.values())
    for name in ("age_sex", "household_size", "income_band", "income_fifth", *TRAITS):
        assert sum(targets[name].values()) == pytest.approx(1)


def test_targets_meet_the_published_totals():
    fitted = load_preset("china-2020")
    old = sum(v for k, v in target_marginals("china-2020", 0.1)["age_sex"].items() if int(k.split()[1][:-1]) >= 60)
    assert old == pytest.approx(0.187, abs=0.001)  # Communique No. 5
    works = fitted.economy.targets["works"]
    adults = fitted.age_sex[:, GROUP_LOWER.index(18) :]
    shares = [works[f"{who} {lower}+"] for who in ("men", "women") for lower in GROUP_LOWER[4:]]
    assert (np.array(shares) * adults.ravel()).sum() / adults.sum() == pytest.approx(0.67, abs=1e-6)


def test_share_up_to_counts_whole_numbers():
    points = np.array([0, 0, 10, 20])
    assert share_up_to(points, -1) == 0
    assert share_up_to(points, 0) == pytest.approx((1 + 0.05) / 3)
    assert share_up_to(points, 20) == 1
