"""The index of a git pack: which object lies where in it.

The format: https://git-scm.com/docs/gitformat-pack
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_MAGIC = b"\xfftOc"
_FANOUT = 256 * 4
_IN_LARGE_TABLE = 0x8000_0000


class DamagedPackError(Exception):
    """A pack, or its index, that cannot be read as one; the text is the reason."""


@dataclass(frozen=True)
class PackIndex:
    """Row i of both arrays is one object; rows are in the order of the objects' names."""

    oids: npt.NDArray[np.uint8]
    """One row an object, as wide as its name: 20 or 32."""
    offsets: npt.NDArray[np.int64]
    """Where its entry begins in the pack."""

    @property
    def repeats(self) -> bool:
        """Whether it names an object twice: which of the two git takes, nobody can tell."""
        prefixes = np.ascontiguousarray(self.oids[:, :8]).view(">u8").reshape(-1)
        alike = np.flatnonzero(prefixes[1:] == prefixes[:-1])
        return bool((self.oids[alike] == self.oids[alike + 1]).all(axis=1).any())


def parse_index(data: bytes, oid_bytes: int) -> PackIndex:
    """A pack's index, of version 1 or 2.

    Raises DamagedPackError where it is neither, or shorter than it says, or its names are in no order.
    """
    index = _parse_second(data, oid_bytes) if data[:4] == _MAGIC else _parse_first(data, oid_bytes)
    prefixes = np.ascontiguousarray(index.oids[:, :8]).view(">u8").reshape(-1)
    if (prefixes[1:] < prefixes[:-1]).any():
        raise DamagedPackError("the names in its index are in no order")
    return index


def _parse_first(data: bytes, oid_bytes: int) -> PackIndex:
    count = _count(data, 0)
    row = 4 + oid_bytes
    _require(data, _FANOUT + count * row + 2 * oid_bytes)
    table = np.frombuffer(data, np.uint8, count * row, _FANOUT).reshape(count, row)
    offsets = np.ascontiguousarray(table[:, :4]).view(">u4").reshape(count).astype(np.int64)
    return PackIndex(oids=np.ascontiguousarray(table[:, 4:]), offsets=offsets)


def _parse_second(data: bytes, oid_bytes: int) -> PackIndex:
    version = data[4:8]
    if version != b"\0\0\0\2":
        raise DamagedPackError(f"its index has a version that is not known ({version.hex()})")
    count = _count(data, 8)
    oids_at = 8 + _FANOUT
    offsets_at = oids_at + count * (oid_bytes + 4)  # the names, then the entries' CRCs
    large_at = offsets_at + count * 4
    _require(data, large_at + 2 * oid_bytes)
    offsets = np.frombuffer(data, ">u4", count, offsets_at).astype(np.int64)
    large = np.flatnonzero(offsets & _IN_LARGE_TABLE)
    if large.size:
        rows = offsets[large] & ~_IN_LARGE_TABLE
        _require(data, large_at + (int(rows.max()) + 1) * 8 + 2 * oid_bytes)
        table = np.frombuffer(data, ">u8", int(rows.max()) + 1, large_at)
        offsets[large] = table[rows].astype(np.int64)
    oids = np.frombuffer(data, np.uint8, count * oid_bytes, oids_at).reshape(count, oid_bytes)
    return PackIndex(oids=oids, offsets=offsets)


def _count(data: bytes, fanout_at: int) -> int:
    _require(data, fanout_at + _FANOUT)
    return int(struct.unpack_from(">I", data, fanout_at + _FANOUT - 4)[0])


def _require(data: bytes, length: int) -> None:
    if len(data) < length:
        raise DamagedPackError("its index is cut off")
