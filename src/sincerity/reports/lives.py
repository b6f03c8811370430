"""Three residents, picked by a rule that is told, and what came of each, beside the same resident's twin."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sincerity.observe.charts import altair
from sincerity.observe.dossier import name_of
from sincerity.observe.life import Event, Life
from sincerity.observe.life_end import End, ends_of, heading
from sincerity.observe.life_figure import figure
from sincerity.observe.life_text import short_names
from sincerity.observe.phrases import is_counted, sentence
from sincerity.reports.figure import Figure
from sincerity.reports.lived_again import lives_of
from sincerity.reports.on_list import surely_wrong
from sincerity.reports.subject import Arm, Subject
from sincerity.reports.words import count
from sincerity.society.livelihood import ADULT_AGE
from sincerity.store.run import Run

DAYS_SHOWN = 20
"""Days on which the two lives differ that the page tells."""


class Chosen(NamedTuple):
    """A resident and the rule that picked them."""

    resident: int
    rule: str


class Told(NamedTuple):
    """A day on which the two lives differ."""

    date: str
    both: str
    here: str
    there: str


@dataclass(frozen=True)
class Story:
    """One resident. names: of the two policies, the second "" where there is no twin.

    days: those on which more than acts, records and the score differ; more: how many others differ

    known: whether what happened by day is known; figure: of both scores and events, where it is
    """

    name: str
    resident: int
    rule: str
    sentences: list[str]
    names: tuple[str, str]
    ends: list[End]
    days: list[Told]
    more: int
    known: bool
    figure: Figure | None
    command: str


def stories(subject: Subject) -> list[Story]:
    """The three, of the main policy's first run; none without a policy."""
    arm = subject.main
    if not arm.has_policy or not {"times_listed", "days_listed", "arrived", "in_debt", "clean_score"} <= set(arm.first.people.columns):
        return []
    run, there = next(iter(subject.pairs(arm)), (arm.first, None))
    chosen = list(choose(arm, run))
    lives, known = lives_of(run, there, [one.resident for one in chosen])
    names = short_names(lives[0]) if there is not None and lives else (arm.name, "")
    return [_story(life, one, names, known) for life, one in zip(lives, chosen, strict=True)]


def choose(arm: Arm, run: Run) -> Iterator[Chosen]:
    """Of adults who lived there from the start: the middle one of the listed, the wrongly listed one with most days, one never listed."""
    there = run.people.filter(f"age >= {ADULT_AGE} AND arrived = 0")
    listed = [row[0] for row in there.filter("times_listed > 0").order("days_listed, id").project("id").fetchall()]
    if listed:
        yield Chosen(listed[(len(listed) - 1) // 2], f"the lower median by days on the list, of {count(len(listed), 'adult')} ever listed")
    wrong = surely_wrong(arm, run).nonzero()[0].tolist()
    if wrong:
        ids = ", ".join(map(str, wrong))
        longest = there.filter(f"id IN ({ids})").order("days_listed DESC, id").project("id").fetchall()
        if longest:
            yield Chosen(
                longest[0][0], f"the longest on the list, of {count(len(longest), 'adult')} who are surely on it wrongly at the end"
            )
    never = [row[0] for row in there.filter("times_listed = 0").order("id").project("id").fetchall()]
    if never:
        place = int(run.manifest.result_hash[:15] or "0", 16) % len(never)
        yield Chosen(never[place], f"never listed, drawn by the run's result hash from {count(len(never), 'adult')}")


def _story(life: Life, chosen: Chosen, names: tuple[str, str], known: bool) -> Story:
    days = [day for day in life.by_day() if day[2] or day[3]] if known else []
    marked = [day for day in days if any(not is_counted(event.kind) for part in day[2:] for event in part)]
    told = [Told(str(life.start + datetime.timedelta(days=day)), *map(_sentences, parts)) for day, *parts in marked[:DAYS_SHOWN]]
    against = "" if names[1] else " --against none"
    return Story(
        name=name_of(chosen.resident),
        resident=chosen.resident,
        rule=chosen.rule,
        sentences=list(heading(life)),
        names=names,
        ends=[end for end in ends_of(life) if _worth(end)],
        days=told,
        more=len(days) - len(told),
        known=known,
        figure=_figure(life, chosen, names) if known else None,
        command=f"sincerity life {life.run.path} {chosen.resident}{against}",
    )


def _sentences(events: list[Event]) -> str:
    return sentence("; ".join(event.text for event in events)) if events else ""


def _worth(end: End) -> bool:
    """Whether a line tells of anything: it differs, or is no zero."""
    return end.here != end.there or end.here not in (None, 0, 0.0, "no", "none")


def _figure(life: Life, chosen: Chosen, names: tuple[str, str]) -> Figure | None:
    if not life.events and not any(score is not None for score in (*(life.here.scores or ()), *(life.there.scores or ()))):
        return None
    chart = figure(life)
    chart["title"] = altair().Undefined  # the heading above it says as much
    scores = zip(life.here.scores or (), life.there.scores or (), strict=True)
    return Figure(
        name=f"life-{chosen.resident}",
        title=f"{name_of(chosen.resident)}: both scores, and what happened",
        caption=(
            f"The score under {names[0]} is a full line, under {names[1]} a dashed one, where there is any. Below, what happened: "
            f"filled marks under {names[0]}, hollow ones under {names[1]}."
        ),
        chart=chart,
        columns=("day", "date", f"score_{names[0]}", f"score_{names[1]}"),
        rows=[(day, str(life.start + datetime.timedelta(days=day)), *both) for day, both in enumerate(scores)],
        large=True,
    )
