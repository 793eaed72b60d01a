"""What a set that ingest made tells, as if its logs were read anew: the same files, accounts, days and events."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from rootward.errors import UsageError
from rootward.model.root_event import Read
from rootward.model.scan import Unread
from rootward.model.used_actions import UsedActions
from rootward.trail.finding.portions import INTERRUPTED
from rootward.trail.finding.sought import Sought
from rootward.trail.sources.layout import Place, place_of
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.delivered import days_of
from rootward.trail.store.lines import unread_of
from rootward.trail.store.row import UNKNOWN
from rootward.trail.store.sql import LogPart, Set
from rootward.trail.store.task import Task
from rootward.workflows.trail.interruptible import interruptible
from rootward.workflows.trail.searching import Searched, Seen
from rootward.workflows.trail.sources import NOTHING

_GONE = "it is gone from the set: 'rootward trail ingest' reads its logs again"
_CUT = "it has not the size that it was written with: 'rootward trail ingest' reads its logs again"
_DAMAGED = "it is damaged: remove that file, and 'rootward trail ingest' reads its logs again"
_OWN = re.compile(r"\.?index\.jsonl(?:\.tmp)?|\.lock|\.writing")


Answer = TypeVar("Answer")


class _Asked(NamedTuple, Generic[Answer]):
    """The answer to one question, and what there is to say of the set."""

    answer: Answer | None
    """None: there is none."""
    taken: list[LogPart]
    """The logs that are asked for."""
    unread: tuple[Unread, ...]
    interrupted: bool = False


def stored(word: str, wanted: Wanted, seen: Seen, sought: Sought) -> Searched:
    """What is sought in the set in that folder, of the logs that are asked for.

    `read` has no bytes, since nothing is inflated, and no duplicates, since a set tells each event once. Raises
    UsageError where the set is of another version, and MissingExtraError.
    """
    asked = _asked(word, wanted, seen, lambda opened, logs: tuple(opened.records(sought, wanted, logs)))
    return Searched(
        records=asked.answer or (),
        read=Read(files=len({part.name for part in asked.taken}), records=sum(part.rows for part in asked.taken)),
        span=_span(asked.taken),
        unread=asked.unread,
        interrupted=asked.interrupted,
    )


def stored_use(
    word: str, wanted: Wanted, seen: Seen, about: str | None = None
) -> tuple[UsedActions | None, tuple[Unread, ...], bool]:
    """Which actions each principal used; None: there is no event. What was not read; whether it was interrupted.

    `about`: the principal of whose actions it is told on what they were used, by `is_same`. Raises as `stored` does.
    """
    asked = _asked(word, wanted, seen, lambda opened, logs: opened.used(wanted, logs, about=about))
    return asked.answer, asked.unread, asked.interrupted


def _asked(
    word: str,
    wanted: Wanted,
    seen: Seen,
    question: Callable[[Set, Collection[str] | None], Answer | None],
    without: tuple[str, ...] = (),
) -> _Asked[Answer]:
    """`without`: files of the set that were found damaged."""
    folder = Path(word)
    with Set(folder, without=without) as opened:
        unread = list(_unread(word, opened, wanted))
        for line in opened.lines:
            for account, region, day in days_of(line.delivered):
                seen.saw(Place(kind="digest", account=account, region=region, day=day))
        try:
            held = opened.logs()
            taken = [part for part in held if wanted.may_hold(place_of(part.name))]
            logs = None if len(taken) == len(held) else {part.name for part in taken}
            answer = interruptible(opened, partial(question, opened, logs))
        except UsageError as error:
            if damaged := opened.damaged():
                return _asked(word, wanted, seen, question, (*opened.unreadable, *damaged))
            return _Asked(None, [], (*unread, Unread(path=word, reason=str(error))))
        except KeyboardInterrupt:
            return _Asked(None, [], (*unread, Unread(path=word, reason=INTERRUPTED)), interrupted=True)
        is_empty = not any(line.logs for line in opened.lines)
    for name in {part.name for part in held}:
        seen.saw(place_of(name))
    _tell(seen, taken)
    others = sum(1 for _ in _others(folder, is_empty=is_empty))
    if is_empty or others:
        unread.append(Unread(path=word, reason=_told_of(others, is_empty=is_empty)))
    elif not taken and held:  # of logs without a record their names are not kept
        unread.append(Unread(path=word, reason=NOTHING))
    return _Asked(answer, taken, tuple(unread))


def _unread(word: str, opened: Set, wanted: Wanted) -> Iterator[Unread]:
    folder = Path(word)
    for name in opened.missing:
        yield Unread(path=str(folder / name), reason=_CUT if (folder / name).exists() else _GONE)
    for name in opened.unreadable:
        yield Unread(path=str(folder / name), reason=_DAMAGED)
    for task in opened.unended:
        yield Unread(path=word, reason=_told_unended(task))
    for name, why in unread_of(opened.lines):
        if wanted.may_hold(place_of(name)):
            yield Unread(path=name, reason=why)


def _told_unended(task: Task) -> str:
    of = f" of {', '.join(task.sources)}" if task.sources else ""
    since = "" if task.since is None else f" since {task.since}"
    return (
        f"an ingest{of}{since} did not come to its end: what it did not read is not in the set; "
        "the same 'rootward trail ingest' goes on"
    )


def _others(folder: Path, *, is_empty: bool) -> Iterator[str]:
    """Files in the folder of a set that are none of its own: somebody may have made a set of a folder of logs."""
    for path in folder.iterdir():
        if _OWN.fullmatch(path.name) or (path.name.startswith("account=") and not is_empty):
            continue
        if path.is_dir():
            yield from (file for _, _, files in os.walk(path) for file in files)
        else:
            yield path.name


def _told_of(others: int, *, is_empty: bool) -> str:
    files = "1 other file in it is" if others == 1 else f"the {others:,} other files in it are"
    if not is_empty:
        return f"it is a set: {files} not read"
    return f"it is an empty set: no log was read into it{f'; {files} not read' if others else ''}"


def _tell(seen: Seen, taken: Iterable[LogPart]) -> None:
    """Of which accounts and regions there was something: by the names of logs, and by what stands in them."""
    for part in taken:
        place = place_of(part.name)
        seen.accounts |= {place.account or part.account} - {UNKNOWN}
        seen.answered.told({part.account}, {place.region, part.region})


def _span(taken: Iterable[LogPart]) -> tuple[datetime, datetime] | None:
    times = [time for part in taken for time in (part.first, part.last)]
    times += (place.moment for part in taken if (place := place_of(part.name)).moment is not None)
    return (min(times), max(times)) if times else None
