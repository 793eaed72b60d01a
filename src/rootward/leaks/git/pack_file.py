"""The file of a pack: mapped into memory where all of it is looked over, read where parts of it are wanted."""

from __future__ import annotations

import errno
import io
import mmap
import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

from rootward.leaks.cached import without_waiting
from rootward.leaks.git.rebuilding import Portion


def mapped(path: str) -> mmap.mmap:
    """A file, mapped for reading.

    Raises OSError where it cannot be opened, or is no file or an empty one.
    """
    with _opened(path) as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def released(pack: mmap.mmap) -> None:
    """Let go of the pages that were read: they are the system's cache, and would be counted as this process's."""
    if hasattr(mmap, "MADV_DONTNEED"):
        with suppress(OSError, ValueError):
            pack.madvise(mmap.MADV_DONTNEED)


def read_index_file(path: str) -> bytes:
    """The index of a pack. Raises OSError where it cannot be read."""
    with open(Path(path).with_suffix(".idx"), "rb", opener=without_waiting) as file:
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "its index is no file")
        return file.read()


def read_portion(portion: Portion) -> memoryview:
    """The bytes of a portion. What is cut off reads as zeros.

    Nothing is mapped: the system may map megabytes for each byte that is looked at, and ends a process that looks at
    what was cut off. Raises OSError where the pack cannot be opened or read.
    """
    offsets, lengths = memoryview(portion.offsets).cast("q"), memoryview(portion.lengths).cast("q")
    data = memoryview(bytearray(sum(lengths)))
    place = 0
    with _opened(portion.pack) as file:
        for offset, length in zip(offsets, lengths, strict=True):
            file.seek(offset)
            file.readinto(data[place : place + length])
            place += length
    return data


def _opened(path: str) -> io.FileIO:
    file = io.FileIO(path, opener=without_waiting)
    status = os.fstat(file.fileno())
    if not S_ISREG(status.st_mode) or not status.st_size:
        file.close()
        raise OSError(errno.EINVAL, "it is empty" if S_ISREG(status.st_mode) else "it is no file")
    return file
