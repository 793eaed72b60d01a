"""SQL: ask a set of logs whatever DuckDB can answer. The set is only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rootward.trail.store.sql import Answer, Set
from rootward.workflows.trail.interruptible import interruptible

__all__ = ["Answer", "Set", "answer", "asked"]


@contextmanager
def asked(folder: Path) -> Iterator[Set]:
    """The set in the folder, to be asked. Raises UsageError where there is none, and MissingExtraError."""
    with Set(folder) as opened:
        yield opened


def answer(opened: Set, query: str) -> Answer:
    """The answer to one query. Raises as `Set.ask` does, and KeyboardInterrupt, which ends the query."""
    return interruptible(opened, partial(opened.ask, query))
