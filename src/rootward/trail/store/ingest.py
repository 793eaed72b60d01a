"""Put logs into the set: what is there already is passed over, and a run that was killed is gone on with."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from rootward.errors import MissingExtraError, OutputError, UsageError
from rootward.model.scan import Unread
from rootward.processes.crew import Crew, Lost, noted
from rootward.processes.memory import keep_freed_memory
from rootward.processes.processors import MOST_WORKERS, processors
from rootward.trail.finding.portions import ENDED, INTERRUPTED, REST
from rootward.trail.log import Log
from rootward.trail.store.delivered import Day, runs
from rootward.trail.store.index import LOCK, Index, known_by, known_in_part, placed, spot_of, told_at
from rootward.trail.store.lines import Line
from rootward.trail.store.reading import Reading
from rootward.trail.store.spelling import spelled
from rootward.trail.store.task import Task
from rootward.trail.store.unopened import Unopened
from rootward.trail.store.writing import Piece, Writing

_PORTION = 8 << 20
"""Bytes of files, packed as they lie, that make a portion; half of it where a new day begins."""
_MOST_IN_PORTION = 2048
_PAYS = 32 << 20
"""Bytes of files from which on another process saves more than it takes to begin one."""


class Ingested(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    files: int = 0
    """Logs that were read."""
    known: int = 0
    """Logs that were in the set already."""
    records: int = 0
    bytes: int = 0
    """Inflated."""
    rows: int = 0
    """That were added."""
    duplicates: int = 0
    """Deliveries of an event that another log of the same portion had; questions count each event once in any case."""
    left_out: int = 0
    """Records that were not asked for, of logs whose names do not tell that."""
    unread: tuple[Unread, ...] = ()
    """In the order of names: of the logs that are in the set already, too."""
    interrupted: bool = False
    mended: str = ""
    """What of the set's index was torn, and cut off."""


class _Portion(NamedTuple):
    logs: tuple[Log, ...]
    known_by: tuple[str, ...]
    size: int


class _Of(NamedTuple):
    """What came of a log."""

    was_opened: bool
    records: int
    bytes: int
    left_out: int
    reasons: tuple[str, ...]


class _Taken(NamedTuple):
    """A log that was opened, and what it is known by."""

    log: Log
    known: str
    part: Task
    """What of it was asked for, where something was left out, or may stand in what was not read; else all."""
    of: _Of

    @property
    def spot(self) -> str:
        return spot_of(self.log, self.part)


class _Setting(NamedTuple):
    """What a worker is told before its first portion."""

    folder: str
    task: Task


class _Answer(NamedTuple):
    logs: tuple[_Of, ...]
    pieces: tuple[Piece, ...]
    duplicates: int
    failure: str | None = None
    """Why nothing could be written."""


def ingest(
    logs: Iterable[Log],
    folder: Path,
    *,
    workers: int | None = None,
    delivered: Collection[Day] = (),
    unlisted: Collection[Unopened] = (),
    task: Task = Task(),  # noqa: B008 - it is frozen
    is_cut: Callable[[], bool] = lambda: False,
) -> Ingested:
    """Add what the logs hold to the set in the folder, which is made where there is none.

    `workers`: how many processes; None: as many as pay. `delivered`: the days of which there are digest files, which
    may be known only when all logs were taken; `unlisted`, likewise: what could not be listed or got, of which the set
    tells as of logs that cannot be opened. `task`: what was asked for: the set tells of it until an ingest of it came
    to its end, and of a log whose name does not tell whether it is asked for each record must. `is_cut`: whether `logs`
    ended too soon. Ctrl-C ends it early: what was added stays. Raises MissingExtraError; UsageError where the folder
    holds something else, or another run writes there; OutputError where nothing more can be written, as on a full disk:
    what was added stays, and another run goes on there.
    """
    _require_pyarrow()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            index = Index.opened(folder)
            index.begin(task)
            gathering = _Gathering(folder, index, task)
            try:
                ingested = _ingest(logs, gathering, workers, delivered)
            except OutputError:
                raise  # it was begun, and is to be gone on with
            except UsageError:
                index.give_up()
                raise
            if gathering.is_whole and not is_cut():
                index.end(task, _but_itself(folder, (*gathering.unopened, *unlisted)))
            return ingested
    except OSError as error:
        raise _unwritten(folder, error.strerror or str(error)) from error


