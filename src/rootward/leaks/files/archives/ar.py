"""The members of an `ar` archive, one after the other: a Debian package, a library of object files.

https://manpages.debian.org/bookworm/dpkg-dev/deb.5.en.html and https://manpages.debian.org/bookworm/ar/ar.5.en.html:
GNU keeps long names in a member of their own, BSD before the bytes of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rootward.leaks.files.archives.bounds import DamagedError
from rootward.leaks.files.archives.stream import Stream, within

MAGIC = b"!<arch>\n"

_HEADER = 60
_END = b"`\n"
_NAMES = "//"
_TABLES = frozenset({"/", "/SYM64/", "__.SYMDEF", "__.SYMDEF SORTED", "__.SYMDEF_64"})
"""Of a library's symbols: no file of anybody's."""
_LONGEST = 1 << 20
"""Bytes of names; longer ones are not believed."""


class ArMember(NamedTuple):
    """One file in it."""

    name: str
    stream: Stream


def ar_members(stream: Stream) -> Iterator[ArMember]:
    """Its files, whose streams are to be read, if at all, before the next one is asked for.

    Raises DamagedError, and what the stream raises.
    """
    if stream.exactly(len(MAGIC)) != MAGIC:
        raise DamagedError("it is damaged")
    names = b""
    while header := stream.exactly(_HEADER):
        if len(header) < _HEADER or header[58:] != _END:
            raise DamagedError("it is damaged, or ends too early")
        name = _text(header[:16].rstrip(b" "))
        size = _number(header[48:58])
        odd = size % 2
        if name == _NAMES:
            names = _said(stream, size)
        else:
            name, size = _named(name, size, names, stream)
            whole = within(stream, size)
            if name not in _TABLES:
                yield ArMember(name, whole)
            while whole.some(1 << 16):
                pass
        stream.skip(odd)


def _named(name: str, size: int, names: bytes, stream: Stream) -> tuple[str, int]:
    """The member's whole name, and how many bytes are left of it."""
    if name.startswith("#1/"):
        length = _number(name[3:].encode())
        if length > size:
            raise DamagedError("it is damaged")
        return _text(_said(stream, length).rstrip(b"\0")), size - length
    if name.startswith("/") and name[1:].isascii() and name[1:].isdecimal():
        return _text(names[int(name[1:]) :].split(b"\n", 1)[0]).removesuffix("/"), size
    return name if name in _TABLES else name.removesuffix("/"), size


def _said(stream: Stream, size: int) -> bytes:
    if size > _LONGEST:
        raise DamagedError("it is damaged")
    found = stream.exactly(size)
    if len(found) < size:
        raise DamagedError("it ends too early")
    return found


def _number(field: bytes) -> int:
    digits = field.strip(b" ")
    if not digits.isdigit():
        raise DamagedError("it is damaged")
    return int(digits)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace")
