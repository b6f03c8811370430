"""What is best said: against the closed form in exact fractions, against the utility itself, and at the edges of an i8.

Utility, closed form and examples: Daymude, Axelrod and Forrest 2025, arXiv 2509.03731.
"""

from __future__ import annotations

import random
from decimal import localcontext
from fractions import Fraction
from functools import cache
from itertools import product
from math import expm1, log
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sincerity.compute import dissent, launch
from sincerity.compute.dissent import chosen, seen_chance
from sincerity.compute.fixed import ONE24, rounded
from sincerity.compute.tables import exponential_levels, truncated_exponential_levels

BOLDEST = 1 << 34
CLOSE = Fraction(1, 1 << 20)
UNIFORM, PROPORTIONAL = 0, 1

levels = st.integers(0, ONE24) | st.sampled_from([0, 1, ONE24 - 1, ONE24])
boldnesses = st.integers(0, BOLDEST) | st.integers(0, 2 * ONE24) | st.sampled_from([0, 1, ONE24, BOLDEST])


class Case(NamedTuple):
    """Arguments of `chosen` but for the punishment."""

    wish: int
    boldness: int
    tolerance: int
    severity: int
    surveillance: int

    def exact(self) -> tuple[Fraction, Fraction, Fraction, Fraction, Fraction]:
        """d, b, tau, psi, nu."""
        return tuple(Fraction(x, ONE24) for x in self)  # type: ignore[return-value]


def made_up(dice: random.Random) -> Case:
    """Levels anywhere, one in ten at an end; boldness below 2, or from 2⁻¹⁰ to 2¹⁰, each doubling alike."""

    def level() -> int:
        return dice.choice((0, ONE24)) if dice.random() < 0.1 else dice.randint(0, ONE24)

    boldness = dice.choice((dice.randint(0, 2 * ONE24), round(2 ** dice.uniform(14, 34))))
    return Case(level(), boldness, level(), level(), level())


def sides(case: Case) -> tuple[Fraction, Fraction]:
    """The two sides of the uniform rule: d (b - (1 - nu) psi) and b tau + nu psi."""
    d, b, tau, psi, nu = case.exact()
    return d * (b - (1 - nu) * psi), b * tau + nu * psi


def critical(case: Case) -> Fraction | None:
    """The dissent from which on defiance pays, under uniform punishment; None where it never does."""
    _, b, tau, psi, nu = case.exact()
    margin = b - (1 - nu) * psi
    return (b * tau + nu * psi) / margin if margin > 0 else None


def uniform(case: Case) -> Fraction:
    d, _, tau, psi, _ = case.exact()
    turn = critical(case)
    return d if d <= tau or psi == 0 or (turn is not None and d > turn) else tau


def proportional(case: Case) -> Fraction:
    d, b, tau, psi, nu = case.exact()
    if d <= tau or psi == 0:
        return d
    if nu == 1:
        return d if b > psi else tau
    return min(d, max(tau, (tau + (b - nu * psi) / ((1 - nu) * psi)) / 2))


def test_uniform_decides_as_the_closed_form() -> None:
    dice = random.Random(20250903)
    found = {"open": 0, "held back": 0, "defiant": 0}
    for _ in range(10_000):
        case = made_up(dice)
        said = chosen(*case, UNIFORM)
        assert Fraction(said, ONE24) == uniform(case), case
        found["open" if case.wish <= case.tolerance else "defiant" if said == case.wish else "held back"] += 1
    assert min(found.values()) > 1_000, found


def test_proportional_says_as_much_as_the_closed_form() -> None:
    dice = random.Random(2509)
    between = 0
    for _ in range(10_000):
        case = made_up(dice)
        said = chosen(*case, PROPORTIONAL)
        assert abs(Fraction(said, ONE24) - proportional(case)) <= CLOSE, case
        between += case.tolerance < said < case.wish
    assert between > 300, between


