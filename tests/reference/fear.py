"""The page *fear*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.behaviour import WRONGED, WRONGED_IN_SIGHT
from reference.face import read_sum
from reference.now import Meeting, Now
from reference.numbers import CERTAIN, STOCK_TOP, Ints, Mask, clamp, daily, exact, rounded, step_toward, threshold


def constants(scenario: Any) -> SimpleNamespace:
    """Shares of each shock, of fading and of contagion."""
    mind = scenario.mind.fear
    return SimpleNamespace(
        active=mind.active,
        sanction=threshold(exact(mind.own_sanction)),
        report=threshold(exact(mind.own_report)),
        seen=threshold(exact(mind.seen_sanction)),
        fade=threshold(daily(mind.fade_per_year)),
        contagion=threshold(daily(mind.contagion_per_year)),
        wrong_suffered=threshold(exact(mind.own_wrong)),
        wrong_seen=threshold(exact(mind.seen_wrong)),
        wronged_fade=threshold(daily(mind.wronged_fade_per_year)),
        wronged_contagion=threshold(daily(mind.wronged_contagion_per_year)),
        wronged_start=rounded(exact(mind.wronged_start) * STOCK_TOP) if mind.active else 0,
        high=rounded(exact(mind.high_above) * STOCK_TOP),
        mean=np.array([0, *(rounded(Fraction(CERTAIN, 31 * n)) for n in range(1, 64))], np.int64),
    )


def of_policy(_: Any) -> SimpleNamespace:
    """Fear is the same under every policy."""
    return SimpleNamespace()


def init(now: Now, who: Mask) -> None:
    """No fear of the authority; adults begin with some fear of being wronged."""
    now.person.fear_wronged[who & now.adult] = now.rules.fear.wronged_start


def shock(now: Now, stock: str, who: Mask, share: int, purpose: str, sub: int = 0) -> None:
    """These people's fear grows by a share of what is left to the top."""
    if not who.any():
        return
    fear = getattr(now.person, stock)
    fear[who] = step_toward(fear, STOCK_TOP, share, now.draw(purpose, who, sub))[who]


def meet(now: Now, meeting: Meeting) -> None:
    """Step 8."""
    rule, slot, face = now.rules.fear, meeting.slot, meeting.face
    if not rule.active:
        return
    who = meeting.who & now.adult
    mine = face["deal_slot"] == meeting.back
    suffers = now.took("fear: a wrong suffered", who & (face["deal_kind"] >= WRONGED) & mine)
    shock(now, "fear_wronged", suffers, rule.wrong_suffered, "WRONG_SUFFERED", slot)
    now.took("fear: a wrong suffered over a tie that is gone", suffers & ~meeting.live)
    who &= meeting.live
    sees = now.took("fear: a wrong seen", who & (face["deal_kind"] == WRONGED_IN_SIGHT) & ~mine)
    shock(now, "fear_wronged", sees, rule.wrong_seen, "WRONG_SEEN", slot)
    sanctioned = (face["refused"] == 1) | (face["shamed"] == 1)
    heard, read, tapped = now.today.heard == 1, now.today.read == 1, now.today.tapped == 1
    taken = face["detained"] == 1
    now.took("fear: a contact taken away", who & taken & (face["refused"] == 1))
    now.took("fear: a contact refused", who & (face["refused"] == 1))
    now.took("fear: a contact shamed", who & (face["shamed"] == 1))
    now.took("fear: only a warning heard", who & heard & ~sanctioned)
    now.took("fear: only an entry read", who & read & ~sanctioned)
    now.took("fear: only a dot tapped", who & tapped & ~sanctioned)
    shock(now, "fear_authority", who & (sanctioned | heard | read | tapped), rule.seen, "FEAR_SEEN", slot)


def live(now: Now) -> None:
    """Step 19."""
    if not now.rules.fear.active:
        return
    person, today, rule = now.person, now.today, now.rules.fear
    felt = now.adult & (today.flight_refused + today.train_refused + today.hotel_refused + today.shamed != 0)
    shock(now, "fear_authority", now.took("fear: a sanction felt", felt), rule.sanction, "FEAR_SANCTION")
    told = now.took("fear: told of a report", now.adult & (today.told != 0))
    shock(now, "fear_authority", told, rule.report, "FEAR_REPORT")
    struck = now.took("fear: sanctioned for the first time", now.adult & (felt | now.listed) & (person.sanctioned == 0))
    person.sanctioned[struck] = 1
    near = read_sum(today.near)
    now.took("fear: nobody around", now.adult & (near["adult"] == 0))
    _fade_and_catch(now, "fear_authority", near, rule.fade, rule.contagion)
    _fade_and_catch(now, "fear_wronged", near, rule.wronged_fade, rule.wronged_contagion)
    u = np.where(now.adult, now.draw("FEAR_SHOWN", now.adult), 0)
    today.fear_authority_shown = (person.fear_authority * 31 + (u >> 16)) >> 16
    today.fear_wronged_shown = (person.fear_wronged * 31 + (u & 0xFFFF)) >> 16


def _fade_and_catch(now: Now, stock: str, near: dict[str, Ints], fade: int, contagion: int) -> None:
    fear, n, around = getattr(now.person, stock), near["adult"], near[stock]
    mean = (around * now.rules.fear.mean[n] + 32_768) >> 16
    c = np.where(n > 0, contagion, 0)
    drift = ((mean - fear) * c - fear * fade + now.draw(stock.upper(), now.adult)) >> 32
    fear[now.adult] = clamp(fear + drift, 0, STOCK_TOP)[now.adult]


def month(now: Now) -> None:
    """At the turn of the month: a job lost or a loan refused because of a bar."""
    today, rule = now.today, now.rules.fear
    if not rule.active:
        return
    struck = now.took("fear: a dismissal or a refused loan", (today.dismissed == 1) | (today.loan_refused == 1))
    shock(now, "fear_authority", struck, rule.sanction, "FEAR_SANCTION", 1)
    now.person.sanctioned[struck] = 1


def serve(now: Now) -> None:
    """At the turn of the month, second pass: being detained."""
    if not now.rules.fear.active:
        return
    taken = now.took("fear: detained", now.today.taken == 1)
    shock(now, "fear_authority", taken, now.rules.fear.sanction, "FEAR_SANCTION", 2)
    now.person.sanctioned[taken] = 1


def year(now: Now) -> None:
    """Who comes of age begins with some fear of being wronged."""
    now.person.fear_wronged[now.today.of_age == 1] = now.rules.fear.wronged_start


def count(now: Now) -> None:
    """Step 20."""
    person, rule = now.person, now.rules.fear
    if not rule.active:
        return
    for stock in ("fear_authority", "fear_wronged"):
        level = getattr(person, stock)
        now.counts.add(f"{stock}_sum", now.adult, level)
        now.counts.add(f"{stock}_high", now.took(f"fear: much of {stock}", now.adult & (level > rule.high)))
    spared = now.adult & (person.sanctioned == 0)
    now.counts.add("spared", spared)
    now.counts.add("fear_spared_sum", spared, person.fear_authority)
