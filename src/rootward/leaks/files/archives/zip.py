"""The members of a zip, a jar or a wheel: by the table at its end, or, where that is cut off, one after the other.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT. The table is read as it is walked, never held: a hostile
one may have more entries than there is memory.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rootward.leaks.files.archives.bounds import Budget, DamagedError
from rootward.leaks.files.archives.packed import Inflater, Unpacker, decompressed, unpacker
from rootward.leaks.files.archives.stream import Bytes, Stream, flowing

_END = struct.Struct("<4s4H2LH")
_END_64_PLACE = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_SIGN, _END_64_PLACE_SIGN, _END_64_SIGN = b"PK\5\6", b"PK\6\7", b"PK\6\6"
_ENTRY_SIGN, _LOCAL_SIGN, _BEHIND_SIGN = b"PK\1\2", b"PK\3\4", b"PK\7\x08"
_COMMENT = 0xFFFF
_ELSEWHERE = 0xFFFFFFFF
"""A size or an offset that stands in the extra field, in 64 bits."""

_ENCRYPTED, _SIZES_BEHIND, _UTF_8 = 0x01, 0x08, 0x800
_STORED, _DEFLATED, _BZIP2, _LZMA, _ZSTD, _XZ, _AES = 0, 8, 12, 14, 93, 95, 99
_NAMES = {1: "shrinking", 6: "imploding", 9: "Deflate64", 19: "LZ77", 97: "WavPack", 98: "PPMd"}
_METHODS = frozenset({_STORED, _DEFLATED, _BZIP2, _LZMA, _ZSTD, _XZ, _AES, *_NAMES})
_STEP = 1 << 16
_BEHIND = 24
"""Bytes that may follow a file: its sizes and its checksum."""
_MOST_STRETCHES = 1 << 16


class ZipMember(NamedTuple):
    """One file in a zip."""

    name: str
    stream: Stream | None
    """None: it cannot be unpacked."""
    reason: str
    """Why it cannot."""


class _Entry(NamedTuple):
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


def zip_members(place: Bytes, budget: Budget) -> Iterator[ZipMember]:
    """Its files, whose streams are to be read, if at all, before the next one is asked for.

    Without a table the last one has no name: what stands behind the last of them that is whole, as it stands.
    Raises DamagedError where nothing, or nothing more, can be made of it; what came before is right.
    """
    try:
        table = _table(place)
    except DamagedError:
        yield from _one_after_the_other(place, budget)
        raise DamagedError("its table of contents is missing or damaged; what stands before it was read") from None
    for entry in _entries(place, *table):
        if not entry.is_folder:
            yield _member(entry, place, budget)


def around_members(place: Bytes) -> Iterator[Stream]:
    """What is none of its files: what stands before, between and behind them, as it stands, and the comments.

    Nothing where there is no table, or a damaged one, for `zip_members` tells that. Raises DamagedError where too many
    files lie in no order.
    """
    try:
        taken = _Taken()
        _walk(place, taken)
    except DamagedError:
        return
    if len(taken.stretches) > _MOST_STRETCHES:
        raise DamagedError("its files lie in no order; what stands between them was not read")
    at = 0
    for start, until in sorted(taken.stretches):
        if start - at > _BEHIND:
            yield flowing(place, at, start)
        at = max(at, until)
    if at < place.size:
        yield flowing(place, at)


class _Taken:
    """The stretches of a zip in which its files stand, and what tells of them."""

    def __init__(self) -> None:
        self.stretches: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        """One more; most follow the one before."""
        if self.stretches:
            first, last = self.stretches[-1]
            if first <= start <= last + _BEHIND:
                self.stretches[-1] = (first, max(last, end))
                return
        self.stretches.append((start, end))


def _walk(place: Bytes, taken: _Taken) -> None:
    """Raises DamagedError."""
    table, table_end, off = _table(place)
    has_comments = False
    for entry in _entries(place, table, table_end, off):
        has_comments = has_comments or entry.has_comment
        taken.add(entry.header, entry.start + (entry.packed or 0))
        if len(taken.stretches) > _MOST_STRETCHES:
            return
    end = _end(place)
    taken.stretches.append((table_end if has_comments else table, end + _END.size))


def _member(entry: _Entry, place: Bytes, budget: Budget) -> ZipMember:
    if entry.flags & _ENCRYPTED or entry.method == _AES:
        return ZipMember(entry.name, None, "encrypted")
    try:
        return ZipMember(entry.name, _unpacked(entry, place, budget), "")
    except DamagedError as error:
        return ZipMember(entry.name, None, str(error))


def _table(place: Bytes) -> tuple[int, int, int]:
    """Where the table begins and ends, and by how much every offset in it is off: something may stand before the zip.

    Raises DamagedError.
    """
    end_at = _end(place)
    end = _END.unpack(place.at(end_at, _END.size))
    return _bounds(place, end_at, end[5], end[6])


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


def _entries(place: Bytes, start: int, end: int, off: int) -> Iterator[_Entry]:
    stream = flowing(place, start, end)
    while fixed := stream.exactly(_ENTRY.size):
        if len(fixed) < _ENTRY.size or not fixed.startswith(_ENTRY_SIGN):
            raise DamagedError("its table of contents is damaged")
        _, _, _, flags, method, _, _, crc, packed, size, names, extras, comments, *_, at = _ENTRY.unpack(fixed)
        name = stream.exactly(names)
        extra = stream.exactly(extras)
        if stream.skip(comments) < comments:
            raise DamagedError("its table of contents is damaged")
        size, packed, at = _wide(extra, [size, packed, at])
        local = place.at(at + off, _LOCAL.size)
        if len(local) < _LOCAL.size or not local.startswith(_LOCAL_SIGN):
            raise DamagedError("its table of contents is damaged")
        *_, local_names, local_extras = _LOCAL.unpack(local)
        data = at + off + _LOCAL.size + local_names + local_extras
        is_folder = name.endswith(b"/") and not size
        yield _Entry(_text(name, flags), flags, method, crc, packed, data, at + off, is_folder, comments > 0)


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


def _one_after_the_other(place: Bytes, budget: Budget) -> Iterator[ZipMember]:
    """What can be had without the table: each file behind its own header, as far as one follows the other."""
    at = 0
    while (entry := _local(place, at)) is not None:
        end = None if entry.packed is None else entry.start + entry.packed
        if not entry.name.endswith("/") or entry.packed != 0:
            reading = _reading(entry, place, budget)
            if reading is not None:
                stream = Stream(reading.read)
                yield ZipMember(entry.name, stream, "")
                try:
                    while stream.some(_STEP):
                        pass
                except DamagedError:
                    break
                end = end or reading.end
            elif end is None:
                break
            else:
                yield _member(entry, place, budget)
        if end is None or (end > place.size and entry.method != _STORED):
            break
        at = end if entry.packed is not None else _next_header(place, end)
    yield ZipMember("", flowing(place, at), "")


def _reading(entry: _Entry, place: Bytes, budget: Budget) -> _Reading | None:
    """The unpacking of a file that has no table's word for it; None where it is stored, or cannot be unpacked."""
    if entry.flags & _ENCRYPTED or entry.method != _DEFLATED:
        return None
    return _Reading(entry, place, budget)


