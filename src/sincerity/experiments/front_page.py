"""The front page's two measured parts, made anew from one pair of runs: its first result, and the article's sixteen systems.

    python -m sincerity.experiments.front_page            # simulate as `make run` does, then rewrite README.md
    python -m sincerity.experiments.front_page RUN        # from the folder that `make run` wrote

Both parts stand between marks in README.md; what stands outside them is left alone. The tests hold the page to what this makes.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sincerity.engine.compose import registry
from sincerity.engine.run import Twin
from sincerity.engine.simulation import Simulation
from sincerity.engine.twin import run_pair
from sincerity.errors import RunError, SincerityError
from sincerity.observe.pair import pair_up
from sincerity.observe.pair_text import screen
from sincerity.scenario.load import Option, load
from sincerity.store.checkpoint import load_checkpoint
from sincerity.store.parquet import name_literal
from sincerity.store.run import Run

README = Path(__file__).parents[3] / "README.md"
SCENARIO, AGAINST, PEOPLE, SEED = "article", "none", 100_000, 1
COMMAND = f"sincerity run {SCENARIO} --against {AGAINST} --people {PEOPLE} --seed {SEED}"
HASH_DIGITS = 8
ABSENT = "not counted in this run"


class Counts:
    """What a run counted, of the whole society."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._there = {*run.series.columns}

    def total(self, *columns: str) -> str:
        """The sum of columns over all days."""
        return self._one(" + ".join(f"sum({name_literal(name)})" for name in columns), columns)

    def last(self, column: str) -> str:
        """A stock of the last day."""
        return self._one(f"arg_max({name_literal(column)}, day)", (column,))

    def share(self, column: str, of: str = "adults") -> str:
        """A stock of the last day, in per cent of another."""
        sql = f"100 * arg_max({name_literal(column)}, day) / arg_max({of}, day)"
        return self._one(sql, (column, of), "{:.1f} %")

    def ever_listed(self) -> str:
        """Residents who were on the list at some time, of those here at the end."""
        return f"{self.run.people.filter('times_listed > 0').aggregate('count(*)').fetchall()[0][0]:,}"

    def lowest_tier(self) -> str:
        """The name of the last grade."""
        tiers = [name.removeprefix("tier_") for name in self.run.series.columns if name.startswith("tier_")]
        return tiers[-1] if tiers else ""

    def joined(self) -> str:
        """How many regions the policy covers on day 0, and the first day on which it covers all."""
        regions = self.run.series.filter("region >= 0")
        first = regions.filter("day = 0 AND covered > 0").aggregate("count(*)").fetchall()[0][0]
        whole = self.run.series.filter("region = -1 AND covered = people").aggregate("min(date)").fetchall()[0][0]
        return f"{first} of {self.run.manifest.regions} regions on day 0, all from {whole}"

    def _one(self, sql: str, columns: Sequence[str], form: str = "{:,.0f}") -> str:
        if not set(columns) <= self._there:
            return ""
        return form.format(self.run.series.filter("region = -1").aggregate(sql).fetchall()[0][0] or 0)


@dataclass(frozen=True)
class System:
    """One of the article's systems. described: as the article has it; measure: its number, in words; "" where it is not counted."""

    mechanism: str
    described: str
    measure: Callable[[Counts], str]


def _of(measure: Callable[[Counts], str], what: str) -> Callable[[Counts], str]:
    """`measure` put into words; nothing where there is nothing."""

    def told(counts: Counts) -> str:
        number = measure(counts)
        return what.format(number) if number else ""

    return told


SYSTEMS = (
    System("scoring", "one score for everybody, from 1,000", lambda counts: _grade(counts)),
    System("listing", "a list of the discredited", _of(Counts.ever_listed, "{} persons were on it at some time")),
    System(
        "travel", "no plane, no fast train", _of(lambda c: c.total("flights_refused", "trains_refused"), "{} times a ticket was refused")
    ),
    System("ring_tone", "callers hear a warning", _of(lambda c: c.total("calls_warned"), "{} times a caller heard it")),
    System("jobs", "no good job", _of(lambda c: c.total("jobs_lost"), "{} times a well-paid job was lost to a listing")),
    System("loans", "no loan", _of(lambda c: c.total("loans_refused"), "{} times a home or a car was not financed")),
    System("hotels", "no good hotel", _of(lambda c: c.total("hotel_refused"), "{} times a room was refused")),
    System("internet", "a slow line", _of(lambda c: c.total("hours_throttled"), "{} hours were lost to it")),
    System("schools", "no private school for the children", _of(lambda c: c.total("children_moved"), "{} times a child lost its place")),
    System(
        "public_list", "the list is published", _of(lambda c: c.total("people_who_know"), "{} times an acquaintance came upon an entry")
    ),
    System(
        "deadbeat_map",
        "an app shows debtors nearby",
        _of(lambda c: c.total("strangers_who_know"), "{} times a stranger nearby read an entry"),
    ),
    System("detention", "arrest for what a model expects", _of(lambda c: c.total("detentions"), "{} times somebody was detained")),
    System("informants", "points for reports", _of(lambda c: c.last("informants"), "{} persons reported a contact in the last 365 days")),
    System("rollout", "pilots, then everywhere by 2020", Counts.joined),
    System("revisions", "rules that change", lambda counts: _repeal(counts)),
    System("awareness", "a system that many do not know", _of(lambda c: c.share("aware"), "{} of adults know of it on the last day")),
)
"""The article's systems, in the order of the table."""


