"""trust: what people expect of others, learned from good news and from bad.

A level in [0, 1]: the chance that a deal will be honest, as the person sees it. News moves it by a share of the surprise
(Rescorla and Wagner): an honest deal by `good_rate`, a contact whose misdeed is seen put on record by `caught_rate`, both
toward 1; a deal in which one was wronged, or suspecting a contact of a report, by `bad_rate` toward 0. Three paths tie it
to a policy, none with a fixed sign:

- `discount`: honesty under perceived surveillance teaches less: good_rate · (1 - discount · perceived risk), for the aware.
- `signal`: a contact's tier shifts what is expected of it, by `signal` for the best tier, by -`signal` for the worst, by
  nothing for the tier in which everyone begins; the surprise is measured from there.
- `crowding`: sanctions crowd honesty in (above 0) or out (below 0) of the aware who live under them: a stock that moves
  toward `crowding` at `crowding_per_year`, back toward 0 at `crowding_fade_per_year` when the policy is gone, and makes
  wrongs against contacts rarer or commoner by itself (*behaviour*).

The survey's question is answered yes with the chance that the level is: each person answers by one word of its own. In the
society without a policy the share of yes is 64.4 % of adults (World Values Survey 2010-2014, China).

Left out: news of wrongs to others, and of misdeeds that go unpunished; trust in institutions apart from trust in people;
whom one chooses to deal with; children's trust.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import HONEST, deal_kind_of, deal_slot_of, is_caught, mask_of, tier_of_face
from sincerity.compute.fields import STOCK, Column, Field
from sincerity.compute.fixed import OFFSET16, TOP15, TOP16, clamp, factor, monthly, rounded, step_toward, strength_of, threshold
from sincerity.draw import CROWDING, SURVEY, TRUST_CAUGHT, TRUST_DEAL, TRUST_SUSPECT, draw
from sincerity.scenario.registry import Param, Table
from sincerity.scenario.rules import n_sanctions, start_tier
from sincerity.types import ADULT, ONE, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario


def _rate(name: str, default: float, meaning: str, plausible: tuple[float, float], source: str = "assumed") -> Param:
    return Param(name, "chance", default, "share of the surprise", meaning, low=0.0, high=1.0, plausible=plausible, source=source)


def _signed(name: str, meaning: str, unit: str, plausible: tuple[float, float], source: str) -> Param:
    return Param(name, "number", 0.0, unit, meaning, low=-1.0, high=1.0, plausible=plausible, source=source)


def _yearly(name: str, default: float, meaning: str, plausible: tuple[float, float], source: str = "assumed") -> Param:
    return Param(name, "number", default, "share per year", meaning, low=0.0, high=12.0, plausible=plausible, source=source)


PARAMS = (
    Table(
        "mind.trust",
        "trust",
        (
            Param(
                "start",
                "chance",
                0.644,
                "level",
                "Trust before the burn-in.",
                low=0.0,
                high=1.0,
                plausible=(0.6, 0.68),
                source="64.4 % say that most people can be trusted (WVS 2010-2014; csstoday.com 3312)",
            ),
            _rate("good_rate", 0.004, "What an honest deal teaches.", (0.001, 0.02)),
            _rate(
                "bad_rate",
                0.1155,
                "What a wrong, or a suspicion, teaches.",
                (0.03, 0.4),
                "set by good_rate, deals and wrongs so that the society without a policy keeps its 64.4 %",
            ),
            _rate("caught_rate", 0.001, "What a contact's misdeed on record teaches.", (0.0, 0.01)),
            Param(
                "discount",
                "chance",
                0.5,
                "share",
                "How much less honesty teaches under perceived certain surveillance.",
                low=0.0,
                high=1.0,
                plausible=(0.0, 1.0),
                source="assumed; sanctions undermine what reputation teaches (Kuwabara 2015)",
            ),
            _signed(
                "signal",
                "How far the best tier raises what is expected of a contact, and the worst lowers it.",
                "level",
                (-0.3, 0.3),
                "published evidence points both ways (Wu et al. 2024; Genevsky 2025), so 0",
            ),
            _signed(
                "crowding",
                "Where sanctions move honesty: the share of wrongs that they prevent (above 0, crowding in) or add (below 0, out).",
                "share",
                (-0.3, 0.3),
                "published evidence points both ways (Bao et al. 2018; Kuwabara 2015), so 0",
            ),
            _yearly("crowding_per_year", 1.0, "Rate at which sanctions crowd.", (0.2, 4.0)),
            _yearly("crowding_fade_per_year", 0.25, "Rate at which crowding is undone where the sanctions are gone.", (0.0, 2.0)),
        ),
        absent="default",
    ),
)

WORLD = (
    Field("trust_active", "i1", "1 where trust is learned"),
    Field("trust_start", "i8", "trust before the burn-in, 0…65,535"),
    Field("trust_good", "i8", "share of the surprise learned from an honest deal, out of 2³²"),
    Field("trust_bad", "i8", "share learned from a wrong or a suspicion, out of 2³²"),
    Field("trust_caught", "i8", "share learned from a misdeed seen on record, out of 2³²"),
    Field("discount", "i8", "how much less honesty teaches under certain surveillance, Q16"),
    Field("crowding_fade", "i8", "share of crowding undone a month, out of 2³²"),
    Field("crowding_rate", "i8", "share of the way a month, out of 2³²"),
)
POLICY = (
    Field("tier_signal", "i8", "what a tier adds to what is expected, in 65,535ths", "tiers"),
    Field("crowding", "i4", "where sanctions move honesty, -32,767…32,767 for -1…1"),
)
STATE = (Field("trust", "i2", "trust, 0…65,535 for [0, 1], kept less 32,768"),)
COLD = (Field("crowded", "i2", "honesty crowded in (above 0) or out, -32,767…32,767 for -1…1"),)
COLUMNS = (
    Column("trust_sum", "sum over adults of trust", of="adults", full=TOP16, counts=STOCK),
    Column("trust_tiers", "sum over adults of the tier of trust", "tiers", "trust_sum_{0}", of="tier_{0}", full=TOP16, counts=STOCK),
)
PURPOSES = ("TRUST_DEAL", "TRUST_CAUGHT", "TRUST_SUSPECT", "CROWDING", "SURVEY")


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """Everyone starts with the same expectation; the burn-in spreads it."""
    me.trust = int(world.trust_start) - OFFSET16


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A deal by a contact with this person; a contact's misdeed seen on record."""
    if int(world.trust_active) == 0 or int(me.standing) & ADULT == 0:
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    expected = int(policy.tier_signal[tier_of_face(face)])
    if deal_slot_of(face) == int(today.back):
        word = draw(k0, k1, TRUST_DEAL, p, day, slot)
        if deal_kind_of(face) == HONEST:
            learn(TOP16, expected, good_rate(me, world, policy), word, me)
        else:
            learn(0, expected, int(world.trust_bad), word, me)
    if is_caught(face) != 0 and strength_of(int(me.ties[slot])) != 0:
        learn(TOP16, expected, int(world.trust_caught), draw(k0, k1, TRUST_CAUGHT, p, day, slot), me)


