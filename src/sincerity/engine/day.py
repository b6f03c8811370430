"""DAY: what happens on a day, in order. It is data: the engine composes the compiled day from it.

Each step names what it reads of the person and of the day, and what it writes; a test lives interpreted days on records
that take notes and holds the table to them.
"""

from __future__ import annotations

from typing import NamedTuple

from sincerity.compute.fields import Step as Step

DAY: tuple[Step, ...] = (
    Step(
        "act",
        "behaviour",
        "occasion",
        "today",
        reads="me.means me.standing today.occasion_word",
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
        reads="cold.crowded cold.instalment cold.savings me.arrived today.deterred today.occasion today.tempted",
        writes="today.wanted",
    ),
    Step(
        "act",
        "expression",
        "speak",
        "today",
        reads="me.arrived me.aware me.severity_belief me.surveillance_belief me.tolerance_belief today.wanted",
        writes="tally.posts_wanted tally.posts_withheld today.level today.softened today.withheld",
    ),
    Step(
        "act",
        "internet",
        "block",
        "today",
        reads="me.arrived me.listing me.standing me.tier today.wanted today.withheld",
        writes="tally.posts_blocked today.blocked",
    ),
    Step(
        "act",
        "expression",
        "post",
        "today",
        reads="today.blocked today.level today.softened today.wanted today.withheld",
        writes="tally.posts_made tally.posts_softened today.opinion today.softened",
    ),
    Step(
        "act",
        "behaviour",
        "act",
        "today",
        reads="me.standing me.ties today.blocked today.deal_slot today.deal_word today.level today.seen today.wanted today.withheld",
        writes="cold.truth_acts me.misdeed_day me.misdeed_gravity tally.acts tally.deals today.act today.deal_kind today.deal_slot",
    ),
    Step(
        "act",
        "economy",
        "act",
        "today",
        reads="me.means today.act",
        writes="cold.debt_day me.means tally.debts_opened today.defaulted",
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
        "act",
        "deadbeat_map",
        "act",
        "today",
        reads="me.standing today.map_opened_word today.shown",
        writes="tally.map_views tally.on_map today.map_opened today.on_map",
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
        "public_list",
        "meet",
        "yesterday",
        reads="me.standing me.ties today.entries_read today.heard",
        writes="tally.people_who_know today.entries_read today.read",
    ),
    Step(
        "meet",
        "deadbeat_map",
        "meet",
        "yesterday",
        reads="me.ties today.contacts_tapped today.heard today.map_opened today.other today.read",
        writes="tally.map_recognised today.contacts_tapped today.tapped",
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
        reads="me.fear_authority me.fear_wronged me.standing me.ties today.back today.heard today.read today.tapped",
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
        reads="me.ties today.back today.heard today.read today.tapped today.ties_lost today.wronged",
        writes="me.ties tally.ties_lost tally.wrongs today.ties_lost today.wronged",
    ),
    Step(
        "meet",
        "informants",
        "report",
        "today",
        reads="me.arrived me.score today.false_slot today.false_tie today.looks today.report_false today.report_word today.suspect_slot "
        "today.suspect_wrong today.true_pull today.true_slot",
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
        writes="cold.days_tier cold.records cold.records_false me.clean_score me.score me.tier tally.moves tally.records "
        "tally.records_false today.caught today.caught_visibly today.misrecorded today.recorded today.score_change today.unpunished",
    ),
    Step(
        "judge",
        "listing",
        "judge",
        "today",
        reads="me.clean_score me.listing me.means me.score me.standing today.wrong_judgment_word",
        writes="cold.listed_day cold.times_listed me.listing tally.entries tally.exits today.entered today.left today.misjudged",
    ),
    Step(
        "judge",
        "detention",
        "judge",
        "today",
        reads="today.misrecorded today.recorded today.reported",
        writes="cold.file",
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
        reads="me.income_band me.listing me.standing me.tier today.shown today.trip_word",
        writes="cold.hours_lost tally.flights_refused tally.hours_lost tally.onlookers tally.trains_refused tally.trips "
        "tally.trips_forgone today.flight_refused today.lost_hours today.stayed_home today.train_refused today.trip",
    ),
    Step(
        "live",
        "hotels",
        "live",
        "today",
        reads="me.listing me.tier today.trip",
        writes="tally.hotel_refused tally.nights_forgone tally.nights_plain tally.stays today.hotel_refused today.nights_forgone",
    ),
    Step(
        "live",
        "internet",
        "live",
        "today",
        reads="cold.detained me.arrived me.listing me.standing me.tier",
        writes="tally.hours_throttled tally.slowed today.slowed",
    ),
    Step(
        "live",
        "deadbeat_map",
        "live",
        "today",
        reads="today.map_dots today.map_opened today.map_viewers today.on_map",
        writes="tally.map_taps tally.strangers_who_know today.dots_tapped today.seen_by",
    ),
    Step(
        "live",
        "awareness",
        "learn",
        "yesterday",
        reads="me.aware me.standing today.aware_forget_word today.aware_learn_word today.contacts_tapped today.entries_read "
        "today.flight_refused today.hotel_refused today.near today.shamed today.slowed today.told today.train_refused today.warned",
        writes="me.aware today.learned",
    ),
    Step(
        "live",
        "fear",
        "live",
        "yesterday",
        reads="me.fear_authority me.fear_wronged me.listing me.standing today.fear_authority_word today.fear_shown_word "
        "today.fear_wronged_word today.flight_refused today.hotel_refused today.near today.shamed today.told today.train_refused",
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
        reads="me.listing me.means",
        writes="cold.days_listed tally.listed tally.listed_wrongly",
    ),
    Step(
        "tally",
        "detention",
        "count",
        "today",
        reads="today.shown",
        writes="cold.days_detained tally.detained",
    ),
    Step(
        "tally",
        "economy",
        "count",
        "today",
        reads="me.means",
        writes="tally.in_debt tally.well_paid tally.working",
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
    Step(
        "month",
        "due_process",
        "month",
        "today",
        reads="cold.debt_day cold.savings me.appeal me.clean_score me.listing me.means me.score me.standing",
        writes="me.appeal tally.appeals tally.appeals_unaffordable tally.notices today.appeal_fee today.appealed today.heeds_notice "
        "today.noticed",
    ),
    Step(
        "month",
        "jobs",
        "month",
        "today",
        reads="me.listing me.means me.tier",
        writes="tally.jobs_lost today.dismissed",
    ),
    Step(
        "month",
        "loans",
        "month",
        "today",
        reads="me.listing me.means",
        writes="tally.loans_refused today.loan_refused",
    ),
    Step(
        "month",
        "schools",
        "month",
        "today",
        reads="cold.school me.standing today.kin_listed",
        writes="tally.children_moved today.moved",
    ),
    Step(
        "month",
        "economy",
        "month",
        "today",
        reads="cold.birth_year cold.detained cold.instalment ledger.year me.arrived me.means me.search me.standing today.appeal_fee "
        "today.dismissed today.heeds_notice today.job_ended today.loan_refused today.moved",
        writes="cold.debt_day cold.loan_left cold.savings cold.school ledger.bank ledger.filled ledger.loans ledger.market "
        "ledger.places_taken ledger.treasury me.income_band me.means me.search tally.debts_by_want tally.debts_opened tally.debts_paid "
        "tally.income_sum tally.jobs_ended tally.repaid_sum tally.savings_sum tally.short today.defaulted today.income today.job_ended "
        "today.paid_debt",
    ),
    Step(
        "month",
        "behaviour",
        "month",
        "today",
        reads="today.defaulted",
        writes="cold.truth_acts tally.acts today.act",
    ),
    Step(
        "month",
        "scoring",
        "month",
        "today",
        reads="me.clean_score me.score me.standing me.tier today.act today.score_change",
        writes="cold.days_tier cold.records me.clean_score me.score me.tier tally.moves tally.records today.recorded today.score_change",
    ),
    Step(
        "month",
        "listing",
        "month",
        "today",
        reads="me.listing today.noticed today.paid_debt",
        writes="me.listing tally.exits today.left",
    ),
    Step(
        "month",
        "detention",
        "month",
        "today",
        reads="today.recorded",
        writes="cold.detained cold.file tally.releases today.released",
    ),
    Step(
        "month",
        "awareness",
        "month",
        "today",
        reads="me.aware today.dismissed today.loan_refused today.noticed",
        writes="me.aware today.learned",
    ),
    Step(
        "month",
        "fear",
        "month",
        "today",
        reads="me.fear_authority today.dismissed today.loan_refused",
        writes="me.fear_authority me.sanctioned",
    ),
)
"""Before the first day of each calendar month, person by person; then the desks (`DESKS`), `SERVE`, and ties: those of workmates
and classmates as people began and left (`ties.regroup`), those that are gone (`ties.wake`)."""


class Desk(NamedTuple):
    """What is handed out on the first of a month in one region, by `compute.ration`.

    name: of `compute.ration.DESKS`; module: whose `<name>_capacity`, `<name>_claim` and `<name>_settle` are called
    open: the constant that is not 0 where the desk is
    """

    name: str
    module: str
    open: str


DESKS: tuple[Desk, ...] = (
    Desk("cases", "listing", "policy.lists_by_judgment"),
    Desk("checks", "informants", "policy.checks"),
    Desk("appeals", "due_process", "policy.due_process_active"),
    Desk("detentions", "detention", "policy.detention_active"),
    Desk("well_paid", "market", "world.economy_active"),
    Desk("ordinary", "market", "world.economy_active"),
    Desk("lending", "market", "world.economy_active"),
    Desk("places", "market", "world.economy_active"),
)

SERVE: tuple[Step, ...] = (
    Step(
        "serve",
        "detention",
        "serve",
        "today",
        reads="today.served",
        writes="cold.detained cold.file tally.detentions today.taken",
    ),
    Step(
        "serve",
        "informants",
        "serve",
        "today",
        reads="today.served",
        writes="cold.reports_paid tally.reports_caught today.report_caught today.report_change",
    ),
    Step(
        "serve",
        "due_process",
        "serve",
        "today",
        reads="me.clean_score me.listing me.means me.score today.served",
        writes="me.appeal tally.appeals_won tally.appeals_won_rightly today.appeal_lost today.appeal_won",
    ),
    Step(
        "serve",
        "scoring",
        "serve",
        "today",
        reads="me.clean_score me.listing me.score me.tier today.appeal_won today.report_change today.score_change",
        writes="cold.days_tier me.clean_score me.score me.tier tally.moves today.score_change",
    ),
    Step(
        "serve",
        "listing",
        "serve",
        "today",
        reads="me.listing today.appeal_won today.served",
        writes="cold.listed_day cold.times_listed me.listing tally.entries tally.exits today.entered today.left",
    ),
    Step(
        "serve",
        "economy",
        "serve",
        "today",
        reads="cold.birth_year cold.detained ledger.year me.arrived me.means me.search me.standing today.displaced today.served "
        "today.taken",
        writes="cold.instalment cold.loan_left cold.school ledger.bank ledger.filled ledger.loans ledger.market ledger.places_taken "
        "me.income_band me.means me.search tally.displaced tally.hired tally.jobs_ended tally.lent_sum tally.loans_granted "
        "tally.private_pupils today.hired today.job_ended today.lent today.private_place",
    ),
    Step(
        "serve",
        "awareness",
        "serve",
        "today",
        reads="me.aware today.taken",
        writes="me.aware today.learned",
    ),
    Step(
        "serve",
        "fear",
        "serve",
        "today",
        reads="me.fear_authority today.taken",
        writes="me.fear_authority me.sanctioned",
    ),
)
"""After the desks, person by person: what each was given."""

YEAR: tuple[Step, ...] = (
    Step(
        "leave",
        "economy",
        "leave",
        "today",
        reads="cold.instalment cold.loan_left cold.savings cold.school me.means",
        writes="ledger.filled ledger.loans ledger.market ledger.places_taken tally.written_off_sum",
    ),
    Step(
        "arrive",
        "economy",
        "arrive",
        "today",
        reads="cold.birth_year cold.instalment cold.loan_left cold.savings ledger.year me.arrived me.means me.search me.standing",
        writes="ledger.bank ledger.callings ledger.filled ledger.loans ledger.market ledger.pupils me.income_band me.means me.search "
        "tally.lent_sum",
    ),
    Step(
        "year",
        "demography",
        "year",
        "today",
        reads="cold.birth_year ledger.year me.standing",
        writes="me.standing today.of_age",
    ),
    Step(
        "year",
        "scoring",
        "year",
        "today",
        reads="cold.tier_start me.tier today.of_age",
        writes="cold.days_tier",
    ),
    Step(
        "year",
        "fear",
        "year",
        "today",
        reads="today.of_age",
        writes="me.fear_wronged",
    ),
    Step(
        "year",
        "economy",
        "year",
        "today",
        reads="cold.birth_year ledger.year me.arrived me.means me.search me.standing",
        writes="cold.school ledger.callings ledger.filled ledger.places_taken ledger.pupils me.income_band me.means me.search "
        "tally.jobs_ended today.job_ended",
    ),
)
"""Before each 1 January. *demography* decides who goes; `leave` closes their accounts, `INIT` and `arrive` (and `COVER` under a
policy) begin another's life in the same place; `year` is for who stays. Then ties are drawn anew where people changed."""

INIT: tuple[Step, ...] = (
    Step(
        "init",
        "behaviour",
        "init",
        "today",
        reads="",
        writes="me.misdeed_day",
    ),
    Step(
        "init",
        "economy",
        "init",
        "today",
        reads="me.arrived me.means",
        writes="cold.debt_day me.means",
    ),
    Step(
        "init",
        "scoring",
        "init",
        "today",
        reads="",
        writes="cold.tier_start",
    ),
    Step(
        "init",
        "listing",
        "init",
        "today",
        reads="",
        writes="cold.listed_day",
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
        reads="me.standing me.tier",
        writes="cold.days_tier cold.tier_start me.clean_score me.score me.tier",
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
        writes="cold.days_tier cold.tier_start me.clean_score me.score me.tier tally.moves today.score_change",
    ),
    Step(
        "revise",
        "listing",
        "revise",
        "today",
        reads="me.listing",
        writes="me.listing tally.exits today.left",
    ),
    Step(
        "revise",
        "due_process",
        "revise",
        "today",
        reads="",
        writes="me.appeal",
    ),
)
"""On the morning on which the policy of a region changes or ends, under what follows it."""

REFIT: tuple[Step, ...] = (
    Step(
        "refit",
        "detention",
        "refit",
        "today",
        reads="cold.birth_year cold.detained ledger.files_kept ledger.year me.arrived me.listing me.score me.standing",
        writes="cold.file",
    ),
)
"""On each 1 January, after those: files are learned from and kept; between this and the month the host fits the risk model."""


def with_plugins(table: tuple[Step, ...], steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """A pass with the steps of plug-ins, each behind the last of its stage; those of other passes are left out.

    Of the stage `meet`, hooks of this name are called contact by contact and the others after all contacts: two groups.
    """
    found = list(table)
    for step in steps:
        group = (step.stage, step.hook == "meet")
        places = [place for place, other in enumerate(found) if (other.stage, other.hook == "meet") == group]
        if places:
            found.insert(places[-1] + 1, step)
    return tuple(found)
