"""What judging knows beside the records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from rootward.trail.classify.tasks import TaskTable, task_table

Standing = Literal["standalone", "management", "member", "unknown"]
"""What the account is to an organisation."""


class Administrator(msgspec.Struct, frozen=True, kw_only=True):
    """An IAM identity that could have done without root what root did."""

    arn: str
    seen: tuple[datetime, ...] = ()
    """Moments at which it was at work."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the accounts, and what is asked for."""

    standing: Mapping[str, Standing] = msgspec.field(default_factory=dict)
    """By account; an account that is not named is unknown."""
    administrators: Mapping[str, tuple[Administrator, ...]] = msgspec.field(default_factory=dict)
    """By account; of one that is not named nobody knows."""
    tasks: TaskTable = msgspec.field(default_factory=task_table)
    all: bool = False
    """Whether central and service events are listed too."""
