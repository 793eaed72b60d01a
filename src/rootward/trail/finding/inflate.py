"""The bytes of a log, inflated."""

from __future__ import annotations

import zlib
from typing import Any, NamedTuple

_MAGIC = b"\x1f\x8b"
MOST = 1 << 30
"""Bytes that are inflated of one log; the rest is unread."""


class Inflated(NamedTuple):
    """What a log holds, and why not all of it where that is so."""

    data: bytes
    reason: str | None = None


def inflate(data: bytes) -> Inflated:
    """Of gzip every member, one after the other; what is no gzip is given as it is."""
    if not data.startswith(_MAGIC):
        return Inflated(data) if len(data) <= MOST else Inflated(data[:MOST], _TOO_LARGE)
    pieces: list[bytes] = []
    size = 0
    while data.startswith(_MAGIC):
        member = _inflater()
        try:
            piece = member.decompress(data, MOST - size + 1)
        except Exception:  # noqa: BLE001 - isal raises its own error, zlib another
            return Inflated(b"".join(pieces), "it is damaged")
        pieces.append(piece[: MOST - size])
        size += len(piece)
        if size > MOST:
            return Inflated(b"".join(pieces), _TOO_LARGE)
        if not member.eof:
            return Inflated(b"".join(pieces), "it is cut off: its gzip data ends too soon")
        data = member.unused_data
    if data.strip(b"\0"):
        return Inflated(b"".join(pieces), "something that is not gzip follows its gzip data")
    return Inflated(b"".join(pieces))


_TOO_LARGE = "it is larger than 1 GiB; what comes after that was not read"


def _inflater() -> Any:  # noqa: ANN401 - isal's and zlib's have the same methods and no common type
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib.decompressobj(31)
    return isal_zlib.decompressobj(31)
