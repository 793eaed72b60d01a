"""When something happened, as CloudTrail and those that hand its records on write it. Pure."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_of(told: object) -> datetime | None:
    """Of `2026-11-27T20:33:00Z`, or of seconds since 1970, as LookupEvents has them outside of the record; in UTC.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    None: it is none, or one that UTC has no year for, since an offset leads before the first or after the last.
    """
    try:
        if isinstance(told, str):
            moment = datetime.fromisoformat(told)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        if isinstance(told, int | float) and not isinstance(told, bool):
            return datetime.fromtimestamp(told, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
