"""`sincerity compare`: the same people under several policies."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sincerity.cli.progress import bar
from sincerity.cli.session import Session, common_options, session_of
from sincerity.cli.simulate import date_option, stopping

if TYPE_CHECKING:
    from sincerity.experiments.compare import Reached
    from sincerity.experiments.comparison import Comparison

WIDTH = 100
NOTE = (
    "Of adults, over the whole time. Difference: the total effect, direct, by way of others and of what is scarce, on invented people "
    "with mostly assumed rates; 95 %: Student's interval over seeds, which tells of chance in the model and not of what is unknown of "
    "the world. Worth: how many seeds unpaired runs would take for each pair. Who has more or less depends on how the luck of two lives "
    "is coupled: with other luck the same people live other days."
)


def seeds_option(context: click.Context, parameter: click.Parameter, value: str) -> tuple[int, ...]:
    """Read `0..9` or `1,4,7..9`."""
    found: list[int] = []
    try:
        for text in value.split(","):
            first, dots, last = text.partition("..")
            found += range(int(first), int(last) + 1) if dots else [int(first)]
    except ValueError as error:
        raise click.BadParameter(f"{value!r} names no seeds. Write 0..9, or 1,4,7..9.") from error
    return tuple(found)


@click.command()
@click.argument("scenarios", nargs=-1, required=True)
@click.option("-n", "--people", type=int, help="Residents, in place of the scenarios'.")
@click.option("--days", type=int, help="Days, in place of the first scenario's.")
@click.option("--until", callback=date_option, metavar="DATE", help="The last day, in place of --days.")
@click.option("--seeds", callback=seeds_option, default="0..9", show_default=True, help="Societies to live in, each once.")
@click.option(
    "--set", "options", multiple=True, metavar="KEY=VALUE", help="Change a key of every scenario, policy.… only where a policy is active."
)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The folder  [default: runs/<scenarios>-<time>].")
@click.option("--threads", type=int, help="Processor threads in all, never a matter of the result  [default: all].")
@click.option("--redraw", type=int, default=1, show_default=True, help="Seeds whose individual effects are shown with other luck, too.")
@click.option("--force", is_flag=True, help="Overwrite a comparison that the folder already holds.")
@common_options
@click.pass_context
def compare(
    context: click.Context,
    /,
    scenarios: tuple[str, ...],
    people: int | None,
    days: int | None,
    until: datetime.date | None,
    out: Path | None,
    seeds: tuple[int, ...],
    **given: Any,
) -> None:
    """Let the same people live under several policies.

    SCENARIOS are shipped names or TOML files, the reference first. For each seed all are lived side by side with the same luck; printed
    are the differences from the reference with their intervals over seeds. The folder keeps every run and every effect.
    """
    from sincerity.api.comparing import prepare_comparison
    from sincerity.experiments.compare import live
    from sincerity.store.folder import default_folder

    session = session_of(context)
    folder = out or default_folder("-".join(Path(name).stem for name in scenarios))
    prepared = prepare_comparison(scenarios, seeds, folder, people=people, days=days, until=until, **given)
    session.say(f"Comparing {' and '.join(scenarios)} with {len(seeds)} seeds into {folder}")
    finish(session, folder, lambda **how: live(folder, commands=prepared, **how))


def finish(session: Session, folder: Path, live: Callable[..., object]) -> None:
    """Live under the bar, then print the answer."""
    from sincerity.experiments.comparison import Comparison

    with stopping(session) as cancel, compare_bar(not session.quiet) as progress:
        live(progress=progress, cancel=cancel)
    answer(session, Comparison(folder))


def answer(session: Session, comparison: Comparison) -> None:
    """Print what was found."""
    if session.output == "table":
        click.echo("\n".join(screen(session, comparison)))
        return
    rows = comparison.effects.fetchall()
    columns = comparison.effects.columns
    document = {"manifest": comparison.manifest.model_dump(mode="json"), "effects": [dict(zip(columns, row, strict=True)) for row in rows]}
    session.show(columns, rows, document=document)
    session.say(f"The comparison is in {comparison.path}")


def screen(session: Session, comparison: Comparison) -> Iterator[str]:
    """All of it, for a terminal."""
    from sincerity.experiments import comparison_text as text

    first, *rest = text.heading(comparison)
    yield from (session.strong(first), *rest)
    for scenario in comparison.scenarios[1:]:
        for table in (text.effects_table(comparison, scenario), text.individual_table(comparison, scenario)):
            head, *lines = table
            yield from ("", session.strong(head), *lines)
        placebo = text.placebo_line(comparison, scenario)
        if placebo:
            yield from textwrap.wrap(placebo, WIDTH)
    yield ""
    yield from textwrap.wrap(NOTE, WIDTH, break_on_hyphens=False)
    of = comparison.manifest
    speed = f"{of.person_days_per_second / 1e6:.1f} million person-days per second ({of.wall_seconds:.1f} s)"
    for subject, words in (("speed", speed), ("folder", comparison.path), ("again", of.command)):
        yield f"{subject:>6}  {words}"


@contextmanager
def compare_bar(shown: bool) -> Iterator[Callable[[Reached], None] | None]:
    """Give the callable that moves the bar, or None where no bar is shown."""
    with bar(shown, "building the societies") as move:

        def tell(reached: Reached) -> None:
            assert move is not None
            speed = reached.person_days / reached.seconds / 1e6 if reached.seconds > 0 else 0.0
            move(reached.person_days, reached.of_person_days, f"{reached.seeds} of {reached.n_seeds} seeds · {speed:.1f} M person-days/s")

        yield tell if move is not None else None
