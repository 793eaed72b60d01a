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
_SMALL = 512
"""Bytes that are inflated at once where there is damage, so that what stands before it is had."""

CUT = "its gzip data ends too soon"
DAMAGED = "its gzip data is damaged"
TRAILING = "something that is not gzip follows its gzip data"


class Inflating:
    """A log that is being read, to be left by `with`. Opening it raises OSError."""

    reason: str | None = None
    """Why what was read is not all of it; known at the end."""

    def __init__(self, log: Log) -> None:
        self._source: IO[bytes]
        if log.data is not None:
            self._source, size = io.BytesIO(log.data), len(log.data)
        else:
            self._source = open(log.path or log.name, "rb")  # noqa: SIM115, PTH123 - closed by __exit__; a Path is slow
            size = os.fstat(self._source.fileno()).st_size
        self._at_once = min(size, _AT_ONCE - 1) + 1
        self._packed = b""
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
        self._is_gzip = self._packed.startswith(_MAGIC)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._source.close()

    def read(self, size: int) -> bytes:
        """So many bytes; fewer are the last. Raises OSError."""
        if not self._is_gzip:
            return self._plain(size)
        pieces: list[bytes] = []
        while size > 0 and not self._ended:
            piece = self._piece(size)
            size -= len(piece)
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _plain(self, size: int) -> bytes:
        if len(self._packed) < size:
            self._packed += self._source.read(size - len(self._packed))
        piece, self._packed = self._packed[:size], self._packed[size:]
        return piece

    def _piece(self, size: int) -> bytes:
        if self._inflater is None and not self._begin():
            return b""
        given = self._packed
        try:
            piece: bytes = self._inflater.decompress(given, size)
        except Exception:  # noqa: BLE001 - isal raises its own error, zlib another
            return self._salvaged(size)
        self._given += len(piece)
        if self._inflater.eof:
            self._packed = self._inflater.unused_data
            self._inflater = None
            if not self._packed and not self._more():
                self._ended = True
            return piece
        self._packed = self._inflater.unconsumed_tail
        if not self._packed and len(piece) < size:
            self._member = b""
            if not self._more():
                self._end(CUT)
        return piece

    def _begin(self) -> bool:
        """Begin the next member; False: there is none."""
        while len(self._packed) < len(_MAGIC) and self._more():
            pass
        if self._packed.startswith(_MAGIC):
            self._inflater = _maker()(31)
            self._member = self._packed
            self._given = 0
            return True
        self._end(TRAILING if self._packed.strip(b"\0") else None)
        return False

    def _more(self) -> bool:
        following = self._source.read(self._at_once)
        self._packed += following
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
