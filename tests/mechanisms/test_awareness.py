"""Awareness: the chance by contacts who know, what makes it certain, forgetting, and the two other ways of knowing."""

from __future__ import annotations

import pytest

from mechanisms.made import Made, at_month, made, shown
from sincerity.compute.face import n_aware_of
from sincerity.mechanisms import awareness
from sincerity.types import ADULT, CERTAIN

RATES = ("mind.awareness.press_per_year=3.65", "mind.awareness.contact_per_year=36.5", "mind.awareness.forget_per_year=73")
PRESS = ("mind.awareness.from=press", *RATES)
"""A hundredth a day from the press, a tenth from a contact, a fifth forgets."""
HIGH = CERTAIN - 1
NOTICES = ("flight_refused", "train_refused", "warned", "shamed", "told")


def ended(*overrides: str, aware: int = 0, n: int = 0, learn: int = HIGH, forget: int = HIGH, stage: int = 1, **today: int) -> Made:
    """Somebody at the end of a day, with n contacts who knew yesterday and the day's two words; fields of `today`."""
    one = made(*PRESS, *overrides, stage=stage)
    one.me.aware = aware
    one.today.near = sum(shown(adult=1, aware=1) for _ in range(n)) + shown(adult=1)
    one.today.aware_learn_word, one.today.aware_forget_word = learn, forget
    for name, value in today.items():
        setattr(one.today, name, value)
    awareness.learn(3, 5, *one)
    return one


@pytest.mark.parametrize("n", [0, 1, 2, 7, 20, 62])
def test_the_chance_grows_with_contacts_who_know(n: int) -> None:
    """1 - (1 - press)(1 - contact)^k of a day: taken iff the word lies below it."""
    cut = int(made(*PRESS).policy.learn[n])
    assert cut / CERTAIN == pytest.approx(1 - 0.99 * 0.9**n, rel=1e-6)
    assert (ended(n=n, learn=cut - 1).me.aware, ended(n=n, learn=cut).me.aware) == (1, 0)


def test_learning_is_told_of_on_its_day() -> None:
    assert ended(learn=0).today.learned == 1
    assert ended(learn=HIGH).today.learned == 0
    assert ended(aware=1, learn=0).today.learned == 0


def test_as_many_contacts_as_a_face_can_be_summed_over_are_counted() -> None:
    everyone = (1 << 63) - 1
    for n in range(64):
        assert n_aware_of(n * shown(aware=1, adult=1, score=4095, fear_authority=31, fear_wronged=31)) == n
    assert n_aware_of(everyone) == 63


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_makes_certain(notice: str) -> None:
    assert ended(**{notice: 1}).me.aware == 1
    assert ended(**{notice: 1}).today.learned == 1


@pytest.mark.parametrize("other", ["stayed_home", "entered", "misrecorded", "reported", "suspect_slot", "wronged"])
def test_nothing_else_does(other: str) -> None:
    assert ended(**{other: 1}).me.aware == 0


def test_who_knows_forgets_by_chance_but_not_on_a_day_of_notice() -> None:
    cut = int(made(*PRESS).world.forget)
    assert cut / CERTAIN == pytest.approx(0.2, rel=1e-6)
    assert (ended(aware=1, forget=cut - 1).me.aware, ended(aware=1, forget=cut).me.aware) == (0, 1)
    assert all(ended(aware=1, forget=0, **{notice: 1}).me.aware == 1 for notice in NOTICES)
    assert ended("mind.awareness.forget_per_year=0", aware=1, forget=0).me.aware == 1


def test_where_no_policy_is_nobody_learns_and_the_aware_forget() -> None:
    assert ended(stage=0, n=62, learn=0, flight_refused=1).me.aware == 0
    assert ended(stage=0, aware=1, forget=0).me.aware == 0


@pytest.mark.parametrize("overrides", [("mind.awareness.from=none",), ("mind.awareness.active=false",)])
def test_nobody_ever(overrides: tuple[str, ...]) -> None:
    assert ended(*overrides, n=62, learn=0, told=1).me.aware == 0
    one = made(*PRESS, *overrides)
    awareness.cover(3, 0, *one)
    assert one.me.aware == 0


def test_everyone_from_the_first_morning_and_for_good() -> None:
    one = made("mind.awareness.from=everyone", *RATES)
    awareness.cover(3, 0, *one)
    assert one.me.aware == 1
    one.today.aware_forget_word = 0
    awareness.learn(3, 0, *one)
    assert one.me.aware == 1
    press = made(*PRESS)
    awareness.cover(3, 0, *press)
    assert press.me.aware == 0


def test_children_do_not_know() -> None:
    child = made("mind.awareness.from=everyone", *RATES)
    child.me.standing = 0
    awareness.cover(3, 0, *child)
    child.today.told = 1
    awareness.learn(3, 0, *child)
    assert child.me.aware == 0
    child.me.standing = ADULT
    awareness.learn(3, 1, *child)
    assert child.me.aware == 1


def test_those_who_know_are_counted() -> None:
    one = ended(learn=0)
    awareness.count(3, 5, *one)
    assert one.tally.aware == 1
    unaware = ended()
    awareness.count(3, 5, *unaware)
    assert unaware.tally.aware == 0


@pytest.mark.parametrize("name", ["noticed", "dismissed", "loan_refused", "job_ended", "moved", "defaulted", "entered"])
def test_a_notice_a_dismissal_or_a_refusal_tells_at_the_turn_of_a_month(name: str) -> None:
    """Nothing else of that morning does, nor is anybody told twice, or of a system that nobody can know of."""
    tells = int(name in ("noticed", "dismissed", "loan_refused"))
    for keys, stage, knows in (
        (PRESS, 1, tells),
        (PRESS, 0, 0),
        (("mind.awareness.active=false",), 1, 0),
        (("mind.awareness.from=none",), 1, 0),
    ):
        one = at_month(*keys, stage=stage)
        one.today[name] = 1
        awareness.month(3, 31, *one)
        assert (one.me.aware, one.today.learned) == (knows, knows)
        one.today.learned = 0
        awareness.month(3, 31, *one)
        assert one.today.learned == 0
