"""Where one-time passwords are told: on a terminal, once, or in a file that only its owner can read."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rootward.cli.approval import somebody_is_there
from rootward.workflows.running.passwords import FirstPassword, Tell


def teller(path: Path | None) -> Tell | None:
    """By the file of `--password-file`; without it at the terminal; None where there is none.

    Raises UsageError, OutputError for a file that cannot serve.
    """
    if path is not None:
        from rootward.local.password_file import PasswordFile

        file = PasswordFile(path)
        return lambda one: file.add(one.user, one.password, one.sign_in)
    if somebody_is_there() and sys.stderr is not None and sys.stderr.isatty():
        return _shown
    return None


def _shown(one: FirstPassword) -> None:
    click.echo(
        f"\nrootward: the one-time password of {one.user}, shown this once; it is to be changed at the first sign-in:\n"
        f"  {one.password}\n"
        f"  at {one.sign_in}\n",
        err=True,
    )
