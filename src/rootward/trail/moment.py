"""When something happened, as CloudTrail and those that hand its records on write it. Pure."""

from __future__ import annotations

from datetime import UTC, datetime

FIRST = datetime(2000, 1, 1, tzinfo=UTC)
LAST = datetime(2200, 1, 1, tzinfo=UTC)
"""The first moment after those that are read. AWS is younger than the one, and nobody reads this after the other; so no
span that is added to what was read, or taken from it, leaves the years that datetime has (1 to 9999), however a clock
was set or a name was forged."""


def moment_of(told: object) -> datetime | None:
    """Of `2026-11-27T20:33:00Z`, or of seconds since 1970, as LookupEvents has them outside of the record; in UTC.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    None: it is none, or none from FIRST to LAST, so that it counts as one that cannot be read.
    """
    try:
        if isinstance(told, str):
            moment = datetime.fromisoformat(told)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        elif isinstance(told, int | float) and not isinstance(told, bool):
            moment = datetime.fromtimestamp(told, UTC)
        else:
            return None
    except (ValueError, OverflowError, OSError):
        return None
    return moment if FIRST <= moment < LAST else None


def clamped(moment: datetime) -> datetime:
    """What an end of a span of time is as good as: nothing that is read lies before FIRST, or at LAST or after it."""
    return min(max(moment, FIRST), LAST)
