"""What a claim may be about: named numbers of one life, read over a period.

A life is one of those that are lived with one seed and one set of values: under the policy, under none, after the policy's repeal, under
a variant. Where a metric is of certain residents (those on the list, say), they are those of the life under the policy, so that under
none the same persons are looked at. A ratio of nothing to nothing is NaN: such a life says nothing about the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sincerity.audits.points import price_of
from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.experiments import outcomes
from sincerity.experiments.measure import Life
from sincerity.mechanisms.revisions import stages
from sincerity.society.livelihood import ADULT_AGE
from sincerity.types import WELL_PAID
from sincerity.verdicts.lives import NONE, POLICY, Lived

if TYPE_CHECKING:
    from sincerity.types import Array, Columns

COUNTRY = 1_411.78
"""Million people: China, census of 1 November 2020 (en.people.cn 12 May 2021)."""
MONTH = 30
MONTHS_PER_YEAR = 12


class Look(NamedTuple):
    """What a metric looks at. life: the life that it is of; lives: all of them; series are cut to the period, people are at the end."""

    life: Life
    lives: Mapping[str, Lived]

    @property
    def policy(self) -> Lived:
        """The life under the policy."""
        return self.lives[POLICY]


class Metric(NamedTuple):
    """A number of a life. unit: "%" for shares; whole: of people as they stand at the end, so that a period makes no difference."""

    meaning: str
    unit: str
    of: Callable[[Look], float]
    whole: bool = False


def ratio(part: float, whole: float, times: float = 1.0) -> float:
    """A part of a whole, NaN where there is no whole.

    >>> ratio(1.0, 4.0, 100), ratio(0.0, 0.0)
    (25.0, nan)
    """
    return times * part / whole if whole else float("nan")


def listed_years(life: Life) -> float:
    """Years that persons spent on the list."""
    return life.total("listed") / DAYS_PER_YEAR


def per_listed_year(*columns: str, times: float = 1.0) -> Callable[[Look], float]:
    """Events for each person and year on the list."""
    return lambda look: ratio(look.life.total(*columns), listed_years(look.life), times)


def per_1000(*columns: str) -> Callable[[Look], float]:
    """Events per 1,000 adults and year."""
    return lambda look: 1000 * look.life.per_year(*columns)


def stock(column: str, times: float) -> Callable[[Look], float]:
    """Persons of each adult, mean over the days."""
    return lambda look: times * look.life.mean(column)


def level(column: str, of: str = "adults") -> Callable[[Look], float]:
    """A mean level in 0…1; NaN where there is nobody that it is of."""
    return lambda look: look.life.level(column, of) if look.life.total(of) else float("nan")


def of_kind(kind: str) -> Callable[[Look], float]:
    """Acts of a kind of behaviour per 1,000 adults and year."""

    def of(look: Look) -> float:
        rows = look.life.scenario.society.behaviour
        return 1000 * look.life.per_year(*(f"acts_{row.id}" for row in rows if row.kind == kind))

    return of


def scored_acts(look: Look, life: Life, sign: int) -> float:
    """Acts per adult and year whose points under the policy have that sign, in any of the lives."""
    rules = look.policy.scenario.policy.rule
    return life.per_year(*(f"acts_{name}" for name, rule in rules.items() if rule.points * sign > 0))


def moved(sign: int) -> Callable[[Look], float]:
    """By how many per cent acts with points of that sign moved where the points push them: rewarded ones up, punished ones down."""

    def of(look: Look) -> float:
        here, there = (scored_acts(look, look.lives[name], sign) for name in (POLICY, NONE))
        return ratio(sign * (here - there), there, 100)

    return of


def points(sign: int) -> Callable[[Look], float]:
    """Points won or lost by records, true or wrong, per adult and year, as a number above 0, by the rules of their day.

    Reports are left out. As in the audit, a post on record costs its points times the severity of `policy.speech`.
    """

    def of(look: Look) -> float:
        series, scenario = look.life.series, look.policy.scenario
        first = scenario.days - len(series["adults"])
        found = stages(scenario)
        worth = 0.0
        for (day, rules), end in zip(found, [*(day for day, _ in found[1:]), scenario.days], strict=True):
            days = slice(max(0, day - first), max(0, end - first))
            prices = {f"records_{row.id}": price_of(rules, row.id) for row in scenario.society.behaviour}
            worth += sum(
                abs(price) * float(series[name][days].sum()) for name, price in prices.items() if price * sign > 0 and name in series
            )
        return ratio(worth, float(series["adults"].sum()), DAYS_PER_YEAR)

    return of


def mean_of(column: Callable[[Columns], Array], whose: Callable[[Columns], Array], times: float = 1.0) -> Callable[[Look], float]:
    """The mean of a column of `people` over the adults whom `whose` picks from the people of the policy's life."""

    def of(look: Look) -> float:
        there = look.policy.people
        picked = whose(there) & (there["age"] >= ADULT_AGE)
        return ratio(float(column(look.life.people)[picked].sum()), float(picked.sum()), times)

    return of


