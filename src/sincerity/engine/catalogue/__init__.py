"""Everything there is to explain, from what the code declares: one source for `sincerity explain` and for the site.

Keys come from the schema, rules from the docstrings of the mechanisms, metrics from the columns and events they declare, purposes
from the table of chance, the day and the desks from their own tables, values and their sources from the scenario's file.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence

from sincerity.engine.catalogue.between import desks
from sincerity.engine.catalogue.chance import purposes
from sincerity.engine.catalogue.entry import KINDS, Entry, Grid
from sincerity.engine.catalogue.keys import keys, tables, with_value
from sincerity.engine.catalogue.mechanisms import fields, mechanisms
from sincerity.engine.catalogue.metrics import metrics
from sincerity.engine.catalogue.passes import described
from sincerity.engine.compose import compose, registry
from sincerity.engine.simulation import dimensions_of, plan_of
from sincerity.errors import ScenarioError
from sincerity.scenario.load import load
from sincerity.scenario.notes import notes_of
from sincerity.scenario.schema import Scenario

__all__ = ["KINDS", "Entry", "Grid", "catalogue", "day_code", "explain"]


def catalogue(scenario: Scenario) -> tuple[Entry, ...]:
    """Every entry, kind by kind. The scenario gives the names of behaviours and tiers; nothing else depends on it."""
    found = (*mechanisms(), *tables(scenario), *keys(scenario), *metrics(scenario), *described(), *purposes(), *fields(), *desks())
    return tuple(sorted(found, key=lambda entry: KINDS.index(entry.kind)))


def explain(what: str, source: str | os.PathLike[str] = "article") -> list[Entry]:
    """The entries that a name means, the likeliest first; keys with their value in the scenario.

    A name may leave out what stands before its last dot where that is clear. ScenarioError where there is no such name, or
    only the end of several.
    """
    scenario = load(source, registry())
    entries = catalogue(scenario)
    found = [filled for entry in entries if (filled := entry.filled(what)) is not None] or _by_end(what, entries)
    if not found:
        raise ScenarioError(f"{what}: there is nothing of this name to explain.{_nearest(what, entries)}")
    notes = notes_of(source, scenario.shapes)
    return [with_value(entry, scenario, notes) for entry in found]


def day_code(source: str | os.PathLike[str] = "article") -> str:
    """The text of the composed day of a scenario: the file that is compiled."""
    scenario = load(source, registry())
    return compose(dimensions_of(scenario), plan_of(scenario)).path.read_text(encoding="utf-8")


def _by_end(what: str, entries: Sequence[Entry]) -> list[Entry]:
    """The one key that ends so."""
    ends = [entry for entry in entries if entry.kind == "key" and entry.name.endswith(f".{what}")]
    if len(ends) > 1:
        raise ScenarioError(f"{what}: several keys end so: {', '.join(entry.name for entry in ends)}. Name one of them in full.")
    return ends


def _nearest(what: str, entries: Sequence[Entry]) -> str:
    names = {name.lower(): name for entry in entries for name in entry.names}
    ends = {name.lower().rpartition(".")[2]: name for entry in entries for name in (entry.name,)}
    near = difflib.get_close_matches(what.lower(), names, n=3, cutoff=0.6)
    found = [names[name] for name in near] or [ends[name] for name in difflib.get_close_matches(what.lower(), ends, n=3, cutoff=0.6)]
    return f" Did you mean {' or '.join(dict.fromkeys(found))}?" if found else " `sincerity explain` lists what there is."
