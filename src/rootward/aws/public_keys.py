"""The public keys that CloudTrail's digest files are verified with: each region has its own.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from rootward.aws.call import NEXT_TOKEN, Call
from rootward.aws.crew import Crew
from rootward.aws.failure import UnreadError
from rootward.aws.reading import Reading
from rootward.aws.session import PARALLEL_CALLS, AwsSession

LIST_PUBLIC_KEYS = Call("cloudtrail", "ListPublicKeys")
READS = (LIST_PUBLIC_KEYS,)

_SECONDS = 120.0
_EARLIER = timedelta(hours=1)


class ListedKeys(NamedTuple):
    """What the regions answered."""

    by_fingerprint: Mapping[str, bytes]
    """DER."""
    unread: Mapping[str, str]
    """Regions to why their keys could not be read."""


def list_public_keys(session: AwsSession, since: Mapping[str, datetime]) -> ListedKeys:
    """The keys of some regions, each from when its oldest digest begins until now. Raises CredentialsError.

    Until now, as digests of files that were late are signed later than their hours.
    """
    found: dict[str, bytes] = {}
    unread: dict[str, str] = {}
    with Crew(PARALLEL_CALLS, "rootward-keys") as crew:
        reading = Reading(session, crew, deadline_seconds=_SECONDS)

        def of_region(region: str) -> tuple[dict[str, bytes], str]:
            keys: dict[str, bytes] = {}
            try:
                times = {"StartTime": since[region] - _EARLIER, "EndTime": datetime.now(UTC)}
                for key in reading.items(LIST_PUBLIC_KEYS, NEXT_TOKEN, "PublicKeyList", region, **times):
                    keys[str(key.get("Fingerprint"))] = bytes(key.get("Value") or b"")
            except UnreadError as error:
                return keys, str(error.fact.detail)
            return keys, ""

        regions = sorted(since)
        for region, (keys, why) in zip(regions, reading.side_by_side(of_region, regions), strict=True):
            found.update(keys)
            if why:
                unread[region] = why
    return ListedKeys(found, unread)
