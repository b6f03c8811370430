"""Charts of the lab, as Altair specifications: one look for notebooks and reports.

A series is told by its dash and its legend as well as by its colour, so that nothing is lost in black and white. Colours follow Okabe
and Ito's palette, darkened until each stands out against white by 3 to 1 (WCAG 2.2, 1.4.11).

Source of the palette: M. Okabe, K. Ito, "Color Universal Design", 2008, jfly.uni-koeln.de/color. Altair is loaded when a chart is made.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sincerity.errors import RunError
from sincerity.observe.curves import curve_of, over_time, rows_of

if TYPE_CHECKING:
    from sincerity.store.run import Run

LIGHT: Mapping[str, str] = {
    "paper": "#fefefe",
    "ink": "#1c1e21",
    "quiet": "#565c64",
    "rule": "#d9dde2",
    "reference": "#646b74",
    "series-1": "#0072b2",
    "series-2": "#c04a00",
    "series-3": "#007d5c",
    "series-4": "#a3487f",
    "series-5": "#8a6100",
    "step-1": "#eaf1f8",
    "step-2": "#c9dded",
    "step-3": "#9cc3e0",
    "step-4": "#6aa3cd",
    "step-5": "#2f6fa6",
    "step-6": "#123f6b",
    "on-low": "#1c1e22",
    "on-high": "#fffffe",
}
"""Colours by what they are for, no two alike: charts are made with these, and a page may put others in their place."""
DARK: Mapping[str, str] = {
    "paper": "#14171a",
    "ink": "#eceef0",
    "quiet": "#a9b1ba",
    "rule": "#343a41",
    "reference": "#a3abb5",
    "series-1": "#56b4e9",
    "series-2": "#f0883e",
    "series-3": "#35b894",
    "series-4": "#e08cbf",
    "series-5": "#d6a52c",
    "step-1": "#1c2630",
    "step-2": "#22405a",
    "step-3": "#2a5a82",
    "step-4": "#38739f",
    "step-5": "#93c3e6",
    "step-6": "#dcecf8",
    "on-low": "#f6f8fa",
    "on-high": "#101316",
}
"""The same for a reader who prefers a dark page."""
INK, QUIET, RULE, PAPER = (LIGHT[name] for name in ("ink", "quiet", "rule", "paper"))
"""Text and marks; labels of axes; lines of the grid; what is behind."""
REFERENCE = LIGHT["reference"]
"""What others are set against."""
SERIES = tuple(LIGHT[f"series-{n}"] for n in range(1, 6))
STEPS = tuple(LIGHT[f"step-{n}"] for n in range(1, 7))
"""From little to much; text on the first four is `ON_LOW`, on the last two `ON_HIGH`."""
ON_LOW, ON_HIGH, LOW_STEPS = LIGHT["on-low"], LIGHT["on-high"], 4
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (7, 2), (2, 2), (8, 2, 2, 2), (5, 5))
REFERENCE_DASH = (4, 3)
SHAPES = ("circle", "square", "triangle-up", "cross", "triangle-down")
REFERENCE_SHAPE = "diamond"
LEGEND_SIZE = 130
WIDTH, HEIGHT = 400, 230
FONT_SIZE = 12


def altair() -> Any:
    """The library, or a RunError that says how to get it."""
    try:
        import altair
    except ImportError as error:
        raise RunError("this needs altair, which is not installed. Install it with: pip install 'sincerity-lab[analysis]'") from error
    return altair


class Look:
    """How the series of a chart are told apart. names: in order; reference: the one that others are set against, if any."""

    def __init__(self, names: Sequence[str], reference: str | None = None) -> None:
        self.names = [*(name for name in names if name != reference), *([reference] if reference is not None else [])]
        own = len(self.names) - (reference is not None)
        self.colours = _each(SERIES, own, REFERENCE, reference)
        self.dashes = _each(DASHES, own, REFERENCE_DASH, reference)
        self.shapes = _each(SHAPES, own, REFERENCE_SHAPE, reference)

    def colour(self, *, legend: bool = True) -> Any:
        """The encoding of `name` as a colour."""
        alt = altair()
        return alt.Color("name:N", scale=self._scale(self.colours), title=None, sort=self.names, legend=self._legend(legend))

    def dash(self, *, legend: bool = True) -> Any:
        """The encoding of `name` as a dash."""
        alt = altair()
        return alt.StrokeDash("name:N", scale=self._scale(self.dashes), title=None, sort=self.names, legend=self._legend(legend))

    def shape(self, *, legend: bool = True) -> Any:
        """The encoding of `name` as a shape."""
        alt = altair()
        return alt.Shape("name:N", scale=self._scale(self.shapes), title=None, sort=self.names, legend=self._legend(legend))

    def _scale(self, values: Sequence[object]) -> Any:
        return altair().Scale(domain=self.names, range=list(values))

    def _legend(self, wanted: bool) -> Any:
        wanted = wanted and len(self.names) > 1
        return altair().Legend(orient="top", offset=4, symbolSize=LEGEND_SIZE, columns=columns_of(self.names)) if wanted else None


def columns_of(names: Sequence[str]) -> int:
    """How many names of a legend stand in a row."""
    longest = max(map(len, names))
    return 4 if longest <= 10 else 2 if longest <= 22 else 1


def _each(values: Sequence[Any], n: int, of_reference: object, reference: str | None) -> list[Any]:
    return [values[i % len(values)] for i in range(n)] + ([of_reference] if reference is not None else [])


def series_chart(
    rows: Iterable[Mapping[str, object]], *, title: str = "", unit: str = "", reference: str | None = None, zero: bool = True
) -> Any:
    """Lines over time, as an Altair chart.

    rows: as `curves.rows_of` gives them: `first` (an ISO date), `name`, `value`, and `low`, `high` of the mean over seeds, or None
    reference: the name that others are set against; zero: whether the axis begins at 0
    """
    alt = altair()
    found = [dict(row) for row in rows]
    look = Look(list(dict.fromkeys(str(row["name"]) for row in found)), reference)
    x = alt.X("first:T", title=None, scale=alt.Scale(type="utc", nice=False), axis=time_axis([str(row["first"]) for row in found]))
    y = alt.Y("value:Q", title=unit or None, scale=alt.Scale(zero=zero, nice=True), axis=alt.Axis(tickCount=5))
    layers = []
    for name, colour in zip(look.names, look.colours, strict=True):
        bounds = [row for row in found if row["name"] == name and row.get("low") is not None]
        if bounds:  # a layer each, with a colour of its own: the legend is of the lines
            band = alt.Chart(alt.Data(values=bounds)).mark_area(opacity=0.22, color=colour)
            layers.append(band.encode(x=x, y=alt.Y("low:Q", title=unit or None), y2="high:Q"))
    line = alt.Chart(alt.Data(values=found)).mark_line(strokeWidth=2).encode(x=x, y=y, color=look.colour(), strokeDash=look.dash())
    return themed(alt.layer(*layers, line), title=title)


def time_axis(dates: Sequence[str]) -> Any:
    """The axis of dates: years in a long run, months in a shorter one, days in a short one."""
    first, last = (datetime.date.fromisoformat(date) for date in (min(dates), max(dates)))
    days = (last - first).days
    ticks, form = ("year", "%Y") if days > 1000 else ("month", "%b %Y") if days > 120 else ("day", "%d %b")
    step = max(1, math.ceil(days / {"year": 365.25, "month": 30.4, "day": 1}[ticks] / 5))
    return altair().Axis(format=form, tickCount={"interval": ticks, "step": step}, labelOverlap=True)


def themed(chart: Any, *, title: str = "", width: int = WIDTH, height: int = HEIGHT) -> Any:
    """The chart in the lab's look, so wide and high with its axes and labels."""
    fit = {} if _has_parts(chart) else {"width": width, "height": height, "autosize": {"type": "fit", "contains": "padding"}}
    return chart.properties(**fit, config=CONFIG, **({"title": title} if title else {}))


