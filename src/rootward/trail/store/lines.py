"""The lines of a set's index, and what they tell together.

A last line that cannot be read is one that was torn: it counts as if it were not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.trail.store.delivered import Run
from rootward.trail.store.schema import SCHEMA
from rootward.trail.store.task import Task
from rootward.trail.store.unopened import Remembered, Unopened

NAME = "index.jsonl"
PARTS = "account=*/region=*/day=*/part-*.parquet"
"""The files of a set."""
_HEAD = "rootward trail"
_MOST_HEAD = 4096


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first line."""

    set: str
    schema: int


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A portion of logs; or that an ingest begins or is at its end."""

    logs: tuple[str, ...] = ()
    """What each is known by."""
    files: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    """Of these files."""
    rows: int = 0
    unread: tuple[tuple[str, str, str], ...] = ()
    """What of them was not read: what the log is known by, its name, the reason."""
    delivered: tuple[Run, ...] = ()
    """Days of which digest files were seen beside them, that no line before tells."""
    places: dict[str, str] = {}
    """Where the log files lie that were not read whole, by what they are known by; behind a NUL what was asked for."""
    mended: tuple[str, ...] = ()
    """What logs of lines before were known by that lay where some of this line lie: what was not read of them no longer
    counts."""
    begun: Task | None = None
    ended: Task | None = None
    unopened: tuple[Unopened, ...] = ()
    """What this ingest, which came to its end, could not open or list, and none of as much before it told."""
    opened: tuple[str, ...] = ()
    """Places of such that lines before tell, and that were opened now; behind an ingest that came to its end those that
    it tells no more."""


_LINE = msgspec.json.Decoder(Line)


def is_set(folder: Path) -> bool:
    """Whether a folder holds a set, of whichever schema. What cannot be read holds none."""
    try:
        with (folder / NAME).open("rb") as file:
            return msgspec.json.decode(file.readline(_MOST_HEAD), type=Head).set == _HEAD
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return False


def lines_of(folder: Path, *, mend: bool = False) -> Iterator[Line]:
    """The lines of a set's index, but for a torn last one. `mend`: cut that off. Raises UsageError and OSError."""
    path = folder / NAME
    end = 0
    with path.open("rb") as file:
        for number, data in enumerate(file):
            try:
                if not data.endswith(b"\n"):
                    break
                if number == 0:
                    _check(folder, data)
                else:
                    yield _LINE.decode(data)
            except (msgspec.DecodeError, UnicodeDecodeError):
                if number and not any(map(_is_line, file)):
                    break
                raise UsageError(
                    f"{path}: line {number + 1} cannot be read", advice="remove the folder, and ingest again"
                ) from None
            end += len(data)
    if end == 0:
        raise UsageError(f"{path} is no index of a set", advice="remove the folder, and ingest again")
    if mend and end < path.stat().st_size:
        os.truncate(path, end)


def head() -> bytes:
    """The first line."""
    return encoded(Head(set=_HEAD, schema=SCHEMA))


def encoded(line: Head | Line) -> bytes:
    """A line as it stands in the index."""
    return msgspec.json.encode(line) + b"\n"


def unended_with(before: tuple[Task, ...], line: Line) -> tuple[Task, ...]:
    """The ingests that did not come to their ends, with what one line more says."""
    if line.ended is not None:
        before = tuple(left for task in before if (left := task.left_by(line.ended)) is not None)
    return before if line.begun is None else (*before, line.begun)


def unended_of(lines: Iterable[Line]) -> tuple[Task, ...]:
    """The ingests that did not come to their ends. A set in which none ever did is of one that could not even begin."""
    left: tuple[Task, ...] = ()
    has_ended = False
    for line in lines:
        left = unended_with(left, line)
        has_ended = has_ended or line.ended is not None
    return tuple(dict.fromkeys(left)) if left or has_ended else (Task(),)


def unread_of(lines: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    """What was not read, by names: of logs, but of those that were mended since; and what was not opened or listed."""
    left: dict[str, list[tuple[str, str]]] = {}
    unopened = Remembered()
    for line in lines:
        for known in line.mended:
            left.pop(known, None)
        for known, name, reason in line.unread:
            left.setdefault(known, []).append((name, reason))
        unopened.take(line.unopened, line.opened, line.ended)
    told = (*(one for of in left.values() for one in of), *((one.name, one.reason) for one in unopened.all))
    return tuple(dict.fromkeys(told))


def damaged_of(folder: Path, line: Line) -> Iterator[str]:
    """Its files that are gone, or have another size than they were written with."""
    for number, name in enumerate(line.files):
        try:
            size = (folder / name).stat().st_size
        except OSError:
            yield name
            continue
        if number < len(line.sizes) and size != line.sizes[number]:
            yield name


def _is_line(data: bytes) -> bool:
    try:
        _LINE.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def _check(folder: Path, data: bytes) -> None:
    head = msgspec.json.decode(data, type=Head)
    if head.set != _HEAD or head.schema != SCHEMA:
        raise UsageError(
            f"{folder} was written by another version of rootward (schema {head.schema}, not {SCHEMA})",
            advice="ingest the logs again, into an empty folder",
        )
