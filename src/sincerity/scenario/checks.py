"""What several keys must satisfy together, checked before day 0."""

from __future__ import annotations

import datetime
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator

from sincerity.scenario.core import MAX_BEHAVIOURS, MAX_TIERS, Behaviour, Policy, n_regions
from sincerity.scenario.emit import toml_value
from sincerity.scenario.keys import attribute
from sincerity.scenario.locate import Path
from sincerity.scenario.problems import Problem, did_you_mean
from sincerity.scenario.schema import CORE, Scenario
from sincerity.types import MAX_HOUSEHOLD, MAX_SLOTS

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TIER = re.compile(r"[A-Za-z][A-Za-z0-9+-]*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LAST_YEAR = 2200
TAKEN_IDS = frozenset({"false"})
"""Ids whose columns are other ones: `records_false` counts wrong records of all kinds."""
TAKEN_TIERS = frozenset({"listed"})
"""In small letters: `days_listed` counts days on the list, and `for = "listed"` means it."""


def problems_of(scenario: Scenario, broken: set[Path]) -> Iterator[Problem]:
    """Every problem among keys; a check that reads a key already found wrong is left out."""
    for reads, check in CHECKS:
        if not any(path[: len(read)] == read or read[: len(path)] == path for read in reads for path in broken):
            yield from check(scenario)


def check_name(scenario: Scenario) -> Iterator[Problem]:
    """Names become folders."""
    if not _NAME.fullmatch(scenario.name) or len(scenario.name) > 64:
        yield Problem(
            ("name",),
            f" = {toml_value(scenario.name)} cannot name a folder. Allowed are up to 64 letters, digits, dots, - and _. Rename it.",
        )


def check_dates(scenario: Scenario) -> Iterator[Problem]:
    """The run stays between 1900 and 2200."""
    first = scenario.start.toordinal() - scenario.burn_in_days
    last = scenario.start.toordinal() + scenario.days
    if first < datetime.date(1900, 1, 1).toordinal() or last > datetime.date(LAST_YEAR, 1, 1).toordinal():
        yield Problem(
            ("start",), f" = {scenario.start} puts the run outside 1900..{LAST_YEAR}. Burn-in and days must fit in between. Move it."
        )


def check_network(scenario: Scenario) -> Iterator[Problem]:
    """Contacts stand on both sides of a ring, and a face names a slot in six bits."""
    network = scenario.society.network
    total = MAX_HOUSEHOLD - 1 if network.household else 0
    for layer in ("neighbours", "workmates", "friends", "distant"):
        contacts = getattr(network, layer)
        total += contacts
        if contacts % 2:
            yield Problem(
                ("society", "network", layer),
                f" = {contacts} is odd. Contacts stand on both sides of a ring, so they are even. Write {contacts - 1} or {contacts + 1}.",
            )
    if total > MAX_SLOTS:
        yield Problem(
            ("society", "network"),
            f" has {total} contact slots, household included. A face can name {MAX_SLOTS}. "
            "Lower neighbours, workmates, friends or distant.",
        )


def check_behaviours(scenario: Scenario) -> Iterator[Problem]:
    """Ids are unique names of columns."""
    rows = scenario.society.behaviour
    first: dict[str, int] = {}
    for i, row in enumerate(rows):
        here: Path = ("society", "behaviour", i, "id")
        if not _ID.fullmatch(row.id):
            yield Problem(
                here, f" = {toml_value(row.id)} cannot name a column. Allowed are small letters, digits and single underscores. Rename it."
            )
        elif row.id in TAKEN_IDS:
            yield Problem(here, f" = {toml_value(row.id)} is taken: records_{row.id} counts records of every kind. Rename it.")
        elif row.id in first:
            yield Problem(
                here,
                f" = {toml_value(row.id)} is already society.behaviour[{first[row.id]}]. Ids are unique. Rename one.",
            )
        first.setdefault(row.id, i)
        if row.trait_weight and "trait" not in row.model_fields_set:
            yield Problem(
                ("society", "behaviour", i, "trait_weight"),
                f" = {toml_value(row.trait_weight)} weighs no trait. A weight needs a trait. Add trait, or set the weight to 0.",
            )
    if len(rows) > MAX_BEHAVIOURS:
        yield Problem(("society", "behaviour"), f" has {len(rows)} rows. At most {MAX_BEHAVIOURS} kinds fit into a day. Drop or join some.")


def most_a_year(row: Behaviour, strain: float) -> float:
    """Occasions a year that a behaviour needs: per_year·M, M = (1 + |weight|)·(1 + incentive), the largest its chance grows by.

    Where a contact is wronged M is twice that: sanctions may crowd all honesty out. A debt's is 1 + strain times that: savings
    may run out.

    >>> most_a_year(Behaviour(id="b", per_year=2, trait="honesty", trait_weight=-0.5, incentive=1), strain=2)
    6.0
    """
    state = (2 if row.wrongs_contact else 1) * (1 + strain if row.kind == "debt" else 1)
    return row.per_year * (1 + abs(row.trait_weight)) * (1 + row.incentive) * state


def _strain(scenario: Scenario) -> float:
    economy, debt = scenario.table("society.economy"), scenario.table("society.debt")
    return float(getattr(debt, "strain", 0.0)) if economy is not None and getattr(economy, "active", False) else 0.0


def check_occasions(scenario: Scenario) -> Iterator[Problem]:
    """Law 4: one occasion a day at most, so Σ per_year·M ≤ 365."""
    rows = scenario.society.behaviour
    a_year = [most_a_year(row, _strain(scenario)) for row in rows]
    total = math.fsum(a_year)
    if total <= 365:
        return
    most = sorted(range(len(rows)), key=lambda i: -a_year[i])[:3]
    named = ", ".join(f"{rows[i].id} {a_year[i]:g}" for i in most)
    yield Problem(
        ("society", "behaviour", most[0], "per_year"),
        f" = {toml_value(rows[most[0]].per_year)} brings the occasions of all behaviours to {total:.6g} a year. A day holds one, so the "
        "sum of per_year·(1 + |trait_weight|)·(1 + incentive), doubled where a contact is wronged and 1 + society.debt.strain times "
        "as much for debts, is at most 365. "
        f"The largest are {named}. Lower some of them.",
    )


def check_scores(scenario: Scenario) -> Iterator[Problem]:
    """The start lies in the range."""
    policy = scenario.policy
    if policy.min_score >= policy.max_score:
        yield Problem(
            ("policy", "max_score"),
            f" = {policy.max_score} is not above policy.min_score = {policy.min_score}. The range runs upwards. Change one.",
        )
    elif not policy.min_score <= policy.start_score <= policy.max_score:
        yield Problem(
            ("policy", "start_score"),
            f" = {policy.start_score} is outside the scores. {_scores(policy)} Move it, or widen the range.",
        )


def _scores(policy: Policy) -> str:
    return f"Allowed are policy.min_score = {policy.min_score} to policy.max_score = {policy.max_score}."


def check_tiers(scenario: Scenario) -> Iterator[Problem]:
    """Tiers fall from best to worst, under names of their own; columns ignore capital letters, so names do."""
    policy, tiers = scenario.policy, scenario.policy.tier
    first: dict[str, int] = {}
    for i, tier in enumerate(tiers):
        here: Path = ("policy", "tier", i, "from")
        name: Path = ("policy", "tier", i, "name")
        same = tier.name.casefold()
        if not _TIER.fullmatch(tier.name):
            yield Problem(
                name, f" = {toml_value(tier.name)} cannot name a tier. Allowed is a letter, then letters, digits, + or -. Rename it."
            )
        elif same in TAKEN_TIERS:
            yield Problem(name, f" = {toml_value(tier.name)} is taken: it means the list, capital letters or not. Rename it.")
        elif same in first:
            ignoring = "" if tiers[first[same]].name == tier.name else ", whatever their capital letters"
            yield Problem(
                name, f" = {toml_value(tier.name)} is already policy.tier[{first[same]}]. Names are unique{ignoring}. Rename one."
            )
        first.setdefault(same, i)
        above = tiers[i - 1] if i else None
        if above is not None and tier.from_ == above.from_:
            yield Problem(
                here,
                f" = {tier.from_} is also tier[{i - 1}].from. Each tier begins below the one before it. Change one bound or drop a tier.",
            )
        elif above is not None and tier.from_ > above.from_:
            yield Problem(
                here,
                f" = {tier.from_} is above tier[{i - 1}].from = {above.from_}. Tiers must fall from best to worst. "
                "Swap them or change one bound.",
            )
        elif policy.min_score < policy.max_score and not policy.min_score <= tier.from_ <= policy.max_score:
            yield Problem(
                here,
                f" = {tier.from_} is outside the scores. {_scores(policy)} Move it into them.",
            )
    if len(tiers) > MAX_TIERS:
        yield Problem(("policy", "tier"), f" has {len(tiers)} rows. A face can show {MAX_TIERS} tiers. Join some.")


def check_regions(scenario: Scenario) -> Iterator[Problem]:
    """A policy confined to regions is confined to some that there are."""
    regions, here = scenario.policy.regions, ("policy", "regions")
    if regions == "all":
        return
    last = n_regions(scenario.society.people, scenario.society.region_people) - 1
    wrong = [region for region in regions if not 0 <= region <= last]
    twice = [region for region, times in Counter(regions).items() if times > 1]
    if not regions:
        yield Problem(here, ' = [] is nowhere. A policy holds in one region at least. Name one, write "all", or set policy.active = false.')
    elif wrong:
        yield Problem(here, f" has {wrong[0]}, which is no region. {scenario.society.people} people have regions 0..{last}. Mend the list.")
    elif twice:
        yield Problem(here, f" has {twice[0]} twice. A region is named once. Drop one.")


def check_revisions(scenario: Scenario) -> Iterator[Problem]:
    """Revisions follow one another, after day 0."""
    rows = scenario.table("policy.revision") or ()
    for i, row in enumerate(rows):
        here: Path = ("policy", "revision", i, "on")
        if row.on <= scenario.start:
            yield Problem(
                here,
                f" = {row.on} is not after start = {scenario.start}. A revision changes a policy that has begun. "
                "Move it, or put what it sets into the policy itself.",
            )
        elif i and row.on <= rows[i - 1].on:
            yield Problem(
                here,
                f" = {row.on} is not after policy.revision[{i - 1}].on = {rows[i - 1].on}. Revisions stand in the order of their dates, "
                "one a date. Move, swap or join them.",
            )


def check_rules(scenario: Scenario) -> Iterator[Problem]:
    """Every rule is for a behaviour there is."""
    known = [row.id for row in scenario.society.behaviour]
    for name in scenario.policy.rule:
        if name not in known:
            yield Problem(
                ("policy", "rule", name),
                f" is a rule for a behaviour that does not exist. Behaviours are {', '.join(known) or 'none'}."
                f"{did_you_mean(name, known) or ' Drop the rule, or add the behaviour with [[society.more_behaviour]].'}",
            )


def check_listing(scenario: Scenario) -> Iterator[Problem]:
    """The line of the list lies where scores can fall."""
    policy, listing = scenario.policy, scenario.table("policy.listing")
    if listing is None or not getattr(listing, "by_score", True):
        return
    line = getattr(listing, "by_score_below", None)
    if line is not None and policy.min_score < policy.max_score and not policy.min_score <= line <= policy.max_score:
        yield Problem(
            ("policy", "listing", "by_score_below"),
            f" = {line} is outside the scores. {_scores(policy)} Move it into them.",
        )


def check_targets(scenario: Scenario) -> Iterator[Problem]:
    """`for` names the listed or a tier."""
    allowed = ["listed", *(tier.name for tier in scenario.policy.tier)]
    for path, shape in scenario.shapes.items():
        table = None if not path or shape.rows or shape.keyed else scenario.table(path)
        target = getattr(table, attribute("for"), None) if table is not None and "for_" in shape.model.model_fields else None
        if isinstance(target, str) and target not in allowed:
            yield Problem(
                (*path.split("."), "for"),
                f" = {toml_value(target)} is neither listed nor a tier. Allowed are {', '.join(allowed)}."
                f"{did_you_mean(target, allowed) or ' Choose one.'}",
            )


def check_predictions(scenario: Scenario) -> Iterator[Problem]:
    """What a risk model predicts are behaviours there are, each once, that can go on record."""
    table = scenario.table("policy.detention")
    predicts = getattr(table, "predicts", None)
    if not isinstance(predicts, tuple):
        return
    known = [row.id for row in scenario.society.behaviour]
    here: Path = ("policy", "detention", "predicts")
    for name in predicts:
        if name not in known:
            yield Problem(
                here,
                f" has {toml_value(name)}, which is no behaviour. Behaviours are {', '.join(known) or 'none'}."
                f"{did_you_mean(name, known) or ' Choose among them.'}",
            )
        elif predicts.count(name) > 1:
            yield Problem(here, f" has {toml_value(name)} twice. Each is predicted once. Drop one.")
            return
    if not predicts and getattr(table, "active", True) and scenario.policy.active:
        yield Problem(here, " = [] predicts nothing. A risk model needs a behaviour to predict. Name one, or switch detention off.")


NEEDS_ECONOMY = ("jobs", "loans", "schools")
"""Sanctions on what *economy* hands out."""


def check_economy(scenario: Scenario) -> Iterator[Problem]:
    """A sanction on jobs, loans or school places needs an economy that has them."""
    economy = scenario.table("society.economy")
    if economy is None or getattr(economy, "active", True) or not scenario.policy.active:
        return
    tables = {name: scenario.table(f"policy.{name}") for name in NEEDS_ECONOMY}
    on = [f"policy.{name}" for name, table in tables.items() if table is not None and getattr(table, "active", True)]
    if on:
        are = "is" if len(on) == 1 else "are"
        yield Problem(
            ("society", "economy"),
            f" is off, but {' and '.join(on)} {are} on. Without it nobody is hired, lent to or given a place, so there is nothing to "
            f"bar anybody from. Set society.economy = true, or {' and '.join(f'{table}.active' for table in on)} = false.",
        )


def check_rows(scenario: Scenario) -> Iterator[Problem]:
    """Rows of mechanisms' tables are addressed by name, so names are unique."""
    for path, shape in scenario.shapes.items():
        if not shape.rows or path in CORE:
            continue
        first: dict[object, int] = {}
        rows = scenario.table(path) or ()
        if shape.most and len(rows) > shape.most:
            yield Problem(tuple(path.split(".")), f" has {len(rows)} rows. At most {shape.most} are allowed. Join some.")
        for i, row in enumerate(rows):
            name = getattr(row, attribute(shape.rows), "")
            if name and name in first:
                yield Problem(
                    (*path.split("."), i, shape.rows), f" = {toml_value(name)} is already {path}[{first[name]}]. Rename one of the two."
                )
            first.setdefault(name, i)


def check_pairs(scenario: Scenario) -> Iterator[Problem]:
    """Of two keys of one table that differ in `low` and `high` alone, the low one is not above the high one."""
    for path, shape in scenario.shapes.items():
        table = None if shape.rows or shape.keyed or not path else scenario.table(path)
        for low in shape.model.model_fields if table is not None else ():
            high = low.replace("low", "high")
            if high == low or high not in shape.model.model_fields or getattr(table, low) <= getattr(table, high):
                continue
            yield Problem(
                (*path.split("."), low),
                f" = {toml_value(getattr(table, low))} is above {path}.{high} = {toml_value(getattr(table, high))}. Swap or change them.",
            )


_BEHAVIOUR: Path = ("society", "behaviour")
_SCORES: tuple[Path, ...] = (("policy", "start_score"), ("policy", "min_score"), ("policy", "max_score"))
_TIERS: Path = ("policy", "tier")
CHECKS: tuple[tuple[tuple[Path, ...], Callable[[Scenario], Iterator[Problem]]], ...] = (
    ((("name",),), check_name),
    ((("start",), ("days",), ("burn_in_days",)), check_dates),
    ((("society", "network"),), check_network),
    ((_BEHAVIOUR,), check_behaviours),
    ((_BEHAVIOUR,), check_occasions),
    (_SCORES, check_scores),
    ((*_SCORES, _TIERS), check_tiers),
    ((("policy", "regions"), ("society", "people"), ("society", "region_people")), check_regions),
    ((("start",), ("policy", "revision")), check_revisions),
    ((_BEHAVIOUR, ("policy", "rule")), check_rules),
    ((*_SCORES, ("policy", "listing")), check_listing),
    ((_TIERS,), check_targets),
    ((_BEHAVIOUR, ("policy", "detention")), check_predictions),
    ((("society", "economy"), *(("policy", name) for name in NEEDS_ECONOMY)), check_economy),
    ((), check_rows),
    ((), check_pairs),
)
"""Each check with the keys it reads."""