def _has_parts(chart: Any) -> bool:
    """Whether a chart is made of several side by side, which have a size each."""
    return isinstance(chart, altair().HConcatChart | altair().VConcatChart | altair().FacetChart)


_TEXT = {"labelFontSize": FONT_SIZE, "titleFontSize": FONT_SIZE, "titleFontWeight": "normal"}
CONFIG: Mapping[str, Any] = {
    "padding": 2,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        **_TEXT,
        "labelColor": QUIET,
        "titleColor": QUIET,
        "gridColor": RULE,
        "domainColor": QUIET,
        "tickColor": QUIET,
        "titlePadding": 8,
    },
    "header": {**_TEXT, "labelColor": INK, "titleColor": INK},
    "legend": {**_TEXT, "labelColor": INK, "titleColor": INK, "labelLimit": 170},
    "text": {"color": INK, "fontSize": FONT_SIZE},
    "title": {"color": INK, "fontSize": FONT_SIZE + 1, "anchor": "start"},
}
"""What every chart shares."""


def plot_run(run: Run, metric: str = "listed") -> Any:
    """A metric of `series` over time, beside the run's twin where it has one, as an Altair chart; see `plot_runs`."""
    twin = run.twin
    if twin is None:
        return plot_runs({run.manifest.scenario: [run]}, metric)
    here, there = run.manifest.scenario, twin.manifest.scenario
    if here == there:
        here, there = "this run", "its twin"
    return plot_runs({here: [run], there: [twin]}, metric, reference=there)


def plot_runs(runs: Mapping[str, Sequence[Run]], metric: str, *, reference: str | None = None) -> Any:
    """A curve, or any column of `series`, of some runs by name, each with one seed or several. Runs that do not have it are left out.

    Raises
    ------
    ScenarioError
        The runs have no such curve or column.
    """
    columns = [name for found in runs.values() for name in found[0].series.columns]
    curve = curve_of(metric, columns)
    points = {name: over_time(found, curve) for name, found in runs.items() if set(curve.needs) <= set(found[0].series.columns)}
    beside = reference if reference in points else None
    return series_chart(rows_of(points), title=curve.label, unit=curve.unit, reference=beside, zero=curve.zero)
