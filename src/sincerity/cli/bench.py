"""`sincerity bench`: how fast this machine simulates."""

from __future__ import annotations

from typing import Any

import click

from sincerity.cli.session import common_options, session_of


@click.command()
@click.argument("scenario", default="article")
@click.option("-n", "--people", type=int, multiple=True, help="Size of the society; repeatable  [default: 10⁴ … 10⁷ as memory allows].")
@click.option("--days", type=int, help="Days measured  [default: chosen by size].")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--threads", type=int, help="Processor threads  [default: all].")
@click.option("--counters", is_flag=True, help="Count instructions and branch misses, too, with `perf`.")
@common_options
@click.pass_context
def bench(context: click.Context, /, **given: Any) -> None:
    """Measure the speed of this machine.

    In person-days per second under SCENARIO, output included.
    """
    from sincerity.experiments.bench import measure

    _check(**given)
    session = session_of(context)
    rows = []
    for row in measure(**given):
        rows.append(row)
        session.say(f"{row['people']:,} people: {row['million_person_days_per_s']} million person-days per second")
    columns = tuple(rows[0]) if rows else ("people",)
    session.show(columns, [tuple(row.values()) for row in rows], document=rows)


def _check(scenario: str, people: tuple[int, ...], days: int | None, seed: int, threads: int | None, **others: object) -> None:
    """Refuse here what a measured process would only fail at: a bad scenario or option, a society too large."""
    from sincerity.api.scenarios import check_options, load_scenario
    from sincerity.engine.simulation import bytes_needed
    from sincerity.store.memory import require_memory

    check_options(seed=seed, threads=threads)
    for size in people or (None,):
        loaded = load_scenario(scenario, people=size, days=days)
        if size is not None:
            require_memory(bytes_needed(loaded), people=size)
