"""Every measure there is, in the order in which they are told."""

from __future__ import annotations

from types import ModuleType

from sincerity.audits import (
    assessment,
    chilling,
    contexts,
    detention,
    disparate_impact,
    due_process,
    error_gaps,
    errors_off,
    inequality,
    informants,
    mobility,
    proportionality,
    reidentification,
    relatives,
    wrong_records,
    wrongly_listed,
)
from sincerity.audits.about import About

MODULES: tuple[ModuleType, ...] = (
    contexts,
    relatives,
    wrongly_listed,
    errors_off,
    wrong_records,
    proportionality,
    disparate_impact,
    error_gaps,
    detention,
    assessment,
    due_process,
    informants,
    chilling,
    reidentification,
    inequality,
    mobility,
)


def abouts() -> list[About]:
    """What each measure, or family of them, is."""
    return [about for module in MODULES for about in module.ABOUTS]


def find(name: str) -> About | None:
    """What the measure of an id is, known before any run is read; None where no run can have it."""
    return next((about for about in abouts() if about.matches(name)), None)
