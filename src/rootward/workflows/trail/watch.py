"""Watch: look where CloudTrail's records arrive, and say that root woke."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from rootward.model.root_event import RootEvent
from rootward.model.scan import Unread
from rootward.trail.classify.context import Context
from rootward.trail.classify.judge import judge
from rootward.trail.finding.find import find
from rootward.trail.finding.sought import Sought
from rootward.trail.log import Log
from rootward.trail.sources.wanted import LATE, Wanted
from rootward.workflows.source import Live, Practice, Progress, opened
from rootward.workflows.trail.bucket_rounds import BucketRounds
from rootward.workflows.trail.deeds import deeds
from rootward.workflows.trail.folder_rounds import LATER, FolderRounds
from rootward.workflows.trail.queue_rounds import QueueRounds
from rootward.workflows.trail.report import by_path, chosen, without_secrets
from rootward.workflows.trail.rounds import Rounds
from rootward.workflows.trail.searching import records_of
from rootward.workflows.trail.told import Told, told_of

EVERY = 30.0
"""Seconds from one look to the next: so root's waking is told within a minute of its delivery."""
_BEFORE = timedelta(hours=1)
"""So far before its first look a watch tells of events: CloudTrail delivers some minutes late."""
_BEFORE_ONCE = timedelta(days=1)
"""And where it looks once: it may be run once a day."""
_QUICKEST = 1.0
_WRITTEN_DOWN = timedelta(minutes=10)
_MOST_SAID = 10_000
"""Of so many things that could not be read it is known that they were said."""


class Hook(Protocol):
    """Somebody who is told too."""

    def tell(self, event: RootEvent, text: bytes) -> str:
        """What went wrong, in one line."""


class Watching(msgspec.Struct, frozen=True, kw_only=True):
    """What is watched, and how."""

    source: str
    """A folder, `s3://BUCKET/PREFIX`, `sqs://QUEUE` or a queue's URL."""
    wanted: Wanted = Wanted()
    all: bool = False
    """Tell also what AssumeRoot sessions and services did as root."""
    once: bool = False
    """Look once."""
    every: float = EVERY
    state: Path | None = None
    live: Live | Practice = Live()
    hooks: tuple[Hook, ...] = ()


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    woke: int
    """Events of human root that were told."""
    unread: int
    """Things that could not be read."""


