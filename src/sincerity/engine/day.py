"""DAY: what happens on a day, in order. It is data: the engine composes the compiled day from it.

Each step names what it reads of the person and of the day, and what it writes; a test lives interpreted days on records
that take notes and holds the table to them.
"""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """One step of the day.

    stage: act (alone), meet (contacts' faces), judge (the authority), live (sanctions), tally (counts)
    mechanism, hook: the function called
    sees: "today" (own record) or "yesterday" (contacts' faces)
    reads: fields of `me` and `today`; writes: fields of `me`, `cold`, `today` and the `tally`
    """

    stage: str
    mechanism: str
    hook: str
    sees: str = "today"
    reads: str = ""
    writes: str = ""


DAY: tuple[Step, ...] = (
    Step(
        "act",
        "behaviour",
        "occasion",
        "today",
        reads="me.standing today.occasion_word",
        writes="today.occasion",
    ),
    Step(
        "act",
        "deterrence",
        "weigh",
        "today",
        reads="me.risk me.score today.occasion",
        writes="today.deterred today.tempted",
    ),
    Step(
        "act",
        "behaviour",
        "act",
        "today",
        reads="me.boldness me.civic_spirit me.debt_day me.diligence me.honesty me.outspokenness me.playfulness me.ties "
        "today.deal_slot today.debt_paid_word today.deterred today.occasion today.tempted",
        writes="cold.truth_acts me.debt_day me.misdeed_day me.misdeed_gravity tally.acts today.act today.deal_kind "
        "today.deal_slot today.paid_debt",
    ),
    Step(
        "act",
        "informants",
        "act",
        "today",
        reads="me.standing today.report_word",
        writes="today.looks",
    ),
    Step(
        "meet",
        "informants",
        "meet",
        "yesterday",
        reads="me.standing me.ties today.back today.false_slot today.false_tie today.looks today.reported "
        "today.reported_falsely today.true_pull",
        writes="cold.reports_against today.false_slot today.false_tie today.reported today.reported_falsely today.suspect_slot "
        "today.suspect_wrong today.true_pull today.true_slot",
    ),
    Step(
        "meet",
        "deterrence",
        "meet",
        "yesterday",
        reads="me.risk me.standing me.ties",
        writes="me.risk",
    ),
    Step(
        "meet",
        "ties",
        "meet",
        "yesterday",
        reads="me.ties today.back today.ties_lost today.wronged",
        writes="me.ties tally.ties_lost tally.wrongs today.ties_lost today.wronged",
    ),
    Step(
        "meet",
        "informants",
        "report",
        "today",
        reads="me.civic_spirit me.reports_paid me.score me.spite today.false_slot today.false_tie today.looks "
        "today.report_word today.suspect_slot today.suspect_wrong today.true_pull today.true_slot",
        writes="cold.reports_made me.last_report_day me.reports_paid tally.reports tally.reports_caught tally.reports_false "
        "tally.suspected tally.suspected_wrongly today.report_change today.report_caught today.report_false today.report_slot",
    ),
    Step(
        "meet",
        "ties",
        "suspect",
        "today",
        reads="me.ties today.suspect_slot today.ties_lost",
        writes="me.ties tally.ties_lost today.ties_lost",
    ),
    Step(
        "judge",
        "scoring",
        "judge",
        "today",
        reads="me.clean_score me.score me.standing me.tier today.act today.report_change today.reported today.reported_falsely "
        "today.score_change today.wrong_record_word",
        writes="cold.days_tier cold.records cold.records_false cold.tier_since me.clean_score me.score me.tier tally.moves "
        "tally.records tally.records_false today.caught today.caught_visibly today.misrecorded today.recorded today.score_change "
        "today.unpunished",
    ),
    Step(
        "judge",
        "listing",
        "judge",
        "today",
        reads="me.clean_score me.debt_day me.listed_day me.listing me.score me.standing today.paid_debt today.wrong_judgment_word",
        writes="cold.times_listed me.listed_day me.listing tally.entries tally.exits today.entered today.left today.misjudged",
    ),
    Step(
        "judge",
        "deterrence",
        "learn",
        "today",
        reads="me.risk today.act today.caught",
        writes="me.risk",
    ),
    Step(
        "live",
        "travel",
        "live",
        "today",
        reads="me.income_band me.listing me.standing today.trip_word",
        writes="cold.hours_lost tally.flights_refused tally.hours_lost tally.onlookers tally.trains_refused tally.trips "
        "tally.trips_forgone today.flight_refused today.lost_hours today.stayed_home today.train_refused",
    ),
    Step(
        "tally",
        "deterrence",
        "count",
        "today",
        reads="me.risk me.standing",
        writes="tally.risk_sum",
    ),
    Step(
        "tally",
        "scoring",
        "count",
        "today",
        reads="me.clean_score me.score me.standing me.tier",
        writes="tally.clean_score_sum tally.score_sum tally.scored tally.tiers",
    ),
    Step(
        "tally",
        "listing",
        "count",
        "today",
        reads="me.debt_day me.listing",
        writes="cold.days_listed tally.listed tally.listed_wrongly",
    ),
    Step(
        "tally",
        "informants",
        "count",
        "today",
        reads="me.last_report_day",
        writes="tally.informants",
    ),
)

MONTH: tuple[Step, ...] = (
    Step(
        "month",
        "ties",
        "month",
        "today",
        reads="me.ties today.ties_lost",
        writes="me.ties tally.ties_lost today.ties_lost",
    ),
    Step(
        "month",
        "scoring",
        "month",
        "today",
        reads="me.clean_score me.score me.standing me.tier today.score_change",
        writes="cold.days_tier cold.tier_since me.clean_score me.score me.tier tally.moves today.score_change",
    ),
    Step(
        "month",
        "informants",
        "month",
        "today",
        reads="",
        writes="me.reports_paid",
    ),
)
"""Before the first day of each calendar month; then, slot by slot, `ties.wake` for ties that are gone."""

INIT: tuple[Step, ...] = (
    Step(
        "init",
        "behaviour",
        "init",
        "today",
        reads="",
        writes="me.debt_day me.misdeed_day",
    ),
    Step(
        "init",
        "deterrence",
        "init",
        "today",
        reads="",
        writes="me.risk",
    ),
    Step(
        "init",
        "listing",
        "init",
        "today",
        reads="",
        writes="me.listed_day",
    ),
    Step(
        "init",
        "informants",
        "init",
        "today",
        reads="",
        writes="me.last_report_day",
    ),
    Step(
        "init",
        "ties",
        "init",
        "today",
        reads="me.ties",
        writes="me.ties",
    ),
)
"""Before the burn-in, when the society is settled."""

BEGIN: tuple[Step, ...] = (
    Step(
        "begin",
        "deterrence",
        "begin",
        "today",
        reads="",
        writes="me.risk",
    ),
    Step(
        "begin",
        "scoring",
        "begin",
        "today",
        reads="",
        writes="cold.tier_start me.clean_score me.score me.tier",
    ),
    Step(
        "begin",
        "ties",
        "begin",
        "today",
        reads="me.ties",
        writes="cold.ties_start",
    ),
)
"""After the burn-in, on the morning of day 0, under the policy of the run."""
