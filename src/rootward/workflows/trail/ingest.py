"""Ingest: put logs into a set on this machine, so that repeated questions are quick."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.sources.layout import Place
from rootward.trail.sources.listing import STANDARD_INPUT
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.delivered import Day
from rootward.trail.store.ingest import Ingested
from rootward.trail.store.ingest import ingest as put
from rootward.trail.store.task import Task
from rootward.workflows.source import Progress
from rootward.workflows.trail.cloud import Cloud, is_cloud
from rootward.workflows.trail.pace import readable
from rootward.workflows.trail.sources import is_set, logs_of


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
    _refuse_missing(sources)
    unlisted: list[Unread] = []
    delivered: set[Day] = set()
    asked = cloud or Cloud(progress=progress)

    def saw(place: Place) -> None:
        if place.kind == "digest" and place.account and place.day is not None:
            delivered.add((place.account, place.region, place.day))

    ingested = put(
        readable(logs_of(sources, wanted, saw, asked), unlisted, progress),
        folder,
        workers=workers,
        delivered=delivered,
        task=_task(sources, wanted),
        is_cut=lambda: asked.interrupted,
    )
    unread = {(one.path, one.reason): one for one in (*ingested.unread, *unlisted)}
    return msgspec.structs.replace(
        ingested,
        unread=tuple(unread[key] for key in sorted(unread)),
        interrupted=ingested.interrupted or asked.interrupted,
    )


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
        until=None if wanted.until is None else wanted.until.date(),
    )


def _of_anywhere(word: str) -> str:
    return os.path.abspath(word) if _is_path(word) else word  # noqa: PTH100 - it follows no link
