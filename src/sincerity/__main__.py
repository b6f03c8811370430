"""`python -m sincerity`: the command line."""

from sincerity.cli.main import entry

entry()
