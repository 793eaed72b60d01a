"""Rebuild the objects of a pack, step by step: the innermost loop, which runs in worker processes.

It trusts nothing that a pack says: sizes are held against what comes out, and what is too large for memory, or does not
rebuild, is left. The format of deltas: https://git-scm.com/docs/gitformat-pack
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import cast

import msgspec
from dulwich._pack import apply_delta  # type: ignore[import-not-found]  # compiled, without types
from dulwich.errors import ApplyDeltaError

from rootward.leaks.git.bounds import LARGEST

try:
    from isal.igzip_lib import IsalError
    from isal.isal_zlib import decompressobj as inflater
except ImportError:  # no wheel for this machine: the same, slower
    from zlib import decompressobj as inflater  # type: ignore[assignment]

    _FAILURES: tuple[type[Exception], ...] = (zlib.error,)
else:
    _FAILURES = (zlib.error, cast("type[Exception]", IsalError))

IS_WHOLE, IS_BASE, IS_LAST, IS_WANTED, IS_COMMIT = 1, 2, 4, 8, 16
"""What a step is: an object held whole; a base of others; the last delta of its base; one to be searched; a commit."""

_MOST_HELD = 160 << 20
"""Bytes of bases that are held at the same time."""

TOO_LARGE = 1 << 60
DAMAGED = 1 << 61
"""In place of how many bytes git would build."""
_MOST_BUILT = 256 << 20
"""Bytes of an object in whose rebuilding git is trusted: it holds one, its base and the delta at the same time."""
_OF_A_STEP = 4096
"""What git takes for a step, beside its bytes, in bytes."""
_SIZES_MOST = 20
"""Bytes of the two sizes that a delta begins with."""

_SMALL = re.compile(rb"[\x80-\xff]{0,2}[\x00-\x7f][\x80-\xff]{0,2}[\x00-\x7f]")
"""The beginning of a delta of which base and result have less than 2 MB each."""

_MORE = 0x80
_LOW = 0x7F
_COPY = 0x80
_OFFSET_BYTES = bytes((op & 0x0F).bit_count() for op in range(256))


class Portion(msgspec.Struct, frozen=True):
    """A part of a pack's steps: whole families. Numbers are 64 bits, as bytes of the machine's own."""

    pack: str
    offsets: bytes
    """What of the pack is read, one stretch behind the other: where each begins,"""
    lengths: bytes
    """and how many bytes it has."""
    starts: bytes
    """A number a step: where its zlib data begin in what was read,"""
    ends: bytes
    """and where they end at the latest."""
    sizes: bytes
    flags: bytes
    """A byte a step."""


Rebuilt = tuple[int, bytes | None, int, bytes]
"""A wanted object: its step in the portion; its bytes; the step of its base where that was wanted too, else -1; and the
delta from its base, empty without one. Where it does not rebuild, or is too large, None instead of bytes; and then how
many bytes git would have to build for it, with all its bases, or TOO_LARGE or DAMAGED."""


def rebuilt(pack: memoryview, portion: Portion, unclaimed: list[int] | None = None) -> Iterator[Rebuilt]:
    """Every wanted object of a portion, in the order of its steps.

    `unclaimed` takes the lengths of what stands between an object's data and the next: an index hides it.
    """
    bases: list[tuple[int, bytes | None, int]] = []
    held = 0
    steps = zip(
        memoryview(portion.starts).cast("q"),
        memoryview(portion.ends).cast("q"),
        memoryview(portion.sizes).cast("q"),
        portion.flags,
        strict=True,
    )
    for step, (start, end, size, flags) in enumerate(steps):
        data = inflated(pack[start:end], size, unclaimed)
        if flags & IS_WHOLE:
            base_step, delta = -1, b""
            built = size + _OF_A_STEP
        else:
            base_step, base, built = bases[-1]
            if flags & IS_LAST:
                bases.pop()
                held -= 0 if base is None else len(base)
            delta = data or b""
            data = None if base is None else applied(base, delta)
            if data is not None:
                built += len(data) + _OF_A_STEP
            elif built < TOO_LARGE:
                built = _built_by_git(built, size, delta or pack[start:end])
        if flags & IS_WANTED:
            if data is None:
                yield step, None, built, b""
            else:
                yield step, data, base_step, delta
        if flags & IS_BASE:
            if data is not None and held + len(data) > _MOST_HELD:
                data = None
            held += 0 if data is None else len(data)
            bases.append((step if flags & IS_WANTED else -1, data, built))


def _built_by_git(before: int, size: int, delta: bytes | memoryview) -> int:
    """What git would build for a delta of `size` bytes that was not applied here; `before`: for its base.

    `delta` is its bytes, or where it was not inflated its zlib data, whose beginning may still tell.
    """
    if size > _MOST_BUILT:
        return TOO_LARGE
    try:
        begin = delta if isinstance(delta, bytes) else zlib.decompressobj().decompress(delta, _SIZES_MOST)
        base, result = _sizes(begin)
    except (zlib.error, IndexError):
        return DAMAGED
    if max(base, result) > _MOST_BUILT:
        return TOO_LARGE
    return before + base + size + result + _OF_A_STEP


def inflated(data: memoryview, size: int, unclaimed: list[int] | None = None) -> bytes | None:
    """Zlib data that must come to just so many bytes. `unclaimed` takes the length of what follows them."""
    if size > LARGEST:
        return None
    stream = inflater()
    try:
        content = stream.decompress(data, size + 1)
    except _FAILURES:
        return None
    if len(content) != size or not stream.eof:
        return None
    if stream.unused_data and unclaimed is not None:
        unclaimed.append(len(stream.unused_data))
    return content


def applied(base: bytes, delta: bytes) -> bytes | None:
    """What a delta makes of its base; None where it does not fit, or the result would be too large."""
    try:
        if not _SMALL.match(delta) and _sizes(delta)[1] > LARGEST:
            return None
        made = b"".join(apply_delta(base, delta))
    except (ApplyDeltaError, IndexError):
        return None
    return made if len(made) <= LARGEST else None


def _sizes(delta: bytes) -> tuple[int, int]:
    """A delta begins with the sizes of its base and of its result. Raises IndexError where it is cut off."""
    at = shift = base = result = 0
    while delta[at] & _MORE:
        base |= (delta[at] & _LOW) << shift
        at += 1
        shift += 7
    base |= delta[at] << shift
    at += 1
    shift = 0
    while delta[at] & _MORE:
        result |= (delta[at] & _LOW) << shift
        at += 1
        shift += 7
    return base, result | delta[at] << shift


def around_changes(data: bytes, delta: bytes, reach: int) -> bytes:
    """What of an object is not as in its base, with so many bytes on both sides; and its beginning and its end.

    What stands in the object, but not here, in one piece of at most `reach` bytes, stands in its base. `delta` is one
    that was applied, and gave `data`.
    """
    pieces = []
    at = _first_op(delta)
    length = len(delta)
    begin = place = 0
    while at < length:
        op = delta[at]
        at += 1
        if op < _COPY:
            at += op
            place += op
            continue
        at += _OFFSET_BYTES[op]
        kind = op & 0x70
        if kind == 0x10:  # noqa: PLR2004 - one byte of size, of three
            size = delta[at]
            at += 1
        elif kind == 0x30:  # noqa: PLR2004
            size = delta[at] | delta[at + 1] << 8
            at += 2
        else:
            size = 0
            for shift in (0, 8, 16):
                if op & (0x10 << (shift >> 3)):
                    size |= delta[at] << shift
                    at += 1
            size = size or 0x10000
        if size > 2 * reach:
            pieces.append(data[begin : place + reach])
            begin = place + size - reach
        place += size
    pieces.append(data[begin:])
    return b"\n".join(pieces)


def _first_op(delta: bytes) -> int:
    at = 0
    for _ in range(2):
        while delta[at] & _MORE:
            at += 1
        at += 1
    return at
