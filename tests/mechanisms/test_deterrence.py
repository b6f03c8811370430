"""Deterrence: who weighs what, and from what the perceived risk is learned."""

from __future__ import annotations

from typing import Any

import pytest

from lab import scenario
from mechanisms.made import GONE, LIVE, Made, made, shown
from sincerity.compute.fixed import OFFSET16, ONE24, TOP16
from sincerity.mechanisms import deterrence
from sincerity.types import ONE

IDS = [row.id for row in scenario().society.behaviour]
RATE = "mind.deterrence.risk_rate=0.5"
POST = "criticising_policy"


def place(name: str) -> int:
    """1 + the place of a behaviour in the catalogue."""
    return 1 + IDS.index(name)


def somebody(*overrides: str, score: int = 1000, risk: float = 0.5, aware: int = 1, **today: Any) -> Made:
    """Somebody who knows of the system and believes this risk; fields of `today`."""
    one = made(RATE, *overrides)
    one.me.score, one.me.risk, one.me.aware = score, round(risk * TOP16) - OFFSET16, aware
    for name, value in today.items():
        setattr(one.today, name, value)
    return one


def weighed(name: str, *overrides: str, **state: Any) -> tuple[float, float]:
    """(D, R) of an occasion."""
    one = somebody(*overrides, occasion=place(name), **state)
    deterrence.weigh(3, 5, *one)
    return int(one.today.deterred) / ONE, int(one.today.tempted) / ONE


@pytest.mark.parametrize(
    ("name", "state", "d"),
    [
        ("littering", {}, 0.5 * (5 / 400 + 0.9)),
        ("assault", {"score": 650}, 0.5),
        ("littering", {"risk": 0.0}, 0.0),
        ("littering", {"aware": 0}, 0.0),
    ],
)
def test_perceived_risk_times_perceived_cost(name: str, state: dict[str, Any], d: float) -> None:
    """Points lost over the distance to the line of 600, and a tenth for each of the article's nine sanctions; at most 1."""
    assert weighed(name, **state) == (pytest.approx(d, abs=3e-4), 0)


@pytest.mark.parametrize(("state", "r"), [({}, 10 / 400), ({"score": 605}, 1.0), ({"score": 300}, 1.0), ({"aware": 0}, 0.0)])
def test_perceived_worth_of_points(state: dict[str, Any], r: float) -> None:
    assert weighed("volunteering", **state) == (0, pytest.approx(r, abs=3e-4))


def test_posts_are_weighed_by_expression_where_it_is_in_force() -> None:
    assert weighed(POST) == (0, 0)
    for off in ("mind.expression.active=false", "policy.speech.active=false"):
        assert weighed(POST, off)[0] > 0


def test_nothing_is_weighed_without_a_policy_or_the_mechanism() -> None:
    one = made(RATE, stage=0)
    one.me.aware, one.me.risk, one.today.occasion = 1, 0, place("littering")
    deterrence.weigh(3, 5, *one)
    assert one.today.deterred == 0
    assert weighed("littering", "mind.deterrence.active=false") == (0, 0)


def risk_of(one: Made) -> float:
    return (int(one.me.risk) + OFFSET16) / TOP16


UP, DOWN, STILL = pytest.approx(0.75, abs=1e-4), pytest.approx(0.25, abs=1e-4), pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize(
    ("face", "slot", "state", "after"),
    [
        (shown(caught=1), LIVE, {}, UP),
        (shown(unpunished=1), LIVE, {}, DOWN),
        (shown(listed=1, refused=1), LIVE, {}, STILL),
        (shown(caught=1), GONE, {}, STILL),
        (shown(caught=1), LIVE, {"aware": 0}, STILL),
        (shown(caught=1, opinion=200), LIVE, {}, STILL),
        (shown(unpunished=1, opinion=200), LIVE, {}, STILL),
    ],
)
def test_what_is_learned_from_contacts(face: int, slot: int, state: dict[str, Any], after: Any) -> None:
    one = somebody(**state)
    deterrence.meet(3, 5, slot, face, *one)
    assert risk_of(one) == after


def test_posts_of_contacts_teach_it_where_expression_is_off() -> None:
    one = somebody("mind.expression.active=false")
    deterrence.meet(3, 5, LIVE, shown(caught=1, opinion=200), *one)
    assert risk_of(one) == UP


@pytest.mark.parametrize(
    ("act", "state", "overrides", "after"),
    [
        ("littering", {"caught": 1}, (), UP),
        ("littering", {}, (), DOWN),
        ("littering", {"aware": 0}, (), STILL),
        ("volunteering", {}, (), STILL),
        (POST, {"caught": 1, "level": ONE24}, (), STILL),
        (POST, {"caught": 1, "level": ONE24}, ("mind.expression.active=false",), UP),
        (POST, {"level": ONE24}, ("mind.expression.active=false",), DOWN),
        (POST, {"level": ONE24 // 5}, ("mind.expression.active=false",), STILL),
    ],
)
def test_what_is_learned_from_ones_own_act(act: str, state: dict[str, Any], overrides: tuple[str, ...], after: Any) -> None:
    one = somebody(*overrides, act=place(act), **state)
    deterrence.learn(3, 5, *one)
    assert risk_of(one) == after
