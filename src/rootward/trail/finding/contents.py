"""The records that stand in the bytes of a log, whatever shape they have. Pure.

- a log file, {"Records": [...]}
- an answer of LookupEvents, {"Events": [{"CloudTrailEvent": "{...}"}]}
  https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html
- an event of EventBridge, {"detail-type": "...", "detail": {...}}
  https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
- a record, or a JSON array or JSON lines of any of these
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

_LISTS = ("Records", "Events")
_WRAPPED = ("detail", "event", "CloudTrailEvent")
_DEEPEST = 4


class Contents(NamedTuple):
    """The records, decoded; and why not all of the bytes are records, where that is so."""

    records: list[dict[str, Any]]
    reason: str | None = None


def contents(data: bytes) -> Contents:
    """What stands in the bytes."""
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not data:
        return Contents([], "it is empty")
    try:
        return _of(msgspec.json.decode(data))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    records: list[dict[str, Any]] = []
    failed = 0
    for line in data.splitlines():
        if not line.strip():
            continue
        try:
            within = _of(msgspec.json.decode(line))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            failed += 1
            continue
        records += within.records
        failed += within.reason is not None
    if not records:
        return Contents([], "it is no log of CloudTrail's")
    return Contents(records, f"{failed:,} of its lines are no records of CloudTrail's" if failed else None)


def _of(value: object) -> Contents:
    strange: list[object] = []
    records = list(_records(value, strange, 0))
    if not records and strange:
        return Contents([], "it is no log of CloudTrail's")
    return Contents(records, f"{len(strange):,} of its parts are no records of CloudTrail's" if strange else None)


def _records(value: object, strange: list[object], depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list) and depth < _DEEPEST:
        for part in value:
            yield from _records(part, strange, depth + 1)
        return
    if isinstance(value, dict) and depth < _DEEPEST:
        if isinstance(value.get("eventName"), str):
            yield value
            return
        for key in _LISTS:
            if isinstance(value.get(key), list):
                yield from _records(value[key], strange, depth + 1)
                return
        for key in _WRAPPED:
            part = value.get(key)
            if isinstance(part, str):
                try:
                    part = msgspec.json.decode(part)
                except (msgspec.DecodeError, RecursionError):
                    continue
            if isinstance(part, dict):
                yield from _records(part, strange, depth + 1)
                return
    strange.append(value)
