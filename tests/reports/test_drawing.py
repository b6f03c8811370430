"""Pictures: text stays text, colours are the page's, and each can be told from its ground."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import altair as alt
import pytest

from sincerity.observe import charts
from sincerity.observe.charts import DARK, LIGHT, SERIES, STEPS, series_chart
from sincerity.reports import marks
from sincerity.reports.drawing import picture, style_of_tokens

ROWS = [
    {"first": f"2020-0{month}-01", "last": "", "name": name, "value": month + shift, "low": month + shift - 1, "high": month + shift + 1}
    for shift, name in enumerate(("a & b", "none"))
    for month in range(1, 8)
]
POINTS = [{"label": label, "name": name, "value": 1.0, "low": 0.5, "high": 2.0} for label in ("x", "y") for name in ("a", "b")]
CELLS = [{"x": x, "y": y, "value": n, "text": str(n)} for n, (x, y) in enumerate([("A", "A"), ("A", "B"), ("B", "A"), ("B", "B")])]
PLANE = [{"x": 10, "y": 20, "value": 5}, {"x": 20, "y": 20, "value": 1}]
MAP = [{"x": 0, "y": 0, "label": "none"}, {"x": 100, "y": 0, "label": "over 1 %"}]
CHARTS: dict[str, Any] = {
    "series": lambda: series_chart(ROWS, unit="persons", reference="none"),
    "interval": lambda: marks.interval_chart(POINTS, unit="percent", zero_line=True),
    "grid": lambda: marks.grid_chart(CELLS, x="to", y="from", xs=["A", "B"], ys=["A", "B"]),
    "cloud": lambda: marks.cloud_chart(PLANE, x="clean", y="score", size=10, line=15),
    "flow": lambda: marks.flow_chart([[5, 1], [0, 2]], ["A", "B"], left="first", right="last"),
    "map": lambda: marks.map_chart(MAP, size=100, classes=["none", "up to 1 %", "over 1 %"]),
}


@pytest.mark.parametrize("kind", CHARTS)
def test_charts_keep_to_the_schema_and_pictures_to_the_page(kind: str) -> None:
    chart = CHARTS[kind]()
    chart.to_dict(validate=True)
    text = picture(chart, "here", 'A "title" <b>', "seen & said")
    assert text.startswith("<svg ")
    assert 'role="img" aria-labelledby="here-title here-desc"' in text
    assert '<title id="here-title">A "title" &lt;b&gt;</title><desc id="here-desc">seen &amp; said</desc>' in text
    assert "<text" in text
    assert "http" not in text
    paints = set(re.findall(r'(?:fill|stroke)="([^"]+)"', text))
    assert paints <= {"none", *(f"var(--{name})" for name in LIGHT)}
    assert all(one.startswith('id="here-') for one in re.findall(r'\bid="[^"]+"', text))


def test_a_series_is_told_by_dash_and_name_as_well_as_by_colour() -> None:
    text = picture(CHARTS["series"](), "here", "t", "d")
    lines = re.findall(r'<path [^>]*stroke="var\(--(?:series-1|reference)\)"[^>]*>', text)
    dashes = {match[1] for line in lines if (match := re.search(r'stroke-dasharray="([^"]+)"', line))}
    assert len(dashes) == 2
    assert ">a &amp; b</text>" in text
    assert ">none</text>" in text
    assert 'fill="var(--series-1)"' in text  # the band


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_stand_out_in_both_lights(tokens: dict[str, str]) -> None:
    assert all(contrast(tokens[name], tokens["paper"]) >= 4.5 for name in ("ink", "quiet"))
    assert all(contrast(tokens[name], tokens["paper"]) >= 3 for name in tokens if name.startswith("series-") or name == "reference")
    for place in range(1, len(STEPS) + 1):
        on = tokens["on-low" if place <= charts.LOW_STEPS else "on-high"]
        assert contrast(tokens[f"step-{place}"], on) >= 4.5
    steps = [luminance(tokens[f"step-{place}"]) for place in range(1, len(STEPS) + 1)]
    assert steps in (sorted(steps), sorted(steps, reverse=True))


def test_every_colour_has_one_name_and_a_dark_counterpart() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert len(set(LIGHT.values())) == len(LIGHT)
    style = style_of_tokens()
    assert all(style.count(f"--{name}:") >= 2 for name in LIGHT)
    assert "prefers-color-scheme:dark" in style


def test_looks_run_on_where_there_are_more_names_than_colours() -> None:
    look = charts.Look([str(n) for n in range(7)], "6")
    assert len(look.colours) == len(look.dashes) == len(look.shapes) == 7
    assert look.colours[5] == SERIES[0]
    assert look.colours[6] == charts.REFERENCE


def test_the_libraries_are_in_the_extra_for_analysis() -> None:
    from pathlib import Path

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    extra = " ".join(project["project"]["optional-dependencies"]["analysis"])
    assert all(name in extra for name in ("Jinja2", "altair", "vl-convert-python"))
    assert alt.__version__ >= "5.5"
