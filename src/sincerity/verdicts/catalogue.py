"""`claims.toml`: what is claimed, as data. Read, checked, and told what is wrong with it."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sincerity.errors import ScenarioError
from sincerity.scenario.load import shipped
from sincerity.scenario.problems import did_you_mean
from sincerity.verdicts.lives import AFTER, NONE, POLICY, Variant
from sincerity.verdicts.metrics import METRICS

SHIPPED = Path(__file__).with_name("claims.toml")
DAY_0 = "day_0"
"""What a claim may be against besides a life: the policy's own first day."""
LIVES = (POLICY, NONE, AFTER)

Who = Literal["press", "government", "sceptics"]
Measured = Literal["value", "difference", "percent_change", "percent_of"]
Comparison = Literal["above", "at least", "below", "at most"]
Period = Literal["last_year", "whole", "after_repeal"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(_Row):
    """One claim.

    metric: of `life`, over each of `periods`; against: lives, day 0, or another metric of the same life, that it is set beside
    measured: the value itself, or what it is beside `against`; of several the one that favours the claim least counts
    comparison, threshold: when the claim holds
    imposed: the effect is put in by a rule; imposed_why: by which, or what it emerges from
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(max_length=33)
    who: Who
    text: str
    metric: str
    life: str = POLICY
    against: tuple[str, ...] = ()
    measured: Measured = "value"
    comparison: Comparison
    threshold: float
    threshold_why: str
    unit: str = Field(max_length=60)
    periods: tuple[Period, ...] = Field(("last_year", "whole"), min_length=1)
    source: str
    imposed: bool
    imposed_why: str

    @property
    def upward(self) -> bool:
        """Whether more of the effect favours the claim."""
        return self.comparison in ("above", "at least")


class VariantRow(_Row):
    """The policy with `table` taken from a shipped scenario, or off where `source` is empty."""

    name: str
    table: str
    source: str = ""


class Catalogue(_Row):
    """All claims. fixed_on: the day on which their thresholds were fixed."""

    fixed_on: datetime.date
    variant: tuple[VariantRow, ...] = ()
    claim: tuple[Claim, ...] = Field(min_length=1)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants of the policy that claims name."""
        return tuple(Variant(row.name, row.table, row.source) for row in self.variant)

    def lives(self) -> frozenset[str]:
        """The lives that some claim looks at, besides the policy's and that under none."""
        named = {name for claim in self.claim for name in (claim.life, *claim.against)}
        return frozenset(named & {AFTER, *(row.name for row in self.variant)})


@cache
def shipped_claims() -> Catalogue:
    """The claims that come with the laboratory."""
    return read_claims(SHIPPED)


def read_claims(path: Path) -> Catalogue:
    """The claims of a file.

    Raises
    ------
    ScenarioError
        It cannot be read, or something in it is wrong: every problem, one a line
    """
    try:
        return check_claims(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path} cannot be read ({error}). Name a TOML file of claims.") from error


def check_claims(text: str, where: str) -> Catalogue:
    """The claims of a TOML text; see `read_claims`."""
    try:
        found = Catalogue.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{where}: this is not TOML: {error}. Mend it.") from error
    except ValidationError as error:
        raise ScenarioError("\n".join(_told(where, text, one) for one in error.errors(include_url=False))) from error
    problems = [f"{where}: {problem}" for problem in (*_of_ids(found), *_of_variants(found), *_of_names(found), *_of_ways(found))]
    if problems:
        raise ScenarioError("\n".join(problems))
    return found


def _told(where: str, text: str, error: object) -> str:
    """One of pydantic's errors in the house's words."""
    assert isinstance(error, dict)
    place = [str(part) for part in error["loc"]]
    if place[0] == "claim" and len(place) > 1:
        rows = tomllib.loads(text)["claim"]
        row = rows[int(place[1])] if isinstance(rows, list) else {}
        place[:2] = [f"claim {row.get('id', place[1])}" if isinstance(row, dict) else f"claim {place[1]}"]
    return f"{where}: {'.'.join(place)}: {error['msg']}. Mend it."


def _of_ids(found: Catalogue) -> Iterator[str]:
    """Ids are names of columns, each once."""
    for what, names in (("claim", [claim.id for claim in found.claim]), ("variant", [row.name for row in found.variant])):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f'{what}: id = "{name}" stands {names.count(name)} times. Ids are unique. Rename one.'


def _of_variants(found: Catalogue) -> Iterator[str]:
    for row in found.variant:
        if row.name in (*LIVES, DAY_0, *METRICS):
            yield f'variant: name = "{row.name}" means something else already. Rename it.'
        if row.source and row.source not in shipped():
            yield f'variant {row.name}: source = "{row.source}" is not a shipped scenario.{_among(row.source, shipped())}'


def _of_names(found: Catalogue) -> Iterator[str]:
    """Metrics and lives are there, and every `against` is one of them."""
    lives = (*LIVES, *(row.name for row in found.variant))
    beside = (*lives, DAY_0, *METRICS)
    for claim in found.claim:
        if claim.metric not in METRICS:
            yield f'claim {claim.id}: metric = "{claim.metric}" is unknown.{_among(claim.metric, METRICS)}'
        if claim.life not in lives:
            yield f'claim {claim.id}: life = "{claim.life}" is unknown.{_among(claim.life, lives)}'
        for name in claim.against:
            if name not in beside:
                yield f'claim {claim.id}: against has "{name}", which is neither a life nor a metric.{_among(name, beside)}'


def _of_ways(found: Catalogue) -> Iterator[str]:
    """What is measured needs something to be against, or nothing; a period is one that the life and the metric have."""
    for claim in found.claim:
        here = f"claim {claim.id}: "
        if (claim.measured == "value") == bool(claim.against):
            has = f"has against = {list(claim.against)}" if claim.against else "has no against"
            yield f'{here}measured = "{claim.measured}" {has}. A value stands alone, all else beside something. Change one.'
        if ("after_repeal" in claim.periods) != (claim.life == AFTER):
            given = f'life = "{claim.life}" has the periods {list(claim.periods)}'
            yield f"{here}{given}. The life {AFTER} has after_repeal, all others last_year and whole. Change one of the two."
        metric = METRICS.get(claim.metric)
        if metric is not None and metric.whole and claim.periods != ("whole",):
            yield f'{here}{claim.metric} is of people at the end. Its periods are ["whole"].'


def _among(word: str, known: Iterable[str]) -> str:
    names = list(known)
    return did_you_mean(word, names) or f" Known are {', '.join(names)}."
