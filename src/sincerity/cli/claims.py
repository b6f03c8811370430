"""`sincerity claims`: what is claimed of a policy, and what the lives say."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sincerity.cli.compare import seeds_option
from sincerity.cli.progress import bar
from sincerity.cli.session import Session, common_options, session_of
from sincerity.cli.simulate import date_option, stopping
from sincerity.errors import Interrupted

if TYPE_CHECKING:
    from sincerity.verdicts.answer import Verdicts
    from sincerity.verdicts.ask import Reached


@click.command()
@click.argument("scenario", default="article")
@click.option("--draws", type=int, help="Sets of values from the plausible ranges; fewer than 64 are provisional  [default: 64].")
@click.option("-n", "--people", type=int, help="Residents  [default: 6000].")
@click.option("--days", type=int, help="Days, in place of the scenario's.")
@click.option("--until", callback=date_option, metavar="DATE", help="The last day, in place of --days.")
@click.option(
    "--seeds", callback=seeds_option, default="0..9", show_default=True, help="Societies for the intervals; draws live in the first."
)
@click.option("--set", "options", multiple=True, metavar="KEY=VALUE", help="Change a key, and hold it in every draw; repeatable.")
@click.option("--claims", type=click.Path(path_type=Path), metavar="FILE", help="A TOML file of claims, in place of the shipped ones.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The folder  [default: runs/claims-<scenario>-<time>].")
@click.option("--processes", type=int, help="Processes, never a matter of the result  [default: all processors].")
@click.option("--force", is_flag=True, help="Overwrite the claims of another question that the folder already holds.")
@common_options
@click.pass_context
def claims(
    context: click.Context,
    /,
    scenario: str,
    out: Path | None,
    processes: int | None,
    force: bool,
    until: datetime.date | None,
    **given: Any,
) -> None:
    """Ask what is claimed of a policy, and print the verdicts.

    SCENARIO is a shipped name or a TOML file; `article` if none is given. A claim is supported where its effect is beyond its threshold in
    nine of ten draws from the plausible ranges, not supported in one of ten at most, otherwise it depends. Ctrl-C keeps what was lived;
    the same command with the same --out goes on.
    """
    from sincerity.api.judging import prepare_claims
    from sincerity.compute.launch import cpu_count
    from sincerity.store.folder import default_folder
    from sincerity.verdicts.answer import Verdicts
    from sincerity.verdicts.ask import ask

    session = session_of(context)
    question = prepare_claims(scenario, processes=processes, until=until, **given)
    folder = out or default_folder(f"claims-{question.scenario.name}")
    people, days = question.scenario.society.people, question.scenario.days
    whom = f"{people:,} invented residents for {days:,} days"
    session.say(
        f"Asking of `{question.scenario.name}`: {len(question.seeds)} seeds and {question.n_draws} draws, each {whom}, into {folder}"
    )
    try:
        with stopping(session, "these lives") as cancel, lives_bar(not session.quiet) as progress:
            ask(question, folder, processes=processes or cpu_count(), force=force, progress=progress, cancel=cancel)
    except Interrupted as stop:
        raise Interrupted(f"{stop} Go on with: {question.command} --out {shlex.quote(str(folder))}") from stop
    answer(session, Verdicts(folder))


def answer(session: Session, verdicts: Verdicts) -> None:
    """Print what was found."""
    from sincerity.verdicts.text import screen

    if session.output == "table":
        first, *rest = screen(verdicts)
        click.echo("\n".join([session.strong(first), *rest]))
        return
    rows = verdicts.table
    session.show(tuple(rows[0]), [tuple(row.values()) for row in rows], document=verdicts.document.model_dump(mode="json"))
    if verdicts.document.provisional:
        session.say(f"Provisional: {verdicts.document.draws} draws are fewer than a verdict takes.")
    session.say(f"The verdicts are in {verdicts.path}")


@contextmanager
def lives_bar(shown: bool) -> Iterator[Callable[[Reached], None] | None]:
    """Give the callable that moves the bar, or None where no bar is shown."""
    with bar(shown, "drawing") as move:

        def tell(reached: Reached) -> None:
            assert move is not None
            move(reached.done, reached.of, f"{reached.done} of {reached.of} seeds and draws")

        yield tell if move is not None else None
