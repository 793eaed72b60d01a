"""How long a run waits, and by which clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec


def _now() -> datetime:
    return datetime.now(UTC)


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """The clock of a run. Seconds."""

    now: Callable[[], datetime] = _now
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    patience: float = 60
    """So long a read may take to agree with a write that AWS took."""
    doubt: float = 5
    """So long it is looked whether a call without an answer happened, before it is made again."""
    poll: float = 15
    """So long between two looks at what people are doing."""
