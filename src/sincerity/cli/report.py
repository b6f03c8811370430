"""`sincerity report`: results as one page."""

from __future__ import annotations

from pathlib import Path

import click

from sincerity.cli.session import common_options, session_of


@click.command()
@click.argument("folders", metavar="RUN...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="FILE", help="The page  [default: report.html in the first RUN].")
@click.option("--claims", type=click.Path(path_type=Path), metavar="DIR", help="Show the verdicts that `sincerity claims` left here, too.")
@click.option("--force", is_flag=True, help="Overwrite FILE even if it is no report.")
@common_options
@click.pass_context
def report(context: click.Context, folders: tuple[Path, ...], out: Path | None, claims: Path | None, force: bool) -> None:
    """Write a report: one HTML file with figures.

    RUN is a run's folder, shown beside its twin if it has one, or a comparison's. Several runs of one scenario are put together by
    seed. The file needs no network and no script: it can be read, printed and passed on as it is.
    """
    from sincerity.reports.page import refuse_others, write_report
    from sincerity.reports.subject import open_subject

    session = session_of(context)
    if out is not None:
        refuse_others(out, force=force)
    subject = open_subject(folders)
    session.say(f"Reporting on {', '.join(arm.name for arm in subject.all)}")
    found = write_report(subject, out, claims=claims, force=force)
    row = (str(found.path), found.figures, found.bytes)
    session.show(("path", "figures", "bytes"), [row], document=dict(zip(("path", "figures", "bytes"), row, strict=True)))
    session.say(f"The report is in {found.path}")
