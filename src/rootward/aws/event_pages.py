"""CloudTrail's event history of a region, page by page, as fast as AWS lets anybody ask.

Two requests a second are taken of an account in a region, and fifty events are a page.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import msgspec

from rootward.aws.call import Call
from rootward.aws.failure import THROTTLED, UnreadError, failed
from rootward.aws.reading import Reading

LOOKUP_EVENTS = Call("cloudtrail", "LookupEvents")
PACE = 0.55
"""Seconds between two lookups in a region: AWS takes two a second."""
_PAGE = 50
_PATIENCE = (2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds to wait where AWS throttles a lookup, after botocore's own attempts: somebody else asks there too."""


class Page(msgspec.Struct, frozen=True):
    """A page of the history, the newest events first."""

    events: tuple[dict[str, Any], ...]
    """As AWS lists them; the record is the JSON in `CloudTrailEvent`."""
    is_last: bool


def event_pages(reading: Reading, region: str, *, waits: bool = False, **asked: Any) -> Iterator[Page]:  # noqa: ANN401
    """The pages of the history of a region. `waits`: it was asked a moment ago. `asked`: parameters of LookupEvents.

    Raises UnreadError, after the pages that came; and CredentialsError.
    """
    seen: set[str] = set()
    parameters = {"MaxResults": _PAGE, **asked}
    for number in count():
        if number or waits:
            reading.wait(LOOKUP_EVENTS, PACE)
        answer = _patiently(reading, region, parameters)
        token = answer.get("NextToken")
        events = answer.get("Events")
        yield Page(tuple(one for one in events or () if isinstance(one, dict)), is_last=not token)
        if not token:
            return
        if token in seen:
            raise failed(LOOKUP_EVENTS, f"endless pagination: page {len(seen) + 1} leads back to one already read")
        seen.add(token)
        parameters["NextToken"] = token


def _patiently(reading: Reading, region: str, parameters: dict[str, Any]) -> dict[str, Any]:
    for seconds in _PATIENCE:
        try:
            return reading.read(LOOKUP_EVENTS, region, **parameters)
        except UnreadError as error:
            if error.code not in THROTTLED:
                raise
        reading.wait(LOOKUP_EVENTS, seconds)
    return reading.read(LOOKUP_EVENTS, region, **parameters)
