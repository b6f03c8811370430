"""The kinds of chart that a report has beside lines over time: points with intervals, grids of numbers, flows, a map."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sincerity.observe.charts import (
    FONT_SIZE,
    INK,
    LOW_STEPS,
    ON_HIGH,
    ON_LOW,
    PAPER,
    QUIET,
    RULE,
    STEPS,
    WIDTH,
    Look,
    altair,
    themed,
)

Rows = Sequence[Mapping[str, Any]]
LINE = 17
"""Height of a line of a chart with names down its side."""
CURVE_POINTS = 16


def interval_chart(rows: Rows, *, unit: str, reference: str | None = None, zero_line: bool = False) -> Any:
    """Points with intervals, one line a `label`, one shape a `name`.

    rows: `label`, `name`, `value`, and `low`, `high` or None. zero_line: marks where there is no difference
    """
    alt = altair()
    labels, names = (list(dict.fromkeys(row[key] for row in rows)) for key in ("label", "name"))
    look = Look(names, reference)
    y = alt.Y(
        "label:N",
        sort=labels,
        title=None,
        scale=alt.Scale(paddingInner=0.3),
        axis=alt.Axis(domain=False, ticks=False, labelLimit=190, offset=8),
    )
    x = alt.X("value:Q", title=unit, scale=alt.Scale(zero=True, nice=True), axis=alt.Axis(tickCount=3, labelOverlap=True))
    base = alt.Chart(alt.Data(values=list(rows))).encode(y=y, yOffset=alt.YOffset("name:N", sort=look.names))
    points = base.mark_point(filled=True, size=52, opacity=1, strokeWidth=2).encode(x=x, color=look.colour(), shape=look.shape())
    layers = [points]
    if any(row.get("low") is not None for row in rows):
        layers.insert(0, base.mark_rule(strokeWidth=1.6).encode(x=alt.X("low:Q", title=unit), x2="high:Q", color=look.colour()))
    if zero_line:
        layers.insert(0, alt.Chart(alt.Data(values=[{"value": 0}])).mark_rule(color=QUIET, strokeWidth=1).encode(x="value:Q"))
    each = LINE if len(names) == 1 else 11 * len(names) + 6
    return themed(alt.layer(*layers), height=each * len(labels) + (64 if len(names) > 1 else 46))


def grid_chart(rows: Rows, *, x: str, y: str, xs: Sequence[str], ys: Sequence[str]) -> Any:
    """A grid of numbers, darker where they are larger, by the logarithm. rows: `x`, `y`, `value`, `text`."""
    alt = altair()
    found = [{**row, **_painted(row["value"], max(1, max(row["value"] for row in rows)))} for row in rows]
    base = alt.Chart(alt.Data(values=found)).encode(
        x=alt.X("x:N", sort=list(xs), title=x, axis=alt.Axis(labelAngle=0, orient="top", domain=False, ticks=False)),
        y=alt.Y("y:N", sort=list(ys), title=y, axis=alt.Axis(domain=False, ticks=False)),
    )
    cells = base.mark_rect(stroke=RULE, strokeWidth=1).encode(color=alt.Color("paint:N", scale=None))
    texts = base.mark_text(fontSize=FONT_SIZE).encode(text="text:N", color=alt.Color("on:N", scale=None))
    return themed(alt.layer(cells, texts), height=60 + max(28, 40 - 2 * len(ys)) * len(ys))


def _painted(value: float, largest: float) -> dict[str, str]:
    """The colour of a number and of the text on it: nothing for 0, then six steps of the logarithm."""
    if not value:
        return {"paint": PAPER, "on": QUIET}
    step = 0 if largest <= 1 else min(len(STEPS) - 1, int(len(STEPS) * math.log(max(1.0, value)) / math.log(largest) * 0.999))
    return {"paint": STEPS[step], "on": ON_LOW if step < LOW_STEPS else ON_HIGH}


def cloud_chart(rows: Rows, *, x: str, y: str, size: float, line: float) -> Any:
    """Squares of a plane, darker where more are. rows: `x`, `y` (lower corners), `value`; line: drawn across both ways."""
    alt = altair()
    largest = max(row["value"] for row in rows)
    found = [{**row, "x2": row["x"] + size, "y2": row["y"] + size, "paint": _painted(row["value"], largest)["paint"]} for row in rows]
    cells = (
        alt.Chart(alt.Data(values=found))
        .mark_rect(stroke=QUIET, strokeWidth=0.4)
        .encode(
            x=alt.X("x:Q", title=x, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(tickCount=5)),
            x2="x2:Q",
            y=alt.Y("y:Q", title=y, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(tickCount=5)),
            y2="y2:Q",
            color=alt.Color("paint:N", scale=None),
        )
    )
    across = alt.Chart(alt.Data(values=[{"at": line}]))
    rules = [
        across.mark_rule(color=INK, strokeDash=[5, 3]).encode(x="at:Q"),
        across.mark_rule(color=INK, strokeDash=[5, 3]).encode(y="at:Q"),
    ]
    return themed(alt.layer(cells, *rules), height=320)


def flow_chart(counts: Sequence[Sequence[int]], names: Sequence[str], *, left: str, right: str) -> Any:
    """How many went from where to where: bands from a stack on the left to one on the right. counts: [from][to]."""
    alt = altair()
    whole = max(1, sum(map(sum, counts)))
    bands, labels = _bands(counts, whole), _labels(counts, names, whole)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.28, 1.28], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[1.02, -0.09], nice=False))
    flows = (
        alt.Chart(alt.Data(values=bands))
        .mark_area(opacity=0.78, stroke=PAPER, strokeWidth=0.8)
        .encode(x=x, y=y, y2="y2:Q", detail="flow:N", color=alt.Color("paint:N", scale=None))
    )
    heads = [{"x": 0, "y": -0.06, "text": left, "side": "left"}, {"x": 1, "y": -0.06, "text": right, "side": "right"}]
    texts = [
        alt.Chart(alt.Data(values=[row for row in (*labels, *heads) if row["side"] == side]))
        .mark_text(align="right" if side == "left" else "left", dx=-6 if side == "left" else 6, color=INK)
        .encode(x=x, y=y, text="text:N")
        for side in ("left", "right")
    ]
    return themed(alt.layer(flows, *texts), height=330)


def _bands(counts: Sequence[Sequence[int]], whole: int) -> list[dict[str, Any]]:
    """The upper and lower edge of each band at points from left to right, thickest stacks first as they come."""
    n = len(counts)
    left = _starts([sum(row) for row in counts], whole)
    right = _starts([sum(row[end] for row in counts) for end in range(n)], whole)
    rows: list[dict[str, Any]] = []
    for start in range(n):
        for end in range(n):
            thick = counts[start][end] / whole
            if not thick:
                continue
            paint = STEPS[round(end * (len(STEPS) - 1) / max(1, n - 1))]
            for k in range(CURVE_POINTS + 1):
                at = k / CURVE_POINTS
                y = left[start] + (right[end] - left[start]) * at * at * (3 - 2 * at)
                rows.append({"flow": f"{start}-{end}", "x": at, "y": y, "y2": y + thick, "paint": paint})
            left[start] += thick
            right[end] += thick
    return rows


def _starts(sizes: Sequence[int], whole: int) -> list[float]:
    return [sum(sizes[:k]) / whole for k in range(len(sizes))]


LABEL_GAP = 0.045
"""Least distance of two labels, as a share of the height."""


def _labels(counts: Sequence[Sequence[int]], names: Sequence[str], whole: int) -> list[dict[str, Any]]:
    """Each tier's name and share beside its stack, moved apart where stacks are thin."""
    n = len(names)
    rows: list[dict[str, Any]] = []
    for side, sizes in (("left", [sum(row) for row in counts]), ("right", [sum(row[end] for row in counts) for end in range(n)])):
        starts = _starts(sizes, whole)
        taken = [k for k in range(n) if sizes[k]]
        places = _apart([starts[k] + sizes[k] / whole / 2 for k in taken])
        for k, y in zip(taken, places, strict=True):
            rows.append({"x": 0 if side == "left" else 1, "y": y, "text": f"{names[k]}  {100 * sizes[k] / whole:.1f} %", "side": side})
    return rows


