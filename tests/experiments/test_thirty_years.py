"""Thirty years of `none`: what the page promises holds of a society, and of the page."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sincerity.experiments import thirty_years
from sincerity.experiments.pages import digest_of
from sincerity.experiments.thirty_years import LEVELS, TOLERANCES, WHO, Found, Size, live_long, society

DOCS = Path(__file__).parents[2] / "docs"
SMALL = Size(people=12_000, seeds=1)
WITHOUT_MINDS = {f"mind__{name}__active": False for name in ("awareness", "deterrence", "expression", "fear", "trust", "ties")}


@pytest.fixture(scope="module")
def found() -> Found:
    """Without minds, which move no money under no policy: three times as fast."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thirty_years, "society", lambda size: society(size).with_(**WITHOUT_MINDS))
        return live_long(SMALL, seed=4, threads=2)


def errors(share: np.ndarray, n: float) -> np.ndarray:
    """Four standard errors of a share of n people, in points."""
    return 400 * np.sqrt(share * (1 - share) / n)


def test_ages_and_sexes_are_those_of_the_census(found: Found) -> None:
    _, end, census = found.ages
    assert (100 * np.abs(end - census) <= TOLERANCES["age and sex"] + errors(census, SMALL.people)).all()


@pytest.mark.parametrize("who", WHO)
def test_schooling_is_what_each_start_explains(found: Found, who: str) -> None:
    n, (expected, shares) = found.schooling[who]
    assert n > 1000
    assert (100 * np.abs(shares - expected) <= TOLERANCES["schooling"] + errors(expected, n)).all()


@pytest.mark.parametrize(("measure", "error"), [("income", 0.8), ("savings", 1.8), ("with a job", 0.8)])
def test_money_is_what_age_sex_place_and_schooling_explain(found: Found, measure: str, error: float) -> None:
    """error: standard error of the mean of so many people, per cent."""
    start, expected, end = found.money[measure]
    assert expected > 1.02 * start
    assert 100 * abs(end / expected - 1) <= TOLERANCES[measure] + 4 * error


def test_some_adult_lives_in_every_household(found: Found) -> None:
    assert found.households["without an adult"] == (0, 0)
    assert found.households["of one person"][0] == found.households["of one person"][1]


def rows(text: str, title: str) -> list[list[str]]:
    """The body of the table under a heading of the page."""
    part = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")][2:]


def test_the_page_of_the_docs_keeps_the_tolerances_that_it_states() -> None:
    text = (DOCS / "thirty-years.md").read_text(encoding="utf-8")
    assert "\npython -m sincerity.experiments.thirty_years\n" in text, "made at full size"
    assert f"`{digest_of([society(Size())])}`" in text, "made of another scenario: run the command on the page again"
    for age in rows(text, "Age and sex"):
        census, end = (np.array([float(age[at]), float(age[at + 3])]) for at in (1, 3))
        assert (np.abs(end - census) <= TOLERANCES["age and sex"]).all(), age
    for _, _, *shares in rows(text, "Schooling"):
        assert len(shares) == 2 * len(LEVELS)
        both = np.array(shares, float).reshape(-1, 2)
        assert (np.abs(both[:, 0] - both[:, 1]) <= TOLERANCES["schooling"]).all()
    ratios = {row[0]: float(row[-1]) for row in rows(text, "Work and money")}
    for measure in ("income", "savings", "with a job"):
        assert 100 * abs(ratios[measure] - 1) <= TOLERANCES[measure]
    assert len(rows(text, "Who lives with whom")) == 10


def test_a_page_is_made(tmp_path: Path) -> None:
    out = tmp_path / "page.md"
    thirty_years.main(["--people", "600", "--years", "1", "--burn-in-days", "20", "--seeds", "1", "--processes", "1", "--out", str(out)])
    text = out.read_text(encoding="utf-8")
    assert "--people 600 --years 1 --burn-in-days 20 --seeds 1" in text
    assert not re.search(r"\bnan\b", text)
