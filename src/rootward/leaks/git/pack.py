"""The entries of a git pack: where each begins and ends, what it is, and on which other it is based.

The format: https://git-scm.com/docs/gitformat-pack. An entry is a header of a few bytes, the offset or the name of its
base where it is a delta, and zlib data. Headers are read all at once, a byte of each at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rootward.leaks.git.pack_index import DamagedPackError, PackIndex

COMMIT, TREE, BLOB, TAG, OFFSET_DELTA, NAME_DELTA = 1, 2, 3, 4, 6, 7
WHOLE = (COMMIT, TREE, BLOB, TAG)
SEARCHED = (COMMIT, BLOB, TAG)
"""What may hold a credential: the names of files do not."""

NO_BASE = -1
"""An entry that holds its object whole."""
LOST_BASE = -2
"""A delta whose base is not in the pack."""

_KINDS = (*WHOLE, OFFSET_DELTA, NAME_DELTA)
_HEAD = 12
_AT_ONCE = 1 << 15
_MORE = 0x80
_LOW = 0x7F
_WIDEST = 60
"""More bits than the size of anything: a header that goes on is damaged."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Entries:
    """Entry i of all the arrays, in the order of the pack."""

    rows: Numbers
    """Its row in the index."""
    kinds: npt.NDArray[np.uint8]
    sizes: Numbers
    """What it says that its data come to: of a delta those of the delta."""
    starts: Numbers
    """Where its zlib data begin in the pack."""
    ends: Numbers
    """Where the next entry begins."""
    bases: Numbers
    """The entry that it is a delta of; NO_BASE; LOST_BASE."""
    damaged: npt.NDArray[np.bool_]
    """Its header makes no sense."""
    is_whole: bool
    """Whether the index leads to as many as the pack says to hold."""


def parse_entries(pack: memoryview, index: PackIndex, release: Callable[[], None] = lambda: None) -> Entries:
    """The entries that the index knows of. `release` is called now and then, to let go of the memory that was read.

    Raises DamagedPackError where the pack is no pack, or is shorter than its index says, or its index leads to
    one place twice.
    """
    oid_bytes = index.oids.shape[1]
    end = len(pack) - oid_bytes
    if end < _HEAD or bytes(pack[:4]) != b"PACK":
        raise DamagedPackError("it does not begin as a pack does")
    if bytes(pack[4:8]) not in {b"\0\0\0\2", b"\0\0\0\3"}:
        raise DamagedPackError(f"its version is not known ({bytes(pack[4:8]).hex()})")
    rows = np.argsort(index.offsets)
    begins = index.offsets[rows]
    if begins.size and (int(begins[0]) < _HEAD or int(begins[-1]) >= end):
        raise DamagedPackError("it is shorter than its index says")
    if (begins[1:] == begins[:-1]).any():
        raise DamagedPackError("its index leads to one place for several objects")
    headers = _all_headers(np.frombuffer(pack, np.uint8), begins, release)
    ends = np.append(begins[1:], end)[: begins.size]
    starts = headers.at + oid_bytes * (headers.kinds == NAME_DELTA)
    bases = _bases_by_offset(begins, headers)
    by_name = np.flatnonzero(headers.kinds == NAME_DELTA)
    if by_name.size:
        bases[by_name] = _bases_by_name(pack, index, rows, headers.at[by_name])
    return Entries(
        rows=rows,
        kinds=headers.kinds,
        sizes=headers.sizes,
        starts=starts,
        ends=ends,
        bases=bases,
        is_whole=int.from_bytes(pack[8:_HEAD], "big") == begins.size,
        damaged=headers.damaged | (starts >= ends) | ~np.isin(headers.kinds, _KINDS),
    )


class _Headers(NamedTuple):
    kinds: npt.NDArray[np.uint8]
    sizes: Numbers
    at: Numbers
    """Where they end; a base's name still follows."""
    back: Numbers
    """How far before it the base of an OFFSET_DELTA begins; else 0."""
    damaged: npt.NDArray[np.bool_]


def _all_headers(data: npt.NDArray[np.uint8], begins: Numbers, release: Callable[[], None]) -> _Headers:
    parts = []
    for first in range(0, max(1, begins.size), _AT_ONCE):
        parts.append(_headers(data, begins[first : first + _AT_ONCE]))
        release()
    return _Headers(*map(np.concatenate, zip(*parts, strict=True)))


def _headers(data: npt.NDArray[np.uint8], begins: Numbers) -> _Headers:
    last = data.size - 1
    first = data[begins]
    kinds = ((first >> 4) & 7).astype(np.uint8)
    sizes = (first & 15).astype(np.int64)
    at = begins + 1
    damaged = np.zeros(begins.size, np.bool_)
    going_on = np.flatnonzero(first & _MORE)
    shift = 4
    while going_on.size and shift < _WIDEST:
        byte = data[np.minimum(at[going_on], last)]
        sizes[going_on] |= (byte & _LOW).astype(np.int64) << shift
        at[going_on] += 1
        going_on = going_on[(byte & _MORE) != 0]
        shift += 7
    damaged[going_on] = True

    back = np.zeros(begins.size, np.int64)
    deltas = np.flatnonzero(kinds == OFFSET_DELTA)
    byte = data[np.minimum(at[deltas], last)]
    back[deltas] = byte & _LOW
    at[deltas] += 1
    going_on = deltas[(byte & _MORE) != 0]
    shift = 7
    while going_on.size and shift < _WIDEST:
        byte = data[np.minimum(at[going_on], last)]
        back[going_on] = ((back[going_on] + 1) << 7) | (byte & _LOW)
        at[going_on] += 1
        going_on = going_on[(byte & _MORE) != 0]
        shift += 7
    damaged[going_on] = True
    return _Headers(kinds, sizes, at, back, damaged)


def _bases_by_offset(begins: Numbers, headers: _Headers) -> Numbers:
    """NO_BASE where there is no delta, LOST_BASE where no entry begins there."""
    bases = np.full(begins.size, NO_BASE, np.int64)
    deltas = np.flatnonzero(headers.kinds == OFFSET_DELTA)
    wanted = begins[deltas] - headers.back[deltas]
    places = np.searchsorted(begins, wanted)
    places[places == begins.size] = 0
    bases[deltas] = np.where((begins[places] == wanted) & (headers.back[deltas] > 0), places, LOST_BASE)
    return bases


def _bases_by_name(pack: memoryview, index: PackIndex, rows: Numbers, at: Numbers) -> list[int]:
    width = index.oids.shape[1]
    entry_of_row = np.empty(rows.size, np.int64)
    entry_of_row[rows] = np.arange(rows.size)
    entry_of_name = {oid.tobytes(): entry for oid, entry in zip(index.oids, entry_of_row.tolist(), strict=True)}
    return [entry_of_name.get(bytes(pack[begin : begin + width]), LOST_BASE) for begin in at.tolist()]
