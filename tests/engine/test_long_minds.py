"""Thirty years of fears, trust and beliefs: the mechanisms' own steps against the same events in float64, to 1 %.

The loops are compiled, as a day is; the floating point in them is the test's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lab import EVERYWHERE, scenario
from sincerity.compute import launch
from sincerity.compute.face import ADULT_SHIFT, DEAL_KIND_SHIFT, DEAL_SLOT_SHIFT, FEAR_AUTHORITY_SHIFT, FEAR_WRONGED_SHIFT
from sincerity.compute.fixed import OFFSET16, TOP16
from sincerity.draw import ACT_SEEN, ACT_TAKEN, DEAL, FEAR_AUTHORITY, FEAR_SHOWN, FEAR_WRONGED, draw
from sincerity.engine.simulation import Simulation
from sincerity.mechanisms import expression, fear, trust
from sincerity.types import ADULT, Array

DAYS, CHECKED = 30 * 365, (365, 3650, 30 * 365)


def fears(
    n: int, days: int, shocks: Any, people: Any, cold: Any, todays: Any, worlds: Any, policies: Any, tallies: Any, sums: Any, out: Any
) -> None:
    """A ring on which everyone has the two nearest on either side as contacts; shamed, or wronged, by the chances `shocks`.

    sums: what each adds to the sum of faces, of two days in turn. out: mean level of each fear by day, fixed and float.
    """
    world, today = worlds[0], todays[0]
    f, c = float(world.fear_fade) / 2**32, float(world.fear_contagion) / 2**32
    fw, cw = float(world.wronged_fade) / 2**32, float(world.wronged_contagion) / 2**32
    s, sw = float(world.fear_sanction) / 2**32, float(world.wrong_suffered) / 2**32
    exact = np.zeros((2, n, 2))
    for day in range(days):
        now, then = day & 1, 1 - (day & 1)
        for p in range(n):
            near, mean, mean_wronged = 0, 0.0, 0.0
            for step in (-2, -1, 1, 2):
                q = (p + step) % n
                near += sums[now, q]
                mean += exact[now, q, 0] / 4
                mean_wronged += exact[now, q, 1] / 4
            me = people[p]
            today.near = near
            today.shamed = int(draw(1, 2, ACT_SEEN, p, day, 0) < shocks[0])
            today.fear_authority_word = draw(1, 2, FEAR_AUTHORITY, p, day, 0)
            today.fear_wronged_word = draw(1, 2, FEAR_WRONGED, p, day, 0)
            today.fear_shown_word = draw(1, 2, FEAR_SHOWN, p, day, 0)
            value, wronged = exact[now, p, 0], exact[now, p, 1]
            if draw(1, 2, ACT_TAKEN, p, day, 0) < shocks[1]:
                fear.meet(p, day, 0, (1 << DEAL_SLOT_SHIFT) | (2 << DEAL_KIND_SHIFT), me, cold[p], today, world, policies[1], tallies[0])
                wronged += sw * (1 - wronged)
            if int(today.shamed) != 0:
                value += s * (1 - value)
            fear.live(p, day, me, cold[p], today, world, policies[1], tallies[0])
            exact[then, p, 0] = value + (mean - value) * c - value * f
            exact[then, p, 1] = wronged + (mean_wronged - wronged) * cw - wronged * fw
            shown = int(today.fear_authority_shown) << FEAR_AUTHORITY_SHIFT | int(today.fear_wronged_shown) << FEAR_WRONGED_SHIFT
            sums[then, p] = (1 << ADULT_SHIFT) | shown
            out[day, 0] += (int(me.fear_authority) + OFFSET16) / TOP16 / n
            out[day, 1] += exact[then, p, 0] / n
            out[day, 2] += (int(me.fear_wronged) + OFFSET16) / TOP16 / n
            out[day, 3] += exact[then, p, 1] / n


def deals(
    n: int, days: int, shocks: Any, people: Any, cold: Any, todays: Any, worlds: Any, policies: Any, tallies: Any, sums: Any, out: Any
) -> None:
    """Everyone is dealt with by the chance `shocks[0]` a day, dishonestly by the chance `shocks[1]` of those."""
    world, today = worlds[0], todays[0]
    good, bad = float(world.trust_good) / 2**32, float(world.trust_bad) / 2**32
    for p in range(n):
        me = people[p]
        trust.init(p, me, cold[p], world)
        value = float(world.trust_start) / TOP16
        for day in range(days):
            if draw(1, 2, DEAL, p, day, 0) < shocks[0]:
                wrong = int(draw(1, 2, ACT_SEEN, p, day, 0) < shocks[1])
                face = (1 << DEAL_SLOT_SHIFT) | ((1 + wrong) << DEAL_KIND_SHIFT)
                trust.meet(p, day, 0, face, me, cold[p], today, world, policies[1], tallies[0])
                value += good * (1 - value) if wrong == 0 else -bad * value
            out[day, 0] += (int(me.trust) + OFFSET16) / TOP16 / n
            out[day, 1] += value / n


def posts(
    n: int, days: int, shocks: Any, people: Any, cold: Any, todays: Any, worlds: Any, policies: Any, tallies: Any, sums: Any, out: Any
) -> None:
    """Everyone sees a post by the chance `shocks[0]` a day, at any level alike, punished where it is seen and above a quarter.

    out: tolerance, severity and surveillance as believed, fixed and float.
    """
    world, policy = worlds[0], policies[1]
    r, rule = float(world.learn_rate) / 2**32, float(policy.severity) / 2**24
    truth = float(shocks[1]) / 2**32
    for p in range(n):
        me = people[p]
        expression.init(p, me, cold[p], world)
        tau, psi, nu = float(world.tolerance_start) / TOP16, float(world.severity_start) / TOP16, float(world.surveillance_start) / TOP16
        for day in range(days):
            if draw(1, 2, DEAL, p, day, 0) < shocks[0]:
                level = draw(1, 2, ACT_TAKEN, p, day, 0) >> 8
                a = level / 2**24
                punished = int(a > 0.25 and draw(1, 2, ACT_SEEN, p, day, 0) < (truth + (1 - truth) * a) * 2**32)
                words = (draw(1, 2, ACT_SEEN, p, day, 1), draw(1, 2, ACT_SEEN, p, day, 2), draw(1, 2, ACT_SEEN, p, day, 3))
                expression.learn_from(level, punished, words, me, world, policy)
                s = nu + (1 - nu) * a
                if punished != 0:
                    nu, psi = min(1.0, nu + r * (1 - s)), psi + r * (rule - psi)
                    if a < tau:
                        tau += r * (a - tau)
                elif a > tau:
                    nu, tau = max(0.0, nu - r * s), tau + r * s * (a - tau)
            for k, (fixed, exact) in enumerate(((me.tolerance_belief, tau), (me.severity_belief, psi), (me.surveillance_belief, nu))):
                out[day, 2 * k] += (int(fixed) + OFFSET16) / TOP16 / n
                out[day, 2 * k + 1] += exact / n


def lived(loop: Any, *overrides: str, shocks: tuple[float, float], n: int, days: int = DAYS) -> Array:
    """Means by day: fixed, float, fixed, float..."""
    simulation = Simulation(scenario("article", *EVERYWHERE, *overrides, people=64, days=1), threads=1)
    simulation.close()
    records = simulation.compiled.records
    people, today = np.zeros(n, records.person), np.zeros(1, records.today)
    people["standing"], people["ties"][:, 0], today["back"] = ADULT, 1, 1
    for stock in ("fear_authority", "fear_wronged"):
        people[stock] = -OFFSET16
    out, cuts = np.zeros((days, 6)), np.array([round(chance * 2**32) for chance in shocks])
    sums = np.full((2, n), 1 << ADULT_SHIFT)
    rows = (people, np.zeros(n, records.cold), today, simulation.world, simulation.policies, np.zeros(1, records.tally))
    launch.compile_range(loop, cache=False)(n, days, cuts, *rows, sums, out)
    return out


def near(out: Array, fixed: int, noise: Callable[[int], float] = lambda day: 0.0) -> None:
    """To 1 % and what chance rounding leaves, or to a twentieth of a unit of the stock where there is next to nothing."""
    for day in CHECKED:
        found, exact = out[day - 1, fixed], out[day - 1, fixed + 1]
        assert abs(found - exact) <= max(0.01 * exact, 0.05 / TOP16) + noise(day), (day, found, exact)


@pytest.mark.parametrize(
    ("fade", "contagion", "shocks"),
    [(2.0, 1.0, (0.01, 0.005)), (0.1, 6.0, (1e-3, 2e-3)), (6.0, 0.0, (1e-3, 1e-2)), (0.1, 0.0, (0.0, 1e-4))],
)
def test_fears_fade_and_spread_for_thirty_years(fade: float, contagion: float, shocks: tuple[float, float]) -> None:
    """What one shows is rounded to a 31st by chance and, where fear spreads, carried on by all until it has faded: four standard errors."""
    n, prefixes = 250, ("", "wronged_")
    out = lived(fears, *(f"mind.fear.{of}{key}" for of in prefixes for key in rates(fade, contagion)), shocks=shocks, n=n)

    def noise(day: int) -> float:
        return 4 * contagion / 365 / 62 * math.sqrt(min(day, 365 / fade / 2) / n)

    assert noise(DAYS) < 0.01
    near(out, 0, noise)
    near(out, 2, noise)


def rates(fade: float, contagion: float) -> tuple[str, str]:
    return f"fade_per_year={fade}", f"contagion_per_year={contagion}"


@pytest.mark.parametrize(("good", "bad", "wrongs"), [(0.004, 0.1155, 0.02), (0.001, 0.03, 0.05), (0.02, 0.4, 0.005)])
def test_trust_is_learned_for_thirty_years(good: float, bad: float, wrongs: float) -> None:
    keys = (f"mind.trust.good_rate={good}", f"mind.trust.bad_rate={bad}")
    near(lived(deals, *keys, shocks=(24 / 365, wrongs), n=400), 0)


@pytest.mark.parametrize(("rate", "surveillance"), [(0.1, 0.5), (0.01, 0.8), (0.01, 0.05)])
def test_beliefs_are_learned_for_thirty_years(rate: float, surveillance: float) -> None:
    out = lived(posts, f"mind.expression.learn_rate={rate}", shocks=(0.1, surveillance), n=400)
    for fixed in (0, 2, 4):
        near(out, fixed)
