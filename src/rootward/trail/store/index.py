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
from collections.abc import Iterable
from pathlib import Path

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.store.delivered import Day, days_of
from rootward.trail.store.lines import NAME, PARTS, Line, damaged_of, encoded, head, lines_of, unended_with
from rootward.trail.store.task import Task
from rootward.trail.store.writing import WAITING

LOCK = ".lock"


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

    def end(self, task: Task) -> None:
        """It came to its end. One that added nothing leaves no line. Raises OSError."""
        begun = Line(begun=task)
        if self._path.stat().st_size == self._before + len(encoded(begun)):
            os.truncate(self._path, self._before)
            self._unended = self._unended[:-1]
            if all(one.left_by(task) == one for one in self._unended):
                return
        self.add(Line(ended=task))

    def give_up(self) -> None:
        """What was asked for is not to be had, and nothing was added. Raises OSError."""
        if self._path.stat().st_size == self._before + len(encoded(Line(begun=self._unended[-1]))):
            os.truncate(self._path, self._before)

    def before(self, log: Log) -> tuple[str, ...]:
        """What logs are known by that lay where this one lies, and were not read whole."""
        return tuple(self._places.get(place_of(log), ()))

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
        for known in line.mended:
            self._known.discard(known)
            self.unread.pop(known, None)
        self._known.update(line.logs)
        self.delivered.update(days_of(line.delivered))
        for known, name, reason in line.unread:
            self.unread[known] = (*self.unread.get(known, ()), Unread(path=name, reason=reason))
        for known, place in line.places.items():
            self._places.setdefault(place, {})[known] = None


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
