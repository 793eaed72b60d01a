"""Ingest: put logs into a set on this machine, so that repeated questions are quick."""

from __future__ import annotations

import time as clock
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.layout import Place
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.delivered import Day
from rootward.trail.store.ingest import Ingested
from rootward.trail.store.ingest import ingest as put
from rootward.workflows.source import Progress
from rootward.workflows.trail.cloud import Cloud
from rootward.workflows.trail.sources import is_set, logs_of

_EVERY = 5.0
"""Seconds between two words of progress."""


def default_folder() -> Path:
    """Where the set lies unless another place is named: in the user's own folder for data."""
    from platformdirs import user_data_path

    return user_data_path("rootward", appauthor=False) / "trail"


def kept_set() -> Path:
    """The set that lies there. Raises UsageError where there is none."""
    folder = default_folder()
    if not is_set(str(folder)):
        raise UsageError(f"{folder} holds no set", advice="'rootward trail ingest PATH' makes one of logs")
    return folder


def ingest(
    sources: Sequence[str],
    folder: Path,
    wanted: Wanted,
    *,
    workers: int | None = None,
    cloud: Cloud | None = None,
    progress: Progress,
) -> Ingested:
    """Add the logs that the sources lead to; those that are in the set already are passed over.

    Of `wanted` counts what the names of files tell: a file that is read goes into the set as a whole. Raises UsageError
    for a path that is not there and for a folder that holds something else, OutputError where nothing can be written,
    MissingExtraError, and what asking AWS raises.
    """
    unlisted: list[Unread] = []
    delivered: set[Day] = set()
    asked = cloud or Cloud(progress=progress)

    def saw(place: Place) -> None:
        if place.kind == "digest" and place.account and place.day is not None:
            delivered.add((place.account, place.region, place.day))

    readable = _readable(logs_of(sources, wanted, saw, asked), unlisted, progress)
    ingested = put(readable, folder, workers=workers, delivered=delivered)
    unread = {(one.path, one.reason): one for one in (*ingested.unread, *unlisted)}
    return msgspec.structs.replace(
        ingested,
        unread=tuple(unread[key] for key in sorted(unread)),
        interrupted=ingested.interrupted or asked.interrupted,
    )


def _readable(listed: Iterable[Log | Unread], unlisted: list[Unread], progress: Progress) -> Iterator[Log]:
    said, count = clock.monotonic(), 0
    for one in listed:
        if isinstance(one, Unread):
            unlisted.append(one)
            continue
        yield one
        count += 1
        if clock.monotonic() - said >= _EVERY:
            progress(f"{count:,} log files so far")
            said = clock.monotonic()
