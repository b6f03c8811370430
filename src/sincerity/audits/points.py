"""What records cost: the points that each behaviour's records took, under each policy of the run in turn.

Nominal: records times the points of the rule, and for posts that `policy.speech` punishes times its severity. What a score loses is less
where it stands at the end of its range, where punishment is in proportion to what was said (at most the severity), and where records
expire or are corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sincerity.store.parquet import name_literal

if TYPE_CHECKING:
    from sincerity.audits.evidence import Evidence
    from sincerity.scenario.schema import Scenario


class Cost(NamedTuple):
    """Of a behaviour: how many records of it there are that cost points, and how many points they took."""

    behaviour: str
    kind: str
    records: int
    points: float


def costs(evidence: Evidence) -> list[Cost]:
    """Every behaviour with records that cost points, or that would."""
    taken: dict[str, list[float]] = {}
    kinds = {row.id: row.kind for row in evidence.scenario.society.behaviour}
    for first, end, scenario in _periods(evidence):
        prices = {row.id: price_of(scenario, row.id) for row in scenario.society.behaviour}
        dear = {name: price for name, price in prices.items() if price < 0}
        if not dear:
            continue
        columns = ", ".join(f"COALESCE(sum({name_literal(f'records_{name}')}), 0)::DOUBLE AS {name_literal(name)}" for name in dear)
        found = evidence.rows(f"SELECT {columns} FROM series WHERE region >= 0 AND day >= {first} AND day < {end}")
        for name, price in dear.items():
            records = float(found[name][0])
            before = taken.setdefault(name, [0.0, 0.0])
            before[0], before[1] = before[0] + records, before[1] - price * records
    return [Cost(name, kinds[name], int(records), points) for name, (records, points) in taken.items()]


def price_of(scenario: Scenario, behaviour: str) -> float:
    """Points that a record of a behaviour adds under a policy, below 0 where it takes; 0 where nothing is scored."""
    policy = scenario.policy
    rule = policy.rule.get(behaviour)
    if rule is None or not (policy.active and policy.scoring.active):
        return 0.0
    (kind,) = (row.kind for row in scenario.society.behaviour if row.id == behaviour)
    speech = policy.speech
    punished = kind == "speech" and rule.points < 0 and speech is not None and speech.active
    return float(rule.points) * (speech.severity if punished else 1.0)


def lists_by_score(scenario: Scenario) -> bool:
    """Whether a low score lists its owner under a policy."""
    policy, rules = scenario.policy, scenario.policy.listing
    return bool(policy.active and policy.scoring.active and rules is not None and rules.active and rules.by_score)


def _periods(evidence: Evidence) -> Iterator[tuple[int, int, Scenario]]:
    """From which day to which, exclusive, each policy held."""
    ends = [day for day, _ in evidence.stages[1:]] + [evidence.manifest.days]
    for (first, scenario), end in zip(evidence.stages, ends, strict=True):
        yield first, end, scenario
