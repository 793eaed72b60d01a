"""What a message of a queue tells: which objects of a bucket are new, or the event itself. Pure.

- S3's own notification, {"Records": [{"s3": {"bucket": {"name"}, "object": {"key"}}}]}, its keys as a form encodes them
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
- S3 through EventBridge, {"detail-type": "Object Created", "detail": {"bucket": {"name"}, "object": {"key"}}}
  https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
- CloudTrail's own, {"s3Bucket": "…", "s3ObjectKey": ["…"]}
  https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
- an event of CloudTrail's through EventBridge, {"detail-type": "AWS API Call via CloudTrail", "detail": {"eventID": …}}
  https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
- each of them within SNS's envelope, {"Type": "Notification", "Message": "…"}
  https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_plus

import msgspec

_DEEPEST = 3
"""Envelopes in one another."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a message tells. Where it holds neither, and is no test, nobody knows what it is."""

    objects: tuple[tuple[str, str], ...] = ()
    """Buckets and keys."""
    event: bytes = b""
    """JSON with the event itself."""
    is_idle: bool = False
    """It is understood, and tells of nothing: S3's test, or an object that is gone."""

    @property
    def is_understood(self) -> bool:
        """Whether all is known of it."""
        return bool(self.objects or self.event or self.is_idle)


def notice_of(body: str | bytes) -> Notice:
    """What the body of a message tells."""
    value: Any = body
    for _ in range(_DEEPEST):
        if isinstance(value, str | bytes):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                return Notice()
        if not isinstance(value, dict):
            return Notice()
        if isinstance(value.get("Message"), str) and "Records" not in value:
            value = value["Message"]
            continue
        return _of(value)
    return Notice()


def _of(value: dict[str, Any]) -> Notice:
    records, detail = value.get("Records"), value.get("detail")
    if value.get("Event") == "s3:TestEvent":
        return Notice(is_idle=True)
    if _is_event(value) or _is_event(detail) or (isinstance(records, list) and any(map(_is_event, records))):
        return Notice(event=json.dumps(value).encode())
    if isinstance(records, list):
        return _or_idle(_created(records), is_known=any(isinstance(one, dict) and "s3" in one for one in records))
    if (found := _object(detail)) is not None:
        return _or_idle([found] if value.get("detail-type") == "Object Created" else [], is_known=True)
    bucket, keys = value.get("s3Bucket"), value.get("s3ObjectKey")
    if not isinstance(bucket, str) or not isinstance(keys, list):
        return Notice()
    return Notice(objects=tuple((bucket, key) for key in keys if isinstance(key, str)))


def _is_event(value: object) -> bool:
    return isinstance(value, dict) and "eventID" in value and "eventName" in value


def _or_idle(objects: Iterable[tuple[str, str]], *, is_known: bool) -> Notice:
    found = tuple(objects)
    return Notice(objects=found, is_idle=is_known and not found)


def _created(records: list[Any]) -> Iterator[tuple[str, str]]:
    for one in records:
        if isinstance(one, dict) and "ObjectCreated" in str(one.get("eventName")):
            found = _object(one.get("s3"))
            if found is not None:
                yield found[0], unquote_plus(found[1])


def _object(value: object) -> tuple[str, str] | None:
    """Bucket and key, as they stand there."""
    if not isinstance(value, dict):
        return None
    bucket, key = (value.get(noun) for noun in ("bucket", "object"))
    name = bucket.get("name") if isinstance(bucket, dict) else None
    found = key.get("key") if isinstance(key, dict) else None
    return (name, found) if isinstance(name, str) and isinstance(found, str) else None
