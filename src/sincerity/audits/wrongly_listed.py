"""Wrongly listed: on the list although no ground of it is a true one.

By score while the clean score, which knows no wrong record and no false report, would not list; or by judgment with nothing due. It
is counted day by day in `series`; a person with a true ground beside a wrong one is not wrongly listed.

Left out: who belongs on the list by the rules and is not on it; whether a true ground is a just one; when each wrong listing began, so
that how long one of them lasts is not told, only their days together.
"""

from __future__ import annotations

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import Evidence
from sincerity.audits.intervals import Sums, share

SECTION = (DISPROPORTIONATE, ASSESSED)
LISTED = About(
    "listed", "On the list", SECTION, "persons", "Residents on the list on the last day; n are the adults.", "listed, last day of series"
)
LISTED_SHARE = About(
    "listed_share",
    "On the list, of adults",
    SECTION,
    "share",
    "Residents on the list on the last day, of all adults.",
    "listed / adults, last day",
)
LISTED_DAYS = About(
    "listed_days", "Days on the list, all together", SECTION, "person-days", "One for each resident and day on the list.", "Σ listed"
)
WRONGLY = About(
    "listed_wrongly",
    "Wrongly on the list",
    SECTION,
    "persons",
    "Residents on the list on the last day with no true ground; n are those on the list.",
    "listed_wrongly, last day of series",
)
WRONGLY_SHARE = About(
    "listed_wrongly_share",
    "Wrongly on the list, of those on it",
    SECTION,
    "share",
    "Residents on the list on the last day with no true ground, of all on it.",
    "listed_wrongly / listed, last day",
)
WRONGLY_DAYS = About(
    "listed_wrongly_days",
    "Days wrongly on the list, all together",
    SECTION,
    "person-days",
    "One for each resident and day on the list with no true ground; n are all days on the list.",
    "Σ listed_wrongly",
)
PRECISION = About(
    "list_precision",
    "Days on the list with a true ground",
    SECTION,
    "share",
    "Of all days on the list, those with a true ground: the precision of the list.",
    "1 - Σ listed_wrongly / Σ listed",
)
ABOUTS = (LISTED, LISTED_SHARE, LISTED_DAYS, WRONGLY, WRONGLY_SHARE, WRONGLY_DAYS, PRECISION)
NOBODY = "Nobody is on the list."


def measure(evidence: Evidence) -> list[Measure]:
    """The list and what of it is wrong, on the last day and over all days."""
    listed, wrongly = evidence.last("listed"), evidence.last("listed_wrongly")
    days, wrong_days = evidence.total("listed"), evidence.total("listed_wrongly")
    of_list = share(Sums(wrongly, listed))
    right = share(Sums(days - wrong_days, days), independent=False)
    return [
        LISTED.counted(listed.sum(), evidence.adults),
        LISTED_SHARE.found(share(Sums(listed, evidence.last("adults")))),
        LISTED_DAYS.counted(days.sum()),
        WRONGLY.counted(wrongly.sum(), int(listed.sum())),
        WRONGLY_SHARE.found(of_list, otherwise=NOBODY),
        WRONGLY_DAYS.counted(wrong_days.sum(), int(days.sum())),
        PRECISION.found(right, otherwise="Nobody was ever on the list."),
    ]
