"""The log files on this machine: those that are named, those of folders, and what comes in on standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.layout import Place, place_of
from rootward.trail.sources.wanted import Wanted

STANDARD_INPUT = "-"
_ENDINGS = (".json", ".json.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".csv", ".csv.gz", ".gz")
_INDEX = "index.jsonl"
_SET = (
    "it is a set that 'rootward trail ingest' made, and holds no log files: 'trail report' takes it where it is named "
    "itself, 'trail policy' and the used actions of an audit where nothing else is named beside it"
)
_MOST_INPUT = 1 << 30
"""Bytes of standard input that are taken; a log that is larger is better read from its files."""


def listing(paths: Iterable[str], wanted: Wanted, saw: Callable[[Place], None]) -> Iterator[Log | Unread]:
    """The logs at some paths that may hold what is asked for, in the order of their names. `-`: standard input.

    A file that is named is read whatever it is called. `saw` is told what the name of each file tells, also of those
    that are not asked for, and of digests. Raises UsageError where a path does not exist, or standard input is closed.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield _standard_input()
            continue
        try:
            mode = Path(path).stat().st_mode
        except FileNotFoundError:
            raise UsageError(
                f"{path}: no such file or folder", advice="name CloudTrail's log files, or a folder of them"
            ) from None
        except OSError as error:
            yield Unread(path=path, reason=error.strerror or "it cannot be read")
            continue
        if S_ISDIR(mode):
            yield from _folder(path, wanted, saw)
        elif S_ISREG(mode):
            place = place_of(path)
            saw(place)
            yield _log(path, place)
        else:
            yield Unread(path=path, reason="it is no file")


def _folder(top: str, wanted: Wanted, saw: Callable[[Place], None]) -> Iterator[Log | Unread]:
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield Unread(path=folder, reason=error.strerror or "it cannot be read")
            continue
        if any(entry.name == _INDEX for entry in entries) and _is_set(folder):
            yield Unread(path=folder, reason=_SET)
            continue
        folders = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif entry.is_symlink() and os.path.isdir(entry.path):  # noqa: PTH112 - Path.is_dir may raise
                yield Unread(path=entry.path, reason="a link to a folder is not followed: name it by itself")
            elif entry.name.lower().endswith(_ENDINGS):
                place = place_of(entry.path)
                saw(place)
                if wanted.may_hold(place):
                    yield from _entry(entry, place)
        waiting += reversed(folders)


def _is_set(folder: str) -> bool:
    from rootward.trail.store.lines import is_set  # what it takes with it is needed here alone

    return is_set(Path(folder))


def _entry(entry: os.DirEntry[str], place: Place) -> Iterator[Log | Unread]:
    try:
        is_file = entry.is_file()  # a link to a file counts as one: folders of links are how samples are made
    except OSError as error:
        yield Unread(path=entry.path, reason=error.strerror or "it cannot be read")
        return
    if is_file:
        yield _log(entry.path, place)
    elif os.path.lexists(entry.path):
        yield Unread(path=entry.path, reason="it is no file")


def _log(path: str, place: Place) -> Log:
    return Log(name=path, path=path, account=place.account, region=place.region, day=place.day)


def _standard_input() -> Log:
    if sys.stdin is None:
        raise UsageError("standard input is closed", advice="give it a log to read, or name a file")
    data = sys.stdin.buffer.read(_MOST_INPUT + 1)
    if len(data) > _MOST_INPUT:
        raise UsageError("standard input has more than 1 GB", advice="name the files of the log instead")
    return Log(name=STANDARD_INPUT, data=data)
