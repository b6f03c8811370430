"""One run in memory: a society, a policy, and the days."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sincerity.compute.launch import Team, cpu_count
from sincerity.compute.ration import N_KEYS
from sincerity.draw import DAILY, seed_key
from sincerity.engine.compose import Day, compose, installed
from sincerity.engine.grid import Grid
from sincerity.engine.records import Dimensions, merge
from sincerity.engine.tables import people_table, series_columns
from sincerity.errors import RunError, SocietyError
from sincerity.mechanisms import detention, revisions, rollout
from sincerity.society import contacts, rings, surroundings
from sincerity.society.marginals import load_marginals
from sincerity.society.places import layout_regions
from sincerity.types import CELL_PEOPLE, MAX_DAYS, MAX_SLOTS, Array, Columns

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

BLOCK_BYTES = 32 << 20
"""Counted days are handed on in blocks of at most this size."""
PROGRAM_BYTES = 400 << 20
"""What the program, its libraries and its buffers take beside the people."""
OUTPUT_BYTES = 48
"""What a person takes beside the records while the last tables are written (measured at 10⁷ people)."""
FACE_PAD = 8
"""Faces past the last person: a slot that names nobody may look a few places on, and is masked."""


class Observer:
    """Looks at a simulation and tells rows of events. Never steps it. Of itself it does nothing: each looks where it has to."""

    def begin(self, simulation: Simulation) -> None:
        """Called once, before the first day of a sitting."""

    def morning(self, simulation: Simulation) -> None:
        """Called after each pass of a morning."""

    def day(self, simulation: Simulation) -> None:
        """Called before each day, when its morning is over."""

    def take(self) -> Columns | None:
        """Rows of `events` told since the last call, or nothing."""
        return None

    def tables(self) -> dict[str, Columns]:
        """Rows of the small tables of `store.folder.MORE` told since the last call, by table."""
        return {}


class Refit(NamedTuple):
    """A risk model fitted on a morning. model: its weights and the table of counts that it was fitted on."""

    day: int
    model: detention.Refit


class Turn(NamedTuple):
    """A morning. covered: the regions that come under a policy; revised: those whose policy changes or ends."""

    day: int
    covered: list[int]
    revised: list[int]


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

    luck: the seed of all that days and months draw from day 0 on; `seed` by default, which always decides who people are, whom they
    may know, who is born, comes, goes and dies
    """

    def __init__(
        self, scenario: Scenario, *, seed: int = 1, luck: int | None = None, threads: int | None = None, device: str = "cpu"
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.luck = seed if luck is None else luck
        self.n_people = scenario.society.people
        self.n_days = scenario.days
        self.day = -scenario.burn_in_days
        if scenario.days > MAX_DAYS:
            raise SocietyError(f"days = {scenario.days} is more than a run can count. At most {MAX_DAYS}.")
        self.plan = plan_of(scenario)
        self.dimensions = dimensions_of(scenario)
        self.compiled: Day = compose(self.dimensions, self.plan)
        self.layout = layout_regions(self.n_people, scenario.society.region_people)
        self._grid = Grid(self.compiled, self.layout) if device == "cuda" else None
        self._allocate()
        self.threads = max(1, min(threads or cpu_count(), len(self.layout)))
        self._team = Team(self.threads)
        self.watched: Array = np.zeros(0, np.int64)
        self.todays: Array = np.zeros(self.threads, self.compiled.records.today)
        most = max(region.people for region in self.layout)
        self.desk: Array = np.zeros((self.threads, 5, max(most, N_KEYS + 1)), np.int64)
        self.words: Array = np.zeros((self.threads, len(DAILY), CELL_PEOPLE), np.int64)
        self.refits: list[Refit] = []
        """Risk models fitted since the last time that somebody took them from here."""

    def _allocate(self) -> None:
        records = self.compiled.records
        n = self.n_people
        self.people: Array = np.zeros(n, records.person)
        self.cold: Array = np.zeros(n, records.cold)
        self.faces: Array = np.zeros(n + FACE_PAD, np.int64)
        self.next_faces: Array = np.zeros(n + FACE_PAD, np.int64)
        self.regions: Array = np.zeros(len(self.layout), records.region)
        self.cells: Array = np.zeros((-(-n // CELL_PEOPLE), surroundings.N_COUNTS), np.int64)
        self.model: Array = np.zeros(1 + detention.N_WEIGHTS, np.int64)
        self.ledgers: Array = np.zeros(len(self.layout), records.ledger)
        self.ledgers["residents"] = [region.people for region in self.layout]
        self.rings = rings.build_rings(self.layout, self.plan, seed_key(self.seed), self.regions)
        self.world: Array = np.zeros(1, records.world)
        self.world["k0"], self.world["k1"] = self.world["born0"], self.world["born1"] = seed_key(self.seed)
        society = self.scenario.society
        rings.pack_network(society.network, society.homophily, len(self.layout), self.plan, self.world)
        self.tables = load_marginals(society.preset, society.group_b_share)
        self.world["trait_points"][0] = self.tables["trait_points"].reshape(-1)
        stages = revisions.stages(self.scenario)
        self._stage_days = [day for day, _ in stages]
        self._first_days = np.array(rollout.first_days(self.scenario, len(self.layout), self.seed))
        rows = [self.scenario.with_(policy__active=False), *(scenario for _, scenario in stages)]
        if rollout.points_alone(self.scenario):
            rows += [scenario.with_(policy__scoring__active=False) for _, scenario in stages]
        self.policies: Array = np.zeros(len(rows), records.policy)
        for row, scenario in enumerate(rows):
            for module in installed():
                module.pack(scenario, self.world, self.policies[row : row + 1])
        for row in range(1 + len(stages), len(rows)):
            # Who is not scored yet shows the start.
            for name in ("face_start", "face_tier"):
                self.policies[name][row] = self.policies[name][row - len(stages)]
        self._turn = Turn(self.day - 1, [], [])
        self._days_in_block = max(1, min(400, BLOCK_BYTES // (len(self.layout) * records.tally.itemsize)))
        self.tallies: Array = np.zeros(self._days_in_block * len(self.layout), records.tally)
        self._block_start = 0

    @property
    def layout_key(self) -> str:
        """Names the records' form and the rules' code, so that a checkpoint is only taken up by the engine that wrote it."""
        day = self.compiled
        records = day.records
        forms = (day.code, records.person.descr, records.cold.descr, records.ledger.descr)
        return hashlib.sha256(repr(forms).encode()).hexdigest()[:16]

    def settle(self) -> None:
        """Make the people, their households and their ties. Nothing here depends on the policy."""
        k0, k1 = seed_key(self.seed)
        passes, people, cold = self.compiled.passes, self.people, self.cold
        settle = passes["settle_range"]
        n_cells = -(-self.n_people // CELL_PEOPLE)
        step = 256

        def cells(thread: int, piece: int) -> None:
            settle(piece * step, min(n_cells, (piece + 1) * step), self.n_people, k0, k1, self.tables, people, cold)

        self._team.share(-(-n_cells // step), cells)
        ties, init, opened = passes["ties_range"], passes["init_range"], passes["open_range"]
        self._each_region(lambda thread, r: opened(r, people, cold, self.regions, self.world, self.ledgers, self.tables))
        self._each_region(lambda thread, r: ties(r, people, cold, self.regions, self.rings, self.world, self.tables))
        self._each_region(lambda thread, r: init(r, people, cold, self.regions, self.world))

    def _each_region(self, work: Callable[[int, int], Any]) -> None:
        self._team.share(len(self.layout), work)

    def date_of(self, day: int) -> dt.date:
        """The calendar date of a day."""
        return self.scenario.start + dt.timedelta(days=day)

    @property
    def year(self) -> int:
        """Yearly passes so far."""
        return int(self.ledgers["year"][0])

    def watch(self, ids: tuple[int, ...]) -> None:
        """Keep what the mornings of these residents (in order) leave in today's record: rows of `todays` of their own, after
        those of the threads; of a month's turn three each, for what comes before the rationing, what comes of it, and the ties.
        """
        self.watched = np.array(ids, np.int64)
        self.todays = np.zeros(self.threads + 3 * len(ids), self.compiled.records.today)

    def step(self, observer: Observer | None = None) -> None:
        """Live one day."""
        day = self.day
        passes, people, cold, regions = self.compiled.passes, self.people, self.cold, self.regions
        turn = self.turn()
        everywhere = list(range(len(self.layout)))
        date = self.date_of(day)
        if day == 0:
            self._draw_days_by(self.luck)
            self.tallies[:] = 0
            self._block_start = 0
        at = (day - self._block_start) * len(self.layout) if day >= 0 else 0
        tallies, todays, words = self.tallies, self.todays, self.words
        watch = (self.watched, self.threads)
        books = (self.ledgers, self.tables, self.faces, self.desk)

        def morning(name: str, concerned: list[int], *constants: Array) -> None:
            if not concerned:
                return
            live = passes[name]
            todays[self.threads :] = 0
            share = [(r, at + r) for r in concerned]
            self._team.share(
                len(share), lambda t, i: live(share[i][0], day, share[i][1], t, *watch, people, cold, todays, *constants, tallies)
            )
            if observer is not None:
                observer.morning(self)

        if (date.month, date.day) == (1, 1) and self.scenario.society.aging.active:
            morning("year_range", everywhere, regions, self.world, self.policies, *books)
            bonds = passes["bonds_range"]
            after = (regions, self.rings, self.world, self.ledgers, self.tables, self.faces)
            self._each_region(lambda thread, r: bonds(r, people, cold, *after))
        if day == 0:
            self._each_region(lambda thread, r: passes["begin_range"](r, people, cold, regions, self.world, self.policies))
        morning("cover_range", turn.covered, regions, self.world, self.policies)
        morning("revise_range", turn.revised, regions, self.world, self.policies)
        if date.day == 1:
            if date.month == 1 and self.policies["detention_active"].any():
                self._refit()
            morning("month_range", everywhere, regions, self.rings, self.world, self.policies, *books)
        if observer is not None:
            observer.day(self)
        constants = (regions, self.rings, self.world, self.policies)
        if self._grid is not None:
            self._each_region(lambda thread, r: passes["map_range"](r, regions, self.policies, self.faces, self.cells))
            own = self.tallies[at : at + len(self.layout)]
            self._grid.live(day, people, cold, constants, self.faces, self.cells, self.next_faces, own)
            self.faces, self.next_faces = self.next_faces, self.faces
            self.day = day + 1
            return
        live = passes["day_range"]
        shown, next_faces = self.faces, self.next_faces
        self._each_region(
            lambda thread, r: live(r, day, at + r, thread, words, people, cold, todays, *constants, shown, self.cells, next_faces, tallies)
        )
        self.faces, self.next_faces = next_faces, shown
        self.day = day + 1

    def _refit(self) -> None:
        """Count what the files teach, keep them as they stand, fit the risk model anew."""
        counts: Array = np.zeros((self.threads, detention.N_CELLS, 2), np.int64)
        refit, day = self.compiled.passes["refit_range"], self.day
        self._each_region(
            lambda thread, r: refit(r, day, thread, self.people, self.cold, self.regions, self.policies, self.ledgers, counts)
        )
        if not counts.any():
            return
        found = detention.learn_from(counts.sum(axis=0), int(self.policies["ridge"].max()))
        self.refits.append(Refit(day, found))
        if found.weights is not None:
            self.model[:] = (1, *found.weights)
            self._take_up_model()

    def _take_up_model(self) -> None:
        self.policies["model_fitted"], self.policies["model_weights"] = self.model[0], self.model[1:]

    def turn(self) -> Turn:
        """The policy of every region on the day to come: set in `regions`, told where it changes. May be asked for again."""
        if self._turn.day == self.day:
            return self._turn
        before = self.regions["policy"].copy()
        after = self.rows_on(self.day)
        changed = np.flatnonzero(before != after)
        self._turn = Turn(self.day, [], [])
        for r in changed.tolist():
            if self.policies["in_force"][before[r]]:
                self._turn.revised.append(r)
            elif self.policies["in_force"][after[r]]:
                self._turn.covered.append(r)
        self.regions["policy"] = after
        return self._turn

    @property
    def turning_days(self) -> list[int]:
        """The days of the run on whose morning some region's policy begins, changes or ends, and day 0."""
        return sorted({0, *(day for day in (*self._stage_days, *self._first_days.tolist()) if 0 <= day < self.n_days)})

    @property
    def first_day(self) -> int:
        """The first day on which a policy is in force somewhere; `n_days` where none ever is."""
        covered = [day for day in self.turning_days if self.policies["in_force"][self.rows_on(day)].any()]
        return covered[0] if covered else self.n_days

    def rows_on(self, day: int) -> Array:
        """The row of `policies` that each region is under on a day."""
        stage = sum(first <= day for first in self._stage_days)
        waiting: Array = np.zeros(len(self._first_days), np.int64)
        if stage > 0 and rollout.points_alone(self.scenario):
            waiting = np.where(self._first_days < rollout.NEVER_COVERED, len(self._stage_days) + stage, 0)
        return np.where(self._first_days <= day, stage, waiting)

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

    @property
    def n_counted(self) -> int:
        """Days counted since the last `take_block`."""
        return max(0, self.day - self._block_start)

    def take_block(self) -> Columns:
        """The days counted since the last call, one row per day and region, and an empty block."""
        table = self.block()
        self.tallies[:] = 0
        self._block_start = max(0, self.day)
        return table

    def block(self, scenario: Scenario | None = None) -> Columns:
        """The days counted since the last `take_block`, one row per day and region. scenario: whose names the columns have."""
        n_days = self.n_counted
        rows = self.tallies[: n_days * len(self.layout)]
        table: Columns = {
            "day": np.repeat(np.arange(self._block_start, self._block_start + n_days, dtype=np.int64), len(self.layout)),
            "region": np.tile(np.arange(len(self.layout), dtype=np.int64), n_days),
        }
        for name, field, index in series_columns(scenario or self.scenario, self.dimensions.tiers):
            table[name] = np.array(rows[field] if index is None else rows[field][:, index], np.int64)
        return table

    def people_table(self, first: int = 0, last: int | None = None) -> Columns:
        """The state of residents `first`…`last` - 1 (all by default): one row each, all integers."""
        rows = slice(first, self.n_people if last is None else last)
        moment = (max(0, self.day), self.year)
        key = seed_key(self.seed)
        return people_table(self.scenario, self.layout, key, moment, first, self.people[rows], self.cold[rows], self.incomes(first, last))

    def incomes(self, first: int = 0, last: int | None = None) -> Array:
        """Incomes of residents `first`…`last` - 1 as they stand, CNY a month."""
        rows = slice(first, self.n_people if last is None else last)
        people, cold = self.people[rows], self.cold[rows]
        found: Array = np.zeros(len(people), np.int64)
        write = self.compiled.passes["incomes_range"]
        write(first, first + len(people), self.year, *seed_key(self.seed), self.tables, people, cold, found)
        return 10 * found

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
        return {"people": self.people, "cold": self.cold, "faces": self.faces, "ledgers": self.ledgers, "model": self.model}

    def restore(self, day: int, arrays: Columns) -> None:
        """Take up a checkpoint made on the morning of `day`, in place of `settle`."""
        for name, array in self.state().items():
            if arrays[name].dtype != array.dtype or arrays[name].shape != array.shape:
                raise RunError(f"the checkpoint's {name} were written by another version or scenario and cannot be taken up")
            array[:] = arrays[name]
        self._take_up_model()
        self._draw_days_by(self.luck if day > 0 else self.seed)
        self.day = day
        self._block_start = max(0, day)
        self.regions["policy"] = self.rows_on(day - 1)
        self._turn = Turn(day - 1, [], [])

    def _draw_days_by(self, luck: int) -> None:
        self.world["k0"], self.world["k1"] = seed_key(luck)

    def close(self) -> None:
        """Send the threads home."""
        self._team.close()


def plan_of(scenario: Scenario) -> rings.Plan:
    """The contact slots that a scenario asks for. SocietyError where a face cannot name them all."""
    network = scenario.society.network
    plan = rings.slot_plan(network.household, network.neighbours, network.workmates, network.friends, network.distant)
    if len(plan) > MAX_SLOTS:
        raise SocietyError(f"society.network has {len(plan)} contact slots a person; a face can name {MAX_SLOTS}. Ask for fewer.")
    return plan


def dimensions_of(scenario: Scenario) -> Dimensions:
    """How long the records' tables are for a scenario."""
    plan = plan_of(scenario)
    return Dimensions(
        slots=len(plan),
        partners=sum(layer == contacts.DISTANT for layer, _, _ in plan),
        behaviours=capacity(len(scenario.society.behaviour), (32, 64)),
        tiers=capacity(len(scenario.policy.tier), (6, 16)),
    )


def bytes_needed(scenario: Scenario) -> int:
    """Memory for a scenario's society: its records, both faces, and a share for the program and its buffers."""
    records = merge(installed(), dimensions_of(scenario))
    return scenario.society.people * (records.hot_bytes + records.cold_bytes + OUTPUT_BYTES) + PROGRAM_BYTES
