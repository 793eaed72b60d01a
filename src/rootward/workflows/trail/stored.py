"""What a set that ingest made tells, as if its logs were read anew: the same files, accounts, days and events."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from rootward.errors import UsageError
from rootward.model.root_event import Read
from rootward.model.scan import Unread
from rootward.model.used_actions import UsedActions
from rootward.trail.finding.sought import Sought
from rootward.trail.sources.layout import Place, place_of
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.delivered import days_of
from rootward.trail.store.index import lines_of
from rootward.trail.store.row import UNKNOWN
from rootward.trail.store.sql import LogPart, Set
from rootward.workflows.trail.searching import INTERRUPTED, Searched, Seen
from rootward.workflows.trail.sources import NOTHING

_GONE = "it is gone from the set: 'rootward trail ingest' reads its logs again"


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
    word: str, wanted: Wanted, seen: Seen, question: Callable[[Set, Collection[str] | None], Answer | None]
) -> _Asked[Answer]:
    folder = Path(word)
    with Set(folder) as opened:
        unread = [Unread(path=str(folder / name), reason=_GONE) for name in opened.missing]
        is_empty = True
        for line in lines_of(folder):
            is_empty = is_empty and not line.logs
            unread += (Unread(path=name, reason=why) for _, name, why in line.unread if wanted.may_hold(place_of(name)))
            for account, region, day in days_of(line.delivered):
                seen.saw(Place(kind="digest", account=account, region=region, day=day))
        try:
            held = opened.logs()
            taken = [part for part in held if wanted.may_hold(place_of(part.name))]
            answer = question(opened, None if len(taken) == len(held) else {part.name for part in taken})
        except UsageError as error:
            return _Asked(None, [], (*unread, Unread(path=word, reason=str(error))))
        except KeyboardInterrupt:
            return _Asked(None, [], (*unread, Unread(path=word, reason=INTERRUPTED)), interrupted=True)
    for name in {part.name for part in held}:
        seen.saw(place_of(name))
    _tell(seen, taken)
    if not taken and (held or is_empty):  # of logs without a record their names are not kept
        unread.append(Unread(path=word, reason=NOTHING))
    return _Asked(answer, taken, tuple(unread))


def _tell(seen: Seen, taken: Iterable[LogPart]) -> None:
    """Of which accounts and regions there was something: by the names of logs, and by what stands in them."""
    for part in taken:
        place = place_of(part.name)
        seen.accounts |= {place.account or part.account} - {UNKNOWN}
        seen.answered.told({place.account, part.account}, {place.region, part.region})


def _span(taken: Iterable[LogPart]) -> tuple[datetime, datetime] | None:
    times = [time for part in taken for time in (part.first, part.last)]
    times += (place.moment for part in taken if (place := place_of(part.name)).moment is not None)
    return (min(times), max(times)) if times else None
