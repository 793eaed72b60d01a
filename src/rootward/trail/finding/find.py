"""Find the records that are sought, in logs of any size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from rootward.model.root_event import Read
from rootward.model.scan import Unread
from rootward.processes.crew import Crew, Lost, noted
from rootward.processes.memory import keep_freed_memory
from rootward.trail.finding.contents import decoded, said, said_of_nobodys
from rootward.trail.finding.inflate import Inflating
from rootward.trail.finding.pausing import paused
from rootward.trail.finding.portions import ENDED, INTERRUPTED, REST, Portion, portioned
from rootward.trail.finding.search import Hit, Searched, moments, search, search_checked
from rootward.trail.finding.sought import Sought
from rootward.trail.finding.windows import pieces
from rootward.trail.log import Log
from rootward.trail.record import NotARecordError, Record, parse_record

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
    """Each event once, in the order of time, then of event ids. What is of one eventID and differs in anything that is
    judged is there each: whoever can put a file beside the logs hides nothing with it."""
    read: Read
    """`records` is None where logs were searched without counting what stands in them."""
    span: Span | None
    """From the first to the last moment that the logs are known to tell of: by the records that begin and end them, by
    those that were found, and by the names of the files. None: nobody knows. CloudTrail puts records in no order, so
    that what lies between may be earlier or later; all times of a text would take as long as to search it.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-events.html"""
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
                for number, answers in enumerate(work.answers(noted(begun.portions, asked), searcher(sought))):
                    gathering.take(asked, number, answers)
            except KeyboardInterrupt:
                gathering.is_interrupted = True
                for number, answers in work.drained():
                    gathering.take(asked, number, answers)
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


def _searched(log: Log, sought: Sought) -> _Answer:
    """Whatever happens to a log, what was found in it before is given."""
    parts: list[Searched] = []
    reasons: list[str] = []
    times: list[datetime] = []
    size = 0
    try:
        with Inflating(log) as inflating:
            look = search_checked if inflating.is_checked else search
            for piece in pieces(inflating.read):
                if piece.reason is not None:
                    reasons.append(piece.reason)
                    break
                size += len(piece.text)
                parts.append(look(piece.text, sought))
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
    yield from said_of_nobodys(sum(part.nobodys for part in parts))
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
        self._apart: dict[tuple[str, bytes], FoundRecord] = {}
        """Those that say something else than that of their eventID in `_found`, by all that they say."""
        self._unread: list[Unread] = []
        self._taken: set[int] = set()
        """Of logs that somebody else holds on to: others may come to lie where one lay."""
        self._files = self._bytes = self._duplicates = 0
        self._records: int | None = 0
        self._span: Span | None = None

    def take(self, asked: list[Portion], number: int, answers: list[_Answer] | Lost) -> None:
        """What came of a portion, of which those logs stay that were not taken yet."""
        portion = asked[number]
        told: Sequence[_Answer | None] = [None] * len(portion) if isinstance(answers, Lost) else answers
        for at, (log, answer) in enumerate(zip(portion, told, strict=True), 1):
            if answer is None:
                self._unread.append(Unread(path=log.name, reason=ENDED))
            else:
                self._take(log, answer)
            self._taken.add(id(log))
            asked[number] = portion[at:]

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
            is_copy = known.raw == raw and known.account == log.account
            if is_copy or (whole := _whole(one)) == _whole(known):
                self._found[event_id] = self._first(known, one)
            else:
                of = event_id, whole
                known = self._apart.setdefault(of, one)
                if known is not one:
                    self._apart[of] = self._first(known, one)

    def _first(self, known: FoundRecord, one: FoundRecord) -> FoundRecord:
        """Of two deliveries of an event the one that counts, whichever came first."""
        self._duplicates += 1
        return known if (known.log, known.raw) <= (one.log, one.raw) else one

    def leave(self, asked: Iterable[Portion], logs: Iterable[Log]) -> None:
        """After an interrupt: say what was not read."""
        left = {id(log): log for portion in asked for log in portion}
        if isinstance(logs, Sequence):
            left.update((id(log), log) for log in logs if id(log) not in self._taken)
        else:
            self._unread.append(REST)
        self._unread += [Unread(path=log.name, reason=INTERRUPTED) for log in left.values()]

    def found(self) -> Found:
        """All of it."""
        found = (*self._found.values(), *self._apart.values())
        return Found(
            records=tuple(sorted(found, key=lambda one: (one.time, one.event_id, one.raw, one.account))),
            read=Read(files=self._files, records=self._records, bytes=self._bytes, duplicates=self._duplicates),
            span=self._span,
            unread=tuple(sorted(self._unread, key=lambda one: (one.path, one.reason))),
            interrupted=self.is_interrupted,
        )


def _whole(one: FoundRecord) -> bytes:
    """What judging takes of it; of a record that cannot be judged its JSON."""
    try:
        return one.record().whole
    except NotARecordError:
        return one.raw
