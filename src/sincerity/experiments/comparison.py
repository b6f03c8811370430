"""A comparison's folder, opened for reading: the runs of several policies over the same people, and in what they differ."""

from __future__ import annotations

import html
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sincerity.errors import FolderError, ScenarioError
from sincerity.store.files import write_text
from sincerity.store.folder import told
from sincerity.store.manifest import NOTICE
from sincerity.store.parquet import read_literal, text_literal
from sincerity.store.run import Opened, Run, Table
from sincerity.version import __version__

if TYPE_CHECKING:
    pass

MANIFEST = "comparison.json"
TABLES = ("effects", "seeds", "individual", "placebo")
REDRAWN = "redrawn"
HEADLINES = {
    "listed": "on the list",
    "flights_refused": "flights refused",
    "hours_lost": "hours lost on slow trains",
    "fear_authority_sum": "fear of the authority",
    "fear_wronged_sum": "fear of being wronged",
    "trust_sum": "trust",
    "informants": "informants",
    "posts_withheld": "posts withheld",
    "ties_lost": "ties lost",
    "wrongs": "wrongs by a contact",
    "debts_opened": "debts fallen due",
    "income_sum": "income",
}
"""The effects told first: a metric of `series` and its name in words."""


class ComparisonManifest(BaseModel):
    """What is compared. `status` is as in a run's manifest; what is not `done` goes on by `sincerity resume`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: int = Field(1, description="version of this document's form")
    notice: str = Field(NOTICE, description="what this is, and is not")
    version: str = Field(__version__, description="version of the laboratory")
    status: Literal["running", "done", "interrupted", "failed"] = "running"
    error: str = ""
    scenarios: tuple[str, ...] = Field(description="what the scenarios are called here, the reference first")
    scenario_hashes: tuple[str, ...]
    seeds: tuple[int, ...]
    redrawn: int = Field(description="of how many of the seeds, the first ones, individual effects are shown again, with a placebo")
    people: int
    start: date
    days: int
    burn_in_days: int
    processes: int
    threads: int = Field(description="threads of each process")
    share: bool = Field(True, description="whether days that are the same under two policies are lived once")
    command: str
    started: datetime
    ended: datetime | None = None
    wall_seconds: float = 0.0
    person_days: int = Field(0, description="persons times days lived, those that several runs share counted once")
    person_days_per_second: float = Field(0.0, description="person_days / wall_seconds, output and all measures included")
    result_hash: str = Field("", description="SHA-256 over the result hashes of all runs")

    def changed(self, **fields: object) -> ComparisonManifest:
        """A copy with other values, checked again."""
        return type(self).model_validate({**self.model_dump(), **fields})

    def write(self, path: Path) -> None:
        """Write the document whole, or not at all."""
        write_text(path, self.model_dump_json(indent=2) + "\n")


def is_comparison(path: Path) -> bool:
    """Whether a comparison lies in a folder, finished or not."""
    return (path / MANIFEST).is_file()


def read_comparison(path: Path) -> ComparisonManifest:
    """Read `comparison.json`; FolderError where there is none, or no such document."""
    try:
        return ComparisonManifest.model_validate_json((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FolderError(f"{path} holds no comparison (no {MANIFEST}). Name the folder that `sincerity compare` wrote.") from error
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        text = str(error).splitlines()[0]
        raise FolderError(f"{path / MANIFEST} is damaged ({text}). Compare the scenarios again into another folder.") from error


class Comparison(Opened):
    """A finished comparison: `.effects`, `.seed_values`, `.individual`, `.placebo` are tables, `.run(...)` is a run of it.

    Raises
    ------
    FolderError
        The folder holds no comparison, one that is not done, or one of another version.
    """

    again = "Compare the scenarios again into another folder."

    def __init__(self, path: str | Path, *, temporary: object = None) -> None:
        self._temporary = temporary
        self.path = Path(path)
        self.manifest = read_comparison(self.path)
        if self.manifest.version != __version__:
            text = f"{self.path} was written by version {self.manifest.version}, this is {__version__}."
            raise FolderError(f"{text} Use that version, or compare the scenarios again.")
        if self.manifest.status != "done":
            raise FolderError(
                f"the comparison in {self.path} is not done ({self.manifest.status}). Go on with `sincerity resume {self.path}`."
            )

    @property
    def scenarios(self) -> tuple[str, ...]:
        """What is compared, the reference first."""
        return self.manifest.scenarios

    @property
    def reference(self) -> str:
        """What the others are compared with."""
        return self.scenarios[0]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds lived."""
        return self.manifest.seeds

    def run(self, scenario: str, seed: int, *, redrawn: bool = False) -> Run:
        """One of the runs. redrawn: the one whose luck was drawn anew; ScenarioError where the comparison has no such run."""
        known = self.seeds[: self.manifest.redrawn] if redrawn else self.seeds
        if scenario not in self.scenarios or seed not in known:
            text = f"{', '.join(self.scenarios)} with the seeds {', '.join(map(str, known)) or '-'}"
            raise ScenarioError(
                f"there is no run of {scenario} with seed {seed}{' redrawn' if redrawn else ''} in {self.path}. There are {text}."
            )
        return Run(run_folder(self.path, scenario, seed, redrawn=redrawn), temporary=self._temporary)

    @cached_property
    def effects(self) -> Table:
        """A row for each scenario, metric, period and group: the effect over seeds; `experiments.effects.Effect` has the columns."""
        return self._table(self.path / "effects.parquet")

    @cached_property
    def seed_values(self) -> Table:
        """What each effect is made of: a row for each seed (`experiments.effects.Value`)."""
        return self._table(self.path / "seeds.parquet")

    @cached_property
    def individual(self) -> Table:
        """How differences of two lives are distributed over residents (`experiments.individual.Spread`)."""
        return self._table(self.path / "individual.parquet")

    @cached_property
    def placebo(self) -> Table:
        """Lives that differ after one wrong record of one resident (`experiments.one_seed.Placebo`)."""
        return self._table(self.path / "placebo.parquet")

    def lives(self, scenario: str | None = None, seed: int | None = None) -> Table:
        """Every resident's two lives at the end side by side: `id`, and each column of `people` as `here_…` and `there_…`.

        By default of the second scenario, with the first seed; `there` is the reference.
        """
        name, number = scenario or self.scenarios[1], self.seeds[0] if seed is None else seed
        here, there = (read_literal([self.run(one, number).folder.people]) for one in (name, self.reference))
        columns = ", ".join(
            f'{side}."{column}" AS "{label}_{column}"'
            for side, label, run in (("a", "here", name), ("b", "there", self.reference))
            for column in self.run(run, number).people.columns
            if column != "id"
        )
        return Table(self._connection.sql(f"SELECT id, {columns} FROM {here} a JOIN {there} b USING (id) ORDER BY id"), owner=self)

    def plot(self, metric: str = "listed") -> Any:
        """A metric of `series` over time under each scenario, with Student's 95 % interval over seeds: an Altair chart; needs `[analysis]`.

        metric: a column of `series`, or one of `observe.curves.CURVES`; ScenarioError where no scenario has it.
        """
        from sincerity.observe.charts import plot_runs

        runs = {name: [self.run(name, seed) for seed in self.seeds] for name in self.scenarios}
        return plot_runs(runs, metric, reference=self.reference)

    def headlines(self, scenario: str, period: str = "whole") -> list[dict[str, object]]:
        """The effects told first, of one scenario, for the whole society."""
        wanted = self.effects.filter(f"scenario = {text_literal(scenario)} AND period = '{period}' AND \"group\" = 'all'")
        found = {row[0]: dict(zip(wanted.columns, row[1:], strict=False)) for row in wanted.project("metric, *").fetchall()}
        return [{"label": label, **found[name]} for name, label in HEADLINES.items() if name in found]

    def to_pandas(self) -> object:
        """The effects as a pandas DataFrame; needs `pip install sincerity-lab[analysis]`."""
        return self.effects.to_pandas()

    def __repr__(self) -> str:
        what = self.manifest
        return (
            f"<Comparison of {' and '.join(self.scenarios)}: {what.people:,} invented residents, {what.days:,} days, "
            f"{len(self.seeds)} seeds, in {told(self.path, self._temporary)}>"
        )

    def _repr_html_(self) -> str:
        parts = [f"<p>{html.escape(repr(self)[1:-1])}</p>"]
        for scenario in self.scenarios[1:]:
            rows = "".join(_html_row(row) for row in self.headlines(scenario))
            head = "".join(
                f"<th>{html.escape(name)}</th>" for name in ("", self.reference, scenario, "difference", "95 % over seeds", "unit")
            )
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
        return "".join(parts)


def _html_row(row: dict[str, object]) -> str:
    numbers = [f"{row[name]:,.3g}" for name in ("there", "here", "estimate")]
    between = "" if row["low"] is None else f"{row['low']:,.3g} to {row['high']:,.3g}"
    cells = "".join(f"<td>{html.escape(str(text))}</td>" for text in (*numbers, between, row["unit"]))
    return f"<tr><th align='left'>{html.escape(str(row['label']))}</th>{cells}</tr>"


def run_folder(path: Path, scenario: str, seed: int, *, redrawn: bool = False) -> Path:
    """Where a run of a comparison lies."""
    return (path / REDRAWN if redrawn else path) / scenario / f"seed-{seed}"
