"""Ctrl-C where a set is asked: DuckDB does not hear it in the midst of a query, or raises another error for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from rootward.trail.store.sql import Set

Answer = TypeVar("Answer")

_HEARD = 0.1
"""Seconds, after which Ctrl-C is heard at the latest."""


def interruptible(opened: Set, ask: Callable[[], Answer]) -> Answer:
    """What `ask` gives, which asks the set, and is called in a thread of its own.

    Raises what it raises, and KeyboardInterrupt, after which no query runs.
    """
    with ThreadPoolExecutor(1, "rootward-set") as thread:
        awaited = thread.submit(ask)
        try:
            while not awaited.done():
                wait((awaited,), _HEARD)
        except KeyboardInterrupt:
            while not awaited.done():  # it may not have begun, or another query may follow
                opened.interrupt()
                wait((awaited,), _HEARD)
            raise
        return awaited.result()
