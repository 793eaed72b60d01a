"""Count who used which actions in logs of any size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from rootward.model.scan import Unread
from rootward.trail.actions.call import Call, is_same
from rootward.trail.actions.used import Tally
from rootward.trail.finding.every import Batch, every
from rootward.trail.log import Log
from rootward.trail.sources.wanted import Wanted

INTERRUPTED = Unread(path="what comes after", reason="it was not read: interrupted")


class Counted(NamedTuple):
    """What came of all logs."""

    tally: Tally
    unread: tuple[Unread, ...]
    """In the order of names."""
    interrupted: bool


class _Answer(NamedTuple):
    """What came of some logs."""

    tally: Tally
    left: tuple[tuple[str, int], ...]
    """By the name of the log, how many records have no name or no time."""


def count(logs: Iterable[Log], wanted: Wanted, *, about: str | None = None, workers: int | None = None) -> Counted:
    """Count over the events that are asked for.

    `about`: the principal of whose calls it is noted what they were about, by `is_same`; None: of nobody's. `workers`:
    how many processes; None: as many as pay.

    What a log holds raises nothing: `unread` says it. Ctrl-C ends it with what was counted until then. Raises
    InternalError where a worker fails.
    """
    tally = Tally()
    unread: list[Unread] = []
    interrupted = False
    try:
        for gathered in every(logs, Call, partial(_counted, wanted, about), workers=workers):
            unread += gathered.unread
            counted = gathered.answer or _Answer(Tally(), ())
            tally.merge(counted.tally)
            unread += (_timeless(name, number) for name, number in counted.left)
    except KeyboardInterrupt:
        interrupted = True
        unread.append(INTERRUPTED)
    return Counted(tally, tuple(sorted(unread, key=lambda one: (one.path, one.reason))), interrupted)


def _counted(wanted: Wanted, about: str | None, batches: Iterator[Batch[Call]]) -> _Answer:
    is_wanted = _filter(wanted)
    tally = Tally(names=lambda principal: about is not None and is_same(principal, about))
    left: Counter[str] = Counter()
    for log, records in batches:
        calls = records if is_wanted is None else [call for call in records if is_wanted(call, log.account)]
        left[log.name] += tally.add(calls)
    return _Answer(tally, tuple((name, number) for name, number in left.items() if number))


def _filter(wanted: Wanted) -> Callable[[Call, str], bool] | None:
    """Whether an event of a log of that account is asked for; None: every one is."""
    if wanted == Wanted():
        return None

    def is_wanted(call: Call, account: str) -> bool:
        try:
            time = datetime.fromisoformat(call.time or "")
        except ValueError:
            return True  # it is counted as having none
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time
        return wanted.takes(account=call.account or account, region=call.region or "", time=time)

    return is_wanted


def _timeless(name: str, number: int) -> Unread:
    return Unread(path=name, reason=f"{number:,} of the records in it have no eventName or no eventTime")
