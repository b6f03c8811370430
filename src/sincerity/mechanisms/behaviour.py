"""behaviour: the day's occasion, met and taken or left; deals.

At most one occasion a day, drawn apart from policy and state: behaviour b with chance per_year_b · M_b / 365. It is
taken, by a draw of its own, with chance m / M_b, where m = (1 + w(2·trait - 1)) · state · (1 - deterrable · D) ·
(1 + incentive · R), M_b is the largest value m can have, D is the perceived risk times the perceived cost and R the
perceived worth of points to be won (both from *deterrence*, 0 where it is off). Those to whom the behaviour is not
open (no loan to default on) let the occasion pass. State is 1, but for two kinds of act. One that wrongs a contact: 1 less the
honesty that sanctions have crowded in (*trust*), in 0…2. One of kind `debt`: it is likelier as savings run out, up to 1 +
`society.debt.strain` (1 where *economy* is off). What a person says of an occasion to speak is *expression*'s matter: it may
soften the post, or withhold it, and a slow line may block it (*internet*); then nothing was done.

On some days an adult deals with one contact, each live tie alike but to the detained: honestly, unless the day's act wrongs a contact; that
too picks one live tie. A visible misdeed that the policy scores stays in sight of contacts for a while (a post only where
it says more than the policy tolerates). What an act of kind `debt` leaves behind is *economy*'s matter; an instalment that
nobody could pay counts as such an act as well.

Left out: what a deal is about.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import HONEST, WRONGED, WRONGED_IN_SIGHT, is_detained
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import DAYS_PER_YEAR, daily, factor, rounded, strength_of, threshold
from sincerity.draw import ACT_CONTACT, ACT_TAKEN, DEAL_CONTACT, draw
from sincerity.scenario.registry import Param, Table
from sincerity.society.traits import trait_of
from sincerity.types import ADULT, BY_WANT, CERTAIN, HAS_LOAN, NEVER, ONE, TRAIT_TOP, TRAITS, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "society.deals",
        "behaviour",
        (
            Param(
                "per_year",
                "number",
                24.0,
                "deals per adult and year",
                "Deals with a contact in which one could be cheated.",
                low=0.0,
                high=365.0,
                plausible=(6.0, 100.0),
            ),
        ),
        absent="default",
        switch=False,
    ),
)

WORLD = (
    Field("occasion_cut", "i8", "cumulative thresholds of the day's occasion, 0…2³²", "behaviours"),
    Field("occasion_total", "i8", "threshold of any occasion at all, 0…2³²"),
    Field("act_trait", "i4", "index of the trait that moves the behaviour", "behaviours"),
    Field("act_weight", "i8", "weight of the trait, Q16, -1…1", "behaviours"),
    Field("act_top", "i8", "M_b, the largest value of m, Q16", "behaviours"),
    Field("act_deterrable", "i8", "share deterrable, Q16, 0…1", "behaviours"),
    Field("act_incentive", "i8", "weight of points to be won, Q16", "behaviours"),
    Field("act_wrongs", "i1", "1 where a contact is wronged", "behaviours"),
    Field("act_visible", "i1", "1 where contacts can see the act", "behaviours"),
    Field("act_speech", "i1", "1 where the act is a post", "behaviours"),
    Field("act_debt", "i1", "1 where the act opens a debt", "behaviours"),
    Field("act_needs_loan", "i1", "1 where only those with a loan are open to it", "behaviours"),
    Field("default_act", "i4", "1 + the first behaviour of kind debt that needs a loan, 0 none"),
    Field("deal_chance", "i8", "threshold of a deal today, 0…2³²"),
)
STATE = (
    Field("misdeed_day", "i2", "day of the latest visible scored misdeed, or NEVER"),
    Field("misdeed_gravity", "i1", "gravity of the latest visible scored misdeed, 1…15"),
)
COLD = (Field("truth_acts", "i2", "acts since day 0, seen or not"),)
TODAY = (
    Field("occasion", "i8", "1 + the behaviour that today tempts to, 0 none"),
    Field("wanted", "i8", "1 + the behaviour whose occasion is taken today, 0 none"),
    Field("act", "i8", "1 + the behaviour acted today, 0 none"),
    Field("deal_slot", "i8", "1 + the slot of the contact dealt with, 0 none"),
    Field("deal_kind", "i8", "0 none, 1 honest, 2 wronged, 3 wronged in sight of others"),
)
COLUMNS = (
    Column("acts", "acts of the behaviour, seen or not", "behaviours", "acts_{0}"),
    Column("deals", "deals with a contact, honest or not"),
)
EVENTS = (Event("act", "act", "took the day's occasion", "behaviour"),)
PURPOSES = ("OCCASION", "ACT_TAKEN", "ACT_CONTACT", "DEAL", "DEAL_CONTACT")


WRONG_STATE = 2
"""The largest state of an act that wrongs a contact: all honesty crowded out."""


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """Nobody starts in sight of a misdeed."""
    me.misdeed_day = NEVER


def occasion(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Meet the day's occasion, if any."""
    if int(me.standing) & ADULT == 0:
        return
    word = int(today.occasion_word)
    if word >= int(world.occasion_total):
        return
    b = 0
    while word >= int(world.occasion_cut[b]):
        b += 1
    if int(world.act_needs_loan[b]) != 0 and int(me.means) & HAS_LOAN == 0:
        return
    today.occasion = b + 1


