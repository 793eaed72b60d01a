"""A word of progress now and then, while logs are read."""

from __future__ import annotations

import time as clock
from collections.abc import Callable, Iterable, Iterator

from rootward.model.scan import Unread
from rootward.trail.log import Log

_EVERY = 5.0
"""Seconds between two words of progress."""


def now_and_then(progress: Callable[[str], None], words: str) -> Callable[[int], None]:
    """What takes a count, and tells it before these words where it is time to."""
    said = clock.monotonic()

    def told(count: int) -> None:
        nonlocal said
        if clock.monotonic() - said >= _EVERY:
            progress(f"{count:,} {words}")
            said = clock.monotonic()

    return told


def readable(listed: Iterable[Log | Unread], unlisted: list[Unread], progress: Callable[[str], None]) -> Iterator[Log]:
    """The logs among them; what could not be listed is added to `unlisted`."""
    tell = now_and_then(progress, "log files so far")
    count = 0
    for one in listed:
        if isinstance(one, Unread):
            unlisted.append(one)
            continue
        yield one
        count += 1
        tell(count)
