"""Two lives as a figure: both scores by day, and below them what happened. Readable in black and white.

The run's policy is drawn full and filled, the twin's dashed and hollow. Altair is loaded when a figure is made.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from sincerity.errors import RunError
from sincerity.mechanisms.revisions import stages
from sincerity.observe.charts import CONFIG, DASHES, FONT_SIZE, INK, PAPER, QUIET, REFERENCE, REFERENCE_DASH, altair, time_axis
from sincerity.observe.dossier import name_of
from sincerity.observe.life import Life, Side

WIDTH, HEIGHT, LANE = 640, 220, 26
LANES = {
    "on the list": ("listed", "wrong_judgment"),
    "detained": ("detained",),
    "put on record": ("record",),
    "wrongly recorded": ("wrong_record",),
    "reported": ("reported",),
    "reports a contact": ("report",),
    "refused": ("flight_refused", "train_refused", "hotel_refused", "loan_refused", "post_blocked", "school_lost"),
    "shamed, seen": ("shamed", "map_seen"),
    "out of work": ("dismissed", "job_ended"),
    "begins a job": ("hired",),
    "debt falls due": ("default",),
    "appeals": ("appeal", "appeal_won", "appeal_lost"),
    "says less": ("softened", "withheld"),
    "is wronged": ("wronged",),
    "loses ties": ("tie_lost",),
    "another person": ("came",),
    "acts": ("act",),
}
"""What is drawn below the scores, from above: a lane a row; lanes in which nothing happened are left out."""
SPANS = {"on the list": ("listed", "unlisted"), "detained": ("detained", "released")}
"""Lanes that show how long something lasted: from which event to which."""


def figure(life: Life) -> Any:
    """The figure of a life whose scores were looked at, as an Altair chart."""
    alt = altair()
    first, last = life.start, life.start + datetime.timedelta(days=life.days - 1)
    x = alt.X(
        "date:T",
        title=None,
        scale=alt.Scale(type="utc", nice=False, domain=[str(first), str(last)]),
        axis=time_axis([str(first), str(last)]),
    )
    names = [life.here.name, life.there.name]
    parts = [part for part in (_scores(life, x, names), _lanes(life, x, names)) if part is not None]
    if not parts:
        raise RunError(
            f"nothing happened to resident {life.resident} under either policy, and there is no score: there is no figure to draw."
        )
    title = {
        "text": f"{name_of(life.resident)}, invented",
        "subtitle": [
            f"the same person under {names[0]} and under {names[1]}, {life.run.manifest.seeds}",
            f"{names[0]}: full line, filled marks; {names[1]}: dashed line, hollow marks",
        ],
        "color": INK,
        "subtitleColor": QUIET,
        "subtitleFontSize": FONT_SIZE,
        "anchor": "start",
    }
    return alt.vconcat(*parts, spacing=14).resolve_scale(color="shared").properties(title=title, config=CONFIG)


def svg_of(chart: Any) -> str:
    """A chart as SVG, drawn without a browser; RunError where the library for it is missing."""
    try:
        import vl_convert
    except ImportError as error:
        raise RunError("this needs vl-convert, which is not installed. Install it with: pip install 'sincerity-lab[analysis]'") from error
    found: str = vl_convert.vegalite_to_svg(chart.to_json())
    return found


def _scores(life: Life, x: Any, names: list[str]) -> Any:
    """The scores by day; None where nobody is scored under either."""
    alt = altair()
    rows = [row for side in (life.here, life.there) for row in _score_rows(life, side)]
    if not rows:
        return None
    line = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(interpolate="step-after", strokeWidth=1.8)
        .encode(
            x=x,
            y=alt.Y("score:Q", title="score", scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5)),
            color=alt.Color("name:N", scale=alt.Scale(domain=names, range=[INK, REFERENCE]), legend=None),
            strokeDash=alt.StrokeDash("name:N", scale=alt.Scale(domain=names, range=[DASHES[0], REFERENCE_DASH]), legend=None),
            detail="stretch:N",
        )
    )
    layers = [line]
    lines = list(_line_rows(life))
    if lines and min(row["score"] for row in rows) < 1.02 * max(one["score"] for one in lines):
        base = alt.Chart(alt.Data(values=lines))
        layers.append(base.mark_rule(strokeDash=[1, 3], color=INK).encode(x="date:T", x2="until:T", y="score:Q"))
        layers.append(
            base.mark_text(align="left", dx=3, dy=9, color=INK, fontSize=FONT_SIZE - 1)
            .encode(x="date:T", y="score:Q", text=alt.value("listed below"))
            .transform_filter("datum.label")
        )
    return alt.layer(*layers).properties(width=WIDTH, height=HEIGHT)


def _score_rows(life: Life, side: Side) -> Iterator[dict[str, Any]]:
    """A row a day with a score; days without one part the line."""
    stretch = 0
    for day, score in enumerate(side.scores or ()):
        if score is None:
            stretch += 1
        else:
            yield {"date": _iso(life, day), "score": score, "name": side.name, "stretch": f"{side.name} {stretch}"}


def _line_rows(life: Life) -> Iterator[dict[str, Any]]:
    """The line of the run's list, from one revision to the next."""
    found = stages(life.here.scenario)
    ends = [*(day for day, _ in found[1:]), life.days]
    label = True
    for (day, scenario), end in zip(found, ends, strict=True):
        listing = scenario.policy.listing
        if day < life.days and scenario.policy.active and listing is not None and listing.active and listing.by_score:
            line = listing.by_score_below
            yield {"date": _iso(life, day), "until": _iso(life, min(end, life.days) - 1), "score": line, "label": label}
            label = False


