"""The page *ties*."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.behaviour import WRONGED
from reference.face import ReadFace, without
from reference.network import NOBODY, WORKMATES, lay_out_slots
from reference.now import JOB, Meeting, Now
from reference.numbers import CERTAIN, DORMANT, TIE_TOP, Ints, Mask, exact, rounded, step_toward, threshold

KNOWS = -32_768
"""The top bit of a live tie: the person knows of this contact's listing."""
LAYERS = ("household", "neighbours", "workmates", "friends", "distant")


def constants(scenario: Any) -> SimpleNamespace:
    """Rest of each slot's tie, and what moves ties."""
    mind = scenario.mind.ties
    rest = [max(1, rounded(exact(getattr(mind, f"rest_{layer}")) * TIE_TOP)) for layer in LAYERS]
    lapse = exact(mind.lapse_per_year) / 12
    wake = min(Fraction(1), exact(mind.wake_per_year) / 12)
    return SimpleNamespace(
        active=mind.active,
        rest=np.array([rest[slot.layer] for slot in lay_out_slots(scenario.society.network)], np.int64),
        breaks=rounded(exact(mind.break_below) * TIE_TOP),
        wrong=threshold(exact(mind.wrong_loss)),
        suspicion=threshold(exact(mind.suspicion_loss)),
        heal=threshold(min(Fraction(1), exact(mind.heal_per_year) / 12)),
        lapse=rounded(lapse * CERTAIN),
        wake=threshold(wake),
        live=threshold(wake / (lapse + wake - lapse * wake)) if mind.active and lapse + wake > 0 else CERTAIN,
    )


def of_policy(_: Any) -> SimpleNamespace:
    """Ties are the same under every policy."""
    return SimpleNamespace()


def before_the_burn_in(now: Now) -> None:
    """Every pair's tie at rest, or gone already."""
    network = now.network
    for slot in range(len(network.slots)):
        now.person.ties[:, slot] = first_tie(now, network.pairs(slot, now.person), slot, 0)


def first_tie(now: Now, pair: Mask, slot: int, year: int) -> Ints:
    """What everybody's tie in the slot begins with, 0 for who has no pair there."""
    gone = now.nobody
    if slot >= now.network.first_ring:
        gone = now.took("ties: gone at the start", pair & (now.draw("TIE_START", pair, slot, day=year) >= now.rules.ties.live))
    return np.where(gone, DORMANT, np.where(pair, now.rules.ties.rest[slot], 0))


def on_the_morning_of_day_0(now: Now) -> None:
    """Count the live ties."""
    now.person.ties_start = (now.strength() > 0).sum(axis=1)


def with_strength(tie: Ints, strength: Ints) -> Ints:
    """These ties at another strength; who knows of the contact's listing goes on knowing."""
    return strength | (tie & KNOWS)


def hear_a_warning(now: Now, meeting: Meeting) -> None:
    """Step 8, first."""
    slot, today, rules, tie = meeting.slot, now.today, now.rules, now.person.ties[:, meeting.slot].copy()
    ways = ((today.heard, rules.ring_tone), (today.read, rules.public_list), (today.tapped, rules.deadbeat_map))
    loss, gain = (sum(way * getattr(rule, name) for way, rule in ways) for name in ("loss", "gain"))
    heard = today.heard + today.read + today.tapped == 1
    now.took("ties: a warning heard that was known", heard & (tie < 0) & (tie != DORMANT))
    hears = heard & (tie > 0)
    now.person.ties[hears, slot] = (tie + KNOWS)[hears]
    loses = now.took("ties: thinks worse of a contact on the list", hears & (loss > 0))
    gains = now.took("ties: thinks better of a contact on the list", hears & (loss == 0) & (gain > 0))
    weaken(now, loses, slot, loss, "TIE_ATTITUDE")
    if now.rules.ties.active:
        firmer = step_toward(tie, TIE_TOP, gain, now.draw("TIE_ATTITUDE", gains, slot))
        now.person.ties[gains, slot] = with_strength(now.person.ties[:, slot], firmer)[gains]


def suffer_a_wrong(now: Now, meeting: Meeting) -> None:
    """Step 8, then."""
    wronged = meeting.who & (meeting.face["deal_slot"] == meeting.back) & (meeting.face["deal_kind"] >= WRONGED)
    now.today.wronged += wronged
    now.counts.add("wrongs", wronged)
    now.took("ties: wronged over a tie that is gone", wronged & ~meeting.live)
    weaken(now, wronged, meeting.slot, now.rules.ties.wrong, "TIE_WRONG")


def resent_a_suspect(now: Now) -> None:
    """Step 11."""
    suspected = now.today.suspect_slot
    for slot in np.unique(suspected[suspected > 0]) - 1:
        weaken(now, suspected == slot + 1, int(slot), now.rules.ties.suspicion, "TIE_SUSPICION")


