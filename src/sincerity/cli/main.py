"""`sincerity`: the group of commands, and how each of them ends."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import click

from sincerity.cli.audit import audit
from sincerity.cli.bench import bench
from sincerity.cli.claims import claims
from sincerity.cli.compare import compare
from sincerity.cli.completion import completion
from sincerity.cli.doctor import doctor
from sincerity.cli.explain import explain
from sincerity.cli.life import life, why
from sincerity.cli.network import network
from sincerity.cli.report import report
from sincerity.cli.scenarios import check, scenarios
from sincerity.cli.session import Session
from sincerity.cli.simulate import resume, run
from sincerity.errors import Interrupted, SincerityError
from sincerity.version import __version__

FAILED = 1
STOPPED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sincerity")
def cli() -> None:
    """A laboratory for social-scoring policies, on invented people.

    Exit codes: 0 done; 1 failed; 2 a bad scenario, option, file or folder; 3 a limit given was broken;
    130 interrupted (the run resumes).
    """


for command in (run, compare, claims, audit, report, resume, scenarios, check, explain, life, why, network, doctor, bench, completion):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; every error is one message on stderr."""
    session = Session()
    try:
        code = cli.main(args=None if arguments is None else list(arguments), prog_name="sincerity", standalone_mode=False, obj=session)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        session.say("stopped.")
        return STOPPED
    except BrokenPipeError:
        # Whoever read our output went away, as `head` does. Python would complain once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Interrupted as stop:
        click.echo(str(stop), err=True)
        return stop.exit_code
    except SincerityError as error:
        if session.debug:
            traceback.print_exc()
        session.error(str(error))
        return error.exit_code
    except Exception as error:
        if session.debug:
            traceback.print_exc()
        session.error(f"internal error: {type(error).__name__}: {error}. `--debug` shows where; please report it.")
        return FAILED


def entry() -> None:
    """What the installed script calls."""
    sys.exit(main())
