"""Why a resident has this score, and is or is not on the list: the account of it, down to the records.

The run is lived again to the end of the day that is asked about; what moved the score is written down step by step and adds up to it
exactly (`observe.account`). The lab tells what nobody in the society can know: which records are of acts that never were, who reported
whom and whether truly, and what the score would be without error.
"""

from __future__ import annotations

import datetime
import html
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from sincerity.compute.grounds import wrongly
from sincerity.errors import RunError, ScenarioError
from sincerity.mechanisms.revisions import stages
from sincerity.observe.account import State, Step
from sincerity.observe.accountant import Accountants
from sincerity.observe.phrases import sentence
from sincerity.observe.relive import Row, Tell, past_of, relive, require_resident
from sincerity.observe.why_phrases import SANCTIONS, tell_step
from sincerity.store.run import Run
from sincerity.types import BY_JUDGMENT, BY_SCORE, CLEAN, IN_DEBT, LISTED

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario


class Sanction(NamedTuple):
    """A sanction in force. name: its table; since: the first day of it."""

    name: str
    since: int
    text: str


class Errors(NamedTuple):
    """What of the account is without ground. judgments: wrong ones that stand."""

    records: int
    reports: int
    judgments: int


@dataclass(frozen=True, repr=False)
class Why:
    """Why a resident's score and listing were what they were at the end of a day. row: of `people` at that time."""

    run: Run
    scenario: Scenario
    resident: int
    day: int
    row: Row
    steps: tuple[Step, ...]
    sanctions: tuple[Sanction, ...]
    state: State

    @property
    def date(self) -> datetime.date:
        """The date of the day."""
        return self.date_of(self.day)

    def date_of(self, day: int) -> datetime.date:
        """The date of any day."""
        return self.run.manifest.start + datetime.timedelta(days=day)

    @property
    def is_scored(self) -> bool:
        """Whether there is a score: of adults where a policy keeps scores."""
        return self.state.is_scored and self.state.is_adult

    @property
    def score(self) -> int | None:
        """The score, None where there is none."""
        return self.state.score if self.is_scored else None

    @property
    def clean_score(self) -> int | None:
        """The score that the same acts would give without wrong records and false reports."""
        return self.state.clean_score if self.is_scored else None

    @property
    def tier(self) -> str | None:
        """The name of the tier."""
        tiers = self.scenario.policy.tier
        return tiers[int(self.row["tier"])].name if tiers and self.is_scored else None

    @property
    def is_listed(self) -> bool:
        """Whether the resident is on the list."""
        return self.state.listing & LISTED != 0

    @property
    def is_listed_wrongly(self) -> bool:
        """On the list, and no ground of it is a true one."""
        return self.is_listed and bool(wrongly(self.state.listing, self.means))

    @property
    def means(self) -> int:
        """IN_DEBT where a debt is open, else 0."""
        return IN_DEBT if self.state.debt_day is not None else 0

    @property
    def would_be_listed(self) -> bool:
        """Whether the resident would be on the list without wrong records, false reports and wrong judgments."""
        return not wrongly(self.state.listing | (BY_SCORE if self.state.listing & CLEAN else 0), self.means)

    @property
    def grounds(self) -> tuple[Step, ...]:
        """The steps by which the grounds of the list that stand began."""
        kinds = {BY_SCORE: ("listed_by_score",), BY_JUDGMENT: ("judged", "wrong_judgment")}
        found = [[step for step in self.steps if step.kind in kinds[bit]][-1:] for bit in kinds if self.state.listing & bit]
        return tuple(step for steps in found for step in steps)

    @cached_property
    def errors(self) -> Errors:
        """What the score that stands owes to error: since scores were last begun anew."""
        starts = [i for i, step in enumerate(self.steps) if step.kind == "start"]
        kinds = [step.kind for step in self.steps[starts[-1] if starts else 0 :]]
        wrong = [step for step in self.grounds if step.kind == "wrong_judgment"]
        return Errors(kinds.count("wrong_record"), kinds.count("reported_falsely"), len(wrong))

    @cached_property
    def _stages(self) -> list[tuple[int, Scenario]]:
        return stages(self.scenario)

    @property
    def scenario_now(self) -> Scenario:
        """The scenario with the revisions that were in force on the day."""
        return [scenario for first, scenario in self._stages if first <= self.day][-1]

    def line_on(self, day: int) -> int:
        """The score below which one is listed, on a day; 0 where there is no list."""
        listing = [scenario.policy.listing for first, scenario in self._stages if first <= max(0, day)][-1]
        return 0 if listing is None else int(listing.by_score_below)

    def text_of(self, step: Step) -> str:
        """A step in a sentence."""
        label = self._labels.get(step.behaviour, "")
        since = "" if step.since is None else str(self.date_of(step.since))
        return sentence(tell_step(step, label, self.line_on(step.day), since))

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {row.id: row.label for row in self.scenario.society.behaviour}

    def rows(self) -> Iterator[dict[str, Any]]:
        """The steps with their dates and texts, as plain rows."""
        for step in self.steps:
            about = {"behaviour": step.behaviour, "other": step.other, "since": step.since, "told": step.told, "false": step.is_false}
            points = {name: getattr(step, name) for name in ("points", "clean_points", "score", "clean_score")}
            yield {"day": step.day, "date": self.date_of(step.day), "kind": step.kind, **about, **points, "text": self.text_of(step)}

    def to_pandas(self) -> Any:
        """The steps as a pandas DataFrame; needs `pip install sincerity-lab[analysis]`."""
        import pandas

        return pandas.DataFrame(list(self.rows()))

    def __repr__(self) -> str:
        listed = ("on the list, wrongly" if self.is_listed_wrongly else "on the list") if self.is_listed else "not on the list"
        return f"<Why of resident {self.resident:06d}, invented, on {self.date}: score {self.score}, {listed}>"

    def _repr_html_(self) -> str:
        heads = ("date", "what", "points", "score", "clean score")
        rows = [(row["date"], row["text"], row["points"] or "", row["score"], row["clean_score"]) for row in self.rows()]
        lines = ["".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows]
        head = "".join(f"<th align='left'>{text}</th>" for text in heads)
        caption = f"Resident {self.resident:06d}, invented, on {self.date}: score {self.score}"
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def why(run: Run, resident: int, day: int | None = None, *, threads: int | None = None, progress: Tell | None = None) -> Why:
    """Why a resident of a run has this score and listing at the end of a day; of the last by default.

    Raises
    ------
    ScenarioError
        There is no such resident or day.
    FolderError
        Another version lived the run, or its scenario was changed since.
    RunError
        What was lived is not the run that is stored, or the steps do not add up to the score.
    """
    require_resident(resident, run.manifest.people)
    last = run.manifest.days - 1
    day = last if day is None else day
    if not 0 <= day <= last:
        end = run.manifest.start + datetime.timedelta(days=last)
        raise ScenarioError(f"--day {day} is not of this run. Its days are 0 to {last}, {run.manifest.start} to {end}.")
    past = past_of(run)
    past.observer = accountants = Accountants((resident,))
    (row,) = relive([past], resident, until=day + 1, threads=threads, progress=progress)
    account = accountants.accounts[resident]
    steps, state = tuple(account.book.steps), account.book.state
    _require_sum(steps, row, resident)
    sanctions = tuple(Sanction(name, since, SANCTIONS[name]) for name, since in account.sanctions.items())
    return Why(run, past.scenario, resident, day, row, steps, sanctions, state)


def _require_sum(steps: tuple[Step, ...], row: Row, resident: int) -> None:
    """RunError unless the points of all steps are the score, and those of the clean score the clean one."""
    sums = sum(step.points for step in steps), sum(step.clean_points for step in steps)
    if sums != (row["score"], row["clean_score"]):
        raise RunError(
            f"the steps of resident {resident} add up to {sums[0]} ({sums[1]} clean), and the score is {row['score']} "
            f"({row['clean_score']}). Please report this as a fault of the lab's."
        )
