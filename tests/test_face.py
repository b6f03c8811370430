"""What is opened can do all that it promises, whichever public name is asked for first."""

from __future__ import annotations

import subprocess
import sys

import pytest


def alone(code: str) -> str:
    """What a fresh interpreter prints."""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


@pytest.mark.parametrize("name", ["Run", "Comparison"])
def test_a_run_can_be_plotted_and_audited_however_it_is_opened(name: str) -> None:
    code = f"import sincerity as sl; sl.{name}; from sincerity.store.run import Run; print(callable(Run.plot), callable(Run.audit))"
    assert alone(code) == "True True"
