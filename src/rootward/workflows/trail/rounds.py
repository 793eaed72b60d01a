"""Where a watch looks: a folder, a bucket or a queue, round by round. Each round gives what is new, in batches."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.folder_names import may_be_log, may_hold_below
from rootward.trail.sources.layout import place_of
from rootward.trail.sources.listing import STANDARD_INPUT, listing
from rootward.trail.sources.notice import notice_of
from rootward.trail.sources.wanted import LATE, Wanted
from rootward.workflows.trail.cloud import S3, bucket_and_prefix, log_of
from rootward.workflows.trail.sources import is_set

if TYPE_CHECKING:
    from rootward.aws.crew import Crew
    from rootward.aws.reading import Reading
    from rootward.aws.trail_bucket import Listed, Unlisted
    from rootward.aws.trail_queue import Message, TrailQueue

_DAY = timedelta(days=1)
LATER = 2 * _DAY
"""How far before the last round in which all was read a folder's files are looked for, where no time was asked for."""
_BATCH = 16 << 20
"""Bytes of log files that are judged together."""
_MOST_IN_BATCH = 256
_OVERLAP = timedelta(hours=1)
"""So long before the newest key of a day's folder it is listed anew: the letters at the end of a name have no order,
and a file may be put there later than one with a later name. A name tells any time, and anybody who may write there
gives a file one: what is called later than now, or is of another account or region, is no mark."""
_DISCOVERED_ANEW = 3600.0
"""Seconds after which new accounts and regions are looked for in a bucket."""
_SETTLED = 2.0
"""Seconds for which a file must not have changed: somebody may be writing it."""
_LONG_POLL = 20
"""https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html"""
_SHORT_POLL = 2
"""Longer than none, by which a queue asks only some of its machines."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What is new."""

    logs: Sequence[Log] = ()
    unread: Sequence[Unread] = ()
    done: Callable[[], None] = lambda: None
    """Called when all of it was told."""


class Rounds(Protocol):
    """A place that is looked at again and again."""

    waits: bool
    """Whether a round itself waits for what is new."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing that is known to be there is left to a later round."""

    def round(self) -> Iterator[Batch]:
        """What is new since the last one."""

    def missed(self, names: Iterable[str]) -> None:
        """Logs of the batch that was given last, which could not be read, or not all of them."""


class FolderRounds:
    """A folder, or a file: what is new or changed."""

    waits = False

    def __init__(
        self, path: str, wanted: Wanted, *, once: bool, now: Callable[[], datetime], later: timedelta | None = LATER
    ) -> None:
        """`later`: how far back rounds look after one in which all was read; None: always to all that was asked for.

        Raises UsageError for standard input, and for a set, which no log comes into.
        """
        if path == STANDARD_INPUT:
            raise UsageError("standard input cannot be watched", advice="pipe it to 'rootward trail report -'")
        if is_set(path):
            raise UsageError(
                f"{path} is a set that 'rootward trail ingest' made, and no log comes into it",
                advice="watch the folder, the bucket or the queue that its logs come from",
            )
        self._path, self._wanted, self._once, self._now, self._later = path, wanted, once, now, later
        self._seen: dict[str, tuple[int, int, int]] = {}
        self._begun = False
        self._whole: datetime | None = None
        self._left: set[str] = set()
        """Names of files that are there, and that the last round did not read whole."""

    @property
    def is_whole(self) -> bool:
        """Whether the last round read all, but for new files that the next one looks for in any case."""
        return not self._left

    def round(self) -> Iterator[Batch]:
        """Raises UsageError where the path is not there when the watch begins."""
        logs: list[Log] = []
        unread: list[Unread] = []
        begun, wanted = self._now(), self._wanted
        before, self._left = self._left, set()
        if self._whole is not None and self._later is not None:
            wanted = _since(wanted, self._whole - self._later)
        try:
            for one in listing((self._path,), wanted, lambda _place: None):
                if isinstance(one, Unread):
                    unread.append(one)
                elif self._is_new(one, begun, before):
                    logs.append(one)
                    if len(logs) >= _MOST_IN_BATCH:
                        yield Batch(logs=tuple(logs))
                        logs.clear()
        except UsageError as error:
            if not self._begun:
                raise
            unread.append(Unread(path=self._path, reason=str(error)))
        self._begun = True
        yield Batch(logs=tuple(logs), unread=tuple(unread))
        if not unread and not self._left:  # only now it is known what was missed
            self._whole = begun

    def missed(self, names: Iterable[str]) -> None:
        """They are given again in the next round, changed or not: the disk may have failed, and not the file."""
        for name in names:
            self._seen.pop(name, None)
            self._left.add(name)

    def _is_new(self, log: Log, begun: datetime, before: set[str]) -> bool:
        try:
            found = Path(log.path or log.name).stat()
        except FileNotFoundError:
            return False
        except OSError:
            return True  # whoever reads it says why not
        if not self._once and abs(self._now().timestamp() - found.st_mtime) < _SETTLED:
            if log.name in before or (log.day is not None and log.day < (begun - LATE).date()):
                self._left.add(log.name)  # of a day that the next round would not look at
            return False
        state = (found.st_size, found.st_mtime_ns, found.st_ctime_ns)  # the last also where its mode changed
        if self._seen.get(log.name) == state:
            return False
        self._seen[log.name] = state
        return True