def _ingest(logs: Iterable[Log], gathering: _Gathering, workers: int | None, delivered: Collection[Day]) -> Ingested:
    setting = gathering.setting
    asked: list[_Portion] = []
    try:
        portions, others = _begun(gathering.fresh(logs), workers)
        with Crew() as crew:
            work = crew.begin(writer, setting, others)
            try:
                for number, answer in enumerate(work.answers(noted(portions, asked), writer(setting))):
                    gathering.take(asked[number], answer)
                    asked[number] = _Portion((), (), 0)  # a log that is no file may be large
            except KeyboardInterrupt:
                gathering.is_interrupted = True
                for number, answer in work.drained():
                    gathering.take(asked[number], answer)
                    asked[number] = _Portion((), (), 0)
    except KeyboardInterrupt:
        gathering.is_interrupted = True
    gathering.saw(delivered)
    return gathering.ingested(asked)


def _but_itself(folder: Path, unopened: Iterable[Unopened]) -> list[Unopened]:
    """A set may lie amid its own logs."""
    own = spelled(os.path.abspath(folder))  # noqa: PTH100 - it follows no link
    return [one for one in unopened if one.place != own]


def writer(setting: _Setting) -> Callable[[_Portion], _Answer]:
    """What reads the logs of a portion and writes their rows, in this process or in a worker."""
    keep_freed_memory()
    return lambda portion: _written(portion, setting)


def _written(portion: _Portion, setting: _Setting) -> _Answer:
    told: list[_Of] = []
    try:
        with Writing(Path(setting.folder)) as writing:
            for log in portion.logs:
                reading = Reading(log, _part(log, setting.task))
                for row, size in reading.rows():
                    writing.add(row, size)
                told.append(_Of(reading.was_opened, reading.records, reading.bytes, reading.left_out, reading.reasons))
            return _Answer(tuple(told), writing.end(), writing.duplicates)
    except OSError as error:
        return _Answer((), (), 0, error.strerror or str(error))


def _part(log: Log, task: Task) -> Task:
    """What each of its records must tell by itself."""
    return task.left_to_records(log.account, log.region, log.day)


class _Gathering:
    """What is known so far."""

    def __init__(self, folder: Path, index: Index, task: Task) -> None:
        self._folder = folder
        self._index = index
        self.setting = _Setting(str(folder), task)
        self._unread: list[Unread] = []
        self.unopened: list[Unopened] = []
        """Logs that are there and could not be opened."""
        self._known = self._files = self._records = self._bytes = self._rows = self._duplicates = self._left_out = 0
        self.is_interrupted = False
        self.has_lost = False
        """Whether a process ended before it told what it read."""

    @property
    def is_whole(self) -> bool:
        """Whether it came to its end."""
        return not self.is_interrupted and not self.has_lost

    def saw(self, delivered: Collection[Day]) -> None:
        """Days of which there are digest files. Raises OSError."""
        if fresh := {day for day in delivered if day not in self._index.delivered}:
            self._index.add(Line(delivered=runs(fresh)))

    def fresh(self, logs: Iterable[Log]) -> Iterator[tuple[Log, str, int]]:
        """Those that are not in the set, what they are known by, and their sizes."""
        asked: set[str] = set()
        for log in logs:
            try:
                known = known_by(log)
                size = len(log.data) if log.data is not None else Path(log.path or log.name).stat().st_size
            except OSError as error:
                self._leave(log, error.strerror or "it cannot be read")
                continue
            of_part = known_in_part(known, _part(log, self.setting.task))
            if kept := next((one for one in (known, of_part) if one in self._index), ""):
                self._known += 1
                self._unread += self._index.unread.get(kept, ())
            elif known not in asked:
                asked.add(known)
                yield log, known, size

    def take(self, portion: _Portion, answer: _Answer | Lost) -> None:
        """What came of a portion. Raises OutputError."""
        if isinstance(answer, Lost):
            self.has_lost = True
            self._unread += [Unread(path=spelled(log.name), reason=ENDED) for log in portion.logs]
            return
        if answer.failure is not None:
            raise _unwritten(self._folder, answer.failure)
        placed(self._folder, ((piece.waiting, piece.name) for piece in answer.pieces))
        rows = sum(piece.rows for piece in answer.pieces)
        opened = [
            _Taken(log, known_in_part(known, part), part, of)
            for log, known, of in zip(portion.logs, portion.known_by, answer.logs, strict=True)
            if of.was_opened
            for part in (_part(log, self.setting.task) if of.left_out or of.reasons else Task(),)
        ]
        if opened:
            self._index.add(
                Line(
                    logs=tuple(one.known for one in opened),
                    files=tuple(piece.name for piece in answer.pieces),
                    sizes=tuple(piece.size for piece in answer.pieces),
                    rows=rows,
                    unread=tuple((one.known, spelled(one.log.name), why) for one in opened for why in one.of.reasons),
                    places={one.known: spot for one in opened if one.of.reasons and (spot := one.spot)},
                    mended=tuple(
                        before for one in opened for before in self._index.before(one.spot) if before != one.known
                    ),
                    opened=tuple(
                        place
                        for one in opened
                        if one.part == Task() and (place := told_at(one.log)) in self._index.unopened
                    ),
                )
            )
        for log, of in zip(portion.logs, answer.logs, strict=True):
            if of.was_opened:
                self._unread += [Unread(path=spelled(log.name), reason=why) for why in of.reasons]
            else:
                self._leave(log, "; ".join(of.reasons))
        self._files += sum(of.was_opened for of in answer.logs)
        self._records += sum(of.records for of in answer.logs)
        self._bytes += sum(of.bytes for of in answer.logs)
        self._rows += rows
        self._duplicates += answer.duplicates
        self._left_out += sum(of.left_out for of in answer.logs)

    def _leave(self, log: Log, reason: str) -> None:
        """It cannot be opened."""
        name = spelled(log.name)
        self._unread.append(Unread(path=name, reason=reason))
        self.unopened.append(Unopened(told_at(log), name, reason))

    def ingested(self, asked: Iterable[_Portion]) -> Ingested:
        """All of it."""
        if self.is_interrupted:
            self._unread += [
                Unread(path=spelled(log.name), reason=INTERRUPTED) for portion in asked for log in portion.logs
            ]
            self._unread.append(REST)
        return Ingested(
            files=self._files,
            known=self._known,
            records=self._records,
            bytes=self._bytes,
            rows=self._rows,
            duplicates=self._duplicates,
            left_out=self._left_out,
            unread=tuple(sorted(self._unread, key=lambda one: (one.path, one.reason))),
            interrupted=self.is_interrupted,
            mended=self._index.mended,
        )


