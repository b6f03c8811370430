"""internet: the barred have a slow line.

Of the hours that an internet user spends online a share is lost (`hours_lost_share`). A post, once written, is blocked by the
chance `posts_blocked`: nobody sees it, not even the authority. That is not self-censorship: what the writer dared to say is
*expression*'s matter. Each month a jobseeker misses the openings by the chance `openings_missed` (*economy* hands posts out), and
the press tells of the system less often, by the share `news_missed` (*awareness*).

Who is an internet user is drawn for life, by town and country.

Source: only the press article says so; no primary source for throttling was found. Users and hours: CNNIC's 47th report, December
2020 (moseiko.cn, kt.kz).

Left out: work and shopping online; lines shared in a household; ways around a block.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.bars import NOBODY, bar_of
from sincerity.compute.fields import STOCK, Column, Event, Field
from sincerity.compute.fixed import rounded, threshold
from sincerity.draw import POST_BLOCKED, SLOW_HOURS, draw
from sincerity.scenario.registry import Param, Table, for_whom
from sincerity.society.online import is_slowed
from sincerity.types import ADULT, CERTAIN, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

CNNIC = "CNNIC's 47th report, December 2020 (moseiko.cn, kt.kz)"


def _chance(name: str, default: float, unit: str, meaning: str, plausible: tuple[float, float], source: str = "assumed") -> Param:
    return Param(name, "chance", default, unit, meaning, low=0.0, high=1.0, plausible=plausible, source=source)


PARAMS = (
    Table(
        "policy.internet",
        "internet",
        (
            for_whom("Whose line is slow"),
            _chance("hours_lost_share", 0.5, "share", "Share of the hours online that a slow line takes.", (0.1, 0.9)),
            _chance("posts_blocked", 0.5, "chance", "Chance that a post is blocked.", (0.1, 0.9)),
            _chance("openings_missed", 0.3, "chance per month", "Chance that a jobseeker misses a month's openings.", (0.0, 0.8)),
            _chance("news_missed", 0.5, "share", "How much less often the press tells of the system.", (0.0, 0.9)),
        ),
    ),
    Table(
        "society.online",
        "internet",
        (
            _chance("urban_share", 0.798, "share", "Internet users in town.", (0.6, 0.95), CNNIC),
            _chance("rural_share", 0.559, "share", "Internet users in the country.", (0.35, 0.8), CNNIC),
            Param(
                "hours_per_week",
                "number",
                26.2,
                "hours",
                "Hours that a user spends online.",
                low=0.0,
                high=168.0,
                plausible=(15.0, 40.0),
                source=CNNIC,
            ),
        ),
        absent="default",
        switch=False,
    ),
)

WORLD = (
    Field("online_urban", "i8", "threshold of being an internet user in town, 0…2³²"),
    Field("online_rural", "i8", "threshold of being an internet user in the country, 0…2³²"),
)
POLICY = (
    Field("internet_bar", "i1", "the best tier with a slow line, -1 the listed, -2 nobody"),
    Field("slow_hours", "i8", "hours a day that a slow line takes, Q32"),
    Field("post_blocked", "i8", "threshold of a post being blocked, 0…2³²"),
    Field("openings_missed", "i8", "threshold of missing a month's openings, 0…2³²"),
)
TODAY = (
    Field("blocked", "i8", "1 if a post was blocked"),
    Field("slowed", "i8", "1 if the line is slow"),
)
COLUMNS = (
    Column("slowed", "internet users with a slow line", counts=STOCK),
    Column("hours_throttled", "hours lost to slow lines"),
    Column("posts_blocked", "posts blocked"),
)
EVENTS = (Event("blocked", "post_blocked", "a post was blocked"),)
PURPOSES = ("SLOW_HOURS", "POST_BLOCKED", "ONLINE", "OPENING_MISSED")


def block(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A post that was to be made is blocked."""
    b = int(today.wanted) - 1
    if b < 0 or int(world.act_speech[b]) == 0 or int(today.withheld) != 0 or int(policy.internet_bar) == NOBODY:
        return
    if is_slowed(p, me, world, policy) != 0 and draw(int(world.k0), int(world.k1), POST_BLOCKED, p, day, 0) < int(policy.post_blocked):
        today.blocked = 1
        tally.posts_blocked = int(tally.posts_blocked) + 1


def live(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Hours lost today."""
    if int(policy.internet_bar) == NOBODY or int(me.standing) & ADULT == 0 or is_slowed(p, me, world, policy) == 0:
        return
    if int(cold.detained) != 0:
        return
    today.slowed = 1
    tally.slowed = int(tally.slowed) + 1
    hours = (int(policy.slow_hours) + draw(int(world.k0), int(world.k1), SLOW_HOURS, p, day, 0)) >> 32
    tally.hours_throttled = int(tally.hours_throttled) + hours


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Who is online, and what whose slow line does."""
    online = scenario.society.online
    world["online_urban"], world["online_rural"] = threshold(online.urban_share), threshold(online.rural_share)
    policy["internet_bar"] = bar = bar_of(scenario, "internet")
    if bar != NOBODY:
        rules = scenario.policy.internet
        policy["slow_hours"] = rounded(Fraction(online.hours_per_week) / 7 * Fraction(rules.hours_lost_share) * CERTAIN)
        policy["post_blocked"], policy["openings_missed"] = threshold(rules.posts_blocked), threshold(rules.openings_missed)
