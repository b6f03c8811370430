"""DAY: what happens on a day, in order. It is data: the engine composes the compiled day from it.

Each step names what it reads of the person and of the day, and what it writes; a test lives interpreted days on records
that take notes and holds the table to them.
"""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """One step of the day.

    stage: act (alone), meet (contacts' faces), judge (the authority), live (sanctions), tally (counts), or the other pass's name
    mechanism, hook: the function called
    sees: "today" (own record) or "yesterday" (contacts' faces too, or their sum `today.near`)
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
        reads="me.aware me.risk me.score today.occasion",
        writes="today.deterred today.tempted",
    ),
    Step(
        "act",
        "behaviour",
        "take",
        "today",
        reads="cold.crowded today.deterred today.occasion today.tempted",
        writes="today.wanted",
    ),
    Step(
        "act",
        "expression",
        "speak",
        "today",
        reads="me.aware me.severity_belief me.surveillance_belief me.tolerance_belief today.softened today.wanted",
        writes="tally.posts_made tally.posts_softened tally.posts_wanted tally.posts_withheld today.level today.opinion today.softened "
        "today.withheld",
    ),
    Step(
        "act",
        "behaviour",
        "act",
        "today",
        reads="me.debt_day me.standing me.ties today.deal_slot today.deal_word today.debt_paid_word today.level today.wanted "
        "today.withheld",
        writes="cold.truth_acts me.debt_day me.misdeed_day me.misdeed_gravity tally.acts tally.deals today.act today.deal_kind "
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
        "act",
        "ring_tone",
        "act",
        "today",
        reads="me.standing today.shown",
        writes="today.rings",
    ),
    Step(
        "meet",
        "ring_tone",
        "meet",
        "yesterday",
        reads="me.standing today.other today.rings today.shamed today.warned",
        writes="tally.calls_warned tally.shamed today.heard today.shamed today.warned",
    ),
    Step(
        "meet",
        "informants",
        "meet",
        "yesterday",
        reads="me.standing me.ties today.back today.false_slot today.false_tie today.looks today.reported today.reported_falsely "
        "today.told today.true_pull",
        writes="cold.reports_against today.false_slot today.false_tie today.reported today.reported_falsely today.suspect_slot "
        "today.suspect_wrong today.told today.true_pull today.true_slot",
    ),
    Step(
        "meet",
        "deterrence",
        "meet",
        "yesterday",
        reads="me.aware me.risk me.ties",
        writes="me.risk",
    ),
    Step(
        "meet",
        "expression",
        "meet",
        "yesterday",
        reads="me.aware me.severity_belief me.surveillance_belief me.ties me.tolerance_belief",
        writes="me.severity_belief me.surveillance_belief me.tolerance_belief",
    ),
    Step(
        "meet",
        "fear",
        "meet",
        "yesterday",
        reads="me.fear_authority me.fear_wronged me.standing me.ties today.back today.heard",
        writes="me.fear_authority me.fear_wronged",
    ),
    Step(
        "meet",
        "trust",
        "meet",
        "yesterday",
        reads="me.aware me.risk me.standing me.ties me.trust today.back",
        writes="me.trust",
    ),
    Step(
        "meet",
        "ties",
        "meet",
        "yesterday",
        reads="me.ties today.back today.heard today.ties_lost today.wronged",
        writes="me.ties tally.ties_lost tally.wrongs today.ties_lost today.wronged",
    ),
    Step(
        "meet",
        "informants",
        "report",
        "today",
        reads="me.score today.false_slot today.false_tie today.looks today.report_word today.suspect_slot today.suspect_wrong "
        "today.true_pull today.true_slot",
        writes="cold.reports_made cold.reports_paid me.last_report_day tally.reports tally.reports_caught tally.reports_false "
        "tally.suspected tally.suspected_wrongly today.report_caught today.report_change today.report_false today.report_slot",
    ),
    Step(
        "meet",
        "trust",
        "suspect",
        "today",
        reads="me.trust today.suspect_slot",
        writes="me.trust",
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
        "association",
        "judge",
        "yesterday",
        reads="me.clean_score me.score me.standing today.near",
        writes="today.association_change today.association_clean today.score_gap",
    ),
    Step(
        "judge",
        "scoring",
        "judge",
        "today",
        reads="me.clean_score me.score me.standing me.tier today.act today.association_change today.association_clean today.level "
        "today.report_change today.reported today.reported_falsely today.score_change today.wrong_record_word",
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
        reads="me.aware me.risk today.act today.caught",
        writes="me.risk",
    ),
    Step(
        "judge",
        "expression",
        "learn",
        "today",
        reads="me.aware me.severity_belief me.surveillance_belief me.tolerance_belief today.act today.caught today.level",
        writes="me.severity_belief me.surveillance_belief me.tolerance_belief",
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
        "live",
        "awareness",
        "learn",
        "yesterday",
        reads="me.aware me.standing today.aware_forget_word today.aware_learn_word today.flight_refused today.near today.shamed "
        "today.told today.train_refused today.warned",
        writes="me.aware today.learned",
    ),
    Step(
        "live",
        "fear",
        "live",
        "yesterday",
        reads="me.fear_authority me.fear_wronged me.listing me.standing today.fear_authority_word today.fear_shown_word "
        "today.fear_wronged_word today.flight_refused today.near today.shamed today.told today.train_refused",
        writes="me.fear_authority me.fear_wronged me.sanctioned today.fear_authority_shown today.fear_wronged_shown",
    ),
    Step(
        "tally",
        "rollout",
        "count",
        "today",
        reads="",
        writes="tally.covered",
    ),
    Step(
        "tally",
        "awareness",
        "count",
        "today",
        reads="me.aware",
        writes="tally.aware",
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
        "association",
        "count",
        "today",
        reads="today.score_gap",
        writes="tally.score_gap_of tally.score_gap_sum",
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
    Step(
        "tally",
        "fear",
        "count",
        "today",
        reads="me.fear_authority me.fear_wronged me.sanctioned me.standing",
        writes="tally.fear_authority_high tally.fear_authority_sum tally.fear_spared_sum tally.fear_wronged_high tally.fear_wronged_sum "
        "tally.spared",
    ),
    Step(
        "tally",
        "trust",
        "count",
        "today",
        reads="me.standing me.tier me.trust",
        writes="tally.trust_sum tally.trust_tiers",
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
        writes="cold.reports_paid",
    ),
    Step(
        "month",
        "trust",
        "month",
        "today",
        reads="me.aware",
        writes="cold.crowded",
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
        "scoring",
        "init",
        "today",
        reads="",
        writes="cold.tier_since",
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
        "deterrence",
        "init",
        "today",
        reads="",
        writes="me.risk",
    ),
    Step(
        "init",
        "expression",
        "init",
        "today",
        reads="",
        writes="me.severity_belief me.surveillance_belief me.tolerance_belief",
    ),
    Step(
        "init",
        "fear",
        "init",
        "today",
        reads="me.standing",
        writes="me.fear_authority me.fear_wronged",
    ),
    Step(
        "init",
        "trust",
        "init",
        "today",
        reads="",
        writes="me.trust",
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
        "ties",
        "begin",
        "today",
        reads="me.ties",
        writes="cold.ties_start",
    ),
)
"""After the burn-in, on the morning of day 0, for everyone."""

COVER: tuple[Step, ...] = (
    Step(
        "cover",
        "awareness",
        "cover",
        "today",
        reads="me.aware me.standing",
        writes="me.aware",
    ),
    Step(
        "cover",
        "scoring",
        "cover",
        "today",
        reads="",
        writes="cold.tier_since cold.tier_start me.clean_score me.score me.tier",
    ),
)
"""On the morning on which a region comes under a policy, under that policy."""

REVISE: tuple[Step, ...] = (
    Step(
        "revise",
        "scoring",
        "revise",
        "today",
        reads="me.clean_score me.score me.standing me.tier today.score_change",
        writes="cold.days_tier cold.tier_since cold.tier_start me.clean_score me.score me.tier tally.moves today.score_change",
    ),
    Step(
        "revise",
        "listing",
        "revise",
        "today",
        reads="me.listing",
        writes="me.listing tally.exits today.left",
    ),
)
"""On the morning on which the policy of a region changes or ends, under what follows it."""