@pytest.mark.parametrize("small", [1, 3, 50, 1 << 10, 1 << 13, 1 << 18])
def test_proportional_is_close_where_divisor_or_numerator_is_small(small: int) -> None:
    """Severity, its complement to certain surveillance, or the numerator, of a few units: the quotient stays sharp."""
    dice = random.Random(small)
    for _ in range(1_000):
        tolerance = dice.randint(0, ONE24 // 8)
        severity, surveillance = dice.choice(
            ((small, dice.randint(0, ONE24)), (ONE24 - small, ONE24 - small), (dice.randint(1, ONE24), ONE24 - small))
        )
        expected, divisor = severity * surveillance, severity * (ONE24 - surveillance)
        boldness = max(0, (expected + dice.randint(0, 2) * divisor) // ONE24 + dice.randint(-small, small))
        case = Case(ONE24, boldness, tolerance, severity, surveillance)
        assert abs(Fraction(chosen(*case, PROPORTIONAL), ONE24) - proportional(case)) <= CLOSE, case


def test_uniform_decides_exactly_beside_the_critical_dissent() -> None:
    """A wish within four steps of the turn is decided as in exact fractions."""
    dice = random.Random(7)
    decided = {True: 0, False: 0}
    while sum(decided.values()) < 5_000:
        case = made_up(dice)
        turn = critical(case)
        if turn is None or not case.exact()[2] < turn < 1 or case.severity == 0:
            continue
        case = case._replace(wish=min(ONE24, max(case.tolerance + 1, int(turn * ONE24) + dice.randint(-3, 4))))
        left, right = sides(case)
        defiant = chosen(*case, UNIFORM) == case.wish
        assert defiant == (left > right), case
        decided[defiant] += 1
    assert min(decided.values()) > 1_000, decided


def fixed(x: str) -> int:
    return rounded(Fraction(x) * ONE24)


def test_the_papers_example_of_uniform_punishment() -> None:
    """b = 1, nu = 0.2, tau = 0.25, psi = 0.6: held back up to 0.7115, said beyond."""
    known = fixed("1"), fixed("1/4"), fixed("3/5"), fixed("1/5"), UNIFORM
    turn = rounded(Fraction(37, 52) * ONE24)
    assert round(turn / ONE24, 4) == 0.7115
    assert chosen(turn - 4, *known) == fixed("1/4")
    assert chosen(turn + 4, *known) == turn + 4
    assert chosen(fixed("1/5"), *known) == fixed("1/5")


def test_the_papers_example_of_proportional_punishment() -> None:
    """b = 1, nu = 0.2, tau = 0.25, psi = 1: all is said up to 0.625, and never more."""
    known = fixed("1"), fixed("1/4"), fixed("1"), fixed("1/5"), PROPORTIONAL
    assert abs(chosen(ONE24, *known) - fixed("5/8")) <= 16
    assert chosen(fixed("0.62"), *known) == fixed("0.62")
    assert abs(chosen(fixed("0.63"), *known) - fixed("5/8")) <= 16


def test_perfect_surveillance_weighs_boldness_against_severity() -> None:
    """At nu = 1, proportional: all or nothing; as bold as severe is not bold enough."""
    held = fixed("1/4"), fixed("3/5"), ONE24, PROPORTIONAL
    assert chosen(ONE24, fixed("3/5") + 1, *held) == ONE24
    assert chosen(ONE24, fixed("3/5"), *held) == fixed("1/4")
    assert chosen(ONE24, fixed("3/5") - 1, *held) == fixed("1/4")


def test_a_tie_is_held_back() -> None:
    """b = 1, nu = 0, tau = 0.25, psi = 0.5: the turn lies at 0.5 exactly, and one step beyond it all is said."""
    known = ONE24, ONE24 // 4, ONE24 // 2, 0, UNIFORM
    assert chosen(ONE24 // 2, *known) == ONE24 // 4
    assert chosen(ONE24 // 2 + 1, *known) == ONE24 // 2 + 1


@pytest.mark.parametrize("punishment", [UNIFORM, PROPORTIONAL])
@pytest.mark.parametrize("surveillance", [0, 1, ONE24])
def test_nothing_is_held_back_where_nothing_is_punished(punishment: int, surveillance: int) -> None:
    assert chosen(ONE24, 0, ONE24 // 4, 0, surveillance, punishment) == ONE24


@pytest.mark.parametrize("punishment", [UNIFORM, PROPORTIONAL])
def test_no_action_on_a_grid_has_a_higher_expected_utility(punishment: int) -> None:
    dice = random.Random(31)
    for _ in range(2_000):
        case = made_up(dice)._replace(boldness=round(2 ** dice.uniform(20, 28)))
        d, b, tau, psi, nu = (float(x) for x in case.exact())

        def utility(a: Any, d: float = d, b: float = b, tau: float = tau, psi: float = psi, nu: float = nu) -> Any:
            past = np.maximum(a - tau, 0.0) if punishment == PROPORTIONAL else np.where(a > tau, 1.0, 0.0)
            return -b * (d - a) - (nu + (1 - nu) * a) * psi * past

        grid = np.append(np.linspace(0.0, d, 401), min(d, tau))
        said = chosen(*case, punishment) / ONE24
        assert said <= d
        assert utility(np.float64(said)) >= utility(grid).max() - (b + 3) * float(CLOSE), case


@given(levels, boldnesses, boldnesses, levels, levels, levels, st.sampled_from([UNIFORM, PROPORTIONAL]))
def test_the_bolder_never_say_less(
    wish: int, one: int, other: int, tolerance: int, severity: int, surveillance: int, punishment: int
) -> None:
    shy, bold = sorted((one, other))
    rest = tolerance, severity, surveillance, punishment
    assert min(wish, tolerance) <= chosen(wish, shy, *rest) <= chosen(wish, bold, *rest) <= wish


class Kept(int):
    """An integer that refuses to leave 64 bits, and whose results do."""


def _within(name: str) -> Any:
    plain = getattr(int, name)

    def operate(self: int, other: int) -> Any:
        result = plain(self, other)
        assert -(1 << 63) <= result < 1 << 63, (name, int(self), int(other))
        return Kept(result)

    return operate


for _name in ("add", "sub", "mul", "floordiv", "lshift", "rshift"):
    setattr(Kept, f"__{_name}__", _within(f"__{_name}__"))
    setattr(Kept, f"__r{_name}__", _within(f"__r{_name}__"))


ENDS = (0, 1, 2, ONE24 // 2, ONE24 - 1, ONE24)
BOLD_ENDS = (0, 1, ONE24 // 2, ONE24 - 1, ONE24, ONE24 + 1, 2 * ONE24 - 1, 2 * ONE24, 2 * ONE24 + 1, BOLDEST - 1, BOLDEST)
EXTREMES = list(product(ENDS, BOLD_ENDS, ENDS, ENDS, ENDS, (UNIFORM, PROPORTIONAL)))


def test_no_step_leaves_64_bits() -> None:
    with pytest.raises(AssertionError):
        Kept(1 << 40) * (1 << 23)
    for case in EXTREMES:
        assert chosen(*map(Kept, case)) == chosen(*case)
    for level, surveillance in product(ENDS, ENDS):
        seen_chance(Kept(level), Kept(surveillance))


@given(st.tuples(levels, boldnesses, levels, levels, levels, st.sampled_from([UNIFORM, PROPORTIONAL])))
def test_no_step_leaves_64_bits_anywhere(case: tuple[int, int, int, int, int, int]) -> None:
    assert chosen(*map(Kept, case)) == chosen(*case)


def test_extremes_are_as_the_closed_form() -> None:
    for *rest, punishment in EXTREMES:
        case = Case(*rest)
        if punishment == PROPORTIONAL:
            assert abs(Fraction(chosen(*case, punishment), ONE24) - proportional(case)) <= CLOSE, case
        else:
            assert Fraction(chosen(*case, punishment), ONE24) == uniform(case), case


def weigh(cases: Any, out: Any) -> None:
    """`chosen` and `seen_chance` of each row. Plain or compiled."""
    for i in range(len(cases)):
        row = cases[i]
        out[i, 0] = chosen(int(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4]), int(row[5]))
        out[i, 1] = seen_chance(int(row[0]), int(row[4]))


@cache
def compiled_weigh() -> Any:
    launch.enable(launch.functions_of(dissent))
    assert isinstance(weigh, FunctionType)
    return launch.compile_range(weigh, cache=False)


def test_compiled_equals_interpreted() -> None:
    dice = random.Random(11)
    rows = EXTREMES + [(*made_up(dice), dice.randint(0, 1)) for _ in range(20_000)]
    cases = np.array(rows, np.int64)
    plain, fast = np.zeros((len(rows), 2), np.int64), np.zeros((len(rows), 2), np.int64)
    weigh(cases, plain)
    compiled_weigh()(cases, fast)
    assert (plain == fast).all()
    assert len(np.unique(fast)) > 5_000


@given(levels, levels)
def test_seen_chance_is_rounded_once(level: int, surveillance: int) -> None:
    a, nu = Fraction(level, ONE24), Fraction(surveillance, ONE24)
    assert seen_chance(level, surveillance) == rounded((nu + (1 - nu) * a) * (1 << 32))


@pytest.mark.parametrize("mean", [0.005, 0.1, 0.25, 0.4, 0.495])
def test_truncated_levels_have_the_mean_and_the_shape(mean: float) -> None:
    """The mean after the cut, and the relation X = Y - 1/(e^(1/Y) - 1) between the two means, from the paper's code."""
    table = truncated_exponential_levels(mean)
    assert len(table) == 128
    assert table == sorted(set(table))
    assert 0 < table[0] <= table[-1] < ONE24
    assert sum(table) / 128 / ONE24 == pytest.approx(mean, rel=0.004)
    low, high = mean, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if middle - 1 / expm1(min(700.0, 1 / middle)) < mean else (low, middle)
    for i in (0, 31, 64, 100, 127):
        u = (i + 0.5) / 128
        assert table[i] / ONE24 == pytest.approx(-low * log(1 + u * expm1(-1 / low)), abs=1e-6)


@pytest.mark.parametrize("mean", [-1.0, 0.0, 0.5, 0.7])
def test_truncated_levels_refuse_a_mean_that_no_cut_reaches(mean: float) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 0\.5"):
        truncated_exponential_levels(mean)


@pytest.mark.parametrize("mean", [0.1, 1.0, 8.0, 184.0])
def test_exponential_levels_have_the_mean_and_stay_in_range(mean: float) -> None:
    table = exponential_levels(mean)
    assert len(table) == 128
    assert table == sorted(set(table))
    assert table[-1] <= BOLDEST
    assert sum(table) / 128 / ONE24 == pytest.approx(mean, rel=0.003)
    for i in (0, 63, 127):
        assert table[i] / ONE24 == pytest.approx(-mean * log(1 - (i + 0.5) / 128), abs=1e-6)


def test_tables_do_not_depend_on_the_callers_decimal_context() -> None:
    before = exponential_levels(2.0), truncated_exponential_levels(0.25)
    with localcontext() as context:
        context.prec = 5
        assert (exponential_levels(2.0), truncated_exponential_levels(0.25)) == before
