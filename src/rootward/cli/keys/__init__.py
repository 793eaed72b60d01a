"""`rootward keys`."""

from __future__ import annotations

from rootward.cli.commands import KEYS_COMMANDS
from rootward.cli.lazy_group import LazyGroup

command = LazyGroup("keys", table=KEYS_COMMANDS, help="Find, list and rotate access keys, and switch them off.")
