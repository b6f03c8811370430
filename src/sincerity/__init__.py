"""Sincerity Lab: a laboratory for social-scoring policies, on invented people.

>>> import sincerity as sl
>>> run = sl.run("article", people=100_000, seed=1)  # doctest: +SKIP
>>> run.series.filter("region = -1").to_numpy()["listed"]  # doctest: +SKIP

What is public is in `__all__`; everything is loaded when it is first used, so that the import is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.errors import AuditLimit, FolderError, Interrupted, PluginError, RunError, ScenarioError, SincerityError, SocietyError
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.api import Scenario, audit, claims, compare, life, resume, run, why
    from sincerity.experiments.comparison import Comparison
    from sincerity.reports.page import report
    from sincerity.store.run import Run
    from sincerity.verdicts.answer import Verdicts

__all__ = [
    "AuditLimit",
    "Comparison",
    "FolderError",
    "Interrupted",
    "PluginError",
    "Run",
    "RunError",
    "Scenario",
    "ScenarioError",
    "SincerityError",
    "SocietyError",
    "Verdicts",
    "__version__",
    "audit",
    "claims",
    "compare",
    "life",
    "report",
    "resume",
    "run",
    "why",
]


def __getattr__(name: str) -> Any:
    if name in ("run", "compare", "audit", "claims", "resume", "life", "why", "Scenario", "Run", "Comparison"):
        from sincerity import api as owner
    elif name == "report":
        from sincerity.reports import page as owner  # type: ignore[no-redef]
    elif name == "Verdicts":
        from sincerity.verdicts import answer as owner  # type: ignore[no-redef]
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(owner, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
