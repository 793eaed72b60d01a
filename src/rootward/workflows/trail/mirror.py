"""A bucket's log files on this machine, so that what was got once is not got again.

They lie as they lie in the bucket, so that the folder can be given to any command in the bucket's place. A file counts
as the object if it has its size and its time; it gets that time last, so that one that was cut off does not count.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

from rootward.errors import OutputError

_PLAIN = re.compile(r"[A-Za-z0-9_=+@-][A-Za-z0-9_.=+@-]{0,199}")
"""A name that is the same on every system, and leads nowhere else."""
_DEEPEST = 20
_SAME = 1.0
"""Seconds that the times of file systems may be coarse."""


class Mirror:
    """The copy of one bucket."""

    def __init__(self, folder: Path, bucket: str) -> None:
        self._folder = folder / bucket

    def has(self, key: str, size: int, changed: datetime) -> Path | None:
        """The file that is that object; None: it is to be got."""
        path = self._path(key)
        try:
            found = None if path is None else path.lstat()
        except OSError:
            return None
        if found is None or found.st_size != size or abs(found.st_mtime - changed.timestamp()) > _SAME:
            return None
        return path

    def keep(self, key: str, data: bytes, changed: datetime) -> Path | None:
        """The file, written; None for a key that no file is named by. Raises OutputError."""
        from rootward.local.files import unwritten, write_owner_only

        path = self._path(key)
        if path is None:
            return None
        try:
            self._make(path.parent)
        except OSError as error:
            raise unwritten(path.parent, error) from error
        write_owner_only(path, data)
        try:
            os.utime(path, (changed.timestamp(), changed.timestamp()))
        except OSError as error:
            raise OutputError(f"{path}: its time cannot be set: {error.strerror}") from error
        return path

    def _path(self, key: str) -> Path | None:
        parts = key.split("/")
        if len(parts) > _DEEPEST or not all(_PLAIN.fullmatch(one) for one in parts):
            return None
        return self._folder.joinpath(*parts)

    def _make(self, folder: Path) -> None:
        for one in (*reversed(folder.parents), folder):
            if not one.is_dir():
                one.mkdir(0o700, exist_ok=True)
