"""Count who used which actions in logs of any size."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from rootward.model.scan import Unread
from rootward.trail.actions.call import BareCall, Call, is_same
from rootward.trail.actions.together import Telling, Together, Told
from rootward.trail.actions.used import Tally
from rootward.trail.finding.every import Batch, every
from rootward.trail.finding.portions import REST
from rootward.trail.log import Log
from rootward.trail.moment import moment_of
from rootward.trail.record import BAD_TIME, NO_NAME, NO_TIME
from rootward.trail.sources.wanted import Wanted


class Counted(NamedTuple):
    """What came of all logs."""

    tally: Tally
    unread: tuple[Unread, ...]
    """In the order of names."""
    interrupted: bool


class _Answer(NamedTuple):
    """What came of some logs."""

    told: Told
    left: tuple[tuple[str, str, int], ...]
    """By the name of the log and the reason, how many records were not counted."""


def count(logs: Iterable[Log], wanted: Wanted, *, about: str | None = None, workers: int | None = None) -> Counted:
    """Count over the events that are asked for.

    `about`: the principal of whose calls it is noted what they were about, by `is_same`; None: of nobody's. `workers`:
    how many processes; None: as many as pay.

    What a log holds raises nothing: `unread` says it. Ctrl-C ends it with what was counted until then. Raises
    InternalError where a worker fails.
    """
    together = Together()
    unread: list[Unread] = []
    interrupted = False
    kind = BareCall if about is None and wanted == Wanted() else Call
    try:
        for gathered in every(logs, kind, partial(_counting, wanted, about), workers=workers):
            unread += gathered.unread
            if gathered.answer is not None:
                together.take(gathered.answer.told)
                unread += (_left_out(*one) for one in gathered.answer.left)
    except KeyboardInterrupt:
        interrupted = True
        unread.append(REST)
    unread.sort(key=lambda one: (one.path, one.reason))
    return Counted(together.tally(), tuple(unread), interrupted)


def _counting(wanted: Wanted, about: str | None) -> Callable[[Iterator[Batch[BareCall]]], _Answer]:
    """What counts in one process."""
    is_wanted = _filter(wanted)
    telling = Telling(os.getpid(), names=lambda principal: about is not None and is_same(principal, about))

    def counted(batches: Iterator[Batch[BareCall]]) -> _Answer:
        left: Counter[tuple[str, str]] = Counter()
        for log, records in batches:
            calls = records if is_wanted is None else [call for call in records if is_wanted(call, log.account)]
            for why, number in telling.tally.add(calls).items():
                left[log.name, why] += number
            del calls, records  # see Batch
        return _Answer(telling.tell(), tuple((*of, number) for of, number in left.items()))

    return counted


def _filter(wanted: Wanted) -> Callable[[BareCall, str], bool] | None:
    """Whether an event of a log of that account is asked for; None: every one is."""
    if wanted == Wanted():
        return None

    def is_wanted(call: BareCall, account: str) -> bool:
        assert isinstance(call, Call)  # noqa: S101 - for the type checker: `count` asks for nothing less
        time = moment_of(call.time)
        if time is None:
            return True  # it is told of as having none
        return wanted.takes(account=call.account or account, region=call.region or "", time=time)

    return is_wanted


_WHY = {
    NO_NAME: ("has no eventName", "have no eventName"),
    NO_TIME: ("has no eventTime", "have no eventTime"),
    BAD_TIME: ("has an eventTime that cannot be read", "have an eventTime that cannot be read"),
}


def _left_out(name: str, why: str, number: int) -> Unread:
    return Unread(path=name, reason=f"{number:,} of the records in it {_WHY[why][number > 1]}: not counted")
