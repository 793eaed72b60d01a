"""The table at the end of a zip, a jar or a wheel, and the headers before its files: what they tell of each file.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT. The table is read as it is walked, never held: a hostile
one may have more entries than there is memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from rootward.leaks.files.archives.bounds import DamagedError
from rootward.leaks.files.archives.stream import Bytes, flowing

_END = struct.Struct("<4s4H2LH")
_END_64_PLACE = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_SIGN, _END_64_PLACE_SIGN, _END_64_SIGN = b"PK\5\6", b"PK\6\7", b"PK\6\6"
_ENTRY_SIGN, _LOCAL_SIGN = b"PK\1\2", b"PK\3\4"
_COMMENT = 0xFFFF
_ELSEWHERE = 0xFFFFFFFF
"""A size or an offset that stands in the extra field, in 64 bits."""

_SIZES_BEHIND, _UTF_8 = 0x08, 0x800
STORED, DEFLATED, BZIP2, LZMA, ZSTD, XZ, AES = 0, 8, 12, 14, 93, 95, 99
"""How files are packed."""
NAMES = {1: "shrinking", 6: "imploding", 9: "Deflate64", 19: "LZ77", 97: "WavPack", 98: "PPMd"}
"""What packs others, which nobody unpacks here."""
_METHODS = frozenset({STORED, DEFLATED, BZIP2, LZMA, ZSTD, XZ, AES, *NAMES})
BEHIND = 24
"""Bytes that may follow a file: its sizes and its checksum."""


class Table(NamedTuple):
    """Where the table stands."""

    start: int
    end: int
    off: int
    """By how much every offset in it is off: something may stand before the zip."""
    behind: int
    """Where the records behind it end, but for a comment."""


class Entry(NamedTuple):
    """What a zip tells of one of its files."""

    name: str
    flags: int
    method: int
    crc: int | None
    """None: it stands behind the data."""
    packed: int | None
    """Its size as it stands there; None: not known before it is unpacked."""
    start: int
    """Where its data begins."""
    header: int
    """Where the header before its data begins."""
    is_folder: bool = False
    has_comment: bool = False


def table(place: Bytes) -> Table:
    """Where it is. Raises DamagedError where there is none."""
    end_at = _end(place)
    end = _END.unpack(place.at(end_at, _END.size))
    return Table(*_bounds(place, end_at, end[5], end[6]), end_at + _END.size)


def _end(place: Bytes) -> int:
    """Where the record stands that ends it, but for a comment. Raises DamagedError."""
    tail_at = max(0, place.size - _COMMENT - _END.size)
    tail = place.at(tail_at, _COMMENT + _END.size)
    found = tail.rfind(_END_SIGN)
    while found >= 0:
        if len(tail) - found >= _END.size:
            end = _END.unpack_from(tail, found)
            if found + _END.size + end[7] <= len(tail):
                return tail_at + found
        found = tail.rfind(_END_SIGN, 0, found)
    raise DamagedError("it has no table of contents")


def _bounds(place: Bytes, end: int, size: int, start: int) -> tuple[int, int, int]:
    sign_at = end - _END_64_PLACE.size
    locator = place.at(sign_at, _END_64_PLACE.size) if sign_at >= 0 else b""
    if locator.startswith(_END_64_PLACE_SIGN):
        _, _, stated, _ = _END_64_PLACE.unpack(locator)
        for at in (sign_at - _END_64.size, stated):
            record = place.at(at, _END_64.size) if at >= 0 else b""
            if len(record) == _END_64.size and record.startswith(_END_64_SIGN):
                *_, size, start = _END_64.unpack(record)
                end = at
                break
    off = end - size - start
    if off < 0 or start + off < 0:
        raise DamagedError("its table of contents is damaged")
    return end - size, end, off


def entries(place: Bytes, of: Table) -> Iterator[Entry]:
    """The files, as the table and the headers before them tell. Raises DamagedError."""
    stream = flowing(place, of.start, of.end)
    while fixed := stream.exactly(_ENTRY.size):
        if len(fixed) < _ENTRY.size or not fixed.startswith(_ENTRY_SIGN):
            raise DamagedError("its table of contents is damaged")
        _, _, _, flags, method, _, _, crc, packed, size, names, extras, comments, *_, at = _ENTRY.unpack(fixed)
        name = stream.exactly(names)
        extra = stream.exactly(extras)
        if stream.skip(comments) < comments:
            raise DamagedError("its table of contents is damaged")
        size, packed, at = _wide(extra, [size, packed, at])
        header = at + of.off
        local = place.at(header, _LOCAL.size)
        if len(local) < _LOCAL.size or not local.startswith(_LOCAL_SIGN):
            raise DamagedError("its table of contents is damaged")
        *_, local_names, local_extras = _LOCAL.unpack(local)
        data = header + _LOCAL.size + local_names + local_extras
        is_folder = name.endswith(b"/") and not size
        yield Entry(_text(name, flags), flags, method, crc, packed, data, header, is_folder, comments > 0)


def _wide(extra: bytes, values: list[int]) -> list[int]:
    """The sizes and the offset, those that are too large for their field taken from the extra field, in its order."""
    at = 0
    while at + 4 <= len(extra):
        number, length = struct.unpack_from("<2H", extra, at)
        if number == 1:
            field = extra[at + 4 : at + 4 + length]
            wide = [int.from_bytes(field[i : i + 8], "little") for i in range(0, len(field) - 7, 8)]
            return [wide.pop(0) if value == _ELSEWHERE and wide else value for value in values]
        at += 4 + length
    return values


def local_entry(place: Bytes, at: int) -> Entry | None:
    """A file by the header before it; None where there is none that anybody would have written."""
    fixed = place.at(at, _LOCAL.size)
    if len(fixed) < _LOCAL.size or not fixed.startswith(_LOCAL_SIGN):
        return None
    _, _, flags, method, _, _, crc, packed, size, names, extras = _LOCAL.unpack(fixed)
    header = at
    at += _LOCAL.size
    name = place.at(at, names)
    if not name or method not in _METHODS:
        return None
    _, packed = _wide(place.at(at + names, extras), [size, packed])
    behind = flags & _SIZES_BEHIND and not packed
    start = at + names + extras
    told_crc, told_packed = (None, None) if behind else (crc, packed)
    return Entry(_text(name, flags), flags, method, told_crc, told_packed, start, header)


def next_header(place: Bytes, at: int) -> int:
    """Where the next file's header stands, close behind: past the sizes that follow a file. Else the end."""
    found = place.at(at, BEHIND + len(_LOCAL_SIGN)).find(_LOCAL_SIGN)
    return at + found if found >= 0 else place.size


def _text(name: bytes, flags: int) -> str:
    return name.decode("utf-8", "backslashreplace") if flags & _UTF_8 else name.decode("cp437")
