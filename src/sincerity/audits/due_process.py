"""Due process: what a policy grants those whom it judges, and what comes of it for those judged wrongly.

Notice, grace and sparing who cannot pay concern judgments on debts; nobody is told before a score puts somebody on the list. An appeal
is a chance a month of who has a case, decided by chance once it is heard (`policy.due_process`).

Left out: lawyers, appeals against a decision, damages; which wrong listing an appeal was against, so that the share of wrong listings
ever appealed is known where nobody can appeal (none), and otherwise told by how many wrongs are set right for each year wrongly listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import Evidence
from sincerity.audits.intervals import Sums, rate, share
from sincerity.compute.fixed import DAYS_PER_YEAR

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

SECTION = (ASSESSED, DISPROPORTIONATE)


def _grant(name: str, title: str, unit: str, definition: str, formula: str) -> About:
    return About(name, title, SECTION, unit, definition, formula, "the scenario as it stands on the last day")


NOTICE = _grant(
    "notice", "(f) Notice before a judgment", "switch", "1 where a debtor is told before the judgment.", "policy.due_process in force"
)
GRACE = _grant("grace_days", "(f) Grace before a judgment, days", "days", "Days from a suit to the judgment.", "policy.listing.grace_days")
SPARES = _grant(
    "spares_unable",
    "(f) Who cannot pay is spared",
    "switch",
    "1 where debts for want of money are not judged.",
    "policy.due_process.spares_unable",
)
APPEAL = _grant("appeal", "(f) Appeal", "switch", "1 where who has a case can appeal.", "policy.due_process.appeals_per_year > 0")
CORRECTION = _grant(
    "correction",
    "(f) Correction of wrong records",
    "switch",
    "1 where an appeal that is won strikes them out.",
    "policy.due_process.corrects",
)
TERM = _grant(
    "term_days",
    "(f) Term of a judgment, days",
    "days",
    "Days until a listing by judgment ends; 0: never.",
    "policy.listing.term_days",
)
EXPIRY = _grant(
    "expiry_days",
    "(f) Records expire after, days; 0: never",
    "days",
    "Mean days that a record weighs in a score; 0: for ever.",
    "policy.due_process.memory_days",
)
APPEALS = About("appeals", "(f) Appeals made", SECTION, "appeals", "Appeals made.", "Σ appeals")
HEARD = About(
    "appeals_heard_share",
    "(f) Appeals heard",
    SECTION,
    "share",
    "Appeals decided in the run, of those made in it.",
    "Σ appeals_heard / Σ appeals",
)
WON = About("appeals_won_share", "(f) Appeals won", SECTION, "share", "Appeals won, of those heard.", "Σ appeals_won / Σ appeals_heard")
TOO_DEAR = About(
    "appeals_unaffordable_share",
    "(f) Appeals not made for want of money",
    SECTION,
    "share",
    "Of the times that somebody would have appealed, those in which savings did not cover the cost.",
    "Σ appeals_unaffordable / Σ (appeals + appeals_unaffordable)",
)
RIGHTED = About(
    "wrongs_righted",
    "(f) Wrongs set right on appeal",
    SECTION,
    "appeals",
    "Appeals won against a wrong: a listing without a true ground, or a score that wrong records hold down.",
    "Σ appeals_won_rightly",
)
RIGHTED_RATE = About(
    "wrongs_righted_per_year",
    "(f) Wrongs set right, by year wrongly listed",
    SECTION,
    "per person-year wrongly listed",
    "Appeals won against a wrong by the years that residents were wrongly on the list, appeals by those not listed included.",
    "365 · Σ appeals_won_rightly / Σ listed_wrongly",
)
APPEALED = About(
    "wrong_listings_appealed_share",
    "(f) Wrong listings ever appealed",
    SECTION,
    "share",
    "Of wrong listings, those against which an appeal was ever made: 0 where no policy of the run knew appeals.",
    "0 without appeals; otherwise not counted",
)
ABOUTS = (NOTICE, GRACE, SPARES, APPEAL, CORRECTION, TERM, EXPIRY, APPEALS, HEARD, WON, TOO_DEAR, RIGHTED, RIGHTED_RATE, APPEALED)
NO_APPEALS = "Nobody appealed."


def measure(evidence: Evidence) -> list[Measure]:
    """What is granted on the last day, and what appeals came to."""
    made, heard, dear = (evidence.total(name) for name in ("appeals", "appeals_heard", "appeals_unaffordable"))
    won, rightly = evidence.total("appeals_won"), evidence.total("appeals_won_rightly")
    wrong_years = evidence.total("listed_wrongly") / DAYS_PER_YEAR
    return [
        *grants(evidence),
        APPEALS.counted(made.sum()),
        HEARD.found(share(Sums(heard, made)), otherwise=NO_APPEALS),
        WON.found(share(Sums(won, heard)), otherwise="No appeal was heard."),
        TOO_DEAR.found(share(Sums(dear, made + dear)), otherwise=NO_APPEALS),
        RIGHTED.counted(rightly.sum(), int(won.sum())),
        RIGHTED_RATE.found(rate(Sums(rightly, wrong_years), 1, independent=False), otherwise="Nobody was ever wrongly listed."),
        appealed(evidence),
    ]


def grants(evidence: Evidence) -> list[Measure]:
    """What the policy grants on the last day."""
    policy, end = evidence.scenario.policy, evidence.scenario
    if not policy.active:
        return [about.missing("No policy is in force.") for about in (NOTICE, GRACE, SPARES, APPEAL, CORRECTION, TERM, EXPIRY)]
    rules, listing = in_force(end), policy.listing
    judged = listing is not None and listing.active and listing.by_judgment
    never = "" if judged else "Nobody is listed by judgment."
    return [
        NOTICE.counted(rules is not None and judged, note=never or "Of judgments alone: nobody is told before a score lists."),
        GRACE.counted(listing.grace_days) if judged else GRACE.missing(never),
        SPARES.counted(rules is not None and judged and rules.spares_unable, note=never),
        APPEAL.counted(can_appeal(end)),
        CORRECTION.counted(can_appeal(end) and rules.corrects),
        TERM.counted(listing.term_days) if judged else TERM.missing(never),
        EXPIRY.counted(rules.memory_days if rules is not None else 0),
    ]


def in_force(scenario: Scenario) -> Any:
    """`policy.due_process` where it holds, otherwise None."""
    rules = scenario.policy.due_process
    return rules if rules is not None and rules.active and scenario.policy.active else None


def can_appeal(scenario: Scenario) -> bool:
    """Whether anybody can appeal under a policy."""
    rules = in_force(scenario)
    return rules is not None and rules.appeals_per_year > 0


def appealed(evidence: Evidence) -> Measure:
    """0 where nobody could ever appeal."""
    wrong = int(evidence.total("listed_wrongly").sum())
    if not wrong:
        return APPEALED.missing("Nobody was ever wrongly listed.")
    if evidence.ever(can_appeal):
        return APPEALED.missing("Not counted: see `wrongs_righted_per_year`.")
    return APPEALED.counted(0, note="No policy of the run knew appeals.")
