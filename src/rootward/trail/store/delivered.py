"""On which days a trail delivered digest files: runs of days, by account and region. Pure.

Digests come each hour, whatever happens, so that a day without a log file is no gap where there is one. They hold no
records, and so no rows of the set tell of them.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from rootward.trail.moment import FIRST, LAST

Day = tuple[str, str, date]
"""An account, a region, a day."""
Run = tuple[str, str, date, date]
"""An account, a region, the first and the last of days without one missing."""

_DAY = timedelta(days=1)


def runs(days: Iterable[Day]) -> tuple[Run, ...]:
    """As few as there can be, in their order."""
    by_place: dict[tuple[str, str], set[date]] = defaultdict(set)
    for account, region, day in days:
        by_place[account, region].add(day)
    return tuple((*place, first, last) for place in sorted(by_place) for first, last in _spans(by_place[place]))


def days_of(told: Iterable[Run]) -> Iterator[Day]:
    """Each day of the runs, of those that `moment_of` reads."""
    for account, region, begun, ended in told:
        first, last = max(begun, FIRST.date()), min(ended, LAST.date() - _DAY)
        for number in range((last - first) // _DAY + 1):
            yield account, region, first + number * _DAY


def _spans(days: set[date]) -> Iterator[tuple[date, date]]:
    firsts = sorted(day for day in days if day - _DAY not in days)
    lasts = sorted(day for day in days if day + _DAY not in days)
    yield from zip(firsts, lasts, strict=True)
