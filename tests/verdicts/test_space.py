"""The draws: every plausible range, inside it, each draw a scenario, `none` in balance in all of them."""

from __future__ import annotations

import numpy as np
import pytest

import lab
from sincerity.errors import ScenarioError
from sincerity.experiments.measure import live
from sincerity.experiments.search import Range
from sincerity.scenario.notes import notes_of, values_of
from sincerity.verdicts import space as spaces
from sincerity.verdicts.catalogue import shipped_claims
from sincerity.verdicts.space import BAD, DEALS, GOOD, NOT_DRAWN, START, Space, draws_of, space_of

VARIANTS = shipped_claims().variants
SMALL = lab.scenario("article", people=300, days=60)
SPACE = space_of("article", SMALL, VARIANTS)
DRAWS = list(draws_of(SPACE, 8))
KEYS = {one.key for one in SPACE.ranges}


def test_every_noted_range_is_drawn_from_but_those_that_are_named() -> None:
    notes, held = notes_of("article", SMALL.shapes), values_of(SMALL)
    bounds = {key: note.plausible.split("..") for key, note in notes.items() if ".." in note.plausible and key in held}
    wide = {key for key, (low, high) in bounds.items() if low != high}
    left_out = {key for key in wide if key.startswith(tuple(NOT_DRAWN))} | {BAD}
    assert wide - left_out == KEYS - set(SPACE.only)
    assert {key.split(".")[0] for key in KEYS} == {"policy", "mind", "society"}
    assert {key.rpartition(".")[0] for key in SPACE.only} == {"policy.due_process"}


def test_every_value_is_inside_its_range_and_every_draw_a_scenario() -> None:
    notes = {**notes_of("due-process", SMALL.shapes), **notes_of("article", SMALL.shapes)}
    for draw in DRAWS:
        policy = SPACE.policy(draw.settings)
        values = values_of(policy)
        for key, value in draw.settings.items():
            low, high = map(float, notes[key].plausible.split(".."))
            assert low <= value <= high, key
            assert key in SPACE.only or values[key] == value
        assert policy.with_(policy__active=False).society == policy.society != SMALL.society


def test_a_variant_has_the_values_drawn_for_it_alone() -> None:
    appeals = next(one for one in VARIANTS if one.name == "appeals")
    for draw in DRAWS[:2]:
        found = SPACE.variant(SPACE.policy(draw.settings), draw.settings, appeals)
        assert found.policy.due_process.finds_error == draw.settings["policy.due_process.finds_error"]
        assert found.society == SPACE.policy(draw.settings).society
    assert SPACE.policy(DRAWS[0].settings).table("policy.due_process") is None


def test_trust_is_in_balance_without_a_policy_in_every_draw() -> None:
    """(1 - trust)·good·deals = trust·bad·wrongs holds for the shipped pair within 2 %, and so in every draw, up to rounding."""

    def balance(values: dict[str, float]) -> float:
        rows = [row.id for row in SMALL.society.behaviour if row.wrongs_contact]
        wrongs = sum(values[f"society.behaviour.{name}.per_year"] for name in rows)
        return (1 - values[START]) * values[GOOD] * values[DEALS] / (values[START] * values[BAD] * wrongs)

    shipped = balance(values_of(SMALL))
    assert shipped == pytest.approx(1.0, abs=0.02)
    for draw in DRAWS:
        assert balance({**values_of(SMALL), **draw.settings}) == pytest.approx(shipped, rel=0.02)
    assert len({round(draw.settings[BAD] / draw.settings[GOOD], 3) for draw in DRAWS}) > 4


def test_trust_without_a_policy_stays_where_it_began() -> None:
    """Over two years of the two draws with the fewest and the most wrongs per deal."""
    rates = {draw.number: draw.settings[GOOD] / draw.settings[BAD] for draw in DRAWS}
    for number in (min(rates, key=rates.__getitem__), max(rates, key=rates.__getitem__)):
        none = SPACE.policy(DRAWS[number].settings).with_(policy__active=False, society__people=1500, days=730)
        found = live(none, seed=1)
        assert found.between(700, 730).level("trust_sum") == pytest.approx(DRAWS[number].settings[START], abs=0.02)


def test_a_key_that_was_given_a_value_keeps_it() -> None:
    fixed = ("mind.fear.fade_per_year", "policy.due_process.finds_error", "society.behaviour.littering")
    gone = KEYS - {one.key for one in space_of("article", SMALL, VARIANTS, fixed).ranges}
    assert {*fixed[:2], "society.behaviour.littering.per_year"} <= gone
    assert all(key.startswith(fixed) for key in gone)
    assert GOOD not in {one.key for one in space_of("article", SMALL, (), (BAD,)).ranges}


def test_what_is_off_is_not_drawn() -> None:
    quiet = lab.scenario("article", "policy.ring_tone.active=false", "mind.trust.active=false", people=300)
    keys = {one.key for one in space_of("article", quiet).ranges}
    assert not {key for key in keys if key.startswith(("policy.ring_tone.", "mind.trust."))}


def test_the_same_command_draws_the_same() -> None:
    assert list(draws_of(SPACE, 8)) == DRAWS
    assert len({tuple(draw.settings.values()) for draw in DRAWS}) == 8


def test_the_hypercube_visits_every_eighth_of_a_range_once() -> None:
    seen = [draw.settings["mind.trust.discount"] for draw in DRAWS if not draw.again]
    eighths = [int(8 * x) for x in seen]
    assert len(set(eighths)) == len(eighths) >= 6


def test_what_no_scenario_may_have_is_drawn_again_and_told() -> None:
    # Two bounds of tiers from one range: every second pair is in the wrong order.
    space = Space(SMALL, (Range("policy.tier.B.from", 700, 900, 850), Range("policy.tier.C.from", 700, 900, 600)))
    draws = list(draws_of(space, 20))
    assert sum(draw.again for draw in draws) > 3
    assert all(draw.settings["policy.tier.B.from"] > draw.settings["policy.tier.C.from"] for draw in draws)


def test_where_nothing_is_a_scenario_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spaces, "TRIES", 3)
    with pytest.raises(ScenarioError, match="of 3 sets of values"):
        list(draws_of(Space(SMALL, (Range("policy.tier.C.from", 1000, 1200, 600),)), 2))


def test_every_shipped_policy_has_a_space() -> None:
    for name in ("documented", "rongcheng", "list-only", "informants-only", "rewards-only", "credit-bureau", "due-process"):
        scenario = lab.scenario(name, people=300)
        space = space_of(name, scenario, VARIANTS)
        (draw,) = list(draws_of(space, 1))
        assert np.isfinite(list(draw.settings.values())).all(), name
