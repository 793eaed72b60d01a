"""Ingest: put logs into a set on this machine, so that repeated questions are quick."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.layout import Place
from rootward.trail.sources.listing import STANDARD_INPUT
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.delivered import Day
from rootward.trail.store.ingest import Ingested
from rootward.trail.store.ingest import ingest as put
from rootward.trail.store.spelling import spelled
from rootward.trail.store.task import Task
from rootward.trail.store.unopened import Unopened
from rootward.workflows.source import Progress
from rootward.workflows.trail.cloud import LOOKUP, Cloud, is_cloud
from rootward.workflows.trail.pace import readable
from rootward.workflows.trail.sources import NOTHING, is_set, logs_of

_MOMENT = timedelta(microseconds=1)


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

    Of `wanted` its days count, and what the names of files tell: a file of an account, a region and a day that are
    asked for goes into the set as a whole, and of another each record that tells so itself. Raises UsageError for a
    path that is not there and for a folder that holds something else, OutputError where nothing can be written,
    MissingExtraError, and what asking AWS raises.
    """
    _refuse_missing(sources)
    unread: list[Unread] = []
    unlisted: list[Unopened] = []
    delivered: set[Day] = set()
    asked = cloud or Cloud(progress=progress)

    def saw(place: Place) -> None:
        if place.kind == "digest" and place.account and place.day is not None:
            delivered.add((place.account, place.region, place.day))

    ingested = put(
        readable(_noting(logs_of(sources, wanted, saw, asked), unlisted), unread, progress),
        folder,
        workers=workers,
        delivered=delivered,
        unlisted=unlisted,
        task=_task(sources, wanted),
        is_cut=lambda: asked.interrupted,
    )
    told = {(spelled(one.path), one.reason) for one in (*ingested.unread, *unread)}
    return msgspec.structs.replace(
        ingested,
        unread=tuple(Unread(path=path, reason=reason) for path, reason in sorted(told)),
        interrupted=ingested.interrupted or asked.interrupted,
    )


def _noting(listed: Iterable[Log | Unread], unlisted: list[Unopened]) -> Iterator[Log | Unread]:
    """The same. That a source holds nothing of what is asked for leaves nothing unread."""
    for one in listed:
        if isinstance(one, Unread) and one.reason != NOTHING:
            unlisted.append(Unopened(_of_anywhere(one.path), spelled(one.path), one.reason))
        yield one


def _refuse_missing(sources: Sequence[str]) -> None:
    """Before anything is begun: of what is not there no ingest comes to its end."""
    for word in sources:
        if _is_path(word) and not os.path.exists(word):  # noqa: PTH110 - Path.exists may raise
            raise UsageError(
                f"{word}: no such file or folder", advice="name CloudTrail's log files, or a folder of them"
            )


def _is_path(word: str) -> bool:
    return word != STANDARD_INPUT and not is_cloud(word)


def _task(sources: Sequence[str], wanted: Wanted) -> Task:
    return Task(
        sources=tuple(sorted({_of_anywhere(word) for word in sources})),
        accounts=tuple(sorted(wanted.accounts)),
        regions=tuple(sorted(wanted.regions)),
        since=None if wanted.since is None else wanted.since.date(),
        until=None if wanted.until is None else (wanted.until - _MOMENT).date(),
    )


def _of_anywhere(word: str) -> str:
    is_told_so = not _is_path(word) or word.startswith(f"{LOOKUP} ")
    return spelled(word if is_told_so else os.path.abspath(word))  # noqa: PTH100 - it follows no link
