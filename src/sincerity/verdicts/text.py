"""Verdicts in words: the screen, at most 100 columns wide, and what the page shares with it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from sincerity.experiments.measure import Interval
from sincerity.experiments.pages import written
from sincerity.verdicts.answer import Verdicts, first_periods, heading
from sincerity.verdicts.document import ClaimDocument, EffectDocument, VerdictsDocument
from sincerity.verdicts.effects import WHOLE
from sincerity.verdicts.question import FULL
from sincerity.verdicts.rule import LUCKY

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 100
TITLE, VERDICT, EFFECT, NEEDS = 37, 13, 20, 8
SIGNS = {"above": ">", "at least": "≥", "below": "<", "at most": "≤"}
WHO: Mapping[str, str] = {"press": "The press", "government": "The government", "sceptics": "Sceptics"}
IMPOSED = "*"
LUCK = "~"


def screen(verdicts: Verdicts) -> Iterator[str]:
    """All of it, for a terminal: the answer first."""
    found = verdicts.document
    yield f"Of {heading(found)}"
    yield from _wrapped(lived(found))
    if found.provisional:
        yield from _wrapped(provisional(found))
    if found.covered.last_year < 100:
        yield from _wrapped(f"In the last year the policy covered {written(found.covered.last_year)} % of residents.")
    yield ""
    yield f"{'':{TITLE}}{'last year':{VERDICT}} {'whole time':{VERDICT}} {'effect':{EFFECT}} {'needs':{NEEDS}} draws"
    whole = {claim.id: claim for claim in found.claims if claim.period == WHOLE}
    for who, claims in groupby(first_periods(found), key=lambda claim: claim.who):
        yield WHO[who]
        for claim in claims:
            yield from rows(claim, whole.get(claim.id))
    yield ""
    yield from _wrapped(*foot(found))
    yield ""
    for subject, words in (("folder", str(verdicts.path)), ("again", found.command)):
        yield from textwrap.wrap(f"{subject:>6}  {words}", WIDTH, subsequent_indent=" " * 8, break_on_hyphens=False)


def rows(claim: ClaimDocument, whole: ClaimDocument | None) -> Iterator[str]:
    """A claim: its verdicts, effect and threshold; then its unit and, where it depends, what it moves with."""
    first = claim.verdict if claim.period != WHOLE else ""
    second = whole.verdict if whole is not None else ""
    title = f"  {claim.title}{IMPOSED if claim.imposed else ''}"
    share = f"{round(100 * claim.share)} %{LUCK if (claim.luck or 0) >= LUCKY else ''}" if claim.n_draws else "-"
    line = f"{title:{TITLE}}{first:{VERDICT}} {second:{VERDICT}} {effect(claim.effect):{EFFECT}} {needs(claim):{NEEDS}} {share}"
    yield line.rstrip()
    told = next((one for one in (claim, whole) if one is not None and one.verdict == "depends" and one.correlations), None)
    more = "" if told is None else f"; moves with {moves_with(told)}"
    note = f"; {claim.note}" if claim.note else ""
    yield from textwrap.wrap(f"{claim.unit}{more}{note}", WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 4, break_on_hyphens=False)


def effect(found: EffectDocument) -> str:
    """A mean over seeds, and half the width of its interval.

    >>> effect(EffectDocument(estimate=0.5, low=0.25, high=0.75)), effect(EffectDocument(estimate=None, low=None, high=None))
    ('0.5 ±0.25', '-')
    """
    if found.estimate is None:
        return "-"
    half = "" if found.low is None or found.high is None or found.low == found.high else f" ±{written((found.high - found.low) / 2)}"
    return f"{written(found.estimate)}{half}"


def interval_of(found: EffectDocument) -> Interval | None:
    """A mean over seeds with its interval, or nothing where there is none."""
    if found.estimate is None or found.low is None or found.high is None:
        return None
    return Interval(found.estimate, found.low, found.high)


def needs(claim: ClaimDocument) -> str:
    """What the effect must be for the claim to hold."""
    return f"{SIGNS[claim.comparison]} {written(claim.threshold)}"


def moves_with(claim: ClaimDocument) -> str:
    """The two largest rank correlations."""
    return ", ".join(f"{one.key} {one.rho:+.2f}" for one in claim.correlations)


def lived(found: VerdictsDocument) -> str:
    """What was lived."""
    size = f"{found.people:,} invented residents in regions of {found.region_people:,}, {found.days:,} days from {found.start}"
    return f"`{found.scenario}` against `{found.against}`, the same people with the same luck: {size}."


def provisional(found: VerdictsDocument) -> str:
    """The warning of too few draws."""
    return f"PROVISIONAL: {found.draws} draws are fewer than the {FULL} that a verdict takes."


def foot(found: VerdictsDocument) -> Iterator[str]:
    """How to read the table."""
    yield (
        "Effect: of the last year, or of the only time that the claim is about; with the shipped values, mean of "
        f"{len(found.seeds)} seeds, with Student's 95 % interval. Draws: share of {found.draws} draws from {found.n_parameters} plausible "
        f"ranges, all with seed {found.seeds[0]}, in which the effect is beyond what the claim needs: supported from 90 % on, not "
        "supported up to 10 %. That is no probability: nobody knows how likely the draws are."
    )
    yield (
        f"{IMPOSED} put in by a rule: its size alone is found. {LUCK} the draws differ by luck at least half as much as by their values. "
        f"Moves with: the two largest rank correlations; by chance alone the largest would stay below {found.rho_by_chance:.2f}. "
        "Total-order indices and a calibrated ensemble are to take their place."
    )
    if found.replaced:
        yield f"Drawn again, as no scenario may have them: {found.replaced} of the sets of values."
    yield "Nobody here is real; most rates are assumed."


def _wrapped(*paragraphs: str) -> Iterator[str]:
    for text in paragraphs:
        yield from textwrap.wrap(text, WIDTH, break_on_hyphens=False)
