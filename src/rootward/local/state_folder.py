"""rootward's own folder on this machine: journals, locks, and the tracebacks of defects.

Under `~/.local/state`, `~/Library/Application Support` or `%LOCALAPPDATA%`. What rootward makes in it is its owner's
only, the folders on the way to it too (https://specifications.freedesktop.org/basedir-spec/latest/).
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from rootward.errors import JournalError, UsageError
from rootward.local.files import flush_folder

_OWNER_ONLY = 0o700

_ACCOUNT_NUMBER = re.compile(r"[0-9]{12}")

_ROOM = "make room on that disk"
_PERMISSION = "give yourself the right to write there"
_IN_THE_WAY = "move away what stands in the folder's place"

_ADVICE = {
    errno.EACCES: _PERMISSION,
    errno.EPERM: _PERMISSION,
    errno.EROFS: _PERMISSION,
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENOSYS: "it lies on a file system without locks: have your home on another",
    errno.ENOLCK: "it lies on a file system without locks: have your home on another",
}


def state_folder(folder: Path | None = None) -> Path:
    """The folder itself, whether it is there or not; `folder` in its place where one is given."""
    if folder is not None:
        return folder
    from platformdirs import user_state_path

    return user_state_path("rootward", appauthor=False)


def own_folder(*names: str, folder: Path | None = None) -> Path:
    """The folder of those names below the state folder, made where it is not there. Raises OSError."""
    path = state_folder(folder)
    for missing in (*reversed(path.parents), path):
        _make(missing)
    for name in names:
        path /= name
        _make(path)
    return path


def account_name(account_id: str) -> str:
    """The name of an account's folders and files: its number. Raises UsageError for what is none."""
    if not _ACCOUNT_NUMBER.fullmatch(account_id):
        raise UsageError(f"{account_id[:40]!r} is no account number", advice="an account number has twelve digits")
    return account_id


def unusable(what: str, error: OSError) -> JournalError:
    """The error for a file or folder of rootward's own that cannot be used, as in "the journal … cannot be written"."""
    return JournalError(f"{what}: {error.strerror or error}", advice=_ADVICE.get(error.errno or 0, ""))


def _make(path: Path) -> None:
    if path.is_dir():
        return
    try:
        path.mkdir(_OWNER_ONLY)
    except FileExistsError:
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from None
        return  # another run made it meanwhile
    path.chmod(_OWNER_ONLY)  # whatever the umask
    flush_folder(path.parent)
