"""listing: the list of the discredited, by score and by judgment.

Two grounds, each with its own way off. *By score*: listed when the score falls below `by_score_below`, off when it has
recovered to `recovery_points` above it. *By judgment*: creditors sue after `society.debt.sued_after_days`; on the first morning
of a month the court of a region hears debts that are still open `grace_days` later, the longest waiting first, as many as
`cases_per_1000` allows (0: all); each is judged once; off when it is paid or after `term_days`. What is not heard waits, and what
the court did not use it carries over, up to a year's. Judgments may be wrong: at `wrong_judgments_per_year` a person is listed
with nothing due. A person is listed while any ground stands.

*Wrongly listed*: by score while the clean score, under the same rule, would not be; or by judgment with nothing due.

Left out: appeals, notice and correction (*due_process*). A debt that outlives its term is not judged a second time.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.fields import MONTHLY, STOCK, Column, Event, Field
from sincerity.compute.fixed import daily, rounded, threshold
from sincerity.compute.grounds import late_by, wrongly
from sincerity.compute.ration import CASES, NO_CLAIM, carried, claim_of, key_of, within
from sincerity.draw import CASES_LUCK, draw
from sincerity.scenario.registry import Param, Table
from sincerity.types import (
    ADULT,
    BY_JUDGMENT,
    BY_SCORE,
    CERTAIN,
    CLEAN,
    IN_DEBT,
    JUDGED,
    LISTED,
    NEVER,
    NOTICED,
    NOTICED_NOW,
    UNWILLING,
    Array,
)

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.listing",
        "listing",
        (
            Param("by_score", "switch", True, "", "Whether a low score lists its owner."),
            Param(
                "by_score_below",
                "integer",
                600,
                "points",
                "Score below which a person is listed.",
                low=-(2**31),
                high=2**31 - 1,
                plausible=(500, 850),
                source="MEM: bound of Rongcheng's lowest grade",
            ),
            Param(
                "recovery_points",
                "integer",
                10,
                "points",
                "How far above the line a score must climb before a listing by score ends.",
                low=0,
                high=2**31 - 1,
                plausible=(0, 50),
            ),
            Param("by_judgment", "switch", True, "", "Whether an unpaid due debt lists its debtor."),
            Param(
                "grace_days",
                "integer",
                60,
                "days",
                "Days from the creditor's suit to the judgment.",
                low=0,
                high=20_000,
                plausible=(30, 90),
                source="SPC 2019 No. 35: one to three months' grace",
            ),
            Param(
                "term_days",
                "integer",
                730,
                "days",
                "Days after which a listing by judgment ends by itself; 0 means never.",
                low=0,
                high=20_000,
                plausible=(365, 1825),
                source="MEM: two years by default",
            ),
            Param(
                "cases_per_1000",
                "number",
                0.0,
                "cases per 1,000 residents and month",
                "What a region's court can hear in a month; 0 means all.",
                low=0.0,
                high=1000.0,
                plausible=(0.0, 2.0),
            ),
            Param(
                "wrong_judgments_per_year",
                "number",
                0.0002,
                "per adult and year",
                "Rate at which an adult with nothing due is listed by mistake.",
                low=0.0,
                high=365.0,
                plausible=(0.0, 0.002),
            ),
        ),
    ),
)

POLICY = (
    Field("lists_by_score", "i1", "1 where a low score lists"),
    Field("recovery_line", "i4", "score at which a listing by score ends"),
    Field("score_line", "i4", "score below which a person is listed"),
    Field("lists_by_judgment", "i1", "1 where an unpaid debt lists"),
    Field("grace_days", "i4", "days from suit to judgment"),
    Field("term_days", "i4", "days of a listing by judgment, 0 for ever"),
    Field("cases", "i8", "cases a month and resident, Q32; 0 for no limit"),
    Field("wrong_judgment", "i8", "threshold of a wrong judgment today, 0…2³²"),
)
STATE = (Field("listing", "i1", "bits: by score, by judgment, clean score would list, debt judged, notice given now, before"),)
LEDGER = (Field("cases_budget", "i8", "cases that the court can hear beside this month's, Q32"),)
COLD = (
    Field("listed_day", "i2", "day of the judgment that stands"),
    Field("days_listed", "i2", "days on the list since day 0"),
    Field("times_listed", "i1", "entries since day 0, at most 127"),
)
TODAY = (
    Field("entered", "i8", "1 on the day of entering the list"),
    Field("left", "i8", "1 on the day of leaving the list"),
    Field("misjudged", "i8", "1 on the day of a wrong judgment that lists"),
)
COLUMNS = (
    Column("listed", "persons on the list", counts=STOCK),
    Column("listed_wrongly", "persons wrongly on the list", counts=STOCK),
    Column("entries", "persons who entered the list"),
    Column("exits", "persons who left the list"),
    Column("cases", "debts judged"),
    Column("backlog_cases", "debts due for judgment that the court did not get to, on the first of a month", counts=MONTHLY),
)
EVENTS = (
    Event("entered", "listed", "entered the list"),
    Event("misjudged", "wrong_judgment", "was listed with nothing due"),
    Event("left", "unlisted", "left the list"),
)
PURPOSES = ("WRONG_JUDGMENT", "CASES_LUCK")


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """Nobody starts listed."""
    cold.listed_day = NEVER


def revise(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """The rules change: who stands on a ground that no longer lists is off the list."""
    before = int(me.listing)
    after = before
    if int(policy.lists_by_score) == 0:
        after &= ~(BY_SCORE | CLEAN)
    if int(policy.lists_by_judgment) == 0:
        after &= ~(BY_JUDGMENT | JUDGED | NOTICED)
    settle_listing(before, after, me, cold, today, tally)


def judge(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Put on the list and take off it, ground by ground."""
    if int(me.standing) & ADULT == 0:
        return
    before = int(me.listing)
    after = before
    if int(policy.lists_by_score) != 0:
        after = line_bit(after, BY_SCORE, int(me.score), policy)
        after = line_bit(after, CLEAN, int(me.clean_score), policy)
    if int(policy.lists_by_judgment) != 0:
        after = by_judgment(day, after, me, cold, today, policy)
    settle_listing(before, after, me, cold, today, tally)


