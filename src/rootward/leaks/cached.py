"""Files of the user's cache folder: owner-only, written all or nothing, believed only where they are the user's own.

Asked for before anything is imported that takes time: nothing but `os` is, not even `pathlib`. That is why the writer
is not `local.files`, which stands beside `leaks` and not below it, and loads `pathlib`; and an error of its tells what
to do, where here nothing is to be said.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from stat import S_IMODE, S_ISREG

_OWNER_ONLY = 0o600
_OWNER_ONLY_FOLDER = 0o700
_OTHERS = 0o077


def cache_folder(environ: Mapping[str, str]) -> str:
    """The folder of rootward's in the user's cache folder, where platformdirs has it too; it need not be there."""
    if os.name == "nt":
        from platformdirs import user_cache_dir  # it asks the registry

        return user_cache_dir("rootward", appauthor=False)
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/rootward")
    named = environ.get("XDG_CACHE_HOME", "")
    return os.path.join(named if os.path.isabs(named) else os.path.expanduser("~/.cache"), "rootward")


def read_own(path: str, most: int) -> bytes | None:
    """What such a file holds; None where there is none, or it is larger, or others may have written it."""
    try:
        with open(path, "rb", opener=without_waiting) as file:
            status = os.fstat(file.fileno())
            return file.read(most) if _is_ones_own(status) and status.st_size <= most else None
    except (OSError, ValueError):
        return None


def write_own(path: str, content: bytes, *, keep: int) -> None:
    """Write such a file, and forget the oldest beside it, over so many. Where it cannot be written, it is not."""
    place = os.path.dirname(path)
    with suppress(OSError):
        _make_own(place)
        replace_own(path, content)
        _forget_oldest(place, keep)


def _make_own(folder: str) -> None:
    """Make a folder where it is not there, and those on the way to it, their owner's only. Raises OSError."""
    if os.path.isdir(folder):
        return
    above = os.path.dirname(folder)
    if above != folder:
        _make_own(above)
    with suppress(FileExistsError):  # another run made it meanwhile
        os.mkdir(folder, _OWNER_ONLY_FOLDER)


def replace_own(path: str, content: bytes, *, lasting: bool = False) -> None:
    """Write a file, which is no link, all or nothing, readable by its owner only; `lasting`: through a power cut.

    Raises OSError, and leaves what was there.
    """
    place, name = os.path.split(path)
    beside = os.path.join(place, f".{name[:64]}.rootward-{os.getpid()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with suppress(FileNotFoundError):
        os.unlink(beside)
    try:
        with os.fdopen(os.open(beside, flags, _OWNER_ONLY), "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), _OWNER_ONLY)  # whatever the umask
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        os.replace(beside, path)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)
        raise
    if lasting and os.name != "nt":
        with suppress(OSError):  # not every file system lets a folder be flushed
            handle = os.open(place or ".", os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _is_ones_own(status: os.stat_result) -> bool:
    if not S_ISREG(status.st_mode):
        return False
    return os.name == "nt" or (status.st_uid == os.geteuid() and not S_IMODE(status.st_mode) & _OTHERS)


def _forget_oldest(place: str, keep: int) -> None:
    """Raises OSError."""
    with os.scandir(place) as found:
        entries = [(entry.stat().st_mtime_ns, entry.path) for entry in found]
    for _, path in sorted(entries)[:-keep]:
        with suppress(OSError):
            os.unlink(path)


def without_waiting(path: str, flags: int) -> int:
    """An opener: a FIFO in a file's place must not hold anybody up."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
