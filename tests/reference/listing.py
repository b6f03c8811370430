"""The page *listing*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import Now
from reference.numbers import NEVER, Ints, Mask, daily, threshold

BY_SCORE, BY_JUDGMENT, CLEAN_WOULD, JUDGED = 1, 2, 4, 8
OFF = SimpleNamespace(by_score=False, score_line=0, recovery_line=0, by_judgment=False, grace_days=0, term_days=0, wrong_judgment=0)


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """Lines, grace, term and the chance of a wrong judgment."""
    policy, listing = scenario.policy, scenario.policy.listing
    if not policy.active or listing is None or not listing.active:
        return OFF
    return SimpleNamespace(
        by_score=listing.by_score and policy.scoring.active,
        score_line=listing.by_score_below,
        recovery_line=min(policy.max_score, listing.by_score_below + listing.recovery_points),
        by_judgment=listing.by_judgment,
        grace_days=listing.grace_days,
        term_days=listing.term_days,
        wrong_judgment=threshold(min(Fraction(1), daily(listing.wrong_judgments_per_year))),
    )


def before_the_burn_in(now: Now) -> None:
    """No judgment."""
    now.person.listed_day[:] = NEVER


def revise(now: Now, who: Mask) -> None:
    """On the morning on which the policy of a region changes or ends: grounds that exist no longer."""
    rule, listing = now.rules.listing, now.person.listing
    kept = np.where(rule.by_score, listing, listing & ~(BY_SCORE | CLEAN_WOULD))
    kept = np.where(rule.by_judgment, kept, kept & ~(BY_JUDGMENT | JUDGED))
    now.took("listing: ends by a revision", who & now.listed & (kept & 3 == 0))
    now.took("listing: one ground ends, the other stays", who & (kept != listing) & (kept & 3 != 0))
    _put(now, who, kept)


def judge(now: Now) -> None:
    """Step 14."""
    person, rule = now.person, now.rules.listing
    listing = _line(now, person.listing, BY_SCORE, person.score)
    listing = _line(now, listing, CLEAN_WOULD, person.clean_score)
    listing = np.where(rule.by_score, listing, person.listing)
    _put(now, now.adult, _judgment(now, listing))


def _put(now: Now, who: Mask, listing: Ints) -> None:
    person, today = now.person, now.today
    listed_before = now.listed
    person.listing[who] = listing[who]
    entered = now.took("listing: enters", ~listed_before & now.listed)
    left = now.took("listing: leaves", listed_before & ~now.listed)
    today.entered[entered] = 1
    today.left[left] = 1
    now.counts.add("entries", entered)
    now.counts.add("exits", left)
    person.times_listed[entered] = np.minimum(127, person.times_listed + 1)[entered]


def _line(now: Now, listing: Ints, bit: int, score: Ints) -> Ints:
    rule, who = now.rules.listing, now.adult & now.rules.listing.by_score
    below = score < rule.score_line
    recovered = ~below & (listing & bit != 0) & (score >= rule.recovery_line)
    now.took(f"listing: bit {bit} recovers", who & recovered)
    now.took(f"listing: bit {bit} between the lines", who & ~below & ~recovered & (listing & bit != 0))
    return np.where(below, listing | bit, np.where(recovered, listing & ~bit, listing))


def _judgment(now: Now, listing: Ints) -> Ints:
    person, rule, who = now.person, now.rules.listing, now.adult & now.rules.listing.by_judgment
    pays = who & (now.today.paid_debt == 1)
    off_by_payment = now.took("listing: off by payment", pays & (listing & BY_JUDGMENT != 0))
    listing = np.where(pays, listing & ~(BY_JUDGMENT | JUDGED), listing)
    over = who & (listing & BY_JUDGMENT != 0) & (rule.term_days > 0) & (now.day - person.listed_day >= rule.term_days)
    now.took("listing: off by term", over)
    now.took("listing: off by term, still in debt", over & (person.debt_day != NEVER))
    listing = np.where(over, listing & ~BY_JUDGMENT, listing)
    owes = person.debt_day != NEVER
    due = who & owes & (listing & JUDGED == 0) & (now.day - person.debt_day >= rule.grace_days)
    now.took("listing: judged", due)
    now.took("listing: judged while wrongly listed", due & (listing & BY_JUDGMENT != 0))
    now.took("listing: off and on in one day", due & (off_by_payment | over))
    free = who & ~due & (rule.wrong_judgment > 0) & ~owes & (listing & BY_JUDGMENT == 0)
    wrong = now.took("listing: misjudged", now.draw("WRONG_JUDGMENT", free) < rule.wrong_judgment)
    person.listed_day[due | wrong] = now.day
    now.today.misjudged[wrong] = 1
    return np.where(due, listing | BY_JUDGMENT | JUDGED, np.where(wrong, listing | BY_JUDGMENT, listing))


def count(now: Now) -> None:
    """Step 20."""
    person, listing = now.person, now.person.listing
    true_by_score = (listing & BY_SCORE != 0) & (listing & CLEAN_WOULD != 0)
    true_by_judgment = (listing & BY_JUDGMENT != 0) & (person.debt_day != NEVER)
    wrongly = now.listed & ~true_by_score & ~true_by_judgment
    now.took("listing: wrongly by score", wrongly & (listing & BY_SCORE != 0))
    now.took("listing: wrongly by judgment", wrongly & (listing & BY_JUDGMENT != 0))
    now.counts.add("listed", now.listed)
    now.counts.add("listed_wrongly", wrongly)
    person.days_listed += now.listed
