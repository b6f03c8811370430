"""The page *listing*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import Now
from reference.numbers import NEVER, Ints, daily, threshold

BY_SCORE, BY_JUDGMENT, CLEAN_WOULD, JUDGED = 1, 2, 4, 8


def constants(scenario: Any) -> SimpleNamespace:
    """Lines, grace, term and the chance of a wrong judgment."""
    policy, listing = scenario.policy, scenario.policy.listing
    if not policy.active or listing is None or not listing.active:
        return SimpleNamespace(by_score=False, by_judgment=False)
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


def judge(now: Now) -> None:
    """Step 9."""
    person, today, rule = now.person, now.today, now.rules.listing
    listed_before = now.listed
    listing = person.listing.copy()
    if rule.by_score:
        listing = _line(now, listing, BY_SCORE, person.score)
        listing = _line(now, listing, CLEAN_WOULD, person.clean_score)
    if rule.by_judgment:
        listing = _judgment(now, listing)
    person.listing = np.where(now.adult, listing, person.listing)
    entered = now.took("listing: enters", ~listed_before & now.listed)
    left = now.took("listing: leaves", listed_before & ~now.listed)
    today.entered[entered] = 1
    today.left[left] = 1
    now.counts.add("entries", entered)
    now.counts.add("exits", left)
    person.times_listed = np.where(entered, np.minimum(127, person.times_listed + 1), person.times_listed)


def _line(now: Now, listing: Ints, bit: int, score: Ints) -> Ints:
    rule = now.rules.listing
    below = score < rule.score_line
    recovered = ~below & (listing & bit != 0) & (score >= rule.recovery_line)
    now.took(f"listing: bit {bit} recovers", now.adult & recovered)
    now.took(f"listing: bit {bit} between the lines", now.adult & ~below & ~recovered & (listing & bit != 0))
    return np.where(below, listing | bit, np.where(recovered, listing & ~bit, listing))


def _judgment(now: Now, listing: Ints) -> Ints:
    person, rule, adult = now.person, now.rules.listing, now.adult
    paid = now.took("listing: off by payment", adult & (now.today.paid_debt == 1) & (listing & BY_JUDGMENT != 0))
    listing = np.where(now.today.paid_debt == 1, listing & ~(BY_JUDGMENT | JUDGED), listing)
    over = (listing & BY_JUDGMENT != 0) & (rule.term_days > 0) & (now.day - person.listed_day >= rule.term_days)
    now.took("listing: off by term", adult & over)
    now.took("listing: off by term, still in debt", adult & over & (person.debt_day != NEVER))
    listing = np.where(over, listing & ~BY_JUDGMENT, listing)
    owes = person.debt_day != NEVER
    due = adult & owes & (listing & JUDGED == 0) & (now.day - person.debt_day >= rule.grace_days)
    now.took("listing: judged", due)
    now.took("listing: judged while wrongly listed", due & (listing & BY_JUDGMENT != 0))
    now.took("listing: off and on in one day", due & (paid | over))
    free = adult & ~due & (rule.wrong_judgment > 0) & ~owes & (listing & BY_JUDGMENT == 0)
    wrong = now.took("listing: misjudged", now.draw("WRONG_JUDGMENT", free) < rule.wrong_judgment)
    person.listed_day[due | wrong] = now.day
    now.today.misjudged[wrong] = 1
    return np.where(due, listing | BY_JUDGMENT | JUDGED, np.where(wrong, listing | BY_JUDGMENT, listing))


def count(now: Now) -> None:
    """Step 12."""
    person, listing = now.person, now.person.listing
    true_by_score = (listing & BY_SCORE != 0) & (listing & CLEAN_WOULD != 0)
    true_by_judgment = (listing & BY_JUDGMENT != 0) & (person.debt_day != NEVER)
    wrongly = now.listed & ~true_by_score & ~true_by_judgment
    now.took("listing: wrongly by score", wrongly & (listing & BY_SCORE != 0))
    now.took("listing: wrongly by judgment", wrongly & (listing & BY_JUDGMENT != 0))
    now.counts.add("listed", now.listed)
    now.counts.add("listed_wrongly", wrongly)
    person.days_listed += now.listed
