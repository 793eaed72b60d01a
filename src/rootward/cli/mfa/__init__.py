"""`rootward mfa`."""

from __future__ import annotations

from rootward.cli.commands import MFA_COMMANDS
from rootward.cli.lazy_group import LazyGroup

command = LazyGroup("mfa", table=MFA_COMMANDS, help="List and register second factors, work with one, ask for one.")
