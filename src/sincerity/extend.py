"""What the author of a mechanism needs, in one place: `from sincerity.extend import Column, Field, Param, Step, Table, draw, …`.

A mechanism of one's own is one Python file in a package of one's own, named by an entry point of the group `sincerity.mechanisms`.
What it declares, which hooks there are and how it is tested: docs/how-to/add-a-mechanism.md. What stands here is public, as
`sincerity.__all__` is; other modules of the laboratory may change without notice. On the host, in `pack`, belong `bar_of`, `daily`,
`factor`, `mask_of`, `monthly`, `plugin_purpose`, `rounded` and `threshold`; every other function may be called in hooks.
"""

from __future__ import annotations

from sincerity.compute.bars import NOBODY, bar_of, is_barred, shows_barred
from sincerity.compute.face import (
    deal_kind_of,
    deal_slot_of,
    is_adult,
    is_caught,
    is_detained,
    is_listed,
    is_refused,
    is_shamed,
    mask_of,
    n_adults_of,
    opinion_of,
    report_slot_of,
    tier_shown,
)
from sincerity.compute.fields import FLOW, MONTHLY, STOCK, Column, Event, Field, Step
from sincerity.compute.fixed import bump, clamp, daily, factor, monthly, rounded, step_toward, threshold
from sincerity.draw import draw, draw_block, pair_draw, plugin_purpose
from sincerity.errors import ScenarioError
from sincerity.scenario.registry import REQUIRED, Param, Table, for_whom
from sincerity.types import (
    ADULT,
    CERTAIN,
    FEMALE,
    GROUP_B,
    HAS_LOAN,
    IN_DEBT,
    JOB_BITS,
    LISTED,
    NEVER,
    ONE,
    PUPIL,
    SCHOOLING_BITS,
    URBAN,
    Array,
    Record,
)

__all__ = [
    "ADULT",
    "CERTAIN",
    "FEMALE",
    "FLOW",
    "GROUP_B",
    "HAS_LOAN",
    "IN_DEBT",
    "JOB_BITS",
    "LISTED",
    "MONTHLY",
    "NEVER",
    "NOBODY",
    "ONE",
    "PUPIL",
    "REQUIRED",
    "SCHOOLING_BITS",
    "STOCK",
    "URBAN",
    "Array",
    "Column",
    "Event",
    "Field",
    "Param",
    "Record",
    "ScenarioError",
    "Step",
    "Table",
    "bar_of",
    "bump",
    "clamp",
    "daily",
    "deal_kind_of",
    "deal_slot_of",
    "draw",
    "draw_block",
    "factor",
    "for_whom",
    "is_adult",
    "is_barred",
    "is_caught",
    "is_detained",
    "is_listed",
    "is_refused",
    "is_shamed",
    "mask_of",
    "monthly",
    "n_adults_of",
    "opinion_of",
    "pair_draw",
    "plugin_purpose",
    "report_slot_of",
    "rounded",
    "shows_barred",
    "step_toward",
    "threshold",
    "tier_shown",
]