def _local(place: Bytes, at: int) -> _Entry | None:
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
    return _Entry(_text(name, flags), flags, method, told_crc, told_packed, start, header)


def _next_header(place: Bytes, at: int) -> int:
    """Where the next file's header stands, close behind: past the sizes that follow a file. Else the end."""
    found = place.at(at, 24 + len(_LOCAL_SIGN)).find(_LOCAL_SIGN)
    return at + found if found >= 0 else place.size


def _text(name: bytes, flags: int) -> str:
    return name.decode("utf-8", "backslashreplace") if flags & _UTF_8 else name.decode("cp437")


def _unpacked(entry: _Entry, place: Bytes, budget: Budget) -> Stream:
    """Raises DamagedError for a method that is not known here."""
    if entry.method == _STORED:
        return Stream(_stored(entry, place, budget))
    return Stream(_Reading(entry, place, budget).read)


def _stored(entry: _Entry, place: Bytes, budget: Budget) -> Callable[[int], bytes]:
    assert entry.packed is not None  # noqa: S101 - for the type checker: only a deflated one may come without
    left = entry.packed
    source = flowing(place, entry.start, entry.start + left)
    crc = 0

    def read(wanted: int) -> bytes:
        nonlocal left, crc
        if not left:
            if entry.crc is not None and crc != entry.crc:
                raise DamagedError("its checksum is not that of its bytes")
            return b""
        found = source.some(wanted)
        if not found:
            raise DamagedError("it ends too early")
        budget.spend(len(found))
        left -= len(found)
        crc = zlib.crc32(found, crc)
        return found

    return read


