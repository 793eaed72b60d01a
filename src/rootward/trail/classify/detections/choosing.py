"""Ways for a rule to choose: each record by itself, or many in a short time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import timedelta

from rootward.trail.classify.detections.refusal import is_refused
from rootward.trail.classify.detections.rule import Choice
from rootward.trail.record import Record


def anything(_record: Record) -> bool:
    """Whatever the rule needs."""
    return True


def done(shows: Callable[[Record], bool] = anything) -> Choice:
    """Each that succeeded and shows it."""
    return lambda records: (record for record in records if not record.failed and shows(record))


def done_or_refused(shows: Callable[[Record], bool] = anything) -> Choice:
    """Each that shows it, and succeeded or was denied for want of a permission: not what failed for another reason."""
    return lambda records: (record for record in records if (not record.failed or is_refused(record)) and shows(record))


def tried(shows: Callable[[Record], bool] = anything) -> Choice:
    """Each that shows it, however it ended: the attempt itself is the news."""
    return lambda records: (record for record in records if shows(record))


def burst(
    shows: Callable[[Record], bool],
    *,
    least: int,
    within: timedelta,
    of: Callable[[Record], Hashable],
    different: Callable[[Record], Hashable] | None = None,
) -> Choice:
    """Those that lie, with `least` that show it and are equal by `of`, in some window as long as `within`.

    A window begins at any record and includes both ends; it does not sit on a grid. `different`: what is counted are
    not the records but the different values of this.
    """

    def choose(records: Sequence[Record]) -> Iterator[Record]:
        groups: dict[Hashable, list[Record]] = defaultdict(list)
        for record in records:
            if shows(record):
                groups[of(record)].append(record)
        for group in groups.values():
            yield from _dense(group, least, within, different)

    return choose


def _dense(
    records: Sequence[Record], least: int, within: timedelta, different: Callable[[Record], Hashable] | None
) -> Iterator[Record]:
    """Those that lie in a window with enough; `records` are in the order of time."""
    values = [index if different is None else different(record) for index, record in enumerate(records)]
    inside: Counter[Hashable] = Counter()
    first = told = 0
    for last, record in enumerate(records):
        inside[values[last]] += 1
        while record.time - records[first].time > within:
            inside[values[first]] -= 1
            if not inside[values[first]]:
                del inside[values[first]]
            first += 1
        if len(inside) >= least:
            yield from records[max(first, told) : last + 1]
            told = last + 1
