"""Sincerity Lab: a laboratory for social-scoring policies, on invented people.

>>> import sincerity as sl
>>> run = sl.run("article", people=100_000, seed=1)  # doctest: +SKIP
>>> run.series.filter("region = -1").to_numpy()["listed"]  # doctest: +SKIP

What is public is in `__all__`; everything is loaded when it is first used, so that the import is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sincerity.errors import AuditLimit, FolderError, Interrupted, PluginError, RunError, ScenarioError, SincerityError, SocietyError
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.api.comparing import compare
    from sincerity.api.judging import audit, claims
    from sincerity.api.opened import Comparison, Run
    from sincerity.api.residents import life, why
    from sincerity.api.running import resume, run
    from sincerity.api.scenarios import Scenario
    from sincerity.reports.page import report
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


_OWNERS = {
    "Comparison": "api.opened",
    "Run": "api.opened",
    "Scenario": "api.scenarios",
    "Verdicts": "verdicts.answer",
    "audit": "api.judging",
    "claims": "api.judging",
    "compare": "api.comparing",
    "life": "api.residents",
    "report": "reports.page",
    "resume": "api.running",
    "run": "api.running",
    "why": "api.residents",
}


def __getattr__(name: str) -> Any:
    if name not in _OWNERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_OWNERS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
