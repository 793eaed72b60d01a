"""A file's bytes up to a bound, and never a wait without an end.

A name can lead to a pipe or to a device as well: `<(command)` in a shell is a pipe, and a device may have no end.
"""

from __future__ import annotations

import errno
import os
import select
import stat
import time
from io import FileIO
from pathlib import Path

_CHUNK = 1 << 20
_LOOK_SECONDS = 0.05
_NON_BLOCKING = getattr(os, "O_NONBLOCK", 0)  # Windows has none, and no pipes among its files


def read_bounded(path: Path, most: int, *, wait_seconds: float) -> bytes:
    """The file's bytes, of which `most` + 1 where there are more than `most`.

    A pipe that no program writes to is waited for `wait_seconds`; one that a program has open is read to its end.
    Raises OSError, and ValueError for a name that no file can have.
    """
    found = bytearray()
    with open(path, "rb", buffering=0, opener=_open) as file:
        writer_seen = False
        end = time.monotonic() + wait_seconds
        while len(found) <= most:
            chunk = file.read(min(_CHUNK, most + 1 - len(found)))
            if chunk is None:  # a program has it open, and has nothing to say yet
                select.select([file], [], [])
                writer_seen = True
            elif chunk:
                found += chunk
                writer_seen = True
            elif writer_seen or not _is_pipe(file):
                break
            elif time.monotonic() >= end:
                raise OSError(errno.EPIPE, "it is a pipe, and no program writes to it")
            else:
                time.sleep(_LOOK_SECONDS)
    return bytes(found)


def _open(name: str, flags: int) -> int:
    return os.open(name, flags | _NON_BLOCKING)


def _is_pipe(file: FileIO) -> bool:
    return stat.S_ISFIFO(os.fstat(file.fileno()).st_mode)
