"""What the command line, the page and Python share: from a scenario's name to a finished run, and what is said of it."""

from __future__ import annotations

from sincerity.api.comparing import commands_of, compare, prepare_comparison, resume_comparison
from sincerity.api.judging import audit, claims, prepare_claims
from sincerity.api.residents import life, why
from sincerity.api.running import Job, check_resume, observer_of, prepare, resume, run
from sincerity.api.scenarios import Scenario, Source, check_options, check_seeds, command_text, load_scenario, load_twin, seeds_text
from sincerity.experiments.comparison import Comparison
from sincerity.store.run import Run

__all__ = [
    "Comparison",
    "Job",
    "Run",
    "Scenario",
    "Source",
    "audit",
    "check_options",
    "check_resume",
    "check_seeds",
    "claims",
    "command_text",
    "commands_of",
    "compare",
    "life",
    "load_scenario",
    "load_twin",
    "observer_of",
    "prepare",
    "prepare_claims",
    "prepare_comparison",
    "resume",
    "resume_comparison",
    "run",
    "seeds_text",
    "why",
]
