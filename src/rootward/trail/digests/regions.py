"""Digests of one region held against those of the others: a trail of all regions delivers them in each, hour by hour.

So where somebody removes the newest ones of a region, or all, the others tell of it. Pure.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from rootward.trail.digests.chains import DIFFER, Copy
from rootward.trail.digests.names import Chain
from rootward.trail.sources.wanted import Wanted


class Uneven(NamedTuple):
    """Hours of which a region has no digests, while others of the same trail and account have some."""

    chain: Chain
    first: datetime
    last: datetime
    why: str


def uneven(copies: Iterable[Copy], wanted: Wanted) -> tuple[Uneven, ...]:
    """The regions whose digests end before those of the others; and the trail's own region where it has none."""
    ends: dict[Chain, dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for copy in copies:
        chain = copy.told.chain
        if not chain.backfill:
            ends[chain._replace(region="")][chain.region].append(copy.told.end)
    found: list[Uneven] = []
    for trail, regions in ends.items():
        first, last = min(map(min, regions.values())), max(map(max, regions.values()))
        for region, told in regions.items():
            if last - max(told) > DIFFER:
                why = f"its digest files end there, and in other regions they go on until {last:%Y-%m-%d %H:%M}"
                found.append(Uneven(trail._replace(region=region), max(told), last, why))
        if trail.home not in regions and (not wanted.regions or trail.home in wanted.regions):
            why = f"there are none of {trail.home}, where the trail is at home, and there are some of other regions"
            found.append(Uneven(trail._replace(region=trail.home), first, last, why))
    return tuple(found)
