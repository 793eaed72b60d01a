"""The members of a tar, one after the other as they stand, from a stream that need not be a file.

https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html (ustar and pax) and
https://www.gnu.org/software/tar/manual/html_node/Standard.html (GNU's long names, sizes and sparse files).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rootward.leaks.files.archives.bounds import DamagedError
from rootward.leaks.files.archives.kinds import checksum
from rootward.leaks.files.archives.stream import Stream, within

_BLOCK = 512
_SIZE = slice(124, 136)
_TYPE = slice(156, 157)
_NO_DATA = frozenset(b"123456")
"""Links, devices, folders and pipes: their headers may state a size, and nothing follows."""
_LONG_NAME, _LONG_LINK, _OF_NEXT, _OF_ALL, _SPARSE = b"L", b"K", b"x", b"g", b"S"
_SAYING = (_LONG_NAME, _LONG_LINK, _OF_NEXT, _OF_ALL)
_LONGEST = 1 << 20
"""Bytes of what is said of a member before it; longer is not believed."""


class TarMember(NamedTuple):
    """One file in a tar."""

    name: str
    stream: Stream
    at: int
    """Where its bytes begin."""
    size: int


def tar_members(stream: Stream) -> Iterator[TarMember]:
    """Its files, whose streams are to be read, if at all, before the next one is asked for.

    Raises DamagedError, and what the stream raises. Tars one behind the other are taken as one.
    """
    said = _Said()
    while header := _header(stream):
        kind = header[_TYPE]
        size = _number(header[_SIZE]) if said.size is None or kind in _SAYING else said.size
        if kind in _SAYING:
            said.hear(kind, _saying(stream, size))
            continue
        if kind[0] not in _NO_DATA:
            if kind == _SPARSE:
                _skip_map(header, stream)
            padded = stream.at + _padded(size)
            whole = within(stream, size)
            yield TarMember(said.name or _name(header), whole, stream.at, size)
            while whole.some(1 << 16):
                pass
            _skip(stream, padded - stream.at)
        said = _Said()


def _header(stream: Stream) -> bytes:
    """The next header, past the zeros that end a tar; nothing at the end. Raises DamagedError."""
    while header := stream.exactly(_BLOCK):
        if len(header) < _BLOCK:
            raise DamagedError("it ends too early")
        if header[0] or header.strip(b"\0"):
            _require_checksum(header)
            return header
    return b""


def _saying(stream: Stream, size: int) -> bytes:
    """What is said of the next member; nothing where that is longer than anybody would say."""
    if size > _LONGEST:
        _skip(stream, _padded(size))
        return b""
    padded = stream.exactly(_padded(size))
    if len(padded) < size:
        raise DamagedError("it ends too early")
    return padded[:size]


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK


def _skip(stream: Stream, size: int) -> None:
    if stream.skip(size) < size:
        raise DamagedError("it ends too early")


class _Said:
    """What was said of the next member before it."""

    def __init__(self) -> None:
        self.name = ""
        self.size: int | None = None

    def hear(self, kind: bytes, text: bytes) -> None:
        if kind == _LONG_NAME:
            self.name = _text(text.split(b"\0", 1)[0])
        elif kind == _OF_NEXT:
            for key, value in _records(text):
                if key in (b"path", b"GNU.sparse.name"):
                    self.name = _text(value)
                elif key == b"size" and value.isdigit() and len(value) < 20:  # noqa: PLR2004 - past 2 ** 64
                    self.size = int(value)


def _records(text: bytes) -> Iterator[tuple[bytes, bytes]]:
    """`LENGTH key=value` and a newline, again and again, the length that of all of it. What is not so ends it."""
    at = 0
    while at < len(text):
        digits, blank, _ = text[at : at + 12].partition(b" ")
        if not blank or not digits.isdigit() or int(digits) <= len(digits) + 1:
            return
        key, _, value = text[at + len(digits) + 1 : at + int(digits) - 1].partition(b"=")
        yield key, value
        at += int(digits)


def _require_checksum(header: bytes) -> None:
    stated = _number(header[148:156])
    unsigned = checksum(header)
    if stated == unsigned:
        return
    # Some old ones took the bytes for signed.
    signed = unsigned - 256 * sum(byte >= 0x80 for byte in header[:148] + header[156:])  # noqa: PLR2004
    if stated != signed:
        raise DamagedError("it is damaged")


def _number(field: bytes) -> int:
    """In octal digits, or in GNU's way as bytes behind a first one of 0x80. Raises DamagedError."""
    if field[0] == 0x80:  # noqa: PLR2004
        return int.from_bytes(field[1:], "big")
    digits = field.split(b"\0", 1)[0].strip()
    if digits.strip(b"01234567"):
        raise DamagedError("it is damaged")
    return int(digits or b"0", 8)


def _name(header: bytes) -> str:
    name = header[:100].split(b"\0", 1)[0]
    if header[257:263] == b"ustar\0" and header[345]:
        name = header[345:500].split(b"\0", 1)[0] + b"/" + name
    return _text(name)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace")


def _skip_map(header: bytes, stream: Stream) -> None:
    """Goes past the rest of an old sparse file's map."""
    more = header[482]
    while more:
        block = stream.exactly(_BLOCK)
        if len(block) < _BLOCK:
            raise DamagedError("it ends too early")
        more = block[504]
