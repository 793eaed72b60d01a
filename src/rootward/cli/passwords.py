"""Where one-time passwords are told: on a terminal, once, or in a file that only its owner can read."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rootward.cli.approval import somebody_is_there
from rootward.cli.terminal import note
from rootward.workflows.running.passwords import FirstPassword, Tell


def teller(path: Path | None) -> Tell | None:
    """By the file of `--password-file`; without it at the terminal; None where there is none.

    Raises OutputError for a file that cannot serve.
    """
    if path is not None:
        from rootward.local.password_file import PasswordFile

        file = PasswordFile(path)

        def keep(one: FirstPassword) -> None:
            file.add(one.user, one.password, one.sign_in)
            note(f"the one-time password of {one.user} is in {path}: give it to its owner")

        return keep
    if somebody_is_there() and sys.stderr is not None and sys.stderr.isatty():
        return Shown()
    return None


class Shown:
    """Shows them on the terminal."""

    def __init__(self) -> None:
        self._users: list[str] = []

    def __call__(self, one: FirstPassword) -> None:
        """Show it, among the lines of what is done meanwhile."""
        click.echo(
            f"\nrootward: the one-time password of {one.user}, shown this once; it is to be changed at the first"
            f" sign-in:\n  {one.password}\n  at {one.sign_in}\n",
            err=True,
        )
        self._users.append(one.user)

    def remind(self) -> None:
        """Say, below a long report, that there is something above it that does not come again."""
        for user in self._users:
            note(f"the one-time password of {user} stands above, before the report: it is not shown again")
        self._users.clear()


def remind(tell: Tell | None) -> None:
    """Say what was shown on the terminal, if anything was."""
    if isinstance(tell, Shown):
        tell.remind()