def good_rate(me: Any, world: Any, policy: Any) -> int:
    """What an honest deal teaches: less where it is thought to be watched."""
    if int(me.aware) == 0 or int(policy.deterrence_active) == 0:
        return int(world.trust_good)
    risk = int(me.risk) + OFFSET16
    seen = (int(world.discount) * (risk + (risk >> 15))) >> 16
    return (int(world.trust_good) * (ONE - seen)) >> 16


def learn(news: int, shift: int, rate: int, word: int, me: Any) -> None:
    """A share of the surprise: of the news less what was expected, the level shifted by what the contact shows."""
    trust = int(me.trust) + OFFSET16
    expected = clamp(trust + shift, 0, TOP16)
    me.trust = clamp(trust + (((news - expected) * rate + word) >> 32), 0, TOP16) - OFFSET16


def suspect(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Suspecting a contact of a report is bad news."""
    if int(today.suspect_slot) > 0 and int(world.trust_active) != 0:
        learn(0, 0, int(world.trust_bad), draw(int(world.k0), int(world.k1), TRUST_SUSPECT, p, day, 0), me)


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Sanctions crowd honesty in or out of those who know of them; when they are gone that wears off."""
    before = int(cold.crowded)
    target = int(policy.crowding) if int(me.aware) != 0 else 0
    if before == target:
        return
    rate = int(world.crowding_fade) if target == 0 else int(world.crowding_rate)
    cold.crowded = step_toward(before, target, rate, draw(int(world.k0), int(world.k1), CROWDING, p, day, 0))


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Sums over adults, of all and by tier."""
    if int(world.trust_active) == 0 or int(me.standing) & ADULT == 0:
        return
    trust = int(me.trust) + OFFSET16
    tally.trust_sum = int(tally.trust_sum) + trust
    if int(policy.n_tiers) > 0:
        tier = int(me.tier)
        tally.trust_tiers[tier] = int(tally.trust_tiers[tier]) + trust


def says_yes(ids: Any, arrived: Any, trust: Any, k0: int, k1: int) -> Any:
    """Who says that most people can be trusted: a word of each person's own lies below the level, 0…65,535."""
    return (draw(k0, k1, SURVEY, ids, arrived, 0) >> 16) < trust


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Rates, the discount, the tiers' signals, and where sanctions crowd."""
    mind = scenario.mind.trust
    world["trust_active"] = mind.active
    world["trust_start"] = rounded(Fraction(mind.start) * TOP16) if mind.active else 0
    world["trust_good"], world["trust_bad"] = threshold(mind.good_rate), threshold(mind.bad_rate)
    world["trust_caught"], world["discount"] = threshold(mind.caught_rate), factor(mind.discount)
    world["crowding_rate"] = threshold(min(Fraction(1), monthly(mind.crowding_per_year)))
    world["crowding_fade"] = threshold(min(Fraction(1), monthly(mind.crowding_fade_per_year)))
    if not mind.active:
        return
    policy["events"] |= mask_of("caught")
    rules = scenario.policy
    if n_sanctions(scenario) > 0:
        policy["crowding"] = rounded(Fraction(mind.crowding) * TOP15)
    if rules.scoring.active:
        for t, share in enumerate(signals(len(rules.tier), start_tier(scenario))):
            policy["tier_signal"][:, t] = rounded(Fraction(mind.signal) * TOP16 * share)


def signals(n_tiers: int, middle: int) -> list[Fraction]:
    """What each tier says of its owner, from 1 for the best to -1 for the worst, 0 for the tier `middle`, where everyone begins.

    >>> [float(share) for share in signals(4, 1)]
    [1.0, 0.0, -0.5, -1.0]
    """
    above, below = max(1, middle), max(1, n_tiers - 1 - middle)
    return [Fraction(middle - t, above if t < middle else below) for t in range(n_tiers)]
