"""The account of a score: every step that moved it, from the start that everybody gets to what it is, and of the clean score beside it.

Each pass of a day is gone over again by the rules, from what it left in today's record; the steps then have to add up to the scores
that the person has. Where they do not, the account is refused: it never tells anything that did not happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sincerity.compute.fixed import clamp, step_toward
from sincerity.compute.ration import CASES
from sincerity.draw import EXPIRY, SCORE_RETURN, draw
from sincerity.errors import RunError
from sincerity.mechanisms.scoring import UNSCORED, shrink, worth_of
from sincerity.types import ADULT, BY_JUDGMENT, BY_SCORE, CLEAN, IN_DEBT, LISTED

FALSE_KINDS = ("wrong_record", "reported_falsely", "wrong_judgment")
"""What is held against somebody without ground: an act that never was, a report of nothing, a debt that was not due."""


class Step(NamedTuple):
    """One thing that moved the score, or bears on the list. points: to the score; clean_points: to the clean score.

    score, clean_score: after it; behaviour: its id, or ""; other: the contact concerned, -1 for none
    since: the day of what it is about, where that is another: of a debt that fell due, of a misdeed reported; None for no other
    told: whether the resident was told of it; None where that is not asked
    """

    day: int
    kind: str
    points: int
    clean_points: int
    score: int
    clean_score: int
    behaviour: str = ""
    other: int = -1
    since: int | None = None
    told: bool | None = None

    @property
    def is_false(self) -> bool:
        """Whether it is without ground."""
        return self.kind in FALSE_KINDS


class State(NamedTuple):
    """What of a person's records an account is about, as it stood at one moment."""

    score: int
    clean_score: int
    is_scored: bool
    is_adult: bool
    listing: int
    debt_day: int | None


def state_of(me: Any, mine: Any) -> State:
    """The state of a person's records."""
    scored = int(mine.tier_start) & UNSCORED == 0
    debt = int(mine.debt_day) if int(me.means) & IN_DEBT != 0 else None
    return State(int(me.score), int(me.clean_score), scored, int(me.standing) & ADULT != 0, int(me.listing), debt)


NOBODY_YET = State(0, 0, False, False, 0, None)
"""Before the first day: nobody has a score, nobody is listed."""


ON = {"listed_by_score": BY_SCORE, "clean_below": CLEAN, "judged": BY_JUDGMENT, "wrong_judgment": BY_JUDGMENT}
OFF = {
    "recovered": BY_SCORE,
    "clean_recovered": CLEAN,
    "score_lists_no_more": BY_SCORE,
    "term_over": BY_JUDGMENT,
    "off_by_payment": BY_JUDGMENT,
    "judgment_lists_no_more": BY_JUDGMENT,
    "off_by_appeal": LISTED,
}
"""Steps that begin and end a ground of the list, or what the clean score would be listed for."""


class Report(NamedTuple):
    """A report that its target reads of on a day. since: the day of the misdeed, None without one; told: whether the target is told."""

    other: int
    false: bool
    told: bool
    behaviour: str = ""
    since: int | None = None


