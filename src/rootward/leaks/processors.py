"""How many processes may pay."""

from __future__ import annotations

import os

MOST_WORKERS = 8
"""With more the memory that they take together is more than a scan may have."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
