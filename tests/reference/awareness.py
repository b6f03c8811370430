"""The page *awareness*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.face import read_sum
from reference.now import Now
from reference.numbers import CERTAIN, Ints, Mask, daily, exact, threshold

MOST_CONTACTS = 63


def constants(scenario: Any) -> SimpleNamespace:
    """How readily people forget."""
    mind = scenario.mind.awareness
    return SimpleNamespace(forget=threshold(min(Fraction(1), daily(mind.forget_per_year))) if _spreads(mind) else 0)


def of_policy(scenario: Any) -> SimpleNamespace:
    """Whether there is anything to learn of, and how readily, by the number of contacts who know."""
    mind = scenario.mind.awareness
    tells = scenario.policy.active and mind.active and mind.from_ != "none"
    return SimpleNamespace(
        tells=tells,
        all_aware=tells and mind.from_ == "everyone",
        learn=_by_contacts(mind, Fraction(0), tells=tells),
        learn_slowly=_by_contacts(mind, _missed(scenario.policy.internet), tells=tells),
    )


def _missed(internet: Any) -> Fraction:
    return exact(internet.news_missed) if internet is not None and internet.active else Fraction(0)


def _by_contacts(mind: Any, missed: Fraction, *, tells: bool) -> Ints:
    return np.array([_learn(mind, k, missed) if tells else 0 for k in range(MOST_CONTACTS + 1)], np.int64)


def _spreads(mind: Any) -> bool:
    return bool(mind.active and mind.from_ == "press")


def _learn(mind: Any, k: int, missed: Fraction) -> int:
    if not _spreads(mind):
        return CERTAIN
    press = min(Fraction(1), daily(mind.press_per_year))
    contact = min(Fraction(1), daily(mind.contact_per_year))
    return threshold(1 - (1 - press * (1 - missed)) * (1 - contact) ** k)


def cover(now: Now, who: Mask) -> None:
    """On the morning on which a region comes under a policy."""
    told = now.took("awareness: everyone is told", who & now.adult & now.rules.awareness.all_aware)
    now.person.aware[told] = 1


def learn_or_forget(now: Now) -> None:
    """Step 18."""
    person, today, rule = now.person, now.today, now.rules.awareness
    refused = today.flight_refused | today.train_refused | today.hotel_refused
    noticed = (refused | today.entries_read | today.contacts_tapped | today.warned | today.shamed | today.told) != 0
    knew = now.aware
    forgets = knew & (now.draw("AWARE_FORGET", knew) < rule.forget)
    now.took("awareness: reminded in time", forgets & noticed)
    forgets = now.took("awareness: forgets", forgets & ~noticed)
    could = ~knew & now.adult & rule.tells
    k = read_sum(today.near)["aware"]
    word = now.draw("AWARE_LEARN", could)
    slowed = today.slowed == 1
    hears = could & (word < np.where(slowed, rule.learn_slowly.at(k), rule.learn.at(k)))
    now.took("awareness: hears of it over a slow line", hears & slowed)
    now.took("awareness: does not hear of it for a slow line", could & ~hears & (word < rule.learn.at(k)))
    now.took("awareness: hears of it in detention", hears & now.locked_up)
    now.took("awareness: hears of it with contacts who know", hears & (k > 0))
    now.took("awareness: hears of it without", hears & (k == 0))
    notices = now.took("awareness: notices", could & noticed & ~hears)
    person.aware[forgets] = 0
    person.aware[hears | notices] = 1
    today.learned[hears | notices] = 1


def month(now: Now) -> None:
    """At the turn of the month: a notice, a dismissal, a refused loan."""
    today, person = now.today, now.person
    noticed = now.took("awareness: a court's notice", today.noticed == 1)
    reached = noticed | (today.dismissed == 1) | (today.loan_refused == 1)
    learns = now.took("awareness: learns at the turn of the month", reached & ~now.aware & now.rules.awareness.tells)
    person.aware[learns] = 1
    today.learned[learns] = 1


def serve(now: Now) -> None:
    """At the turn of the month, second pass: being detained."""
    learns = now.took("awareness: learns by being detained", (now.today.taken == 1) & ~now.aware & now.rules.awareness.tells)
    now.person.aware[learns] = 1
    now.today.learned[learns] = 1


def count(now: Now) -> None:
    """Step 20."""
    now.counts.add("aware", now.aware)