def settle_listing(before: int, after: int, me: Any, cold: Any, today: Any, tally: Any) -> None:
    """Write the grounds; count who enters and who leaves."""
    if after == before:
        return
    me.listing = after
    was = before & LISTED
    now = after & LISTED
    if was == 0 and now != 0:
        today.entered = 1
        tally.entries = int(tally.entries) + 1
        if int(cold.times_listed) < 127:
            cold.times_listed = int(cold.times_listed) + 1
    elif was != 0 and now == 0:
        today.left = 1
        tally.exits = int(tally.exits) + 1


def line_bit(listing: int, bit: int, score: int, policy: Any) -> int:
    """Set the bit when the score is below the line, clear it when it has recovered."""
    if score < int(policy.score_line):
        return listing | bit
    if listing & bit != 0 and score >= int(policy.recovery_line):
        return listing - bit
    return listing


def by_judgment(day: int, listing: int, me: Any, mine: Any, today: Any, policy: Any) -> int:
    """Day by day: the term, and a judgment against the wrong person."""
    if listing & BY_JUDGMENT != 0:
        if int(policy.term_days) > 0 and day - int(mine.listed_day) >= int(policy.term_days):
            return listing & ~BY_JUDGMENT
        return listing
    if int(today.wrong_judgment_word) < int(policy.wrong_judgment) and int(me.means) & IN_DEBT == 0:
        mine.listed_day = day
        today.misjudged = 1
        return listing | BY_JUDGMENT
    return listing


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A debt that was paid lists nobody; a notice is kept in mind."""
    before = int(me.listing)
    after = before
    if int(today.paid_debt) != 0:
        after &= ~(BY_JUDGMENT | JUDGED | NOTICED)
    elif int(today.noticed) != 0:
        after |= NOTICED_NOW
    settle_listing(before, after, me, cold, today, tally)


def cases_capacity(n_people: int, ledger: Any, world: Any, policy: Any) -> int:
    """Whole cases that the court can hear."""
    return within(int(ledger.cases_budget), n_people * int(policy.cases))


def cases_claim(p: int, mark: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any, policy: Any) -> int:
    """A debt past its grace that has not been judged, the longest waiting first."""
    me = people[p]
    if int(me.means) & IN_DEBT == 0 or int(policy.lists_by_judgment) == 0 or int(me.listing) & JUDGED != 0:
        return NO_CLAIM
    waited = late_by(day, cold[p], world, policy) - int(policy.notice_days)
    if waited < 0 or (int(policy.due_process_active) != 0 and int(me.listing) & NOTICED == 0):
        return NO_CLAIM
    if int(policy.spares_unable) != 0 and int(me.means) & UNWILLING == 0:
        return NO_CLAIM
    key = key_of(0, waited // 30, draw(int(world.k0), int(world.k1), CASES_LUCK, p, day, 0))
    return claim_of(key, key)


def cases_settle(served: int, n: int, n_people: int, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """What the court did not use is carried over; what it did not hear waits."""
    if int(policy.cases) > 0:
        ledger.cases_budget = carried(int(ledger.cases_budget), n_people * int(policy.cases), served)
    tally.cases = int(tally.cases) + served
    tally.backlog_cases = int(tally.backlog_cases) + n - served


def serve(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A judgment lists its debtor; an appeal won takes off."""
    before = int(me.listing)
    after = before
    if before & NOTICED_NOW != 0:
        after = (before & ~NOTICED_NOW) | NOTICED
    if int(today.appeal_won) != 0:
        after &= ~(BY_SCORE | BY_JUDGMENT)
    if int(today.served) & CASES != 0:
        cold.listed_day = day
        after |= BY_JUDGMENT | JUDGED
    settle_listing(before, after, me, cold, today, tally)


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Stocks: who is listed, and who wrongly."""
    listing = int(me.listing)
    if listing & LISTED == 0:
        return
    tally.listed = int(tally.listed) + 1
    cold.days_listed = int(cold.days_listed) + 1
    if wrongly(listing, int(me.means)) != 0:
        tally.listed_wrongly = int(tally.listed_wrongly) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Lines, days and the threshold of a wrong judgment."""
    rules = scenario.policy
    listing = rules.listing
    if listing is None or not (rules.active and listing.active):
        return
    policy["lists_by_score"] = listing.by_score and rules.scoring.active
    policy["score_line"] = listing.by_score_below
    policy["recovery_line"] = min(rules.max_score, listing.by_score_below + listing.recovery_points)
    policy["lists_by_judgment"] = listing.by_judgment
    policy["grace_days"], policy["term_days"] = listing.grace_days, listing.term_days
    policy["cases"] = rounded(Fraction(listing.cases_per_1000) / 1000 * CERTAIN)
    policy["wrong_judgment"] = threshold(min(Fraction(1), daily(listing.wrong_judgments_per_year)))
    if listing.by_judgment:
        for b, row in enumerate(scenario.society.behaviour):
            if row.kind == "debt":
                policy["punished"][:, b] = 1
