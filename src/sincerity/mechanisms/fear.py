"""fear: of the authority, and of being wronged; two stocks, never only their sum.

Each is a level in [0, 1] that an event moves by a share of what is left to 1, and that otherwise fades and moves toward the
mean level of the adults among the person's live ties.

- *Of the authority*: moved by a sanction felt (a refusal, a warning played in public, being detained: `own_sanction`), by a report
  that the person is told of (`own_report`), and by a contact seen refused, shamed or detained, or whose warning is heard or entry
  read (`seen_sanction`).
- *Of being wronged*: moved by a wrong suffered from a contact (`own_wrong`) and by a contact seen wronging another
  (`seen_wrong`). It is alive without any policy and starts at `wronged_start`, its settled mean there.

Fade and contagion, each per year, may be 0. Contacts see a level in 32 steps, rounded by chance so that the mean stays true.

Left out: what fear makes people do; fear of strangers and of the press; children's fear.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import (
    WRONGED,
    WRONGED_IN_SIGHT,
    WRONGS,
    deal_kind_of,
    deal_slot_of,
    fear_authority_sum_of,
    fear_wronged_sum_of,
    is_refused,
    is_shamed,
    mask_of,
    n_adults_of,
)
from sincerity.compute.fields import STOCK, Column, Field
from sincerity.compute.fixed import OFFSET16, TOP16, clamp, daily, rounded, step_toward, strength_of, threshold
from sincerity.draw import FEAR_REPORT, FEAR_SANCTION, FEAR_SEEN, WRONG_SEEN, WRONG_SUFFERED, draw
from sincerity.scenario.registry import Param, Table
from sincerity.types import ADULT, LISTED, ONE, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

TOP_SHOWN = 31


def _shock(name: str, default: float, meaning: str, plausible: tuple[float, float]) -> Param:
    return Param(name, "chance", default, "share of the way to 1", meaning, low=0.0, high=1.0, plausible=plausible)


def _rate(name: str, default: float, meaning: str, plausible: tuple[float, float]) -> Param:
    return Param(name, "number", default, "share per year", meaning, low=0.0, high=180.0, plausible=plausible)


PARAMS = (
    Table(
        "mind.fear",
        "fear",
        (
            _shock("own_sanction", 0.1, "What a day with a sanction felt adds to fear of the authority.", (0.0, 0.5)),
            _shock("own_report", 0.1, "What being told of a report adds to fear of the authority.", (0.0, 0.5)),
            _shock(
                "seen_sanction",
                0.01,
                "What a contact seen refused, shamed or detained, a warning heard or an entry read adds to fear of the authority.",
                (0.0, 0.1),
            ),
            _rate("fade_per_year", 2.0, "Rate at which fear of the authority fades.", (0.1, 6.0)),
            _rate("contagion_per_year", 1.0, "Rate at which fear of the authority moves toward the mean of one's contacts.", (0.0, 6.0)),
            _shock("own_wrong", 0.1, "What a wrong suffered adds to fear of being wronged.", (0.0, 0.5)),
            _shock("seen_wrong", 0.01, "What a contact seen wronging another adds to fear of being wronged.", (0.0, 0.1)),
            _rate("wronged_fade_per_year", 2.0, "Rate at which fear of being wronged fades.", (0.1, 6.0)),
            _rate(
                "wronged_contagion_per_year",
                1.0,
                "Rate at which fear of being wronged moves toward the mean of one's contacts.",
                (0.0, 6.0),
            ),
            Param(
                "wronged_start",
                "chance",
                0.0315,
                "level",
                "Fear of being wronged before the burn-in.",
                low=0.0,
                high=1.0,
                plausible=(0.0, 0.2),
                source="its settled mean under no policy with the values here",
            ),
            Param("high_above", "chance", 0.5, "level", "Fear above this level is counted as high.", low=0.0, high=1.0, source="design"),
        ),
        absent="default",
    ),
)

WORLD = (
    Field("fear_active", "i1", "1 where fear is felt"),
    Field("fear_sanction", "i8", "share added by a sanction felt, out of 2³²"),
    Field("fear_report", "i8", "share added by a report told of, out of 2³²"),
    Field("fear_seen", "i8", "share added by a sanction seen on a contact, or heard of on a call, out of 2³²"),
    Field("fear_fade", "i8", "share that fades a day, out of 2³²"),
    Field("fear_contagion", "i8", "share of the way to the contacts' mean a day, out of 2³²"),
    Field("wrong_suffered", "i8", "share added by a wrong suffered, out of 2³²"),
    Field("wrong_seen", "i8", "share added by a wrong seen, out of 2³²"),
    Field("wronged_fade", "i8", "share that fades a day, out of 2³²"),
    Field("wronged_contagion", "i8", "share of the way to the contacts' mean a day, out of 2³²"),
    Field("wronged_start", "i8", "fear of being wronged before the burn-in, 0…65,535"),
    Field("fear_high", "i8", "level above which fear counts as high, 0…65,535"),
    Field("mean_fear", "i8", "2³² / (31 n), by n contacts: a sum of shown levels as a mean in 16 bits, times 2¹⁶", "contacts"),
)
STATE = (
    Field("fear_authority", "i2", "fear of the authority, 0…65,535 for [0, 1], kept less 32,768"),
    Field("fear_wronged", "i2", "fear of being wronged, 0…65,535 for [0, 1], kept less 32,768"),
    Field("sanctioned", "i1", "1 if the person was ever listed, refused, shamed, dismissed or detained"),
)
TODAY = (
    Field("fear_authority_shown", "i8", "fear of the authority as others see it, 0…31"),
    Field("fear_wronged_shown", "i8", "fear of being wronged as others see it, 0…31"),
)
COLUMNS = (
    Column("fear_authority_sum", "sum over adults of fear of the authority", of="adults", full=TOP16, counts=STOCK),
    Column("fear_wronged_sum", "sum over adults of fear of being wronged", of="adults", full=TOP16, counts=STOCK),
    Column("fear_authority_high", "adults whose fear of the authority is above `high_above`", counts=STOCK),
    Column("fear_wronged_high", "adults whose fear of being wronged is above `high_above`", counts=STOCK),
    Column("spared", "adults never listed, refused, shamed, dismissed or detained", counts=STOCK),
    Column("fear_spared_sum", "sum over those adults of fear of the authority", of="spared", full=TOP16, counts=STOCK),
)
PURPOSES = (
    *("FEAR_AUTHORITY", "FEAR_WRONGED", "FEAR_SHOWN", "FEAR_SANCTION", "FEAR_REPORT"),
    *("FEAR_SEEN", "WRONG_SEEN", "WRONG_SUFFERED"),
)


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """Before any policy nobody fears the authority."""
    me.fear_authority = -OFFSET16
    me.fear_wronged = (int(world.wronged_start) if int(me.standing) & ADULT != 0 else 0) - OFFSET16


def year(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Who comes of age begins where every adult began."""
    if int(today.of_age) != 0:
        me.fear_wronged = int(world.wronged_start) - OFFSET16


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A job lost or a loan refused for being barred."""
    if int(world.fear_active) != 0 and int(today.dismissed) + int(today.loan_refused) != 0:
        word = draw(int(world.k0), int(world.k1), FEAR_SANCTION, p, day, 1)
        me.fear_authority = shocked(int(me.fear_authority), int(world.fear_sanction), word)
        me.sanctioned = 1


def serve(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Being detained."""
    if int(world.fear_active) != 0 and int(today.taken) != 0:
        word = draw(int(world.k0), int(world.k1), FEAR_SANCTION, p, day, 2)
        me.fear_authority = shocked(int(me.fear_authority), int(world.fear_sanction), word)
        me.sanctioned = 1


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A wrong suffered from a contact, a wrong or a sanction seen."""
    if int(world.fear_active) == 0 or int(me.standing) & ADULT == 0:
        return
    kind = deal_kind_of(face)
    if kind >= WRONGED and deal_slot_of(face) == int(today.back):
        word = draw(int(world.k0), int(world.k1), WRONG_SUFFERED, p, day, slot)
        me.fear_wronged = shocked(int(me.fear_wronged), int(world.wrong_suffered), word)
    if strength_of(int(me.ties[slot])) == 0:
        return
    if kind == WRONGED_IN_SIGHT and deal_slot_of(face) != int(today.back):
        word = draw(int(world.k0), int(world.k1), WRONG_SEEN, p, day, slot)
        me.fear_wronged = shocked(int(me.fear_wronged), int(world.wrong_seen), word)
    if is_refused(face) | is_shamed(face) | int(today.heard) | int(today.read) | int(today.tapped) != 0:
        word = draw(int(world.k0), int(world.k1), FEAR_SEEN, p, day, slot)
        me.fear_authority = shocked(int(me.fear_authority), int(world.fear_seen), word)


def shocked(kept: int, share: int, word: int) -> int:
    """A stock as it is kept, moved by a share of the way to 1."""
    return step_toward(kept + OFFSET16, TOP16, share, word) - OFFSET16


def live(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """What befell the person itself; then fade and contagion; then what others will see."""
    if int(world.fear_active) == 0 or int(me.standing) & ADULT == 0:
        return
    felt = int(today.flight_refused) + int(today.train_refused) + int(today.hotel_refused) + int(today.shamed)
    if felt != 0:
        word = draw(int(world.k0), int(world.k1), FEAR_SANCTION, p, day, 0)
        me.fear_authority = shocked(int(me.fear_authority), int(world.fear_sanction), word)
    if int(today.told) != 0:
        word = draw(int(world.k0), int(world.k1), FEAR_REPORT, p, day, 0)
        me.fear_authority = shocked(int(me.fear_authority), int(world.fear_report), word)
    if felt != 0 or int(me.listing) & LISTED != 0:
        me.sanctioned = 1
    near = int(today.near)
    n = n_adults_of(near)
    share = int(world.mean_fear[n])
    authority = int(me.fear_authority) + OFFSET16
    others = fear_authority_sum_of(near)
    if authority + others != 0:
        contagion = int(world.fear_contagion) if n > 0 else 0
        authority = drifted(authority, (others * share + 0x8000) >> 16, int(world.fear_fade), contagion, int(today.fear_authority_word))
        me.fear_authority = authority - OFFSET16
    contagion = int(world.wronged_contagion) if n > 0 else 0
    wronged = int(me.fear_wronged) + OFFSET16
    others = (fear_wronged_sum_of(near) * share + 0x8000) >> 16
    wronged = drifted(wronged, others, int(world.wronged_fade), contagion, int(today.fear_wronged_word))
    me.fear_wronged = wronged - OFFSET16
    word = int(today.fear_shown_word)
    today.fear_authority_shown = (authority * TOP_SHOWN + (word >> 16)) >> 16
    today.fear_wronged_shown = (wronged * TOP_SHOWN + (word & 0xFFFF)) >> 16


def drifted(value: int, mean: int, fade: int, contagion: int, word: int) -> int:
    """A level after a day's fade and contagion, rounded without bias."""
    return clamp(value + (((mean - value) * contagion - value * fade + word) >> 32), 0, TOP16)


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Sums over adults, those above the line, those never sanctioned."""
    if int(world.fear_active) == 0 or int(me.standing) & ADULT == 0:
        return
    authority = int(me.fear_authority) + OFFSET16
    wronged = int(me.fear_wronged) + OFFSET16
    tally.fear_authority_sum = int(tally.fear_authority_sum) + authority
    tally.fear_wronged_sum = int(tally.fear_wronged_sum) + wronged
    tally.fear_authority_high = int(tally.fear_authority_high) + int(authority > int(world.fear_high))
    tally.fear_wronged_high = int(tally.fear_wronged_high) + int(wronged > int(world.fear_high))
    if int(me.sanctioned) == 0:
        tally.spared = int(tally.spared) + 1
        tally.fear_spared_sum = int(tally.fear_spared_sum) + authority


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Shares, daily rates, and the table that turns sums of shown levels into means."""
    mind = scenario.mind.fear
    world["fear_active"] = mind.active
    world["fear_sanction"], world["fear_report"] = threshold(mind.own_sanction), threshold(mind.own_report)
    world["fear_seen"] = threshold(mind.seen_sanction)
    world["wrong_suffered"], world["wrong_seen"] = threshold(mind.own_wrong), threshold(mind.seen_wrong)
    world["fear_fade"], world["fear_contagion"] = threshold(daily(mind.fade_per_year)), threshold(daily(mind.contagion_per_year))
    world["wronged_fade"] = threshold(daily(mind.wronged_fade_per_year))
    world["wronged_contagion"] = threshold(daily(mind.wronged_contagion_per_year))
    world["wronged_start"] = rounded(Fraction(mind.wronged_start) * TOP16) if mind.active else 0
    world["fear_high"] = rounded(Fraction(mind.high_above) * TOP16)
    for n in range(1, world["mean_fear"].shape[1]):
        world["mean_fear"][0, n] = rounded(Fraction(ONE * ONE, TOP_SHOWN * n))
    if mind.active:
        policy["events"] |= WRONGS | mask_of("refused") | mask_of("shamed")
