"""Put logs into the set: what is there already is passed over, and a run that was killed is gone on with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from rootward.errors import MissingExtraError, OutputError, UsageError
from rootward.model.scan import Unread
from rootward.processes.crew import Crew, Lost
from rootward.processes.memory import keep_freed_memory
from rootward.processes.processors import MOST_WORKERS, processors
from rootward.trail.log import Log
from rootward.trail.store.delivered import Day, runs
from rootward.trail.store.index import LOCK, Index, known_by, place_of, placed
from rootward.trail.store.lines import Line
from rootward.trail.store.reading import Reading
from rootward.trail.store.task import Task
from rootward.trail.store.writing import Piece, Writing

_PORTION = 8 << 20
"""Bytes of files, packed as they lie, that make a portion; half of it where a new day begins."""
_MOST_IN_PORTION = 2048
_PAYS = 32 << 20
"""Bytes of files from which on another process saves more than it takes to begin one."""
_ENDED = "the process that read it ended"
_INTERRUPTED = "it was not read: interrupted"


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
    reasons: tuple[str, ...]


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
    task: Task = Task(),  # noqa: B008 - it is frozen
    is_cut: Callable[[], bool] = lambda: False,
) -> Ingested:
    """Add what the logs hold to the set in the folder, which is made where there is none.

    `workers`: how many processes; None: as many as pay. `delivered`: the days of which there are digest files, which
    may be known only when all logs were taken. `task`: what was asked for: the set tells of it until an ingest of it
    came to its end. `is_cut`: whether `logs` ended too soon. Ctrl-C ends it early: what was added stays. Raises
    MissingExtraError; UsageError where the folder holds something else, or another run writes there; OutputError where
    nothing more can be written, as on a full disk: what was added stays, and another run goes on there.
    """
    _require_pyarrow()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            index = Index.opened(folder)
            index.begin(task)
            try:
                ingested, is_whole = _ingest(logs, folder, index, workers, delivered)
            except UsageError:
                index.give_up()
                raise
            if is_whole and not is_cut():
                index.end(task)
            return ingested
    except OSError as error:
        raise _unwritten(folder, error.strerror or str(error)) from error


def _ingest(
    logs: Iterable[Log], folder: Path, index: Index, workers: int | None, delivered: Collection[Day]
) -> tuple[Ingested, bool]:
    """What came of it, and whether it came to its end."""
    gathering = _Gathering(folder, index)
    asked: list[_Portion] = []
    try:
        portions, others = _begun(gathering.fresh(logs), workers)
        with Crew() as crew:
            work = crew.begin(writer, str(folder), others)
            try:
                for number, answer in enumerate(work.answers(_noting(portions, asked), writer(str(folder)))):
                    gathering.take(asked[number], answer)
                    asked[number] = _Portion((), (), 0)  # a log that is no file may be large
            except KeyboardInterrupt:
                gathering.is_interrupted = True
                for number, answer in work.drained():
                    gathering.take(asked[number], answer)
                    asked[number] = _Portion((), (), 0)
    except KeyboardInterrupt:
        gathering.is_interrupted = True
    if fresh := {day for day in delivered if day not in index.delivered}:
        index.add(Line(delivered=runs(fresh)))
    return gathering.ingested(asked), not gathering.is_interrupted and not gathering.has_lost


def writer(folder: str) -> Callable[[_Portion], _Answer]:
    """What reads the logs of a portion and writes their rows, in this process or in a worker."""
    keep_freed_memory()
    return lambda portion: _written(portion, Path(folder))


def _written(portion: _Portion, folder: Path) -> _Answer:
    told: list[_Of] = []
    try:
        with Writing(folder) as writing:
            for log in portion.logs:
                reading = Reading(log)
                for row, size in reading.rows():
                    writing.add(row, size)
                told.append(_Of(reading.was_opened, reading.records, reading.bytes, reading.reasons))
            return _Answer(tuple(told), writing.end(), writing.duplicates)
    except OSError as error:
        return _Answer((), (), 0, error.strerror or str(error))


class _Gathering:
    """What is known so far."""

    def __init__(self, folder: Path, index: Index) -> None:
        self._folder = folder
        self._index = index
        self._unread: list[Unread] = []
        self._known = self._files = self._records = self._bytes = self._rows = self._duplicates = 0
        self.is_interrupted = False
        self.has_lost = False
        """Whether a process ended before it told what it read."""

    def fresh(self, logs: Iterable[Log]) -> Iterator[tuple[Log, str, int]]:
        """Those that are not in the set, what they are known by, and their sizes."""
        asked: set[str] = set()
        for log in logs:
            try:
                known = known_by(log)
                size = len(log.data) if log.data is not None else Path(log.path or log.name).stat().st_size
            except OSError as error:
                self._unread.append(Unread(path=log.name, reason=error.strerror or "it cannot be read"))
                continue
            if known in self._index:
                self._known += 1
                self._unread += self._index.unread.get(known, ())
            elif known not in asked:
                asked.add(known)
                yield log, known, size

    def take(self, portion: _Portion, answer: _Answer | Lost) -> None:
        """What came of a portion. Raises OutputError."""
        if isinstance(answer, Lost):
            self.has_lost = True
            self._unread += [Unread(path=log.name, reason=_ENDED) for log in portion.logs]
            return
        if answer.failure is not None:
            raise _unwritten(self._folder, answer.failure)
        placed(self._folder, ((piece.waiting, piece.name) for piece in answer.pieces))
        rows = sum(piece.rows for piece in answer.pieces)
        parts = list(zip(portion.logs, portion.known_by, answer.logs, strict=True))
        opened = [part for part in parts if part[2].was_opened]
        self._index.add(
            Line(
                logs=tuple(known for _, known, _ in opened),
                files=tuple(piece.name for piece in answer.pieces),
                sizes=tuple(piece.size for piece in answer.pieces),
                rows=rows,
                unread=tuple((known, log.name, why) for log, known, of in opened for why in of.reasons),
                places={known: place for log, known, of in opened if of.reasons and (place := place_of(log))},
                mended=tuple(
                    before for log, known, _ in opened for before in self._index.before(log) if before != known
                ),
            )
        )
        self._unread += [Unread(path=log.name, reason=why) for log, _, of in parts for why in of.reasons]
        self._files += sum(of.was_opened for of in answer.logs)
        self._records += sum(of.records for of in answer.logs)
        self._bytes += sum(of.bytes for of in answer.logs)
        self._rows += rows
        self._duplicates += answer.duplicates

    def ingested(self, asked: Iterable[_Portion]) -> Ingested:
        """All of it."""
        if self.is_interrupted:
            self._unread += [Unread(path=log.name, reason=_INTERRUPTED) for portion in asked for log in portion.logs]
            self._unread.append(Unread(path="what comes after", reason=_INTERRUPTED))
        return Ingested(
            files=self._files,
            known=self._known,
            records=self._records,
            bytes=self._bytes,
            rows=self._rows,
            duplicates=self._duplicates,
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


def _noting(portions: Iterable[_Portion], asked: list[_Portion]) -> Iterator[_Portion]:
    for portion in portions:
        asked.append(portion)
        yield portion


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
