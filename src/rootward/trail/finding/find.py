"""Find the records that are sought, in logs of any size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from rootward.model.root_event import Read
from rootward.model.scan import Unread
from rootward.processes.crew import Crew, Lost
from rootward.processes.memory import keep_freed_memory
from rootward.trail.finding.contents import decoded, said
from rootward.trail.finding.inflate import Inflating
from rootward.trail.finding.pausing import paused
from rootward.trail.finding.portions import ENDED, Portion, portioned
from rootward.trail.finding.search import Hit, Searched, moments, search
from rootward.trail.finding.sought import Sought
from rootward.trail.finding.windows import pieces
from rootward.trail.log import Log
from rootward.trail.record import Deed, NotARecordError, Record, parse_record

INTERRUPTED = "it was not read: interrupted"
_NAMED_TIME = re.compile(r"_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_", re.ASCII)
"""In the name of a log file, when it was delivered.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

Span = tuple[datetime, datetime]


class FoundRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record that was sought."""

    event_id: str
    """Its eventID; of a record without one (before 2013) a digest of it."""
    time: datetime
    raw: bytes
    """Its JSON."""
    log: str
    """The name of the log that it stands in; of several the first by name."""
    account: str = ""
    """By the folder that the log lies in."""

    def record(self) -> Record:
        """As judging takes it; of one that is damaged, those members that are not."""
        return parse_record(
            {**decoded(self.raw), "eventTime": self.time.isoformat()}, account=self.account, event_id=self.event_id
        )


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in logs."""

    records: tuple[FoundRecord, ...]
    """Each event once, in the order of time, then of event ids. What is of one eventID and differs in who did what is
    there each: whoever can put a file beside the logs hides nothing with it."""
    read: Read
    """`records` is None where logs were searched without counting what stands in them."""
    span: Span | None
    """From the first to the last moment that the logs tell of: by the records that begin and end them, by those that
    were found, and by the names of the files. None: nobody knows."""
    unread: tuple[Unread, ...]
    """In the order of names."""
    interrupted: bool = False
    """By Ctrl-C: `unread` names what was not searched."""


class _Hits(list[Hit]):
    """Some, which go to another process as one string of bytes: object by object it takes several times as long."""

    def __reduce__(self) -> tuple[object, ...]:
        return _hits_of, (msgspec.msgpack.encode(list(self)),)


def _hits_of(packed: bytes) -> _Hits:
    return _Hits(msgspec.msgpack.decode(packed, type=list[Hit]))


class _Answer(NamedTuple):
    """What came of a log."""

    hits: _Hits
    records: int | None
    bytes: int
    span: Span | None
    reasons: tuple[str, ...]


def find(logs: Iterable[Log], sought: Sought, *, workers: int | None = None) -> Found:
    """The records of the logs that are sought.

    `workers`: how many processes; None: as many as pay. What a log holds raises nothing: `unread` says it. Ctrl-C
    ends it early, with what was found until then. Raises InternalError where a worker fails.
    """
    gathering = _Gathering()
    asked: list[Portion] = []
    try:
        begun = portioned(logs, workers)
        with paused(), Crew() as crew:
            work = crew.begin(searcher, sought, begun.others)
            try:
                for number, answers in enumerate(work.answers(_noting(begun.portions, asked), searcher(sought))):
                    gathering.take(asked[number], answers)
            except KeyboardInterrupt:
                gathering.is_interrupted = True
                for number, answers in work.drained():
                    gathering.take(asked[number], answers)
    except KeyboardInterrupt:
        gathering.is_interrupted = True
    if gathering.is_interrupted:
        gathering.leave(asked, logs)
    return gathering.found()


def searcher(sought: Sought) -> Callable[[Portion], list[_Answer]]:
    """What searches the logs of a portion, in this process or in a worker."""
    keep_freed_memory()

    def searched(portion: Portion) -> list[_Answer]:
        with paused():
            return [_searched(log, sought) for log in portion]

    return searched


def _noting(portions: Iterable[Portion], asked: list[Portion]) -> Iterator[Portion]:
    for portion in portions:
        asked.append(portion)
        yield portion


def _searched(log: Log, sought: Sought) -> _Answer:
    """Whatever happens to a log, what was found in it before is given."""
    parts: list[Searched] = []
    reasons: list[str] = []
    times: list[datetime] = []
    size = 0
    try:
        with Inflating(log) as inflating:
            for piece in pieces(inflating.read):
                if piece.reason is not None:
                    reasons.append(piece.reason)
                    break
                size += len(piece.text)
                parts.append(search(piece.text, sought))
                times += moments(piece.text)
            if inflating.reason is not None:
                reasons.append(inflating.reason)
    except OSError as error:
        reasons.append(error.strerror or "it cannot be read")
    times += (hit.time for part in parts for hit in part.hits)
    times += _named(log.name)
    return _Answer(
        hits=_Hits(hit for part in parts for hit in part.hits),
        records=None if any(part.records is None for part in parts) else sum(part.records or 0 for part in parts),
        bytes=size,
        span=(min(times), max(times)) if times else None,
        reasons=tuple(dict.fromkeys((*reasons, *_said(parts)))),
    )


