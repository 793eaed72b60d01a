"""Files that the user names as input."""

from __future__ import annotations

from pathlib import Path

from rootward.errors import SnapshotError

MOST_BYTES = 1 << 30
"""A larger file is none of those that rootward reads: ten thousand users make some tens of megabytes."""


def read_input(path: Path) -> bytes:
    """The file's bytes, without a UTF-8 byte order mark. Raises SnapshotError: it cannot be read, or is empty."""
    try:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise SnapshotError(f"{path} is larger than {MOST_BYTES >> 20:,} MB: it is no file of an account's facts")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SnapshotError(f"{path} cannot be read: {reason}", advice="look at the name and its permissions") from None
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:  # what > writes in Windows PowerShell 5
        data = _from_utf16(path, data)
    if not data.strip():
        raise SnapshotError(f"{path} is empty")
    return data


def _from_utf16(path: Path, data: bytes) -> bytes:
    try:
        return data.decode("utf-16").encode()
    except UnicodeDecodeError as error:
        raise SnapshotError(f"{path} is not text: {error}") from None
