"""informants: who reports whom, truly or falsely, and who is suspected of it.

Each adult has a base rate of reporting, log-uniform between `base_low_per_year` and `base_high_per_year`, drawn once.
Motive = the weighted mean of civic spirit, need of points (how far the score has come down from the start toward the
listing line; 0 where reports pay nothing) and spite. On a day a person reports

- truly, at base × motive × gravity × (1 - `tie_weight` × tie), the contact for which gravity × (1 - …) is largest
  among adults whose visible scored misdeed lies within `memory_days`;
- falsely, at base × `false_weight` × spite × (1 - `tie_weight` × tie), the adult contact with the weakest tie.

One draw decides: the false interval lies above the true one. Of false reports the share `checked` is caught, goes no
further and costs its author `caught_points`; the others, up to `paid_per_month`, pay `points`. The contact meets a
report on the next day: it is put down `reported_points` (true ones count in the clean score too), is told with chance
`notice`, then names the right contact with chance `identifies`, otherwise suspects the weakest other tie it has. The
loss of that tie is *ties*' to write. At most one suspicion a day.

Left out: reports on strangers; what an informer's handler does.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.face import gravity_of, is_adult, is_false_report, mask_of, report_slot_of
from sincerity.compute.fields import MONTHLY, STOCK, Column, Event, Field
from sincerity.compute.fixed import bump_byte, daily, factor, rounded, strength_of, threshold
from sincerity.compute.ration import CHECKS, NO_CLAIM, carried, claim_of, key_of, within
from sincerity.compute.tables import N_LEVELS, log_uniform
from sincerity.draw import CHECKS_LUCK, IDENTIFY, INFORMANT_BASE, NOTICE, REPORT_CHECKED, draw
from sincerity.scenario.registry import Param, Table
from sincerity.society.traits import trait_of
from sincerity.types import ADULT, CERTAIN, NEVER, ONE, TRAIT_TOP, TRAITS, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario


def _chance(name: str, default: float, meaning: str, plausible: tuple[float, float], source: str = "assumed") -> Param:
    return Param(name, "chance", default, "chance", meaning, low=0.0, high=1.0, plausible=plausible, source=source)


def _weight(name: str, default: float, meaning: str) -> Param:
    return Param(name, "number", default, "weight", meaning, low=0.0, high=100.0, plausible=(0.0, 3.0))


def _rate(name: str, default: float, meaning: str, plausible: tuple[float, float]) -> Param:
    source = "assumed, wide: 1 in 100 informed for the Stasi in 1989 (DW 11 Mar 2008)"
    return Param(name, "number", default, "per adult and year", meaning, low=1e-6, high=12.0, plausible=plausible, source=source)


def _points(name: str, default: int, meaning: str, low: int, high: int, plausible: tuple[int, int]) -> Param:
    return Param(name, "integer", default, "points", meaning, low=low, high=high, plausible=plausible)


PARAMS = (
    Table(
        "policy.informants",
        "informants",
        (
            _points("points", 5, "Points that a paid report earns its author.", 0, 1_000_000, (0, 30)),
            _points("reported_points", -10, "Points that a report believed moves its target's score by.", -1_000_000, 0, (-50, 0)),
            _points("caught_points", -30, "Points that a false report found out costs its author.", -1_000_000, 0, (-100, 0)),
            _chance("checked", 0.2, "Share of false reports found out.", (0.0, 0.8)),
            Param(
                "paid_per_month",
                "integer",
                3,
                "reports",
                "How many reports of one author pay in a calendar month.",
                low=0,
                high=31,
                plausible=(0, 10),
            ),
            Param(
                "checks_per_1000",
                "number",
                0.0,
                "reports per 1,000 residents and month",
                "What a region can check in a month; 0: every report is checked as it is made.",
                low=0.0,
                high=1000.0,
                plausible=(0.0, 5.0),
            ),
            Param(
                "memory_days",
                "integer",
                30,
                "days",
                "How long contacts remember a visible misdeed.",
                low=1,
                high=20_000,
                plausible=(7, 90),
            ),
            _rate("base_low_per_year", 0.0002, "Lower end of the base rate of reporting.", (0.0001, 0.001)),
            _rate("base_high_per_year", 0.05, "Upper end of the base rate of reporting.", (0.01, 0.2)),
            _weight("civic_weight", 1.0, "Weight of civic spirit in the motive."),
            _weight("need_weight", 1.0, "Weight of the need of points in the motive."),
            _weight("spite_weight", 1.0, "Weight of spite in the motive."),
            Param(
                "false_weight",
                "number",
                0.1,
                "factor",
                "How readily the spiteful report what never was, relative to the worst true misdeed.",
                low=0.0,
                high=1.0,
                plausible=(0.0, 0.5),
            ),
            _chance("tie_weight", 0.8, "How far a full tie keeps from reporting: 1 wholly.", (0.0, 1.0)),
            _chance("notice", 0.5, "Chance that the target of a report is told of it.", (0.0, 1.0)),
            _chance("identifies", 0.3, "Chance that a target who is told of a report suspects the contact who made it.", (0.0, 1.0)),
        ),
    ),
)

POLICY = (
    Field("informants_active", "i1", "1 where reports are taken"),
    Field("report_bound", "i8", "threshold above which no word of today leads to a report"),
    Field("report_base", "i8", "threshold of reporting today by level of base rate, 0…2³²", "levels"),
    Field("report_points", "i4", "points that a paid report earns"),
    Field("reported_points", "i4", "points that a report costs its target"),
    Field("caught_points", "i4", "points that a false report found out costs"),
    Field("report_checked", "i8", "threshold of a false report being found out, 0…2³²"),
    Field("checks", "i8", "checks a month and resident, Q32; 0 where every report is checked at once"),
    Field("report_paid", "i1", "paid reports a month"),
    Field("memory_days", "i4", "days that a misdeed stays in sight"),
    Field("civic_share", "i8", "share of civic spirit in the motive, Q16"),
    Field("need_share", "i8", "share of the need of points, Q16"),
    Field("spite_share", "i8", "share of spite, Q16"),
    Field("false_weight", "i8", "readiness to report falsely, Q16"),
    Field("tie_weight", "i8", "how far a full tie keeps from reporting, Q16"),
    Field("notice", "i8", "threshold of the target being told, 0…2³²"),
    Field("identifies", "i8", "threshold of naming the right contact, 0…2³²"),
)
LEDGER = (Field("checks_budget", "i8", "checks that can be made beside this month's, Q32"),)
STATE = (Field("last_report_day", "i2", "day of the latest report made, or NEVER"),)
COLD = (
    Field("reports_paid", "i1", "reports paid this month, and bits: reports wait for a check, a false one among them"),
    Field("reports_made", "i1", "reports made since day 0, at most 127"),
    Field("reports_against", "i1", "reports suffered since day 0, at most 127"),
)
TODAY = (
    Field("looks", "i8", "1 if today's word may lead to a report: all contacts are looked at"),
    Field("true_pull", "i8", "largest gravity times distance among contacts, Q16"),
    Field("true_slot", "i8", "1 + the slot of the contact with the largest pull, whom a true report would name, 0 none"),
    Field("false_tie", "i8", "weakest tie to an adult contact"),
    Field("false_slot", "i8", "1 + the slot of the contact with the weakest tie, whom a false report would name, 0 none"),
    Field("report_slot", "i8", "1 + the slot reported today, 0 none"),
    Field("report_false", "i8", "1 if today's own report is false"),
    Field("report_caught", "i8", "1 if a false report was found out"),
    Field("report_change", "i8", "points that today's own report wins or loses"),
    Field("reported", "i8", "reports suffered today"),
    Field("reported_falsely", "i8", "false reports suffered today"),
    Field("told", "i8", "reports suffered that the person was told of today"),
    Field("suspect_slot", "i8", "1 + the slot suspected of a report, 0 none"),
    Field("suspect_wrong", "i8", "1 if the contact suspected of a report did not make it"),
)
COLUMNS = (
    Column("reports", "reports made, true or false"),
    Column("reports_false", "false reports made"),
    Column("reports_caught", "false reports found out"),
    Column("checks", "informants whose waiting reports were checked"),
    Column("backlog_checks", "informants whose reports wait for a check, on the first of a month", counts=MONTHLY),
    Column("informants", "persons who reported at least once in the last 365 days", counts=STOCK),
    Column("suspected", "suspicions of a contact after a report"),
    Column("suspected_wrongly", "suspicions of the wrong contact after a report"),
)
EVENTS = (
    Event("report_slot", "report", "reported a contact", "contact"),
    Event("report_caught", "report_caught", "was found out in a false report"),
    Event("reported", "reported", "was reported"),
    Event("suspect_slot", "suspects", "suspects a contact of a report", "contact"),
)
PURPOSES = ("REPORT", "INFORMANT_BASE", "REPORT_CHECKED", "NOTICE", "IDENTIFY", "CHECKS_LUCK")
PAID = 31
WAITS = 32
WAITS_FALSE = 64
"""Bits of `reports_paid`."""


CIVIC_SPIRIT = TRAITS.index("civic_spirit")
SPITE = TRAITS.index("spite")
LOOKS = "looks"
"""The field of today that has every contact looked at."""


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """Nobody has reported anybody."""
    me.last_report_day = NEVER


def act(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Most days' words lie above what any motive could reach: then nobody is looked at."""
    if int(policy.informants_active) == 0 or int(me.standing) & ADULT == 0:
        return
    if int(today.report_word) < int(policy.report_bound):
        today.looks = 1


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Find whom one might report; find out that one was reported."""
    tie = strength_of(int(me.ties[slot]))
    if int(today.looks) != 0 and tie != 0 and is_adult(face) != 0:
        pull = (gravity_of(face) * distance_of(tie, policy)) // 15
        if pull > int(today.true_pull):
            today.true_pull = pull
            today.true_slot = slot + 1
        if int(today.false_slot) == 0 or tie < int(today.false_tie):
            today.false_tie = tie
            today.false_slot = slot + 1
    if report_slot_of(face) == int(today.back) and int(policy.informants_active) != 0 and int(me.standing) & ADULT != 0:
        today.reported = int(today.reported) + 1
        today.reported_falsely = int(today.reported_falsely) + is_false_report(face)
        cold.reports_against = bump_byte(int(cold.reports_against), 1)
        k0 = int(world.k0)
        k1 = int(world.k1)
        if draw(k0, k1, NOTICE, p, day, slot) < int(policy.notice):
            today.told = int(today.told) + 1
            suspected = slot
            if draw(k0, k1, IDENTIFY, p, day, slot) >= int(policy.identifies):
                suspected = weakest_other(me, int(world.n_slots), slot)
            if suspected >= 0:
                today.suspect_slot = suspected + 1
                today.suspect_wrong = 1 if suspected != slot else 0


def distance_of(tie: int, policy: Any) -> int:
    """1 - tie_weight × tie, Q16."""
    return ONE - ((int(policy.tie_weight) * tie) >> 15)


def weakest_other(me: Any, n_slots: int, but: int) -> int:
    """The slot of the weakest live tie other than `but`, the first of equals; -1 where there is none."""
    found = -1
    least = 1 << 15
    for slot in range(n_slots):
        tie = strength_of(int(me.ties[slot]))
        if slot != but and tie != 0 and tie < least:
            least = tie
            found = slot
    return found


def report(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """After looking: report one contact, truly or falsely, or none."""
    if int(today.suspect_slot) > 0:
        tally.suspected = int(tally.suspected) + 1
        tally.suspected_wrongly = int(tally.suspected_wrongly) + int(today.suspect_wrong)
    if int(today.looks) == 0:
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    base = int(policy.report_base[draw(int(world.born0), int(world.born1), INFORMANT_BASE, p, int(me.arrived), 0) >> 24])
    spiteful = trait_of(p, int(me.arrived), SPITE, world)
    motive = int(policy.civic_share) * trait_of(p, int(me.arrived), CIVIC_SPIRIT, world) + int(policy.spite_share) * spiteful
    motive = motive // TRAIT_TOP + ((int(policy.need_share) * need_of(int(me.score), policy)) >> 16)
    true_part = (base * ((motive * int(today.true_pull)) >> 16)) >> 16
    false_part = 0
    if int(today.false_slot) > 0:
        spite = (int(policy.false_weight) * spiteful) // TRAIT_TOP
        false_part = (base * ((spite * distance_of(int(today.false_tie), policy)) >> 16)) >> 16
    word = int(today.report_word)
    if word >= true_part + false_part:
        return
    tally.reports = int(tally.reports) + 1
    me.last_report_day = day
    cold.reports_made = bump_byte(int(cold.reports_made), 1)
    if word >= true_part:
        tally.reports_false = int(tally.reports_false) + 1
        if int(policy.checks) == 0 and draw(k0, k1, REPORT_CHECKED, p, day, 0) < int(policy.report_checked):
            today.report_caught = 1
            today.report_change = int(policy.caught_points)
            tally.reports_caught = int(tally.reports_caught) + 1
            return
        today.report_false = 1
        today.report_slot = int(today.false_slot)
    else:
        today.report_slot = int(today.true_slot)
    if int(policy.checks) > 0:
        cold.reports_paid = int(cold.reports_paid) | WAITS | int(today.report_false) * WAITS_FALSE
    if int(cold.reports_paid) & PAID < int(policy.report_paid):
        cold.reports_paid = int(cold.reports_paid) + 1
        today.report_change = int(policy.report_points)


def need_of(score: int, policy: Any) -> int:
    """How far the score has come down from the start toward the line, Q16 in 0…1."""
    if int(policy.report_points) == 0 or int(policy.scoring_active) == 0:
        return 0
    room = int(policy.start_score) - int(policy.listing_line)
    fallen = int(policy.start_score) - score
    if fallen <= 0 or room <= 0:
        return 0
    return ONE if fallen >= room else (fallen * ONE) // room


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A new month, a new count of paid reports."""
    cold.reports_paid = int(cold.reports_paid) & (WAITS | WAITS_FALSE) if int(policy.checks) > 0 else 0


