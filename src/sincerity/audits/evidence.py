"""What an audit looks at: the tables of a finished run, region by region, and those of its twin, if there is one.

Tables of both are read through one private DuckDB connection as `series`, `people`, `twin_series`, `twin_people`; `adults` has the
residents of 18 and older with `fifth`, the fifth of income, 1 the poorest: in the twin where there is one, so that the policy has not
moved it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from sincerity.audits.intervals import Sums
from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.engine.compose import registry
from sincerity.errors import FolderError
from sincerity.mechanisms.revisions import stages
from sincerity.scenario.emit import scenario_hash
from sincerity.scenario.load import load
from sincerity.scenario.pair import differing
from sincerity.society.livelihood import ADULT_AGE
from sincerity.store.folder import MORE
from sincerity.store.mishap import check_version
from sincerity.store.parquet import name_literal, read_literal
from sincerity.store.run import Run

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.types import Array, Columns

FIFTHS = 5
SAME = ("seed", "luck", "people", "days")
"""Fields of the manifest that two runs of the same people share."""
MOST_TOLD = 3
"""Keys in which two runs differ are told up to this number."""
NOWHERE = "The policy was in force nowhere."
NO_TWIN = "Needs a twin: the same people under another policy (`sincerity run --against`, or `--against RUN` here)."


class Side:
    """One run: its policies one after another, and its counts by region.

    stages: the day from which each policy of the run holds, and the scenario as it then stands
    """

    def __init__(self, run: Run, connection: duckdb.DuckDBPyConnection, prefix: str = "") -> None:
        check_version(run.manifest, run.path)
        self.run = run
        self.manifest = run.manifest
        self.n_regions = run.manifest.regions
        self._connection = connection
        self._prefix = prefix
        scenario = load(run.folder.scenario, registry())
        if scenario_hash(scenario) != run.manifest.scenario_hash:
            raise FolderError(
                f"{run.folder.scenario} is not the scenario that the run was made with. Put it back, or run it anew elsewhere."
            )
        self.stages = [(day, one) for day, one in stages(scenario) if day < run.manifest.days]
        for name, path in (("series", run.folder.series), ("people", run.folder.people)):
            self._view(name, path)
        for name in MORE:
            if run.more(name) is not None:
                self._view(name, run.path / f"{name}.parquet")

    @property
    def scenario(self) -> Scenario:
        """The scenario as it stands on the last day."""
        return self.stages[-1][1]

    def ever(self, holds: Callable[[Scenario], bool]) -> bool:
        """Whether something holds of a policy that was in force, at any time of the run."""
        return any(one.policy.active and holds(one) for _, one in self.stages)

    def has(self, name: str) -> bool:
        """Whether the run has one of the small tables that only some runs have."""
        return self.run.more(name) is not None

    def rows(self, sql: str) -> Columns:
        """The rows of a query; `@` before a table's name stands for this run's."""
        found = self.execute(sql.replace("@", self._prefix)).fetchnumpy()
        return {name: np.ma.filled(values, 0) if np.ma.isMaskedArray(values) else values for name, values in found.items()}

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Carry out a statement; FolderError where the tables do not allow it."""
        try:
            return self._connection.execute(sql)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            text = f"the tables in {self.run.path} cannot be audited ({reason}). They are damaged: run the scenario again elsewhere."
            raise FolderError(text) from error

    def by_region(self, table: str, wanted: Mapping[str, str], where: str = "true") -> dict[str, Array]:
        """SQL aggregates over the rows of each region, as an array by region; 0 where a region has no rows."""
        names = ", ".join(f"COALESCE(({sql})::DOUBLE, 0) AS {name_literal(name)}" for name, sql in wanted.items())
        found = self.rows(f"SELECT region, {names} FROM @{table} WHERE region >= 0 AND ({where}) GROUP BY region")
        return {name: self.placed(found["region"], found[name]) for name in wanted}

    def placed(self, region: Array, values: Array) -> Array:
        """Values of some regions as an array of all."""
        if len(region) and int(region.max()) >= self.n_regions:
            raise FolderError(f"the tables in {self.run.path} have more regions than its manifest. They are damaged.")
        whole: Array = np.zeros(self.n_regions)
        whole[region] = values
        return whole

    @cached_property
    def _columns(self) -> list[str]:
        found = self.rows("SELECT column_name AS name FROM (DESCRIBE @series) WHERE column_type <> 'DATE'")
        return [name for name in found["name"].tolist() if name not in ("day", "region")]

    @cached_property
    def _totals(self) -> dict[str, Array]:
        return self.by_region("series", {name: f"sum({name_literal(name)})" for name in self._columns})

    @cached_property
    def _last(self) -> dict[str, Array]:
        return self.by_region("series", {name: f"sum({name_literal(name)})" for name in self._columns}, f"day = {self.manifest.days - 1}")

    def total(self, *names: str) -> Array:
        """The sum of columns of `series` over all days, by region."""
        return self._summed(self._totals, names)

    def last(self, *names: str) -> Array:
        """The same on the last day alone."""
        return self._summed(self._last, names)

    def _summed(self, held: Mapping[str, Array], names: tuple[str, ...]) -> Array:
        missing = [name for name in names if name not in held]
        if missing:
            raise FolderError(f"{self.run.folder.series} has no column {missing[0]}. It is damaged: run the scenario again elsewhere.")
        found: Array = np.zeros(self.n_regions)
        return found + sum(held[name] for name in names)

    @cached_property
    def covered(self) -> Array:
        """True for regions in which the policy was in force on any day."""
        found: Array = self.total("covered") > 0
        return found

    @property
    def adults(self) -> int:
        """On the last day."""
        return int(self.last("adults").sum())

    @property
    def adult_years(self) -> Array:
        """Days lived by adults, in years of 365, by region."""
        return self.total("adults") / DAYS_PER_YEAR

    def per_adult_year(self, *names: str) -> Sums:
        """Events by the years that adults lived."""
        return Sums(self.total(*names), self.adult_years)

    def _view(self, name: str, path: Path) -> None:
        if not path.is_file():
            raise FolderError(f"{path} is missing. Run the scenario again into another folder.")
        self.execute(f"CREATE VIEW {self._prefix}{name} AS SELECT * FROM {read_literal([path])}")