def weaken(now: Now, who: Mask, slot: int, share: Ints | int, purpose: str) -> None:
    """These people's tie in the slot loses a share, or breaks."""
    rule, strength = now.rules.ties, now.strength_in(slot)
    if not rule.active:
        return
    who = who & (strength > 0)
    left = step_toward(strength, 0, share, now.draw(purpose, who, slot))
    breaks = who & ((left < rule.breaks) | (left == 0))
    now.took("ties: a known one weakened", who & (now.person.ties[:, slot] < 0))
    now.person.ties[who, slot] = with_strength(now.person.ties[:, slot], left)[who]
    lose(now, now.took("ties: breaks", breaks), slot)
    now.took("ties: weakened", who & ~breaks)


def lose(now: Now, who: Mask, slot: int) -> None:
    """These people's tie in the slot is gone."""
    if not who.any():
        return
    now.person.ties[who, slot] = DORMANT
    now.today.ties_lost += who
    now.counts.add("ties_lost", who)


def year(now: Now) -> None:
    """After the yearly pass of all regions: new people begin anew, and nobody meets what was done to who is gone."""
    network, ties, year_now = now.network, now.person.ties, int(now.books["year"][0])
    new = now.person.arrived == year_now
    for slot in range(len(network.slots)):
        contact = network.contact[:, slot]
        anew = network.names(slot) & (new | new[contact])
        now.took("ties: begins anew for who came", anew & new)
        now.took("ties: begins anew for who stays", anew & ~new)
        ties[anew, slot] = first_tie(now, anew & network.pairs(slot, now.person), slot, year_now)[anew]
        shown = ReadFace(now.faces)
        forgets = now.took("ties: a report on who is gone", anew & (shown["report_slot"] == slot + 1))
        now.faces[:] = without(now.faces, forgets, ("report_slot", "false_report"))
        forgets = now.took("ties: a deal with who is gone", anew & (shown["deal_slot"] == slot + 1))
        now.faces[:] = without(now.faces, forgets, ("deal_slot", "deal_kind"))


def month_lapse_and_heal(now: Now) -> None:
    """At the turn of the month, first: one tie may lapse, weakened ties heal."""
    rule, network, ties = now.rules.ties, now.network, now.person.ties
    if not rule.active:
        return
    everybody = ~now.nobody
    word = now.draw("TIE_LAPSE", everybody)
    for slot in range(network.first_ring, len(network.slots)):
        chosen = (word >> 26 == slot) & (word & 0x3FFFFFF < rule.lapse) & (now.strength_in(slot) > 0)
        lose(now, now.took("ties: lapses", chosen), slot)
    for slot in range(len(network.slots)):
        strength = now.strength_in(slot)
        heals = now.took("ties: heals", (strength > 0) & (strength != rule.rest[slot]))
        healed = step_toward(strength, rule.rest[slot], rule.heal, now.draw("TIE_ROUND", heals, slot))
        now.took("ties: comes down to its rest", heals & (strength > rule.rest[slot]))
        ties[heals, slot] = with_strength(ties[:, slot], healed)[heals]


def month_regroup(now: Now) -> None:
    """At the turn of the month, third pass: workmates and classmates part, and new ones are found."""
    person, network, rule = now.person, now.network, now.rules.ties
    works, pupil = (person.means & JOB != 0).astype(np.int64), now.pupil.astype(np.int64)
    changed = (works != now.shown["works"]) | (pupil != now.shown["pupil"])
    for slot, where in enumerate(network.slots):
        if where.layer != WORKMATES:
            continue
        asks = network.names(slot) & (changed | changed[network.contact[:, slot]])
        pair, tie = network.pairs(slot, person), person.ties[:, slot].copy()
        finds = now.took("ties: a new workmate", asks & pair & (tie == 0))
        parts = asks & ~pair & (tie != 0)
        live = now.took("ties: workmates part", parts & (now.strength_in(slot) > 0))
        now.took("ties: workmates part who had lost each other", parts & ~live)
        if rule.active:
            lose(now, live, slot)
        person.ties[finds, slot] = rule.rest[slot]
        person.ties[parts, slot] = 0


def month_wake(now: Now) -> None:
    """At the turn of the month, last: ties that are gone may be found again, by both."""
    rule, network, ties = now.rules.ties, now.network, now.person.ties
    if not rule.active:
        return
    for slot in range(len(network.slots)):
        gone = ties[:, slot] == DORMANT
        contact = network.contact[gone, slot]
        if (contact == NOBODY).any():
            raise ValueError("a tie to nobody")
        wakes = now.nobody.copy()
        wakes[gone] = now.chance.pair_draw("TIE_WAKE", now.id[gone], contact, now.day) < rule.wake
        ties[now.took("ties: wakes", wakes), slot] = rule.rest[slot]
