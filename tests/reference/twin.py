"""The reference twin: the same society, the same days, array at a time, written from the rule pages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference import (
    association,
    awareness,
    behaviour,
    deterrence,
    expression,
    fear,
    informants,
    listing,
    ring_tone,
    rollout,
    scoring,
    ties,
    traits,
    travel,
    trust,
)
from reference.chance import Chance
from reference.face import make_face, summed_only
from reference.network import find_contacts, lay_out_regions
from reference.now import Counts, Meeting, Now
from reference.numbers import Ints
from reference.rules import Rules

MECHANISMS = (
    *(behaviour, scoring, listing, informants, deterrence, expression, fear, trust, ties),
    *(awareness, ring_tone, association, travel, rollout),
)
GIVEN = ("standing", "household", "income_band", "birth_day", "schooling", "job", "income", "savings", "loan")
"""What the society gives each person before the first day; no rule here changes it."""
STATE = (
    *("debt_day", "misdeed_day", "misdeed_gravity", "truth_acts"),
    *("score", "clean_score", "tier", "tier_start", "tier_since", "records", "records_false"),
    *("listing", "listed_day", "days_listed", "times_listed", "hours_lost"),
    *("last_report_day", "reports_paid", "reports_made", "reports_against", "ties_start"),
    *("aware", "risk", "tolerance_belief", "severity_belief", "surveillance_belief"),
    *("fear_authority", "fear_wronged", "sanctioned", "trust", "crowded"),
)


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
        self.start = scenario.start
        self.day = -scenario.burn_in_days
        self.chance = Chance(seed)
        self.regions = lay_out_regions(n, scenario.society.region_people)
        self.region = np.repeat([region.number for region in self.regions], [region.people for region in self.regions])
        self._come_under_policies(scenario)
        self.person = SimpleNamespace(**{name: np.array(given[name], np.int64) for name in GIVEN})
        vars(self.person).update(traits.find_traits(self.chance, scenario.society.preset, n))
        self.network = find_contacts(scenario, self.chance, self.person)
        for name in STATE:
            setattr(self.person, name, np.zeros(n, np.int64))
        self.person.ties = np.zeros((n, len(self.network.slots)), np.int64)
        self.person.days_tier = np.zeros((n, max(1, len(scenario.policy.tier))), np.int64)
        self.faces = np.zeros(n, np.int64)
        self.counts: dict[str, Ints] = {}
        self.taken: Counter[str] = Counter()
        now = self.now()
        for module in (behaviour, scoring, listing, informants, deterrence, expression, fear, trust, ties):
            module.before_the_burn_in(now)

    def _come_under_policies(self, scenario: Any) -> None:
        policies = rollout.policies(scenario)
        self.first_of = [day for day, _ in policies]
        self.in_force = np.array([policy.policy.active for _, policy in policies])
        self.rules = Rules(MECHANISMS, scenario, [policy for _, policy in policies])
        self.first_days = rollout.first_days(scenario, self.chance, len(self.regions))
        self.policy = np.zeros(len(self.regions), np.int64)
        self.rules_today = self.rules.for_people(self.policy[self.region])

    def now(self) -> Now:
        """The day to come, with an empty record of today."""
        return Now(self.day, self.person, self.faces, self.rules_today, self.network, self.chance, Counts(self.region), self.taken)

    def step(self) -> None:
        """Live one day, its morning first. Its counts are left in `counts`."""
        counts = Counts(self.region)
        for morning in (self._change_the_policies, self._begin, self._turn_the_month, self._live):
            now = self.now()
            now.counts = counts
            morning(now)
        self.counts = counts.found
        self.day += 1

    def _change_the_policies(self, now: Now) -> None:
        before, self.policy = self.policy, rollout.policy_on(self.day, self.first_days, self.first_of)
        changes = before != self.policy
        revised = changes & self.in_force[before]
        covered = changes & ~revised & self.in_force[self.policy]
        if not changes.any():
            return
        self.rules_today = now.rules = self.rules.for_people(self.policy[self.region])
        now.took("day: a policy begins again", (covered & (self.first_days < self.day))[self.region])
        for module in (awareness, scoring):
            module.cover(now, covered[self.region])
        for module in (scoring, listing):
            module.revise(now, revised[self.region])

    def _begin(self, now: Now) -> None:
        if self.day == 0:
            ties.on_the_morning_of_day_0(now)

    def _turn_the_month(self, now: Now) -> None:
        if (self.start + dt.timedelta(days=self.day)).day != 1:
            return
        ties.month_lapse_and_heal(now)
        scoring.month(now)
        informants.month(now)
        trust.month(now)
        ties.month_wake(now)

    def _live(self, now: Now) -> None:
        behaviour.meet_the_occasion(now)
        deterrence.weigh_the_occasion(now)
        behaviour.take_it_or_leave_it(now)
        expression.speak(now)
        behaviour.pay_do_and_deal(now)
        informants.look(now)
        ring_tone.ring(now)
        self._meet_everybody(now)
        informants.report(now)
        trust.suspect(now)
        ties.resent_a_suspect(now)
        association.drift(now)
        scoring.judge(now)
        listing.judge(now)
        deterrence.learn_from_oneself(now)
        expression.learn_from_oneself(now)
        travel.live(now)
        awareness.learn_or_forget(now)
        fear.live(now)
        now.counts.add("people", ~now.nobody)
        now.counts.add("adults", now.adult)
        for module in (rollout, awareness, deterrence, scoring, association, listing, informants, fear, trust):
            module.count(now)
        self.faces = make_face(now)

    def _meet_everybody(self, now: Now) -> None:
        now.today.near = look_around(now)
        for slot in range(len(self.network.slots)):
            meeting = meet(now, slot)
            for hook in (ring_tone.call, informants.meet, deterrence.learn_from_a_contact, expression.meet, fear.meet, trust.meet):
                hook(now, meeting)
            ties.hear_a_warning(now, meeting)
            ties.suffer_a_wrong(now, meeting)


def look_around(now: Now) -> Ints:
    """The sum of what contacts with a live tie showed yesterday, of the summed fields."""
    live = now.strength() > 0
    shown = summed_only(now.faces)[np.where(live, now.network.contact, 0)]
    near: Ints = np.where(live, shown, 0).sum(axis=1)
    return near


def meet(now: Now, slot: int) -> Meeting:
    """What everybody with a pair in this slot sees there: the face of yesterday.

    The page's `events` are left out: the rules ask for themselves what they look for, so that everybody can be met.
    """
    who = now.person.ties[:, slot] != 0
    other = np.where(who, now.network.contact[:, slot], 0)
    face = {name: np.where(who, values[other], 0) for name, values in now.shown.items()}
    return Meeting(slot, who, who & (now.strength()[:, slot] > 0), face, other, now.network.back[:, slot] + 1)
