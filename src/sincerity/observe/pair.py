"""A run beside its twin: the same people, with the same luck, under two policies, figure by figure.

`ROWS` says what is compared. A row whose columns a run does not have is left out, so a new mechanism adds a row and nothing else.
A difference is that of this one pair of runs. How much it varies is told over regions, which are societies of some thousands each;
that is not how much it would vary over seeds.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sincerity.compute.fixed import TOP16
from sincerity.store.manifest import Manifest
from sincerity.store.parquet import name_literal
from sincerity.store.run import Run
from sincerity.types import Array

MIDDLE = (0.1, 0.9)
"""The quantiles of the regions' differences that are told."""
MIN_REGIONS = 5
"""With fewer regions their spread is not told."""


@dataclass(frozen=True)
class Row:
    """One figure of both runs.

    unit: what it counts, or what a rate is measured in
    value: SQL over the rows of one region
    per: SQL of what `value` is divided by; empty where it is a count
    needs: the columns both are made of
    times: what a rate is multiplied by to be in its unit
    shown: whether it stands on the screen; a document has all
    """

    name: str
    group: str
    label: str
    unit: str
    value: str
    needs: tuple[str, ...]
    per: str = ""
    table: str = "series"
    times: float = 1.0
    shown: bool = True


def _sum(name: str, group: str, label: str, unit: str = "times", *, shown: bool = True) -> Row:
    """What a column of `series` counts, over all days."""
    return Row(name, group, label, unit, f"sum({name})", (name,), shown=shown)


def _last(name: str, group: str, label: str, *, shown: bool = True) -> Row:
    """Persons that a column of `series` counts, on the last day."""
    return Row(name, group, label, "persons", f"arg_max({name}, day)", (name,), shown=shown)


def _level(name: str, group: str, label: str) -> Row:
    """The mean of adults on the last day of a level summed in 65,535ths."""
    return Row(name, group, label, "0 to 1", f"arg_max({name}, day)", (name, "adults"), "arg_max(adults, day)", times=1 / TOP16)


def _acts(kind: str, group: str, label: str, *, shown: bool = True) -> Row:
    """Acts of all behaviours of a kind; which these are, the scenario says."""
    return Row(f"acts_{kind}", group, label, "times", kind, (), table="acts", shown=shown)


LIST, REFUSED, TOLD, DETAINED, REPORTS, SPEECH, ADULTS, LIVES, ACTS = (
    "On the list",
    "Refused",
    "Others told",
    "Detained",
    "Reports",
    "Speech",
    "Adults",
    "Ties, money",
    "Acts",
)
ROWS = (
    Row("ever_listed", LIST, "at some time", "persons", "sum((times_listed > 0)::BIGINT)", ("times_listed", "region"), table="people"),
    _last("listed", LIST, "on the last day"),
    _last("listed_wrongly", LIST, "wrongly, on the last day"),
    _sum("flights_refused", REFUSED, "flights"),
    _sum("trains_refused", REFUSED, "fast trains"),
    _sum("hours_lost", REFUSED, "lost on slow trains", "hours"),
    _sum("trips_forgone", REFUSED, "trips given up", shown=False),
    _sum("hotel_refused", REFUSED, "hotel rooms"),
    _sum("nights_forgone", REFUSED, "nights away given up", shown=False),
    _sum("jobs_lost", REFUSED, "well-paid jobs"),
    _sum("loans_refused", REFUSED, "loans for home or car"),
    _sum("children_moved", REFUSED, "private school places"),
    _sum("hours_throttled", REFUSED, "lost on slowed lines", "hours"),
    _sum("displaced", REFUSED, "others served in their stead", shown=False),
    _sum("calls_warned", TOLD, "callers, by ring tone"),
    _sum("people_who_know", TOLD, "acquaintances, by list"),
    _sum("strangers_who_know", TOLD, "strangers, by map"),
    _sum("map_views", TOLD, "the map was opened", shown=False),
    _sum("map_taps", TOLD, "a dot on the map was tapped", shown=False),
    _sum("detentions", DETAINED, "on a prediction"),
    _last("detained", DETAINED, "on the last day", shown=False),
    Row("reports_true", REPORTS, "true, on a contact", "times", "sum(reports - reports_false)", ("reports", "reports_false")),
    _sum("reports_false", REPORTS, "false"),
    _last("informants", REPORTS, "informants, last year"),
    _sum("posts_softened", SPEECH, "posts toned down"),
    _sum("posts_withheld", SPEECH, "posts withheld"),
    _sum("posts_blocked", SPEECH, "posts blocked"),
    Row(
        "aware",
        ADULTS,
        "know of the system",
        "percent",
        "arg_max(aware, day)",
        ("aware", "adults"),
        "arg_max(adults, day)",
        times=100,
    ),
    _level("fear_authority_sum", ADULTS, "fear of the authority"),
    _level("fear_wronged_sum", ADULTS, "fear of being wronged"),
    Row(
        "say_yes",
        ADULTS,
        "would trust most people",
        "percent",
        "sum(trusts)",
        ("trusts", "age", "region"),
        "sum((age >= 18)::BIGINT)",
        "people",
        times=100,
    ),
    _sum("ties_lost", LIVES, "ties lost"),
    Row(
        "income",
        LIVES,
        "mean income, last month",
        "CNY",
        "arg_max(income_sum, day) FILTER (income_sum > 0)",
        ("income_sum", "adults"),
        "arg_max(adults, day) FILTER (income_sum > 0)",
    ),
    _last("in_debt", LIVES, "in debt on the last day", shown=False),
    _sum("wrongs", ACTS, "wrongs by a contact"),
    _acts("offence", ACTS, "offences"),
    _acts("civic", ACTS, "civic deeds", shown=False),
)


