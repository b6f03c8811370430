"""due_process: notice, grace, appeal, correction and expiry, where a policy grants them.

*Notice.* A debt past its grace is not judged before its debtor was told, on an earlier first of a month, and `notice_days` have
passed. Who left it unpaid by choice then comes round by the chance `heeds_notice` a month, and pays once there is money (*economy*). Where
`spares_unable`, who cannot pay is not judged at all.

*Appeal.* Who is on the list, or whose score wrong records and false reports hold below the clean score, may appeal: a month's
chance by `appeals_per_year`, if savings cover `cost_cny`. At least `delay_months` later the appeal is heard, the longest
waiting first, as far as `appeals_per_1000` goes (0: all); what is not heard waits. A wrong is found by the chance
`finds_error`; where there is none, the appeal is won all the same by `lets_off`. One appeal a listing.

*Correction.* A won appeal takes off the list, lifts the score out of the list's reach, and where `corrects`, to the clean score.

*Expiry.* Of every score's distance from the start a share expires each month, so that a record weighs `memory_days` in the
mean (0: for ever).

Off in the article's system. Sources: notice, one to three months' grace, no listing of who cannot pay, correction within days
(SPC 2019 No. 35, newsflash.city 2402); 81-83 % of tribunal appeals against benefit sanctions succeeded in the United Kingdom, of
those made (parliament WPC 955); a negative record 5 to 7 years (credit registers: doj.nh.gov, grokipedia).

Left out: lawyers; appeals against a decision on appeal; damages; records that expire one by one, each at its own age.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.fields import MONTHLY, Column, Event, Field
from sincerity.compute.fixed import monthly, rounded, threshold
from sincerity.compute.grounds import late_by, wrongly
from sincerity.compute.ration import APPEALS, NO_CLAIM, carried, claim_of, key_of, within
from sincerity.draw import APPEAL_DECIDED, APPEAL_FILED, APPEALS_LUCK, NOTICE_HEEDED, draw
from sincerity.scenario.registry import Param, Table
from sincerity.types import ADULT, CERTAIN, IN_DEBT, JUDGED, LISTED, NOTICED, UNWILLING, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

LONGEST = 120
"""Months that an appeal is counted to wait."""
DECIDED = -1
"""Of `appeal`: this listing's appeal was lost."""


def _chance(name: str, default: float, meaning: str, plausible: tuple[float, float], source: str = "assumed") -> Param:
    return Param(name, "chance", default, "chance", meaning, low=0.0, high=1.0, plausible=plausible, source=source)


def _number(name: str, default: float, unit: str, meaning: str, high: float, plausible: tuple[float, float]) -> Param:
    return Param(name, "number", default, unit, meaning, low=0.0, high=high, plausible=plausible)


def _whole(name: str, default: int, unit: str, meaning: str, high: int, plausible: tuple[float, float], source: str = "assumed") -> Param:
    return Param(name, "integer", default, unit, meaning, low=0, high=high, plausible=plausible, source=source)


PARAMS = (
    Table(
        "policy.due_process",
        "due_process",
        (
            _whole(
                "notice_days",
                30,
                "days",
                "Least days from grace to judgment.",
                20_000,
                (0, 90),
                "SPC 2019 No. 35: one to three months",
            ),
            _chance("heeds_notice", 0.2, "Chance that a debtor by choice who was given notice comes round in a month.", (0.0, 0.6)),
            Param("spares_unable", "switch", True, "", "Debts left unpaid for want of money are not judged."),
            _number("appeals_per_year", 2.0, "per person with a case", "Rate of appealing.", 365.0, (0.2, 12.0)),
            _number("cost_cny", 200.0, "CNY", "What an appeal costs; who has less cannot appeal.", 1e6, (0.0, 5000.0)),
            _whole("delay_months", 1, "months", "Least months from appeal to hearing.", 60, (0, 12)),
            _number(
                "appeals_per_1000", 0.0, "appeals per 1,000 residents and month", "What a region can hear; 0 means all.", 1000.0, (0, 2)
            ),
            _chance(
                "finds_error", 0.8, "Chance that an appeal against a wrong is won.", (0.3, 1.0), "assumed; 81-83 % (WPC 955, selected)"
            ),
            _chance("lets_off", 0.05, "Chance that an appeal without ground is won.", (0.0, 0.3)),
            Param("corrects", "switch", True, "", "A won appeal strikes out wrong records and false reports."),
            _whole("memory_days", 0, "days", "Mean days that a record weighs; 0 means for ever.", 20_000, (365, 3650)),
        ),
    ),
)