class _Reading:
    """One packed file as it is unpacked."""

    def __init__(self, entry: _Entry, place: Bytes, budget: Budget) -> None:
        """Raises DamagedError for a method that is not known here."""
        self._entry = entry
        self._budget = budget
        self._source = flowing(place, entry.start, None if entry.packed is None else entry.start + entry.packed)
        self._read = 0
        self._crc = 0
        self._engine = self._start()

    @property
    def end(self) -> int:
        """Where it ends, once it is read."""
        return self._entry.start + self._read - len(self._engine.unused_data)

    def read(self, wanted: int) -> bytes:
        """At most so many bytes; none at the end. Raises DamagedError and TooMuchError."""
        while True:
            if self._engine.eof:
                if self._entry.crc is not None and self._crc != self._entry.crc:
                    raise DamagedError("its checksum is not that of its bytes")
                if self._entry.packed is not None and (self._engine.unused_data or self._source.peek(1)):
                    raise DamagedError("something else stands behind its end")
                return b""
            data = self._source.some(_STEP) if self._engine.needs_input else b""
            if self._engine.needs_input and not data:
                if self._entry.method == _LZMA and self._crc == self._entry.crc:  # it may go without an end mark
                    return b""
                raise DamagedError("it ends too early")
            self._read += len(data)
            out = decompressed(self._engine, data, wanted)
            if out:
                self._budget.spend(len(out))
                self._crc = zlib.crc32(out, self._crc)
                return out

    def _start(self) -> Unpacker:
        method = self._entry.method
        if method == _DEFLATED:
            return Inflater(-15)
        if method == _BZIP2:
            return unpacker("bzip2", self._budget.memory)()
        if method == _XZ:
            return unpacker("xz", self._budget.memory)()
        if method == _ZSTD:
            return unpacker("zstd", self._budget.memory)()
        if method == _LZMA:
            return self._lzma()
        raise DamagedError(f"packed by {_NAMES.get(method, f'method {method}')}, which is not unpacked")

    def _lzma(self) -> Unpacker:
        """Its settings stand before its data: two bytes of a version, two of their own size, then they."""
        import lzma

        head = self._source.exactly(9)
        self._read += len(head)
        if len(head) < 9 or head[2:4] != b"\5\0" or head[4] >= 9 * 5 * 5:  # noqa: PLR2004
            raise DamagedError("it is damaged")
        rest, literal = divmod(head[4], 9)
        position, literal_position = divmod(rest, 5)
        dictionary = int.from_bytes(head[5:9], "little")
        if dictionary > self._budget.memory:
            raise DamagedError("unpacking it needs too much memory")
        settings = {"id": lzma.FILTER_LZMA1, "lc": literal, "lp": literal_position, "pb": position}
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[settings | {"dict_size": dictionary}])
