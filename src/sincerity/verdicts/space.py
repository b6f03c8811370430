"""From where the draws come: every plausible range that the scenario's files note, of policy, mind and society alike.

Not drawn from are a few ranges that are no ignorance about the world, or that cannot be lived side by side: `NOT_DRAWN` says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sincerity.errors import ScenarioError
from sincerity.experiments.search import Point, Range, Settings, hypercube, ranges, settings_at, three_digits
from sincerity.scenario.notes import values_of
from sincerity.verdicts.lives import Variant, is_on, varied

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

DRAW_SEED = 2026
"""Of the Latin hypercube, always the same: the same command draws the same."""
BELOW = ("policy.", "mind.", "society.")
REGION = "society.region_people"
NOT_DRAWN: Mapping[str, str] = {
    "society.network": "the slots of contacts are compiled in, and each set of them would be compiled anew",
    REGION: "a size of the calculation: the society has so many people that a roll-out has regions to go through",
}
"""Keys whose noted ranges are left out, and why."""
GOOD, BAD, START, DEALS = "mind.trust.good_rate", "mind.trust.bad_rate", "mind.trust.start", "society.deals.per_year"
TRIES = 200
"""Settings that are drawn again, at most, for one that no scenario may have."""


class Draw(NamedTuple):
    """One set of values. again: how many were drawn for it before that no scenario may have."""

    number: int
    settings: Settings
    again: int


@dataclass(frozen=True)
class Space:
    """The ranges drawn from, and the scenario whose values they surround. only: keys that a variant alone has, by its name."""

    scenario: Scenario
    ranges: tuple[Range, ...]
    variants: tuple[Variant, ...] = ()
    only: Mapping[str, str] = field(default_factory=dict)

    def settings(self, point: Point) -> Settings:
        """The values at a point; the two rates of trust are tied (`tied`)."""
        found = dict(settings_at(point, self.ranges))
        keys = [one.key for one in self.ranges]
        return found | tied(self, found, point[keys.index(GOOD)]) if GOOD in keys else found

    def policy(self, settings: Settings) -> Scenario:
        """The scenario with these values; ScenarioError where it may not have them."""
        own = {key: value for key, value in settings.items() if key not in self.only}
        return _with(self.scenario, own)

    def variant(self, policy: Scenario, settings: Settings, variant: Variant) -> Scenario:
        """A variant of a policy that was drawn, with the values that it alone has."""
        changed = varied(policy, variant)
        return _with(changed, {key: settings[key] for key, name in self.only.items() if name == variant.name and key in settings})


def _with(scenario: Scenario, settings: Settings) -> Scenario:
    return scenario.with_(**{key.replace(".", "__"): value for key, value in settings.items()}) if settings else scenario


def space_of(source: str, scenario: Scenario, variants: Sequence[Variant] = (), fixed: Sequence[str] = ()) -> Space:
    """The space of a scenario whose notes stand in `source`, a shipped name or a file. fixed: keys that were given a value, and keep it."""
    held = (*NOT_DRAWN, BAD, *_tables_off(scenario))
    found = [one for one in ranges(source, scenario, BELOW, ()) if not _is_below(one.key, (*held, *fixed))]
    if not is_on(scenario, "mind.trust") or BAD in fixed:
        found = [one for one in found if one.key != GOOD]
    only: dict[str, str] = {}
    for variant in variants:
        if variant.source and not is_on(scenario, variant.table):
            more = ranges(variant.source, varied(scenario, variant), (f"{variant.table}.",), ())
            found += [one for one in more if not _is_below(one.key, fixed)]
            only |= {one.key: variant.name for one in more}
    return Space(scenario, tuple(found), tuple(variants), only)


def _is_below(key: str, tables: Sequence[str]) -> bool:
    return any(key == table or key.startswith(f"{table}.") for table in tables)


def _tables_off(scenario: Scenario) -> list[str]:
    """Tables with a switch that is off: what stands in them has no effect."""
    return [path for path, shape in scenario.shapes.items() if path and shape.switch and scenario.table(path) and not is_on(scenario, path)]


def tied(space: Space, settings: Settings, share: float) -> dict[str, float]:
    """The two rates of trust at a share of the first one's range, the second such that none keeps the trust that it starts with.

    Without a policy good news (honest deals) and bad (wrongs) balance where (1 - trust)·good·deals = trust·bad·wrongs. The shipped
    pair keeps the survey's 64.4 %; with other rates of deals and wrongs the second must move for the same. Of the range of the first
    only what keeps the second inside its own is drawn from.
    """
    ranges_by_key = {one.key: one for one in ranges_of_trust(space)}
    good, bad = ranges_by_key[GOOD], ranges_by_key[BAD]
    times = bad.shipped / good.shipped * _balance(space, settings) / _balance(space, {})
    low, high = max(good.low, bad.low / times), min(good.high, bad.high / times)
    if low >= high:
        raise ScenarioError(f"{GOOD}: no value inside its range keeps {BAD} inside its own with these rates of deals and wrongs.")
    value = replace(good, low=low, high=high).value(share)
    return {GOOD: value, BAD: min(bad.high, max(bad.low, three_digits(value * times)))}


def ranges_of_trust(space: Space) -> Iterator[Range]:
    """The ranges of the two rates as noted for every scenario."""
    return iter(ranges("none", space.scenario, (GOOD, BAD), ()))


def _balance(space: Space, settings: Settings) -> float:
    """(1 - trust)/trust at its start times deals by wrongs."""
    values = {**values_of(space.scenario), **settings}
    rows = [row.id for row in space.scenario.society.behaviour if row.wrongs_contact]
    wrongs = sum(values[f"society.behaviour.{name}.per_year"] for name in rows)
    start = values[START]
    return float((1 - start) / start * values[DEALS] / wrongs) if wrongs else 1.0


def draws_of(space: Space, n: int) -> Iterator[Draw]:
    """A Latin hypercube of `n` sets of values; one that no scenario may have is drawn again, anywhere in the ranges."""
    points = hypercube(n, (0.5,) * len(space.ranges), 0.5, DRAW_SEED)
    for number, point in enumerate(points):
        luck = np.random.default_rng([DRAW_SEED, number])
        for again in range(TRIES):
            settings = _allowed(space, point)
            if settings is not None:
                yield Draw(number, settings, again)
                break
            point = tuple(luck.random(len(space.ranges)).tolist())
        else:
            text = f"of {TRIES} sets of values from the plausible ranges none is a scenario. Narrow them."
            raise ScenarioError(f"{space.scenario.name}: {text}")


def _allowed(space: Space, point: Point) -> Settings | None:
    """The values at a point, or None where no scenario may have them."""
    try:
        settings = space.settings(point)
        policy = space.policy(settings)
        for variant in space.variants:
            if variant.name in space.only.values():
                space.variant(policy, settings, variant)
    except ScenarioError:
        return None
    return settings
