"""Which logs are in the set, and in which of its files: one line for each portion, written when its files are in place.

Before the first portion of an ingest a line says what was asked for, and behind its last one another that it came to
its end: where that is missing, logs may be missing. A file that no line names is what a killed run left: it is removed,
and its logs are read again. A last line that cannot be read is one that was torn: it is cut off, and its logs are read
again. Of a line whose file is gone, or has another size than it was written with, the others go too, and its logs are
read again: until they are, its ingest is one that did not come to its end. A file that was damaged and has its size is
found where it cannot be read, and named then: whoever removes it has its logs read again. So nothing is lost, and
nothing is there twice.

A log of which some records were left out, because they were not asked for, is known by that, too: asked for otherwise,
it is read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.store.delivered import Day, days_of
from rootward.trail.store.lines import NAME, PARTS, Line, damaged_of, encoded, head, lines_of, unended_with
from rootward.trail.store.spelling import spelled
from rootward.trail.store.task import Task
from rootward.trail.store.unopened import Change, Remembered, Unopened
from rootward.trail.store.writing import WAITING

LOCK = ".lock"
_IN_PART = "\0"
"""Between a place and what was asked for there: no path has it."""


def place_of(log: Log) -> str:
    """Where a file lies; '' of other data."""
    return "" if log.data is not None else spelled(_path_of(log))


def _path_of(log: Log) -> str:
    return os.path.abspath(log.path or log.name)  # noqa: PTH100 - it follows no link


def told_at(log: Log) -> str:
    """Where it lies, as its name tells from wherever it is told: an object's name is its place, in a mirror too."""
    return place_of(log) if log.path == log.name else spelled(log.name)


def known_by(log: Log) -> str:
    """Of a file by its path, size and time; of other data by what it is. Raises OSError."""
    if log.data is not None:
        return hashlib.blake2b(log.data, digest_size=16).hexdigest()
    path = Path(log.path or log.name)
    at = path.stat()
    told = f"{_path_of(log)}\0{at.st_size}\0{at.st_mtime_ns}"
    return hashlib.blake2b(told.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def known_in_part(known: str, part: Task) -> str:
    """The same of a log of which only what that asks for is in the set."""
    if part == Task():
        return known
    return hashlib.blake2b(known.encode() + msgspec.json.encode(part), digest_size=16).hexdigest()


def spot_of(log: Log, part: Task) -> str:
    """Where a file lies, and what of it was asked for; '' of other data."""
    place = place_of(log)
    return place if not place or part == Task() else f"{place}{_IN_PART}{msgspec.json.encode(part).decode()}"


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
        self._places: dict[str, dict[str, str]] = {}
        """By where the logs lie that were not read whole: what they are known by, and which part was asked for."""
        self.unopened = Remembered()
        """What no ingest could open or list until now."""
        self._unended: tuple[Task, ...] = ()
        self._has_ended = False
        """Whether any ingest came to its end."""
        self._before = 0
        """How long the index was when this ingest began."""

    @classmethod
    def opened(cls, folder: Path) -> Index:
        """Made where there is none, and mended where a run was killed. Raises UsageError and OSError."""
        index = cls(folder)
        if not index._path.exists():
            _refuse_others(folder)
            _write(index._path, head())
        elif index._path.stat().st_size == 0 and next(folder.glob(PARTS), None) is None:
            _write(index._path, head())
            index.mended = f"{index._path} was empty, and is begun anew"
        before = index._path.stat().st_size
        lines = list(lines_of(folder, mend=True))
        if index._path.stat().st_size < before:
            index.mended = f"the last line of {index._path} was torn, and is cut off: its logs are read again"
        whole = _without_damaged(folder, lines)
        if whole != lines:
            _write(index._path, head() + b"".join(map(encoded, whole)))
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

    def end(self, task: Task, unopened: Iterable[Unopened] = ()) -> None:
        """It came to its end. One that has nothing new to tell leaves no line. Raises OSError.

        `unopened`: all that could not be opened or listed.
        """
        change = self.unopened.change(unopened, task)
        begun = Line(begun=task)
        if self._has_ended and change == Change() and self._is_as_begun(begun):
            os.truncate(self._path, self._before)
            self._unended = self._unended[:-1]
            if all(one.left_by(task) == one for one in self._unended):
                return
        self.add(Line(ended=task, unopened=change.added, opened=change.opened))

    def give_up(self) -> None:
        """What was asked for is not to be had, and nothing was added. Raises OSError."""
        if self._is_as_begun(Line(begun=self._unended[-1])):
            os.truncate(self._path, self._before)

    def _is_as_begun(self, begun: Line) -> bool:
        """Whether nothing was added since this ingest began."""
        return self._path.stat().st_size == self._before + len(encoded(begun))

    def before(self, spot: str) -> tuple[str, ...]:
        """What logs are known by that lay at a spot, and were not read whole: asked for as it is, or for less."""
        place, _, part = spot.partition(_IN_PART)
        return tuple(known for known, of in self._places.get(place, {}).items() if part in {"", of})

    def add(self, line: Line) -> None:
        """All of the line, or nothing of it. Raises OSError."""
        data = encoded(line)
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
        self._has_ended = self._has_ended or line.ended is not None
        self.unopened.take(line.unopened, line.opened, line.ended)
        for known in line.mended:
            self._known.discard(known)
            self.unread.pop(known, None)
        self._known.update(line.logs)
        self.delivered.update(days_of(line.delivered))
        for known, name, reason in line.unread:
            self.unread[known] = (*self.unread.get(known, ()), Unread(path=name, reason=reason))
        for known, spot in line.places.items():
            place, _, part = spot.partition(_IN_PART)
            self._places.setdefault(place, {})[known] = part


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


def _refuse_others(folder: Path) -> None:
    if any(path.name not in {LOCK, WAITING} and not path.name.startswith(f".{NAME}") for path in folder.iterdir()):
        raise UsageError(f"{folder} holds something else than a set", advice="name an empty or a new folder")


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
    _flush(path.parent)


def _flush(folder: Path) -> None:
    """So that the new name survives a power cut. Windows, and some file systems, have no folder to flush."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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
