"""`rootward trail`."""

from __future__ import annotations

from rootward.cli.commands import TRAIL_COMMANDS
from rootward.cli.lazy_group import LazyGroup

command = LazyGroup(
    "trail", table=TRAIL_COMMANDS, help="Find what root did in CloudTrail, and say whether it took root."
)
