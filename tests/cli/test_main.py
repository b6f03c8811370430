"""The outermost shell: versions, help, errors, exit codes, what is loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

import sincerity
from cli.conftest import Call, environment
from sincerity.cli import main as shell
from sincerity.errors import Interrupted, RunError, ScenarioError

HEAVY = ("numba", "duckdb", "pydantic", "numpy", "rich")


def loaded_after(code: str) -> set[str]:
    """Names of all modules that a fresh process holds after running `code`."""
    tail = "\nimport sys, json; sys.stderr.write('\\n' + json.dumps(sorted(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, env=environment(), check=True)
    return set(json.loads(found.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import sincerity",
        "from sincerity.cli.main import main; main(['--version'])",
        "from sincerity.cli.main import main; main(['--help'])",
    ],
)
def test_nothing_heavy_is_loaded_early(code: str) -> None:
    assert loaded_after(code).isdisjoint(HEAVY)


def test_the_public_names() -> None:
    assert set(dir(sincerity)) == set(sincerity.__all__)
    for name in sincerity.__all__:
        assert getattr(sincerity, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = sincerity.nonsense


def test_version_and_help(call: Call) -> None:
    assert call("--version").out == f"sincerity, version {sincerity.__version__}\n"
    words = call("--help")
    assert words.code == 0
    for name in ("run", "resume", "scenarios", "check", "network", "doctor", "bench", "completion"):
        assert f"  {name}" in words.out
        assert call(name, "--help").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["run", "--nonsense"], "No such option"),
        (["run", "--people", "many"], "'many' is not a valid integer"),
        (["run", "--until", "tomorrow"], "'tomorrow' is not a date such as 2020-12-31"),
        (["run", "--watch", "1,x"], "'1,x' is not a list of residents"),
        (["run", "--device", "abacus"], "'abacus' is not one of"),
        (["resume"], "Missing argument 'RUN'"),
    ],
)
def test_bad_options(call: Call, arguments: list[str], words: str) -> None:
    found = call(*arguments)
    assert (found.code, found.out) == (2, "")
    assert words in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (RunError("disk full: x"), 1, "Error: disk full: x\n"),
        (ScenarioError("bad.toml:1: x"), 2, "Error: bad.toml:1: x\n"),
        (ZeroDivisionError("x"), 1, "Error: internal error: ZeroDivisionError: x. `--debug` shows where"),
        (Interrupted("stopped at day 3 of 9."), 130, "stopped at day 3 of 9.\n"),
        (KeyboardInterrupt(), 130, "stopped."),
    ],
)
def test_how_errors_end(call: Call, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, words: str) -> None:
    def fail(*arguments: object, **named: object) -> None:
        raise error

    monkeypatch.setattr("sincerity.compute.launch.cuda_device", fail)
    found = call("doctor")
    assert (found.code, found.out) == (code, "")
    assert words in found.err
    assert "Traceback" not in found.err
    shown = call("doctor", "--debug")
    assert (shown.code, shown.out) == (code, "")
    assert words.partition("`--debug`")[0] in shown.err
    assert ("Traceback (most recent call last)" in shown.err) == (code in (1, 2))


def test_a_reader_who_goes_away_is_no_error() -> None:
    words = f"{sys.executable} -m sincerity run --help | true"
    found = subprocess.run(["sh", "-c", words], capture_output=True, text=True, env=environment(), check=True)
    assert found.stderr == ""


@pytest.mark.parametrize("kind", ["bash", "zsh", "fish"])
def test_completion(call: Call, kind: str) -> None:
    found = call("completion", kind)
    assert found.code == 0
    assert "_SINCERITY_COMPLETE" in found.out


def test_completion_completes(call_apart: Call) -> None:
    found = call_apart("run", _SINCERITY_COMPLETE="bash_complete", COMP_WORDS="sincerity sce", COMP_CWORD="1")
    assert found.out == "plain,scenarios\n"


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    from sincerity.cli import session

    monkeypatch.setattr(session.sys.stderr, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert session._colour()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not session._colour()


def test_every_command_has_the_common_options() -> None:
    for name, command in shell.cli.commands.items():
        if name != "completion":
            options = {option for parameter in command.params if isinstance(parameter, click.Option) for option in parameter.opts}
            assert {"--json", "--json-schema", "--format", "--quiet", "--debug", "--log-level"} <= options, name


def test_the_module_runs(call_apart: Call) -> None:
    assert call_apart("--version").out.startswith("sincerity, version ")
    assert os.path.basename(Path(sincerity.__file__).parent) == "sincerity"
