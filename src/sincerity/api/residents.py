"""One resident's lives, and why a score is what it is."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path

from sincerity.api.scenarios import Source, check_options
from sincerity.engine.compose import registry
from sincerity.engine.run import Progress
from sincerity.errors import ScenarioError
from sincerity.observe.life import Life
from sincerity.observe.life import life as _life
from sincerity.observe.relive import scenario_of
from sincerity.observe.why import Why
from sincerity.observe.why import why as _why
from sincerity.scenario.load import load, shipped
from sincerity.scenario.pair import with_policy_of
from sincerity.scenario.schema import Scenario as _Scenario
from sincerity.store.run import Run


def life(
    run: Run | str | os.PathLike[str],
    resident: int,
    against: Source | Run | None = None,
    *,
    scores: bool = False,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Life:
    """A resident's life under a run's policy, beside the same life under another.

    Parameters
    ----------
    run : a finished run, or its folder
    resident : the number of the resident
    against : the other policy: a shipped name, a TOML file or a loaded scenario, of which the policy alone is taken; or a run of the same
        people, or its folder. By default the run's twin, or `none`
    scores : also look at the score of every day, as `.plot()` wants it
    threads, progress : as in `run`; for what has to be lived again

    Raises
    ------
    ScenarioError, FolderError
        before a day was lived: no such resident, another society, or a run of another version that would have to be lived again
    RunError
        what was lived is not the run that is stored
    """
    check_options(threads=threads)
    opened = run if isinstance(run, Run) else Run(os.fspath(run))
    return _life(opened, resident, _other_of(opened, against), scores=scores, threads=threads, progress=progress)


def _other_of(run: Run, against: Source | Run | None) -> Run | _Scenario:
    """The twin's run, or the scenario of the run's people under another policy."""
    if against is None and run.manifest.against:
        return Run(run.folder.twin)
    if isinstance(against, Run):
        return against
    scenario = scenario_of(run)
    if against is None and not scenario.policy.active:
        raise ScenarioError(f"the run in {run.path} is under no policy, and so would its twin be. Name another: --against article, say.")
    other = "none" if against is None else against
    if not isinstance(other, _Scenario):
        name = os.fspath(other)
        if name not in shipped() and Path(name).is_dir():
            return Run(name)
        other = load(name, registry())
    return with_policy_of(scenario, other)


def why(
    run: Run | str | os.PathLike[str],
    resident: int,
    day: int | datetime.date | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Why:
    """Why a resident's score and listing are what they are at the end of a day, of the last by default.

    The run is lived again up to that day. See `life` for the other parameters and for what is raised.
    """
    check_options(threads=threads)
    opened = run if isinstance(run, Run) else Run(os.fspath(run))
    number = (day - opened.manifest.start).days if isinstance(day, datetime.date) else day
    return _why(opened, resident, number, threads=threads, progress=progress)
