"""Dates in AWS's answers."""

from __future__ import annotations

from datetime import UTC, datetime

from botocore.utils import parse_timestamp


def read_timestamp(value: str | float) -> datetime:
    """The moment, in UTC. ISO 8601, which IAM writes, goes the short way. Raises ValueError for what is no date."""
    try:
        moment = _moment(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, RuntimeError):  # an offset, or a number, can lead out of the years that there are
        raise ValueError(f"{str(value)[:40]!r} is no date") from None


def _moment(value: str | float) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:  # numbers, which the JSON protocols send, and the form of HTTP's headers
        return parse_timestamp(value)  # type: ignore[arg-type] # it takes numbers too