def _apart(places: Sequence[float]) -> list[float]:
    """Places in their order, at least `LABEL_GAP` apart and none below 1, where there is room.

    >>> [round(place, 3) for place in _apart([0.5, 0.51, 0.999, 1.0])]
    [0.5, 0.545, 0.955, 1.0]
    """
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + LABEL_GAP) if found else place)
    for k in reversed(range(len(found))):
        ceiling = 1.0 if k == len(found) - 1 else found[k + 1] - LABEL_GAP
        found[k] = min(found[k], ceiling)
    return found


def map_chart(rows: Rows, *, size: float, classes: Sequence[str]) -> Any:
    """Squares of an invented town by class. rows: `x`, `y` (lower corners in metres), `label`, one of `classes` from little to much."""
    alt = altair()
    wide, high = (max(row[key] for row in rows) + size - min(row[key] for row in rows) for key in ("x", "y"))
    steps = [PAPER, *(STEPS[round(k * (len(STEPS) - 1) / max(1, len(classes) - 2))] for k in range(len(classes) - 1))]
    found = [{**row, "x2": row["x"] + size, "y2": row["y"] + size} for row in rows]
    edge = alt.Scale(zero=False, nice=False)
    legend = alt.Legend(orient="top", columns=3, symbolType="square", symbolStrokeColor=QUIET, symbolStrokeWidth=0.5, offset=4)
    chart = (
        alt.Chart(alt.Data(values=found))
        .mark_rect(stroke=RULE, strokeWidth=0.5)
        .encode(
            x=alt.X("x:Q", title="metres east", scale=edge, axis=alt.Axis(grid=False, tickCount=4)),
            x2="x2:Q",
            y=alt.Y("y:Q", title="metres north", scale=edge, axis=alt.Axis(grid=False, tickCount=4)),
            y2="y2:Q",
            color=alt.Color("label:N", sort=list(classes), scale=alt.Scale(domain=list(classes), range=steps), title=None, legend=legend),
        )
    )
    return themed(chart, height=round(110 + min(520, (WIDTH - 60) * high / wide)))
