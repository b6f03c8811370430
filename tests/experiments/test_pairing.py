"""What pairing is worth: the ratio on made-up seeds, and the page is of these scenarios."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sincerity.experiments import pairing
from sincerity.experiments.comparison import HEADLINES
from sincerity.experiments.pages import digest_of
from sincerity.experiments.pairing import PAIRS, Size, of_pair, page, resampled, scenarios

PAGE = Path(__file__).parents[2] / "docs" / "pairing-measured.md"


def made(seeds: int, shared: float, own: float) -> list[pairing.Found]:
    """Seeds whose metrics share a part of their luck and have another part alone."""
    rng = np.random.default_rng(7)
    found = []
    for _ in range(seeds):
        both = {metric: shared * rng.standard_normal() for metric in HEADLINES}
        found.append({name: {metric: both[metric] + own * rng.standard_normal() for metric in HEADLINES} for name in pairing.NAMES})
    return found


def test_the_more_luck_is_shared_the_more_a_pair_is_worth() -> None:
    """Variance of two alone over that of the difference: 2 (shared² + own²) / (2 own²), here 101 and 1."""
    for shared, expected in ((10.0, 101.0), (0.0, 1.0)):
        there, here = of_pair(made(4_000, shared, 1.0), "article", "none", "listed")
        assert pairing.variance_ratio(there, here) == pytest.approx(expected, rel=0.1)


def test_the_interval_of_a_ratio_narrows_with_seeds() -> None:
    few, many = (resampled(*of_pair(made(seeds, 3.0, 1.0), "article", "none", "listed")) for seeds in (10, 400))
    assert few[0] < 10 < few[1]
    assert many[0] < 10 < many[1]
    assert many[1] - many[0] < few[1] - few[0]


def test_the_page_tells_every_pair_and_effect() -> None:
    text = page(made(5, 2.0, 1.0), Size(seeds=5), 60.0, 2)
    for scenario, against in PAIRS:
        assert f"## `{scenario}` against `{against}`" in text
    assert text.count("\n| ") == len(PAIRS) * (len(HEADLINES) + 1)


def test_a_small_life_through() -> None:
    size = Size(people=200, days=40, burn_in_days=20, seeds=2)
    found = [pairing.live(size, seed) for seed in range(2)]
    assert all(set(one[name]) == set(HEADLINES) for one in found for name in pairing.NAMES)
    assert found[0] != found[1]


def test_the_page_is_of_the_scenarios_as_they_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"`{digest_of(scenarios(Size()).values())}`" in text, "make it anew: python -m sincerity.experiments.pairing"
    assert "```text\npython -m sincerity.experiments.pairing\n```" in text, "made with another size"
