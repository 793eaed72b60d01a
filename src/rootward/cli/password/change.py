"""`rootward password change`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from rootward.cli.approval import somebody_is_there
from rootward.cli.options import FILE
from rootward.cli.secret_input import NoPasswordInArguments, piped, typed
from rootward.cli.terminal import note, silent
from rootward.errors import UsageError
from rootward.local.configuration import load_configuration
from rootward.model.secret import Secret
from rootward.workflows.password_change import Typist, change_password
from rootward.workflows.source import Live

_TRIES = 5
"""So often a new password may be chosen that will not do."""


@click.command("change", cls=NoPasswordInArguments)
@click.option("--profile", envvar="ROOTWARD_PROFILE", help="Profile of the AWS configuration: your own IAM user's.")
@click.option("--region", envvar="ROOTWARD_REGION", help="Region by which AWS is asked who you are.")
@click.option(
    "--allow-endpoint", is_flag=True, help="Send the passwords to an endpoint that is neither AWS's nor local."
)
@click.option("--config", type=FILE, envvar="ROOTWARD_CONFIG", help="Configuration file that is trusted in full.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
def command(profile: str | None, region: str | None, config: Path | None, *, allow_endpoint: bool, quiet: bool) -> int:
    """Change your own password as an IAM user.

    Asks for the present password and twice for the new one, which nobody sees; where standard input is no terminal it
    reads two lines, the present one and the new one. The new one is held to the account's password policy before
    anything is sent, and of a weak one you are warned. Root, roles and people who sign in by federation are told where
    theirs is changed. It cannot be undone. Exit code: 0 changed; 2 a password that will not do, or not yours to change
    so; 3 not allowed, or not known whether it was changed; 4 credentials; 5 a foreign endpoint.
    """
    typist: Typist = _AtTheTerminal() if somebody_is_there() else _Piped()
    configuration = load_configuration(config, os.environ, Path())
    for warning in configuration.warnings:
        note(f"warning: {warning}")
    changed = change_password(
        Live(profile=profile, region=region),
        typist,
        configuration.baseline,
        progress=silent if quiet else note,
        announce=note,
        foreign_endpoint=allow_endpoint,
    )
    note(f"the password of {changed.user} in account {changed.account} is changed: keep it in a password manager")
    return 0


class _AtTheTerminal:
    """Somebody who types."""

    def __init__(self) -> None:
        self._tries = 0

    def present(self) -> Secret:
        return typed("Present password")

    def chosen(self, wrong: tuple[str, ...]) -> Secret:
        self._again(wrong)
        while True:
            new = typed("New password")
            if typed("New password again") == new:
                return new
            self._again(("what was typed the second time is not the same",))

    def _again(self, wrong: tuple[str, ...]) -> None:
        """Say why it has to be chosen again. Raises UsageError once that was said often enough."""
        for line in wrong:
            note(f"the new password will not do: {line}")
        self._tries += 1
        if self._tries > _TRIES:
            raise UsageError(
                f"{_TRIES} new passwords would not do; the password is what it was",
                advice="rootward password generate chooses one",
            )


class _Piped:
    """Two lines of standard input, read when the first of them is asked for."""

    def __init__(self) -> None:
        self._new = Secret("")

    def present(self) -> Secret:
        old, self._new = piped(2)
        return old

    def chosen(self, wrong: tuple[str, ...]) -> Secret:
        if wrong:
            raise UsageError(
                f"the new password will not do: {'; '.join(wrong)}; the password is what it was",
                advice="rootward password generate chooses one, and rootward password policy shows the rules",
            )
        return self._new