class BucketRounds:
    """A trail's bucket: the folders of today and yesterday of each account and region, after what was seen there.

    And those of the days between, where a region was not listed for longer; and those that something of could not be
    read, until it can.
    """

    waits = False
    is_whole = True
    """What could not be got is among the unread of each round."""

    def __init__(
        self,
        reading: Reading,
        crew: Crew,
        word: str,
        wanted: Wanted,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises UsageError where the word names no bucket."""
        self._reading, self._crew, self._wanted, self._now, self._clock = reading, crew, wanted, now, clock
        self._word = word
        self._bucket, self._prefix = bucket_and_prefix(word)
        self._regions: tuple[str, ...] = ()
        self._discovered: float | None = None
        self._seen: dict[str, set[str]] = defaultdict(set)
        self._listed_on: dict[str, date] = {}
        """By region the last day that it was listed on."""
        self._missed: dict[str, set[str]] = {}
        """By folder the keys in it that could not be got the last time; or itself, if it could not be listed."""

    def round(self) -> Iterator[Batch]:
        """Raises CredentialsError."""
        from rootward.aws.trail_bucket import Got, get_each

        if self._discovered is None or not self._regions or self._clock() - self._discovered >= _DISCOVERED_ANEW:
            yield from self._discover()
        logs: list[Log] = []
        unread: list[Unread] = []
        missed: dict[str, set[str]] = defaultdict(set)
        size, now = 0, self._now().astimezone(UTC)
        for one in get_each(self._reading, self._crew, self._bucket, self._listed(now)):
            if isinstance(one, Got):
                self._seen[_folder(one.listed.key)].add(one.listed.key)
                logs.append(log_of(self._bucket, one.listed.key, data=one.data))
                size += len(one.data)
            else:
                missed[_folder(one.key)].add(one.key)
                unread.append(Unread(path=f"{S3}{self._bucket}/{one.key}", reason=one.reason))
            if size >= _BATCH or len(logs) >= _MOST_IN_BATCH:
                yield Batch(logs=tuple(logs))
                logs, size = [], 0
        self._missed = missed
        self._listed_on.update(dict.fromkeys(self._regions, now.date()))
        yield Batch(logs=tuple(logs), unread=tuple(unread))

    def missed(self, names: Iterable[str]) -> None:
        """Nothing comes of it: each object was got whole, and is the same the next time."""

    def _folders(self, today: date) -> set[str]:
        found = set(self._missed)
        since = today if self._wanted.since is None else self._wanted.since.date() + _DAY
        for region in self._regions:
            first = min(today, self._listed_on.get(region, since))
            days = (today - number * _DAY for number in range((today - first).days + 2))
            found.update(f"{region}{day:%Y/%m/%d}/" for day in days)
        return found

    def _listed(self, now: datetime) -> Iterator[Listed | Unlisted]:
        folders = self._folders(now.date())
        for known in set(self._seen) - folders:
            del self._seen[known]
        afters = {
            folder: _from(folder, self._seen.get(folder, ()), self._missed.get(folder, ()), now)
            for folder in sorted(folders)
        }
        begun = [self._crew.start(partial(self._new_in, folder, last)) for folder, last in afters.items()]
        for one in begun:
            yield from one.result()

    def _new_in(self, folder: str, last: str) -> list[Listed | Unlisted]:
        from rootward.aws.trail_bucket import Unlisted, after

        seen = self._seen.get(folder, set())
        return [
            one
            for one in after(self._reading, self._bucket, folder, last)
            if isinstance(one, Unlisted) or (one.key not in seen and may_be_log(one.key, self._wanted))
        ]

    def _discover(self) -> Iterator[Batch]:
        """Find the folders of accounts and regions: `AWSLogs/111122223333/CloudTrail/us-east-1/`."""
        from rootward.aws.failure import UnreadError
        from rootward.aws.trail_bucket import folders_of, reason_of_list

        found: set[str] = set()
        unread: list[Unread] = []
        above = _region_folder(self._prefix)
        waiting = [] if above else [self._prefix]
        if above:
            found.add(above)
        while waiting:
            folder = waiting.pop()
            try:
                below = folders_of(self._reading, self._bucket, folder)
            except UnreadError as error:
                reason = reason_of_list(error, self._bucket)
                unread.append(Unread(path=f"{S3}{self._bucket}/{folder}", reason=reason))
                continue
            for one in below:
                if not may_hold_below(one, self._wanted):
                    continue
                if region := _region_folder(one):
                    found.add(region)
                else:
                    waiting.append(one)
        if not unread:
            self._regions = tuple(sorted(found))
            self._discovered = self._clock()
        else:
            self._regions = tuple(sorted({*self._regions, *found}))
        if not self._regions and not unread:
            reason = "no folder AWSLogs/ACCOUNT/CloudTrail/REGION/ is there that is asked for"
            unread.append(Unread(path=self._word, reason=reason))
        yield Batch(unread=tuple(unread))


class QueueRounds:
    """A queue: messages that name new log files, or hold the events themselves."""

    is_whole = True

    def __init__(self, reading: Reading, queue: TrailQueue, *, once: bool) -> None:
        self.waits = True
        self._reading, self._queue, self._once = reading, queue, once

    def round(self) -> Iterator[Batch]:
        """All that is there, each message a batch. Raises CredentialsError."""
        from rootward.aws.trail_queue import QueueError

        self.waits = True
        while True:
            try:
                messages = self._queue.receive(_SHORT_POLL if self._once else _LONG_POLL)
            except QueueError as error:
                self.waits = False  # it said so at once
                yield Batch(unread=(Unread(path="the queue", reason=str(error)),))
                return
            if not messages:
                return
            for message in messages:
                yield self._batch(message)

    def missed(self, names: Iterable[str]) -> None:
        """Nothing comes of it: each object was got whole, and is the same the next time."""

    def _batch(self, message: Message) -> Batch:
        from rootward.aws.trail_bucket import Got, get_named

        notice = notice_of(message.body)
        if not notice.is_understood:
            return Batch(
                unread=(
                    Unread(path=f"message {message.id}", reason="it tells of no log file or event, and stays there"),
                )
            )
        logs: list[Log] = []
        unread: list[Unread] = []
        if notice.event:
            logs.append(Log(name=f"message {message.id}", data=notice.event))
        for bucket, key in notice.objects:
            if not may_be_log(key, Wanted()):
                continue
            one = get_named(self._reading, bucket, key)
            if isinstance(one, Got):
                logs.append(log_of(bucket, key, data=one.data))
            else:
                unread.append(Unread(path=f"{S3}{bucket}/{key}", reason=one.reason))
        # What could not be read stays in the queue: it is given again, until the queue's own limit.
        return Batch(logs=logs, unread=unread, **({} if unread else {"done": partial(self._delete, message)}))

    def _delete(self, message: Message) -> None:
        self._queue.delete(message)


def _since(wanted: Wanted, moment: datetime) -> Wanted:
    later = moment if wanted.since is None else max(moment, wanted.since)
    return msgspec.structs.replace(wanted, since=later)


def _folder(key: str) -> str:
    """Of a day, which a key lies in, however deep."""
    region = _region_folder(key[: key.rindex("/") + 1])
    return region + "/".join(key[len(region) :].split("/")[:3]) + "/"


def _region_folder(folder: str) -> str:
    """The part of a folder's name that ends with the region; empty where it does not come so far."""
    place = place_of(folder)
    above, region, _ = f"{folder}/".rpartition(f"/{place.region}/")
    return f"{above}{region}" if place.kind == "log" else ""


def _from(folder: str, seen: Iterable[str], missed: Iterable[str], now: datetime) -> str:
    """After which key a folder is listed: before those that could not be got, and some time before the newest."""
    of = place_of(folder)
    named = f"{folder}{of.account}_CloudTrail_{of.region}_"
    newest = max((key for key in seen if named < key < f"{named}{now:%Y%m%dT%H%MZ}~"), default="")
    moment = place_of(newest).moment
    if moment is None:
        return ""
    return min((f"{named}{moment - _OVERLAP:%Y%m%dT%H%MZ}", *(key[:-1] for key in missed)))
