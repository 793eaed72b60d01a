"""How much may come out of one file, so that a bomb is met by a bound and not by the machine's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec


class DamagedError(Exception):
    """What is packed cannot be unpacked, or not further. Its text is a clause."""


class TooMuchError(Exception):
    """A bound was met. Its text is a clause."""


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What one file may hold. Sizes are in bytes."""

    ratio: int = 200
    """How many times its own size; real logs and database dumps shrink to a hundredth."""
    free: int = 64 << 20
    """What may come out of it whatever the ratio is."""
    total: int = 64 << 30
    """What may come out of it at most, at all depths together."""
    members: int = 2_000_000
    """Members, at all depths together."""
    depth: int = 8
    """Archives in archives."""
    held: int = 128 << 20
    """What is held in memory of archives in archives that can only be read from their end."""


_MEMORY = (128 << 20, 96 << 20, 66 << 20, 16 << 20)
"""What one unpacker may take that keeps much of what came out, by how many such are at work around it. xz's strongest
setting needs 65 MB, zstd's longest window that its own tool takes unasked 128."""


class Budget:
    """What is left of the bounds of one file."""

    def __init__(self, bounds: Bounds, size: int) -> None:
        """`size` is the file's own; of a stream 0, and `receive` tells of it as it comes."""
        self.bounds = bounds
        self._size = size
        self._out = 0
        self._members = 0
        self._held = 0
        self._at_work = 0

    @property
    def memory(self) -> int:
        """Bytes that the next unpacker may take."""
        return _MEMORY[min(self._at_work, len(_MEMORY) - 1)]

    @contextmanager
    def unpacking(self) -> Iterator[None]:
        """One more unpacker is at work."""
        self._at_work += 1
        try:
            yield
        finally:
            self._at_work -= 1

    def receive(self, size: int) -> None:
        """So much more of the outermost stream was read."""
        self._size += size

    def spend(self, size: int) -> None:
        """So much more came out. Raises TooMuchError."""
        self._out += size
        if self._out > self.bounds.total:
            raise TooMuchError(f"it unpacks to more than {self.bounds.total >> 30} GB")
        if self._out > self.bounds.free + self.bounds.ratio * self._size:
            raise TooMuchError(f"it unpacks to more than {self.bounds.ratio} times its size")

    def enter(self) -> None:
        """One more member. Raises TooMuchError."""
        self._members += 1
        if self._members > self.bounds.members:
            raise TooMuchError(f"it has more than {self.bounds.members:,} members")

    def hold(self, size: int) -> None:
        """So much more is held in memory. Raises DamagedError: the next archive may be smaller."""
        self._held += size
        if self._held > self.bounds.held:
            self._held -= size
            raise DamagedError(f"it is a zip archive in an archive, and more than {self.bounds.held >> 20} MB")

    def release(self, size: int) -> None:
        """It is held no longer."""
        self._held -= size
