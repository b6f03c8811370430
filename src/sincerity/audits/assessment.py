"""The six items of an assessment of the impact on fundamental rights, (a) to (f), as far as a simulation can tell them.

(a) processes: the parts of the policy that were ever in force. (b) period and frequency: days in force, records by adults and years. (c)
categories of persons affected, with counts. (d) risks of harm: which of the harms counted here occurred; their sizes stand with their own
measures. (e) human oversight: none is modelled. (f) measures: what due process the policy grants (`due_process`).

Article 27 asks for this before a system is used, of the deployer; here it is told after the fact, of an invented society. Counts of
persons are of those who live there on the last day; of those who died or moved away `people` keeps nothing.

Left out: everything that only a deployer can say: purposes, instructions, governance, and whether the harm is worth it.
"""

from __future__ import annotations

from typing import NamedTuple

from sincerity.audits.about import ASSESSED, About, Measure
from sincerity.audits.contexts import HARMS
from sincerity.audits.due_process import can_appeal, in_force
from sincerity.audits.evidence import NOWHERE, Evidence
from sincerity.audits.intervals import Sums, rate
from sincerity.audits.relatives import RELATIVE, WITH_HOME
from sincerity.society.livelihood import ADULT_AGE

SECTION = (ASSESSED,)
PROCESSES = About(
    "processes",
    "(a) Parts of the policy in force",
    SECTION,
    "parts",
    "Parts of the policy that were in force at any time; the note names them.",
    "tables of the policy with active = true, in any stage of the run",
    "the scenario",
)
PERIOD = About(
    "days_in_force",
    "(b) Days in force in any region",
    SECTION,
    "days",
    "Days on which any region was under the policy; n are all days.",
    "days with covered > 0",
)
COVERED = About(
    "covered_share",
    "(b) Residents under it on the last day",
    SECTION,
    "share",
    "Residents of regions under the policy on the last day.",
    "covered / people, last day",
)
FREQUENCY = About(
    "records_per_adult_year",
    "(b) Records an adult and year",
    SECTION,
    "records per adult-year",
    "Records, true and wrong, by the years that adults lived with a score.",
    "365 · Σ records_b / Σ scored",
)
AFFECTED = About(
    "affected.<whom>",
    "(c) <label>",
    SECTION,
    "persons",
    "<what>, of those who live there on the last day; n are all residents.",
    "<formula>",
)
HARMS_COUNTED = About(
    "harms_counted",
    "(d) Kinds of harm that occurred",
    SECTION,
    "kinds",
    "Of the contexts of harm counted here, those in which there was any; n are all, and the note has the counts.",
    "number of harm.<harm> above 0",
)
OVERSIGHT = About(
    "human_oversight",
    "(e) Human oversight",
    SECTION,
    "switch",
    "Whether a person reviews a record, a score, a listing or a detention before it takes effect: never modelled, so always 0.",
    "0",
)
SAFEGUARDS = About(
    "safeguards",
    "(f) Safeguards granted",
    SECTION,
    "parts",
    "Of notice, grace, sparing who cannot pay, appeal, correction, and expiry of records or listings, those granted on the last day.",
    "switches and days above 0 among them",
    "the scenario as it stands on the last day",
)
ABOUTS = (PROCESSES, PERIOD, COVERED, FREQUENCY, AFFECTED, HARMS_COUNTED, OVERSIGHT, SAFEGUARDS)
PARTS = (
    "scoring",
    "listing",
    "travel",
    "hotels",
    "jobs",
    "loans",
    "schools",
    "internet",
    "ring_tone",
    "public_list",
    "deadbeat_map",
    "detention",
    "informants",
    "speech",
    "association",
    "due_process",
)
"""Tables of the policy with a switch of their own."""


class Category(NamedTuple):
    """Persons affected. where: SQL on a resident `p` with `listed_at_home`."""

    name: str
    label: str
    what: str
    where: str