def _grade(counts: Counts) -> str:
    tier = counts.lowest_tier()
    return f"{counts.share(f'tier_{tier}', 'scored')} of adults have the lowest grade, {tier}, on the last day" if tier else ""


def _repeal(counts: Counts) -> str:
    eve, day = repealed(counts.run)
    return (
        f"none here; repealed the day after (`article-repealed`, the same people): {eve:,} persons on the list on the eve, {day:,} that day"
    )


def repealed(run: Run) -> tuple[int, int]:
    """Persons on the list on the eve and on the day of the repeal, as `article-repealed` has it.

    Its policy is `article`'s until then, so the run's own people live on from its last checkpoint.
    """
    facts = run.manifest
    scenario = load("article-repealed", registry(), [Option("society.people", facts.people, "people of the run")])
    day = (scenario.policy.revision[0].on - scenario.start).days
    checkpoint = load_checkpoint(run.folder.checkpoints)
    if checkpoint is None:
        raise RunError(f"{run.path} has no checkpoint to live on from. Run it again with checkpoints.")
    simulation = Simulation(scenario, seed=facts.seed)
    try:
        simulation.restore(checkpoint.meta.day, checkpoint.arrays)
        for _ in simulation.advance(day - 1):
            if simulation.block_is_full:
                simulation.take_block()
        simulation.take_block()
        for _ in simulation.advance(day + 1):
            pass
        listed = simulation.take_block()["listed"].reshape(2, -1).sum(axis=1)
    finally:
        simulation.close()
    return int(listed[0]), int(listed[1])


def first_result(run: Run, twin: Run) -> list[str]:
    """What the command prints of the pair, and the first digits of both hashes."""
    found = screen(pair_up(run, twin))
    here, there = (one.manifest.result_hash[:HASH_DIGITS] for one in (run, twin))
    hashes = f"The `result_hash` of this run begins with `{here}`, its twin's with `{there}`; yours do too."
    return ["```text", *found.heading, *found.table, "", *found.foot, "```", "", hashes]


def systems(run: Run, page: Path = README) -> list[str]:
    """The table of the article's systems, each with its number of this run; links where a mechanism has its page."""
    counts = Counts(run)
    rows = ["| the article describes | mechanism | measured in this run |", "|---|---|---|"]
    for system in SYSTEMS:
        to = f"docs/mechanisms/{system.mechanism}.md"
        name = f"[{system.mechanism}]({to})" if (page.parent / to).is_file() else f"`{system.mechanism}`"
        rows.append(f"| {system.described} | {name} | {system.measure(counts) or ABSENT} |")
    return rows


def between(text: str, mark: str) -> str:
    """What stands between `<!-- mark -->` and `<!-- /mark -->`; RunError where the marks are not there.

    >>> between("a <!-- x --> b <!-- /x --> c", "x")
    'b'
    """
    return _marked(text, mark)[2].strip()


def put(text: str, mark: str, lines: Sequence[str]) -> str:
    r"""The text with these lines between the marks.

    >>> put("a\n<!-- x -->\nold\n<!-- /x -->\nc", "x", ["new"])
    'a\n<!-- x -->\nnew\n<!-- /x -->\nc'
    """
    found = _marked(text, mark)
    return text[: found.start(2)] + "\n" + "\n".join(lines) + "\n" + text[found.end(2) :]


def _marked(text: str, mark: str) -> re.Match[str]:
    found = re.search(rf"(<!-- {mark} -->)(.*?)(<!-- /{mark} -->)", text, re.DOTALL)
    if found is None:
        raise RunError(f"the page has no part between <!-- {mark} --> and <!-- /{mark} -->. Put the two marks where it is to stand.")
    return found


def rewrite(page: Path, run: Run) -> None:
    """Both parts of the page, made from a pair."""
    if run.twin is None:
        raise RunError(f"the run in {run.path} has no finished twin. Make it with `{COMMAND}`.")
    text = put(page.read_text(encoding="utf-8"), "first-result", first_result(run, run.twin))
    page.write_text(put(text, "systems", systems(run, page)), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Rewrite the page; the command line stands above."""
    parser = argparse.ArgumentParser(prog="python -m sincerity.experiments.front_page", description=__doc__)
    parser.add_argument("run", nargs="?", type=Path, help=f"the folder of a pair, of `{COMMAND}`; simulated if none is given")
    parser.add_argument("--page", type=Path, default=README)
    given = parser.parse_args(arguments)
    try:
        if given.run is not None:
            rewrite(given.page, Run(given.run))
            return
        with tempfile.TemporaryDirectory(prefix="sincerity-") as folder:
            first, second = (load(name, registry(), [Option("society.people", PEOPLE, "the front page")]) for name in (SCENARIO, AGAINST))
            rewrite(given.page, Run(run_pair(first, Twin(second), out=Path(folder) / "run", seed=SEED, command=COMMAND)))
    except SincerityError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