def share_of_adults(condition: Callable[[Columns], Array]) -> Callable[[Look], float]:
    """The share of a life's adults at the end, in per cent, for whom a condition holds."""

    def of(look: Look) -> float:
        people = look.life.people
        adult = people["age"] >= ADULT_AGE
        return ratio(float((condition(people) & adult).sum()), float(adult.sum()), 100)

    return of


def innocent(look: Look) -> float:
    """Of the detained whose 365 days can be told, the share in per cent without a shadow act of what was predicted."""
    shadow = look.policy.detained.get("shadow_predicted", np.zeros(0))
    return ratio(float((shadow == 0).sum()), float(len(shadow)), 100)


def moved_children(look: Look) -> float:
    """Children moved out of private places, for 1,000 private pupils and year."""
    years = look.life.total("private_pupils") / MONTHS_PER_YEAR
    return ratio(look.life.total("children_moved"), years, 1000)


def last_month(metric: Callable[[Look], float]) -> Callable[[Look], float]:
    """A metric over the last 30 days of its life."""

    def of(look: Look) -> float:
        n = len(look.life.series["adults"])
        return metric(look._replace(life=look.life.between(max(0, n - MONTH), n)))

    return of


TOLD = ("calls_warned", "shamed", "people_who_know", "strangers_who_know", "onlookers")
FEAR_SPARED = level("fear_spared_sum", "spared")
LISTED = "per person and year on the list"
ADULTS = "per 1,000 adults and year"

