"""`rootward password`."""

from __future__ import annotations

from rootward.cli.commands import PASSWORD_COMMANDS
from rootward.cli.secret_input import NoPasswordAsCommand

command = NoPasswordAsCommand(
    "password", table=PASSWORD_COMMANDS, help="Choose, check and change passwords, and the rules for them."
)
