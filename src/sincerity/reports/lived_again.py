"""Several residents' lives under two policies at once: the runs are lived again a single time for all of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sincerity.engine.simulation import Simulation
from sincerity.errors import SincerityError
from sincerity.observe.life import Event, Life, Score, Side, score_of
from sincerity.observe.lives import Watch
from sincerity.observe.phrases import tell
from sincerity.observe.relive import past_of, relive, row_of, scenario_of
from sincerity.store.run import Run

LIVED_AGAIN, A_DAY = 12_000_000, 5_000
"""Runs are lived again for a report where both together are no more person-days than so, each day counted as that many more: seconds."""


def lives_of(run: Run, there: Run | None, residents: Sequence[int]) -> tuple[list[Life], bool]:
    """Each resident's two lives, and whether what happened in them is known.

    Without a twin the second life is the first once more. Where the runs are too long to be lived again, or cannot be (another version
    lived them, say), each has its last day alone.
    """
    sides = [_last_days(run, residents), _last_days(there or run, residents)]
    lives = [Life(run, resident, *ours) for resident, *ours in zip(residents, *sides, strict=True)]
    if there is None or not residents or sum(map(effort, (run, there))) > LIVED_AGAIN:
        return lives, False
    try:
        looks = [_Look(one, residents) for one in (run, there)]
        relive([look.past for look in looks], residents[0])
    except SincerityError:
        return lives, False
    return [Life(run, life.resident, *(look.side(life.resident) for look in looks)) for life in lives], True


def effort(run: Run) -> int:
    """Person-days that living a run again is worth."""
    return run.manifest.person_days + A_DAY * (run.manifest.days + run.manifest.burn_in_days)


def _last_days(run: Run, residents: Sequence[int]) -> list[Side]:
    scenario = scenario_of(run)
    return [Side(run.manifest.scenario, scenario, run, (), row_of(run, resident)) for resident in residents]


class _Look:
    """What is looked at while a run is lived again: the events of the residents, and their scores every evening."""

    def __init__(self, run: Run, residents: Sequence[int]) -> None:
        self.run, self.residents = run, residents
        self.past = past_of(run)
        self._watch = Watch(tuple(residents), run.manifest.people)
        self._events: dict[int, list[Event]] = {resident: [] for resident in residents}
        self._scores: dict[int, list[Score]] = {resident: [] for resident in residents}
        self._labels = {row.id: row.label for row in self.past.scenario.society.behaviour}
        self.past.observer, self.past.evening = self._watch, self._evening

    def _evening(self, simulation: Simulation) -> None:
        told = self._watch.take()
        if told is not None:
            names = ("id", "day", "kind", "other", "amount", "text_key")
            for resident, day, kind, other, amount, key in zip(*(told[name].tolist() for name in names), strict=True):
                date = self.run.manifest.start + datetime.timedelta(days=day)
                text = tell(kind, other, amount, self._labels.get(key, ""))
                self._events[resident].append(Event(day, date, self.run.manifest.scenario, kind, other, amount, key, text))
        for resident in self.residents:
            self._scores[resident].append(score_of(simulation, resident))

    def side(self, resident: int) -> Side:
        """The life of one of them."""
        events, scores = tuple(self._events[resident]), tuple(self._scores[resident])
        return Side(self.run.manifest.scenario, self.past.scenario, self.run, events, row_of(self.run, resident), scores)
