"""Up and down: where residents began and ended, and every move between tiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from sincerity.reports.figure import Figure
from sincerity.reports.marks import flow_chart, grid_chart
from sincerity.reports.subject import Arm
from sincerity.reports.words import count, share
from sincerity.store.parquet import name_literal
from sincerity.types import Array


def figures_of_tiers(arm: Arm) -> Iterator[Figure]:
    """Of one policy's first run: from the tier at the start to the one at the end, and all moves on the way; none without tiers."""
    names = [tier.name for tier in arm.scenario.policy.tier]
    if not arm.has_policy or len(names) < 2:
        return
    flows = _start_to_end(arm, names)
    if flows is not None and flows.any():
        yield _flow_figure(arm, names, flows)
    moves = _moves(arm, names)
    if moves is not None:
        yield _move_figure(arm, names, moves)


def _start_to_end(arm: Arm, names: Sequence[str]) -> Array | None:
    """Persons by the tier when first scored and the tier at the end; of those who spent a day in any tier."""
    people = arm.first.people
    days = [name for name in (f"days_{tier}" for tier in names) if name in people.columns]
    if not {"tier", "tier_start"} <= set(people.columns) or not days:
        return None
    scored = people.filter(" + ".join(map(name_literal, days)) + " > 0")
    found = np.zeros((len(names), len(names)), np.int64)
    for start, end, n in scored.aggregate("tier_start, tier, count(*)", "tier_start, tier").fetchall():
        found[start, end] = n
    return found


def _moves(arm: Arm, names: Sequence[str]) -> Array | None:
    """Persons times changes of tier, over the whole run; None where nobody ever moved."""
    found = np.zeros((len(names), len(names)), np.int64)
    columns = {(a, b): f"moves_{names[a]}_{names[b]}" for a in range(len(names)) for b in range(len(names)) if a != b}
    there = {place: name for place, name in columns.items() if name in arm.first.series.columns}
    if not there:
        return None
    sums = ", ".join(f"sum({name_literal(name)})" for name in there.values())
    (row,) = arm.first.series.filter("region = -1").aggregate(sums).fetchall()
    for place, n in zip(there, row, strict=True):
        found[place] = int(n or 0)
    return found if found.any() else None


def _flow_figure(arm: Arm, names: Sequence[str], flows: Array) -> Figure:
    whole, stayed = int(flows.sum()), int(np.trace(flows))
    fell = int(np.triu(flows, 1).sum())
    caption = (
        f"{count(whole, 'resident')} had a score. {_part(stayed, whole)} ended in the tier in which they began, "
        f"{_part(whole - stayed - fell, whole)} in a better one, {_part(fell, whole)} in a worse one. "
        "Each band is as thick as the share of residents that went its way; it is shaded by where they ended, the best tier lightest."
    )
    rows = [
        (names[a], names[b], int(flows[a, b]), flows[a, b] / whole) for a in range(len(names)) for b in range(len(names)) if flows[a, b]
    ]
    return Figure(
        name=f"flows-{arm.slug}",
        title=f"From the first tier to the last, under {arm.name}",
        caption=caption,
        chart=flow_chart(flows.tolist(), names, left="at first", right="at the end"),
        columns=("tier_at_first", "tier_at_the_end", "residents", "share"),
        rows=rows,
    )


def _move_figure(arm: Arm, names: Sequence[str], moves: Array) -> Figure:
    up, down = int(np.tril(moves, -1).sum()), int(np.triu(moves, 1).sum())
    cells = [
        {"x": names[b], "y": names[a], "value": int(moves[a, b]), "text": "" if a == b else f"{moves[a, b]:,}"}
        for a in range(len(names))
        for b in range(len(names))
    ]
    return Figure(
        name=f"moves-{arm.slug}",
        title=f"Every move between tiers, under {arm.name}",
        caption=(
            f"{count(up, 'move')} up and {count(down, 'move')} down over the whole time; one resident may move often. "
            "Each number counts the moves from the tier of its row to the tier of its column; darker is more."
        ),
        chart=grid_chart(cells, x="to", y="from", xs=names, ys=names),
        columns=("from", "to", "moves"),
        rows=[(names[a], names[b], int(moves[a, b])) for a in range(len(names)) for b in range(len(names)) if a != b],
    )


def _part(n: int, whole: int) -> str:
    return share(n, whole).partition(",")[0]
