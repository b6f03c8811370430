"""What two lives came to on the last day, side by side, and who the resident is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sincerity.compute.fixed import TOP16
from sincerity.mechanisms import revisions, rollout
from sincerity.observe.life import Life, Side
from sincerity.observe.who import moved_in, who, work_of
from sincerity.society.livelihood import ADULT_AGE

Value = int | float | str | None
ON_THE_LIST = ("no", "yes")


class End(NamedTuple):
    """One thing that a life came to. here, there: None where it does not exist, as a score without scoring."""

    name: str
    label: str
    unit: str
    here: Value
    there: Value

    @property
    def difference(self) -> float | None:
        """here - there; None for words, and where either does not exist."""
        numbers = [value for value in (self.here, self.there) if isinstance(value, int | float)]
        return round(numbers[0] - numbers[1], 3) if len(numbers) == 2 else None


class Line(NamedTuple):
    """What is told of `people`. of: makes the value of a side; by default the column as it stands."""

    name: str
    label: str
    unit: str = ""
    of: Callable[[Life, Side], Value] | None = None


def is_scored(life: Life, side: Side) -> bool:
    """Whether the resident has a score on the last day."""
    day = life.days - 1
    last = [scenario for first, scenario in revisions.stages(side.scenario) if first <= day][-1]
    if not (last.policy.active and last.policy.scoring.active) or int(side.end["age"]) < ADULT_AGE:
        return False
    return rollout.first_days(side.scenario, life.run.manifest.regions, life.seed)[int(side.end["region"])] <= day


def _score(life: Life, side: Side) -> Value:
    return side.end["score"] if is_scored(life, side) else None


def _clean(life: Life, side: Side) -> Value:
    return side.end["clean_score"] if is_scored(life, side) else None


def _tier(life: Life, side: Side) -> Value:
    tiers = side.scenario.policy.tier
    return tiers[int(side.end["tier"])].name if tiers and is_scored(life, side) else None


def _level(name: str) -> Callable[[Life, Side], Value]:
    return lambda life, side: round(int(side.end[name]) / TOP16, 3)


def _yes(name: str) -> Callable[[Life, Side], Value]:
    return lambda life, side: ON_THE_LIST[int(side.end[name])]


LINES = (
    Line("score", "score", "points", _score),
    Line("clean_score", "score without wrong records", "points", _clean),
    Line("tier", "grade", "", _tier),
    Line("truth_acts", "acts, seen or not"),
    Line("records", "acts on record"),
    Line("records_false", "of them wrong"),
    Line("listed", "on the list", "", _yes("listed")),
    Line("times_listed", "times put on the list"),
    Line("days_listed", "days on the list"),
    Line("days_detained", "days detained"),
    Line("reports_against", "times reported"),
    Line("reports_made", "contacts reported"),
    Line("hours_lost", "hours lost on slow trains"),
    Line("schooling", "schooling"),
    Line("private_school", "in a private school", "", _yes("private_school")),
    Line("job", "job"),
    Line("income", "income", "CNY a month"),
    Line("savings", "savings", "CNY"),
    Line("loan", "loan", "CNY"),
    Line("in_debt", "a debt open", "", _yes("in_debt")),
    Line("ties_left", "ties alive"),
    Line("aware", "knows of the system", "", _yes("aware")),
    Line("fear_authority", "fear of the authority", "0 to 1", _level("fear_authority")),
    Line("fear_wronged", "fear of being wronged", "0 to 1", _level("fear_wronged")),
    Line("trust", "trust", "0 to 1", _level("trust")),
)
"""What is told of the last day, in this order."""


def ends_of(life: Life) -> list[End]:
    """What the two lives came to, row by row."""
    found = []
    for line in LINES:
        here, there = (line.of(life, side) if line.of is not None else side.end.get(line.name) for side in (life.here, life.there))
        found.append(End(line.name, line.label, line.unit, here, there))
    return found


def heading(life: Life) -> Iterator[str]:
    """Sentences about who the resident is."""
    jobs = [work_of(side.end) for side in (life.here, life.there)]
    both = jobs[0] if jobs[0] == jobs[1] else f"{jobs[0]} under {life.here.name} and {jobs[1]} under {life.there.name}"
    yield who(life.run, life.resident, life.here.end, "on the last day", both)
    came = moved_in(life.start, life.here.scenario.burn_in_days, life.here.end)
    if came is not None and came > life.start:
        yield f"Until {came} another person lived here, whose life stands first."
