"""A chart as a static picture inside the page: text stays text, colours are the page's own, nothing is fetched and nothing runs."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

from sincerity.experiments.measure import analysis_part
from sincerity.observe.charts import DARK, LIGHT

SPACE = "http://www.w3.org/2000/svg"
_DROPPED = ("role", "class", "pointer-events", "font-family", "stroke-miterlimit", "cursor")
_PLACES = frozenset({"d", "transform", "x", "y", "x1", "y1", "x2", "y2", "width", "height"})
"""Attributes in pixels, of which tenths are enough."""
_NUMBER = re.compile(r"-?\d+\.\d{2,}")
TOKENS = {colour: f"var(--{name})" for name, colour in LIGHT.items()}
"""Colour that charts are made with → the page's own name for it."""


def picture(chart: Any, name: str, title: str, description: str) -> str:
    """An Altair chart as an `<svg>` element. name: begins every id in it; RunError where the library that draws it is missing."""
    vl_convert = analysis_part("vl_convert")
    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(chart.to_dict(validate=False)))
    _drop_background(root)
    _tidy(root, name)
    width, height = float(root.attrib.pop("width")), float(root.attrib.pop("height"))
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-desc",
        "style": f"aspect-ratio:{width:g}/{height:g};max-width:{1.25 * width:g}px",
    }
    for tag, text in (("desc", description), ("title", title)):
        child = ElementTree.Element(f"{{{SPACE}}}{tag}", {"id": f"{name}-{tag}"})
        child.text = text
        root.insert(0, child)
    ElementTree.register_namespace("", SPACE)
    return ElementTree.tostring(root, encoding="unicode").replace(f' xmlns="{SPACE}"', "", 1)


def _drop_background(root: ElementTree.Element) -> None:
    """The page shows through."""
    first = root[0]
    if first.tag == f"{{{SPACE}}}rect":
        root.remove(first)


def _tidy(element: ElementTree.Element, name: str) -> None:
    """Leave out what draws nothing, and what a picture that is read as one image need not say of its parts."""
    for child in list(element):
        if _draws_nothing(child):
            element.remove(child)
            continue
        _tidy(child, name)
        if child.tag == f"{{{SPACE}}}g" and not len(child):
            element.remove(child)
    for key, value in list(element.attrib.items()):
        if key in _DROPPED or key.startswith(("aria-", "{")) or (key.endswith("opacity") and value == "1"):
            del element.attrib[key]
        else:
            element.attrib[key] = f"{name}-{value}" if key == "id" else _with_tokens(_shorter(value) if key in _PLACES else value, name)


def _draws_nothing(element: ElementTree.Element) -> bool:
    hidden = element.get("display") == "none" or element.get("opacity") == "0"
    empty = element.tag == f"{{{SPACE}}}path" and (element.get("d", "") == "" or "h0v0h0" in element.get("d", ""))
    paintless = element.get("class") == "background" and element.get("fill") is None and element.get("stroke") is None
    return hidden or empty or paintless


def _shorter(value: str) -> str:
    return _NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), value)


def _with_tokens(value: str, name: str) -> str:
    return TOKENS.get(value.lower(), value.replace("url(#", f"url(#{name}-"))


def style_of_tokens() -> str:
    """The colours as the page's style: light ones, dark ones where the reader prefers them, light ones on paper."""
    light, dark = (";".join(f"--{name}:{colour}" for name, colour in tokens.items()) for tokens in (LIGHT, DARK))
    return (
        f":root{{color-scheme:light;{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}"
        "@media print{:root{--paper:#ffffff;--ink:#000000}}"
    )
