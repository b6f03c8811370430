"""Lives made by hand, so that every effect can be worked out on paper."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import lab
import sincerity as sl
from sincerity.store.folder import TemporaryFolder
from sincerity.types import Columns
from sincerity.verdicts.lives import AFTER, NONE, POLICY, Lived

SCENARIO = lab.scenario("article", people=300)
FULL = 65_535
"""What stands for a level of 1."""


FOLDER = TemporaryFolder()
ASKED: dict[str, Any] = {"draws": 4, "people": 300, "seeds": (0, 1), "days": 60, "set": ["burn_in_days=30"], "processes": 1}
"""A small question: 60 days are too few for much to happen."""

FEW = """
fixed_on = 2026-11-28
[[claim]]
id = "aware"
title = "Aware"
who = "press"
text = "People know."
metric = "aware"
comparison = "above"
threshold = 50
threshold_why = "Most."
unit = "% of adults"
source = "made up"
imposed = false
imposed_why = "It spreads."
[[claim]]
id = "trust"
title = "Trust"
who = "government"
text = "Trust rises."
metric = "trust"
against = ["none", "day_0"]
measured = "difference"
comparison = "above"
threshold = 0
threshold_why = "Any."
unit = "0 to 1"
source = "made up"
imposed = false
imposed_why = "It moves."
"""
"""Claims that take two lives and not five."""


@cache
def asked() -> sl.Verdicts:
    """All shipped claims, asked once in this process."""
    return sl.claims("article", **ASKED)


def few(folder: Path, **changed: Any) -> sl.Verdicts:
    """The few claims, asked into a folder `out` of this one, where everybody knows."""
    file = folder / "few.toml"
    file.write_text(FEW, encoding="utf-8")
    settings = [*ASKED["set"], "mind.awareness.from=everyone"]
    return sl.claims("article", **{"claims": file, "out": folder / "out", **ASKED, "set": settings, **changed})


@cache
def few_asked() -> sl.Verdicts:
    """The few claims, asked once in this process."""
    return few(FOLDER.path)


def life(people: dict[str, list[int]] | None = None, detained: dict[str, list[int]] | None = None, **series: Any) -> Lived:
    """A life of as many days as its columns have. By itself a day has 365 adults: on one day a count is a rate a year."""
    days = max([len(column) for column in series.values() if isinstance(column, list)], default=1)
    columns: Columns = {
        name: np.array(column if isinstance(column, list) else [column] * days) for name, column in {"adults": 365, **series}.items()
    }
    whole = {"age": [40, 40, 40, 10], **(people or {})}
    return Lived(
        SCENARIO,
        columns,
        {name: np.array(column) for name, column in whole.items()},
        {name: np.array(column) for name, column in (detained or {}).items()},
    )


def lives(**given: Lived) -> dict[str, Lived]:
    """Lives by name; those that are not given are empty days."""
    return {name: life() for name in (POLICY, NONE, AFTER, "appeals", "no_appeals", "no_ring_tone")} | given
