"""schools: children of the barred lose their places in private schools, and get none.

On the first morning of a month a pupil in a private place who lives with a barred adult is moved to the state school; no free
place is given to such a child (*economy* hands places out). Everybody else's schooling is untouched.

Source: "send children to high-cost private schools" is among the court's restrictions (chinajusticeobserver, 1 Nov 2019); state
schools stay open to all.

Left out: parents who live elsewhere; fees; universities; what moving does to a child but for the schooling reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.compute.bars import NOBODY, THE_LISTED, bar_of
from sincerity.compute.fields import Column, Event, Field
from sincerity.scenario.registry import Table, for_whom
from sincerity.types import ADULT, PRIVATE, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.schools",
        "schools",
        (for_whom("Whose children are barred"),),
    ),
)

POLICY = (Field("schools_bar", "i1", "the best tier barred, -1 the listed, -2 nobody"),)
TODAY = (Field("moved", "i8", "1 when a pupil loses a private place"),)
COLUMNS = (Column("children_moved", "pupils moved out of private places"),)
EVENTS = (Event("moved", "school_lost", "lost the place in a private school"),)
PURPOSES = ()


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Move the children of the barred, as their household's adults showed themselves yesterday."""
    bar = int(policy.schools_bar)
    if bar == NOBODY or int(me.standing) & ADULT != 0 or int(cold.school) & PRIVATE == 0:
        return
    if (int(today.kin_listed) != 0) if bar == THE_LISTED else (int(today.kin_tier) >= bar):
        today.moved = 1
        tally.children_moved = int(tally.children_moved) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Whose children are barred."""
    policy["schools_bar"] = bar_of(scenario, "schools")
