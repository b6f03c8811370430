"""Every mechanism with and without: the pairs are what they say, and the page names them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from sincerity.engine.compose import BUILT_IN, registry
from sincerity.experiments import switches
from sincerity.experiments.measure import Interval, live
from sincerity.experiments.outcomes import DIRECT, FREE
from sincerity.experiments.pages import digest_of
from sincerity.experiments.switches import PAIRS, Pair, Size, all_sides, build, moved, sides
from sincerity.scenario.load import load
from sincerity.scenario.notes import values_of

DOCS = Path(__file__).parents[2] / "docs"
NAMES = {module.__name__.rpartition(".")[2] for module in BUILT_IN}
TINY = Size(people=300, days=40, burn_in_days=5, seeds=2)
MUST = {"more", "less", "not less", "either"}


def test_every_mechanism_has_a_pair_and_direct_measures() -> None:
    assert sorted(pair.mechanism for pair in PAIRS) == sorted(NAMES)
    assert set(DIRECT) == NAMES
    for rows in DIRECT.values():
        assert {must for _, must in rows} <= MUST
        assert any(must in {"more", "less"} for _, must in rows)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.mechanism)
def test_the_sides_of_a_pair_differ_by_the_mechanism_alone(pair: Pair) -> None:
    off, on = (values_of(side) for side in sides(pair, TINY))
    differing = {key for key in off.keys() | on.keys() if off.get(key) != on.get(key)}
    own = {
        "scoring": "policy.",
        "revisions": "policy.revision",
        "behaviour": "society.behaviours_active",
        "economy": "society.economy",
        "demography": "society.aging",
    }
    beginning = own.get(pair.mechanism, (f"policy.{pair.mechanism}", f"mind.{pair.mechanism}"))
    assert differing
    assert all(key.startswith(beginning) for key in differing)


SHIPPED = [values_of(load(name, registry())) for name in ("none", "article", "due-process", "credit-bureau")]
HELD = {
    key
    for key, value in SHIPPED[1].items()
    if key.startswith(("policy", "mind")) and not isinstance(value, bool | tuple) and key != "mind.awareness.from"
}
"""Keys of the article that hold a number, a date or a name; who is aware may be set to everyone."""


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.mechanism)
def test_values_are_shipped_ones_but_for_switches(pair: Pair) -> None:
    for side in sides(pair, TINY):
        for key, value in values_of(side).items():
            if (key, value) != ("mind.fear.wronged_start", 0.0):  # so that what there is of it was brought by wrongs
                assert key not in HELD or value in [shipped.get(key) for shipped in SHIPPED], key


def test_both_sides_are_the_same_people() -> None:
    pair = next(pair for pair in PAIRS if pair.mechanism == "informants")
    off, on = (live(side, seed=1).people for side in sides(pair, TINY))
    for column in ("age", "income", "schooling", "ties_start"):
        assert off[column].tolist() == on[column].tolist()


def test_settings_of_the_article_are_taken_from_it() -> None:
    made, article = build(switches.LISTED, TINY), load("article", registry())
    assert made.policy.rule == article.policy.rule
    assert made.policy.listing == article.policy.listing
    assert made.policy.travel is None
    assert (made.society.people, made.days, made.burn_in_days) == (300, 40, 5)


def test_a_verdict_follows_the_interval() -> None:
    above, across, below = Interval(2, 1, 3), Interval(0, -1, 1), Interval(-2, -3, -1)
    assert [moved(change, "more") for change in (above, across, below)] == ["yes", "**no**", "**no**"]
    assert [moved(change, "less") for change in (above, across, below)] == ["**no**", "**no**", "yes"]
    assert [moved(change, "not less") for change in (above, across, below)] == ["yes", "not here", "**no**"]
    assert moved(below, "either") == "–"


def test_the_page_is_made_with_every_mechanism(tmp_path: Path) -> None:
    out = tmp_path / "page.md"
    sizes = ("--people", "300", "--days", "40", "--burn-in-days", "5", "--seeds", "2")
    switches.main([*sizes, "--processes", "1", "--out", str(out)])
    text = out.read_text(encoding="utf-8")
    assert f"python -m sincerity.experiments.switches {' '.join(sizes)}" in text
    named_in(text)
    for outcome in FREE:
        assert text.count(f"\n### {outcome.name[0].upper()}{outcome.name[1:]}\n") == 1
    assert "nan" not in text


def named_in(text: str) -> None:
    compared, must_move = text.partition("\n## What must move")[::2]
    for name in NAMES:
        assert f"| [{name}](mechanisms/{name}.md) |" in compared
        for outcome, must in DIRECT[name]:
            assert any(
                line.startswith(f"| {name} | {outcome.name} | {outcome.unit} |") and f"| {must} |" in line
                for line in must_move.splitlines()
            ), (name, outcome.name)


def test_the_page_of_the_docs_names_every_mechanism_and_measure() -> None:
    text = (DOCS / "mechanisms-measured.md").read_text(encoding="utf-8")
    assert "\npython -m sincerity.experiments.switches\n" in text, "made at full size"
    assert f"`{digest_of(all_sides(Size()))}`" in text, "made of other scenarios: run the command on the page again"
    named_in(text)
    assert "**no**" not in text, "a direct measure that did not move as its rule says"
