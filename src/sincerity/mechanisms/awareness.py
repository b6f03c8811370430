"""awareness: who knows that there is a system.

Under a policy, an adult who does not know of it learns of it on a day with chance 1 - (1 - press)(1 - contact)^k: press and
contact are the yearly rates `press_per_year` and `contact_per_year` spread over the days, k is the number of adults among
the person's live ties who knew yesterday. With a slow line (*internet*) the press tells less often. A sanction felt or a notice makes
it certain: a refusal at a counter, a warning heard on a call or played on one's own, a contact's entry read on the list or the map, a
report one is told of, being detained. Who knows forgets at `forget_per_year`, under any policy or
none; at 0 awareness spreads as a susceptible-infected process on the network. Where no policy has begun nobody learns.

`from`: "press" as above, "everyone" from the first day of the policy, "none" nobody ever.

Left out: what the press says; degrees of knowing; children.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import n_aware_of
from sincerity.compute.fields import STOCK, Column, Event, Field
from sincerity.compute.fixed import daily, threshold
from sincerity.scenario.registry import Param, Table
from sincerity.types import ADULT, CERTAIN, MAX_SLOTS, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

DIMENSIONS = {"contacts": MAX_SLOTS + 1}


def _rate(name: str, default: float, unit: str, meaning: str, plausible: tuple[float, float], source: str = "assumed") -> Param:
    return Param(name, "number", default, unit, meaning, low=0.0, high=365.0, plausible=plausible, source=source)


PARAMS = (
    Table(
        "mind.awareness",
        "awareness",
        (
            Param(
                "from",
                "choice",
                "press",
                "",
                "Who knows: those whom the press, contacts or a sanction told, everyone from the first day, or none.",
                choices=("press", "everyone", "none"),
            ),
            _rate(
                "press_per_year",
                0.05,
                "per adult and year",
                "Rate at which the press tells somebody who does not know.",
                (0.005, 1.0),
                "assumed, wide: 11 % of residents of pilot areas knew of their pilot (Trivium, citing a 2018 study)",
            ),
            _rate(
                "contact_per_year",
                0.1,
                "per contact who knows and year",
                "Rate at which one contact who knows tells somebody who does not.",
                (0.0, 2.0),
            ),
            _rate("forget_per_year", 0.2, "per adult and year", "Rate at which somebody who knows forgets.", (0.0, 1.0)),
        ),
        absent="default",
    ),
)

WORLD = (Field("forget", "i8", "threshold of forgetting today, 0…2³²"),)
POLICY = (
    Field("all_aware", "i1", "1 where every adult knows"),
    Field("tells", "i1", "1 where a sanction or a notice makes aware"),
    Field("learn", "i8", "threshold of learning of the system today by the number of contacts who know, 0…2³²", "contacts"),
    Field("learn_slowly", "i8", "the same for those with a slow line", "contacts"),
)
STATE = (Field("aware", "i1", "1 if the person knows of the system"),)
TODAY = (Field("learned", "i8", "1 on the day of learning of the system"),)
COLUMNS = (Column("aware", "adults who know of the system", counts=STOCK),)
EVENTS = (Event("learned", "aware", "learned of the system"),)
PURPOSES = ("AWARE_LEARN", "AWARE_FORGET")


def cover(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """The policy comes: where everyone is to know, everyone does."""
    me.aware = int(me.aware) | (int(me.standing) & ADULT & int(policy.all_aware))


def learn(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """At the end of the day: learn, or forget."""
    if int(me.aware) != 0:
        if int(today.aware_forget_word) < int(world.forget) and noticed(today) == 0:
            me.aware = 0
        return
    if int(me.standing) & ADULT == 0 or int(policy.tells) == 0:
        return
    n = n_aware_of(int(today.near))
    chance = int(policy.learn_slowly[n]) if int(today.slowed) != 0 else int(policy.learn[n])
    if int(today.aware_learn_word) < chance or noticed(today) != 0:
        me.aware = 1
        today.learned = 1


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A court's notice, a job lost or a loan refused for being barred tell of the system."""
    be_told(int(today.noticed) + int(today.dismissed) + int(today.loan_refused), me, today, policy)


def serve(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Being detained tells of the system."""
    be_told(int(today.taken), me, today, policy)


def be_told(notices: int, me: Any, today: Any, policy: Any) -> None:
    """Who is told on a morning, and did not know, knows."""
    if notices != 0 and int(policy.tells) != 0 and int(me.aware) == 0:
        me.aware = 1
        today.learned = 1


def noticed(today: Any) -> int:
    """1 on a day of a sanction felt, a warning heard or a notice."""
    refused = int(today.flight_refused) + int(today.train_refused) + int(today.hotel_refused)
    found = int(today.entries_read) + int(today.contacts_tapped)
    return int(refused + found + int(today.warned) + int(today.shamed) + int(today.told) != 0)


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Adults who know."""
    tally.aware = int(tally.aware) + int(me.aware)


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Chances of a day by the number of contacts who know."""
    mind = scenario.mind.awareness
    spreads = mind.active and mind.from_ == "press"
    world["forget"] = threshold(min(Fraction(1), daily(mind.forget_per_year))) if spreads else 0
    if not (scenario.policy.active and mind.active and mind.from_ != "none"):
        return
    policy["tells"] = 1
    policy["all_aware"] = not spreads
    press = min(Fraction(1), daily(mind.press_per_year))
    contact = min(Fraction(1), daily(mind.contact_per_year))
    internet = scenario.policy.internet
    missed = Fraction(internet.news_missed) if internet is not None and internet.active else Fraction(0)
    for k in range(MAX_SLOTS + 1):
        alone = (1 - contact) ** k
        policy["learn"][:, k] = threshold(1 - (1 - press) * alone) if spreads else CERTAIN
        policy["learn_slowly"][:, k] = threshold(1 - (1 - press * (1 - missed)) * alone) if spreads else CERTAIN
