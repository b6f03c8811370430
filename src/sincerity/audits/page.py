"""An audit on the terminal: the answer first, then article by article, at most `WIDTH` letters wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, PREDICTED, UNRELATED
from sincerity.audits.law import PROVISIONS, TITLE
from sincerity.audits.tables import bands, groups, kinds, matrix, stays
from sincerity.audits.words import between, of_how_many, percent, signed

if TYPE_CHECKING:
    from sincerity.audits.about import Measure
    from sincerity.audits.result import Audit

WIDTH = 100
COLUMNS = (48, 12, 22, 14)
"""Widths of the title, the value, the interval, and of how many it is."""


class Line(NamedTuple):
    """strong: to be seen first."""

    text: str
    strong: bool = False


ROWS: dict[str, tuple[str, ...]] = {
    UNRELATED: (
        "contexts_on",
        "contexts_unrelated_on",
        "",
        "children_moved",
        "children_of_listed_share",
        "relatives_share",
        "relatives_change.",
    ),
    DISPROPORTIONATE: (
        "listed",
        "listed_share",
        "listed_wrongly",
        "listed_wrongly_share",
        "listed_wrongly_days",
        "list_precision",
        "errors_excess_listed",
        "errors_excess_days",
        "errors_excess_share",
        "",
        "wrong_records",
        "wrong_records_share",
        "wrong_records_per_1000",
        "score_wrong_share",
        "false_reports_share",
        "suspected_wrongly_share",
        "",
        "listed_for.",
        "misdeed_records",
        "listed_days_per_record",
        "hours_lost_per_record",
        "jobs_lost_per_1000_records",
        "detained_days_per_record",
    ),
    PREDICTED: (
        "detentions",
        "detained_days",
        "detention_precision",
        "detained_innocent_share",
        "detained_harmless_share",
        "",
        "detained_innocent_per_100000.",
        "detained_innocent_ratio.",
        "risk_brier",
        "risk_skill",
    ),
    ASSESSED: (
        "processes",
        "days_in_force",
        "covered_share",
        "records_per_adult_year",
        "",
        "affected.",
        "",
        "harms_counted",
        "informants_per_1000",
        "informants_excess",
        "posts_wished",
        "posts_softened_share",
        "posts_withheld_share",
        "posts_blocked_share",
        "posts_chilled_excess",
        "posts_wished_change",
        "on_map",
        "k_median",
        "k_alone_share",
        "gini_income",
        "gini_income_change",
        "gini_days_listed",
        "mobility_shorrocks",
        "list_stay_days",
        "",
        "human_oversight",
        "safeguards",
        "notice",
        "grace_days",
        "appeal",
        "correction",
        "term_days",
        "expiry_days",
        "appeals",
        "appeals_won_share",
        "wrongs_righted",
        "wrong_listings_appealed_share",
    ),
}
"""The single measures that the page shows, article by article; a name that ends with a dot stands for a family, an empty one for an
empty line. `--json` has all."""
TABLES = {UNRELATED: (matrix,), DISPROPORTIONATE: (kinds, groups), PREDICTED: (bands,), ASSESSED: (stays,)}


def lines(audit: Audit) -> Iterator[Line]:
    """The whole page."""
    yield Line(TITLE, strong=True)
    for text in heading(audit):
        yield from wrapped(text)
    yield Line("")
    for text in answer(audit):
        yield from (line._replace(strong=True) for line in wrapped(text))
    for provision in PROVISIONS if audit["days_in_force"].value else ():
        yield Line("")
        yield Line(provision.title, strong=True)
        yield from section(audit, provision.section)
    yield Line("")
    for text in foot(audit):
        yield from wrapped(text)


def heading(audit: Audit) -> Iterator[str]:
    """Who, when, under what."""
    run = audit.run
    time = f"{run.days / 365.25:.1f} years" if run.days >= 365 else f"{run.days:,} days"
    adults = audit["listed"].n
    yield f"{run.people:,} invented residents ({adults:,} of them adults), {time} from {run.start} under {run.scenario}, seed {run.seed}."
    if audit.twin is not None:
        yield f"Beside their twins: the same people, with the same luck, under {audit.twin.scenario}."
    caricature = f" {run.scenario}'s system is a caricature of the documented one." if run.scenario.startswith("article") else ""
    yield f"Nobody here is real; most rates are assumed.{caricature}"


def answer(audit: Audit) -> Iterator[str]:
    """What was found, in a few sentences."""
    adults, ever, listed, wrongly = audit["listed"].n, audit["affected.listed"], audit["listed"], audit["listed_wrongly"]
    if not audit["days_in_force"].value:
        yield "No policy was in force on any day: nobody was scored, listed or detained."
        return
    text = f"Of {adults:,} adults {ever.value:,} were ever on the list."
    if listed.value:
        text += f" Of {listed.value:,} on it on the last day {wrongly.value:,} had no true ground there."
    yield text
    taken, innocent = audit["detentions"], audit["detained_innocent_share"]
    if taken.value and innocent.value is not None:
        yield f"Of {taken.value:,} detentions {percent(innocent.value)} took somebody who would have done nothing of the kind predicted."
    on, unrelated = audit["contexts_on"], audit["contexts_unrelated_on"]
    yield f"A record of one context can do harm in another in {on.value} ways, {unrelated.value} of them between unrelated contexts."
    speech = audit.get("kind.speech.points_share")
    said = f"{percent(speech.value)} of all points taken were taken for speech. " if speech is not None and speech.value else ""
    granted = audit["safeguards"]
    kept = f"Of {granted.n} safeguards {granted.value} are granted; no person decides anything." if granted.value is not None else ""
    yield f"{said}{kept}"


def section(audit: Audit, name: str) -> Iterator[Line]:
    """The measures of one article: single ones, tables, and what could not be measured."""
    absent: list[Measure] = []
    for table in TABLES[name][:1] if name == UNRELATED else ():
        yield from _table(table(audit))
    for measure in _chosen(audit, ROWS[name]):
        if measure is None:
            yield Line("")
        elif measure.value is None:
            absent.append(measure)
        else:
            yield Line(row(measure))
    for table in TABLES[name] if name != UNRELATED else ():
        yield from _table(table(audit))
    yield from not_measured(absent)


def _table(texts: Iterable[str]) -> Iterator[Line]:
    for text in texts:
        yield Line(f"  {text}".rstrip())


def _chosen(audit: Audit, names: Iterable[str]) -> Iterator[Measure | None]:
    """The measures of these names; None for an empty line."""
    for name in names:
        yield from audit.family(name) if name.endswith(".") else [audit[name] if name else None]


def row(measure: Measure) -> str:
    """One measure: its title, value, interval and of how many it is."""
    title, value, interval, whole = COLUMNS
    cells = f"{signed(measure):>{value}}{between(measure):>{interval}}{of_how_many(measure):>{whole}}"
    return f"  {textwrap.shorten(measure.title, title, placeholder=' …'):<{title}}{cells}".rstrip()


def not_measured(absent: Iterable[Measure]) -> Iterator[Line]:
    """Titles of measures without a value, by the reason."""
    by_reason: dict[str, list[str]] = {}
    for measure in absent:
        title = measure.title[4:] if measure.title.startswith("(") else measure.title
        by_reason.setdefault(measure.note, []).append(f"{title[:1].lower()}{title[1:]}")
    for reason, titles in by_reason.items():
        yield from (line._replace(text=f"  {line.text}") for line in wrapped(f"Not measured: {'; '.join(titles)}. {reason}", WIDTH - 2))


def foot(audit: Audit) -> Iterator[str]:
    """What the numbers are, and are not."""
    yield (
        "Intervals are of 95 %: over regions, or, marked *, as if those counted were independent, which is too narrow. They tell how "
        "another society of this kind might differ under the same settings, not how unsure the settings are."
    )
    yield "All measures, with definition, formula and source, are in audit.json and with --json; docs/audit.md explains them."


def wrapped(text: str, width: int = WIDTH) -> Iterator[Line]:
    """A paragraph in lines."""
    for line in textwrap.wrap(text, width, break_on_hyphens=False):
        yield Line(line)
