"""What is said of a run: its audit, and verdicts on claims."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from sincerity.api.scenarios import Source, check_seeds, command_text, load_scenario, seeds_text
from sincerity.audits.evidence import open_run
from sincerity.audits.limits import hold, limit
from sincerity.audits.result import Audit, take
from sincerity.compute.launch import cpu_count
from sincerity.engine.run import Cancel
from sincerity.errors import ScenarioError
from sincerity.scenario.load import option, shipped
from sincerity.scenario.options import parts_of
from sincerity.scenario.schema import Scenario as _Scenario
from sincerity.store.folder import TemporaryFolder
from sincerity.store.run import Run
from sincerity.verdicts.answer import Verdicts
from sincerity.verdicts.ask import Reached as VerdictsReached
from sincerity.verdicts.ask import ask
from sincerity.verdicts.catalogue import read_claims, shipped_claims
from sincerity.verdicts.question import FULL, PEOPLE, Question, check_question, question_of


def audit(run: Run | str | os.PathLike[str], against: Run | str | os.PathLike[str] | None = None, *, fail_on: Iterable[str] = ()) -> Audit:
    """What a finished run did to people, as measures under the headings of the EU AI Act; they are written into `audit.json` of its folder.

    Parameters
    ----------
    run : a finished run, or its folder
    against : a run of the same people under another policy, or its folder; by default the run's own twin, if it has one
    fail_on : limits such as `listed_wrongly_share>0.05`

    Raises
    ------
    ScenarioError
        A limit is none, or the run has no value for it.
    FolderError
        There is no finished run, another version made it, it is damaged, `against` is of other people, or the folder cannot be written.
    AuditLimit
        A limit is broken; everything is measured and written.
    """
    limits = [limit(text) for text in fail_on]
    opened, other = (one if one is None or isinstance(one, Run) else open_run(os.fspath(one)) for one in (run, against))
    assert opened is not None
    found = take(opened, other)
    found.write(opened.path)
    hold(found, limits)
    return found


def claims(
    scenario: Source = "article",
    *,
    draws: int | None = None,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seeds: Iterable[int] = range(10),
    set: Iterable[str] = (),  # noqa: A002
    claims: str | os.PathLike[str] | None = None,
    out: str | os.PathLike[str] | None = None,
    processes: int | None = None,
    force: bool = False,
    progress: Callable[[VerdictsReached], None] | None = None,
    cancel: Cancel | None = None,
) -> Verdicts:
    """Ask of a policy what the press, the government and the sceptics claim of it, and open the verdicts.

    Parameters
    ----------
    scenario : a shipped name, a TOML file, or a shipped scenario that was loaded
    draws : sets of values from the plausible ranges, 64 by default; with fewer a verdict is provisional
    people : residents, 6,000 by default
    days, until : as in `run`
    seeds : at least two, each once: societies lived in with the shipped values. The draws live in the first
    set : `key=value` texts laid over the scenario; a key that is given a value keeps it in every draw
    claims : a TOML file of claims, in place of the shipped ones
    out : the folder; without it, a temporary one that lives as long as the Verdicts
    processes : as many as there are processors by default, and never a matter of the result
    force : overwrite the claims of another question that `out` already holds
    progress : called after each set of lives
    cancel : a `threading.Event`, say; once set, it stops after the lives that are being lived and raises `Interrupted`

    Raises
    ------
    ScenarioError, SocietyError, FolderError
        before anything was lived
    Interrupted, RunError
        on the way: what was lived is kept, and the same question with the same `out` goes on (a temporary folder is gone)
    """
    temporary = TemporaryFolder() if out is None else None
    question = prepare_claims(
        scenario, draws=draws, people=people, days=days, until=until, seeds=seeds, options=set, claims=claims, processes=processes
    )
    folder = temporary.path / "claims" if temporary is not None else Path(os.fspath(out))  # type: ignore[arg-type]
    ask(question, folder, processes=processes or cpu_count(), force=force, progress=progress, cancel=cancel)
    return Verdicts(folder, temporary=temporary)


def prepare_claims(
    scenario: Source = "article",
    *,
    draws: int | None = None,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    seeds: Iterable[int] = range(10),
    options: Iterable[str] = (),
    claims: str | os.PathLike[str] | None = None,
    processes: int | None = None,
) -> Question:
    """Check all that can be checked before claims are asked; see `claims` for the parameters and for what is raised."""
    wanted, given = tuple(seeds), tuple(options)
    source = scenario.name if isinstance(scenario, _Scenario) else os.fspath(scenario)
    if isinstance(scenario, _Scenario) and source not in shipped():
        text = f"{source} was loaded, and its file's notes, which tell the plausible ranges, are not with it."
        raise ScenarioError(f"{text} Name the file, and give changes as key=value.")
    check_seeds(wanted)
    fixed = [".".join(map(str, parts_of(option(text).key, text))) for text in given]
    n_draws = FULL if draws is None else draws
    n_people = PEOPLE if people is None and "society.people" not in fixed else people
    loaded = load_scenario(scenario, people=n_people, days=days, until=until, options=given)
    check_question(loaded, wanted, n_draws, cpu_count() if processes is None else processes)
    catalogue = shipped_claims() if claims is None else read_claims(Path(claims))
    changes = {"draws": n_draws, "people": loaded.society.people, "seeds": seeds_text(wanted), "days": days, "until": until}
    command = command_text(source, **changes, claims=claims, set=given).replace("sincerity run", "sincerity claims", 1)
    return question_of(loaded, source, catalogue, wanted, n_draws, fixed=fixed, command=command)