POLICY = (
    Field("due_process_active", "i1", "1 where there is due process"),
    Field("notice_days", "i4", "least days from the end of the grace to the judgment"),
    Field("heeds_notice", "i8", "threshold of coming round after notice this month, 0…2³²"),
    Field("spares_unable", "i1", "1 where debts for want of money are not judged"),
    Field("appeal_chance", "i8", "threshold of appealing this month, 0…2³²"),
    Field("appeal_cost", "i8", "CNY that an appeal costs"),
    Field("appeal_delay", "i8", "least months from appeal to hearing"),
    Field("appeals", "i8", "appeals a month and resident, Q32; 0 for no limit"),
    Field("finds_error", "i8", "threshold of a wrong being found, 0…2³²"),
    Field("lets_off", "i8", "threshold of being let off, 0…2³²"),
    Field("corrects", "i1", "1 where a won appeal strikes out wrong records"),
    Field("expiry", "i8", "share of a score's distance from the start that expires a month, out of 2³²"),
)
STATE = (Field("appeal", "i1", "0 none, 1 + months that an appeal has waited, -1 lost"),)
LEDGER = (Field("appeals_budget", "i8", "appeals that can be heard beside this month's, Q32"),)
TODAY = (
    Field("noticed", "i8", "1 on the day of a court's notice"),
    Field("heeds_notice", "i8", "1 if a debtor by choice comes round"),
    Field("appeal_fee", "i8", "CNY paid for an appeal"),
    Field("appealed", "i8", "1 on the day of appealing"),
    Field("appeal_won", "i8", "1 when an appeal is won"),
    Field("appeal_lost", "i8", "1 when an appeal is lost"),
)
COLUMNS = (
    Column("notices", "debtors given notice"),
    Column("appeals", "appeals made"),
    Column("appeals_unaffordable", "appeals not made for want of money"),
    Column("appeals_heard", "appeals decided"),
    Column("appeals_won", "appeals won"),
    Column("appeals_won_rightly", "of them, against a wrong"),
    Column("backlog_appeals", "appeals whose delay is over and that were not heard, on the first of a month", counts=MONTHLY),
)
EVENTS = (
    Event("noticed", "notice", "was given notice of a judgment to come"),
    Event("appealed", "appeal", "appealed"),
    Event("appeal_won", "appeal_won", "won the appeal"),
    Event("appeal_lost", "appeal_lost", "lost the appeal"),
)
PURPOSES = ("NOTICE_HEEDED", "APPEAL_FILED", "APPEAL_DECIDED", "APPEALS_LUCK")


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Notices go out; appeals are made, wait, and lapse where the case is gone."""
    if int(policy.due_process_active) == 0 or int(me.standing) & ADULT == 0:
        if int(me.appeal) != 0:
            me.appeal = 0
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    if int(me.means) & IN_DEBT != 0 and int(policy.lists_by_judgment) != 0:
        late = late_by(day, cold, world, policy)
        if late >= 0 and int(me.listing) & (NOTICED | JUDGED) == 0:
            today.noticed = 1
            tally.notices = int(tally.notices) + 1
        if late >= 0 and int(me.means) & UNWILLING != 0 and draw(k0, k1, NOTICE_HEEDED, p, day, 0) < int(policy.heeds_notice):
            today.heeds_notice = 1
    if has_case(me, policy) == 0:
        me.appeal = 0
    elif int(me.appeal) > 0:
        me.appeal = min(LONGEST, int(me.appeal) + 1)
    elif int(me.appeal) == 0 and draw(k0, k1, APPEAL_FILED, p, day, 0) < int(policy.appeal_chance):
        if int(cold.savings) < int(policy.appeal_cost):
            tally.appeals_unaffordable = int(tally.appeals_unaffordable) + 1
            return
        me.appeal = 1
        today.appealed = 1
        today.appeal_fee = int(policy.appeal_cost)
        tally.appeals = int(tally.appeals) + 1


def has_case(me: Any, policy: Any) -> int:
    """1 for who is listed, or scored below the clean score."""
    if int(me.listing) & LISTED != 0:
        return 1
    return int(int(policy.scoring_active) != 0 and int(me.score) < int(me.clean_score))


def appeals_capacity(n_people: int, ledger: Any, world: Any, policy: Any) -> int:
    """Whole appeals that can be heard."""
    return within(int(ledger.appeals_budget), n_people * int(policy.appeals))


def appeals_claim(p: int, mark: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any, policy: Any) -> int:
    """An appeal that has waited long enough, the longest first."""
    waited = int(people[p].appeal) - 1
    if waited < int(policy.appeal_delay) or waited < 0:
        return NO_CLAIM
    key = key_of(0, waited, draw(int(world.k0), int(world.k1), APPEALS_LUCK, p, day, 0))
    return claim_of(key, key)


def appeals_settle(served: int, n: int, n_people: int, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """What was not used is carried over; what was not heard waits."""
    if int(policy.appeals) > 0:
        ledger.appeals_budget = carried(int(ledger.appeals_budget), n_people * int(policy.appeals), served)
    tally.appeals_heard = int(tally.appeals_heard) + served
    tally.backlog_appeals = int(tally.backlog_appeals) + n - served


def serve(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """The appeal is decided."""
    if int(today.served) & APPEALS == 0:
        return
    if has_case(me, policy) == 0:
        me.appeal = 0
        return
    wrong = wrongly(int(me.listing), int(me.means)) if int(me.listing) & LISTED != 0 else 1
    chance = int(policy.finds_error) if wrong != 0 else int(policy.lets_off)
    if draw(int(world.k0), int(world.k1), APPEAL_DECIDED, p, day, 0) >= chance:
        me.appeal = DECIDED
        today.appeal_lost = 1
        return
    me.appeal = 0
    today.appeal_won = 1
    tally.appeals_won = int(tally.appeals_won) + 1
    tally.appeals_won_rightly = int(tally.appeals_won_rightly) + wrong


def revise(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Where there is no due process any more, nothing is pending."""
    if int(policy.due_process_active) == 0:
        me.appeal = 0


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Days, chances a month, budgets."""
    rules = scenario.policy.due_process
    if rules is None or not (scenario.policy.active and rules.active):
        return
    policy["due_process_active"] = 1
    policy["notice_days"], policy["heeds_notice"] = rules.notice_days, threshold(rules.heeds_notice)
    policy["spares_unable"], policy["corrects"] = rules.spares_unable, rules.corrects
    policy["appeal_chance"] = threshold(min(Fraction(1), monthly(rules.appeals_per_year)))
    policy["appeal_cost"], policy["appeal_delay"] = rounded(Fraction(rules.cost_cny)), rules.delay_months
    policy["appeals"] = rounded(Fraction(rules.appeals_per_1000) / 1000 * CERTAIN)
    policy["finds_error"], policy["lets_off"] = threshold(rules.finds_error), threshold(rules.lets_off)
    if rules.memory_days > 0:
        policy["expiry"] = threshold(min(Fraction(1), Fraction(365, 12 * rules.memory_days)))
