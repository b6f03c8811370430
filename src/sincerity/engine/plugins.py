"""Mechanisms of other packages: found by entry point, checked when they are first asked for, and named in every complaint.

A package names the module of its mechanism in the group `sincerity.mechanisms`; the entry's name is the mechanism's. Nothing is
imported before a scenario, a day or an explanation needs the mechanisms, and `SINCERITY_PLUGINS=0` leaves them all out.
"""

from __future__ import annotations

import importlib
import os
from importlib import metadata
from types import ModuleType
from typing import NamedTuple

from sincerity.compute.fields import Step
from sincerity.errors import PluginError

GROUP = "sincerity.mechanisms"
SETTING = "SINCERITY_PLUGINS"
"""The environment's word: `0` leaves all plug-ins out."""


class Plugin(NamedTuple):
    """A mechanism that is none of ours. name: of the entry point; package, version: the distribution that brings it."""

    name: str
    module: ModuleType
    package: str
    version: str

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps, of all passes."""
        found: tuple[Step, ...] = self.module.STEPS
        return found

    @property
    def people(self) -> dict[str, tuple[str, str]]:
        """Fields that it shows as columns of `people`: name → unit and meaning."""
        found: dict[str, tuple[str, str]] = getattr(self.module, "PEOPLE", {})
        return found

    @property
    def purposes(self) -> dict[str, int]:
        """Its random words by name."""
        return {name: getattr(self.module, name) for name in getattr(self.module, "PURPOSES", ())}


def find_plugins() -> tuple[Plugin, ...]:
    """The mechanisms of installed packages, imported, in the order of their names. PluginError where one cannot be imported."""
    if os.environ.get(SETTING, "1") == "0":
        return ()
    entries = sorted(metadata.entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))
    return tuple(_load(entry) for entry in entries)


def _load(entry: metadata.EntryPoint) -> Plugin:
    package, version = (entry.dist.name, entry.dist.version) if entry.dist is not None else ("unknown", "")
    try:
        module = importlib.import_module(entry.value)
    except Exception as error:  # whatever a stranger's file does when it is imported
        raise complaint(entry.name, package, version, f"importing {entry.value} failed: {type(error).__name__}: {error}.") from error
    return Plugin(entry.name, module, package, version)


def complaint(name: str, package: str, version: str, what: str) -> PluginError:
    """An error that says which package is at fault, what is wrong (a sentence or two), and how to go on without it."""
    of = f"{package} {version}".strip()
    return PluginError(
        f"mechanism {name} of package {of}: {what} Update or mend the package, uninstall it (pip uninstall {package}), "
        f"or leave the mechanisms of all packages out with {SETTING}=0."
    )
