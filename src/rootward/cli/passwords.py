"""Where one-time passwords are told: on a terminal, once, or in a file that only its owner can read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from rootward.cli.approval import somebody_is_there
from rootward.cli.terminal import note
from rootward.workflows.running.passwords import FirstPassword, Tell
from rootward.workflows.running.run import Setting

if TYPE_CHECKING:
    from rootward.local.password_file import PasswordFile


def telling(setting: Setting, path: Path | None) -> Setting:
    """The setting, in which passwords are told: by the file of `--password-file`; without it at the terminal.

    Where there is no terminal either, as it was. Raises OutputError for a file that cannot serve.
    """
    keeper: Kept | Shown
    if path is not None:
        from rootward.local.password_file import PasswordFile

        keeper = Kept(PasswordFile(path), path)
    elif somebody_is_there() and sys.stderr is not None and sys.stderr.isatty():
        keeper = Shown()
    else:
        return setting
    return msgspec.structs.replace(setting, tell_password=keeper, withdraw_password=keeper.withdraw)


class Kept:
    """Keeps them in a file."""

    def __init__(self, file: PasswordFile, path: Path) -> None:
        self._file = file
        self._path = path

    def __call__(self, one: FirstPassword) -> None:
        """Keep it, and say where. Raises OutputError."""
        self._file.add(one.user, one.password, one.sign_in)
        note(f"the one-time password of {one.user} is in {self._path}: give it to its owner")

    def withdraw(self, one: FirstPassword) -> None:
        """Take it out again. Raises OutputError."""
        self._file.drop(one.user, one.password)
        note(f"the one-time password of {one.user} was not set, and is not in {self._path} any more")


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

    def withdraw(self, one: FirstPassword) -> None:
        """Say that what stands above is worth nothing."""
        self._users.remove(one.user)
        note(f"the one-time password of {one.user} that stands above was not set: it opens nothing")

    def remind(self) -> None:
        """Say, below a long report, that there is something above it that does not come again."""
        for user in self._users:
            note(f"the one-time password of {user} stands above, before the report: it is not shown again")
        self._users.clear()


def remind(tell: Tell | None) -> None:
    """Say what was shown on the terminal, if anything was."""
    if isinstance(tell, Shown):
        tell.remind()


@contextmanager
def reminded(setting: Setting) -> Iterator[None]:
    """Say it once all else is said, however that ends: nobody else knows the password."""
    try:
        yield
    finally:
        remind(setting.tell_password)
