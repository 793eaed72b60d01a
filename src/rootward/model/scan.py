"""What a scan for leaked credentials found, what it was told to pass over, and what it could not read.

The structs are the keys of the JSON format of `rootward scan`, schema 1.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from rootward.model.leak import Leak

SCAN_SCHEMA = 1


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was to be scanned and was not, or not whole."""

    path: str
    reason: str


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that passed over findings."""

    rule: str
    """As it is written, `gitleaks:allow`; of a baseline the word `baseline`."""
    source: str
    """Where it stands: `.gitallowed:3`, `rootward.toml`, `the line itself`."""
    from_repository: bool
    """Whether it lies in what was scanned, so that whoever wrote the leak may have written it: `--no-repo-allow`."""
    count: int
    """How many findings it passed over."""


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """How much was looked through."""

    files: int = 0
    """Files, members of archives and messages."""
    blobs: int = 0
    """Objects of git's."""
    commits: int = 0
    """Commits of whose messages or changes it was asked."""
    bytes: int = 0


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `rootward scan`."""

    schema: int = SCAN_SCHEMA
    rootward: str
    taken_at: datetime
    looked_in: tuple[str, ...]
    """What was scanned, as it was asked for."""
    looked: Looked
    findings: tuple[Leak, ...]
    """The surest first; then by path, line and column."""
    allowed: tuple[Allowed, ...]
    unread: tuple[Unread, ...]
