"""What a run came to, in figures and in sentences.

Columns come and go with the mechanisms: a figure whose columns are not there is left out, and so is its sentence.
Counts are of invented people and of what they did; nothing here says that anything would happen to anyone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sincerity.store.manifest import Manifest
from sincerity.store.parquet import name_literal
from sincerity.store.run import Run

Figures = dict[str, float | int]

SUMS = {
    "entries": "listings",
    "flights_refused": "flights_refused",
    "trains_refused": "trains_refused",
    "hours_lost": "hours_lost",
    "trips_forgone": "trips_forgone",
    "onlookers": "onlookers",
    "reports": "reports",
    "reports_false": "reports_false",
    "reports_caught": "reports_caught",
    "records_false": "records_false",
    "wrongs": "wrongs",
    "ties_lost": "ties_lost",
}
"""Column of series → figure: its sum over all days."""
LASTS = {
    "adults": "adults",
    "listed": "listed_now",
    "listed_wrongly": "listed_wrongly_now",
    "informants": "informants_last_year",
    "scored": "scored",
    "score_sum": "score_sum",
}
"""Column of series → figure: its value on the last day."""


@dataclass(frozen=True)
class Summary:
    """figures: name → number, for programs; tiers: name → persons on the last day, best first."""

    manifest: Manifest
    figures: Figures
    tiers: dict[str, int]

    def sentences(self) -> list[tuple[str, str]]:
        """(subject, sentence), for people; about fifteen."""
        return list(_sentences(self.manifest, self.figures, self.tiers))

    def document(self) -> dict[str, Any]:
        """All of it as one JSON document: the manifest and the figures."""
        return {"manifest": self.manifest.model_dump(mode="json"), "figures": self.figures, "tiers": self.tiers}


def summarise(run: Run) -> Summary:
    """Read a run's files and count."""
    names = list(run.series.columns)
    records = [name for name in names if name.startswith("records_") and name != "records_false"]
    acts = [name for name in names if name.startswith("acts_")]
    tiers = [name for name in names if name.startswith("tier_")]
    sums = [name for name in SUMS if name in names]
    lasts = [name for name in LASTS if name in names]
    total = _row(run, [f"sum({name_literal(name)})" for name in (*sums, *records, *acts)])
    last = _row(run, [f"arg_max({name_literal(name)}, day)" for name in (*lasts, *tiers)])
    figures: Figures = {"people": run.manifest.people, "days": run.manifest.days}
    figures |= {LASTS[name]: value for name, value in zip(lasts, last, strict=False)}
    figures |= {SUMS[name]: value for name, value in zip(sums, total, strict=False)}
    if records:
        figures["records"] = sum(total[len(sums) : len(sums) + len(records)])
    if acts:
        figures["acts"] = sum(total[len(sums) + len(records) :])
    figures |= _of_people(run, figures)
    figures |= _rates(figures)
    return Summary(run.manifest, figures, dict(zip((name.removeprefix("tier_") for name in tiers), last[len(lasts) :], strict=True)))


def _row(run: Run, expressions: list[str]) -> list[int]:
    if not expressions:
        return []
    row = run.series.filter("region = -1").aggregate(", ".join(expressions)).fetchall()[0]
    return [int(value or 0) for value in row]


def _of_people(run: Run, figures: Figures) -> Figures:
    names = list(run.people.columns)
    wanted = {
        "ever_listed": ("times_listed", "sum((times_listed > 0)::BIGINT)"),
        "adults": ("age", "sum((age >= 18)::BIGINT)"),
        "ties_start": ("ties_start", "sum(ties_start)"),
        "ties_left": ("ties_left", "sum(ties_left)"),
    }
    found = {name: expression for name, (column, expression) in wanted.items() if column in names and name not in figures}
    if not found:
        return {}
    row = run.people.aggregate(", ".join(found.values())).fetchall()[0]
    return {name: int(value or 0) for name, value in zip(found, row, strict=True)}


