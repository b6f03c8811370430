"""One run in memory: a society, a policy, and the days."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sincerity.compute.fixed import OFFSET16
from sincerity.compute.launch import Team, cpu_count
from sincerity.draw import DAILY, seed_key
from sincerity.engine.compose import BUILT_IN, Day, compose
from sincerity.engine.grid import Grid
from sincerity.engine.records import COLD_BYTES, FACE_BYTES, Dimensions, columns_of
from sincerity.errors import RunError, SocietyError
from sincerity.society import contacts, rings
from sincerity.society.marginals import load_marginals
from sincerity.society.places import coordinates, layout_regions
from sincerity.types import CELL_PEOPLE, FEMALE, GROUP_B, LISTED, MAX_DAYS, MAX_SLOTS, NEVER, Array, Columns

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

BLOCK_BYTES = 32 << 20
"""Counted days are handed on in blocks of at most this size."""
PROGRAM_BYTES = 400 << 20
"""What the program, its libraries and its buffers take beside the people."""
BEHAVIOUR_STEPS, TIER_STEPS = (32, 64), (6, 16)
"""Capacities of the records' tables."""
FACE_PAD = 8
"""Faces past the last person: a slot that names nobody may look a few places on, and is masked."""


def capacity(n: int, steps: tuple[int, ...]) -> int:
    """The smallest of `steps` that holds `n`.

    >>> capacity(18, (32, 64))
    32
    """
    return next(step for step in steps if step >= n)


