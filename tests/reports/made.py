"""Verdicts made by hand."""

from __future__ import annotations

import sincerity as sl
from sincerity.verdicts.document import VerdictsDocument

CLAIM = {
    "id": "nation_of_informants",
    "title": "A nation <of> informants",
    "who": "press",
    "text": "Many report.",
    "metric": "informants",
    "comparison": "at least",
    "threshold": 10,
    "threshold_why": "One in a hundred.",
    "unit": "per 1,000 adults",
    "source": "made up",
    "imposed": False,
    "imposed_why": "",
    "period": "last_year",
    "verdict": "depends",
    "effect": {"estimate": 4.5, "low": 1.25, "high": 7.75},
    "share": 0.5,
    "n_draws": 64,
    "correlations": [],
    "luck": None,
    "note": "Made up for a test.",
}


def verdicts(**changes: object) -> VerdictsDocument:
    """Verdicts on one claim."""
    given = {
        "version": sl.__version__,
        "scenario": "article",
        "against": "none",
        "seeds": (0, 1),
        "draws": 64,
        "draw_seed": 0,
        "people": 1000,
        "region_people": 500,
        "days": 100,
        "start": "2014-06-14",
        "burn_in_days": 30,
        "command": "sincerity claims article",
        "fixed_on": "2026-11-28",
        "provisional": False,
        "n_parameters": 3,
        "not_drawn": {},
        "replaced": 0,
        "rho_by_chance": 0.2,
        "covered": {"last_year": 100.0, "whole": 100.0},
        "seconds": 1.0,
        "claims": [CLAIM],
    }
    return VerdictsDocument.model_validate({**given, **changes})
