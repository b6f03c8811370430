"""With the press alone and nothing forgotten, awareness is a susceptible-infected process on the exported network."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

import lab
from sincerity.engine import simulation
from sincerity.engine.simulation import Simulation
from sincerity.scenario.schema import Scenario
from sincerity.types import Array

N_RUNS = 200
N_PEOPLE = 1000
N_DAYS = 120
CHECKED = (5, 15, 25, 35, 45, 60, 80, 119)
PRESS_PER_YEAR, CONTACT_PER_YEAR = 0.4, 6.0
STANDARD_ERRORS = 4
ALONE = (
    *("policy.active=true", "policy.scoring.active=false", "society.behaviours_active=false", "society.deals.per_year=0"),
    *("society.economy=false", "society.aging=false"),
    *(f"mind.{name}.active=false" for name in ("ties", "fear", "trust", "deterrence", "expression")),
    *(f"mind.awareness.press_per_year={PRESS_PER_YEAR}", f"mind.awareness.contact_per_year={CONTACT_PER_YEAR}"),
    *("mind.awareness.from=press", "mind.awareness.forget_per_year=0"),
)
"""The least policy that anybody can learn of, and nothing else that happens: the network stays as it was settled."""


class Spread(NamedTuple):
    """One run. share: aware among adults at the end of each day; edges: contacts of two adults, as places among them."""

    share: Array
    n_adults: int
    edges: Array


def simulated(scenario: Scenario, seed: int) -> Spread:
    """The laboratory's run, with the network that it exports."""
    run = Simulation(scenario, seed=seed, threads=1)
    run.settle()
    blocks = list(run.edges())
    for _ in run.advance():
        pass
    aware, adult = run.take_block()["aware"], run.people_table()["age"] >= 18
    run.close()
    pairs = np.concatenate([np.stack([block["a"], block["b"]]) for block in blocks], axis=1)
    place = np.cumsum(adult) - 1
    return Spread(aware / adult.sum(), int(adult.sum()), place[pairs[:, adult[pairs].all(axis=0)]])


def spread(run: Spread, press_per_year: float, contact_per_year: float, seed: int) -> Array:
    """A susceptible-infected process, written from its definition alone, on a run's network: the share aware after each day."""
    chance, a, b = np.random.default_rng(seed), *run.edges
    aware = np.zeros(run.n_adults, bool)
    shares = np.empty(N_DAYS)
    for day in range(N_DAYS):
        k = np.bincount(a, aware[b], run.n_adults) + np.bincount(b, aware[a], run.n_adults)
        untold = (1 - press_per_year / 365) * (1 - contact_per_year / 365) ** k
        aware = aware | (chance.random(run.n_adults) >= untold)
        shares[day] = aware.mean()
    return shares


@pytest.fixture(scope="module")
def runs() -> list[Spread]:
    """200 runs, each with its own seed and so its own network."""
    scenario = lab.scenario("none", *ALONE, people=N_PEOPLE, days=N_DAYS, burn_in_days=0)
    with pytest.MonkeyPatch.context() as patch:
        # Every run would read the same totals again.
        patch.setattr(simulation, "load_marginals", cache(simulation.load_marginals))
        return [simulated(scenario, seed) for seed in range(N_RUNS)]


def standard_errors(runs: list[Spread], press_per_year: float, contact_per_year: float) -> Array:
    """How far the paired means lie apart on each day checked, in standard errors of the mean difference."""
    apart = np.array([run.share - spread(run, press_per_year, contact_per_year, seed) for seed, run in enumerate(runs)])[:, CHECKED]
    return apart.mean(axis=0) / (apart.std(axis=0, ddof=1) / np.sqrt(len(runs)))


def test_the_curve_is_s_shaped(runs: list[Spread]) -> None:
    mean = np.mean([run.share for run in runs], axis=0)
    steps = np.diff(mean)
    assert mean[5] < 0.05
    assert mean[-1] > 0.95
    assert steps.max() > 5 * steps[:5].mean()
    assert steps.max() > 5 * steps[-5:].mean()


def test_awareness_spreads_as_a_susceptible_infected_process(runs: list[Spread]) -> None:
    assert np.abs(standard_errors(runs, PRESS_PER_YEAR, CONTACT_PER_YEAR)).max() < STANDARD_ERRORS


@pytest.mark.parametrize(
    ("press", "contact"),
    [(PRESS_PER_YEAR, 1.2 * CONTACT_PER_YEAR), (PRESS_PER_YEAR, CONTACT_PER_YEAR / 1.2), (1.5 * PRESS_PER_YEAR, CONTACT_PER_YEAR)],
)
def test_another_process_is_told_apart(runs: list[Spread], press: float, contact: float) -> None:
    assert np.abs(standard_errors(runs, press, contact)).max() > 2 * STANDARD_ERRORS


def test_another_network_is_told_apart(runs: list[Spread]) -> None:
    rewired = []
    for seed, run in enumerate(runs):
        ends = np.random.default_rng(seed).permutation(run.edges.ravel())
        rewired.append(run._replace(edges=ends.reshape(2, -1)))
    assert np.abs(standard_errors(rewired, PRESS_PER_YEAR, CONTACT_PER_YEAR)).max() > STANDARD_ERRORS
