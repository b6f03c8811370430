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
    deadbeat_map,
    demography,
    detention,
    deterrence,
    due_process,
    economy,
    expression,
    fear,
    hotels,
    informants,
    internet,
    jobs,
    listing,
    livelihood,
    loans,
    public_list,
    rationing,
    ring_tone,
    rollout,
    schools,
    scoring,
    ties,
    traits,
    travel,
    trust,
)
from reference.books import Books, Model
from reference.chance import Chance
from reference.face import ReadFace, make_face, summed_only
from reference.network import find_contacts, lay_out_regions
from reference.now import Counts, Meeting, Now
from reference.numbers import Ints
from reference.rules import Rules

MECHANISMS = (
    *(behaviour, economy, scoring, listing, informants, deterrence, expression, fear, trust, ties),
    *(hotels, internet, public_list, deadbeat_map, detention),
    *(awareness, ring_tone, association, travel, rollout, demography, jobs, loans, schools, due_process),
)
INIT = (behaviour, economy, scoring, listing, informants, deterrence, expression, fear, trust)
MONTH = (informants, trust, due_process, jobs, loans, schools, economy, behaviour, scoring, listing, detention, awareness, fear)
SERVE = (detention, informants, due_process, scoring, listing, economy, awareness, fear)
COUNT = (rollout, awareness, deterrence, scoring, association, listing, detention, economy, informants, fear, trust)
GIVEN = ("household", "birth_year", "standing")
"""What the society gives each person before the first day: the place, the age, the sex and the group."""
TABLES = (*livelihood.TABLES, *demography.TABLES)
"""Tables of the preset, taken as given."""
STATE = (
    *("arrived", "means", "income_band", "search", "school", "savings", "loan_left", "instalment", "debt_day"),
    *("misdeed_day", "misdeed_gravity", "truth_acts"),
    *("score", "clean_score", "tier", "tier_start", "records", "records_false"),
    *("listing", "listed_day", "days_listed", "times_listed", "appeal", "hours_lost"),
    *("file", "detained", "days_detained"),
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
    tables
        The preset's tables of `TABLES`.
    """

    def __init__(self, scenario: Any, seed: int, given: dict[str, Ints], tables: dict[str, Any], luck: int | None = None) -> None:
        n = scenario.society.people
        self.scenario = scenario
        self.luck = seed if luck is None else luck
        self.day = -scenario.burn_in_days
        self.chance = Chance(seed)
        self.tables = SimpleNamespace(**tables)
        self.regions = lay_out_regions(n, scenario.society.region_people)
        self.region = np.repeat([region.number for region in self.regions], [region.people for region in self.regions])
        self.books = Books(self.region, self.regions)
        self._come_under_policies()
        self.person = SimpleNamespace(**{name: np.array(given[name], np.int64) for name in GIVEN})
        for name in STATE:
            setattr(self.person, name, np.zeros(n, np.int64))
        self.network = find_contacts(scenario, self.chance, self.person.household, self.tables)
        self.person.ties = np.zeros((n, len(self.network.slots)), np.int64, order="F")
        self.person.days_tier = np.zeros((n, max(1, len(scenario.policy.tier))), np.int64)
        self._find_traits()
        self.faces = np.zeros(n, np.int64)
        self.counts: dict[str, Ints] = {}
        self.taken: Counter[str] = Counter()
        now = self.now()
        everybody = ~now.nobody
        livelihood.settle(now, everybody, -self.person.birth_year)
        economy.before_the_burn_in(now)
        for module in INIT:
            module.init(now, everybody)
        ties.before_the_burn_in(now)

    def _find_traits(self) -> None:
        vars(self.person).update(traits.find_traits(self.chance, self.scenario.society.preset, self.person.arrived))

    def _come_under_policies(self) -> None:
        stages = rollout.stages(self.scenario)
        policies = rollout.policies(self.scenario, [stage for _, stage in stages])
        self.first_of = [day for day, _ in stages]
        self.points_wait = rollout.points_alone(self.scenario)
        self.in_force = np.array([policy.policy.active for policy in policies])
        self.rules = Rules(MECHANISMS, self.scenario, policies)
        self.refits = bool(self.rules.of_policy["detention"]["active"].any())
        self.model = Model(int(self.rules.of_policy["detention"]["ridge"].max()))
        if self.points_wait:
            rollout.show_the_start(self.rules, len(self.first_of))
        self.first_days = rollout.first_days(self.scenario, self.chance, len(self.regions))
        self.policy = np.zeros(len(self.regions), np.int64)
        self.rules_today = self.rules.for_people(self.policy[self.region])

    @property
    def date(self) -> dt.date:
        """The calendar date of the day to come."""
        found: dt.date = self.scenario.start + dt.timedelta(days=self.day)
        return found

    def now(self) -> Now:
        """The day to come, with an empty record of today."""
        return Now(
            self.day,
            self.person,
            self.faces,
            self.books,
            self.tables,
            self.rules_today,
            self.network,
            self.chance,
            self.model,
            Counts(self.region),
            self.taken,
        )

    def step(self) -> None:
        """Live one day, its morning first. Its counts are left in `counts`."""
        self._counts_today = Counts(self.region)
        if self.day == 0:
            self.chance.take_up(self.luck)
        before = self.policy
        self.policy = rollout.policy_on(self.day, self.first_days, self.first_of, points_wait=self.points_wait)
        self.rules_today = self.rules.for_people(self.policy[self.region])
        new_year = (self.date.month, self.date.day) == (1, 1)
        if new_year and self.scenario.society.aging.active:
            self._turn_the_year(self._pass())
            ties.year(self._pass())
        if self.day == 0:
            ties.on_the_morning_of_day_0(self._pass())
        self._change_the_policies(before)
        if new_year and self.refits:
            detention.refit(self._pass())
        if self.date.day == 1:
            self._turn_the_month()
        self._live(self._pass())
        self.counts = self._counts_today.found
        self.day += 1

    def _pass(self) -> Now:
        """The next pass of the day: today's record is cleared, the counts go on."""
        now = self.now()
        now.counts = self._counts_today
        return now

    def _turn_the_year(self, now: Now) -> None:
        change = demography.turn_the_year(now)
        gone, stays = change.gone > 0, change.gone == 0
        now.took("detention: gone while detained", gone & (self.person.detained > 0))
        economy.forget_counts(now)
        economy.leave(now, gone)
        demography.clear_the_record(now, gone, change.woman)
        livelihood.settle(now, gone, np.where(gone, change.age, 0))
        for module in INIT:
            module.init(now, gone)
        economy.arrive(now, gone)
        for module in (awareness, scoring):
            module.cover(now, gone & self.in_force[self.policy][self.region])
        demography.count(now, change)
        self._find_traits()
        demography.come_of_age(now, stays)
        scoring.year(now)
        fear.year(now)
        economy.year(now, stays)
        economy.reckon(now)
        self.faces[gone] = 0

    def _change_the_policies(self, before: Ints) -> None:
        changes = before != self.policy
        revised = changes & self.in_force[before]
        covered = changes & ~revised & self.in_force[self.policy]
        if not changes.any():
            return
        now = self._pass()
        now.took("day: a policy begins again", (covered & (self.first_days < self.day))[self.region])
        for module in (awareness, scoring):
            module.cover(now, covered[self.region])
        now = self._pass()
        for module in (scoring, listing, due_process):
            module.revise(now, revised[self.region])

    def _turn_the_month(self) -> None:
        now = self._pass()
        schools.look_at_kin(now)
        ties.month_lapse_and_heal(now)
        for module in MONTH:
            module.month(now)
        detention.after_the_first_pass(now)
        served, displaced = rationing.desks(now)
        now = self._pass()
        now.today.served, now.today.displaced = served, displaced
        for module in SERVE:
            module.serve(now)
        detention.after_the_second_pass(now)
        now = self._pass()
        ties.month_regroup(now)
        ties.month_wake(now)

    def _live(self, now: Now) -> None:
        behaviour.meet_the_occasion(now)
        deterrence.weigh_the_occasion(now)
        behaviour.take_it_or_leave_it(now)
        expression.speak(now)
        internet.block(now)
        expression.post(now)
        behaviour.do_and_deal(now)
        economy.default_by_choice(now)
        informants.look(now)
        ring_tone.ring(now)
        deadbeat_map.look(now)
        self._meet_everybody(now)
        informants.report(now)
        trust.suspect(now)
        ties.resent_a_suspect(now)
        association.drift(now)
        scoring.judge(now)
        listing.judge(now)
        detention.judge(now)
        deterrence.learn_from_oneself(now)
        expression.learn_from_oneself(now)
        for module in (travel, hotels, internet, deadbeat_map):
            module.live(now)
        awareness.learn_or_forget(now)
        fear.live(now)
        now.counts.add("people", ~now.nobody)
        now.counts.add("adults", now.adult)
        for module in COUNT:
            module.count(now)
        self.faces = make_face(now)

    def _meet_everybody(self, now: Now) -> None:
        now.today.near = look_around(now)
        for slot in range(len(self.network.slots)):
            meeting = meet(now, slot)
            for hook in (ring_tone.call, public_list.come_upon, deadbeat_map.tap):
                hook(now, meeting)
            for hook in (informants.meet, deterrence.learn_from_a_contact, expression.meet, fear.meet, trust.meet):
                hook(now, meeting)
            ties.hear_a_warning(now, meeting)
            ties.suffer_a_wrong(now, meeting)


def look_around(now: Now) -> Ints:
    """The sum of what contacts with a live tie showed yesterday, of the summed fields."""
    live = (now.strength() > 0) & ~now.locked_up[:, None]
    shown = summed_only(now.faces)[np.where(live, now.network.contact, 0)]
    near: Ints = np.where(live, shown, 0).sum(axis=1)
    return near


def meet(now: Now, slot: int) -> Meeting:
    """What everybody with a pair in this slot sees there: the face of yesterday.

    The page's `events` are left out: the rules ask for themselves what they look for, so that everybody can be met.
    """
    who = (now.person.ties[:, slot] != 0) & ~now.locked_up
    other = np.where(who, now.network.contact[:, slot], 0)
    face = ReadFace(np.where(who, now.faces[other], 0))
    return Meeting(slot, who, who & (now.strength_in(slot) > 0), face, other, now.network.back[:, slot] + 1)