def _said(parts: Sequence[Searched]) -> Iterator[str]:
    for part in parts:
        yield from part.reasons
    odd = [part for part in parts if not part.reasons]
    yield from said(sum(part.strange for part in odd), sum(part.records or 0 for part in odd))
    by_root = sum(part.timeless_root for part in parts)
    yield from _said_timeless(by_root, "of root's")
    nobodys = sum(part.nobodys for part in parts)
    if nobodys:
        names = (
            "record in it without a userIdentity names" if nobodys == 1 else "records in it without a userIdentity name"
        )
        yield f"{nobodys:,} {names} root elsewhere"
    yield from _said_timeless(sum(part.timeless for part in parts) - by_root, "that may tell of root")


def _said_timeless(count: int, which: str) -> Iterator[str]:
    if count == 1:
        yield f"1 record {which} in it has no time that can be read: it was dropped"
    elif count:
        yield f"{count:,} records {which} in it have no time that can be read: they were dropped"


def _named(name: str) -> tuple[datetime, ...]:
    found = _NAMED_TIME.search(name)
    if found is None:
        return ()
    try:
        year, month, day, hour, minute = map(int, found.groups())
        return (datetime(year, month, day, hour, minute, tzinfo=UTC),)
    except ValueError:
        return ()


class _Gathering:
    """What is known so far."""

    def __init__(self) -> None:
        self.is_interrupted = False
        self._found: dict[str, FoundRecord] = {}
        self._apart: dict[tuple[str, Deed | bytes], FoundRecord] = {}
        """Those of an eventID that another deed has in `_found`."""
        self._unread: list[Unread] = []
        self._taken: set[int] = set()
        self._files = self._bytes = self._duplicates = 0
        self._records: int | None = 0
        self._span: Span | None = None

    def take(self, portion: Portion, answers: list[_Answer] | Lost) -> None:
        """What came of a portion."""
        self._taken.update(id(log) for log in portion)
        if isinstance(answers, Lost):
            self._unread += [Unread(path=log.name, reason=ENDED) for log in portion]
            return
        for log, answer in zip(portion, answers, strict=True):
            self._take(log, answer)

    def _take(self, log: Log, answer: _Answer) -> None:
        self._files += 1
        self._bytes += answer.bytes
        if self._records is not None:
            self._records = None if answer.records is None else self._records + answer.records
        if answer.span is not None:
            first, last = answer.span
            self._span = answer.span if self._span is None else (min(first, self._span[0]), max(last, self._span[1]))
        self._unread += [Unread(path=log.name, reason=reason) for reason in answer.reasons]
        for event_id, time, raw in answer.hits:
            one = FoundRecord(event_id=event_id, time=time, raw=raw, log=log.name, account=log.account)
            known = self._found.setdefault(event_id, one)
            if known is one:
                continue
            if known.raw == raw or (deed := _deed(one)) == _deed(known):
                self._found[event_id] = self._first(known, one)
            else:
                known = self._apart.setdefault((event_id, deed), one)
                if known is not one:
                    self._apart[event_id, deed] = self._first(known, one)

    def _first(self, known: FoundRecord, one: FoundRecord) -> FoundRecord:
        """Of two deliveries of an event the one that counts, whichever came first."""
        self._duplicates += 1
        return known if (known.log, known.raw) <= (one.log, one.raw) else one

    def leave(self, asked: Iterable[Portion], logs: Iterable[Log]) -> None:
        """After an interrupt: say what was not read."""
        left = {id(log): log for portion in asked for log in portion if id(log) not in self._taken}
        if isinstance(logs, Sequence):
            left.update((id(log), log) for log in logs if id(log) not in self._taken)
        else:
            self._unread.append(Unread(path="what comes after", reason=INTERRUPTED))
        self._unread += [Unread(path=log.name, reason=INTERRUPTED) for log in left.values()]

    def found(self) -> Found:
        """All of it."""
        found = (*self._found.values(), *self._apart.values())
        return Found(
            records=tuple(sorted(found, key=lambda one: (one.time, one.event_id, one.raw))),
            read=Read(files=self._files, records=self._records, bytes=self._bytes, duplicates=self._duplicates),
            span=self._span,
            unread=tuple(sorted(self._unread, key=lambda one: (one.path, one.reason))),
            interrupted=self.is_interrupted,
        )


def _deed(one: FoundRecord) -> Deed | bytes:
    """Who did what; of a record that cannot be judged all of it."""
    try:
        return one.record().deed
    except NotARecordError:
        return one.raw
