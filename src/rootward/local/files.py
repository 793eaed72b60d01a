"""The one writer of files that others must not read, or find half-written.

POSIX: the file is made with mode 0600 in the folder of the one that it replaces, flushed to disk, and renamed over
it; then the folder is flushed. Windows has no such modes and no folder to flush: a file inherits the access list of
its folder, which in a user's own profile is that user, SYSTEM and the administrators.
https://learn.microsoft.com/windows/win32/fileio/file-security-and-access-rights
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rootward.errors import OutputError

_OWNER_ONLY = 0o600
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""O_EXCL follows no link, not even one that leads nowhere. O_BINARY is Windows's own."""
_TEMPORARY = ".tmp"

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

    `-` is stdout, as everywhere. Raises OutputError, and leaves what was there.
    """
    try:
        _replace(path, data)
    except OSError as error:
        raise unwritten(path, error, _ADVICE.get(error.errno or 0, "")) from error
    except ValueError as error:
        raise unwritten(path, error) from error


def _replace(path: Path, data: bytes) -> None:
    if str(path) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if _is_open_file(path) or (path.exists() and not path.is_file()):
        _write_through(path, data)
        return
    replace_file(Path(os.path.realpath(path)), data)


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to a new file that only its owner can read. Raises OutputError; then no part of it is left."""
    handle = new_file(path, advice="name a new file with -o, where you may write")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise unwritten(path, error, _ADVICE.get(error.errno or 0, "")) from error
    flush_folder(path.parent)


def new_file(path: Path, *, advice: str) -> int:
    """The handle of a new, empty file that only its owner can read: nothing is replaced, and no link is followed.

    Raises OutputError with `advice`.
    """
    try:
        handle = os.open(path, _NEW, _OWNER_ONLY)
    except FileExistsError as error:
        raise OutputError(f"{path} is there already, and is not written over", advice=advice) from error
    except (OSError, ValueError) as error:
        raise unwritten(path, error, advice) from error
    if hasattr(os, "fchmod"):
        os.fchmod(handle, _OWNER_ONLY)  # whatever the umask
    return handle


def unwritten(path: Path, error: OSError | ValueError, advice: str = "") -> OutputError:
    """That the file cannot be written, and why. ValueError: a NUL in its name."""
    if isinstance(error, OSError):
        return OutputError(f"{path} cannot be written: {error.strerror or error}", advice=advice)
    return OutputError(f"{str(path)!r} cannot be written: {error}", advice=advice)


def replace_file(
    target: Path,
    data: bytes,
    *,
    owner: tuple[int, int] | None = None,
    last_look: Callable[[], None] | None = None,
) -> None:
    """Write `data` in the place of `target`, which is no link, all or nothing, readable by its owner only.

    `owner` is the user's and the group's number where the file is not to belong to who runs this. `last_look` is called
    when all is written and nothing is replaced yet; what it raises leaves all as it was. Raises OSError.
    """
    temporary = target.parent / f"{_beginning(target)}{os.urandom(4).hex()}{_TEMPORARY}"
    handle = os.open(temporary, _NEW, _OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), _OWNER_ONLY)  # whatever the umask
            if owner is not None:
                os.chown(file.fileno(), *owner)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if last_look is not None:
            last_look()
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    flush_folder(target.parent)


def remove_leftovers(target: Path) -> None:
    """Remove what runs left beside `target` that were killed while they wrote it: copies, with all that stood in it.

    For who holds a lock: a run that is writing now has such a file too. Raises OSError.
    """
    for path in target.parent.iterdir():
        if path.name.startswith(_beginning(target)) and path.name.endswith(_TEMPORARY):
            path.unlink(missing_ok=True)


def _beginning(target: Path) -> str:
    """Of the name of a file that takes the place of `target` once it is whole."""
    return f".{target.name[:64]}.rootward-"


def _is_open_file(path: Path) -> bool:
    """Whether it names a file that this program has open; behind it may be one that others append to."""
    return path.as_posix() in {"/dev/stdout", "/dev/stderr"} or path.parent.as_posix() == "/dev/fd"


def _write_through(path: Path, data: bytes) -> None:
    """A device or a pipe, as /dev/stdout: nothing to replace, and nothing of its modes to change.

    By its own name: the real name of a pipe, pipe:[4711], is none that can be opened.
    """
    with path.open("ab" if _is_open_file(path) else "wb", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]


def flush_folder(folder: Path) -> None:
    """So that the new name survives a power cut. Not every platform and file system lets a folder be flushed."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
