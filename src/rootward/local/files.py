"""The one writer of files that others must not read, or find half-written.

POSIX: the file is made with mode 0600 in the folder of the one that it replaces, flushed to disk, and renamed over
it; then the folder is flushed. Windows has no such modes and no folder to flush: a file inherits the access list of
its folder, which in a user's own profile is that user, SYSTEM and the administrators.
https://learn.microsoft.com/windows/win32/fileio/file-security-and-access-rights
"""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from rootward.errors import OutputError

_OWNER_ONLY = 0o600

_ADVICE = {
    errno.EACCES: "choose a place with -o where you may write",
    errno.EPERM: "choose a place with -o where you may write",
    errno.EROFS: "choose a place with -o where you may write",
    errno.ENOENT: "make the folder first, or choose another place with -o",
    errno.ENOTDIR: "choose another place with -o",
    errno.EISDIR: "name a file with -o, not a folder",
    errno.ENOSPC: "make room, or choose another disk with -o",
    errno.EDQUOT: "make room, or choose another disk with -o",
    errno.ENAMETOOLONG: "choose a shorter name with -o",
    errno.ELOOP: "choose another place with -o",
}


def write_owner_only(path: Path, data: bytes) -> None:
    """Write `data` to `path`, all or nothing, readable by its owner only. A symbolic link keeps pointing to its file.

    Raises OutputError, and leaves what was there.
    """
    try:
        _replace(path, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{path} cannot be written: {reason}", advice=_ADVICE.get(error.errno or 0, "")) from error
    except ValueError as error:  # a NUL in the name
        raise OutputError(f"{str(path)!r} cannot be written: {error}") from error


def _replace(path: Path, data: bytes) -> None:
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if target.exists() and not target.is_file():
        _write_through(target, data)
        return
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:64]}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), _OWNER_ONLY)  # mkstemp's own mode, whatever the umask
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _flush_folder(target.parent)


def _write_through(target: Path, data: bytes) -> None:
    """A device or a pipe, as /dev/stdout: nothing to replace, and nothing of its modes to change."""
    with target.open("wb") as file:
        file.write(data)


def _flush_folder(folder: Path) -> None:
    """So that the new name survives a power cut. Not every platform and file system lets a folder be flushed."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
