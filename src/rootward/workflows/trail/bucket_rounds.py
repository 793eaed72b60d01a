"""A trail's bucket that is watched: what is new in it, round by round."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.folder_names import may_be_log, may_hold_below
from rootward.trail.sources.layout import place_of
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.trail.cloud import S3, bucket_and_prefix, log_of
from rootward.workflows.trail.rounds import MOST_IN_BATCH, Batch

if TYPE_CHECKING:
    from rootward.aws.crew import Crew
    from rootward.aws.reading import Reading
    from rootward.aws.trail_bucket import Listed, Unlisted

_DAY = timedelta(days=1)
_BATCH = 16 << 20
"""Bytes of log files that are judged together."""
_OVERLAP = timedelta(hours=1)
"""So long before the newest key of a day's folder it is listed anew: the letters at the end of a name have no order,
and a file may be put there later than one with a later name. A name tells any time, and anybody who may write there
gives a file one: what is called later than now, or is of another account or region, is no mark."""
_DISCOVERED_ANEW = 3600.0
"""Seconds after which new accounts and regions are looked for in a bucket."""


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
            if size >= _BATCH or len(logs) >= MOST_IN_BATCH:
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
