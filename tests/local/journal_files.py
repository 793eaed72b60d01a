"""A journal's file as a test wants it."""

from __future__ import annotations

from pathlib import Path

from rootward.local.journals import journal_folder
from rootward.model.journal import Journal
from tests.model.plans import lines


def file_of(made: Journal, folder: Path) -> Path:
    """Where the journal is among those of its account."""
    return journal_folder(made.plan.account.id, folder) / f"{made.id}.jsonl"


def kept(made: Journal, folder: Path) -> Path:
    """The journal, written whole among those of its account."""
    path = file_of(made, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(lines(made)))
    return path
