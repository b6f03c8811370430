"""Informants: who reports contacts, how often falsely, and who is suspected of it.

A report is true if it names a scored act that the reporter could see within `memory_days`, otherwise false. Informants are those who
reported at least once in the last 365 days, or since day 0 where the run is shorter.

Left out: reports on strangers; reports that nobody files for fear of the penalty; what a true report is worth. One in a hundred, for
scale: informers of the Stasi in 1989 (Müller-Enbergs; DW, 11 March 2008).
"""

from __future__ import annotations

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import NO_TWIN, NOWHERE, Evidence, Side
from sincerity.audits.intervals import Sums, difference, rate, share
from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.society.livelihood import ADULT_AGE

SECTION = (ASSESSED,)
BOTH = (DISPROPORTIONATE, ASSESSED)
INFORMANTS = About(
    "informants_per_1000",
    "(d) Informants, of 1,000 adults",
    SECTION,
    "per 1,000 adults",
    "Residents who reported at least once in the last 365 days, for each 1,000 adults on the last day.",
    "1000 · informants / adults, last day",
)
REPORTS = About(
    "reports_per_1000",
    "(d) Reports, of 1,000 adults a year",
    SECTION,
    "per 1,000 adult-years",
    "Reports, true and false, by the years that adults lived.",
    "1000 · 365 · Σ reports / Σ adults",
)
FALSE = About(
    "false_reports_share",
    "False reports, of all",
    BOTH,
    "share",
    "Reports of what the reporter cannot have seen, of all reports.",
    "Σ reports_false / Σ reports",
)
CAUGHT = About(
    "false_reports_caught_share",
    "False reports found out",
    BOTH,
    "share",
    "False reports found out, of all false ones.",
    "Σ reports_caught / Σ reports_false",
)
REPORTED = About(
    "reported_share",
    "(d) Adults ever reported",
    SECTION,
    "share",
    "Adults living on the last day who were reported at least once, of those in regions ever under the policy.",
    "adults with reports_against > 0 / adults",
)
SUSPECTED = About(
    "suspected_wrongly_share",
    "Suspicions of the wrong contact",
    BOTH,
    "share",
    "Of the times that somebody who was told of a report suspected a contact of it, those that met another than the reporter.",
    "Σ suspected_wrongly / Σ suspected",
)
EXCESS = About(
    "informants_excess",
    "(d) Informants, of 1,000, beyond the twin's",
    SECTION,
    "per 1,000 adults",
    "Informants under the policy less those of the same people in the twin.",
    "informants_per_1000 of the run - of the twin",
)
ABOUTS = (INFORMANTS, REPORTS, FALSE, CAUGHT, REPORTED, SUSPECTED, EXCESS)


def measure(evidence: Evidence) -> list[Measure]:
    """Informants and their reports, right and wrong."""
    days, twin = evidence.manifest.days, evidence.twin
    short = f"The run has {days} days only; the count is not extended to a year." if days < DAYS_PER_YEAR else ""
    informants = _informants(evidence)
    beyond = None if twin is None else difference(informants, _informants(twin), independent=False).times(1000)
    reports, false, suspected = (evidence.total(name) for name in ("reports", "reports_false", "suspected"))
    return [
        INFORMANTS.found(rate(informants, 1000), short),
        REPORTS.found(rate(evidence.per_adult_year("reports"), 1000)),
        FALSE.found(share(Sums(false, reports)), otherwise="Nobody reported anybody."),
        CAUGHT.found(share(Sums(evidence.total("reports_caught"), false)), otherwise="No report was false."),
        REPORTED.found(share(_reported(evidence)), otherwise=NOWHERE),
        SUSPECTED.found(share(Sums(evidence.total("suspected_wrongly"), suspected)), otherwise="Nobody suspected anybody of a report."),
        EXCESS.missing(NO_TWIN) if beyond is None else EXCESS.found(beyond, short),
    ]


def _informants(side: Side) -> Sums:
    return Sums(side.last("informants"), side.last("adults"))


def _reported(evidence: Evidence) -> Sums:
    wanted = {"hits": "sum((reports_against > 0)::INT)", "base": "count(*)"}
    found = evidence.by_region("people", wanted, f"age >= {ADULT_AGE}")
    return Sums(found["hits"] * evidence.covered, found["base"] * evidence.covered)
