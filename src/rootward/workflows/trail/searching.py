"""What is sought, in logs wherever they lie and in sets of them: found by the same rules, told in the same shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import reduce

import msgspec

from rootward.model.root_event import Gap, Read
from rootward.model.scan import Unread
from rootward.trail.finding.find import Found, find
from rootward.trail.finding.sought import Sought
from rootward.trail.log import Log
from rootward.trail.record import NotARecordError, Record
from rootward.trail.sources.gaps import gaps, gaps_in
from rootward.trail.sources.layout import Place
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.answered import Answered
from rootward.workflows.trail.cloud import Cloud
from rootward.workflows.trail.finishing import finishing
from rootward.workflows.trail.pace import readable
from rootward.workflows.trail.sources import is_set, logs_of

Progress = Callable[[str], None]


class Seen:
    """What the names of files told: accounts, and the days of which there is a log."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.accounts: set[str] = set()
        self.answered = Answered(wanted)
        self._days: set[tuple[str, str, date]] = set()
        self._of_any_day: set[str] = set()
        """Accounts of which there is a log, if not of the days that are asked for."""

    def saw(self, place: Place) -> None:
        """A file of that name."""
        if place.kind not in {"log", "digest"} or not place.account or place.day is None:
            return
        log = msgspec.structs.replace(place, kind="log")
        if self._wanted.may_hold(msgspec.structs.replace(log, day=None)):
            self._of_any_day.add(place.account)
        if self._wanted.may_hold(log):
            self.accounts.add(place.account)
            self._days.add((place.account, place.region, place.day))

    @property
    def regions(self) -> frozenset[str]:
        """Those of which there is a log."""
        return frozenset(region for _, region, _ in self._days)

    def gaps(self) -> tuple[Gap, ...]:
        """Days of which there is none, between days of which there is, of those that are asked for."""
        return gaps(self._days, *self._wanted.days)

    def gaps_until(self, today: date) -> tuple[Gap, ...]:
        """The same, and also those from the first that is asked for on, and up to the last, or today."""
        first, last = self._wanted.days
        return gaps_in(self._days, self._of_any_day, first, None if last is None else min(last, today))


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    records: tuple[Record, ...] = ()
    read: Read = Read()
    span: tuple[datetime, datetime] | None = None
    """From the first to the last moment that is known to be told of, as `Found.span`; None: nobody knows."""
    unread: tuple[Unread, ...] = ()
    interrupted: bool = False


def search(  # noqa: PLR0917 - what is sought where, and who hears of it
    sources: Sequence[str],
    wanted: Wanted,
    seen: Seen,
    sought: Sought,
    workers: int | None,
    progress: Progress,
    cloud: Cloud | None = None,
) -> Searched:
    """What the sources hold: first the logs, then the sets. An event that both hold is there twice.

    Raises as `logs_of` does; UsageError where a set is of another version, MissingExtraError where it cannot be opened.
    """
    from rootward.workflows.trail.stored import stored  # it takes much with it

    sets = tuple(word for word in sources if is_set(word))
    logs = tuple(word for word in sources if word not in sets)
    found = [_logs(logs, wanted, seen, sought, workers, progress, cloud)] if logs or not sets else []
    for word in sets:
        if not any(each.interrupted for each in found):
            found.append(stored(word, wanted, seen, sought))
    return reduce(_both, found)


def records_of(found: Found, unread: list[Unread]) -> tuple[Record, ...]:
    """As judging takes them; what cannot be judged is added to `unread`."""
    records: list[Record] = []
    for one in found.records:
        try:
            records.append(one.record())
        except NotARecordError as error:
            unread.append(Unread(path=one.log, reason=f"event {one.event_id} cannot be judged: {error}"))
    return tuple(records)


def _logs(  # noqa: PLR0917
    words: Sequence[str],
    wanted: Wanted,
    seen: Seen,
    sought: Sought,
    workers: int | None,
    progress: Progress,
    cloud: Cloud | None,
) -> Searched:
    unread: list[Unread] = []
    asked = cloud or Cloud(progress=progress)
    found = find(_readable(words, wanted, seen, unread, progress, asked), sought, workers=workers)
    with finishing() as heard:
        records = records_of(found, unread)
    return Searched(
        records=records,
        read=found.read,
        span=found.span,
        unread=(*unread, *found.unread),
        interrupted=found.interrupted or asked.interrupted or heard.interrupted,
    )


def _readable(  # noqa: PLR0917 - what is read, and who hears of it
    sources: Sequence[str], wanted: Wanted, seen: Seen, unlisted: list[Unread], progress: Progress, cloud: Cloud
) -> Iterator[Log]:
    """The logs, of which `seen` hears."""
    for one in readable(logs_of(sources, wanted, seen.saw, cloud), unlisted, progress):
        if one.account:
            seen.accounts.add(one.account)
        seen.answered.opened(one)
        yield one


def _both(one: Searched, other: Searched) -> Searched:
    spans = [each.span for each in (one, other) if each.span is not None]
    counts = (one.read.records, other.read.records)
    return Searched(
        records=(*one.records, *other.records),
        read=Read(
            files=one.read.files + other.read.files,
            records=None if counts[0] is None or counts[1] is None else counts[0] + counts[1],
            bytes=one.read.bytes + other.read.bytes,
            duplicates=one.read.duplicates + other.read.duplicates,
        ),
        span=(min(first for first, _ in spans), max(last for _, last in spans)) if spans else None,
        unread=(*one.unread, *other.unread),
        interrupted=one.interrupted or other.interrupted,
    )