def _portions(fresh: Iterable[tuple[Log, str, int]]) -> Iterator[_Portion]:
    """Neighbours go together, since they lie in the same folders of the set."""
    held: list[tuple[Log, str, int]] = []
    total = 0
    for log, known, size in fresh:
        is_new = bool(held) and (log.account, log.region, log.day) != (
            held[-1][0].account,
            held[-1][0].region,
            held[-1][0].day,
        )
        if held and (total + size > _PORTION or len(held) >= _MOST_IN_PORTION or (is_new and total >= _PORTION // 2)):
            yield _packed(held)
            held, total = [], 0
        held.append((log, known, size))
        total += size
    if held:
        yield _packed(held)


def _packed(held: list[tuple[Log, str, int]]) -> _Portion:
    return _Portion(
        tuple(log for log, _, _ in held), tuple(known for _, known, _ in held), sum(size for _, _, size in held)
    )


def _begun(fresh: Iterable[tuple[Log, str, int]], workers: int | None) -> tuple[Iterator[_Portion], int]:
    """Portions, and how many processes beside this one are to take part."""
    portions = _portions(fresh)
    if workers is not None:
        return portions, max(0, workers - 1)
    most = min(processors(), MOST_WORKERS)
    seen: list[_Portion] = []
    size = 0
    while most > 1 and size < _PAYS and (following := next(portions, None)) is not None:
        seen.append(following)
        size += following.size
    return chain(seen, portions), most - 1 if size >= _PAYS else 0


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    # The softer lock that some file systems would get outlives a crash.
    lock = FileLock(folder / LOCK, timeout=0, mode=0o600, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise UsageError(
            f"another run is writing to {folder}", advice="wait for it, or name another folder with --into"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _require_pyarrow() -> None:
    try:
        import pyarrow.parquet  # noqa: F401 - workers need it
    except ImportError:
        raise MissingExtraError("trail") from None


def _unwritten(folder: Path, reason: str) -> OutputError:
    return OutputError(
        f"{folder} cannot be written to: {reason}",
        advice="make room or give permission, and run it again: it goes on where it ended",
    )
