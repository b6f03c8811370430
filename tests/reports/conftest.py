"""Small runs, the reports on them, and a reader of pages."""

from __future__ import annotations

import base64
import csv
import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

import lab
import sincerity as sl
from reports import made

SIZE = {"people": 700, "days": 125}
SET = [
    "burn_in_days=30",
    *lab.EVERYWHERE,
    "policy.listing.by_score_below=980",
    "policy.listing.wrong_judgments_per_year=0.02",
    "policy.informants.base_low_per_year=0.2",
    "policy.informants.base_high_per_year=0.5",
    'title="<script>alert(1)</script> & co"',
]
"""A policy that lists many within weeks, with a title that would do harm if it were not escaped."""
WATCHED = [5, 90]
VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "col", "wbr"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass
class Element:
    """One element of a page, with all text inside it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> list[Element]:
        """The elements of a tag below this one, in their order."""
        found = []
        for child in self.children:
            found += [child] if child.tag == tag else []
            found += child.all(tag)
        return found

    def one(self, tag: str) -> Element:
        """The only one of them."""
        (found,) = self.all(tag)
        return found


class Page(HTMLParser):
    """A page as a tree. AssertionError where a tag is closed that is not open, or left open."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.source = path.read_text(encoding="utf-8")
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(self.source)
        self.close()
        assert self._open == [self.root], [element.tag for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open[-1])
        assert len(element.attributes) == len(attrs), f"an attribute of <{tag}> stands twice"
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def section(self, name: str) -> Element:
        """A section by its anchor."""
        (found,) = (one for one in self.root.all("section") if one.attributes["id"] == name)
        return found

    @property
    def sections(self) -> list[str]:
        """The anchors of all sections."""
        return [one.attributes["id"] for one in self.root.all("section")]

    @property
    def figures(self) -> dict[str, Element]:
        """The figures by their anchors."""
        return {one.attributes["id"]: one for one in self.root.all("figure")}

    def numbers(self, figure: str) -> list[dict[str, str]]:
        """The rows of a figure's file."""
        (link,) = (one for one in self.figures[figure].all("a") if "download" in one.attributes)
        kind, _, data = link.attributes["href"].partition(",")
        assert kind == "data:text/csv;charset=utf-8;base64"
        return list(csv.DictReader(io.StringIO(base64.b64decode(data).decode("utf-8"))))


@pytest.fixture(scope="package")
def pair(tmp_path_factory: pytest.TempPathFactory) -> sl.Run:
    """A run with its twin, audited, two residents watched."""
    run = sl.run("article", against="none", **SIZE, set=SET, seed=3, watch=WATCHED, out=tmp_path_factory.mktemp("pair") / "run")
    sl.audit(run)
    return run


@pytest.fixture(scope="package")
def alone(pair: sl.Run, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The report on the twin as on a run of its own, without a policy; with verdicts."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "claims.json").write_text(made.verdicts().model_dump_json(), encoding="utf-8")
    return Page(sl.report(pair.path / "twin", folder / "none.html", claims=folder))


@pytest.fixture(scope="package")
def page(pair: sl.Run, tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The report on it."""
    return Page(sl.report(pair, tmp_path_factory.mktemp("page") / "pair.html"))
