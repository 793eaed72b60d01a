"""A folder that is watched: what is new in it, round by round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.listing import STANDARD_INPUT, listing
from rootward.trail.sources.wanted import LATE, Wanted
from rootward.workflows.trail.rounds import MOST_IN_BATCH, Batch
from rootward.workflows.trail.sources import is_set

_DAY = timedelta(days=1)
LATER = 2 * _DAY
"""How far before the last round in which all was read a folder's files are looked for, where no time was asked for."""
_SETTLED = 2.0
"""Seconds for which a file must not have changed: somebody may be writing it."""


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
                    if len(logs) >= MOST_IN_BATCH:
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


def _since(wanted: Wanted, moment: datetime) -> Wanted:
    later = moment if wanted.since is None else max(moment, wanted.since)
    return msgspec.structs.replace(wanted, since=later)
