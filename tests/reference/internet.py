"""The page *internet*."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import Now
from reference.numbers import CERTAIN, Mask, exact, rounded, threshold
from reference.sanctions import NOBODY, bar_of, barred


def constants(scenario: Any) -> SimpleNamespace:
    """Who is online."""
    online = scenario.society.online
    return SimpleNamespace(urban=threshold(exact(online.urban_share)), rural=threshold(exact(online.rural_share)))


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whose line is slow and what that takes."""
    given = scenario.policy.internet
    bar = bar_of(scenario.policy, given)
    if bar == NOBODY:
        return SimpleNamespace(bar=bar, slow_hours=0, blocked=0, missed=0)
    return SimpleNamespace(
        bar=bar,
        slow_hours=rounded(exact(scenario.society.online.hours_per_week) / 7 * exact(given.hours_lost_share) * CERTAIN),
        blocked=threshold(exact(given.posts_blocked)),
        missed=threshold(exact(given.openings_missed)),
    )


def slow(now: Now, who: Mask) -> Mask:
    """Who of these people has a slow line, as the list and the tiers stand now."""
    rule = now.rules.internet
    users = now.draw("ONLINE", who, day=now.person.arrived) < np.where(now.urban == 1, rule.urban, rule.rural)
    out = barred(now, rule.bar)
    now.took("internet: barred and not online", who & out & ~users)
    found: Mask = users & out
    return found


def block(now: Now) -> None:
    """Step 4, between how much would be said and what is said."""
    today, rule = now.today, now.rules.internet
    posts = (today.wanted > 0) & (now.rules.behaviour.speech[today.wanted] == 1) & (today.withheld == 0)
    asked = posts & slow(now, posts)
    blocked = now.took("internet: a post is blocked", now.draw("POST_BLOCKED", asked) < rule.blocked)
    now.took("internet: a post gets through a slow line", asked & ~blocked)
    today.blocked[blocked] = 1
    now.counts.add("posts_blocked", blocked)


def live(now: Now) -> None:
    """Step 17, after hotels."""
    rule, who = now.rules.internet, now.adult & (now.person.detained == 0)
    slowed = who & slow(now, who)
    now.took("internet: slowed for the list", slowed & (rule.bar < 0))
    now.took("internet: slowed for the tier", slowed & (rule.bar >= 0))
    now.today.slowed[slowed] = 1
    now.counts.add("slowed", slowed)
    now.counts.add("hours_throttled", slowed, (rule.slow_hours + now.draw("SLOW_HOURS", slowed)) >> 32)


def misses_the_openings(now: Now, who: Mask) -> Mask:
    """Who of these people misses the openings of this month."""
    asked = who & slow(now, who)
    return now.took("internet: misses the openings", now.draw("OPENING_MISSED", asked) < now.rules.internet.missed)
