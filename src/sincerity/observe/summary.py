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
FULL = 65535
"""Fears and trust are summed in 65,535ths."""

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
    "calls_warned": "calls_warned",
    "shamed": "shamed",
    "posts_wanted": "posts_wanted",
    "posts_softened": "posts_softened",
    "posts_withheld": "posts_withheld",
    "jobs_lost": "jobs_lost",
    "loans_refused": "loans_refused",
    "children_moved": "children_moved",
    "displaced": "displaced",
    "hotel_refused": "hotel_refused",
    "nights_forgone": "nights_forgone",
    "hours_throttled": "hours_throttled",
    "posts_blocked": "posts_blocked",
    "people_who_know": "people_who_know",
    "map_views": "map_views",
    "map_taps": "map_taps",
    "strangers_who_know": "strangers_who_know",
    "detentions": "detentions",
    "releases": "releases",
    "appeals": "appeals",
    "appeals_heard": "appeals_heard",
    "appeals_won": "appeals_won",
    "debts_opened": "debts_opened",
    "debts_by_want": "debts_by_want",
    "births": "births",
    "deaths": "deaths",
}
"""Column of series → figure: its sum over all days."""
LASTS = {
    "adults": "adults",
    "listed": "listed_now",
    "listed_wrongly": "listed_wrongly_now",
    "informants": "informants_last_year",
    "scored": "scored",
    "score_sum": "score_sum",
    "covered": "covered",
    "aware": "aware",
    "fear_authority_sum": "fear_authority_sum",
    "fear_wronged_sum": "fear_wronged_sum",
    "trust_sum": "trust_sum",
    "in_debt": "in_debt",
    "working": "working",
    "detained": "detained_now",
}
"""Column of series → figure: its value on the last day."""
MEANS = {
    "aware_share": ("aware", 1),
    "fear_authority": ("fear_authority_sum", FULL),
    "fear_wronged": ("fear_wronged_sum", FULL),
    "trust": ("trust_sum", FULL),
}
"""Figure → (sum over adults on the last day, what 1 counts as): its mean."""


@dataclass(frozen=True)
class Summary:
    """figures: name → number, for programs; tiers: name → persons on the last day, best first."""

    manifest: Manifest
    figures: Figures
    tiers: dict[str, int]

    def sentences(self) -> list[tuple[str, str]]:
        """(subject, sentence), for people; about twenty."""
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
        "say_yes": ("trusts", "sum(trusts)"),
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
        for name, (summed, one) in MEANS.items():
            if summed in figures:
                rates[name] = figures[summed] / one / adults
    if figures.get("scored") and "score_sum" in figures:
        rates["mean_score"] = figures["score_sum"] / figures["scored"]
    if figures.get("ties_start") and "ties_lost" in figures:
        rates["ties_lost_per_person"] = figures["ties_lost"] / figures["people"]
    return rates


def _sentences(run: Manifest, f: Figures, tiers: dict[str, int]) -> Iterator[tuple[str, str]]:
    years = f"{f['days'] / 365.25:.1f} years" if f["days"] >= 365 else _n(f["days"], "day")
    adults = f", {f['adults']:,} of them adults" if "adults" in f else ""
    yield "society", f"{f['people']:,} invented residents{adults}; nobody here is real"
    yield "time", f"{years} from {run.start} under `{run.scenario}`, {run.seeds}"
    if f.get("aware"):
        yield "aware", f"{_percent(f['aware_share'])} of adults knew of the system on the last day"
    absent = []
    for subject, counted, sentence in _outcomes(f):
        if any(f.get(name) for name in counted):
            yield subject, sentence
        elif any(name in f for name in counted):
            absent.append(subject)
    if "mean_score" in f:
        yield "mean score", f"{f['mean_score']:,.1f} on the last day"
    whole = sum(tiers.values())
    if whole:
        yield "tiers", ", ".join(f"{name} {_percent(count / whole)}" for name, count in tiers.items())
    if absent:
        yield "none at all", ", ".join(absent)


