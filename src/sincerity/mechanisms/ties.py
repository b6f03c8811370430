"""ties: how strong each tie is; the sole writer of tie strength.

A tie is each end's own attitude, 15 bits. It starts at its layer's rest strength. A wrong done by the contact takes the share
`wrong_loss` of it, suspecting the contact of a report the share `suspicion_loss`, at once; a warning heard on a call, or a
contact's entry read on the list or the map, moves it as *ring_tone*, *public_list* and *deadbeat_map* say, the first time.
Below `break_below` it breaks. Month by month a weakened tie heals toward rest, at most one tie of a person lapses by itself
(never one of the household), and a tie that is gone may wake by a draw that both ends share. A slot without a tie is 0 where
the network has no pair (it never wakes) and DORMANT where a tie is gone; a live tie with the top bit set knows of the contact's
listing. Lapse and wake balance from the start, so that without wrongs, suspicion and warnings the number of ties keeps its
mean.

Left out: liking that grows by contact; strength does not yet change how often people meet.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import WRONGED, deal_kind_of, deal_slot_of
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import TOP15, monthly, rounded, step_toward, strength_of, threshold, with_strength
from sincerity.draw import TIE_ATTITUDE, TIE_LAPSE, TIE_ROUND, TIE_START, TIE_SUSPICION, TIE_WAKE, TIE_WRONG, draw, pair_draw
from sincerity.scenario.registry import Param, Table
from sincerity.types import CERTAIN, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario


def _share(name: str, default: float, meaning: str, plausible: tuple[float, float]) -> Param:
    return Param(name, "chance", default, "share", meaning, low=0.0, high=1.0, plausible=plausible)


PARAMS = (
    Table(
        "mind.ties",
        "ties",
        (
            _share("rest_household", 0.9, "Rest strength of a tie inside the household.", (0.7, 1.0)),
            _share("rest_neighbours", 0.3, "Rest strength of a tie to a neighbour.", (0.1, 0.6)),
            _share("rest_workmates", 0.4, "Rest strength of a tie to a workmate or classmate.", (0.2, 0.7)),
            _share("rest_friends", 0.6, "Rest strength of a tie to a friend.", (0.4, 0.9)),
            _share("rest_distant", 0.4, "Rest strength of a tie to a distant friend.", (0.2, 0.7)),
            _share("wrong_loss", 0.5, "Share of a tie's strength that a wrong by the contact takes.", (0.0, 0.9)),
            _share("suspicion_loss", 0.5, "Share of a tie's strength that suspecting the contact of a report takes.", (0.0, 0.9)),
            _share("break_below", 0.05, "Strength below which a tie breaks.", (0.0, 0.2)),
            Param(
                "heal_per_year",
                "number",
                1.0,
                "share per year",
                "Share of the way back to rest that a weakened tie heals in a year, a twelfth each month.",
                low=0.0,
                high=12.0,
                plausible=(0.1, 4.0),
            ),
            Param(
                "lapse_per_year",
                "number",
                0.04,
                "per tie and year",
                "Rate at which a tie outside the household lapses by itself.",
                low=0.0,
                high=0.18,
                plausible=(0.0, 0.15),
            ),
            Param(
                "wake_per_year",
                "number",
                0.4,
                "per missing tie and year",
                "Rate at which a tie that is gone is found again.",
                low=0.0,
                high=12.0,
                plausible=(0.05, 2.0),
            ),
        ),
        absent="default",
    ),
)

DORMANT = -32768
"""A slot whose tie is gone: strength 0, the top bit set, so that it differs from a slot that never had one."""

WORLD = (
    Field("ties_active", "i1", "1 where ties change"),
    Field("tie_rest", "i4", "rest strength of each slot, 0…32,767", "slots"),
    Field("tie_break", "i4", "strength below which a tie breaks"),
    Field("tie_wrong", "i8", "share lost to a wrong, out of 2³²"),
    Field("tie_suspicion", "i8", "share lost to a suspicion, out of 2³²"),
    Field("tie_heal", "i8", "share healed a month, out of 2³²"),
    Field("tie_lapse", "i8", "threshold out of 2²⁶ that the slot the month's word names lapses"),
    Field("tie_wake", "i8", "threshold of waking in a month, 0…2³²"),
    Field("tie_live", "i8", "threshold of a kept tie being alive at the start, 0…2³²"),
)
STATE = (
    Field("ties", "i2", "each slot's tie: strength 0…32,767, less 32,768 where it knows of a listing; 0 no pair, DORMANT gone", "slots"),
)
COLD = (Field("ties_start", "i1", "ties alive at day 0"),)
TODAY = (
    Field("wronged", "i8", "wrongs suffered today"),
    Field("ties_lost", "i8", "own ties that broke or lapsed today"),
)
COLUMNS = (
    Column("wrongs", "wrongs suffered from a contact"),
    Column("ties_lost", "own ties that broke or lapsed"),
)
EVENTS = (Event("wronged", "wronged", "was wronged by a contact"), Event("ties_lost", "tie_lost", "a tie broke"))
PURPOSES = ("TIE_START", "TIE_LAPSE", "TIE_ROUND", "TIE_WRONG", "TIE_SUSPICION", "TIE_WAKE", "TIE_ATTITUDE")


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """Kept pairs start at rest or, outside the household, dormant in the long-run share."""
    for slot in range(int(world.n_slots)):
        renew(p, slot, 0, int(me.ties[slot]), me, world)


def renew(p: int, slot: int, year: int, found: int, me: Any, world: Any) -> None:
    """Another person came at one end: the tie starts anew, as at the start. found: not 0 where the network has a pair now."""
    me.ties[slot] = 0
    if found != 0:
        me.ties[slot] = int(world.tie_rest[slot])
        if slot >= int(world.first_ring_slot) and draw(int(world.born0), int(world.born1), TIE_START, p, year, slot) >= int(world.tie_live):
            me.ties[slot] = DORMANT


def regroup(slot: int, found: int, me: Any, today: Any, world: Any, tally: Any) -> None:
    """Somebody began or left work or school: workmates and classmates meet, or lose one another."""
    tie = int(me.ties[slot])
    if found != 0 and tie == 0:
        me.ties[slot] = int(world.tie_rest[slot])
    elif found == 0 and tie != 0:
        if strength_of(tie) != 0 and int(world.ties_active) != 0:
            lose(slot, me, today, tally)
        me.ties[slot] = 0


def begin(p: int, me: Any, cold: Any, world: Any, policy: Any) -> None:
    """Day 0: count the ties."""
    n = 0
    for slot in range(int(world.n_slots)):
        if strength_of(int(me.ties[slot])) != 0:
            n += 1
    cold.ties_start = n


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A contact who wronged this person yesterday loses some of the tie."""
    if int(today.heard) != 0:
        come_to_know(p, day, slot, int(policy.attitude_loss), int(policy.attitude_gain), me, today, world, tally)
    if int(today.read) != 0:
        come_to_know(p, day, slot, int(policy.list_loss), int(policy.list_gain), me, today, world, tally)
    if int(today.tapped) != 0:
        come_to_know(p, day, slot, int(policy.map_loss), int(policy.map_gain), me, today, world, tally)
    if deal_slot_of(face) != int(today.back) or deal_kind_of(face) < WRONGED:
        return
    today.wronged = int(today.wronged) + 1
    tally.wrongs = int(tally.wrongs) + 1
    weaken(slot, int(world.tie_wrong), draw(int(world.k0), int(world.k1), TIE_WRONG, p, day, slot), me, today, world, tally)


