"""Days of which a log has nothing, between days of which it has: files may have been removed. Pure.

Where nothing happens in a region, CloudTrail delivers no log file of it. So a region counts here where it has files on
most of its days; and an account as a whole on each day on which no region of it has any. Digest files count too: they
are delivered each hour, whatever happens.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from rootward.model.root_event import Gap

ALL_REGIONS = "all regions"
_DAY = timedelta(days=1)
_BUSY = 0.8
"""Of the days from its first to its last a region that is missed on the others has files on so many."""


def gaps(days: Iterable[tuple[str, str, date]]) -> tuple[Gap, ...]:
    """What is missing between the days that are there: of each an account, a region and the day of a file."""
    by_region: dict[tuple[str, str], set[date]] = defaultdict(set)
    by_account: dict[str, set[date]] = defaultdict(set)
    for account, region, day in days:
        by_region[account, region].add(day)
        by_account[account].add(day)
    found = [
        Gap(account=account, region=ALL_REGIONS, first=first, last=last)
        for account, seen in by_account.items()
        for first, last in _missing(seen)
    ]
    for (account, region), seen in by_region.items():
        span = (max(seen) - min(seen)) // _DAY + 1
        if span * _BUSY <= len(seen) < span:
            found += [
                Gap(account=account, region=region, first=first, last=last)
                for first, last in _missing(seen)
                if any(first <= day <= last for day in by_account[account])
            ]
    return tuple(sorted(found, key=lambda gap: (gap.account, gap.first, gap.region)))


def _missing(seen: set[date]) -> Iterator[tuple[date, date]]:
    ordered = sorted(seen)
    for earlier, later in pairwise(ordered):
        if later - earlier > _DAY:
            yield earlier + _DAY, later - _DAY
