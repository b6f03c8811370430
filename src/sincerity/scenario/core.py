"""The tables every scenario has, whatever mechanisms are installed: society, policy, mind.

Each key carries kind, default, unit, meaning and hard bounds (`keys.key`); what several keys must satisfy together
is in `checks`. Tables of mechanisms are added by `schema.scenario_class`.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from sincerity.scenario.keys import Regions, TableModel, key
from sincerity.scenario.registry import REQUIRED
from sincerity.types import CELL_PEOPLE, MAX_DAYS, MAX_REGION_PEOPLE, TRAITS

MAX_PEOPLE = 2**31 - 1
"""An index is a signed 32-bit number."""
MAX_BEHAVIOURS = 64
"""A wrong record takes 1/64 of a day's word for each kind, so there are at most 64 kinds."""
MAX_TIERS = 16
"""The face holds the tier in 4 bits."""
MAX_FALSE_PER_YEAR = 365 / 64
"""Largest rate of wrong records of one kind: 1/64 a day."""
INT32 = 2**31 - 1

Trait = Literal["diligence", "honesty", "outspokenness", "boldness", "playfulness", "civic_spirit", "spite"]
BehaviourKind = Literal["offence", "debt", "duty", "speech", "leisure", "civic"]
KINDS: tuple[str, ...] = ("offence", "debt", "duty", "speech", "leisure", "civic")
PRESETS: tuple[str, ...] = ("china-2020",)


def n_regions(people: int, region_people: int) -> int:
    """How many regions a society has: people / region_people, rounded, at least one, at most one a cell of 64.

    >>> n_regions(4097, 4096), n_regions(130, 64), n_regions(100, 64)
    (1, 2, 2)
    """
    return max(1, min((2 * people + region_people) // (2 * region_people), -(-people // CELL_PEOPLE)))


class Network(TableModel):
    """`society.network`: contacts per layer, both directions together, hence even."""

    household: bool = key("switch", True, "", "Members of a household are contacts of one another.")
    neighbours: int = key("integer", 2, "contacts", "Contacts on the ring of neighbours; even.", 0, 40)
    workmates: int = key("integer", 6, "contacts", "Contacts on the ring of workmates or classmates; even.", 0, 40)
    friends: int = key("integer", 6, "contacts", "Contacts on the ring of friends; even.", 0, 40)
    distant: int = key("integer", 2, "contacts", "Friends in partner regions; even.", 0, 40)
    thinning: bool = key("switch", True, "", "Drop pairs by sociability and likeness; false keeps every slot.")


class Behaviour(TableModel):
    """A row of `society.behaviour`: what people do, and how often before any policy."""

    id: str = key("text", REQUIRED, "", "Name in column names and rules: small letters, digits, single underscores.")
    label: str = key("text", "", "", "In words, for people.")
    per_year: float = key("number", REQUIRED, "acts per eligible adult and year", "Yearly acts with average traits, undeterred.", 0, 365)
    trait: Trait = key("choice", "honesty", "", "The trait that moves the rate, where it has a weight.", choices=TRAITS)
    trait_weight: float = key("number", 0.0, "", "The rate is multiplied by 1 + weight·(2·trait - 1); 0: the same for all.", -1, 1)
    deterrable: float = key("chance", 0.0, "share", "Share of the acts that certain, costly discovery would prevent.")
    incentive: float = key("number", 0.0, "", "The rate is multiplied by 1 + incentive·worth of points, worth in 0..1.", 0, 10)
    kind: BehaviourKind = key("choice", "offence", "", "What mechanisms take the behaviour for.", choices=KINDS)
    wrongs_contact: bool = key("switch", False, "", "The act wrongs one contact.")
    visible: bool = key("switch", False, "", "Contacts can see the act.")
    needs_loan: bool = key("switch", False, "", "Whether only who has a loan can act so.")


class Society(TableModel):
    """`society`: the invented people, the same under every policy."""

    people: int = key("integer", 100_000, "residents", "Number of residents.", 1, MAX_PEOPLE)
    region_people: int = key("integer", 4_096, "residents", "Residents of one region (a township).", 64, MAX_REGION_PEOPLE)
    cell_m: int = key("integer", 100, "m", "Edge of a cell of 64 residents.", 1, 10_000)
    preset: str = key("choice", "china-2020", "", "Aggregate marginals the society is drawn from.", choices=PRESETS)
    group_b_share: float = key("chance", 0.1, "share", "Share of residents in group B, a protected attribute without other meaning.")
    behaviours_active: bool = key("switch", True, "", "Residents act at all.")
    network: Network = Field(default_factory=Network)
    behaviour: tuple[Behaviour, ...] = ()


class Rule(TableModel):
    """`policy.rule.<behaviour>`: what the authority makes of an act."""

    points: int = key("integer", REQUIRED, "points", "Points a record of the act adds (below 0: takes).", -INT32, INT32)
    seen: float = key("chance", 1.0, "share", "Chance that an act is recorded where coverage is full.")
    false_per_year: float = key(
        "number", 0.0, "records per adult and year", "Wrong records of this kind, whatever the person does.", 0, MAX_FALSE_PER_YEAR
    )


class Tier(TableModel):
    """A row of `policy.tier`, best first. The last one also takes every score below its bound."""

    name: str = key("text", REQUIRED, "", "Name in columns and in `for`: a letter, then letters, digits, + or -.")
    from_: int = key("integer", REQUIRED, "points", "Lowest score of the tier.", -INT32, INT32, name="from")


class Policy(TableModel):
    """`policy`: what the authority does. Tables of mechanisms (travel, listing…) are further attributes."""

    active: bool = key("switch", True, "", "Is there a policy at all? false is `none`, whatever else is written.")
    start_score: int = key("integer", 1_000, "points", "Everyone's score on day 0.", -INT32, INT32)
    min_score: int = key("integer", 0, "points", "Lowest score.", -INT32, INT32)
    max_score: int = key("integer", 1_300, "points", "Highest score.", -INT32, INT32)
    return_per_year: float = key("number", 0.0, "points per year", "Slow return of every score toward the start.", 0, INT32)
    regions: Regions = key("regions", "all", "", "Where the policy holds: `all`, or the numbers of its regions, from 0.")
    rule: dict[str, Rule] = Field(default_factory=dict)
    tier: tuple[Tier, ...] = ()


class Mind(TableModel):
    """`mind`: what people learn, feel and expect; its tables belong to mechanisms."""


class ScenarioTables(TableModel):
    """The top of the file."""

    schema_: int = key("integer", 1, "", "Version of this format.", 1, 1, name="schema")
    name: str = key("text", "unnamed", "", "Short name: letters, digits, - _ and dots; the file's name where it is absent.")
    title: str = key("text", "", "", "One line for people.")
    start: datetime.date = key("date", datetime.date(2014, 6, 14), "", "The date of day 0.")
    days: int = key("integer", 365, "days", "Days from day 0 on; `until`, the last day, inclusive, may stand for it.", 1, MAX_DAYS)
    burn_in_days: int = key("integer", 365, "days", "Days under no policy before day 0, unreported.", 0, 2_000)
    society: Society = Field(default_factory=Society)
    policy: Policy = Field(default_factory=Policy)
    mind: Mind = Field(default_factory=Mind)
