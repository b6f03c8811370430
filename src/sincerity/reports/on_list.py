"""Who is listed, and who wrongly: by group, and by the score with and without wrong records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sincerity.experiments.effects import Ended, groups_of
from sincerity.experiments.measure import Interval
from sincerity.mechanisms.revisions import stages
from sincerity.reports.figure import Figure
from sincerity.reports.marks import cloud_chart, interval_chart
from sincerity.reports.people import counted, share_of
from sincerity.reports.subject import Arm, Subject
from sincerity.reports.words import count, number
from sincerity.society.livelihood import ADULT_AGE
from sincerity.store.run import Run
from sincerity.types import Array

NEEDED = frozenset({"listed", "times_listed", "in_debt", "score", "clean_score"})
CELLS = 40
"""About so many squares on a side of the plane of scores."""


def figures_of_the_list(subject: Subject) -> Iterator[Figure]:
    """For every policy under which anybody was ever listed."""
    for arm in subject.arms:
        if arm.has_policy and set(arm.first.people.columns) >= NEEDED and _n_ever(arm.first):
            yield _by_group(subject, arm)
            yield from _by_score(arm)


def _n_ever(run: Run) -> int:
    return int(run.people.aggregate("coalesce(sum((times_listed > 0)::BIGINT), 0)").fetchall()[0][0])


FIFTHS = ("poorest", "second", "third", "fourth", "richest")


def label_of(group: str) -> str:
    """A group as `effects` names it, in words.

    >>> label_of("group=A"), label_of("sex=male"), label_of("age=18-29"), label_of("income_fifth=1"), label_of("tier=D"), label_of("all")
    ('group A', 'men', 'age 18-29', 'income, poorest fifth', 'tier D', 'all')
    """
    key, _, value = group.partition("=")
    if key == "sex":
        return {"male": "men", "female": "women"}.get(value, value)
    if key == "income_fifth":
        return f"income, {FIFTHS[int(value) - 1]} fifth"
    return f"{key} {value}".strip()


def adult_groups(subject: Subject, run: Run, there: Run | None) -> Mapping[str, Array]:
    """Label → which adults belong to it; fifths of income are those under the reference, where there is one."""
    age = run.people.order("id").project("age").to_numpy()["age"]
    found = groups_of(Ended(there or run), Ended(run)).items()
    kept = {name: members & (age >= ADULT_AGE) for name, members in found if not name.startswith(("tier=", "age=0-"))}
    return {label_of(name): members for name, members in kept.items() if members.any()}


def surely_wrong(arm: Arm, run: Run) -> Array:
    """Who is on the list on the last day with no debt open and a clean score too high to be listed by: wrongly, whatever the ground."""
    people = run.people.order("id").project("listed, in_debt, clean_score").to_numpy()
    rules = [scenario for day, scenario in stages(arm.scenario) if day < run.manifest.days][-1].policy.listing
    lists_by_score = rules is not None and rules.by_score
    clean = (
        people["clean_score"] >= rules.by_score_below + rules.recovery_points if lists_by_score else np.ones(len(people["listed"]), bool)
    )
    found: Array = (people["listed"] != 0) & (people["in_debt"] == 0) & clean
    return found


def _by_group(subject: Subject, arm: Arm) -> Figure:
    pairs: list[tuple[Run, Run | None]] = [(run, there) for run, there in subject.pairs(arm)] or [(run, None) for run in arm.runs]
    counts: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for run, there in pairs:
        ever = run.people.order("id").project("times_listed").to_numpy()["times_listed"] > 0
        wrong = surely_wrong(arm, run)
        for label, members in adult_groups(subject, run, there).items():
            counts.setdefault((label, EVER), []).append(counted(ever, members))
            counts.setdefault((label, WRONG), []).append(counted(wrong, members))
    found = {key: share_of(*zip(*each, strict=True)) for key, each in counts.items()}
    rows = [
        {"label": label, "name": name, **{end: 1000 * getattr(one, end) for end in ("low", "high")}, "value": 1000 * one.mean}
        for (label, name), one in found.items()
        if one is not None
    ]
    if not any(row["value"] for row in rows if row["name"] == WRONG):
        rows = [row for row in rows if row["name"] != WRONG]
    return Figure(
        name=f"listed-by-group-{arm.slug}",
        title=f"Who was listed under {arm.name}",
        caption=_group_caption(found, rows),
        chart=interval_chart(rows, unit="per 1,000 adults"),
        columns=("group", "what", "per_1000_adults", "low", "high"),
        rows=[(row["label"], row["name"], row["value"], row["low"], row["high"]) for row in rows],
    )


EVER, WRONG = "ever listed", "wrongly, at the end"


def _group_caption(found: Mapping[tuple[str, str], Interval | None], rows: list[dict[str, Any]]) -> str:
    whole = found["all", EVER]
    assert whole is not None
    groups = [row for row in rows if row["name"] == EVER and row["label"] != "all"]
    most, least = (pick(groups, key=lambda row: float(row["value"])) for pick in (max, min))
    fifths = " Fifths of income are of the income that residents have without this policy, where that is known."
    wrong = (
        ""
        if not any(row["name"] == WRONG for row in rows)
        else " Wrongly: no debt is open, and without wrong records and false reports the score would not list. This counts the sure cases; "
        "`listed_wrongly` in the series counts all."
    )
    return (
        f"{number(1000 * whole.mean)} of 1,000 adults were listed at some time: most among {most['label']} ({number(most['value'])}), "
        f"least among {least['label']} ({number(least['value'])}).{wrong}{fifths}"
    )


def _by_score(arm: Arm) -> Iterator[Figure]:
    """The plane of scores, where a score lists."""
    rules = arm.scenario.policy.listing
    if rules is None or not rules.by_score or not arm.scenario.policy.scoring.active:
        return
    low, high = arm.scenario.policy.min_score, arm.scenario.policy.max_score
    size = max(1, round((high - low) / CELLS))
    plane = arm.first.people.filter(f"age >= {ADULT_AGE}")
    square = f"{low} + (clean_score - {low}) // {size} * {size} AS x, {low} + (score - {low}) // {size} * {size} AS y"
    cells = plane.project(square).aggregate("x, y, count(*) AS n", "x, y").order("x, y").fetchall()
    rows = [{"x": int(x), "y": int(y), "value": int(n)} for x, y, n in cells]
    line = rules.by_score_below
    counts = plane.aggregate(
        f"count(*), coalesce(sum((score < clean_score)::BIGINT), 0), coalesce(sum((score < {line} AND clean_score >= {line})::BIGINT), 0)"
    ).fetchall()[0]
    adults, lowered, pushed = map(int, counts)
    yield Figure(
        name=f"score-and-clean-score-{arm.slug}",
        title=f"The score, and the score without wrong records, under {arm.name}",
        caption=(
            f"Adults on the last day; darker squares hold more. On the diagonal both scores are one. {number(lowered)} of {number(adults)} "
            f"have less than without wrong records and false reports. Dashed is the line of the list, {line}: whoever is below it on the "
            f"scale at the side and right of it on the scale at the foot would not be below it but for those; {count(pushed, 'adult')} "
            f"{'is' if pushed == 1 else 'are'}."
        ),
        chart=cloud_chart(rows, x="score without wrong records and false reports", y="score", size=size, line=line),
        columns=("clean_score_from", "score_from", "adults"),
        rows=[(row["x"], row["y"], row["value"]) for row in rows],
    )
