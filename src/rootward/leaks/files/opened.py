"""One file, opened so that nothing but a file is read, and nothing is waited for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer would be waited for
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_MOST = 1 << 20
_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}


class NoFileError(Exception):
    """It is none whose bytes can be read to an end. Its text says what it is."""


class OpenedFile:
    """A regular file's bytes, as many as it had when it was opened: one that grows has an end all the same."""

    __slots__ = ("_number", "size")

    def __init__(self, number: int, size: int) -> None:
        self._number = number
        self.size = size

    def at(self, offset: int, size: int) -> bytes:
        """So many from there, at most 1 MiB; fewer at the end, none before the beginning and behind the end."""
        wanted = min(size, self.size - offset, _MOST)
        if wanted <= 0 or offset < 0:
            return b""
        if hasattr(os, "pread"):
            return os.pread(self._number, wanted, offset)
        os.lseek(self._number, offset, os.SEEK_SET)
        return os.read(self._number, wanted)


def small(path: str, most: int, *, follow: bool) -> bytes | None:
    """The whole file, if it has at most so many bytes; else None. Raises as `opened`.

    Where the size is 0 what can be had at once is read: files of /proc's have no size, and have bytes.
    """
    number = os.open(path, _FLAGS if follow else _FLAGS | _NO_LINK)
    try:
        state = os.fstat(number)
        if not stat.S_ISREG(state.st_mode):
            raise NoFileError(what(state.st_mode))
        size = state.st_size
        if size > most:
            return None
        data = os.read(number, size or most)
        while len(data) < size and (more := os.read(number, size - len(data))):
            data += more
        return data
    finally:
        os.close(number)


@contextmanager
def opened(path: str, *, follow: bool) -> Iterator[OpenedFile]:
    """The file, open. `follow` says whether a link is taken for what it leads to.

    Raises OSError, and NoFileError for what is none.
    """
    number = os.open(path, _FLAGS if follow else _FLAGS | _NO_LINK)
    try:
        state = os.fstat(number)
        if not stat.S_ISREG(state.st_mode):
            raise NoFileError(what(state.st_mode))
        yield OpenedFile(number, state.st_size)
    finally:
        os.close(number)


def what(mode: int) -> str:
    """What it is that is no regular file."""
    return _KINDS.get(stat.S_IFMT(mode), "no file")
