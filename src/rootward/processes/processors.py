"""How many processes may pay, and of which kind."""

from __future__ import annotations

import os
import sys

MOST_WORKERS = 8
"""With more the memory that they take together is more than a scan may have."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def may_fork() -> bool:
    """Whether this process may be forked: it has one thread, and no libraries of macOS', which do not bear it.

    https://docs.python.org/3/library/os.html#os.fork
    """
    if sys.platform != "linux":
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - pathlib is slow to import
    except OSError:
        return False
