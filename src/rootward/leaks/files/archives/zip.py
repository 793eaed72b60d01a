"""The members of a zip, a jar or a wheel: by the table at its end, or, where that is cut off, one after the other."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rootward.leaks.files.archives.bounds import Budget, DamagedError
from rootward.leaks.files.archives.packed import Inflater, Unpacker, decompressed, unpacker
from rootward.leaks.files.archives.stream import Bytes, Stream, flowing
from rootward.leaks.files.archives.zip_table import (
    AES,
    BZIP2,
    DEFLATED,
    LZMA,
    NAMES,
    STORED,
    XZ,
    ZSTD,
    Entry,
    entries,
    local_entry,
    next_header,
    table,
)

_ENCRYPTED = 0x01
_STEP = 1 << 16


class ZipMember(NamedTuple):
    """One file in a zip."""

    name: str
    stream: Stream | None
    """None: it cannot be unpacked."""
    reason: str
    """Why it cannot."""


def zip_members(place: Bytes, budget: Budget) -> Iterator[ZipMember]:
    """Its files, whose streams are to be read, if at all, before the next one is asked for.

    Without a table the last one has no name: what stands behind the last of them that is whole, as it stands.
    Raises DamagedError where nothing, or nothing more, can be made of it; what came before is right.
    """
    try:
        its_table = table(place)
    except DamagedError:
        yield from _one_after_the_other(place, budget)
        raise DamagedError("its table of contents is missing or damaged; what stands before it was read") from None
    for entry in entries(place, its_table):
        if not entry.is_folder:
            yield _member(entry, place, budget)


def _member(entry: Entry, place: Bytes, budget: Budget) -> ZipMember:
    if entry.flags & _ENCRYPTED or entry.method == AES:
        return ZipMember(entry.name, None, "encrypted")
    try:
        return ZipMember(entry.name, _unpacked(entry, place, budget), "")
    except DamagedError as error:
        return ZipMember(entry.name, None, str(error))


def _one_after_the_other(place: Bytes, budget: Budget) -> Iterator[ZipMember]:
    """What can be had without the table: each file behind its own header, as far as one follows the other."""
    at = 0
    while (entry := local_entry(place, at)) is not None:
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
        if end is None or (end > place.size and entry.method != STORED):
            break
        at = end if entry.packed is not None else next_header(place, end)
    yield ZipMember("", flowing(place, at), "")


def _reading(entry: Entry, place: Bytes, budget: Budget) -> _Reading | None:
    """The unpacking of a file that has no table's word for it; None where it is stored, or cannot be unpacked."""
    if entry.flags & _ENCRYPTED or entry.method != DEFLATED:
        return None
    return _Reading(entry, place, budget)


def _unpacked(entry: Entry, place: Bytes, budget: Budget) -> Stream:
    """Raises DamagedError for a method that is not known here."""
    if entry.method == STORED:
        return Stream(_stored(entry, place, budget))
    return Stream(_Reading(entry, place, budget).read)


def _stored(entry: Entry, place: Bytes, budget: Budget) -> Callable[[int], bytes]:
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

    def __init__(self, entry: Entry, place: Bytes, budget: Budget) -> None:
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
                if self._entry.method == LZMA and self._crc == self._entry.crc:  # it may go without an end mark
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
        if method == DEFLATED:
            return Inflater(-15)
        if method == BZIP2:
            return unpacker("bzip2", self._budget.memory)()
        if method == XZ:
            return unpacker("xz", self._budget.memory)()
        if method == ZSTD:
            return unpacker("zstd", self._budget.memory)()
        if method == LZMA:
            return self._lzma()
        raise DamagedError(f"packed by {NAMES.get(method, f'method {method}')}, which is not unpacked")

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
