"""Sincerity Lab: a laboratory for social-scoring policies, on invented people.

>>> import sincerity as sl
>>> run = sl.run("article", people=100_000, seed=1)  # doctest: +SKIP
>>> run.series.filter("region = -1").to_numpy()["listed"]  # doctest: +SKIP

What is public is in `__all__`; everything is loaded when it is first used, so that the import is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.errors import FolderError, Interrupted, PluginError, RunError, ScenarioError, SincerityError, SocietyError
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.api import Scenario, resume, run
    from sincerity.store.run import Run

__all__ = [
    "FolderError",
    "Interrupted",
    "PluginError",
    "Run",
    "RunError",
    "Scenario",
    "ScenarioError",
    "SincerityError",
    "SocietyError",
    "__version__",
    "resume",
    "run",
]


def __getattr__(name: str) -> Any:
    if name in ("run", "resume", "Scenario"):
        from sincerity import api as owner
    elif name == "Run":
        from sincerity.store import run as owner  # type: ignore[no-redef]
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(owner, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
