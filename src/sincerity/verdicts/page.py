"""The page of claims: the rule, every claim with its threshold, and what a full run of them found.

`python -m sincerity.verdicts.page` asks the shipped claims of the shipped `article` and writes `docs/claims.md`. What was lived is kept
in a folder of `runs/`, so that the same command goes on where it was stopped.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from sincerity.engine.compose import registry
from sincerity.experiments.pages import asked_for, command_line, made_with, prose, written, written_interval
from sincerity.scenario.load import load
from sincerity.verdicts.answer import Verdicts, first_periods, heading
from sincerity.verdicts.ask import Reached, ask
from sincerity.verdicts.catalogue import SHIPPED, Catalogue, Claim, shipped_claims
from sincerity.verdicts.document import ClaimDocument, VerdictsDocument
from sincerity.verdicts.effects import LAST_YEAR, WHOLE
from sincerity.verdicts.lives import AFTER
from sincerity.verdicts.metrics import METRICS
from sincerity.verdicts.question import FULL, Question, question_of
from sincerity.verdicts.rule import LUCKY
from sincerity.verdicts.text import SIGNS, WHO, interval_of, moves_with, needs
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PAGE = Path("docs/claims.md")
SCENARIO = "article"
BESIDE = {
    "none": "the same people with the same luck and no policy",
    "day_0": "day 0 of the policy",
    "policy": "the same under the policy",
    "no_ring_tone": "the policy without its ring tones",
    "no_appeals": "the policy without due process",
    "appeals": "the policy with the due process of `due-process`",
}
WAYS = {
    "difference": "the difference from",
    "percent_change": "the change in per cent from",
    "percent_of": "in per cent of",
}


@dataclass(frozen=True)
class Size:
    """How much is lived. seeds: how many, from 0 on, at least 2."""

    people: int = 4_000
    draws: int = FULL
    seeds: int = 10
    days: int = 0
    burn_in_days: int = 365


def question(size: Size) -> Question:
    """The shipped claims, asked of the shipped scenario."""
    command = command_line("sincerity.verdicts.page", vars(size), vars(Size()))
    return question_of(scenario(size), SCENARIO, shipped_claims(), range(size.seeds), size.draws, fixed=(), command=command)


def scenario(size: Size) -> Scenario:
    """The shipped scenario in that size. days: 0 for as many as it ships."""
    found = load(SCENARIO, registry()).with_(society__people=size.people, burn_in_days=size.burn_in_days)
    return found.with_(days=size.days) if size.days else found


def claims_digest() -> str:
    """Twelve digits that differ where any claim does."""
    return hashlib.sha256(SHIPPED.read_bytes()).hexdigest()[:12]


def page(found: VerdictsDocument, asked: Question, processes: int) -> str:
    """The page, whole."""
    catalogue = asked.catalogue
    lines = [
        *("# Claims", ""),
        *rule(catalogue),
        *("## Verdicts", ""),
        *made_with(__version__, asked.command, (asked.scenario,), found.seconds, processes),
        *prose(f"The claims have the digest `{claims_digest()}`; where `claims.toml` has another, the page is out of date."),
        *verdicts(found),
        *definitions(catalogue),
    ]
    return "\n".join(lines).rstrip() + "\n"


def rule(catalogue: Catalogue) -> Iterator[str]:
    """How a claim is judged, and with what in mind the verdicts are to be read."""
    yield from prose(
        "What the press, the government and the sceptics claim of a scoring policy, each in one sentence of our own with a number that",
        "it needs, and what the model says. `sincerity claims` asks them of any scenario ([commands](commands.md#claims)).",
    )
    yield from ("## The rule", "")
    yield from prose(
        "A claim is *supported* where its effect is beyond its threshold in at least 90 % of the draws, *not supported* where it is in at",
        "most 10 %; otherwise it *depends*, and the two drawn values that the effect moves with most are named. That share is **no",
        "probability**: the draws cover what is plausible evenly, and nobody knows how likely each is. Seeds measure luck, draws measure",
        "ignorance; the two are never pooled. Seeds make the interval beside the effect, draws make the verdict.",
    )
    yield from prose(
        f"Every threshold is zero or a size that would matter, with its reason below. They were fixed on {catalogue.fixed_on}, before any",
        "calibrated run. A claim is read over the whole time and over the last 365 days, in which the shipped policy covers everybody; one",
        "about people as they are at the end, over the whole time alone.",
    )
    yield from prose(
        "The policy and `none` are lived by the same people with the same luck, and so is a year after the policy's repeal, the policy",
        "without its ring tones, and the policy with appeals. First with the shipped values and several seeds: the effect is the mean",
        "of the paired differences, with Student's 95 % interval. Then with a Latin hypercube over every plausible range that the",
        "scenario's files note, of policy, mind and society alike, each draw with the first seed.",
    )
    yield from prose(
        "`mind.trust.bad_rate` is not drawn by itself: it moves with `mind.trust.good_rate`, deals and wrongs such that under `none` good",
        "and bad news balance at the trust that everybody starts with, as the shipped pair does at the survey's 64.4 %. Not drawn are",
        "`society.network` (its slots are compiled in, and each set of them would be compiled anew) and `society.region_people`.",
        "Values that no scenario may have together are drawn again.",
    )
    yield from prose(
        "*Moves with* are Spearman's rank correlations over the draws. With many keys and few draws the largest is large by chance; what",
        "is to be expected stands above the verdicts. Total-order indices, and draws from a calibrated ensemble, are to take their place.",
        "A draw in which what a claim is about never happens says nothing about it and is left out. A `~` marks luck: seeds alone spread",
        f"the effect by at least {100 * LUCKY:.0f} % of its spread over draws, so that single draws may lie on either side by luck.",
    )
    yield from prose(
        "A claim is *imposed* where a rule puts the effect in, so that only its size is found; else it emerges, and could have come out",
        "otherwise. The [table](imposed-or-emerging.md) says it for every outcome.",
    )
    yield from prose(
        "Two cautions on size. A small society has regions of 1,000 people, so that a roll-out has some to go through: there the circle of",
        "the map is cut by the region's edge, and an entry has some 38 readers a year where regions of 4,096 give it some 90 to 105. So",
        "*A map shows the listed nearby* and *Public humiliation* are understated. And what is scaled to the country is scaled as if it",
        "had the society's shares.",
    )


def verdicts(found: VerdictsDocument) -> Iterator[str]:
    """The answers, in a table for each who."""
    seeds = f"seeds {found.seeds[0]} to {found.seeds[-1]}"
    yield from prose(
        f"`{found.scenario}` against `{found.against}`: {found.people:,} people in regions of {found.region_people:,}, {found.days:,} days",
        f"from {found.start}; {seeds}; {found.draws} draws from {found.n_parameters} ranges, {found.replaced} drawn again. By chance",
        f"alone the largest rank correlation would stay below {found.rho_by_chance:.2f}. In the last year the policy covered",
        f"{written(found.covered.last_year)} % of residents, over the whole time {written(found.covered.whole)} %.",
    )
    if found.provisional:
        yield from prose(f"**Provisional**: {found.draws} draws are fewer than the {FULL} that a verdict takes.")
    yield from prose(f"Of {heading(found)}, over the last year where a claim is read over it.")
    whole = {claim.id: claim for claim in found.claims if claim.period == WHOLE}
    for who, claims in groupby(first_periods(found), key=lambda claim: claim.who):
        yield from (f"### {WHO[who]}: verdicts", "")
        yield "| claim | last year | whole time | effect | needs | draws beyond | moves with |"
        yield "|---|---|---|---:|---:|---:|---|"
        for claim in claims:
            yield _row(claim, whole.get(claim.id))
        yield ""


def _row(claim: ClaimDocument, whole: ClaimDocument | None) -> str:
    known = interval_of(claim.effect)
    effect = "–" if claim.effect.estimate is None else written(claim.effect.estimate) if known is None else written_interval(known)
    luck = " ~" if (claim.luck or 0) >= LUCKY else ""
    share = f"{round(100 * claim.share)} % of {claim.n_draws}{luck}" if claim.n_draws else "–"
    depends = next((one for one in (claim, whole) if one is not None and one.verdict == "depends"), None)
    moves = moves_with(depends) if depends is not None else ""
    title = f"{claim.title}{' (imposed)' if claim.imposed else ''}"
    first = f"**{claim.verdict}**" if claim.period != WHOLE else ""
    second = f"**{whole.verdict}**" if whole is not None else ""
    return f"| {title} | {first} | {second} | {effect} {claim.unit} | {needs(claim)} | {share} | {moves} |"


def definitions(catalogue: Catalogue) -> Iterator[str]:
    """Every claim: what it says, what it needs, why so much, and whether a rule puts it in."""
    for who, claims in groupby(catalogue.claim, key=lambda claim: claim.who):
        yield from (f"## {WHO[who]}", "")
        for claim in claims:
            yield from (f"### {claim.title}", "")
            yield from prose(f"`{claim.id}`. {claim.text}")
            yield from prose(f"*Measured*: {measured(claim)}.")
            yield from prose(f"*Needs*: {SIGNS[claim.comparison]} {written(claim.threshold)} {claim.unit}. {claim.threshold_why}")
            yield from prose(f"*{'Imposed' if claim.imposed else 'Emerges'}*: {claim.imposed_why} *Source*: {claim.source}.")


def measured(claim: Claim) -> str:
    """What a claim measures, in words."""
    metric = METRICS[claim.metric]
    unit = "" if metric.unit in claim.unit or metric.unit == "0…1" else f", {metric.unit}"
    what = f"{metric.meaning[:1].lower()}{metric.meaning[1:]}{unit} (`{claim.metric}`)"
    if claim.life not in ("policy", AFTER):
        what += f", under {BESIDE.get(claim.life, claim.life)}"
    if claim.life == AFTER:
        what += ", a year after the policy's repeal"
    if claim.measured != "value":
        beside = " and from ".join(BESIDE.get(name, f"`{name}`") for name in claim.against)
        what += f"; {WAYS[claim.measured]} {beside}"
        what += ", the lesser of the two" if len(claim.against) > 1 else ""
    return f"{what}; over {' and '.join(_period(name) for name in claim.periods)}"


def _period(name: str) -> str:
    return {LAST_YEAR: "the last year", WHOLE: "the whole time"}.get(name, "the year after repeal")


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask all claims and write the page."""
    summary = (__doc__ or "").partition("\n")[0]
    size, processes, out = asked_for("sincerity.verdicts.page", summary, Size(), PAGE, arguments)
    asked = question(size)
    folder = Path("runs") / f"claims-page-{asked.digest()[:12]}"
    began = time.monotonic()

    def progress(reached: Reached) -> None:
        minutes = (time.monotonic() - began) / 60
        sys.stderr.write(f"\r{reached.done} of {reached.of} sets of lives, {minutes:.0f} min")

    ask(asked, folder, processes=processes, progress=progress)
    sys.stderr.write("\n")
    out.write_text(page(Verdicts(folder).document, asked, processes), encoding="utf-8")


if __name__ == "__main__":
    main()
