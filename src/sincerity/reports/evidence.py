"""What an audit left in a run's folder, for the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from sincerity.audits.law import TITLE
from sincerity.audits.result import FILE
from sincerity.errors import FolderError
from sincerity.reports.words import number


class Measure(NamedTuple):
    """A measure as texts."""

    title: str
    value: str
    interval: str
    unit: str
    n: str
    definition: str
    note: str


class Heading(NamedTuple):
    """A provision and the measures that bear on it. text: quoted from it."""

    title: str
    text: str
    measures: list[Measure]


class Evidence(NamedTuple):
    """All of it. title: what it is, and is not."""

    title: str
    headings: list[Heading]


def evidence_of(folder: Path) -> Evidence | None:
    """The audit that lies in a run's folder, each measure under the first provision that it bears on; None where there is none.

    Raises
    ------
    FolderError
        There is one that cannot be read.
    """
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return Evidence(str(document.get("title", TITLE)), _headings(document))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FolderError(f"{file} is damaged ({error}). Audit the run again: `sincerity audit {folder}`.") from error


def _headings(document: dict[str, Any]) -> list[Heading]:
    laws = {law["section"]: law for law in document.get("law", [])}
    found: dict[str, list[Measure]] = {}
    for measure in document["measures"]:
        found.setdefault(measure["section"][0], []).append(_measure(measure))
    order = [*(section for section in laws if section in found), *(section for section in found if section not in laws)]
    return [_heading(section, laws.get(section), found[section]) for section in order]


def _heading(section: str, law: dict[str, Any] | None, measures: list[Measure]) -> Heading:
    if law is None:
        return Heading(f"Article {section}", "", measures)
    return Heading(str(law["title"]), str(law["text"]), measures)


def _measure(measure: dict[str, Any]) -> Measure:
    ends = [measure["low"], measure["high"]]
    return Measure(
        title=str(measure["title"]),
        value="none" if measure["value"] is None else number(float(measure["value"])),
        interval="" if None in ends else f"{number(float(ends[0]))} to {number(float(ends[1]))}",
        unit=str(measure["unit"]),
        n=number(float(measure["n"])),
        definition=str(measure["definition"]),
        note=str(measure["note"]),
    )
