"""The skeleton that a new mechanism starts from stands, and does what it says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from sincerity.engine.compose import BUILT_IN
from sincerity.engine.records import Dimensions, merge
from sincerity.scenario.load import loads
from sincerity.types import ADULT, BY_SCORE

PATH = Path(__file__).parents[2] / "docs" / "design" / "skeletons" / "mechanism.py"


def test_the_skeleton_joins_the_records_and_its_rule_works() -> None:
    spec = importlib.util.spec_from_file_location("curfew", PATH)
    assert spec is not None
    assert spec.loader is not None
    curfew = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(curfew)
    records = merge((*BUILT_IN, curfew), Dimensions(slots=21, partners=2, behaviours=32, tiers=6))
    policy, world = np.zeros(1, records.policy), np.zeros(1, records.world)
    text = "schema = 1\n[policy]\nactive = true\n[policy.curfew]\nstops_per_year = {}\n"
    stops = {}
    for rate in (0, 365):
        curfew.pack(loads(text.format(rate), curfew.PARAMS), world, policy)
        me, cold = SimpleNamespace(standing=ADULT, listing=BY_SCORE), SimpleNamespace(times_stopped=0)
        today, tally = SimpleNamespace(stopped=0), SimpleNamespace(stops=0)
        for day in range(50):
            curfew.live(7, day, me, cold, today, world.view(np.recarray)[0], policy.view(np.recarray)[0], tally)
        stops[rate] = (tally.stops, cold.times_stopped)
    assert stops == {0: (0, 0), 365: (50, 50)}