class Book:
    """The steps of one person, and what they add up to. behaviours: ids, by their place in the catalogue."""

    def __init__(self, resident: int, behaviours: Sequence[str]) -> None:
        self.resident = resident
        self.behaviours = behaviours
        self.steps: list[Step] = []
        self.score = self.clean_score = self.grounds = 0
        self.state = NOBODY_YET

    def put(self, day: int, kind: str, points: int = 0, clean: int | None = None, **about: Any) -> None:
        """Write a step down. clean: points to the clean score, the same by default."""
        clean = points if clean is None else clean
        self.score += points
        self.clean_score += clean
        self.grounds = (self.grounds | ON.get(kind, 0)) & ~OFF.get(kind, 0)
        self.steps.append(Step(day, kind, points, clean, self.score, self.clean_score, **about))

    def move(self, day: int, kind: str, score: int, clean_score: int) -> None:
        """A step to these scores, if they are others."""
        if (score, clean_score) != (self.score, self.clean_score):
            self.put(day, kind, score - self.score, clean_score - self.clean_score)

    def limit(self, day: int, policy: Any) -> None:
        """A score past the end of the policy's range is held at it."""
        low, high = int(policy.min_score), int(policy.max_score)
        self.move(day, "limit", clamp(self.score, low, high), clamp(self.clean_score, low, high))

    def name(self, code: int) -> str:
        """The id of a behaviour that today's record names by 1 + its place."""
        return self.behaviours[code - 1]

    def close(self, day: int, now: State) -> None:
        """What a pass left: RunError unless the steps come to that, in scores and in grounds of the list."""
        self._debt(day, now, 0)
        come_to = self.score, self.clean_score, self.grounds
        found = now.score, now.clean_score, now.listing & (LISTED | CLEAN)
        if come_to != found:
            raise RunError(
                f"day {day}: by its steps resident {self.resident} has the score {come_to[0]} ({come_to[1]} clean) and the grounds "
                f"{come_to[2]}, and has {found[0]} ({found[1]}) and {found[2]}. If no mechanism of another package moves scores, please "
                "report this as a fault of the lab's."
            )
        self.state = now

    def begin_anew(self, day: int, code: int) -> None:
        """Another person lives here now, without a past. code: 1 born, 2 came."""
        self.steps.clear()
        self.score = self.clean_score = self.grounds = 0
        self.state = NOBODY_YET
        self.put(day, "born" if code == 1 else "came")

    # Mornings

    def year(self, day: int, now: State, today: Any, policy: Any) -> None:
        """A turn of the year."""
        if int(today.came) != 0:
            self.begin_anew(day, int(today.came))
            if int(policy.in_force) != 0:
                self._start(day, policy)
        elif int(today.of_age) != 0:
            self.put(day, "of_age")
        self.close(day, now)

    def cover(self, day: int, now: State, policy: Any) -> None:
        """The morning on which the policy comes."""
        self._start(day, policy)
        self.close(day, now)

    def _start(self, day: int, policy: Any) -> None:
        if int(policy.scoring_active) != 0:
            self.move(day, "start", int(policy.start_score), int(policy.start_score))

    def revise(self, day: int, now: State, policy: Any) -> None:
        """The morning on which the rules change, begin to score, or end."""
        was = self.state
        if int(policy.scoring_active) == 0:
            self.move(day, "unscored", 0, 0)
        elif not (was.is_scored and was.is_adult):
            self._start(day, policy)
        else:
            self.move(day, "rules", now.score, now.clean_score)
        self._grounds_end(day, now, BY_SCORE, "score_lists_no_more")
        self._grounds_end(day, now, BY_JUDGMENT, "judgment_lists_no_more")
        if int(policy.lists_by_score) == 0:
            self.grounds &= ~CLEAN
        self.close(day, now)

    def _grounds_end(self, day: int, now: State, bit: int, kind: str) -> None:
        if self.state.listing & bit != 0 and now.listing & bit == 0:
            self.put(day, kind)

    def month(self, day: int, now: State, before: Any, after: Any, world: Any, policy: Any) -> None:
        """A turn of the month. before, after: today's record before the desks, and of what they gave."""
        if self.state.is_adult and int(policy.scoring_active) != 0:
            self._scored_month(day, before, world, policy)
        self._case(day, now, before)
        self._heard(day, after, policy)
        if int(before.released) != 0:
            self.put(day, "released")
        if int(after.taken) != 0:
            self.put(day, "detained")
        self.close(day, now)

    def _scored_month(self, day: int, today: Any, world: Any, policy: Any) -> None:
        if int(today.recorded) != 0:
            self.put(day, "record", worth_of(int(today.recorded) - 1, today, policy), behaviour=self.name(int(today.recorded)))
            self.limit(day, policy)
        start, p = int(policy.start_score), self.resident
        k0, k1 = int(world.k0), int(world.k1)
        if int(policy.return_points) != 0:
            step = (int(policy.return_points) + draw(k0, k1, SCORE_RETURN, p, day, 0)) >> 32
            self.move(day, "return", start + shrink(self.score - start, step), start + shrink(self.clean_score - start, step))
        if int(policy.expiry) != 0:
            word, share = draw(k0, k1, EXPIRY, p, day, 0), int(policy.expiry)
            self.move(day, "expiry", *(step_toward(score, start, share, word) for score in (self.score, self.clean_score)))

    def _case(self, day: int, now: State, today: Any) -> None:
        """A debt paid or fallen due, a notice, an appeal."""
        if int(today.paid_debt) != 0:
            self.put(day, "debt_paid", since=self.state.debt_day)
            if self.state.listing & BY_JUDGMENT != 0:
                self.put(day, "off_by_payment")
        self._debt(day, now, int(today.defaulted))
        for field, kind in (("noticed", "notice"), ("appealed", "appeal")):
            if int(today[field]) != 0:
                self.put(day, kind)

    def _debt(self, day: int, now: State, code: int) -> None:
        """A debt that is open now and was not before: it fell due today, or before the account begins."""
        if now.debt_day is not None and now.debt_day != self.state.debt_day:
            kind = ("debt_from_before", "debt_by_choice", "debt_by_want")[code]
            self.put(day, kind, since=now.debt_day)
        self.state = self.state._replace(debt_day=now.debt_day)

    def _heard(self, day: int, today: Any, policy: Any) -> None:
        """What the desks gave: a report found out, an appeal decided, a judgment."""
        scoring = int(policy.scoring_active) != 0
        if scoring and int(today.report_change) != 0:
            self.put(day, "report_caught", int(today.report_change))
            self.limit(day, policy)
        if int(today.appeal_lost) != 0:
            self.put(day, "appeal_lost")
        if int(today.appeal_won) != 0:
            self._won(day, policy, scoring)
        if int(today.served) & CASES != 0:
            self.put(day, "judged", since=self.state.debt_day)

    def _won(self, day: int, policy: Any, scoring: bool) -> None:
        self.put(day, "appeal_won")
        if scoring and int(policy.corrects) != 0:
            self.move(day, "correction", max(self.score, self.clean_score), self.clean_score)
        if scoring and self.state.listing & BY_SCORE != 0:
            self.move(day, "lift", max(self.score, int(policy.score_line)), self.clean_score)
            self.limit(day, policy)
        if self.state.listing & LISTED != 0:
            self.put(day, "off_by_appeal")

    # The day

    def day(self, day: int, now: State, today: Any, policy: Any, reports: Iterable[Report]) -> None:
        """What the authority made of a day."""
        if self.state.is_adult and int(policy.scoring_active) != 0:
            self._scored_day(day, today, policy, reports)
        self._debt(day, now, int(today.defaulted))
        self._ground(day, now, BY_SCORE, "listed_by_score", "recovered")
        self._ground(day, now, CLEAN, "clean_below", "clean_recovered")
        self._ground(day, now, BY_JUDGMENT, "wrong_judgment", "term_over")
        self.close(day, now)

    def _scored_day(self, day: int, today: Any, policy: Any, reports: Iterable[Report]) -> None:
        if int(today.report_change) != 0:
            self.put(day, "report_caught" if int(today.report_caught) != 0 else "report_paid", int(today.report_change))
        if int(today.association_change) != 0 or int(today.association_clean) != 0:
            self.put(day, "association", int(today.association_change), int(today.association_clean))
        cost = int(policy.reported_points)
        for one in reports:
            about = {"other": one.other, "behaviour": one.behaviour, "since": one.since, "told": one.told}
            self.put(day, "reported_falsely" if one.false else "reported", cost, 0 if one.false else cost, **about)
        if int(today.recorded) != 0:
            self.put(day, "record", worth_of(int(today.recorded) - 1, today, policy), behaviour=self.name(int(today.recorded)))
        if int(today.misrecorded) != 0:
            points = int(policy.points[int(today.misrecorded) - 1])
            self.put(day, "wrong_record", points, 0, behaviour=self.name(int(today.misrecorded)))
        self.limit(day, policy)

    def _ground(self, day: int, now: State, bit: int, on: str, off: str) -> None:
        if self.state.listing & bit == 0 and now.listing & bit != 0:
            self.put(day, on)
        else:
            self._grounds_end(day, now, bit, off)