class Simulation:
    """A society of invented people and the policy it lives under, stepped day by day.

    Days run from -burn_in_days to n_days - 1; those before 0 are lived under no policy and counted nowhere. `day` is the
    next to come. Same scenario and seed, same bits, whatever the number of threads.
    """

    def __init__(self, scenario: Scenario, *, seed: int = 1, threads: int | None = None, device: str = "cpu") -> None:
        self.scenario = scenario
        self.seed = seed
        self.n_people = scenario.society.people
        self.n_days = scenario.days
        self.day = -scenario.burn_in_days
        if scenario.days > MAX_DAYS:
            raise SocietyError(f"days = {scenario.days} is more than a run can count. At most {MAX_DAYS}.")
        network = scenario.society.network
        sizes = (network.neighbours, network.workmates, network.friends, network.distant)
        self.plan = rings.slot_plan(network.household, *sizes)
        if len(self.plan) > MAX_SLOTS:
            raise SocietyError(f"society.network has {len(self.plan)} contact slots a person; a face can name {MAX_SLOTS}. Ask for fewer.")
        n_behaviours, n_tiers = len(scenario.society.behaviour), len(scenario.policy.tier)
        partners = sum(layer == contacts.DISTANT for layer, _, _ in self.plan)
        self.dimensions = Dimensions(len(self.plan), partners, capacity(n_behaviours, BEHAVIOUR_STEPS), capacity(n_tiers, TIER_STEPS))
        self.threads = min(threads or cpu_count(), 1024)
        self.compiled: Day = compose(self.dimensions, self.plan)
        self.layout = layout_regions(self.n_people, scenario.society.region_people)
        self._team = Team(max(1, min(self.threads, len(self.layout))))
        self._allocate()
        self._grid = Grid(self.compiled, self.layout) if device == "cuda" else None

    def _allocate(self) -> None:
        records = self.compiled.records
        n = self.n_people
        self.people: Array = np.zeros(n, records.person)
        self.cold: Array = np.zeros(n, records.cold)
        self.faces: Array = np.zeros(n + FACE_PAD, np.int64)
        self.next_faces: Array = np.zeros(n + FACE_PAD, np.int64)
        self.regions: Array = np.zeros(len(self.layout), records.region)
        self.rings = rings.build_rings(self.layout, self.plan, seed_key(self.seed), self.regions)
        self.world: Array = np.zeros(1, records.world)
        self.world["k0"], self.world["k1"] = seed_key(self.seed)
        self.policy: Array = np.zeros(1, records.policy)
        self.no_policy: Array = np.zeros(1, records.policy)
        society = self.scenario.society
        rings.pack_network(society.network, society.homophily, len(self.layout), self.plan, self.world)
        idle = self.scenario.with_(policy__active=False)
        for module in BUILT_IN:
            module.pack(idle, self.world, self.no_policy)
            module.pack(self.scenario, self.world, self.policy)
        self.words: Array = np.zeros((self._team.n_threads, len(DAILY), CELL_PEOPLE), np.int64)
        self.todays: Array = np.zeros(self._team.n_threads, records.today)
        self._days_in_block = max(1, min(400, BLOCK_BYTES // (len(self.layout) * records.tally.itemsize)))
        self.tallies: Array = np.zeros(self._days_in_block * len(self.layout), records.tally)
        self._block_start = 0

    @property
    def layout_key(self) -> str:
        """Names the form of the records, so that a checkpoint is only taken up by the engine that wrote it."""
        records = self.compiled.records
        return hashlib.sha256(repr((records.person.descr, records.cold.descr, self.plan)).encode()).hexdigest()[:16]

    @property
    def hot_bytes(self) -> int:
        """Bytes a person that every day reads: the person record and both faces."""
        return self.compiled.records.person.itemsize + 2 * FACE_BYTES

    @property
    def cold_bytes(self) -> int:
        """Bytes a person that only rare events read."""
        return self.compiled.records.cold.itemsize

    def settle(self) -> None:
        """Make the people, their households and their ties. Nothing here depends on the policy."""
        society = self.scenario.society
        tables = load_marginals(society.preset, society.group_b_share)
        k0, k1 = seed_key(self.seed)
        passes = self.compiled.passes
        settle = passes["settle_range"]
        n_cells = -(-self.n_people // CELL_PEOPLE)
        step = 256

        def cells(thread: int, piece: int) -> None:
            settle(piece * step, min(n_cells, (piece + 1) * step), self.n_people, k0, k1, tables, self.people, self.cold)

        self._team.share(-(-n_cells // step), cells)
        self._each_region(lambda thread, r: passes["ties_range"](r, self.people, self.cold, self.regions, self.rings, self.world))
        self._each_region(lambda thread, r: passes["init_range"](r, self.people, self.cold, self.regions, self.world))

    def _each_region(self, work: Callable[[int, int], Any]) -> None:
        self._team.share(len(self.layout), work)

    def date_of(self, day: int) -> dt.date:
        """The calendar date of a day."""
        return self.scenario.start + dt.timedelta(days=day)

    def step(self) -> None:
        """Live one day."""
        day = self.day
        passes, people, cold, regions = self.compiled.passes, self.people, self.cold, self.regions
        if day == 0:
            self._each_region(lambda thread, r: passes["begin_range"](r, people, cold, regions, self.world, self.policy))
            self.tallies[:] = 0
            self._block_start = 0
        policy = self.policy if day >= 0 else self.no_policy
        at = (day - self._block_start) * len(self.layout) if day >= 0 else 0
        constants = (regions, self.rings, self.world, policy)
        tallies, todays, words = self.tallies, self.todays, self.words
        if self.date_of(day).day == 1:
            month = passes["month_range"]
            self._each_region(lambda thread, r: month(r, day, at + r, thread, people, cold, todays, *constants, tallies))
        if self._grid is not None:
            self._grid.live(day, people, cold, constants, self.faces, self.next_faces, self.tallies[at : at + len(self.layout)])
            self.faces, self.next_faces = self.next_faces, self.faces
            self.day = day + 1
            return
        live = passes["day_range"]
        before, after = self.faces, self.next_faces
        self._each_region(lambda thread, r: live(r, day, at + r, thread, words, people, cold, todays, *constants, before, after, tallies))
        self.faces, self.next_faces = after, before
        self.day = day + 1

    def advance(self, until: int | None = None) -> Iterator[int]:
        """Live day after day to `until` (exclusive; the end by default), yielding each day after it has been lived.

        Take the block with `take_block` whenever `block_is_full`; days that find the block full raise RunError.
        """
        end = self.n_days if until is None else min(until, self.n_days)
        while self.day < end:
            if self.block_is_full:
                raise RunError("the block of counted days is full and was not taken")
            self.step()
            yield self.day - 1

    @property
    def block_is_full(self) -> bool:
        """Whether the counted days must be taken before the next one."""
        return self.day > 0 and self.day - self._block_start >= self._days_in_block

    def take_block(self) -> Columns:
        """The days counted since the last call, one row per day and region, and an empty block."""
        n_days = max(0, self.day - self._block_start)
        rows = self.tallies[: n_days * len(self.layout)]
        table: Columns = {
            "day": np.repeat(np.arange(self._block_start, self._block_start + n_days, dtype=np.int64), len(self.layout)),
            "region": np.tile(np.arange(len(self.layout), dtype=np.int64), n_days),
        }
        for name, field, index in self.columns():
            table[name] = np.array(rows[field] if index is None else rows[field][:, index], np.int64)
        self.tallies[:] = 0
        self._block_start = max(0, self.day)
        return table

    def columns(self) -> list[tuple[str, str, int | None]]:
        """(name, field of the tally, place in it) of every column of `series`."""
        behaviours = [row.id for row in self.scenario.society.behaviour]
        tiers = [tier.name for tier in self.scenario.policy.tier]
        found: list[tuple[str, str, int | None]] = []
        for column in columns_of(BUILT_IN):
            if column.count == "behaviours":
                found += [(column.label.format(name), column.name, i) for i, name in enumerate(behaviours)]
            elif column.count == "tiers":
                found += [(column.label.format(name), column.name, i) for i, name in enumerate(tiers)]
            elif column.count == "moves":
                stride = self.dimensions.tiers
                pairs = [(a, b) for a in range(len(tiers)) for b in range(len(tiers)) if a != b]
                found += [(column.label.format(tiers[a], tiers[b]), column.name, a * stride + b) for a, b in pairs]
            else:
                found.append((column.name, column.name, None))
        return found

    def people_table(self, first: int = 0, last: int | None = None) -> Columns:
        """The state of residents `first`…`last` - 1 (all by default): one row each, all integers."""
        last = self.n_people if last is None else last
        people, cold = self.people[first:last], self.cold[first:last]
        index = np.arange(first, last, dtype=np.int64)
        household = people["household"].astype(np.int64)
        x, y = coordinates(index, household, self.scenario.society.cell_m)
        standing = people["standing"].astype(np.int64)
        firsts = np.array([region.first for region in self.layout])
        table: Columns = {
            "id": index,
            "region": np.searchsorted(firsts, index, side="right") - 1,
            "household": index - (household >> 3),
            "x": x,
            "y": y,
            "age": -cold["birth_day"].astype(np.int64) // 365,
            "sex": (standing & FEMALE) // FEMALE,
            "group": (standing & GROUP_B) // GROUP_B,
            "listed": (people["listing"] & LISTED) != 0,
            "income": cold["income"].astype(np.int64) * 10,
            "loan": cold["loan"].astype(np.int64) * 1000,
            "ties_left": ((people["ties"] & 0x7FFF) != 0).sum(axis=1),
            "risk": people["risk"].astype(np.int64) + OFFSET16,
            "in_debt": people["debt_day"] != NEVER,
            "informant": people["last_report_day"].astype(np.int64) > self.day - 1 - 365,
        }
        for name in ("score", "clean_score", "tier"):
            table[name] = people[name]
        kept = ("savings", "schooling", "job", "truth_acts", "records", "records_false", "reports_made", "reports_against")
        for name in (*kept, "hours_lost", "days_listed", "times_listed", "ties_start", "tier_start"):
            table[name] = cold[name]
        policy = self.scenario.policy
        for t, tier in enumerate(policy.tier if policy.active and policy.scoring.active else ()):
            still = np.where(people["tier"] == t, max(0, self.day) - cold["tier_since"].astype(np.int64), 0)
            adult = (standing & 1) == 1
            table[f"days_{tier.name}"] = np.where(adult, cold["days_tier"][:, t] + still, 0)
        return {name: np.ascontiguousarray(column, dtype=np.int64) for name, column in table.items()}

    def edges(self) -> Iterator[Columns]:
        """The contact network as the society was settled, in blocks of regions: each pair once, a < b.

        Columns: a, b (ids), layer (0 household … 4 distant), slot_a, slot_b. Pairs whose tie is gone are pairs still.
        """
        write = self.compiled.passes["pairs_range"]
        most = max(region.people for region in self.layout) * len(self.plan)
        out: Array = np.zeros((most, 5), np.int64)
        for r in range(len(self.layout)):
            n = write(r, self.people, self.regions, self.rings, self.world, out)
            yield {name: out[:n, i].copy() for i, name in enumerate(("a", "b", "layer", "slot_a", "slot_b"))}

    def state(self) -> Columns:
        """Everything that the next day depends on, for a checkpoint."""
        return {"people": self.people, "cold": self.cold, "faces": self.faces}

    def restore(self, day: int, arrays: Columns) -> None:
        """Take up a checkpoint made on the morning of `day`, in place of `settle`."""
        for name, array in self.state().items():
            if arrays[name].dtype != array.dtype or arrays[name].shape != array.shape:
                raise RunError(f"the checkpoint's {name} were written by another version or scenario and cannot be taken up")
            array[:] = arrays[name]
        self.day = day
        self._block_start = max(0, day)

    def close(self) -> None:
        """Send the threads home."""
        self._team.close()


def bytes_needed(scenario: Scenario) -> int:
    """Memory for a scenario's society: its records, both faces, and a share for the program and its buffers."""
    network = scenario.society.network
    slots = 5 + network.neighbours + network.workmates + network.friends + network.distant
    tiers = 2 * max(0, capacity(len(scenario.policy.tier), TIER_STEPS) - TIER_STEPS[0])
    return scenario.society.people * (36 + 2 * slots + 2 * FACE_BYTES + COLD_BYTES + tiers) + PROGRAM_BYTES
