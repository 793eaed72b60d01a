"""Dates in AWS's answers."""

from __future__ import annotations

from datetime import UTC, datetime

from botocore.utils import parse_timestamp


def read_timestamp(value: str | float) -> datetime:
    """The moment, in UTC. ISO 8601, which IAM writes, goes the short way. Raises ValueError for what is no date."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = parse_timestamp(value)
    else:
        moment = parse_timestamp(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
