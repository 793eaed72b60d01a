"""Streams that are packed as one: gzip, bzip2, xz, lzma and zstd."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from rootward.leaks.files.archives.bounds import Budget, DamagedError
from rootward.leaks.files.archives.kinds import Kind, kind
from rootward.leaks.files.archives.stream import Stream

_STEP = 1 << 16
_MOUTHFUL = 256
_ERRORS = frozenset({"IsalError", "LZMAError", "ZstdError"})
"""Of modules that are imported only where they are needed."""


class Unpacker(Protocol):
    """What the standard library's incremental unpackers have in common."""

    @property
    def eof(self) -> bool:
        """Whether its end was met."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end."""

    @property
    def needs_input(self) -> bool:
        """Whether more can come only of more."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most so much of what comes out."""


def unpacked(packing: Kind, stream: Stream, budget: Budget) -> Stream:
    """What comes out, several of the same one after the other taken as one, as their own tools do.

    Its reading raises DamagedError and TooMuchError. Raises DamagedError where zstd cannot be unpacked here.
    """
    start = unpacker(packing, budget.memory)
    engine = start()

    def read(wanted: int) -> bytes:
        nonlocal engine, stream
        while True:
            if engine.eof:
                stream = behind(engine.unused_data, stream)
                if not _goes_on(packing, stream):
                    return b""
                engine = start()
            data = stream.some(_STEP) if engine.needs_input else b""
            if engine.needs_input and not data:
                raise DamagedError("it ends too early")
            out = decompressed(engine, data, wanted)
            if out:
                budget.spend(len(out))
                return out

    return Stream(read)


def unpacker(packing: Kind, memory: int) -> Callable[[], Unpacker]:
    """What makes an unpacker, which takes so many bytes at most.

    Raises DamagedError where zstd cannot be unpacked here.
    """
    if packing == "gzip":
        return lambda: Inflater(31)
    if packing == "bzip2":
        import bz2

        return bz2.BZ2Decompressor
    if packing == "xz":
        import lzma

        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=memory)
    if packing == "lzma":
        import lzma

        return lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=memory)
    return _zstd(memory)


def decompressed(engine: Unpacker, data: bytes, wanted: int) -> bytes:
    """At most so much of what comes out. Raises DamagedError."""
    try:
        return engine.decompress(data, wanted)
    except MemoryError:
        raise DamagedError("unpacking it needs too much memory") from None
    except (OSError, EOFError, ValueError, zlib.error):
        raise DamagedError("it is damaged") from None
    except Exception as error:
        if type(error).__name__ not in _ERRORS:
            raise
        if "memory" in str(error).lower():
            raise DamagedError("unpacking it needs too much memory") from None
        raise DamagedError("it is damaged") from None


def behind(unused: bytes, stream: Stream) -> Stream:
    """What stands behind an end: what was read too far, then the rest."""
    if not unused:
        return stream
    left = [unused]
    return Stream(lambda size: _taken(left, size) if left else stream.some(size))


def _taken(left: list[bytes], size: int) -> bytes:
    found, rest = left[0][:size], left[0][size:]
    left[:] = [rest] if rest else []
    return found


def _goes_on(packing: Kind, stream: Stream) -> bool:
    """Whether another one follows. Padding with zeros may. Raises DamagedError where something else does."""
    while head := stream.peek(10):
        if head[0]:
            if kind(head) == packing:
                return True
            raise DamagedError("something else stands behind its end")
        zeros = len(head) - len(head.lstrip(b"\0"))
        stream.skip(zeros)
    return False


class Inflater:
    """zlib's unpacker with the face of the others."""

    def __init__(self, bits: int) -> None:
        """`bits` as zlib's own: 31 for gzip, -15 for bare deflate."""
        self._engine = _inflater(bits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether its end was met."""
        return bool(self._engine.eof)

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end."""
        return bytes(self._engine.unused_data)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most so much of what comes out."""
        out = self._engine.decompress(self._engine.unconsumed_tail + data, max(0, max_length))
        self.needs_input = not self._engine.unconsumed_tail and len(out) != max_length
        return bytes(out)


def _inflater(bits: int) -> Any:  # noqa: ANN401 - isal's and zlib's have the same methods and no common type
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib.decompressobj(bits)
    return isal_zlib.decompressobj(bits)


def _zstd(memory: int) -> Callable[[], Unpacker]:
    if sys.version_info >= (3, 14):
        from compression.zstd import DecompressionParameter, ZstdDecompressor

        return lambda: ZstdDecompressor(options={DecompressionParameter.window_log_max: memory.bit_length() - 1})
    return lambda: _Zstandard(memory)


class _Zstandard:
    """zstandard's unpacker with the face of the others.

    It has no bound on what comes out, so it is fed by mouthfuls: four bytes make 128 KiB at most.
    """

    def __init__(self, memory: int) -> None:
        """Raises DamagedError where zstandard is not installed."""
        try:
            import zstandard
        except ImportError:
            raise DamagedError("it is packed by zstd, which needs the extra 'scan'") from None
        self._engine = zstandard.ZstdDecompressor(max_window_size=memory).decompressobj()
        self._left = b""
        self._out = b""
        self._given = 0
        """How many of the bytes that came out were given away."""

    @property
    def eof(self) -> bool:
        """Whether its end was met, and everything given away."""
        return self._engine.eof and not self._out

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end."""
        return self._engine.unused_data + self._left

    @property
    def needs_input(self) -> bool:
        """Whether more can come only of more."""
        return not self._left and not self._out

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most so much of what comes out."""
        if not self._out:
            left = self._left + data
            at = 0
            while not self._out and at < len(left) and not self._engine.eof:
                self._out = self._engine.decompress(left[at : at + _MOUTHFUL])
                at += _MOUTHFUL
            self._left = left[at:]
        else:
            self._left += data
        end = len(self._out) if max_length < 0 else self._given + max_length
        found = self._out[self._given : end]
        self._given = end
        if end >= len(self._out):
            self._out, self._given = b"", 0
        return found