class Evidence(Side):
    """The run that is audited. twin: the same people under another policy, or None."""

    def __init__(self, run: Run, against: Run | None = None) -> None:
        connection = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
        super().__init__(run, connection)
        self.twin = None if against is None else Side(against, connection, "twin_")
        if self.twin is not None:
            require_twins(self, self.twin)
        incomes = "people" if self.twin is None else "twin_people"
        fifth = f"(row_number() OVER (ORDER BY income, id) - 1) * {FIFTHS} // count(*) OVER () + 1"
        ranked = f"SELECT id, {fifth} AS fifth FROM {incomes} WHERE age >= {ADULT_AGE}"
        self.execute(f"CREATE VIEW adults AS SELECT p.*, fifth FROM people p JOIN ({ranked}) USING (id)")

    @property
    def in_force(self) -> bool:
        """Whether any region was under the policy on any day."""
        return bool(self.covered.any())


def open_run(path: str | Path) -> Run:
    """A finished run; FolderError if there is none, with the run to name where it is a comparison's folder."""
    folder = Path(path)
    if (folder / "comparison.json").is_file() and not (folder / "manifest.json").is_file():
        example = next(iter(sorted(folder.glob("*/seed-*/manifest.json"))), folder / "SCENARIO" / "seed-0" / "manifest.json").parent
        raise FolderError(
            f"{folder} holds a comparison, not a run. Audit one of its runs, such as {example}, `--against` another of that seed."
        )
    return Run(folder)


def require_twins(side: Side, other: Side) -> None:
    """FolderError unless two runs are of the same people over the same days."""
    ours, theirs = side.manifest, other.manifest
    found = [f"{name} {getattr(theirs, name)}, not {getattr(ours, name)}" for name in SAME if _differ(ours, theirs, name)]
    found = found or differing(side.stages[0][1], other.stages[0][1])
    if found:
        more = f", and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
        raise FolderError(
            f"{other.run.path} is not of the same people as {side.run.path}: {'; '.join(found[:MOST_TOLD])}{more}. "
            "Name a run of the same society, seed and length under another policy."
        )


def _differ(ours: object, theirs: object, name: str) -> bool:
    return bool(getattr(ours, name) != getattr(theirs, name))
