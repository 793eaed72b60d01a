"""Everything in a file: itself, or what is packed in it, and in what is packed there.

What reads a format is imported once there is one: most trees have few of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from rootward.leaks.files.archives.bounds import Budget, DamagedError, TooMuchError
from rootward.leaks.files.archives.kinds import (
    HEAD,
    ISO_MARK,
    ISO_NAMES,
    Kind,
    is_iso,
    is_zip_behind,
    kind,
    not_unpacked,
)
from rootward.leaks.files.archives.packed import unpacked
from rootward.leaks.files.archives.stream import READ_ERRORS, Bytes, Held, Stream, flowing
from rootward.leaks.files.names import reason
from rootward.leaks.files.repositories import OBJECT_BEGINNINGS
from rootward.leaks.files.repositories import Packed as Repositories
from rootward.model.scan import Unread

INSIDE = "!/"
"""Between an archive's path and that of what lies in it."""


class Part(msgspec.Struct, frozen=True):
    """Bytes that are packed no further."""

    path: str
    stream: Stream
    """To be read, if at all, before the next part is asked for."""


class _Packed(msgspec.Struct, frozen=True):
    """What may be an archive."""

    path: str
    stream: Stream
    place: Bytes | None
    """The same bytes, where they can be read anywhere."""
    depth: int
    """How many it lies in."""

    def inside(self, name: str, stream: Stream) -> _Packed:
        """A member of it."""
        return _Packed(self.path + INSIDE + name, stream, None, self.depth + 1)


def contents(path: str, stream: Stream, place: Bytes | None, budget: Budget) -> Iterator[Part | Unread]:
    """The parts of what `stream` gives, and what of it could not be unpacked.

    `place` is the same bytes where they can be read anywhere. A stream that is packed but is no archive keeps its path.
    Raises TooMuchError where a bound was met: nothing comes after it. What fails in the middle is said by the reading
    of the part that it fails in, and what is left of its archive by an `Unread`.
    """
    return _contents(_Packed(path, stream, place, 0), budget)


def _contents(packed: _Packed, budget: Budget) -> Iterator[Part | Unread]:
    path, stream, place, depth = packed.path, packed.stream, packed.place, packed.depth
    try:
        head = stream.peek(HEAD)
    except (DamagedError, OSError) as error:
        yield Unread(path=path, reason=why(error))
        return
    packing = kind(head)
    if packing is None or depth >= budget.bounds.depth:
        if packing is not None:
            yield Unread(path=path, reason=f"in {depth} archives, one in another: not unpacked further")
        elif name := not_unpacked(head) or _disk(path, stream):
            yield Unread(path=path, reason=f"{name}, which is not unpacked")
        yield Part(path, stream)
        if packing is None and place is not None and is_zip_behind(path, place):
            yield from _behind(packed, place, budget)
        return
    started = False
    try:
        for part in _unpacked(packed, packing, budget):
            started = True
            yield part
    except (DamagedError, OSError) as error:
        yield Unread(path=path, reason=why(error))
    if not started and place is not None:
        # Whoever has something to hide may well begin it like an archive.
        yield Part(path, flowing(place))


def _disk(path: str, stream: Stream) -> str | None:
    """The name of what only its 16th block tells, as a clause's end."""
    if not path.endswith(ISO_NAMES):
        return None
    return "the image of a disk" if is_iso(path, stream.peek(ISO_MARK.stop)[ISO_MARK]) else None


def _behind(packed: _Packed, place: Bytes, budget: Budget) -> Iterator[Part | Unread]:
    """The files of a zip that has something else before it."""
    try:
        yield from _files_of_zip(packed, place, budget)
    except (DamagedError, OSError) as error:
        yield Unread(path=packed.path, reason=why(error))


def _unpacked(packed: _Packed, packing: Kind, budget: Budget) -> Iterator[Part | Unread]:
    if packing == "tar":
        yield from _in_tar(packed, budget)
    elif packing == "zip":
        yield from _in_zip(packed, budget)
    elif packing == "ar":
        yield from _in_ar(packed, budget)
    else:
        inner = unpacked(packing, packed.stream, budget)
        inner.peek(1)
        with budget.unpacking():
            yield from _contents(_Packed(packed.path, inner, None, packed.depth + 1), budget)


def _in_tar(packed: _Packed, budget: Budget) -> Iterator[Part | Unread]:
    from rootward.leaks.files.archives.image import layer_names
    from rootward.leaks.files.archives.tar import tar_members

    layers = {} if packed.place is None else layer_names(packed.place)
    repositories = Repositories(packed.path + INSIDE)
    for member in tar_members(packed.stream):
        budget.enter()
        is_object, said = repositories.meet(member.name)
        if said is not None:
            yield said
        if is_object and member.stream.peek(4).startswith(OBJECT_BEGINNINGS):
            continue
        name = layers.get(member.name.removeprefix("./"), member.name)
        yield from _contents(packed.inside(name, member.stream), budget)


def _in_ar(packed: _Packed, budget: Budget) -> Iterator[Part | Unread]:
    from rootward.leaks.files.archives.ar import ar_members

    for member in ar_members(packed.stream):
        budget.enter()
        yield from _contents(packed.inside(member.name, member.stream), budget)


def _in_zip(packed: _Packed, budget: Budget) -> Iterator[Part | Unread]:
    """Its files, and what stands around them."""
    from rootward.leaks.files.archives.around_members import around_members

    place = packed.place
    size = 0
    if place is None:
        data = _held(packed.stream, budget)
        size = len(data)
        place = Held(data)
    try:
        yield from _files_of_zip(packed, place, budget)
        for stream in around_members(place):
            yield Part(packed.path, stream)
    finally:
        budget.release(size)


def _files_of_zip(packed: _Packed, place: Bytes, budget: Budget) -> Iterator[Part | Unread]:
    from rootward.leaks.files.archives.zip import zip_members

    refused: dict[str, list[str]] = {}
    repositories = Repositories(packed.path + INSIDE)
    ended: DamagedError | None = None
    try:
        for member in zip_members(place, budget):
            budget.enter()
            is_object, said = repositories.meet(member.name)
            if said is not None:
                yield said
            if is_object and member.stream is not None and member.stream.peek(4).startswith(OBJECT_BEGINNINGS):
                continue
            if member.stream is None:
                refused.setdefault(member.reason, []).append(member.name)
            elif not member.name:
                yield Part(packed.path, member.stream)
            else:
                yield from _contents(packed.inside(member.name, member.stream), budget)
    except DamagedError as error:
        ended = error
    for because, names in refused.items():
        rest = f", and {len(names) - 1:,} more in it the same" if len(names) > 1 else ""
        yield Unread(path=packed.path + INSIDE + names[0], reason=because + rest)
    if ended is not None:
        raise ended


def _held(stream: Stream, budget: Budget) -> bytes:
    """All of it, in memory. Raises DamagedError where that would be too much, and what reading it raises."""
    parts: list[bytes] = []
    size = 0
    try:
        while more := stream.some(1 << 18):
            budget.hold(len(more))
            size += len(more)
            parts.append(more)
    except READ_ERRORS:
        budget.release(size)
        raise
    return b"".join(parts)


def why(error: OSError | DamagedError | TooMuchError) -> str:
    """The reason, as a clause."""
    return reason(error) if isinstance(error, OSError) else str(error)
