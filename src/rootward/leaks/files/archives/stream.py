"""Bytes one after the other, and bytes that can be read anywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from rootward.leaks.files.archives.bounds import DamagedError, TooMuchError

_STEP = 1 << 16

READ_ERRORS = (OSError, DamagedError, TooMuchError)
"""What reading from a stream may raise."""


class Stream:
    """Bytes one after the other, whose first ones can be looked at before they are read."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        """`read` gives at most so many bytes, and none only at the end. What it raises goes through."""
        self.at = 0
        """How many bytes were read."""
        self._read = read
        self._head = b""
        self._error: Exception | None = None

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay unread; fewer at the end, and before what stops it, unless that is all there is.

        A bound that is met is always raised.
        """
        try:
            while len(self._head) < size and (more := self._next(size - len(self._head))):
                self._head += more
        except (DamagedError, OSError):
            if not self._head:
                raise
        return self._head[:size]

    def _next(self, size: int) -> bytes:
        """What stopped it once stops it again."""
        if self._error is not None:
            raise self._error
        try:
            return self._read(size)
        except READ_ERRORS as error:
            self._error = error
            raise

    def some(self, size: int) -> bytes:
        """At most so many of the next bytes; none only at the end."""
        if self._head:
            found, self._head = self._head[:size], self._head[size:]
        else:
            found = self._next(size)
        self.at += len(found)
        return found

    def exactly(self, size: int) -> bytes:
        """So many bytes; fewer at the end."""
        found = self.some(size)
        if len(found) == size:
            return found
        parts = [found]
        missing = size - len(found)
        while missing and (more := self.some(missing)):
            parts.append(more)
            missing -= len(more)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Goes on by so many bytes; how many there were."""
        left = size
        while left and (more := self.some(min(left, _STEP))):
            left -= len(more)
        return size - left


def within(stream: Stream, size: int) -> Stream:
    """The next so many bytes of a stream as one of its own. It raises DamagedError where there are fewer."""
    left = size

    def read(wanted: int) -> bytes:
        nonlocal left
        if not left:
            return b""
        found = stream.some(min(wanted, left))
        if not found:
            raise DamagedError("it ends too early")
        left -= len(found)
        return found

    return Stream(read)


class Patient:
    """A stream read to its end or to what stops it, which is kept for afterwards: what came before it is not lost."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.error: OSError | DamagedError | TooMuchError | None = None
        self.size = 0
        """Bytes so far."""

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        if self.error is not None:
            return b""
        try:
            found = self._stream.some(size)
        except READ_ERRORS as error:
            self.error = error
            return b""
        self.size += len(found)
        return found

    def up_to(self, size: int) -> bytes:
        """So many bytes; fewer at the end."""
        parts: list[bytes] = []
        missing = size
        while missing and (more := self.read(min(missing, 1 << 20))):
            parts.append(more)
            missing -= len(more)
        return parts[0] if len(parts) == 1 else b"".join(parts)


class Bytes(Protocol):
    """Bytes that can be read anywhere."""

    @property
    def size(self) -> int:
        """How many."""

    def at(self, offset: int, size: int) -> bytes:
        """So many from there, at most 1 MiB; fewer at the end, none before the beginning and behind the end."""


class Held:
    """Bytes in memory."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def at(self, offset: int, size: int) -> bytes:
        """So many from there; fewer at the end."""
        if offset < 0:
            return b""
        return self._data[offset : offset + min(size, 1 << 20)]


def flowing(place: Bytes, start: int = 0, end: int | None = None) -> Stream:
    """A stretch of them, one after the other. It ends where they end, even before `end`."""
    at = start
    ahead, used = b"", 0

    def read(wanted: int) -> bytes:
        nonlocal at, ahead, used
        if used == len(ahead):
            size = max(wanted, _STEP)
            ahead, used = place.at(at, size if end is None else min(size, end - at)), 0
            at += len(ahead)
        if used == 0 and wanted >= len(ahead):
            found, ahead = ahead, b""
            return found
        found = ahead[used : used + wanted]
        used += len(found)
        return found

    return Stream(read)
