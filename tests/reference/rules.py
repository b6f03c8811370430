"""Constants of the run and of each policy, and which of them each person lives under."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.numbers import Ints


class Table:
    """A table of numbers for each policy; each person reads that of the own policy."""

    def __init__(self, rows: Ints, policy: Ints) -> None:
        self.rows, self.policy = rows, policy

    def at(self, place: Ints | int) -> Ints:
        """The number that each person finds in this place, or each in a place of its own."""
        found: Ints = self.rows[self.policy, place]
        return found


class Rules:
    """The constants of every mechanism under every policy of a run.

    Parameters
    ----------
    mechanisms
        Modules with `constants(scenario)`, the same under every policy, and `of_policy(scenario)`.
    scenario
        The run's, for what is the same under every policy.
    policies
        The scenario of each policy; the first is that of no policy.
    """

    def __init__(self, mechanisms: tuple[Any, ...], scenario: Any, policies: list[Any]) -> None:
        self.of_run = {_name(module): vars(module.constants(scenario)) for module in mechanisms}
        self.of_policy = {_name(module): _stack([vars(module.of_policy(policy)) for policy in policies]) for module in mechanisms}

    def for_people(self, policy: Ints) -> SimpleNamespace:
        """By mechanism: constants of the run as they are, of the policy one number for each person, or a `Table`."""
        found = {}
        for name, run in self.of_run.items():
            own = {key: rows[policy] if rows.ndim == 1 else Table(rows, policy) for key, rows in self.of_policy[name].items()}
            found[name] = SimpleNamespace(**run, **own)
        return SimpleNamespace(**found)


def _name(module: Any) -> str:
    return str(module.__name__.rpartition(".")[2])


def _stack(policies: list[dict[str, Any]]) -> dict[str, Any]:
    """One array for each constant, policies first; tables that are shorter under some policy are filled up with 0."""
    return {name: _filled_up([np.asarray(policy[name]) for policy in policies]) for name in policies[0]}


def _filled_up(values: list[Any]) -> Any:
    if values[0].ndim == 0:
        return np.array(values)
    width = max(len(value) for value in values)
    return np.array([np.pad(value, (0, width - len(value))) for value in values])
