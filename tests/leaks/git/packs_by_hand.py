"""Packs put together entry by entry, as no git makes them."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

BLOB, OFFSET_DELTA, NAME_DELTA = 3, 6, 7


def blob_name(content: bytes) -> bytes:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).digest()


def number(value: int) -> bytes:
    """As deltas hold their sizes."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def delta(base: int, result: int, *ops: bytes) -> bytes:
    """From a base of so many bytes to a result of so many."""
    return number(base) + number(result) + b"".join(ops)


def copied(offset: int, length: int) -> bytes:
    return bytes([0xFF]) + offset.to_bytes(4, "little") + length.to_bytes(3, "little")


def entry(kind: int, content: bytes, base: bytes = b"") -> bytes:
    """One entry; `base`: the name of what it is a delta of."""
    size = len(content)
    head, size = bytearray([kind << 4 | size & 15]), size >> 4
    while size:
        head[-1] |= 0x80
        head.append(size & 0x7F)
        size >>= 7
    return bytes(head) + base + zlib.compress(content)


def put_pack(
    git_dir: Path,
    entries: Sequence[tuple[bytes, bytes]],
    *,
    names: int | None = None,
    count: int | None = None,
    places: dict[int, int] | None = None,
) -> Path:
    """A pack of entries, each with the name of its object; and its index.

    `names`: the index leads to so many of them only; `count`: the pack says to hold so many; `places`: the index leads
    to the entry of one number for another.
    """
    content = b"PACK" + struct.pack(">II", 2, len(entries) if count is None else count)
    offsets = []
    for _, data in entries:
        offsets.append(len(content))
        content += data
    rows = sorted(
        (name, zlib.crc32(data), offsets[(places or {}).get(at, at)])
        for at, (name, data) in enumerate(entries[: len(entries) if names is None else names])
    )
    checksum = hashlib.sha1(content, usedforsecurity=False).digest()
    fanout = [sum(name[0] <= first for name, _, _ in rows) for first in range(256)]
    index = (
        b"\xfftOc\0\0\0\2"
        + struct.pack(">256I", *fanout)
        + b"".join(name for name, _, _ in rows)
        + b"".join(struct.pack(">I", crc) for _, crc, _ in rows)
        + b"".join(struct.pack(">I", offset) for _, _, offset in rows)
        + checksum
    )
    pack = git_dir / "objects/pack" / f"pack-{checksum.hex()}.pack"
    pack.write_bytes(content + checksum)
    pack.with_suffix(".idx").write_bytes(index + hashlib.sha1(index, usedforsecurity=False).digest())
    return pack