def take(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Take the occasion, or leave it."""
    b = int(today.occasion) - 1
    if b < 0:
        return
    trait = trait_of(p, int(me.arrived), int(world.act_trait[b]), world)
    chance = ONE + (int(world.act_weight[b]) * (2 * trait - TRAIT_TOP)) // TRAIT_TOP
    chance = (chance * (ONE - ((int(world.act_deterrable[b]) * int(today.deterred)) >> 16))) >> 16
    chance = (chance * (ONE + ((int(world.act_incentive[b]) * int(today.tempted)) >> 16))) >> 16
    if int(world.act_wrongs[b]) != 0:
        chance = (chance * (ONE - 2 * int(cold.crowded))) >> 16
    if int(world.act_debt[b]) != 0:
        chance = (chance * strain_of(cold, world)) >> 16
    if draw(int(world.k0), int(world.k1), ACT_TAKEN, p, day, 0) < (chance << 32) // int(world.act_top[b]):
        today.wanted = b + 1


def act(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Do what was wanted, if it is not withheld; deal with a contact."""
    if int(me.standing) & ADULT == 0:
        return
    if int(today.wanted) > 0 and int(today.withheld) + int(today.blocked) == 0:
        do(p, day, int(today.wanted) - 1, me, cold, today, world, policy, tally)
    if int(today.deal_slot) == 0 and int(today.deal_word) < int(world.deal_chance):
        today.deal_slot = some_slot(me, today, int(world.n_slots), draw(int(world.k0), int(world.k1), DEAL_CONTACT, p, day, 0))
        if int(today.deal_slot) > 0:
            today.deal_kind = HONEST
    if int(today.deal_slot) > 0:
        tally.deals = int(tally.deals) + 1


def do(p: int, day: int, b: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Act, with what the act leaves behind: a count, a misdeed in sight, somebody wronged."""
    today.act = b + 1
    tally.acts[b] = int(tally.acts[b]) + 1
    if day >= 0:
        cold.truth_acts = int(cold.truth_acts) + 1
    visible = int(world.act_visible[b])
    if visible != 0 and int(policy.gravity[b]) > 0 and (int(policy.speech_rule[b]) == 0 or int(today.level) > int(policy.tolerance)):
        me.misdeed_day = day
        me.misdeed_gravity = int(policy.gravity[b])
    if int(world.act_wrongs[b]) != 0:
        today.deal_slot = some_slot(me, today, int(world.n_slots), draw(int(world.k0), int(world.k1), ACT_CONTACT, p, day, 0))
        if int(today.deal_slot) > 0:
            today.deal_kind = WRONGED_IN_SIGHT if visible != 0 else WRONGED


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """An instalment not paid for want of money is an act like one not paid by choice."""
    b = int(world.default_act) - 1
    if int(today.defaulted) == BY_WANT and b >= 0:
        today.act = b + 1
        tally.acts[b] = int(tally.acts[b]) + 1
        if day >= 0:
            cold.truth_acts = int(cold.truth_acts) + 1


def strain_of(mine: Any, world: Any) -> int:
    """State of an act of kind `debt`, Q16: 1 with a year's instalments put by, 1 + strain with nothing."""
    if int(world.economy_active) == 0:
        return ONE
    year = 120 * max(1, int(mine.instalment))
    return ONE + (int(world.strain) * (year - min(year, int(mine.savings)))) // year


def some_slot(me: Any, today: Any, n_slots: int, word: int) -> int:
    """1 + one of the person's live ties to contacts at large, each alike, picked by a 32-bit word; 0 where there is none."""
    n_live = 0
    for slot in range(n_slots):
        if at_large(slot, me, today) != 0:
            n_live += 1
    if n_live == 0:
        return 0
    k = (word * n_live) >> 32
    for slot in range(n_slots):
        if at_large(slot, me, today) != 0:
            if k == 0:
                return slot + 1
            k -= 1
    return 0


def at_large(slot: int, me: Any, today: Any) -> int:
    """1 where the tie is alive and the contact is not detained."""
    return int(strength_of(int(me.ties[slot])) != 0) & (1 - is_detained(int(today.seen[slot])))


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """The catalogue as integer tables. Cumulative thresholds are rounded once each, so no error adds up."""
    society = scenario.society
    world["deal_chance"] = threshold(min(Fraction(1), daily(society.deals.per_year)))
    if not society.behaviours_active:
        return
    total = Fraction(0)
    for b, row in enumerate(society.behaviour):
        weight, incentive = factor(row.trait_weight), factor(row.incentive)
        top = ((ONE + abs(weight)) * (ONE + incentive)) >> 16
        if row.wrongs_contact:
            top *= WRONG_STATE
        if row.kind == "debt" and society.economy.active:
            top = (top * (ONE + factor(society.debt.strain))) >> 16
        total += Fraction(row.per_year) * top / ONE / DAYS_PER_YEAR
        world["occasion_cut"][0, b] = min(CERTAIN, rounded(total * CERTAIN))
        world["act_trait"][0, b] = TRAITS.index(row.trait)
        world["act_weight"][0, b] = weight
        world["act_top"][0, b] = top
        world["act_deterrable"][0, b] = factor(row.deterrable)
        world["act_incentive"][0, b] = incentive
        world["act_wrongs"][0, b] = row.wrongs_contact
        world["act_visible"][0, b] = row.visible
        world["act_speech"][0, b] = row.kind == "speech"
        world["act_debt"][0, b] = row.kind == "debt"
        world["act_needs_loan"][0, b] = row.needs_loan
        if row.kind == "debt" and row.needs_loan and world["default_act"] == 0:
            world["default_act"] = b + 1
    world["occasion_total"] = min(CERTAIN, rounded(total * CERTAIN))
