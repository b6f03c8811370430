"""What two mechanisms ask of a debt and of a listing: how late it is, and whether there is a true ground."""

from __future__ import annotations

from typing import Any

from sincerity.types import BY_JUDGMENT, BY_SCORE, CLEAN, IN_DEBT


def wrongly(listing: int, means: int) -> int:
    """1 where no ground of a listing is a true one: the clean score would not list, and nothing is due.

    >>> wrongly(BY_SCORE, 0), wrongly(BY_SCORE | CLEAN, 0), wrongly(BY_JUDGMENT, IN_DEBT)
    (1, 0, 0)
    """
    if listing & BY_SCORE != 0 and listing & CLEAN != 0:
        return 0
    if listing & BY_JUDGMENT != 0 and means & IN_DEBT != 0:
        return 0
    return 1


def late_by(day: int, mine: Any, world: Any, policy: Any) -> int:
    """Days since the grace of an open debt was over, below 0 before: creditors sue late, then the grace runs."""
    return day - int(mine.debt_day) - int(world.sued_after) - int(policy.grace_days)
