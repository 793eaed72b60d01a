"""Everything that CloudTrail's event history holds of an account: the management events of ninety days, each region.

No attribute is asked by. Only one can be given, and each loses something of root's: `Username` is the account's alias
where it has one, and not `root`; `EventSource` is that of one service; and `ReadOnly` halves what is asked for and not
what is to be asked.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from rootward.aws.crew import Crew
from rootward.aws.event_pages import LOOKUP_EVENTS, PACE, event_pages
from rootward.aws.failure import UnreadError
from rootward.aws.readers.settings import DESCRIBE_REGIONS, read_regions
from rootward.aws.reading import Reading
from rootward.aws.session import AwsSession
from rootward.errors import CredentialsError
from rootward.model.unknown import Blocked

READS = (DESCRIBE_REGIONS, LOOKUP_EVENTS)
KEPT = timedelta(days=90)
"""So far the event history goes back.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
"""
_MOST_REGIONS = 32
"""Regions that are asked side by side: each has a limit of its own. There are fewer."""
_MOST_WAITING = 64
"""Pages that wait to be looked at; then the regions wait."""
_TOLD_EVERY = 20
"""Pages of a region between two words of progress: some ten seconds."""
_A_MOMENT = 1.0
_GLOBAL = "us-east-1"


class LookedUp(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a region's history, or why there is no further one."""

    region: str
    number: int = 0
    """Of the page, from 1."""
    data: bytes = b""
    """`{"Events": [...]}`, each with its record, as `aws cloudtrail lookup-events` writes them."""
    reason: str = ""


def look_up(
    session: AwsSession,
    regions: Collection[str],
    since: datetime | None,
    until: datetime | None,
    progress: Callable[[str], None],
    *,
    make_reading: Callable[[AwsSession, Crew], Reading] | None = None,
) -> Iterator[LookedUp]:
    """The history of the regions (none named: all that are enabled), each page as soon as it came.

    A region that does not answer is told of with its reason, and so is one whose history breaks off. Whoever wants no
    more closes the iterator: then no more is asked. Raises CredentialsError where nothing could be asked yet.
    """
    made = make_reading or partial(Reading, deadline_seconds=float("inf"))
    with Crew(_MOST_REGIONS, "rootward-lookup") as crew:
        reading = made(session, crew)
        try:
            asked = tuple(sorted(regions)) or read_regions(reading)
        except UnreadError as error:
            asked = tuple(dict.fromkeys((_GLOBAL, session.region)))
            yield LookedUp(region="the other regions", reason=f"it is not known which are enabled: {_why(error)}")
        progress(_beginning(len(asked), since))
        looking = _Looking(reading, since, until, progress)
        try:
            for region in asked:
                crew.start(partial(looking.look, region))
            yield from looking.found(len(asked))
        finally:
            looking.over.set()


class _Looking:
    """Regions that are read side by side into one queue."""

    def __init__(
        self, reading: Reading, since: datetime | None, until: datetime | None, progress: Callable[[str], None]
    ) -> None:
        self.over = threading.Event()
        self._reading = reading
        self._since = since
        self._asked: dict[str, Any] = {
            name: moment for name, moment in (("StartTime", since), ("EndTime", until)) if moment is not None
        }
        self._progress = progress
        self._queue: queue.Queue[LookedUp | None] = queue.Queue(_MOST_WAITING)

    def found(self, regions: int) -> Iterator[LookedUp]:
        """What comes of so many regions."""
        while regions:
            try:
                one = self._queue.get(timeout=_A_MOMENT)  # without a limit Windows does not wake for Ctrl-C
            except queue.Empty:
                continue
            if one is None:
                regions -= 1
            else:
                yield one

    def look(self, region: str) -> None:
        """Read the region to the end of its history."""
        try:
            self._pages(region)
        except UnreadError as error:
            if not isinstance(error.fact, Blocked):  # else nobody works there
                self._put(LookedUp(region=region, reason=_why(error)))
        except CredentialsError as error:
            self._put(LookedUp(region=region, reason=f"{error}"))
        except Exception as error:  # noqa: BLE001 - or who waits for this region waits for ever
            self._put(LookedUp(region=region, reason=f"it could not be read: {type(error).__name__}"))
        finally:
            self._put(None)

    def _pages(self, region: str) -> None:
        count = 0
        newest: datetime | None = None
        for number, page in enumerate(event_pages(self._reading, region, **self._asked), 1):
            if self.over.is_set():
                return
            count += len(page.events)
            records = [{"CloudTrailEvent": one.get("CloudTrailEvent")} for one in page.events]
            if records:
                self._put(LookedUp(region=region, number=number, data=msgspec.json.encode({"Events": records})))
                oldest = page.events[-1].get("EventTime")
                newest = newest or page.events[0].get("EventTime")
                if number % _TOLD_EVERY == 0 and isinstance(oldest, datetime) and isinstance(newest, datetime):
                    self._progress(_so_far(region, count, number, newest, oldest, self._since or newest - KEPT))
            if page.is_last:
                return

    def _put(self, one: LookedUp | None) -> None:
        while not self.over.is_set():
            try:
                self._queue.put(one, timeout=_A_MOMENT)
            except queue.Full:
                continue
            return


def _beginning(regions: int, since: datetime | None) -> str:
    span = f"since {since:%Y-%m-%d %H:%M}Z" if since else f"of the last {KEPT.days} days"
    where = f"{regions} region{'s' * (regions != 1)}"
    return (
        f"asking CloudTrail's event history {span} in {where}: a minute for some 5,000 events of a region, "
        "which is all that AWS lets anybody ask; --since shortens it, Ctrl-C keeps what came"
    )


def _so_far(  # noqa: PLR0917 - all that one line tells
    region: str, count: int, pages: int, newest: datetime, oldest: datetime, since: datetime
) -> str:
    """How far back it is, and how long the rest takes if it is as busy."""
    line = f"{region}: {count:,} events, back to {oldest:%Y-%m-%d %H:%M}"
    done, left = newest - oldest, oldest - since
    if done <= timedelta() or left <= timedelta():
        return line
    minutes = left / done * pages * PACE / 60
    return f"{line}; about {max(1, round(minutes)):,} minute{'s' * (round(minutes) > 1)} to go"


def _why(error: UnreadError) -> str:
    fact = error.fact
    if not isinstance(fact, Blocked) and fact.reason == "denied":
        return f"denied: {fact.action} is missing ({fact.detail})"
    return fact.detail
