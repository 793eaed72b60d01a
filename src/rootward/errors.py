"""The error tree: every error that a user can meet, with its exit code and a line of advice.

Each error's text is one line that says what is wrong and where; `advice` says what to do.
The exit codes are the contract of DESIGN.md: 2 usage or configuration, 3 incomplete,
4 credentials, 5 refused by a guard, 70 internal error, 130 interrupted.
"""

from __future__ import annotations

from typing import ClassVar


class RootwardError(Exception):
    """Base of all errors that rootward raises on purpose.

    `str(error)` is one line of plain text; `error.advice` is one line too, or empty.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class UsageError(RootwardError):
    """The command line, or an argument of the Python API, cannot be used."""

    exit_code = 2


class ConfigurationError(UsageError):
    """`rootward.toml`, or what it says, cannot be used."""


class SnapshotError(UsageError):
    """An `account.json`, a credential report or other facts in a file cannot be used."""


class OutputError(UsageError):
    """A file that the user asked for could not be written."""


class AwsFileError(UsageError):
    """A file of the AWS command line's own, credentials or configuration, cannot be used as it stands."""


class PlanFileError(UsageError):
    """A `plan.json` cannot be used."""


class JournalError(UsageError):
    """A journal, or rootward's own folder for journals and locks, cannot be written or read."""


class MissingExtraError(UsageError):
    """A command needs packages of an extra that is not installed."""

    def __init__(self, extra: str) -> None:
        super().__init__(
            f"this needs the extra '{extra}', which is not installed",
            advice=f"install it: pip install 'rootward[{extra}]'",
        )
        self.extra = extra


class CredentialsError(RootwardError):
    """There are no credentials, or AWS does not accept them (any more)."""

    exit_code = 4


class EndpointError(RootwardError):
    """AWS, or the endpoint given in its place, cannot be reached at all."""

    exit_code = 4


class IncompleteError(RootwardError):
    """What an answer rests on was denied, or could not be read."""

    exit_code = 3


class GitError(IncompleteError):
    """Git could not do what a scan needs of it."""


class ForeignRepositoryError(GitError):
    """A repository that somebody else owns, which git does not read unasked: its safe.directory."""


class GuardRefusedError(RootwardError):
    """A guard refused to go on: going on could hurt."""

    exit_code = 5


class NotAwaitedError(RootwardError):
    """Ctrl-C while a person was waited for. What was made before stands, and was proved."""

    exit_code = 130


class InternalError(RootwardError):
    """A defect of rootward's own."""

    exit_code = 70
