"""What the reader of packs has to bear: small packs with every kind of entry, changed in the pack, in the index and in
what is deflated. It is held against a reader that is as plain as can be.
"""

from __future__ import annotations

import hashlib
import random
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rootward.leaks.git.bounds import LARGEST
from rootward.leaks.git.families import order
from rootward.leaks.git.pack import (
    BLOB,
    COMMIT,
    NAME_DELTA,
    OFFSET_DELTA,
    SEARCHED,
    TAG,
    TREE,
    Entries,
    parse_entries,
)
from rootward.leaks.git.pack_index import DamagedPackError, parse_index
from rootward.leaks.git.rebuilding import Portion, around_changes, rebuilt
from tests.leaks.fuzzing.changing import LARGEST as LONGEST
from tests.leaks.fuzzing.changing import Target, changed
from tests.leaks.fuzzing.texts import texts

OID_BYTES = 20
REACH = 48
HEAD = struct.Struct(">II")
"""Before a case: how long the index is, and the pack."""
NAMES = {COMMIT: b"commit", TREE: b"tree", BLOB: b"blob", TAG: b"tag"}


class Entry(NamedTuple):
    """An object as it is written: whole, or as a delta of the entry of that number."""

    kind: int
    data: bytes
    base: int | None
    by_name: bool


def made(entries: list[Entry], draw: random.Random) -> bytes:
    """A case: an index and a pack. What is deflated may be changed before."""
    pack = bytearray(b"PACK" + struct.pack(">II", 2, len(entries)))
    offsets: list[int] = []
    oids: list[bytes] = []
    for entry in entries:
        offsets.append(len(pack))
        content = entry.data
        reference = b""
        kind = entry.kind
        if entry.base is not None:
            content = delta(entries[entry.base].data, entry.data, draw)
            kind = NAME_DELTA if entry.by_name else OFFSET_DELTA
            reference = oids[entry.base] if entry.by_name else _distance(offsets[-1] - offsets[entry.base])
        if not draw.randrange(20):
            content = changed(content, [entry.data], draw)
        size = len(content) if draw.randrange(40) else draw.choice((0, 1 << 20, 1 << 34))
        pack += _header(kind, size) + reference + zlib.compress(content, draw.choice((0, 1, 9)))
        named = NAMES[entry.kind] + b" %d\0" % len(entry.data) + entry.data
        oids.append(hashlib.sha1(named, usedforsecurity=False).digest())
    pack += hashlib.sha1(pack, usedforsecurity=False).digest()
    index, packed = _index(oids, offsets, draw), bytes(pack)
    if not draw.randrange(3):
        index = changed(index, [packed], draw)
    if not draw.randrange(3):
        packed = changed(packed, [packed, index], draw)
    return HEAD.pack(len(index), len(packed)) + index + packed


def _header(kind: int, size: int) -> bytes:
    byte, size = kind << 4 | size & 15, size >> 4
    found = bytearray()
    while size:
        found.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    found.append(byte)
    return bytes(found)


def _distance(distance: int) -> bytes:
    found = [distance & 0x7F]
    while distance := distance >> 7:
        distance -= 1
        found.append(0x80 | distance & 0x7F)
    return bytes(reversed(found))


def _index(oids: list[bytes], offsets: list[int], draw: random.Random) -> bytes:
    rows = sorted(zip(oids, offsets, strict=True))
    fanout = b"".join(struct.pack(">I", sum(oid[0] <= first for oid, _ in rows)) for first in range(256))
    if not draw.randrange(4):
        return fanout + b"".join(struct.pack(">I", at) + oid for oid, at in rows) + bytes(40)
    large = not draw.randrange(5)
    small = [0x80000000 | number if large else at for number, (_, at) in enumerate(rows)]
    wide = b"".join(struct.pack(">Q", at) for _, at in rows) if large else b""
    table = b"".join(oid for oid, _ in rows) + bytes(4 * len(rows)) + struct.pack(f">{len(rows)}I", *small) + wide
    return b"\xfftOc\0\0\0\2" + fanout + table + bytes(40)


def delta(base: bytes, data: bytes, draw: random.Random) -> bytes:
    """A delta between two that begin and end alike: copies, what is new, and sizes of every width."""
    shorter = min(len(base), len(data))
    same = next((at for at in range(shorter) if base[at] != data[at]), shorter)
    rest = shorter - same
    tail = next((at for at in range(rest) if base[-1 - at] != data[-1 - at]), rest)
    new = data[same : len(data) - tail]
    inserts = (new[at : at + 127] for at in range(0, len(new), 127))
    return b"".join(
        (
            _size(len(base)) + _size(len(data)),
            _copies(0, same, draw),
            *(bytes([len(part)]) + part for part in inserts),
            _copies(len(base) - tail, len(base), draw),
        )
    )


def _copies(begin: int, end: int, draw: random.Random) -> bytes:
    found = b""
    while begin < end:
        size = min(end - begin, draw.choice((7, 255, 4000, 0x10000, 0xFFFF)))
        found += _copy(begin, size)
        begin += size
    return found


def _size(size: int) -> bytes:
    found = bytearray()
    while size > 0x7F:
        found.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*found, size])


