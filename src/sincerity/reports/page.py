"""The report: one file of HTML with everything in it, which needs neither a network nor a script."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sincerity.errors import FolderError
from sincerity.experiments.comparison import Comparison
from sincerity.experiments.measure import analysis_part
from sincerity.reports.drawing import style_of_tokens
from sincerity.reports.figure import cell
from sincerity.reports.sections import sections_of
from sincerity.reports.subject import Subject, open_subject, subject_of_comparison, subject_of_runs
from sincerity.reports.words import count, listed
from sincerity.store.files import disk_guard, write_text
from sincerity.store.run import Run
from sincerity.verdicts.answer import read_document
from sincerity.version import __version__

NAME = "report.html"
NOTICE = "A simulation of invented residents: nobody here is real, and no record of a real person went in."
GENERATOR = f"Sincerity Lab {__version__}"
OURS = b'<meta name="generator" content="Sincerity Lab '
"""What tells a report from another page."""
_CODE = re.compile(r"`([^`]+)`|\*([^*]+)\*")

Place = str | os.PathLike[str]


class Report(NamedTuple):
    """A report as it was written. figures: how many it has."""

    path: Path
    figures: int
    bytes: int


def report(of: Run | Comparison | Place | Sequence[Run | Place], out: Place | None = None, *, claims: Place | None = None) -> Path:
    """Write a report on a run (with or without its twin), several runs, or a comparison; return where it lies.

    Parameters
    ----------
    of : a finished run or comparison, its folder, or several runs; those of one scenario are put together by seed
    out : the file; without it, `report.html` in the folder of the first
    claims : the folder that `sincerity claims` wrote, whose verdicts are shown, too

    Raises
    ------
    FolderError
        a folder holds no such thing, or one that is not done; or `out` is a file that is no report
    RunError
        a library for it is not installed
    """
    subject = _subject(of)
    return write_report(subject, None if out is None else Path(out), claims=None if claims is None else Path(claims)).path


def _subject(of: Run | Comparison | Place | Sequence[Run | Place]) -> Subject:
    if isinstance(of, Comparison):
        return subject_of_comparison(of)
    if isinstance(of, Run):
        return subject_of_runs([of])
    if isinstance(of, str | os.PathLike):
        return open_subject([Path(of)])
    several = list(of)
    if len(several) == 1:
        return _subject(several[0])
    if all(isinstance(one, str | os.PathLike) for one in several):
        return open_subject([Path(one) for one in several if isinstance(one, str | os.PathLike)])
    return subject_of_runs([one if isinstance(one, Run) else Run(Path(one)) for one in several])


def write_report(subject: Subject, out: Path | None = None, *, claims: Path | None = None, force: bool = False) -> Report:
    """Make the page and write it whole, or not at all; see `report`. force: overwrite a file that is no report."""
    path = subject.path / NAME if out is None else out
    refuse_others(path, force=force)
    for library in ("jinja2", "altair", "vl_convert"):
        analysis_part(library)
    verdicts = None if claims is None else read_document(claims)
    with analysis_part("altair.utils.schemapi").debug_mode(False):  # the tests hold the charts to their schema, once and for all
        text = render(subject, sections_of(subject, verdicts))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with disk_guard(path.parent, len(text.encode()), "the report"):
            write_text(path, text)
    except OSError as error:
        raise FolderError(f"cannot write {path}: {error.strerror or error}. Name another file with `-o`.") from error
    return Report(path, text.count("<figure "), path.stat().st_size)


def refuse_others(path: Path, *, force: bool = False) -> None:
    """FolderError where a file stands that no report of ours may take the place of."""
    if path.is_dir():
        raise FolderError(f"{path} is a folder. Name a file with `-o`.")
    if path.is_file() and not force:
        with path.open("rb") as file:
            if OURS not in file.read(4096):
                raise FolderError(f"{path} exists and is no report. Name another file with `-o`, or overwrite it with `--force`.")


def render(subject: Subject, sections: Sequence[Any]) -> str:
    """The page as text."""
    jinja = analysis_part("jinja2")
    environment = jinja.Environment(
        loader=jinja.PackageLoader("sincerity.reports"),
        autoescape=True,
        undefined=jinja.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    markup, escape = analysis_part("markupsafe").Markup, analysis_part("markupsafe").escape
    environment.filters |= {"marked": lambda text: markup(_marked(str(escape(text)))), "counted": count, "shown": cell}
    css = environment.loader.get_source(environment, "report.css")[0]
    found: str = environment.get_template("report.html.j2").render(**_context(subject), subject=subject, sections=sections, css=css)
    return found


def _marked(text: str) -> str:
    """Backquotes as code, stars as emphasis, in text that is escaped already.

    >>> _marked("run `sincerity` *now*")
    'run <code>sincerity</code> <em>now</em>'
    """
    return _CODE.sub(lambda found: f"<code>{found[1]}</code>" if found[1] else f"<em>{found[2]}</em>", text)


def _context(subject: Subject) -> Mapping[str, str]:
    run = subject.main.first.manifest
    names = [arm.name for arm in subject.arms]
    beside = f"; beside the same people under `{subject.reference.name}`" if subject.reference is not None else ""
    lucks = run.seeds if subject.n_seeds == 1 else count(subject.n_seeds, "seed")
    time = f"{run.days / 365.25:.1f} years" if run.days >= 365 else count(run.days, "day")
    under = listed([f"`{name}`" for name in names])
    title = subject.main.scenario.title or subject.main.name
    return {
        "heading": title if len(names) == 1 else f"{title}, and {count(len(names) - 1, 'other policy').replace('policys', 'policies')}",
        "title": ", ".join(names),
        "setting": f"{count(run.people, 'invented resident')}, {time} from {run.start} under {under}, {lucks}{beside}.",
        "notice": NOTICE,
        "generator": GENERATOR,
        "tokens": style_of_tokens(),
    }
