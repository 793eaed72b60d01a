"""SQL: ask a set of logs whatever DuckDB can answer. The set is only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rootward.trail.store.sql import Answer, Set

__all__ = ["Answer", "Set", "asked"]


@contextmanager
def asked(folder: Path) -> Iterator[Set]:
    """The set in the folder, to be asked. Raises UsageError where there is none, and MissingExtraError."""
    with Set(folder) as opened:
        yield opened
