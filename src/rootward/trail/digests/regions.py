"""Digests of one region held against those of the others: a trail of all regions delivers them in each, hour by hour.

So where somebody removes the newest ones of a region, or the oldest, or all, the others tell of it. Pure.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from rootward.trail.digests.chains import DIFFER, HOURLY, LATE, Chains, Copy
from rootward.trail.digests.names import Chain, name_of, top_of
from rootward.trail.log import Log
from rootward.trail.sources.layout import place_of
from rootward.trail.sources.wanted import Wanted


class Uneven(NamedTuple):
    """Hours of which a region has no digests, while others of the same trail and account have some."""

    kind: Literal["late", "early", "awaited", "none"]
    """They begin late, or end early, if only by the newest, which may just not have come yet; or there are none."""
    chain: Chain
    first: datetime
    last: datetime
    why: str
    is_sure: bool
    """Nothing that is innocent is likely to have brought it about."""


class _Ends(NamedTuple):
    number: int
    end: datetime


def uneven(copies: Sequence[Copy], chains: Chains, logs: Iterable[Log], wanted: Wanted) -> tuple[Uneven, ...]:
    """The regions whose digests begin after those of the others, or end before; and the trail's own if it has none."""
    ends: dict[Chain, dict[str, list[_Ends]]] = defaultdict(lambda: defaultdict(list))
    for number, copy in enumerate(copies):
        chain = copy.told.chain
        if not chain.backfill:
            ends[chain._replace(region="")][chain.region].append(_Ends(number, copy.told.end))
    moments = _moments(logs)
    found: list[Uneven] = []
    for trail, regions in ends.items():
        first = min(one.end for told in regions.values() for one in told)
        last = max(one.end for told in regions.values() for one in told)
        for region, told in regions.items():
            chain = trail._replace(region=region)
            ended = max(one.end for one in told)
            if last - ended >= HOURLY:
                top = top_of(copies[max(told, key=lambda one: one.end).number].path)
                count = _between(ended, last, moments[trail.organisation, trail.account, region, top])
                until = f"in other regions they go on until {last:%Y-%m-%d %H:%M}"
                if last - ended > LATE:
                    why = f"its digest files end there, and {until}; {_files(count)}"
                    found.append(Uneven("early", chain, ended, last, why, is_sure=last - ended > DIFFER))
                else:
                    why = f"the digest file of that hour has not come yet, or was removed; {until}; {_files(count)}"
                    found.append(Uneven("awaited", chain, ended, last, why, is_sure=False))
            oldest = min(told, key=lambda one: one.end)
            if oldest.end - first > LATE and _begins_there(oldest.number, copies, chains):
                top = top_of(copies[oldest.number].path)
                delivered = moments[trail.organisation, trail.account, region, top]
                found.append(_late(chain, first, oldest.end, delivered))
        if trail.home not in regions and (not wanted.regions or trail.home in wanted.regions):
            why = f"there are none of {trail.home}, where the trail is at home, and there are some of other regions"
            found.append(Uneven("none", trail._replace(region=trail.home), first, last, why, is_sure=True))
    return tuple(found)


def _late(chain: Chain, first: datetime, begun: datetime, delivered: Iterable[datetime]) -> Uneven:
    """A region that was enabled later has no log files of before; one whose digests were removed may have some."""
    # The first digest tells of the hour before its end.
    before = _between(first - LATE, begun - LATE, delivered)
    why = (
        f"its digest files begin at the end of that time, and in other regions there are some of "
        f"{first:%Y-%m-%d %H:%M}: they were removed, or the region was enabled later; {_files(before)}"
    )
    return Uneven("late", chain, first, begun, why, is_sure=before > 0 and begun - first > DIFFER)


def _between(first: datetime, last: datetime, delivered: Iterable[datetime]) -> int:
    return sum(first < moment < last for moment in delivered)


def _files(count: int) -> str:
    return f"{count:,} log file{' is' if count == 1 else 's are'} of those hours"


def _begins_there(number: int, copies: Sequence[Copy], chains: Chains) -> bool:
    """Whether nothing names one before it: else that one is told of as missing."""
    digest = copies[number].digest
    return digest is None or digest.previous is None or chains.standing[number] == "wrong"


def _moments(logs: Iterable[Log]) -> dict[tuple[str, str, str, str], list[datetime]]:
    """When log files were delivered, by organisation, account, region and the folder that AWSLogs lies in."""
    moments: dict[tuple[str, str, str, str], list[datetime]] = defaultdict(list)
    for log in logs:
        place = place_of(log.name)
        if place.kind == "log" and place.moment is not None:
            key = (name_of(log.name).organisation, place.account, place.region, top_of(log.name))
            moments[key].append(place.moment)
    return moments
