"""Which logs are in the set, and in which of its files: one line for each portion, written when its files are in place.

Before the first portion of an ingest a line says what was asked for, and behind its last one another that it came to
its end: where that is missing, logs may be missing. A file that no line names is what a killed run left: it is removed,
and its logs are read again. A last line that cannot be read is one that was torn: it is cut off, and its logs are read
again. Of a line whose file is gone, or has another size than it was written with, the others go too, and its logs are
read again: until they are, its ingest is one that did not come to its end. A file that was damaged and has its size is
found where it cannot be read, and named then: whoever removes it has its logs read again. So nothing is lost, and
nothing is there twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.store.delivered import Day, Run, days_of
from rootward.trail.store.schema import SCHEMA
from rootward.trail.store.writing import WAITING

NAME = "index.jsonl"
LOCK = ".lock"
PARTS = "account=*/region=*/day=*/part-*.parquet"
_HEAD = "rootward trail"
_MOST_HEAD = 4096


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first line."""

    set: str
    schema: int


class Task(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an ingest was asked for: the words of the command line, and which of the logs there; empty and None: all."""

    sources: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def left_by(self, ended: Task) -> Task | None:
        """What of it is left when that came to its end; None: nothing.

        Days are compared, and no moments, so that `--since 30d` goes on with what was begun an hour ago.
        """
        is_of_all = (
            _of_all(ended.accounts, self.accounts)
            and _of_all(ended.regions, self.regions)
            and (ended.since is None or (self.since is not None and ended.since <= self.since))
            and (ended.until is None or (self.until is not None and ended.until >= self.until))
        )
        if not is_of_all:
            return self
        sources = tuple(word for word in self.sources if word not in ended.sources)
        return msgspec.structs.replace(self, sources=sources) if sources else None


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
    """Where the log files lie that were not read whole, by what they are known by."""
    mended: tuple[str, ...] = ()
    """What logs of lines before were known by that lay where some of this line lie: what was not read of them no longer
    counts."""
    begun: Task | None = None
    ended: Task | None = None


_LINE = msgspec.json.Decoder(Line)


def place_of(log: Log) -> str:
    """Where a file lies; '' of other data."""
    return "" if log.data is not None else os.path.abspath(log.path or log.name)  # noqa: PTH100 - it follows no link


def known_by(log: Log) -> str:
    """Of a file by its path, size and time; of other data by what it is. Raises OSError."""
    if log.data is not None:
        return hashlib.blake2b(log.data, digest_size=16).hexdigest()
    path = Path(log.path or log.name)
    at = path.stat()
    told = f"{place_of(log)}\0{at.st_size}\0{at.st_mtime_ns}"
    return hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


class Index:
    """The index of a set that is being written by nobody else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NAME
        self._known: set[str] = set()
        self.mended = ""
        """What was found torn, and cut off."""
        self.unread: dict[str, tuple[Unread, ...]] = {}
        """By what a log is known by."""
        self.delivered: set[Day] = set()
        self._places: dict[str, dict[str, None]] = {}
        """What the logs that were not read whole are known by, by where they lie."""
        self._unended: tuple[Task, ...] = ()
        self._before = 0
        """How long the index was when this ingest began."""

    @classmethod
    def opened(cls, folder: Path) -> Index:
        """Made where there is none, and mended where a run was killed. Raises UsageError and OSError."""
        index = cls(folder)
        if not index._path.exists():
            _refuse_others(folder)
            _write(index._path, _head())
        elif index._path.stat().st_size == 0 and next(folder.glob(PARTS), None) is None:
            _write(index._path, _head())
            index.mended = f"{index._path} was empty, and is begun anew"
        before = index._path.stat().st_size
        lines = list(lines_of(folder, mend=True))
        if index._path.stat().st_size < before:
            index.mended = f"the last line of {index._path} was torn, and is cut off: its logs are read again"
        whole = _without_damaged(folder, lines)
        if whole != lines:
            _write(index._path, _head() + b"".join(map(_encoded, whole)))
        kept = {name for line in whole for name in line.files}
        for path in folder.glob(PARTS):
            if path.relative_to(folder).as_posix() not in kept:
                path.unlink()
        shutil.rmtree(folder / WAITING, ignore_errors=True)
        (folder / WAITING).mkdir(mode=0o700, exist_ok=True)
        for line in whole:
            index._take(line)
        return index

    def __contains__(self, known: str) -> bool:
        return known in self._known

    def begin(self, task: Task) -> None:
        """An ingest begins. Raises OSError."""
        self._before = self._path.stat().st_size
        self.add(Line(begun=task))

    def end(self, task: Task) -> None:
        """It came to its end. One that added nothing leaves no line. Raises OSError."""
        begun = Line(begun=task)
        if self._path.stat().st_size == self._before + len(_encoded(begun)):
            os.truncate(self._path, self._before)
            self._unended = self._unended[:-1]
            if all(one.left_by(task) == one for one in self._unended):
                return
        self.add(Line(ended=task))

    def give_up(self) -> None:
        """What was asked for is not to be had, and nothing was added. Raises OSError."""
        if self._path.stat().st_size == self._before + len(_encoded(Line(begun=self._unended[-1]))):
            os.truncate(self._path, self._before)

    def before(self, log: Log) -> tuple[str, ...]:
        """What logs are known by that lay where this one lies, and were not read whole."""
        return tuple(self._places.get(place_of(log), ()))

    def add(self, line: Line) -> None:
        """All of the line, or nothing of it. Raises OSError."""
        data = _encoded(line)
        with self._path.open("r+b") as file:
            end = file.seek(0, os.SEEK_END)
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                with contextlib.suppress(OSError):
                    os.truncate(self._path, end)
                raise
        self._take(line)

    def _take(self, line: Line) -> None:
        self._unended = unended_with(self._unended, line)
        for known in line.mended:
            self._known.discard(known)
            self.unread.pop(known, None)
        self._known.update(line.logs)
        self.delivered.update(days_of(line.delivered))
        for known, name, reason in line.unread:
            self.unread[known] = (*self.unread.get(known, ()), Unread(path=name, reason=reason))
        for known, place in line.places.items():
            self._places.setdefault(place, {})[known] = None


def unended_with(before: tuple[Task, ...], line: Line) -> tuple[Task, ...]:
    """The ingests that did not come to their ends, with what one line more says."""
    if line.ended is not None:
        before = tuple(left for task in before if (left := task.left_by(line.ended)) is not None)
    return before if line.begun is None else (*before, line.begun)


def unread_of(lines: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    """What of the logs was not read, by their names: but of files that were mended since."""
    left: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        for known in line.mended:
            left.pop(known, None)
        for known, name, reason in line.unread:
            left.setdefault(known, []).append((name, reason))
    return tuple(one for of in left.values() for one in of)


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


def _without_damaged(folder: Path, lines: Iterable[Line]) -> list[Line]:
    """The lines whose files are whole; and what the others were of is begun again."""
    whole: list[Line] = []
    task = Task()
    again: list[Task] = []
    for line in lines:
        task = line.begun or task
        if any(damaged_of(folder, line)):
            again.append(task)
        else:
            whole.append(line)
    return [*whole, *(Line(begun=each) for each in dict.fromkeys(again))]


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


def _of_all(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return not one or (bool(other) and set(one) >= set(other))


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


def _refuse_others(folder: Path) -> None:
    if any(path.name not in {LOCK, WAITING} and not path.name.startswith(f".{NAME}") for path in folder.iterdir()):
        raise UsageError(f"{folder} holds something else than a set", advice="name an empty or a new folder")


def _head() -> bytes:
    return _encoded(Head(set=_HEAD, schema=SCHEMA))


def _encoded(line: Head | Line) -> bytes:
    return msgspec.json.encode(line) + b"\n"


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, for its owner only."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def placed(folder: Path, pieces: Iterable[tuple[str, str]]) -> None:
    """Put files that wait where they belong. Raises OSError; then none of them is there."""
    done: list[Path] = []
    try:
        for waiting, name in pieces:
            target = folder / name
            for parent in reversed(target.relative_to(folder).parents):
                (folder / parent).mkdir(mode=0o700, exist_ok=True)
            (folder / WAITING / waiting).replace(target)
            done.append(target)
    except BaseException:
        for path in done:
            path.unlink(missing_ok=True)
        raise
