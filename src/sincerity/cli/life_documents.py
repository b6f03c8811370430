"""What `life` and `why` print with `--json`, as types."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from sincerity.store.manifest import NOTICE

if TYPE_CHECKING:
    from sincerity.observe.life import Life, Side
    from sincerity.observe.why import Why


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LifeSide(_Document):
    """One of the two lives. name: as in `events`; folder: of its run, null where the policy was never run.

    luck: the seed of its luck, null where it is that of the people
    """

    name: str
    scenario: str
    luck: int | None
    folder: str | None


class LifeEvent(_Document):
    """One thing that happened. scenario: in which of the two lives; both: whether the same happened that day in the other, too."""

    day: int
    date: datetime.date
    scenario: str
    kind: str
    other: int
    amount: int
    text_key: str
    text: str
    both: bool


class LifeEnd(_Document):
    """What the lives came to on the last day. here, there: null where it does not exist; difference: here less there, of numbers."""

    name: str
    label: str
    unit: str
    here: int | float | str | None
    there: int | float | str | None
    difference: float | None


class LifeDocument(_Document):
    """`life`: a resident under a run's policy (`here`) and under the twin's (`there`).

    who: the resident in sentences; first_difference: the first day on which the lives differ, null where they never do
    """

    notice: str
    resident: int
    who: list[str]
    seed: int
    start: datetime.date
    days: int
    here: LifeSide
    there: LifeSide
    days_with_events: int
    days_that_differ: int
    first_difference: int | None
    events: list[LifeEvent]
    ends: list[LifeEnd]


class WhyStep(_Document):
    """One step of an account. false: without ground; since: the day of what it is about, where that is another; told: null if not asked."""

    day: int
    date: datetime.date
    kind: str
    behaviour: str
    other: int
    since: int | None
    told: bool | None
    false: bool
    points: int
    clean_points: int
    score: int
    clean_score: int
    text: str


class WhySanction(_Document):
    """A sanction in force at the end of the day. name: its table under `policy`; since: the first day."""

    name: str
    since: int
    text: str


class WhyDocument(_Document):
    """`why`: a resident's score and listing at the end of a day. Points of all steps add up to `score`, clean ones to `clean_score`.

    grounds: kinds of the steps by which the grounds of the list that stand began; would_be_listed: without errors of any kind
    """

    notice: str
    resident: int
    who: str
    scenario: str
    seed: int
    folder: str
    day: int
    date: datetime.date
    score: int | None
    clean_score: int | None
    tier: str | None
    listed: bool
    listed_wrongly: bool
    would_be_listed: bool
    grounds: list[str]
    wrong_records: int
    false_reports: int
    wrong_judgments: int
    sanctions: list[WhySanction]
    steps: list[WhyStep]
    sentences: list[str]


def life_document(life: Life) -> dict[str, Any]:
    """The document of a life."""
    from sincerity.observe.life_end import ends_of, heading

    days = list(life.by_day())
    apart = [day for day, _, ours, theirs in days if ours or theirs]
    alone = {id(event) for _, _, ours, theirs in days for event in (*ours, *theirs)}
    document = LifeDocument(
        notice=NOTICE,
        resident=life.resident,
        who=list(heading(life)),
        seed=life.seed,
        start=life.start,
        days=life.days,
        here=_side(life, life.here),
        there=_side(life, life.there),
        days_with_events=len(days),
        days_that_differ=len(apart),
        first_difference=apart[0] if apart else None,
        events=[LifeEvent(**event._asdict(), both=id(event) not in alone) for event in life.events],
        ends=[LifeEnd(**end._asdict(), difference=end.difference) for end in ends_of(life)],
    )
    return document.model_dump(mode="json")


def _side(life: Life, side: Side) -> LifeSide:
    luck = (side.run or life.run).manifest.luck
    return LifeSide(name=side.name, scenario=side.scenario.name, luck=luck, folder=None if side.run is None else str(side.run.path))


def why_document(why: Why) -> dict[str, Any]:
    """The document of an account."""
    from sincerity.observe.who import who
    from sincerity.observe.why_text import standing

    document = WhyDocument(
        notice=NOTICE,
        resident=why.resident,
        who=who(why.run, why.resident, why.row, f"on {why.date}"),
        scenario=why.scenario.name,
        seed=why.run.manifest.seed,
        folder=str(why.run.path),
        day=why.day,
        date=why.date,
        score=why.score,
        clean_score=why.clean_score,
        tier=why.tier,
        listed=why.is_listed,
        listed_wrongly=why.is_listed_wrongly,
        would_be_listed=why.would_be_listed,
        grounds=[step.kind for step in why.grounds],
        wrong_records=why.errors.records,
        false_reports=why.errors.reports,
        wrong_judgments=why.errors.judgments,
        sanctions=[WhySanction(**one._asdict()) for one in why.sanctions],
        steps=[WhyStep(**row) for row in why.rows()],
        sentences=list(standing(why)),
    )
    return document.model_dump(mode="json")