def _outcomes(f: Figures) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(subject, the figures it counts, sentence); where all those are 0 or not there, the sentence is not for reading."""

    def some(name: str) -> str:
        return f"{f.get(name, 0):,}"

    share = f" ({_percent(f['listed_now_share'])} of adults)" if "listed_now_share" in f else ""
    wrongly = f", {some('listed_wrongly_now')} of them wrongly" if "listed_wrongly_now" in f else ""
    entries = f", in {_n(f['listings'], 'listing')}" if "listings" in f else ""
    ever = f"{_percent(f.get('ever_listed_share', 0))} of adults were on the list at some time{entries}"
    yield "ever listed", ("ever_listed_share",), ever
    yield "listed now", ("listed_now",), f"{_n(f.get('listed_now', 0), 'resident')}{share} on the last day{wrongly}"
    true = f.get("records", 0) - f.get("records_false", 0)
    never = f"and {some('records_false')} of what never happened"
    yield "records", ("records",), f"{true:,} true ones of {_n(f.get('acts', 0), 'act')}, {never}"
    refused = ("flights_refused", "trains_refused")
    yield "travel refused", refused, f"{some('flights_refused')} flights and {some('trains_refused')} fast trains"
    forgone = f"; {_n(f['trips_forgone'], 'trip')} given up" if "trips_forgone" in f else ""
    yield "time lost", ("hours_lost", "trips_forgone"), f"{_n(f.get('hours_lost', 0), 'hour')} on slow trains{forgone}"
    given_up = f"; {_n(f['nights_forgone'], 'night')} given up" if "nights_forgone" in f else ""
    yield "hotels refused", ("hotel_refused",), f"{_n(f.get('hotel_refused', 0), 'room')}{given_up}"
    blocked = f"; {_n(f['posts_blocked'], 'post')} blocked" if "posts_blocked" in f else ""
    yield "slowed lines", ("hours_throttled", "posts_blocked"), f"{_n(f.get('hours_throttled', 0), 'hour')} lost{blocked}"
    caught = f", {some('reports_caught')} of these found out" if "reports_caught" in f else ""
    yield "jobs lost", ("jobs_lost",), f"{_n(f.get('jobs_lost', 0), 'well-paid job')} ended because their holders were barred"
    yield "loans refused", ("loans_refused",), f"{_n(f.get('loans_refused', 0), 'time')} a house or a car was not financed"
    yield "children moved", ("children_moved",), f"{_n(f.get('children_moved', 0), 'place')} in private schools lost to a parent's listing"
    instead = "somebody got a job, a loan or a school place only because others were barred or put last"
    yield "displaced", ("displaced",), f"{_n(f.get('displaced', 0), 'time')} {instead}"
    won = f"{some('appeals_won')} of {some('appeals_heard')} heard were won"
    yield "appeals", ("appeals",), f"{_n(f.get('appeals', 0), 'appeal')}; {won}"
    want = f", {some('debts_by_want')} for want of money; {some('in_debt')} residents were in debt on the last day"
    yield "debts", ("debts_opened",), f"{_n(f.get('debts_opened', 0), 'debt')} fell due{want}"
    free = f"; {some('detained_now')} residents were held on the last day" if "detained_now" in f else ""
    yield "detained", ("detentions",), f"{_n(f.get('detentions', 0), 'time')} somebody was, for what was expected{free}"
    told = f.get("reports", 0) - f.get("reports_false", 0)
    yield "reports", ("reports",), f"{told:,} true and {some('reports_false')} false ones on a contact{caught}"
    period = "in the last 365 days" if f["days"] >= 365 else "in this time"
    warned = f"; {some('shamed')} times it was taken in public" if "shamed" in f else ""
    yield "ring tones", ("calls_warned",), f"{_n(f.get('calls_warned', 0), 'caller')} heard the warning{warned}"
    yield "public list", ("people_who_know",), f"{_n(f.get('people_who_know', 0), 'time')} an acquaintance came upon an entry"
    tapped = f"{_n(f.get('map_views', 0), 'look')}, {_n(f.get('map_taps', 0), 'dot')} tapped"
    yield "map", ("map_views", "map_taps"), f"{tapped}; {_n(f.get('strangers_who_know', 0), 'time')} a stranger nearby read an entry"
    softened = f"{some('posts_softened')} of {_n(f.get('posts_wanted', 0), 'post')} said less than wished"
    yield "speech", ("posts_softened", "posts_withheld"), f"{softened}, {some('posts_withheld')} were withheld"
    rate = f.get("informants_per_1000_adults", 0)
    yield "informants", ("informants_per_1000_adults",), f"{rate:.1f} of 1,000 adults reported somebody {period}"
    yield "wrongs", ("wrongs",), f"{_n(f.get('wrongs', 0), 'time')} a contact wronged somebody"
    each = f" ({f['ties_lost_per_person']:.2f} a resident)" if "ties_lost_per_person" in f else ""
    left = (
        f", others were found again: {some('ties_start')} alive on day 0, {some('ties_left')} at the end"
        if "ties_left" in f and "ties_start" in f
        else ""
    )
    wronged = f"of the authority {f.get('fear_authority', 0):.3f}, of being wronged {f.get('fear_wronged', 0):.3f}"
    yield "fear", ("fear_authority_sum", "fear_wronged_sum"), f"mean of adults on the last day, 0 to 1: {wronged}"
    yes = (
        f"; {_percent(f['say_yes'] / f['adults'])} would say that most people can be trusted" if f.get("adults") and "say_yes" in f else ""
    )
    yield "trust", ("trust_sum",), f"mean of adults on the last day {f.get('trust', 0):.3f}{yes}"
    yield "ties lost", ("ties_lost",), f"{some('ties_lost')}{each}{left}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share == 0 or share >= 0.0005 else f"{100 * share:.2g} %"


def _n(count: float, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
