"""The page *listing*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import CASES, LISTED, Now
from reference.numbers import CERTAIN, NEVER, Ints, Mask, daily, exact, rounded, threshold

BY_SCORE, BY_JUDGMENT, CLEAN_WOULD, JUDGED, NOTICED_NOW, NOTICED = 1, 2, 4, 8, 16, 32
OFF = SimpleNamespace(
    by_score=False, score_line=0, recovery_line=0, by_judgment=False, grace_days=0, term_days=0, cases=0, wrong_judgment=0
)


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
        cases=rounded(exact(listing.cases_per_1000) / 1000 * CERTAIN),
        wrong_judgment=threshold(min(Fraction(1), daily(listing.wrong_judgments_per_year))),
    )


def init(now: Now, who: Mask) -> None:
    """No judgment."""
    now.person.listed_day[who] = NEVER


def revise(now: Now, who: Mask) -> None:
    """On the morning on which the policy of a region changes or ends: grounds that exist no longer."""
    rule, listing = now.rules.listing, now.person.listing
    kept = np.where(rule.by_score, listing, listing & ~(BY_SCORE | CLEAN_WOULD))
    kept = np.where(rule.by_judgment, kept, kept & ~(BY_JUDGMENT | JUDGED | NOTICED))
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
    stands = who & (listing & BY_JUDGMENT != 0)
    over = now.took("listing: off by term", stands & (rule.term_days > 0) & (now.day - person.listed_day >= rule.term_days))
    now.took("listing: off by term, still in debt", over & now.in_debt)
    may_err = who & ~stands & (rule.wrong_judgment > 0)
    wrong = now.took("listing: misjudged", (now.draw("WRONG_JUDGMENT", may_err) < rule.wrong_judgment) & ~now.in_debt)
    person.listed_day[wrong] = now.day
    now.today.misjudged[wrong] = 1
    return np.where(over, listing & ~BY_JUDGMENT, np.where(wrong, listing | BY_JUDGMENT, listing))


def month(now: Now) -> None:
    """At the turn of the month, first pass: off by payment; a notice is kept in mind."""
    pays, noticed, listing = now.today.paid_debt == 1, now.today.noticed == 1, now.person.listing
    now.took("listing: off by payment", pays & (listing & BY_JUDGMENT != 0))
    now.took("listing: pays on the morning of the notice", pays & noticed)
    kept = np.where(noticed, listing | NOTICED_NOW, listing)
    _put(now, ~now.nobody, np.where(pays, listing & ~(BY_JUDGMENT | JUDGED | NOTICED), kept))


def serve(now: Now) -> None:
    """At the turn of the month, second pass: appeals won, judgments."""
    person, won, judged = now.person, now.today.appeal_won == 1, now.today.served & CASES != 0
    noticed = person.listing & NOTICED_NOW != 0
    listing = np.where(noticed, person.listing & ~NOTICED_NOW | NOTICED, person.listing)
    listing = np.where(won, listing & ~LISTED, listing)
    now.took("listing: off by appeal", won & now.listed & ~judged)
    now.took("listing: judged", judged)
    now.took("listing: judged while wrongly listed", judged & (person.listing & BY_JUDGMENT != 0))
    now.took("listing: judged while listed by score", judged & (person.listing & BY_SCORE != 0))
    person.listed_day[judged] = now.day
    _put(now, ~now.nobody, np.where(judged, listing | BY_JUDGMENT | JUDGED, listing))


def late_by(now: Now) -> Ints:
    """Days since the grace of each one's debt was over, below 0 before; of no use without one."""
    found: Ints = now.day - now.person.debt_day - now.rules.economy.sued_after - now.rules.listing.grace_days
    return found


def wrongly(now: Now) -> Mask:
    """Who is listed without a true ground."""
    listing = now.person.listing
    true_by_score = (listing & BY_SCORE != 0) & (listing & CLEAN_WOULD != 0)
    true_by_judgment = (listing & BY_JUDGMENT != 0) & now.in_debt
    found: Mask = now.listed & ~true_by_score & ~true_by_judgment
    return found


def count(now: Now) -> None:
    """Step 20."""
    listing, wrong = now.person.listing, wrongly(now)
    now.took("listing: wrongly by score", wrong & (listing & BY_SCORE != 0))
    now.took("listing: wrongly by judgment", wrong & (listing & BY_JUDGMENT != 0))
    now.counts.add("listed", now.listed)
    now.counts.add("listed_wrongly", wrong)
    now.person.days_listed += now.listed
