"""The lives behind a claim: the same people, with the same luck, under the policy, under none, after its repeal and under variants."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sincerity.engine.compose import registry
from sincerity.engine.handover import state_for
from sincerity.engine.simulation import Simulation, dimensions_of, plan_of
from sincerity.experiments.measure import Life, days_of
from sincerity.observe.detained import Detentions
from sincerity.scenario.load import load

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.types import Columns

POLICY, NONE, AFTER = "policy", "none", "after"
"""Lives that every claim may name. The third is the first gone on with, the policy repealed, for another 365 days."""
AFTER_DAYS = 365
REPEAL = "end_of_the_policy"


class Variant(NamedTuple):
    """The policy with one table changed: taken from a shipped scenario, or off where `source` is empty."""

    name: str
    table: str
    source: str = ""


@dataclass(frozen=True)
class Lived(Life):
    """A life, and the table of those who were detained in it; nothing where nobody was, or nobody looked."""

    detained: Columns = field(default_factory=dict)


def scenarios_of(policy: Scenario, variants: Sequence[Variant] = ()) -> dict[str, Scenario]:
    """The scenario of each life, by its name."""
    none = policy.with_(policy__active=False, policy__revision=None)
    return {POLICY: policy, NONE: none, AFTER: repealed(policy), **{one.name: varied(policy, one) for one in variants}}


def repealed(policy: Scenario) -> Scenario:
    """The policy to its last day, then repealed, and a year more; revisions that it does not come to are left out."""
    end = policy.start + datetime.timedelta(days=policy.days)
    rows = [row for row in policy.policy.revision if policy.policy.revisions.active and row.on < end]
    repeal = {"name": REPEAL, "on": end, "set": {"active": False}}
    return policy.with_(days=policy.days + AFTER_DAYS, policy__revisions__active=True, policy__revision=(*rows, repeal))


def varied(policy: Scenario, variant: Variant) -> Scenario:
    """The policy under a variant; the policy itself where that changes nothing."""
    address = variant.table.replace(".", "__")
    if variant.source:
        return policy if is_on(policy, variant.table) else policy.with_(**{address: table_of(variant)})
    return policy.with_(**{f"{address}__active": False}) if is_on(policy, variant.table) else policy


def is_on(scenario: Scenario, table: str) -> bool:
    """Whether a mechanism's table is there and in force."""
    found = scenario.table(table)
    return found is not None and bool(found.active)


def table_of(variant: Variant) -> object:
    """The table that a variant takes from a shipped scenario."""
    return load(variant.source, registry()).table(variant.table)


def live_all(scenarios: Mapping[str, Scenario], seed: int, wanted: Collection[str]) -> dict[str, Lived]:
    """The wanted lives, that of the policy and that of none always; equal scenarios are lived once, and the burn-in too.

    The burn-in is lived under no policy, so all of them begin with what it left.
    """
    without = Simulation(scenarios[NONE], seed=seed, threads=1)
    without.settle()
    while without.day < 0:
        without.step()
    lives = dict(_with_repeal(without, scenarios, seed, AFTER in wanted))
    for name in wanted:
        if name not in (NONE, *lives):
            same = next((other for other in lives if scenarios[other] == scenarios[name]), None)
            lives[name] = lives[same] if same is not None else _rest(_begun(without, scenarios[name], seed), scenarios[name])
    return {**lives, NONE: _rest(without, scenarios[NONE])}


def _with_repeal(without: Simulation, scenarios: Mapping[str, Scenario], seed: int, repeal: bool) -> Iterator[tuple[str, Lived]]:
    """The policy's life and, where wanted, how it goes on after the repeal: one simulation for both."""
    policy, observer = scenarios[POLICY], Detentions()
    simulation = _begun(without, scenarios[AFTER] if repeal else policy, seed)
    series = days_of(simulation, policy.days, observer)
    yield POLICY, Lived(policy, series, simulation.people_table(), observer.tables().get("detained", {}))
    if repeal:
        yield AFTER, _rest(simulation, scenarios[AFTER])
    simulation.close()


def _begun(without: Simulation, scenario: Scenario, seed: int) -> Simulation:
    """A simulation on the morning of day 0, with the burn-in of another where its records have the same form."""
    simulation = Simulation(scenario, seed=seed, threads=1)
    if (dimensions_of(scenario), plan_of(scenario)) == (dimensions_of(without.scenario), plan_of(without.scenario)):
        simulation.restore(0, state_for(without, scenario))
        return simulation
    simulation.settle()
    while simulation.day < 0:
        simulation.step()
    return simulation


def _rest(simulation: Simulation, scenario: Scenario) -> Lived:
    """The days that are left, and the people at the end."""
    series = days_of(simulation, scenario.days)
    simulation.close()
    return Lived(scenario, series, simulation.people_table())