def checks_capacity(n_people: int, ledger: Any, world: Any, policy: Any) -> int:
    """Informants whose reports can be checked."""
    return within(int(ledger.checks_budget), n_people * int(policy.checks))


def checks_claim(p: int, mark: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any, policy: Any) -> int:
    """Whoever's reports wait, by luck: nobody knows yet which are false."""
    if int(cold[p].reports_paid) & WAITS == 0:
        return NO_CLAIM
    key = key_of(0, 0, draw(int(world.k0), int(world.k1), CHECKS_LUCK, p, day, 0))
    return claim_of(key, key)


def checks_settle(served: int, n: int, n_people: int, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """What was not used is carried over; what was not checked waits."""
    if int(policy.checks) > 0:
        ledger.checks_budget = carried(int(ledger.checks_budget), n_people * int(policy.checks), served)
    tally.checks = int(tally.checks) + served
    tally.backlog_checks = int(tally.backlog_checks) + n - served


def serve(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """What waited is checked; a false report may be found out."""
    if int(today.served) & CHECKS == 0:
        return
    false = int(cold.reports_paid) & WAITS_FALSE
    cold.reports_paid = int(cold.reports_paid) & PAID
    if false != 0 and draw(int(world.k0), int(world.k1), REPORT_CHECKED, p, day, 1) < int(policy.report_checked):
        today.report_caught = 1
        today.report_change = int(policy.caught_points)
        tally.reports_caught = int(tally.reports_caught) + 1


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Who reported at least once in the last 365 days."""
    if int(me.last_report_day) > day - 365:
        tally.informants = int(tally.informants) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Levels of the base rate as daily thresholds, motives as shares."""
    rules = scenario.policy.informants
    if rules is None or not (scenario.policy.active and rules.active):
        return
    policy["informants_active"] = 1
    policy["events"] |= mask_of("report_slot")
    rates = log_uniform(rules.base_low_per_year, rules.base_high_per_year)
    base = [threshold(daily(rate)) for rate in rates]
    policy["report_base"][:, :N_LEVELS] = base
    policy["false_weight"] = factor(rules.false_weight)
    policy["report_bound"] = min(CERTAIN, (base[-1] * (ONE + factor(rules.false_weight))) >> 16) + 1
    policy["report_points"], policy["reported_points"] = rules.points, rules.reported_points
    policy["caught_points"] = rules.caught_points
    policy["report_checked"] = threshold(rules.checked)
    policy["checks"] = rounded(Fraction(rules.checks_per_1000) / 1000 * CERTAIN)
    policy["report_paid"], policy["memory_days"] = rules.paid_per_month, rules.memory_days
    total = rules.civic_weight + rules.need_weight + rules.spite_weight
    for key in ("civic", "need", "spite"):
        weight = getattr(rules, f"{key}_weight")
        policy[f"{key}_share"] = rounded(ONE * Fraction(weight) / Fraction(total)) if total else 0
    policy["tie_weight"] = factor(rules.tie_weight)
    policy["notice"], policy["identifies"] = threshold(rules.notice), threshold(rules.identifies)