def _lanes(life: Life, x: Any, names: list[str]) -> Any:
    """What happened, lane by lane; None where nothing did."""
    alt = altair()
    marks = [row for side in (life.here, life.there) for row in _mark_rows(side)]
    spans = [row for side in (life.here, life.there) for row in _span_rows(life, side)]
    lanes = [lane for lane in LANES if any(row["lane"] == lane for row in (*marks, *spans))]
    if not lanes:
        return None
    y = alt.Y(
        "lane:N", sort=lanes, title=None, scale=alt.Scale(domain=lanes), axis=alt.Axis(grid=True, ticks=False, domain=False, labelLimit=200)
    )
    place = alt.YOffset("name:N", sort=names, scale=alt.Scale(domain=names))
    inks, papers = (alt.Scale(domain=names, range=[INK, other]) for other in (REFERENCE, PAPER))
    stroke, fill = alt.Stroke("name:N", scale=inks, legend=None), alt.Fill("name:N", scale=papers, legend=None)
    shape = alt.Shape("name:N", scale=alt.Scale(domain=names, range=["circle", "diamond"]), legend=None)
    points = alt.Chart(alt.Data(values=marks)).mark_point(size=30, strokeWidth=1.1, opacity=1)
    bars = alt.Chart(alt.Data(values=spans)).mark_bar(height=6, strokeWidth=1.1)
    layers = [
        bars.encode(x=x, x2="until:T", y=y, yOffset=place, stroke=stroke, fill=fill),
        points.encode(x=x, y=y, yOffset=place, stroke=stroke, fill=fill, shape=shape),
    ]
    return alt.layer(*layers).properties(width=WIDTH, height=LANE * len(lanes))


def _mark_rows(side: Side) -> Iterator[dict[str, Any]]:
    of = {kind: lane for lane, kinds in LANES.items() for kind in kinds}
    for event in side.events:
        lane = of.get(event.kind)
        if lane is not None and lane not in SPANS:
            yield {"date": str(event.date), "lane": lane, "name": side.name}


def _span_rows(life: Life, side: Side) -> Iterator[dict[str, Any]]:
    """How long things lasted; what goes on when the run ends lasts to its last day."""
    for lane, (begins, ends) in SPANS.items():
        since = ""
        for event in side.events:
            if event.kind == begins and not since:
                since = str(event.date)
            elif since and (event.kind == ends or event.kind == "gone"):
                yield {"date": since, "until": str(event.date), "lane": lane, "name": side.name}
                since = ""
        if since:
            yield {"date": since, "until": _iso(life, life.days - 1), "lane": lane, "name": side.name}


def _iso(life: Life, day: int) -> str:
    return str(life.start + datetime.timedelta(days=day))
