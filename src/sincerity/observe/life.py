"""A resident's life beside the twin's: the same person, with the same luck, under another policy.

What happened is read from `events` where a run watched the resident; otherwise the run is lived again in memory (`observe.relive`). The
difference of the two lives is the whole effect of the policy on this resident with this luck, also through others; with other luck it
would be another. A place in a household keeps its number when its resident dies or leaves: from then on the life is another person's.
"""

from __future__ import annotations

import datetime
import html
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sincerity.engine.simulation import Simulation
from sincerity.errors import ScenarioError
from sincerity.mechanisms.scoring import UNSCORED
from sincerity.observe.lives import Watch
from sincerity.observe.phrases import sentence, tell
from sincerity.observe.relive import Past, Row, Tell, past_of, reading, relive, require_resident, row_of, scenario_of
from sincerity.scenario.pair import differing, keys_told
from sincerity.store.run import Run
from sincerity.types import ADULT, Columns

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

NOTE = "invented resident; no record of a real person"
Score = int | None
"""A score at the end of a day; None on a day without one."""


class Event(NamedTuple):
    """One thing that happened to the resident under one of the two policies; columns as in `events`, and the text that tells it."""

    day: int
    date: datetime.date
    scenario: str
    kind: str
    other: int
    amount: int
    text_key: str
    text: str

    @property
    def what(self) -> tuple[str, int, int, str]:
        """What is the same when the same happens under two policies."""
        return self.kind, self.other, self.amount, self.text_key


@dataclass(frozen=True)
class Side:
    """One of the two lives. name: what it is called; end: the row of `people` on the last day; scores: by day, None where not looked at.

    run: the folder that holds the run, None for a policy that was never run
    """

    name: str
    scenario: Scenario
    run: Run | None
    events: tuple[Event, ...]
    end: Row
    scores: tuple[Score, ...] | None = None


@dataclass(frozen=True, repr=False)
class Life:
    """A resident's life under a run's policy (`here`) and under the twin's (`there`)."""

    run: Run
    resident: int
    here: Side
    there: Side

    @property
    def seed(self) -> int:
        """The seed of both."""
        return self.run.manifest.seed

    @property
    def same_luck(self) -> bool:
        """Whether both have the luck of the same days. Where not, they differ by luck as well as by policy."""
        return self.there.run is None or self.there.run.manifest.luck == self.run.manifest.luck

    @property
    def start(self) -> datetime.date:
        """The date of day 0."""
        return self.run.manifest.start

    @property
    def days(self) -> int:
        """How many days both last."""
        return self.run.manifest.days

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened in both lives, by day, the run's first."""
        return tuple(sorted((*self.here.events, *self.there.events), key=lambda event: event.day))

    def by_day(self) -> Iterator[tuple[int, list[Event], list[Event], list[Event]]]:
        """(day, the same in both, here alone, there alone) for every day on which anything happened."""
        ours, theirs = _by_day(self.here.events), _by_day(self.there.events)
        for day in sorted({*ours, *theirs}):
            yield (day, *split(ours.get(day, []), theirs.get(day, [])))

    def to_pandas(self) -> Any:
        """`events` as a pandas DataFrame; needs `pip install sincerity-lab[analysis]`."""
        import pandas

        return pandas.DataFrame(self.events, columns=list(Event._fields))

    def plot(self) -> Any:
        """Both scores by day and what happened, as an Altair chart; needs `[analysis]`. Lives the runs again where it has no scores."""
        from sincerity.observe.life_figure import figure

        return figure(self if self.here.scores is not None and self.there.scores is not None else with_scores(self))

    def __repr__(self) -> str:
        return f"<Life of resident {self.resident:06d}, {NOTE}: under {self.here.name} and under {self.there.name}, {self.days:,} days>"

    def _repr_html_(self) -> str:
        rows = []
        for day, both, ours, theirs in self.by_day():
            date = f"<td>{self.start + datetime.timedelta(days=day)}</td>"
            if both:
                rows.append(f"<tr style='color:#777'>{date}<td colspan='2'>{_sentences(both)}</td></tr>")
            if ours or theirs:
                rows.append(f"<tr>{date}<td>{_sentences(ours)}</td><td>{_sentences(theirs)}</td></tr>")
        heads = "".join(
            f"<th align='left'>{html.escape(text)}</th>" for text in ("", f"under {self.here.name}", f"under {self.there.name}")
        )
        return f"<table><caption>Resident {self.resident:06d}, {NOTE}</caption><tr>{heads}</tr>{''.join(rows)}</table>"


def _sentences(events: Sequence[Event]) -> str:
    return html.escape(" ".join(sentence(event.text) for event in events))