def _copy(at: int, size: int) -> bytes:
    op, rest = 0x80, bytearray()
    for bit in range(4):
        if byte := at >> 8 * bit & 0xFF:
            op |= 1 << bit
            rest.append(byte)
    for bit in range(3):
        if size != 0x10000 and (byte := size >> 8 * bit & 0xFF):
            op |= 0x10 << bit
            rest.append(byte)
    return bytes([op, *rest])


def make(draw: random.Random) -> bytes:
    """Families of all shapes, in any order of the pack that deltas may have."""
    every = texts(draw)
    entries: list[Entry] = []
    for _ in range(draw.randint(0, 30)):
        if entries and draw.randrange(3):
            base = draw.choice((len(entries) - 1, draw.randrange(len(entries))))
            data = changed(entries[base].data, every, draw)[: LONGEST // 16]
            entries.append(Entry(entries[base].kind, data, base, by_name=not draw.randrange(3)))
        else:
            kind = draw.choice((BLOB, BLOB, BLOB, COMMIT, TREE, TAG))
            data = draw.choice(every) * draw.choice((1, 1, 20))
            entries.append(Entry(kind, data, None, by_name=False))
    return made(entries, draw)


def check(data: bytes) -> None:
    """Nothing is raised but what is said, and what is rebuilt is what the plain reader makes of it."""
    read(data)


def read(data: bytes) -> dict[int, bytes | None]:
    """What became of each entry; AssertionError where a law is broken."""
    parts = split(data)
    if parts is None:
        return {}
    packed_index, pack = parts
    try:
        index = parse_index(packed_index, OID_BYTES)
        entries = parse_entries(memoryview(pack), index)
    except DamagedPackError:
        return {}
    count = entries.kinds.size
    ordered = order(entries, np.ones(count, np.bool_), SEARCHED)
    steps = ordered.steps
    chosen = steps.entries
    assert len(set(chosen.tolist())) == chosen.size
    assert not set(chosen.tolist()) & set(ordered.left.tolist())
    assert steps.families.tolist() == sorted(steps.families.tolist())
    portion = Portion(
        pack="",
        offsets=b"",
        lengths=b"",
        starts=entries.starts[chosen].tobytes(),
        ends=entries.ends[chosen].tobytes(),
        sizes=entries.sizes[chosen].tobytes(),
        flags=steps.flags.tobytes(),
    )
    found: dict[int, bytes | None] = {}
    for step, content, base_step, from_base in rebuilt(memoryview(pack), portion):
        entry = int(chosen[step])
        assert entry not in found
        found[entry] = content
        if content is None:
            continue
        assert len(content) <= LARGEST
        if base_step >= 0:
            base = found[int(chosen[base_step])]
            assert base is not None
            _changes_hold(content, base, around_changes(content, from_base, REACH))
    for entry, expected in _plainly(pack, entries):
        if found.get(entry) is not None and expected is not None:
            assert found[entry] == expected
    return found


def _changes_hold(data: bytes, base: bytes, changes: bytes) -> None:
    """What stands in the object within a reach stands in what is asked about, or stood in its base."""
    for at in range(0, max(1, len(data) - REACH), max(1, len(data) // 50)):
        piece = data[at : at + REACH]
        assert piece in changes or piece in base


def _plainly(pack: bytes, entries: Entries) -> Iterator[tuple[int, bytes | None]]:
    """Every entry by the plainest means: recursion, zlib, one byte after the other."""
    starts, ends, bases = entries.starts.tolist(), entries.ends.tolist(), entries.bases.tolist()
    known: dict[int, bytes | None] = {}

    def whole(entry: int, depth: int) -> bytes | None:
        if entry in known:
            return known[entry]
        inflater = zlib.decompressobj()
        try:
            content = inflater.decompress(pack[starts[entry] : ends[entry]], 1 << 26)
        except zlib.error:
            return None
        if bases[entry] < 0:
            known[entry] = content
        elif depth < 100:
            base = whole(bases[entry], depth + 1)
            known[entry] = None if base is None else _applied(base, content)
        return known.get(entry)

    for entry in range(len(starts)):
        yield entry, whole(entry, 0)


def _applied(base: bytes, changes: bytes) -> bytes | None:
    """None where it does not come to what it says: git refuses it, and it does not matter what is made of it here."""
    at = size = 0
    for _ in range(2):
        size = shift = 0
        while at < len(changes):
            at += 1
            size |= (changes[at - 1] & 0x7F) << shift
            shift += 7
            if not changes[at - 1] & 0x80:
                break
    found = bytearray()
    while at < len(changes):
        op = changes[at]
        at += 1
        if not op & 0x80:
            found += changes[at : at + op]
            at += op
            continue
        numbers = [0, 0]
        for bit in range(7):
            if op & 1 << bit:
                if at >= len(changes):
                    return None
                which, shift = (0, bit) if bit < 4 else (1, bit - 4)
                numbers[which] |= changes[at] << 8 * shift
                at += 1
        found += base[numbers[0] : numbers[0] + (numbers[1] or 0x10000)]
    return bytes(found) if len(found) == size else None


def split(data: bytes) -> tuple[bytes, bytes] | None:
    """The index and the pack of a case."""
    if len(data) < HEAD.size:
        return None
    index_size, _ = HEAD.unpack_from(data)
    return data[HEAD.size : HEAD.size + index_size], data[HEAD.size + index_size :]


TARGET = Target("packed", make, check)
