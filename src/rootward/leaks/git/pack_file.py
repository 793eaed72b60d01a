"""The file of a pack: mapped into memory where all of it is looked over, read where parts of it are wanted."""

from __future__ import annotations

import errno
import io
import mmap
import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

import msgspec
import numpy as np

from rootward.leaks.cached import without_waiting
from rootward.leaks.git.bounds import LARGEST
from rootward.leaks.git.rebuilding import Portion

_NEAR = 4 << 10
"""Bytes between two parts that are read along: to read anew takes longer."""
_BEGINNING = 64 << 10
"""Bytes that may be read of any entry; of more, as many as its object has, twice: zlib makes nothing so much larger."""


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


def read_portion(portion: Portion) -> tuple[memoryview, Portion]:
    """The bytes of a portion, and the portion as it lies in them. What is cut off reads as zeros.

    Nothing is mapped: the system may map megabytes for each byte that is looked at, and ends a process that looks at
    what was cut off. Of an entry no more is read than its data can have, and of one that is too large to be inflated
    its beginning. Raises OSError where the pack cannot be opened or read.
    """
    starts, ends, sizes = (np.frombuffer(field, np.int64) for field in (portion.starts, portion.ends, portion.sizes))
    if not starts.size:
        return memoryview(b""), portion
    ends = np.minimum(ends, starts + _BEGINNING + 2 * np.where(sizes > LARGEST, 0, sizes))
    order = np.argsort(starts, kind="stable")
    begins, limits = starts[order], np.maximum.accumulate(ends[order])
    firsts = np.append(0, np.flatnonzero(begins[1:] > limits[:-1] + _NEAR) + 1)
    lasts = np.append(firsts[1:], order.size) - 1
    lengths = limits[lasts] - begins[firsts]
    places = np.append(0, np.cumsum(lengths))
    data = memoryview(bytearray(int(places[-1])))
    with _opened(portion.pack) as file:
        for offset, place, length in zip(begins[firsts].tolist(), places.tolist(), lengths.tolist(), strict=False):
            file.seek(offset)
            file.readinto(data[place : place + length])
    moved = np.empty(starts.size, np.int64)
    moved[order] = np.repeat(places[:-1] - begins[firsts], lasts - firsts + 1)
    return data, msgspec.structs.replace(portion, starts=(starts + moved).tobytes(), ends=(ends + moved).tobytes())


def _opened(path: str) -> io.FileIO:
    file = io.FileIO(path, opener=without_waiting)
    status = os.fstat(file.fileno())
    if not S_ISREG(status.st_mode) or not status.st_size:
        file.close()
        raise OSError(errno.EINVAL, "it is empty" if S_ISREG(status.st_mode) else "it is no file")
    return file