@dataclass(frozen=True)
class Difference:
    """A row, measured. here, there: of the run and of its twin; low, high: the middle of the regions' differences, or None.

    The spread of a count is given per 1,000 residents of a region, that of a rate in its unit.
    """

    row: Row
    here: float
    there: float
    low: float | None = None
    high: float | None = None

    @property
    def difference(self) -> float:
        """What the run has more than its twin."""
        return self.here - self.there

    def document(self) -> dict[str, Any]:
        """For programs."""
        of = self.row
        names = {"name": of.name, "group": of.group, "label": of.label, "unit": of.unit, "per_1000_residents": not of.per}
        return {**names, "run": self.here, "twin": self.there, "difference": self.difference, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Pair:
    """A run, its twin, and in what they differ.

    regions: how many the spread is over; adults: of the run, on the last day; rolled_out: whether its regions come under the policy one
    by one
    """

    run: Manifest
    twin: Manifest
    rows: tuple[Difference, ...]
    regions: int
    adults: int
    rolled_out: bool = False

    def __getitem__(self, name: str) -> Difference:
        """The row of a name; KeyError where neither run has it."""
        return {one.row.name: one for one in self.rows}[name]

    def __contains__(self, name: object) -> bool:
        return any(one.row.name == name for one in self.rows)


def pair_up(run: Run, twin: Run) -> Pair:
    """Read the files of both and compare all that both count, rows that are zero in both left out."""
    scenario = tomllib.loads(run.folder.scenario.read_text(encoding="utf-8"))
    kinds = {row["id"]: row["kind"] for row in scenario.get("society", {}).get("behaviour", [])}
    residents = _by_region(run, "series", {"people": "arg_max(people, day)"}).get("people")
    measured = [(row, _measure(run, row, kinds), _measure(twin, row, kinds)) for row in ROWS]
    found = [_difference(row, ours, theirs, residents) for row, ours, theirs in measured if ours is not None and theirs is not None]
    adults = _by_region(run, "series", {"adults": "arg_max(adults, day)"}).get("adults", np.zeros(0))
    rows = tuple(one for one in found if one.here or one.there)
    return Pair(run.manifest, twin.manifest, rows, run.manifest.regions, int(adults.sum()), _is_rolled_out(scenario))


def _measure(run: Run, row: Row, kinds: Mapping[str, str]) -> tuple[Array, Array | None] | None:
    """A row by region, and what it is divided by; None where the run does not count it."""
    table, value, needs = row.table, row.value, row.needs
    if table == "acts":
        there = set(run.series.columns)
        needs = tuple(name for name in (f"acts_{behaviour}" for behaviour, kind in kinds.items() if kind == value) if name in there)
        if not needs:
            return None
        table, value = "series", " + ".join(f"sum({name_literal(name)})" for name in needs)
    wanted = {"value": value, **({"per": row.per} if row.per else {})}
    found = _by_region(run, table, wanted, needs)
    return (found["value"], found.get("per")) if found else None


def _by_region(run: Run, table: str, wanted: Mapping[str, str], needs: Iterable[str] = ()) -> dict[str, Array]:
    """SQL expressions over the rows of each region, in the order of regions; empty where a column needed is not there."""
    relation = getattr(run, table)
    if not {*needs, *(wanted if not needs else ())} <= set(relation.columns):
        return {}
    names = ", ".join(f"({sql})::DOUBLE AS {name_literal(name)}" for name, sql in wanted.items())
    found = relation.filter("region >= 0").aggregate(f"region, {names}", "region").order("region").to_numpy()
    return {name: np.nan_to_num(np.asarray(found[name], np.float64)) for name in wanted}


def _difference(row: Row, ours: tuple[Array, Array | None], theirs: tuple[Array, Array | None], residents: Array | None) -> Difference:
    here, there = (_whole(row, *of) for of in (ours, theirs))
    of_regions = _of_regions(row, ours, theirs, residents)
    if of_regions is None or len(of_regions) < MIN_REGIONS:
        return Difference(row, here, there)
    low, high = (float(x) for x in np.quantile(of_regions, MIDDLE))
    return Difference(row, here, there, low, high)


def _whole(row: Row, value: Array, per: Array | None) -> float:
    if per is None:
        return int(value.sum())
    return row.times * float(value.sum()) / float(per.sum()) if per.sum() else 0.0


def _of_regions(row: Row, ours: tuple[Array, Array | None], theirs: tuple[Array, Array | None], residents: Array | None) -> Array | None:
    """Each region's difference: of a count per 1,000 residents, of a rate in its unit."""
    (a, per_a), (b, per_b) = ours, theirs
    if per_a is not None and per_b is not None:
        found: Array = row.times * (a / np.maximum(per_a, 1) - b / np.maximum(per_b, 1))
        return found
    return None if residents is None else 1000 * (a - b) / np.maximum(residents, 1)


def _is_rolled_out(scenario: Mapping[str, Any]) -> bool:
    policy = scenario.get("policy", {})
    return bool(policy.get("active") and policy.get("rollout", {}).get("active"))
