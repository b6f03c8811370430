"""The tables of an audit's page: contexts, kinds of act, groups, bands of risk, stays in a tier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sincerity.audits.contexts import HARMS, ORIGINS, RELATED
from sincerity.audits.detention import BANDS
from sincerity.audits.disparate_impact import OUTCOMES
from sincerity.audits.groups import ATTRIBUTES
from sincerity.audits.words import between, figure, whole_percent
from sincerity.scenario.core import KINDS

if TYPE_CHECKING:
    from sincerity.audits.about import Measure
    from sincerity.audits.result import Audit

OFF = "·"
PARTS = ("records", "points", "points_share", "points_per_record")
"""What is told of a kind of act."""


def matrix(audit: Audit) -> Iterator[str]:
    """Harms by the context in which they fall, shared out to the contexts in which the data arose."""
    yield f"{'harm, and what it was for':<26}" + "".join(f"{name:>8}" for name in ORIGINS) + f"{'counted':>16}"
    for harm in HARMS:
        whole = audit[f"harm.{harm.name}"]
        cells = "".join(f"{_cell(audit, origin, harm.name):>8}" for origin in ORIGINS)
        yield f"{harm.name:<26}{cells}{figure(whole.value or 0, harm.unit) + ' ' + harm.unit:>16}"
    yield f"{OFF} cannot happen; open: can, and did not; in brackets: related contexts. Shared out, not counted."


def _cell(audit: Audit, origin: str, harm: str) -> str:
    cell = audit[f"context.{origin}.{harm}"]
    if cell.note.startswith("Off"):
        return OFF
    text = whole_percent((cell.value or 0) / cell.n) if cell.n else "open"
    return f"({text})" if (origin, harm) in RELATED else text


def kinds(audit: Audit) -> Iterator[str]:
    """What records of each kind of act cost."""
    found = [kind for kind in KINDS if audit.get(f"kind.{kind}.records") is not None]
    if not found:
        return
    yield ""
    yield f"{'points taken, by kind of act':<36}{'records':>12}{'points':>14}{'of all':>10}{'a record':>12}"
    for kind in found:
        records, points, of_all, price = (audit[f"kind.{kind}.{name}"] for name in PARTS)
        yield f"{kind:<36}{_of(records):>12}{_of(points):>14}{_of(of_all):>10}{_of(price):>12}"
    needed = sorted(audit.family("records_to_list."), key=lambda one: one.value or 0)
    if needed:
        first, last = needed[0], needed[-1]
        yield f"From the start score onto the list: {_alone(first)}, or {_alone(last)}, and nothing else."


def _alone(measure: Measure) -> str:
    return f"{measure.value} {measure.id.partition('.')[2]}"


def groups(audit: Audit) -> Iterator[str]:
    """What befell the adults of each group."""
    heads = (("ever listed", 12), ("95 %", 16), ("wrong record", 14), ("reported", 10), ("detained", 10), ("records", 9))
    if not audit.family("impact.listed.rate."):
        return
    yield ""
    yield f"{'group':<27}" + "".join(f"{head:>{width}}" for head, width in heads)
    for attribute in ATTRIBUTES:
        for value in attribute.values:
            rates = [audit.get(f"impact.{outcome.name}.rate.{attribute.member(value)}") for outcome in OUTCOMES]
            if rates[0] is not None:
                yield _of_group(attribute.words(value), rates)
        yield f"  {_compared(audit, attribute.name)}"
    yield _told(audit["impact.listed.difference.group"].note)


def _of_group(name: str, rates: Sequence[Measure | None]) -> str:
    listed, *others, records = rates
    cells = [_of(listed), between(listed) if listed is not None else "", *(_of(one) for one in others)]
    cells.append(f"{records.value:.1f}" if records is not None and records.value is not None else "")
    return f"{name:<27}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, (12, 16, 14, 10, 10, 9), strict=True))


def _compared(audit: Audit, attribute: str) -> str:
    parts = []
    for name, words in (("ratio", "of the listed"), ("spared_ratio", "of the spared")):
        one = audit[f"impact.listed.{name}.{attribute}"]
        if one.value is not None:
            interval = f" ({between(one)})" if between(one) else ""
            parts.append(f"{words} {figure(one.value, one.unit)}{interval}")
    return f"by {attribute}: " + (", ".join(parts) if parts else "nobody was listed")


def _told(note: str) -> str:
    """Of a note, whether it says that a difference is imposed or found."""
    return f"Groups A and B: {note[:1].lower()}{note[1:].partition(' Between')[0].replace(': ', ', ', 1)}"


def bands(audit: Audit) -> Iterator[str]:
    """The risk model's forecasts by band of risk."""
    found = [(name, label) for _, name, label in BANDS if audit.get(f"risk_predicted.{name}") is not None]
    if not found:
        return
    yield ""
    yield f"{'risk of a record within a year':<46}{'as predicted':>14}{'as it came':>12}{'95 %':>14}{'people':>10}"
    for name, label in found:
        risk, came = audit[f"risk_predicted.{name}"], audit[f"risk_observed.{name}"]
        yield f"{label:<46}{_of(risk):>14}{_of(came):>12}{between(came):>14}{came.n:>10,}"
    yield audit[f"risk_predicted.{found[0][0]}"].note


def stays(audit: Audit) -> Iterator[str]:
    """Mean stay in each tier, and where a year leads."""
    found = [one.id.partition(".")[2] for one in audit.family("tier_stay_days.")]
    if not found:
        return
    yield ""
    yield f"{'tier':<10}{'mean stay, days':>16}   a year on, in " + "".join(f"{name:>8}" for name in found[:7])
    for name in found:
        stay = audit[f"tier_stay_days.{name}"]
        cells = "".join(f"{whole_percent(audit[f'tier_year.{name}.{other}'].value or 0):>8}" for other in found[:7])
        yield f"{name:<10}{_of(stay) or 'all':>16}{'':>17}{cells}"


def _of(measure: Measure | None) -> str:
    return "" if measure is None or measure.value is None else figure(measure.value, measure.unit)
