"""A finished run, opened for reading."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from sincerity.errors import FolderError
from sincerity.store.folder import RunFolder, told
from sincerity.store.manifest import Manifest, read_manifest
from sincerity.types import Columns

if TYPE_CHECKING:
    import duckdb


class Table:
    """A DuckDB relation (every method of one works) that also gives plain arrays.

    A method that returns a relation returns a `Table`, so `run.series.filter("region = -1").to_numpy()` works.
    """

    def __init__(self, relation: duckdb.DuckDBPyRelation, owner: object = None) -> None:
        self.relation = relation
        # A run in a temporary folder must outlive the tables that look into it.
        self._owner = owner

    def to_numpy(self) -> Columns:
        """The rows as a dict of arrays: int64, `datetime64[D]` or text (object)."""
        return {name: _plain(values) for name, values in self.relation.fetchnumpy().items()}

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame; needs `pip install sincerity-lab[analysis]`."""
        return self.relation.df()

    def __getattr__(self, name: str) -> Any:
        # A copy or an unpickler asks before __init__ has run: no relation, then no attribute of it either.
        if name.startswith("_") or name == "relation":
            raise AttributeError(name)
        value = getattr(self.relation, name)
        return _wrap_calls(value, self._owner) if callable(value) else value

    def __len__(self) -> int:
        return len(self.relation)

    def __repr__(self) -> str:
        return repr(self.relation)


class Opened:
    """A folder whose tables are opened for reading. again: what to do where one is missing or damaged, in a sentence."""

    again: ClassVar[str]

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        return duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})

    def _table(self, path: Path) -> Table:
        import duckdb

        from sincerity.store.parquet import read_literal

        try:
            return Table(self._connection.sql(f"SELECT * FROM {read_literal([path])}"), owner=self)
        except duckdb.Error as error:
            what = "damaged and cannot be read" if path.is_file() else "missing"
            raise FolderError(f"{path} is {what}. {self.again}") from error


class Run(Opened):
    """A finished run's folder: `.series`, `.people`, `.events` are tables, `.manifest` says what was run.

    Raises
    ------
    FolderError
        The folder holds no run, or one that is not done.
    """

    again = "Run the scenario again into another folder."
    audit: Callable[..., Any]
    """What the run did to people, as measures: `run.audit(against=None)`. Audits stand above this floor; `api/opened.py` puts it here."""
    plot: Callable[..., Any]
    """A metric of `series` over time, beside the twin's, as an Altair chart: `run.plot("listed")`. Put here likewise."""

    def __init__(self, path: str | Path, *, temporary: object = None) -> None:
        # Whatever removes a temporary folder when it is forgotten: kept as long as the run is.
        self._temporary = temporary
        self.folder = RunFolder.open(Path(path))
        self.manifest: Manifest = read_manifest(self.folder.manifest)
        if self.manifest.status != "done":
            raise FolderError(unfinished_text(self.folder, self.manifest))

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.folder.path

    @cached_property
    def series(self) -> Table:
        """One row per day and region; region -1 is the whole."""
        return self._table(self.folder.series)

    @cached_property
    def people(self) -> Table:
        """One row per resident: the final state."""
        return self._table(self.folder.people)

    @property
    def twin(self) -> Run | None:
        """The same people, with the same luck, under the scenario named `against`; None without one, or while it is not done."""
        place = RunFolder(self.folder.twin)
        if not self.manifest.against or not place.holds_run() or read_manifest(place.manifest).status != "done":
            return None
        return Run(place.path, temporary=self._temporary)

    @cached_property
    def events(self) -> Table:
        """What happened to the watched residents."""
        return self._table(self.folder.events)

    def more(self, name: str) -> Table | None:
        """One of the small tables that only some runs have (`detained`, `risk_cells`, `risk_models`); None without it."""
        path = self.folder.path / f"{name}.parquet"
        return self._table(path) if path.is_file() else None

    def __repr__(self) -> str:
        run = self.manifest
        where = told(self.path, self._temporary)
        return f"<Run {run.scenario}: {run.people:,} invented residents, {run.days:,} days, {run.seeds}, in {where}>"

    def _repr_html_(self) -> str:
        run = self.manifest
        rows = {
            "scenario": run.scenario,
            "invented residents": f"{run.people:,}",
            "days": f"{run.days:,} from {run.start}",
            "seed": run.seeds.removeprefix("seed "),
            "result_hash": run.result_hash,
            "folder": told(self.path, self._temporary),
        }
        cells = "".join(f"<tr><th align='left'>{name}</th><td>{html.escape(str(value))}</td></tr>" for name, value in rows.items())
        return f"<table>{cells}</table>"


def unfinished_text(folder: RunFolder, run: Manifest) -> str:
    """Why a run that is not done cannot be read, and what to do."""
    where = f"stands at day {run.day} of {run.days}"
    if run.status == "running" and folder.is_held():
        return f"the run in {folder.path} is still being written ({where}). Wait for it."
    if run.status == "waiting":
        return f"the run in {folder.path} waits for the one that it is the twin of. Go on with `sincerity resume {folder.path.parent}`."
    what = {"running": "was killed", "interrupted": "was interrupted", "failed": f"failed ({run.error})"}.get(run.status, "is not done")
    return f"the run in {folder.path} {what}; it {where}. Go on with `sincerity resume {folder.path}`."


def _plain(values: Any) -> Any:
    if values.dtype.kind == "M":
        return values.astype("datetime64[D]")
    if isinstance(values, np.ma.MaskedArray) and values.dtype.kind == "f":
        return values.filled(np.nan)  # NULL, which plain arrays would show as the 0 behind the mask
    # Whole sums come back as 128-bit integers, which NumPy gets as floats: exact up to 2⁵³, and counts are.
    return np.asarray(values)


def _wrap_calls(method: Callable[..., Any], owner: object) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        import duckdb

        found = method(*args, **kwargs)
        return Table(found, owner) if isinstance(found, duckdb.DuckDBPyRelation) else found

    return call
