"""The records that a run is made of, merged from what the mechanisms declare.

PERSON is hot: what every day reads. COLD is what only rare events and `people` need. TODAY is cleared each person-day;
WORLD and POLICY are constants; a LEDGER keeps a region's books from month to month; TALLY counts one region's day.
"""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

import numpy as np

from sincerity.compute.fields import STOCK, Column, Field, record_type
from sincerity.compute.tables import N_LEVELS
from sincerity.draw import DAILY_WORDS
from sincerity.society import contacts, traits

HOT_BYTES = 96
"""Limit per person: the person record and both faces."""
COLD_BYTES = 48
FACE_BYTES = 8

PERSON = (Field("household", "i1", "place in the household × 8 + its size, 1…6"),)
COLD: tuple[Field, ...] = ()
LEDGER = (
    Field("year", "i8", "yearly passes so far: a person's age is this less `birth_year`"),
    Field("residents", "i8", "people of the region"),
    Field("files_kept", "i8", "1 where the files of *detention* were kept on the latest 1 January"),
)
WORLD = (
    Field("k0", "i8", "seed of the luck of days and months, low word"),
    Field("k1", "i8", "seed of the luck of days and months, high word"),
    Field("born0", "i8", "seed of who people are, whom they may know, who lives and dies, low word"),
    Field("born1", "i8", "seed of who people are, whom they may know, who lives and dies, high word"),
)
POLICY = (
    Field("events", "i8", "bits of a face that make a contact be met"),
    Field("events_aware", "i8", "bits that besides do so for who knows of the system"),
)
TODAY = (
    Field("near", "i8", "sum of the faces that the contacts with a live tie showed yesterday, of their summed fields"),
    Field("shown", "i8", "what this person's own face showed yesterday"),
    Field("other", "i8", "index of the contact being met"),
    Field("back", "i8", "1 + the slot that the contact being met has for this person"),
    Field("seen", "i8", "faces that the contacts showed yesterday", "slots"),
    Field("kin_listed", "i8", "of a pupil on the first of a month: 1 if an adult of the household showed yesterday to be listed"),
    Field("kin_tier", "i8", "of a pupil on the first of a month: the worst tier that an adult of the household showed yesterday"),
    Field("map_dots", "i8", "of who opens the map or is on it: dots within its reach, oneself included"),
    Field("map_viewers", "i8", "of who is on the map: adults within its reach, oneself included"),
    Field("served", "i8", "bits of what the month's rationing gave (`compute.ration.DESKS`)"),
    Field("displaced", "i8", "bits of what the cut alone gave, because a sanction barred others"),
    *(Field(word, "i8", f"the day's word of {word.removesuffix('_word').upper()}, 0…2³²-1") for word in DAILY_WORDS),
)
COLUMNS = (Column("people", "residents", counts=STOCK), Column("adults", "residents of 18 and older", counts=STOCK))


class Dimensions(NamedTuple):
    """How long the records' tables are; capacities are rounded up, so that most scenarios share one compiled day."""

    slots: int
    partners: int
    behaviours: int
    tiers: int

    def sizes(self) -> dict[str, int]:
        """Every dimension that a field may name; a mechanism adds its own as `DIMENSIONS`."""
        return {
            "slots": max(1, self.slots),
            "partners": max(1, self.partners) * contacts.CIRCLES,
            "behaviours": self.behaviours,
            "tiers": self.tiers,
            "moves": self.tiers * self.tiers,
            "kinds": 64,
            "levels": N_LEVELS,
            **contacts.DIMENSIONS,
            **traits.DIMENSIONS,
        }


class Records(NamedTuple):
    """The merged types of one run."""

    person: np.dtype[np.void]
    cold: np.dtype[np.void]
    today: np.dtype[np.void]
    world: np.dtype[np.void]
    policy: np.dtype[np.void]
    region: np.dtype[np.void]
    ledger: np.dtype[np.void]
    tally: np.dtype[np.void]

    @property
    def hot_bytes(self) -> int:
        """Bytes a person that every day reads: the person record and both faces."""
        return int(self.person.itemsize) + 2 * FACE_BYTES

    @property
    def cold_bytes(self) -> int:
        """Bytes a person that only rare events read."""
        return int(self.cold.itemsize)


def merge(mechanisms: tuple[ModuleType, ...], dimensions: Dimensions) -> Records:
    """The record types of these mechanisms. Raises ValueError where two declare one name."""
    sizes = dimensions.sizes()
    for module in mechanisms:
        sizes |= getattr(module, "DIMENSIONS", {})

    def gather(own: tuple[Field, ...], name: str) -> np.dtype[np.void]:
        fields = own + tuple(field for module in mechanisms for field in getattr(module, name, ()))
        return record_type(fields, sizes)

    tally = tuple(Field(c.name, "i8", c.meaning, c.count) for c in columns_of(mechanisms))
    return Records(
        person=gather(PERSON, "STATE"),
        cold=gather(COLD, "COLD"),
        today=gather(TODAY, "TODAY"),
        world=gather(WORLD + contacts.WORLD + traits.WORLD, "WORLD"),
        policy=gather(POLICY, "POLICY"),
        region=record_type(contacts.REGION, sizes),
        ledger=gather(LEDGER, "LEDGER"),
        tally=record_type(tally, sizes),
    )


def columns_of(mechanisms: tuple[ModuleType, ...]) -> tuple[Column, ...]:
    """Every counted column, the engine's own first."""
    return COLUMNS + tuple(column for module in mechanisms for column in getattr(module, "COLUMNS", ()))