def _rates(figures: Figures) -> Figures:
    rates: Figures = {}
    adults = figures.get("adults", 0)
    if adults:
        if "ever_listed" in figures:
            rates["ever_listed_share"] = figures["ever_listed"] / adults
        if "listed_now" in figures:
            rates["listed_now_share"] = figures["listed_now"] / adults
        if "informants_last_year" in figures:
            rates["informants_per_1000_adults"] = 1000 * figures["informants_last_year"] / adults
    if figures.get("scored"):
        rates["mean_score"] = figures["score_sum"] / figures["scored"]
    if figures.get("ties_start") and "ties_lost" in figures:
        rates["ties_lost_per_person"] = figures["ties_lost"] / figures["people"]
    return rates


def _sentences(run: Manifest, f: Figures, tiers: dict[str, int]) -> Iterator[tuple[str, str]]:
    years = f"{f['days'] / 365.25:.1f} years" if f["days"] >= 365 else f"{f['days']:,} days"
    adults = f", {f['adults']:,} of them adults" if "adults" in f else ""
    yield "society", f"{f['people']:,} invented residents{adults}; nobody here is real"
    yield "time", f"{years} from {run.start} under `{run.scenario}`, seed {run.seed}"
    if "ever_listed_share" in f and "listings" in f:
        yield "ever listed", f"{_percent(f['ever_listed_share'])} of adults were on the list at some time, in {_n(f['listings'], 'entry')}"
    if "listed_now" in f:
        share = f" ({_percent(f['listed_now_share'])} of adults)" if "listed_now_share" in f else ""
        wrongly = f", {f['listed_wrongly_now']:,} of them wrongly" if "listed_wrongly_now" in f else ""
        yield "listed now", f"{_n(f['listed_now'], 'resident')}{share} on the last day{wrongly}"
    if "records" in f:
        wrong = f.get("records_false", 0)
        yield "records", f"{f['records'] - wrong:,} true ones of {_n(f.get('acts', 0), 'act')}, and {wrong:,} of what never happened"
    if "flights_refused" in f or "trains_refused" in f:
        yield "travel", f"{f.get('flights_refused', 0):,} flights and {f.get('trains_refused', 0):,} fast trains refused"
    if "hours_lost" in f:
        forgone = f"; {_n(f['trips_forgone'], 'trip')} given up" if "trips_forgone" in f else ""
        yield "time lost", f"{_n(f['hours_lost'], 'hour')} on slow trains{forgone}"
    if "reports" in f:
        false = f.get("reports_false", 0)
        caught = f", {f['reports_caught']:,} of these found out" if "reports_caught" in f else ""
        yield "reports", f"{f['reports'] - false:,} true and {false:,} false ones on a contact{caught}"
    if "informants_per_1000_adults" in f:
        period = "the last 365 days" if f["days"] >= 365 else "this time"
        yield "informants", f"{f['informants_per_1000_adults']:.1f} of 1,000 adults reported somebody in {period}"
    if "wrongs" in f:
        yield "wrongs", f"{_n(f['wrongs'], 'wrong')} suffered from a contact"
    if "ties_lost" in f:
        each = f" ({f['ties_lost_per_person']:.2f} a resident)" if "ties_lost_per_person" in f else ""
        left = f"; {f['ties_left']:,} are left of {f['ties_start']:,}" if "ties_left" in f and "ties_start" in f else ""
        yield "ties", f"{f['ties_lost']:,} lost{each}{left}"
    if "mean_score" in f:
        yield "mean score", f"{f['mean_score']:,.1f} on the last day"
    if sum(tiers.values()):
        whole = sum(tiers.values())
        yield "tiers", ", ".join(f"{name} {_percent(count / whole)}" for name, count in tiers.items())


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share == 0 or share >= 0.0005 else f"{100 * share:.2g} %"


def _n(count: float, noun: str) -> str:
    several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else several}"
