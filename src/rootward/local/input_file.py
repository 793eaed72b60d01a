"""Files that the user names as input."""

from __future__ import annotations

from pathlib import Path

from rootward.errors import SnapshotError
from rootward.local.bounded_read import read_bounded

MOST_BYTES = 1 << 30
"""A larger file is none of those that rootward reads: ten thousand users make some tens of megabytes."""

MOST_STREAMED_BYTES = 1 << 28
"""The same for a pipe or a device, whose size nobody knows before it is read: /dev/zero has no end."""

PIPE_WAIT_SECONDS = 5.0
"""So long may a pipe be without a program that writes to it."""


def read_input(path: Path) -> bytes:
    """The file's bytes, without a UTF-8 byte order mark. Raises SnapshotError: it cannot be read, or is empty."""
    try:
        most = MOST_BYTES if path.is_file() else MOST_STREAMED_BYTES
        if path.is_file() and path.stat().st_size > most:
            raise _too_large(path, most)
        data = read_bounded(path, most, wait_seconds=PIPE_WAIT_SECONDS)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SnapshotError(f"{path} cannot be read: {reason}", advice="look at the name and its permissions") from None
    if len(data) > most:
        raise _too_large(path, most)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:  # what > writes in Windows PowerShell 5
        data = _from_utf16(path, data)
    if not data.strip():
        raise SnapshotError(f"{path} is empty")
    return data


def _too_large(path: Path, most: int) -> SnapshotError:
    return SnapshotError(f"{path} is larger than {most >> 20:,} MB: it is no file of an account's facts")


def _from_utf16(path: Path, data: bytes) -> bytes:
    try:
        return data.decode("utf-16").encode()
    except UnicodeDecodeError as error:
        raise SnapshotError(f"{path} is not text: {error}") from None
