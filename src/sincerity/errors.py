"""What goes wrong, by whose mend it is. Each error carries the exit code the command line ends with."""

from __future__ import annotations


class SincerityError(Exception):
    """Base of every error the laboratory raises on purpose; `exit_code` 1 = failed."""

    exit_code = 1


class ScenarioError(SincerityError):
    """A scenario, option or file is not usable as given; the message says what to change."""

    exit_code = 2


class SocietyError(SincerityError):
    """A society cannot be built as asked (too many people for this machine, say)."""

    exit_code = 2


class PluginError(SincerityError):
    """A mechanism of another package cannot be used; the message names the package."""

    exit_code = 2


class RunError(SincerityError):
    """A run could not go on (full disk, lost worker); what was finished is kept."""


class FolderError(SincerityError):
    """An output folder cannot be used: it exists already, is unwritable, or is damaged."""

    exit_code = 2


class AuditLimit(SincerityError):
    """A limit given for an audit is broken; everything was measured and written."""

    exit_code = 3


class Interrupted(SincerityError):
    """The user stopped the run; the folder says so and resumes."""

    exit_code = 130
