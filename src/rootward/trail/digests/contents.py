"""The hash of what is in a file: CloudTrail's hashes are of contents, not of the gzipped file."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from rootward.trail.finding.inflate import Inflating
from rootward.trail.log import Log

_AT_ONCE = 4 << 20
_MOST_DIGEST = 256 << 20
"""Bytes of a digest, inflated: an hour with a million log files has about so many."""


class Hashed(NamedTuple):
    """What came of a file."""

    sha256: str
    """Of the contents, as far as they could be inflated."""
    reason: str | None
    """Why they are not all; None: they are."""
    bytes: int


def hashed(log: Log) -> Hashed:
    """The hash of a log file's contents. Raises OSError."""
    total, size = hashlib.sha256(), 0
    with Inflating(log) as inflating:
        while piece := inflating.read(_AT_ONCE):
            total.update(piece)
            size += len(piece)
        return Hashed(total.hexdigest(), inflating.reason, size)


def contents(log: Log) -> tuple[bytes, str | None]:
    """What is in a digest file, and why that is not all. Raises OSError."""
    with Inflating(log) as inflating:
        text = inflating.read(_MOST_DIGEST)
        if not inflating.read(1):
            return text, inflating.reason
        return text, "it is too large for a digest"
