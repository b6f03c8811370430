"""What the rules of one day look at: everybody's state, today's record, yesterday's faces, chance and the counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.books import Books, Model
from reference.chance import Chance
from reference.face import ReadFace
from reference.network import Network
from reference.numbers import CERTAIN, Ints, Mask, of_those

ADULT, FEMALE, GROUP_B, URBAN = 1, 8, 16, 64
"""Bits of `standing`."""
JOB, PUPIL, HAS_LOAN, IN_DEBT, BY_CHOICE, WISHES = 3, 4, 8, 16, 32, 64
"""Bits of `means`."""
LISTED = 3
CASES, CHECKS, APPEALS, DETENTIONS, WELL_PAID, ORDINARY, LENDING, PLACES = (2**desk for desk in range(8))
"""Bits of `served` and `displaced`: the desks."""
TODAY = (
    "near",
    *("kin_listed", "kin_tier", "served", "displaced"),
    *("gone", "came", "of_age"),
    *("occasion", "wanted", "act", "deal_slot", "deal_kind"),
    *("paid_debt", "defaulted", "job_ended", "hired", "lent", "private_place", "income"),
    *("dismissed", "loan_refused", "moved"),
    *("noticed", "heeds_notice", "appeal_fee", "appealed", "appeal_won", "appeal_lost"),
    *("deterred", "tempted"),
    *("level", "opinion", "softened", "withheld", "blocked"),
    *("looks", "true_pull", "true_slot", "false_tie", "false_slot"),
    *("report_slot", "report_false", "report_caught", "report_change", "reported", "reported_falsely", "told"),
    *("suspect_slot", "suspect_wrong"),
    *("rings", "heard", "warned", "shamed"),
    *("read", "entries_read"),
    *("map_opened", "on_map", "map_dots", "map_viewers", "tapped", "contacts_tapped", "dots_tapped", "seen_by"),
    *("taken", "released"),
    *("wronged", "ties_lost"),
    *("score_gap", "association_change", "association_clean"),
    *("recorded", "misrecorded", "caught", "caught_visibly", "unpunished", "score_change"),
    *("entered", "left", "misjudged"),
    *("trip", "flight_refused", "train_refused", "lost_hours", "stayed_home"),
    *("hotel_refused", "nights_forgone", "slowed"),
    "learned",
    *("fear_authority_shown", "fear_wronged_shown"),
)


class Counts:
    """Counts of one day: a row for each region, sums of whole numbers."""

    def __init__(self, region: Ints) -> None:
        self.region = region
        self.n_regions = int(region.max()) + 1
        self.found: dict[str, Ints] = {}

    def add(self, name: str, who: Mask, amount: Ints | int = 1) -> None:
        """Count `amount` for each of these people."""
        table = self.found.setdefault(name, np.zeros(self.n_regions, np.int64))
        if not who.any():
            return
        np.add.at(table, self.region[who], of_those(amount, who))

    def add_region_s(self, name: str, amount: Ints) -> None:
        """Count an amount for each region."""
        self.found[name] = self.found.get(name, np.zeros(self.n_regions, np.int64)) + amount

    def add_at(self, name: str, width: int, who: Mask, place: Ints, amount: Ints | int = 1) -> None:
        """Count `amount` for each of these people, each in a place of its own of a row of this width."""
        table = self.found.setdefault(name, np.zeros((self.n_regions, width), np.int64))
        np.add.at(table, (self.region[who], place[who]), of_those(amount, who))


@dataclass
class Now:
    """One day, or one pass of its morning, of everybody.

    person: the state, one array per field of the page's tables, and the traits; stocks are 0…65,535 here
    today: today's record, one array per field
    books: what the regions keep; tables: those of the preset
    rules: constants by mechanism, those of the policy as each person lives under it
    faces: what everybody showed at the end of yesterday
    model: what detention expects of whom, the same in all regions
    taken: person-days by branch of a rule, so that a test can see that every branch was lived
    """

    day: int
    person: SimpleNamespace
    faces: Ints
    books: Books
    tables: SimpleNamespace
    rules: SimpleNamespace
    network: Network
    chance: Chance
    model: Model
    counts: Counts
    taken: Counter[str]
    today: SimpleNamespace = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.faces)
        self.id = np.arange(n)
        self.nobody = np.zeros(n, np.bool_)
        self.no_words = np.full(n, CERTAIN)
        self.today = SimpleNamespace(**{name: np.zeros(n, np.int64) for name in TODAY})

    @cached_property
    def shown(self) -> ReadFace:
        """Everybody's face of yesterday, field by field."""
        return ReadFace(self.faces)

    @property
    def adult(self) -> Mask:
        """Who is 18 or older."""
        grown_up: Mask = (self.person.standing & ADULT) != 0
        return grown_up

    @property
    def locked_up(self) -> Mask:
        """Who is detained on this day."""
        away: Mask = self.shown["detained"] == 1
        return away

    @property
    def at_large(self) -> Mask:
        """Adults who are not: they alone live the steps 1 to 11 that are of adults."""
        found: Mask = self.adult & ~self.locked_up
        return found

    @property
    def woman(self) -> Ints:
        """1 for women, 0 for men."""
        sex: Ints = (self.person.standing & FEMALE) // FEMALE
        return sex

    @property
    def urban(self) -> Ints:
        """1 in towns, else 0."""
        place: Ints = (self.person.standing & URBAN) // URBAN
        return place

    @property
    def age(self) -> Ints:
        """Everybody's age in full years."""
        years: Ints = self.books.at_home("year") - self.person.birth_year
        return years

    @property
    def pupil(self) -> Mask:
        """Who is at school."""
        attends: Mask = (self.person.means & PUPIL) != 0
        return attends

    @property
    def in_debt(self) -> Mask:
        """Who has an open debt."""
        owes: Mask = (self.person.means & IN_DEBT) != 0
        return owes

    @property
    def aware(self) -> Mask:
        """Who knows of the system."""
        known: Mask = self.person.aware == 1
        return known

    @property
    def listed(self) -> Mask:
        """Who is on the list."""
        on_the_list: Mask = (self.person.listing & LISTED) != 0
        return on_the_list

    def draw(self, purpose: str, who: Mask, sub: int = 0, day: Ints | int | None = None) -> Ints:
        """Today's word of each of these people, or that of a day of each one's own; for all others 2³², which lies below no threshold."""
        if not who.any():
            return self.no_words
        words, of = self.no_words.copy(), self.day if day is None else day
        words[who] = self.chance.draw(purpose, self.id[who], of[who] if isinstance(of, np.ndarray) else of, sub)
        return words

    def pair_draw(self, purpose: str, who: Mask, other: Ints) -> Ints:
        """Today's word of these people and each one's other; for all others 2³²."""
        if not who.any():
            return self.no_words
        words = self.no_words.copy()
        words[who] = self.chance.pair_draw(purpose, self.id[who], other[who], self.day)
        return words

    def strength(self) -> Ints:
        """Strength of every tie as it stands now, 0 where it is not live: people by slots."""
        strength: Ints = self.person.ties & 0x7FFF
        return strength

    def strength_in(self, slot: int) -> Ints:
        """Strength of everybody's tie in one slot as it stands now."""
        strength: Ints = self.person.ties[:, slot] & 0x7FFF
        return strength

    def took(self, branch: str, who: Mask) -> Mask:
        """The same people, noted as having taken this branch."""
        self.taken[branch] += int(np.count_nonzero(who))
        return who


@dataclass(frozen=True)
class Meeting:
    """Everybody's look at the contact in one slot.

    who: those who have a pair there, alive or gone
    live: of whom the tie is live as the slot's turn comes
    face: the contact's face of yesterday, field by field; all 0 for those who have no pair there
    other: number of the contact, 0 without one; back: 1 + the slot in which the contact has this person
    """

    slot: int
    who: Mask
    live: Mask
    face: ReadFace
    other: Ints
    back: Ints


def per_act(values: list[Any]) -> Ints:
    """A table by act: 0 for none, then one value for each behaviour, so that `act` (1 + behaviour) is the index."""
    return np.array([0, *values], np.int64)
