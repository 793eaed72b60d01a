"""Who can read a file, and taking that from others.

On Windows a file has an access list, which nothing of Python's own reads: there nobody can tell.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from rootward.errors import OutputError
from rootward.model.key_place import Readable

_OTHERS = 0o077
_OWNERS = 0o700
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

HAS_MODES = os.name != "nt"


def readable_by(path: Path, found: os.stat_result) -> Readable:
    """By its permissions, and those of the folders on the way: one that is closed to others closes all in it."""
    if not HAS_MODES:
        return "unknown"
    others = bool(found.st_mode & stat.S_IROTH) and _lets(path, stat.S_IXOTH)
    group = bool(found.st_mode & stat.S_IRGRP) and _lets(path, stat.S_IXOTH | stat.S_IXGRP)
    return "others" if others or group else "owner"


def mode_of(found: os.stat_result) -> str | None:
    """`0644`; None on Windows."""
    return f"{stat.S_IMODE(found.st_mode):04o}" if HAS_MODES else None


def is_open(mode: str | None) -> bool:
    """Whether the permissions themselves let others in, whatever the folders do."""
    return mode is not None and bool(int(mode, 8) & _OTHERS)


def keep_to_owner(path: Path) -> str:
    """Take every right on the file from all but its owner; returns the permissions that it has now.

    Never through a link. Raises OutputError: it belongs to somebody else, or its file system has no permissions.
    """
    if not HAS_MODES:
        raise OutputError(
            f"{path}: its access list is Windows's", advice="its Properties → Security say who can read it"
        )
    try:
        handle = os.open(path, _FLAGS)
        try:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                raise OutputError(f"{path} is no file any more")
            os.fchmod(handle, stat.S_IMODE(before.st_mode) & _OWNERS)
            after = os.fstat(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputError(
            f"{path}: its permissions stay: {error.strerror or error}", advice="its owner can change them: chmod 600"
        ) from error
    if after.st_mode & _OTHERS:
        raise OutputError(f"{path}: its file system keeps no permissions", advice="keep it on another disk")
    return f"{stat.S_IMODE(after.st_mode):04o}"


def _lets(path: Path, bits: int) -> bool:
    """Whether each folder on the way lets somebody through who is not its owner; True where it does not say."""
    for folder in path.parents:
        try:
            if not folder.stat().st_mode & bits:
                return False
        except OSError:
            continue
    return True
