"""The file of a pack, mapped into memory."""

from __future__ import annotations

import errno
import mmap
import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from rootward.leaks.cached import without_waiting


def mapped(path: str) -> mmap.mmap:
    """A file, mapped for reading.

    Raises OSError where it cannot be opened, or is no file or an empty one.
    """
    with open(path, "rb", opener=without_waiting) as file:
        status = os.fstat(file.fileno())
        if not S_ISREG(status.st_mode) or not status.st_size:
            raise OSError(errno.EINVAL, "it is empty" if S_ISREG(status.st_mode) else "it is no file")
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def read_index_file(path: str) -> bytes:
    """The index of a pack. Raises OSError where it cannot be read."""
    with open(Path(path).with_suffix(".idx"), "rb", opener=without_waiting) as file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "its index is no file")
        return file.read()


def released(pack: mmap.mmap) -> None:
    """Let go of the pages that were read: they are the system's cache, and would be counted as this process's."""
    if hasattr(mmap, "MADV_DONTNEED"):
        with suppress(OSError, ValueError):
            pack.madvise(mmap.MADV_DONTNEED)
