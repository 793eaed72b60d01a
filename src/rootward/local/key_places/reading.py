"""One file's text, bounded, and never of anything but a regular file."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from pathlib import Path

import msgspec

MOST_BYTES = 1 << 26
"""64 MB: a state file of a large company is some ten."""

_CHUNK = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""PowerShell writes UTF-16 into a file by `>`."""

_BEGINNINGS = (b"AKIA", b"ASIA", b"QUtJQ", b"QVNJQ")
"""Of ids, in the clear and in base64."""


class Text(msgspec.Struct, frozen=True):
    """What a file says, as far as it can hold a key: empty where no id can be in it."""

    text: str
    found: os.stat_result

    def __repr__(self) -> str:
        return "Text(…)"


def read_text(path: Path) -> Text | None:
    """The file's text; None for what is no regular file. Raises OSError, for a file larger than the bound too."""
    handle = os.open(path, _FLAGS)
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return None
        if found.st_size > MOST_BYTES:
            raise OSError(errno.EFBIG, f"it is larger than {MOST_BYTES >> 20} MB")
        return Text(_text(_bytes(handle)), found)
    finally:
        os.close(handle)


def _bytes(handle: int) -> bytes:
    parts = []
    size = 0
    while size <= MOST_BYTES and (part := os.read(handle, _CHUNK)):
        parts.append(part)
        size += len(part)
    if size > MOST_BYTES:
        raise OSError(errno.EFBIG, f"it is larger than {MOST_BYTES >> 20} MB")
    return b"".join(parts)


def _text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if not any(beginning in data for beginning in _BEGINNINGS):
        return ""
    return data.decode("utf-8", "replace")