def come_to_know(p: int, day: int, slot: int, loss: int, gain: int, me: Any, today: Any, world: Any, tally: Any) -> None:
    """A warning heard on a call to this contact, or an entry read: known from now on, felt the first time."""
    tie = int(me.ties[slot])
    if tie <= 0:
        return
    me.ties[slot] = tie - 0x8000
    word = draw(int(world.k0), int(world.k1), TIE_ATTITUDE, p, day, slot)
    if loss > 0:
        weaken(slot, loss, word, me, today, world, tally)
    elif gain > 0 and int(world.ties_active) != 0:
        me.ties[slot] = with_strength(-0x8000, step_toward(tie, TOP15, gain, word))


def suspect(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A contact suspected of a report loses some of the tie."""
    if int(today.suspect_slot) > 0:
        slot = int(today.suspect_slot) - 1
        word = draw(int(world.k0), int(world.k1), TIE_SUSPICION, p, day, slot)
        weaken(slot, int(world.tie_suspicion), word, me, today, world, tally)


def weaken(slot: int, share: int, word: int, me: Any, today: Any, world: Any, tally: Any) -> None:
    """Take a share of a tie, without bias; break it where little is left."""
    strength = strength_of(int(me.ties[slot]))
    if int(world.ties_active) == 0 or strength == 0:
        return
    left = step_toward(strength, 0, share, word)
    if left < int(world.tie_break) or left == 0:
        lose(slot, me, today, tally)
    else:
        me.ties[slot] = with_strength(int(me.ties[slot]), left)


def lose(slot: int, me: Any, today: Any, tally: Any) -> None:
    """The tie is gone."""
    me.ties[slot] = DORMANT
    today.ties_lost = int(today.ties_lost) + 1
    tally.ties_lost = int(tally.ties_lost) + 1


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Lapse at most one tie, heal the weakened."""
    if int(world.ties_active) == 0:
        return
    word = draw(int(world.k0), int(world.k1), TIE_LAPSE, p, day, 0)
    slot = word >> 26
    if int(world.first_ring_slot) <= slot < int(world.n_slots) and word & 0x3FFFFFF < int(world.tie_lapse):
        if strength_of(int(me.ties[slot])) != 0:
            lose(slot, me, today, tally)
    for slot in range(int(world.n_slots)):
        strength = strength_of(int(me.ties[slot]))
        rest = int(world.tie_rest[slot])
        if strength != 0 and strength != rest:
            word = draw(int(world.k0), int(world.k1), TIE_ROUND, p, day, slot)
            me.ties[slot] = with_strength(int(me.ties[slot]), step_toward(strength, rest, int(world.tie_heal), word))


def wake(p: int, day: int, slot: int, contact: int, me: Any, world: Any) -> None:
    """A tie that is gone is found again, by a draw that both ends share."""
    if int(world.ties_active) != 0 and pair_draw(int(world.k0), int(world.k1), TIE_WAKE, p, contact, day) < int(world.tie_wake):
        me.ties[slot] = int(world.tie_rest[slot])


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Rest strengths by slot, losses, healing, lapse and wake."""
    ties = scenario.mind.ties
    world["ties_active"] = ties.active
    rest = (ties.rest_household, ties.rest_neighbours, ties.rest_workmates, ties.rest_friends, ties.rest_distant)
    for slot in range(int(world["n_slots"][0])):
        strength = rest[int(world["slot_layer"][0, slot])]
        world["tie_rest"][0, slot] = max(1, rounded(Fraction(strength) * TOP15))
    world["tie_break"] = rounded(Fraction(ties.break_below) * TOP15)
    world["tie_wrong"] = threshold(ties.wrong_loss)
    world["tie_suspicion"] = threshold(ties.suspicion_loss)
    world["tie_heal"] = threshold(min(Fraction(1), monthly(ties.heal_per_year)))
    lapse, wake_rate = monthly(ties.lapse_per_year), min(Fraction(1), monthly(ties.wake_per_year))
    world["tie_lapse"] = rounded(lapse * CERTAIN)
    world["tie_wake"] = threshold(wake_rate)
    moving = ties.active and lapse + wake_rate > 0
    # A tie that lapses may wake in the same pass.
    world["tie_live"] = threshold(wake_rate / (wake_rate + lapse - lapse * wake_rate)) if moving else CERTAIN
