"""A file of JSON lines that a run adds to, its owner's only: a journal.

A line that was added is on disk. One that could not be is not there, not even a part of it; what a run that was killed
left of its last one was never said to be there, and is cut off before the next.
"""

from __future__ import annotations

import os
from contextlib import suppress
from io import FileIO
from itertools import count
from pathlib import Path
from typing import Self

import msgspec

from rootward.model.secret_text import masked

ENDING = ".jsonl"

_OWNER_ONLY = 0o600
_APPEND = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)


class LinesFile:
    """Such a file, open. Not for several threads at once."""

    def __init__(self, path: Path, file: FileIO, size: int) -> None:
        """`size` bytes of it are whole lines."""
        self.path = path
        self._file = file
        self._size = size
        self._is_torn = True
        """Whether something may stand behind the whole lines."""

    @classmethod
    def new(cls, place: Path, name: str) -> Self:
        """An empty one in that folder, by a name like that which nothing had. Raises OSError."""
        path = place / f"{name}{ENDING}"
        numbers = count(2)
        while True:
            try:
                handle = os.open(path, _APPEND | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
            except FileExistsError:
                path = place / f"{name}-{next(numbers)}{ENDING}"
                continue
            break
        if hasattr(os, "fchmod"):
            os.fchmod(handle, _OWNER_ONLY)  # whatever the umask
        return cls(path, os.fdopen(handle, "ab", buffering=0), 0)

    @classmethod
    def existing(cls, path: Path, size: int) -> Self:
        """One that is there, of which so many bytes are whole lines. Raises OSError."""
        return cls(path, os.fdopen(os.open(path, _APPEND), "ab", buffering=0), size)

    def add(self, lines: bytes) -> None:
        """Add whole lines, at once. Raises OSError, or passes an interrupt on, and none of them is there."""
        handle = self._file.fileno()
        try:
            self._write(handle, lines)
        except BaseException:
            with suppress(OSError):  # it is tried again before the next
                os.ftruncate(handle, self._size)
            raise

    def close(self) -> None:
        """Let it go."""
        self._file.close()

    def remove(self) -> None:
        """Let it go, and take it away, where that can be done."""
        self.close()
        with suppress(OSError):
            self.path.unlink()

    def _write(self, handle: int, lines: bytes) -> None:
        if self._is_torn:
            os.ftruncate(handle, self._size)
        self._is_torn = True
        view = memoryview(lines)
        while view:  # once, unless the disk takes less
            view = view[os.write(handle, view) :]
        os.fsync(handle)
        self._size += len(lines)
        self._is_torn = False


def line_of(entry: msgspec.Struct) -> bytes:
    """As such a file holds it."""
    return msgspec.json.encode(entry) + b"\n"


def plain(detail: str) -> str:
    """A text for an entry: no secret, and nothing that JSON cannot hold."""
    return masked(detail.encode("utf-8", "backslashreplace").decode())
