"""Who is an internet user, and what a slow line makes them miss."""

from __future__ import annotations

from typing import Any

from sincerity.compute.bars import NOBODY, is_barred
from sincerity.draw import ONLINE, OPENING_MISSED, draw
from sincerity.types import URBAN


def is_online(p: int, me: Any, world: Any) -> int:
    """1 for an internet user, for life."""
    share = int(world.online_urban) if int(me.standing) & URBAN != 0 else int(world.online_rural)
    return 1 if draw(int(world.born0), int(world.born1), ONLINE, p, int(me.arrived), 0) < share else 0


def is_slowed(p: int, me: Any, world: Any, policy: Any) -> int:
    """1 for an internet user whose line a policy slows."""
    if int(policy.internet_bar) == NOBODY or is_barred(int(policy.internet_bar), me) == 0:
        return 0
    return is_online(p, me, world)


def misses_openings(p: int, day: int, me: Any, world: Any, policy: Any) -> int:
    """1 for a jobseeker whose slow line makes this month's openings go by unseen."""
    if is_slowed(p, me, world, policy) == 0:
        return 0
    return 1 if draw(int(world.k0), int(world.k1), OPENING_MISSED, p, day, 0) < int(policy.openings_missed) else 0
