"""The bytes of a log, inflated piece by piece.

isal where it is installed, else zlib: the same bytes, in two to three times the time.
"""

from __future__ import annotations

import io
import os
import zlib
from functools import cache
from typing import IO, Any, Self

from rootward.trail.log import Log

_MAGIC = b"\x1f\x8b"
_AT_ONCE = 32 << 20
"""Bytes of a packed file that are read at once, if it has so many: as much memory is taken before they are."""
_FED, _GIVEN = 80 << 10, 1 << 20
"""Bytes that are inflated at once, and most that come of it, where a log is read in small pieces."""
_SMALL = 512
"""Bytes that are inflated at once where there is damage, so that what stands before it is had."""

CUT = "its gzip data ends too soon"
DAMAGED = "its gzip data is damaged"
TRAILING = "something that is not gzip follows its gzip data"


class Inflating:
    """A log that is being read, to be left by `with`. Opening it raises OSError."""

    reason: str | None = None
    """Why what was read is not all of it; known at the end."""
    total = 0
    """Bytes that were given."""

    def __init__(self, log: Log) -> None:
        self._source: IO[bytes]
        if log.data is not None:
            self._source, size = io.BytesIO(log.data), len(log.data)
        else:
            self._source = open(log.path or log.name, "rb")  # noqa: SIM115, PTH123 - closed by __exit__; a Path is slow
            size = os.fstat(self._source.fileno()).st_size
        self._at_once = min(size, _AT_ONCE - 1) + 1
        self._packed = b""
        self._at = 0
        """Where in it what was not inflated begins."""
        self._inflater: Any = None
        self._member = b""
        """What the inflater was given so far, as long as that was one piece; else nothing."""
        self._given = 0
        """Bytes that the inflater gave."""
        self._ended = False
        try:
            self._packed = self._source.read(self._at_once)
        except BaseException:
            self._source.close()
            raise
        self.is_checked = self._packed.startswith(_MAGIC)
        """Whether it is gzip: each member has a checksum, so that it is as it was written where `reason` is None."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._source.close()

    def read(self, size: int) -> bytes:
        """So many bytes; fewer are the last. Raises OSError."""
        parts: list[bytes] = []
        while size > 0 and not self._ended:
            part = self._piece(size)
            size -= len(part)
            parts.append(part)
        text = parts[0] if len(parts) == 1 else b"".join(parts)
        self.total += len(text)
        return text

    def some(self) -> bytes:
        """The next bytes, as a rule some hundred thousand; none: that was all. Raises OSError."""
        text = b""
        while not text and not self._ended:
            text = self._piece(_GIVEN, _FED)
        self.total += len(text)
        return text

    def _piece(self, size: int, fed: int | None = None) -> bytes:
        """At most so many bytes that come of at most so many; all that there are if that is None."""
        if not self.is_checked:
            return self._plain(size)
        if self._inflater is None and not self._begin():
            return b""
        given = self._left() if fed is None else self._packed[self._at : self._at + fed]
        try:
            piece: bytes = self._inflater.decompress(given, size)
        except Exception:  # noqa: BLE001 - isal raises its own error, zlib another
            return self._salvaged(size if fed is None else _AT_ONCE)
        self._given += len(piece)
        if self._inflater.eof:
            self._at += len(given) - len(self._inflater.unused_data)
            self._inflater = None
            if not self._left() and not self._more():
                self._ended = True
            return piece
        self._at += len(given) - len(self._inflater.unconsumed_tail)
        if self._at == len(self._packed) and len(piece) < size:
            self._member = b""
            if not self._more():
                self._end(CUT)
        return piece

    def _plain(self, size: int) -> bytes:
        if len(self._packed) < size:
            self._packed += self._source.read(size - len(self._packed))
            self._ended = len(self._packed) < size
        piece, self._packed = self._packed[:size], self._packed[size:]
        return piece

    def _begin(self) -> bool:
        """Begin the next member; False: there is none."""
        while len(left := self._left().lstrip(b"\0")) < len(_MAGIC):
            self._packed = left
            if not self._more():
                break
        self._packed = left
        if self._left().startswith(_MAGIC):
            self._inflater = _maker()(31)
            self._member = self._left()
            self._given = 0
            return True
        self._end(TRAILING if self._packed else None)
        return False

    def _left(self) -> bytes:
        """What was read and not inflated."""
        if self._at:
            self._packed, self._at = self._packed[self._at :], 0
        return self._packed

    def _more(self) -> bool:
        following = self._source.read(self._at_once)
        self._packed = self._left() + following
        return bool(following)

    def _end(self, reason: str | None) -> None:
        self._ended = True
        self.reason = reason

    def _salvaged(self, size: int) -> bytes:
        """What stands before the damage, of a member that was there in one piece."""
        self._end(DAMAGED)
        begin, end = self._given, self._given + size
        good, _ = _until_damage(self._member, 0, _SMALL, end)
        _, pieces = _until_damage(self._member, good, 1, end)
        return b"".join(pieces)[begin:end]


def _until_damage(packed: bytes, exact: int, step: int, enough: int) -> tuple[int, list[bytes]]:
    """How much of gzip data can be inflated, and what it gives: in steps, the first ones larger, up to a place."""
    inflater = _maker()(31)
    pieces: list[bytes] = []
    size = at = 0
    while at < len(packed) and size < enough:
        following = min(at + _SMALL, exact) if at < exact else at + step
        try:
            piece: bytes = inflater.decompress(packed[at:following])
        except Exception:  # noqa: BLE001 - this is the damage
            break
        pieces.append(piece)
        size += len(piece)
        at = following
    return at, pieces


@cache
def _maker() -> Any:  # noqa: ANN401 - isal's and zlib's have the same methods and no common type
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib.decompressobj
    return isal_zlib.decompressobj
