"""Re-identification: how few people the masked ID and address on the map of the listed leave somebody hidden among.

*k* of a person on the map is how many residents of the run, listed or not, share the digits of the ID number and the address that the map
shows (`observe.dossier`): k-anonymity (Sweeney, International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10, 2002).
With k = 1 the masks hide nothing. Counted are those on the map on the last day. Who shares a cell shares k, so an interval is one over
regions or none.

Left out: the name, which in the lab is the resident's number; what a neighbour knows beforehand; that all who share the masks may be on
the map, which k-anonymity does not see.
"""

from __future__ import annotations

from sincerity.audits.about import ASSESSED, UNRELATED, About, Measure
from sincerity.audits.evidence import Evidence
from sincerity.audits.intervals import Sums, share
from sincerity.compute.bars import NOBODY, bar_of
from sincerity.observe.dossier import FEW, hiding, k_of, on_the_map, shows_of
from sincerity.types import Array

SECTION = (ASSESSED, UNRELATED)
SWEENEY = "Sweeney 2002 (k-anonymity)"
ON_MAP = About(
    "on_map", "(d) On the map of the listed", SECTION, "persons", "Persons whom the map shows on the last day.", "hiding(run).people"
)
MEDIAN = About(
    "k_median", "(d) Residents who share the masks, median", SECTION, "residents", "Median k of those on the map.", "median k", SWEENEY
)
ALONE = About(
    "k_alone_share",
    "(d) On the map and hidden by no mask (k = 1)",
    SECTION,
    "share",
    "Of those on the map, those who share masked ID and address with nobody.",
    "persons with k = 1 / persons on the map",
    SWEENEY,
)
FEW_SHARE = About(
    "k_few_share",
    f"(d) On the map with k below {FEW}",
    SECTION,
    "share",
    f"Of those on the map, those who share masked ID and address with fewer than {FEW - 1} others.",
    f"persons with k < {FEW} / persons on the map",
    SWEENEY,
)
ABOUTS = (ON_MAP, MEDIAN, ALONE, FEW_SHARE)
MIDDLE = 3
"""Place of the median among the quantiles that `hiding` gives."""


def measure(evidence: Evidence) -> list[Measure]:
    """How well the masks of the map hide those whom it shows on the last day."""
    if bar_of(evidence.scenario, "deadbeat_map") == NOBODY:
        return [about.missing("No map is in force on the last day.") for about in ABOUTS]
    found = hiding(evidence.run)
    if not found.people:
        return [ON_MAP.counted(0), *(about.missing("Nobody is on the map.") for about in (MEDIAN, ALONE, FEW_SHARE))]
    shown, alone, few = _by_region(evidence)
    return [
        ON_MAP.counted(found.people),
        MEDIAN.counted(found.quantiles[MIDDLE], found.people),
        ALONE.found(share(Sums(alone, shown), independent=False)),
        FEW_SHARE.found(share(Sums(few, shown), independent=False)),
    ]


def _by_region(evidence: Evidence) -> tuple[Array, Array, Array]:
    """Persons on the map, those alone, and those with few, by region."""
    people = evidence.run.people
    k = k_of(people, shows_of(evidence.scenario), on_the_map(evidence.scenario)).set_alias("k")
    counts = f"region, count(*) AS shown, count(*) FILTER (k = 1) AS alone, count(*) FILTER (k < {FEW}) AS few"
    found = people.project("id, region").set_alias("p").join(k.relation, "id").aggregate(counts, "region").to_numpy()
    shown, alone, few = (evidence.placed(found["region"], found[name].astype(float)) for name in ("shown", "alone", "few"))
    return shown, alone, few
