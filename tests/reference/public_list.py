"""The page *public_list*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from reference.now import Meeting, Now
from reference.numbers import daily, exact, threshold
from reference.sanctions import NOBODY, shows_barred, tier_named


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whose entries can be found, how often, and what it does."""
    policy, given = scenario.policy, scenario.policy.public_list
    off = given is None or not given.active
    if off or (given.for_ != "listed" and not (policy.active and policy.scoring.active)):
        return SimpleNamespace(bar=NOBODY, read=0, loss=0, gain=0)
    attitude = exact(given.attitude)
    return SimpleNamespace(
        bar=tier_named(policy, given.for_),
        read=threshold(min(Fraction(1), daily(given.read_per_year))),
        loss=threshold(-attitude),
        gain=threshold(attitude),
    )


def come_upon(now: Now, meeting: Meeting) -> None:
    """Step 8, the second for each contact."""
    today, rule, tie = now.today, now.rules.public_list, now.person.ties[:, meeting.slot]
    today.read[:] = 0
    there = meeting.who & now.adult & (meeting.face["adult"] == 1) & shows_barred(meeting.face, rule.bar)
    now.took("public list: heard of already today", there & (tie > 0) & (today.heard == 1))
    now.took("public list: known already", there & meeting.live & (tie < 0))
    asks = there & (tie > 0) & (today.heard == 0)
    reads = now.took("public list: an entry read", now.draw("LIST_READ", asks, meeting.slot) < rule.read)
    now.took("public list: an entry read for the tier", reads & (rule.bar >= 0))
    now.took("public list: an entry read outside the policy", reads & ~now.rules.rollout.in_force)
    today.read[reads] = 1
    today.entries_read += reads
    now.counts.add("people_who_know", reads)
