"""`claims.json`, the answer, and `draws.parquet`, what it rests on."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from sincerity.experiments.measure import Interval
from sincerity.store.files import write_text
from sincerity.store.manifest import NOTICE
from sincerity.store.rows import write_columns
from sincerity.verdicts.effects import Effect, Values, effect_of, effects_of
from sincerity.verdicts.question import COVERED, FULL, Question
from sincerity.verdicts.rule import Finding, by_chance, find
from sincerity.verdicts.space import DRAW_SEED, NOT_DRAWN, Draw
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.types import Columns

DOCUMENT, DRAWS = "claims.json", "draws.parquet"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EffectDocument(_Part):
    """Over seeds, with the shipped values: mean and Student's 95 % interval; null where no seed, or one alone, has an effect."""

    estimate: float | None
    low: float | None
    high: float | None


class CorrelationDocument(_Part):
    """Spearman's rank correlation over draws of a key's value with the effect."""

    key: str
    rho: float


class ClaimDocument(_Part):
    """A claim read over one period, and its verdict.

    share: of the n_draws that say anything about it, how many are beyond the threshold; no probability
    luck: spread over seeds as a share of the spread over draws; note: what else has to be said
    """

    id: str
    title: str
    who: Literal["press", "government", "sceptics"]
    text: str
    metric: str
    comparison: Literal["above", "at least", "below", "at most"]
    threshold: float
    threshold_why: str
    unit: str
    source: str
    imposed: bool
    imposed_why: str
    period: Literal["last_year", "whole", "after_repeal"]
    verdict: Literal["supported", "not supported", "depends"]
    effect: EffectDocument
    share: float
    n_draws: int
    correlations: tuple[CorrelationDocument, ...]
    luck: float | None
    note: str


class CoveredDocument(_Part):
    """Share of residents, in per cent, that the policy covered with the shipped values, mean over seeds."""

    last_year: float
    whole: float


class VerdictsDocument(_Part):
    """`claims`: what was asked, and every claim with each of its periods.

    against: what the people are compared under; replaced: draws that no scenario may have, drawn again; n_parameters: ranges drawn from
    rho_by_chance: what the largest correlation stays below in 95 of 100 cases where nothing moves with anything
    """

    schema_version: int = 1
    notice: str = NOTICE
    version: str
    scenario: str
    against: str
    seeds: tuple[int, ...]
    draws: int
    draw_seed: int
    people: int
    region_people: int
    days: int
    start: str
    burn_in_days: int
    command: str
    fixed_on: str = Field(description="the day on which the thresholds were fixed")
    provisional: bool = Field(description="fewer draws than a verdict takes")
    n_parameters: int
    not_drawn: dict[str, str]
    replaced: int
    rho_by_chance: float
    covered: CoveredDocument
    seconds: float
    claims: tuple[ClaimDocument, ...]


class Lives(NamedTuple):
    """What was measured: by seed with the shipped values, and by draw."""

    seeds: list[Values]
    draws: list[Values]


def write_all(question: Question, draws: list[Draw], lives: Lives, folder: Path, seconds: float) -> None:
    """Judge, and write both files; the answer last."""
    effects = effects_of(question.catalogue.claim)
    drawn = {key: [float(draw.settings[key]) for draw in draws] for key in draws[0].settings}
    of_draws = {effect.name: [effect_of(effect, values) for values in lives.draws] for effect in effects}
    findings = [
        find(effect, [effect_of(effect, values) for values in lives.seeds], of_draws[effect.name], _that_matter(question, effect, drawn))
        for effect in effects
    ]
    columns: Columns = {"draw": np.array([draw.number for draw in draws])}
    columns |= {key: np.array(column, np.float64) for key, column in drawn.items()}
    columns |= {f"effect.{name}": np.array(column, np.float64) for name, column in of_draws.items()}
    write_columns(folder / DRAWS, columns)
    document = document_of(question, draws, lives, findings, seconds)
    write_text(folder / DOCUMENT, document.model_dump_json(indent=2) + "\n")


def _that_matter(question: Question, effect: Effect, drawn: dict[str, list[float]]) -> dict[str, list[float]]:
    """The drawn values, without those that only a variant has which the claim does not look at."""
    named = {effect.claim.life, *effect.claim.against}
    return {key: column for key, column in drawn.items() if question.space.only.get(key, effect.claim.life) in named}


def document_of(question: Question, draws: list[Draw], lives: Lives, findings: list[Finding], seconds: float) -> VerdictsDocument:
    """The answer."""
    scenario = question.scenario
    covered = [float(np.mean([values[measure.name] for values in lives.seeds])) for measure in COVERED]
    n_keys = len(question.space.ranges)
    return VerdictsDocument(
        version=__version__,
        scenario=scenario.name,
        against="none",
        seeds=question.seeds,
        draws=question.n_draws,
        draw_seed=DRAW_SEED,
        people=scenario.society.people,
        region_people=scenario.society.region_people,
        days=scenario.days,
        start=scenario.start.isoformat(),
        burn_in_days=scenario.burn_in_days,
        command=question.command,
        fixed_on=question.catalogue.fixed_on.isoformat(),
        provisional=question.n_draws < FULL,
        n_parameters=n_keys,
        not_drawn=dict(NOT_DRAWN),
        replaced=sum(draw.again for draw in draws),
        rho_by_chance=by_chance(question.n_draws, n_keys),
        covered=CoveredDocument(last_year=covered[0], whole=covered[1]),
        seconds=round(seconds, 1),
        claims=tuple(claim_document(finding, question.n_draws) for finding in findings),
    )


def claim_document(finding: Finding, n_draws: int) -> ClaimDocument:
    """A finding as the document tells it."""
    effect = finding.effect
    own = {name: getattr(effect.claim, name) for name in ClaimDocument.model_fields if name in type(effect.claim).model_fields}
    return ClaimDocument(
        **own,
        period=effect.period,
        verdict=finding.verdict,
        effect=_effect(finding.shipped),
        share=finding.share,
        n_draws=finding.n_draws,
        correlations=tuple(CorrelationDocument(key=one.key, rho=one.rho) for one in finding.correlations),
        luck=_told(finding.luck),
        note=note_of(finding, n_draws),
    )


def note_of(finding: Finding, n_draws: int) -> str:
    """What has to be said beside a verdict, in words; mostly nothing."""
    silent = n_draws - finding.n_draws
    if not silent:
        return ""
    which = "no draw" if not finding.n_draws else f"only {finding.n_draws} of {n_draws} draws"
    return f"what it is about happened in {which}"


def _effect(found: Interval | None) -> EffectDocument:
    if found is None:
        return EffectDocument(estimate=None, low=None, high=None)
    return EffectDocument(estimate=_told(found.mean), low=_told(found.low), high=_told(found.high))


def _told(x: float) -> float | None:
    return x if math.isfinite(x) else None
