"""Days of which a log has nothing, of those that are asked for: files may have been removed. Pure.

Where nothing happens in a region, CloudTrail delivers no log file of it. So a region counts here where it has files on
most of its days; and an account as a whole on each day on which no region of it has any. Digest files count too: they
are delivered each hour, whatever happens.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from rootward.model.root_event import Gap

ALL_REGIONS = "all regions"
_DAY = timedelta(days=1)
_BUSY = 0.8
"""Of the days from its first to its last a region that is missed on the others has files on so many."""


def gaps(days: Iterable[tuple[str, str, date]], first: date | None = None, last: date | None = None) -> tuple[Gap, ...]:
    """What is missing between the days that are there: of each an account, a region and the day of a file.

    `first`, `last`: no day before or after them is asked for.
    """
    by_account = _by_account(days := tuple(days))
    found = [
        Gap(account=account, region=ALL_REGIONS, first=begun, last=ended)
        for account, seen in by_account.items()
        for begun, ended in _missing(seen, first, last)
    ]
    return _ordered((*found, *_of_regions(days, by_account, first, last)))


def gaps_in(
    days: Iterable[tuple[str, str, date]], accounts: Iterable[str], first: date | None, last: date | None
) -> tuple[Gap, ...]:
    """The same, and also what is missing before the first day that is there, from `first` on, and after the last.

    `accounts`: those of which there may be no day at all.
    """
    by_account = {**{account: set[date]() for account in accounts}, **_by_account(days := tuple(days))}
    edges = {*([] if first is None else [first - _DAY]), *([] if last is None else [last + _DAY])}
    found = [
        Gap(account=account, region=ALL_REGIONS, first=begun, last=ended)
        for account, seen in by_account.items()
        for begun, ended in _missing({day for day in seen if _is_within(day, first, last)} | edges, first, last)
    ]
    return _ordered((*found, *_of_regions(days, by_account, first, last)))


def _by_account(days: Iterable[tuple[str, str, date]]) -> dict[str, set[date]]:
    found: dict[str, set[date]] = defaultdict(set)
    for account, _, day in days:
        found[account].add(day)
    return found


def _of_regions(
    days: Iterable[tuple[str, str, date]], by_account: Mapping[str, set[date]], first: date | None, last: date | None
) -> Iterator[Gap]:
    """Days that a busy region lacks, and its account does not."""
    by_region: dict[tuple[str, str], set[date]] = defaultdict(set)
    for account, region, day in days:
        by_region[account, region].add(day)
    for (account, region), seen in by_region.items():
        span = (max(seen) - min(seen)) // _DAY + 1
        if span * _BUSY <= len(seen) < span:
            for begun, ended in _missing(seen, first, last):
                if any(begun <= day <= ended for day in by_account[account]):
                    yield Gap(account=account, region=region, first=begun, last=ended)


def _missing(seen: set[date], first: date | None, last: date | None) -> Iterator[tuple[date, date]]:
    """From and to, as far as days from `first` to `last` are asked for."""
    for earlier, later in pairwise(sorted(seen)):
        begun = max(earlier.toordinal() + 1, 0 if first is None else first.toordinal())
        ended = min(later.toordinal() - 1, later.toordinal() if last is None else last.toordinal())
        if begun <= ended:
            yield date.fromordinal(begun), date.fromordinal(ended)


def _is_within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _ordered(found: Iterable[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(found, key=lambda gap: (gap.account, gap.first, gap.region)))