def watch(  # noqa: PLR0917 - who hears of it, and by which clock
    asked: Watching,
    tell: Callable[[RootEvent], None],
    announce: Progress,
    progress: Progress,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> Watched:
    """Look, round by round, until Ctrl-C; or once. `tell` is given each event of root, the earliest of a batch first.

    Each is told once, and at least once: it is noted after it was told, and a message is taken from its queue after
    that. `announce` hears what could not be read, and which hook failed.

    Raises UsageError, JournalError, CredentialsError, EndpointError, and KeyboardInterrupt, after which all is noted.
    """
    with told_of(_named(asked.source), asked.state, announce) as told:
        return _watched(asked, told, tell, announce, progress, now, sleep)


def _watched(  # noqa: PLR0917
    asked: Watching,
    told: Told,
    tell: Callable[[RootEvent], None],
    announce: Progress,
    progress: Progress,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> Watched:
    wanted = asked.wanted
    if wanted.since is None and not _is_queue(asked.source):  # what a queue gives is new
        before = _BEFORE_ONCE if asked.once else _BEFORE
        since = now() - before if told.looked is None else min(told.looked, now()) - LATE
        wanted = msgspec.structs.replace(wanted, since=since)
    watcher = _Watcher(asked, wanted, told, tell, announce, begun=now())
    with _rounds(asked, wanted, announce, progress, now) as rounds:
        progress(f"watching {asked.source}")
        try:
            while True:
                begun, moment = time.monotonic(), now()
                met = watcher.met
                for batch in rounds.round():
                    rounds.missed(watcher.take(batch.logs, batch.unread))
                    watcher.finish(batch.done)
                if watcher.met == met and rounds.is_whole:
                    watcher.read_all(moment)
                watcher.note()
                if asked.once:
                    break
                # A queue waits itself; one that does not is asked no more often than each second.
                sleep(max(0.0, (_QUICKEST if rounds.waits else asked.every) - (time.monotonic() - begun)))
        finally:
            watcher.note(at_once=True)
    return Watched(woke=watcher.woke, unread=watcher.unread)


class _Watcher:
    """What was told so far."""

    def __init__(
        self,
        asked: Watching,
        wanted: Wanted,
        told: Told,
        tell: Callable[[RootEvent], None],
        announce: Progress,
        *,
        begun: datetime,
    ) -> None:
        self.woke = self.unread = self.met = 0
        self._asked, self._wanted, self._told, self._tell = asked, wanted, told, tell
        self._announce = announce
        # Where a first watch never reads all, the next one looks as far back as it did.
        first = begun if wanted.since is None else min(begun, wanted.since + LATE)
        self._looked = first.replace(microsecond=0) if told.looked is None else told.looked
        self._said: set[tuple[str, str]] = set()
        self._is_new = False

    def take(self, logs: Sequence[Log], unread: Sequence[Unread]) -> set[str]:
        """Judge the logs together, and tell what was not told. The names of those that not all could be read of."""
        lacking: list[Unread] = []
        if logs:
            found = find(logs, Sought.ROOT, workers=1)
            if found.interrupted:
                raise KeyboardInterrupt
            records = records_of(found, lacking)
            lacking += found.unread
            taken = chosen(records, self._wanted)
            judged = judge(taken, Context(all=self._asked.all))
            for event, deed in deeds(judged.events, taken):
                if deed not in self._told:
                    self._wake(without_secrets(event), deed)
        for one in by_path((*unread, *lacking)):
            self._say(one)
        return {one.path for one in lacking}

    def finish(self, done: Callable[[], None]) -> None:
        """Note what was told, and let go of where it came from."""
        if self._is_new:
            self.note(at_once=True)
        from rootward.aws.trail_queue import QueueError

        try:
            done()
        except QueueError as error:
            self._say(Unread(path="the queue", reason=f"what was told stays in it: {error}"))

    def note(self, *, at_once: bool = False) -> None:
        """Write down what was told, now and then, and until when nothing is missing."""
        if at_once or self._told.looked is None or self._looked - self._told.looked >= _WRITTEN_DOWN:
            self._told.keep(self._looked)
            self._is_new = False

    def read_all(self, begun: datetime) -> None:
        """In a round that began then all could be read: what cannot be from now on is news."""
        self._looked = begun.replace(microsecond=0)
        self._said.clear()

    def _wake(self, event: RootEvent, deed: str) -> None:
        self._tell(event)
        self.woke += event.actor == "root"
        self._told.add(deed)
        self._is_new = True
        text = msgspec.json.encode(event)
        for hook in self._asked.hooks:
            if why := hook.tell(event, text):
                self._announce(why)

    def _say(self, one: Unread) -> None:
        """Once, however often it is met in a row of rounds."""
        self.met += 1
        if (one.path, one.reason) in self._said:
            return
        self.unread += 1
        if len(self._said) < _MOST_SAID:
            self._said.add((one.path, one.reason))
        self._announce(f"incomplete: {one.path}: {one.reason}")


@contextmanager
def _rounds(
    asked: Watching, wanted: Wanted, announce: Progress, progress: Progress, now: Callable[[], datetime]
) -> Iterator[Rounds]:
    if not _is_cloud(asked.source):
        later = LATER if asked.wanted.since is None else None
        yield FolderRounds(asked.source, wanted, once=asked.once, now=now, later=later)
        return
    from rootward.aws.crew import Crew
    from rootward.aws.reading import Reading
    from rootward.aws.session import PARALLEL_CALLS
    from rootward.aws.trail_queue import QueueError, TrailQueue
    from rootward.errors import UsageError

    with opened(asked.live, progress, announce) as session, Crew(PARALLEL_CALLS, "rootward-watch") as crew:
        reading = Reading(session, crew, deadline_seconds=float("inf"))
        if not _is_queue(asked.source):
            yield BucketRounds(reading, crew, asked.source, wanted, now=now)
            return
        try:
            queue = TrailQueue(reading, asked.source)
        except QueueError as error:
            raise UsageError(f"{asked.source}: {error}") from None
        yield QueueRounds(reading, queue, once=asked.once)


def _is_cloud(source: str) -> bool:
    return _is_queue(source) or source.lower().startswith("s3://")


def _named(source: str) -> str:
    """A folder's name is the same wherever the watch is started."""
    return source if _is_cloud(source) else str(Path(source).absolute())


def _is_queue(source: str) -> bool:
    from rootward.aws.trail_queue import is_queue

    return is_queue(source)
