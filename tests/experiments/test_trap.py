"""Poverty and the next generation: what is measured is zero of a policy against itself, and the page shows what was measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sincerity.experiments import trap
from sincerity.experiments.mobility import draw_matrices, shares
from sincerity.experiments.pages import digest_of
from sincerity.experiments.trap import MONTHS, Size, live_twins, twins

DOCS = Path(__file__).parents[2] / "docs"
TINY = Size(people=600, years=2, burn_in_days=40, seeds=2)


def test_the_twins_differ_by_policy_alone() -> None:
    none, article = twins(TINY)
    assert none.society == article.society
    assert none.mind == article.mind
    assert article.policy.rollout is not None
    assert not article.policy.rollout.active
    assert not none.policy.active


def test_a_policy_against_itself_differs_nowhere(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    _, article = twins(TINY)
    harsh = article.with_(policy__listing__by_score_below=980)
    monkeypatch.setattr(trap, "twins", lambda size: (harsh, harsh))
    found = live_twins(TINY, seed=3)
    assert found.listed > 20
    for rows in (*found.after.values(), list(found.children.values())):
        assert all(a == b for a, b in rows)
    assert np.array_equal(found.mobility[:, 0], found.mobility[:, 1])
    assert found.mobility[0].sum() > found.mobility[1].sum() == 2 * found.n_children > 0


def test_the_page_and_its_figure_are_made(tmp_path: Path) -> None:
    out = tmp_path / "page.md"
    trap.main(["--people", "600", "--years", "2", "--burn-in-days", "40", "--seeds", "2", "--processes", "1", "--out", str(out)])
    text = out.read_text(encoding="utf-8")
    assert "python -m sincerity.experiments.trap --people 600 --years 2 --burn-in-days 40 --seeds 2" in text
    for measure in ("income", "savings", "works", "in debt", "listed"):
        assert text.count(f" | {measure} | ") >= sum(month < 24 for month in MONTHS)
    assert "nan" not in text
    figure = (tmp_path / trap.FIGURE).read_bytes()
    again = tmp_path / "again.svg"
    matrix = np.arange(100).reshape(2, 2, 5, 5)
    draw_matrices(matrix, 2, again)
    first = again.read_bytes()
    draw_matrices(matrix, 2, again)
    assert again.read_bytes() == first != figure


def test_shares_are_of_rows() -> None:
    assert shares(np.array([[1, 3], [0, 0]])).tolist() == [[25.0, 75.0], [0.0, 0.0]]


def test_the_page_of_the_docs_is_of_these_scenarios() -> None:
    text = (DOCS / "poverty-and-children.md").read_text(encoding="utf-8")
    assert "\npython -m sincerity.experiments.trap\n" in text, "made at full size"
    assert f"`{digest_of(twins(Size()))}`" in text, "made of other scenarios: run the command on the page again"
    assert (DOCS / trap.FIGURE).exists()
