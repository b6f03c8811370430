"""The reference twin: the same society, the same days, array at a time, written from the rule pages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import behaviour, deterrence, informants, listing, scoring, ties, travel
from reference.chance import Chance
from reference.face import EVENTS, make_face, read_face
from reference.network import find_contacts, lay_out_regions
from reference.now import Counts, Meeting, Now
from reference.numbers import Ints

MECHANISMS = (behaviour, deterrence, scoring, listing, informants, travel, ties)
GIVEN = (
    *("diligence", "honesty", "outspokenness", "boldness", "playfulness", "civic_spirit", "spite", "sociability"),
    *("standing", "household", "income_band", "birth_day", "schooling", "job", "income", "savings", "loan"),
)
"""What the society gives each person before the first day; no rule here changes it."""
STATE = (
    *("debt_day", "misdeed_day", "misdeed_gravity", "truth_acts", "risk"),
    *("score", "clean_score", "tier", "tier_start", "tier_since", "records", "records_false"),
    *("listing", "listed_day", "days_listed", "times_listed", "hours_lost"),
    *("last_report_day", "reports_paid", "reports_made", "reports_against", "ties_start"),
)


def constants(scenario: Any) -> SimpleNamespace:
    """The constants of every mechanism under this scenario."""
    return SimpleNamespace(**{module.__name__.rpartition(".")[2]: module.constants(scenario) for module in MECHANISMS})


class Twin:
    """A society under a scenario, lived day by day. `day` is the next to come.

    Parameters
    ----------
    scenario
        As loaded.
    seed
        64 bits.
    given
        The columns of `GIVEN`: the people as the society made them.
    """

    def __init__(self, scenario: Any, seed: int, given: dict[str, Ints]) -> None:
        n = scenario.society.people
        self.scenario = scenario
        self.day = -scenario.burn_in_days
        self.chance = Chance(seed)
        self.rules = constants(scenario)
        self.rules_of_burn_in = constants(scenario.with_(policy__active=False))
        self.regions = lay_out_regions(n, scenario.society.region_people)
        self.region = np.repeat([region.number for region in self.regions], [region.people for region in self.regions])
        self.person = SimpleNamespace(**{name: np.array(given[name], np.int64) for name in GIVEN})
        self.network = find_contacts(scenario, self.chance, self.person)
        for name in STATE:
            setattr(self.person, name, np.zeros(n, np.int64))
        self.person.ties = np.zeros((n, len(self.network.slots)), np.int64)
        self.person.days_tier = np.zeros((n, max(1, len(scenario.policy.tier))), np.int64)
        self.faces = np.zeros(n, np.int64)
        self.counts: dict[str, Ints] = {}
        self.taken: Counter[str] = Counter()
        now = self._now()
        for module in (behaviour, listing, informants, ties):
            module.before_the_burn_in(now)

    def _now(self) -> Now:
        rules = self.rules if self.day >= 0 else self.rules_of_burn_in
        return Now(self.day, self.person, self.faces, rules, self.network, self.chance, Counts(self.region), self.taken)

    def step(self) -> None:
        """Live one day: the morning of day 0, the turn of the month, the day. Its counts are left in `counts`."""
        now = self._now()
        if self.day == 0:
            deterrence.on_the_morning_of_day_0(now)
            scoring.on_the_morning_of_day_0(now)
            ties.on_the_morning_of_day_0(now)
        if (self.scenario.start + dt.timedelta(days=self.day)).day == 1:
            self._turn_the_month(now)
        month, now = now, self._now()
        now.counts = month.counts
        self._live(now)
        self.faces = make_face(now)
        self.counts = now.counts.found
        self.day += 1

    def _turn_the_month(self, now: Now) -> None:
        ties.month_lapse_and_heal(now)
        scoring.month(now)
        informants.month(now)
        ties.month_wake(now)

    def _live(self, now: Now) -> None:
        behaviour.meet_the_occasion(now)
        deterrence.weigh_the_occasion(now)
        behaviour.pay_a_debt(now)
        behaviour.take_it_or_leave_it(now)
        informants.look(now)
        for slot in range(len(self.network.slots)):
            meeting = meet(now, slot)
            informants.meet(now, meeting)
            deterrence.learn_from_a_contact(now, meeting)
            ties.suffer_a_wrong(now, meeting)
        informants.report(now)
        ties.resent_a_suspect(now)
        scoring.judge(now)
        listing.judge(now)
        deterrence.learn_from_oneself(now)
        travel.live(now)
        now.counts.add("people", ~now.nobody)
        now.counts.add("adults", now.adult)
        for module in (deterrence, scoring, listing, informants):
            module.count(now)


def meet(now: Now, slot: int) -> Meeting:
    """Who looks at the contact in this slot, and what they see: the face of yesterday."""
    pair = now.person.ties[:, slot] != 0
    face = read_face(now.faces[np.where(pair, now.network.contact[:, slot], 0)])
    event = np.any([face[name] != 0 for name in EVENTS], axis=0)
    who = pair & (event | (now.today.looks == 1))
    return Meeting(slot, who, who & (now.strength()[:, slot] > 0), face, now.network.back[:, slot] + 1)
