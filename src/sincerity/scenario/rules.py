"""What several mechanisms read out of a policy: how many sanctions there are, in which tier everyone begins."""

from __future__ import annotations

from sincerity.scenario.schema import Scenario


def n_sanctions(scenario: Scenario) -> int:
    """How many kinds of sanction can fall: tables in force with a `for`, where there is a list or there are tiers to fall to."""
    policy = scenario.policy
    falls = {True: policy.listing is not None and policy.listing.active, False: policy.scoring.active}
    tables = [getattr(policy, name) for name in type(policy).model_fields]
    return sum(bool(policy.active and table.active and falls[table.for_ == "listed"]) for table in tables if hasattr(table, "for_"))


def start_tier(scenario: Scenario) -> int:
    """The tier in which everyone begins, 0 the best; 0 too where there are none."""
    policy = scenario.policy
    return next((t for t, tier in enumerate(policy.tier) if policy.start_score >= tier.from_), max(0, len(policy.tier) - 1))