METRICS: Mapping[str, Metric] = {
    "refusals": Metric("Tickets for planes and fast trains refused", LISTED, per_listed_year("flights_refused", "trains_refused")),
    "hours_lost": Metric("Hours lost to slow trains", f"hours {LISTED}", per_listed_year("hours_lost")),
    "rooms_refused": Metric("Hotel rooms refused", LISTED, per_listed_year("hotel_refused")),
    "loans_refused": Metric("Wishes for a loan refused", "per 1,000 listed person-years", per_listed_year("loans_refused", times=1000)),
    "hours_throttled": Metric(
        "Hours lost to slow lines",
        "hours per person and day on the list",
        per_listed_year("hours_throttled", times=1 / DAYS_PER_YEAR),
    ),
    "calls_warned": Metric("Callers who heard the warning", LISTED, per_listed_year("calls_warned")),
    "map_readers": Metric("Times that somebody nearby read the entry on the map", LISTED, per_listed_year("strangers_who_know")),
    "told": Metric("Times that a listing was heard, read or watched by somebody", LISTED, per_listed_year(*TOLD)),
    "children_moved": Metric("Children moved out of private schools", "per 1,000 private pupils and year", moved_children),
    "good_jobs_of_the_listed": Metric(
        "Share in a well-paid job, of adults whom the policy has on its list at the end",
        "%",
        mean_of(lambda people: people["job"] == WELL_PAID, lambda people: people["listed"] == 1, 100),
        whole=True,
    ),
    "income_of_the_listed": Metric(
        "Mean monthly income at the end, of adults whom the policy ever listed",
        "CNY",
        mean_of(lambda people: people["income"], lambda people: people["times_listed"] > 0),
        whole=True,
    ),
    "ties_of_the_listed": Metric(
        "Live ties at the end, of adults whom the policy ever listed",
        "per person",
        mean_of(lambda people: people["ties_left"], lambda people: people["times_listed"] > 0),
        whole=True,
    ),
    "ties": Metric("Live ties at the end", "per adult", lambda look: outcomes.TIES_LEFT.of(look.life), whole=True),
    "detained_innocent": Metric(
        "Share of detentions after which the detained would have done nothing predicted in 365 days, by shadow acts",
        "%",
        innocent,
        whole=True,
    ),
    "fear_spared": Metric("Mean fear of the authority, of adults never sanctioned", "0…1", FEAR_SPARED),
    "fear_spared_last_month": Metric(
        "Mean fear of the authority in the last 30 days, of adults never sanctioned",
        "0…1",
        last_month(FEAR_SPARED),
    ),
    "informants": Metric("Adults who reported somebody within 365 days", "per 1,000 adults", stock("informants", 1000)),
    "suspected_wrongly": Metric(
        "Share of suspicions that fall on the wrong contact",
        "%",
        lambda look: ratio(look.life.total("suspected_wrongly"), look.life.total("suspected"), 100),
    ),
    "sanctioned_in_the_country": Metric(
        "Living people who were ever sanctioned, as many of the country's as of the society's",
        "million people",
        lambda look: ratio(float((look.life.people["sanctioned"] != 0).sum()), float(len(look.life.people["age"])), COUNTRY),
        whole=True,
    ),
    "untouched": Metric(
        "Share of adults never listed, refused, dismissed, shamed, detained or reported",
        "%",
        share_of_adults(lambda people: (people["sanctioned"] == 0) & (people["reports_against"] == 0)),
        whole=True,
    ),
    "said_as_wished": Metric(
        "Posts wanted and neither softened nor withheld",
        ADULTS,
        lambda look: 1000 * (look.life.per_year("posts_wanted") - look.life.per_year("posts_softened", "posts_withheld")),
    ),
    "wrongly_listed_share": Metric(
        "Share of the list that is on it wrongly",
        "%",
        lambda look: ratio(look.life.total("listed_wrongly"), look.life.total("listed"), 100),
    ),
    "wrongly_listed": Metric("Wrongly on the list", "per 1,000 adults", stock("listed_wrongly", 1000)),
    "covered": Metric("Residents whom the policy covers", "%", lambda look: 100 * look.life.mean("covered", "people")),
    "listed": Metric("On the list", "% of adults", stock("listed", 100)),
    "aware": Metric("Know of the system", "% of adults", stock("aware", 100)),
    "trust": Metric("Mean trust", "0…1", level("trust_sum")),
    "fear_wronged": Metric("Mean fear of being wronged", "0…1", level("fear_wronged_sum")),
    "wrongs_per_deal": Metric(
        "Wrongs by a contact, for each deal",
        "per 1,000 deals",
        lambda look: ratio(look.life.total("wrongs"), look.life.total("deals"), 1000),
    ),
    "debts_opened": Metric("Debts that fell due, by choice or for want of money", ADULTS, per_1000("debts_opened")),
    "debts_paid": Metric(
        "Debts paid",
        "per person and year in debt",
        lambda look: ratio(look.life.total("debts_paid"), look.life.total("in_debt") / DAYS_PER_YEAR),
    ),
    "offences": Metric("Offences", ADULTS, of_kind("offence")),
    "civic_acts": Metric("Civic acts", ADULTS, of_kind("civic")),
    "points_won": Metric("Points won by what was recorded", "points per adult and year", points(1)),
    "points_lost": Metric("Points lost by what was recorded", "points per adult and year", points(-1)),
    "rewarded_acts_rise": Metric("By how much acts that win points became more than under none", "%", moved(1)),
    "punished_acts_fall": Metric("By how much acts that cost points became fewer than under none", "%", moved(-1)),
}
"""Every metric that a claim may name."""
