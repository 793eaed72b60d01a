"""A value of a query's answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

import msgspec


def shown(value: Any) -> str:  # noqa: ANN401 - whatever an engine gives
    """As text: moments in UTC, `true` and `false`, nothing for null, JSON for what holds others."""
    plain = as_json(value)
    if plain is None:
        return ""
    if isinstance(plain, str):
        return plain
    return msgspec.json.encode(plain).decode()


def as_json(value: Any) -> Any:  # noqa: ANN401
    """As JSON has it. What it has no word for is text."""
    if isinstance(value, date):
        return _told(value)
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    if isinstance(value, bytes):
        return value.hex()
    is_plain = value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and isfinite(value))
    return value if is_plain else str(value)


def _told(value: date) -> str:
    """A moment with its zone in UTC; one without, and a day, as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
    return value.isoformat()