ADULT = f"p.age >= {ADULT_AGE}"
CATEGORIES = (
    Category("listed", "Ever on the list", "Adults ever on the list", "p.times_listed > 0"),
    Category("sanctioned", "Ever sanctioned", "Adults ever listed, refused, dismissed, shamed or detained", "p.sanctioned > 0"),
    Category("detained", "Ever detained", "Adults ever detained", "p.days_detained > 0"),
    Category("wrongly_on_record", "Ever wrongly on record", "Adults with a wrong record", "p.records_false > 0"),
    Category("reported", "Ever reported by a contact", "Adults reported at least once", "p.reports_against > 0"),
    Category("informants", "Who ever reported a contact", "Adults who reported at least once", "p.reports_made > 0"),
    Category(
        "children",
        "Children who live with somebody listed",
        "Residents under 18 with somebody ever listed at home",
        f"NOT {ADULT} AND listed_at_home = 1",
    ),
    Category(
        "relatives",
        "Others who live with somebody listed",
        "Adults never listed with somebody ever listed at home",
        f"{ADULT} AND {RELATIVE}",
    ),
)


def measure(evidence: Evidence) -> list[Measure]:
    """Items (a) to (f)."""
    return [*processes(evidence), *period(evidence), *affected(evidence), harms(evidence), oversight(), safeguards(evidence)]


def processes(evidence: Evidence) -> list[Measure]:
    """(a): which parts of the policy were ever in force."""
    policies = [scenario.policy for _, scenario in evidence.stages if scenario.policy.active]
    found = [name for name in PARTS if any(_is_on(getattr(policy, name, None)) for policy in policies)]
    return [PROCESSES.counted(len(found), len(PARTS), ", ".join(found) + "." if found else "None: there is no policy.")]


def _is_on(table: object) -> bool:
    return table is not None and bool(getattr(table, "active", True))


def period(evidence: Evidence) -> list[Measure]:
    """(b): for how long, for how many, how often."""
    days = evidence.rows("SELECT count(DISTINCT day) AS n FROM series WHERE region >= 0 AND covered > 0")["n"][0]
    behaviours = [row.id for row in evidence.scenario.society.behaviour]
    covered, people = evidence.last("covered").sum(), evidence.last("people").sum()
    often = Sums(evidence.total(*(f"records_{name}" for name in behaviours)), evidence.total("scored") / 365)
    return [
        PERIOD.counted(days, evidence.manifest.days),
        COVERED.counted(covered / people, int(people)),
        FREQUENCY.found(rate(often, 1, independent=False), otherwise=NOWHERE),
    ]


def affected(evidence: Evidence) -> list[Measure]:
    """(c): persons by category."""
    wanted = ", ".join(f'count(*) FILTER ({one.where}) AS "{one.name}"' for one in CATEGORIES)
    found = evidence.rows(f"SELECT {wanted} FROM {WITH_HOME}")
    return [
        AFFECTED.counted(found[one.name][0], evidence.manifest.people, whom=one.name, label=one.label, what=one.what, formula=one.where)
        for one in CATEGORIES
    ]


def harms(evidence: Evidence) -> Measure:
    """(d): which contexts of harm had any."""
    counted = [(harm, int(evidence.total(*harm.columns).sum())) for harm in HARMS]
    found = [f"{harm.name} {count:,}" for harm, count in counted if count]
    return HARMS_COUNTED.counted(len(found), len(HARMS), ", ".join(found) + "." if found else "None.")


def oversight() -> Measure:
    """(e): nothing to tell."""
    return OVERSIGHT.counted(0, note="None is modelled. Where appeals are heard, chance decides them, and no person.")


def safeguards(evidence: Evidence) -> Measure:
    """(f): how much due process there is."""
    policy, rules = evidence.scenario.policy, in_force(evidence.scenario)
    if not policy.active:
        return SAFEGUARDS.missing("No policy is in force on the last day.")
    listing = policy.listing
    judged = listing is not None and listing.active and listing.by_judgment
    granted = {
        "notice": rules is not None and judged,
        "grace": judged and listing.grace_days > 0,
        "sparing who cannot pay": rules is not None and judged and rules.spares_unable,
        "appeal": can_appeal(evidence.scenario),
        "correction": can_appeal(evidence.scenario) and rules.corrects,
        "expiry": (rules is not None and rules.memory_days > 0) or (judged and listing.term_days > 0),
    }
    names = [name for name, on in granted.items() if on]
    return SAFEGUARDS.counted(len(names), len(granted), ", ".join(names) + "." if names else "None.")