def _by_day(events: Sequence[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for event in events:
        found.setdefault(event.day, []).append(event)
    return found


def split(ours: Sequence[Event], theirs: Sequence[Event]) -> tuple[list[Event], list[Event], list[Event]]:
    """What happened in both lives, in the one alone, in the other alone; what happens twice must happen twice in both."""
    shared = Counter(event.what for event in ours) & Counter(event.what for event in theirs)
    both, alone = _taken(ours, shared.copy())
    _, others = _taken(theirs, shared)
    return both, alone, others


def _taken(events: Sequence[Event], wanted: Counter[tuple[str, int, int, str]]) -> tuple[list[Event], list[Event]]:
    found: tuple[list[Event], list[Event]] = ([], [])
    for event in events:
        missing = wanted[event.what] <= 0
        found[missing].append(event)
        wanted[event.what] -= 1
    return found


def life(
    run: Run, resident: int, against: Run | Scenario, *, scores: bool = False, threads: int | None = None, progress: Tell | None = None
) -> Life:
    """A resident's life under a run's policy, beside the same life under another.

    against: the twin's run, or the policy that the run's people are to live under, too, as a scenario of the same society
    scores: look at the score of every day, which no folder holds: both are then lived again

    Raises
    ------
    ScenarioError
        There is no such resident, or the twin is of another society.
    FolderError
        A run has to be lived again and another version lived it, or its scenario was changed since; or its tables are damaged.
    RunError
        What was lived is not the run that is stored.
    """
    require_resident(resident, run.manifest.people)
    scenario = scenario_of(run)
    twin = against if isinstance(against, Run) else None
    other = scenario_of(against) if isinstance(against, Run) else against
    _require_twin(run, scenario, other, twin)
    names = names_of(scenario, other)
    sides = [Side(names[0], scenario, run, (), {}), Side(names[1], other, twin, (), {})]
    found = Life(run, resident, *sides)
    read = [None if scores else _read(found, side) for side in sides]
    missing = [side for side, one in zip(sides, read, strict=True) if one is None]
    lived = iter(_lived(found, missing, threads, progress) if missing else ())
    here, there = (next(lived) if one is None else one for one in read)
    return replace(found, here=here, there=there)


def names_of(scenario: Scenario, other: Scenario) -> tuple[str, str]:
    """What the two lives are called: their scenarios, unless these have one name."""
    return (scenario.name, other.name) if scenario.name != other.name else ("this run", "its twin")


def _require_twin(run: Run, scenario: Scenario, other: Scenario, twin: Run | None) -> None:
    found = differing(scenario, other)
    if twin is not None:
        for name in ("seed", "days"):
            here, there = getattr(run.manifest, name), getattr(twin.manifest, name)
            if here != there:
                found.append(f"{name} = {here}, not {there}")
    if found:
        whose = f"the run in {twin.path}" if twin is not None else other.name
        raise ScenarioError(
            f"{whose} is no twin of the run in {run.path}: twins are the same people over the same days under another policy, and here "
            f"more differs. {scenario.name} has {keys_told(found)}. Name a run of the same people, or a scenario."
        )


def with_scores(life: Life, threads: int | None = None, progress: Tell | None = None) -> Life:
    """The same lives, lived again for the score of every day."""
    here, there = _lived(life, [life.here, life.there], threads, progress)
    return replace(life, here=here, there=there)


def _read(life: Life, side: Side) -> Side | None:
    """A life as its folder holds it; None where nobody watched."""
    run = side.run
    if run is None or life.resident not in run.manifest.watch:
        return None
    with reading(run.folder.events):
        rows = run.events.filter(f"id = {int(life.resident)}").project("day, kind, other, amount, text_key").fetchall()
    return replace(side, events=_events(life, side, rows), end=row_of(run, life.resident))


def _events(life: Life, side: Side, rows: Sequence[tuple[int, str, int, int, str]]) -> tuple[Event, ...]:
    labels = {row.id: row.label for row in side.scenario.society.behaviour}
    return tuple(
        Event(
            day,
            life.start + datetime.timedelta(days=day),
            side.name,
            kind,
            other,
            amount,
            key,
            tell(kind, other, amount, labels.get(key, "")),
        )
        for day, kind, other, amount, key in rows
    )


def _lived(life: Life, sides: Sequence[Side], threads: int | None, progress: Tell | None) -> list[Side]:
    """Lives that no folder holds: the runs are lived again, together."""
    pasts = [_past(life, side) for side in sides]
    looks = [_Look(life.resident, past) for past in pasts]
    ends = relive(pasts, life.resident, threads=threads, progress=progress)
    return [
        replace(side, events=_events(life, side, look.rows), end=end, scores=tuple(look.scores))
        for side, look, end in zip(sides, looks, ends, strict=True)
    ]


def _past(life: Life, side: Side) -> Past:
    """How a life comes about. A policy that was never run is lived with the luck of the run beside it."""
    if side.run is not None:
        return past_of(side.run)
    return Past(side.scenario.with_(days=life.days), life.seed, life.run.manifest.luck)


class _Look:
    """What is looked at while a life is lived again: its events, and its score every evening."""

    def __init__(self, resident: int, past: Past) -> None:
        self.resident = resident
        self.rows: list[tuple[int, str, int, int, str]] = []
        self.scores: list[Score] = []
        self._watch = Watch((resident,), past.scenario.society.people)
        past.observer, past.evening = self._watch, self._evening

    def _evening(self, simulation: Simulation) -> None:
        told = self._watch.take()
        if told is not None:
            self.rows += _rows(told)
        self.scores.append(score_of(simulation, self.resident))


def _rows(told: Columns) -> Iterator[tuple[int, str, int, int, str]]:
    columns = (told[name].tolist() for name in ("day", "kind", "other", "amount", "text_key"))
    yield from zip(*columns, strict=True)


def score_of(simulation: Simulation, p: int) -> Score:
    """A resident's score as it stands; None for children and where nothing is scored."""
    scored = int(simulation.cold["tier_start"][p]) & UNSCORED == 0 and int(simulation.people["standing"][p]) & ADULT != 0
    return int(simulation.people["score"][p]) if scored else None
